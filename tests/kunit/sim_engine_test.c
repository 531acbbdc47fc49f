// SPDX-License-Identifier: GPL-2.0-only
/* A whole engine without netdevs: registers, table, cache, ageing, rules. */
#include <kunit/test.h>
#include <kunit/visibility.h>
#include <linux/bitfield.h>
#include <linux/in.h>
#include <linux/module.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

#include "../../drivers/sim/sim_log.h"
#include "../../drivers/sim/sim_mem.h"
#include "../../drivers/sim/sim_ppe.h"
#include "../../drivers/sim/sim_ppe_regs.h"
#include "sim_test_engine.h"
#include "sim_test_suites.h"

#define INDEX		0x2d00	/* of the tuple, seen on a real MT7986 */
#define IB1_BIND	0x20400000u	/* BIND, HNAPT, TTL */
#define STATE(ib1)	((ib1) >> 28 & 3)

static void sim_engine_test_forward(struct kunit *test)
{
	struct st_engine *fix = ST(test);
	u64 packets, bytes;

	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x0d);
	KUNIT_EXPECT_EQ(test, fix->v.index, 0x3fff);
	st_put(test, INDEX + 2, IB1_BIND);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
	KUNIT_EXPECT_EQ(test, fix->v.index, INDEX + 2);
	KUNIT_EXPECT_EQ(test, fix->v.foe.dp, MTK_PSE_GDM2);
	sim_mib_get(&fix->ppe, INDEX + 2, &packets, &bytes);
	KUNIT_EXPECT_EQ(test, packets, 1);
	KUNIT_EXPECT_EQ(test, bytes, 14 + 20 + 20 + 30);
	KUNIT_EXPECT_EQ(test, fix->ppe.count.hw_packets, 1);
	KUNIT_EXPECT_EQ(test, fix->ppe.count.cpu[0x0d], 1);
	st_violations(test, 0);
}

static void sim_engine_test_key(struct kunit *test)
{
	struct sim_test_frame t = st_tcp;

	st_put(test, INDEX, IB1_BIND | 2 << 8 | 1 << 30);	/* UDP, from GDM2 */
	KUNIT_EXPECT_EQ(test, st_rx(test, &t), 0x0d);
	t.proto = IPPROTO_UDP;
	KUNIT_EXPECT_EQ(test, st_rx(test, &t), -1);
	st_clear(test);
	st_reg(test, MTK_PPE_GLO_CFG, MTK_PPE_GLO_CFG_EN | MTK_PPE_GLO_CFG_SP_CMP_EN);
	KUNIT_EXPECT_EQ(test, st_rx(test, &t), 0x0d);
	st_rx_from(test, &t, 2);
	KUNIT_EXPECT_EQ(test, ST(test)->v.act, SIM_FORWARD);
	t.dport++;
	st_rx_from(test, &t, 2);
	KUNIT_EXPECT_EQ(test, ST(test)->v.act, SIM_CPU);
}

static void sim_engine_test_ttl(struct kunit *test)
{
	st_put(test, INDEX, IB1_BIND);
	KUNIT_EXPECT_EQ(test, st_rx_tcp(test, 0x10, 1), 0x11);
	KUNIT_EXPECT_EQ(test, st_rx_tcp(test, 0x10, 2), -1);
	*st_entry(test, INDEX) = 0;
	st_clear(test);
	st_put(test, INDEX, IB1_BIND & ~0x00400000u);	/* no decrement, no limit */
	KUNIT_EXPECT_EQ(test, st_rx_tcp(test, 0x10, 1), -1);
}

static int rx_len(struct kunit *test, u16 l3_len)
{
	struct sim_test_frame t = st_tcp;

	t.payload = l3_len - 40;
	return st_rx(test, &t);
}

static void rebind(struct kunit *test, u32 ib1)
{
	*st_entry(test, INDEX) = 0;
	st_clear(test);
	st_put(test, INDEX, ib1);
}

/* 1000 bytes of IP fit with each number of tags, and no byte more. */
static void sim_engine_test_mtu(struct kunit *test)
{
	static const u32 tags[] = { 0, 0x00044000, 0x00088000, 0x00020000, 0x00064000 };
	unsigned int i;

	st_reg(test, MTK_PPE_VLAN_MTU0, 1014 | 1018 << 16);
	st_reg(test, MTK_PPE_VLAN_MTU1, 1022);
	for (i = 0; i < ARRAY_SIZE(tags); i++) {
		/* PPPoE counts as a tag and is 8 bytes long. */
		u16 fit = tags[i] & 0x00020000 ? 996 : 1000;

		rebind(test, IB1_BIND | tags[i]);
		KUNIT_EXPECT_EQ(test, rx_len(test, fit), -1);
		KUNIT_EXPECT_EQ(test, rx_len(test, fit + 1), 0x1c);
	}
}

