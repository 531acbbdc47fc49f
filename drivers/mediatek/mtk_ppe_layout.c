// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entry types: what is in which word. The same in every generation that has the
 * type; see Documentation/mediatek.md.
 */
#include <linux/bits.h>
#include <linux/if_ether.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include <net/netfilter/nf_flow_table_hw.h>

#include "mtk_ppe_hash.h"
#include "mtk_ppe_soc.h"

#define MTK_PPE_LAYOUT_V4_BLOCK						\
	{ 0, MTK_FOE_V4_IB2, MTK_FOE_V4_L2, MTK_FOE_V4_UDF }
#define MTK_PPE_LAYOUT_V6_BLOCK						\
	{ 0, MTK_FOE_V6_IB2, MTK_FOE_V6_L2, MTK_FOE_V6_UDF }

#define MTK_PPE_LAYOUT_V4_BODY						\
	(GENMASK(MTK_FOE_V4_NEW_PORTS, MTK_FOE_V4_SIP) |		\
	 BIT(MTK_FOE_V4_UDF) |						\
	 GENMASK(MTK_FOE_V4_L2 + MTK_FOE_L2_W4, MTK_FOE_V4_L2))
#define MTK_PPE_LAYOUT_V6_BODY						\
	(GENMASK(MTK_FOE_V6_PORTS, MTK_FOE_V6_SIP) |			\
	 BIT(MTK_FOE_V6_UDF) |						\
	 GENMASK(MTK_FOE_V6_L2 + MTK_FOE_L2_W4, MTK_FOE_V6_IB2))

/* The new Ethernet header, the same in all generations. */
const struct mtk_ppe_field mtk_ppe_l2_field[MTK_PPE_FIELD_NUM] = {
	MTK_PPE_FIELD(VLAN1, L2, MTK_FOE_L2_W0, MTK_FOE_L2_W0_VLAN1),
	MTK_PPE_FIELD(ETYPE, L2, MTK_FOE_L2_W0, MTK_FOE_L2_W0_ETYPE),
	MTK_PPE_FIELD(DMAC_HI, L2, MTK_FOE_L2_DMAC_HI, U32_MAX),
	MTK_PPE_FIELD(VLAN2, L2, MTK_FOE_L2_W2, MTK_FOE_L2_W2_VLAN2),
	MTK_PPE_FIELD(DMAC_LO, L2, MTK_FOE_L2_W2, MTK_FOE_L2_W2_DMAC_LO),
	MTK_PPE_FIELD(SMAC_HI, L2, MTK_FOE_L2_SMAC_HI, U32_MAX),
	MTK_PPE_FIELD(PPPOE_ID, L2, MTK_FOE_L2_W4, MTK_FOE_L2_W4_PPPOE_ID),
	MTK_PPE_FIELD(SMAC_LO, L2, MTK_FOE_L2_W4, MTK_FOE_L2_W4_SMAC_LO),
};

const struct mtk_ppe_layout mtk_ppe_layouts[MTK_PPE_KIND_NUM] = {
	[MTK_PPE_KIND_IPV4_HNAPT] = {
		.block = MTK_PPE_LAYOUT_V4_BLOCK,
		.needs = NF_FLOW_TABLE_HW_F_IPV4,
		.type = MTK_FOE_TYPE_IPV4_HNAPT,
		.key_type = MTK_FOE_TYPE_IPV4_HNAPT,
		.addr_words = 1,
		.sip = MTK_FOE_V4_SIP,
		.dip = MTK_FOE_V4_DIP,
		.ports = MTK_FOE_V4_PORTS,
		.new_sip = MTK_FOE_V4_NEW_SIP,
		.new_dip = MTK_FOE_V4_NEW_DIP,
		.new_ports = MTK_FOE_V4_NEW_PORTS,
		.etype = ETH_P_IP,
		.body = MTK_PPE_LAYOUT_V4_BODY,
		.hash = mtk_ppe_hash_v4,
	},
	[MTK_PPE_KIND_IPV6_5T] = {
		.block = MTK_PPE_LAYOUT_V6_BLOCK,
		.needs = NF_FLOW_TABLE_HW_F_IPV6,
		.type = MTK_FOE_TYPE_IPV6_5T,
		.key_type = MTK_FOE_TYPE_IPV6_5T,
		.addr_words = 4,
		.sip = MTK_FOE_V6_SIP,
		.dip = MTK_FOE_V6_DIP,
		.ports = MTK_FOE_V6_PORTS,
		.etype = ETH_P_IPV6,
		.body = MTK_PPE_LAYOUT_V6_BODY,
		.hash = mtk_ppe_hash_v6,
	},
	[MTK_PPE_KIND_IPV4_HNAT] = {
		.block = MTK_PPE_LAYOUT_V4_BLOCK,
		.needs = NF_FLOW_TABLE_HW_F_IPV4 | NF_FLOW_TABLE_HW_F_GRE,
		.type = MTK_FOE_TYPE_IPV4_HNAT,
		.key_type = MTK_FOE_TYPE_IPV4_HNAT,
		.protocol = true,
		.addr_words = 1,
		.sip = MTK_FOE_V4_SIP,
		.dip = MTK_FOE_V4_DIP,
		.ports = MTK_FOE_V4_PORTS,
		.new_sip = MTK_FOE_V4_NEW_SIP,
		.new_dip = MTK_FOE_V4_NEW_DIP,
		.etype = ETH_P_IP,
		.body = MTK_PPE_LAYOUT_V4_BODY,
		.hash = mtk_ppe_hash_v4,
	},
	[MTK_PPE_KIND_IPV6_3T] = {
		.block = MTK_PPE_LAYOUT_V6_BLOCK,
		.needs = NF_FLOW_TABLE_HW_F_IPV6 | NF_FLOW_TABLE_HW_F_GRE,
		.type = MTK_FOE_TYPE_IPV6_3T,
		.key_type = MTK_FOE_TYPE_IPV6_3T,
		.protocol = true,
		.addr_words = 4,
		.sip = MTK_FOE_V6_SIP,
		.dip = MTK_FOE_V6_DIP,
		.ports = MTK_FOE_V6_PORTS,
		.etype = ETH_P_IPV6,
		.body = MTK_PPE_LAYOUT_V6_BODY,
		.hash = mtk_ppe_hash_v6,
	},
	/* v3. mtk_hnat turns entries of type 5 into these, so the engine must
	 * look both up alike.
	 */
	[MTK_PPE_KIND_IPV6_HNAPT] = {
		.block = MTK_PPE_LAYOUT_V6_BLOCK,
		.needs = NF_FLOW_TABLE_HW_F_IPV6 | NF_FLOW_TABLE_HW_F_NAT6,
		.type = MTK_FOE_TYPE_IPV6_HNAPT,
		.key_type = MTK_FOE_TYPE_IPV6_5T,
		.addr_words = 4,
		.sip = MTK_FOE_V6_SIP,
		.dip = MTK_FOE_V6_DIP,
		.ports = MTK_FOE_V6_PORTS,
		.new_sip = MTK_FOE_V6_NEW_IP,
		.new_dip = MTK_FOE_V6_NEW_IP,
		.new_ports = MTK_FOE_V6_NEW_PORTS,
		.etype = ETH_P_IPV6,
		.body = MTK_PPE_LAYOUT_V6_BODY |
			GENMASK(MTK_FOE_V6_NEW_PORTS, MTK_FOE_V6_NEW_IP),
		.hash = mtk_ppe_hash_v6,
	},
};
