/* SPDX-License-Identifier: GPL-2.0-only */
/* Where segmentation is declared. */
#ifndef _NF_FLOW_HW_COMPAT_GSO_H
#define _NF_FLOW_HW_COMPAT_GSO_H

#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
#include_next <net/gso.h>
#else
#include <linux/netdevice.h>
#endif

#endif /* _NF_FLOW_HW_COMPAT_GSO_H */