static void sim_engine_test_stale(struct kunit *test)
{
	st_put(test, INDEX, IB1_BIND);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
	*st_entry(test, INDEX) = 0;
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
	ST(test)->opts.lost_clear = true;
	st_clear(test);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
	ST(test)->opts.lost_clear = false;
	st_clear(test);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x0d);
	KUNIT_EXPECT_EQ(test, *st_entry(test, INDEX), 0);
	st_violations(test, 0);
}

static void sim_engine_test_writeback(struct kunit *test)
{
	st_put(test, INDEX, IB1_BIND);
	st_clock(test, 5);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
	KUNIT_EXPECT_EQ(test, *st_entry(test, INDEX), IB1_BIND);
	st_clear(test);
	KUNIT_EXPECT_EQ(test, *st_entry(test, INDEX), IB1_BIND + 5);

	st_clock(test, 6);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
	*st_entry(test, INDEX) = 0;
	st_clear(test);
	KUNIT_EXPECT_EQ(test, *st_entry(test, INDEX), 0);	/* not brought back */

	st_put(test, INDEX, IB1_BIND + 5);
	ST(test)->opts.writeback_overwrite = true;
	st_clock(test, 6);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
	*st_entry(test, INDEX) = 0;
	st_clear(test);
	KUNIT_EXPECT_EQ(test, *st_entry(test, INDEX), IB1_BIND + 6);
}

static void age_on(struct kunit *test)
{
	st_reg(test, MTK_PPE_BIND_AGE0, 1 << 16 | 12);
	st_reg(test, MTK_PPE_BIND_AGE1, 1 << 16 | 7);
	st_reg(test, MTK_PPE_TB_CFG, sim_ppe_reg(&ST(test)->ppe, MTK_PPE_TB_CFG) |
	    MTK_PPE_TB_CFG_AGE_TCP | MTK_PPE_TB_CFG_AGE_TCP_FIN |
	    FIELD_PREP(MTK_PPE_TB_CFG_SCAN_MODE, MTK_PPE_SCAN_AGE));
}

static void sim_engine_test_age(struct kunit *test)
{
	struct sim_ppe *ppe = &ST(test)->ppe;

	st_clock(test, 252);
	st_put(test, INDEX, IB1_BIND + 252);
	st_put(test, INDEX + 1, IB1_BIND + 252 + (1u << 31));	/* STATIC */
	st_put(test, INDEX + 2, IB1_BIND + 252 + (1u << 30));	/* UDP: not enabled */
	sim_ppe_scan(ppe);
	st_clock(test, 259);
	sim_ppe_scan(ppe);
	KUNIT_EXPECT_EQ(test, STATE(*st_entry(test, INDEX)), MTK_FOE_STATE_BIND);
	age_on(test);
	sim_ppe_scan(ppe);
	KUNIT_EXPECT_EQ(test, STATE(*st_entry(test, INDEX)), MTK_FOE_STATE_BIND);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);	/* seen at 259, in the line */
	st_clock(test, 260);
	sim_ppe_scan(ppe);
	KUNIT_EXPECT_EQ(test, STATE(*st_entry(test, INDEX)), MTK_FOE_STATE_BIND);
	st_clock(test, 267);
	st_clear(test);
	sim_ppe_scan(ppe);
	KUNIT_EXPECT_EQ(test, STATE(*st_entry(test, INDEX)), MTK_FOE_STATE_INVALID);
	KUNIT_EXPECT_EQ(test, STATE(*st_entry(test, INDEX + 1)), MTK_FOE_STATE_BIND);
	KUNIT_EXPECT_EQ(test, STATE(*st_entry(test, INDEX + 2)), MTK_FOE_STATE_BIND);
	st_violations(test, 0);
}

