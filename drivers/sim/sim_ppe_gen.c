// SPDX-License-Identifier: GPL-2.0-only
/*
 * The generations of the engine, as data.
 *
 * Sources: programming guides of MT7620 and MT7621, mtk_ppe.h of Linux 7.2 and
 * MediaTek's HNAT driver. Which of the v1 engines count per entry is what the
 * in-tree driver says of them.
 */
#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

#include "sim_ppe.h"

#define SIM_TYPES_V1	(BIT(MTK_FOE_TYPE_IPV4_HNAPT) | BIT(MTK_FOE_TYPE_IPV4_HNAT) | \
			 BIT(MTK_FOE_TYPE_IPV6_3T) | BIT(MTK_FOE_TYPE_IPV6_5T))
#define SIM_TYPES_V3	(SIM_TYPES_V1 | BIT(MTK_FOE_TYPE_IPV6_HNAPT) | \
			 BIT(MTK_FOE_TYPE_IPV6_HNAT))

#define SIM_FOE_IB1_V1					\
	.words		= MTK_FOE_V1_WORDS,		\
	.types		= SIM_TYPES_V1,			\
	.ts		= MTK_FOE_IB1_V1_BIND_TS,	\
	.unbind_ts	= MTK_FOE_IB1_V1_UNBIND_TS,	\
	.pcnt		= MTK_FOE_IB1_V1_UNBIND_PCNT,	\
	.prebind	= MTK_FOE_IB1_V1_UNBIND_PREBIND, \
	.type		= MTK_FOE_IB1_V1_TYPE,		\
	.vlan_layer	= MTK_FOE_IB1_V1_BIND_VLAN_LAYER, \
	.pppoe		= MTK_FOE_IB1_V1_BIND_PPPOE,	\
	.keepalive	= MTK_FOE_IB1_V1_BIND_KEEPALIVE, \
	.decap		= MTK_FOE_IB1_V1_BIND_TUNNEL_DECAP, \
	.ttl		= MTK_FOE_IB1_V1_BIND_TTL

#define SIM_FOE_IB2_V1					\
	.vpm		= MTK_FOE_IB1_V1_BIND_VPM,	\
	.dp		= MTK_FOE_IB2_V1_DEST_PORT,	\
	.qos		= MTK_FOE_IB2_V1_PSE_QOS,	\
	.mcast		= MTK_FOE_IB2_V1_MULTICAST,	\
	.dscp		= MTK_FOE_IB2_V1_DSCP

#define SIM_FOE_V2					\
	.ts		= MTK_FOE_IB1_V2_TS,		\
	.unbind_ts	= MTK_FOE_IB1_V2_TS,		\
	.sp		= MTK_FOE_IB1_V2_SP,		\
	.pcnt		= MTK_FOE_IB1_V2_UNBIND_PCNT,	\
	.prebind	= MTK_FOE_IB1_V2_UNBIND_PREBIND, \
	.type		= MTK_FOE_IB1_V2_TYPE,		\
	.vlan_layer	= MTK_FOE_IB1_V2_BIND_VLAN_LAYER, \
	.pppoe		= MTK_FOE_IB1_V2_BIND_PPPOE,	\
	.vpm		= MTK_FOE_IB1_V2_BIND_VPM,	\
	.keepalive	= MTK_FOE_IB1_V2_BIND_KEEPALIVE, \
	.decap		= MTK_FOE_IB1_V2_BIND_TUNNEL_DECAP, \
	.ttl		= MTK_FOE_IB1_V2_BIND_TTL,	\
	.dp		= MTK_FOE_IB2_V2_DEST_PORT,	\
	.qos		= MTK_FOE_IB2_V2_PSE_QOS,	\
	.mib		= MTK_FOE_IB2_V2_MIB,		\
	.winfo		= MTK_FOE_IB2_V2_WDMA_WINFO,	\
	.mcast		= MTK_FOE_IB2_V2_MULTICAST,	\
	.dscp		= MTK_FOE_IB2_V2_DSCP

/* VPM and PS are not there, and no tag is known to come from a register. */
static const struct sim_foe_layout sim_foe_mt7620 = {
	SIM_FOE_IB1_V1,
	.keep_dscp	= MTK_FOE_IB1_MT7620_BIND_KEEP_DSCP,
	.dp		= MTK_FOE_IB2_MT7620_FPIDX,
	.fp		= MTK_FOE_IB2_MT7620_FP,
	.dscp		= MTK_FOE_IB2_MT7620_DSCP,
};

