// SPDX-License-Identifier: GPL-2.0-only
/*
 * The path of a frame through one PPE: exceptions of the parser, lookup,
 * exceptions of a bound entry, accounting. The order of the exceptions is
 * inferred from their numbers and from MediaTek's HNAT driver.
 */
#include "sim_ppe.h"

#include <kunit/visibility.h>
#include <linux/bitfield.h>
#include <linux/jiffies.h>
#include <linux/math64.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include <linux/vmalloc.h>

#include "sim_log.h"
#include "sim_ppe_lookup.h"
#include "sim_ppe_parse.h"
#include "sim_ppe_regs.h"
#include "sim_ppe_rewrite.h"

/**
 * sim_clock_init - start the frame engine's clock at tick 0
 * @clock: the clock
 */
void sim_clock_init(struct sim_clock *clock)
{
	clock->start = get_jiffies_64();
	atomic_set(&clock->skew, 0);
	clock->stopped = false;
}
EXPORT_SYMBOL_IF_KUNIT(sim_clock_init);

/**
 * sim_clock_now - read the frame engine's clock
 * @clock: the clock
 *
 * Return: ticks of one second
 */
u32 sim_clock_now(const struct sim_clock *clock)
{
	u64 ran = READ_ONCE(clock->stopped) ? 0 : get_jiffies_64() - clock->start;

	return div_u64(ran, HZ) + atomic_read(&clock->skew);
}

/**
 * sim_ppe_now - the clock as this engine sees it
 * @ppe: the engine
 *
 * Return: ticks; the caller cuts them to the width of its field
 */
u32 sim_ppe_now(const struct sim_ppe *ppe)
{
	return sim_clock_now(ppe->clock);
}

/**
 * sim_ppe_init - an engine after reset
 * @ppe: zeroed, with mem, log, clock, opts, id and pse_ports set
 * @desc: generation
 *
 * Return: 0 or -ENOMEM
 */
