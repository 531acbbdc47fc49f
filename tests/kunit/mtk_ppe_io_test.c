// SPDX-License-Identifier: GPL-2.0-only
/*
 * Register sequences: what is programmed (mtk-ppe 1.6), in which order the cache
 * is cleared (1.8), and that every wait ends when the engine does not answer.
 */
#include <kunit/test.h>
#include <linux/in.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include "../../drivers/mediatek/mtk_ppe_bucket.h"
#include "../../drivers/mediatek/mtk_ppe_cache.h"
#include "mtk_ppe_fake.h"

#define PPE0	0x2000

/* No wait on these paths is longer than 10 ms (&nf_flow_hw_ops.flush); twice that
 * for timers that are late. The machine may take the processor away for any time,
 * which only ever makes a wait look longer: the shortest of some attempts counts.
 */
#define BOUND_MS	20
#define ATTEMPTS	25

static void start(struct fake_ppe *fake)
{
	static const struct mtk_ppe_io_setup setup = {
		.foe_bus = 0x10000000,
		.mib_bus = 0x20000000,
		.entries = 1024,
	};

	mtk_ppe_io_start(&fake->io, &setup);
}

static void expect_log(struct kunit *test, unsigned int from,
		       const struct fake_write *want, unsigned int n)
{
	struct fake_ppe *fake = test->priv;
	unsigned int i;

	KUNIT_ASSERT_EQ(test, fake->n_log - from, n);
	for (i = 0; i < n; i++) {
		KUNIT_EXPECT_EQ_MSG(test, fake->log[from + i].reg, want[i].reg,
				    "write %u", i);
		KUNIT_EXPECT_EQ_MSG(test, fake->log[from + i].val, want[i].val,
				    "write %u", i);
	}
}

static void io_start_image(struct kunit *test)
{
	/* By hand from the register table, in the in-tree driver's order. */
	static const struct fake_write want[] = {
		{ PPE0 + 0x220, 0x10000000 },
		/* keep DSCP 25, INFO_SEL 20, scan 1, hash mode 1, FIN, UDP,
		 * TCP, UNBIND, NON_L4 age 11..7, miss 2, 96 B, 1K
		 */
		{ PPE0 + 0x21c, 0x02114fa8 | 0x00000000 },
		{ PPE0 + 0x208, 0xffffffff },
		{ PPE0 + 0x30c, 1518 << 16 | 1514 },
		{ PPE0 + 0x310, 1526 << 16 | 1522 },
		{ PPE0 + 0x320, 0x200 },
		{ PPE0 + 0x320, 0 },
		{ PPE0 + 0x320, 1 },
		/* NAPT 13, NAT 12, 5T 9, 3T 8, 3..1 */
		{ PPE0 + 0x204, 0x0000330e },
		{ PPE0 + 0x238, 1000 << 16 | 3 },
		{ PPE0 + 0x23c, 250 << 16 | 250 },
		{ PPE0 + 0x240, 1 << 16 | 250 },
		{ PPE0 + 0x22c, 0x3fff3fff },
		{ PPE0 + 0x230, 0x00013fff },
		{ PPE0 + 0x228, 1 << 16 | 30 },
		{ PPE0 + 0x234, 0 },
		{ PPE0 + 0x200, 0x0200020d },	/* SP_CMP 25, 9, 3, 2, EN */
		{ PPE0 + 0x248, 0 },
		{ PPE0 + 0x24c, 0xcb777 },
		{ PPE0 + 0x374, 0x7f },
		{ PPE0 + 0x338, 0x20000000 },
		{ PPE0 + 0x334, 3 },
		{ PPE0 + 0x350, 1 },
	};

	start(test->priv);
	expect_log(test, 0, want, ARRAY_SIZE(want));
}

static void io_second_ppe_has_its_own_registers(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	struct mtk_ppe_io io;

	mtk_ppe_io_init(&io, fake->soc, &fake_io_ops, fake, 1, NULL);
	KUNIT_EXPECT_EQ(test, io.base, 0x2400);
}

