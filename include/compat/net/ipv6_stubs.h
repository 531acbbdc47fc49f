/* SPDX-License-Identifier: GPL-2.0-only */
/* How the neighbour table of IPv6 is reached. */
#ifndef _NF_FLOW_HW_COMPAT_IPV6_STUBS_H
#define _NF_FLOW_HW_COMPAT_IPV6_STUBS_H

#include <linux/version.h>

/* Where IPv6 can be a module, its table is reached through a stub, so that ours
 * loads without it. Later kernels have IPv6 built in or not at all.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 2, 0)
#include_next <net/ipv6_stubs.h>
#define NF_FLOW_HW_COMPAT_ND_TBL	(ipv6_stub->nd_tbl)
#else
#include <net/ndisc.h>
#define NF_FLOW_HW_COMPAT_ND_TBL	(&nd_tbl)
#endif

/**
 * nf_flow_hw_compat_nd_tbl - the neighbour table of IPv6
 *
 * Return: the table, or NULL without IPv6.
 */
static inline struct neigh_table *nf_flow_hw_compat_nd_tbl(void)
{
	return IS_ENABLED(CONFIG_IPV6) ? NF_FLOW_HW_COMPAT_ND_TBL : NULL;
}

#endif /* _NF_FLOW_HW_COMPAT_IPV6_STUBS_H */
