// SPDX-License-Identifier: GPL-2.0-only
/*
 * NETSYS v2 (MT7981, MT7986: two PPEs, 96-byte entries) and v3 (MT7988: three
 * PPEs, 128 bytes). Sources of the values: Documentation/mediatek.md.
 */
#include <linux/kernel.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include <net/netfilter/nf_flow_table_hw.h>

#include "mtk_ppe_soc.h"

#define MTK_PPE_SOC_V2_FEATURES						\
	(NF_FLOW_TABLE_HW_F_IPV4 | NF_FLOW_TABLE_HW_F_IPV6 |		\
	 NF_FLOW_TABLE_HW_F_NAT4 | NF_FLOW_TABLE_HW_F_VLAN |		\
	 NF_FLOW_TABLE_HW_F_QINQ | NF_FLOW_TABLE_HW_F_PPPOE |		\
	 NF_FLOW_TABLE_HW_F_GRE)
#define MTK_PPE_SOC_V3_TB_CFG						\
	(MTK_PPE_TB_CFG_INFO_SEL | MTK_PPE_TB_CFG_KEEP_DSCP_ECN)

/* Only the types that we bind. What the engine does not parse it cannot mistake
 * for one of our entries (an inner tuple of DS-Lite or 6RD).
 */
#define MTK_PPE_SOC_V2_FLOW_TYPES					\
	(MTK_PPE_FLOW_CFG_IP4_NAPT | MTK_PPE_FLOW_CFG_IP6_5T |		\
	 MTK_PPE_FLOW_CFG_IP4_NAT | MTK_PPE_FLOW_CFG_IP6_3T)
#define MTK_PPE_SOC_V2_FLOW_CFG						\
	(MTK_PPE_FLOW_CFG_MD_TOAP_BYP0 | MTK_PPE_FLOW_CFG_MD_TOAP_BYP1 |	\
	 MTK_PPE_FLOW_CFG_MD_TOAP_BYP2)

static const u32 mtk_ppe_soc_v2_base[] = {
	MTK_PPE_BASE_V2,
	MTK_PPE_BASE_V2 + MTK_PPE_STRIDE_V2,
};

static const u8 mtk_ppe_soc_v2_pse_port[] = {
	MTK_PSE_PPE0,
	MTK_PSE_PPE1,
};

static const struct mtk_ppe_gdm mtk_ppe_soc_v2_gdm[] = {
	{ MTK_PSE_GDM1, MTK_GDMA_FWD_CFG_GDM1 },
	{ MTK_PSE_GDM2, MTK_GDMA_FWD_CFG_GDM2 },
};

/* Both values are the in-tree driver's. */
static const struct mtk_ppe_reg mtk_ppe_soc_v2_extra[] = {
	{ MTK_PPE_DEFAULT_CPU_PORT1, 0xcb777 },
	{ MTK_PPE_SBW_CTRL, 0x7f },
};

