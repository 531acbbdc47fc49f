/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _MTK_PPE_SLOT_H
#define _MTK_PPE_SLOT_H

#include <linux/bitfield.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include <linux/types.h>
#include <net/netfilter/nf_flow_table_hw.h>

#include "mtk_ppe_io.h"
#include "mtk_ppe_table.h"

struct mtk_ppe_entry;

/* &nf_flow_hw_entry.slot: which PPE, which entry of its table. */
#define MTK_PPE_SLOT_PPE		GENMASK(31, 24)
#define MTK_PPE_SLOT_INDEX		GENMASK(23, 0)

/**
 * mtk_ppe_slot_ppe - which PPE
 * @owner: holds a slot
 *
 * Return: number of the PPE.
 */
static inline u32 mtk_ppe_slot_ppe(const struct nf_flow_hw_entry *owner)
{
	return FIELD_GET(MTK_PPE_SLOT_PPE, owner->slot);
}

/**
 * mtk_ppe_slot_index - which entry of the PPE's table
 * @owner: holds a slot
 *
 * Return: index of the entry.
 */
static inline u32 mtk_ppe_slot_index(const struct nf_flow_hw_entry *owner)
{
	return FIELD_GET(MTK_PPE_SLOT_INDEX, owner->slot);
}

/**
 * mtk_ppe_slot_owned - is the slot still its own?
 * @table: the table of the slot
 * @owner: whose
 *
 * Context: a lock of the table held, see &mtk_ppe_table.owner.
 * Return: false if it never had one or if the slot was taken over.
 */
static inline bool mtk_ppe_slot_owned(const struct mtk_ppe_table *table,
				      const struct nf_flow_hw_entry *owner)
{
	return owner->slot != NF_FLOW_TABLE_HW_SLOT_NONE &&
	       table->owner[mtk_ppe_slot_index(owner)] == owner;
}

/**
 * mtk_ppe_slot_foe - the words of an entry
 * @table: the table
 * @index: which
 *
 * Return: its first word.
 */
static inline u32 *mtk_ppe_slot_foe(const struct mtk_ppe_table *table, u32 index)
{
	return table->foe + index * table->io->soc->entry_words;
}

/**
 * mtk_ppe_slot_state - the state of an entry, as far as memory knows
 * @table: the table
 * @index: which
 *
 * Return: MTK_FOE_STATE_*.
 */
static inline u32 mtk_ppe_slot_state(const struct mtk_ppe_table *table, u32 index)
{
	/* The one field that every generation has in the same place. */
	return FIELD_GET(MTK_FOE_IB1_STATE,
			 READ_ONCE(*mtk_ppe_slot_foe(table, index)));
}

/**
 * mtk_ppe_slot_usable - may an entry be bound?
 * @table: the table
 * @index: which
 *
 * Return: false for an index that means "none" in an RX descriptor, and for an
 * entry that the engine cannot read as one.
 */
static inline bool mtk_ppe_slot_usable(const struct mtk_ppe_table *table, u32 index)
{
	const struct mtk_ppe_soc *soc = table->io->soc;
	u32 size = soc->entry_words * sizeof(u32);

	if ((index & soc->index_mask) == soc->index_mask)
		return false;
	return !soc->line ||
	       ((index * size) & (soc->line - 1)) + size <= soc->line;
}

void mtk_ppe_slot_set_owner(struct mtk_ppe_table *table, u32 index,
			    struct nf_flow_hw_entry *owner,
			    const struct mtk_ppe_entry *entry);
void mtk_ppe_slot_release(struct mtk_ppe_table *table,
			  struct nf_flow_hw_entry *owner);
void mtk_ppe_slot_disown(struct mtk_ppe_table *table, u32 index);
void mtk_ppe_slot_publish(struct mtk_ppe_table *table, u32 index,
			  const struct mtk_ppe_entry *entry);
void mtk_ppe_slot_invalidate(struct mtk_ppe_table *table, u32 index);
bool mtk_ppe_slot_idle(struct mtk_ppe_table *table, u32 index, u8 seconds);
int mtk_ppe_slot_harvest(struct mtk_ppe_table *table, u32 index,
			 struct nf_flow_hw_entry *owner);

#endif /* _MTK_PPE_SLOT_H */
