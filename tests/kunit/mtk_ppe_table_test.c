// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who owns a slot, what the engine may see of it and when, and where the
 * counters go. The fake engine logs register writes and keeps counters.
 */
#include <kunit/test.h>
#include <linux/in.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include "../../drivers/mediatek/mtk_ppe_bucket.h"
#include "../../drivers/mediatek/mtk_ppe_hash.h"
#include "mtk_ppe_fake.h"

#define SMALL	1024
#define LARGE	16384

#define IB1_STATE	0x30000000
#define IB1_BIND	0x20000000
#define IB1_FIN		0x30000000

/* Never dereferenced by anybody. */
#define NET_A	((struct net *)0x10)
#define NET_B	((struct net *)0x20)

static const struct fake_flow flow_tcp = { IPPROTO_TCP, 1, 48858, 1 };
static const struct fake_flow flow_udp = { IPPROTO_UDP, 1, 48858, 1 };
static const struct fake_flow flow_tcp_wan = { IPPROTO_TCP, 2, 48858, 1 };
static const struct fake_flow flow_udp_wan = { IPPROTO_UDP, 2, 48858, 1 };
static const struct fake_flow flow_tcp_third = { IPPROTO_TCP, 8, 48858, 1 };
static const struct fake_flow flow_tcp_other_mac = { IPPROTO_TCP, 1, 48858, 2 };

/* One hash, four keys: neither protocol nor port of ingress is hashed. */
static const struct fake_flow *const flows_one_bucket[] = {
	&flow_tcp, &flow_udp, &flow_tcp_wan, &flow_udp_wan,
};

static void count(struct fake_ppe *fake, const struct nf_flow_hw_entry *owner,
		  u64 packets, u64 bytes)
{
	fake->mib[owner->slot].packets += packets;
	fake->mib[owner->slot].bytes += bytes;
}

static void expect_counted(struct kunit *test, struct nf_flow_hw_entry *owner,
			   s64 packets, s64 bytes)
{
	KUNIT_EXPECT_EQ(test, atomic64_read(&owner->packets), packets);
	KUNIT_EXPECT_EQ(test, atomic64_read(&owner->bytes), bytes);
}

static void table_add_publishes(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry owner;
	struct mtk_ppe_entry entry;
	unsigned int i;
	u32 *foe;

	fake_add_new(test, &owner, &flow_tcp);
	fake_encode(test, fake, &flow_tcp, &entry);
	/* 0xf7ec9b40 << 2, in 1024 entries (mtk-ppe 1.7) */
	KUNIT_EXPECT_EQ(test, owner.slot, 0x100);
	foe = fake_ppe_foe(fake, &owner);
	KUNIT_EXPECT_EQ(test, foe[0], 0x20500134);	/* clock 0x1234 */
	for (i = 1; i < fake->soc->entry_words; i++)
		KUNIT_EXPECT_EQ(test, foe[i], entry.word[i]);
	KUNIT_EXPECT_EQ(test, fake->table.used, 1);
	KUNIT_EXPECT_EQ(test, fake_ppe_clears(fake), 0);
	KUNIT_EXPECT_TRUE(test, mtk_ppe_bucket_holds(&fake->table, &owner,
						     &entry));
}

static void table_three_flows_one_bucket(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry owner[3];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(owner); i++) {
		fake_add_new(test, &owner[i], flows_one_bucket[i]);
		KUNIT_EXPECT_EQ(test, owner[i].slot, 0x100 + i);
		count(fake, &owner[i], i + 1, 100 * (i + 1));
	}
	for (i = 0; i < ARRAY_SIZE(owner); i++) {
		KUNIT_EXPECT_EQ(test, 0, mtk_ppe_table_stats(&fake->table,
							     &owner[i]));
		expect_counted(test, &owner[i], i + 1, 86 * (i + 1));
	}
}

