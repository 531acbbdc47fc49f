// SPDX-License-Identifier: GPL-2.0-only
/*
 * The netdevs: simN is a port of the router, wireN the host that is plugged into
 * it. They offer no checksum, scatter-gather or segmentation, so that each frame
 * is on the "wire" as bytes and can be compared.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "sim_port.h"

#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/skbuff.h>

#include "sim_gmac.h"
#include "sim_soc.h"

#define SIM_MTU_MAX	9000
/* Room for what a PPE pushes in front of a frame. */
#define SIM_HEADROOM	32
/* With gro=1; as many as netif_rx() takes by default. */
#define SIM_RXQ_MAX	1000

/**
 * struct sim_netdev - private part of both kinds of netdev
 * @port: what it belongs to
 * @napi: only with gro=1
 * @rxq: frames that wait for @napi
 */
struct sim_netdev {
	struct sim_port		*port;
	struct napi_struct	napi;
	struct sk_buff_head	rxq;
};

static bool sim_gro;

/**
 * sim_ports_set_gro - choose how frames are received
 * @on: by NAPI with GRO; before any port is created
 */
void sim_ports_set_gro(bool on)
{
	sim_gro = on;
}

/**
 * sim_port_of - the port that a netdev belongs to
 * @dev: a port or a wire
 *
 * Return: the port
 */
struct sim_port *sim_port_of(const struct net_device *dev)
{
	const struct sim_netdev *priv = netdev_priv(dev);

	return priv->port;
}

static struct net_device *sim_peer(const struct net_device *dev)
{
	struct sim_netdev *priv = netdev_priv(dev);

	return priv->port->port == dev ? priv->port->wire : priv->port->port;
}

static int sim_poll(struct napi_struct *napi, int budget)
{
	struct sim_netdev *priv = container_of(napi, struct sim_netdev, napi);
	struct sk_buff *skb;
	int done = 0;

	while (done < budget && (skb = skb_dequeue(&priv->rxq))) {
		napi_gro_receive(napi, skb);
		done++;
	}
	if (done < budget && napi_complete_done(napi, done) &&
	    !skb_queue_empty(&priv->rxq))
		napi_schedule(napi);
	return done;
}

/* The frame arrives at @dev from outside: forget what its sender knew about it.
 * netif_rx() and not netif_receive_skb(): this runs inside somebody's transmit.
 */
static void sim_receive(struct net_device *dev, struct sk_buff *skb)
{
	struct sim_netdev *priv = netdev_priv(dev);
	unsigned int len = skb->len;

	skb_scrub_packet(skb, true);
	skb_reset_redirect(skb);
	skb->priority = 0;
	skb_set_queue_mapping(skb, 0);
	skb->ip_summed = CHECKSUM_NONE;
	skb->encapsulation = 0;
	skb->protocol = eth_type_trans(skb, dev);
	dev_sw_netstats_rx_add(dev, len);

	if (!sim_gro) {
		netif_rx(skb);
		return;
	}
	if (skb_queue_len(&priv->rxq) >= SIM_RXQ_MAX) {
		dev_core_stats_rx_dropped_inc(dev);
		kfree_skb(skb);
		return;
	}
	skb_queue_tail(&priv->rxq, skb);
	napi_schedule(&priv->napi);
}

/**
 * sim_port_to_cpu - the SoC gives a frame to its CPU
 * @port: where it came in
 * @skb: the frame, from its MAC header on; consumed
 */
void sim_port_to_cpu(struct sim_port *port, struct sk_buff *skb)
{
	if (!netif_running(port->port)) {
		sim_port_count(port, SIM_PORT_DROPPED);
		kfree_skb(skb);
		return;
	}
	sim_port_count(port, SIM_PORT_TO_CPU);
	sim_receive(port->port, skb);
}

/**
 * sim_port_to_wire - a frame leaves the SoC
 * @port: where
 * @skb: the frame, from its MAC header on; consumed
 *
 * Return: false if there is no link or no memory, and the frame is lost
 */
