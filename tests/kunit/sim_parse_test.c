// SPDX-License-Identifier: GPL-2.0-only
/* Parser, hash and decoder of the model. */
#include <kunit/test.h>
#include <linux/in.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

#include "../../drivers/sim/sim_ppe.h"
#include "../../drivers/sim/sim_ppe_foe.h"
#include "../../drivers/sim/sim_ppe_hash.h"
#include "../../drivers/sim/sim_ppe_parse.h"
#include "sim_test_frame.h"
#include "sim_test_suites.h"

#define IP4(a, b, c, d)	((u32)(a) << 24 | (b) << 16 | (c) << 8 | (d))
#define FLOW_CFG	(MTK_PPE_FLOW_CFG_IP4_NAPT | MTK_PPE_FLOW_CFG_IP4_NAT | \
			 MTK_PPE_FLOW_CFG_IP6_3T | MTK_PPE_FLOW_CFG_IP6_5T)
#define V4		.src = { 0x0a000002 }, .dst = { 0x0a000102 }, .sport = 1000, .dport = 2000
#define V6		.ipv6 = true, .src = { 1, 2, 3, 4 }, .dst = { 5, 6, 7, 8 }, \
			.sport = 1000, .dport = 2000
#define UDP		.proto = IPPROTO_UDP
#define TCP		.proto = IPPROTO_TCP

struct parse_case {
	struct sim_test_frame	in;
	u8			reason;
	u8			type;
	u16			l3_off;
	enum sim_tcp		tcp;
};

static const struct parse_case parse_cases[] = {
	{ { .name = "udp", V4, UDP }, 0, 0, 14 },
	{ { .name = "udp, padded", V4, UDP, .pad = 7 }, 0, 0, 14 },
	{ { .name = "tcp", V4, TCP }, 0, 0, 14 },
	{ { .name = "tcp syn", V4, TCP, .flags = 0x02 }, 0, 0, 14, SIM_TCP_SYN },
	{ { .name = "tcp fin", V4, TCP, .flags = 0x11 }, 0, 0, 14, SIM_TCP_END },
	{ { .name = "tcp rst", V4, TCP, .flags = 0x04 }, 0, 0, 14, SIM_TCP_END },
	{ { .name = "tcp syn fin", V4, TCP, .flags = 0x03 }, 0, 0, 14, SIM_TCP_END },
	{ { .name = "gre", V4, .proto = IPPROTO_GRE }, 0, 1, 14 },
	{ { .name = "ip options", V4, UDP, .options = 4 }, 0x03, 0, 14 },
	{ { .name = "first fragment", V4, UDP, .frag = 0x2000 }, 0x09, 0, 14 },
	{ { .name = "last fragment", V4, UDP, .frag = 0x0010 }, 0x09, 0, 14 },
	{ { .name = "gre fragment", V4, .frag = 0x2000, .proto = IPPROTO_GRE },
	  0x08, 0, 14 },
	{ { .name = "don't fragment", V4, UDP, .frag = 0x4000 }, 0, 0, 14 },
	{ { .name = "ttl 0", V4, UDP, .no_ttl = true }, 0x02, 0, 14 },
	{ { .name = "one tag", V4, UDP, .tags = 1 }, 0, 0, 18 },
	{ { .name = "four tags", V4, UDP, .tags = 4 }, 0, 0, 30 },
	{ { .name = "five tags", V4, UDP, .tags = 5 }, 0x12, 0, 0 },
	{ { .name = "pppoe", V4, UDP, .pppoe = 0x21 }, 0, 0, 22 },
	{ { .name = "pppoe in a tag", V4, UDP, .pppoe = 0x21, .tags = 1 }, 0, 0, 26 },
	{ { .name = "pppoe, lcp", V4, UDP, .pppoe = 0xc021 }, 0x1e, 0, 0 },
	{ { .name = "v6 tcp", V6, TCP }, 0, 5, 14 },
	{ { .name = "v6 pppoe", V6, TCP, .pppoe = 0x57 }, 0, 5, 22 },
	{ { .name = "v6 icmp", V6, .proto = IPPROTO_ICMPV6 }, 0, 4, 14 },
	{ { .name = "v6 hop-by-hop", V6, .proto = 0 }, 0x03, 0, 14 },
	{ { .name = "v6 fragment", V6, .proto = IPPROTO_FRAGMENT }, 0x03, 0, 14 },
	{ { .name = "v6 hop limit 0", V6, TCP, .no_ttl = true }, 0x02, 0, 14 },
};

