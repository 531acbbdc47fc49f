/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _MTK_PPE_IO_H
#define _MTK_PPE_IO_H

#include <linux/mutex.h>
#include <linux/types.h>

#include "mtk_ppe_soc.h"

struct device;
struct nf_flow_hw_backend;

/* Packets per second from which a flow that was learned is worth binding, as
 * in-tree.
 */
#define MTK_PPE_IO_BIND_RATE		30

/* Tags for which the engine has a limit of its own. */
#define MTK_PPE_IO_TAGS_MAX		3

/**
 * struct mtk_ppe_io - registers of one PPE
 * @ops: access
 * @ctx: first argument of it
 * @soc: the generation
 * @dev: for the log; may be NULL
 * @base: registers of this PPE, from the frame engine's base
 * @mtu: MTU of the narrowest port in use. Under @lock; a hint to readers without
 *	it.
 * @frame_max: by number of tags: longest frame that the engine lets out, Ethernet
 *	header and tags included; longer packets are for the CPU. Under @lock; a
 *	hint to readers without it.
 * @backend: who is told of faults; NULL: nobody
 * @faults: times that the engine did not answer. Under @lock; a hint to readers
 *	without it.
 * @lock: serialises every sequence of registers: MIB reads, cache, limits.
 *	Taken before the lock of the table.
 */
struct mtk_ppe_io {
	const struct nf_flow_hw_mtk_io	*ops;
	void				*ctx;
	const struct mtk_ppe_soc	*soc;
	struct device			*dev;
	u32				base;
	u32				mtu;
	u32				frame_max[MTK_PPE_IO_TAGS_MAX + 1];
	struct nf_flow_hw_backend	*backend;
	u32				faults;
	struct mutex			lock;	/* register sequences */
};

/**
 * struct mtk_ppe_io_setup - what the engine is started with
 * @foe_bus: bus address of the table
 * @mib_bus: bus address of the counters
 * @entries: entries of the table
 * @learn: make unbound entries of what is not known
 */
struct mtk_ppe_io_setup {
	u32				foe_bus;
	u32				mib_bus;
	u32				entries;
	bool				learn;
};

void mtk_ppe_io_init(struct mtk_ppe_io *io, const struct mtk_ppe_soc *soc,
		     const struct nf_flow_hw_mtk_io *ops, void *ctx,
		     unsigned int ppe, struct device *dev);
void mtk_ppe_io_start(struct mtk_ppe_io *io,
		      const struct mtk_ppe_io_setup *setup);
void mtk_ppe_io_stop(struct mtk_ppe_io *io);
bool mtk_ppe_io_running(struct mtk_ppe_io *io);
bool mtk_ppe_io_started(struct mtk_ppe_io *io, u32 foe_bus);
int mtk_ppe_io_check(struct mtk_ppe_io *io);
bool mtk_ppe_io_busy(struct mtk_ppe_io *io);
void mtk_ppe_io_set_mtu(struct mtk_ppe_io *io, u32 mtu, bool raise);
bool mtk_ppe_io_fits(const struct mtk_ppe_io *io, unsigned int tags,
		     u32 frame_max);
bool mtk_ppe_io_fit(struct mtk_ppe_io *io, unsigned int tags, u32 frame_max);
void mtk_ppe_io_forward(struct mtk_ppe_io *io, u32 fwd_cfg, u8 pse_port,
			bool dsa);
void mtk_ppe_io_forward_restore(struct mtk_ppe_io *io, u32 fwd_cfg, u32 val);
void mtk_ppe_io_fault(struct mtk_ppe_io *io, const char *what);
u32 mtk_ppe_io_now(struct mtk_ppe_io *io);
int mtk_ppe_io_mib_clear(struct mtk_ppe_io *io, u32 index);
int mtk_ppe_io_mib_read(struct mtk_ppe_io *io, u32 index, u64 *packets,
			u64 *bytes);

/**
 * mtk_ppe_io_read - read a register
 * @io: the PPE
 * @reg: byte offset in the PPE
 *
 * Return: its value.
 */
static inline u32 mtk_ppe_io_read(struct mtk_ppe_io *io, u32 reg)
{
	return io->ops->read(io->ctx, io->base + reg);
}

/**
 * mtk_ppe_io_write - write a register
 * @io: the PPE
 * @reg: byte offset in the PPE
 * @val: its value
 */
static inline void mtk_ppe_io_write(struct mtk_ppe_io *io, u32 reg, u32 val)
{
	io->ops->write(io->ctx, io->base + reg, val);
}

/**
 * mtk_ppe_io_mask - change some bits of a register
 * @io: the PPE
 * @reg: byte offset in the PPE
 * @mask: bits to clear
 * @val: bits to set then
 */
static inline void mtk_ppe_io_mask(struct mtk_ppe_io *io, u32 reg, u32 mask,
				   u32 val)
{
	mtk_ppe_io_write(io, reg, (mtk_ppe_io_read(io, reg) & ~mask) | val);
}

#endif /* _MTK_PPE_IO_H */