static void table_full_bucket(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry owner[4], fifth;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(owner); i++)
		fake_add_new(test, &owner[i], flows_one_bucket[i]);

	fake_owner_init(&fifth);
	KUNIT_EXPECT_EQ(test, -ENOSPC, fake_add(test, &fifth, &flow_tcp_third));
	KUNIT_EXPECT_EQ(test, fifth.slot, NF_FLOW_TABLE_HW_SLOT_NONE);
	KUNIT_EXPECT_EQ(test, fake->table.used, 4);
	KUNIT_EXPECT_EQ(test, fake->table.bucket_full, 1);

	mtk_ppe_table_give_up(&fake->table, &owner[2]);
	KUNIT_EXPECT_EQ(test, 0, fake_add(test, &fifth, &flow_tcp_third));
	KUNIT_EXPECT_EQ(test, fifth.slot, 0x102);
}

/* The third way is idle; the others were hit, as an earlier look at the counters,
 * the counters and the timestamp say.
 */
static void table_idle_makes_room(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry owner[4], fifth;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(owner); i++)
		fake_add_new(test, &owner[i], flows_one_bucket[i]);
	fake_owner_init(&fifth);
	fake_ppe_later(fake, 10);
	KUNIT_EXPECT_EQ(test, -ENOSPC, fake_add(test, &fifth, &flow_tcp_third));

	count(fake, &owner[2], 2, 200);
	KUNIT_EXPECT_EQ(test, 0, mtk_ppe_table_stats(&fake->table, &owner[2]));
	fake_ppe_later(fake, 20);
	count(fake, &owner[0], 3, 300);
	KUNIT_EXPECT_EQ(test, 0, mtk_ppe_table_stats(&fake->table, &owner[0]));
	count(fake, &owner[1], 1, 100);
	*fake_ppe_foe(fake, &owner[3]) += 30;
	KUNIT_EXPECT_EQ(test, 0, fake_add(test, &fifth, &flow_tcp_third));
	KUNIT_EXPECT_EQ(test, fifth.slot, 0x102);
	KUNIT_EXPECT_EQ(test, fake->table.used, 4);
	KUNIT_EXPECT_EQ(test, fake->table.evicted, 1);
	KUNIT_EXPECT_EQ(test, fake_ppe_clears(fake), 1);

	/* Nothing is lost: neither what a look found nor what was there before. */
	expect_counted(test, &owner[1], 1, 86);
	expect_counted(test, &owner[2], 2, 172);
	KUNIT_EXPECT_EQ(test, -ENOENT,
			mtk_ppe_table_stats(&fake->table, &owner[2]));
	KUNIT_EXPECT_EQ(test, owner[2].slot, NF_FLOW_TABLE_HW_SLOT_NONE);
	KUNIT_EXPECT_EQ(test, fake_ppe_foe(fake, &fifth)[0] & IB1_STATE, IB1_BIND);
	KUNIT_EXPECT_EQ(test, 0, mtk_ppe_table_stats(&fake->table, &fifth));
	expect_counted(test, &fifth, 0, 0);
}

/* More than fit into the list of pending slots: none may be forgotten. */
static void table_many_unbound_at_once(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry *owner;
	struct fake_flow flow = flow_tcp;
	u32 *words;
	unsigned int i, n = 3 * MTK_PPE_TABLE_PENDING;

	owner = kunit_kcalloc(test, n, sizeof(*owner), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, owner);
	for (i = 0; i < n; i++) {
		flow.host = 1 + i;
		fake_add_new(test, &owner[i], &flow);
	}
	for (i = 0; i < n; i++)
		mtk_ppe_table_unbind(&fake->table, &owner[i]);
	/* A dirty line brings the last one back. */
	words = fake_ppe_foe(fake, &owner[n - 1]);
	fake->dirty_word = words;
	fake->dirty_val = 0x20500134;
	mtk_ppe_table_flush(&fake->table);
	KUNIT_EXPECT_EQ(test, *words, 0);
	KUNIT_EXPECT_EQ(test, fake_ppe_clears(fake), 1);
	mtk_ppe_table_flush(&fake->table);
	KUNIT_EXPECT_EQ(test, fake_ppe_clears(fake), 1);
	for (i = 0; i < n; i++)
		mtk_ppe_table_del(&fake->table, &owner[i]);
	KUNIT_EXPECT_EQ(test, fake_ppe_clears(fake), 1);
	KUNIT_EXPECT_EQ(test, fake->table.used, 0);
}

