// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers of the engine. The one place that touches them; every wait ends.
 */
#include "mtk_ppe_io.h"

#include <kunit/visibility.h>
#include <linux/bitfield.h>
#include <linux/bitops.h>
#include <linux/device.h>
#include <linux/if_ether.h>
#include <linux/if_pppox.h>
#include <linux/if_vlan.h>
#include <linux/iopoll.h>
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include <net/netfilter/nf_flow_table_hw.h>

#include "mtk_ppe_cache.h"

#define MTK_PPE_IO_MIB_WAIT_US		2000
#define MTK_PPE_IO_STOP_WAIT_US		10000
#define MTK_PPE_IO_POLL_US		10

/* Software ends flows. The engine's own ageing is a net below that: far beyond
 * the flowtable's 30 s, yet before the 8 bits of a v2 timestamp wrap at 256 s.
 */
#define MTK_PPE_IO_AGE			250

#define MTK_PPE_IO_HASH_MODE		1
#define MTK_PPE_IO_MTU_DEFAULT		ETH_DATA_LEN

/* A PPPoE frame is shorter than one with a VLAN tag instead, see mtk_ppe_io_fit(). */
#define MTK_PPE_IO_PPPOE_LESS		(PPPOE_SES_HLEN - VLAN_HLEN)

/* Who ages at all; part of TB_CFG while the engine runs. */
#define MTK_PPE_IO_TB_CFG_AGE						\
	(MTK_PPE_TB_CFG_AGE_NON_L4 | MTK_PPE_TB_CFG_AGE_UNBIND |	\
	 MTK_PPE_TB_CFG_AGE_TCP | MTK_PPE_TB_CFG_AGE_UDP |		\
	 MTK_PPE_TB_CFG_AGE_TCP_FIN)

static int mtk_ppe_io_wait_clear(struct mtk_ppe_io *io, u32 reg, u32 mask,
				 u32 timeout_us)
{
	u32 val;

	/* Almost always; the loop below would ask for the time first. */
	if (likely(!(mtk_ppe_io_read(io, reg) & mask)))
		return 0;

	return read_poll_timeout(mtk_ppe_io_read, val, !(val & mask),
				 MTK_PPE_IO_POLL_US, timeout_us, false, io,
				 reg);
}

static u32 mtk_ppe_io_frame_max(const struct mtk_ppe_io *io, unsigned int tags)
{
	return ETH_HLEN + tags * VLAN_HLEN + io->mtu;
}

/* Returns whether a limit is another one now. */
static bool mtk_ppe_io_limit(struct mtk_ppe_io *io, u32 mtu, bool raise)
{
	bool changed = false;
	unsigned int i;
	u32 max;

	WRITE_ONCE(io->mtu, mtu);
	for (i = 0; i <= MTK_PPE_IO_TAGS_MAX; i++) {
		max = mtk_ppe_io_frame_max(io, i);
		if (max == io->frame_max[i] || (max > io->frame_max[i] && !raise))
			continue;
		WRITE_ONCE(io->frame_max[i], max);
		changed = true;
	}
	return changed;
}

/**
 * mtk_ppe_io_init - describe the registers of a PPE; touches none
 * @io: to fill
 * @soc: the generation
 * @ops: register access
 * @ctx: first argument of it
 * @ppe: number of the PPE in the SoC
 * @dev: for the log; may be NULL
 */
void mtk_ppe_io_init(struct mtk_ppe_io *io, const struct mtk_ppe_soc *soc,
		     const struct nf_flow_hw_mtk_io *ops, void *ctx,
		     unsigned int ppe, struct device *dev)
{
	io->ops = ops;
	io->ctx = ctx;
	io->soc = soc;
	io->dev = dev;
	io->base = soc->base[ppe];
	io->backend = NULL;
	io->faults = 0;
	mtk_ppe_io_limit(io, MTK_PPE_IO_MTU_DEFAULT, true);
	mutex_init(&io->lock);
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_io_init);

static void mtk_ppe_io_write_limits(struct mtk_ppe_io *io)
{
	mtk_ppe_io_write(io, MTK_PPE_VLAN_MTU0,
			 FIELD_PREP(MTK_PPE_VLAN_MTU0_NONE, io->frame_max[0]) |
			 FIELD_PREP(MTK_PPE_VLAN_MTU0_1TAG, io->frame_max[1]));
	mtk_ppe_io_write(io, MTK_PPE_VLAN_MTU1,
			 FIELD_PREP(MTK_PPE_VLAN_MTU1_2TAG, io->frame_max[2]) |
			 FIELD_PREP(MTK_PPE_VLAN_MTU1_3TAG, io->frame_max[3]));
}

