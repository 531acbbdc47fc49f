/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_COMPAT_NET_DSA_H
#define _NF_FLOW_HW_COMPAT_NET_DSA_H

#include_next <net/dsa.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 7, 0)
#define NF_FLOW_HW_COMPAT_DSA_USER slave
#else
#define NF_FLOW_HW_COMPAT_DSA_USER user
#endif

/**
 * nf_flow_hw_compat_dsa_user - the netdev of a switch port
 * @port: a user port
 *
 * Return: the netdev or NULL.
 */
static inline struct net_device *
nf_flow_hw_compat_dsa_user(const struct dsa_port *port)
{
	return port->NF_FLOW_HW_COMPAT_DSA_USER;
}

/**
 * nf_flow_hw_compat_dsa_cpu - the switch port that a netdev leads to
 * @dev: any netdev
 *
 * Return: the port, or NULL if it leads to no switch.
 */
static inline struct dsa_port *
nf_flow_hw_compat_dsa_cpu(const struct net_device *dev)
{
#if IS_ENABLED(CONFIG_NET_DSA)
	return dev->dsa_ptr;
#else
	return NULL;
#endif
}

#endif /* _NF_FLOW_HW_COMPAT_NET_DSA_H */
