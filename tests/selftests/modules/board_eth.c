// SPDX-License-Identifier: GPL-2.0-only
/*
 * An Ethernet driver for a MediaTek node whose registers are plain memory: netdevs
 * with the parent and the nodes that mtk_eth_soc gives them, and what that driver
 * does to the registers that concern the packet engine. No frame ever moves.
 */
#include <linux/debugfs.h>
#include <linux/dma-mapping.h>
#include <linux/etherdevice.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/seq_file.h>
#include <net/flow_offload.h>

#define BOARD_ETH_MACS		2

static const u32 board_eth_fwd_cfg[BOARD_ETH_MACS] = { 0x500, 0x1500 };

static bool offers;
module_param(offers, bool, 0644);
MODULE_PARM_DESC(offers, "use the packet engine oneself, and take flowtables");

static unsigned int glo_cfg;
module_param(glo_cfg, uint, 0644);
MODULE_PARM_DESC(glo_cfg, "what GLO_CFG of the first engine reads when the first port opens");

struct board_eth {
	void __iomem		*base;
	resource_size_t		size;
	struct net_device	*dev[BOARD_ETH_MACS];
	unsigned int		opened;
	struct dentry		*debugfs;
};

/* As the in-tree driver: with the first port, before its UP. */
static int board_eth_open(struct net_device *dev)
{
	struct board_eth *eth = *(struct board_eth **)netdev_priv(dev);
	unsigned int i;

	if (!eth->opened++) {
		if (glo_cfg)
			writel(glo_cfg, eth->base + 0x2200);
		if (offers)
			writel(0x12345000, eth->base + 0x2220);
		for (i = 0; i < BOARD_ETH_MACS; i++)
			writel(0x700000 | (offers ? 0x3333 : 0),
			       eth->base + board_eth_fwd_cfg[i]);
	}
	netif_carrier_on(dev);
	return 0;
}

static int board_eth_stop(struct net_device *dev)
{
	struct board_eth *eth = *(struct board_eth **)netdev_priv(dev);

	eth->opened--;
	netif_carrier_off(dev);
	return 0;
}

static netdev_tx_t board_eth_xmit(struct sk_buff *skb, struct net_device *dev)
{
	dev_kfree_skb(skb);
	return NETDEV_TX_OK;
}

static int board_eth_carrier(struct net_device *dev, bool on)
{
	if (on)
		netif_carrier_on(dev);
	else
		netif_carrier_off(dev);
	return 0;
}

static int board_eth_block_cb(enum tc_setup_type type, void *type_data, void *priv)
{
	return -EOPNOTSUPP;
}

static LIST_HEAD(board_eth_blocks);

static int board_eth_setup_tc(struct net_device *dev, enum tc_setup_type type,
			      void *type_data)
{
	if (type != TC_SETUP_FT || !offers)
		return -EOPNOTSUPP;
	return flow_block_cb_setup_simple(type_data, &board_eth_blocks,
					  board_eth_block_cb, dev, dev, true);
}

static const struct net_device_ops board_eth_ops = {
	.ndo_open		= board_eth_open,
	.ndo_stop		= board_eth_stop,
	.ndo_start_xmit		= board_eth_xmit,
	.ndo_change_carrier	= board_eth_carrier,
	.ndo_setup_tc		= board_eth_setup_tc,
	.ndo_set_mac_address	= eth_mac_addr,
	.ndo_validate_addr	= eth_validate_addr,
};

/* Offset and value of every register that is not 0. */
static int board_eth_regs_show(struct seq_file *s, void *unused)
{
	struct board_eth *eth = s->private;
	u32 off, val;

	for (off = 0; off < eth->size; off += 4) {
		val = readl(eth->base + off);
		if (val)
			seq_printf(s, "%04x %08x\n", off, val);
	}
	return 0;
}

static int board_eth_regs_open(struct inode *inode, struct file *file)
{
	return single_open(file, board_eth_regs_show, inode->i_private);
}

