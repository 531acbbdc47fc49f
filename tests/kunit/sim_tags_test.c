// SPDX-License-Identifier: GPL-2.0-only
/* Tags: what comes in is stripped and not compared, what goes out is described by
 * the entry. Whole frames, expected bytes written by hand (mtk-ppe 2.5).
 */
#include <kunit/test.h>
#include <linux/in.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

#include "../../drivers/sim/sim_ppe_rewrite.h"
#include "sim_test_engine.h"
#include "sim_test_suites.h"

#define INDEX	0x2d00
#define TUPLE	.src = { 0xc0a80169 }, .dst = { 0x339e240c }, .sport = 48858, .dport = 443, \
		.proto = IPPROTO_TCP, .flags = 0x10
#define MACS	0x02, 0x11, 0x22, 0x33, 0x44, 0x55, 0x06, 0xaa, 0xbb, 0xcc, 0xdd, 0xee

/* Forms in which st_tcp may come in. */
static const struct sim_test_frame in_frames[] = {
	{ .name = "plain", TUPLE }, { .name = "tag", TUPLE, .tags = 1 },
	{ .name = "two tags", TUPLE, .tags = 2 }, { .name = "four tags", TUPLE, .tags = 4 },
	{ .name = "pppoe", TUPLE, .pppoe = 0x21 },
	{ .name = "pppoe in a tag", TUPLE, .pppoe = 0x21, .tags = 1 },
	{ .name = "switch port 3", TUPLE, .stag = 0x00030000 },
	{ .name = "switch port 3 and a tag", TUPLE, .stag = 0x00030000, .tags = 1 },
	{ .name = "switch port 3 with a tag", TUPLE, .stag = 0x01030064 },
	{ .name = "switch port 3, pppoe", TUPLE, .stag = 0x00030000, .pppoe = 0x21 },
};

struct out_case {
	const char	*name;
	u32		ib1;	/* layer [16:14], PPPoE 17, VPM 18 */
	u32		l2[5];	/* words 11 to 15 */
	u8		len;
	u8		want[SIM_L2_MAX];
};

/* TCP with 30 bytes: 70 bytes of IPv4, 0x48 with the PPP protocol. */
static const struct out_case out_cases[] = {
	{ "plain", 0x20400000, { 0x08000000, 0x02112233, 0x44550000, 0x06aabbcc, 0xddee0000 },
	  14, { MACS, 8, 0 } },
	{ "tag 100", 0x20444000,
	  { 0x08000064, 0x02112233, 0x44550000, 0x06aabbcc, 0xddee0000 },
	  18, { MACS, 0x81, 0, 0, 100, 8, 0 } },
	{ "tag 100, priority 5", 0x20444000,
	  { 0x0800a064, 0x02112233, 0x44550000, 0x06aabbcc, 0xddee0000 },
	  18, { MACS, 0x81, 0, 0xa0, 100, 8, 0 } },
	{ "802.1ad 10 outside 20", 0x20408000,
	  { 0x88a8000a, 0x02112233, 0x44550014, 0x06aabbcc, 0xddee0000 },
	  22, { MACS, 0x88, 0xa8, 0, 10, 0x81, 0, 0, 20, 8, 0 } },
	{ "tags 10, 20", 0x20448000,
	  { 0x0800000a, 0x02112233, 0x44550014, 0x06aabbcc, 0xddee0000 },
	  22, { MACS, 0x81, 0, 0, 10, 0x81, 0, 0, 20, 8, 0 } },
	{ "pppoe", 0x20420000, { 0x88640000, 0x02112233, 0x44550000, 0x06aabbcc, 0xddee1234 },
	  22, { MACS, 0x88, 0x64, 0x11, 0, 0x12, 0x34, 0, 0x48, 0, 0x21 } },
	{ "pppoe in tag 100", 0x20464000,
	  { 0x88640064, 0x02112233, 0x44550000, 0x06aabbcc, 0xddee1234 },
	  26, { MACS, 0x81, 0, 0, 100, 0x88, 0x64, 0x11, 0, 0x12, 0x34, 0, 0x48, 0, 0x21 } },
	{ "switch port 2", 0x20404000,
	  { 0x00040000, 0x02112233, 0x44550000, 0x06aabbcc, 0xddee0000 },
	  18, { MACS, 0, 4, 0, 0, 8, 0 } },
	{ "switch port 2, tag 100", 0x20404000,
	  { 0x01040064, 0x02112233, 0x44550000, 0x06aabbcc, 0xddee0000 },
	  18, { MACS, 1, 4, 0, 100, 8, 0 } },
	{ "switch port 0, pppoe", 0x20424000,
	  { 0x00010000, 0x02112233, 0x44550000, 0x06aabbcc, 0xddee1234 },
	  26, { MACS, 0, 1, 0, 0, 0x88, 0x64, 0x11, 0, 0x12, 0x34, 0, 0x48, 0, 0x21 } },
};

