// SPDX-License-Identifier: GPL-2.0-only
/* What differs from one generation to the next. Words are written by hand from the
 * tables of layouts (mtk-ppe 2.1 to 2.4), indices from the vectors (1.7).
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
#define L2_WORDS	0x08000000, 0x02112233, 0x44550000, 0x06aabbcc, 0xddee0000
#define V4_WORDS(ib2)	{ 0, 0xc0a80169, 0x339e240c, 0xbeda01bb, ib2, 0x0a0b0c0d, \
			  0x339e240c, 0x1f9001bb, 0, 0, 0, L2_WORDS }

/* IB1: state 2 in [29:28]; TTL is bit 24 with v1, 22 with v2 and v3. IB2: port 2 is
 * in [7:5] with v1 and [12:9] with v2 and v3, MIB is bit 10 and 15. MT7620: port 2
 * of the switch in [3:0], "force" is bit 4. v3: word 19 holds tport.
 */
static const struct st_gen gens[] = {
	{ "mt7620", &sim_ppe_mt7620, 0x3680, 0x21000000, V4_WORDS(0x00000012) },
	{ "mt7621", &sim_ppe_mt7621, 0x3680, 0x21000000, V4_WORDS(0x007ff040) },
	{ "mt7622", &sim_ppe_mt7622, 0x3680, 0x21000000, V4_WORDS(0x007c0440) },
	{ "mt7623", &sim_ppe_mt7623, 0x3680, 0x21000000, V4_WORDS(0x007ff040) },
	{ "mt7629", &sim_ppe_mt7629, 0x3680, 0x21000000, V4_WORDS(0x007ff440) },
	{ "mt7986", &sim_ppe_v2, 0x2d00, 0x20400000, V4_WORDS(0x00f08400) },
	{ "mt7988", &sim_ppe_v3, 0x2d00, 0x20400000, V4_WORDS(0x00f08400) },
};

static void gen_desc(const struct st_gen *gen, char *desc)
{
	strscpy(desc, gen->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(gen, gens, gen_desc);

static const struct st_gen *gen_named(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(gens); i++)
		if (!strcmp(gens[i].name, name))
			return &gens[i];
	return NULL;
}

static void gen_start(struct kunit *test, const char *name)
{
	KUNIT_ASSERT_EQ(test, st_init(test, gen_named(name)), 0);
}

/* Forward, count, finish; in each way of the bucket. */
static void sim_gen_test_forward(struct kunit *test)
{
	const struct st_gen *gen = test->param_value;
	unsigned int way, ways = 1 << gen->desc->ways_log2;
	struct st_engine *st;
	u64 packets, bytes;

	KUNIT_ASSERT_EQ(test, st_init(test, gen), 0);
	st = ST(test);
	for (way = 0; way < ways; way++) {
		KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x0d);
		st_put(test, gen->index + way, gen->ib1);
		KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
		KUNIT_EXPECT_EQ(test, st->v.index, gen->index + way);
		KUNIT_EXPECT_EQ(test, st->v.foe.dp, 2);
		KUNIT_EXPECT_EQ(test, st->v.foe.new_sip, 0x0a0b0c0d);
		KUNIT_EXPECT_EQ(test, st->v.foe.dmac[5], 0x55);
		KUNIT_EXPECT_EQ(test, st_rx_tcp(test, 0x10, 1), 0x11);
		sim_mib_get(&st->ppe, gen->index + way, &packets, &bytes);
		KUNIT_EXPECT_EQ(test, packets, gen->desc->mib ? 1 : 0);
		KUNIT_EXPECT_EQ(test, st_rx_tcp(test, 0x11, 64), 0x10);
		KUNIT_EXPECT_EQ(test, STATE(*st_entry(test, gen->index + way)),
				MTK_FOE_STATE_FIN);
		*st_entry(test, gen->index + way) = 0;
		st_clear(test);
	}
	st_put(test, (gen->index ^ ways) & 0x3fff, gen->ib1);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x0d);	/* not its bucket */
	st_violations(test, 0);
	sim_ppe_scan(&st->ppe);
	st_violations(test, 1);
}

