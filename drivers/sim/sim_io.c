// SPDX-License-Identifier: GPL-2.0-only
/* How the driver reaches the simulated registers and memory. */
#include <linux/delay.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include <linux/vmalloc.h>

#include "sim_ppe_regs.h"
#include "sim_soc.h"

/* The engine and offset that a frame engine offset belongs to; NULL: none. */
static struct sim_ppe *sim_io_ppe(struct sim_soc *soc, u32 reg, u32 *off)
{
	const struct sim_soc_desc *desc = soc->desc;
	u32 n;

	for (n = 0; n < desc->n_ppes; n++) {
		*off = reg - desc->ppe_base[n];
		if (reg >= desc->ppe_base[n] && *off < SIM_PPE_WINDOW && !(reg & 3))
			return &soc->ppes[n];
	}
	return NULL;
}

static u32 *sim_io_fwd_cfg(struct sim_soc *soc, u32 reg)
{
	unsigned int i;

	for (i = 0; i < soc->desc->n_ports; i++)
		if (reg && soc->desc->ports[i].fwd_reg == reg)
			return &soc->fwd_cfg[i];
	return NULL;
}

/* A bus that is in no hurry: whatever races with the driver finds it at work. */
static void sim_io_wait(const struct sim_soc *soc)
{
	u32 us = READ_ONCE(soc->opts.slow_us);

	if (us)
		udelay(us);
}

static u32 sim_io_read(void *ctx, u32 reg)
{
	struct sim_soc *soc = ctx;
	struct sim_ppe *ppe;
	u32 off, *fwd;

	sim_io_wait(soc);
	ppe = sim_io_ppe(soc, reg, &off);
	if (ppe)
		return sim_ppe_read(ppe, off);
	fwd = sim_io_fwd_cfg(soc, reg);
	if (fwd)
		return READ_ONCE(*fwd);
	return reg == MTK_FE_FOE_TS ? sim_clock_now(&soc->clock) : 0;
}

static void sim_io_write(void *ctx, u32 reg, u32 val)
{
	struct sim_soc *soc = ctx;
	struct sim_ppe *ppe;
	u32 off, *fwd;

	sim_io_wait(soc);
	ppe = sim_io_ppe(soc, reg, &off);
	if (ppe) {
		sim_ppe_write(ppe, off, val);
		return;
	}
	fwd = sim_io_fwd_cfg(soc, reg);
	if (fwd)
		WRITE_ONCE(*fwd, val);
	else
		sim_violation(&soc->log, "write to register %#x, which is not modelled", reg);
}

const struct nf_flow_hw_mtk_io sim_io = {
	.read	= sim_io_read,
	.write	= sim_io_write,
};

static void *sim_io_alloc(void *ctx, size_t size, size_t align, u32 *bus)
{
	struct sim_soc *soc = ctx;

	if (READ_ONCE(soc->opts.no_memory))
		return NULL;
	return sim_mem_alloc(&soc->mem, size, align, bus);
}

static void sim_io_free(void *ctx, size_t size, void *cpu, u32 bus)
{
	struct sim_soc *soc = ctx;
	unsigned int i;

	if (!sim_mem_forget(&soc->mem, size, cpu, bus)) {
		sim_violation(&soc->log, "memory freed that was not allocated like this");
		return;
	}
	for (i = 0; i < soc->desc->n_ppes; i++)
		sim_ppe_mem_gone(&soc->ppes[i], cpu, size);
	vfree(cpu);
}

const struct nf_flow_hw_mtk_mem sim_io_mem = {
	.alloc	= sim_io_alloc,
	.free	= sim_io_free,
};