bool sim_port_to_wire(struct sim_port *port, struct sk_buff *skb)
{
	if (!netif_running(port->wire) || !netif_running(port->port)) {
		kfree_skb(skb);
		return false;
	}
	if (eth_skb_pad(skb))
		return false;
	skb_clear_hash(skb);
	sim_receive(port->wire, skb);
	return true;
}

static netdev_tx_t sim_port_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct sim_netdev *priv = netdev_priv(dev);
	unsigned int len = max_t(unsigned int, skb->len, ETH_ZLEN);

	skb_tx_timestamp(skb);
	sim_port_count(priv->port, SIM_PORT_FROM_CPU);
	if (sim_port_to_wire(priv->port, skb))
		dev_sw_netstats_tx_add(dev, 1, len);
	else
		dev_core_stats_tx_dropped_inc(dev);
	return NETDEV_TX_OK;
}

static netdev_tx_t sim_wire_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct sim_netdev *priv = netdev_priv(dev);

	skb_tx_timestamp(skb);
	if (!netif_running(priv->port->port) || skb_linearize(skb)) {
		dev_core_stats_tx_dropped_inc(dev);
		kfree_skb(skb);
		return NETDEV_TX_OK;
	}
	if (eth_skb_pad(skb)) {
		dev_core_stats_tx_dropped_inc(dev);
		return NETDEV_TX_OK;
	}
	dev_sw_netstats_tx_add(dev, 1, skb->len);
	skb_clear_hash(skb);
	sim_port_count(priv->port, SIM_PORT_WIRE_RX);
	sim_soc_rx(priv->port, skb);
	return NETDEV_TX_OK;
}

static int sim_open(struct net_device *dev)
{
	struct sim_netdev *priv = netdev_priv(dev);
	struct net_device *peer = sim_peer(dev);

	if (sim_gro)
		napi_enable(&priv->napi);
	if (peer->flags & IFF_UP) {
		netif_carrier_on(dev);
		netif_carrier_on(peer);
	}
	return 0;
}

static int sim_stop(struct net_device *dev)
{
	struct sim_netdev *priv = netdev_priv(dev);

	netif_carrier_off(dev);
	netif_carrier_off(sim_peer(dev));
	if (sim_gro) {
		napi_disable(&priv->napi);
		skb_queue_purge(&priv->rxq);
	}
	return 0;
}

static int sim_dev_init(struct net_device *dev)
{
	dev->tstats = netdev_alloc_pcpu_stats(struct pcpu_sw_netstats);
	return dev->tstats ? 0 : -ENOMEM;
}

static void sim_dev_uninit(struct net_device *dev)
{
	struct sim_netdev *priv = netdev_priv(dev);

	skb_queue_purge(&priv->rxq);
	free_percpu(dev->tstats);
}

/* The core adds GRO to whatever a driver offers. */
static netdev_features_t sim_fix_features(struct net_device *dev, netdev_features_t features)
{
	return sim_gro ? features & NETIF_F_GRO : 0;
}

#define SIM_NETDEV_OPS(xmit)				\
	.ndo_init		= sim_dev_init,		\
	.ndo_uninit		= sim_dev_uninit,	\
	.ndo_open		= sim_open,		\
	.ndo_stop		= sim_stop,		\
	.ndo_start_xmit		= (xmit),		\
	.ndo_fix_features	= sim_fix_features,	\
	.ndo_get_stats64	= dev_get_tstats64,	\
	.ndo_set_mac_address	= eth_mac_addr,		\
	.ndo_validate_addr	= eth_validate_addr

static const struct net_device_ops sim_port_ops = {
	SIM_NETDEV_OPS(sim_port_xmit),
};

/* stmmac's answer to a flowtable; the core of nf_tables asks nobody else then. */
static int sim_gmac_setup_tc(struct net_device *dev, enum tc_setup_type type, void *data)
{
	if (type == TC_SETUP_FT)
		atomic_inc(&sim_port_of(dev)->soc->gmac_refusals);
	return -EOPNOTSUPP;
}

static const struct net_device_ops sim_gmac_ops = {
	SIM_NETDEV_OPS(sim_port_xmit),
	.ndo_setup_tc		= sim_gmac_setup_tc,
};

static const struct net_device_ops sim_wire_ops = {
	SIM_NETDEV_OPS(sim_wire_xmit),
};

