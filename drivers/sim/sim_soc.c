// SPDX-License-Identifier: GPL-2.0-only
/*
 * The SoC around the engines: which frames they see and what becomes of their
 * decisions.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "sim_soc.h"

#include <linux/bitfield.h>
#include <linux/etherdevice.h>
#include <linux/jhash.h>
#include <linux/platform_device.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

#include "sim_gmac.h"
#include "sim_ppe_rewrite.h"

/* The value of GDMA_FWD_CFG for a port; without one it feeds its PPE. */
static u32 sim_fwd_cfg(const struct sim_port *port)
{
	const struct sim_soc_desc *desc = port->soc->desc;

	if (desc->ports[port->id].fwd_reg)
		return READ_ONCE(port->soc->fwd_cfg[port->id]);
	return 0x1111 * desc->ppe_pse[desc->ports[port->id].ppe] | MTK_GDMA_IP_CSUM_EN |
	       MTK_GDMA_TCP_CSUM_EN | MTK_GDMA_UDP_CSUM_EN;
}

/* PSE port that a frame goes to first. */
static u8 sim_steer(const struct sim_port *port, const u8 *mac, u32 cfg)
{
	if (is_broadcast_ether_addr(mac))
		return FIELD_GET(MTK_GDMA_FWD_BROADCAST, cfg);
	if (is_multicast_ether_addr(mac))
		return FIELD_GET(MTK_GDMA_FWD_MULTICAST, cfg);
	if (ether_addr_equal(mac, port->port->dev_addr))
		return FIELD_GET(MTK_GDMA_FWD_UNICAST, cfg);
	return FIELD_GET(MTK_GDMA_FWD_OTHER, cfg);
}

static struct sim_ppe *sim_ppe_by_pse(struct sim_soc *soc, u8 pse)
{
	unsigned int n;

	for (n = 0; n < soc->desc->n_ppes; n++)
		if (soc->desc->ppe_pse[n] == pse)
			return &soc->ppes[n];
	return NULL;
}

/* The Ethernet driver passes the index on as a hash (mtk_eth_soc), and passes
 * nothing on when there is none.
 */
static void sim_rx_hash(const struct sim_ppe *ppe, struct sk_buff *skb, u16 index)
{
	index &= ppe->desc->index_invalid;	/* as wide as the descriptor's field */
	if (index != ppe->desc->index_invalid)
		skb_set_hash(skb, jhash_1word(index, 0), PKT_HASH_TYPE_L4);
}

/* Put the new header in front of the IP packet; false: no memory. */
static bool sim_rewrite(struct sk_buff *skb, const struct sim_frame *f,
			const struct sim_verdict *v)
{
	u8 l2[SIM_L2_MAX];
	unsigned int len;

	len = sim_rewrite_l2(l2, &v->foe, f, v->vpm_tpid);
	if (skb_cow_head(skb, len > f->l3_off ? len - f->l3_off : 0))
		return false;
	sim_rewrite_l3(skb->data + f->l3_off, &v->foe, f, v->keep_dscp);
	__skb_pull(skb, f->l3_off);
	memcpy(__skb_push(skb, len), l2, len);
	return true;
}

static void sim_forward(struct sim_port *in, struct sim_ppe *ppe, struct sk_buff *skb,
			const struct sim_frame *f, const struct sim_verdict *v)
{
	struct sim_port *out = in->soc->by_pse[v->foe.dp];
	enum sim_drop cause = SIM_DROP_EGRESS_NONE;

	if (!out)
		goto drop;
	cause = SIM_DROP_NOMEM;
	if (!sim_rewrite(skb, f, v))
		goto drop;
	if (!sim_port_to_wire(out, skb)) {
		skb = NULL;
		cause = SIM_DROP_EGRESS_DOWN;
		goto drop;
	}
	sim_port_count(in, SIM_PORT_HW_IN);
	sim_port_count(out, SIM_PORT_HW_OUT);
	return;

drop:
	sim_ppe_count_drop(ppe, cause);
	sim_port_count(in, SIM_PORT_DROPPED);
	kfree_skb(skb);
}