static void out_case_desc(const struct out_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(out, out_cases, out_case_desc);

static void tags_put(struct kunit *test, u32 ib1, const u32 *l2)
{
	*st_entry(test, INDEX) = 0;
	st_clear(test);
	st_put(test, INDEX, 0);
	memcpy(st_entry(test, INDEX) + MTK_FOE_V4_L2, l2, 5 * sizeof(*l2));
	*st_entry(test, INDEX) = ib1;
}

/* One entry forwards all forms of a flow, and they leave alike. */
static void sim_tags_test_out(struct kunit *test)
{
	const struct out_case *c = test->param_value;
	struct st_engine *st = ST(test);
	u8 out[SIM_L2_MAX];
	unsigned int i;

	tags_put(test, c->ib1, c->l2);
	for (i = 0; i < ARRAY_SIZE(in_frames); i++) {
		st->gdm = in_frames[i].stag ? MTK_GDMA_SPECIAL_TAG : 0;
		KUNIT_EXPECT_EQ_MSG(test, st_rx(test, &in_frames[i]), -1, "%s",
				    in_frames[i].name);
		KUNIT_EXPECT_EQ(test, sim_rewrite_l2(out, &st->v.foe, &st->f, st->v.vpm_tpid),
				c->len);
		KUNIT_EXPECT_TRUE(test, !memcmp(out, c->want, c->len));
	}
	st_violations(test, 0);
}

static void sim_tags_test_in(struct kunit *test)
{
	static const struct sim_test_frame five = { TUPLE, .tags = 5 };
	static const struct sim_test_frame five_in = { TUPLE, .tags = 4, .stag = 0x01030064 };
	static const struct sim_test_frame lcp = { TUPLE, .pppoe = 0xc021 };

	tags_put(test, out_cases[0].ib1, out_cases[0].l2);
	KUNIT_EXPECT_EQ(test, st_rx(test, &five), 0x12);
	KUNIT_EXPECT_EQ(test, st_rx(test, &lcp), 0x1e);
	/* Without the register the switch's tag is an EtherType that nobody knows. */
	KUNIT_EXPECT_EQ(test, st_rx(test, &in_frames[6]), 0x07);
	ST(test)->gdm = MTK_GDMA_SPECIAL_TAG;
	KUNIT_EXPECT_EQ(test, st_rx(test, &in_frames[6]), -1);
	KUNIT_EXPECT_EQ(test, st_rx(test, &five_in), 0x12);
	KUNIT_EXPECT_EQ(test, ST(test)->ppe.count.cpu[0x12], 2);
}

static void sim_tags_test_ipv6(struct kunit *test)
{
	static const struct sim_test_frame v6 = {
		.ipv6 = true, .src = { 0x20010db8, 0, 0, 1 },
		.dst = { 0x20010db8, 0x00010000, 0, 2 }, .sport = 40000, .dport = 443,
		.proto = IPPROTO_TCP, .flags = 0x10, .tags = 1, .pppoe = 0x57,
	};
	/* Type 5 in [27:23], PPPoE; IB2 to GDM2 in word 14, L2 from word 15. */
	static const u32 w[] = {
		0x20010db8, 0, 0, 1, 0x20010db8, 0x00010000, 0, 2, 0x9c4001bb, 0, 0, 0, 0,
		0x00f08400, 0x88640000, 0x02112233, 0x44550000, 0x06aabbcc, 0xddee00ff,
	};
	static const u8 want[] = {
		MACS, 0x88, 0x64, 0x11, 0, 0, 0xff, 0, 0x5c, 0, 0x57
	};
	struct st_engine *st = ST(test);
	u8 out[SIM_L2_MAX];

	st_reg(test, MTK_PPE_FLOW_CFG, MTK_PPE_FLOW_CFG_IP6_5T);
	memcpy(st_entry(test, 0x1750) + 1, w, sizeof(w));
	*st_entry(test, 0x1750) = 0x22c20000;
	KUNIT_EXPECT_EQ(test, st_rx(test, &v6), -1);
	/* 40 + 20 + 30 bytes and the PPP protocol */
	KUNIT_EXPECT_EQ(test, sim_rewrite_l2(out, &st->v.foe, &st->f, 0x8100), 22);
	KUNIT_EXPECT_TRUE(test, !memcmp(out, want, 22));
	st_violations(test, 0);
}

/* Each of these is a fault that silicon would send out as a broken frame. */
static void sim_tags_test_rules(struct kunit *test)
{
	static const struct out_case bad[] = {
		{ "three tags", 0x2044c000, { 0x08000064, 0x02112233, 0x44550000 } },
		{ "pppoe without its EtherType", 0x20420000, { 0x08000000, 0x02112233 } },
		{ "EtherType without pppoe", 0x20400000, { 0x88640000, 0x02112233 } },
		{ "TPID field holds an EtherType", 0x20404000, { 0x08000064, 0x02112233 } },
		{ "switch port 6", 0x20404000, { 0x00400000, 0x02112233 } },
		{ "no switch port", 0x20404000, { 0x01000064, 0x02112233 } },
		{ "VLAN not announced", 0x20404000, { 0x00040064, 0x02112233 } },
		{ "multicast", 0x20400000, { 0x08000000, 0x03112233 } },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		tags_put(test, bad[i].ib1, bad[i].l2);
		st_rx(test, &st_tcp);
		st_violations(test, i + 1);
	}
}

/* DSA and PPPoE count as tags: 1000 bytes of IP fit, and no byte more. */
static void sim_tags_test_mtu(struct kunit *test)
{
	struct sim_test_frame t = st_tcp;
	unsigned int i;

	st_reg(test, MTK_PPE_VLAN_MTU0, 1014 | 1018 << 16);
	st_reg(test, MTK_PPE_VLAN_MTU1, 1022 | 1026 << 16);
	for (i = 0; i < ARRAY_SIZE(out_cases); i++) {
		u16 fit = out_cases[i].ib1 & 0x00020000 ? 996 : 1000;

		tags_put(test, out_cases[i].ib1, out_cases[i].l2);
		t.payload = fit - 40;
		KUNIT_EXPECT_EQ_MSG(test, st_rx(test, &t), -1, "%s", out_cases[i].name);
		t.payload++;
		KUNIT_EXPECT_EQ_MSG(test, st_rx(test, &t), 0x1c, "%s", out_cases[i].name);
	}
}

static int tags_init(struct kunit *test)
{
	return st_init(test, &st_mt7986);
}

static struct kunit_case sim_tags_cases[] = {
	KUNIT_CASE_PARAM(sim_tags_test_out, out_gen_params),
	KUNIT_CASE(sim_tags_test_in),
	KUNIT_CASE(sim_tags_test_ipv6),
	KUNIT_CASE(sim_tags_test_rules),
	KUNIT_CASE(sim_tags_test_mtu),
	{}
};

struct kunit_suite sim_tags_suite = {
	.name		= "sim_tags",
	.init		= tags_init,
	.exit		= st_exit,
	.test_cases	= sim_tags_cases,
};
