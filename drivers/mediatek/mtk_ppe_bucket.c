// SPDX-License-Identifier: GPL-2.0-only
/*
 * How an entry finds its place: the engine looks for a flow in the few ways of
 * one bucket, so that is where it must go, and where its key may be taken.
 */
#include "mtk_ppe_bucket.h"

#include <kunit/visibility.h>
#include <linux/error-injection.h>
#include <linux/module.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

#include "mtk_ppe_entry.h"
#include "mtk_ppe_cache.h"
#include "mtk_ppe_hash.h"
#include "mtk_ppe_io.h"
#include "mtk_ppe_learn.h"
#include "mtk_ppe_slot.h"

/* Seconds without a packet after which an entry may make room for another flow.
 * Its own flow goes on in software, and is offered again with its next packets.
 */
#define MTK_PPE_BUCKET_IDLE		10

/**
 * mtk_ppe_bucket_holds - is there nothing to do for this entry?
 * @table: the table of its ingress port
 * @owner: whose entry
 * @entry: what is wanted
 *
 * Return: true if @owner owns a bound entry of @table that does exactly that.
 */
bool mtk_ppe_bucket_holds(struct mtk_ppe_table *table,
			  const struct nf_flow_hw_entry *owner,
			  const struct mtk_ppe_entry *entry)
{
	u32 index = mtk_ppe_slot_index(owner);
	bool holds;

	if (owner->slot == NF_FLOW_TABLE_HW_SLOT_NONE)
		return false;

	spin_lock(&table->lock);
	holds = mtk_ppe_slot_ppe(owner) == table->id &&
		mtk_ppe_slot_owned(table, owner) &&
		mtk_ppe_slot_state(table, index) == MTK_FOE_STATE_BIND &&
		table->ingress[index] == entry->ingress &&
		mtk_ppe_entry_same(table->io->soc, entry,
				   mtk_ppe_slot_foe(table, index));
	spin_unlock(&table->lock);
	return holds && mtk_ppe_io_fits(table->io, entry->tags,
					entry->frame_max);
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_bucket_holds);

/* The entry that the engine would take for the same packets, or -ENOENT. Sets
 * @way to one that nobody owns, or -ENOSPC.
 */
static int mtk_ppe_bucket_find(const struct mtk_ppe_table *table, u32 first,
			       const struct mtk_ppe_entry *entry, int *way)
{
	const struct mtk_ppe_soc *soc = table->io->soc;
	u32 i;

	*way = -ENOSPC;
	for (i = first; i < first + soc->ways; i++) {
		if (!table->owner[i]) {
			if (*way < 0 && mtk_ppe_slot_usable(table, i))
				*way = i;
			continue;
		}
		if (mtk_ppe_slot_state(table, i) != MTK_FOE_STATE_INVALID &&
		    mtk_ppe_entry_same_key(soc, entry, mtk_ppe_slot_foe(table, i)))
			return i;
	}
	return -ENOENT;
}

/* An entry that was unbound may still be in the cache, where the engine finds it
 * before a new one of the same addresses and ports, and rewrites as it says.
 */
static void mtk_ppe_bucket_settle(struct mtk_ppe_table *table, u32 first,
				  const struct mtk_ppe_entry *entry)
{
	u32 i;

	if (!READ_ONCE(table->n_pending))
		return;

	for (i = first; i < first + table->io->soc->ways; i++) {
		if (!table->owner[i] ||
		    mtk_ppe_slot_state(table, i) != MTK_FOE_STATE_INVALID ||
		    !mtk_ppe_entry_same_tuple(entry, mtk_ppe_slot_foe(table, i)))
			continue;
		mtk_ppe_table_flush_locked(table);
		return;
	}
}

/* Returns -ENOENT if the old owner unbound the entry meanwhile. */
static int mtk_ppe_bucket_take_over(struct mtk_ppe_table *table, u32 index,
				    struct nf_flow_hw_entry *owner,
				    const struct mtk_ppe_entry *entry)
{
	struct nf_flow_hw_entry *old = table->owner[index];
	u32 state;
	int err;

	if (!nf_flow_hw_entry_same_domain(old, owner) ||
	    table->ingress[index] != entry->ingress ||
	    !mtk_ppe_entry_same(table->io->soc, entry,
				mtk_ppe_slot_foe(table, index)))
		return -EEXIST;

	/* @old cannot vanish: that takes the lock of the registers. */
	err = mtk_ppe_slot_harvest(table, index, old);
	if (err < 0)
		return err;

	spin_lock(&table->lock);
	state = mtk_ppe_slot_state(table, index);
	if (state == MTK_FOE_STATE_BIND)
		mtk_ppe_slot_set_owner(table, index, owner, entry);
	spin_unlock(&table->lock);

	switch (state) {
	case MTK_FOE_STATE_BIND:
		WRITE_ONCE(table->taken_over, table->taken_over + 1);
		return 0;
	case MTK_FOE_STATE_INVALID:
		return -ENOENT;
	default:
		/* Ended by FIN and about to age out. */
		return -EEXIST;
	}
}

/* Invalid, out of the cache, last counters, free: the old owner learns of it from
 * entry_stats. It cannot vanish meanwhile: that takes the lock of the registers.
 */
static void mtk_ppe_bucket_evict(struct mtk_ppe_table *table, u32 index)
{
	struct nf_flow_hw_entry *old = table->owner[index];

	mtk_ppe_table_unbind(table, old);
	mtk_ppe_table_flush_locked(table);
	mtk_ppe_slot_harvest(table, index, old);
	mtk_ppe_slot_disown(table, index);
	WRITE_ONCE(table->evicted, table->evicted + 1);
}

