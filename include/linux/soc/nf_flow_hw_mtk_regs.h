/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * MediaTek packet processing engine (PPE): registers and flow entry (FOE) words.
 *
 * The only thing that the driver and the model of the engine share: names for
 * bits. Neither hash nor encode nor decode code may live here.
 *
 * Sources: MT7620/MT7621 programming guides, the in-tree mtk_eth_soc driver
 * (Linux 7.2, drivers/net/ethernet/mediatek/mtk_ppe{,_regs}.h) and MediaTek's
 * published HNAT driver. All words are u32 in host order. "v1" is MT7620, MT7621,
 * MT7622, MT7623 and MT7629, "v2" NETSYS v2 (MT7981, MT7986), "v3" NETSYS v3
 * (MT7988).
 */
#ifndef _LINUX_SOC_NF_FLOW_HW_MTK_REGS_H
#define _LINUX_SOC_NF_FLOW_HW_MTK_REGS_H

#include <linux/bits.h>

/* Frame engine. Byte offsets from the frame engine's base. */
#define MTK_FE_FOE_TS			0x0010	/* free running, 1 tick = 1 s */

#define MTK_GDMA_FWD_CFG_GDM1		0x0500
#define MTK_GDMA_FWD_CFG_GDM2		0x1500
#define MTK_GDMA_FWD_CFG_GDM3		0x0540	/* v3 */
#define MTK_GDMA_FWD_CFG_MT7620		0x0d00	/* PPE base + 0x100, its only GDM */
#define MTK_GDMA_FWD_UNICAST		GENMASK(15, 12)	/* to my MAC */
#define MTK_GDMA_FWD_BROADCAST		GENMASK(11, 8)
#define MTK_GDMA_FWD_MULTICAST		GENMASK(7, 4)
#define MTK_GDMA_FWD_OTHER		GENMASK(3, 0)
#define MTK_GDMA_STRIP_CRC		BIT(16)
#define MTK_GDMA_UDP_CSUM_EN		BIT(20)
#define MTK_GDMA_TCP_CSUM_EN		BIT(21)
#define MTK_GDMA_IP_CSUM_EN		BIT(22)
#define MTK_GDMA_SPECIAL_TAG		BIT(24)	/* a MediaTek switch's tag follows the MACs */

/* Ports of the packet switch engine, v2 and v3. */
#define MTK_PSE_PDMA			0
#define MTK_PSE_GDM1			1
#define MTK_PSE_GDM2			2
#define MTK_PSE_PPE0			3
#define MTK_PSE_PPE1			4
#define MTK_PSE_QDMA_TX			5
#define MTK_PSE_DROP			7
#define MTK_PSE_WDMA0			8
#define MTK_PSE_WDMA1			9
#define MTK_PSE_PPE2			12
#define MTK_PSE_GDM3			15

/* Ports of the packet switch engine, v1: PDMA, GDM1, GDM2 and DROP as above. */
#define MTK_PSE_V1_WDMA			3	/* MT7622 */
#define MTK_PSE_V1_PPE			4
#define MTK_PSE_V1_QDMA			5

/* MT7620 has no such engine: ports of its switch, in IB2 as FPIDX. */
#define MTK_FPIDX_SWITCH_MAX		5	/* 0 to 5: switch ports */
#define MTK_FPIDX_CPU			6
#define MTK_FPIDX_PPE			7
#define MTK_FPIDX_NO_FORCE		8	/* the switch looks the MAC up */
#define MTK_FPIDX_ALL			9

/* PPE n of a v2 frame engine starts at MTK_PPE_BASE_V2 + n * MTK_PPE_STRIDE_V2;
 * the registers below are byte offsets from there.
 */
#define MTK_PPE_BASE_V2			0x2000
#define MTK_PPE_STRIDE_V2		0x0400
#define MTK_PPE_BASE_V1			0x0c00	/* MT7620 too; one PPE */
#define MTK_PPE2_BASE_V3		0x2c00	/* PPE 0 and 1 as v2 */

