// SPDX-License-Identifier: GPL-2.0-only
/* The table of the software engine: who owns what, and who finds it. */
#include <kunit/test.h>
#include <kunit/visibility.h>
#include <linux/bottom_half.h>
#include <linux/module.h>
#include "../../drivers/soft/soft_table.h"
#include "soft_test.h"

#define SIZE	64

/* Only addresses of devices are compared. */
static struct net_device *device(unsigned int i)
{
	return (struct net_device *)(0x1000UL * (i + 1));
}

static struct soft_table *table_of(struct kunit *test)
{
	return test->priv;
}

static struct soft_entry entry_of(struct kunit *test, unsigned int i)
{
	struct nf_flow_hw_rule rule = soft_test_rule();
	struct soft_entry entry;

	rule.match.sport = htons(1000 + i);
	rule.rewrite = rule.match;
	KUNIT_ASSERT_EQ(test, soft_entry_encode(&entry, &rule), 0);
	entry.key.dev = device(0);
	entry.out = device(1);
	return entry;
}

static void owner_init(struct nf_flow_hw_entry *owner)
{
	static struct nf_conn ct;

	memset(owner, 0, sizeof(*owner));
	owner->ct = &ct;
	owner->slot = NF_FLOW_TABLE_HW_SLOT_NONE;
}

static struct soft_entry *find(struct kunit *test, const struct soft_entry *entry)
{
	struct soft_entry *found;

	rcu_read_lock();
	found = soft_table_find4(table_of(test), entry->key.dev, entry->key.tags,
				 entry->key.ports, entry->key.addr[0]);
	rcu_read_unlock();
	return found;
}

static void forward(struct kunit *test, const struct soft_entry *entry,
		    unsigned int packets, unsigned int bytes)
{
	local_bh_disable();
	soft_table_count(table_of(test), find(test, entry), packets, bytes);
	local_bh_enable();
}

static void give_up(struct kunit *test, struct nf_flow_hw_entry *owner)
{
	soft_table_unbind(table_of(test), owner);
	soft_table_flush(table_of(test));
	soft_table_del(table_of(test), owner);
}

static void found_until_unbound(struct kunit *test)
{
	struct soft_entry entry = entry_of(test, 1), other = entry_of(test, 2);
	struct nf_flow_hw_entry owner;

	owner_init(&owner);
	KUNIT_ASSERT_EQ(test, soft_table_add(table_of(test), &owner, &entry), 0);
	KUNIT_EXPECT_NOT_NULL(test, find(test, &entry));
	KUNIT_EXPECT_NULL(test, find(test, &other));
	KUNIT_EXPECT_TRUE(test, soft_table_holds(table_of(test), &owner, &entry));
	KUNIT_EXPECT_FALSE(test, soft_table_holds(table_of(test), &owner, &other));

	soft_table_unbind(table_of(test), &owner);
	KUNIT_EXPECT_NULL(test, find(test, &entry));
	KUNIT_EXPECT_FALSE(test, soft_table_holds(table_of(test), &owner, &entry));
	KUNIT_EXPECT_EQ(test, table_of(test)->used, 1);
	soft_table_flush(table_of(test));
	soft_table_del(table_of(test), &owner);
	KUNIT_EXPECT_EQ(test, table_of(test)->used, 0);
}

/* Fill every slot, with all keys in few buckets; all are found, none too many. */
static void chains_and_full(struct kunit *test)
{
	struct nf_flow_hw_entry *owner, more;
	struct soft_entry entry;
	unsigned int i;

	memset(table_of(test)->seed, 0, sizeof(table_of(test)->seed));
	owner = kunit_kcalloc(test, SIZE, sizeof(*owner), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, owner);
	for (i = 0; i < SIZE; i++) {
		owner_init(&owner[i]);
		entry = entry_of(test, i);
		KUNIT_ASSERT_EQ(test, soft_table_add(table_of(test), &owner[i], &entry), 0);
	}
	owner_init(&more);
	entry = entry_of(test, SIZE);
	KUNIT_EXPECT_EQ(test, soft_table_add(table_of(test), &more, &entry), -EXFULL);
	KUNIT_EXPECT_EQ(test, table_of(test)->full, 1);

	/* From the middle: the rest of the chain stays. */
	give_up(test, &owner[SIZE / 2]);
	for (i = 0; i < SIZE; i++) {
		entry = entry_of(test, i);
		KUNIT_EXPECT_EQ(test, !find(test, &entry), i == SIZE / 2);
	}
	entry = entry_of(test, SIZE);
	KUNIT_EXPECT_EQ(test, soft_table_add(table_of(test), &more, &entry), 0);
	give_up(test, &more);
	for (i = 0; i < SIZE; i++)
		if (i != SIZE / 2)
			give_up(test, &owner[i]);
}