/* v1: 8 bits of time and 16 of packets; v2: 8, source port, 8. */
static void sim_gen_test_learn(struct kunit *test)
{
	const struct st_gen *gen = test->param_value;
	bool v1 = gen->desc->ways_log2 == 1;
	struct st_engine *st;
	u32 cfg;

	KUNIT_ASSERT_EQ(test, st_init(test, gen), 0);
	st = ST(test);
	cfg = sim_ppe_reg(&st->ppe, MTK_PPE_TB_CFG) | MTK_PPE_TB_CFG_SEARCH_MISS;
	st_reg(test, MTK_PPE_TB_CFG, cfg);
	st_reg(test, MTK_PPE_BIND_RATE, 3);
	st_clock(test, 0x194);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x0d);
	KUNIT_EXPECT_EQ(test, *st_entry(test, gen->index), v1 ? 0x10000194 : 0x10001194);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x0e);
	KUNIT_EXPECT_EQ(test, *st_entry(test, gen->index), v1 ? 0x10000294 : 0x10002194);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x0f);
	KUNIT_EXPECT_EQ(test, st->v.index, gen->index);
	st_put(test, gen->index, gen->ib1);		/* the driver binds it */
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
	st_violations(test, 0);
}

/* The width of a bound entry's time: 15 bits with v1, 8 with v2 and v3. */
static void sim_gen_test_age(struct kunit *test)
{
	const struct st_gen *gen = test->param_value;
	u32 wrap = gen->desc->ways_log2 == 1 ? 0x8000 : 0x100;
	u32 *e;

	KUNIT_ASSERT_EQ(test, st_init(test, gen), 0);
	e = st_entry(test, gen->index);
	st_reg(test, MTK_PPE_BIND_AGE1, 7);
	st_reg(test, MTK_PPE_TB_CFG, sim_ppe_reg(&ST(test)->ppe, MTK_PPE_TB_CFG) |
	       MTK_PPE_TB_CFG_AGE_TCP | FIELD_PREP(MTK_PPE_TB_CFG_SCAN_MODE, 1));
	st_put(test, gen->index, gen->ib1 | (wrap - 3));
	st_clock(test, wrap + 4);
	sim_ppe_scan(&ST(test)->ppe);
	KUNIT_EXPECT_EQ(test, STATE(*e), MTK_FOE_STATE_BIND);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
	st_clear(test);
	KUNIT_EXPECT_EQ(test, *e, gen->ib1 | 4);
	st_clock(test, wrap + 11);
	sim_ppe_scan(&ST(test)->ppe);
	KUNIT_EXPECT_EQ(test, STATE(*e), MTK_FOE_STATE_BIND);
	st_clock(test, wrap + 12);
	sim_ppe_scan(&ST(test)->ppe);
	KUNIT_EXPECT_EQ(test, STATE(*e), MTK_FOE_STATE_INVALID);
}

/* v1 compares no source port, whatever the register says: a stated limit. */
static void sim_gen_test_sp(struct kunit *test)
{
	const struct st_gen *gen = test->param_value;
	bool v1 = gen->desc->ways_log2 == 1;

	KUNIT_ASSERT_EQ(test, st_init(test, gen), 0);
	st_reg(test, MTK_PPE_GLO_CFG, MTK_PPE_GLO_CFG_EN | MTK_PPE_GLO_CFG_SP_CMP_EN);
	st_put(test, gen->index, gen->ib1 | (v1 ? 0 : 1 << 8));
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
	st_rx_from(test, &st_tcp, 2);
	KUNIT_EXPECT_EQ(test, ST(test)->v.act, v1 ? SIM_FORWARD : SIM_CPU);
}

