// SPDX-License-Identifier: GPL-2.0-only
/*
 * MT7620, MT7621, MT7622, MT7623, MT7629: entries of 80 bytes, two ways, one PPE,
 * no port of ingress in the key. Sources of the values: Documentation/mediatek.md.
 */
#include <linux/kernel.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include <net/netfilter/nf_flow_table_hw.h>

#include "mtk_ppe_soc.h"

#define MTK_PPE_SOC_MT7620_FEATURES					\
	(NF_FLOW_TABLE_HW_F_IPV4 | NF_FLOW_TABLE_HW_F_IPV6 |		\
	 NF_FLOW_TABLE_HW_F_NAT4 | NF_FLOW_TABLE_HW_F_PPPOE |		\
	 NF_FLOW_TABLE_HW_F_GRE)
#define MTK_PPE_SOC_V1_FEATURES						\
	(MTK_PPE_SOC_MT7620_FEATURES | NF_FLOW_TABLE_HW_F_VLAN |	\
	 NF_FLOW_TABLE_HW_F_QINQ)
#define MTK_PPE_SOC_V1_TB_CFG						\
	(MTK_PPE_TB_CFG_ENTRY_80B | MTK_PPE_TB_CFG_KEEP_DSCP_ECN)
#define MTK_PPE_SOC_V1_FLOW_TYPES					\
	(MTK_PPE_FLOW_CFG_IP4_NAPT | MTK_PPE_FLOW_CFG_IP6_5T |		\
	 MTK_PPE_FLOW_CFG_IP4_NAT | MTK_PPE_FLOW_CFG_IP6_3T)

static const u32 mtk_ppe_soc_v1_base[] = { MTK_PPE_BASE_V1 };
static const u8 mtk_ppe_soc_v1_pse_port[] = { MTK_PSE_V1_PPE };

static const struct mtk_ppe_gdm mtk_ppe_soc_v1_gdm[] = {
	{ MTK_PSE_GDM1, MTK_GDMA_FWD_CFG_GDM1 },
	{ MTK_PSE_GDM2, MTK_GDMA_FWD_CFG_GDM2 },
};

static const struct mtk_ppe_field mtk_ppe_soc_v1_field[MTK_PPE_FIELD_NUM] = {
	MTK_PPE_FIELD(TS, IB1, 0, MTK_FOE_IB1_V1_BIND_TS),
	MTK_PPE_FIELD(VLAN_LAYER, IB1, 0, MTK_FOE_IB1_V1_BIND_VLAN_LAYER),
	MTK_PPE_FIELD(PPPOE, IB1, 0, MTK_FOE_IB1_V1_BIND_PPPOE),
	MTK_PPE_FIELD(VPM, IB1, 0, MTK_FOE_IB1_V1_BIND_VPM),
	MTK_PPE_FIELD(PACKETS, IB1, 0, MTK_FOE_IB1_V1_UNBIND_PCNT),
	MTK_PPE_FIELD(CACHE, IB1, 0, MTK_FOE_IB1_V1_BIND_CACHE),
	MTK_PPE_FIELD(TTL, IB1, 0, MTK_FOE_IB1_V1_BIND_TTL),
	MTK_PPE_FIELD(TYPE, IB1, 0, MTK_FOE_IB1_V1_TYPE),
	MTK_PPE_FIELD(STATE, IB1, 0, MTK_FOE_IB1_STATE),
	MTK_PPE_FIELD(UDP, IB1, 0, MTK_FOE_IB1_UDP),
	MTK_PPE_FIELD(STATIC, IB1, 0, MTK_FOE_IB1_STATIC),
	MTK_PPE_FIELD(DEST_PORT, IB2, 0, MTK_FOE_IB2_V1_DEST_PORT),
	MTK_PPE_FIELD(MIB, IB2, 0, MTK_FOE_IB2_V1_MIB),
	MTK_PPE_FIELD(PORT_MG, IB2, 0, MTK_FOE_IB2_V1_PORT_MG),
	MTK_PPE_FIELD(PORT_AG, IB2, 0, MTK_FOE_IB2_V1_PORT_AG),
};