/* SB_FIFO_DBG (0x370): SB_MED_FULL_DRP_EN is bit 11, the rest is unknown. */
static void io_v3_drops_when_its_fifo_is_full(struct kunit *test)
{
	struct fake_ppe *fake;

	fake = fake_ppe_create_soc(NF_FLOW_TABLE_HW_MTK_MT7988, 1024);
	KUNIT_ASSERT_NOT_NULL(test, fake);
	fake->reg[(PPE0 + 0x370) / 4] = 0x12345007;
	start(fake);
	KUNIT_EXPECT_EQ(test, fake_ppe_reg(fake, 0x370), 0x12345807);
	fake_ppe_destroy(fake);
}

static void io_forward_is_restored(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;

	fake->reg[0x500 / 4] = 0x00017777;
	mtk_ppe_io_forward(&fake->io, 0x500, 3, false);
	KUNIT_EXPECT_EQ(test, fake->reg[0x500 / 4], 0x00713333);
	mtk_ppe_io_forward(&fake->io, 0x500, 3, true);	/* SPECIAL_TAG 24 */
	KUNIT_EXPECT_EQ(test, fake->reg[0x500 / 4], 0x01713333);
	mtk_ppe_io_forward_restore(&fake->io, 0x500, 0x00017777);
	KUNIT_EXPECT_EQ(test, fake->reg[0x500 / 4], 0x00017777);
}

static void io_stop_order(struct kunit *test)
{
	static const struct fake_write want[] = {
		{ PPE0 + 0x320, 0x201 },
		{ PPE0 + 0x320, 0x001 },
		{ PPE0 + 0x320, 0 },
		{ PPE0 + 0x21c, 0x02104028 },
		{ PPE0 + 0x200, 0x0200020c },
		{ PPE0 + 0x204, 0 },
		{ PPE0 + 0x334, 2 },
	};
	struct fake_ppe *fake = test->priv;
	unsigned int from;

	start(fake);
	from = fake->n_log;
	mtk_ppe_io_stop(&fake->io);
	expect_log(test, from, want, ARRAY_SIZE(want));
}

/* Learning off, (idle), scan off, cache off, clear, lock line 0, restore. */
static void io_cache_clear_order(struct kunit *test)
{
	static const struct fake_write want[] = {
		{ PPE0 + 0x204, 0x0000000e },
		{ PPE0 + 0x21c, 0x02104fa8 },
		{ PPE0 + 0x320, 0x000 },
		{ PPE0 + 0x320, 0x200 },
		{ PPE0 + 0x320, 0x000 },
		{ PPE0 + 0x328, 0x001f0000 },
		{ PPE0 + 0x32c, 0x00033fff },
		{ PPE0 + 0x320, 0x3100 },
		{ PPE0 + 0x320, 0x3001 },
		{ PPE0 + 0x21c, 0x02114fa8 },
		{ PPE0 + 0x204, 0x0000330e },
	};
	struct fake_ppe *fake = test->priv;
	unsigned int from;

	start(fake);
	from = fake->n_log;
	mutex_lock(&fake->io.lock);
	mtk_ppe_cache_suspend(&fake->io);
	mtk_ppe_cache_resume(&fake->io);
	mutex_unlock(&fake->io.lock);
	expect_log(test, from, want, ARRAY_SIZE(want));
}

/* Does @wait take no longer than the bound? Stops at the first attempt that shows it. */
static void expect_bounded(struct kunit *test,
			   void (*wait)(struct fake_ppe *fake))
{
	struct fake_ppe *fake = test->priv;
	s64 ms, best = S64_MAX;
	ktime_t begin;
	unsigned int i;

	for (i = 0; i < ATTEMPTS && best >= BOUND_MS; i++) {
		begin = ktime_get();
		wait(fake);
		ms = ktime_ms_delta(ktime_get(), begin);
		best = min(best, ms);
	}
	KUNIT_EXPECT_LT(test, best, BOUND_MS);
}

static void stop(struct fake_ppe *fake)
{
	mtk_ppe_io_stop(&fake->io);
}

static void io_stop_ends_when_busy_sticks(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;

	start(fake);
	fake->stuck_busy = true;
	expect_bounded(test, stop);
	KUNIT_EXPECT_EQ(test, fake_ppe_reg(fake, 0x204), 0);
	KUNIT_EXPECT_EQ(test, fake_ppe_reg(fake, 0x200) & 1, 0);
}

