/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _MTK_PPE_HASH_H
#define _MTK_PPE_HASH_H

#include <linux/types.h>

u32 mtk_ppe_hash_v4(const u32 *sip, const u32 *dip, u32 ports);
u32 mtk_ppe_hash_v6(const u32 *sip, const u32 *dip, u32 ports);
u32 mtk_ppe_hash_index(u32 hash, u32 ways, u32 entries);

#endif /* _MTK_PPE_HASH_H */