static void table_full_table(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry owner[4], fifth;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(owner); i++)
		fake_add_new(test, &owner[i], flows_one_bucket[i]);
	fake->table.used = fake->table.size;
	fake_owner_init(&fifth);
	KUNIT_EXPECT_EQ(test, -EXFULL, fake_add(test, &fifth, &flow_tcp_third));
}

static void table_reuse_leaves_no_residue(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry first, second;

	fake_add_new(test, &first, &flow_tcp);
	mtk_ppe_table_give_up(&fake->table, &first);
	KUNIT_EXPECT_EQ(test, first.slot, NF_FLOW_TABLE_HW_SLOT_NONE);
	KUNIT_EXPECT_EQ(test, fake->table.used, 0);

	/* A straggler, counted after the last read. */
	fake->mib[0x100].packets = 7;
	fake->mib[0x100].bytes = 700;
	fake_add_new(test, &second, &flow_tcp);
	KUNIT_EXPECT_EQ(test, second.slot, 0x100);
	KUNIT_EXPECT_EQ(test, 0, mtk_ppe_table_stats(&fake->table, &second));
	expect_counted(test, &second, 0, 0);
	expect_counted(test, &first, 0, 0);
}

/* Returns a host whose flow belongs into the last bucket. */
static u16 host_of_last_bucket(struct kunit *test)
{
	struct fake_flow flow = flow_tcp;
	struct mtk_ppe_entry entry;
	u32 host;

	for (host = 1; host <= U16_MAX; host++) {
		flow.host = host;
		fake_encode(test, test->priv, &flow, &entry);
		if (mtk_ppe_hash_index(entry.hash, 4, LARGE) == LARGE - 4)
			return host;
	}
	KUNIT_FAIL(test, "no flow for the last bucket");
	return 0;
}

/* Index 0x3fff means "none" in an RX descriptor (mtk-ppe 1.4). */
static void table_last_index_stays_free(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	u16 host = host_of_last_bucket(test);
	struct nf_flow_hw_entry owner[4];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(owner); i++) {
		struct fake_flow flow = *flows_one_bucket[i];

		flow.host = host;
		fake_owner_init(&owner[i]);
		KUNIT_EXPECT_EQ(test, i < 3 ? 0 : -ENOSPC,
				fake_add(test, &owner[i], &flow));
	}
	KUNIT_EXPECT_EQ(test, owner[2].slot, 0x3ffe);
	KUNIT_EXPECT_EQ(test, fake->foe[0x3fff * fake->soc->entry_words], 0);
	KUNIT_EXPECT_EQ(test, fake->table.size, LARGE - 1);
}

static void table_take_over(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry old, new;
	u32 slot;

	fake_add_new(test, &old, &flow_tcp);
	slot = old.slot;
	count(fake, &old, 10, 1000);
	fake_add_new(test, &new, &flow_tcp);
	KUNIT_EXPECT_EQ(test, new.slot, slot);
	KUNIT_EXPECT_EQ(test, fake->table.used, 1);
	expect_counted(test, &old, 10, 860);

	/* The old flow has no say in the slot any more. */
	count(fake, &new, 1, 100);
	mtk_ppe_table_unbind(&fake->table, &old);
	mtk_ppe_table_flush(&fake->table);
	KUNIT_EXPECT_EQ(test, fake_ppe_foe(fake, &new)[0] & IB1_STATE, IB1_BIND);
	KUNIT_EXPECT_EQ(test, -ENOENT, mtk_ppe_table_stats(&fake->table, &old));
	KUNIT_EXPECT_EQ(test, old.slot, NF_FLOW_TABLE_HW_SLOT_NONE);
	KUNIT_EXPECT_EQ(test, fake_ppe_clears(fake), 0);
	KUNIT_EXPECT_EQ(test, 0, mtk_ppe_table_stats(&fake->table, &new));
	expect_counted(test, &old, 10, 860);
	expect_counted(test, &new, 1, 86);
}

