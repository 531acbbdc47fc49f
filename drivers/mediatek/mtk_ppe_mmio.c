// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers and table memory of a frame engine that belongs to an Ethernet
 * driver. That driver switches its clocks off when it goes, and resets it when its
 * queues hang, under RTNL but without a word to anybody. A port of it that runs
 * and has a link is what tells that neither is going on: the reset takes the links
 * away before all else.
 */
#include "mtk_ppe_mmio.h"

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/of_address.h>
#include <linux/sizes.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

#include "mtk_ppe_soc.h"

static bool test_poll;
module_param(test_poll, bool, 0444);
MODULE_PARM_DESC(test_poll, "Test only: the registers of a board are plain memory, so whatever is waited for reads as done (default N)");

/* Bits that waits look at; all are clear when done. */
static const struct mtk_ppe_reg mtk_ppe_mmio_polled[] = {
	{ MTK_PPE_GLO_CFG, MTK_PPE_GLO_CFG_BUSY },
	{ MTK_PPE_CACHE_CTL, MTK_PPE_CACHE_CTL_REQ },
	{ MTK_PPE_CACHE_DBG, MTK_PPE_CACHE_DBG_BUSY },
	{ MTK_PPE_MIB_SER_CR, MTK_PPE_MIB_SER_CR_ST },
};

static u32 mtk_ppe_mmio_done(const struct mtk_ppe_soc *soc, u32 reg, u32 val)
{
	unsigned int ppe, i;

	for (ppe = 0; ppe < soc->n_ppe; ppe++)
		for (i = 0; i < ARRAY_SIZE(mtk_ppe_mmio_polled); i++)
			if (reg == soc->base[ppe] + mtk_ppe_mmio_polled[i].reg)
				return val & ~mtk_ppe_mmio_polled[i].val;
	return val;
}

/**
 * mtk_ppe_mmio_running - is there a port that runs and has a link?
 * @mmio: the frame engine
 * @closing: this port does not count, it is about to be closed; may be NULL
 *
 * Context: any while the registers are in use, else RTNL.
 * Return: true if there is.
 */
bool mtk_ppe_mmio_running(const struct mtk_ppe_mmio *mmio,
			  const struct net_device *closing)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(mmio->mac); i++)
		if (mmio->mac[i] && mmio->mac[i] != closing &&
		    netif_running(mmio->mac[i]) &&
		    netif_carrier_ok(mmio->mac[i]))
			return true;
	return false;
}

static bool mtk_ppe_mmio_ready(void *ctx)
{
	struct mtk_ppe_mmio *mmio = ctx;

	return READ_ONCE(mmio->forced) || mtk_ppe_mmio_running(mmio, NULL);
}

static u32 mtk_ppe_mmio_read(void *ctx, u32 reg)
{
	struct mtk_ppe_mmio *mmio = ctx;
	u32 val;

	if (!mtk_ppe_mmio_ready(mmio)) {
		WRITE_ONCE(mmio->missed, true);
		return 0;
	}

	val = readl(mmio->base + reg);
	return test_poll ? mtk_ppe_mmio_done(mmio->soc, reg, val) : val;
}

static void mtk_ppe_mmio_write(void *ctx, u32 reg, u32 val)
{
	struct mtk_ppe_mmio *mmio = ctx;

	if (mtk_ppe_mmio_ready(mmio))
		writel(val, mmio->base + reg);
	else
		WRITE_ONCE(mmio->missed, true);
}

const struct nf_flow_hw_mtk_io mtk_ppe_mmio_io = {
	.read = mtk_ppe_mmio_read,
	.write = mtk_ppe_mmio_write,
	.ready = mtk_ppe_mmio_ready,
};

static void *mtk_ppe_mmio_alloc(void *ctx, size_t size, size_t align, u32 *bus)
{
	struct mtk_ppe_mmio *mmio = ctx;
	dma_addr_t addr;
	void *cpu;

	/* Aligned to a page at least. */
	cpu = dma_alloc_coherent(mmio->dev, size, &addr, GFP_KERNEL);
	if (!cpu)
		return NULL;
	if (upper_32_bits(addr + size - 1)) {
		dev_err(mmio->dev, "PPE: its table would lie beyond 4 GiB, where it cannot reach it\n");
		dma_free_coherent(mmio->dev, size, cpu, addr);
		return NULL;
	}
	*bus = lower_32_bits(addr);
	return cpu;
}

static void mtk_ppe_mmio_free(void *ctx, size_t size, void *cpu, u32 bus)
{
	struct mtk_ppe_mmio *mmio = ctx;

	dma_free_coherent(mmio->dev, size, cpu, bus);
}

const struct nf_flow_hw_mtk_mem mtk_ppe_mmio_mem = {
	.alloc = mtk_ppe_mmio_alloc,
	.free = mtk_ppe_mmio_free,
};

/* One past the last register that the driver touches. */
static resource_size_t mtk_ppe_mmio_size(const struct mtk_ppe_soc *soc)
{
	u32 size = soc->base[soc->n_ppe - 1] + MTK_PPE_STRIDE_V2;
	unsigned int i;

	for (i = 0; i < soc->n_gdm; i++)
		size = max_t(u32, size, soc->gdm[i].fwd_cfg + sizeof(u32));
	return size;
}

/**
 * mtk_ppe_mmio_map - reach the registers of a frame engine
 * @mmio: zeroed
 * @dev: the Ethernet device; its driver owns the region, we map it once more
 * @soc: the generation
 *
 * Context: may sleep.
 * Return: 0; -EINVAL if the node's first region is not one or too small, -ENOMEM.
 */
int mtk_ppe_mmio_map(struct mtk_ppe_mmio *mmio, struct device *dev,
		     const struct mtk_ppe_soc *soc)
{
	resource_size_t size = mtk_ppe_mmio_size(soc);
	struct resource res;

	if (of_address_to_resource(dev->of_node, 0, &res) ||
	    resource_size(&res) < size || !IS_ALIGNED(res.start, SZ_4K)) {
		dev_err(dev, "PPE: the node's registers are not %pa bytes of %s, aligned to 4 KiB\n",
			&size, soc->name);
		return -EINVAL;
	}

	mmio->base = ioremap(res.start, size);
	if (!mmio->base)
		return -ENOMEM;

	mmio->dev = dev;
	mmio->soc = soc;
	return 0;
}

/**
 * mtk_ppe_mmio_unmap - undo mtk_ppe_mmio_map()
 * @mmio: nobody uses it any more
 */
void mtk_ppe_mmio_unmap(struct mtk_ppe_mmio *mmio)
{
	iounmap(mmio->base);
}
