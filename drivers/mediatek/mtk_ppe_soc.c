// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which descriptor, and what all generations have in common. Sources of the
 * values: Documentation/mediatek.md.
 */
#include "mtk_ppe_soc.h"

#include <kunit/visibility.h>
#include <linux/bitfield.h>
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

static const struct mtk_ppe_soc *const mtk_ppe_socs[] = {
	[NF_FLOW_TABLE_HW_MTK_MT7986] = &mtk_ppe_soc_mt7986,
	[NF_FLOW_TABLE_HW_MTK_MT7620] = &mtk_ppe_soc_mt7620,
	[NF_FLOW_TABLE_HW_MTK_MT7621] = &mtk_ppe_soc_mt7621,
	[NF_FLOW_TABLE_HW_MTK_MT7622] = &mtk_ppe_soc_mt7622,
	[NF_FLOW_TABLE_HW_MTK_MT7623] = &mtk_ppe_soc_mt7623,
	[NF_FLOW_TABLE_HW_MTK_MT7629] = &mtk_ppe_soc_mt7629,
	[NF_FLOW_TABLE_HW_MTK_MT7981] = &mtk_ppe_soc_mt7981,
	[NF_FLOW_TABLE_HW_MTK_MT7988] = &mtk_ppe_soc_mt7988,
};

/**
 * mtk_ppe_soc_get - find the descriptor of a SoC
 * @soc: which one
 *
 * Return: the descriptor or NULL if the SoC is not supported.
 */
const struct mtk_ppe_soc *mtk_ppe_soc_get(enum nf_flow_hw_mtk_soc soc)
{
	return soc < ARRAY_SIZE(mtk_ppe_socs) ? mtk_ppe_socs[soc] : NULL;
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_soc_get);

/**
 * mtk_ppe_soc_mib_48 - counters of v1 and v2: 48 bits of bytes, 40 of packets
 * @reg: MIB_SER_R0 and its successors
 * @packets: result
 * @bytes: result
 */
void mtk_ppe_soc_mib_48(const u32 *reg, u64 *packets, u64 *bytes)
{
	*bytes = reg[0] |
		 (u64)FIELD_GET(MTK_PPE_MIB_SER_R1_BYTE_HIGH, reg[1]) << 32;
	*packets = FIELD_GET(MTK_PPE_MIB_SER_R1_PKT_LOW, reg[1]) |
		   (u64)FIELD_GET(MTK_PPE_MIB_SER_R2_PKT_HIGH, reg[2]) << 16;
}

/**
 * mtk_ppe_soc_ib1 - a value in the place of a field of word 0
 * @soc: the generation
 * @id: a field of block IB1
 * @val: its value; bits that do not fit are dropped
 *
 * Return: word 0 with nothing but the field; 0 if the generation lacks it.
 */
u32 mtk_ppe_soc_ib1(const struct mtk_ppe_soc *soc, enum mtk_ppe_field_id id,
		    u32 val)
{
	u32 mask = soc->field[id].mask;

	return mask ? (val << __ffs(mask)) & mask : 0;
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_soc_ib1);

/**
 * mtk_ppe_soc_state - state of an entry
 * @soc: the generation
 * @ib1: word 0 of the entry
 *
 * Return: MTK_FOE_STATE_*.
 */
u32 mtk_ppe_soc_state(const struct mtk_ppe_soc *soc, u32 ib1)
{
	u32 mask = soc->field[MTK_PPE_FIELD_STATE].mask;

	return (ib1 & mask) >> __ffs(mask);
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_soc_state);
