// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every generation and entry type: words written down by hand from mtk-ppe 2.1
 * (IB1), 2.2 (IB2), 2.3 (L2) and 2.4 (words per type), never by the encoder.
 *
 * IB1 of v1:	BIND 2 << 28, UDP bit 30, type << 25, TTL bit 24, cache bit 22,
 *		VPM bit 20, PPPoE bit 19, VLAN layers << 16
 * v2, v3:	source port 1 << 8, TTL bit 22, cache bit 20, VPM bit 18, PPPoE bit 17,
 *		VLAN layers << 14, type << 23
 * Types:	0 IPv4 and ports, 1 IPv4, 4 IPv6, 5 IPv6 and ports
 * Tags (2.5):	one layer for a VLAN tag (VPM set) or a switch's tag (its port bitmap
 *		in place of the EtherType, VPM clear), two for QinQ
 * IB2 of v1:	port_ag 0x1f << 18 = 007c0000, port_mg 0x3f << 12 = 0003f000,
 *		MIB bit 10, destination port << 5
 * MT7620:	keep DSCP is IB1 bit 21; IB2: port_ag 0x3f << 18 = 00fc0000,
 *		port_mg 0003f000, force bit 4, switch port in 3..0
 * v2, v3:	as in mtk_ppe_entry_test.c; v3 keeps DSCP and ECN by UDF 10 and 9
 */
#include <kunit/test.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/kernel.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include "../../drivers/mediatek/mtk_ppe_bucket.h"
#include "../../drivers/mediatek/mtk_ppe_hash.h"
#include "mtk_ppe_fake.h"

#define SOC(_name)	NF_FLOW_TABLE_HW_MTK_##_name

enum soc_flow {
	FLOW_V4, FLOW_V4_VLAN, FLOW_V4_QINQ, FLOW_V4_PPPOE, FLOW_V4_DSA, FLOW_GRE4,
	FLOW_V6, FLOW_GRE6
};

struct soc_case {
	const char *desc;
	enum nf_flow_hw_mtk_soc soc;
	enum soc_flow flow;
	u32 ib1;
	u32 ib2;
	u32 udf;
	u32 key;	/* ports or protocol */
	u32 l2;		/* etype and vlan1 */
};

