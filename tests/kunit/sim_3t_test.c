// SPDX-License-Identifier: GPL-2.0-only
/* 3-tuple entries: addresses and protocol, no ports. Type 1 is at [27:25] of IB1
 * with v1 and [27:23] with v2 and v3 (mtk-ppe 2.1); word 3 and 9 hold a5a5a5 and
 * the protocol (2.4). The IPv4 bucket is a vector of 1.7.
 */
#include <kunit/test.h>
#include <linux/bitfield.h>
#include <linux/in.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

#include "../../drivers/sim/sim_ppe_regs.h"
#include "../../drivers/sim/sim_ppe_rewrite.h"
#include "sim_test_engine.h"
#include "sim_test_suites.h"

#define STATE(ib1)	((ib1) >> 28 & 3)
#define L2_WORDS(etype)	(etype) << 16, 0x02112233, 0x44550000, 0x06aabbcc, 0xddee0000
#define GRE_WORDS(ib2)	{ 0, 0x0a000001, 0x0a000002, 0xa5a5a52f, ib2, 0xc0000201, 0x0a000002, \
			  0, 0, 0, 0, L2_WORDS(0x0800) }
#define V6_WORDS(ib2)	{ 0, 0x20010db8, 0, 0, 1, 0x20010db8, 0x00010000, 0, 2, 0xa5a5a52f, \
			  0, 0, 0, 0, ib2, L2_WORDS(0x86dd) }

static const struct st_gen gre_gens[] = {
	{ "mt7621", &sim_ppe_mt7621, 0x0506, 0x23000000, GRE_WORDS(0x00000040) },
	{ "mt7986", &sim_ppe_v2, 0x0a0c, 0x20c00000, GRE_WORDS(0x00f08400) },
	{ "mt7988", &sim_ppe_v3, 0x0a0c, 0x20c00000, GRE_WORDS(0x00f08400) },
};

/* By hand: hv1 = 1 ^ 2 ^ a5a5a52f = a5a5a52c, hv2 = d0 = 20010db8, hv3 = d1 ^ s0 =
 * 20000db8. rol8(hv1 & hv2 | ~hv1 & hv3) = 010db820, with all three xored in it is
 * a4a91d0c, folded a4a9b9a5.
 */
static const struct st_gen v6_gens[] = {
	{ "mt7621", &sim_ppe_mt7621, 0x334a, 0x29000000, V6_WORDS(0x00000040) },
	{ "mt7986", &sim_ppe_v2, 0x2694, 0x22400000, V6_WORDS(0x00f08400) },
	{ "mt7988", &sim_ppe_v3, 0x2694, 0x22400000, V6_WORDS(0x00f08400) },
};

static const struct sim_test_frame gre = {
	.src = { 0x0a000001 }, .dst = { 0x0a000002 }, .proto = IPPROTO_GRE,
};

static const struct sim_test_frame gre_v6 = {
	.ipv6 = true, .src = { 0x20010db8, 0, 0, 1 }, .dst = { 0x20010db8, 0x00010000, 0, 2 },
	.proto = IPPROTO_GRE,
};

