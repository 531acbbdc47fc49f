/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_RK_GMAC_DUMP_H
#define _NF_FLOW_HW_RK_GMAC_DUMP_H

#include <linux/types.h>

struct net_device;
struct rk_gmac_features;

int rk_gmac_dump_features(struct net_device *dev, struct rk_gmac_features *features);

#endif /* _NF_FLOW_HW_RK_GMAC_DUMP_H */