static const struct soc_case soc_cases[] = {
	{ "MT7621 v4", SOC(MT7621), FLOW_V4,
	  0x21400000, 0x007ff040, 0, 0xbeda01bb, 0x08000000 },
	{ "MT7621 v4 VLAN", SOC(MT7621), FLOW_V4_VLAN,
	  0x21510000, 0x007ff040, 0, 0xbeda01bb, 0x08000007 },
	{ "MT7621 v4 QinQ", SOC(MT7621), FLOW_V4_QINQ,
	  0x21520000, 0x007ff040, 0, 0xbeda01bb, 0x08000007 },
	{ "MT7621 v4 PPPoE", SOC(MT7621), FLOW_V4_PPPOE,
	  0x21480000, 0x007ff040, 0, 0xbeda01bb, 0x88640000 },
	{ "MT7621 v4 DSA", SOC(MT7621), FLOW_V4_DSA,
	  0x21410000, 0x007ff040, 0, 0xbeda01bb, 0x00040000 },
	{ "MT7621 v4 GRE", SOC(MT7621), FLOW_GRE4,
	  0x23400000, 0x007ff040, 0, 0xa5a5a52f, 0x08000000 },
	{ "MT7621 v6", SOC(MT7621), FLOW_V6,
	  0x2b400000, 0x007ff040, 0, 0x9c4001bb, 0x86dd0000 },
	{ "MT7621 v6 GRE", SOC(MT7621), FLOW_GRE6,
	  0x29400000, 0x007ff040, 0, 0xa5a5a52f, 0x86dd0000 },
	{ "MT7622 v4", SOC(MT7622), FLOW_V4,
	  0x21400000, 0x007c0440, 0, 0xbeda01bb, 0x08000000 },
	{ "MT7622 v4 VLAN", SOC(MT7622), FLOW_V4_VLAN,
	  0x21510000, 0x007c0440, 0, 0xbeda01bb, 0x08000007 },
	{ "MT7622 v4 QinQ", SOC(MT7622), FLOW_V4_QINQ,
	  0x21520000, 0x007c0440, 0, 0xbeda01bb, 0x08000007 },
	{ "MT7622 v4 PPPoE", SOC(MT7622), FLOW_V4_PPPOE,
	  0x21480000, 0x007c0440, 0, 0xbeda01bb, 0x88640000 },
	{ "MT7622 v4 DSA", SOC(MT7622), FLOW_V4_DSA,
	  0x21410000, 0x007c0440, 0, 0xbeda01bb, 0x00040000 },
	{ "MT7622 v4 GRE", SOC(MT7622), FLOW_GRE4,
	  0x23400000, 0x007c0440, 0, 0xa5a5a52f, 0x08000000 },
	{ "MT7622 v6", SOC(MT7622), FLOW_V6,
	  0x2b400000, 0x007c0440, 0, 0x9c4001bb, 0x86dd0000 },
	{ "MT7622 v6 GRE", SOC(MT7622), FLOW_GRE6,
	  0x29400000, 0x007c0440, 0, 0xa5a5a52f, 0x86dd0000 },
	{ "MT7623 v4", SOC(MT7623), FLOW_V4,
	  0x21400000, 0x007ff040, 0, 0xbeda01bb, 0x08000000 },
	{ "MT7623 v4 VLAN", SOC(MT7623), FLOW_V4_VLAN,
	  0x21510000, 0x007ff040, 0, 0xbeda01bb, 0x08000007 },
	{ "MT7623 v4 QinQ", SOC(MT7623), FLOW_V4_QINQ,
	  0x21520000, 0x007ff040, 0, 0xbeda01bb, 0x08000007 },
	{ "MT7623 v4 PPPoE", SOC(MT7623), FLOW_V4_PPPOE,
	  0x21480000, 0x007ff040, 0, 0xbeda01bb, 0x88640000 },
	{ "MT7623 v4 DSA", SOC(MT7623), FLOW_V4_DSA,
	  0x21410000, 0x007ff040, 0, 0xbeda01bb, 0x00040000 },
	{ "MT7623 v4 GRE", SOC(MT7623), FLOW_GRE4,
	  0x23400000, 0x007ff040, 0, 0xa5a5a52f, 0x08000000 },
	{ "MT7623 v6", SOC(MT7623), FLOW_V6,
	  0x2b400000, 0x007ff040, 0, 0x9c4001bb, 0x86dd0000 },
	{ "MT7623 v6 GRE", SOC(MT7623), FLOW_GRE6,
	  0x29400000, 0x007ff040, 0, 0xa5a5a52f, 0x86dd0000 },
	{ "MT7629 v4", SOC(MT7629), FLOW_V4,
	  0x21400000, 0x007ff440, 0, 0xbeda01bb, 0x08000000 },
	{ "MT7629 v4 VLAN", SOC(MT7629), FLOW_V4_VLAN,
	  0x21510000, 0x007ff440, 0, 0xbeda01bb, 0x08000007 },
	{ "MT7629 v4 QinQ", SOC(MT7629), FLOW_V4_QINQ,
	  0x21520000, 0x007ff440, 0, 0xbeda01bb, 0x08000007 },
	{ "MT7629 v4 PPPoE", SOC(MT7629), FLOW_V4_PPPOE,
	  0x21480000, 0x007ff440, 0, 0xbeda01bb, 0x88640000 },
	{ "MT7629 v4 DSA", SOC(MT7629), FLOW_V4_DSA,
	  0x21410000, 0x007ff440, 0, 0xbeda01bb, 0x00040000 },
	{ "MT7629 v4 GRE", SOC(MT7629), FLOW_GRE4,
	  0x23400000, 0x007ff440, 0, 0xa5a5a52f, 0x08000000 },
	{ "MT7629 v6", SOC(MT7629), FLOW_V6,
	  0x2b400000, 0x007ff440, 0, 0x9c4001bb, 0x86dd0000 },
	{ "MT7629 v6 GRE", SOC(MT7629), FLOW_GRE6,
	  0x29400000, 0x007ff440, 0, 0xa5a5a52f, 0x86dd0000 },
	{ "MT7620 v4", SOC(MT7620), FLOW_V4,
	  0x21600000, 0x00fff012, 0, 0xbeda01bb, 0x08000000 },
	{ "MT7620 v4 PPPoE", SOC(MT7620), FLOW_V4_PPPOE,
	  0x21680000, 0x00fff012, 0, 0xbeda01bb, 0x88640000 },
	{ "MT7620 v4 GRE", SOC(MT7620), FLOW_GRE4,
	  0x23600000, 0x00fff012, 0, 0xa5a5a52f, 0x08000000 },
	{ "MT7620 v6", SOC(MT7620), FLOW_V6,
	  0x2b600000, 0x00fff012, 0, 0x9c4001bb, 0x86dd0000 },
	{ "MT7620 v6 GRE", SOC(MT7620), FLOW_GRE6,
	  0x29600000, 0x00fff012, 0, 0xa5a5a52f, 0x86dd0000 },
	{ "MT7981 v4", SOC(MT7981), FLOW_V4,
	  0x20500100, 0x00f08400, 0, 0xbeda01bb, 0x08000000 },
	{ "MT7981 v4 VLAN", SOC(MT7981), FLOW_V4_VLAN,
	  0x20544100, 0x00f08400, 0, 0xbeda01bb, 0x08000007 },
	{ "MT7981 v4 QinQ", SOC(MT7981), FLOW_V4_QINQ,
	  0x20548100, 0x00f08400, 0, 0xbeda01bb, 0x08000007 },
	{ "MT7981 v4 PPPoE", SOC(MT7981), FLOW_V4_PPPOE,
	  0x20520100, 0x00f08400, 0, 0xbeda01bb, 0x88640000 },
	{ "MT7981 v4 DSA", SOC(MT7981), FLOW_V4_DSA,
	  0x20504100, 0x00f08400, 0, 0xbeda01bb, 0x00040000 },
	{ "MT7981 v4 GRE", SOC(MT7981), FLOW_GRE4,
	  0x20d00100, 0x00f08400, 0, 0xa5a5a52f, 0x08000000 },
	{ "MT7981 v6", SOC(MT7981), FLOW_V6,
	  0x22d00100, 0x00f08400, 0, 0x9c4001bb, 0x86dd0000 },
	{ "MT7981 v6 GRE", SOC(MT7981), FLOW_GRE6,
	  0x22500100, 0x00f08400, 0, 0xa5a5a52f, 0x86dd0000 },
	{ "MT7986 v4", SOC(MT7986), FLOW_V4,
	  0x20500100, 0x00f08400, 0, 0xbeda01bb, 0x08000000 },
	{ "MT7986 v4 VLAN", SOC(MT7986), FLOW_V4_VLAN,
	  0x20544100, 0x00f08400, 0, 0xbeda01bb, 0x08000007 },
	{ "MT7986 v4 QinQ", SOC(MT7986), FLOW_V4_QINQ,
	  0x20548100, 0x00f08400, 0, 0xbeda01bb, 0x08000007 },
	{ "MT7986 v4 PPPoE", SOC(MT7986), FLOW_V4_PPPOE,
	  0x20520100, 0x00f08400, 0, 0xbeda01bb, 0x88640000 },
	{ "MT7986 v4 DSA", SOC(MT7986), FLOW_V4_DSA,
	  0x20504100, 0x00f08400, 0, 0xbeda01bb, 0x00040000 },
	{ "MT7986 v4 GRE", SOC(MT7986), FLOW_GRE4,
	  0x20d00100, 0x00f08400, 0, 0xa5a5a52f, 0x08000000 },
	{ "MT7986 v6", SOC(MT7986), FLOW_V6,
	  0x22d00100, 0x00f08400, 0, 0x9c4001bb, 0x86dd0000 },
	{ "MT7986 v6 GRE", SOC(MT7986), FLOW_GRE6,
	  0x22500100, 0x00f08400, 0, 0xa5a5a52f, 0x86dd0000 },
	{ "MT7988 v4", SOC(MT7988), FLOW_V4,
	  0x20500100, 0x00f08400, 0x600, 0xbeda01bb, 0x08000000 },
	{ "MT7988 v4 VLAN", SOC(MT7988), FLOW_V4_VLAN,
	  0x20544100, 0x00f08400, 0x600, 0xbeda01bb, 0x08000007 },
	{ "MT7988 v4 QinQ", SOC(MT7988), FLOW_V4_QINQ,
	  0x20548100, 0x00f08400, 0x600, 0xbeda01bb, 0x08000007 },
	{ "MT7988 v4 PPPoE", SOC(MT7988), FLOW_V4_PPPOE,
	  0x20520100, 0x00f08400, 0x600, 0xbeda01bb, 0x88640000 },
	{ "MT7988 v4 DSA", SOC(MT7988), FLOW_V4_DSA,
	  0x20504100, 0x00f08400, 0x600, 0xbeda01bb, 0x00040000 },
	{ "MT7988 v4 GRE", SOC(MT7988), FLOW_GRE4,
	  0x20d00100, 0x00f08400, 0x600, 0xa5a5a52f, 0x08000000 },
	{ "MT7988 v6", SOC(MT7988), FLOW_V6,
	  0x22d00100, 0x00f08400, 0x600, 0x9c4001bb, 0x86dd0000 },
	{ "MT7988 v6 GRE", SOC(MT7988), FLOW_GRE6,
	  0x22500100, 0x00f08400, 0x600, 0xa5a5a52f, 0x86dd0000 },
};

