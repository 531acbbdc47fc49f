// SPDX-License-Identifier: GPL-2.0-only
#include "sim_test_engine.h"

#include <kunit/test.h>
#include <linux/bitfield.h>
#include <linux/in.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include <linux/vmalloc.h>

#include "../../drivers/sim/sim_ppe_regs.h"

const struct sim_test_frame st_tcp = {
	.src = { 0xc0a80169 }, .dst = { 0x339e240c }, .sport = 48858, .dport = 443,
	.proto = IPPROTO_TCP, .flags = 0x10,
};

/* mtk-ppe 2.1 to 2.4, column v2: IB1 state 2, TTL is bit 22; IB2 port 2 in [12:9],
 * MIB 15, port_ag 0xf. The index was seen on a real MT7986.
 */
const struct st_gen st_mt7986 = {
	"mt7986", &sim_ppe_v2, 0x2d00, 0x20400000, {
		0, 0xc0a80169, 0x339e240c, 0xbeda01bb, 0x00f08400, 0x0a0b0c0d, 0x339e240c,
		0x1f9001bb, 0, 0, 0, 0x08000000, 0x02112233, 0x44550000, 0x06aabbcc,
		0xddee0000,
	},
};

/**
 * st_entry - words of an entry in memory
 * @test: with an engine
 * @index: which entry
 *
 * Return: word 0
 */
u32 *st_entry(struct kunit *test, u16 index)
{
	return ST(test)->table + index * ST(test)->gen->desc->layout->words;
}

/**
 * st_put - write the entry of st_tcp, word 0 last
 * @test: with an engine
 * @index: which entry
 * @ib1: word 0
 */
void st_put(struct kunit *test, u16 index, u32 ib1)
{
	const struct st_gen *gen = ST(test)->gen;
	u32 *w = st_entry(test, index);

	memcpy(w + 1, gen->words + 1, (gen->desc->layout->words - 1) * 4);
	WRITE_ONCE(*w, ib1);
}

/**
 * st_reg - write a register
 * @test: with an engine
 * @off: its offset
 * @val: value
 */
void st_reg(struct kunit *test, u32 off, u32 val)
{
	sim_ppe_write(&ST(test)->ppe, off, val);
}

/**
 * st_clear - clear the cache, which is on afterwards
 * @test: with an engine
 */
void st_clear(struct kunit *test)
{
	st_reg(test, MTK_PPE_CACHE_CTL, MTK_PPE_CACHE_CTL_EN | MTK_PPE_CACHE_CTL_CLEAR);
	st_reg(test, MTK_PPE_CACHE_CTL, MTK_PPE_CACHE_CTL_EN);
}

/**
 * st_clock - set the clock
 * @test: with an engine
 * @ticks: seconds
 */
void st_clock(struct kunit *test, int ticks)
{
	atomic_set(&ST(test)->clock.skew, ticks);
}

/**
 * st_rx_from - a frame comes in
 * @test: with an engine
 * @t: the frame
 * @sp: PSE port that it comes from
 */
void st_rx_from(struct kunit *test, const struct sim_test_frame *t, u8 sp)
{
	struct st_engine *st = ST(test);
	u16 len = sim_test_build(st->buf, t);
	unsigned long flags;

	sim_parse(st->buf, len, sim_ppe_reg(&st->ppe, MTK_PPE_FLOW_CFG),
		  st->gdm & MTK_GDMA_SPECIAL_TAG, &st->f);
	spin_lock_irqsave(&st->ppe.lock, flags);
	sim_ppe_classify(&st->ppe, st->buf, &st->f, sp, st->gdm, &st->v);
	spin_unlock_irqrestore(&st->ppe.lock, flags);
}

/**
 * st_rx - a frame comes in by GDM1
 * @test: with an engine
 * @t: the frame
 *
 * Return: the CPU reason, or -1 if the frame was forwarded, -2 if dropped
 */
int st_rx(struct kunit *test, const struct sim_test_frame *t)
{
	st_rx_from(test, t, MTK_PSE_GDM1);
	switch (ST(test)->v.act) {
	case SIM_FORWARD:
		return -1;
	case SIM_DROP:
		return -2;
	default:
		return ST(test)->v.reason;
	}
}

