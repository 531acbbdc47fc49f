// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers a callback for indirect offload, as drivers of tunnels do, and looks
 * at every flowtable that the kernel shows it. It takes none. A flowtable that it
 * is shown while it registers was left behind by a failed attempt; if it is freed,
 * reading it is what KASAN waits for.
 */
#include <linux/module.h>
#include <linux/netdevice.h>
#include <net/flow_offload.h>
#include <net/netfilter/nf_flow_table.h>

static unsigned int replayed;
module_param(replayed, uint, 0444);
MODULE_PARM_DESC(replayed, "flowtables that were shown during registration (read only)");

static bool registering;

static int indr_probe_cb(struct net_device *dev, struct Qdisc *sch, void *cb_priv,
			 enum tc_setup_type type, void *type_data, void *data,
			 void (*cleanup)(struct flow_block_cb *block_cb))
{
	struct nf_flowtable *ft = data;

	if (!dev || type != TC_SETUP_FT || !ft)
		return -EOPNOTSUPP;

	if (registering) {
		replayed++;
		pr_info("%s: flowtable with flags %#x left behind\n", netdev_name(dev),
			READ_ONCE(ft->flags));
	}

	return -EOPNOTSUPP;
}

static void indr_probe_release(void *cb_priv)
{
}

static int __init indr_probe_init(void)
{
	int err;

	replayed = 0;
	registering = true;
	err = flow_indr_dev_register(indr_probe_cb, NULL);
	registering = false;

	return err;
}

static void __exit indr_probe_exit(void)
{
	flow_indr_dev_unregister(indr_probe_cb, NULL, indr_probe_release);
}

module_init(indr_probe_init);
module_exit(indr_probe_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Looks for flowtables left behind on the indirect offload path");
MODULE_INFO(test, "Y");