static void soc_case_desc(const struct soc_case *c, char *desc)
{
	strscpy(desc, c->desc, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(soc, soc_cases, soc_case_desc);

/* 2001:db8::1 to 2001:db8:1::2, as in mtk-ppe 1.7. */
static void soc_rule_v6(struct nf_flow_hw_rule *rule, u8 l4proto)
{
	bool gre = l4proto == IPPROTO_GRE;

	fake_rule_v4(rule, l4proto, 0, gre ? 0 : 40000, 0, gre ? 0 : 443);
	rule->match.src.ip6[0] = htonl(0x20010db8);
	rule->match.src.ip6[3] = htonl(1);
	rule->match.dst.ip6[0] = htonl(0x20010db8);
	rule->match.dst.ip6[1] = htonl(0x00010000);
	rule->match.dst.ip6[3] = htonl(2);
	rule->rewrite = rule->match;
	rule->l3proto = NFPROTO_IPV6;
	rule->needs = NF_FLOW_TABLE_HW_F_IPV6;
}

static void soc_rule(struct nf_flow_hw_rule *rule, enum soc_flow flow)
{
	if (flow == FLOW_V6 || flow == FLOW_GRE6) {
		soc_rule_v6(rule, flow == FLOW_V6 ? IPPROTO_TCP : IPPROTO_GRE);
		return;
	}
	if (flow == FLOW_GRE4) {
		fake_rule_v4(rule, IPPROTO_GRE, 0x0a000001, 0, 0x0a000002, 0);
		return;
	}
	fake_rule_v4(rule, IPPROTO_TCP, 0xc0a80169, 48858, 0x339e240c, 443);
	if (flow == FLOW_V4 || flow == FLOW_V4_DSA)
		return;
	rule->encap_out[0].id = flow == FLOW_V4_PPPOE ? 0x1234 : 7;
	rule->encap_out[0].proto = flow == FLOW_V4_PPPOE ? htons(ETH_P_PPP_SES) :
							   htons(ETH_P_8021Q);
	rule->encap_out_num = 1;
	if (flow != FLOW_V4_QINQ)
		return;
	rule->encap_out[1].id = 8;
	rule->encap_out[1].proto = htons(ETH_P_8021Q);
	rule->encap_out_num = 2;
}

static void soc_words(struct kunit *test)
{
	const struct soc_case *c = test->param_value;
	const struct mtk_ppe_soc *soc = mtk_ppe_soc_get(c->soc);
	bool v6 = c->flow == FLOW_V6 || c->flow == FLOW_GRE6;
	struct mtk_ppe_path path = { .sp = 1, .dest_port = 2 };
	unsigned int i, l2 = v6 ? 15 : 11;
	u32 want[MTK_PPE_ENTRY_WORDS_MAX] = { };
	struct nf_flow_hw_rule rule;
	struct mtk_ppe_entry entry;

	soc_rule(&rule, c->flow);
	if (c->flow == FLOW_V4_DSA)
		path.dsa_out = BIT(2);	/* port 2 of the switch (2.5) */
	KUNIT_ASSERT_EQ(test, 0, mtk_ppe_entry_encode(soc, &rule, &path,
						      &entry));
	want[0] = c->ib1;
	want[v6 ? 14 : 4] = c->ib2;
	want[v6 ? 13 : 10] = c->udf;
	want[v6 ? 9 : 3] = c->key;
	want[l2] = c->l2;
	want[l2 + 1] = 0x02aabbcc;
	want[l2 + 2] = c->flow == FLOW_V4_QINQ ? 0xdd010008 : 0xdd010000;
	want[l2 + 3] = 0x02112233;
	want[l2 + 4] = c->flow == FLOW_V4_PPPOE ? 0x44551234 : 0x44550000;
	if (v6) {
		want[1] = 0x20010db8;
		want[4] = 1;
		want[5] = 0x20010db8;
		want[6] = 0x00010000;
		want[8] = 2;
	} else {
		want[1] = c->flow == FLOW_GRE4 ? 0x0a000001 : 0xc0a80169;
		want[2] = c->flow == FLOW_GRE4 ? 0x0a000002 : 0x339e240c;
		want[5] = want[1];
		want[6] = want[2];
		want[7] = c->flow == FLOW_GRE4 ? 0 : c->key;
	}
	for (i = 0; i < ARRAY_SIZE(want); i++)
		KUNIT_EXPECT_EQ_MSG(test, entry.word[i], want[i],
				    "word %u: %08x", i, entry.word[i]);
}

/* A board's MT7621, sending to port 2 of its switch: 614108ef 007ff035 0004
 * (2.5). What differs: timestamp, QDMA queue 5 (IB2 4..0).
 */
static void soc_matches_mt7621_board(struct kunit *test)
{
	struct mtk_ppe_path path = { .sp = 1, .dest_port = 1, .dsa_out = BIT(2) };
	struct nf_flow_hw_rule rule;
	struct mtk_ppe_entry entry;

	fake_rule_v4(&rule, IPPROTO_UDP, 0xc0a80169, 9993, 0xc0a80165, 60278);
	KUNIT_ASSERT_EQ(test, 0,
			mtk_ppe_entry_encode(mtk_ppe_soc_get(SOC(MT7621)),
					     &rule, &path, &entry));
	KUNIT_EXPECT_EQ(test, entry.word[0], 0x614108ef & ~0x00007fff);
	KUNIT_EXPECT_EQ(test, entry.word[4], 0x007ff035 & ~0x0000001f);
	KUNIT_EXPECT_EQ(test, entry.word[11], 0x00040000);
}

/* Type 10 (2.4): one address at 21..24, ports at 25, direction at UDF bit 8. */
static void soc_nat66(struct kunit *test)
{
	const struct mtk_ppe_soc *soc = mtk_ppe_soc_get(SOC(MT7988));
	struct mtk_ppe_path path = { .sp = 15, .dest_port = 1 };
	struct nf_flow_hw_rule rule;
	struct mtk_ppe_entry entry, plain;

	soc_rule_v6(&rule, IPPROTO_TCP);
	KUNIT_ASSERT_EQ(test, 0, mtk_ppe_entry_encode(soc, &rule, &path,
						      &plain));
	rule.rewrite.src.ip6[1] = htonl(0x00ff0000);
	rule.rewrite.sport = htons(1025);
	KUNIT_ASSERT_EQ(test, 0, mtk_ppe_entry_encode(soc, &rule, &path,
						      &entry));
	/* 10 << 23, source port 15; the rest of the key as untranslated */
	KUNIT_EXPECT_EQ(test, entry.word[0], 0x25500f00);
	KUNIT_EXPECT_EQ(test, 0, memcmp(&entry.word[1], &plain.word[1], 36));
	KUNIT_EXPECT_EQ(test, entry.hash, 0x9c4c25d4);
	KUNIT_EXPECT_EQ(test, entry.word[13], 0x600);
	KUNIT_EXPECT_EQ(test, entry.word[21], 0x20010db8);
	KUNIT_EXPECT_EQ(test, entry.word[22], 0x00ff0000);
	KUNIT_EXPECT_EQ(test, entry.word[23], 0);
	KUNIT_EXPECT_EQ(test, entry.word[24], 1);
	KUNIT_EXPECT_EQ(test, entry.word[25], 0x040101bb);
	/* The engine finds either for the same packets. */
	KUNIT_EXPECT_TRUE(test, mtk_ppe_entry_same_key(soc, &entry, plain.word));
	KUNIT_EXPECT_TRUE(test, mtk_ppe_entry_same_key(soc, &plain, entry.word));
	KUNIT_EXPECT_FALSE(test, mtk_ppe_entry_same(soc, &entry, plain.word));

	rule.rewrite = rule.match;
	rule.rewrite.dst.ip6[3] = htonl(0x77);
	KUNIT_ASSERT_EQ(test, 0, mtk_ppe_entry_encode(soc, &rule, &path,
						      &entry));
	KUNIT_EXPECT_EQ(test, entry.word[13], 0x700);
	KUNIT_EXPECT_EQ(test, entry.word[22], 0x00010000);
	KUNIT_EXPECT_EQ(test, entry.word[24], 0x77);

	/* There is room for one. */
	rule.rewrite.src.ip6[3] = htonl(0x78);
	KUNIT_EXPECT_EQ(test, -EOPNOTSUPP,
			mtk_ppe_entry_encode(soc, &rule, &path, &entry));
	KUNIT_EXPECT_EQ(test, -EOPNOTSUPP,
			mtk_ppe_entry_encode(mtk_ppe_soc_get(SOC(MT7986)),
					     &rule, &path, &entry));
}

/* 3T GRE 10.0.0.1 to 10.0.0.2: a5a50283, 0a0c, 0506 (1.7). */
static void soc_hash_of_gre(struct kunit *test)
{
	struct mtk_ppe_path path = { .sp = 1, .dest_port = 2 };
	struct nf_flow_hw_rule rule;
	struct mtk_ppe_entry entry;

	soc_rule(&rule, FLOW_GRE4);
	KUNIT_ASSERT_EQ(test, 0,
			mtk_ppe_entry_encode(mtk_ppe_soc_get(SOC(MT7986)),
					     &rule, &path, &entry));
	KUNIT_EXPECT_EQ(test, entry.hash, 0xa5a50283);
	KUNIT_EXPECT_EQ(test, mtk_ppe_hash_index(entry.hash, 4, 16384), 0x0a0c);
	KUNIT_EXPECT_EQ(test, mtk_ppe_hash_index(entry.hash, 2, 16384), 0x0506);
}

/* 80-byte entries that cross a 1 KiB line (2.5), and what an RX descriptor cannot
 * say (1.4).
 */
static void soc_unusable_slots(struct kunit *test)
{
	static const struct {
		enum nf_flow_hw_mtk_soc soc;
		u32 entries;
		u32 size;
	} cases[] = {
		{ SOC(MT7620), 4096, 4096 - 256 },
		{ SOC(MT7621), 1024, 1024 - 64 },
		{ SOC(MT7621), 16384, 16384 - 1024 - 1 },
		{ SOC(MT7622), 16384, 16383 },
		{ SOC(MT7623), 2048, 2048 },
		{ SOC(MT7981), 32768, 32766 },
		{ SOC(MT7988), 16384, 16384 },
		{ SOC(MT7988), 32768, 32767 },
	};
	struct fake_ppe *fake;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		fake = fake_ppe_create_soc(cases[i].soc, cases[i].entries);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fake);
		KUNIT_EXPECT_EQ_MSG(test, fake->table.size, cases[i].size,
				    "case %u", i);
		fake_ppe_destroy(fake);
	}
}

