/* SPDX-License-Identifier: GPL-2.0-only */
/* How the forward path of a device is asked for. */
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

#endif /* _NF_FLOW_HW_COMPAT_NETDEVICE_H */