static void table_key_in_use(struct kunit *test)
{
	static struct nf_conn ct, other_ct;
	struct nf_flow_hw_entry owner, other;

	write_pnet(&ct.ct_net, NET_A);
	write_pnet(&other_ct.ct_net, NET_B);
	fake_owner_init(&owner);
	owner.ct = &ct;
	KUNIT_ASSERT_EQ(test, 0, fake_add(test, &owner, &flow_tcp));

	fake_owner_init(&other);
	other.ct = &other_ct;
	KUNIT_EXPECT_EQ(test, -EEXIST, fake_add(test, &other, &flow_tcp));
	other.ct = &ct;
	other.zone = 1;
	KUNIT_EXPECT_EQ(test, -EEXIST, fake_add(test, &other, &flow_tcp));
	other.zone = 0;
	KUNIT_EXPECT_EQ(test, -EEXIST, fake_add(test, &other, &flow_tcp_other_mac));
	KUNIT_EXPECT_EQ(test, other.slot, NF_FLOW_TABLE_HW_SLOT_NONE);

	/* It still matches packets, but will soon be gone by itself. */
	fake_ppe_foe(test->priv, &owner)[0] |= IB1_FIN;
	KUNIT_EXPECT_EQ(test, -EEXIST, fake_add(test, &other, &flow_tcp));
	KUNIT_EXPECT_EQ(test, 0, fake_add(test, &other, &flow_udp));
	KUNIT_EXPECT_EQ(test, ((struct fake_ppe *)test->priv)->table.key_in_use,
			4);
}

/* An unbound key is free although its slot is not. */
static void table_unbound_key_is_free(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry old, new;

	fake_add_new(test, &old, &flow_tcp);
	mtk_ppe_table_unbind(&fake->table, &old);
	fake_add_new(test, &new, &flow_tcp_other_mac);
	KUNIT_EXPECT_NE(test, new.slot, old.slot);
	mtk_ppe_table_flush(&fake->table);
	mtk_ppe_table_del(&fake->table, &old);
	KUNIT_EXPECT_EQ(test, fake_ppe_foe(fake, &new)[0] & IB1_STATE, IB1_BIND);
}

/* So is one that aged out, though all but its state still stands there. */
static void table_aged_key_is_free(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry old, new;

	fake_add_new(test, &old, &flow_tcp);
	*fake_ppe_foe(fake, &old) &= ~IB1_STATE;
	fake_add_new(test, &new, &flow_tcp_other_mac);
	KUNIT_EXPECT_NE(test, new.slot, old.slot);
	KUNIT_EXPECT_EQ(test, -ENOENT, mtk_ppe_table_stats(&fake->table, &old));
	KUNIT_EXPECT_EQ(test, fake_ppe_foe(fake, &new)[0] & IB1_STATE, IB1_BIND);
}

static void table_stranger_has_no_say(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry owner, stranger;

	fake_add_new(test, &owner, &flow_tcp);
	fake_owner_init(&stranger);
	mtk_ppe_table_unbind(&fake->table, &stranger);
	stranger.slot = owner.slot;
	mtk_ppe_table_unbind(&fake->table, &stranger);
	mtk_ppe_table_flush(&fake->table);
	mtk_ppe_table_del(&fake->table, &stranger);
	KUNIT_EXPECT_EQ(test, fake_ppe_foe(fake, &owner)[0] & IB1_STATE, IB1_BIND);
	KUNIT_EXPECT_EQ(test, fake->table.used, 1);
	KUNIT_EXPECT_EQ(test, fake_ppe_clears(fake), 0);
	KUNIT_EXPECT_EQ(test, stranger.slot, NF_FLOW_TABLE_HW_SLOT_NONE);
}