/* 0xf7ec9b40 in a table of 4096: bucket 0x680, 0x681 = 1665 = 13 * 128 + 1. */
static void soc_two_ways(struct kunit *test)
{
	static const struct fake_flow flow[] = {
		{ IPPROTO_TCP, 1, 48858, 1 },
		{ IPPROTO_UDP, 1, 48858, 1 },
		/* v1 does not compare the port of ingress */
		{ IPPROTO_TCP, 2, 48858, 1, .port_in = 1 },
	};
	static const int want[] = { 0, 0, -EEXIST };
	struct nf_flow_hw_entry owner[3];
	struct mtk_ppe_entry entry;
	struct fake_ppe *fake;
	unsigned int i;

	fake = fake_ppe_create_soc(SOC(MT7621), 4096);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fake);
	for (i = 0; i < ARRAY_SIZE(flow); i++) {
		fake_owner_init(&owner[i]);
		fake_encode(test, fake, &flow[i], &entry);
		KUNIT_EXPECT_EQ(test, want[i],
				mtk_ppe_bucket_add(&fake->table, &owner[i],
						   &entry));
	}
	KUNIT_EXPECT_EQ(test, owner[0].slot, 0x680);
	KUNIT_EXPECT_EQ(test, owner[1].slot, 0x681);
	/* No counters to clear: no register was written. */
	KUNIT_EXPECT_EQ(test, fake->n_log, 0);
	fake_ppe_destroy(fake);
}

