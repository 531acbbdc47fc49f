// SPDX-License-Identifier: GPL-2.0-only
/* Finding the entry of a frame, and the engine's own changes to entries. */
#include "sim_ppe_lookup.h"

#include <linux/atomic.h>
#include <linux/bitfield.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include <linux/string.h>

#include "sim_log.h"
#include "sim_ppe.h"
#include "sim_ppe_check.h"
#include "sim_ppe_hash.h"
#include "sim_ppe_regs.h"

/**
 * sim_lookup_bucket - where entries for a key may be
 * @ppe: locked, with a table
 * @key: what is looked up
 *
 * Return: index of the first way
 */
u16 sim_lookup_bucket(const struct sim_ppe *ppe, const struct sim_key *key)
{
	return sim_hash_index(sim_hash_raw(key), ppe->desc->ways_log2, ppe->entries);
}

/* An IPv6 frame also hits an entry that translates it, if that is enabled. */
static bool sim_type_matches(const struct sim_ppe *ppe, u8 type, u8 want)
{
	u32 flow_cfg = sim_ppe_reg(ppe, MTK_PPE_FLOW_CFG);

	if (type == want)
		return true;
	if (!(ppe->desc->layout->types & BIT(type)))
		return false;
	return (want == MTK_FOE_TYPE_IPV6_5T && type == MTK_FOE_TYPE_IPV6_HNAPT &&
		flow_cfg & MTK_PPE_FLOW_CFG_IP6_NAPT) ||
	       (want == MTK_FOE_TYPE_IPV6_3T && type == MTK_FOE_TYPE_IPV6_HNAT &&
		flow_cfg & MTK_PPE_FLOW_CFG_IP6_NAT);
}

static bool sim_entry_matches(const struct sim_ppe *ppe, const u32 *w,
			      const struct sim_key *key, u8 sp)
{
	const struct sim_foe_layout *l = ppe->desc->layout;
	u32 ib1 = sim_foe_ib1(w);

	if (sim_foe_state(ib1) == MTK_FOE_STATE_INVALID)
		return false;
	if (!sim_type_matches(ppe, sim_field_get(l->type, ib1), key->type))
		return false;
	if (!!(ib1 & MTK_FOE_IB1_UDP) != key->udp)
		return false;
	if (l->sp && (sim_ppe_reg(ppe, MTK_PPE_GLO_CFG) & MTK_PPE_GLO_CFG_SP_CMP_EN) &&
	    sim_field_get(l->sp, ib1) != sp)
		return false;
	return !memcmp(w + 1, key->w, key->n * sizeof(u32));
}

/* An entry that forwards is read through the cache. Returns false if the CPU
 * took it back while it was being read.
 */
static bool sim_entry_read(struct sim_ppe *ppe, u16 index)
{
	const u32 *w = sim_cache_view(ppe, index);
	u8 state = sim_foe_state(w[0]);

	if (state != MTK_FOE_STATE_BIND && state != MTK_FOE_STATE_FIN)
		return true;
	if (sim_cache_find(ppe, index))
		return true;
	if (sim_cache_is_on(ppe)) {
		struct sim_line *line = sim_cache_fill(ppe, index);

		if (sim_foe_state(READ_ONCE(*sim_ppe_dram(ppe, index))) != state) {
			sim_cache_drop(ppe, index);
			return false;
		}
		w = line->words;
	}
	sim_check_bound(ppe, index, w);
	return true;
}

/**
 * sim_lookup - find the entry that a frame hits
 * @ppe: locked, usable
 * @key: of the frame
 * @sp: PSE port that it came from
 *
 * Ways are searched in order. Entries that do not match are not cached unless
 * &sim_opts.cache_miss says so (not documented).
 *
 * Return: index, or -1
 */
int sim_lookup(struct sim_ppe *ppe, const struct sim_key *key, u8 sp)
{
	u16 first = sim_lookup_bucket(ppe, key);
	unsigned int way;

	for (way = 0; way < 1u << ppe->desc->ways_log2; way++) {
		if (sim_ppe_is_trap(ppe->desc, first + way))
			continue;
		if (sim_entry_matches(ppe, sim_cache_view(ppe, first + way), key, sp))
			return sim_entry_read(ppe, first + way) ? first + way : -1;
		if (ppe->opts->cache_miss && sim_cache_is_on(ppe) &&
		    !sim_cache_find(ppe, first + way))
			sim_cache_fill(ppe, first + way);
	}
	return -1;
}

/**
 * sim_entry_store - write word 0 to memory, unless the CPU changed the entry
 * @ppe: locked, with a table
 * @index: of the entry
 * @seen: word 0 as the engine knew it; timestamp and keep-alive may differ
 * @val: new word 0
 *
 * Return: false if the CPU was faster
 */
