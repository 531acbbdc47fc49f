/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_COMPAT_GENETLINK_H
#define _NF_FLOW_HW_COMPAT_GENETLINK_H

#include_next <net/genetlink.h>

#include <linux/version.h>

/**
 * nf_flow_hw_compat_dump_attrs - the parsed attributes of a dump request
 * @cb: the dump
 *
 * Return: the array, indexed by attribute type.
 */
static inline struct nlattr **nf_flow_hw_compat_dump_attrs(struct netlink_callback *cb)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
	return genl_info_dump(cb)->attrs;
#else
	return genl_dumpit_info(cb)->attrs;
#endif
}

#endif /* _NF_FLOW_HW_COMPAT_GENETLINK_H */
