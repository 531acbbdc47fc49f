// SPDX-License-Identifier: GPL-2.0-only
/* Cache lines, torn writes, keep-alive and the limit of bindings (mtk-ppe 1.8), on
 * v1 and v2.
 */
#include <kunit/test.h>
#include <linux/bitfield.h>
#include <linux/in.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

#include "../../drivers/sim/sim_ppe_regs.h"
#include "sim_test_engine.h"
#include "sim_test_suites.h"

static const struct st_gen cache_gens[] = {
	{ "mt7622", &sim_ppe_mt7622, 0x3680, 0x21000000, {
		0, 0xc0a80169, 0x339e240c, 0xbeda01bb, 0x007c0440, 0x0a0b0c0d, 0x339e240c,
		0x1f9001bb, 0, 0, 0, 0x08000000, 0x02112233, 0x44550000, 0x06aabbcc,
		0xddee0000 } },
	{ "mt7986", &sim_ppe_v2, 0x2d00, 0x20400000, {
		0, 0xc0a80169, 0x339e240c, 0xbeda01bb, 0x00f08400, 0x0a0b0c0d, 0x339e240c,
		0x1f9001bb, 0, 0, 0, 0x08000000, 0x02112233, 0x44550000, 0x06aabbcc,
		0xddee0000 } },
};

