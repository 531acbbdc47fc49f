/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_SIM_PPE_CHECK_H
#define _NF_FLOW_HW_SIM_PPE_CHECK_H

#include <linux/types.h>

struct sim_ppe;

void sim_check_unchanged(struct sim_ppe *ppe);
void sim_check_bound(struct sim_ppe *ppe, u16 index, const u32 *w);

#endif /* _NF_FLOW_HW_SIM_PPE_CHECK_H */
