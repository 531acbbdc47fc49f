// SPDX-License-Identifier: GPL-2.0-only
/*
 * Words of flow entries, written down by hand from the tables in mtk-ppe 2.1
 * (IB1), 2.2 (IB2), 2.3 (L2) and 2.4 (words per type), never by the encoder.
 *
 * IB1: BIND 2 << 28, type << 23, TTL bit 22, cache bit 20, SP << 8, UDP bit 30.
 * IB2: port_ag 0xf << 20, MIB bit 15, destination port << 9.
 */
#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/in.h>
#include <linux/kernel.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include "mtk_ppe_fake.h"

#define LAN	1	/* PSE port of GDM1 (1.3) */
#define WAN	2	/* of GDM2 */

#define IP_CLIENT	0xc0a80169	/* 192.168.1.105 */
#define IP_SERVER	0x339e240c	/* 51.158.36.12 */
#define IP_ROUTER	0xbc1b4065	/* 188.27.64.101 */
#define IP_INSIDE	0xc0a8010a	/* 192.168.1.10 */

struct v4_end {
	u32 ip;
	u16 port;
};

struct v4_case {
	const char *desc;
	u8 l4proto;
	u8 in;
	u8 out;
	struct v4_end src, dst, new_src, new_dst;
	u32 word[11];
};

static const struct v4_case v4_cases[] = {
	{
		.desc = "TCP route",
		.l4proto = IPPROTO_TCP, .in = LAN, .out = WAN,
		.src = { IP_CLIENT, 48858 }, .dst = { IP_SERVER, 443 },
		.new_src = { IP_CLIENT, 48858 }, .new_dst = { IP_SERVER, 443 },
		.word = {
			0x20500100, 0xc0a80169, 0x339e240c, 0xbeda01bb,
			0x00f08400, 0xc0a80169, 0x339e240c, 0xbeda01bb,
		},
	}, {
		.desc = "TCP SNAT",
		.l4proto = IPPROTO_TCP, .in = LAN, .out = WAN,
		.src = { IP_CLIENT, 48858 }, .dst = { IP_SERVER, 443 },
		.new_src = { IP_ROUTER, 40000 }, .new_dst = { IP_SERVER, 443 },
		.word = {
			0x20500100, 0xc0a80169, 0x339e240c, 0xbeda01bb,
			0x00f08400, 0xbc1b4065, 0x339e240c, 0x9c4001bb,
		},
	}, {
		.desc = "TCP DNAT",
		.l4proto = IPPROTO_TCP, .in = WAN, .out = LAN,
		.src = { IP_SERVER, 443 }, .dst = { IP_ROUTER, 8080 },
		.new_src = { IP_SERVER, 443 }, .new_dst = { IP_INSIDE, 80 },
		.word = {
			0x20500200, 0x339e240c, 0xbc1b4065, 0x01bb1f90,
			0x00f08200, 0x339e240c, 0xc0a8010a, 0x01bb0050,
		},
	}, {
		.desc = "UDP SNAT and DNAT",
		.l4proto = IPPROTO_UDP, .in = LAN, .out = LAN,
		.src = { IP_CLIENT, 9993 }, .dst = { IP_ROUTER, 53 },
		.new_src = { IP_ROUTER, 10000 }, .new_dst = { IP_INSIDE, 5353 },
		.word = {
			0x60500100, 0xc0a80169, 0xbc1b4065, 0x27090035,
			0x00f08200, 0xbc1b4065, 0xc0a8010a, 0x271014e9,
		},
	}, {
		.desc = "UDP route",
		.l4proto = IPPROTO_UDP, .in = WAN, .out = LAN,
		.src = { IP_SERVER, 53 }, .dst = { IP_CLIENT, 60278 },
		.new_src = { IP_SERVER, 53 }, .new_dst = { IP_CLIENT, 60278 },
		.word = {
			0x60500200, 0x339e240c, 0xc0a80169, 0x0035eb76,
			0x00f08200, 0x339e240c, 0xc0a80169, 0x0035eb76,
		},
	},
};