int sim_ppe_init(struct sim_ppe *ppe, const struct sim_ppe_desc *desc)
{
	int err;

	spin_lock_init(&ppe->lock);
	ppe->desc = desc;
	ppe->gen = 1;
	sim_ppe_regs_reset(ppe);
	ppe->seen = vzalloc(SIM_ENTRIES_MAX * sizeof(*ppe->seen));
	if (!ppe->seen)
		return -ENOMEM;
	err = sim_cache_init(ppe);
	if (err)
		vfree(ppe->seen);
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(sim_ppe_init);

/**
 * sim_ppe_uninit - undo sim_ppe_init()
 * @ppe: an engine that takes no more frames
 */
void sim_ppe_uninit(struct sim_ppe *ppe)
{
	sim_cache_uninit(ppe);
	vfree(ppe->seen);
}
EXPORT_SYMBOL_IF_KUNIT(sim_ppe_uninit);

static void sim_to_cpu(struct sim_ppe *ppe, struct sim_verdict *v, u8 reason)
{
	v->act = SIM_CPU;
	v->reason = reason;
	ppe->count.cpu[reason]++;
}

static void sim_drop(struct sim_ppe *ppe, struct sim_verdict *v, enum sim_drop cause)
{
	v->act = SIM_DROP;
	v->drop = cause;
	ppe->count.drop[cause]++;
}

/**
 * sim_ppe_count_drop - a frame that the engine wanted to forward was lost
 * @ppe: the engine, not locked
 * @cause: why
 */
void sim_ppe_count_drop(struct sim_ppe *ppe, enum sim_drop cause)
{
	unsigned long flags;

	spin_lock_irqsave(&ppe->lock, flags);
	ppe->count.drop[cause]++;
	spin_unlock_irqrestore(&ppe->lock, flags);
}

/* Broken frames are dropped where a register says so. */
static bool sim_drop_broken(struct sim_ppe *ppe, const u8 *data, const struct sim_frame *f,
			    u32 gdm, struct sim_verdict *v)
{
	u32 glo = sim_ppe_reg(ppe, MTK_PPE_GLO_CFG);
	u32 l4 = f->key.udp ? MTK_GDMA_UDP_CSUM_EN : MTK_GDMA_TCP_CSUM_EN;

	if (f->bad_ip_csum && (glo & MTK_PPE_GLO_CFG_IP4_CS_DROP) &&
	    (gdm & MTK_GDMA_IP_CSUM_EN)) {
		sim_drop(ppe, v, SIM_DROP_IP_CSUM);
		return true;
	}
	if (f->reason == MTK_PPE_CRSN_TTL_0 && (glo & MTK_PPE_GLO_CFG_TTL0_DROP)) {
		sim_drop(ppe, v, SIM_DROP_TTL_0);
		return true;
	}
	if (!f->reason && (glo & MTK_PPE_GLO_CFG_L4_CS_DROP) && (gdm & l4) &&
	    (f->key.type == MTK_FOE_TYPE_IPV4_HNAPT ||
	     f->key.type == MTK_FOE_TYPE_IPV6_5T) && !sim_parse_l4_csum_ok(data, f)) {
		sim_drop(ppe, v, SIM_DROP_L4_CSUM);
		return true;
	}
	return false;
}

static void sim_miss(struct sim_ppe *ppe, const struct sim_frame *f, u8 sp,
		     struct sim_verdict *v)
{
	int index;

	if (f->tcp != SIM_TCP_NONE) {
		sim_to_cpu(ppe, v, MTK_PPE_CRSN_TCP_FIN_SYN_RST);
		return;
	}
	switch (FIELD_GET(MTK_PPE_TB_CFG_SEARCH_MISS, sim_ppe_reg(ppe, MTK_PPE_TB_CFG))) {
	case MTK_PPE_SEARCH_MISS_CPU_BUILD:
		index = sim_entry_build(ppe, &f->key, sp);
		if (index >= 0)
			v->index = index;
		fallthrough;
	case MTK_PPE_SEARCH_MISS_CPU:
		sim_to_cpu(ppe, v, MTK_PPE_CRSN_UN_HIT);
		break;
	default:
		sim_drop(ppe, v, SIM_DROP_SEARCH_MISS);
	}
}

/* Count packets within the current tick; the rate tells the CPU to bind. */
static void sim_hit_unbind(struct sim_ppe *ppe, const struct sim_frame *f,
			   struct sim_verdict *v)
{
	const struct sim_foe_layout *l = ppe->desc->layout;
	u32 ib1 = *sim_cache_view(ppe, v->index);
	u32 now = sim_ppe_now(ppe);
	u32 pcnt = 1, max = l->pcnt >> __ffs(l->pcnt), count;

	if (f->tcp != SIM_TCP_NONE) {
		sim_to_cpu(ppe, v, MTK_PPE_CRSN_TCP_FIN_SYN_RST);
		return;
	}
	if (!((sim_field_get(l->unbind_ts, ib1) ^ now) & sim_field_get(l->unbind_ts, ~0u)))
		pcnt = min(sim_field_get(l->pcnt, ib1) + 1, max);
	count = sim_field_set(l->unbind_ts, ib1, now);
	count = sim_field_set(l->pcnt, count, pcnt);
	sim_entry_update(ppe, v->index, count, true);

	if (ib1 & l->prebind)
		sim_to_cpu(ppe, v, MTK_PPE_CRSN_HIT_PRE_BIND);
	else if (pcnt >= FIELD_GET(MTK_PPE_BIND_RATE_BIND, sim_ppe_reg(ppe, MTK_PPE_BIND_RATE)) &&
		 sim_bind_allowed(ppe))
		sim_to_cpu(ppe, v, MTK_PPE_CRSN_HIT_UNBIND_RATE);
	else
		sim_to_cpu(ppe, v, MTK_PPE_CRSN_HIT_UNBIND);
}

/* PPPoE and DSA headers count as tags (see MTK_PPE_VLAN_MTU0). */
static u32 sim_mtu(const struct sim_ppe *ppe, const struct sim_foe *foe)
{
	u32 mtu0 = sim_ppe_reg(ppe, MTK_PPE_VLAN_MTU0);
	u32 mtu1 = sim_ppe_reg(ppe, MTK_PPE_VLAN_MTU1);

	switch (foe->vlan_layer + foe->pppoe) {
	case 0:
		return FIELD_GET(MTK_PPE_VLAN_MTU0_NONE, mtu0);
	case 1:
		return FIELD_GET(MTK_PPE_VLAN_MTU0_1TAG, mtu0);
	case 2:
		return FIELD_GET(MTK_PPE_VLAN_MTU1_2TAG, mtu1);
	default:
		return FIELD_GET(MTK_PPE_VLAN_MTU1_3TAG, mtu1);
	}
}

static u32 sim_out_len(const struct sim_frame *f, const struct sim_foe *foe)
{
	return f->len - f->l3_off + sim_rewrite_l2_len(foe);
}

/* Why a bound entry does not forward this frame; 0: it does. */
static u8 sim_bind_exception(const struct sim_ppe *ppe, const struct sim_frame *f,
			     const struct sim_foe *foe)
{
	if (f->tcp == SIM_TCP_END)
		return MTK_PPE_CRSN_HIT_BIND_FIN;
	if (f->tcp == SIM_TCP_SYN)
		return MTK_PPE_CRSN_TCP_FIN_SYN_RST;
	if (foe->ttl && f->ttl <= 1)
		return MTK_PPE_CRSN_HIT_BIND_TTL_1;
	if (foe->vlan_layer > 2)
		return MTK_PPE_CRSN_VLAN_VIOLATION;
	if (sim_out_len(f, foe) > sim_mtu(ppe, foe))
		return MTK_PPE_CRSN_EXCEED_MTU;
	if (foe->dp == ppe->desc->cpu_port)
		return MTK_PPE_CRSN_HIT_BIND_FORCE_CPU;
	if (foe->mcast || foe->winfo || foe->decap || foe->tunnel || foe->unforced)
		return MTK_PPE_CRSN_BYPASS;
	return 0;
}

static u32 sim_mib_len(const struct sim_ppe *ppe, const struct sim_frame *f,
		       const struct sim_foe *foe)
{
	switch (ppe->opts->mib_bytes) {
	case SIM_MIB_L2_OUT:
		return sim_out_len(f, foe);
	case SIM_MIB_L3:
		return f->l3_len;
	default:
		return f->len;
	}
}

static void sim_account(struct sim_ppe *ppe, const struct sim_frame *f, u16 index,
			const struct sim_foe *foe)
{
	ppe->count.hw_packets++;
	ppe->count.hw_bytes += f->len;
	if (foe->mib && ppe->mib && (sim_ppe_reg(ppe, MTK_PPE_MIB_CFG) & MTK_PPE_MIB_CFG_EN))
		sim_mib_add(ppe, index, sim_mib_len(ppe, f, foe));
}

static void sim_hit_bind(struct sim_ppe *ppe, const struct sim_frame *f, struct sim_verdict *v)
{
	const struct sim_foe_layout *l = ppe->desc->layout;
	struct sim_line *line = sim_cache_find(ppe, v->index);
	u32 ib1, tb_cfg = sim_ppe_reg(ppe, MTK_PPE_TB_CFG);
	u8 reason;

	if (line)
		sim_cache_touch(ppe, line);
	if (!sim_foe_decode(l, sim_cache_view(ppe, v->index), &v->foe)) {
		sim_to_cpu(ppe, v, MTK_PPE_CRSN_BYPASS);
		return;
	}

	ib1 = sim_field_set(l->ts, v->foe.ib1, sim_ppe_now(ppe));
	reason = sim_bind_exception(ppe, f, &v->foe);
	v->dup = !reason && (ib1 & l->keepalive);
	if (v->dup) {
		ib1 &= ~l->keepalive;
		ppe->count.cpu[MTK_PPE_CRSN_KA_DUP_OLD]++;
	}
	if (reason == MTK_PPE_CRSN_HIT_BIND_FIN)
		sim_entry_update(ppe, v->index, sim_field_set(MTK_FOE_IB1_STATE, ib1,
							      MTK_FOE_STATE_FIN), true);
	else if (ib1 != v->foe.ib1)
		sim_entry_update(ppe, v->index, ib1, false);
	if (reason) {
		sim_to_cpu(ppe, v, reason);
		return;
	}

	v->act = SIM_FORWARD;
	v->keep_dscp = tb_cfg & MTK_PPE_TB_CFG_KEEP_DSCP_ECN;
	v->vpm_tpid = sim_ppe_reg(ppe, MTK_PPE_VPM_TPID);
	sim_account(ppe, f, v->index, &v->foe);
}

static void sim_hit(struct sim_ppe *ppe, const struct sim_frame *f, struct sim_verdict *v)
{
	switch (sim_foe_state(*sim_cache_view(ppe, v->index))) {
	case MTK_FOE_STATE_BIND:
		sim_hit_bind(ppe, f, v);
		break;
	case MTK_FOE_STATE_UNBIND:
		sim_hit_unbind(ppe, f, v);
		break;
	default:	/* FIN forwards no more; what silicon reports is not documented */
		sim_to_cpu(ppe, v, f->tcp == SIM_TCP_NONE ? MTK_PPE_CRSN_HIT_BIND_FIN :
							    MTK_PPE_CRSN_TCP_FIN_SYN_RST);
	}
}

/**
 * sim_ppe_classify - decide about a frame, count it, update the entry
 * @ppe: locked
 * @data: the frame
 * @f: what the parser made of it
 * @sp: PSE port that it came from
 * @gdm_cfg: GDMA_FWD_CFG of that port: which checksums are verified
 * @v: the decision
 */
void sim_ppe_classify(struct sim_ppe *ppe, const u8 *data, const struct sim_frame *f, u8 sp,
		      u32 gdm_cfg, struct sim_verdict *v)
{
	int index;

	lockdep_assert_held(&ppe->lock);

	v->act = SIM_CPU;
	v->reason = 0;
	v->dup = false;
	v->index = ppe->desc->index_invalid;
	if (!(sim_ppe_reg(ppe, MTK_PPE_GLO_CFG) & MTK_PPE_GLO_CFG_EN))
		return;
	if (ppe->hang) {
		sim_drop(ppe, v, SIM_DROP_HANG);
		return;
	}
	if (!ppe->usable) {
		sim_to_cpu(ppe, v, MTK_PPE_CRSN_BYPASS);
		return;
	}
	if (sim_drop_broken(ppe, data, f, gdm_cfg, v))
		return;
	if (f->reason) {
		sim_to_cpu(ppe, v, f->reason);
		return;
	}

	index = sim_lookup(ppe, &f->key, sp);
	if (index < 0) {
		sim_miss(ppe, f, sp, v);
		return;
	}
	v->index = index;
	sim_hit(ppe, f, v);
}
EXPORT_SYMBOL_IF_KUNIT(sim_ppe_classify);