static void counters_come_once(struct kunit *test)
{
	struct soft_entry entry = entry_of(test, 1);
	struct nf_flow_hw_entry owner;

	owner_init(&owner);
	KUNIT_ASSERT_EQ(test, soft_table_add(table_of(test), &owner, &entry), 0);
	forward(test, &entry, 3, 300);
	KUNIT_EXPECT_EQ(test, soft_table_stats(table_of(test), &owner), 0);
	KUNIT_EXPECT_EQ(test, soft_table_stats(table_of(test), &owner), 0);
	KUNIT_EXPECT_EQ(test, atomic64_read(&owner.packets), 3);
	forward(test, &entry, 1, 50);
	give_up(test, &owner);
	KUNIT_EXPECT_EQ(test, atomic64_read(&owner.packets), 4);
	KUNIT_EXPECT_EQ(test, atomic64_read(&owner.bytes), 350);
}

/* A slot counts on; who gets it next starts at zero. */
static void slot_reuse_starts_at_zero(struct kunit *test)
{
	struct soft_entry entry = entry_of(test, 1), next = entry_of(test, 2);
	struct nf_flow_hw_entry owner, heir;
	u32 slot;

	owner_init(&owner);
	owner_init(&heir);
	KUNIT_ASSERT_EQ(test, soft_table_add(table_of(test), &owner, &entry), 0);
	forward(test, &entry, 7, 700);
	slot = owner.slot;
	give_up(test, &owner);
	KUNIT_ASSERT_EQ(test, soft_table_add(table_of(test), &heir, &next), 0);
	KUNIT_ASSERT_EQ(test, heir.slot, slot);
	KUNIT_EXPECT_EQ(test, soft_table_stats(table_of(test), &heir), 0);
	KUNIT_EXPECT_EQ(test, atomic64_read(&heir.packets), 0);
	/* The old owner has no power over it. */
	owner.slot = slot;
	soft_table_unbind(table_of(test), &owner);
	soft_table_del(table_of(test), &owner);
	KUNIT_EXPECT_NOT_NULL(test, find(test, &next));
	give_up(test, &heir);
}

/* Two flow objects of one connection: the second takes over, both count. */
static void take_over(struct kunit *test)
{
	struct soft_entry entry = entry_of(test, 1);
	struct nf_flow_hw_entry old, new;

	owner_init(&old);
	owner_init(&new);
	KUNIT_ASSERT_EQ(test, soft_table_add(table_of(test), &old, &entry), 0);
	forward(test, &entry, 2, 200);
	KUNIT_ASSERT_EQ(test, soft_table_add(table_of(test), &new, &entry), 0);
	forward(test, &entry, 5, 500);
	KUNIT_EXPECT_EQ(test, atomic64_read(&old.packets), 2);
	KUNIT_EXPECT_EQ(test, soft_table_stats(table_of(test), &old), -ENOENT);
	KUNIT_EXPECT_EQ(test, old.slot, NF_FLOW_TABLE_HW_SLOT_NONE);
	KUNIT_EXPECT_EQ(test, soft_table_stats(table_of(test), &new), 0);
	KUNIT_EXPECT_EQ(test, atomic64_read(&new.packets), 5);
	KUNIT_EXPECT_EQ(test, table_of(test)->used, 1);
	give_up(test, &new);
}