/* Table sizes that TB_CFG can ask for; the hash keeps within them. */
static void sim_gen_test_sizes(struct kunit *test)
{
	const struct st_gen *gen = test->param_value;
	struct st_engine *st;
	u32 num, cfg;

	KUNIT_ASSERT_EQ(test, st_init(test, gen), 0);
	st = ST(test);
	cfg = sim_ppe_reg(&st->ppe, MTK_PPE_TB_CFG) & ~MTK_PPE_TB_CFG_ENTRY_NUM;
	for (num = 0; num < 5; num++) {
		u16 index = gen->index & ((1024 << num) - 1);

		st_reg(test, MTK_PPE_TB_CFG, cfg | num);
		KUNIT_EXPECT_EQ(test, st->ppe.entries, 1024 << num);
		st_put(test, index, gen->ib1);
		KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
		KUNIT_EXPECT_EQ(test, st->v.index, index);
		*st_entry(test, index) = 0;
		st_clear(test);
	}
	st_violations(test, 0);
	st_reg(test, MTK_PPE_TB_CFG, cfg | 5);	/* more than there is memory for */
	st_violations(test, 1);
	st_reg(test, MTK_PPE_TB_CFG, (cfg ^ MTK_PPE_TB_CFG_ENTRY_96B) | 4);
	st_violations(test, 2);
}

/* An 80-byte entry 12 lies at bytes 960 to 1039. */
static void sim_gen_test_trap(struct kunit *test)
{
	static const u16 list[] = { 12, 25, 38, 51, 76, 89, 102, 115 };
	unsigned int i, n = 0;

	for (i = 0; i < 128; i++) {
		bool trap = n < ARRAY_SIZE(list) && list[n] == i;

		n += trap;
		KUNIT_EXPECT_EQ(test, sim_ppe_is_trap(&sim_ppe_mt7621, 128 + i), trap);
		KUNIT_EXPECT_EQ(test, sim_ppe_is_trap(&sim_ppe_mt7620, i), trap);
		KUNIT_EXPECT_FALSE(test, sim_ppe_is_trap(&sim_ppe_mt7622, i));
		KUNIT_EXPECT_FALSE(test, sim_ppe_is_trap(&sim_ppe_v2, i));
	}
	KUNIT_EXPECT_EQ(test, n, 8);
}

/* A tuple whose bucket begins at 12 modulo 128: found by trying ports. */
static void gen_find_trap(struct kunit *test, struct sim_test_frame *t)
{
	do {
		t->sport++;
		KUNIT_ASSERT_NE(test, t->sport, 0);
		st_rx(test, t);
	} while (ST(test)->v.index % 128 != 13);
}

/* Learning shows the other way of the bucket, never the one that cannot be used. */
static void sim_gen_test_trap_used(struct kunit *test)
{
	struct sim_test_frame t = st_tcp;
	struct st_engine *st;
	u16 trap;

	gen_start(test, "mt7621");
	st = ST(test);
	st_reg(test, MTK_PPE_TB_CFG, sim_ppe_reg(&st->ppe, MTK_PPE_TB_CFG) |
	       MTK_PPE_TB_CFG_SEARCH_MISS);
	for (trap = 12; trap < 16384; trap += 128)
		*st_entry(test, trap) = MTK_FOE_IB1_STATIC;
	gen_find_trap(test, &t);
	st_violations(test, 0);
	trap = st->v.index - 1;

	st_put(test, trap, 0);
	st_entry(test, trap)[3] = t.sport << 16 | t.dport;
	*st_entry(test, trap + 1) = 0;
	*st_entry(test, trap) = gens[1].ib1;
	sim_ppe_scan(&st->ppe);
	st_violations(test, 1);
	KUNIT_EXPECT_EQ(test, st_rx(test, &t), 0x0d);	/* bound, and never hit */
	*st_entry(test, trap) = 0;
	*st_entry(test, trap + 1) = 0;
	KUNIT_EXPECT_EQ(test, st_rx(test, &t), 0x0d);
	st_violations(test, 2);				/* not STATIC */
}

