// SPDX-License-Identifier: GPL-2.0-only
/*
 * A MediaTek switch behind a port of the simulated SoC: lanN is its port as the
 * router sees it (DSA, with the kernel's own tagger), cableN is plugged into it.
 *
 * Between SoC and switch each frame carries MediaTek's special tag: to the SoC the
 * port that it came from, from the SoC the ports that it is for. A frame whose tag
 * makes no sense is a violation, whoever made it: CPU or packet engine.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/mii.h>
#include <linux/module.h>
#include <linux/phy.h>
#include <linux/phylink.h>
#include <linux/platform_device.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/dsa.h>

#include "sim_switch.h"

#define SIM_DSA_CPU_PORT	6
#define SIM_DSA_NUM_PORTS	7
#define SIM_DSA_TAG_LEN		4
#define SIM_DSA_MTU_MAX		9000

/* The first byte of a tag: what is in its second half. */
#define SIM_DSA_TAG_NONE	0
#define SIM_DSA_TAG_8021Q	1
#define SIM_DSA_TAG_8021AD	2

static unsigned int ports = 2;
module_param(ports, uint, 0444);
MODULE_PARM_DESC(ports, "ports of the switch, 1 to 6 (default 2)");

static unsigned int conduit;
module_param(conduit, uint, 0444);
MODULE_PARM_DESC(conduit, "port of the SoC that the switch is behind (default 0)");

/**
 * struct sim_dsa - the switch
 * @plug: what the SoC is told
 * @port: conduit of the SoC
 * @wire: the switch's end of the cable between the two
 * @cable: what is plugged into the ports
 * @pdev: gives the switch a device and @cd a place
 * @name: of the router's netdevs
 * @cd: which ports there are
 * @ds: for DSA
 */
struct sim_dsa {
	struct sim_switch	plug;
	struct net_device	*port;
	struct net_device	*wire;
	struct net_device	*cable[SIM_SWITCH_PORTS];
	struct platform_device	*pdev;
	char			name[SIM_SWITCH_PORTS][IFNAMSIZ];
	struct dsa_chip_data	cd;
	struct dsa_switch	ds;
};

static struct sim_dsa *sim_dsa;

struct sim_cable {
	u8	index;
};

/* ---- the data path ---- */

/* From a cable to the SoC: the tag says where it came from. */
static netdev_tx_t sim_cable_xmit(struct sk_buff *skb, struct net_device *dev)
{
	const struct sim_cable *cable = netdev_priv(dev);
	unsigned int len = skb->len;
	u8 *tag;

	if (skb_cow_head(skb, SIM_DSA_TAG_LEN) || eth_skb_pad(skb)) {
		dev_core_stats_tx_dropped_inc(dev);
		return NETDEV_TX_OK;
	}
	skb_push(skb, SIM_DSA_TAG_LEN);
	memmove(skb->data, skb->data + SIM_DSA_TAG_LEN, 2 * ETH_ALEN);
	tag = skb->data + 2 * ETH_ALEN;
	tag[0] = SIM_DSA_TAG_NONE;
	tag[1] = cable->index;
	tag[2] = 0;
	tag[3] = 0;
	skb_reset_mac_header(skb);
	skb->dev = sim_dsa->wire;
	dev_queue_xmit(skb);
	dev_sw_netstats_tx_add(dev, 1, len);
	return NETDEV_TX_OK;
}

/* Which port a frame from the SoC is for; NULL: none. The conduit's own multicasts
 * (IPv6 has some to say on every netdev) have no tag; a switch drops them.
 */
static struct net_device *sim_dsa_egress(const struct sk_buff *skb, u16 tag)
{
	u8 bitmap = tag & 0xff;

	if (tag >= ETH_P_802_3_MIN && is_multicast_ether_addr(eth_hdr(skb)->h_dest))
		return NULL;
	if (hweight8(bitmap) != 1 || bitmap >= BIT(ports)) {
		sim_switch_violation("names no single port that exists", tag);
		return NULL;
	}
	return sim_dsa->cable[__ffs(bitmap)];
}

/* Take the tag out, or put in its place the VLAN tag that it stands for. */
static bool sim_dsa_untag(struct sk_buff *skb, u16 tag)
{
	__be16 *half = (__be16 *)(skb->data + 2 * ETH_ALEN);

	switch (tag >> 8) {
	case SIM_DSA_TAG_8021Q:
		half[0] = htons(ETH_P_8021Q);
		return true;
	case SIM_DSA_TAG_8021AD:
		half[0] = htons(ETH_P_8021AD);
		return true;
	case SIM_DSA_TAG_NONE:
		if (half[1])
			sim_switch_violation("a second half without a VLAN", tag);
		memmove(skb->data + SIM_DSA_TAG_LEN, skb->data, 2 * ETH_ALEN);
		skb_pull(skb, SIM_DSA_TAG_LEN);
		return true;
	default:
		sim_switch_violation("unknown kind of tag", tag);
		return false;
	}
}

