// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tags and PPPoE on v2: words written down by hand from mtk-ppe 2.1 (IB1), 2.3
 * (L2 block) and 2.5 (how a stack is described), never by the encoder.
 *
 * IB1 of the untagged flow: 20500100. VLAN layers << 14, PPPoE bit 17, VPM bit 18.
 * L2 block at word 11: etype|vlan1, dmac, dmac|vlan2, smac, smac|session.
 */
#include <kunit/test.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/kernel.h>
#include "mtk_ppe_fake.h"

#define VLAN(_id)	{ (_id), htons(ETH_P_8021Q) }
#define PPPOE(_id)	{ (_id), htons(ETH_P_PPP_SES) }

struct tags_case {
	const char *desc;
	struct nf_flow_hw_encap out[2];
	u8 num;
	u16 dsa;
	u32 ib1;
	u32 l2[5];
	u8 tags;
	u32 frame_max;	/* of an L3 MTU of 1492 */
};

static const struct tags_case tags_cases[] = {
	{
		"none", { }, 0, 0, 0x20500100,
		{ 0x08000000, 0x02aabbcc, 0xdd010000, 0x02112233, 0x44550000 },
		0, 1506,
	}, {
		"VLAN 7", { VLAN(7) }, 1, 0, 0x20544100,
		{ 0x08000007, 0x02aabbcc, 0xdd010000, 0x02112233, 0x44550000 },
		1, 1510,
	}, {
		"VLAN 4094", { VLAN(4094) }, 1, 0, 0x20544100,
		{ 0x08000ffe, 0x02aabbcc, 0xdd010000, 0x02112233, 0x44550000 },
		1, 1510,
	}, {
		"VLAN 200 in VLAN 100", { VLAN(100), VLAN(200) }, 2, 0, 0x20548100,
		{ 0x08000064, 0x02aabbcc, 0xdd0100c8, 0x02112233, 0x44550000 },
		2, 1514,
	}, {
		"PPPoE", { PPPOE(0x1234) }, 1, 0, 0x20520100,
		{ 0x88640000, 0x02aabbcc, 0xdd010000, 0x02112233, 0x44551234 },
		1, 1514,
	}, {
		"PPPoE in VLAN 7", { VLAN(7), PPPOE(0xfffe) }, 2, 0, 0x20564100,
		{ 0x88640007, 0x02aabbcc, 0xdd010000, 0x02112233, 0x4455fffe },
		2, 1518,
	}, {
		"switch port 2", { }, 0, BIT(2), 0x20504100,
		{ 0x00040000, 0x02aabbcc, 0xdd010000, 0x02112233, 0x44550000 },
		1, 1510,
	}, {
		"switch port 3, VLAN 7", { VLAN(7) }, 1, BIT(3), 0x20504100,
		{ 0x01080007, 0x02aabbcc, 0xdd010000, 0x02112233, 0x44550000 },
		1, 1510,
	}, {
		"switch port 0, PPPoE", { PPPOE(1) }, 1, BIT(0), 0x20524100,
		{ 0x00010000, 0x02aabbcc, 0xdd010000, 0x02112233, 0x44550001 },
		2, 1518,
	}, {
		"switch port 1, QinQ", { VLAN(100), VLAN(200) }, 2, BIT(1), 0x20508100,
		{ 0x01020064, 0x02aabbcc, 0xdd0100c8, 0x02112233, 0x44550000 },
		2, 1514,
	},
};

