/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _MTK_PPE_ENTRY_H
#define _MTK_PPE_ENTRY_H

#include <linux/types.h>

#include "mtk_ppe_soc.h"

struct nf_flow_hw_rule;

/**
 * struct mtk_ppe_path - what the encoder must know of the two ports
 * @sp: PSE port of ingress
 * @dest_port: PSE port of egress
 * @dsa_in: what is received carries the tag of a MediaTek switch
 * @dsa_out: the switch's tag of what is sent, as MTK_FOE_ETYPE_DSA_PORT(); 0: none
 */
struct mtk_ppe_path {
	u8				sp;
	u8				dest_port;
	bool				dsa_in;
	u16				dsa_out;
};

/**
 * struct mtk_ppe_entry - a flow entry (FOE) as it is to stand in the table
 * @layout: its type
 * @hash: before it is reduced to an index
 * @ingress: port and tags of what is received. The engine does not compare them,
 *	so they are no part of the words; see mtk_ppe_bucket_add().
 * @frame_max: length of the longest frame that may leave, header included
 * @tags: how many tags the engine counts in it, see mtk_ppe_io_fit()
 * @l2_len: bytes in front of the IP header of what is received
 * @word: host order; state is BIND, the timestamp 0
 */
struct mtk_ppe_entry {
	const struct mtk_ppe_layout	*layout;
	u32				hash;
	u64				ingress;
	u32				frame_max;
	u8				tags;
	u8				l2_len;
	u32				word[MTK_PPE_ENTRY_WORDS_MAX] __aligned(8);
};

int mtk_ppe_entry_encode(const struct mtk_ppe_soc *soc,
			 const struct nf_flow_hw_rule *rule,
			 const struct mtk_ppe_path *path,
			 struct mtk_ppe_entry *entry);
bool mtk_ppe_entry_same_tuple(const struct mtk_ppe_entry *entry, const u32 *foe);
bool mtk_ppe_entry_same_key(const struct mtk_ppe_soc *soc,
			    const struct mtk_ppe_entry *entry,
			    const u32 *foe);
bool mtk_ppe_entry_same(const struct mtk_ppe_soc *soc,
			const struct mtk_ppe_entry *entry, const u32 *foe);

#endif /* _MTK_PPE_ENTRY_H */