#define MTK_PPE_GLO_CFG			0x200
#define MTK_PPE_GLO_CFG_EN		BIT(0)
#define MTK_PPE_GLO_CFG_TSID_EN		BIT(1)
#define MTK_PPE_GLO_CFG_L4_CS_DROP	BIT(2)
#define MTK_PPE_GLO_CFG_IP4_CS_DROP	BIT(3)
#define MTK_PPE_GLO_CFG_TTL0_DROP	BIT(4)
#define MTK_PPE_GLO_CFG_BSWAP		BIT(5)
#define MTK_PPE_GLO_CFG_MCAST_TB_EN	BIT(7)
#define MTK_PPE_GLO_CFG_FLOW_DROP_KA	BIT(8)
#define MTK_PPE_GLO_CFG_FLOW_DROP_UPDATE BIT(9)
#define MTK_PPE_GLO_CFG_UDP_LITE	BIT(10)
#define MTK_PPE_GLO_CFG_UDP_LEN_DROP	BIT(11)
#define MTK_PPE_GLO_CFG_IPV4_ID_INC	BIT(20)	/* v3 */
#define MTK_PPE_GLO_CFG_SP_CMP_EN	BIT(25)	/* v2+: source port is part of the key */
#define MTK_PPE_GLO_CFG_CS0_PIPE_EN	BIT(29)	/* v3 */
#define MTK_PPE_GLO_CFG_SRH_CACHE_FIRST	BIT(30)	/* v3 */
#define MTK_PPE_GLO_CFG_BUSY		BIT(31)

#define MTK_PPE_FLOW_CFG		0x204
#define MTK_PPE_FLOW_CFG_FIN_RST_SYN	BIT(0)
#define MTK_PPE_FLOW_CFG_MD_TOAP_BYP0	BIT(1)
#define MTK_PPE_FLOW_CFG_MD_TOAP_BYP1	BIT(2)
#define MTK_PPE_FLOW_CFG_MD_TOAP_BYP2	BIT(3)
#define MTK_PPE_FLOW_CFG_TCP_FRAG	BIT(6)
#define MTK_PPE_FLOW_CFG_UDP_FRAG	BIT(7)
#define MTK_PPE_FLOW_CFG_IP6_3T		BIT(8)
#define MTK_PPE_FLOW_CFG_IP6_5T		BIT(9)
#define MTK_PPE_FLOW_CFG_IP6_6RD	BIT(10)
#define MTK_PPE_FLOW_CFG_IP4_NAT	BIT(12)
#define MTK_PPE_FLOW_CFG_IP4_NAPT	BIT(13)
#define MTK_PPE_FLOW_CFG_IP4_DSLITE	BIT(14)
#define MTK_PPE_FLOW_CFG_L2_BRIDGE	BIT(15)
#define MTK_PPE_FLOW_CFG_IP_PROTO_BLIST	BIT(16)
#define MTK_PPE_FLOW_CFG_IP4_NAT_FRAG	BIT(17)
#define MTK_PPE_FLOW_CFG_HASH_FLOW_LABEL BIT(18)
#define MTK_PPE_FLOW_CFG_IP4_HASH_GRE	BIT(19)
#define MTK_PPE_FLOW_CFG_IP6_HASH_GRE	BIT(20)
#define MTK_PPE_FLOW_CFG_MAPE		BIT(21)	/* v2+ */
#define MTK_PPE_FLOW_CFG_MAPT		BIT(22)	/* v2+ */
#define MTK_PPE_FLOW_CFG_IP6_NAT	BIT(23)	/* v3 */
#define MTK_PPE_FLOW_CFG_IP6_NAPT	BIT(24)	/* v3 */

#define MTK_PPE_IP_PROTO_CHK		0x208
#define MTK_PPE_IP_PROTO_CHK_IPV4	GENMASK(15, 0)
#define MTK_PPE_IP_PROTO_CHK_IPV6	GENMASK(31, 16)