/* Routed packets only: a bridged one must keep its TTL. */
#define MTK_PPE_SOC_V1_IB1						\
	(MTK_FOE_IB1_V1_BIND_TTL | MTK_FOE_IB1_V1_BIND_CACHE |		\
	 MTK_PPE_PREP(MTK_FOE_IB1_STATE, MTK_FOE_STATE_BIND))

/* Groups as the in-tree driver has them: neither accounting nor metering. */
#define MTK_PPE_SOC_V1_AG	MTK_PPE_PREP(MTK_FOE_IB2_V1_PORT_AG, 0x1f)
#define MTK_PPE_SOC_V1_MG	MTK_PPE_PREP(MTK_FOE_IB2_V1_PORT_MG, 0x3f)

#define MTK_PPE_SOC_ALWAYS(_ib1, _ib2)					\
	.always = {							\
		[MTK_PPE_BLOCK_IB1] = (_ib1),				\
		[MTK_PPE_BLOCK_IB2] = (_ib2),				\
	}

/* What SoCs of this generation have in common. */
#define MTK_PPE_SOC_V1							\
	.generation = 1,						\
	.features = MTK_PPE_SOC_V1_FEATURES,				\
	.n_ppe = ARRAY_SIZE(mtk_ppe_soc_v1_base),			\
	.base = mtk_ppe_soc_v1_base,					\
	.pse_port = mtk_ppe_soc_v1_pse_port,				\
	.entry_words = MTK_FOE_V1_WORDS,				\
	.ways = MTK_FOE_V1_WAYS,					\
	.max_entries = 16384,						\
	.index_mask = MTK_RXD4_FOE_ENTRY,				\
	.tb_cfg = MTK_PPE_SOC_V1_TB_CFG,				\
	.flow_types = MTK_PPE_SOC_V1_FLOW_TYPES,			\
	.learns = true,							\
	.cache_lock_tag = 0x3fff,					\
	.gdm = mtk_ppe_soc_v1_gdm,					\
	.n_gdm = ARRAY_SIZE(mtk_ppe_soc_v1_gdm),			\
	.field = mtk_ppe_soc_v1_field

const struct mtk_ppe_soc mtk_ppe_soc_mt7621 = {
	.name = "MT7621",
	MTK_PPE_SOC_V1,
	.line = MTK_FOE_1K_LINE,
	MTK_PPE_SOC_ALWAYS(MTK_PPE_SOC_V1_IB1,
			   MTK_PPE_SOC_V1_AG | MTK_PPE_SOC_V1_MG),
};

/* Where METER_GROUP would be are Wi-Fi bits. */
const struct mtk_ppe_soc mtk_ppe_soc_mt7622 = {
	.name = "MT7622",
	MTK_PPE_SOC_V1,
	MTK_PPE_SOC_ALWAYS(MTK_PPE_SOC_V1_IB1,
			   MTK_PPE_SOC_V1_AG | MTK_FOE_IB2_V1_MIB),
	.mib_decode = mtk_ppe_soc_mib_48,
	.n_mib_regs = 3,
};

const struct mtk_ppe_soc mtk_ppe_soc_mt7623 = {
	.name = "MT7623",
	MTK_PPE_SOC_V1,
	MTK_PPE_SOC_ALWAYS(MTK_PPE_SOC_V1_IB1,
			   MTK_PPE_SOC_V1_AG | MTK_PPE_SOC_V1_MG),
};

const struct mtk_ppe_soc mtk_ppe_soc_mt7629 = {
	.name = "MT7629",
	MTK_PPE_SOC_V1,
	MTK_PPE_SOC_ALWAYS(MTK_PPE_SOC_V1_IB1,
			   MTK_PPE_SOC_V1_AG | MTK_PPE_SOC_V1_MG |
			   MTK_FOE_IB2_V1_MIB),
	.mib_decode = mtk_ppe_soc_mib_48,
	.n_mib_regs = 3,
};