static void sim_cable_receive(struct net_device *dev, struct sk_buff *skb)
{
	if (!netif_running(dev)) {
		kfree_skb(skb);
		return;
	}
	if (eth_skb_pad(skb))
		return;
	skb_scrub_packet(skb, true);
	skb_clear_hash(skb);
	skb->ip_summed = CHECKSUM_NONE;
	dev_sw_netstats_rx_add(dev, skb->len);
	skb->protocol = eth_type_trans(skb, dev);
	netif_rx(skb);
}

/* A frame has left the SoC by the conduit. */
static rx_handler_result_t sim_dsa_rx(struct sk_buff **pskb)
{
	struct sk_buff *skb = skb_unshare(*pskb, GFP_ATOMIC);
	struct net_device *dev;
	u16 tag;

	if (!skb)
		return RX_HANDLER_CONSUMED;
	*pskb = skb;
	tag = ntohs(eth_hdr(skb)->h_proto);
	skb_push(skb, ETH_HLEN);
	dev = sim_dsa_egress(skb, tag);
	if (dev && pskb_may_pull(skb, ETH_HLEN + SIM_DSA_TAG_LEN) && sim_dsa_untag(skb, tag))
		sim_cable_receive(dev, skb);
	else
		kfree_skb(skb);
	return RX_HANDLER_CONSUMED;
}

/* ---- cables ---- */

static int sim_cable_init(struct net_device *dev)
{
	/* sim_cable_xmit() sends to the wire under the cable's own lock of this kind. */
	netdev_lockdep_set_classes(dev);
	dev->tstats = netdev_alloc_pcpu_stats(struct pcpu_sw_netstats);
	return dev->tstats ? 0 : -ENOMEM;
}

static void sim_cable_uninit(struct net_device *dev)
{
	free_percpu(dev->tstats);
}

static netdev_features_t sim_cable_fix_features(struct net_device *dev, netdev_features_t features)
{
	return 0;
}

static const struct net_device_ops sim_cable_ops = {
	.ndo_init		= sim_cable_init,
	.ndo_uninit		= sim_cable_uninit,
	.ndo_start_xmit		= sim_cable_xmit,
	.ndo_fix_features	= sim_cable_fix_features,
	.ndo_get_stats64	= dev_get_tstats64,
	.ndo_set_mac_address	= eth_mac_addr,
	.ndo_validate_addr	= eth_validate_addr,
};

static int sim_cable_create(struct sim_dsa *sw, u8 index)
{
	const u8 mac[ETH_ALEN] = { 0x02, 0x00, 0x5e, 0x00, 0x02, index };
	struct net_device *dev;
	struct sim_cable *cable;
	char name[IFNAMSIZ];
	int err;

	snprintf(name, sizeof(name), "cable%u", index);
	dev = alloc_netdev(sizeof(*cable), name, NET_NAME_ENUM, ether_setup);
	if (!dev)
		return -ENOMEM;
	cable = netdev_priv(dev);
	cable->index = index;
	dev->netdev_ops = &sim_cable_ops;
	dev->priv_flags |= IFF_NO_QUEUE | IFF_LIVE_ADDR_CHANGE;
	dev->priv_flags &= ~IFF_TX_SKB_SHARING;
	dev->needed_headroom = SIM_DSA_TAG_LEN + sw->wire->needed_headroom;
	dev->max_mtu = SIM_DSA_MTU_MAX;
	eth_hw_addr_set(dev, mac);
	err = register_netdev(dev);
	if (err) {
		free_netdev(dev);
		return err;
	}
	sw->cable[index] = dev;
	return 0;
}

static void sim_cables_destroy(struct sim_dsa *sw)
{
	unsigned int i;

	for (i = 0; i < ports; i++) {
		if (!sw->cable[i])
			continue;
		unregister_netdev(sw->cable[i]);
		free_netdev(sw->cable[i]);
	}
}

static int sim_cables_create(struct sim_dsa *sw)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < ports && !err; i++)
		err = sim_cable_create(sw, i);
	if (err)
		sim_cables_destroy(sw);
	return err;
}

/* ---- what DSA asks ---- */