#define MTK_PPE_TB_CFG			0x21c
#define MTK_PPE_TB_CFG_ENTRY_NUM	GENMASK(2, 0)	/* log2(entries) - 10 */
#define MTK_PPE_TB_CFG_ENTRY_96B	BIT(3)		/* v2; clear: see v3 */
#define MTK_PPE_TB_CFG_ENTRY_80B	BIT(3)		/* v1; clear: 64 bytes, no IPv6 */
#define MTK_PPE_ENTRY_NUM_1K		0		/* values of ENTRY_NUM */
#define MTK_PPE_ENTRY_NUM_16K		4		/* the most of v1 */
#define MTK_PPE_ENTRY_NUM_32K		5		/* v2, v3 */
#define MTK_PPE_TB_CFG_SEARCH_MISS	GENMASK(5, 4)
#define MTK_PPE_SEARCH_MISS_DROP	0
#define MTK_PPE_SEARCH_MISS_CPU		2
#define MTK_PPE_SEARCH_MISS_CPU_BUILD	3
#define MTK_PPE_TB_CFG_AGE_PREBIND	BIT(6)
#define MTK_PPE_TB_CFG_AGE_NON_L4	BIT(7)
#define MTK_PPE_TB_CFG_AGE_UNBIND	BIT(8)
#define MTK_PPE_TB_CFG_AGE_TCP		BIT(9)
#define MTK_PPE_TB_CFG_AGE_UDP		BIT(10)
#define MTK_PPE_TB_CFG_AGE_TCP_FIN	BIT(11)
#define MTK_PPE_TB_CFG_KEEPALIVE	GENMASK(13, 12)
#define MTK_PPE_KEEPALIVE_OFF		0
#define MTK_PPE_KEEPALIVE_UC_OLD	1
#define MTK_PPE_KEEPALIVE_MC_NEW	2
#define MTK_PPE_KEEPALIVE_DUP_CPU	3
#define MTK_PPE_TB_CFG_HASH_MODE	GENMASK(15, 14)
#define MTK_PPE_TB_CFG_SCAN_MODE	GENMASK(17, 16)
#define MTK_PPE_SCAN_OFF		0
#define MTK_PPE_SCAN_AGE		1
#define MTK_PPE_SCAN_KEEPALIVE_AGE	2
#define MTK_PPE_TB_CFG_HASH_DEBUG	GENMASK(19, 18)
#define MTK_PPE_TB_CFG_INFO_SEL		BIT(20)	/* v2+ */
#define MTK_PPE_TB_CFG_KEEP_DSCP_ECN	BIT(25)	/* else IB2 DSCP is written */
#define MTK_PPE_TB_CFG_IS_SP_TAG_EN	BIT(26)	/* v3: IB1 bit 18 is IS_SP_TAG, not VPM */

#define MTK_PPE_TB_BASE			0x220
#define MTK_PPE_TB_USED			0x224
#define MTK_PPE_TB_USED_NUM		GENMASK(13, 0)

#define MTK_PPE_BIND_RATE		0x228
#define MTK_PPE_BIND_RATE_BIND		GENMASK(15, 0)	/* packets per tick */
#define MTK_PPE_BIND_RATE_PREBIND	GENMASK(31, 16)

#define MTK_PPE_BIND_LIMIT0		0x22c
#define MTK_PPE_BIND_LIMIT0_QUARTER	GENMASK(13, 0)
#define MTK_PPE_BIND_LIMIT0_HALF	GENMASK(29, 16)
#define MTK_PPE_BIND_LIMIT1		0x230
#define MTK_PPE_BIND_LIMIT1_FULL	GENMASK(13, 0)
#define MTK_PPE_BIND_LIMIT1_NON_L4	GENMASK(23, 16)

#define MTK_PPE_KEEPALIVE_CFG		0x234
#define MTK_PPE_KEEPALIVE_TIME		GENMASK(15, 0)
#define MTK_PPE_KEEPALIVE_TIME_TCP	GENMASK(23, 16)
#define MTK_PPE_KEEPALIVE_TIME_UDP	GENMASK(31, 24)

#define MTK_PPE_UNBIND_AGE		0x238
#define MTK_PPE_UNBIND_AGE_MIN_PACKETS	GENMASK(31, 16)
#define MTK_PPE_UNBIND_AGE_DELTA	GENMASK(7, 0)
#define MTK_PPE_BIND_AGE0		0x23c
#define MTK_PPE_BIND_AGE0_DELTA_NON_L4	GENMASK(30, 16)
#define MTK_PPE_BIND_AGE0_DELTA_UDP	GENMASK(14, 0)
#define MTK_PPE_BIND_AGE1		0x240
#define MTK_PPE_BIND_AGE1_DELTA_FIN	GENMASK(30, 16)
#define MTK_PPE_BIND_AGE1_DELTA_TCP	GENMASK(14, 0)

