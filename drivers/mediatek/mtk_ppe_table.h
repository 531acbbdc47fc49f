/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _MTK_PPE_TABLE_H
#define _MTK_PPE_TABLE_H

#include <linux/spinlock.h>
#include <linux/types.h>

struct mtk_ppe_io;
struct nf_flow_hw_entry;

/* So many slots are remembered one by one until the next flush. */
#define MTK_PPE_TABLE_PENDING		16

/**
 * struct mtk_ppe_count - what an entry forwarded since it was published
 * @packets: frames
 * @bytes: of layer 2
 */
struct mtk_ppe_count {
	u64				packets;
	u64				bytes;
};

/**
 * struct mtk_ppe_table - the flow entries of one PPE and who owns them
 * @io: its registers
 * @foe: the entries, as the engine reads them
 * @entries: how many
 * @size: how many of them can be bound
 * @id: number of the PPE, for &nf_flow_hw_entry.slot
 * @owner: per entry: whose it is, or NULL. Written with &mtk_ppe_io.lock and
 *	@lock held, so holding either is enough to read: counters are read under
 *	the former and always belong to the owner seen there.
 * @ingress: per entry: &mtk_ppe_entry.ingress of its owner. As @owner.
 * @count: per entry: for humans, who may look before conntrack was told. Under
 *	&mtk_ppe_io.lock.
 * @ready: per entry: learned by the engine, and hit often enough to be bound;
 *	atomic bits. NULL: nothing is learned
 * @pending: per entry: invalidated in memory, perhaps not in the cache. Under
 *	@lock.
 * @pending_list: the first of them, so that a flush after a few need not search
 *	@pending. Under @lock.
 * @n_pending: how many there are; 0: nothing to flush. Under @lock.
 * @synced: low bits of the engine's clock when timestamps in memory were true.
 *	Under &mtk_ppe_io.lock.
 * @moved: how often an entry was found to have forwarded something. Under
 *	&mtk_ppe_io.lock; a hint to readers without it.
 * @evicted: idle entries that made room for others. Under &mtk_ppe_io.lock.
 * @bucket_full: flows for which there was no room in their bucket. Likewise.
 * @table_full: flows for which there was no room at all. Likewise.
 * @taken_over: entries that went from one flow to another. Likewise.
 * @key_in_use: flows whose key belonged to another. Likewise.
 * @used: owned entries. Written under @lock.
 * @lock: taken after &mtk_ppe_io.lock, or alone where nobody may wait for
 *	registers. Covers no register access.
 */
struct mtk_ppe_table {
	struct mtk_ppe_io		*io;
	u32				*foe;
	u32				entries;
	u32				size;
	u8				id;
	struct nf_flow_hw_entry		**owner;
	u64				*ingress;
	struct mtk_ppe_count		*count;
	unsigned long			*ready;
	unsigned long			*pending;
	u32				pending_list[MTK_PPE_TABLE_PENDING];
	u32				n_pending;
	u8				synced;
	u32				moved;
	u32				evicted;
	u32				bucket_full;
	u32				table_full;
	u32				taken_over;
	u32				key_in_use;
	u32				used;
	spinlock_t			lock;	/* inside io->lock */
};

int mtk_ppe_table_init(struct mtk_ppe_table *table, struct mtk_ppe_io *io,
		       u8 id, u32 *foe, u32 entries);
void mtk_ppe_table_uninit(struct mtk_ppe_table *table);
void mtk_ppe_table_unbind(struct mtk_ppe_table *table,
			  const struct nf_flow_hw_entry *owner);
void mtk_ppe_table_flush(struct mtk_ppe_table *table);
void mtk_ppe_table_flush_locked(struct mtk_ppe_table *table);
bool mtk_ppe_table_sync(struct mtk_ppe_table *table);
void mtk_ppe_table_refresh(struct mtk_ppe_table *table);
void mtk_ppe_table_del(struct mtk_ppe_table *table,
		       struct nf_flow_hw_entry *owner);
void mtk_ppe_table_give_up(struct mtk_ppe_table *table,
			   struct nf_flow_hw_entry *owner);
int mtk_ppe_table_stats(struct mtk_ppe_table *table,
			struct nf_flow_hw_entry *owner);
void mtk_ppe_table_limit_mtu(struct mtk_ppe_table *table, u32 mtu);
void mtk_ppe_table_invalidate_all(struct mtk_ppe_table *table);

#endif /* _MTK_PPE_TABLE_H */