/* The CPU gets a copy of the frame as it came. */
static void sim_keepalive(struct sim_port *in, const struct sim_ppe *ppe,
			  const struct sk_buff *skb, u16 index)
{
	struct sk_buff *copy = skb_copy(skb, GFP_ATOMIC);

	if (!copy)
		return;
	sim_rx_hash(ppe, copy, index);
	sim_port_to_cpu(in, copy);
}

static void sim_ppe_rx(struct sim_port *in, struct sim_ppe *ppe, struct sk_buff *skb, u32 cfg)
{
	u32 flow_cfg = READ_ONCE(ppe->regs[MTK_PPE_FLOW_CFG / 4]);
	struct sim_verdict v;
	struct sim_frame f;
	unsigned long flags;

	sim_parse(skb->data, skb->len, flow_cfg, cfg & MTK_GDMA_SPECIAL_TAG, &f);
	spin_lock_irqsave(&ppe->lock, flags);
	sim_ppe_classify(ppe, skb->data, &f, in->pse, cfg, &v);
	spin_unlock_irqrestore(&ppe->lock, flags);

	switch (v.act) {
	case SIM_FORWARD:
		if (v.dup)
			sim_keepalive(in, ppe, skb, v.index);
		sim_forward(in, ppe, skb, &f, &v);
		break;
	case SIM_CPU:
		sim_rx_hash(ppe, skb, v.index);
		sim_port_to_cpu(in, skb);
		break;
	case SIM_DROP:
		sim_port_count(in, SIM_PORT_DROPPED);
		kfree_skb(skb);
		break;
	}
}

/**
 * sim_soc_rx - a frame enters the SoC
 * @port: where
 * @skb: linear, at least 60 bytes, from its MAC header on; consumed
 */
void sim_soc_rx(struct sim_port *port, struct sk_buff *skb)
{
	struct sim_ppe *ppe;
	u32 cfg;
	u8 pse;

	if (port->kind != SIM_PORT_PSE) {
		sim_port_to_cpu(port, skb);
		return;
	}
	cfg = sim_fwd_cfg(port);
	pse = sim_steer(port, skb->data, cfg);
	ppe = sim_ppe_by_pse(port->soc, pse);
	if (ppe) {
		sim_ppe_rx(port, ppe, skb, cfg);
		return;
	}
	switch (pse) {
	case MTK_PSE_PDMA:
		sim_port_to_cpu(port, skb);
		break;
	default:
		sim_violation(&port->soc->log, "GDMA_FWD_CFG of PSE port %u names port %u",
			      port->pse, pse);
		fallthrough;
	case MTK_PSE_DROP:
		sim_port_count(port, SIM_PORT_DROPPED);
		kfree_skb(skb);
	}
}

static void sim_soc_scan(struct work_struct *work)
{
	struct sim_soc *soc = container_of(work, struct sim_soc, scan.work);
	unsigned int i;

	for (i = 0; i < soc->desc->n_ppes; i++)
		sim_ppe_scan(&soc->ppes[i]);
	schedule_delayed_work(&soc->scan, HZ);
}

static void sim_soc_init_port(struct sim_soc *soc, unsigned int i)
{
	struct sim_port *port = &soc->ports[i];

	port->soc = soc;
	port->id = i;
	port->kind = soc->desc->ports[i].kind;
	port->gmac = soc->desc->ports[i].gmac;
	if (i >= soc->n_ports - soc->rk_ports) {
		port->kind = SIM_PORT_GMAC;
		port->gmac = &sim_gmac_rk3568;
	}
	if (port->kind != SIM_PORT_PSE)
		return;
	port->pse = soc->desc->ports[i].pse;
	soc->by_pse[port->pse] = port;
}

static int sim_soc_init_ppe(struct sim_soc *soc, unsigned int i)
{
	struct sim_ppe *ppe = &soc->ppes[i];
	unsigned int p;

	ppe->mem = &soc->mem;
	ppe->log = &soc->log;
	ppe->clock = &soc->clock;
	ppe->opts = &soc->opts;
	ppe->id = i;
	for (p = 0; p < soc->n_ports; p++)
		if (soc->ports[p].kind == SIM_PORT_PSE)
			ppe->pse_ports |= BIT(soc->ports[p].pse);
	return sim_ppe_init(ppe, soc->desc->ppe);
}