#define MTK_PPE_HASH_SEED		0x244
#define MTK_PPE_DEFAULT_CPU_PORT	0x248	/* 4 bits per source port */
#define MTK_PPE_DEFAULT_CPU_PORT1	0x24c	/* v2+ */
#define MTK_PPE_MTU_DROP		0x308

/* Largest frame that may leave, by the number of tags in it: Ethernet header and
 * tags included, FCS excluded, so an IPv4 packet of 1500 bytes needs NONE >= 1514.
 * PPPoE and DSA headers count as tags. Longer frames go to the CPU as
 * MTK_PPE_CRSN_EXCEED_MTU. Source: mtk_ppe_update_mtu() of Linux 7.2.
 */
#define MTK_PPE_VLAN_MTU0		0x30c
#define MTK_PPE_VLAN_MTU0_NONE		GENMASK(13, 0)
#define MTK_PPE_VLAN_MTU0_1TAG		GENMASK(29, 16)
#define MTK_PPE_VLAN_MTU1		0x310
#define MTK_PPE_VLAN_MTU1_2TAG		GENMASK(13, 0)
#define MTK_PPE_VLAN_MTU1_3TAG		GENMASK(29, 16)
#define MTK_PPE_VPM_TPID		0x318

#define MTK_PPE_CACHE_CTL		0x320
#define MTK_PPE_CACHE_CTL_EN		BIT(0)
#define MTK_PPE_CACHE_CTL_LOCK_CLR	BIT(4)
#define MTK_PPE_CACHE_CTL_REQ		BIT(8)	/* start CMD; reads 1 while busy */
#define MTK_PPE_CACHE_CTL_CLEAR		BIT(9)
#define MTK_PPE_CACHE_CTL_CMD		GENMASK(13, 12)
#define MTK_PPE_CACHE_CMD_TAG_SEARCH	0
#define MTK_PPE_CACHE_CMD_READ		2
#define MTK_PPE_CACHE_CMD_WRITE		3
#define MTK_PPE_CACHE_TAG_SRH		0x324
#define MTK_PPE_CACHE_LINE_RW		0x328
#define MTK_PPE_CACHE_LINE_RW_LINE	GENMASK(15, 0)
#define MTK_PPE_CACHE_LINE_RW_OFFSET	GENMASK(23, 16)
#define MTK_PPE_CACHE_OFFSET_TAG	0x1f
#define MTK_PPE_CACHE_WDATA		0x32c
#define MTK_PPE_CACHE_RDATA		0x330
#define MTK_PPE_CACHE_DATA_TAG		GENMASK(15, 0)
#define MTK_PPE_CACHE_DATA_STATE	GENMASK(17, 16)
#define MTK_PPE_CACHE_STATE_INVALID	0
#define MTK_PPE_CACHE_STATE_VALID	1
#define MTK_PPE_CACHE_STATE_DIRTY	2
#define MTK_PPE_CACHE_STATE_LOCK	3

#define MTK_PPE_MIB_CFG			0x334
#define MTK_PPE_MIB_CFG_EN		BIT(0)
#define MTK_PPE_MIB_CFG_RD_CLR		BIT(1)
#define MTK_PPE_MIB_TB_BASE		0x338
#define MTK_PPE_MIB_SER_CR		0x33c
#define MTK_PPE_MIB_SER_CR_ST		BIT(16)	/* start; reads 1 while busy */
#define MTK_PPE_MIB_SER_CR_ADDR		GENMASK(13, 0)
#define MTK_PPE_MIB_SER_CR_ADDR_32K	GENMASK(14, 0)	/* v2+, inferred from 32K tables */
#define MTK_PPE_MIB_SER_R0		0x340	/* bytes[31:0] */
#define MTK_PPE_MIB_SER_R1		0x344
#define MTK_PPE_MIB_SER_R1_BYTE_HIGH	GENMASK(15, 0)	/* v2: bytes[47:32] */
#define MTK_PPE_MIB_SER_R1_PKT_LOW	GENMASK(31, 16)	/* v2: packets[15:0] */
#define MTK_PPE_MIB_SER_R2		0x348
#define MTK_PPE_MIB_SER_R2_PKT_HIGH	GENMASK(23, 0)	/* v2: packets[39:16] */
#define MTK_PPE_MIB_SER_R3		0x34c
/* v3 counts 64 bits: bytes in R1:R0, packets in R3:R2. */
#define MTK_PPE_MIB_CACHE_CTL		0x350
#define MTK_PPE_MIB_CACHE_CTL_EN	BIT(0)
#define MTK_PPE_MIB_CACHE_CTL_FLUSH	BIT(2)
#define MTK_PPE_MIB_ROW_SIZE		16	/* bytes per entry at MIB_TB_BASE */

