// SPDX-License-Identifier: GPL-2.0-only
/*
 * A register dump of stmmac, as words of the CPU, becomes features. Pure.
 */
#include <linux/bitfield.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <kunit/visibility.h>

#include "rk_gmac_features.h"

/* FIFO sizes are log2(bytes / 128). */
static u32 rk_gmac_features_fifo(u32 field)
{
	return 128U << field;
}

static void rk_gmac_features_version(struct rk_gmac_features *features, u32 word)
{
	features->core = FIELD_GET(RK_GMAC_VERSION_CORE, word);
	features->user = FIELD_GET(RK_GMAC_VERSION_USER, word);
}

static int rk_gmac_features_gmac(struct rk_gmac_features *features, const u32 *words)
{
	u32 word = words[RK_GMAC_DMA_FEATURE / 4];

	rk_gmac_features_version(features, words[RK_GMAC_VERSION / 4]);
	/* Old cores do not have this register and read 0. */
	if (!word)
		return -ENODATA;

	features->tx_csum = word & RK_GMAC_F_TX_CSUM;
	features->rx_csum = word & RK_GMAC_F_RX_CSUM;
	features->l3l4_filters = FIELD_GET(RK_GMAC_F_L3L4, word);
	features->rx_channels = FIELD_GET(RK_GMAC_F_RX_CHANNELS, word) + 1;
	features->tx_channels = FIELD_GET(RK_GMAC_F_TX_CHANNELS, word) + 1;
	features->rx_queues = features->rx_channels;
	features->tx_queues = features->tx_channels;

	return 0;
}

/* stmmac copies the registers of DMA channel 0 to where they are on a DWMAC1000,
 * over the version and feature registers (6.1 and 6.12, stmmac_ethtool_gregs()).
 */
static bool rk_gmac_features_hidden(const u32 *words)
{
	return !memcmp(&words[RK_EQOS_COPY_TO / 4], &words[RK_EQOS_COPY_FROM / 4],
		       RK_EQOS_COPY_LEN);
}

static int rk_gmac_features_eqos(struct rk_gmac_features *features, const u32 *words)
{
	u32 word;

	features->eqos = true;
	if (rk_gmac_features_hidden(words))
		return -ENODATA;

	rk_gmac_features_version(features, words[RK_EQOS_VERSION / 4]);

	word = words[RK_EQOS_FEATURE0 / 4];
	features->tx_csum = word & RK_EQOS_F0_TX_CSUM;
	features->rx_csum = word & RK_EQOS_F0_RX_CSUM;

	word = words[RK_EQOS_FEATURE1 / 4];
	features->rx_fifo = rk_gmac_features_fifo(FIELD_GET(RK_EQOS_F1_RX_FIFO, word));
	features->tx_fifo = rk_gmac_features_fifo(FIELD_GET(RK_EQOS_F1_TX_FIFO, word));
	features->split_header = word & RK_EQOS_F1_SPH;
	features->tso = word & RK_EQOS_F1_TSO;
	features->l3l4_filters = FIELD_GET(RK_EQOS_F1_L3L4, word);

	word = words[RK_EQOS_FEATURE2 / 4];
	features->rx_queues = FIELD_GET(RK_EQOS_F2_RX_QUEUES, word) + 1;
	features->tx_queues = FIELD_GET(RK_EQOS_F2_TX_QUEUES, word) + 1;
	features->rx_channels = FIELD_GET(RK_EQOS_F2_RX_CHANNELS, word) + 1;
	features->tx_channels = FIELD_GET(RK_EQOS_F2_TX_CHANNELS, word) + 1;

	features->rx_parser = words[RK_EQOS_FEATURE3 / 4] & RK_EQOS_F3_FRP;

	return 0;
}

/**
 * rk_gmac_features_decode - understand a register dump
 * @features: filled in as far as the dump goes
 * @words: the dump
 * @len: its length in bytes
 *
 * Return: 0; -ENODATA if the dump does not show the feature registers, then only
 * &rk_gmac_features.eqos and, on DWMAC1000, the version are valid; -EINVAL if it
 * is not a dump of a core that Rockchip uses.
 */
int rk_gmac_features_decode(struct rk_gmac_features *features, const u32 *words,
			    size_t len)
{
	memset(features, 0, sizeof(*features));

	switch (len) {
	case RK_GMAC_DUMP_GMAC:
		return rk_gmac_features_gmac(features, words);
	case RK_GMAC_DUMP_EQOS:
		return rk_gmac_features_eqos(features, words);
	default:
		return -EINVAL;
	}
}
EXPORT_SYMBOL_IF_KUNIT(rk_gmac_features_decode);
