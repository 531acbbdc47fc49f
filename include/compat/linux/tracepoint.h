/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_COMPAT_TRACEPOINT_H
#define _NF_FLOW_HW_COMPAT_TRACEPOINT_H

#include_next <linux/tracepoint.h>

#include <linux/version.h>

/* Since Linux 6.10 __string() remembers the source. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
#define nf_flow_hw_compat_assign_str(dst, src)	__assign_str(dst)
#else
#define nf_flow_hw_compat_assign_str(dst, src)	__assign_str(dst, src)
#endif

#endif /* _NF_FLOW_HW_COMPAT_TRACEPOINT_H */
