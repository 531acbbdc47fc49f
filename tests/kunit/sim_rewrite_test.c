// SPDX-License-Identifier: GPL-2.0-only
/* What the model writes into frames; checksums are verified by full sums. */
#include <kunit/test.h>
#include <linux/in.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

#include "../../drivers/sim/sim_ppe_foe.h"
#include "../../drivers/sim/sim_ppe_parse.h"
#include "../../drivers/sim/sim_ppe_rewrite.h"
#include "sim_test_frame.h"
#include "sim_test_suites.h"

#define FLOW_CFG	(MTK_PPE_FLOW_CFG_IP4_NAPT | MTK_PPE_FLOW_CFG_IP4_NAT | \
			 MTK_PPE_FLOW_CFG_IP6_3T | MTK_PPE_FLOW_CFG_IP6_5T)
#define V4		.src = { 0xc0a80002 }, .dst = { 0x08080808 }, .sport = 1000, .dport = 53
#define V6		.ipv6 = true, .src = { 1, 2, 3, 4 }, .dst = { 5, 6, 7, 8 }, \
			.sport = 1000, .dport = 53

struct rewrite_fixture {
	u8			buf[SIM_TEST_FRAME_MAX];
	u8			out[SIM_TEST_FRAME_MAX];
	struct sim_frame	f;
	struct sim_foe		foe;
	u8			*ip;
};

static void build(struct kunit *test, const struct sim_test_frame *t)
{
	struct rewrite_fixture *fix = test->priv;

	sim_parse(fix->buf, sim_test_build(fix->buf, t), FLOW_CFG, false, &fix->f);
	KUNIT_ASSERT_EQ(test, fix->f.reason, 0);
	fix->ip = fix->buf + fix->f.l3_off;
	fix->foe.key.type = fix->f.key.type;
}

static const struct sim_test_frame csum_frames[] = {
	{ .name = "tcp", V4, .proto = IPPROTO_TCP },
	{ .name = "tcp, odd", V4, .proto = IPPROTO_TCP, .payload = 1 },
	{ .name = "tcp, padded", V4, .proto = IPPROTO_TCP, .payload = 2, .pad = 4 },
	{ .name = "udp", V4, .proto = IPPROTO_UDP },
	{ .name = "udp in tags and pppoe", V4, .proto = IPPROTO_UDP, .tags = 2, .pppoe = 0x21 },
};

