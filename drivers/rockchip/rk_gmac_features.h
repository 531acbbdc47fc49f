/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_RK_GMAC_FEATURES_H
#define _NF_FLOW_HW_RK_GMAC_FEATURES_H

#include <linux/bits.h>
#include <linux/types.h>

/* Bytes of stmmac's register dump; its length tells the two cores apart
 * (stmmac_ethtool.c: REG_SPACE_SIZE, GMAC4_REG_SPACE_SIZE).
 */
#define RK_GMAC_DUMP_GMAC	0x1060
#define RK_GMAC_DUMP_EQOS	0x116c

/* Offsets and bits are those of stmmac's hwif.h, common.h, dwmac_dma.h (GMAC) and
 * dwmac4.h (EQOS).
 */
#define RK_GMAC_VERSION			0x20
#define RK_GMAC_DMA_FEATURE		0x1058
#define RK_GMAC_F_L3L4			BIT(7)
#define RK_GMAC_F_TX_CSUM		BIT(16)
#define RK_GMAC_F_RX_CSUM		GENMASK(18, 17)	/* type 1, type 2 */
#define RK_GMAC_F_RX_CHANNELS		GENMASK(21, 20)
#define RK_GMAC_F_TX_CHANNELS		GENMASK(23, 22)

#define RK_EQOS_VERSION			0x110
#define RK_EQOS_FEATURE0		0x11c
#define RK_EQOS_F0_TX_CSUM		BIT(14)
#define RK_EQOS_F0_RX_CSUM		BIT(16)
#define RK_EQOS_FEATURE1		0x120
#define RK_EQOS_F1_RX_FIFO		GENMASK(4, 0)
#define RK_EQOS_F1_TX_FIFO		GENMASK(10, 6)
#define RK_EQOS_F1_SPH			BIT(17)
#define RK_EQOS_F1_TSO			BIT(18)
#define RK_EQOS_F1_L3L4			GENMASK(30, 27)
#define RK_EQOS_FEATURE2		0x124
#define RK_EQOS_F2_RX_QUEUES		GENMASK(3, 0)
#define RK_EQOS_F2_TX_QUEUES		GENMASK(9, 6)
#define RK_EQOS_F2_RX_CHANNELS		GENMASK(15, 12)
#define RK_EQOS_F2_TX_CHANNELS		GENMASK(21, 18)
#define RK_EQOS_FEATURE3		0x128
#define RK_EQOS_F3_FRP			BIT(10)

#define RK_GMAC_VERSION_CORE		GENMASK(7, 0)
#define RK_GMAC_VERSION_USER		GENMASK(15, 8)

/* Where stmmac copies the DMA registers to, and from (ETHTOOL_DMA_OFFSET,
 * GMAC4_DMA_CHAN_BASE_ADDR, NUM_DWMAC4_DMA_REGS).
 */
#define RK_EQOS_COPY_TO			(55 * 4)
#define RK_EQOS_COPY_FROM		0x1100
#define RK_EQOS_COPY_LEN		(27 * 4)

/**
 * struct rk_gmac_features - what a MAC says about itself
 * @eqos: DWMAC4/5 ("EQOS"); otherwise DWMAC1000 ("GMAC")
 * @core: Synopsys' version, two digits (0x51: 5.1); 0 if unknown
 * @user: the licensee's version
 * @rx_queues: built-in receive queues
 * @tx_queues: built-in transmit queues
 * @rx_channels: DMA channels for them
 * @tx_channels: likewise
 * @l3l4_filters: L3/L4 filters; 1 on DWMAC1000, which does not say how many
 * @tso: segments TCP
 * @split_header: receives headers into a buffer of their own
 * @rx_parser: has the flexible receive parser
 * @rx_csum: verifies checksums
 * @tx_csum: inserts checksums
 * @rx_fifo: bytes, 0 if unknown
 * @tx_fifo: likewise
 */
struct rk_gmac_features {
	bool	eqos;
	u8	core;
	u8	user;
	u8	rx_queues;
	u8	tx_queues;
	u8	rx_channels;
	u8	tx_channels;
	u8	l3l4_filters;
	bool	tso;
	bool	split_header;
	bool	rx_parser;
	bool	rx_csum;
	bool	tx_csum;
	u32	rx_fifo;
	u32	tx_fifo;
};

int rk_gmac_features_decode(struct rk_gmac_features *features, const u32 *words,
			    size_t len);

#endif /* _NF_FLOW_HW_RK_GMAC_FEATURES_H */