/**
 * mtk_ppe_io_set_mtu - limit what the engine forwards
 * @io: the PPE
 * @mtu: largest L3 length; an entry has no limit of its own
 * @raise: limits may become higher, too: no entry relies on one
 *
 * The engine compares the frame that leaves, by the number of its tags.
 * Context: &mtk_ppe_io.lock held, or nobody else uses the PPE yet.
 */
void mtk_ppe_io_set_mtu(struct mtk_ppe_io *io, u32 mtu, bool raise)
{
	if (mtk_ppe_io_limit(io, mtu, raise))
		mtk_ppe_io_write_limits(io);
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_io_set_mtu);

/**
 * mtk_ppe_io_fits - does the engine keep to the limit of a path?
 * @io: the PPE
 * @tags: tags of the frame that leaves
 * @frame_max: longest frame that the path takes
 *
 * Return: true if all that the engine lets out is short enough. A hint unless
 * &mtk_ppe_io.lock is held.
 */
bool mtk_ppe_io_fits(const struct mtk_ppe_io *io, unsigned int tags,
		     u32 frame_max)
{
	return tags <= MTK_PPE_IO_TAGS_MAX &&
	       READ_ONCE(io->frame_max[tags]) <= frame_max;
}

/**
 * mtk_ppe_io_fit - make the engine keep to the limit of a path
 * @io: the PPE
 * @tags: tags of the frame that leaves
 * @frame_max: longest frame that the path takes
 *
 * PPPoE is one tag to the engine and takes 8 bytes of the port's MTU, so a frame
 * with it is 4 bytes shorter than one with a VLAN tag in its place. The limit is
 * lowered by that much for all with that many tags, not by more: one narrow path
 * must not send everybody's packets to the CPU.
 * Context: &mtk_ppe_io.lock held.
 *
 * Return: as mtk_ppe_io_fits().
 */
bool mtk_ppe_io_fit(struct mtk_ppe_io *io, unsigned int tags, u32 frame_max)
{
	lockdep_assert_held(&io->lock);

	if (mtk_ppe_io_fits(io, tags, frame_max))
		return true;
	if (!tags || tags > MTK_PPE_IO_TAGS_MAX ||
	    frame_max < mtk_ppe_io_frame_max(io, tags) - MTK_PPE_IO_PPPOE_LESS)
		return false;

	WRITE_ONCE(io->frame_max[tags],
		   mtk_ppe_io_frame_max(io, tags) - MTK_PPE_IO_PPPOE_LESS);
	mtk_ppe_io_write_limits(io);
	return true;
}

static void mtk_ppe_io_start_table(struct mtk_ppe_io *io,
				   const struct mtk_ppe_io_setup *setup)
{
	mtk_ppe_io_write(io, MTK_PPE_TB_BASE, setup->foe_bus);

	/* A miss is for the CPU, and leaves no entry unless we want to learn. */
	mtk_ppe_io_write(io, MTK_PPE_TB_CFG,
			 io->soc->tb_cfg | MTK_PPE_IO_TB_CFG_AGE |
			 FIELD_PREP(MTK_PPE_TB_CFG_ENTRY_NUM,
				    ilog2(setup->entries) - 10) |
			 FIELD_PREP(MTK_PPE_TB_CFG_SEARCH_MISS,
				    setup->learn ? MTK_PPE_SEARCH_MISS_CPU_BUILD :
						   MTK_PPE_SEARCH_MISS_CPU) |
			 FIELD_PREP(MTK_PPE_TB_CFG_KEEPALIVE,
				    MTK_PPE_KEEPALIVE_OFF) |
			 FIELD_PREP(MTK_PPE_TB_CFG_HASH_MODE,
				    MTK_PPE_IO_HASH_MODE) |
			 FIELD_PREP(MTK_PPE_TB_CFG_SCAN_MODE,
				    MTK_PPE_SCAN_AGE));
}