#define MTK_PPE_SB_FIFO_DBG		0x370	/* v2+ */
#define MTK_PPE_SB_FIFO_DBG_DROP	BIT(11)	/* v3: SB_MED_FULL_DRP_EN of mtk_hnat */
#define MTK_PPE_SBW_CTRL		0x374	/* v2+; in-tree value 0x7f */
#define MTK_PPE_CACHE_DBG		0x390
#define MTK_PPE_CACHE_DBG_BUSY		GENMASK(3, 0)

/* Flow entries (FOE). State and type, common to all generations that we know. */
#define MTK_FOE_STATE_INVALID		0
#define MTK_FOE_STATE_UNBIND		1
#define MTK_FOE_STATE_BIND		2
#define MTK_FOE_STATE_FIN		3

#define MTK_FOE_TYPE_IPV4_HNAPT		0
#define MTK_FOE_TYPE_IPV4_HNAT		1
#define MTK_FOE_TYPE_BRIDGE		2
#define MTK_FOE_TYPE_IPV4_DSLITE	3
#define MTK_FOE_TYPE_IPV6_3T		4
#define MTK_FOE_TYPE_IPV6_5T		5
#define MTK_FOE_TYPE_IPV6_6RD		7
#define MTK_FOE_TYPE_IPV4_MAP_T		8	/* v2+ */
#define MTK_FOE_TYPE_IPV4_MAP_E		9	/* v2+ */
#define MTK_FOE_TYPE_IPV6_HNAPT		10	/* v3 */
#define MTK_FOE_TYPE_IPV6_HNAT		11	/* v3 */

/* Word 0, "information block 1": fields that sit alike in every generation. */
#define MTK_FOE_IB1_STATE		GENMASK(29, 28)
#define MTK_FOE_IB1_UDP			BIT(30)
#define MTK_FOE_IB1_STATIC		BIT(31)

/* IB1, v1. */
#define MTK_FOE_IB1_V1_UNBIND_TS	GENMASK(7, 0)
#define MTK_FOE_IB1_V1_UNBIND_PCNT	GENMASK(23, 8)
#define MTK_FOE_IB1_V1_UNBIND_PREBIND	BIT(24)
#define MTK_FOE_IB1_V1_BIND_TS		GENMASK(14, 0)
#define MTK_FOE_IB1_V1_BIND_KEEPALIVE	BIT(15)
#define MTK_FOE_IB1_V1_BIND_VLAN_LAYER	GENMASK(18, 16)
#define MTK_FOE_IB1_V1_BIND_PPPOE	BIT(19)
#define MTK_FOE_IB1_V1_BIND_VPM		BIT(20)	/* 1: outer TPID from VPM_TPID */
#define MTK_FOE_IB1_V1_BIND_PS		BIT(21)
#define MTK_FOE_IB1_MT7620_BIND_KEEP_VPRI BIT(20)	/* MT7620: in place of VPM */
#define MTK_FOE_IB1_MT7620_BIND_KEEP_DSCP BIT(21)	/* MT7620: in place of PS */
#define MTK_FOE_IB1_V1_BIND_CACHE	BIT(22)
#define MTK_FOE_IB1_V1_BIND_TUNNEL_DECAP BIT(23)
#define MTK_FOE_IB1_V1_BIND_TTL		BIT(24)	/* decrement TTL or hop limit */
#define MTK_FOE_IB1_V1_TYPE		GENMASK(27, 25)

