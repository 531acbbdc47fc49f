// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does the Ethernet driver use the engines itself? Its own answer to a flowtable is
 * what counts, so it is asked as nf_tables would ask it, about a block that exists
 * for that question only.
 */
#include "mtk_ppe_owner.h"

#include <linux/kernel.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/flow_offload.h>

#include "mtk_ppe_mmio.h"

static int mtk_ppe_owner_setup(struct net_device *dev, struct flow_block *block,
			       enum flow_block_command command)
{
	struct flow_block_offload bo = {
		.net = dev_net(dev),
		.block = block,
		.command = command,
		.binder_type = FLOW_BLOCK_BINDER_TYPE_CLSACT_INGRESS,
		.cb_list_head = &block->cb_list,
	};
	struct flow_block_cb *block_cb, *next;
	struct netlink_ext_ack extack = {};
	int err;

	bo.extack = &extack;
	INIT_LIST_HEAD(&bo.cb_list);
	err = dev->netdev_ops->ndo_setup_tc(dev, TC_SETUP_FT, &bo);

	/* What nf_flow_table does with the answer. */
	if (command == FLOW_BLOCK_BIND && !err)
		list_splice(&bo.cb_list, &block->cb_list);
	if (command == FLOW_BLOCK_UNBIND)
		list_for_each_entry_safe(block_cb, next, &bo.cb_list, list) {
			list_del(&block_cb->list);
			flow_block_cb_free(block_cb);
		}
	return err;
}

static bool mtk_ppe_owner_offers_port(struct net_device *dev)
{
	struct flow_block block;

	if (!dev->netdev_ops->ndo_setup_tc)
		return false;

	flow_block_init(&block);
	if (mtk_ppe_owner_setup(dev, &block, FLOW_BLOCK_BIND))
		return false;
	mtk_ppe_owner_setup(dev, &block, FLOW_BLOCK_UNBIND);
	return true;
}

/**
 * mtk_ppe_owner_offers - would the Ethernet driver take a flowtable?
 * @mmio: its netdevs
 *
 * Context: RTNL.
 * Return: true if it would on one of its ports.
 */
bool mtk_ppe_owner_offers(const struct mtk_ppe_mmio *mmio)
{
	unsigned int i;

	ASSERT_RTNL();

	for (i = 0; i < ARRAY_SIZE(mmio->mac); i++)
		if (mmio->mac[i] && mtk_ppe_owner_offers_port(mmio->mac[i]))
			return true;
	return false;
}
