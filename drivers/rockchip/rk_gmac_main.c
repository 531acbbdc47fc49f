// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ports of Rockchip SoCs. None of these SoCs has a flow engine (see
 * Documentation/rockchip.md): this module says so, and what the MAC has instead. When
 * asked to, it puts the ports on the software engine, which is no hardware either.
 */
#include <linux/module.h>
#include <net/netfilter/nf_flow_table_hw.h>

#include "rk_gmac_describe.h"
#include "rk_gmac_soc.h"
#include "rk_gmac_soft.h"

static bool soft;
module_param(soft, bool, 0444);
MODULE_PARM_DESC(soft, "Serve the ports by the software engine (default: no)");

static const char rk_gmac_main_plain[] =
	"leave \"flags offload\" out, or load nf_flow_hw_rk with soft=1: a software engine";
static const char rk_gmac_main_served[] =
	"the software engine forwards its flows: a shorter way through the CPU";

static const char *rk_gmac_main_advice(const struct net_device *dev)
{
	return soft ? rk_gmac_main_served : rk_gmac_main_plain;
}

static struct nf_flow_hw_describer rk_gmac_main_describer = {
	.name		= "rk-gmac",
	.chip		= rk_gmac_soc_name,
	.advice		= rk_gmac_main_advice,
	.describe	= rk_gmac_describe,
};

static int __init rk_gmac_main_init(void)
{
	int err;

	if (soft) {
		err = rk_gmac_soft_init();
		if (err)
			return err;
	}
	nf_flow_hw_describer_register(&rk_gmac_main_describer);

	return 0;
}
module_init(rk_gmac_main_init);

static void __exit rk_gmac_main_exit(void)
{
	nf_flow_hw_describer_unregister(&rk_gmac_main_describer);
	if (soft)
		rk_gmac_soft_exit();
}
module_exit(rk_gmac_main_exit);

MODULE_DESCRIPTION("Ports of Rockchip SoCs, which have no flow engine");
MODULE_LICENSE("GPL");