static void parse_case_desc(const struct parse_case *c, char *desc)
{
	strscpy(desc, c->in.name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(parse, parse_cases, parse_case_desc);

static void sim_parse_test_case(struct kunit *test)
{
	const struct parse_case *c = test->param_value;
	u8 *buf = kunit_kzalloc(test, SIM_TEST_FRAME_MAX, GFP_KERNEL);
	struct sim_frame f;
	u16 len;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	len = sim_test_build(buf, &c->in);
	sim_parse(buf, len, FLOW_CFG, false, &f);
	KUNIT_EXPECT_EQ(test, f.reason, c->reason);
	KUNIT_EXPECT_EQ(test, f.l3_off, c->l3_off);
	KUNIT_EXPECT_EQ(test, f.tcp, c->tcp);
	if (f.reason)
		return;
	KUNIT_EXPECT_EQ(test, f.key.type, c->type);
	KUNIT_EXPECT_EQ(test, f.key.udp, c->in.proto == IPPROTO_UDP);
	KUNIT_EXPECT_EQ(test, f.l3_len, len - c->l3_off - c->in.pad);
	KUNIT_EXPECT_EQ(test, f.tags, c->in.tags);
}

/* No length may be read past, and none but the whole frame is accepted. */
static void sim_parse_test_truncated(struct kunit *test)
{
	static const struct sim_test_frame frames[] = {
		{ V4, TCP, .tags = 2, .pppoe = 0x21 }, { V6, TCP, .tags = 1 }, { V4, UDP },
	};
	struct sim_frame f;
	unsigned int i;
	u8 *buf, *cut;
	u16 len, n;

	buf = kunit_kzalloc(test, SIM_TEST_FRAME_MAX, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, buf);
	for (i = 0; i < ARRAY_SIZE(frames); i++) {
		len = sim_test_build(buf, &frames[i]);
		for (n = 1; n < len; n++) {
			cut = kunit_kzalloc(test, n, GFP_KERNEL);	/* KASAN sees the end */
			KUNIT_ASSERT_NOT_NULL(test, cut);
			memcpy(cut, buf, n);
			sim_parse(cut, n, FLOW_CFG, false, &f);
			KUNIT_EXPECT_NE_MSG(test, f.reason, 0, "frame %u cut to %u", i, n);
			kunit_kfree(test, cut);
		}
	}
}

static void sim_parse_test_features(struct kunit *test)
{
	static const struct sim_test_frame udp = { V4, UDP }, gre = { V4, .proto = 47 };
	static const struct sim_test_frame frag = { V4, UDP, .frag = 0x2000 }, v6 = { V6, TCP };
	u8 *buf = kunit_kzalloc(test, SIM_TEST_FRAME_MAX, GFP_KERNEL);
	struct sim_frame f;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	sim_parse(buf, sim_test_build(buf, &udp), FLOW_CFG & ~MTK_PPE_FLOW_CFG_IP4_NAPT,
		  false, &f);
	KUNIT_EXPECT_EQ(test, f.reason, 0x07);
	sim_parse(buf, sim_test_build(buf, &gre), FLOW_CFG & ~MTK_PPE_FLOW_CFG_IP4_NAT,
		  false, &f);
	KUNIT_EXPECT_EQ(test, f.reason, 0x0a);
	sim_parse(buf, sim_test_build(buf, &v6), FLOW_CFG & ~MTK_PPE_FLOW_CFG_IP6_5T,
		  false, &f);
	KUNIT_EXPECT_EQ(test, f.reason, 0x07);
	/* NAT_FRAG lets fragments be looked up without ports. */
	sim_parse(buf, sim_test_build(buf, &frag), FLOW_CFG | MTK_PPE_FLOW_CFG_IP4_NAT_FRAG,
		  false, &f);
	KUNIT_EXPECT_EQ(test, f.reason, 0);
	KUNIT_EXPECT_EQ(test, f.key.type, MTK_FOE_TYPE_IPV4_HNAT);
	KUNIT_EXPECT_EQ(test, f.key.w[2], 0xa5a5a511);
	sim_test_build(buf, &udp);
	buf[0] |= 1;
	sim_parse(buf, 60, FLOW_CFG, false, &f);
	KUNIT_EXPECT_EQ(test, f.reason, 0x18);
	sim_test_build(buf, &udp);
	buf[14 + 8]--;		/* TTL without its checksum */
	sim_parse(buf, 72, FLOW_CFG, false, &f);
	KUNIT_EXPECT_TRUE(test, f.bad_ip_csum);
}

static void sim_parse_test_l4_csum(struct kunit *test)
{
	static const struct sim_test_frame frames[] = {
		{ V4, TCP, .pad = 5 }, { V4, UDP }, { V6, TCP }, { V4, UDP, .payload = 31 },
	};
	static const struct sim_test_frame none = { V4, UDP, .no_csum = true };
	u8 *buf = kunit_kzalloc(test, SIM_TEST_FRAME_MAX, GFP_KERNEL);
	struct sim_frame f;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	for (i = 0; i < ARRAY_SIZE(frames); i++) {
		sim_parse(buf, sim_test_build(buf, &frames[i]), FLOW_CFG, false, &f);
		KUNIT_EXPECT_TRUE(test, sim_parse_l4_csum_ok(buf, &f));
		buf[f.l3_off + f.l3_len - 1] ^= 0x40;
		KUNIT_EXPECT_FALSE(test, sim_parse_l4_csum_ok(buf, &f));
	}
	sim_parse(buf, sim_test_build(buf, &none), FLOW_CFG, false, &f);
	KUNIT_EXPECT_TRUE(test, sim_parse_l4_csum_ok(buf, &f));
}

struct hash_case {
	struct sim_key	key;
	u32		raw;
	u16		ways4;		/* 16K entries */
	u16		ways2;
};

/* The first four were seen in table dumps of a real MT7986. */
static const struct hash_case hash_cases[] = {
	{ { .n = 3, .w = { IP4(192, 168, 1, 105), IP4(51, 158, 36, 12), 48858 << 16 | 443 } },
	  0xf7ec9b40, 0x2d00, 0x3680 },
	{ { .n = 3, .w = { IP4(51, 158, 36, 12), IP4(188, 27, 64, 101), 443 << 16 | 48858 } },
	  0x913e0fbf, 0x3efc, 0x1f7e },
	{ { .n = 3, .w = { IP4(192, 168, 1, 192), IP4(192, 168, 1, 101), 9993 << 16 | 60278 } },
	  0x8f08801b, 0x006c, 0x0036 },
	{ { .n = 3, .w = { IP4(192, 168, 1, 224), IP4(192, 168, 1, 210), 56854u << 16 | 2020 } },
	  0x7617b101, 0x0404, 0x2202 },
	{ { .n = 3, .w = { IP4(10, 0, 0, 1), IP4(10, 0, 0, 2), SIM_KEY_3T(47) } },
	  0xa5a50283, 0x0a0c, 0x0506 },
	{ { .n = 9, .w = { 0x20010db8, 0, 0, 1, 0x20010db8, 0x00010000, 0, 2,
			   40000u << 16 | 443 } }, 0x9c4c25d4, 0x1750, 0x0ba8 },
};

static void sim_hash_test_vectors(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hash_cases); i++) {
		const struct hash_case *c = &hash_cases[i];
		u32 raw = sim_hash_raw(&c->key);

		KUNIT_EXPECT_EQ(test, raw, c->raw);
		KUNIT_EXPECT_EQ(test, sim_hash_index(raw, 2, 16384), c->ways4);
		KUNIT_EXPECT_EQ(test, sim_hash_index(raw, 1, 16384), c->ways2);
	}
}