/* IB1, v2 and v3. */
#define MTK_FOE_IB1_V2_TS		GENMASK(7, 0)
#define MTK_FOE_IB1_V2_SP		GENMASK(11, 8)
#define MTK_FOE_IB1_V2_UNBIND_PCNT	GENMASK(19, 12)
#define MTK_FOE_IB1_V2_UNBIND_PREBIND	BIT(22)
#define MTK_FOE_IB1_V2_BIND_MC		BIT(12)
#define MTK_FOE_IB1_V2_BIND_KEEPALIVE	BIT(13)
#define MTK_FOE_IB1_V2_BIND_VLAN_LAYER	GENMASK(16, 14)
#define MTK_FOE_IB1_V2_BIND_PPPOE	BIT(17)
#define MTK_FOE_IB1_V2_BIND_VPM		BIT(18)	/* 1: outer TPID from VPM_TPID */
#define MTK_FOE_IB1_V3_BIND_IS_SP_TAG	BIT(18)	/* v3 with TB_CFG.IS_SP_TAG_EN */
#define MTK_FOE_IB1_V2_BIND_PS		BIT(19)
#define MTK_FOE_IB1_V2_BIND_CACHE	BIT(20)
#define MTK_FOE_IB1_V2_BIND_TUNNEL_DECAP BIT(21)
#define MTK_FOE_IB1_V2_BIND_TTL		BIT(22)	/* decrement TTL or hop limit */
#define MTK_FOE_IB1_V2_TYPE		GENMASK(27, 23)

/* IB2, v1: MT7621, MT7622, MT7623, MT7629. */
#define MTK_FOE_IB2_V1_QID		GENMASK(3, 0)
#define MTK_FOE_IB2_V1_PSE_QOS		BIT(4)	/* 1: through QDMA queue QID */
#define MTK_FOE_IB2_V1_DEST_PORT	GENMASK(7, 5)
#define MTK_FOE_IB2_V1_MULTICAST	BIT(8)
#define MTK_FOE_IB2_V1_PCP		BIT(9)
#define MTK_FOE_IB2_V1_MIB		BIT(10)
#define MTK_FOE_IB2_V1_ACCT_LEN		BIT(11)
#define MTK_FOE_IB2_V1_PORT_MG		GENMASK(17, 12)
#define MTK_FOE_IB2_V1_QID2		GENMASK(13, 12)	/* MT7622 with Wi-Fi */
#define MTK_FOE_IB2_V1_WDMA_ID		BIT(16)	/* MT7622 with Wi-Fi */
#define MTK_FOE_IB2_V1_WDMA_WINFO	BIT(17)	/* MT7622 with Wi-Fi */
#define MTK_FOE_IB2_V1_PORT_AG		GENMASK(23, 18)
#define MTK_FOE_IB2_V1_DSCP		GENMASK(31, 24)

/* IB2, MT7620. */
#define MTK_FOE_IB2_MT7620_FPIDX	GENMASK(3, 0)	/* MTK_FPIDX_* or a switch port */
#define MTK_FOE_IB2_MT7620_FP		BIT(4)	/* force the frame to FPIDX */
#define MTK_FOE_IB2_MT7620_UP		GENMASK(7, 5)	/* user priority */
#define MTK_FOE_IB2_MT7620_FDQ		GENMASK(11, 8)
#define MTK_FOE_IB2_MT7620_PORT_MG	GENMASK(17, 12)
#define MTK_FOE_IB2_MT7620_PORT_AG	GENMASK(23, 18)
#define MTK_FOE_IB2_MT7620_DSCP		GENMASK(31, 24)

/* IB2, v2 and v3. */
#define MTK_FOE_IB2_V2_QID		GENMASK(6, 0)
#define MTK_FOE_IB2_V2_PORT_MG		BIT(7)
#define MTK_FOE_IB2_V2_PSE_QOS		BIT(8)	/* 1: through QDMA queue QID */
#define MTK_FOE_IB2_V2_DEST_PORT	GENMASK(12, 9)
#define MTK_FOE_IB2_V2_MULTICAST	BIT(13)
#define MTK_FOE_IB2_V2_PCP		BIT(14)
#define MTK_FOE_IB2_V2_MIB		BIT(15)
#define MTK_FOE_IB2_V2_ACCT_LEN		BIT(16)
#define MTK_FOE_IB2_V2_RX_ID		GENMASK(18, 17)
#define MTK_FOE_IB2_V2_WDMA_WINFO	BIT(19)
#define MTK_FOE_IB2_V2_PORT_AG		GENMASK(23, 20)
#define MTK_FOE_IB2_V2_DSCP		GENMASK(31, 24)

