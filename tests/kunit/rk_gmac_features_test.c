// SPDX-License-Identifier: GPL-2.0-only
/*
 * Register dumps of stmmac. The words are put together by hand from the bits in
 * stmmac's dwmac4.h, common.h and hwif.h, not from the decoder's definitions.
 */
#include <kunit/test.h>
#include <kunit/visibility.h>
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../../drivers/rockchip/rk_gmac_features.h"

#define GMAC_LEN	0x1060
#define EQOS_LEN	0x116c

struct dump {
	u32	words[EQOS_LEN / 4];
};

/* As stmmac leaves a dump: DMA channel 0 has some content. */
static int dump_init(struct kunit *test)
{
	struct dump *dump;
	unsigned int i;

	dump = kunit_kzalloc(test, sizeof(*dump), GFP_KERNEL);
	if (!dump)
		return -ENOMEM;
	for (i = 0; i < 27; i++)
		dump->words[0x1100 / 4 + i] = 0xa5000000 | i;
	test->priv = dump;
	return 0;
}

/* RK3588: user version 0x30, core 5.1; two queues, two filters, TSO, split header.
 *   feature 1: L3L4FNUM 2 << 27, TSOEN 1 << 18, SPHEN 1 << 17, TXFIFOSIZE 7 << 6
 *   (16 KiB), RXFIFOSIZE 8 (32 KiB)
 *   feature 2: RXQCNT 1, TXQCNT 1 << 6, RXCHCNT 1 << 12, TXCHCNT 1 << 18
 */
static void eqos_two_queues(struct kunit *test)
{
	struct dump *dump = test->priv;
	struct rk_gmac_features f;

	dump->words[68] = 0x3051;
	dump->words[71] = 0x00014000;	/* TXCOSEL 1 << 14, RXCOESEL 1 << 16 */
	dump->words[72] = 0x100601c8;
	dump->words[73] = 0x00041041;
	dump->words[74] = 0x00000000;
	KUNIT_ASSERT_EQ(test, rk_gmac_features_decode(&f, dump->words, EQOS_LEN), 0);
	KUNIT_EXPECT_TRUE(test, f.eqos);
	KUNIT_EXPECT_EQ(test, f.core, 0x51);
	KUNIT_EXPECT_EQ(test, f.user, 0x30);
	KUNIT_EXPECT_EQ(test, f.rx_queues, 2);
	KUNIT_EXPECT_EQ(test, f.tx_queues, 2);
	KUNIT_EXPECT_EQ(test, f.rx_channels, 2);
	KUNIT_EXPECT_EQ(test, f.tx_channels, 2);
	KUNIT_EXPECT_EQ(test, f.l3l4_filters, 2);
	KUNIT_EXPECT_TRUE(test, f.tso);
	KUNIT_EXPECT_TRUE(test, f.split_header);
	KUNIT_EXPECT_FALSE(test, f.rx_parser);
	KUNIT_EXPECT_TRUE(test, f.rx_csum);
	KUNIT_EXPECT_TRUE(test, f.tx_csum);
	KUNIT_EXPECT_EQ(test, f.rx_fifo, 32768);
	KUNIT_EXPECT_EQ(test, f.tx_fifo, 16384);
}

/* Each field alone, so that none is read from its neighbour's bits. */
struct eqos_case {
	const char	*desc;
	unsigned int	word;
	u32		value;
	struct rk_gmac_features want;
};

#define EQOS_NOTHING \
	.eqos = true, .rx_queues = 1, .tx_queues = 1, .rx_channels = 1, .tx_channels = 1, \
	.rx_fifo = 128, .tx_fifo = 128

static const struct eqos_case eqos_cases[] = {
	{ "nothing", 71, 0, { EQOS_NOTHING } },
	{ "SNPSVER", 68, 0x52, { EQOS_NOTHING, .core = 0x52 } },
	{ "USERVER", 68, 0xff00, { EQOS_NOTHING, .user = 0xff } },
	{ "TXCOSEL", 71, 1U << 14, { EQOS_NOTHING, .tx_csum = true } },
	{ "RXCOESEL", 71, 1U << 16, { EQOS_NOTHING, .rx_csum = true } },
	{ "all else of feature 0", 71, ~(1U << 14 | 1U << 16), { EQOS_NOTHING } },
	{ "SPHEN", 72, 1U << 17, { EQOS_NOTHING, .split_header = true } },
	{ "TSOEN", 72, 1U << 18, { EQOS_NOTHING, .tso = true } },
	{ "L3L4FNUM", 72, 15U << 27, { EQOS_NOTHING, .l3l4_filters = 15 } },
	{ "bit 31 of feature 1", 72, 1U << 31, { EQOS_NOTHING } },
	{ "FRPSEL", 74, 1U << 10, { EQOS_NOTHING, .rx_parser = true } },
	{ "all else of feature 3", 74, ~(1U << 10), { EQOS_NOTHING } },
};

