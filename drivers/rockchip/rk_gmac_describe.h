/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_RK_GMAC_DESCRIBE_H
#define _NF_FLOW_HW_RK_GMAC_DESCRIBE_H

struct net_device;
struct nf_flow_hw_description;

int rk_gmac_describe(struct net_device *dev, struct nf_flow_hw_description *desc);

#endif /* _NF_FLOW_HW_RK_GMAC_DESCRIBE_H */
