// SPDX-License-Identifier: GPL-2.0-only
/*
 * Put the ports on the software engine. That module is fetched only when somebody
 * asks for it, so its functions are looked up and not linked.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kmod.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <net/netfilter/nf_flow_hw_soft.h>

#include "rk_gmac_soc.h"
#include "rk_gmac_soft.h"

/* Both are set from init to exit, or none; they keep nf_flow_hw_soft loaded. */
static int (*rk_gmac_soft_add)(struct net_device *dev);
static void (*rk_gmac_soft_del)(struct net_device *dev);

/* Registration replays for devices that exist, and so does its end. */
static int rk_gmac_soft_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	int err;

	if (!rk_gmac_soc_name(dev))
		return NOTIFY_DONE;

	switch (event) {
	case NETDEV_REGISTER:
		err = rk_gmac_soft_add(dev);
		if (err)
			pr_err("%s: the software engine does not take it: %d\n",
			       netdev_name(dev), err);
		break;
	case NETDEV_UNREGISTER:
		rk_gmac_soft_del(dev);
		break;
	}

	return NOTIFY_DONE;
}

static struct notifier_block rk_gmac_soft_notifier = {
	.notifier_call	= rk_gmac_soft_event,
};

static void rk_gmac_soft_put(void)
{
	if (rk_gmac_soft_add)
		symbol_put(nf_flow_hw_soft_port_add);
	if (rk_gmac_soft_del)
		symbol_put(nf_flow_hw_soft_port_del);
	rk_gmac_soft_add = NULL;
	rk_gmac_soft_del = NULL;
}

/**
 * rk_gmac_soft_init - serve all ports, and those to come, by the software engine
 *
 * Context: may sleep, no RTNL.
 *
 * Return: 0 or a negative error.
 */
int rk_gmac_soft_init(void)
{
	int err;

	request_module("nf_flow_hw_soft");
	rk_gmac_soft_add = symbol_get(nf_flow_hw_soft_port_add);
	rk_gmac_soft_del = symbol_get(nf_flow_hw_soft_port_del);
	if (!rk_gmac_soft_add || !rk_gmac_soft_del) {
		pr_err("soft=1: needs the module nf_flow_hw_soft, which is not there\n");
		err = -ENOENT;
		goto err_symbols;
	}

	err = register_netdevice_notifier(&rk_gmac_soft_notifier);
	if (err)
		goto err_symbols;

	return 0;

err_symbols:
	rk_gmac_soft_put();
	return err;
}

/**
 * rk_gmac_soft_exit - mirror of rk_gmac_soft_init()
 *
 * Context: may sleep, no RTNL.
 */
void rk_gmac_soft_exit(void)
{
	unregister_netdevice_notifier(&rk_gmac_soft_notifier);
	rk_gmac_soft_put();
}
