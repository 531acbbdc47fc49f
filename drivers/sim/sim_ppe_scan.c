// SPDX-License-Identifier: GPL-2.0-only
/*
 * The PPE's scan of its table, once per second: ageing and keep-alive. Which of "older than"
 * and "at least as old as" silicon means by an age is not documented; the model
 * takes the former. STATIC entries stay.
 */
#include <kunit/visibility.h>
#include <linux/bitfield.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

#include "sim_ppe.h"
#include "sim_ppe_check.h"
#include "sim_ppe_lookup.h"

#define SIM_SCAN_BATCH	256	/* entries per lock hold */

static bool sim_is_3t(u8 type)
{
	return type == MTK_FOE_TYPE_IPV4_HNAT || type == MTK_FOE_TYPE_IPV6_3T ||
	       type == MTK_FOE_TYPE_IPV6_HNAT;
}

static bool sim_unbind_is_old(const struct sim_ppe *ppe, u32 ib1)
{
	const struct sim_foe_layout *l = ppe->desc->layout;
	u32 age_cfg = sim_ppe_reg(ppe, MTK_PPE_UNBIND_AGE);
	u32 age;

	if (!(sim_ppe_reg(ppe, MTK_PPE_TB_CFG) & MTK_PPE_TB_CFG_AGE_UNBIND))
		return false;
	age = sim_field_get(l->unbind_ts, sim_ppe_now(ppe) - sim_field_get(l->unbind_ts, ib1));
	return age > FIELD_GET(MTK_PPE_UNBIND_AGE_DELTA, age_cfg) &&
	       sim_field_get(l->pcnt, ib1) < FIELD_GET(MTK_PPE_UNBIND_AGE_MIN_PACKETS, age_cfg);
}

static enum sim_class sim_class(const struct sim_ppe *ppe, u32 ib1)
{
	if (sim_is_3t(sim_field_get(ppe->desc->layout->type, ib1)))
		return SIM_CLASS_NON_L4;
	return ib1 & MTK_FOE_IB1_UDP ? SIM_CLASS_UDP : SIM_CLASS_TCP;
}

/* Ticks from one keep-alive to the next (inferred: the unit times the factor of the
 * class); 0: none.
 */
static u32 sim_ka_period(const struct sim_ppe *ppe, enum sim_class class)
{
	u32 cfg = sim_ppe_reg(ppe, MTK_PPE_KEEPALIVE_CFG);
	u32 unit = FIELD_GET(MTK_PPE_KEEPALIVE_TIME, cfg);

	switch (class) {
	case SIM_CLASS_TCP:
		return unit * FIELD_GET(MTK_PPE_KEEPALIVE_TIME_TCP, cfg);
	case SIM_CLASS_UDP:
		return unit * FIELD_GET(MTK_PPE_KEEPALIVE_TIME_UDP, cfg);
	default:
		return unit * FIELD_GET(MTK_PPE_BIND_LIMIT1_NON_L4,
					sim_ppe_reg(ppe, MTK_PPE_BIND_LIMIT1));
	}
}

/* Bit n: keep-alive of class n is due in this pass. */
static u32 sim_ka_due(struct sim_ppe *ppe)
{
	u32 cfg = sim_ppe_reg(ppe, MTK_PPE_TB_CFG), now = sim_ppe_now(ppe), due = 0;
	unsigned int class;

	if (FIELD_GET(MTK_PPE_TB_CFG_SCAN_MODE, cfg) != MTK_PPE_SCAN_KEEPALIVE_AGE ||
	    FIELD_GET(MTK_PPE_TB_CFG_KEEPALIVE, cfg) != MTK_PPE_KEEPALIVE_DUP_CPU)
		return 0;
	for (class = 0; class < SIM_CLASSES; class++) {
		u32 period = sim_ka_period(ppe, class);

		if (!period || now - ppe->ka_last[class] < period)
			continue;
		ppe->ka_last[class] = now;
		due |= BIT(class);
	}
	return due;
}

