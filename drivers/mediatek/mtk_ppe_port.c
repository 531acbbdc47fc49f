// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which netdevs are ports of a frame engine: those of its MACs or, where a MAC
 * leads to a switch of MediaTek's, the ports of that switch. The PPE parses the
 * tag of no other switch.
 */
#include "mtk_ppe_port.h"

#include <kunit/visibility.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/string.h>
#include <net/dsa.h>

#include "mtk_ppe_mmio.h"
#include "mtk_ppe_soc.h"

/* The tag has a bit for each of so many. */
#define MTK_PPE_PORT_SWITCH		6

struct mtk_ppe_port_list {
	struct nf_flow_hw_mtk_port	*ports;
	unsigned int			num;
	const struct net_device		*gone;
};

static void mtk_ppe_port_add(struct mtk_ppe_port_list *list,
			     struct net_device *dev, u8 pse_port, u8 ppe,
			     s8 dsa_port)
{
	if (dev == list->gone || list->num == MTK_PPE_PORT_MAX)
		return;

	list->ports[list->num++] = (struct nf_flow_hw_mtk_port){
		.dev = dev,
		.pse_port = pse_port,
		.ppe = ppe,
		.dsa_port = dsa_port,
	};
}

static void mtk_ppe_port_add_switch(struct mtk_ppe_port_list *list,
				    const struct dsa_port *cpu, u8 pse_port,
				    u8 ppe)
{
	struct net_device *user;
	struct dsa_port *port;

	if (!cpu->tag_ops || cpu->tag_ops->proto != DSA_TAG_PROTO_MTK)
		return;

	list_for_each_entry(port, &cpu->dst->ports, list) {
		if (port->type != DSA_PORT_TYPE_USER || port->cpu_dp != cpu ||
		    port->index >= MTK_PPE_PORT_SWITCH)
			continue;
		user = nf_flow_hw_compat_dsa_user(port);
		if (user && user->reg_state == NETREG_REGISTERED)
			mtk_ppe_port_add(list, user, pse_port, ppe,
					 port->index);
	}
}

/**
 * mtk_ppe_port_collect - list the ports of a frame engine
 * @mmio: the frame engine
 * @gone: leave this netdev out; may be NULL
 * @ports: result, MTK_PPE_PORT_MAX elements; what is not used is zero
 *
 * A MAC is served by the PPE of its number, as in-tree, or by the last one.
 * Context: RTNL.
 * Return: how many there are.
 */
unsigned int mtk_ppe_port_collect(const struct mtk_ppe_mmio *mmio,
				  const struct net_device *gone,
				  struct nf_flow_hw_mtk_port *ports)
{
	struct mtk_ppe_port_list list = { .ports = ports, .gone = gone };
	const struct mtk_ppe_soc *soc = mmio->soc;
	const struct dsa_port *cpu;
	unsigned int i;
	u8 pse, ppe;

	ASSERT_RTNL();

	memset(ports, 0, MTK_PPE_PORT_MAX * sizeof(*ports));
	for (i = 0; i < ARRAY_SIZE(mmio->mac) && i < soc->n_gdm; i++) {
		if (!mmio->mac[i] || mmio->mac[i] == gone)
			continue;
		pse = soc->gdm[i].pse_port;
		ppe = min_t(u8, i, soc->n_ppe - 1);
		cpu = nf_flow_hw_compat_dsa_cpu(mmio->mac[i]);
		if (cpu)
			mtk_ppe_port_add_switch(&list, cpu, pse, ppe);
		else
			mtk_ppe_port_add(&list, mmio->mac[i], pse, ppe, -1);
	}
	return list.num;
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_port_collect);
