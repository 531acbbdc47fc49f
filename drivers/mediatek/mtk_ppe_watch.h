/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _MTK_PPE_WATCH_H
#define _MTK_PPE_WATCH_H

struct mtk_ppe_dev;

int mtk_ppe_watch_start(struct mtk_ppe_dev *priv);
void mtk_ppe_watch_stop(struct mtk_ppe_dev *priv);

#endif /* _MTK_PPE_WATCH_H */
