// SPDX-License-Identifier: GPL-2.0-only
/*
 * A simulated router SoC with MediaTek's packet processing engine. For tests:
 * it moves frames between netdevs of one machine and touches no hardware.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/slab.h>

#include "sim_soc.h"

#define SIM_PORTS_MIN	2

static char *soc = "mt7986";
module_param(soc, charp, 0444);
MODULE_PARM_DESC(soc, "SoC to simulate: mt7620, mt7621, mt7622, mt7623, mt7629, mt7981, mt7986 (default), mt7988, or, without an engine, rk3399, rk3568, rk3588");

static unsigned int ports = SIM_PORTS_MIN;
module_param(ports, uint, 0444);
MODULE_PARM_DESC(ports, "number of ports, 2 to 4");

static unsigned int rk_ports;
module_param(rk_ports, uint, 0444);
MODULE_PARM_DESC(rk_ports, "so many of the last ports are those of an RK3568 (default 0)");

static bool gro;
module_param(gro, bool, 0444);
MODULE_PARM_DESC(gro, "receive with GRO (default N)");

static char *writeback = "safe";
module_param(writeback, charp, 0444);
MODULE_PARM_DESC(writeback, "dirty cache lines and entries that the CPU changed: safe (default) or overwrite");

static char *mib_bytes = "l2in";
module_param(mib_bytes, charp, 0444);
MODULE_PARM_DESC(mib_bytes, "what the MIB counts: l2in (default), l2out or l3");

static bool cache_miss;
module_param(cache_miss, bool, 0444);
MODULE_PARM_DESC(cache_miss, "cache entries that did not match, too (default N)");

static struct sim_soc *sim;

static const char * const sim_writeback_names[] = { "safe", "overwrite", NULL };
static const char * const sim_mib_bytes_names[] = {
	[SIM_MIB_L2_IN]		= "l2in",
	[SIM_MIB_L2_OUT]	= "l2out",
	[SIM_MIB_L3]		= "l3",
	NULL
};

static int __init sim_parse_opts(struct sim_opts *opts)
{
	int i;

	i = match_string(sim_writeback_names, -1, writeback);
	if (i < 0) {
		pr_err("writeback=%s: must be safe or overwrite\n", writeback);
		return -EINVAL;
	}
	opts->writeback_overwrite = i;

	i = match_string(sim_mib_bytes_names, -1, mib_bytes);
	if (i < 0) {
		pr_err("mib_bytes=%s: must be l2in, l2out or l3\n", mib_bytes);
		return -EINVAL;
	}
	opts->mib_bytes = i;
	opts->cache_miss = cache_miss;
	return 0;
}

static int __init sim_start(const struct sim_soc_desc *desc)
{
	int err;

	err = sim_soc_init(sim, desc, ports);
	if (err)
		return err;
	sim_switch_init(sim);
	sim_ports_set_gro(gro);
	err = sim_ports_create(sim);
	if (err)
		goto err_ports;
	err = sim_soc_attach(sim);
	if (err)
		goto err_ports;
	sim_debugfs_init(sim);
	return 0;

err_ports:
	sim_ports_destroy(sim);
	sim_soc_uninit(sim);
	return err;
}

static int __init sim_module_init(void)
{
	const struct sim_soc_desc *desc = sim_soc_find(soc);
	char names[160];
	int err;

	if (!desc) {
		sim_soc_names(names, sizeof(names));
		pr_err("soc=%s: must be one of %s\n", soc, names);
		return -EINVAL;
	}
	if (ports < SIM_PORTS_MIN || ports > desc->n_ports) {
		pr_err("ports=%u: must be %u to %u\n", ports, SIM_PORTS_MIN, desc->n_ports);
		return -EINVAL;
	}
	if (rk_ports > (desc->n_ppes ? ports : 0)) {
		pr_err("rk_ports=%u: must be 0 to %u\n", rk_ports, desc->n_ppes ? ports : 0);
		return -EINVAL;
	}
	sim = kzalloc(sizeof(*sim), GFP_KERNEL);
	if (!sim)
		return -ENOMEM;
	sim->rk_ports = rk_ports;
	err = sim_parse_opts(&sim->opts);
	if (!err)
		err = sim_start(desc);
	if (err)
		kfree(sim);
	return err;
}

static void __exit sim_module_exit(void)
{
	sim_debugfs_uninit(sim);
	sim_soc_detach(sim);
	sim_ports_destroy(sim);
	sim_soc_uninit(sim);
	kfree(sim);
}

module_init(sim_module_init);
module_exit(sim_module_exit);

MODULE_DESCRIPTION("Simulated router SoC with a MediaTek packet processing engine");
MODULE_AUTHOR("nft-offload project");
MODULE_LICENSE("GPL");
MODULE_INFO(test, "Y");
