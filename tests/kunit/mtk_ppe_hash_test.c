// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hash mode 1 against the vectors of mtk-ppe 1.7. Their 4-way columns were read
 * from table dumps of an MT7986 board; the others and IPv6 are computed.
 */
#include <kunit/test.h>
#include <kunit/visibility.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include "../../drivers/mediatek/mtk_ppe_hash.h"

#define IP4(a, b, c, d)	((u32)(a) << 24 | (b) << 16 | (c) << 8 | (d))
#define PORTS(s, d)	((u32)(s) << 16 | (d))

struct hash_case {
	const char *desc;
	u32 sip;
	u32 dip;
	u32 ports;
	u32 raw;
	u32 index_4w16k;
	u32 index_2w16k;
	u32 index_2w4k;
};

static const struct hash_case hash_cases[] = {
	{
		"TCP upload", IP4(192, 168, 1, 105), IP4(51, 158, 36, 12),
		PORTS(48858, 443), 0xf7ec9b40, 0x2d00, 0x3680, 0x0680,
	}, {
		"TCP download", IP4(51, 158, 36, 12), IP4(188, 27, 64, 101),
		PORTS(443, 48858), 0x913e0fbf, 0x3efc, 0x1f7e, 0x0f7e,
	}, {
		"UDP", IP4(192, 168, 1, 192), IP4(192, 168, 1, 101),
		PORTS(9993, 60278), 0x8f08801b, 0x006c, 0x0036, 0x0036,
	}, {
		"TCP in the LAN", IP4(192, 168, 1, 224), IP4(192, 168, 1, 210),
		PORTS(56854, 2020), 0x7617b101, 0x0404, 0x2202, 0x0202,
	},
};

static void hash_case_desc(const struct hash_case *c, char *desc)
{
	strscpy(desc, c->desc, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(hash, hash_cases, hash_case_desc);

static void hash_v4_matches_dumps(struct kunit *test)
{
	const struct hash_case *c = test->param_value;
	u32 raw = mtk_ppe_hash_v4(&c->sip, &c->dip, c->ports);

	KUNIT_EXPECT_EQ(test, raw, c->raw);
	KUNIT_EXPECT_EQ(test, mtk_ppe_hash_index(raw, 4, 16384), c->index_4w16k);
	KUNIT_EXPECT_EQ(test, mtk_ppe_hash_index(raw, 2, 16384), c->index_2w16k);
	KUNIT_EXPECT_EQ(test, mtk_ppe_hash_index(raw, 2, 4096), c->index_2w4k);
}

/* 2001:db8::1 port 40000 to 2001:db8:1::2 port 443 */
static void hash_v6_matches_vector(struct kunit *test)
{
	static const u32 sip[] = { 0x20010db8, 0, 0, 1 };
	static const u32 dip[] = { 0x20010db8, 0x00010000, 0, 2 };
	u32 raw = mtk_ppe_hash_v6(sip, dip, PORTS(40000, 443));

	KUNIT_EXPECT_EQ(test, raw, 0x9c4c25d4);
	KUNIT_EXPECT_EQ(test, mtk_ppe_hash_index(raw, 4, 16384), 0x1750);
	KUNIT_EXPECT_EQ(test, mtk_ppe_hash_index(raw, 2, 16384), 0x0ba8);
}

static struct kunit_case hash_tests[] = {
	KUNIT_CASE_PARAM(hash_v4_matches_dumps, hash_gen_params),
	KUNIT_CASE(hash_v6_matches_vector),
	{}
};

static struct kunit_suite hash_suite = {
	.name = "mtk_ppe_hash",
	.test_cases = hash_tests,
};

kunit_test_suite(hash_suite);

MODULE_DESCRIPTION("KUnit tests of the MediaTek PPE driver");
MODULE_LICENSE("GPL");
NF_FLOW_HW_IMPORT_KUNIT_NS();
