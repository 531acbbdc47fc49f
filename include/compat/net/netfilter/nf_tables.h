/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_COMPAT_NF_TABLES_H
#define _NF_FLOW_HW_COMPAT_NF_TABLES_H

#include_next <net/netfilter/nf_tables.h>

#include <linux/version.h>

/**
 * nf_flow_hw_compat_creating - is this flowtable being created right now?
 * @ft: a flowtable that nf_tables owns
 *
 * nf_tables links a flowtable into its table after the last device was bound,
 * and frees it if one refuses. Context: commit_mutex held.
 *
 * Return: true until the flowtable has been linked.
 */
static inline bool nf_flow_hw_compat_creating(struct nf_flowtable *ft)
{
	return !container_of(ft, struct nft_flowtable, data)->list.next;
}

/* The device that is bound last for a hook, NULL if there is none. Since Linux
 * 6.16 a hook is a name or a prefix, with any number of devices.
 */
static inline const struct net_device *
nf_flow_hw_compat_hook_dev(const struct nft_hook *hook)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 16, 0)
	if (list_empty(&hook->ops_list))
		return NULL;

	return list_last_entry(&hook->ops_list, struct nf_hook_ops, list)->dev;
#else
	return hook->ops.dev;
#endif
}

/**
 * nf_flow_hw_compat_last_dev - is @dev the last device of a flowtable's list?
 * @ft: a flowtable that is being created
 * @dev: a device that is being bound to it
 *
 * Context: commit_mutex held.
 *
 * Return: true if no device comes after @dev.
 */
static inline bool nf_flow_hw_compat_last_dev(struct nf_flowtable *ft,
					      const struct net_device *dev)
{
	const struct net_device *last;
	struct nft_flowtable *flowtable;
	struct nft_hook *hook;

	flowtable = container_of(ft, struct nft_flowtable, data);
	list_for_each_entry_reverse(hook, &flowtable->hook_list, list) {
		last = nf_flow_hw_compat_hook_dev(hook);
		if (last)
			return last == dev;
	}

	return true;
}

#endif /* _NF_FLOW_HW_COMPAT_NF_TABLES_H */