static const struct mtk_ppe_field mtk_ppe_soc_v2_field[MTK_PPE_FIELD_NUM] = {
	MTK_PPE_FIELD(TS, IB1, 0, MTK_FOE_IB1_V2_TS),
	MTK_PPE_FIELD(SP, IB1, 0, MTK_FOE_IB1_V2_SP),
	MTK_PPE_FIELD(VLAN_LAYER, IB1, 0, MTK_FOE_IB1_V2_BIND_VLAN_LAYER),
	MTK_PPE_FIELD(PPPOE, IB1, 0, MTK_FOE_IB1_V2_BIND_PPPOE),
	MTK_PPE_FIELD(VPM, IB1, 0, MTK_FOE_IB1_V2_BIND_VPM),
	MTK_PPE_FIELD(PACKETS, IB1, 0, MTK_FOE_IB1_V2_UNBIND_PCNT),
	MTK_PPE_FIELD(CACHE, IB1, 0, MTK_FOE_IB1_V2_BIND_CACHE),
	MTK_PPE_FIELD(TTL, IB1, 0, MTK_FOE_IB1_V2_BIND_TTL),
	MTK_PPE_FIELD(TYPE, IB1, 0, MTK_FOE_IB1_V2_TYPE),
	MTK_PPE_FIELD(STATE, IB1, 0, MTK_FOE_IB1_STATE),
	MTK_PPE_FIELD(UDP, IB1, 0, MTK_FOE_IB1_UDP),
	MTK_PPE_FIELD(STATIC, IB1, 0, MTK_FOE_IB1_STATIC),
	MTK_PPE_FIELD(DEST_PORT, IB2, 0, MTK_FOE_IB2_V2_DEST_PORT),
	MTK_PPE_FIELD(MIB, IB2, 0, MTK_FOE_IB2_V2_MIB),
	MTK_PPE_FIELD(PORT_AG, IB2, 0, MTK_FOE_IB2_V2_PORT_AG),
	MTK_PPE_FIELD(KEEP_DSCP, UDF, 0, MTK_FOE_UDF_V3_KEEP_DSCP),
	MTK_PPE_FIELD(KEEP_ECN, UDF, 0, MTK_FOE_UDF_V3_KEEP_ECN),
	MTK_PPE_FIELD(DNAT, UDF, 0, MTK_FOE_UDF_V3_IPV6_DIR_DNAT),
};

/* Routed packets only: a bridged one must keep its TTL. */
#define MTK_PPE_SOC_V2_IB1						\
	(MTK_FOE_IB1_V2_BIND_TTL | MTK_FOE_IB1_V2_BIND_CACHE |		\
	 MTK_PPE_PREP(MTK_FOE_IB1_STATE, MTK_FOE_STATE_BIND))

/* In-tree value: all four bits, i.e. no accounting group. */
#define MTK_PPE_SOC_V2_IB2	(MTK_FOE_IB2_V2_PORT_AG | MTK_FOE_IB2_V2_MIB)

/* What SoCs of this generation have in common. */
#define MTK_PPE_SOC_V2							\
	.generation = 2,						\
	.features = MTK_PPE_SOC_V2_FEATURES,				\
	.n_ppe = ARRAY_SIZE(mtk_ppe_soc_v2_base),			\
	.base = mtk_ppe_soc_v2_base,					\
	.pse_port = mtk_ppe_soc_v2_pse_port,				\
	.entry_words = MTK_FOE_V2_WORDS,				\
	.ways = MTK_FOE_V2_WAYS,					\
	.max_entries = 32768,						\
	.index_mask = MTK_RXD4_FOE_ENTRY,				\
	.tb_cfg = MTK_PPE_SOC_V3_TB_CFG | MTK_PPE_TB_CFG_ENTRY_96B,	\
	.glo_cfg = MTK_PPE_GLO_CFG_SP_CMP_EN,				\
	.flow_types = MTK_PPE_SOC_V2_FLOW_TYPES,			\
	.flow_cfg = MTK_PPE_SOC_V2_FLOW_CFG,				\
	.extra = mtk_ppe_soc_v2_extra,					\
	.n_extra = ARRAY_SIZE(mtk_ppe_soc_v2_extra),			\
	.learns = true,							\
	.cache_lock_tag = 0x3fff,					\
	.gdm = mtk_ppe_soc_v2_gdm,					\
	.n_gdm = ARRAY_SIZE(mtk_ppe_soc_v2_gdm),			\
	.field = mtk_ppe_soc_v2_field,					\
	.always = {							\
		[MTK_PPE_BLOCK_IB1] = MTK_PPE_SOC_V2_IB1,		\
		[MTK_PPE_BLOCK_IB2] = MTK_PPE_SOC_V2_IB2,		\
	},								\
	.mib_decode = mtk_ppe_soc_mib_48,				\
	.n_mib_regs = 3

const struct mtk_ppe_soc mtk_ppe_soc_mt7981 = {
	.name = "MT7981",
	MTK_PPE_SOC_V2,
};

const struct mtk_ppe_soc mtk_ppe_soc_mt7986 = {
	.name = "MT7986",
	MTK_PPE_SOC_V2,
};

