// SPDX-License-Identifier: GPL-2.0-only
/*
 * Slots and their owners. Packets walk the buckets under RCU and take no lock; an
 * entry is complete before it is in a bucket, and after that only its owner and
 * its counters change. It goes in the order of all engines: out of the bucket, a
 * grace period, last counters, free.
 */
#include "soft_table.h"

#include <kunit/visibility.h>
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <net/netfilter/nf_flow_table_hw.h>

/* Buckets per slot: chains are short, and a bucket is a pointer. */
#define SOFT_TABLE_SPARSE	2

static void soft_table_free_counts(struct soft_table *table)
{
	int cpu;

	if (!table->count)
		return;
	for_each_possible_cpu(cpu)
		vfree(*per_cpu_ptr(table->count, cpu));
	free_percpu(table->count);
}

static int soft_table_alloc_counts(struct soft_table *table, u32 size)
{
	struct soft_count *count;
	int cpu;
	u32 i;

	table->count = alloc_percpu(struct soft_count *);
	if (!table->count)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		count = vzalloc_node(array_size(size, sizeof(*count)),
				     cpu_to_node(cpu));
		if (!count)
			return -ENOMEM;
		for (i = 0; i < size; i++)
			u64_stats_init(&count[i].syncp);
		*per_cpu_ptr(table->count, cpu) = count;
	}
	return 0;
}

static int soft_table_alloc(struct soft_table *table, u32 size)
{
	table->bucket = vzalloc(array_size(SOFT_TABLE_SPARSE * size,
					   sizeof(*table->bucket)));
	table->slot = vzalloc(array_size(size, sizeof(*table->slot)));
	table->free = vmalloc(array_size(size, sizeof(*table->free)));
	if (!table->bucket || !table->slot || !table->free)
		return -ENOMEM;
	return soft_table_alloc_counts(table, size);
}

/**
 * soft_table_init - start with an empty table
 * @table: to fill, zeroed
 * @size: entries, a power of two
 *
 * Return: 0 or -ENOMEM.
 */