/* Golden words of mtk-ppe 2.5: MT7621, switch port 2, downlink. */
static void sim_gen_test_golden_v1(struct kunit *test)
{
	static const u32 w[20] = {
		0x614108ef, 0x339e240c, 0xc0a80002, 0x01bbbeda, 0x007ff035, 0x339e240c,
		0xc0a80169, 0x01bbbeda, 0, 0, 0, 0x00040000, 0x02112233, 0x44550000,
		0x06aabbcc, 0xddee0000,
	};
	struct sim_foe foe;

	KUNIT_ASSERT_TRUE(test, sim_foe_decode(sim_ppe_mt7621.layout, w, &foe));
	KUNIT_EXPECT_EQ(test, foe.state, MTK_FOE_STATE_BIND);
	KUNIT_EXPECT_TRUE(test, foe.key.udp && foe.ttl);
	KUNIT_EXPECT_FALSE(test, foe.vpm || foe.pppoe || foe.decap || foe.mcast || foe.winfo);
	KUNIT_EXPECT_EQ(test, foe.vlan_layer, 1);
	KUNIT_EXPECT_EQ(test, foe.dp, MTK_PSE_GDM1);
	KUNIT_EXPECT_TRUE(test, foe.qos);		/* queue 5: 3 + port 2 */
	KUNIT_EXPECT_TRUE(test, sim_foe_is_dsa(&foe));
	KUNIT_EXPECT_EQ(test, foe.etype, 4);
	KUNIT_EXPECT_EQ(test, foe.new_dip, 0xc0a80169);
}

static void sim_gen_test_no_mib(struct kunit *test)
{
	gen_start(test, "mt7621");
	st_reg(test, MTK_PPE_MIB_CFG, MTK_PPE_MIB_CFG_EN);
	st_violations(test, 1);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(&ST(test)->ppe, MTK_PPE_MIB_CFG), 0);
	st_reg(test, MTK_PPE_MIB_SER_CR, MTK_PPE_MIB_SER_CR_ST);
	st_violations(test, 2);
}

/* v3 carries from bit 31 to 32 in both counters: R1:R0 and R3:R2. */
static void sim_gen_test_mib64(struct kunit *test)
{
	struct st_engine *st;
	u32 *row;

	gen_start(test, "mt7988");
	st = ST(test);
	row = st->mib + 0x2d00 * 4;
	row[0] = 0xffffffff;
	row[1] = 0x0000ffff;
	row[2] = 0xffffffff;
	st_put(test, 0x2d00, 0x20400000);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
	st_reg(test, MTK_PPE_MIB_SER_CR, MTK_PPE_MIB_SER_CR_ST | 0x2d00);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(&st->ppe, MTK_PPE_MIB_SER_R0), 83);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(&st->ppe, MTK_PPE_MIB_SER_R1), 0x00010000);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(&st->ppe, MTK_PPE_MIB_SER_R2), 0);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(&st->ppe, MTK_PPE_MIB_SER_R3), 1);
}

/* IB2 bit 8 is the queue; word 19 bits [19:16] are tport, of which 1 is QDMA. */
static void sim_gen_test_tport(struct kunit *test)
{
	static const struct { u32 ib2, w19; u64 violations; } cases[] = {
		{ 0x00f08400, 0, 0 }, { 0x00f08501, 0x00010000, 0 }, { 0x00f08501, 0, 1 },
		{ 0x00f08400, 0x00020000, 1 }, { 0x00f08400, 0x00000100, 1 },
		{ 0x00f08400, 0x00000001, 1 },
	};
	u64 want = 0;
	unsigned int i;

	gen_start(test, "mt7988");
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		*st_entry(test, 0x2d00) = 0;
		st_clear(test);
		st_put(test, 0x2d00, 0);
		st_entry(test, 0x2d00)[4] = cases[i].ib2;
		st_entry(test, 0x2d00)[19] = cases[i].w19;
		*st_entry(test, 0x2d00) = 0x20400000;
		st_rx(test, &st_tcp);
		want += cases[i].violations;
		st_violations(test, want);
	}
}