static void flush(struct fake_ppe *fake)
{
	mutex_lock(&fake->io.lock);
	mtk_ppe_cache_suspend(&fake->io);
	mtk_ppe_cache_resume(&fake->io);
	mutex_unlock(&fake->io.lock);
}

static void io_flush_ends_when_cache_sticks(struct kunit *test)
{
	static const struct fake_flow flow = { IPPROTO_TCP, 1, 48858, 1 };
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry owner;
	struct mtk_ppe_entry entry;

	start(fake);
	fake_owner_init(&owner);
	fake_encode(test, fake, &flow, &entry);
	KUNIT_ASSERT_EQ(test, 0, mtk_ppe_bucket_add(&fake->table, &owner,
						    &entry));
	mtk_ppe_table_unbind(&fake->table, &owner);
	fake->stuck_cache = true;
	fake->stuck_cmd = true;
	mtk_ppe_table_flush(&fake->table);
	/* It did what it could and works on. */
	KUNIT_EXPECT_EQ(test, fake_ppe_clears(fake), 2);
	KUNIT_EXPECT_EQ(test, fake_ppe_reg(fake, 0x204), 0x0000330e);
	KUNIT_EXPECT_EQ(test, fake_ppe_reg(fake, 0x21c), 0x02114fa8);
	KUNIT_EXPECT_EQ(test, fake_ppe_reg(fake, 0x320) & 1, 1);

	expect_bounded(test, flush);
}

static void mib_read(struct fake_ppe *fake)
{
	u64 packets, bytes;

	mutex_lock(&fake->io.lock);
	mtk_ppe_io_mib_read(&fake->io, 5, &packets, &bytes);
	mutex_unlock(&fake->io.lock);
}

static void io_mib_read_ends_when_it_sticks(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	u64 packets = 1, bytes = 1;

	fake->stuck_mib = true;
	mutex_lock(&fake->io.lock);
	KUNIT_EXPECT_EQ(test, -ETIMEDOUT,
			mtk_ppe_io_mib_read(&fake->io, 5, &packets, &bytes));
	mutex_unlock(&fake->io.lock);
	KUNIT_EXPECT_EQ(test, packets, 0);
	KUNIT_EXPECT_EQ(test, bytes, 0);

	expect_bounded(test, mib_read);
}

static void io_mib_read_is_wide(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	u64 packets, bytes;

	fake->mib[1023].packets = 0xfedcba9876ULL;
	fake->mib[1023].bytes = 0xfedcba987654ULL;
	mutex_lock(&fake->io.lock);
	KUNIT_EXPECT_EQ(test, 0, mtk_ppe_io_mib_read(&fake->io, 1023, &packets,
						     &bytes));
	mutex_unlock(&fake->io.lock);
	KUNIT_EXPECT_EQ(test, packets, 0xfedcba9876ULL);
	KUNIT_EXPECT_EQ(test, bytes, 0xfedcba987654ULL);
	KUNIT_EXPECT_EQ(test, fake->log[0].val, 0x103ff);
}

static int io_init(struct kunit *test)
{
	test->priv = fake_ppe_create(test, 1024);
	return test->priv ? 0 : -ENOMEM;
}

static void io_exit(struct kunit *test)
{
	fake_ppe_destroy(test->priv);
}

static struct kunit_case io_tests[] = {
	KUNIT_CASE(io_start_image),
	KUNIT_CASE(io_second_ppe_has_its_own_registers),
	KUNIT_CASE(io_v3_drops_when_its_fifo_is_full),
	KUNIT_CASE(io_forward_is_restored),
	KUNIT_CASE(io_stop_order),
	KUNIT_CASE(io_cache_clear_order),
	KUNIT_CASE(io_stop_ends_when_busy_sticks),
	KUNIT_CASE(io_flush_ends_when_cache_sticks),
	KUNIT_CASE(io_mib_read_ends_when_it_sticks),
	KUNIT_CASE(io_mib_read_is_wide),
	{}
};

static struct kunit_suite io_suite = {
	.name = "mtk_ppe_io",
	.init = io_init,
	.exit = io_exit,
	.test_cases = io_tests,
};

kunit_test_suite(io_suite);
