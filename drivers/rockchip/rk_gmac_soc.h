/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_RK_GMAC_SOC_H
#define _NF_FLOW_HW_RK_GMAC_SOC_H

struct net_device;

const char *rk_gmac_soc_name(const struct net_device *dev);

#endif /* _NF_FLOW_HW_RK_GMAC_SOC_H */
