/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _MTK_PPE_LEARN_H
#define _MTK_PPE_LEARN_H

#include <linux/types.h>

struct device;
struct mtk_ppe_entry;
struct mtk_ppe_soc;
struct mtk_ppe_table;

int mtk_ppe_learn_init(u32 entries);
void mtk_ppe_learn_exit(void);
bool mtk_ppe_learn_active(void);
int mtk_ppe_learn_check(struct device *dev, const struct mtk_ppe_soc *soc);
bool mtk_ppe_learn_refused(void);
int mtk_ppe_learn_index(u32 hash);
int mtk_ppe_learn_table_init(struct mtk_ppe_table *table);
void mtk_ppe_learn_table_uninit(struct mtk_ppe_table *table);
void mtk_ppe_learn_table_clear(struct mtk_ppe_table *table);
void mtk_ppe_learn_seen(struct mtk_ppe_table *table, u32 hash);
int mtk_ppe_learn_find(struct mtk_ppe_table *table, u32 first,
		       const struct mtk_ppe_entry *entry);

#endif /* _MTK_PPE_LEARN_H */