/* Word numbers of an entry. Type 0 and 1 (IPv4), then type 4 and 5 (IPv6). */
#define MTK_FOE_V4_SIP			1
#define MTK_FOE_V4_DIP			2
#define MTK_FOE_V4_PORTS		3
#define MTK_FOE_V4_IB2			4
#define MTK_FOE_V4_NEW_SIP		5
#define MTK_FOE_V4_NEW_DIP		6
#define MTK_FOE_V4_NEW_PORTS		7
#define MTK_FOE_V4_TIMESTAMP		8
#define MTK_FOE_V4_UDF			10
#define MTK_FOE_V4_L2			11

#define MTK_FOE_V6_SIP			1	/* 4 words, most significant first */
#define MTK_FOE_V6_DIP			5	/* 4 words */
#define MTK_FOE_V6_PORTS		9
#define MTK_FOE_V6_UDF			13
#define MTK_FOE_V6_IB2			14
#define MTK_FOE_V6_L2			15

/* V4_UDF, V6_UDF. */
#define MTK_FOE_UDF_ACT_DP		GENMASK(31, 24)
#define MTK_FOE_UDF_V3_KEEP_ECN		BIT(9)
#define MTK_FOE_UDF_V3_KEEP_DSCP	BIT(10)
#define MTK_FOE_UDF_V3_IPV6_DIR_DNAT	BIT(8)	/* types 10 and 11; 0: SNAT */

/* Types 10 and 11 (v3): as 5 up to word 20; one address is replaced. */
#define MTK_FOE_V6_NEW_IP		21	/* 4 words, most significant first */
#define MTK_FOE_V6_NEW_PORTS		25
#define MTK_FOE_V6_NAT_W3INFO		26	/* inferred: then user info, then tport */
#define MTK_FOE_V6_NAT_TPORT		28

/* V4_PORTS, V4_NEW_PORTS, V6_PORTS: both ports in host order. */
#define MTK_FOE_PORTS_SPORT		GENMASK(31, 16)
#define MTK_FOE_PORTS_DPORT		GENMASK(15, 0)

/* Layer-2 block, words relative to MTK_FOE_V4_L2 or MTK_FOE_V6_L2. MACs: "hi"
 * is bytes 0-3, "lo" is bytes 4-5, each read as a big-endian number.
 */
#define MTK_FOE_L2_W0			0
#define MTK_FOE_L2_W0_VLAN1		GENMASK(15, 0)
#define MTK_FOE_L2_W0_ETYPE		GENMASK(31, 16)
#define MTK_FOE_L2_DMAC_HI		1
#define MTK_FOE_L2_W2			2
#define MTK_FOE_L2_W2_VLAN2		GENMASK(15, 0)
#define MTK_FOE_L2_W2_DMAC_LO		GENMASK(31, 16)
#define MTK_FOE_L2_SMAC_HI		3
#define MTK_FOE_L2_W4			4
#define MTK_FOE_L2_W4_PPPOE_ID		GENMASK(15, 0)
#define MTK_FOE_L2_W4_SMAC_LO		GENMASK(31, 16)

/* Rest of the block: word 5 with v2 and v3, words 6 to 8 with v3 (types 0 to 5). */
#define MTK_FOE_L2_V2_WINFO		5
#define MTK_FOE_L2_V3_W3INFO		6
#define MTK_FOE_L2_V3_USR_INFO		7
#define MTK_FOE_L2_V3_W8		8
#define MTK_FOE_L2_V3_W8_CDRT		GENMASK(7, 0)
#define MTK_FOE_L2_V3_W8_TOPS_ENTRY	GENMASK(13, 8)
#define MTK_FOE_L2_V3_W8_TPORT		GENMASK(19, 16)
#define MTK_FOE_V3_TPORT_NONE		0
#define MTK_FOE_V3_TPORT_QDMA		1	/* needed for IB2 PSE_QOS on MT7988 */