static const struct net_device_ops *sim_dev_ops(const struct sim_port *port, bool wire)
{
	if (wire)
		return &sim_wire_ops;
	return port->kind == SIM_PORT_GMAC ? &sim_gmac_ops : &sim_port_ops;
}

static struct net_device *sim_dev_alloc(struct sim_port *port, bool wire)
{
	const u8 mac[ETH_ALEN] = { 0x02, 0x00, 0x5e, 0x00, wire, port->id };
	unsigned int queues = port->gmac && !wire ? port->gmac->queues : 1;
	struct net_device *dev;
	struct sim_netdev *priv;
	char name[IFNAMSIZ];

	snprintf(name, sizeof(name), "%s%u", wire ? "wire" : "sim", port->id);
	dev = alloc_netdev_mqs(sizeof(*priv), name, NET_NAME_ENUM, ether_setup, queues,
			       queues);
	if (!dev)
		return NULL;
	priv = netdev_priv(dev);
	priv->port = port;
	skb_queue_head_init(&priv->rxq);
	if (sim_gro)
		netif_napi_add(dev, &priv->napi, sim_poll);

	dev->netdev_ops = sim_dev_ops(port, wire);
	dev->priv_flags |= IFF_NO_QUEUE | IFF_LIVE_ADDR_CHANGE;
	dev->priv_flags &= ~IFF_TX_SKB_SHARING;	/* the frame is changed and given on */
	dev->needed_headroom = SIM_HEADROOM;
	dev->min_mtu = ETH_MIN_MTU;
	dev->max_mtu = SIM_MTU_MAX;
	eth_hw_addr_set(dev, mac);
	netif_carrier_off(dev);
	return dev;
}

static int sim_port_alloc(struct sim_port *port)
{
	int err;

	if (port->kind == SIM_PORT_GMAC) {
		err = sim_gmac_create(port);
		if (err)
			return err;
	}
	port->port = sim_dev_alloc(port, false);
	port->wire = sim_dev_alloc(port, true);
	if (!port->port || !port->wire)
		return -ENOMEM;
	if (port->kind == SIM_PORT_GMAC)
		sim_gmac_setup(port, port->port);
	return 0;
}

static int sim_dev_register(struct net_device *dev)
{
	int err = register_netdevice(dev);

	if (err == -EEXIST)
		pr_err("a netdev named %s exists already\n", dev->name);
	return err;
}

/**
 * sim_ports_create - make and register all ports and wires
 * @soc: with its ports numbered
 *
 * Return: 0 or a negative errno; then sim_ports_destroy() cleans up
 */
int sim_ports_create(struct sim_soc *soc)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < soc->n_ports && !err; i++)
		err = sim_port_alloc(&soc->ports[i]);
	if (err)
		return err;

	rtnl_lock();
	for (i = 0; i < soc->n_ports && !err; i++) {
		err = sim_dev_register(soc->ports[i].port);
		if (!err)
			err = sim_dev_register(soc->ports[i].wire);
	}
	rtnl_unlock();
	return err;
}

static void sim_dev_unregister(struct net_device *dev, struct list_head *list)
{
	if (dev && dev->reg_state == NETREG_REGISTERED)
		unregister_netdevice_queue(dev, list);
}

static void sim_dev_free(struct net_device *dev)
{
	if (dev)
		free_netdev(dev);
}

/**
 * sim_ports_destroy - unregister and free all of them, in whatever namespace
 * @soc: whose
 *
 * All go in one batch: each is closed before any of them loses its peer.
 */
void sim_ports_destroy(struct sim_soc *soc)
{
	LIST_HEAD(list);
	unsigned int i;

	rtnl_lock();
	for (i = 0; i < soc->n_ports; i++) {
		sim_dev_unregister(soc->ports[i].wire, &list);
		sim_dev_unregister(soc->ports[i].port, &list);
	}
	unregister_netdevice_many(&list);
	rtnl_unlock();

	for (i = 0; i < soc->n_ports; i++) {
		sim_dev_free(soc->ports[i].wire);
		sim_dev_free(soc->ports[i].port);
		sim_gmac_destroy(&soc->ports[i]);
	}
}