static void sim_engine_test_fin(struct kunit *test)
{
	age_on(test);
	KUNIT_EXPECT_EQ(test, st_rx_tcp(test, 0x11, 64), 0x0c);
	st_put(test, INDEX, IB1_BIND);
	KUNIT_EXPECT_EQ(test, st_rx_tcp(test, 0x02, 64), 0x0c);
	KUNIT_EXPECT_EQ(test, STATE(*st_entry(test, INDEX)), MTK_FOE_STATE_BIND);
	KUNIT_EXPECT_EQ(test, st_rx_tcp(test, 0x11, 64), 0x10);
	KUNIT_EXPECT_EQ(test, STATE(*st_entry(test, INDEX)), MTK_FOE_STATE_FIN);
	KUNIT_EXPECT_EQ(test, st_rx_tcp(test, 0x10, 64), 0x10);
	KUNIT_EXPECT_EQ(test, st_rx_tcp(test, 0x04, 64), 0x0c);
	st_clock(test, 2);
	sim_ppe_scan(&ST(test)->ppe);
	KUNIT_EXPECT_EQ(test, STATE(*st_entry(test, INDEX)), MTK_FOE_STATE_INVALID);
	st_violations(test, 0);
}

static void sim_engine_test_mib(struct kunit *test)
{
	struct sim_ppe *ppe = &ST(test)->ppe;
	u32 *row = ST(test)->mib + INDEX * 4;

	st_put(test, INDEX, IB1_BIND);
	row[0] = 0xffffffff;
	row[1] = 0xffff0001;
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
	ST(test)->opts.mib_stuck = true;
	st_reg(test, MTK_PPE_MIB_SER_CR, MTK_PPE_MIB_SER_CR_ST | INDEX);
	KUNIT_EXPECT_TRUE(test, sim_ppe_read(ppe, MTK_PPE_MIB_SER_CR) & MTK_PPE_MIB_SER_CR_ST);
	ST(test)->opts.mib_stuck = false;
	st_reg(test, MTK_PPE_MIB_SER_CR, MTK_PPE_MIB_SER_CR_ST | INDEX);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(ppe, MTK_PPE_MIB_SER_CR), INDEX);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(ppe, MTK_PPE_MIB_SER_R0), 83);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(ppe, MTK_PPE_MIB_SER_R1), 2);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(ppe, MTK_PPE_MIB_SER_R2), 1);
	st_reg(test, MTK_PPE_MIB_SER_CR, MTK_PPE_MIB_SER_CR_ST | INDEX);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(ppe, MTK_PPE_MIB_SER_R0), 0);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(ppe, MTK_PPE_MIB_SER_R2), 0);
}

static void set_search_miss(struct kunit *test, u32 mode)
{
	u32 cfg = sim_ppe_reg(&ST(test)->ppe, MTK_PPE_TB_CFG) & ~MTK_PPE_TB_CFG_SEARCH_MISS;

	st_reg(test, MTK_PPE_TB_CFG, cfg | FIELD_PREP(MTK_PPE_TB_CFG_SEARCH_MISS, mode));
}

static void sim_engine_test_learn(struct kunit *test)
{
	set_search_miss(test, MTK_PPE_SEARCH_MISS_DROP);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -2);
	set_search_miss(test, MTK_PPE_SEARCH_MISS_CPU_BUILD);
	st_reg(test, MTK_PPE_BIND_RATE, 3);
	st_clock(test, 0x94);
	KUNIT_EXPECT_EQ(test, st_rx_tcp(test, 0x02, 64), 0x0c);
	KUNIT_EXPECT_EQ(test, *st_entry(test, INDEX), 0);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x0d);
	KUNIT_EXPECT_EQ(test, ST(test)->v.index, INDEX);
	KUNIT_EXPECT_EQ(test, *st_entry(test, INDEX), 0x10001194);	/* SP 1, one packet */
	KUNIT_EXPECT_EQ(test, st_entry(test, INDEX)[3], 0xbeda01bb);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x0e);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x0f);
	st_clock(test, 0x95);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x0e);
}

static void sim_engine_test_rules(struct kunit *test)
{
	u32 *e = st_entry(test, INDEX);

	st_put(test, INDEX, IB1_BIND);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
	e[5]++;				/* the body of a bound and cached entry */
	st_clear(test);
	st_violations(test, 1);
	*e = 0;
	st_put(test, INDEX, IB1_BIND);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
	*e = 0;				/* no clear before the slot is used again */
	st_put(test, INDEX, IB1_BIND);
	e[6]++;
	sim_ppe_scan(&ST(test)->ppe);
	st_violations(test, 2);
	*e = 0;
	st_clear(test);
	st_put(test, INDEX + 4, IB1_BIND);	/* wrong bucket */
	sim_ppe_scan(&ST(test)->ppe);
	st_violations(test, 3);
	sim_ppe_scan(&ST(test)->ppe);
	st_violations(test, 3);
	*st_entry(test, INDEX + 4) = 0;
	st_put(test, 0x3fff, IB1_BIND);
	st_entry(test, 0x3fff)[3] = 0x0d6d0001;	/* the right bucket, for once */
	sim_ppe_scan(&ST(test)->ppe);
	st_violations(test, 4);
	*st_entry(test, 0x3fff) = 0;
	st_put(test, INDEX, IB1_BIND);
	e[4] = 0x00f08000;			/* to the CPU */
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x16);
	st_violations(test, 5);
}

