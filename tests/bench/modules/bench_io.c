// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sits between the driver and the simulated registers: counts accesses, and keeps
 * the instructions of the model apart from those of the driver. What an access costs
 * for being looked at is measured once, against a call that does nothing, and goes to
 * the model too. It must be loaded after the simulator and before the driver.
 */
#include <linux/device.h>
#include <linux/module.h>
#include <linux/platform_data/nf_flow_hw_mtk.h>
#include <linux/platform_device.h>
#include <linux/sched.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

#include "bench.h"

/* The engines of all SoCs have their registers at multiples of this. */
#define BENCH_IO_WINDOW		GENMASK(9, 0)

/* The driver waits so long for frames in the engine before it clears the cache. */
#define BENCH_IO_SETTLE		100000
#define BENCH_IO_SETTLE_MIN	(BENCH_IO_SETTLE * 9 / 10)
#define BENCH_IO_SETTLE_MAX	(BENCH_IO_SETTLE * 2)

static const struct nf_flow_hw_mtk_io *real_io;
static struct nf_flow_hw_mtk_pdata *real_pdata;
static struct device *real_dev;
static struct bench_io_count count;
static u64 settle_from;
static u64 read_extra, write_extra;

static bool is_reg(u32 reg, u32 which)
{
	return (reg & BENCH_IO_WINDOW) == (which & BENCH_IO_WINDOW);
}

/* A pause of that length between the switch-off of flow types and the next access
 * is the driver's wait.
 */
static void settle_end(u64 now)
{
	u64 gap = now - settle_from;

	if (settle_from && gap >= BENCH_IO_SETTLE_MIN && gap <= BENCH_IO_SETTLE_MAX) {
		count.waited += gap;
		if (!(current->flags & PF_WQ_WORKER))
			count.process += gap;
	}
	settle_from = 0;
}

static void account(u64 cost)
{
	count.model += cost;
	if (!(current->flags & PF_WQ_WORKER))
		count.process += cost;
}

static u32 bench_io_read(void *ctx, u32 reg)
{
	u64 before = get_cycles();
	u32 val;

	bench_mark(BENCH_PHASE_MODEL);
	settle_end(before);
	val = real_io->read(ctx, reg);
	count.reads++;
	account(get_cycles() - before + read_extra);
	bench_mark(BENCH_PHASE_END);

	return val;
}

static void bench_io_write(void *ctx, u32 reg, u32 val)
{
	u64 before = get_cycles();

	bench_mark(BENCH_PHASE_MODEL);
	settle_end(before);
	real_io->write(ctx, reg, val);
	count.writes++;
	if (is_reg(reg, MTK_PPE_CACHE_CTL) && (val & MTK_PPE_CACHE_CTL_CLEAR))
		count.clears++;
	if (is_reg(reg, MTK_PPE_MIB_SER_CR) && (val & MTK_PPE_MIB_SER_CR_ST))
		count.mib++;
	if (is_reg(reg, MTK_PPE_FLOW_CFG))
		settle_from = get_cycles();
	account(get_cycles() - before + write_extra);
	bench_mark(BENCH_PHASE_END);
}

static const struct nf_flow_hw_mtk_io bench_io = {
	.read	= bench_io_read,
	.write	= bench_io_write,
};

/* Instructions so far that are not the driver's. */
u64 bench_io_foreign(void)
{
	return count.model + count.waited;
}

void bench_io_reset(void)
{
	memset(&count, 0, sizeof(count));
}

void bench_io_show(void)
{
	bench_print("io",
		    "reads=%llu writes=%llu mib=%llu clears=%llu model=%llu waited=%llu process=%llu\n",
		    count.reads, count.writes, count.mib, count.clears, count.model,
		    count.waited, count.process);
}

static u32 empty_read(void *ctx, u32 reg)
{
	return 0;
}

static void empty_write(void *ctx, u32 reg, u32 val)
{
}

static const struct nf_flow_hw_mtk_io empty_io = {
	.read	= empty_read,
	.write	= empty_write,
};

#define BENCH_IO_CALLS		64

static noinline u64 time_reads(const struct nf_flow_hw_mtk_io *io)
{
	u64 start = get_cycles();
	unsigned int i;

	for (i = 0; i < BENCH_IO_CALLS; i++)
		io->read(NULL, 0);

	return get_cycles() - start;
}

static noinline u64 time_writes(const struct nf_flow_hw_mtk_io *io)
{
	u64 start = get_cycles();
	unsigned int i;

	for (i = 0; i < BENCH_IO_CALLS; i++)
		io->write(NULL, 0, 0);

	return get_cycles() - start;
}

/* The least of some attempts: an interrupt may come. */
static u64 extra(u64 (*time)(const struct nf_flow_hw_mtk_io *io))
{
	u64 least = U64_MAX;
	unsigned int i;

	for (i = 0; i < 8; i++) {
		u64 bare = time(&empty_io), model = count.model;
		u64 watched = time(&bench_io);

		least = min(least, watched - (count.model - model) - bare);
	}

	return least / BENCH_IO_CALLS;
}

static void calibrate(void)
{
	const struct nf_flow_hw_mtk_io *real = real_io;

	real_io = &empty_io;
	read_extra = extra(time_reads);
	write_extra = extra(time_writes);
	real_io = real;
	bench_io_reset();
}

static int match_name(struct device *dev, const void *data)
{
	return strstarts(dev_name(dev), NF_FLOW_TABLE_HW_MTK_DEVICE) &&
	       dev_get_platdata(dev);
}

/* No simulator, nothing to count. */
int bench_io_init(void)
{
	real_dev = bus_find_device(&platform_bus_type, NULL, NULL, (void *)match_name);
	if (!real_dev)
		return 0;
	if (real_dev->driver) {
		put_device(real_dev);
		return -EBUSY;
	}

	real_pdata = dev_get_platdata(real_dev);
	real_io = real_pdata->io;
	calibrate();
	real_pdata->io = &bench_io;

	return 0;
}

/* Unload the driver first. */
void bench_io_exit(void)
{
	if (!real_dev)
		return;

	real_pdata->io = real_io;
	put_device(real_dev);
}