static void table_one_clear_for_many(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry owner[4];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(owner); i++)
		fake_add_new(test, &owner[i], flows_one_bucket[i]);
	mtk_ppe_table_flush(&fake->table);
	KUNIT_EXPECT_EQ(test, fake_ppe_clears(fake), 0);

	for (i = 0; i < ARRAY_SIZE(owner); i++)
		mtk_ppe_table_unbind(&fake->table, &owner[i]);
	for (i = 0; i < ARRAY_SIZE(owner); i++)
		mtk_ppe_table_flush(&fake->table);
	KUNIT_EXPECT_EQ(test, fake_ppe_clears(fake), 1);

	/* An unbind of somebody else in between is not our business. */
	mtk_ppe_table_unbind(&fake->table, &owner[3]);
	for (i = 0; i < 3; i++)
		mtk_ppe_table_del(&fake->table, &owner[i]);
	KUNIT_EXPECT_EQ(test, fake_ppe_clears(fake), 1);
	mtk_ppe_table_del(&fake->table, &owner[3]);
	KUNIT_EXPECT_EQ(test, fake_ppe_clears(fake), 2);
	KUNIT_EXPECT_EQ(test, fake->table.used, 0);
}

static void table_unbind_touches_word_0_only(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry owner;
	struct mtk_ppe_entry entry;
	unsigned int i;

	fake_add_new(test, &owner, &flow_tcp);
	count(fake, &owner, 2, 200);
	fake_encode(test, fake, &flow_tcp, &entry);
	mtk_ppe_table_unbind(&fake->table, &owner);
	KUNIT_EXPECT_EQ(test, fake_ppe_foe(fake, &owner)[0], 0);
	for (i = 1; i < fake->soc->entry_words; i++)
		KUNIT_EXPECT_EQ(test, fake_ppe_foe(fake, &owner)[i], entry.word[i]);
	KUNIT_EXPECT_FALSE(test, mtk_ppe_bucket_holds(&fake->table, &owner,
						      &entry));

	/* Slot and counters stay until it is deleted. */
	expect_counted(test, &owner, 0, 0);
	mtk_ppe_table_flush(&fake->table);
	mtk_ppe_table_del(&fake->table, &owner);
	expect_counted(test, &owner, 2, 172);
}

/* The cache wrote the bound word 0 back over our invalid one. */
static void table_dirty_line_does_not_revive(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry owner;

	fake_add_new(test, &owner, &flow_tcp);
	fake->dirty_word = fake_ppe_foe(fake, &owner);
	fake->dirty_val = *fake->dirty_word;
	mtk_ppe_table_unbind(&fake->table, &owner);
	mtk_ppe_table_flush(&fake->table);
	KUNIT_EXPECT_PTR_EQ(test, fake->dirty_word, NULL);
	KUNIT_EXPECT_EQ(test, fake_ppe_foe(fake, &owner)[0], 0);
}

static void table_ended_entry_is_given_up(struct kunit *test)
{
	static const u32 states[] = { 0, IB1_FIN };
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry owner;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(states); i++) {
		fake_add_new(test, &owner, &flow_tcp);
		count(fake, &owner, 3, 300);
		*fake_ppe_foe(fake, &owner) &= ~IB1_STATE;
		*fake_ppe_foe(fake, &owner) |= states[i];
		KUNIT_EXPECT_EQ(test, -ENOENT,
				mtk_ppe_table_stats(&fake->table, &owner));
		expect_counted(test, &owner, 3, 258);
		KUNIT_EXPECT_EQ(test, owner.slot, NF_FLOW_TABLE_HW_SLOT_NONE);
		/* A copy may have been in the cache. */
		KUNIT_EXPECT_EQ(test, fake_ppe_clears(fake), i + 1);
	}
	KUNIT_EXPECT_EQ(test, fake->table.used, 0);
}

static void table_holds_compares(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry owner;
	struct mtk_ppe_entry entry;

	fake_owner_init(&owner);
	fake_encode(test, fake, &flow_tcp, &entry);
	KUNIT_EXPECT_FALSE(test, mtk_ppe_bucket_holds(&fake->table, &owner,
						      &entry));
	fake_add_new(test, &owner, &flow_tcp);
	KUNIT_EXPECT_TRUE(test, mtk_ppe_bucket_holds(&fake->table, &owner,
						     &entry));
	entry.frame_max = 1414;
	KUNIT_EXPECT_FALSE(test, mtk_ppe_bucket_holds(&fake->table, &owner,
						      &entry));
	fake_encode(test, fake, &flow_tcp_other_mac, &entry);
	KUNIT_EXPECT_FALSE(test, mtk_ppe_bucket_holds(&fake->table, &owner,
						      &entry));
	fake_encode(test, fake, &flow_udp, &entry);
	KUNIT_EXPECT_FALSE(test, mtk_ppe_bucket_holds(&fake->table, &owner,
						      &entry));
}

