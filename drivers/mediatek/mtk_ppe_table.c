// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who owns which flow entry of a PPE, and the order in which entries appear and
 * go. An entry is published by its word 0, after all others; it goes by word 0
 * first, then leaves the cache, then its counters are read, then it is free.
 *
 * The engine puts an entry into its cache when a packet hits it. An entry that
 * was free has not been hit since the cache was cleared last, so publishing
 * needs no clear; only a change of a bound (or aged, or finished) entry does.
 */
#include "mtk_ppe_table.h"

#include <kunit/visibility.h>
#include <linux/bitmap.h>
#include <linux/error-injection.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include <linux/vmalloc.h>
#include <net/netfilter/nf_flow_table_hw.h>

#include "mtk_ppe_cache.h"
#include "mtk_ppe_io.h"
#include "mtk_ppe_learn.h"
#include "mtk_ppe_slot.h"

/* Seconds by which a timestamp may be late when activity is asked for. */
#define MTK_PPE_TABLE_LATE		5

static u32 mtk_ppe_table_usable(const struct mtk_ppe_table *table)
{
	u32 i, num = 0;

	for (i = 0; i < table->entries; i++)
		num += mtk_ppe_slot_usable(table, i);
	return num;
}

/**
 * mtk_ppe_table_init - start with an empty table
 * @table: to fill
 * @io: registers of the PPE
 * @id: number of the PPE
 * @foe: zeroed memory of the entries
 * @entries: how many, a power of two
 *
 * Return: 0 or -ENOMEM.
 */
int mtk_ppe_table_init(struct mtk_ppe_table *table, struct mtk_ppe_io *io,
		       u8 id, u32 *foe, u32 entries)
{
	table->owner = vzalloc(array_size(entries, sizeof(*table->owner)));
	if (!table->owner)
		return -ENOMEM;

	table->ingress = vzalloc(array_size(entries, sizeof(*table->ingress)));
	if (!table->ingress)
		goto err_ingress;

	table->count = vzalloc(array_size(entries, sizeof(*table->count)));
	if (!table->count)
		goto err_count;

	table->pending = bitmap_zalloc(entries, GFP_KERNEL);
	if (!table->pending)
		goto err_pending;

	table->io = io;
	table->id = id;
	table->foe = foe;
	table->entries = entries;
	table->size = mtk_ppe_table_usable(table);
	table->n_pending = 0;
	table->synced = 0;
	table->moved = 0;
	table->evicted = 0;
	table->bucket_full = 0;
	table->table_full = 0;
	table->taken_over = 0;
	table->key_in_use = 0;
	table->used = 0;
	spin_lock_init(&table->lock);
	if (mtk_ppe_learn_table_init(table))
		goto err_learn;
	return 0;

err_learn:
	bitmap_free(table->pending);
err_pending:
	vfree(table->count);
err_count:
	vfree(table->ingress);
err_ingress:
	vfree(table->owner);
	return -ENOMEM;
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_table_init);
ALLOW_ERROR_INJECTION(mtk_ppe_table_init, ERRNO);

/**
 * mtk_ppe_table_uninit - undo mtk_ppe_table_init()
 * @table: nobody owns an entry of it any more
 */
void mtk_ppe_table_uninit(struct mtk_ppe_table *table)
{
	mtk_ppe_learn_table_uninit(table);
	bitmap_free(table->pending);
	vfree(table->count);
	vfree(table->ingress);
	vfree(table->owner);
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_table_uninit);

static void mtk_ppe_table_set_pending(struct mtk_ppe_table *table, u32 index)
{
	u32 n = table->n_pending;

	if (__test_and_set_bit(index, table->pending))
		return;
	if (n < MTK_PPE_TABLE_PENDING)
		table->pending_list[n] = index;
	WRITE_ONCE(table->n_pending, n + 1);
}

/**
 * mtk_ppe_table_unbind - stop forwarding by an entry, from the next flush on
 * @table: the table of its slot
 * @owner: whose; nothing happens unless it owns its slot
 *
 * Context: any but hard interrupt.
 */