/* The limit for a bound or finished entry; false: this class does not age. */
static bool sim_bind_limit(const struct sim_ppe *ppe, u32 ib1, u32 *limit)
{
	u32 age0 = sim_ppe_reg(ppe, MTK_PPE_BIND_AGE0);
	u32 age1 = sim_ppe_reg(ppe, MTK_PPE_BIND_AGE1);
	u32 cfg = sim_ppe_reg(ppe, MTK_PPE_TB_CFG);

	if (sim_foe_state(ib1) == MTK_FOE_STATE_FIN) {
		*limit = FIELD_GET(MTK_PPE_BIND_AGE1_DELTA_FIN, age1);
		return cfg & MTK_PPE_TB_CFG_AGE_TCP_FIN;
	}
	if (sim_is_3t(sim_field_get(ppe->desc->layout->type, ib1))) {
		*limit = FIELD_GET(MTK_PPE_BIND_AGE0_DELTA_NON_L4, age0);
		return cfg & MTK_PPE_TB_CFG_AGE_NON_L4;
	}
	if (ib1 & MTK_FOE_IB1_UDP) {
		*limit = FIELD_GET(MTK_PPE_BIND_AGE0_DELTA_UDP, age0);
		return cfg & MTK_PPE_TB_CFG_AGE_UDP;
	}
	*limit = FIELD_GET(MTK_PPE_BIND_AGE1_DELTA_TCP, age1);
	return cfg & MTK_PPE_TB_CFG_AGE_TCP;
}

static bool sim_bind_is_old(const struct sim_ppe *ppe, u32 ib1)
{
	const struct sim_foe_layout *l = ppe->desc->layout;
	u32 age, limit;

	if (!sim_bind_limit(ppe, ib1, &limit))
		return false;
	/* The mask makes the difference wrap with the width of the timestamp. */
	age = sim_field_get(l->ts, sim_ppe_now(ppe) - sim_field_get(l->ts, ib1));
	return age > limit;
}

/* Old entries go; the next packet of the others may be due to the CPU. */
static void sim_scan_age(struct sim_ppe *ppe, u16 index, u32 ib1, u32 ka_due)
{
	const struct sim_foe_layout *l = ppe->desc->layout;
	u8 state = sim_foe_state(ib1);
	bool old;

	old = state == MTK_FOE_STATE_UNBIND ? sim_unbind_is_old(ppe, ib1) :
					      sim_bind_is_old(ppe, ib1);
	if (!old) {
		if (state == MTK_FOE_STATE_BIND && (ka_due & BIT(sim_class(ppe, ib1))))
			sim_entry_update(ppe, index, ib1 | l->keepalive, false);
		return;
	}
	sim_entry_update(ppe, index, sim_field_set(MTK_FOE_IB1_STATE, ib1,
						   MTK_FOE_STATE_INVALID), true);
	sim_cache_drop(ppe, index);
	ppe->seen[index].gen = 0;
}

static void sim_scan_entry(struct sim_ppe *ppe, u16 index, bool age, u32 ka_due)
{
	const u32 *w = sim_cache_view(ppe, index);
	u32 ib1 = sim_foe_ib1(w);
	u8 state = sim_foe_state(ib1);

	if (state == MTK_FOE_STATE_INVALID)
		return;
	/* Look at memory, where the CPU writes, even if the entry is cached. */
	w = sim_ppe_dram(ppe, index);
	if (sim_foe_state(sim_foe_ib1(w)) == MTK_FOE_STATE_BIND)
		sim_check_bound(ppe, index, w);

	if (age && !(ib1 & MTK_FOE_IB1_STATIC))
		sim_scan_age(ppe, index, ib1, ka_due);
}

/**
 * sim_ppe_scan - one pass over the table
 * @ppe: the engine, not locked
 *
 * With SCAN_MODE off nothing ages, but bound entries are still checked.
 */
void sim_ppe_scan(struct sim_ppe *ppe)
{
	unsigned long flags;
	u32 i = 0, end, ka_due = 0;
	bool age;

	do {
		spin_lock_irqsave(&ppe->lock, flags);
		age = FIELD_GET(MTK_PPE_TB_CFG_SCAN_MODE,
				sim_ppe_reg(ppe, MTK_PPE_TB_CFG)) != MTK_PPE_SCAN_OFF;
		if (!i)
			ka_due = sim_ka_due(ppe);
		end = ppe->usable ? min(i + SIM_SCAN_BATCH, ppe->entries) : 0;
		for (; i < end; i++)
			sim_scan_entry(ppe, i, age, ka_due);
		spin_unlock_irqrestore(&ppe->lock, flags);
	} while (end && i < ppe->entries);
}
EXPORT_SYMBOL_IF_KUNIT(sim_ppe_scan);
