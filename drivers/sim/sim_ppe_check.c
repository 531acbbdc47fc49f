// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules that a bound entry must keep. Silicon does not tell; the model does.
 */
#include "sim_ppe_check.h"

#include <linux/if_ether.h>
#include <linux/jhash.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

#include "sim_log.h"
#include "sim_ppe.h"
#include "sim_ppe_lookup.h"

#define SIM_DSA_PORTS	GENMASK(5, 0)	/* ports 0 to 5 of the switch */

static const char *sim_check_dsa(const struct sim_foe *foe)
{
	u16 ports = foe->etype & ~MTK_FOE_ETYPE_DSA_VLAN;

	if (!ports || ports & ~SIM_DSA_PORTS)
		return "switch's tag names no port that exists";
	if (foe->vlan1 && !(foe->etype & MTK_FOE_ETYPE_DSA_VLAN))
		return "switch's tag with a VLAN that it does not announce";
	return NULL;
}

static const char *sim_check_l2(const struct sim_foe *foe)
{
	u16 etype = foe->key.n == 3 ? ETH_P_IP : ETH_P_IPV6;

	if (foe->pppoe)
		etype = ETH_P_PPP_SES;
	if (foe->vlan_layer > 2)
		return "more than two tags";
	if ((!foe->vlan_layer || foe->vpm) && foe->etype != etype)
		return "EtherType does not fit type and PPPoE bit";
	if (foe->dmac[0] & 1)
		return "multicast destination MAC";
	if (sim_foe_is_dsa(foe))
		return sim_check_dsa(foe);
	if (foe->vlan_layer && !foe->vpm && foe->etype != ETH_P_8021Q &&
	    foe->etype != ETH_P_8021AD)
		return "EtherType field is neither TPID nor a switch's tag";
	return NULL;
}

static const char *sim_check_egress(const struct sim_ppe *ppe, const struct sim_foe *foe)
{
	if (foe->unforced)
		return "leaves the port to the switch, which is not modelled";
	if (foe->dp == ppe->desc->cpu_port)
		return "bound to the port that is the CPU";
	if (!(ppe->pse_ports & BIT(foe->dp)))
		return "bound to a PSE port that does not exist";
	if (foe->winfo || foe->mcast || foe->decap || foe->tunnel)
		return "asks for WED, multicast or a tunnel, which is not modelled";
	if (ppe->desc->layout->has_tport && foe->qos && foe->tport != MTK_FOE_V3_TPORT_QDMA)
		return "QDMA queue without the way to it (tport)";
	if (foe->tport > MTK_FOE_V3_TPORT_QDMA)
		return "tport is not modelled";
	return NULL;
}

static const char *sim_check_entry(struct sim_ppe *ppe, u16 index, const u32 *w)
{
	u16 ways = (1 << ppe->desc->ways_log2) - 1;
	u16 none = ppe->desc->index_invalid;
	const char *fault;
	struct sim_foe foe;

	if ((index & none) == none)
		return "this index means \"no entry\"";
	if (sim_ppe_is_trap(ppe->desc, index))
		return "crosses a 1 KiB line";
	if (!sim_foe_decode(ppe->desc->layout, w, &foe))
		return "unknown type";
	if (sim_lookup_bucket(ppe, &foe.key) != (index & ~ways))
		return "not in the bucket of its key";
	fault = sim_check_egress(ppe, &foe);
	return fault ?: sim_check_l2(&foe);
}

static u32 sim_check_sum(const struct sim_ppe *ppe, const u32 *w)
{
	return jhash2(w + 1, ppe->desc->layout->words - 1, 0);
}

/**
 * sim_check_bound - the engine looks at an entry that is bound
 * @ppe: locked, usable
 * @index: of the entry
 * @w: its words as the engine sees them
 *
 * The first look since the cache was last cleared takes a checksum; a later look
 * must find the same. A rule-abiding change is: invalidate, clear, rewrite.
 */
void sim_check_bound(struct sim_ppe *ppe, u16 index, const u32 *w)
{
	struct sim_seen *seen = &ppe->seen[index];
	const char *fault;
	u32 sum;

	sum = sim_check_sum(ppe, w);
	if (seen->gen == ppe->gen) {
		if (seen->sum == sum)
			return;
		if (sim_cache_is_on(ppe))
			sim_violation(ppe->log, "ppe%u: entry %05x changed while bound",
				      ppe->id, index);
	}
	seen->gen = ppe->gen;
	seen->sum = sum;

	fault = sim_check_entry(ppe, index, w);
	if (fault)
		sim_violation(ppe->log, "ppe%u: entry %05x: %s", ppe->id, index, fault);
}

/**
 * sim_check_unchanged - the cache is about to be cleared
 * @ppe: locked
 *
 * After this a bound entry may differ by the rules, so what changed before it is
 * noticed here, even if no frame will hit it.
 */
void sim_check_unchanged(struct sim_ppe *ppe)
{
	u32 i;

	if (!ppe->usable || !sim_cache_is_on(ppe))
		return;
	for (i = 0; i < ppe->entries; i++) {
		const u32 *w = sim_ppe_dram(ppe, i);

		if (ppe->seen[i].gen != ppe->gen || sim_cache_find(ppe, i) ||
		    sim_foe_state(sim_foe_ib1(w)) != MTK_FOE_STATE_BIND ||
		    ppe->seen[i].sum == sim_check_sum(ppe, w))
			continue;
		sim_violation(ppe->log, "ppe%u: entry %05x changed while bound", ppe->id, i);
	}
}