/* IB2 DSCP 0xb8 against TOS 0x2d: word 10 bit 10 keeps six bits, bit 9 two. */
static void sim_gen_test_keep_dscp(struct kunit *test)
{
	static const struct { u32 udf; u8 tos; } cases[] = {
		{ 0, 0xb8 }, { 0x400, 0x2c }, { 0x200, 0xb9 }, { 0x600, 0x2d },
	};
	struct sim_test_frame t = st_tcp;
	struct st_engine *st;
	unsigned int i;

	gen_start(test, "mt7988");
	st = ST(test);
	st_reg(test, MTK_PPE_TB_CFG, sim_ppe_reg(&st->ppe, MTK_PPE_TB_CFG) &
	       ~MTK_PPE_TB_CFG_KEEP_DSCP_ECN);
	t.tos = 0x2d;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		*st_entry(test, 0x2d00) = 0;
		st_clear(test);
		st_put(test, 0x2d00, 0);
		st_entry(test, 0x2d00)[4] = 0xb8f08400;
		st_entry(test, 0x2d00)[10] = cases[i].udf;
		*st_entry(test, 0x2d00) = 0x20400000;
		KUNIT_EXPECT_EQ(test, st_rx(test, &t), -1);
		sim_rewrite_l3(st->buf + 14, &st->v.foe, &st->f, st->v.keep_dscp);
		KUNIT_EXPECT_EQ(test, st->buf[15], cases[i].tos);
		KUNIT_EXPECT_TRUE(test, sim_test_ip_csum_ok(st->buf + 14));
	}
}

/* MT7620: IB1 bit 21 keeps DSCP; the port counts only with IB2 bit 4. */
static void sim_gen_test_mt7620(struct kunit *test)
{
	u32 w[20] = { 0x21200000, 0, 0, 0, 0xb8000012 };
	struct sim_foe foe;

	KUNIT_ASSERT_TRUE(test, sim_foe_decode(sim_ppe_mt7620.layout, w, &foe));
	KUNIT_EXPECT_EQ(test, foe.keep_tos, 0xfc);
	KUNIT_EXPECT_EQ(test, foe.dscp, 0xb8);
	KUNIT_EXPECT_EQ(test, foe.dp, 2);
	KUNIT_EXPECT_FALSE(test, foe.unforced || foe.vpm);

	gen_start(test, "mt7620");
	st_put(test, gens[0].index, 0);
	st_entry(test, gens[0].index)[4] = 0x00000002;
	*st_entry(test, gens[0].index) = gens[0].ib1;
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x1e);
	st_violations(test, 1);
	*st_entry(test, gens[0].index) = 0;
	st_clear(test);
	st_put(test, gens[0].index, 0);
	st_entry(test, gens[0].index)[4] = 0x00000016;		/* to the CPU */
	*st_entry(test, gens[0].index) = gens[0].ib1;
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x16);
	st_violations(test, 2);
}

/* Type 10 in [27:23], TTL 22. The bucket is that of the 5-tuple (vector of 1.7);
 * words 21 to 24 are the address, 25 the ports, word 13 bit 8 the direction.
 */
static void gen_put_nat66(struct kunit *test, u32 ib1, u32 dir)
{
	static const u32 w[] = {
		0, 0x20010db8, 0, 0, 1, 0x20010db8, 0x00010000, 0, 2, 0x9c4001bb, 0, 0, 0, 0,
		0x00f08400, 0x86dd0000, 0x02112233, 0x44550000, 0x06aabbcc, 0xddee0000, 0,
		0x20010db8, 0x00ff0000, 0x12345678, 0x9abcdef0, 0x1f9001bc,
	};
	u32 *e = st_entry(test, 0x1750);

	*e = 0;
	st_clear(test);
	memcpy(e + 1, w + 1, sizeof(w) - 4);
	e[13] = dir;
	*e = ib1;
}

static const struct sim_test_frame gen_v6[] = {
	{ .ipv6 = true, .src = { 0x20010db8, 0, 0, 1 }, .dst = { 0x20010db8, 0x00010000, 0, 2 },
	  .sport = 40000, .dport = 443, .proto = IPPROTO_TCP, .flags = 0x10 },
	{ .ipv6 = true, .src = { 0x20010db8, 0, 0, 1 }, .dst = { 0x20010db8, 0x00010000, 0, 2 },
	  .sport = 40000, .dport = 443, .proto = IPPROTO_UDP },
};