static void mtk_ppe_io_start_limits(struct mtk_ppe_io *io)
{
	mtk_ppe_io_write(io, MTK_PPE_UNBIND_AGE,
			 FIELD_PREP(MTK_PPE_UNBIND_AGE_MIN_PACKETS, 1000) |
			 FIELD_PREP(MTK_PPE_UNBIND_AGE_DELTA, 3));
	mtk_ppe_io_write(io, MTK_PPE_BIND_AGE0,
			 FIELD_PREP(MTK_PPE_BIND_AGE0_DELTA_NON_L4,
				    MTK_PPE_IO_AGE) |
			 FIELD_PREP(MTK_PPE_BIND_AGE0_DELTA_UDP,
				    MTK_PPE_IO_AGE));
	mtk_ppe_io_write(io, MTK_PPE_BIND_AGE1,
			 FIELD_PREP(MTK_PPE_BIND_AGE1_DELTA_FIN, 1) |
			 FIELD_PREP(MTK_PPE_BIND_AGE1_DELTA_TCP,
				    MTK_PPE_IO_AGE));
	mtk_ppe_io_write(io, MTK_PPE_BIND_LIMIT0,
			 MTK_PPE_BIND_LIMIT0_QUARTER |
			 MTK_PPE_BIND_LIMIT0_HALF);
	mtk_ppe_io_write(io, MTK_PPE_BIND_LIMIT1,
			 MTK_PPE_BIND_LIMIT1_FULL |
			 FIELD_PREP(MTK_PPE_BIND_LIMIT1_NON_L4, 1));
	mtk_ppe_io_write(io, MTK_PPE_BIND_RATE,
			 FIELD_PREP(MTK_PPE_BIND_RATE_BIND,
				    MTK_PPE_IO_BIND_RATE) |
			 FIELD_PREP(MTK_PPE_BIND_RATE_PREBIND, 1));
}

static void mtk_ppe_io_start_extra(struct mtk_ppe_io *io)
{
	const struct mtk_ppe_reg *extra = io->soc->extra;
	unsigned int i;

	for (i = 0; i < io->soc->n_extra; i++)
		if (extra[i].keep)
			mtk_ppe_io_mask(io, extra[i].reg, ~extra[i].keep,
					extra[i].val);
		else
			mtk_ppe_io_write(io, extra[i].reg, extra[i].val);
}

static void mtk_ppe_io_start_mib(struct mtk_ppe_io *io, u32 mib_bus)
{
	if (!io->soc->mib_decode)
		return;

	mtk_ppe_io_write(io, MTK_PPE_MIB_TB_BASE, mib_bus);
	mtk_ppe_io_write(io, MTK_PPE_MIB_CFG,
			 MTK_PPE_MIB_CFG_EN | MTK_PPE_MIB_CFG_RD_CLR);
	mtk_ppe_io_mask(io, MTK_PPE_MIB_CACHE_CTL, MTK_PPE_MIB_CACHE_CTL_EN,
			MTK_PPE_MIB_CACHE_CTL_EN);
}

/**
 * mtk_ppe_io_start - program the engine and let it run
 * @io: the PPE
 * @setup: its memory
 *
 * The order is that of the in-tree driver, which is known to work on silicon.
 * No frame reaches the engine before mtk_ppe_io_forward().
 * Context: nobody else uses the PPE yet.
 */
void mtk_ppe_io_start(struct mtk_ppe_io *io,
		      const struct mtk_ppe_io_setup *setup)
{
	const struct mtk_ppe_soc *soc = io->soc;

	mtk_ppe_io_start_table(io, setup);
	mtk_ppe_io_write(io, MTK_PPE_IP_PROTO_CHK,
			 MTK_PPE_IP_PROTO_CHK_IPV4 | MTK_PPE_IP_PROTO_CHK_IPV6);
	mtk_ppe_io_write_limits(io);
	mtk_ppe_cache_start(io);
	mtk_ppe_io_write(io, MTK_PPE_FLOW_CFG,
			 soc->flow_cfg | soc->flow_types);
	mtk_ppe_io_start_limits(io);
	mtk_ppe_io_write(io, MTK_PPE_KEEPALIVE_CFG, 0);
	mtk_ppe_io_write(io, MTK_PPE_GLO_CFG,
			 soc->glo_cfg | MTK_PPE_GLO_CFG_EN |
			 MTK_PPE_GLO_CFG_L4_CS_DROP |
			 MTK_PPE_GLO_CFG_IP4_CS_DROP |
			 MTK_PPE_GLO_CFG_FLOW_DROP_UPDATE);
	mtk_ppe_io_write(io, MTK_PPE_DEFAULT_CPU_PORT, 0);
	mtk_ppe_io_start_extra(io);
	mtk_ppe_io_start_mib(io, setup->mib_bus);
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_io_start);

/**
 * mtk_ppe_io_stop - let the engine finish and switch it off
 * @io: the PPE; its entries are invalid and no frame is steered to it any more
 *
 * An engine that stays busy is reported and switched off all the same.
 * Context: may sleep, up to 10 ms; takes &mtk_ppe_io.lock.
 */
