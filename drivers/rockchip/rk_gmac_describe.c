// SPDX-License-Identifier: GPL-2.0-only
/* What a MAC can do, in words. */
#include <linux/netdevice.h>
#include <net/netfilter/nf_flow_table_hw.h>

#include "rk_gmac_describe.h"
#include "rk_gmac_dump.h"
#include "rk_gmac_features.h"

#define RK_GMAC_YES(flag)	((flag) ? "yes" : "no")

static int rk_gmac_describe_core(const struct rk_gmac_features *f,
				 struct nf_flow_hw_description *desc)
{
	const char *kind = f->eqos ? "Synopsys EQOS (DWMAC4/5)" : "Synopsys DWMAC1000";

	if (!f->core)
		return nf_flow_hw_description_add(desc, "mac", "%s", kind);

	return nf_flow_hw_description_add(desc, "mac", "%s %x.%x, user version %#x", kind,
					  f->core >> 4, f->core & 0xf, f->user);
}

static int rk_gmac_describe_filters(const struct rk_gmac_features *f,
				    struct nf_flow_hw_description *desc)
{
	if (!f->l3l4_filters)
		return nf_flow_hw_description_add(desc, "l3-l4-filters", "0");
	if (!f->eqos)
		return nf_flow_hw_description_add(desc, "l3-l4-filters",
						  "some (not driven by Linux)");

	return nf_flow_hw_description_add(desc, "l3-l4-filters", "%u", f->l3l4_filters);
}

static int rk_gmac_describe_features(const struct rk_gmac_features *f,
				     struct nf_flow_hw_description *desc)
{
	int err;

	err = nf_flow_hw_description_add(desc, "built-in-queues", "rx %u tx %u",
					 f->rx_queues, f->tx_queues) ?:
	      nf_flow_hw_description_add(desc, "dma-channels", "rx %u tx %u",
					 f->rx_channels, f->tx_channels) ?:
	      rk_gmac_describe_filters(f, desc) ?:
	      nf_flow_hw_description_add(desc, "checksum", "rx %s tx %s",
					 RK_GMAC_YES(f->rx_csum), RK_GMAC_YES(f->tx_csum)) ?:
	      nf_flow_hw_description_add(desc, "tso", "%s", RK_GMAC_YES(f->tso)) ?:
	      nf_flow_hw_description_add(desc, "split-header", "%s",
					 RK_GMAC_YES(f->split_header)) ?:
	      nf_flow_hw_description_add(desc, "rx-parser", "%s",
					 RK_GMAC_YES(f->rx_parser));
	if (!err && f->rx_fifo)
		err = nf_flow_hw_description_add(desc, "fifo-bytes", "rx %u tx %u",
						 f->rx_fifo, f->tx_fifo);

	return err;
}

static int rk_gmac_describe_registers(struct net_device *dev,
				      struct nf_flow_hw_description *desc)
{
	struct rk_gmac_features features;
	int err;

	err = rk_gmac_dump_features(dev, &features);
	switch (err) {
	case 0:
		return rk_gmac_describe_core(&features, desc) ?:
		       rk_gmac_describe_features(&features, desc) ?:
		       nf_flow_hw_description_add(desc, "registers", "read");
	case -ENODATA:
		return rk_gmac_describe_core(&features, desc) ?:
		       nf_flow_hw_description_add(desc, "registers", features.eqos ?
				"hidden: stmmac's dump shows DMA registers in their place" :
				"the core has no feature register");
	case -ENETDOWN:
		return nf_flow_hw_description_add(desc, "registers",
						  "not read: the device is down");
	default:
		return nf_flow_hw_description_add(desc, "registers", "not read: error %d",
						  err);
	}
}

/**
 * rk_gmac_describe - say what a port can do
 * @dev: a netdev that rk_gmac_soc_name() knows
 * @desc: where
 *
 * Context: RTNL held, may sleep.
 *
 * Return: 0 or -EMSGSIZE.
 */
int rk_gmac_describe(struct net_device *dev, struct nf_flow_hw_description *desc)
{
	return nf_flow_hw_description_add(desc, "flow-engine", "none") ?:
	       nf_flow_hw_description_add(desc, "queues", "rx %u tx %u",
					  dev->real_num_rx_queues,
					  dev->real_num_tx_queues) ?:
	       rk_gmac_describe_registers(dev, desc);
}