static void sim_gen_test_nat66(struct kunit *test)
{
	static const u8 to[] = {
		0x20, 1, 0x0d, 0xb8, 0, 0xff, 0, 0, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0
	};
	unsigned int i, dnat;
	struct st_engine *st;
	u8 *ip, before[40];

	gen_start(test, "mt7988");
	st = ST(test);
	ip = st->buf + 14;
	st_reg(test, MTK_PPE_FLOW_CFG, MTK_PPE_FLOW_CFG_IP6_5T | MTK_PPE_FLOW_CFG_IP6_NAPT);
	for (i = 0; i < 4; i++) {
		dnat = i & 1;
		gen_put_nat66(test, 0x25400000 | (i / 2) << 30, dnat << 8);
		KUNIT_EXPECT_EQ(test, st_rx(test, &gen_v6[i / 2]), -1);
		memcpy(before, ip, sizeof(before));
		sim_rewrite_l3(ip, &st->v.foe, &st->f, st->v.keep_dscp);
		KUNIT_EXPECT_TRUE(test, !memcmp(ip + (dnat ? 24 : 8), to, 16));
		KUNIT_EXPECT_TRUE(test, !memcmp(ip + (dnat ? 8 : 24),
						before + (dnat ? 8 : 24), 16));
		KUNIT_EXPECT_EQ(test, sim_get32(ip + 40), 0x1f9001bc);
		KUNIT_EXPECT_EQ(test, ip[7], 63);
		KUNIT_EXPECT_TRUE(test, sim_test_l4_csum_ok(ip, true));
	}
	st_violations(test, 0);
	st_reg(test, MTK_PPE_FLOW_CFG, MTK_PPE_FLOW_CFG_IP6_5T);
	KUNIT_EXPECT_EQ(test, st_rx(test, &gen_v6[1]), 0x0d);
}

/* NETSYS v2 knows no such type. */
static void sim_gen_test_no_nat66(struct kunit *test)
{
	gen_start(test, "mt7986");
	st_reg(test, MTK_PPE_FLOW_CFG, MTK_PPE_FLOW_CFG_IP6_5T | MTK_PPE_FLOW_CFG_IP6_NAPT);
	memcpy(st_entry(test, 0x1750) + 1, gen_v6[0].src, 16);
	memcpy(st_entry(test, 0x1750) + 5, gen_v6[0].dst, 16);
	st_entry(test, 0x1750)[9] = 0x9c4001bb;
	*st_entry(test, 0x1750) = 0x25400000;
	KUNIT_EXPECT_EQ(test, st_rx(test, &gen_v6[0]), 0x0d);
	sim_ppe_scan(&ST(test)->ppe);
	st_violations(test, 1);
}

static struct kunit_case sim_gen_cases[] = {
	KUNIT_CASE_PARAM(sim_gen_test_forward, gen_gen_params),
	KUNIT_CASE_PARAM(sim_gen_test_learn, gen_gen_params),
	KUNIT_CASE_PARAM(sim_gen_test_age, gen_gen_params),
	KUNIT_CASE_PARAM(sim_gen_test_sp, gen_gen_params),
	KUNIT_CASE_PARAM(sim_gen_test_sizes, gen_gen_params),
	KUNIT_CASE(sim_gen_test_trap),
	KUNIT_CASE(sim_gen_test_trap_used),
	KUNIT_CASE(sim_gen_test_golden_v1),
	KUNIT_CASE(sim_gen_test_no_mib),
	KUNIT_CASE(sim_gen_test_mib64),
	KUNIT_CASE(sim_gen_test_tport),
	KUNIT_CASE(sim_gen_test_keep_dscp),
	KUNIT_CASE(sim_gen_test_mt7620),
	KUNIT_CASE(sim_gen_test_nat66),
	KUNIT_CASE(sim_gen_test_no_nat66),
	{}
};

struct kunit_suite sim_gen_suite = {
	.name		= "sim_gen",
	.exit		= st_exit,
	.test_cases	= sim_gen_cases,
};
