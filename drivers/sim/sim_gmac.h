/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_SIM_GMAC_H
#define _NF_FLOW_HW_SIM_GMAC_H

#include <linux/types.h>

struct dentry;
struct net_device;
struct sim_port;

/**
 * struct sim_gmac_desc - MAC of a SoC without a packet engine, under stmmac
 * @name: the SoC
 * @compatible: device-tree compatibles, the most special one first
 * @eqos: DWMAC4/5; otherwise DWMAC1000
 * @version: version register
 * @feature: feature registers; a DWMAC1000 has one
 * @queues: receive and transmit queues that stmmac uses
 * @l3l4_filters: as stmmac's dma_cap shows it
 * @tso: likewise
 * @split_header: likewise
 */
struct sim_gmac_desc {
	const char	*name;
	const char	*compatible[2];
	bool		eqos;
	u32		version;
	u32		feature[4];
	u8		queues;
	u8		l3l4_filters;
	bool		tso;
	bool		split_header;
};

extern const struct sim_gmac_desc sim_gmac_rk3399;
extern const struct sim_gmac_desc sim_gmac_rk3568;
extern const struct sim_gmac_desc sim_gmac_rk3588;

int sim_gmac_create(struct sim_port *port);
void sim_gmac_setup(struct sim_port *port, struct net_device *dev);
void sim_gmac_destroy(struct sim_port *port);
void sim_gmac_debugfs_init(struct sim_port *port, struct dentry *root);

#endif /* _NF_FLOW_HW_SIM_GMAC_H */