static enum dsa_tag_protocol sim_dsa_tag_protocol(struct dsa_switch *ds, int port,
						  enum dsa_tag_protocol mprot)
{
	return DSA_TAG_PROTO_MTK;
}

static int sim_dsa_setup(struct dsa_switch *ds)
{
	return 0;
}

static void sim_dsa_phylink_caps(struct dsa_switch *ds, int port, struct phylink_config *config)
{
	config->mac_capabilities = MAC_10 | MAC_100 | MAC_1000FD;
	__set_bit(PHY_INTERFACE_MODE_INTERNAL, config->supported_interfaces);
	__set_bit(PHY_INTERFACE_MODE_GMII, config->supported_interfaces);
	__set_bit(PHY_INTERFACE_MODE_NA, config->supported_interfaces);
}

/* A PHY whose other end is always there, at 1000 Mbit/s. */
static int sim_dsa_phy_read(struct dsa_switch *ds, int port, int reg)
{
	switch (reg) {
	case MII_BMCR:
		return BMCR_ANENABLE | BMCR_FULLDPLX | BMCR_SPEED1000;
	case MII_BMSR:
		return BMSR_LSTATUS | BMSR_ANEGCAPABLE | BMSR_ANEGCOMPLETE | BMSR_ESTATEN |
		       BMSR_100FULL | BMSR_10FULL;
	case MII_ADVERTISE:
	case MII_LPA:
		return ADVERTISE_CSMA | ADVERTISE_10FULL | ADVERTISE_100FULL | LPA_LPACK;
	case MII_CTRL1000:
		return ADVERTISE_1000FULL;
	case MII_STAT1000:
		return LPA_1000FULL;
	case MII_ESTATUS:
		return ESTATUS_1000_TFULL;
	default:
		return 0;
	}
}

static int sim_dsa_phy_write(struct dsa_switch *ds, int port, int reg, u16 val)
{
	return 0;
}

static int sim_dsa_change_mtu(struct dsa_switch *ds, int port, int mtu)
{
	return 0;
}

static int sim_dsa_max_mtu(struct dsa_switch *ds, int port)
{
	return SIM_DSA_MTU_MAX - SIM_DSA_TAG_LEN;
}

/* It forwards nothing by itself, and what it hands to the CPU has the VLAN tag that
 * came, if any, as MT7530's CPU port does. So there is nothing to remember; that DSA
 * may tell it of bridges and VLANs is what makes the kernel leave tags to it.
 */
static int sim_dsa_bridge_join(struct dsa_switch *ds, int port, struct dsa_bridge bridge,
			       bool *tx_fwd_offload, struct netlink_ext_ack *extack)
{
	return 0;
}

static void sim_dsa_bridge_leave(struct dsa_switch *ds, int port, struct dsa_bridge bridge)
{
}

static int sim_dsa_vlan_filtering(struct dsa_switch *ds, int port, bool filtering,
				  struct netlink_ext_ack *extack)
{
	return 0;
}

static int sim_dsa_vlan_add(struct dsa_switch *ds, int port,
			    const struct switchdev_obj_port_vlan *vlan,
			    struct netlink_ext_ack *extack)
{
	return 0;
}

static int sim_dsa_vlan_del(struct dsa_switch *ds, int port,
			    const struct switchdev_obj_port_vlan *vlan)
{
	return 0;
}

static const struct dsa_switch_ops sim_dsa_ops = {
	.get_tag_protocol	= sim_dsa_tag_protocol,
	.setup			= sim_dsa_setup,
	.phylink_get_caps	= sim_dsa_phylink_caps,
	.phy_read		= sim_dsa_phy_read,
	.phy_write		= sim_dsa_phy_write,
	.port_change_mtu	= sim_dsa_change_mtu,
	.port_max_mtu		= sim_dsa_max_mtu,
	.port_bridge_join	= sim_dsa_bridge_join,
	.port_bridge_leave	= sim_dsa_bridge_leave,
	.port_vlan_filtering	= sim_dsa_vlan_filtering,
	.port_vlan_add		= sim_dsa_vlan_add,
	.port_vlan_del		= sim_dsa_vlan_del,
};

/* ---- putting it together ---- */

/* Frames are compared and counted one by one: no GRO. */
static void sim_dsa_no_gro(struct net_device *dev)
{
	rtnl_lock();
	dev->wanted_features &= ~NETIF_F_GRO;
	netdev_update_features(dev);
	rtnl_unlock();
}

/* The PHY core looks at the driver of a netdev's parent without asking whether
 * there is one.
 */
static int sim_dsa_probe(struct platform_device *pdev)
{
	return 0;
}

