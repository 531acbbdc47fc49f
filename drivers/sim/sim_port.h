/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_SIM_PORT_H
#define _NF_FLOW_HW_SIM_PORT_H

#include <linux/atomic.h>
#include <linux/types.h>

struct net_device;
struct platform_device;
struct sim_gmac_desc;
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

/* As many descriptors as stmmac has. */
#define SIM_RING_DEFAULT	512
#define SIM_RING_MAX		1024

/**
 * enum sim_port_kind - what a port is
 * @SIM_PORT_PSE: leads to the packet switch engine and the PPEs
 * @SIM_PORT_GMAC: a MAC under stmmac: everything goes to the CPU
 * @SIM_PORT_NIC: a network card without any offload: likewise
 */
enum sim_port_kind {
	SIM_PORT_PSE,
	SIM_PORT_GMAC,
	SIM_PORT_NIC,
};

/**
 * struct sim_port - a port of the SoC and what is plugged into it
 * @soc: whose port
 * @port: netdev of the router
 * @wire: netdev of the host at the other end
 * @id: number, in the names and in &sim_soc.ports
 * @kind: what it is
 * @pse: PSE port, if it leads to one
 * @gmac: the MAC, if it is one of stmmac's
 * @parent: the device of that MAC
 * @ring_rx: descriptors that stmmac was asked for; under RTNL
 * @ring_tx: likewise
 * @stats: counters
 */
struct sim_port {
	struct sim_soc		*soc;
	struct net_device	*port;
	struct net_device	*wire;
	u8			id;
	u8			kind;
	u8			pse;
	const struct sim_gmac_desc *gmac;
	struct platform_device	*parent;
	u32			ring_rx;
	u32			ring_tx;
	atomic64_t		stats[SIM_PORT_STATS];
};

static inline void sim_port_count(struct sim_port *port, enum sim_port_stat stat)
{
	atomic64_inc(&port->stats[stat]);
}

struct sim_port *sim_port_of(const struct net_device *dev);
int sim_ports_create(struct sim_soc *soc);
void sim_ports_destroy(struct sim_soc *soc);
void sim_port_to_cpu(struct sim_port *port, struct sk_buff *skb);
bool sim_port_to_wire(struct sim_port *port, struct sk_buff *skb);
void sim_ports_set_gro(bool on);

#endif /* _NF_FLOW_HW_SIM_PORT_H */
