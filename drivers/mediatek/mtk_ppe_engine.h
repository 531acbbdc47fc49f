/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _MTK_PPE_ENGINE_H
#define _MTK_PPE_ENGINE_H

struct mtk_ppe_dev;

int mtk_ppe_engine_init(struct mtk_ppe_dev *priv);
void mtk_ppe_engine_uninit(struct mtk_ppe_dev *priv);
void mtk_ppe_engine_start(struct mtk_ppe_dev *priv);
void mtk_ppe_engine_stop(struct mtk_ppe_dev *priv);
void mtk_ppe_engine_restart(struct mtk_ppe_dev *priv);
void mtk_ppe_engine_forward(struct mtk_ppe_dev *priv);

#endif /* _MTK_PPE_ENGINE_H */