/* EtherType field that holds a MediaTek switch's tag: VLAN_LAYER >= 1, VPM 0. The
 * tag on the wire is this field, then VLAN1 (0 without a VLAN).
 */
#define MTK_FOE_ETYPE_DSA_PORT(n)	BIT(n)
#define MTK_FOE_ETYPE_DSA_VLAN		BIT(8)	/* VLAN1 is a tag with TPID 0x8100 */

#define MTK_FOE_V2_WORDS		24	/* 96 bytes */
#define MTK_FOE_V1_WORDS		20	/* 80 bytes */
#define MTK_FOE_V3_WORDS		32	/* 128 bytes */

/* Generations. An entry of 80 bytes that crosses a 1 KiB line cannot be used on
 * MT7620 and MT7621: indices 12, 25, 38, 51, 76, 89, 102 and 115 modulo 128.
 */
#define MTK_FOE_V1_WAYS			2
#define MTK_FOE_V2_WAYS			4	/* v3, too */
#define MTK_FOE_1K_LINE			1024	/* bytes */
#define MTK_PPE_V1_CACHE_LINES		32
#define MTK_PPE_V2_CACHE_LINES		128	/* v3, too */

/* CPU reasons (crsn) that the engine gives with a packet. */
#define MTK_PPE_CRSN_TTL_0		0x02
#define MTK_PPE_CRSN_IP_OPTION		0x03
#define MTK_PPE_CRSN_NO_FLOW		0x07
#define MTK_PPE_CRSN_V4_FRAG_HNAT	0x08
#define MTK_PPE_CRSN_V4_FRAG_HNAPT	0x09
#define MTK_PPE_CRSN_V4_NO_L4		0x0a
#define MTK_PPE_CRSN_V6_NO_L4		0x0b
#define MTK_PPE_CRSN_TCP_FIN_SYN_RST	0x0c
#define MTK_PPE_CRSN_UN_HIT		0x0d
#define MTK_PPE_CRSN_HIT_UNBIND		0x0e
#define MTK_PPE_CRSN_HIT_UNBIND_RATE	0x0f
#define MTK_PPE_CRSN_HIT_BIND_FIN	0x10
#define MTK_PPE_CRSN_HIT_BIND_TTL_1	0x11
#define MTK_PPE_CRSN_VLAN_VIOLATION	0x12
#define MTK_PPE_CRSN_KA_UC_OLD		0x13
#define MTK_PPE_CRSN_KA_MC_NEW		0x14
#define MTK_PPE_CRSN_KA_DUP_OLD		0x15
#define MTK_PPE_CRSN_HIT_BIND_FORCE_CPU	0x16
#define MTK_PPE_CRSN_TUNNEL_OPTION	0x17
#define MTK_PPE_CRSN_MULTICAST_CPU	0x18
#define MTK_PPE_CRSN_MULTICAST_GMAC1_CPU 0x19
#define MTK_PPE_CRSN_HIT_PRE_BIND	0x1a
#define MTK_PPE_CRSN_EXCEED_MTU		0x1c
#define MTK_PPE_CRSN_BYPASS		0x1e
#define MTK_PPE_CRSN_INVALID		0x1f

/* RX descriptor word 4 (PDMA v1 descriptor, also MT7620 and MT7981/86). */
#define MTK_RXD4_FOE_ENTRY		GENMASK(13, 0)
#define MTK_RXD4_PPE_CPU_REASON		GENMASK(18, 14)
#define MTK_RXD4_SRC_PORT		GENMASK(21, 19)
#define MTK_RXD4_FOE_ENTRY_INVALID	0x3fff

/* RX descriptor word 5 (PDMA v2 descriptor, MT7988). */
#define MTK_RXD5_FOE_ENTRY		GENMASK(14, 0)
#define MTK_RXD5_PPE_CPU_REASON		GENMASK(22, 18)
#define MTK_RXD5_SRC_PORT		GENMASK(29, 26)
#define MTK_RXD5_FOE_ENTRY_INVALID	0x7fff

#endif /* _LINUX_SOC_NF_FLOW_HW_MTK_REGS_H */