static void key_in_use(struct kunit *test)
{
	struct soft_entry entry = entry_of(test, 1), differs = entry_of(test, 1);
	struct nf_flow_hw_entry owner, other;

	owner_init(&owner);
	owner_init(&other);
	KUNIT_ASSERT_EQ(test, soft_table_add(table_of(test), &owner, &entry), 0);
	differs.out = device(7);
	KUNIT_EXPECT_EQ(test, soft_table_add(table_of(test), &other, &differs), -EEXIST);
	other.zone = 3;
	KUNIT_EXPECT_EQ(test, soft_table_add(table_of(test), &other, &entry), -EEXIST);
	KUNIT_EXPECT_EQ(test, table_of(test)->key_in_use, 2);
	KUNIT_EXPECT_TRUE(test, soft_table_holds(table_of(test), &owner, &entry));
	give_up(test, &owner);
}

/* The same tuple in two namespaces enters by two devices: two keys. */
static void devices_are_apart(struct kunit *test)
{
	struct soft_entry one = entry_of(test, 1), two = entry_of(test, 1);
	struct nf_flow_hw_entry owner, other;

	owner_init(&owner);
	owner_init(&other);
	two.key.dev = device(5);
	KUNIT_ASSERT_EQ(test, soft_table_add(table_of(test), &owner, &one), 0);
	KUNIT_ASSERT_EQ(test, soft_table_add(table_of(test), &other, &two), 0);
	KUNIT_EXPECT_PTR_NE(test, find(test, &one), find(test, &two));
	give_up(test, &owner);
	KUNIT_EXPECT_NULL(test, find(test, &one));
	KUNIT_EXPECT_NOT_NULL(test, find(test, &two));
	give_up(test, &other);
}

/* All words of IPv6 addresses count, for the bucket and for the match. */
static void ipv6_is_found_by_all_words(struct kunit *test)
{
	struct nf_flow_hw_rule rule = soft_test_rule6();
	struct nf_flow_hw_entry owner;
	struct soft_entry entry;
	unsigned int i;
	u8 addr[32];

	owner_init(&owner);
	KUNIT_ASSERT_EQ(test, soft_entry_encode(&entry, &rule), 0);
	entry.key.dev = device(0);
	KUNIT_ASSERT_EQ(test, soft_table_add(table_of(test), &owner, &entry), 0);
	rcu_read_lock();
	for (i = 0; i <= sizeof(addr); i++) {
		memcpy(addr, &rule.match.src, 16);
		memcpy(addr + 16, &rule.match.dst, 16);
		if (i < sizeof(addr))
			addr[i] ^= 0x40;
		KUNIT_EXPECT_EQ(test, i == sizeof(addr),
				!!soft_table_find6(table_of(test), device(0), 0,
						   entry.key.ports, addr));
	}
	rcu_read_unlock();
	give_up(test, &owner);
}

static int soft_table_test_init(struct kunit *test)
{
	test->priv = kunit_kzalloc(test, sizeof(struct soft_table), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, test->priv);
	return soft_table_init(test->priv, SIZE);
}

static void soft_table_test_exit(struct kunit *test)
{
	soft_table_uninit(test->priv);
}

static struct kunit_case soft_table_cases[] = {
	KUNIT_CASE(found_until_unbound),
	KUNIT_CASE(chains_and_full),
	KUNIT_CASE(counters_come_once),
	KUNIT_CASE(slot_reuse_starts_at_zero),
	KUNIT_CASE(take_over),
	KUNIT_CASE(key_in_use),
	KUNIT_CASE(devices_are_apart),
	KUNIT_CASE(ipv6_is_found_by_all_words),
	{}
};

static struct kunit_suite soft_table_suite = {
	.name		= "soft_table",
	.init		= soft_table_test_init,
	.exit		= soft_table_test_exit,
	.test_cases	= soft_table_cases,
};

kunit_test_suites(&soft_entry_suite, &soft_table_suite);

MODULE_LICENSE("GPL");
NF_FLOW_HW_IMPORT_KUNIT_NS();
