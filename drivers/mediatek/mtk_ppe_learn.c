// SPDX-License-Identifier: GPL-2.0-only
/*
 * bind=learn: the engine makes an unbound entry of every flow that it does not know
 * and counts its packets; once they are many, the entry is bound where it is. The
 * packet that comes up says which entry it hit: mtk_eth_soc makes skb->hash of the
 * index, by a function that has an inverse on the indices that exist.
 */
#include "mtk_ppe_learn.h"

#include <kunit/visibility.h>
#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/device.h>
#include <linux/jhash.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

#include "mtk_ppe_entry.h"
#include "mtk_ppe_io.h"
#include "mtk_ppe_slot.h"

/* Of the largest table. */
#define MTK_PPE_LEARN_INDICES		32768

/* Half full at most, so that a search is short; no index looks like that. */
#define MTK_PPE_LEARN_BUCKETS		65536
#define MTK_PPE_LEARN_EMPTY		U16_MAX

/* Index by hash: the first of those from the hash's upper bits on that it is the
 * hash of. Made once, constant; NULL: nothing is learned.
 */
static u16 *mtk_ppe_learn_inverse;

/* What the table of an engine shall have, if it can. */
static u32 mtk_ppe_learn_entries;

/* An engine was met that cannot learn. */
static bool mtk_ppe_learn_refusal;

static u32 mtk_ppe_learn_next(u32 bucket)
{
	return (bucket + 1) % MTK_PPE_LEARN_BUCKETS;
}

static void mtk_ppe_learn_add(u16 index)
{
	u32 bucket = jhash_1word(index, 0) >> 16;

	while (mtk_ppe_learn_inverse[bucket] != MTK_PPE_LEARN_EMPTY)
		bucket = mtk_ppe_learn_next(bucket);
	mtk_ppe_learn_inverse[bucket] = index;
}

/**
 * mtk_ppe_learn_init - be ready to learn
 * @entries: that each table shall have, if the SoC can
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int mtk_ppe_learn_init(u32 entries)
{
	u32 i;

	mtk_ppe_learn_entries = entries;
	mtk_ppe_learn_refusal = false;
	mtk_ppe_learn_inverse = kvmalloc_array(MTK_PPE_LEARN_BUCKETS,
					       sizeof(*mtk_ppe_learn_inverse),
					       GFP_KERNEL);
	if (!mtk_ppe_learn_inverse)
		return -ENOMEM;

	for (i = 0; i < MTK_PPE_LEARN_BUCKETS; i++)
		mtk_ppe_learn_inverse[i] = MTK_PPE_LEARN_EMPTY;
	for (i = 0; i < MTK_PPE_LEARN_INDICES; i++)
		mtk_ppe_learn_add(i);
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_learn_init);

/**
 * mtk_ppe_learn_exit - undo mtk_ppe_learn_init()
 */
void mtk_ppe_learn_exit(void)
{
	kvfree(mtk_ppe_learn_inverse);
	mtk_ppe_learn_inverse = NULL;
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_learn_exit);

/**
 * mtk_ppe_learn_active - do engines learn?
 *
 * Return: true between mtk_ppe_learn_init() and mtk_ppe_learn_exit().
 */
bool mtk_ppe_learn_active(void)
{
	return mtk_ppe_learn_inverse;
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_learn_active);

/**
 * mtk_ppe_learn_check - can the engines of a SoC learn, if they are asked to?
 * @dev: in whose name a line is logged if not
 * @soc: the SoC
 *
 * Return: 0; -EINVAL if they are, and cannot.
 */
int mtk_ppe_learn_check(struct device *dev, const struct mtk_ppe_soc *soc)
{
	if (!mtk_ppe_learn_active())
		return 0;

	if (!soc->learns) {
		dev_err(dev, "bind=learn and %s: packets do not say there which entry they hit\n",
			soc->name);
	} else if (min(mtk_ppe_learn_entries, soc->max_entries) >
		   soc->index_mask + 1) {
		dev_err(dev, "bind=learn and entries=%u: packets of %s can name %u entries\n",
			mtk_ppe_learn_entries, soc->name, soc->index_mask + 1);
	} else {
		return 0;
	}
	WRITE_ONCE(mtk_ppe_learn_refusal, true);
	return -EINVAL;
}

/**
 * mtk_ppe_learn_refused - has mtk_ppe_learn_check() refused anything?
 *
 * Return: true if so, since mtk_ppe_learn_init().
 */
