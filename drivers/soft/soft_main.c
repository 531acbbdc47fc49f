// SPDX-License-Identifier: GPL-2.0-only
/*
 * A packet engine in software, for ports without one: what the core asks of it.
 * It is never called hardware.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "soft_engine.h"

#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <net/netfilter/nf_flow_hw_soft.h>

#define SOFT_ENTRIES_MIN	64
#define SOFT_ENTRIES_MAX	1048576

static unsigned int entries = SOFT_TABLE_ENTRIES;
module_param(entries, uint, 0444);
MODULE_PARM_DESC(entries, "Entries of the flow table, a power of two from 64 to 1048576 (default: 16384); a flow takes two");

struct soft_table soft_table;
DEFINE_PER_CPU(struct soft_stats, soft_stats);

static int soft_encode(struct soft_entry *entry, const struct nf_flow_hw_rule *rule)
{
	int err;

	err = soft_entry_encode(entry, rule);
	if (err)
		return err;

	entry->key.dev = soft_port_dev(rule->port_in);
	entry->out = soft_port_dev(rule->port_out);
	if (!entry->key.dev || !entry->out)
		return -EOPNOTSUPP;

	entry->port_in = rule->port_in;
	entry->port_out = rule->port_out;
	/* What the driver wants in front of the header. */
	entry->headroom += READ_ONCE(entry->out->needed_headroom);
	return 0;
}

static void soft_give_up(struct nf_flow_hw_entry *owner)
{
	soft_table_unbind(&soft_table, owner);
	soft_table_flush(&soft_table);
	soft_table_del(&soft_table, owner);
}

static int soft_entry_add(struct nf_flow_hw_backend *be, struct nf_flow_hw_entry *owner,
			  const struct nf_flow_hw_rule *rule)
{
	struct soft_entry entry;
	int err;

	err = soft_encode(&entry, rule);
	if (!err && soft_table_holds(&soft_table, owner, &entry))
		return 0;

	if (owner->slot != NF_FLOW_TABLE_HW_SLOT_NONE)
		soft_give_up(owner);
	return err ?: soft_table_add(&soft_table, owner, &entry);
}

static void soft_entry_unbind(struct nf_flow_hw_backend *be,
			      struct nf_flow_hw_entry *owner)
{
	soft_table_unbind(&soft_table, owner);
}

static void soft_flush(struct nf_flow_hw_backend *be)
{
	/* Without a table there was never an entry. */
	if (soft_table_exists(&soft_table))
		soft_table_flush(&soft_table);
}

static void soft_entry_del(struct nf_flow_hw_backend *be, struct nf_flow_hw_entry *owner)
{
	soft_table_del(&soft_table, owner);
}

static int soft_entry_stats(struct nf_flow_hw_backend *be, struct nf_flow_hw_entry *owner)
{
	return soft_table_stats(&soft_table, owner);
}

static void soft_usage(struct nf_flow_hw_backend *be, struct nf_flow_hw_usage *usage)
{
	usage->used = READ_ONCE(soft_table.used);
	usage->size = entries;
}

/* No owner: the engine goes at any time, and takes its entries along. */
static const struct nf_flow_hw_ops soft_ops = {
	.port_get	= soft_port_get,
	.port_put	= soft_port_put,
	.entry_add	= soft_entry_add,
	.entry_unbind	= soft_entry_unbind,
	.flush		= soft_flush,
	.entry_del	= soft_entry_del,
	.entry_stats	= soft_entry_stats,
	.usage		= soft_usage,
	.port_set	= soft_port_set,
	.receive	= soft_rx,
};

static struct nf_flow_hw_backend soft_backend = {
	.name		= "soft",
	.ops		= &soft_ops,
	.engine		= NF_FLOW_TABLE_HW_ENGINE_SOFTWARE,
	.features	= NF_FLOW_TABLE_HW_F_IPV4 | NF_FLOW_TABLE_HW_F_IPV6 |
			  NF_FLOW_TABLE_HW_F_NAT4 | NF_FLOW_TABLE_HW_F_NAT6 |
			  NF_FLOW_TABLE_HW_F_VLAN | NF_FLOW_TABLE_HW_F_QINQ |
			  NF_FLOW_TABLE_HW_F_PPPOE,
};

/**
 * soft_table_want - the first port is about to come
 *
 * Who never names a port pays no memory. Context: may sleep; one caller at a time.
 * Return: 0 or -ENOMEM.
 */
int soft_table_want(void)
{
	return soft_table.size ? 0 : soft_table_init(&soft_table, entries);
}

/**
 * nf_flow_hw_soft_port_add - have a device served by the software engine
 * @dev: an Ethernet device; forgotten when it unregisters
 *
 * Flowtables with "flags offload" that have it, now or later, use the engine for
 * it, unless hardware serves it. Context: may sleep; RTNL may be held.
 *
 * Return: 0, -EINVAL if the device cannot be served, or -ENOMEM.
 */
int nf_flow_hw_soft_port_add(struct net_device *dev)
{
	return nf_flow_hw_backend_port_set(&soft_backend, dev, true);
}
EXPORT_SYMBOL_GPL(nf_flow_hw_soft_port_add);

/**
 * nf_flow_hw_soft_port_del - mirror of nf_flow_hw_soft_port_add()
 * @dev: the device
 *
 * When it returns the engine forwards nothing from or to @dev. Context: as above.
 */
void nf_flow_hw_soft_port_del(struct net_device *dev)
{
	nf_flow_hw_backend_port_set(&soft_backend, dev, false);
}
EXPORT_SYMBOL_GPL(nf_flow_hw_soft_port_del);

static int __init soft_module_init(void)
{
	int err;

	if (!is_power_of_2(entries) || entries < SOFT_ENTRIES_MIN ||
	    entries > SOFT_ENTRIES_MAX) {
		pr_err("entries=%u: not a power of two from %u to %u\n", entries,
		       SOFT_ENTRIES_MIN, SOFT_ENTRIES_MAX);
		return -EINVAL;
	}
	err = soft_port_init();
	if (err)
		return err;

	err = nf_flow_hw_backend_register(&soft_backend);
	if (err) {
		soft_port_exit();
		return err;
	}
	soft_debugfs_init();
	return 0;
}

static void __exit soft_module_exit(void)
{
	soft_debugfs_exit();
	nf_flow_hw_backend_unregister(&soft_backend);
	soft_port_exit();
	if (soft_table.size)
		soft_table_uninit(&soft_table);
}

module_init(soft_module_init);
module_exit(soft_module_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Software packet engine for flowtable offload");