/* IB1 and IB2 are from a table dump of a real MT7986 with a PPPoE uplink; the
 * rest was written down by hand from the layout.
 */
static void sim_foe_test_ipv4(struct kunit *test)
{
	static const u32 w[24] = {
		0x2052008f, 0xc0a80169, 0x339e240c, 0xbeda01bb, 0x00f08501, 0x0a0b0c0d,
		0x339e240d, 0x1f9001bc, 0, 0, 0, 0x88640007, 0x02112233, 0x44550008,
		0x06aabbcc, 0xddee1234,
	};
	static const u8 dmac[] = { 0x02, 0x11, 0x22, 0x33, 0x44, 0x55 };
	static const u8 smac[] = { 0x06, 0xaa, 0xbb, 0xcc, 0xdd, 0xee };
	struct sim_foe foe;

	KUNIT_ASSERT_TRUE(test, sim_foe_decode(sim_ppe_v2.layout, w, &foe));
	KUNIT_EXPECT_EQ(test, foe.state, MTK_FOE_STATE_BIND);
	KUNIT_EXPECT_EQ(test, foe.key.type, 0);
	KUNIT_EXPECT_FALSE(test, foe.key.udp);
	KUNIT_EXPECT_TRUE(test, foe.ttl);
	KUNIT_EXPECT_TRUE(test, foe.pppoe);
	KUNIT_EXPECT_FALSE(test, foe.vpm);
	KUNIT_EXPECT_EQ(test, foe.vlan_layer, 0);
	KUNIT_EXPECT_EQ(test, foe.dp, MTK_PSE_GDM2);
	KUNIT_EXPECT_TRUE(test, foe.mib);
	KUNIT_EXPECT_FALSE(test, foe.winfo || foe.mcast || foe.decap);
	KUNIT_EXPECT_EQ(test, foe.key.w[2], 48858u << 16 | 443);
	KUNIT_EXPECT_EQ(test, foe.new_sip, 0x0a0b0c0d);
	KUNIT_EXPECT_EQ(test, foe.new_dip, 0x339e240d);
	KUNIT_EXPECT_EQ(test, foe.new_sport, 8080);
	KUNIT_EXPECT_EQ(test, foe.new_dport, 444);
	KUNIT_EXPECT_EQ(test, foe.etype, 0x8864);
	KUNIT_EXPECT_EQ(test, foe.vlan1, 7);
	KUNIT_EXPECT_EQ(test, foe.vlan2, 8);
	KUNIT_EXPECT_EQ(test, foe.pppoe_id, 0x1234);
	KUNIT_EXPECT_TRUE(test, !memcmp(foe.dmac, dmac, 6));
	KUNIT_EXPECT_TRUE(test, !memcmp(foe.smac, smac, 6));
}