/**
 * st_rx_tcp - st_tcp comes in, with a change
 * @test: with an engine
 * @flags: TCP flags
 * @ttl: TTL
 *
 * Return: as st_rx()
 */
int st_rx_tcp(struct kunit *test, u8 flags, u8 ttl)
{
	struct sim_test_frame t = st_tcp;

	t.flags = flags;
	t.ttl = ttl;
	return st_rx(test, &t);
}

/**
 * st_violations - expect a number of violations so far
 * @test: with an engine
 * @want: how many
 */
void st_violations(struct kunit *test, u64 want)
{
	struct sim_log *log = &ST(test)->log;
	u64 count = sim_log_count(log);

	KUNIT_EXPECT_EQ(test, count, want);
	if (count != want && count)
		kunit_info(test, "last: %s\n", log->texts[(count - 1) % SIM_LOG_TEXTS]);
}

static int st_start(struct kunit *test)
{
	struct st_engine *st = ST(test);
	u32 mib_bus = 0;

	st->table = sim_mem_alloc(&st->mem, ST_TABLE_SIZE(st), 1024, &st->table_bus);
	st->mib = sim_mem_alloc(&st->mem, ST_ENTRIES * 16, 1024, &mib_bus);
	if (!st->table || !st->mib)
		return -ENOMEM;
	st_reg(test, MTK_PPE_TB_BASE, st->table_bus);
	if (st->gen->desc->mib) {
		st_reg(test, MTK_PPE_MIB_TB_BASE, mib_bus);
		st_reg(test, MTK_PPE_MIB_CFG, MTK_PPE_MIB_CFG_EN | MTK_PPE_MIB_CFG_RD_CLR);
	}
	st_reg(test, MTK_PPE_FLOW_CFG, MTK_PPE_FLOW_CFG_IP4_NAPT | MTK_PPE_FLOW_CFG_IP4_NAT);
	st_reg(test, MTK_PPE_TB_CFG, FIELD_PREP(MTK_PPE_TB_CFG_ENTRY_NUM, 4) |
	       (st->gen->desc->entry_size_bit ? MTK_PPE_TB_CFG_ENTRY_96B : 0) |
	       FIELD_PREP(MTK_PPE_TB_CFG_HASH_MODE, 1) |
	       FIELD_PREP(MTK_PPE_TB_CFG_SEARCH_MISS, MTK_PPE_SEARCH_MISS_CPU) |
	       MTK_PPE_TB_CFG_KEEP_DSCP_ECN);
	st_clear(test);
	st_reg(test, MTK_PPE_GLO_CFG, MTK_PPE_GLO_CFG_EN);
	return 0;
}

/**
 * st_init - an engine with an empty table, enabled
 * @test: gets it as its private data
 * @gen: generation
 *
 * Return: 0 or -ENOMEM
 */
int st_init(struct kunit *test, const struct st_gen *gen)
{
	struct st_engine *st = vzalloc(sizeof(*st));
	int err;

	if (!st)
		return -ENOMEM;
	test->priv = st;
	st->gen = gen;
	st->gdm = MTK_GDMA_TCP_CSUM_EN;
	sim_log_init(&st->log);
	sim_mem_init(&st->mem);
	sim_clock_init(&st->clock);
	st->clock.start -= HZ / 2;	/* half a second away from the next tick */
	st->ppe.mem = &st->mem;
	st->ppe.log = &st->log;
	st->ppe.clock = &st->clock;
	st->ppe.opts = &st->opts;
	st->ppe.pse_ports = BIT(MTK_PSE_GDM1) | BIT(MTK_PSE_GDM2);
	err = sim_ppe_init(&st->ppe, gen->desc);
	return err ?: st_start(test);
}

/**
 * st_exit - undo st_init()
 * @test: with an engine, or without
 */
void st_exit(struct kunit *test)
{
	struct st_engine *st = test->priv;

	if (!st)
		return;
	sim_ppe_uninit(&st->ppe);
	sim_mem_uninit(&st->mem);
	vfree(st);
	test->priv = NULL;
}
