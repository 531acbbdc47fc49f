// SPDX-License-Identifier: GPL-2.0-only
/* From skb->hash back to the entry that a packet hit (mtk-ppe 1.4). */
#include <kunit/test.h>
#include <linux/jhash.h>

#include "../../drivers/mediatek/mtk_ppe_learn.h"

static int learn_init(struct kunit *test)
{
	return mtk_ppe_learn_active() ? -EBUSY : mtk_ppe_learn_init(16384);
}

static void learn_exit(struct kunit *test)
{
	mtk_ppe_learn_exit();
}

/* Values of jhash_1word() that were computed apart from this code. */
static void learn_known_hashes(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mtk_ppe_learn_index(0x049396b8), 0);
	KUNIT_EXPECT_EQ(test, mtk_ppe_learn_index(0x2a787f52), 0x2d00);
}

static void learn_every_index(struct kunit *test)
{
	u32 i;

	for (i = 0; i < 32768; i++)
		KUNIT_ASSERT_EQ(test, mtk_ppe_learn_index(jhash_1word(i, 0)), i);
}

static void learn_other_hashes(struct kunit *test)
{
	u32 i;

	for (i = 32768; i < 65536; i++)
		KUNIT_ASSERT_EQ(test, mtk_ppe_learn_index(jhash_1word(i, 0)),
				-ENOENT);
}

static struct kunit_case learn_cases[] = {
	KUNIT_CASE(learn_known_hashes),
	KUNIT_CASE(learn_every_index),
	KUNIT_CASE(learn_other_hashes),
	{}
};

static struct kunit_suite learn_suite = {
	.name = "mtk_ppe_learn",
	.init = learn_init,
	.exit = learn_exit,
	.test_cases = learn_cases,
};

kunit_test_suite(learn_suite);