/* A full side-band FIFO stops an engine for good unless it may drop: mtk_hnat lets
 * it, which is all that is known of the register.
 */
static const struct mtk_ppe_reg mtk_ppe_soc_v3_extra[] = {
	{ MTK_PPE_DEFAULT_CPU_PORT1, 0xcb777 },
	{ MTK_PPE_SBW_CTRL, 0x7f },
	{ MTK_PPE_SB_FIFO_DBG, MTK_PPE_SB_FIFO_DBG_DROP,
	  .keep = ~(u32)MTK_PPE_SB_FIFO_DBG_DROP },
};

static const u32 mtk_ppe_soc_v3_base[] = {
	MTK_PPE_BASE_V2,
	MTK_PPE_BASE_V2 + MTK_PPE_STRIDE_V2,
	MTK_PPE2_BASE_V3,
};

static const u8 mtk_ppe_soc_v3_pse_port[] = {
	MTK_PSE_PPE0,
	MTK_PSE_PPE1,
	MTK_PSE_PPE2,
};

static const struct mtk_ppe_gdm mtk_ppe_soc_v3_gdm[] = {
	{ MTK_PSE_GDM1, MTK_GDMA_FWD_CFG_GDM1 },
	{ MTK_PSE_GDM2, MTK_GDMA_FWD_CFG_GDM2 },
	{ MTK_PSE_GDM3, MTK_GDMA_FWD_CFG_GDM3 },
};

static void mtk_ppe_soc_mib_v3(const u32 *reg, u64 *packets, u64 *bytes)
{
	*bytes = reg[0] | (u64)reg[1] << 32;
	*packets = reg[2] | (u64)reg[3] << 32;
}

/* IS_SP_TAG_EN stays off, so that bit 18 of IB1 is VPM as on v2; TPORT stays 0,
 * since no frame goes through QDMA.
 */
const struct mtk_ppe_soc mtk_ppe_soc_mt7988 = {
	.name = "MT7988",
	.generation = 3,
	.features = MTK_PPE_SOC_V2_FEATURES | NF_FLOW_TABLE_HW_F_NAT6,
	.n_ppe = ARRAY_SIZE(mtk_ppe_soc_v3_base),
	.base = mtk_ppe_soc_v3_base,
	.pse_port = mtk_ppe_soc_v3_pse_port,
	.entry_words = MTK_FOE_V3_WORDS,
	.ways = MTK_FOE_V2_WAYS,
	.max_entries = 32768,
	.index_mask = MTK_RXD5_FOE_ENTRY,
	.tb_cfg = MTK_PPE_SOC_V3_TB_CFG,
	.glo_cfg = MTK_PPE_GLO_CFG_SP_CMP_EN | MTK_PPE_GLO_CFG_CS0_PIPE_EN |
		   MTK_PPE_GLO_CFG_SRH_CACHE_FIRST,
	.flow_types = MTK_PPE_SOC_V2_FLOW_TYPES | MTK_PPE_FLOW_CFG_IP6_NAPT,
	.flow_cfg = MTK_PPE_SOC_V2_FLOW_CFG,
	.extra = mtk_ppe_soc_v3_extra,
	.n_extra = ARRAY_SIZE(mtk_ppe_soc_v3_extra),
	.learns = true,
	.cache_lock_tag = 0x7fff,
	.gdm = mtk_ppe_soc_v3_gdm,
	.n_gdm = ARRAY_SIZE(mtk_ppe_soc_v3_gdm),
	.field = mtk_ppe_soc_v2_field,
	.always = {
		[MTK_PPE_BLOCK_IB1] = MTK_PPE_SOC_V2_IB1,
		[MTK_PPE_BLOCK_IB2] = MTK_PPE_SOC_V2_IB2,
		[MTK_PPE_BLOCK_UDF] = MTK_FOE_UDF_V3_KEEP_DSCP |
				      MTK_FOE_UDF_V3_KEEP_ECN,
	},
	.mib_decode = mtk_ppe_soc_mib_v3,
	.n_mib_regs = MTK_PPE_MIB_REGS,
};