void mtk_ppe_io_stop(struct mtk_ppe_io *io)
{
	mutex_lock(&io->lock);
	mtk_ppe_cache_stop(io);
	mtk_ppe_io_mask(io, MTK_PPE_TB_CFG,
			MTK_PPE_IO_TB_CFG_AGE | MTK_PPE_TB_CFG_SCAN_MODE,
			FIELD_PREP(MTK_PPE_TB_CFG_SCAN_MODE,
				   MTK_PPE_SCAN_OFF));
	if (mtk_ppe_io_busy(io))
		mtk_ppe_io_fault(io, "is still busy, stopping it regardless");
	mtk_ppe_io_mask(io, MTK_PPE_GLO_CFG, MTK_PPE_GLO_CFG_EN, 0);
	mtk_ppe_io_write(io, MTK_PPE_FLOW_CFG, 0);
	if (io->soc->mib_decode)
		mtk_ppe_io_mask(io, MTK_PPE_MIB_CFG, MTK_PPE_MIB_CFG_EN, 0);
	mutex_unlock(&io->lock);
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_io_stop);

/**
 * mtk_ppe_io_running - is the engine switched on, by whomever?
 * @io: the PPE
 *
 * Return: true if it is.
 */
bool mtk_ppe_io_running(struct mtk_ppe_io *io)
{
	return mtk_ppe_io_read(io, MTK_PPE_GLO_CFG) & MTK_PPE_GLO_CFG_EN;
}

/**
 * mtk_ppe_io_started - does the engine still use our table?
 * @io: the PPE, after mtk_ppe_io_start()
 * @foe_bus: bus address of the table that it was started with
 *
 * Return: false after a reset, or when somebody else has started it.
 */
bool mtk_ppe_io_started(struct mtk_ppe_io *io, u32 foe_bus)
{
	return mtk_ppe_io_running(io) &&
	       mtk_ppe_io_read(io, MTK_PPE_TB_BASE) == foe_bus;
}

/**
 * mtk_ppe_io_check - does the engine answer?
 * @io: the PPE
 *
 * Context: may sleep, up to 12 ms; takes &mtk_ppe_io.lock.
 * Return: 0, or -ETIMEDOUT if it stays busy or answers no counter read.
 */
int mtk_ppe_io_check(struct mtk_ppe_io *io)
{
	int err;

	mutex_lock(&io->lock);
	err = mtk_ppe_io_wait_clear(io, MTK_PPE_CACHE_DBG,
				    MTK_PPE_CACHE_DBG_BUSY,
				    MTK_PPE_IO_STOP_WAIT_US);
	if (!err && io->soc->mib_decode)
		err = mtk_ppe_io_wait_clear(io, MTK_PPE_MIB_SER_CR,
					    MTK_PPE_MIB_SER_CR_ST,
					    MTK_PPE_IO_MIB_WAIT_US);
	mutex_unlock(&io->lock);
	return err;
}

/**
 * mtk_ppe_io_busy - does the engine have something in it that stays?
 * @io: the PPE
 *
 * An engine that works may be busy for long, too, if it has much to do.
 * Context: may sleep, up to 10 ms.
 * Return: true if GLO_CFG.BUSY did not clear in that time.
 */
bool mtk_ppe_io_busy(struct mtk_ppe_io *io)
{
	return mtk_ppe_io_wait_clear(io, MTK_PPE_GLO_CFG, MTK_PPE_GLO_CFG_BUSY,
				     MTK_PPE_IO_STOP_WAIT_US);
}

/**
 * mtk_ppe_io_forward - send what a MAC receives to a PSE port
 * @io: any PPE of the frame engine
 * @fwd_cfg: forward configuration of the MAC, from the frame engine's base
 * @pse_port: where to
 * @dsa: frames carry the tag of a MediaTek switch
 *
 * The MAC must check checksums, or the engine could not drop bad packets as the
 * IP stack does. Nothing is written if it is so already.
 */
void mtk_ppe_io_forward(struct mtk_ppe_io *io, u32 fwd_cfg, u8 pse_port,
			bool dsa)
{
	u32 mask = MTK_GDMA_FWD_UNICAST | MTK_GDMA_FWD_BROADCAST |
		   MTK_GDMA_FWD_MULTICAST | MTK_GDMA_FWD_OTHER;
	u32 old = io->ops->read(io->ctx, fwd_cfg);
	u32 val = (old & ~mask) | MTK_GDMA_IP_CSUM_EN |
		  MTK_GDMA_TCP_CSUM_EN | MTK_GDMA_UDP_CSUM_EN |
		  (dsa ? MTK_GDMA_SPECIAL_TAG : 0) |
		  FIELD_PREP(MTK_GDMA_FWD_UNICAST, pse_port) |
		  FIELD_PREP(MTK_GDMA_FWD_BROADCAST, pse_port) |
		  FIELD_PREP(MTK_GDMA_FWD_MULTICAST, pse_port) |
		  FIELD_PREP(MTK_GDMA_FWD_OTHER, pse_port);

	if (val != old)
		io->ops->write(io->ctx, fwd_cfg, val);
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_io_forward);