/* The engine sits behind port 7 of the switch. KEEP_VPRI and KEEP_DSCP are where
 * VPM and PS are elsewhere; nothing says what sets a tag's TPID then, so VLANs
 * are refused.
 */
static const struct mtk_ppe_field mtk_ppe_soc_mt7620_field[MTK_PPE_FIELD_NUM] = {
	MTK_PPE_FIELD(TS, IB1, 0, MTK_FOE_IB1_V1_BIND_TS),
	MTK_PPE_FIELD(VLAN_LAYER, IB1, 0, MTK_FOE_IB1_V1_BIND_VLAN_LAYER),
	MTK_PPE_FIELD(PPPOE, IB1, 0, MTK_FOE_IB1_V1_BIND_PPPOE),
	MTK_PPE_FIELD(KEEP_DSCP, IB1, 0, MTK_FOE_IB1_MT7620_BIND_KEEP_DSCP),
	MTK_PPE_FIELD(PACKETS, IB1, 0, MTK_FOE_IB1_V1_UNBIND_PCNT),
	MTK_PPE_FIELD(CACHE, IB1, 0, MTK_FOE_IB1_V1_BIND_CACHE),
	MTK_PPE_FIELD(TTL, IB1, 0, MTK_FOE_IB1_V1_BIND_TTL),
	MTK_PPE_FIELD(TYPE, IB1, 0, MTK_FOE_IB1_V1_TYPE),
	MTK_PPE_FIELD(STATE, IB1, 0, MTK_FOE_IB1_STATE),
	MTK_PPE_FIELD(UDP, IB1, 0, MTK_FOE_IB1_UDP),
	MTK_PPE_FIELD(STATIC, IB1, 0, MTK_FOE_IB1_STATIC),
	MTK_PPE_FIELD(DEST_PORT, IB2, 0, MTK_FOE_IB2_MT7620_FPIDX),
	MTK_PPE_FIELD(FORCE, IB2, 0, MTK_FOE_IB2_MT7620_FP),
	MTK_PPE_FIELD(PORT_MG, IB2, 0, MTK_FOE_IB2_MT7620_PORT_MG),
	MTK_PPE_FIELD(PORT_AG, IB2, 0, MTK_FOE_IB2_MT7620_PORT_AG),
};

/* IKE, its NAT traversal and L2TP are sent without a checksum, and chips before
 * ECO 5 make a wrong one of that.
 */
static const u16 mtk_ppe_soc_mt7620_udp_errata[] = { 500, 1701, 4500 };

static const u8 mtk_ppe_soc_mt7620_pse_port[] = { MTK_FPIDX_PPE };

const struct mtk_ppe_soc mtk_ppe_soc_mt7620 = {
	.name = "MT7620",
	.generation = 1,
	.features = MTK_PPE_SOC_MT7620_FEATURES,
	.n_ppe = ARRAY_SIZE(mtk_ppe_soc_v1_base),
	.base = mtk_ppe_soc_v1_base,
	.pse_port = mtk_ppe_soc_mt7620_pse_port,
	.entry_words = MTK_FOE_V1_WORDS,
	.ways = MTK_FOE_V1_WAYS,
	.max_entries = 4096,
	.index_mask = MTK_RXD4_FOE_ENTRY,
	.line = MTK_FOE_1K_LINE,
	.tb_cfg = MTK_PPE_SOC_V1_TB_CFG,
	.flow_types = MTK_PPE_SOC_V1_FLOW_TYPES,
	.cache_lock_tag = 0x3fff,
	.field = mtk_ppe_soc_mt7620_field,
	MTK_PPE_SOC_ALWAYS(MTK_PPE_SOC_V1_IB1 | MTK_FOE_IB1_MT7620_BIND_KEEP_DSCP,
			   MTK_FOE_IB2_MT7620_FP | MTK_FOE_IB2_MT7620_PORT_AG |
			   MTK_FOE_IB2_MT7620_PORT_MG),
	.udp_errata = mtk_ppe_soc_mt7620_udp_errata,
	.n_udp_errata = ARRAY_SIZE(mtk_ppe_soc_mt7620_udp_errata),
};
