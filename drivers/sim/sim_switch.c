// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where a switch is plugged into the SoC. The switch is a module of its own
 * (nf_flow_hw_sim_dsa), since not every kernel has DSA.
 */
#include "sim_switch.h"

#include <linux/err.h>
#include <linux/module.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

#include "sim_soc.h"

/* The SoC of this module: set before it can be reached, gone after all that
 * reaches it, which needs symbols of this module.
 */
static struct sim_soc *sim_switch_soc;

/**
 * sim_switch_init - let switches find the SoC
 * @soc: the only one
 */
void sim_switch_init(struct sim_soc *soc)
{
	sim_switch_soc = soc;
}

/**
 * sim_switch_conduit - find the two ends of a cable
 * @id: number of the port
 * @port: the SoC's end
 * @wire: the other one
 *
 * Return: 0; -EINVAL if there is no such port; -EOPNOTSUPP if no switch can be
 * there: the SoC has one inside, or the port has no packet engine
 */
int sim_switch_conduit(unsigned int id, struct net_device **port, struct net_device **wire)
{
	const struct sim_soc *soc = sim_switch_soc;

	if (id >= soc->n_ports)
		return -EINVAL;
	if (!soc->desc->n_ppes || soc->ports[id].kind != SIM_PORT_PSE ||
	    !soc->desc->ports[id].fwd_reg)
		return -EOPNOTSUPP;
	*port = soc->ports[id].port;
	*wire = soc->ports[id].wire;
	return 0;
}
EXPORT_SYMBOL_GPL(sim_switch_conduit);

static int sim_switch_change(const struct sim_switch *sw)
{
	sim_soc_detach(sim_switch_soc);
	sim_switch_soc->sw = sw;
	return sim_soc_attach(sim_switch_soc);
}

/**
 * sim_switch_plug - offer the SoC anew, with a switch's ports behind a conduit
 * @sw: stays until sim_switch_unplug()
 *
 * Context: process, without RTNL: the driver lets go of the SoC and comes back.
 * Return: 0 or a negative errno
 */
int sim_switch_plug(const struct sim_switch *sw)
{
	return sim_switch_change(sw);
}
EXPORT_SYMBOL_GPL(sim_switch_plug);

/**
 * sim_switch_unplug - offer the SoC anew, without the switch
 *
 * Context: as sim_switch_plug()
 */
void sim_switch_unplug(void)
{
	sim_switch_change(NULL);
}
EXPORT_SYMBOL_GPL(sim_switch_unplug);

/**
 * sim_switch_violation - the switch got a frame that it cannot make sense of
 * @fault: what is wrong
 * @tag: first half of the frame's special tag
 */
void sim_switch_violation(const char *fault, u16 tag)
{
	sim_violation(&sim_switch_soc->log, "switch: special tag %04x: %s", tag, fault);
}
EXPORT_SYMBOL_GPL(sim_switch_violation);
