/* SPDX-License-Identifier: GPL-2.0-only */
/* Who owns which entry, how a packet finds it, and what it carried. */
#ifndef _SOFT_TABLE_H
#define _SOFT_TABLE_H

#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/u64_stats_sync.h>

#include "soft_entry.h"

#define SOFT_TABLE_ENTRIES	16384
#define SOFT_TABLE_SEEDS	5

/**
 * struct soft_count - what one CPU forwarded by one slot
 * @packets: as they leave: a packet of many segments counts as many
 * @bytes: their L3 bytes
 * @syncp: for 32-bit readers
 */
struct soft_count {
	u64_stats_t		packets;
	u64_stats_t		bytes;
	struct u64_stats_sync	syncp;
};

/**
 * struct soft_table - entries of the engine
 * @bucket: chains of entries; written under @lock, read under RCU
 * @shift: of a hash, to get the number of its bucket
 * @seed: odd random numbers
 * @count: counters, per CPU and slot
 * @lock: guards all that follows, and who owns an entry
 * @slot: entries by number, NULL: free
 * @free: stack of free numbers
 * @used: taken numbers
 * @size: how many there are, a power of two; 0 until the rest is complete
 * @unbound: RCU state when an entry was taken out of its bucket last
 * @full: refused because all slots were taken
 * @key_in_use: refused because the key was
 */
struct soft_table {
	struct soft_entry __rcu		**bucket;
	unsigned int			shift;
	u64				seed[SOFT_TABLE_SEEDS];
	struct soft_count * __percpu	*count;
	spinlock_t			lock ____cacheline_aligned; /* see above */
	struct soft_entry		**slot;
	u32				*free;
	u32				used;
	u32				size;
	unsigned long			unbound;
	u64				full;
	u64				key_in_use;
};

/* Multiply and shift: universal for odd secret factors, and a few instructions. Only
 * the upper bits are good.
 */
static __always_inline u64 soft_table_hash4(const struct soft_table *table,
					    const struct net_device *dev, u64 tags,
					    u64 ports, u64 addr)
{
	return addr * table->seed[0] +
	       (ports ^ (tags << 7) ^ (unsigned long)dev) * table->seed[1];
}

/* Of a whole key. The last three words of IPv4 are zero and change nothing. */
static __always_inline u64 soft_table_hash(const struct soft_table *table,
					   const struct soft_key *key)
{
	return soft_table_hash4(table, key->dev, key->tags, key->ports, key->addr[0]) +
	       key->addr[1] * table->seed[2] + key->addr[2] * table->seed[3] +
	       key->addr[3] * table->seed[4];
}

static __always_inline bool soft_table_equal4(const struct soft_key *key,
					      const struct net_device *dev, u64 tags,
					      u64 ports, u64 addr)
{
	return key->addr[0] == addr && key->ports == ports && key->dev == dev &&
	       key->tags == tags;
}

/**
 * soft_table_find4 - the entry of an IPv4 packet
 * @table: where
 * @dev: ingress device
 * @tags: see &soft_key.tags
 * @ports: see &soft_key.ports
 * @addr: both addresses, as they lie in the packet
 *
 * Words and not a key: they stay in registers. Context: RCU.
 * Return: the entry or NULL.
 */
static __always_inline struct soft_entry *
soft_table_find4(const struct soft_table *table, const struct net_device *dev, u64 tags,
		 u64 ports, u64 addr)
{
	u64 hash = soft_table_hash4(table, dev, tags, ports, addr);
	struct soft_entry *entry;

	for (entry = rcu_dereference(table->bucket[hash >> table->shift]); entry;
	     entry = rcu_dereference(entry->next))
		if (soft_table_equal4(&entry->key, dev, tags, ports, addr))
			break;
	return entry;
}

/**
 * soft_table_find6 - the entry of an IPv6 packet
 * @table: where
 * @dev: ingress device
 * @tags: see &soft_key.tags
 * @ports: see &soft_key.ports
 * @addr: both addresses in the packet
 *
 * Context: RCU.
 * Return: the entry or NULL.
 */
static __always_inline struct soft_entry *
soft_table_find6(const struct soft_table *table, const struct net_device *dev, u64 tags,
		 u64 ports, const u8 *addr)
{
	u64 a = soft_load64(addr), b = soft_load64(addr + 8);
	u64 c = soft_load64(addr + 16), d = soft_load64(addr + 24);
	struct soft_entry *entry;
	u64 hash;

	hash = soft_table_hash4(table, dev, tags, ports, a) + b * table->seed[2] +
	       c * table->seed[3] + d * table->seed[4];
	for (entry = rcu_dereference(table->bucket[hash >> table->shift]); entry;
	     entry = rcu_dereference(entry->next))
		if (soft_table_equal4(&entry->key, dev, tags, ports, a) &&
		    entry->key.addr[1] == b && entry->key.addr[2] == c &&
		    entry->key.addr[3] == d)
			break;
	return entry;
}

/**
 * soft_table_count - packets are on their way out
 * @table: the table
 * @entry: that sent them
 * @packets: how many
 * @bytes: their L3 bytes
 *
 * Context: BH off.
 */
static __always_inline void soft_table_count(const struct soft_table *table,
					     const struct soft_entry *entry,
					     unsigned int packets, unsigned int bytes)
{
	struct soft_count *count = *this_cpu_ptr(table->count) + entry->slot;

	u64_stats_update_begin(&count->syncp);
	u64_stats_add(&count->packets, packets);
	u64_stats_add(&count->bytes, bytes);
	u64_stats_update_end(&count->syncp);
}

/* Is there a table? For those that no port of their own vouches for. */
static inline bool soft_table_exists(const struct soft_table *table)
{
	/* Pairs with the release in soft_table_init(). */
	return smp_load_acquire(&table->size);
}

int soft_table_init(struct soft_table *table, u32 size);
void soft_table_uninit(struct soft_table *table);
bool soft_table_holds(struct soft_table *table, const struct nf_flow_hw_entry *owner,
		      const struct soft_entry *entry);
int soft_table_add(struct soft_table *table, struct nf_flow_hw_entry *owner,
		   const struct soft_entry *entry);
void soft_table_unbind(struct soft_table *table, const struct nf_flow_hw_entry *owner);
void soft_table_flush(struct soft_table *table);
void soft_table_del(struct soft_table *table, struct nf_flow_hw_entry *owner);
int soft_table_stats(struct soft_table *table, struct nf_flow_hw_entry *owner);
void soft_table_walk(struct soft_table *table,
		     void (*step)(const struct soft_entry *entry, u64 packets,
				  u64 bytes, void *arg), void *arg);

#endif /* _SOFT_TABLE_H */