static void tags_case_desc(const struct tags_case *c, char *desc)
{
	strscpy(desc, c->desc, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(tags, tags_cases, tags_case_desc);

static const struct mtk_ppe_soc *tags_soc(void)
{
	return mtk_ppe_soc_get(NF_FLOW_TABLE_HW_MTK_MT7986);
}

static void tags_rule(struct nf_flow_hw_rule *rule)
{
	fake_rule_v4(rule, IPPROTO_TCP, 0xc0a80169, 48858, 0x339e240c, 443);
	rule->mtu = 1492;
}

static void tags_out_words(struct kunit *test)
{
	const struct tags_case *c = test->param_value;
	struct mtk_ppe_path path = {
		.sp = 1, .dest_port = 2, .dsa_out = c->dsa,
	};
	struct nf_flow_hw_rule rule;
	struct mtk_ppe_entry entry;
	unsigned int i;

	tags_rule(&rule);
	memcpy(rule.encap_out, c->out, sizeof(c->out));
	rule.encap_out_num = c->num;
	KUNIT_ASSERT_EQ(test, 0, mtk_ppe_entry_encode(tags_soc(), &rule, &path,
						      &entry));
	KUNIT_EXPECT_EQ_MSG(test, entry.word[0], c->ib1, "%08x", entry.word[0]);
	for (i = 0; i < ARRAY_SIZE(c->l2); i++)
		KUNIT_EXPECT_EQ_MSG(test, entry.word[11 + i], c->l2[i],
				    "%u: %08x", i, entry.word[11 + i]);
	KUNIT_EXPECT_EQ(test, entry.tags, c->tags);
	KUNIT_EXPECT_EQ(test, entry.frame_max, c->frame_max);
	/* The rest is that of the untagged flow. */
	KUNIT_EXPECT_EQ(test, entry.word[4], 0x00f08400);
	KUNIT_EXPECT_EQ(test, entry.l2_len, 14);
}

static void tags_v6_etype(struct kunit *test)
{
	struct mtk_ppe_path path = { .sp = 1, .dest_port = 2 };
	struct nf_flow_hw_encap vlan = VLAN(7), pppoe = PPPOE(9);
	struct nf_flow_hw_rule rule;
	struct mtk_ppe_entry entry;

	tags_rule(&rule);
	rule.l3proto = NFPROTO_IPV6;
	rule.needs = NF_FLOW_TABLE_HW_F_IPV6;
	rule.encap_out[0] = vlan;
	rule.encap_out_num = 1;
	KUNIT_ASSERT_EQ(test, 0, mtk_ppe_entry_encode(tags_soc(), &rule, &path,
						      &entry));
	KUNIT_EXPECT_EQ(test, entry.word[15], 0x86dd0007);
	rule.encap_out[0] = pppoe;
	KUNIT_ASSERT_EQ(test, 0, mtk_ppe_entry_encode(tags_soc(), &rule, &path,
						      &entry));
	KUNIT_EXPECT_EQ(test, entry.word[15], 0x88640000);
	KUNIT_EXPECT_EQ(test, entry.word[19], 0x44550009);
}

struct in_case {
	const char *desc;
	struct nf_flow_hw_encap in[2];
	u8 num;
	u8 stripped;
	bool dsa;
	u8 l2_len;
};

static const struct in_case in_cases[] = {
	{ "none", { }, 0, 0, false, 14 },
	{ "VLAN", { VLAN(7) }, 1, 0, false, 18 },
	{ "other VLAN", { VLAN(8) }, 1, 0, false, 18 },
	{ "VLAN, stripped by a switch", { VLAN(7) }, 1, 1, false, 14 },
	{ "two VLANs", { VLAN(7), VLAN(8) }, 2, 0, false, 22 },
	{ "two VLANs, swapped", { VLAN(8), VLAN(7) }, 2, 0, false, 22 },
	{ "two VLANs, one stripped", { VLAN(7), VLAN(8) }, 2, 2, false, 18 },
	{ "PPPoE", { PPPOE(7) }, 1, 0, false, 22 },
	{ "PPPoE in VLAN", { VLAN(7), PPPOE(8) }, 2, 0, false, 26 },
	{ "behind a switch", { VLAN(0) }, 1, 0, true, 22 },
};

/* Tags of what is received are in no word, but in the length and the owner's. */
static void tags_in_length_and_identity(struct kunit *test)
{
	u64 ingress[ARRAY_SIZE(in_cases)];
	u32 word[MTK_PPE_ENTRY_WORDS_MAX];
	struct nf_flow_hw_rule rule;
	struct mtk_ppe_entry entry;
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(in_cases); i++) {
		struct mtk_ppe_path path = {
			.sp = 1, .dest_port = 2, .dsa_in = in_cases[i].dsa,
		};

		tags_rule(&rule);
		memcpy(rule.encap_in, in_cases[i].in, sizeof(rule.encap_in));
		rule.encap_in_num = in_cases[i].num;
		rule.vlan_ingress = in_cases[i].stripped;
		KUNIT_ASSERT_EQ(test, 0, mtk_ppe_entry_encode(tags_soc(), &rule,
							      &path, &entry));
		KUNIT_EXPECT_EQ_MSG(test, entry.l2_len, in_cases[i].l2_len,
				    "%s", in_cases[i].desc);
		if (!i)
			memcpy(word, entry.word, sizeof(word));
		KUNIT_EXPECT_EQ(test, 0, memcmp(word, entry.word, sizeof(word)));
		ingress[i] = entry.ingress;
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_NE_MSG(test, ingress[i], ingress[j],
					    "%s, %s", in_cases[i].desc,
					    in_cases[j].desc);
	}
}

static void tags_refuses_impossible_stacks(struct kunit *test)
{
	static const struct nf_flow_hw_encap bad[][2] = {
		{ PPPOE(1), VLAN(2) },
		{ PPPOE(1), PPPOE(2) },
		{ VLAN(1), { 2, htons(ETH_P_8021AD) } },
	};
	struct mtk_ppe_path path = { .sp = 1, .dest_port = 2 };
	struct nf_flow_hw_rule rule;
	struct mtk_ppe_entry entry;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		tags_rule(&rule);
		memcpy(rule.encap_out, bad[i], sizeof(bad[i]));
		rule.encap_out_num = 2;
		KUNIT_EXPECT_EQ(test, -EOPNOTSUPP,
				mtk_ppe_entry_encode(tags_soc(), &rule, &path,
						     &entry));
		rule.encap_out_num = 0;
		memcpy(rule.encap_in, bad[i], sizeof(bad[i]));
		rule.encap_in_num = 2;
		KUNIT_EXPECT_EQ(test, -EOPNOTSUPP,
				mtk_ppe_entry_encode(tags_soc(), &rule, &path,
						     &entry));
	}
}

static struct kunit_case tags_tests[] = {
	KUNIT_CASE_PARAM(tags_out_words, tags_gen_params),
	KUNIT_CASE(tags_v6_etype),
	KUNIT_CASE(tags_in_length_and_identity),
	KUNIT_CASE(tags_refuses_impossible_stacks),
	{}
};

static struct kunit_suite tags_suite = {
	.name = "mtk_ppe_tags",
	.test_cases = tags_tests,
};

kunit_test_suite(tags_suite);