static void sim_engine_test_table(struct kunit *test)
{
	struct st_engine *fix = ST(test);

	st_put(test, INDEX, IB1_BIND);
	st_reg(test, MTK_PPE_TB_BASE, fix->table_bus + 512);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x1e);
	st_violations(test, 1);
	st_reg(test, MTK_PPE_TB_BASE, fix->table_bus + 1024);	/* runs over the end */
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x1e);
	st_violations(test, 2);
	st_reg(test, MTK_PPE_TB_BASE, fix->table_bus);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(&fix->ppe, MTK_PPE_TB_USED), 1);
	sim_ppe_mem_gone(&fix->ppe, fix->table, ST_TABLE_SIZE(fix));
	st_violations(test, 3);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0x1e);
	st_reg(test, MTK_PPE_GLO_CFG, 0);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), 0);
	fix->opts.stuck_busy = true;
	KUNIT_EXPECT_EQ(test, sim_ppe_read(&fix->ppe, MTK_PPE_GLO_CFG), MTK_PPE_GLO_CFG_BUSY);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(&fix->ppe, MTK_PPE_CACHE_DBG), 0xf);
}

/* A hang swallows frames and is busy (GLO_CFG 31); the cache answers all the same. One
 * kind ends when the engine is switched off, the other when it is told to.
 */
static void sim_engine_test_hang(struct kunit *test)
{
	struct sim_ppe *ppe = &ST(test)->ppe;
	u32 glo = sim_ppe_read(ppe, MTK_PPE_GLO_CFG);

	st_put(test, INDEX, IB1_BIND);
	sim_ppe_hang(ppe, SIM_HANG_FIFO);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -2);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(ppe, MTK_PPE_GLO_CFG), glo | BIT(31));
	KUNIT_EXPECT_EQ(test, sim_ppe_read(ppe, MTK_PPE_CACHE_DBG), 0);
	st_reg(test, MTK_PPE_GLO_CFG, 0);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(ppe, MTK_PPE_GLO_CFG), 0);
	st_reg(test, MTK_PPE_GLO_CFG, glo);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);

	sim_ppe_hang(ppe, SIM_HANG_DEAD);
	st_reg(test, MTK_PPE_GLO_CFG, 0);
	st_reg(test, MTK_PPE_GLO_CFG, glo);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -2);
	sim_ppe_hang(ppe, SIM_HANG_NONE);
	KUNIT_EXPECT_EQ(test, st_rx(test, &st_tcp), -1);
}

static int engine_init(struct kunit *test)
{
	return st_init(test, &st_mt7986);
}

static struct kunit_case sim_engine_cases[] = {
	KUNIT_CASE(sim_engine_test_forward),
	KUNIT_CASE(sim_engine_test_key),
	KUNIT_CASE(sim_engine_test_ttl),
	KUNIT_CASE(sim_engine_test_mtu),
	KUNIT_CASE(sim_engine_test_stale),
	KUNIT_CASE(sim_engine_test_writeback),
	KUNIT_CASE(sim_engine_test_age),
	KUNIT_CASE(sim_engine_test_fin),
	KUNIT_CASE(sim_engine_test_mib),
	KUNIT_CASE(sim_engine_test_learn),
	KUNIT_CASE(sim_engine_test_rules),
	KUNIT_CASE(sim_engine_test_table),
	KUNIT_CASE(sim_engine_test_hang),
	{}
};

struct kunit_suite sim_engine_suite = {
	.name		= "sim_engine",
	.init		= engine_init,
	.exit		= st_exit,
	.test_cases	= sim_engine_cases,
};

kunit_test_suites(&sim_parse_suite, &sim_rewrite_suite, &sim_engine_suite,
		  &sim_tags_suite, &sim_gen_suite, &sim_3t_suite, &sim_cache_suite);

MODULE_DESCRIPTION("KUnit tests of the simulated PPE");
MODULE_LICENSE("GPL");
NF_FLOW_HW_IMPORT_KUNIT_NS();
