/* SPDX-License-Identifier: GPL-2.0-only */
/* What differs between the flowtables of the supported kernels. */
#ifndef _NF_FLOW_HW_COMPAT_NF_FLOW_TABLE_H
#define _NF_FLOW_HW_COMPAT_NF_FLOW_TABLE_H

#include_next <net/netfilter/nf_flow_table.h>

#include <linux/bitops.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "nft-offload needs Linux 6.1 or newer: flowtables before 5.13 record no layer-2 path"
#endif

/**
 * nf_flow_hw_compat_eth_word - an Ethernet mangle word as packet memory
 * @offset: byte offset of the word in the Ethernet header
 * @word: value or mask of the mangle action
 *
 * nf_flow_table builds the word that holds the end of the destination and the
 * start of the source address with host shifts, so on a big-endian CPU its
 * halves are swapped. Values and masks are alike.
 *
 * Return: the word in packet byte order.
 */
static inline u32 nf_flow_hw_compat_eth_word(u32 offset, u32 word)
{
	return IS_ENABLED(CONFIG_CPU_BIG_ENDIAN) && offset == 4 ?
	       rol32(word, 16) : word;
}

#endif /* _NF_FLOW_HW_COMPAT_NF_FLOW_TABLE_H */
