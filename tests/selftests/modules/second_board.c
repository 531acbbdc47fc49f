// SPDX-License-Identifier: GPL-2.0-only
/*
 * A second frame engine in the machine, beside that of the simulator: an MT7621 with
 * plain memory for registers and table, which takes entries and forwards nothing, so
 * that every packet goes by the kernel's own path. Its ports are far0 and far1;
 * plug0 and plug1 are what is plugged into them.
 */
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/platform_data/nf_flow_hw_mtk.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

#define SECOND_PORTS	2
#define SECOND_REGS	0x2000

static int soc = NF_FLOW_TABLE_HW_MTK_MT7621;
module_param(soc, int, 0444);
MODULE_PARM_DESC(soc, "as a number, also one that does not exist (default: MT7621)");

static uint bus = 0x50000000;	/* any that is aligned */
module_param(bus, uint, 0444);
MODULE_PARM_DESC(bus, "address of the tables, also one that is not aligned");

struct second_port {
	struct net_device	*peer;
};

static u32 second_regs[SECOND_REGS / sizeof(u32)];
static struct net_device *second_far[SECOND_PORTS], *second_plug[SECOND_PORTS];
static struct nf_flow_hw_mtk_port second_ports[SECOND_PORTS];
static struct platform_device *second_pdev;

static u32 second_read(void *ctx, u32 reg)
{
	return READ_ONCE(second_regs[reg / sizeof(u32)]);
}

/* A command to the cache is done at once. */
static void second_write(void *ctx, u32 reg, u32 val)
{
	if (reg == MTK_PPE_BASE_V1 + MTK_PPE_CACHE_CTL)
		val &= ~MTK_PPE_CACHE_CTL_REQ;
	WRITE_ONCE(second_regs[reg / sizeof(u32)], val);
}

static const struct nf_flow_hw_mtk_io second_io = {
	.read	= second_read,
	.write	= second_write,
};

static void *second_alloc(void *ctx, size_t size, size_t align, u32 *at)
{
	*at = bus;
	return kvzalloc(size, GFP_KERNEL);
}

static void second_free(void *ctx, size_t size, void *cpu, u32 at)
{
	kvfree(cpu);
}

static const struct nf_flow_hw_mtk_mem second_mem = {
	.alloc	= second_alloc,
	.free	= second_free,
};

static netdev_tx_t second_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct second_port *port = netdev_priv(dev);

	dev_forward_skb(port->peer, skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops second_netdev_ops = {
	.ndo_start_xmit		= second_xmit,
	.ndo_set_mac_address	= eth_mac_addr,
	.ndo_validate_addr	= eth_validate_addr,
};

static struct net_device *second_netdev_create(const char *name)
{
	struct net_device *dev = alloc_etherdev(sizeof(struct second_port));

	if (!dev)
		return NULL;

	dev->netdev_ops = &second_netdev_ops;
	strscpy(dev->name, name, sizeof(dev->name));
	eth_hw_addr_random(dev);
	if (register_netdev(dev)) {
		free_netdev(dev);
		return NULL;
	}
	return dev;
}

static void second_netdev_destroy(struct net_device *dev)
{
	if (!dev)
		return;
	unregister_netdev(dev);
	free_netdev(dev);
}

static void second_netdevs_destroy(void)
{
	int i;

	for (i = 0; i < SECOND_PORTS; i++) {
		second_netdev_destroy(second_far[i]);
		second_netdev_destroy(second_plug[i]);
	}
}

/* All are down until each has its peer. */
static int second_netdevs_create(void)
{
	int i;

	for (i = 0; i < SECOND_PORTS; i++) {
		second_far[i] = second_netdev_create("far%d");
		second_plug[i] = second_netdev_create("plug%d");
		if (!second_far[i] || !second_plug[i])
			return -ENOMEM;

		((struct second_port *)netdev_priv(second_far[i]))->peer = second_plug[i];
		((struct second_port *)netdev_priv(second_plug[i]))->peer = second_far[i];
		second_ports[i].dev = second_far[i];
		second_ports[i].pse_port = MTK_PSE_GDM1 + i;
		second_ports[i].dsa_port = -1;
	}
	return 0;
}

static int second_board_create(void)
{
	const struct nf_flow_hw_mtk_pdata pdata = {
		.soc		= soc,
		.io		= &second_io,
		.mem		= &second_mem,
		.ports		= second_ports,
		.n_ports	= SECOND_PORTS,
	};

	second_pdev = platform_device_register_data(NULL, NF_FLOW_TABLE_HW_MTK_DEVICE, 2,
						    &pdata, sizeof(pdata));
	return PTR_ERR_OR_ZERO(second_pdev);
}

static int __init second_init(void)
{
	int err = second_netdevs_create() ?: second_board_create();

	if (err)
		second_netdevs_destroy();
	return err;
}

static void __exit second_exit(void)
{
	platform_device_unregister(second_pdev);
	second_netdevs_destroy();
}

module_init(second_init);
module_exit(second_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("nf_flow_hw: a second frame engine over plain memory");
MODULE_INFO(test, "Y");
