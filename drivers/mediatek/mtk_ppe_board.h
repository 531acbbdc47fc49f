/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _MTK_PPE_BOARD_H
#define _MTK_PPE_BOARD_H

int mtk_ppe_board_init(void);
void mtk_ppe_board_exit(void);

#endif /* _MTK_PPE_BOARD_H */
