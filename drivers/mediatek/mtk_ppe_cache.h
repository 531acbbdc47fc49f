/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _MTK_PPE_CACHE_H
#define _MTK_PPE_CACHE_H

struct mtk_ppe_io;

void mtk_ppe_cache_start(struct mtk_ppe_io *io);
void mtk_ppe_cache_stop(struct mtk_ppe_io *io);
void mtk_ppe_cache_suspend(struct mtk_ppe_io *io);
void mtk_ppe_cache_resume(struct mtk_ppe_io *io);

#endif /* _MTK_PPE_CACHE_H */
