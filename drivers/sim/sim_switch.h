/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_SIM_SWITCH_H
#define _NF_FLOW_HW_SIM_SWITCH_H

#include <linux/types.h>

struct net_device;
struct sim_soc;

/* A MediaTek switch has ports 0 to 5 that a special tag can name. */
#define SIM_SWITCH_PORTS	6

/**
 * struct sim_switch - a switch that is plugged into a port of the SoC
 * @conduit: number of that port
 * @user: netdevs of the router, by port of the switch; NULL: not in use
 */
struct sim_switch {
	unsigned int		conduit;
	struct net_device	*user[SIM_SWITCH_PORTS];
};

int sim_switch_conduit(unsigned int id, struct net_device **port, struct net_device **wire);
int sim_switch_plug(const struct sim_switch *sw);
void sim_switch_unplug(void);
void sim_switch_violation(const char *fault, u16 tag);

void sim_switch_init(struct sim_soc *soc);

#endif /* _NF_FLOW_HW_SIM_SWITCH_H */