static struct platform_driver sim_dsa_driver = {
	.driver = {
		.name = KBUILD_MODNAME,
	},
	.probe = sim_dsa_probe,
};

static int sim_dsa_register(struct sim_dsa *sw)
{
	unsigned int i;
	int err;

	sw->cd.netdev[SIM_DSA_CPU_PORT] = &sw->port->dev;
	sw->cd.port_names[SIM_DSA_CPU_PORT] = "cpu";
	for (i = 0; i < ports; i++) {
		snprintf(sw->name[i], sizeof(sw->name[i]), "lan%u", i);
		sw->cd.port_names[i] = sw->name[i];
	}
	sw->pdev = platform_device_register_data(NULL, KBUILD_MODNAME, PLATFORM_DEVID_NONE,
						 &sw->cd, sizeof(sw->cd));
	if (IS_ERR(sw->pdev))
		return PTR_ERR(sw->pdev);

	sw->ds.dev = &sw->pdev->dev;
	sw->ds.num_ports = SIM_DSA_NUM_PORTS;
	sw->ds.ops = &sim_dsa_ops;
	err = dsa_register_switch(&sw->ds);
	if (err) {
		pr_err("DSA refuses the switch (%d); is there a tagger for MediaTek?\n", err);
		platform_device_unregister(sw->pdev);
		return err == -EPROBE_DEFER ? -EOPNOTSUPP : err;
	}
	for (i = 0; i < ports; i++) {
		sw->plug.user[i] = dsa_to_port(&sw->ds, i)->slave;
		sim_dsa_no_gro(sw->plug.user[i]);
	}
	return 0;
}

static void sim_dsa_unregister(struct sim_dsa *sw)
{
	dsa_unregister_switch(&sw->ds);
	platform_device_unregister(sw->pdev);
}

static int sim_dsa_wire(struct sim_dsa *sw)
{
	int err;

	rtnl_lock();
	err = netdev_rx_handler_register(sw->wire, sim_dsa_rx, sw);
	if (!err) {
		err = dev_open(sw->wire, NULL);
		if (err)
			netdev_rx_handler_unregister(sw->wire);
	}
	rtnl_unlock();
	return err;
}

static void sim_dsa_unwire(struct sim_dsa *sw)
{
	rtnl_lock();
	netdev_rx_handler_unregister(sw->wire);
	rtnl_unlock();
}

static int sim_dsa_start(struct sim_dsa *sw)
{
	int err;

	err = sim_cables_create(sw);
	if (err)
		return err;
	err = sim_dsa_wire(sw);
	if (err)
		goto err_wire;
	err = sim_dsa_register(sw);
	if (err)
		goto err_register;
	err = sim_switch_plug(&sw->plug);
	if (err)
		goto err_plug;
	return 0;

err_plug:
	sim_switch_unplug();
	sim_dsa_unregister(sw);
err_register:
	sim_dsa_unwire(sw);
err_wire:
	sim_cables_destroy(sw);
	return err;
}

static int __init sim_dsa_module_init(void)
{
	int err;

	if (!ports || ports > SIM_SWITCH_PORTS) {
		pr_err("ports=%u: must be 1 to %u\n", ports, SIM_SWITCH_PORTS);
		return -EINVAL;
	}
	sim_dsa = kzalloc(sizeof(*sim_dsa), GFP_KERNEL);
	if (!sim_dsa)
		return -ENOMEM;
	sim_dsa->plug.conduit = conduit;
	err = sim_switch_conduit(conduit, &sim_dsa->port, &sim_dsa->wire);
	if (err) {
		pr_err("conduit=%u: no port of this SoC that a switch can be behind\n", conduit);
		goto err_conduit;
	}
	err = platform_driver_register(&sim_dsa_driver);
	if (err)
		goto err_conduit;
	err = sim_dsa_start(sim_dsa);
	if (err)
		goto err_start;
	return 0;

err_start:
	platform_driver_unregister(&sim_dsa_driver);
err_conduit:
	kfree(sim_dsa);
	return err;
}

static void __exit sim_dsa_module_exit(void)
{
	sim_switch_unplug();
	sim_dsa_unregister(sim_dsa);
	sim_dsa_unwire(sim_dsa);
	sim_cables_destroy(sim_dsa);
	platform_driver_unregister(&sim_dsa_driver);
	kfree(sim_dsa);
}

module_init(sim_dsa_module_init);
module_exit(sim_dsa_module_exit);

MODULE_DESCRIPTION("Simulated MediaTek switch behind the simulated router SoC");
MODULE_AUTHOR("nft-offload project");
MODULE_LICENSE("GPL");
MODULE_INFO(test, "Y");