static const struct sim_foe_layout sim_foe_v1 = {
	SIM_FOE_IB1_V1,
	SIM_FOE_IB2_V1,
};

static const struct sim_foe_layout sim_foe_v1_mib = {
	SIM_FOE_IB1_V1,
	SIM_FOE_IB2_V1,
	.mib		= MTK_FOE_IB2_V1_MIB,
};

static const struct sim_foe_layout sim_foe_v1_wifi = {
	SIM_FOE_IB1_V1,
	SIM_FOE_IB2_V1,
	.mib		= MTK_FOE_IB2_V1_MIB,
	.winfo		= MTK_FOE_IB2_V1_WDMA_WINFO,
};

static const struct sim_foe_layout sim_foe_v2 = {
	SIM_FOE_V2,
	.words		= MTK_FOE_V2_WORDS,
	.types		= SIM_TYPES_V1,
};

static const struct sim_foe_layout sim_foe_v3 = {
	SIM_FOE_V2,
	.words		= MTK_FOE_V3_WORDS,
	.types		= SIM_TYPES_V3,
	.udf_keep_dscp	= MTK_FOE_UDF_V3_KEEP_DSCP,
	.udf_keep_ecn	= MTK_FOE_UDF_V3_KEEP_ECN,
	.has_tport	= true,
};

#define SIM_PPE_V1					\
	.ways_log2	= 1,				\
	.entries_max	= 16384,			\
	.cache_lines	= MTK_PPE_V1_CACHE_LINES,	\
	.index_invalid	= MTK_RXD4_FOE_ENTRY_INVALID,	\
	.entry_size_bit	= true

const struct sim_ppe_desc sim_ppe_mt7620 = {
	SIM_PPE_V1,
	.layout		= &sim_foe_mt7620,
	.cpu_port	= MTK_FPIDX_CPU,
	.no_cross_1k	= true,
};
EXPORT_SYMBOL_IF_KUNIT(sim_ppe_mt7620);

const struct sim_ppe_desc sim_ppe_mt7621 = {
	SIM_PPE_V1,
	.layout		= &sim_foe_v1,
	.no_cross_1k	= true,
};
EXPORT_SYMBOL_IF_KUNIT(sim_ppe_mt7621);

const struct sim_ppe_desc sim_ppe_mt7622 = {
	SIM_PPE_V1,
	.layout		= &sim_foe_v1_wifi,
	.mib		= SIM_MIB_48,
};
EXPORT_SYMBOL_IF_KUNIT(sim_ppe_mt7622);

const struct sim_ppe_desc sim_ppe_mt7623 = {
	SIM_PPE_V1,
	.layout		= &sim_foe_v1,
};
EXPORT_SYMBOL_IF_KUNIT(sim_ppe_mt7623);

const struct sim_ppe_desc sim_ppe_mt7629 = {
	SIM_PPE_V1,
	.layout		= &sim_foe_v1_mib,
	.mib		= SIM_MIB_48,
};
EXPORT_SYMBOL_IF_KUNIT(sim_ppe_mt7629);

const struct sim_ppe_desc sim_ppe_v2 = {
	.layout		= &sim_foe_v2,
	.ways_log2	= 2,
	.entries_max	= 32768,
	.cache_lines	= MTK_PPE_V2_CACHE_LINES,
	.index_invalid	= MTK_RXD4_FOE_ENTRY_INVALID,
	.mib		= SIM_MIB_48,
	.entry_size_bit	= true,
};
EXPORT_SYMBOL_IF_KUNIT(sim_ppe_v2);

const struct sim_ppe_desc sim_ppe_v3 = {
	.layout		= &sim_foe_v3,
	.ways_log2	= 2,
	.entries_max	= 32768,
	.cache_lines	= MTK_PPE_V2_CACHE_LINES,
	.index_invalid	= MTK_RXD5_FOE_ENTRY_INVALID,
	.mib		= SIM_MIB_64,
	.sb_fifo_drop	= true,
};
EXPORT_SYMBOL_IF_KUNIT(sim_ppe_v3);
