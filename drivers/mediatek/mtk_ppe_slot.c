// SPDX-License-Identifier: GPL-2.0-only
/*
 * One entry of a table: its words in memory, its owner, its counters.
 */
#include "mtk_ppe_slot.h"

#include <linux/soc/nf_flow_hw_mtk_regs.h>

#include "mtk_ppe_entry.h"
#include "mtk_ppe_io.h"

/**
 * mtk_ppe_slot_set_owner - give an entry to an owner, whoever had it
 * @table: the table
 * @index: which
 * @owner: whose it is from now on
 * @entry: what it says, or will say
 *
 * Context: both locks of the table held.
 */
void mtk_ppe_slot_set_owner(struct mtk_ppe_table *table, u32 index,
			    struct nf_flow_hw_entry *owner,
			    const struct mtk_ppe_entry *entry)
{
	lockdep_assert_held(&table->io->lock);
	lockdep_assert_held(&table->lock);

	if (table->owner[index])
		owner->seen = table->owner[index]->seen;
	else
		WRITE_ONCE(table->used, table->used + 1);
	table->owner[index] = owner;
	table->ingress[index] = entry->ingress;
	owner->slot = FIELD_PREP(MTK_PPE_SLOT_PPE, table->id) |
		      FIELD_PREP(MTK_PPE_SLOT_INDEX, index);
	owner->l2_len = entry->l2_len;
}

/**
 * mtk_ppe_slot_disown - free an entry without its owner, who finds out later
 * @table: the table
 * @index: which; owned, and the engine forwards by it no longer
 *
 * Context: &mtk_ppe_io.lock held.
 */
void mtk_ppe_slot_disown(struct mtk_ppe_table *table, u32 index)
{
	lockdep_assert_held(&table->io->lock);

	spin_lock(&table->lock);
	table->owner[index] = NULL;
	WRITE_ONCE(table->used, table->used - 1);
	spin_unlock(&table->lock);
}

/**
 * mtk_ppe_slot_release - free an entry
 * @table: the table
 * @owner: owns its slot; the engine forwards by it no longer
 *
 * Context: &mtk_ppe_io.lock held.
 */
void mtk_ppe_slot_release(struct mtk_ppe_table *table,
			  struct nf_flow_hw_entry *owner)
{
	mtk_ppe_slot_disown(table, mtk_ppe_slot_index(owner));
	owner->slot = NF_FLOW_TABLE_HW_SLOT_NONE;
}

/**
 * mtk_ppe_slot_publish - let the engine forward by an entry
 * @table: the table
 * @index: which; owned, invalid, and not in the cache
 * @entry: what it says
 *
 * Context: &mtk_ppe_io.lock held.
 */
void mtk_ppe_slot_publish(struct mtk_ppe_table *table, u32 index,
			  const struct mtk_ppe_entry *entry)
{
	const struct mtk_ppe_soc *soc = table->io->soc;
	u32 *foe = mtk_ppe_slot_foe(table, index);
	u32 now = mtk_ppe_io_now(table->io);
	const u64 *from = (const u64 *)entry->word;
	unsigned int i, num = soc->entry_words / 2;
	u64 *to = (u64 *)foe;

	/* Entries have multiples of 16 bytes, and are aligned like that. */
	WRITE_ONCE(foe[1], entry->word[1]);
	WRITE_ONCE(to[1], from[1]);
	for (i = 2; i < num; i += 2) {
		WRITE_ONCE(to[i], from[i]);
		WRITE_ONCE(to[i + 1], from[i + 1]);
	}
	/* The engine may look at any time: no state before the body. */
	dma_wmb();
	/* The timestamp is in the lowest bits everywhere. */
	WRITE_ONCE(foe[0], entry->word[0] |
		   (now & soc->field[MTK_PPE_FIELD_TS].mask));
	table->owner[index]->seen = now;
	table->count[index] = (struct mtk_ppe_count){};
}

/* The low bits are enough to see it move. */
static u8 mtk_ppe_slot_timestamp(const struct mtk_ppe_table *table, u32 index)
{
	return READ_ONCE(*mtk_ppe_slot_foe(table, index)) &
	       table->io->soc->field[MTK_PPE_FIELD_TS].mask;
}

/**
 * mtk_ppe_slot_invalidate - let the engine forward by an entry no longer
 * @table: the table
 * @index: which
 *
 * The engine may hold a copy in its cache. Only word 0 is touched, so whoever
 * reads the entry meanwhile never sees half of it.
 */
void mtk_ppe_slot_invalidate(struct mtk_ppe_table *table, u32 index)
{
	u32 keep = table->io->soc->field[MTK_PPE_FIELD_STATIC].mask;
	u32 *foe = mtk_ppe_slot_foe(table, index);

	WRITE_ONCE(foe[0], READ_ONCE(foe[0]) & keep);
}

/**
 * mtk_ppe_slot_harvest - move the engine's counters to the owner
 * @table: the table
 * @index: which
 * @owner: who gets them
 *
 * Context: &mtk_ppe_io.lock held; may sleep.
 * Return: 0; 1 if the engine has no counters, but forwarded since the last call,
 * as far as its cache let memory know; -ETIMEDOUT if it does not answer.
 */
int mtk_ppe_slot_harvest(struct mtk_ppe_table *table, u32 index,
			 struct nf_flow_hw_entry *owner)
{
	u64 packets, bytes, l2;
	u8 seen;
	int err;

	if (!table->io->soc->mib_decode) {
		seen = owner->seen;
		owner->seen = mtk_ppe_slot_timestamp(table, index);
		if (owner->seen == seen)
			return 0;
		WRITE_ONCE(table->moved, table->moved + 1);
		return 1;
	}

	err = mtk_ppe_io_mib_read(table->io, index, &packets, &bytes);
	if (err)
		return err;

	if (!packets)
		return 0;

	table->count[index].packets += packets;
	table->count[index].bytes += bytes;
	/* The engine counts frames, conntrack counts packets. */
	l2 = packets * owner->l2_len;
	atomic64_add(packets, &owner->packets);
	atomic64_add(bytes - min(bytes, l2), &owner->bytes);
	owner->seen = mtk_ppe_io_now(table->io);
	WRITE_ONCE(table->moved, table->moved + 1);
	return 0;
}

/**
 * mtk_ppe_slot_idle - did an entry forward nothing for some time?
 * @table: the table
 * @index: which; owned
 * @seconds: how long, well below the wrap at 256 s
 *
 * The engine's timestamp may be old while the entry is in its cache, so the
 * counters decide where there are any; what they say goes to the owner. Without
 * counters look again after mtk_ppe_table_sync().
 * Context: &mtk_ppe_io.lock held; may sleep.
 *
 * Return: true if neither knows of a packet. An entry that is idle for much
 * longer may look busy for a while when the clock wraps.
 */
bool mtk_ppe_slot_idle(struct mtk_ppe_table *table, u32 index, u8 seconds)
{
	struct nf_flow_hw_entry *owner = table->owner[index];
	u8 now = mtk_ppe_io_now(table->io);

	if ((u8)(now - mtk_ppe_slot_timestamp(table, index)) <= seconds)
		return false;
	if (!table->io->soc->mib_decode)
		return true;
	if (mtk_ppe_slot_harvest(table, index, owner) < 0)
		return false;
	return (u8)(now - owner->seen) > seconds;
}