bool mtk_ppe_learn_refused(void)
{
	return READ_ONCE(mtk_ppe_learn_refusal);
}

/**
 * mtk_ppe_learn_index - which entry a packet hit
 * @hash: of the packet, as mtk_eth_soc sets it
 *
 * Context: any, while learning.
 * Return: the index; -ENOENT if @hash is that of none.
 */
int mtk_ppe_learn_index(u32 hash)
{
	u32 bucket = hash >> 16;
	u16 index;

	for (;;) {
		index = mtk_ppe_learn_inverse[bucket];
		if (index == MTK_PPE_LEARN_EMPTY)
			return -ENOENT;
		if (jhash_1word(index, 0) == hash)
			return index;
		bucket = mtk_ppe_learn_next(bucket);
	}
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_learn_index);

/**
 * mtk_ppe_learn_table_clear - begin with an empty table
 * @table: the engine does not run
 *
 * What cannot be bound must not be learned either.
 */
void mtk_ppe_learn_table_clear(struct mtk_ppe_table *table)
{
	u32 keep = table->io->soc->field[MTK_PPE_FIELD_STATIC].mask;
	u32 i;

	if (!table->ready)
		return;

	bitmap_zero(table->ready, table->entries);
	for (i = 0; i < table->entries; i++)
		if (!mtk_ppe_slot_usable(table, i))
			WRITE_ONCE(*mtk_ppe_slot_foe(table, i), keep);
}

/**
 * mtk_ppe_learn_table_init - let a table learn, if learning is asked for
 * @table: zeroed
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int mtk_ppe_learn_table_init(struct mtk_ppe_table *table)
{
	table->ready = NULL;
	if (!mtk_ppe_learn_active())
		return 0;

	table->ready = bitmap_zalloc(table->entries, GFP_KERNEL);
	if (!table->ready)
		return -ENOMEM;

	mtk_ppe_learn_table_clear(table);
	return 0;
}

/**
 * mtk_ppe_learn_table_uninit - undo mtk_ppe_learn_table_init()
 * @table: nobody uses it any more
 */
void mtk_ppe_learn_table_uninit(struct mtk_ppe_table *table)
{
	bitmap_free(table->ready);
}

static u32 mtk_ppe_learn_packets(const struct mtk_ppe_soc *soc, u32 ib1)
{
	u32 mask = soc->field[MTK_PPE_FIELD_PACKETS].mask;

	return (ib1 & mask) >> __ffs(mask);
}

/**
 * mtk_ppe_learn_seen - a packet came up from the engine
 * @table: of the port where it came in
 * @hash: of the packet
 *
 * The engine's own word for "often enough" is in the RX descriptor, which is gone by
 * now; the count that it compares is in the entry.
 * Context: any, also several at once.
 */
void mtk_ppe_learn_seen(struct mtk_ppe_table *table, u32 hash)
{
	const struct mtk_ppe_soc *soc = table->io->soc;
	int index = mtk_ppe_learn_index(hash);
	u32 ib1;

	if (index < 0 || index >= table->entries ||
	    !mtk_ppe_slot_usable(table, index))
		return;

	ib1 = READ_ONCE(*mtk_ppe_slot_foe(table, index));
	if (mtk_ppe_soc_state(soc, ib1) == MTK_FOE_STATE_UNBIND &&
	    mtk_ppe_learn_packets(soc, ib1) >= MTK_PPE_IO_BIND_RATE)
		set_bit(index, table->ready);
}

/**
 * mtk_ppe_learn_find - the entry that the engine made of a flow
 * @table: of the port of ingress
 * @first: first entry of the bucket
 * @entry: the flow
 *
 * Context: &mtk_ppe_io.lock held.
 * Return: its index; -EAGAIN if there is none, or packets are too few yet.
 */
int mtk_ppe_learn_find(struct mtk_ppe_table *table, u32 first,
		       const struct mtk_ppe_entry *entry)
{
	const struct mtk_ppe_soc *soc = table->io->soc;
	u32 i;

	for (i = first; i < first + soc->ways; i++) {
		if (!test_bit(i, table->ready))
			continue;
		if (table->owner[i] ||
		    mtk_ppe_slot_state(table, i) != MTK_FOE_STATE_UNBIND) {
			/* Bound, or aged since. */
			clear_bit(i, table->ready);
			continue;
		}
		if (mtk_ppe_entry_same_key(soc, entry,
					   mtk_ppe_slot_foe(table, i)))
			return i;
	}
	return -EAGAIN;
}
