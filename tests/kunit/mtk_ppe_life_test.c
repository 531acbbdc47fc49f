// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which flows live, on an engine that counts nothing: it notes the time of a packet
 * in its cache, which lets memory know later, or never.
 */
#include <kunit/test.h>
#include <linux/in.h>
#include "../../drivers/mediatek/mtk_ppe_hash.h"
#include "mtk_ppe_fake.h"

#define ENTRIES		1024

#define IB1_STATE	0x30000000
#define IB1_BIND	0x20000000

/* One bucket: the protocol is not hashed. */
static const struct fake_flow flow_tcp = { IPPROTO_TCP, 1, 48858, 1 };
static const struct fake_flow flow_udp = { IPPROTO_UDP, 1, 48858, 1 };

/* Returns how often the cache was cleared until then. */
static unsigned int life_begin(struct kunit *test, struct nf_flow_hw_entry *owner)
{
	struct fake_ppe *fake = test->priv;

	fake_add_new(test, owner, &flow_tcp);
	KUNIT_EXPECT_EQ(test, 0, mtk_ppe_table_stats(&fake->table, owner));

	return fake_ppe_clears(fake);
}

/* What the cache knows is life, asked for every 5 s at most. */
static void life_is_in_the_cache(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry owner;
	unsigned int clears;

	clears = life_begin(test, &owner);

	fake_ppe_later(fake, 5);
	fake_ppe_hit_in_cache(fake, &owner);
	KUNIT_EXPECT_EQ(test, 0, mtk_ppe_table_stats(&fake->table, &owner));
	KUNIT_EXPECT_EQ(test, fake_ppe_clears(fake), clears);
	fake_ppe_later(fake, 1);
	KUNIT_EXPECT_EQ(test, 1, mtk_ppe_table_stats(&fake->table, &owner));
	KUNIT_EXPECT_EQ(test, fake_ppe_clears(fake), clears + 1);
	KUNIT_EXPECT_EQ(test, 0, mtk_ppe_table_stats(&fake->table, &owner));

	/* Silence is silence; the clock has come round meanwhile. */
	fake_ppe_later(fake, 250);
	KUNIT_EXPECT_EQ(test, 0, mtk_ppe_table_stats(&fake->table, &owner));
	KUNIT_EXPECT_EQ(test, fake_ppe_clears(fake), clears + 2);
}

/* Its flow ends in a moment, which leaves no time to be late; once for all such flows. */
static void life_is_known_at_once_if_it_must(struct kunit *test)
{
	struct fake_ppe *fake = test->priv;
	struct nf_flow_hw_entry owner;
	unsigned int clears;

	clears = life_begin(test, &owner);

	fake_ppe_later(fake, 1);
	fake_ppe_hit_in_cache(fake, &owner);
	KUNIT_EXPECT_EQ(test, 0, mtk_ppe_table_stats(&fake->table, &owner));
	mtk_ppe_table_refresh(&fake->table);
	mtk_ppe_table_refresh(&fake->table);
	KUNIT_EXPECT_EQ(test, 1, mtk_ppe_table_stats(&fake->table, &owner));
	KUNIT_EXPECT_EQ(test, fake_ppe_clears(fake), clears + 1);
}

/* A third key for the bucket of flow_tcp and flow_udp. */
static struct fake_flow flow_third_of_two(struct kunit *test)
{
	struct fake_flow flow = flow_tcp;
	struct fake_ppe *fake = test->priv;
	struct mtk_ppe_entry entry;
	u32 want;

	fake_encode(test, fake, &flow, &entry);
	want = mtk_ppe_hash_index(entry.hash, 2, ENTRIES);
	do {
		flow.sport++;
		fake_encode(test, fake, &flow, &entry);
	} while (mtk_ppe_hash_index(entry.hash, 2, ENTRIES) != want);
	return flow;
}

/* Two fill a bucket, and have been silent for 30 s when a third comes. */
struct fake_bucket {
	struct nf_flow_hw_entry	tcp;
	struct nf_flow_hw_entry	udp;
	struct nf_flow_hw_entry	third;
};

static void bucket_fill(struct kunit *test, struct fake_bucket *bucket)
{
	fake_add_new(test, &bucket->tcp, &flow_tcp);
	fake_add_new(test, &bucket->udp, &flow_udp);
	fake_owner_init(&bucket->third);
	fake_ppe_later(test->priv, 30);
}

/* The third has the slot of the one that was silent. */
static void bucket_expect_evicted_udp(struct kunit *test, struct fake_bucket *bucket,
				      const struct fake_flow *third)
{
	struct fake_ppe *fake = test->priv;

	KUNIT_EXPECT_EQ(test, 0, fake_add(test, &bucket->third, third));
	KUNIT_EXPECT_EQ(test, bucket->third.slot, bucket->udp.slot);
	KUNIT_EXPECT_EQ(test, fake_ppe_foe(fake, &bucket->tcp)[0] & IB1_STATE, IB1_BIND);
	KUNIT_EXPECT_EQ(test, fake->table.evicted, 1);
}

static void life_busy_in_the_cache_stays(struct kunit *test)
{
	struct fake_flow flow = flow_third_of_two(test);
	struct fake_ppe *fake = test->priv;
	struct fake_bucket bucket;

	bucket_fill(test, &bucket);
	fake_ppe_hit_in_cache(fake, &bucket.tcp);
	bucket_expect_evicted_udp(test, &bucket, &flow);
	/* That somebody looked does not hide the packet from its flow. */
	KUNIT_ASSERT_EQ(test, 1, mtk_ppe_table_stats(&fake->table, &bucket.tcp));

	fake_ppe_later(fake, 30);
	*fake_ppe_foe(fake, &bucket.third) += 30;
	fake_ppe_hit_in_cache(fake, &bucket.tcp);
	fake_owner_init(&bucket.udp);
	KUNIT_EXPECT_EQ(test, -ENOSPC, fake_add(test, &bucket.udp, &flow_udp));
	KUNIT_EXPECT_EQ(test, fake->table.evicted, 1);
}

/* That the timestamps were true a moment ago says nothing about now. */
static void life_busy_since_the_last_look_stays(struct kunit *test)
{
	struct fake_flow flow = flow_third_of_two(test);
	struct fake_ppe *fake = test->priv;
	struct fake_bucket bucket;

	bucket_fill(test, &bucket);
	KUNIT_EXPECT_EQ(test, 0, mtk_ppe_table_stats(&fake->table, &bucket.tcp));
	fake_ppe_hit_in_cache(fake, &bucket.tcp);
	bucket_expect_evicted_udp(test, &bucket, &flow);
}

static int life_init(struct kunit *test)
{
	test->priv = fake_ppe_create_soc(NF_FLOW_TABLE_HW_MTK_MT7621, ENTRIES);
	return test->priv ? 0 : -ENOMEM;
}

static void life_exit(struct kunit *test)
{
	fake_ppe_destroy(test->priv);
}

static struct kunit_case life_tests[] = {
	KUNIT_CASE(life_is_in_the_cache),
	KUNIT_CASE(life_is_known_at_once_if_it_must),
	KUNIT_CASE(life_busy_in_the_cache_stays),
	KUNIT_CASE(life_busy_since_the_last_look_stays),
	{}
};

static struct kunit_suite life_suite = {
	.name = "mtk_ppe_life",
	.init = life_init,
	.exit = life_exit,
	.test_cases = life_tests,
};

kunit_test_suites(&life_suite);
