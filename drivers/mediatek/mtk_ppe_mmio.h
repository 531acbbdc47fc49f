/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _MTK_PPE_MMIO_H
#define _MTK_PPE_MMIO_H

#include <linux/platform_data/nf_flow_hw_mtk.h>
#include <linux/types.h>

struct device;
struct device_node;
struct mtk_ppe_soc;
struct net_device;

/* As many MACs as a frame engine has (MT7988). */
#define MTK_PPE_MMIO_MACS		3

/**
 * struct mtk_ppe_mmio - registers and memory of a frame engine on a board
 * @dev: the Ethernet device, for whom memory is mapped
 * @soc: the generation
 * @base: its registers
 * @mac: its netdevs, by number of the MAC; NULL: there is none. Written under RTNL
 *	while nobody uses the registers.
 * @forced: RTNL is held, so that nobody resets the block: it is clocked even
 *	though no port has a link
 * @missed: an access was dropped because the block might have been in reset
 */
struct mtk_ppe_mmio {
	struct device			*dev;
	const struct mtk_ppe_soc	*soc;
	void __iomem			*base;
	struct net_device		*mac[MTK_PPE_MMIO_MACS];
	bool				forced;
	bool				missed;
};

extern const struct nf_flow_hw_mtk_io mtk_ppe_mmio_io;
extern const struct nf_flow_hw_mtk_mem mtk_ppe_mmio_mem;

int mtk_ppe_mmio_map(struct mtk_ppe_mmio *mmio, struct device *dev,
		     const struct mtk_ppe_soc *soc);
void mtk_ppe_mmio_unmap(struct mtk_ppe_mmio *mmio);
bool mtk_ppe_mmio_running(const struct mtk_ppe_mmio *mmio,
			  const struct net_device *closing);

#endif /* _MTK_PPE_MMIO_H */