static void eqos_case_desc(const struct eqos_case *c, char *desc)
{
	strscpy(desc, c->desc, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(eqos, eqos_cases, eqos_case_desc);

static void eqos_field(struct kunit *test)
{
	const struct eqos_case *c = test->param_value;
	struct dump *dump = test->priv;
	struct rk_gmac_features f;

	dump->words[c->word] = c->value;
	KUNIT_ASSERT_EQ(test, rk_gmac_features_decode(&f, dump->words, EQOS_LEN), 0);
	KUNIT_EXPECT_EQ(test, memcmp(&f, &c->want, sizeof(f)), 0);
}

static void eqos_counts(struct kunit *test)
{
	struct dump *dump = test->priv;
	struct rk_gmac_features f;

	/* RXQCNT 4, TXQCNT 3, RXCHCNT 2, TXCHCNT 7: one less than there are */
	dump->words[73] = 3U | 2U << 6 | 1U << 12 | 6U << 18;
	KUNIT_ASSERT_EQ(test, rk_gmac_features_decode(&f, dump->words, EQOS_LEN), 0);
	KUNIT_EXPECT_EQ(test, f.rx_queues, 4);
	KUNIT_EXPECT_EQ(test, f.tx_queues, 3);
	KUNIT_EXPECT_EQ(test, f.rx_channels, 2);
	KUNIT_EXPECT_EQ(test, f.tx_channels, 7);
}

/* stmmac_ethtool_gregs() of Linux 6.1: 27 words from 0x1100 to word 55. */
static void eqos_hidden(struct kunit *test)
{
	struct dump *dump = test->priv;
	struct rk_gmac_features f;

	memcpy(&dump->words[55], &dump->words[0x1100 / 4], 27 * 4);
	KUNIT_EXPECT_EQ(test, rk_gmac_features_decode(&f, dump->words, EQOS_LEN), -ENODATA);
	KUNIT_EXPECT_TRUE(test, f.eqos);
	KUNIT_EXPECT_EQ(test, f.core, 0);
	KUNIT_EXPECT_EQ(test, f.l3l4_filters, 0);

	/* One word that differs, the last one, and it is no copy. */
	dump->words[55 + 26] ^= 1;
	KUNIT_EXPECT_EQ(test, rk_gmac_features_decode(&f, dump->words, EQOS_LEN), 0);
}

/* RK3399: user version 0x10, core 3.5; type 2 checksums, one queue, no filter. */
static void gmac_one_queue(struct kunit *test)
{
	struct dump *dump = test->priv;
	struct rk_gmac_features f;

	dump->words[8] = 0x1035;
	dump->words[0x1058 / 4] = 0x00050703;
	KUNIT_ASSERT_EQ(test, rk_gmac_features_decode(&f, dump->words, GMAC_LEN), 0);
	KUNIT_EXPECT_FALSE(test, f.eqos);
	KUNIT_EXPECT_EQ(test, f.core, 0x35);
	KUNIT_EXPECT_EQ(test, f.user, 0x10);
	KUNIT_EXPECT_EQ(test, f.rx_queues, 1);
	KUNIT_EXPECT_EQ(test, f.tx_queues, 1);
	KUNIT_EXPECT_EQ(test, f.l3l4_filters, 0);
	KUNIT_EXPECT_TRUE(test, f.rx_csum);
	KUNIT_EXPECT_TRUE(test, f.tx_csum);
	KUNIT_EXPECT_FALSE(test, f.tso);
	KUNIT_EXPECT_FALSE(test, f.split_header);
}

static void gmac_counts(struct kunit *test)
{
	struct dump *dump = test->priv;
	struct rk_gmac_features f;

	/* L3L4FLTREN, RXTYP1COE, one more RX channel, two more TX channels */
	dump->words[0x1058 / 4] = 1U << 7 | 1U << 17 | 1U << 20 | 2U << 22;
	KUNIT_ASSERT_EQ(test, rk_gmac_features_decode(&f, dump->words, GMAC_LEN), 0);
	KUNIT_EXPECT_EQ(test, f.l3l4_filters, 1);
	KUNIT_EXPECT_EQ(test, f.rx_channels, 2);
	KUNIT_EXPECT_EQ(test, f.tx_channels, 3);
	KUNIT_EXPECT_TRUE(test, f.rx_csum);
	KUNIT_EXPECT_FALSE(test, f.tx_csum);
}

static void gmac_without_register(struct kunit *test)
{
	struct dump *dump = test->priv;
	struct rk_gmac_features f;

	dump->words[8] = 0x1034;
	KUNIT_EXPECT_EQ(test, rk_gmac_features_decode(&f, dump->words, GMAC_LEN), -ENODATA);
	KUNIT_EXPECT_EQ(test, f.core, 0x34);
}

static void other_lengths(struct kunit *test)
{
	struct dump *dump = test->priv;
	struct rk_gmac_features f;

	KUNIT_EXPECT_EQ(test, rk_gmac_features_decode(&f, dump->words, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, rk_gmac_features_decode(&f, dump->words, GMAC_LEN - 4), -EINVAL);
	KUNIT_EXPECT_EQ(test, rk_gmac_features_decode(&f, dump->words, 0x1164), -EINVAL);
}

static struct kunit_case rk_gmac_features_cases[] = {
	KUNIT_CASE(eqos_two_queues),
	KUNIT_CASE_PARAM(eqos_field, eqos_gen_params),
	KUNIT_CASE(eqos_counts),
	KUNIT_CASE(eqos_hidden),
	KUNIT_CASE(gmac_one_queue),
	KUNIT_CASE(gmac_counts),
	KUNIT_CASE(gmac_without_register),
	KUNIT_CASE(other_lengths),
	{ }
};

static struct kunit_suite rk_gmac_features_suite = {
	.name = "rk_gmac_features",
	.init = dump_init,
	.test_cases = rk_gmac_features_cases,
};

kunit_test_suite(rk_gmac_features_suite);

NF_FLOW_HW_IMPORT_KUNIT_NS();
MODULE_DESCRIPTION("KUnit: features of Rockchip's MACs");
MODULE_LICENSE("GPL");