/**
 * mtk_ppe_io_forward_restore - undo mtk_ppe_io_forward()
 * @io: any PPE of the frame engine
 * @fwd_cfg: forward configuration of the MAC
 * @val: what was there before
 */
void mtk_ppe_io_forward_restore(struct mtk_ppe_io *io, u32 fwd_cfg, u32 val)
{
	io->ops->write(io->ctx, fwd_cfg, val);
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_io_forward_restore);

/**
 * mtk_ppe_io_fault - the engine does not do what it is told: say so
 * @io: the PPE
 * @what: what it fails to do, for "PPE at … "
 *
 * Once somebody looks after the engine (mtk_ppe_watch.c) it is for them to find out
 * what the fault means, and to say so in the log; it is an event meanwhile.
 * Context: any; &mtk_ppe_io.lock held, or nobody else uses the PPE yet.
 */
void mtk_ppe_io_fault(struct mtk_ppe_io *io, const char *what)
{
	WRITE_ONCE(io->faults, io->faults + 1);
	if (io->backend)
		nf_flow_hw_backend_fault(io->backend, what);
	else
		dev_err_ratelimited(io->dev, "PPE at %#x %s\n", io->base, what);
}

/**
 * mtk_ppe_io_now - the engine's clock
 * @io: the PPE
 *
 * Return: seconds; wraps.
 */
u32 mtk_ppe_io_now(struct mtk_ppe_io *io)
{
	return io->ops->read(io->ctx, MTK_FE_FOE_TS);
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_io_now);

static int mtk_ppe_io_mib_command(struct mtk_ppe_io *io, u32 index)
{
	int err;

	lockdep_assert_held(&io->lock);

	mtk_ppe_io_write(io, MTK_PPE_MIB_SER_CR,
			 FIELD_PREP(MTK_PPE_MIB_SER_CR_ADDR_32K, index) |
			 MTK_PPE_MIB_SER_CR_ST);
	err = mtk_ppe_io_wait_clear(io, MTK_PPE_MIB_SER_CR,
				    MTK_PPE_MIB_SER_CR_ST,
				    MTK_PPE_IO_MIB_WAIT_US);
	if (unlikely(err))
		mtk_ppe_io_fault(io, "does not answer counter reads");
	return err;
}

/**
 * mtk_ppe_io_mib_clear - clear the counters of an entry
 * @io: the PPE
 * @index: the entry
 *
 * It is the command that clears (MIB_CFG_RD_CLR); what it has read may lie.
 * Context: &mtk_ppe_io.lock held; may sleep, up to 2 ms.
 * Return: 0; -ETIMEDOUT if the engine does not answer.
 */
int mtk_ppe_io_mib_clear(struct mtk_ppe_io *io, u32 index)
{
	return io->soc->mib_decode ? mtk_ppe_io_mib_command(io, index) : 0;
}

/**
 * mtk_ppe_io_mib_read - read and clear the counters of an entry
 * @io: the PPE
 * @index: the entry
 * @packets: set to packets since the last read
 * @bytes: set to their layer-2 bytes, FCS excluded
 *
 * Context: &mtk_ppe_io.lock held; may sleep, up to 2 ms.
 * Return: 0, with zero counts if the engine has no counters; -ETIMEDOUT if it does
 * not answer; nothing is read then.
 */
int mtk_ppe_io_mib_read(struct mtk_ppe_io *io, u32 index, u64 *packets,
			u64 *bytes)
{
	u32 reg[MTK_PPE_MIB_REGS] __uninitialized;
	unsigned int i;
	int err;

	*packets = 0;
	*bytes = 0;
	if (!io->soc->mib_decode)
		return 0;

	err = mtk_ppe_io_mib_command(io, index);
	if (err)
		return err;

	for (i = 0; i < io->soc->n_mib_regs; i++)
		reg[i] = mtk_ppe_io_read(io, MTK_PPE_MIB_SER_R0 + 4 * i);
	io->soc->mib_decode(reg, packets, bytes);
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_io_mib_read);
