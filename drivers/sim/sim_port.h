/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_SIM_PORT_H
#define _NF_FLOW_HW_SIM_PORT_H

#include <linux/atomic.h>
#include <linux/types.h>

struct net_device;
struct sim_soc;
struct sk_buff;

/**
 * enum sim_port_stat - what a port counts
 * @SIM_PORT_WIRE_RX: frames that came in by the wire
 * @SIM_PORT_TO_CPU: of those, given to the CPU on this port
 * @SIM_PORT_FROM_CPU: frames that the CPU sent by this port
 * @SIM_PORT_HW_IN: frames that came in here and were forwarded by a PPE
 * @SIM_PORT_HW_OUT: frames that a PPE sent out here
 * @SIM_PORT_DROPPED: frames that came in here and were dropped
 * @SIM_PORT_STATS: how many there are
 */
enum sim_port_stat {
	SIM_PORT_WIRE_RX,
	SIM_PORT_TO_CPU,
	SIM_PORT_FROM_CPU,
	SIM_PORT_HW_IN,
	SIM_PORT_HW_OUT,
	SIM_PORT_DROPPED,
	SIM_PORT_STATS,
};

/**
 * struct sim_port - a port of the SoC and what is plugged into it
 * @soc: whose port
 * @port: netdev of the router
 * @wire: netdev of the host at the other end
 * @id: number, in the names and in &sim_soc.ports
 * @pse: PSE port
 * @stats: counters
 */
struct sim_port {
	struct sim_soc		*soc;
	struct net_device	*port;
	struct net_device	*wire;
	u8			id;
	u8			pse;
	atomic64_t		stats[SIM_PORT_STATS];
};

static inline void sim_port_count(struct sim_port *port, enum sim_port_stat stat)
{
	atomic64_inc(&port->stats[stat]);
}

int sim_ports_create(struct sim_soc *soc);
void sim_ports_destroy(struct sim_soc *soc);
void sim_port_to_cpu(struct sim_port *port, struct sk_buff *skb);
bool sim_port_to_wire(struct sim_port *port, struct sk_buff *skb);
void sim_ports_set_gro(bool on);

#endif /* _NF_FLOW_HW_SIM_PORT_H */