/* "OFFSET VALUE" sets a register, "reset" clears all. */
static ssize_t board_eth_regs_write(struct file *file, const char __user *user,
				    size_t len, loff_t *pos)
{
	struct board_eth *eth = ((struct seq_file *)file->private_data)->private;
	char buf[32];
	u32 off, val;

	if (len >= sizeof(buf))
		return -EINVAL;
	if (copy_from_user(buf, user, len))
		return -EFAULT;
	buf[len] = 0;
	if (!strncmp(buf, "reset", 5)) {
		for (off = 0; off < eth->size; off += 4)
			writel(0, eth->base + off);
		return len;
	}
	if (sscanf(buf, "%x %x", &off, &val) != 2 || off >= eth->size || off % 4)
		return -EINVAL;
	writel(val, eth->base + off);
	return len;
}

static const struct file_operations board_eth_regs_fops = {
	.owner		= THIS_MODULE,
	.open		= board_eth_regs_open,
	.read		= seq_read,
	.write		= board_eth_regs_write,
	.llseek		= seq_lseek,
	.release	= single_release,
};

static int board_eth_add_mac(struct platform_device *pdev, struct board_eth *eth,
			     struct device_node *np)
{
	struct net_device *dev;
	u32 id;
	int err;

	if (of_property_read_u32(np, "reg", &id) || id >= BOARD_ETH_MACS)
		return -EINVAL;

	dev = alloc_etherdev(sizeof(struct board_eth *));
	if (!dev)
		return -ENOMEM;

	*(struct board_eth **)netdev_priv(dev) = eth;
	SET_NETDEV_DEV(dev, &pdev->dev);
	dev->dev.of_node = np;
	dev->netdev_ops = &board_eth_ops;
	eth_hw_addr_random(dev);
	netif_carrier_off(dev);
	strscpy(dev->name, "mac%d", sizeof(dev->name));
	err = register_netdev(dev);
	if (err) {
		free_netdev(dev);
		return err;
	}
	eth->dev[id] = dev;
	return 0;
}

static void board_eth_del_macs(struct board_eth *eth)
{
	unsigned int i;

	for (i = 0; i < BOARD_ETH_MACS; i++) {
		if (!eth->dev[i])
			continue;
		unregister_netdev(eth->dev[i]);
		free_netdev(eth->dev[i]);
		eth->dev[i] = NULL;
	}
}

static int board_eth_probe(struct platform_device *pdev)
{
	struct device_node *np;
	struct board_eth *eth;
	struct resource *res;
	int err;

	eth = devm_kzalloc(&pdev->dev, sizeof(*eth), GFP_KERNEL);
	res = platform_get_resource(pdev, IORESOURCE_MEM, 0);
	if (!eth || !res)
		return -ENOMEM;

	eth->size = resource_size(res);
	eth->base = devm_ioremap_resource(&pdev->dev, res);
	if (IS_ERR(eth->base))
		return PTR_ERR(eth->base);

	err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(32));
	if (err)
		return err;

	platform_set_drvdata(pdev, eth);
	eth->debugfs = debugfs_create_dir(dev_name(&pdev->dev), NULL);
	debugfs_create_file("regs", 0600, eth->debugfs, eth, &board_eth_regs_fops);
	for_each_available_child_of_node(pdev->dev.of_node, np) {
		err = board_eth_add_mac(pdev, eth, np);
		if (err) {
			of_node_put(np);
			break;
		}
	}
	if (err) {
		board_eth_del_macs(eth);
		debugfs_remove(eth->debugfs);
	}
	return err;
}

static void board_eth_remove(void *data)
{
	struct platform_device *pdev = data;
	struct board_eth *eth = platform_get_drvdata(pdev);

	board_eth_del_macs(eth);
	debugfs_remove(eth->debugfs);
}

/* The type of a driver's remove() changed in 6.11; this does not depend on it. */
static int board_eth_probe_managed(struct platform_device *pdev)
{
	int err = board_eth_probe(pdev);

	if (err)
		return err;
	return devm_add_action_or_reset(&pdev->dev, board_eth_remove, pdev);
}

static const struct of_device_id board_eth_of_match[] = {
	{ .compatible = "mediatek,mt7981-eth" },
	{ .compatible = "mediatek,mt7986-eth" },
	{ }
};

static struct platform_driver board_eth_driver = {
	.driver = {
		.name		= "nf-flow-hw-board-eth",
		.of_match_table	= board_eth_of_match,
	},
	.probe = board_eth_probe_managed,
};
module_platform_driver(board_eth_driver);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Ethernet driver for a MediaTek node over plain memory");
MODULE_INFO(test, "Y");
