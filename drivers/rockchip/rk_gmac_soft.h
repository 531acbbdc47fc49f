/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_RK_GMAC_SOFT_H
#define _NF_FLOW_HW_RK_GMAC_SOFT_H

int rk_gmac_soft_init(void);
void rk_gmac_soft_exit(void);

#endif /* _NF_FLOW_HW_RK_GMAC_SOFT_H */