static void gen_desc(const struct st_gen *gen, char *desc)
{
	strscpy(desc, gen->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(gre, gre_gens, gen_desc);
KUNIT_ARRAY_PARAM(v6, v6_gens, gen_desc);

static void sim_3t_test_gre(struct kunit *test)
{
	static const u8 addrs[] = { 192, 0, 2, 1, 10, 0, 0, 2 };
	const struct st_gen *gen = test->param_value;
	struct sim_test_frame t = gre;
	struct st_engine *st;
	u8 *ip, before[64];

	KUNIT_ASSERT_EQ(test, st_init(test, gen), 0);
	st = ST(test);
	ip = st->buf + 14;
	st_put(test, gen->index, gen->ib1);
	KUNIT_EXPECT_EQ(test, st_rx(test, &t), -1);
	KUNIT_EXPECT_EQ(test, st->v.index, gen->index);
	memcpy(before, ip, 50);
	sim_rewrite_l3(ip, &st->v.foe, &st->f, true);
	KUNIT_EXPECT_TRUE(test, !memcmp(ip + 12, addrs, 8));
	KUNIT_EXPECT_TRUE(test, sim_test_ip_csum_ok(ip));
	KUNIT_EXPECT_EQ(test, ip[8], 63);
	KUNIT_EXPECT_TRUE(test, !memcmp(ip + 20, before + 20, 30));

	t.proto = IPPROTO_ESP;		/* is part of the key */
	KUNIT_EXPECT_EQ(test, st_rx(test, &t), 0x0d);
	t.proto = IPPROTO_UDP;
	KUNIT_EXPECT_EQ(test, st_rx(test, &t), 0x0d);
	st_violations(test, 0);
}

static void sim_3t_test_v6(struct kunit *test)
{
	const struct st_gen *gen = test->param_value;
	struct st_engine *st;
	u8 *ip, before[70];

	KUNIT_ASSERT_EQ(test, st_init(test, gen), 0);
	st = ST(test);
	ip = st->buf + 14;
	st_reg(test, MTK_PPE_FLOW_CFG, MTK_PPE_FLOW_CFG_IP6_3T);
	st_put(test, gen->index, gen->ib1);
	KUNIT_EXPECT_EQ(test, st_rx(test, &gre_v6), -1);
	KUNIT_EXPECT_EQ(test, st->v.index, gen->index);
	memcpy(before, ip, 70);
	sim_rewrite_l3(ip, &st->v.foe, &st->f, true);
	before[7] = 63;
	KUNIT_EXPECT_TRUE(test, !memcmp(ip, before, 70));
	st_violations(test, 0);
	st_reg(test, MTK_PPE_FLOW_CFG, 0);
	KUNIT_EXPECT_EQ(test, st_rx(test, &gre_v6), 0x0b);
}

/* Neither TCP's nor UDP's limit: BIND_AGE0 [30:16], if TB_CFG bit 7 is set. */
static void sim_3t_test_age(struct kunit *test)
{
	const struct st_gen *gen = test->param_value;
	u32 cfg, *e;

	KUNIT_ASSERT_EQ(test, st_init(test, gen), 0);
	e = st_entry(test, gen->index);
	cfg = sim_ppe_reg(&ST(test)->ppe, MTK_PPE_TB_CFG) |
	      FIELD_PREP(MTK_PPE_TB_CFG_SCAN_MODE, 1) | MTK_PPE_TB_CFG_AGE_TCP;
	st_reg(test, MTK_PPE_TB_CFG, cfg);
	st_reg(test, MTK_PPE_BIND_AGE0, 5 << 16);
	st_put(test, gen->index, gen->ib1);
	st_clock(test, 6);
	sim_ppe_scan(&ST(test)->ppe);
	KUNIT_EXPECT_EQ(test, STATE(*e), MTK_FOE_STATE_BIND);
	st_reg(test, MTK_PPE_TB_CFG, cfg | MTK_PPE_TB_CFG_AGE_NON_L4);
	st_clock(test, 5);
	sim_ppe_scan(&ST(test)->ppe);
	KUNIT_EXPECT_EQ(test, STATE(*e), MTK_FOE_STATE_BIND);
	st_clock(test, 6);
	sim_ppe_scan(&ST(test)->ppe);
	KUNIT_EXPECT_EQ(test, STATE(*e), MTK_FOE_STATE_INVALID);
}

/* Byte 0 bit 5 of GRE: a key follows. FLOW_CFG bits 19 and 20 hash it. */
static void sim_3t_test_gre_key(struct kunit *test)
{
	struct sim_frame f;
	u8 *buf = kunit_kzalloc(test, SIM_TEST_FRAME_MAX, GFP_KERNEL);
	u16 len;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	len = sim_test_build(buf, &gre);
	buf[34] = 0x20;
	sim_parse(buf, len, MTK_PPE_FLOW_CFG_IP4_NAT, false, &f);
	KUNIT_EXPECT_EQ(test, f.reason, 0);
	sim_parse(buf, len, MTK_PPE_FLOW_CFG_IP4_NAT | 1 << 19, false, &f);
	KUNIT_EXPECT_EQ(test, f.reason, 0x07);
	buf[34] = 0;
	sim_parse(buf, len, MTK_PPE_FLOW_CFG_IP4_NAT | 1 << 19, false, &f);
	KUNIT_EXPECT_EQ(test, f.reason, 0);
	len = sim_test_build(buf, &gre_v6);
	buf[54] = 0x20;
	sim_parse(buf, len, MTK_PPE_FLOW_CFG_IP6_3T | 1 << 19, false, &f);
	KUNIT_EXPECT_EQ(test, f.reason, 0);
	sim_parse(buf, len, MTK_PPE_FLOW_CFG_IP6_3T | 1 << 20, false, &f);
	KUNIT_EXPECT_EQ(test, f.reason, 0x07);
}

static struct kunit_case sim_3t_cases[] = {
	KUNIT_CASE_PARAM(sim_3t_test_gre, gre_gen_params),
	KUNIT_CASE_PARAM(sim_3t_test_v6, v6_gen_params),
	KUNIT_CASE_PARAM(sim_3t_test_age, gre_gen_params),
	KUNIT_CASE(sim_3t_test_gre_key),
	{}
};

struct kunit_suite sim_3t_suite = {
	.name		= "sim_3t",
	.exit		= st_exit,
	.test_cases	= sim_3t_cases,
};
