// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ports that look as those of Rockchip SoCs do under stmmac: a MAC with its own
 * idea of tc, a register dump, a device with the compatibles, and no packet engine.
 * Formats and quirks are those of Linux 6.1 and 6.12 (stmmac_ethtool.c,
 * stmmac_main.c). Which feature bits are set: Documentation/simulator.md.
 */
#include <linux/debugfs.h>
#include <linux/ethtool.h>
#include <linux/netdevice.h>
#include <linux/platform_device.h>
#include <linux/property.h>
#include <linux/seq_file.h>

#include "sim_gmac.h"
#include "sim_soc.h"

#define SIM_GMAC_DUMP		0x1060	/* bytes, DWMAC1000 */
#define SIM_EQOS_DUMP		0x116c	/* bytes, EQOS */
#define SIM_DMA_COPY		55	/* where the dump repeats the DMA registers */

const struct sim_gmac_desc sim_gmac_rk3399 = {
	.name		= "rk3399",
	.compatible	= { "rockchip,rk3399-gmac", "snps,dwmac" },
	.version	= 0x1035,
	.feature	= { 0x00050703 },
	.queues		= 1,
};

const struct sim_gmac_desc sim_gmac_rk3568 = {
	.name		= "rk3568",
	.compatible	= { "rockchip,rk3568-gmac", "snps,dwmac-4.20a" },
	.eqos		= true,
	.version	= 0x3051,
	.feature	= { 0x000140e3, 0x000401c8, 0x00000000, 0x00000000 },
	.queues		= 1,
	.tso		= true,
};

const struct sim_gmac_desc sim_gmac_rk3588 = {
	.name		= "rk3588",
	.compatible	= { "rockchip,rk3588-gmac", "snps,dwmac-4.20a" },
	.eqos		= true,
	.version	= 0x3051,
	.feature	= { 0x000140e3, 0x100601c8, 0x00041041, 0x00000000 },
	.queues		= 2,
	.l3l4_filters	= 2,
	.tso		= true,
	.split_header	= true,
};

static int sim_gmac_begin(struct net_device *dev)
{
	return netif_running(dev) ? 0 : -EBUSY;
}

static void sim_gmac_get_drvinfo(struct net_device *dev, struct ethtool_drvinfo *info)
{
	strscpy(info->driver, "st_gmac", sizeof(info->driver));
}

static int sim_gmac_get_regs_len(struct net_device *dev)
{
	return sim_port_of(dev)->gmac->eqos ? SIM_EQOS_DUMP : SIM_GMAC_DUMP;
}

/* The registers of DMA channel 0 have some content. */
static void sim_gmac_dump_dma(u32 *words, unsigned int first, unsigned int num)
{
	unsigned int i;

	for (i = 0; i < num; i++)
		words[first + i] = 0xd0000000 | (first + i) * 4;
}

static void sim_gmac_dump(const struct sim_gmac_desc *gmac, u32 *words)
{
	sim_gmac_dump_dma(words, 0x1000 / 4, 22);
	words[0x20 / 4] = gmac->version;
	words[0x1058 / 4] = gmac->feature[0];
	memcpy(&words[SIM_DMA_COPY], &words[0x1000 / 4], 23 * 4);
}

/* Here the copy is made over the version and feature registers, a fault of stmmac
 * that a kernel may mend.
 */
static void sim_gmac_dump_eqos(const struct sim_gmac_desc *gmac, u32 *words, bool whole)
{
	words[0x110 / 4] = gmac->version;
	memcpy(&words[0x11c / 4], gmac->feature, sizeof(gmac->feature));
	sim_gmac_dump_dma(words, 0x1100 / 4, 27);
	if (!whole)
		memcpy(&words[SIM_DMA_COPY], &words[0x1100 / 4], 27 * 4);
}

static void sim_gmac_get_regs(struct net_device *dev, struct ethtool_regs *regs,
			      void *space)
{
	struct sim_port *port = sim_port_of(dev);
	struct sim_soc *soc = port->soc;

	atomic_inc(&soc->gmac_dumps);
	if (!netif_running(dev))
		sim_violation(&soc->log, "registers of %s read while its clock is off",
			      netdev_name(dev));
	if (port->gmac->eqos)
		sim_gmac_dump_eqos(port->gmac, space, READ_ONCE(soc->gmac_dump_whole));
	else
		sim_gmac_dump(port->gmac, space);
}

static void sim_gmac_get_ringparam(struct net_device *dev, struct ethtool_ringparam *ring,
				   struct kernel_ethtool_ringparam *kernel_ring,
				   struct netlink_ext_ack *extack)
{
	struct sim_port *port = sim_port_of(dev);

