/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _MTK_PPE_OWNER_H
#define _MTK_PPE_OWNER_H

#include <linux/types.h>

struct mtk_ppe_mmio;

bool mtk_ppe_owner_offers(const struct mtk_ppe_mmio *mmio);

#endif /* _MTK_PPE_OWNER_H */
