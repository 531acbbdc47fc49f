/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _MTK_PPE_BUCKET_H
#define _MTK_PPE_BUCKET_H

#include <linux/types.h>

struct mtk_ppe_entry;
struct mtk_ppe_table;
struct nf_flow_hw_entry;

bool mtk_ppe_bucket_holds(struct mtk_ppe_table *table,
			  const struct nf_flow_hw_entry *owner,
			  const struct mtk_ppe_entry *entry);
int mtk_ppe_bucket_add(struct mtk_ppe_table *table,
		       struct nf_flow_hw_entry *owner,
		       const struct mtk_ppe_entry *entry);

#endif /* _MTK_PPE_BUCKET_H */