void mtk_ppe_table_unbind(struct mtk_ppe_table *table,
			  const struct nf_flow_hw_entry *owner)
{
	u32 index = mtk_ppe_slot_index(owner);

	spin_lock(&table->lock);
	if (mtk_ppe_slot_owned(table, owner)) {
		mtk_ppe_slot_invalidate(table, index);
		/* Even if it aged out: a copy may sit in the cache. */
		mtk_ppe_table_set_pending(table, index);
	}
	spin_unlock(&table->lock);
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_table_unbind);

static void mtk_ppe_table_settle_few(struct mtk_ppe_table *table)
{
	u32 i;

	for (i = 0; i < table->n_pending; i++) {
		mtk_ppe_slot_invalidate(table, table->pending_list[i]);
		__clear_bit(table->pending_list[i], table->pending);
	}
}

static void mtk_ppe_table_settle_many(struct mtk_ppe_table *table)
{
	unsigned long index;

	for_each_set_bit(index, table->pending, table->entries)
		mtk_ppe_slot_invalidate(table, index);
	bitmap_zero(table->pending, table->entries);
}

/* With the cache off nothing writes to the table but us: what a dirty line
 * brought back before it was cleared is invalidated for good.
 */
static void mtk_ppe_table_settle(struct mtk_ppe_table *table)
{
	spin_lock(&table->lock);
	if (table->n_pending <= MTK_PPE_TABLE_PENDING)
		mtk_ppe_table_settle_few(table);
	else
		mtk_ppe_table_settle_many(table);
	WRITE_ONCE(table->n_pending, 0);
	spin_unlock(&table->lock);
}

/* With what its lines hold in memory: removed entries do not come back, and
 * timestamps are what they are.
 */
static void mtk_ppe_table_clear_cache(struct mtk_ppe_table *table)
{
	mtk_ppe_cache_suspend(table->io);
	mtk_ppe_table_settle(table);
	table->synced = mtk_ppe_io_now(table->io);
	mtk_ppe_cache_resume(table->io);
}

/**
 * mtk_ppe_table_flush_locked - mtk_ppe_table_flush() for who has the lock
 * @table: the table
 *
 * Context: &mtk_ppe_io.lock held.
 */
void mtk_ppe_table_flush_locked(struct mtk_ppe_table *table)
{
	lockdep_assert_held(&table->io->lock);

	if (!READ_ONCE(table->n_pending))
		return;

	mtk_ppe_table_clear_cache(table);
}

/**
 * mtk_ppe_table_sync - let the timestamps in memory be true
 * @table: the table
 *
 * The engine notes the time of a packet in its cache, and in memory when the line
 * goes, which for a busy entry may be never. Without counters it is the only sign
 * of life, so the cache is cleared for it.
 * Context: &mtk_ppe_io.lock held; busy as in mtk_ppe_cache_suspend().
 *
 * Return: true if they may have changed; false if the engine counts.
 */
bool mtk_ppe_table_sync(struct mtk_ppe_table *table)
{
	lockdep_assert_held(&table->io->lock);

	if (table->io->soc->mib_decode)
		return false;

	mtk_ppe_table_clear_cache(table);
	return true;
}

/**
 * mtk_ppe_table_flush - make all preceding unbinds effective
 * @table: the table
 *
 * One clear of the cache, however many entries went; none if none did.
 * Context: may sleep, up to 10 ms.
 */
void mtk_ppe_table_flush(struct mtk_ppe_table *table)
{
	/* It becomes 0 after the clear, so what was unbound before is gone. */
	if (!READ_ONCE(table->n_pending))
		return;

	mutex_lock(&table->io->lock);
	mtk_ppe_table_flush_locked(table);
	mutex_unlock(&table->io->lock);
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_table_flush);

/**
 * mtk_ppe_table_del - read the last counters of an entry and free it
 * @table: the table of its slot
 * @owner: whose; was unbound, and flushed since
 *
 * Context: may sleep.
 */
void mtk_ppe_table_del(struct mtk_ppe_table *table,
		       struct nf_flow_hw_entry *owner)
{
	u32 index = mtk_ppe_slot_index(owner);

	mutex_lock(&table->io->lock);
	if (mtk_ppe_slot_owned(table, owner)) {
		/* A slot must not be free while the engine may use it. Its bit
		 * was set on behalf of @owner, nobody sets it now.
		 */
		if (READ_ONCE(table->n_pending) && test_bit(index, table->pending))
			mtk_ppe_table_flush_locked(table);
		mtk_ppe_slot_harvest(table, index, owner);
		mtk_ppe_slot_release(table, owner);
	}
	owner->slot = NF_FLOW_TABLE_HW_SLOT_NONE;
	mutex_unlock(&table->io->lock);
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_table_del);

