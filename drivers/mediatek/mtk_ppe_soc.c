// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptors of the SoCs. Sources of the values: Documentation/mediatek.md.
 */
#include "mtk_ppe_soc.h"

#include <kunit/visibility.h>
#include <linux/bitfield.h>
#include <linux/bitops.h>
#include <linux/if_ether.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include <net/netfilter/nf_flow_table_hw.h>

#include "mtk_ppe_hash.h"

/* 48 bits of bytes, 40 bits of packets, packed into three registers. */
static void mtk_ppe_soc_mib_v2(const u32 *reg, u64 *packets, u64 *bytes)
{
	*bytes = reg[0] |
		 (u64)FIELD_GET(MTK_PPE_MIB_SER_R1_BYTE_HIGH, reg[1]) << 32;
	*packets = FIELD_GET(MTK_PPE_MIB_SER_R1_PKT_LOW, reg[1]) |
		   (u64)FIELD_GET(MTK_PPE_MIB_SER_R2_PKT_HIGH, reg[2]) << 16;
}

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

#define MTK_PPE_FIELD(_id, _block, _word, _mask)			\
	[MTK_PPE_FIELD_##_id] = {					\
		.block = MTK_PPE_BLOCK_##_block,			\
		.word = (_word),					\
		.mask = (_mask),					\
	}

