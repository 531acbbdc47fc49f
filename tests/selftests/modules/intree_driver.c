// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stands in for a driver of the kernel that serves flowtables by the indirect
 * path: takes those of some devices, and refuses every flow.
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <net/flow_offload.h>

static char *dev = "none";
module_param(dev, charp, 0444);
MODULE_PARM_DESC(dev, "names of devices to take begin with this");

static char *debugfs;
module_param(debugfs, charp, 0444);
MODULE_PARM_DESC(debugfs, "make a directory of this name at the top of debugfs, as mtk_eth_soc does");

static struct dentry *debugfs_dir;
static LIST_HEAD(block_cbs);

static int intree_flow(enum tc_setup_type type, void *type_data, void *cb_priv)
{
	return -EOPNOTSUPP;
}

static void intree_cb_release(void *cb_priv)
{
}

static int intree_bind(struct net_device *netdev, struct flow_block_offload *bo, void *data,
		       void (*cleanup)(struct flow_block_cb *block_cb))
{
	struct flow_block_cb *block_cb;

	block_cb = flow_indr_block_cb_alloc(intree_flow, netdev, netdev, intree_cb_release, bo,
					    netdev, NULL, data, NULL, cleanup);
	if (IS_ERR(block_cb))
		return PTR_ERR(block_cb);

	flow_block_cb_add(block_cb, bo);
	list_add(&block_cb->driver_list, &block_cbs);

	return 0;
}

static int intree_unbind(struct net_device *netdev, struct flow_block_offload *bo)
{
	struct flow_block_cb *block_cb;

	block_cb = flow_block_cb_lookup(bo->block, intree_flow, netdev);
	if (!block_cb)
		return -ENOENT;

	flow_indr_block_cb_remove(block_cb, bo);
	list_del(&block_cb->driver_list);

	return 0;
}

static int intree_setup(struct net_device *netdev, struct Qdisc *sch, void *cb_priv,
			enum tc_setup_type type, void *type_data, void *data,
			void (*cleanup)(struct flow_block_cb *block_cb))
{
	struct flow_block_offload *bo = type_data;

	if (!netdev || type != TC_SETUP_FT || strncmp(netdev->name, dev, strlen(dev)))
		return -EOPNOTSUPP;

	return bo->command == FLOW_BLOCK_BIND ? intree_bind(netdev, bo, data, cleanup) :
						intree_unbind(netdev, bo);
}

static int __init intree_init(void)
{
	int err;

	err = flow_indr_dev_register(intree_setup, NULL);
	if (!err && debugfs)
		debugfs_dir = debugfs_create_dir(debugfs, NULL);

	return err;
}
module_init(intree_init);

static void __exit intree_exit(void)
{
	debugfs_remove(debugfs_dir);
	flow_indr_dev_unregister(intree_setup, NULL, intree_cb_release);
}
module_exit(intree_exit);

MODULE_DESCRIPTION("Stands in for a driver that takes flowtables by the indirect path");
MODULE_LICENSE("GPL");
MODULE_INFO(test, "Y");