/**
 * mtk_ppe_table_give_up - all steps from a bound entry to a free one
 * @table: the table of its slot
 * @owner: whose
 *
 * Context: may sleep.
 */
void mtk_ppe_table_give_up(struct mtk_ppe_table *table,
			   struct nf_flow_hw_entry *owner)
{
	mtk_ppe_table_unbind(table, owner);
	mtk_ppe_table_flush(table);
	mtk_ppe_table_del(table, owner);
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_table_give_up);

/* Each clear sends frames to the CPU, and entries are polled one by one. */
static bool mtk_ppe_table_late(const struct mtk_ppe_table *table)
{
	return !table->io->soc->mib_decode &&
	       (u8)(mtk_ppe_io_now(table->io) - table->synced) > MTK_PPE_TABLE_LATE;
}

/**
 * mtk_ppe_table_refresh - mtk_ppe_table_sync(), once a second at most
 * @table: the table of an entry whose activity must be known now
 *
 * An engine that counts knows at once.
 * Context: may sleep, up to 10 ms.
 */
void mtk_ppe_table_refresh(struct mtk_ppe_table *table)
{
	if (table->io->soc->mib_decode)
		return;

	mutex_lock(&table->io->lock);
	if ((u8)mtk_ppe_io_now(table->io) != table->synced)
		mtk_ppe_table_sync(table);
	mutex_unlock(&table->io->lock);
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_table_refresh);

static int mtk_ppe_table_poll(struct mtk_ppe_table *table,
			      struct nf_flow_hw_entry *owner)
{
	u32 index = mtk_ppe_slot_index(owner);
	int active = -ENOENT;

	mutex_lock(&table->io->lock);
	if (mtk_ppe_slot_owned(table, owner) && mtk_ppe_table_late(table))
		mtk_ppe_table_sync(table);
	if (mtk_ppe_slot_owned(table, owner) &&
	    mtk_ppe_slot_state(table, index) == MTK_FOE_STATE_BIND)
		active = max(mtk_ppe_slot_harvest(table, index, owner), 0);
	mutex_unlock(&table->io->lock);
	return active;
}

/**
 * mtk_ppe_table_stats - add what the engine counted since the last call
 * @table: the table of its slot
 * @owner: whose; counters are added there
 *
 * Context: may sleep, up to 10 ms.
 * Return: 0; 1 if the engine has no counters, but forwarded since the last call;
 * -ENOENT if the entry forwards no longer; it is given up then.
 */
int mtk_ppe_table_stats(struct mtk_ppe_table *table,
			struct nf_flow_hw_entry *owner)
{
	int active = mtk_ppe_table_poll(table, owner);

	if (active < 0)
		mtk_ppe_table_give_up(table, owner);
	return active;
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_table_stats);
ALLOW_ERROR_INJECTION(mtk_ppe_table_stats, ERRNO);

/**
 * mtk_ppe_table_limit_mtu - change what the engine lets through
 * @table: the table
 * @mtu: largest L3 length
 *
 * A higher limit waits until the table is empty: the entries in it may rely on
 * the lower one.
 * Context: may sleep.
 */
void mtk_ppe_table_limit_mtu(struct mtk_ppe_table *table, u32 mtu)
{
	struct mtk_ppe_io *io = table->io;

	mutex_lock(&io->lock);
	if (!table->used)
		mtk_ppe_io_set_mtu(io, mtu, true);
	else if (mtu < io->mtu)
		mtk_ppe_io_set_mtu(io, mtu, false);
	mutex_unlock(&io->lock);
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_table_limit_mtu);

/**
 * mtk_ppe_table_invalidate_all - leave nothing that the engine could use
 * @table: the table; nobody else uses it any more
 */
void mtk_ppe_table_invalidate_all(struct mtk_ppe_table *table)
{
	u32 i;

	for (i = 0; i < table->entries; i++)
		mtk_ppe_slot_invalidate(table, i);
	/* Before the registers are told to stop. */
	wmb();
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_table_invalidate_all);