static void table_mtu_is_the_engines(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry owner;
	struct mtk_ppe_entry entry;

	fake_owner_init(&owner);
	fake_encode(test, fake, &flow_tcp, &entry);
	entry.frame_max = 1414;
	KUNIT_EXPECT_EQ(test, -EOPNOTSUPP,
			mtk_ppe_bucket_add(&fake->table, &owner, &entry));
	mtk_ppe_table_limit_mtu(&fake->table, 1400);
	KUNIT_EXPECT_EQ(test, fake_ppe_reg(fake, MTK_PPE_VLAN_MTU0),
			1418 << 16 | 1414);
	KUNIT_EXPECT_EQ(test, fake_ppe_reg(fake, MTK_PPE_VLAN_MTU1),
			1426 << 16 | 1422);
	KUNIT_ASSERT_EQ(test, 0, mtk_ppe_bucket_add(&fake->table, &owner,
						    &entry));

	mtk_ppe_table_limit_mtu(&fake->table, 1500);
	KUNIT_EXPECT_EQ(test, fake->io.mtu, 1400);
	mtk_ppe_table_give_up(&fake->table, &owner);
	mtk_ppe_table_limit_mtu(&fake->table, 1500);
	KUNIT_EXPECT_EQ(test, fake->io.mtu, 1500);
}

/* PPPoE on a port of MTU 1500: 1492 + 8 + 14 = 1514, one tag (2.5, 4.3). */
static void table_mtu_of_pppoe(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry owner, other;
	struct mtk_ppe_entry entry;

	fake_owner_init(&owner);
	fake_encode(test, fake, &flow_tcp, &entry);
	entry.tags = 1;
	entry.frame_max = 1513;
	KUNIT_EXPECT_EQ(test, -EOPNOTSUPP,
			mtk_ppe_bucket_add(&fake->table, &owner, &entry));
	entry.frame_max = 1514;
	KUNIT_EXPECT_EQ(test, 0,
			mtk_ppe_bucket_add(&fake->table, &owner, &entry));
	KUNIT_EXPECT_EQ(test, fake_ppe_reg(fake, MTK_PPE_VLAN_MTU0),
			1514 << 16 | 1514);
	KUNIT_EXPECT_EQ(test, fake_ppe_reg(fake, MTK_PPE_VLAN_MTU1),
			1526 << 16 | 1522);
	KUNIT_EXPECT_TRUE(test, mtk_ppe_bucket_holds(&fake->table, &owner,
						     &entry));

	/* An MTU between the two must not raise what PPPoE lowered. */
	mtk_ppe_table_limit_mtu(&fake->table, 1498);
	KUNIT_EXPECT_EQ(test, fake_ppe_reg(fake, MTK_PPE_VLAN_MTU0),
			1514 << 16 | 1512);
	fake_owner_init(&other);
	KUNIT_EXPECT_EQ(test, 0, fake_add(test, &other, &flow_udp));
	mtk_ppe_table_give_up(&fake->table, &owner);
	mtk_ppe_table_give_up(&fake->table, &other);
	mtk_ppe_table_limit_mtu(&fake->table, 1500);
	KUNIT_EXPECT_EQ(test, fake_ppe_reg(fake, MTK_PPE_VLAN_MTU0),
			1518 << 16 | 1514);
}