/* Without counters there is the timestamp, 15 bits wide while bound (1.5). */
static void soc_activity_without_counters(struct kunit *test)
{
	static const struct fake_flow flow = { IPPROTO_TCP, 1, 48858, 1 };
	struct nf_flow_hw_entry owner;
	struct mtk_ppe_entry entry;
	struct fake_ppe *fake;
	u32 *foe;

	fake = fake_ppe_create_soc(SOC(MT7621), 4096);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fake);
	fake_owner_init(&owner);
	fake_encode(test, fake, &flow, &entry);
	KUNIT_ASSERT_EQ(test, 0, mtk_ppe_bucket_add(&fake->table, &owner,
						    &entry));
	foe = fake->foe + 0x680 * 20;
	KUNIT_EXPECT_EQ(test, foe[0], 0x21401234);
	KUNIT_EXPECT_EQ(test, 0, mtk_ppe_table_stats(&fake->table, &owner));
	foe[0] += 3;
	KUNIT_EXPECT_EQ(test, 1, mtk_ppe_table_stats(&fake->table, &owner));
	KUNIT_EXPECT_EQ(test, 0, mtk_ppe_table_stats(&fake->table, &owner));
	KUNIT_EXPECT_EQ(test, atomic64_read(&owner.packets), 0);
	foe[0] &= ~0x30000000;
	KUNIT_EXPECT_EQ(test, -ENOENT,
			mtk_ppe_table_stats(&fake->table, &owner));
	fake_ppe_destroy(fake);
}