/**
 * sim_soc_init - a SoC after reset, without netdevs
 * @soc: zeroed, with its options set
 * @desc: which one
 * @n_ports: how many of its ports to have
 *
 * Return: 0 or -ENOMEM
 */
int sim_soc_init(struct sim_soc *soc, const struct sim_soc_desc *desc, unsigned int n_ports)
{
	unsigned int i;
	int err;

	soc->desc = desc;
	soc->n_ports = n_ports;
	sim_log_init(&soc->log);
	sim_mem_init(&soc->mem);
	sim_clock_init(&soc->clock);
	INIT_DELAYED_WORK(&soc->scan, sim_soc_scan);
	for (i = 0; i < n_ports; i++)
		sim_soc_init_port(soc, i);
	for (i = 0; i < desc->n_ppes; i++) {
		err = sim_soc_init_ppe(soc, i);
		if (err)
			goto err_ppe;
	}
	return 0;

err_ppe:
	while (i--)
		sim_ppe_uninit(&soc->ppes[i]);
	return err;
}

/**
 * sim_soc_uninit - undo sim_soc_init()
 * @soc: without netdevs
 */
void sim_soc_uninit(struct sim_soc *soc)
{
	unsigned int i, left;

	for (i = 0; i < soc->desc->n_ppes; i++)
		sim_ppe_uninit(&soc->ppes[i]);
	left = sim_mem_uninit(&soc->mem);
	if (left)
		pr_warn("the driver left %u memory allocations\n", left);
}

static void sim_soc_tell_port(struct sim_soc *soc, unsigned int n, unsigned int id,
			      struct net_device *dev, int dsa_port)
{
	struct nf_flow_hw_mtk_port *drv = &soc->drv_ports[n];

	drv->dev = dev;
	drv->pse_port = soc->ports[id].pse;
	drv->ppe = soc->desc->ports[id].ppe;
	drv->dsa_port = dsa_port;
}

/* Ports of a switch stand in for the port that it is behind. Returns how many. */
static unsigned int sim_soc_tell_ports(struct sim_soc *soc)
{
	const struct sim_switch *sw = soc->sw;
	unsigned int i, p, n = 0;

	for (i = 0; i < soc->n_ports; i++) {
		if (soc->ports[i].kind != SIM_PORT_PSE)
			continue;
		if (!sw || sw->conduit != i) {
			sim_soc_tell_port(soc, n++, i, soc->ports[i].port, -1);
			continue;
		}
		for (p = 0; p < SIM_SWITCH_PORTS; p++)
			if (sw->user[p])
				sim_soc_tell_port(soc, n++, i, sw->user[p], p);
	}
	return n;
}

/**
 * sim_soc_attach - offer the SoC to its driver
 * @soc: with its netdevs registered
 *
 * Return: 0 or a negative errno
 */
int sim_soc_attach(struct sim_soc *soc)
{
	struct nf_flow_hw_mtk_pdata pdata = {
		.soc		= soc->desc->soc,
		.io		= &sim_io,
		.mem		= &sim_io_mem,
		.ctx		= soc,
		.ports		= soc->drv_ports,
	};

	if (!soc->desc->n_ppes)
		return 0;
	pdata.n_ports = sim_soc_tell_ports(soc);
	soc->pdev = platform_device_register_data(NULL, NF_FLOW_TABLE_HW_MTK_DEVICE,
						  PLATFORM_DEVID_NONE, &pdata, sizeof(pdata));
	if (IS_ERR(soc->pdev))
		return PTR_ERR(soc->pdev);
	schedule_delayed_work(&soc->scan, HZ);
	return 0;
}

/**
 * sim_soc_detach - take it back; the driver stops the engines. Not under RTNL.
 * @soc: with its netdevs still registered
 */
void sim_soc_detach(struct sim_soc *soc)
{
	platform_device_unregister(soc->pdev);
	cancel_delayed_work_sync(&soc->scan);
}
