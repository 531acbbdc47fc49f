/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _MTK_PPE_PORT_H
#define _MTK_PPE_PORT_H

#include <linux/platform_data/nf_flow_hw_mtk.h>

struct mtk_ppe_mmio;
struct net_device;

/* Three MACs, two of which may lead to a switch of six ports. */
#define MTK_PPE_PORT_MAX		16

unsigned int mtk_ppe_port_collect(const struct mtk_ppe_mmio *mmio,
				  const struct net_device *gone,
				  struct nf_flow_hw_mtk_port *ports);

#endif /* _MTK_PPE_PORT_H */