static void soc_mt7620_refuses(struct kunit *test)
{
	const struct mtk_ppe_soc *soc = mtk_ppe_soc_get(SOC(MT7620));
	static const u16 bad[] = { 500, 1701, 4500 };
	struct mtk_ppe_path path = { .sp = 0, .dest_port = 4 };
	struct nf_flow_hw_rule rule;
	struct mtk_ppe_entry entry;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		fake_rule_v4(&rule, IPPROTO_UDP, 1, 1024, 2, bad[i]);
		KUNIT_EXPECT_EQ(test, -EOPNOTSUPP,
				mtk_ppe_entry_encode(soc, &rule, &path,
						     &entry));
		fake_rule_v4(&rule, IPPROTO_UDP, 2, bad[i], 1, 1024);
		KUNIT_EXPECT_EQ(test, -EOPNOTSUPP,
				mtk_ppe_entry_encode(soc, &rule, &path,
						     &entry));
		fake_rule_v4(&rule, IPPROTO_TCP, 1, 1024, 2, bad[i]);
		KUNIT_EXPECT_EQ(test, 0, mtk_ppe_entry_encode(soc, &rule, &path,
							      &entry));
	}
	rule.needs |= NF_FLOW_TABLE_HW_F_VLAN;
	KUNIT_EXPECT_EQ(test, -EOPNOTSUPP,
			mtk_ppe_entry_encode(soc, &rule, &path, &entry));
}

