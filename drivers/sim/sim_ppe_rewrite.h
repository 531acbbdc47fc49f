/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_SIM_PPE_REWRITE_H
#define _NF_FLOW_HW_SIM_PPE_REWRITE_H

#include <linux/types.h>

struct sim_foe;
struct sim_frame;

#define SIM_L2_MAX	(14 + 2 * 4 + 8)	/* Ethernet, two tags, PPPoE */

unsigned int sim_rewrite_l2_len(const struct sim_foe *foe);
unsigned int sim_rewrite_l2(u8 *l2, const struct sim_foe *foe, const struct sim_frame *f,
			    u16 vpm_tpid);
void sim_rewrite_l3(u8 *l3, const struct sim_foe *foe, const struct sim_frame *f,
		    bool keep_dscp);

#endif /* _NF_FLOW_HW_SIM_PPE_REWRITE_H */
