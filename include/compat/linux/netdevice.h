/* SPDX-License-Identifier: GPL-2.0-only */
/* How the forward path of a device is asked for, and who watches what it sends. */
#ifndef _NF_FLOW_HW_COMPAT_NETDEVICE_H
#define _NF_FLOW_HW_COMPAT_NETDEVICE_H

#include_next <linux/netdevice.h>

#include <linux/version.h>

/**
 * nf_flow_hw_compat_fill_forward_path - the devices from layer 3 down to a port
 * @dev: layer-3 device
 * @daddr: MAC address that packets are sent to
 * @stack: filled in; nf_flow_hw_compat_forward_path_release() it if 0 is returned
 *
 * Context: RCU; the devices in @stack are valid as long as it is held.
 *
 * Return: 0 or a negative error.
 */
static inline int
nf_flow_hw_compat_fill_forward_path(const struct net_device *dev, const u8 *daddr,
				    struct net_device_path_stack *stack)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 2, 0)
	struct net_device_path_ctx ctx = { .dev = dev };

	memcpy(ctx.daddr, daddr, ETH_ALEN);
	return dev_fill_forward_path(&ctx, stack) < 0 ? -ENOENT : 0;
#else
	return dev_fill_forward_path(dev, daddr, stack) < 0 ? -ENOENT : 0;
#endif
}

/**
 * nf_flow_hw_compat_forward_path_release - the path is not needed any more
 * @stack: what nf_flow_hw_compat_fill_forward_path() filled in
 */
static inline void
nf_flow_hw_compat_forward_path_release(struct net_device_path_stack *stack)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 2, 0)
	dev_fill_forward_path_release(stack);
#endif
}

/**
 * nf_flow_hw_compat_lltx - is the device sent to without a lock?
 * @dev: the device
 *
 * Return: whether.
 */
static inline bool nf_flow_hw_compat_lltx(const struct net_device *dev)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	return dev->lltx;
#else
	return dev->features & NETIF_F_LLTX;
#endif
}

/**
 * nf_flow_hw_compat_tx_watched - does anybody look at what a device sends?
 * @dev: the device
 *
 * Taps, and hooks of nf_tables and tc. Context: RCU.
 *
 * Return: whether.
 */
static inline bool nf_flow_hw_compat_tx_watched(struct net_device *dev)
{
#ifdef CONFIG_NETFILTER_EGRESS
	if (rcu_access_pointer(dev->nf_hooks_egress))
		return true;
#endif
#if defined(CONFIG_NET_XGRESS)
	if (rcu_access_pointer(dev->tcx_egress))
		return true;
#elif defined(CONFIG_NET_CLS_ACT) && LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
	if (rcu_access_pointer(dev->miniq_egress))
		return true;
#endif
	return dev_nit_active(dev);
}

/**
 * nf_flow_hw_compat_unmark - forget that a switch has forwarded a packet already
 * @skb: the packet; it is sent as another one
 */
static inline void nf_flow_hw_compat_unmark(struct sk_buff *skb)
{
#ifdef CONFIG_NET_SWITCHDEV
	skb->offload_fwd_mark = 0;
	skb->offload_l3_fwd_mark = 0;
#endif
}

#endif /* _NF_FLOW_HW_COMPAT_NETDEVICE_H */