int soft_table_init(struct soft_table *table, u32 size)
{
	u32 i;

	if (soft_table_alloc(table, size)) {
		soft_table_uninit(table);
		return -ENOMEM;
	}

	for (i = 0; i < size; i++)
		table->free[i] = size - 1 - i;
	get_random_bytes(table->seed, sizeof(table->seed));
	for (i = 0; i < SOFT_TABLE_SEEDS; i++)
		table->seed[i] |= 1;
	table->shift = 64 - ilog2(SOFT_TABLE_SPARSE * size);
	table->unbound = get_completed_synchronize_rcu();
	spin_lock_init(&table->lock);
	/* Last: pairs with the acquire in soft_table_exists(). */
	smp_store_release(&table->size, size);
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(soft_table_init);

/**
 * soft_table_uninit - undo soft_table_init()
 * @table: without entries, and seen by no packet any more
 */
void soft_table_uninit(struct soft_table *table)
{
	WARN_ON_ONCE(table->used);
	soft_table_free_counts(table);
	vfree(table->free);
	vfree(table->slot);
	vfree(table->bucket);
	memset(table, 0, sizeof(*table));
}
EXPORT_SYMBOL_IF_KUNIT(soft_table_uninit);

static struct soft_entry __rcu **soft_table_bucket(struct soft_table *table,
						   const struct soft_key *key)
{
	return &table->bucket[soft_table_hash(table, key) >> table->shift];
}

static struct soft_entry *soft_table_next(struct soft_table *table,
					  struct soft_entry __rcu **from)
{
	return rcu_dereference_protected(*from, lockdep_is_held(&table->lock));
}

static struct soft_entry *soft_table_lookup(struct soft_table *table,
					    const struct soft_entry *wanted)
{
	struct soft_entry *entry;

	for (entry = soft_table_next(table, soft_table_bucket(table, &wanted->key));
	     entry; entry = soft_table_next(table, &entry->next))
		if (soft_entry_same_key(entry, wanted))
			return entry;
	return NULL;
}

/* The entry that @owner still owns, or NULL. */
static struct soft_entry *soft_table_owned(struct soft_table *table,
					   const struct nf_flow_hw_entry *owner)
{
	struct soft_entry *entry;

	lockdep_assert_held(&table->lock);
	if (owner->slot >= table->size)
		return NULL;
	entry = table->slot[owner->slot];
	return entry && entry->owner == owner ? entry : NULL;
}

static void soft_table_read(struct soft_table *table, const struct soft_entry *entry,
			    u64 *packets, u64 *bytes)
{
	const struct soft_count *count;
	unsigned int start;
	u64 num, len;
	int cpu;

	*packets = 0;
	*bytes = 0;
	for_each_possible_cpu(cpu) {
		count = *per_cpu_ptr(table->count, cpu) + entry->slot;
		do {
			start = u64_stats_fetch_begin(&count->syncp);
			num = u64_stats_read(&count->packets);
			len = u64_stats_read(&count->bytes);
		} while (u64_stats_fetch_retry(&count->syncp, start));
		*packets += num;
		*bytes += len;
	}
}

/* Give its owner what was counted since the last time. */
static void soft_table_harvest(struct soft_table *table, struct soft_entry *entry)
{
	u64 packets, bytes;

	lockdep_assert_held(&table->lock);
	soft_table_read(table, entry, &packets, &bytes);
	atomic64_add(packets - entry->packets, &entry->owner->packets);
	atomic64_add(bytes - entry->bytes, &entry->owner->bytes);
	entry->packets = packets;
	entry->bytes = bytes;
}

/**
 * soft_table_holds - is exactly this in force?
 * @table: the table
 * @owner: for whom
 * @entry: what
 *
 * Return: whether.
 */
bool soft_table_holds(struct soft_table *table, const struct nf_flow_hw_entry *owner,
		      const struct soft_entry *entry)
{
	const struct soft_entry *held;
	bool same;

	spin_lock(&table->lock);
	held = soft_table_owned(table, owner);
	same = held && held->hashed && soft_entry_same(held, entry);
	spin_unlock(&table->lock);
	return same;
}
EXPORT_SYMBOL_IF_KUNIT(soft_table_holds);

/* A flow object that replaces another one of the same connection. */
static int soft_table_take_over(struct soft_table *table, struct soft_entry *held,
				struct nf_flow_hw_entry *owner,
				const struct soft_entry *entry)
{
	if (!nf_flow_hw_entry_same_domain(held->owner, owner) ||
	    !soft_entry_same(held, entry)) {
		table->key_in_use++;
		return -EEXIST;
	}

	soft_table_harvest(table, held);
	held->owner = owner;
	owner->slot = held->slot;
	return 0;
}

static int soft_table_place(struct soft_table *table, struct soft_entry *new,
			    struct nf_flow_hw_entry *owner)
{
	struct soft_entry __rcu **bucket = soft_table_bucket(table, &new->key);

	if (table->used == table->size) {
		table->full++;
		return -EXFULL;
	}

	WRITE_ONCE(table->used, table->used + 1);
	new->slot = table->free[table->size - table->used];
	table->slot[new->slot] = new;
	new->owner = owner;
	owner->slot = new->slot;
	/* What the slot counted before is not ours. */
	soft_table_read(table, new, &new->packets, &new->bytes);
	new->hashed = true;
	RCU_INIT_POINTER(new->next, soft_table_next(table, bucket));
	rcu_assign_pointer(*bucket, new);
	return 0;
}

/**
 * soft_table_add - forward by an entry from now on
 * @table: the table
 * @owner: for whom; owns no slot
 * @entry: what; is copied
 *
 * Context: may sleep; nobody else works on @owner.
 * Return: 0, -EEXIST if the key is held by another domain or for another rewrite,
 * -EXFULL or -ENOMEM.
 */
int soft_table_add(struct soft_table *table, struct nf_flow_hw_entry *owner,
		   const struct soft_entry *entry)
{
	struct soft_entry *new, *held;
	int err;

	new = kmemdup(entry, sizeof(*entry), GFP_KERNEL);
	if (!new)
		return -ENOMEM;

	spin_lock(&table->lock);
	held = soft_table_lookup(table, entry);
	err = held ? soft_table_take_over(table, held, owner, entry) :
		     soft_table_place(table, new, owner);
	spin_unlock(&table->lock);

	if (held || err)
		kfree(new);
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(soft_table_add);

static void soft_table_unhash(struct soft_table *table, struct soft_entry *entry)
{
	struct soft_entry __rcu **from = soft_table_bucket(table, &entry->key);

	while (rcu_access_pointer(*from) != entry)
		from = &soft_table_next(table, from)->next;
	/* A reader on @entry still finds the rest of the chain. */
	rcu_assign_pointer(*from, soft_table_next(table, &entry->next));
	entry->hashed = false;
	table->unbound = get_state_synchronize_rcu();
}

/**
 * soft_table_unbind - stop forwarding, from the next flush on
 * @table: the table
 * @owner: whose entry; nothing happens unless it owns its slot
 *
 * Context: not in softirq.
 */
void soft_table_unbind(struct soft_table *table, const struct nf_flow_hw_entry *owner)
{
	struct soft_entry *entry;

	spin_lock(&table->lock);
	entry = soft_table_owned(table, owner);
	if (entry && entry->hashed)
		soft_table_unhash(table, entry);
	spin_unlock(&table->lock);
}
EXPORT_SYMBOL_IF_KUNIT(soft_table_unbind);

/**
 * soft_table_flush - wait for packets that found an entry before it was unbound
 * @table: the table
 *
 * Nothing to wait for if a grace period has passed anyway. Expedited, because
 * revocation is bounded; concurrent callers share it.
 * Context: may sleep.
 */
void soft_table_flush(struct soft_table *table)
{
	unsigned long unbound;

	spin_lock(&table->lock);
	unbound = table->unbound;
	spin_unlock(&table->lock);
	cond_synchronize_rcu_expedited(unbound);
}
EXPORT_SYMBOL_IF_KUNIT(soft_table_flush);

/**
 * soft_table_del - last counters of an entry, and its end
 * @table: the table
 * @owner: whose; was unbound, and flushed since
 */
void soft_table_del(struct soft_table *table, struct nf_flow_hw_entry *owner)
{
	struct soft_entry *entry;

	spin_lock(&table->lock);
	entry = soft_table_owned(table, owner);
	if (entry) {
		soft_table_harvest(table, entry);
		table->slot[entry->slot] = NULL;
		table->free[table->size - table->used] = entry->slot;
		WRITE_ONCE(table->used, table->used - 1);
	}
	owner->slot = NF_FLOW_TABLE_HW_SLOT_NONE;
	spin_unlock(&table->lock);
	kfree(entry);
}
EXPORT_SYMBOL_IF_KUNIT(soft_table_del);

/**
 * soft_table_stats - add what was counted since the last call
 * @table: the table
 * @owner: whose; counters are added there
 *
 * Return: 0, or -ENOENT if another flow has taken the entry over.
 */
int soft_table_stats(struct soft_table *table, struct nf_flow_hw_entry *owner)
{
	struct soft_entry *entry;

	spin_lock(&table->lock);
	entry = soft_table_owned(table, owner);
	if (entry)
		soft_table_harvest(table, entry);
	else
		owner->slot = NF_FLOW_TABLE_HW_SLOT_NONE;
	spin_unlock(&table->lock);
	return entry ? 0 : -ENOENT;
}
EXPORT_SYMBOL_IF_KUNIT(soft_table_stats);

/**
 * soft_table_walk - look at all entries
 * @table: the table
 * @step: called with the lock held, and the counters since the slot was taken
 *	first
 * @arg: for @step
 */
void soft_table_walk(struct soft_table *table,
		     void (*step)(const struct soft_entry *entry, u64 packets,
				  u64 bytes, void *arg), void *arg)
{
	const struct soft_entry *entry;
	u64 packets, bytes;
	u32 i;

	spin_lock(&table->lock);
	for (i = 0; i < table->size; i++) {
		entry = table->slot[i];
		if (!entry || !entry->hashed)
			continue;
		soft_table_read(table, entry, &packets, &bytes);
		step(entry, packets, bytes, arg);
	}
	spin_unlock(&table->lock);
}
