// SPDX-License-Identifier: GPL-2.0-only
/*
 * The engine's cache of entries. It holds whole entries and writes word 0 back,
 * so an entry that was changed in memory goes on being used, and may even
 * reappear in memory, until the cache has been cleared. Clearing it under
 * traffic without the steps below hung engines. They are those of MediaTek's own
 * driver (mtk_hnat) and of its patch for mtk_ppe: flow types off, idle, scan off,
 * cache off, clear, lock line 0, restore.
 */
#include "mtk_ppe_cache.h"

#include <kunit/visibility.h>
#include <linux/bitfield.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/iopoll.h>
#include <linux/module.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

#include "mtk_ppe_io.h"

/* Frames go to the CPU while the cache is being cleared, and sleeping would make
 * that last as long as the scheduler likes: all waits here are short and busy.
 */
#define MTK_PPE_CACHE_WAIT_US		1000
#define MTK_PPE_CACHE_POLL_US		5

/* Time for frames that are already in the engine. */
#define MTK_PPE_CACHE_SETTLE_US		100

/* One idle reading may fall between two accesses. */
#define MTK_PPE_CACHE_IDLE_READS	3

static void mtk_ppe_cache_enable(struct mtk_ppe_io *io, bool enable)
{
	mtk_ppe_io_mask(io, MTK_PPE_CACHE_CTL, MTK_PPE_CACHE_CTL_EN,
			enable ? MTK_PPE_CACHE_CTL_EN : 0);
}

static void mtk_ppe_cache_clear(struct mtk_ppe_io *io)
{
	mtk_ppe_io_mask(io, MTK_PPE_CACHE_CTL, 0, MTK_PPE_CACHE_CTL_CLEAR);
	mtk_ppe_io_mask(io, MTK_PPE_CACHE_CTL, MTK_PPE_CACHE_CTL_CLEAR, 0);
}

static void mtk_ppe_cache_scan(struct mtk_ppe_io *io, u32 mode)
{
	mtk_ppe_io_mask(io, MTK_PPE_TB_CFG, MTK_PPE_TB_CFG_SCAN_MODE,
			FIELD_PREP(MTK_PPE_TB_CFG_SCAN_MODE, mode));
}

static bool mtk_ppe_cache_idle(struct mtk_ppe_io *io)
{
	unsigned int i;

	for (i = 0; i < MTK_PPE_CACHE_IDLE_READS; i++)
		if (mtk_ppe_io_read(io, MTK_PPE_CACHE_DBG) &
		    MTK_PPE_CACHE_DBG_BUSY)
			return false;
	return true;
}

static void mtk_ppe_cache_wait_idle(struct mtk_ppe_io *io)
{
	bool idle;

	if (read_poll_timeout_atomic(mtk_ppe_cache_idle, idle, idle,
				     MTK_PPE_CACHE_POLL_US,
				     MTK_PPE_CACHE_WAIT_US, false, io))
		mtk_ppe_io_fault(io, "has a busy cache, clearing it regardless");
}

static void mtk_ppe_cache_wait_cmd(struct mtk_ppe_io *io)
{
	u32 val;

	if (read_poll_timeout_atomic(mtk_ppe_io_read, val,
				     !(val & MTK_PPE_CACHE_CTL_REQ),
				     MTK_PPE_CACHE_POLL_US,
				     MTK_PPE_CACHE_WAIT_US, false, io,
				     MTK_PPE_CACHE_CTL))
		mtk_ppe_io_fault(io, "has a cache that takes no command");
}

/* Line 0 gets a tag that no entry has, so that the engine never fills it. */
static void mtk_ppe_cache_lock_line(struct mtk_ppe_io *io)
{
	mtk_ppe_io_write(io, MTK_PPE_CACHE_LINE_RW,
			 FIELD_PREP(MTK_PPE_CACHE_LINE_RW_LINE, 0) |
			 FIELD_PREP(MTK_PPE_CACHE_LINE_RW_OFFSET,
				    MTK_PPE_CACHE_OFFSET_TAG));
	mtk_ppe_io_write(io, MTK_PPE_CACHE_WDATA,
			 FIELD_PREP(MTK_PPE_CACHE_DATA_TAG,
				    io->soc->cache_lock_tag) |
			 FIELD_PREP(MTK_PPE_CACHE_DATA_STATE,
				    MTK_PPE_CACHE_STATE_LOCK));
	mtk_ppe_io_mask(io, MTK_PPE_CACHE_CTL, MTK_PPE_CACHE_CTL_CMD,
			FIELD_PREP(MTK_PPE_CACHE_CTL_CMD,
				   MTK_PPE_CACHE_CMD_WRITE) |
			MTK_PPE_CACHE_CTL_REQ);
	mtk_ppe_cache_wait_cmd(io);
}

/**
 * mtk_ppe_cache_start - empty the cache and use it
 * @io: the PPE
 *
 * Context: nobody else uses the PPE yet.
 */
void mtk_ppe_cache_start(struct mtk_ppe_io *io)
{
	mtk_ppe_cache_clear(io);
	mtk_ppe_cache_enable(io, true);
}

/**
 * mtk_ppe_cache_stop - empty the cache and use it no more
 * @io: the PPE
 *
 * Context: &mtk_ppe_io.lock held.
 */
void mtk_ppe_cache_stop(struct mtk_ppe_io *io)
{
	mtk_ppe_cache_clear(io);
	mtk_ppe_cache_enable(io, false);
}

/**
 * mtk_ppe_cache_suspend - empty the cache and keep it empty
 * @io: the PPE
 *
 * When it returns, neither cache nor scan writes to the table, and frames go to
 * the CPU, until mtk_ppe_cache_resume().
 * Context: &mtk_ppe_io.lock held; busy for 0.1 ms, at worst 1.1 ms.
 */
void mtk_ppe_cache_suspend(struct mtk_ppe_io *io)
{
	lockdep_assert_held(&io->lock);

	mtk_ppe_io_mask(io, MTK_PPE_FLOW_CFG, io->soc->flow_types, 0);
	udelay(MTK_PPE_CACHE_SETTLE_US);
	mtk_ppe_cache_wait_idle(io);
	mtk_ppe_cache_scan(io, MTK_PPE_SCAN_OFF);
	mtk_ppe_cache_enable(io, false);
	mtk_ppe_cache_clear(io);
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_cache_suspend);

/**
 * mtk_ppe_cache_resume - use the cache again
 * @io: the PPE, after mtk_ppe_cache_suspend()
 *
 * Context: &mtk_ppe_io.lock held; busy for 1 ms at worst.
 */
void mtk_ppe_cache_resume(struct mtk_ppe_io *io)
{
	lockdep_assert_held(&io->lock);

	mtk_ppe_cache_lock_line(io);
	mtk_ppe_cache_enable(io, true);
	mtk_ppe_cache_scan(io, MTK_PPE_SCAN_AGE);
	mtk_ppe_io_mask(io, MTK_PPE_FLOW_CFG, 0, io->soc->flow_types);
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_cache_resume);