	ring->rx_max_pending = SIM_RING_MAX;
	ring->tx_max_pending = SIM_RING_MAX;
	ring->rx_pending = port->ring_rx;
	ring->tx_pending = port->ring_tx;
}

/* There are no rings: the numbers are kept for who asks. */
static int sim_gmac_set_ringparam(struct net_device *dev, struct ethtool_ringparam *ring,
				  struct kernel_ethtool_ringparam *kernel_ring,
				  struct netlink_ext_ack *extack)
{
	struct sim_port *port = sim_port_of(dev);

	if (!ring->rx_pending || !ring->tx_pending)
		return -EINVAL;
	port->ring_rx = ring->rx_pending;
	port->ring_tx = ring->tx_pending;

	return 0;
}

static void sim_gmac_get_channels(struct net_device *dev, struct ethtool_channels *chan)
{
	const struct sim_gmac_desc *gmac = sim_port_of(dev)->gmac;

	chan->rx_count = gmac->queues;
	chan->tx_count = gmac->queues;
	chan->max_rx = gmac->queues;
	chan->max_tx = gmac->queues;
}

static const struct ethtool_ops sim_gmac_ethtool_ops = {
	.begin		= sim_gmac_begin,
	.get_drvinfo	= sim_gmac_get_drvinfo,
	.get_regs_len	= sim_gmac_get_regs_len,
	.get_regs	= sim_gmac_get_regs,
	.get_link	= ethtool_op_get_link,
	.get_ringparam	= sim_gmac_get_ringparam,
	.set_ringparam	= sim_gmac_set_ringparam,
	.get_channels	= sim_gmac_get_channels,
};

/**
 * sim_gmac_setup - give a netdev what stmmac gives it
 * @port: with its device, see sim_gmac_create()
 * @dev: its netdev, not registered yet
 */
void sim_gmac_setup(struct sim_port *port, struct net_device *dev)
{
	dev->ethtool_ops = &sim_gmac_ethtool_ops;
	SET_NETDEV_DEV(dev, &port->parent->dev);
}

/**
 * sim_gmac_create - the device that the netdev of a port belongs to
 * @port: a port with a MAC of this kind
 *
 * Return: 0 or a negative errno
 */
int sim_gmac_create(struct sim_port *port)
{
	const struct property_entry properties[] = {
		PROPERTY_ENTRY_STRING_ARRAY("compatible", port->gmac->compatible),
		{ }
	};
	const struct platform_device_info info = {
		.name		= "nf-flow-hw-sim-gmac",
		.id		= port->id,
		.properties	= properties,
	};

	port->ring_rx = SIM_RING_DEFAULT;
	port->ring_tx = SIM_RING_DEFAULT;
	port->parent = platform_device_register_full(&info);
	if (!IS_ERR(port->parent))
		return 0;
	port->parent = NULL;

	return -ENOMEM;
}

/**
 * sim_gmac_destroy - take the device away
 * @port: without a netdev
 */
void sim_gmac_destroy(struct sim_port *port)
{
	platform_device_unregister(port->parent);
	port->parent = NULL;
}

static const char *sim_gmac_flag(bool flag)
{
	return flag ? "Y" : "N";
}

/* What matters here of the file that stmmac makes, in its words. */
static int sim_gmac_dma_cap_show(struct seq_file *m, void *v)
{
	const struct sim_port *port = m->private;
	const struct sim_gmac_desc *gmac = port->gmac;

	seq_puts(m, "==============================\n\tDMA HW features\n"
		 "==============================\n");
	seq_puts(m, "\t10/100 Mbps: Y\n\t1000 Mbps: Y\n");
	seq_printf(m, "\tTSO: %s\n", sim_gmac_flag(gmac->tso));
	seq_puts(m, "\tFlexible RX Parser: N\n");
	seq_puts(m, "\tReceive Side Scaling: N\n");
	seq_printf(m, "\tSplit Header: %s\n", sim_gmac_flag(gmac->split_header));
	seq_printf(m, "\tNumber of L3/L4 Filters: %d\n", gmac->l3l4_filters);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(sim_gmac_dma_cap);

/**
 * sim_gmac_debugfs_init - stmmac's files of a port
 * @port: the port
 * @root: /sys/kernel/debug/stmmaceth
 */
void sim_gmac_debugfs_init(struct sim_port *port, struct dentry *root)
{
	struct dentry *dir = debugfs_create_dir(netdev_name(port->port), root);

	debugfs_create_file("dma_cap", 0444, dir, port, &sim_gmac_dma_cap_fops);
}