/* v3 counts 64 bits: bytes in R1:R0, packets in R3:R2 (1.6). */
static void soc_mib_of_v3(struct kunit *test)
{
	static const u32 reg[] = { 0x89abcdef, 0x01234567, 0x76543210, 0xfedcba98 };
	u64 packets, bytes;

	mtk_ppe_soc_get(SOC(MT7988))->mib_decode(reg, &packets, &bytes);
	KUNIT_EXPECT_EQ(test, bytes, 0x0123456789abcdefULL);
	KUNIT_EXPECT_EQ(test, packets, 0xfedcba9876543210ULL);
}

static struct kunit_case soc_tests[] = {
	KUNIT_CASE_PARAM(soc_words, soc_gen_params),
	KUNIT_CASE(soc_matches_mt7621_board),
	KUNIT_CASE(soc_nat66),
	KUNIT_CASE(soc_hash_of_gre),
	KUNIT_CASE(soc_unusable_slots),
	KUNIT_CASE(soc_two_ways),
	KUNIT_CASE(soc_activity_without_counters),
	KUNIT_CASE(soc_mt7620_refuses),
	KUNIT_CASE(soc_mib_of_v3),
	{}
};

static struct kunit_suite soc_suite = {
	.name = "mtk_ppe_soc",
	.test_cases = soc_tests,
};

kunit_test_suite(soc_suite);