/* The engine strips tags and forgets them: one key, whatever the tags. */
static void table_key_of_other_tags(struct kunit *test)
{
	static const struct fake_flow others[] = {
		{ IPPROTO_TCP, 1, 48858, 1 },
		{ IPPROTO_TCP, 1, 48858, 1, .vlan_in = 8 },
		{ IPPROTO_TCP, 1, 48858, 1, .vlan_in = 7, .port_in = 1 },
	};
	static const struct fake_flow flow = {
		IPPROTO_TCP, 1, 48858, 1, .vlan_in = 7,
	};
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry owner, other;
	struct mtk_ppe_entry entry;
	unsigned int i;

	fake_add_new(test, &owner, &flow);
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		fake_owner_init(&other);
		KUNIT_EXPECT_EQ(test, -EEXIST, fake_add(test, &other, &others[i]));
		/* Its own flow, too, when what it receives has changed. */
		fake_encode(test, fake, &others[i], &entry);
		KUNIT_EXPECT_FALSE(test, mtk_ppe_bucket_holds(&fake->table,
							      &owner, &entry));
	}

	/* 14 + 4 bytes of header in what the engine counts. */
	count(fake, &owner, 10, 1000);
	fake_add_new(test, &other, &flow);
	expect_counted(test, &owner, 10, 820);
}

static void table_dead_counters_bind_nothing(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry owner;

	fake_owner_init(&owner);
	fake->stuck_mib = true;
	KUNIT_EXPECT_EQ(test, -ETIMEDOUT, fake_add(test, &owner, &flow_tcp));
	KUNIT_EXPECT_EQ(test, owner.slot, NF_FLOW_TABLE_HW_SLOT_NONE);
	KUNIT_EXPECT_EQ(test, fake->table.used, 0);
	KUNIT_EXPECT_EQ(test, fake->foe[0x100 * fake->soc->entry_words], 0);
}

static void table_invalidate_all(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry owner[4];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(owner); i++)
		fake_add_new(test, &owner[i], flows_one_bucket[i]);
	mtk_ppe_table_invalidate_all(&fake->table);
	for (i = 0; i < SMALL; i++)
		KUNIT_EXPECT_EQ(test, 0,
				fake->foe[i * fake->soc->entry_words]);
}

static int table_init(struct kunit *test)
{
	test->priv = fake_ppe_create(test, SMALL);
	return test->priv ? 0 : -ENOMEM;
}

static int table_init_large(struct kunit *test)
{
	test->priv = fake_ppe_create(test, LARGE);
	return test->priv ? 0 : -ENOMEM;
}

static void table_exit(struct kunit *test)
{
	fake_ppe_destroy(test->priv);
}

static struct kunit_case table_tests[] = {
	KUNIT_CASE(table_add_publishes),
	KUNIT_CASE(table_three_flows_one_bucket),
	KUNIT_CASE(table_full_bucket),
	KUNIT_CASE(table_idle_makes_room),
	KUNIT_CASE(table_many_unbound_at_once),
	KUNIT_CASE(table_full_table),
	KUNIT_CASE(table_reuse_leaves_no_residue),
	KUNIT_CASE(table_take_over),
	KUNIT_CASE(table_key_in_use),
	KUNIT_CASE(table_unbound_key_is_free),
	KUNIT_CASE(table_aged_key_is_free),
	KUNIT_CASE(table_stranger_has_no_say),
	KUNIT_CASE(table_one_clear_for_many),
	KUNIT_CASE(table_unbind_touches_word_0_only),
	KUNIT_CASE(table_dirty_line_does_not_revive),
	KUNIT_CASE(table_ended_entry_is_given_up),
	KUNIT_CASE(table_holds_compares),
	KUNIT_CASE(table_mtu_is_the_engines),
	KUNIT_CASE(table_mtu_of_pppoe),
	KUNIT_CASE(table_key_of_other_tags),
	KUNIT_CASE(table_dead_counters_bind_nothing),
	KUNIT_CASE(table_invalidate_all),
	{}
};

static struct kunit_case table_large_tests[] = {
	KUNIT_CASE(table_last_index_stays_free),
	{}
};

static struct kunit_suite table_suite = {
	.name = "mtk_ppe_table",
	.init = table_init,
	.exit = table_exit,
	.test_cases = table_tests,
};

static struct kunit_suite table_large_suite = {
	.name = "mtk_ppe_table_16k",
	.init = table_init_large,
	.exit = table_exit,
	.test_cases = table_large_tests,
};

kunit_test_suites(&table_suite, &table_large_suite);