bool sim_entry_store(struct sim_ppe *ppe, u16 index, u32 seen, u32 val)
{
	u32 *dram = sim_ppe_dram(ppe, index);
	u32 old = READ_ONCE(*dram);

	if ((old ^ seen) & ~(ppe->desc->layout->ts | ppe->desc->layout->keepalive))
		return false;
	return cmpxchg(dram, old, val) == old;
}

/**
 * sim_entry_update - the engine changes word 0 of an entry that it just read
 * @ppe: locked, with a table
 * @index: of the entry
 * @val: new word 0
 * @through: write it to memory now, not when the line goes
 */
void sim_entry_update(struct sim_ppe *ppe, u16 index, u32 val, bool through)
{
	struct sim_line *line = sim_cache_find(ppe, index);
	u32 seen = *sim_cache_view(ppe, index);

	if (line) {
		line->words[0] = val;
		line->dirty = !through;
		if (!through)
			return;
	}
	sim_entry_store(ppe, index, seen, val);
}

/* BIND_LIMIT0/1: bindings per tick by how full the table is. */
static u32 sim_quota_limit(const struct sim_ppe *ppe)
{
	u32 limit0 = sim_ppe_reg(ppe, MTK_PPE_BIND_LIMIT0);
	u32 limit1 = sim_ppe_reg(ppe, MTK_PPE_BIND_LIMIT1);
	u32 used = sim_ppe_used(ppe);

	if (used <= ppe->entries / 4)
		return FIELD_GET(MTK_PPE_BIND_LIMIT0_QUARTER, limit0);
	if (used <= ppe->entries / 2)
		return FIELD_GET(MTK_PPE_BIND_LIMIT0_HALF, limit0);
	return FIELD_GET(MTK_PPE_BIND_LIMIT1_FULL, limit1);
}

/**
 * sim_bind_allowed - whether the CPU may be asked for one more binding
 * @ppe: locked, usable
 *
 * The fill of the table is looked at once per tick, as it takes a pass over it.
 *
 * Return: false if this tick's quota is used up
 */
bool sim_bind_allowed(struct sim_ppe *ppe)
{
	struct sim_bind_quota *quota = &ppe->quota;
	u32 now = sim_ppe_now(ppe);

	if (quota->tick != now || !quota->count) {
		quota->tick = now;
		quota->count = 0;
		quota->limit = sim_quota_limit(ppe);
	}
	if (quota->count >= quota->limit)
		return false;
	quota->count++;
	return true;
}

static u32 sim_entry_unbind_ib1(const struct sim_ppe *ppe, const struct sim_key *key, u8 sp)
{
	const struct sim_foe_layout *l = ppe->desc->layout;
	u32 ib1;

	ib1 = FIELD_PREP(MTK_FOE_IB1_STATE, MTK_FOE_STATE_UNBIND);
	if (key->udp)
		ib1 |= MTK_FOE_IB1_UDP;
	ib1 = sim_field_set(l->type, ib1, key->type);
	ib1 = sim_field_set(l->sp, ib1, sp);
	ib1 = sim_field_set(l->unbind_ts, ib1, sim_ppe_now(ppe));
	return sim_field_set(l->pcnt, ib1, 1);
}

/**
 * sim_entry_build - learn: put an UNBIND entry into the bucket of a miss
 * @ppe: locked, usable
 * @key: of the frame
 * @sp: PSE port that it came from
 *
 * The first invalid way that is not STATIC is taken (which one silicon takes is
 * not documented).
 *
 * Return: index, or -1 if there is no room
 */
int sim_entry_build(struct sim_ppe *ppe, const struct sim_key *key, u8 sp)
{
	u16 first = sim_lookup_bucket(ppe, key);
	unsigned int way;

	for (way = 0; way < 1u << ppe->desc->ways_log2; way++) {
		u32 *w = sim_ppe_dram(ppe, first + way);
		u32 ib1 = READ_ONCE(w[0]);

		if (sim_foe_state(ib1) != MTK_FOE_STATE_INVALID ||
		    (ib1 & MTK_FOE_IB1_STATIC) || sim_cache_find(ppe, first + way))
			continue;
		if (sim_ppe_is_trap(ppe->desc, first + way)) {
			sim_violation(ppe->log, "ppe%u: entry %05x crosses 1 KiB, is not STATIC",
				      ppe->id, first + way);
			continue;
		}
		memset(w + 1, 0, (ppe->desc->layout->words - 1) * sizeof(u32));
		memcpy(w + 1, key->w, key->n * sizeof(u32));
		/* Word 0 last; pairs with the driver's dma_rmb(). */
		smp_store_release(&w[0], sim_entry_unbind_ib1(ppe, key, sp));
		return first + way;
	}
	return -1;
}
