// SPDX-License-Identifier: GPL-2.0-only
/*
 * A switch with MediaTek's tag behind a port of board_eth.c, and a tagger for it,
 * which Debian's kernel for arm64 lacks. What it shows is which netdevs the driver
 * takes for ports of the engine; no frame ever moves.
 */
#include <linux/etherdevice.h>
#include <linux/mii.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/phy.h>
#include <linux/phylink.h>
#include <linux/platform_device.h>
#include <net/dsa.h>

#define BOARD_DSA_CPU_PORT	6
#define BOARD_DSA_NUM_PORTS	7

static char *conduit = "";
module_param(conduit, charp, 0444);
MODULE_PARM_DESC(conduit, "netdev that leads to the switch");

static struct dsa_chip_data board_dsa_chip = {
	.port_names[0] = "lan0",
	.port_names[3] = "lan3",
	.port_names[BOARD_DSA_CPU_PORT] = "cpu",
};

static struct platform_device *board_dsa_pdev;
static struct dsa_switch board_dsa_switch;

static struct sk_buff *board_dsa_xmit(struct sk_buff *skb, struct net_device *dev)
{
	kfree_skb(skb);
	return NULL;
}

static struct sk_buff *board_dsa_rcv(struct sk_buff *skb, struct net_device *dev)
{
	return NULL;
}

static const struct dsa_device_ops board_dsa_tag_ops = {
	.name			= "mtk",
	.proto			= DSA_TAG_PROTO_MTK,
	.xmit			= board_dsa_xmit,
	.rcv			= board_dsa_rcv,
	.needed_headroom	= 4,
};

static struct dsa_tag_driver board_dsa_tagger = {
	.ops	= &board_dsa_tag_ops,
};

static struct dsa_tag_driver *board_dsa_taggers[] = { &board_dsa_tagger };

static enum dsa_tag_protocol board_dsa_tag_protocol(struct dsa_switch *ds, int port,
						    enum dsa_tag_protocol mprot)
{
	return DSA_TAG_PROTO_MTK;
}

static int board_dsa_setup(struct dsa_switch *ds)
{
	return 0;
}

static void board_dsa_phylink_caps(struct dsa_switch *ds, int port,
				   struct phylink_config *config)
{
	config->mac_capabilities = MAC_10 | MAC_100 | MAC_1000FD;
	__set_bit(PHY_INTERFACE_MODE_INTERNAL, config->supported_interfaces);
	__set_bit(PHY_INTERFACE_MODE_GMII, config->supported_interfaces);
}

/* A PHY without a link: the ports need none to be ports. */
static int board_dsa_phy_read(struct dsa_switch *ds, int port, int reg)
{
	return reg == MII_BMSR ? BMSR_ANEGCAPABLE | BMSR_100FULL : 0;
}

static int board_dsa_phy_write(struct dsa_switch *ds, int port, int reg, u16 val)
{
	return 0;
}

static const struct dsa_switch_ops board_dsa_ops = {
	.get_tag_protocol	= board_dsa_tag_protocol,
	.setup			= board_dsa_setup,
	.phylink_get_caps	= board_dsa_phylink_caps,
	.phy_read		= board_dsa_phy_read,
	.phy_write		= board_dsa_phy_write,
};

/* The PHY core looks at the driver of a netdev's parent without asking whether
 * there is one.
 */
static int board_dsa_probe(struct platform_device *pdev)
{
	return 0;
}

static struct platform_driver board_dsa_driver = {
	.driver = {
		.name = KBUILD_MODNAME,
	},
	.probe = board_dsa_probe,
};

static int board_dsa_register(struct net_device *dev)
{
	int err;

	board_dsa_chip.netdev[BOARD_DSA_CPU_PORT] = &dev->dev;
	board_dsa_pdev = platform_device_register_data(NULL, KBUILD_MODNAME,
						       PLATFORM_DEVID_NONE,
						       &board_dsa_chip,
						       sizeof(board_dsa_chip));
	if (IS_ERR(board_dsa_pdev))
		return PTR_ERR(board_dsa_pdev);

	board_dsa_switch.dev = &board_dsa_pdev->dev;
	board_dsa_switch.num_ports = BOARD_DSA_NUM_PORTS;
	board_dsa_switch.ops = &board_dsa_ops;
	err = dsa_register_switch(&board_dsa_switch);
	if (err)
		platform_device_unregister(board_dsa_pdev);
	return err;
}

static int __init board_dsa_init(void)
{
	struct net_device *dev = dev_get_by_name(&init_net, conduit);
	int err;

	if (!dev)
		return -ENODEV;

	/* No owner: whoever uses the tagger goes before it, in our exit. */
	dsa_tag_drivers_register(board_dsa_taggers, ARRAY_SIZE(board_dsa_taggers), NULL);
	err = platform_driver_register(&board_dsa_driver);
	if (!err) {
		err = board_dsa_register(dev);
		if (err)
			platform_driver_unregister(&board_dsa_driver);
	}
	if (err)
		dsa_tag_drivers_unregister(board_dsa_taggers, ARRAY_SIZE(board_dsa_taggers));
	dev_put(dev);
	return err;
}
module_init(board_dsa_init);

static void __exit board_dsa_exit(void)
{
	dsa_unregister_switch(&board_dsa_switch);
	platform_device_unregister(board_dsa_pdev);
	platform_driver_unregister(&board_dsa_driver);
	dsa_tag_drivers_unregister(board_dsa_taggers, ARRAY_SIZE(board_dsa_taggers));
}
module_exit(board_dsa_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Switch with MediaTek's tag behind the board test's Ethernet driver");
MODULE_INFO(test, "Y");