static void csum_frame_desc(const struct sim_test_frame *t, char *desc)
{
	strscpy(desc, t->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(csum, csum_frames, csum_frame_desc);

static void sim_rewrite_test_ipv4(struct kunit *test)
{
	static const u8 addrs[] = { 203, 0, 113, 9, 10, 1, 2, 3 };
	struct rewrite_fixture *fix = test->priv;
	u8 *ip;

	build(test, test->param_value);
	ip = fix->ip;
	fix->foe.ttl = true;
	fix->foe.dscp = 0xb8;
	sim_rewrite_l3(ip, &fix->foe, &fix->f, false);
	KUNIT_EXPECT_TRUE(test, !memcmp(ip + 12, addrs, 8));
	KUNIT_EXPECT_EQ(test, sim_get32(ip + 20), 40000u << 16 | 8053);
	KUNIT_EXPECT_EQ(test, ip[8], 63);
	KUNIT_EXPECT_EQ(test, ip[1], 0xb8);
	KUNIT_EXPECT_TRUE(test, sim_test_ip_csum_ok(ip));
	KUNIT_EXPECT_TRUE(test, sim_test_l4_csum_ok(ip, false));
}

static void sim_rewrite_test_keep(struct kunit *test)
{
	static const struct sim_test_frame udp = { V4, .proto = IPPROTO_UDP, .tos = 0x2d };
	struct rewrite_fixture *fix = test->priv;

	build(test, &udp);
	sim_rewrite_l3(fix->ip, &fix->foe, &fix->f, true);
	KUNIT_EXPECT_EQ(test, fix->ip[1], 0x2d);
	KUNIT_EXPECT_EQ(test, fix->ip[8], 64);
	KUNIT_EXPECT_TRUE(test, sim_test_ip_csum_ok(fix->ip));
}

static void sim_rewrite_test_udp_zero(struct kunit *test)
{
	static const struct sim_test_frame udp = { V4, .proto = IPPROTO_UDP, .no_csum = true };
	struct rewrite_fixture *fix = test->priv;

	build(test, &udp);
	sim_rewrite_l3(fix->ip, &fix->foe, &fix->f, true);
	KUNIT_EXPECT_EQ(test, sim_get16(fix->ip + 26), 0);
	KUNIT_EXPECT_TRUE(test, sim_test_ip_csum_ok(fix->ip));
}

/* Among all source ports there is one whose sum is zero, which UDP sends as ones. */
static void sim_rewrite_test_udp_computed_zero(struct kunit *test)
{
	static const struct sim_test_frame udp = { V4, .proto = IPPROTO_UDP };
	struct rewrite_fixture *fix = test->priv;
	unsigned int port, ones = 0;
	u8 *ip = fix->out;

	build(test, &udp);
	for (port = 0; port < 0x10000; port++) {
		memcpy(ip, fix->ip, fix->f.l3_len);
		fix->foe.new_sport = port;
		sim_rewrite_l3(ip, &fix->foe, &fix->f, true);
		if (!sim_get16(ip + 26) || !sim_test_l4_csum_ok(ip, false))
			break;
		ones += sim_get16(ip + 26) == 0xffff;
	}
	KUNIT_EXPECT_EQ(test, port, 0x10000);
	KUNIT_EXPECT_GE(test, ones, 1);
}

static void sim_rewrite_test_broken_stays_broken(struct kunit *test)
{
	static const struct sim_test_frame udp = { V4, .proto = IPPROTO_UDP };
	struct rewrite_fixture *fix = test->priv;

	build(test, &udp);
	fix->ip[40] ^= 1;
	sim_rewrite_l3(fix->ip, &fix->foe, &fix->f, true);
	KUNIT_EXPECT_FALSE(test, sim_test_l4_csum_ok(fix->ip, false));
}

static void sim_rewrite_test_ipv6(struct kunit *test)
{
	static const struct sim_test_frame tcp = { V6, .proto = IPPROTO_TCP, .tos = 0x12 };
	struct rewrite_fixture *fix = test->priv;

	build(test, &tcp);
	memcpy(fix->out, fix->ip, fix->f.l3_len);
	fix->foe.ttl = true;
	sim_rewrite_l3(fix->ip, &fix->foe, &fix->f, true);
	fix->out[7] = 63;
	KUNIT_EXPECT_TRUE(test, !memcmp(fix->out, fix->ip, fix->f.l3_len));
	KUNIT_EXPECT_TRUE(test, sim_test_l4_csum_ok(fix->ip, true));

	fix->foe.ttl = false;
	fix->foe.dscp = 0xb8;
	sim_rewrite_l3(fix->ip, &fix->foe, &fix->f, false);
	KUNIT_EXPECT_EQ(test, sim_get32(fix->ip), 0x6b800000);
	KUNIT_EXPECT_EQ(test, fix->ip[7], 63);
}

/* 3-tuple entries replace addresses and know nothing of what follows. */
static void sim_rewrite_test_3t(struct kunit *test)
{
	static const struct sim_test_frame gre = { V4, .proto = IPPROTO_GRE };
	struct rewrite_fixture *fix = test->priv;

	build(test, &gre);
	memcpy(fix->out, fix->ip, fix->f.l3_len);
	sim_rewrite_l3(fix->ip, &fix->foe, &fix->f, true);
	KUNIT_EXPECT_EQ(test, sim_get32(fix->ip + 12), fix->foe.new_sip);
	KUNIT_EXPECT_TRUE(test, sim_test_ip_csum_ok(fix->ip));
	KUNIT_EXPECT_TRUE(test, !memcmp(fix->out + 20, fix->ip + 20, 30));
}

#define MACS	0x02, 0x11, 0x22, 0x33, 0x44, 0x55, 0x06, 0xaa, 0xbb, 0xcc, 0xdd, 0xee

struct l2_case {
	const char	*name;
	u8		layer;
	bool		vpm;
	bool		pppoe;
	u16		etype;
	u8		len;
	u8		want[SIM_L2_MAX];
};

/* UDP with 30 bytes: 58 bytes of IPv4, 0x3c with the PPP protocol. */
static const struct l2_case l2_cases[] = {
	{ "plain", 0, false, false, 0x0800, 14, { MACS, 8, 0 } },
	{ "tag", 1, true, false, 0x0800, 18, { MACS, 0x81, 0, 0, 7, 8, 0 } },
	{ "tag, TPID in the EtherType field", 1, false, false, 0x8100, 18,
	  { MACS, 0x81, 0, 0, 7, 8, 0 } },
	{ "two tags", 2, true, false, 0x0800, 22,
	  { MACS, 0x81, 0, 0, 7, 0x81, 0, 0, 8, 8, 0 } },
	{ "pppoe", 0, false, true, 0x8864, 22,
	  { MACS, 0x88, 0x64, 0x11, 0, 0x12, 0x34, 0, 0x3c, 0, 0x21 } },
	{ "pppoe in a tag", 1, true, true, 0x8864, 26,
	  { MACS, 0x81, 0, 0, 7, 0x88, 0x64, 0x11, 0, 0x12, 0x34, 0, 0x3c, 0, 0x21 } },
	{ "switch tag", 1, false, false, 0x0004, 18, { MACS, 0, 4, 0, 7, 8, 0 } },
	{ "switch tag and vlan", 2, false, false, 0x0104, 22,
	  { MACS, 1, 4, 0, 7, 0x81, 0, 0, 8, 8, 0 } },
};

static void l2_case_desc(const struct l2_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(l2, l2_cases, l2_case_desc);

static void sim_rewrite_test_l2(struct kunit *test)
{
	static const struct sim_test_frame udp = { V4, .proto = IPPROTO_UDP, .pad = 9 };
	const struct l2_case *c = test->param_value;
	struct rewrite_fixture *fix = test->priv;
	struct sim_foe *foe = &fix->foe;

	build(test, &udp);
	foe->vlan_layer = c->layer;
	foe->vpm = c->vpm;
	foe->pppoe = c->pppoe;
	foe->etype = c->etype;
	foe->vlan1 = 7;
	foe->vlan2 = 8;
	foe->pppoe_id = 0x1234;
	KUNIT_EXPECT_EQ(test, sim_rewrite_l2_len(foe), c->len);
	KUNIT_EXPECT_EQ(test, sim_rewrite_l2(fix->out, foe, &fix->f, 0x8100), c->len);
	KUNIT_EXPECT_TRUE(test, !memcmp(fix->out, c->want, c->len));
}

static int rewrite_init(struct kunit *test)
{
	static const u8 macs[] = { MACS };
	struct rewrite_fixture *fix = kunit_kzalloc(test, sizeof(*fix), GFP_KERNEL);

	if (!fix)
		return -ENOMEM;
	fix->foe.new_sip = 0xcb007109;
	fix->foe.new_dip = 0x0a010203;
	fix->foe.new_sport = 40000;
	fix->foe.new_dport = 8053;
	memcpy(fix->foe.dmac, macs, 6);
	memcpy(fix->foe.smac, macs + 6, 6);
	test->priv = fix;
	return 0;
}

static struct kunit_case sim_rewrite_cases[] = {
	KUNIT_CASE_PARAM(sim_rewrite_test_ipv4, csum_gen_params),
	KUNIT_CASE(sim_rewrite_test_keep),
	KUNIT_CASE(sim_rewrite_test_udp_zero),
	KUNIT_CASE(sim_rewrite_test_udp_computed_zero),
	KUNIT_CASE(sim_rewrite_test_broken_stays_broken),
	KUNIT_CASE(sim_rewrite_test_ipv6),
	KUNIT_CASE(sim_rewrite_test_3t),
	KUNIT_CASE_PARAM(sim_rewrite_test_l2, l2_gen_params),
	{}
};

struct kunit_suite sim_rewrite_suite = {
	.name		= "sim_rewrite",
	.init		= rewrite_init,
	.test_cases	= sim_rewrite_cases,
};
