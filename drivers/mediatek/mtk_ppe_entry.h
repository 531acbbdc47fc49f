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
 */
struct mtk_ppe_path {
	u8				sp;
	u8				dest_port;
};

/**
 * struct mtk_ppe_entry - a flow entry (FOE) as it is to stand in the table
 * @layout: its type
 * @hash: before it is reduced to an index
 * @mtu: largest L3 length that may be forwarded; not part of the words
 * @word: host order; state is BIND, the timestamp 0
 */
struct mtk_ppe_entry {
	const struct mtk_ppe_layout	*layout;
	u32				hash;
	u16				mtu;
	u32				word[MTK_PPE_ENTRY_WORDS_MAX];
};

int mtk_ppe_entry_encode(const struct mtk_ppe_soc *soc,
			 const struct nf_flow_hw_rule *rule,
			 const struct mtk_ppe_path *path,
			 struct mtk_ppe_entry *entry);
bool mtk_ppe_entry_same_key(const struct mtk_ppe_soc *soc,
			    const struct mtk_ppe_entry *entry,
			    const u32 *foe);
bool mtk_ppe_entry_same(const struct mtk_ppe_soc *soc,
			const struct mtk_ppe_entry *entry, const u32 *foe);

#endif /* _MTK_PPE_ENTRY_H */
