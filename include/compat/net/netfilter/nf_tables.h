/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_COMPAT_NF_TABLES_H
#define _NF_FLOW_HW_COMPAT_NF_TABLES_H

#include_next <net/netfilter/nf_tables.h>

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
	struct nft_flowtable *flowtable;
	struct nft_hook *hook;

	flowtable = container_of(ft, struct nft_flowtable, data);
	if (list_empty(&flowtable->hook_list))
		return true;

	hook = list_last_entry(&flowtable->hook_list, struct nft_hook, list);
	return hook->ops.dev == dev;
}

#endif /* _NF_FLOW_HW_COMPAT_NF_TABLES_H */