static void gen_desc(const struct st_gen *gen, char *desc)
{
	strscpy(desc, gen->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(gen, cache_gens, gen_desc);

static void cfg_set(struct kunit *test, u32 bits)
{
	st_reg(test, MTK_PPE_TB_CFG, sim_ppe_reg(&ST(test)->ppe, MTK_PPE_TB_CFG) | bits);
}

/* State before body: the engine sees a bound entry that is none, then a change. */
static void sim_cache_test_state_first(struct kunit *test)
{
	const struct st_gen *gen = test->param_value;

	KUNIT_ASSERT_EQ(test, st_init(test, gen), 0);
	*st_entry(test, gen->index) = gen->ib1;
	sim_ppe_scan(&ST(test)->ppe);
	st_violations(test, 1);
	st_put(test, gen->index, gen->ib1);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
	st_violations(test, 2);
}

/* Any word of the body, seen by the scan and by the line that goes. */
static void sim_cache_test_torn(struct kunit *test)
{
	const struct st_gen *gen = test->param_value;
	unsigned int word;
	u64 want = 0;

	KUNIT_ASSERT_EQ(test, st_init(test, gen), 0);
	for (word = 4; word < gen->desc->layout->words; word++) {
		*st_entry(test, gen->index) = 0;
		st_clear(test);
		st_put(test, gen->index, gen->ib1);
		KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
		st_violations(test, want);
		st_entry(test, gen->index)[word] ^= 0x01000000;
		KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);	/* the old words */
		KUNIT_EXPECT_EQ(test, ST(test)->v.foe.new_sip, 0x0a0b0c0d);
		st_clear(test);
		st_violations(test, ++want);
	}
}

/* The body changed while bound, and no frame hits the entry before the cache is
 * cleared, which would make the change legal.
 */
static void sim_cache_test_torn_unhit(struct kunit *test)
{
	const struct st_gen *gen = test->param_value;

	KUNIT_ASSERT_EQ(test, st_init(test, gen), 0);
	st_put(test, gen->index, gen->ib1);
	sim_ppe_scan(&ST(test)->ppe);
	st_clear(test);
	sim_ppe_scan(&ST(test)->ppe);
	st_violations(test, 0);
	st_entry(test, gen->index)[5] ^= 0x00010000;
	st_clear(test);
	st_violations(test, 1);

	/* By the rules: invalid, clear, changed, bound. */
	sim_ppe_scan(&ST(test)->ppe);
	*st_entry(test, gen->index) = 0;
	st_clear(test);
	st_entry(test, gen->index)[5] ^= 0x00010000;
	*st_entry(test, gen->index) = gen->ib1;
	st_clear(test);
	st_violations(test, 1);
}

/* More flows than lines: the oldest line is written back, the others are not. */
static void sim_cache_test_lru(struct kunit *test)
{
	const struct st_gen *gen = test->param_value;
	unsigned int i, lines = gen->desc->cache_lines;
	struct sim_test_frame t = st_tcp;
	u16 first = 0, second = 0;

	KUNIT_ASSERT_EQ(test, st_init(test, gen), 0);
	st_reg(test, MTK_PPE_TB_CFG, sim_ppe_reg(&ST(test)->ppe, MTK_PPE_TB_CFG) |
	       MTK_PPE_TB_CFG_SEARCH_MISS);
	st_clock(test, 1);
	for (i = 0; i <= lines; i++) {
		t.sport = 1000 + i;
		KUNIT_EXPECT_EQ(test, st_rx(test, &t), 0x0d);
		st_put(test, ST(test)->v.index, 0);
		st_entry(test, ST(test)->v.index)[3] = t.sport << 16 | t.dport;
		*st_entry(test, ST(test)->v.index) = gen->ib1;
		KUNIT_EXPECT_EQ(test, st_rx(test, &t), -1);
		if (i == 0)
			first = ST(test)->v.index;
		if (i == 1)
			second = ST(test)->v.index;
	}
	KUNIT_EXPECT_EQ(test, *st_entry(test, first), gen->ib1 | 1);
	KUNIT_EXPECT_EQ(test, *st_entry(test, second), gen->ib1);
	st_violations(test, 0);
}

/* The unit times TCP's factor, 2 and 3: every sixth second one copy. */
static void sim_cache_test_keepalive(struct kunit *test)
{
	const struct st_gen *gen = test->param_value;
	struct st_engine *st;
	unsigned int tick, copies = 0;

	KUNIT_ASSERT_EQ(test, st_init(test, gen), 0);
	st = ST(test);
	st_reg(test, MTK_PPE_KEEPALIVE_CFG, 2 | 3 << 16);
	cfg_set(test, FIELD_PREP(MTK_PPE_TB_CFG_KEEPALIVE, 3) |
		      FIELD_PREP(MTK_PPE_TB_CFG_SCAN_MODE, MTK_PPE_SCAN_KEEPALIVE_AGE));
	st_put(test, gen->index, gen->ib1);
	for (tick = 1; tick <= 13; tick++) {
		st_clock(test, tick);
		sim_ppe_scan(&st->ppe);
		KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
		KUNIT_EXPECT_EQ_MSG(test, st->v.dup, tick % 6 == 0, "tick %u", tick);
		copies += st->v.dup;
		KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
		KUNIT_EXPECT_FALSE(test, st->v.dup);
	}
	KUNIT_EXPECT_EQ(test, copies, 2);
	KUNIT_EXPECT_EQ(test, st->ppe.count.cpu[0x15], 2);
	st_clear(test);
	KUNIT_EXPECT_EQ(test, *st_entry(test, gen->index), gen->ib1 | 13);

	/* A copy that is due does not keep the time from being written back. */
	st_clock(test, 18);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
	sim_ppe_scan(&st->ppe);
	st_clear(test);
	KUNIT_EXPECT_EQ(test, *st_entry(test, gen->index),
			gen->ib1 | gen->desc->layout->keepalive | 18);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
	KUNIT_EXPECT_TRUE(test, st->v.dup);
	st_violations(test, 0);
	st_reg(test, MTK_PPE_TB_CFG, sim_ppe_reg(&st->ppe, MTK_PPE_TB_CFG) &
	       ~FIELD_PREP(MTK_PPE_TB_CFG_KEEPALIVE, 1));
	st_violations(test, 1);
}

/* At most two bindings per tick while the table is nearly empty, then one. */
static void sim_cache_test_bind_limit(struct kunit *test)
{
	const struct st_gen *gen = test->param_value;
	unsigned int i;

	KUNIT_ASSERT_EQ(test, st_init(test, gen), 0);
	st_reg(test, MTK_PPE_TB_CFG, sim_ppe_reg(&ST(test)->ppe, MTK_PPE_TB_CFG) |
	       MTK_PPE_TB_CFG_SEARCH_MISS);
	st_reg(test, MTK_PPE_BIND_RATE, 1);
	st_reg(test, MTK_PPE_BIND_LIMIT0, 2 | 1 << 16);
	st_reg(test, MTK_PPE_BIND_LIMIT1, 0);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x0d);
	for (i = 1; i < 3; i++) {
		st_clock(test, i);
		KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x0f);
		KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x0f);
		KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x0e);
	}
	for (i = 0; i < 4096; i++)	/* a quarter, and the entry itself */
		*st_entry(test, i) = 0x10000000;
	st_clock(test, 3);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x0f);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x0e);
	for (; i < 8192; i++)
		*st_entry(test, i) = 0x10000000;
	st_clock(test, 4);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x0e);
}

static struct kunit_case sim_cache_cases[] = {
	KUNIT_CASE_PARAM(sim_cache_test_state_first, gen_gen_params),
	KUNIT_CASE_PARAM(sim_cache_test_torn, gen_gen_params),
	KUNIT_CASE_PARAM(sim_cache_test_torn_unhit, gen_gen_params),
	KUNIT_CASE_PARAM(sim_cache_test_lru, gen_gen_params),
	KUNIT_CASE_PARAM(sim_cache_test_keepalive, gen_gen_params),
	KUNIT_CASE_PARAM(sim_cache_test_bind_limit, gen_gen_params),
	{}
};

struct kunit_suite sim_cache_suite = {
	.name		= "sim_cache",
	.exit		= st_exit,
	.test_cases	= sim_cache_cases,
};