static const struct mtk_ppe_soc mtk_ppe_soc_mt7986 = {
	.name = "MT7986",
	.features = NF_FLOW_TABLE_HW_F_IPV4 | NF_FLOW_TABLE_HW_F_IPV6 |
		    NF_FLOW_TABLE_HW_F_NAT4 | NF_FLOW_TABLE_HW_F_VLAN |
		    NF_FLOW_TABLE_HW_F_QINQ | NF_FLOW_TABLE_HW_F_PPPOE,
	.n_ppe = ARRAY_SIZE(mtk_ppe_soc_v2_pse_port),
	.base = MTK_PPE_BASE_V2,
	.stride = MTK_PPE_STRIDE_V2,
	.pse_port = mtk_ppe_soc_v2_pse_port,
	.entry_words = MTK_FOE_V2_WORDS,
	.ways = 4,
	.max_entries = 16384,
	.index_invalid = MTK_RXD4_FOE_ENTRY_INVALID,
	.tb_cfg = MTK_PPE_TB_CFG_ENTRY_96B | MTK_PPE_TB_CFG_INFO_SEL |
		  MTK_PPE_TB_CFG_KEEP_DSCP_ECN,
	.glo_cfg = MTK_PPE_GLO_CFG_SP_CMP_EN,
	/* Only the types that we bind. What the engine does not parse it cannot
	 * mistake for one of our entries (an inner tuple of DS-Lite or 6RD).
	 */
	.flow_types = MTK_PPE_FLOW_CFG_IP4_NAPT | MTK_PPE_FLOW_CFG_IP6_5T,
	.flow_cfg = MTK_PPE_FLOW_CFG_MD_TOAP_BYP0 |
		    MTK_PPE_FLOW_CFG_MD_TOAP_BYP1 |
		    MTK_PPE_FLOW_CFG_MD_TOAP_BYP2,
	.extra = mtk_ppe_soc_v2_extra,
	.n_extra = ARRAY_SIZE(mtk_ppe_soc_v2_extra),
	.cache_lock_tag = 0x3fff,
	.gdm = mtk_ppe_soc_v2_gdm,
	.n_gdm = ARRAY_SIZE(mtk_ppe_soc_v2_gdm),
	.field = {
		MTK_PPE_FIELD(TS, IB1, 0, MTK_FOE_IB1_V2_TS),
		MTK_PPE_FIELD(SP, IB1, 0, MTK_FOE_IB1_V2_SP),
		MTK_PPE_FIELD(VLAN_LAYER, IB1, 0,
			      MTK_FOE_IB1_V2_BIND_VLAN_LAYER),
		MTK_PPE_FIELD(PPPOE, IB1, 0, MTK_FOE_IB1_V2_BIND_PPPOE),
		MTK_PPE_FIELD(VPM, IB1, 0, MTK_FOE_IB1_V2_BIND_VPM),
		MTK_PPE_FIELD(CACHE, IB1, 0, MTK_FOE_IB1_V2_BIND_CACHE),
		MTK_PPE_FIELD(TTL, IB1, 0, MTK_FOE_IB1_V2_BIND_TTL),
		MTK_PPE_FIELD(TYPE, IB1, 0, MTK_FOE_IB1_V2_TYPE),
		MTK_PPE_FIELD(STATE, IB1, 0, MTK_FOE_IB1_STATE),
		MTK_PPE_FIELD(UDP, IB1, 0, MTK_FOE_IB1_UDP),
		MTK_PPE_FIELD(STATIC, IB1, 0, MTK_FOE_IB1_STATIC),
		MTK_PPE_FIELD(DEST_PORT, IB2, 0, MTK_FOE_IB2_V2_DEST_PORT),
		MTK_PPE_FIELD(MIB, IB2, 0, MTK_FOE_IB2_V2_MIB),
		MTK_PPE_FIELD(PORT_AG, IB2, 0, MTK_FOE_IB2_V2_PORT_AG),
		MTK_PPE_FIELD(VLAN1, L2, MTK_FOE_L2_W0, MTK_FOE_L2_W0_VLAN1),
		MTK_PPE_FIELD(ETYPE, L2, MTK_FOE_L2_W0, MTK_FOE_L2_W0_ETYPE),
		MTK_PPE_FIELD(DMAC_HI, L2, MTK_FOE_L2_DMAC_HI, U32_MAX),
		MTK_PPE_FIELD(VLAN2, L2, MTK_FOE_L2_W2, MTK_FOE_L2_W2_VLAN2),
		MTK_PPE_FIELD(DMAC_LO, L2, MTK_FOE_L2_W2,
			      MTK_FOE_L2_W2_DMAC_LO),
		MTK_PPE_FIELD(SMAC_HI, L2, MTK_FOE_L2_SMAC_HI, U32_MAX),
		MTK_PPE_FIELD(PPPOE_ID, L2, MTK_FOE_L2_W4,
			      MTK_FOE_L2_W4_PPPOE_ID),
		MTK_PPE_FIELD(SMAC_LO, L2, MTK_FOE_L2_W4,
			      MTK_FOE_L2_W4_SMAC_LO),
	},
	.layout = {
		[MTK_PPE_KIND_IPV4_HNAPT] = {
			.block = { 0, MTK_FOE_V4_IB2, MTK_FOE_V4_L2 },
			.type = MTK_FOE_TYPE_IPV4_HNAPT,
			.addr_words = 1,
			.sip = MTK_FOE_V4_SIP,
			.dip = MTK_FOE_V4_DIP,
			.ports = MTK_FOE_V4_PORTS,
			.new_sip = MTK_FOE_V4_NEW_SIP,
			.new_dip = MTK_FOE_V4_NEW_DIP,
			.new_ports = MTK_FOE_V4_NEW_PORTS,
			.etype = ETH_P_IP,
			.body = GENMASK(MTK_FOE_V4_NEW_PORTS, MTK_FOE_V4_SIP) |
				GENMASK(MTK_FOE_V4_L2 + MTK_FOE_L2_W4,
					MTK_FOE_V4_L2),
			.hash = mtk_ppe_hash_v4,
		},
		[MTK_PPE_KIND_IPV6_5T] = {
			.block = { 0, MTK_FOE_V6_IB2, MTK_FOE_V6_L2 },
			.type = MTK_FOE_TYPE_IPV6_5T,
			.addr_words = 4,
			.sip = MTK_FOE_V6_SIP,
			.dip = MTK_FOE_V6_DIP,
			.ports = MTK_FOE_V6_PORTS,
			.etype = ETH_P_IPV6,
			.body = GENMASK(MTK_FOE_V6_PORTS, MTK_FOE_V6_SIP) |
				GENMASK(MTK_FOE_V6_L2 + MTK_FOE_L2_W4,
					MTK_FOE_V6_IB2),
			.hash = mtk_ppe_hash_v6,
		},
	},
	.mib_decode = mtk_ppe_soc_mib_v2,
};

/**
 * mtk_ppe_soc_get - find the descriptor of a SoC
 * @soc: which one
 *
 * Return: the descriptor or NULL if the SoC is not supported.
 */
const struct mtk_ppe_soc *mtk_ppe_soc_get(enum nf_flow_hw_mtk_soc soc)
{
	switch (soc) {
	case NF_FLOW_TABLE_HW_MTK_MT7986:
		return &mtk_ppe_soc_mt7986;
	}
	return NULL;
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_soc_get);

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