/* Returns the way of a bound entry that looks idle, or -ENOENT. */
static int mtk_ppe_bucket_idle(struct mtk_ppe_table *table, u32 first)
{
	u32 i;

	for (i = first; i < first + table->io->soc->ways; i++)
		if (table->owner[i] &&
		    mtk_ppe_slot_state(table, i) == MTK_FOE_STATE_BIND &&
		    mtk_ppe_slot_idle(table, i, MTK_PPE_BUCKET_IDLE))
			return i;
	return -ENOENT;
}

/* Returns the way that was freed. The second look is at what the engine had not told
 * memory yet, be it from this very second.
 */
static int mtk_ppe_bucket_make_room(struct mtk_ppe_table *table, u32 first)
{
	bool full = table->used == table->size;
	int way = mtk_ppe_bucket_idle(table, first);

	if (way >= 0 && mtk_ppe_table_sync(table))
		way = mtk_ppe_bucket_idle(table, first);
	if (way < 0)
		return full ? -EXFULL : -ENOSPC;

	mtk_ppe_bucket_evict(table, way);
	return way;
}

/* @way is one that nobody owns, or negative. */
static int mtk_ppe_bucket_place(struct mtk_ppe_table *table, u32 first, int way,
				struct nf_flow_hw_entry *owner,
				const struct mtk_ppe_entry *entry)
{
	int err;

	mtk_ppe_bucket_settle(table, first, entry);
	if (way < 0)
		way = mtk_ppe_bucket_make_room(table, first);
	if (way < 0)
		return way;

	/* What a previous owner left behind, or was counted since, is not ours. */
	err = mtk_ppe_io_mib_clear(table->io, way);
	if (err)
		return err;

	spin_lock(&table->lock);
	mtk_ppe_slot_set_owner(table, way, owner, entry);
	spin_unlock(&table->lock);
	mtk_ppe_slot_publish(table, way, entry);
	return 0;
}

/* Bind what the engine has learned, where it is. Its cache may hold the entry, and
 * would write word 0 back over ours: it stays empty meanwhile, as does the scan.
 */
static int mtk_ppe_bucket_learned(struct mtk_ppe_table *table, u32 first,
				  struct nf_flow_hw_entry *owner,
				  const struct mtk_ppe_entry *entry)
{
	int index, err;

	index = mtk_ppe_learn_find(table, first, entry);
	if (index < 0)
		return index;
	err = mtk_ppe_io_mib_clear(table->io, index);
	if (err)
		return err;

	mtk_ppe_cache_suspend(table->io);
	/* It may have aged until now, and another flow may have come. */
	index = mtk_ppe_learn_find(table, first, entry);
	if (index >= 0) {
		spin_lock(&table->lock);
		mtk_ppe_slot_set_owner(table, index, owner, entry);
		spin_unlock(&table->lock);
		mtk_ppe_slot_publish(table, index, entry);
		clear_bit(index, table->ready);
	}
	mtk_ppe_cache_resume(table->io);
	return min(index, 0);
}

/* Statistics are read without the lock. */
static void mtk_ppe_bucket_count(struct mtk_ppe_table *table, int err)
{
	switch (err) {
	case -ENOSPC:
		WRITE_ONCE(table->bucket_full, table->bucket_full + 1);
		break;
	case -EXFULL:
		WRITE_ONCE(table->table_full, table->table_full + 1);
		break;
	case -EEXIST:
		WRITE_ONCE(table->key_in_use, table->key_in_use + 1);
		break;
	}
}

/**
 * mtk_ppe_bucket_add - bind an entry
 * @table: the table of the ingress port
 * @owner: whose; owns no entry of any table
 * @entry: what to forward and how
 *
 * Context: may sleep; nobody else works on @owner.
 * A full bucket loses an entry that forwarded nothing for MTK_PPE_BUCKET_IDLE
 * seconds, one that did never.
 *
 * Return: 0; -EEXIST if the key belongs to a flow of another domain, to one that
 * enters by another port or with other tags, which the engine cannot tell apart,
 * or to one that is rewritten differently; -ENOSPC or -EXFULL if there is no room;
 * -EAGAIN if the engine learns, and has not seen enough of the flow yet;
 * -EOPNOTSUPP if the engine would forward packets that are too long for the
 * path; -ETIMEDOUT if the engine does not answer.
 */
int mtk_ppe_bucket_add(struct mtk_ppe_table *table,
		       struct nf_flow_hw_entry *owner,
		       const struct mtk_ppe_entry *entry)
{
	u32 first = mtk_ppe_hash_index(entry->hash, table->io->soc->ways,
				       table->entries);
	int index, way, err = -ENOENT;

	mutex_lock(&table->io->lock);
	if (!mtk_ppe_io_fit(table->io, entry->tags, entry->frame_max)) {
		err = -EOPNOTSUPP;
		goto out;
	}

	index = mtk_ppe_bucket_find(table, first, entry, &way);
	if (index >= 0) {
		err = mtk_ppe_bucket_take_over(table, index, owner, entry);
		/* Now it is not found, but a free way may be. */
		if (err == -ENOENT)
			mtk_ppe_bucket_find(table, first, entry, &way);
	}
	if (err == -ENOENT && table->ready)
		err = mtk_ppe_bucket_learned(table, first, owner, entry);
	else if (err == -ENOENT)
		err = mtk_ppe_bucket_place(table, first, way, owner, entry);
	if (unlikely(err))
		mtk_ppe_bucket_count(table, err);
out:
	mutex_unlock(&table->io->lock);
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_bucket_add);
ALLOW_ERROR_INJECTION(mtk_ppe_bucket_add, ERRNO);
