/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _MTK_PPE_DEBUGFS_H
#define _MTK_PPE_DEBUGFS_H

struct mtk_ppe_dev;

int mtk_ppe_debugfs_init(struct mtk_ppe_dev *priv);

#endif /* _MTK_PPE_DEBUGFS_H */
