/* SPDX-License-Identifier: GPL-2.0-only */
/* <kunit/visibility.h> came with Linux 6.2. */
#ifndef _NF_FLOW_HW_COMPAT_KUNIT_VISIBILITY_H
#define _NF_FLOW_HW_COMPAT_KUNIT_VISIBILITY_H

#include <linux/export.h>
#include <linux/kconfig.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
#include_next <kunit/visibility.h>
#else
#if IS_ENABLED(CONFIG_KUNIT)
#define VISIBLE_IF_KUNIT
#define EXPORT_SYMBOL_IF_KUNIT(symbol) \
	EXPORT_SYMBOL_NS(symbol, EXPORTED_FOR_KUNIT_TESTING)
#else
#define VISIBLE_IF_KUNIT static
#define EXPORT_SYMBOL_IF_KUNIT(symbol)
#endif
#endif

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#define NF_FLOW_HW_IMPORT_KUNIT_NS() MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING")
#else
#define NF_FLOW_HW_IMPORT_KUNIT_NS() MODULE_IMPORT_NS(EXPORTED_FOR_KUNIT_TESTING)
#endif

#endif /* _NF_FLOW_HW_COMPAT_KUNIT_VISIBILITY_H */