static void sim_foe_test_ipv6(struct kunit *test)
{
	/* UDP, source port 3, two tags with VPM, TOS 0xb8, to WDMA0. */
	static const u32 w[24] = {
		0x62c48310, 1, 2, 3, 4, 5, 6, 7, 8, 0x03e807d0, 0, 0, 0, 0, 0xb8f09000,
		0x86dd0064, 0x02112233, 0x445500c8, 0x06aabbcc, 0xddee0000,
	};
	struct sim_foe foe;

	KUNIT_ASSERT_TRUE(test, sim_foe_decode(sim_ppe_v2.layout, w, &foe));
	KUNIT_EXPECT_EQ(test, foe.key.type, MTK_FOE_TYPE_IPV6_5T);
	KUNIT_EXPECT_TRUE(test, foe.key.udp);
	KUNIT_EXPECT_EQ(test, foe.sp, 3);
	KUNIT_EXPECT_EQ(test, foe.vlan_layer, 2);
	KUNIT_EXPECT_TRUE(test, foe.vpm && foe.ttl && foe.mib);
	KUNIT_EXPECT_FALSE(test, foe.pppoe);
	KUNIT_EXPECT_EQ(test, foe.dp, MTK_PSE_WDMA0);
	KUNIT_EXPECT_EQ(test, foe.dscp, 0xb8);
	KUNIT_EXPECT_EQ(test, foe.key.w[8], 1000 << 16 | 2000);
	KUNIT_EXPECT_EQ(test, foe.vlan1, 100);
	KUNIT_EXPECT_EQ(test, foe.vlan2, 200);
}

static struct kunit_case sim_parse_cases[] = {
	KUNIT_CASE_PARAM(sim_parse_test_case, parse_gen_params),
	KUNIT_CASE(sim_parse_test_truncated),
	KUNIT_CASE(sim_parse_test_features),
	KUNIT_CASE(sim_parse_test_l4_csum),
	KUNIT_CASE(sim_hash_test_vectors),
	KUNIT_CASE(sim_foe_test_ipv4),
	KUNIT_CASE(sim_foe_test_ipv6),
	{}
};

struct kunit_suite sim_parse_suite = {
	.name		= "sim_parse",
	.test_cases	= sim_parse_cases,
};