static void v4_case_desc(const struct v4_case *c, char *desc)
{
	strscpy(desc, c->desc, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(v4, v4_cases, v4_case_desc);

/* Words 11..15: etype 0x0800, dmac 02:aa:bb:cc:dd:01, smac 02:11:22:33:44:55 */
static const u32 v4_l2[] = {
	0x08000000, 0x02aabbcc, 0xdd010000, 0x02112233, 0x44550000,
};

static const struct mtk_ppe_soc *soc_of(struct kunit *test)
{
	return test->priv;
}

static void expect_words(struct kunit *test, const u32 *word, const u32 *want,
			 unsigned int n)
{
	unsigned int i;

	for (i = 0; i < MTK_PPE_ENTRY_WORDS_MAX; i++)
		KUNIT_EXPECT_EQ_MSG(test, word[i], i < n ? want[i] : 0,
				    "word %u: %08x", i, word[i]);
}

static void entry_v4_words(struct kunit *test)
{
	const struct v4_case *c = test->param_value;
	struct mtk_ppe_path path = { .sp = c->in, .dest_port = c->out };
	struct nf_flow_hw_rule rule;
	struct mtk_ppe_entry entry;
	u32 want[16];

	fake_rule_v4(&rule, c->l4proto, c->src.ip, c->src.port, c->dst.ip,
		     c->dst.port);
	rule.rewrite.src.ip = htonl(c->new_src.ip);
	rule.rewrite.sport = htons(c->new_src.port);
	rule.rewrite.dst.ip = htonl(c->new_dst.ip);
	rule.rewrite.dport = htons(c->new_dst.port);
	rule.needs |= NF_FLOW_TABLE_HW_F_NAT4;
	KUNIT_ASSERT_EQ(test, 0, mtk_ppe_entry_encode(soc_of(test), &rule,
						      &path, &entry));
	memcpy(want, c->word, sizeof(c->word));
	memcpy(want + 11, v4_l2, sizeof(v4_l2));
	expect_words(test, entry.word, want, ARRAY_SIZE(want));
}

static void rule_v6(struct nf_flow_hw_rule *rule, u8 l4proto)
{
	fake_rule_v4(rule, l4proto, 0, 40000, 0, 443);
	rule->match.src.ip6[0] = htonl(0x20010db8);
	rule->match.src.ip6[3] = htonl(1);
	rule->match.dst.ip6[0] = htonl(0x20010db8);
	rule->match.dst.ip6[1] = htonl(0x00010000);
	rule->match.dst.ip6[3] = htonl(2);
	rule->rewrite = rule->match;
	rule->l3proto = NFPROTO_IPV6;
	rule->needs = NF_FLOW_TABLE_HW_F_IPV6;
}

static void entry_v6_words(struct kunit *test)
{
	/* type 5 << 23; etype 0x86dd; addresses of the hash vector (1.7) */
	static const u32 want[20] = {
		0x22d00100,
		0x20010db8, 0x00000000, 0x00000000, 0x00000001,
		0x20010db8, 0x00010000, 0x00000000, 0x00000002,
		0x9c4001bb, 0, 0, 0, 0, 0x00f08400,
		0x86dd0000, 0x02aabbcc, 0xdd010000, 0x02112233, 0x44550000,
	};
	struct mtk_ppe_path path = { .sp = LAN, .dest_port = WAN };
	struct nf_flow_hw_rule rule;
	struct mtk_ppe_entry entry;

	rule_v6(&rule, IPPROTO_TCP);
	KUNIT_ASSERT_EQ(test, 0, mtk_ppe_entry_encode(soc_of(test), &rule,
						      &path, &entry));
	expect_words(test, entry.word, want, ARRAY_SIZE(want));
	KUNIT_EXPECT_EQ(test, entry.hash, 0x9c4c25d4);

	rule_v6(&rule, IPPROTO_UDP);
	KUNIT_ASSERT_EQ(test, 0, mtk_ppe_entry_encode(soc_of(test), &rule,
						      &path, &entry));
	KUNIT_EXPECT_EQ(test, entry.word[0], 0x62d00100);
}

/* Words that an MT7986 board was seen with, on its PPPoE uplink (2.5). What
 * differs there: timestamp 0x8f, no SP; QDMA queue 1 (IB2 bits 8, 6:0).
 */
static void entry_matches_board(struct kunit *test)
{
	struct mtk_ppe_path path = { .sp = LAN, .dest_port = WAN };
	struct nf_flow_hw_rule rule;
	struct mtk_ppe_entry entry;

	fake_rule_v4(&rule, IPPROTO_TCP, IP_CLIENT, 48858, IP_SERVER, 443);
	rule.encap_out[0].proto = htons(ETH_P_PPP_SES);
	rule.encap_out_num = 1;
	KUNIT_ASSERT_EQ(test, 0, mtk_ppe_entry_encode(soc_of(test), &rule,
						      &path, &entry));
	KUNIT_EXPECT_EQ(test, entry.word[0] & ~0x00000f00,
			0x2052008f & ~0x000000ff);
	KUNIT_EXPECT_EQ(test, entry.word[4], 0x00f08501 & ~0x0000017f);
	KUNIT_EXPECT_EQ(test, entry.word[11] >> 16, 0x8864);
	KUNIT_EXPECT_EQ(test, mtk_ppe_soc_state(soc_of(test), 0x2052008f),
			MTK_FOE_STATE_BIND);
	KUNIT_EXPECT_EQ(test, mtk_ppe_soc_state(soc_of(test), 0x10000194),
			MTK_FOE_STATE_UNBIND);
}

static int try_encode(struct kunit *test, const struct nf_flow_hw_rule *rule)
{
	struct mtk_ppe_path path = { .sp = LAN, .dest_port = WAN };
	struct mtk_ppe_entry entry;

	return mtk_ppe_entry_encode(soc_of(test), rule, &path, &entry);
}

#define EXPECT_REFUSED(_member, _val)					\
	do {								\
		struct nf_flow_hw_rule _rule = good;			\
		_rule._member = (_val);					\
		KUNIT_EXPECT_EQ(test, -EOPNOTSUPP,			\
				try_encode(test, &_rule));		\
	} while (0)

static void entry_refuses_what_it_cannot_say(struct kunit *test)
{
	struct nf_flow_hw_rule good;

	fake_rule_v4(&good, IPPROTO_TCP, IP_CLIENT, 48858, IP_SERVER, 443);
	KUNIT_ASSERT_EQ(test, 0, try_encode(test, &good));
	EXPECT_REFUSED(l4proto, IPPROTO_ESP);
	EXPECT_REFUSED(l3proto, NFPROTO_ARP);
	EXPECT_REFUSED(encap_in_num, 1);	/* of no protocol */
	EXPECT_REFUSED(encap_out_num, 1);
	EXPECT_REFUSED(needs, NF_FLOW_TABLE_HW_F_NAT6);
	EXPECT_REFUSED(dmac[0], 0x01);
	EXPECT_REFUSED(smac[0], 0x01);
}

static void entry_refuses_nat6(struct kunit *test)
{
	struct nf_flow_hw_rule good;

	rule_v6(&good, IPPROTO_TCP);
	KUNIT_ASSERT_EQ(test, 0, try_encode(test, &good));
	EXPECT_REFUSED(rewrite.src.ip6[3], htonl(7));
	EXPECT_REFUSED(rewrite.dport, htons(444));
}

/* TS [7:0] and state [29:28] are the engine's, m_timestamp (word 8) too. */
static void entry_compare_leaves_engine_words(struct kunit *test)
{
	struct mtk_ppe_path path = { .sp = LAN, .dest_port = WAN };
	struct nf_flow_hw_rule rule;
	struct mtk_ppe_entry entry;
	u32 foe[24];

	fake_rule_v4(&rule, IPPROTO_TCP, IP_CLIENT, 48858, IP_SERVER, 443);
	KUNIT_ASSERT_EQ(test, 0, mtk_ppe_entry_encode(soc_of(test), &rule,
						      &path, &entry));
	memcpy(foe, entry.word, sizeof(foe));
	foe[0] = (foe[0] & ~0x300000ff) | 0x100000aa;
	foe[8] = 0x12345678;
	KUNIT_EXPECT_TRUE(test, mtk_ppe_entry_same(soc_of(test), &entry, foe));

	foe[15] ^= 0x00010000;
	KUNIT_EXPECT_FALSE(test, mtk_ppe_entry_same(soc_of(test), &entry, foe));
	KUNIT_EXPECT_TRUE(test, mtk_ppe_entry_same_key(soc_of(test), &entry,
						       foe));
	foe[0] ^= 0x00000300;	/* source port 1 -> 2 */
	KUNIT_EXPECT_FALSE(test, mtk_ppe_entry_same_key(soc_of(test), &entry,
							foe));
	foe[0] ^= 0x00000300 | BIT(30);
	KUNIT_EXPECT_FALSE(test, mtk_ppe_entry_same_key(soc_of(test), &entry,
							foe));
}

/* R1 holds bytes [47:32] below packets [15:0], R2 packets [39:16] (1.6). */
static void entry_mib_is_48_and_40_bits(struct kunit *test)
{
	static const u32 reg[] = { 0x89abcdef, 0x56784567, 0xff123456, ~0 };
	u64 packets, bytes;

	soc_of(test)->mib_decode(reg, &packets, &bytes);
	KUNIT_EXPECT_EQ(test, bytes, 0x456789abcdefULL);
	KUNIT_EXPECT_EQ(test, packets, 0x1234565678ULL);
}

static int entry_init(struct kunit *test)
{
	test->priv = (void *)mtk_ppe_soc_get(NF_FLOW_TABLE_HW_MTK_MT7986);
	return test->priv ? 0 : -ENODEV;
}

static struct kunit_case entry_tests[] = {
	KUNIT_CASE_PARAM(entry_v4_words, v4_gen_params),
	KUNIT_CASE(entry_v6_words),
	KUNIT_CASE(entry_matches_board),
	KUNIT_CASE(entry_refuses_what_it_cannot_say),
	KUNIT_CASE(entry_refuses_nat6),
	KUNIT_CASE(entry_compare_leaves_engine_words),
	KUNIT_CASE(entry_mib_is_48_and_40_bits),
	{}
};

static struct kunit_suite entry_suite = {
	.name = "mtk_ppe_entry",
	.init = entry_init,
	.test_cases = entry_tests,
};

kunit_test_suite(entry_suite);
