// SPDX-License-Identifier: GPL-2.0-only
/*
 * The encoder of the software engine: headers byte by byte, and checksums against
 * values that were worked out by hand with RFC 1624, or summed anew over the whole.
 */
#include <kunit/test.h>
#include <kunit/visibility.h>
#include <linux/if_pppox.h>
#include <linux/ip.h>
#include <linux/module.h>
#include <net/checksum.h>
#include <net/netfilter/nf_flow_table_hw.h>
#include "../../drivers/soft/soft_entry.h"
#include "soft_test.h"

/* RFC 1624, section 4: a header with HC = 0xdd2f, of which a field changes from
 * 0x5555 to 0x3285. The right answer is 0x0000, which RFC 1141 got wrong.
 */
static void csum_of_rfc1624(struct kunit *test)
{
	/* ~m + m' = 0xaaaa + 0x3285 = 0xdd2f */
	KUNIT_EXPECT_EQ(test, soft_csum(0xdd2f, 0xdd2f), 0x0000);
	/* ~HC = 0x22d0; + 0xdd2f = 0xffff; the complement of that. */
	KUNIT_EXPECT_EQ(test, soft_csum(0x0000, 0xdd2f), 0x22d0);
}

/* No change is no change, also where one's complement knows two zeros. */
static void csum_without_change(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, soft_csum(0xffff, 0), 0xffff);
	KUNIT_EXPECT_EQ(test, soft_csum(0x0000, 0), 0x0000);
	KUNIT_EXPECT_EQ(test, soft_csum(0x1234, 0), 0x1234);
	KUNIT_EXPECT_EQ(test, soft_csum_partial(0x1234, 0), 0x1234);
}

/* A sum of the pseudo header is not complemented: 0xfff0 + 0x0020 = 0x0011. */
static void csum_partial_carries(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, soft_csum_partial(0xfff0, 0x0020), 0x0011);
}

/* 10.0.1.2:40000 -> 10.0.2.2:5001 leaves as 10.0.2.77:20000 -> 10.0.2.2:5001. In
 * network order: addresses ~0x0102 + 0x024d = 0xfefd + 0x024d = 0x1014a = 0x014b;
 * ports ~0x9c40 + 0x4e20 = 0x63bf + 0x4e20 = 0xb1df; TTL 0xfeff.
 */
static void snat_deltas(struct kunit *test)
{
	struct nf_flow_hw_rule rule = soft_test_rule();
	struct soft_entry entry;

	rule.rewrite.src.ip = htonl(0x0a00024d);
	rule.rewrite.sport = htons(20000);
	KUNIT_ASSERT_EQ(test, soft_entry_encode(&entry, &rule), 0);
	KUNIT_EXPECT_EQ(test, ntohs((__force __be16)entry.l4_partial), 0x014b);
	KUNIT_EXPECT_EQ(test, ntohs((__force __be16)entry.l4_delta), 0xb32a);
	/* 0x014b + 0xfeff = 0x1004a = 0x004b */
	KUNIT_EXPECT_EQ(test, ntohs((__force __be16)entry.l3_delta), 0x004b);
}

static void route_deltas(struct kunit *test)
{
	struct nf_flow_hw_rule rule = soft_test_rule();
	struct soft_entry entry;

	KUNIT_ASSERT_EQ(test, soft_entry_encode(&entry, &rule), 0);
	KUNIT_EXPECT_EQ(test, entry.l4_partial, 0);
	KUNIT_EXPECT_EQ(test, entry.l4_delta, 0);
	KUNIT_EXPECT_EQ(test, ntohs((__force __be16)entry.l3_delta), 0xfeff);
}

/* Every TTL and some addresses: the delta gives what summing anew gives. */
static void header_sums_agree(struct kunit *test)
{
	struct nf_flow_hw_rule rule = soft_test_rule();
	struct iphdr iph = { .version = 4, .ihl = 5, .tot_len = htons(46),
			     .protocol = IPPROTO_UDP };
	struct soft_entry entry;
	unsigned int ttl, i;
	__sum16 check;

	for (i = 0; i < 4096; i++) {
		rule.match.src.ip = htonl(0x0a000000 + i * 0x010307);
		rule.rewrite.src.ip = htonl(0xc0a80000 + i * 0x0d0501);
		KUNIT_ASSERT_EQ(test, soft_entry_encode(&entry, &rule), 0);

		ttl = 2 + i % 254;
		iph.ttl = ttl;
		iph.id = htons(i * 17);
		iph.saddr = rule.match.src.ip;
		iph.daddr = rule.match.dst.ip;
		iph.check = 0;
		iph.check = ip_fast_csum(&iph, iph.ihl);
		check = (__force __sum16)soft_csum((__force u16)iph.check,
						   entry.l3_delta);
		iph.ttl = ttl - 1;
		iph.saddr = rule.rewrite.src.ip;
		iph.check = 0;
		KUNIT_ASSERT_EQ(test, check, ip_fast_csum(&iph, iph.ihl));
	}
}

static void nat6_deltas(struct kunit *test)
{
	struct nf_flow_hw_rule rule = soft_test_rule6();
	struct soft_entry entry;

	/* fd00:1::2 becomes fd00:2::4d: ~0x0001 + 0x0002, ~0x0002 + 0x004d. */
	rule.rewrite.src.ip6[0] = htonl(0xfd000002);
	rule.rewrite.src.ip6[3] = htonl(0x4d);
	KUNIT_ASSERT_EQ(test, soft_entry_encode(&entry, &rule), 0);
	KUNIT_EXPECT_EQ(test, ntohs((__force __be16)entry.l4_partial), 0x004c);
	KUNIT_EXPECT_EQ(test, ntohs((__force __be16)entry.l4_delta), 0x004c);
	KUNIT_EXPECT_TRUE(test, entry.flags & SOFT_ENTRY_F_NAT6);

	rule = soft_test_rule6();
	KUNIT_ASSERT_EQ(test, soft_entry_encode(&entry, &rule), 0);
	KUNIT_EXPECT_FALSE(test, entry.flags & SOFT_ENTRY_F_NAT6);
}

static void expect_header(struct kunit *test, const struct soft_entry *entry,
			  const u8 *want, unsigned int len)
{
	KUNIT_ASSERT_EQ(test, entry->l2_len, len);
	KUNIT_EXPECT_EQ(test, memcmp(entry->l2 + SOFT_ENTRY_L2_MAX - len, want, len), 0);
}

static void header_plain(struct kunit *test)
{
	static const u8 want[] = { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x08, 0x00 };
	struct nf_flow_hw_rule rule = soft_test_rule();
	struct soft_entry entry;

	KUNIT_ASSERT_EQ(test, soft_entry_encode(&entry, &rule), 0);
	expect_header(test, &entry, want, sizeof(want));
	KUNIT_EXPECT_EQ(test, entry.proto, htons(ETH_P_IP));
	KUNIT_EXPECT_EQ(test, entry.flags, 0);
}

static void header_qinq(struct kunit *test)
{
	static const u8 want[] = { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x81, 0x00,
				   0x00, 0x64, 0x81, 0x00, 0x00, 0x07, 0x08, 0x00 };
	struct nf_flow_hw_rule rule = soft_test_rule();
	struct soft_entry entry;

	rule.encap_out_num = 2;
	rule.encap_out[0].proto = htons(ETH_P_8021Q);
	rule.encap_out[0].id = 100;
	rule.encap_out[1].proto = htons(ETH_P_8021Q);
	rule.encap_out[1].id = 7;
	KUNIT_ASSERT_EQ(test, soft_entry_encode(&entry, &rule), 0);
	expect_header(test, &entry, want, sizeof(want));
	KUNIT_EXPECT_EQ(test, entry.proto, htons(ETH_P_8021Q));
	KUNIT_EXPECT_EQ(test, entry.flags, SOFT_ENTRY_F_LONG);
}

/* RFC 2516: version and type 1, code 0; the length is that of each packet. */
static void header_vlan_pppoe(struct kunit *test)
{
	static const u8 want[] = { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x81, 0x00,
				   0x00, 0x07, 0x88, 0x64, 0x11, 0x00, 0x12, 0x34,
				   0x00, 0x00, 0x00, 0x21 };
	struct nf_flow_hw_rule rule = soft_test_rule();
	struct soft_entry entry;

	rule.encap_out_num = 2;
	rule.encap_out[0].proto = htons(ETH_P_8021Q);
	rule.encap_out[0].id = 7;
	rule.encap_out[1].proto = htons(ETH_P_PPP_SES);
	rule.encap_out[1].id = 0x1234;
	KUNIT_ASSERT_EQ(test, soft_entry_encode(&entry, &rule), 0);
	expect_header(test, &entry, want, sizeof(want));
	KUNIT_EXPECT_EQ(test, entry.flags, SOFT_ENTRY_F_LONG | SOFT_ENTRY_F_PPPOE);
	KUNIT_EXPECT_GE(test, (int)entry.headroom, (int)sizeof(want));
}

static void tags_are_part_of_the_key(struct kunit *test)
{
	struct nf_flow_hw_rule rule = soft_test_rule();
	struct soft_entry plain, one, swapped;

	KUNIT_ASSERT_EQ(test, soft_entry_encode(&plain, &rule), 0);
	rule.encap_in_num = 2;
	rule.encap_in[0].proto = htons(ETH_P_8021Q);
	rule.encap_in[0].id = 7;
	rule.encap_in[1].proto = htons(ETH_P_8021Q);
	rule.encap_in[1].id = 8;
	KUNIT_ASSERT_EQ(test, soft_entry_encode(&one, &rule), 0);
	swap(rule.encap_in[0].id, rule.encap_in[1].id);
	KUNIT_ASSERT_EQ(test, soft_entry_encode(&swapped, &rule), 0);
	KUNIT_EXPECT_FALSE(test, soft_entry_same_key(&plain, &one));
	KUNIT_EXPECT_FALSE(test, soft_entry_same_key(&one, &swapped));

	/* What a switch has taken out is not seen. */
	rule.vlan_ingress = 3;
	KUNIT_ASSERT_EQ(test, soft_entry_encode(&one, &rule), 0);
	KUNIT_EXPECT_TRUE(test, soft_entry_same_key(&plain, &one));
}

static void refused(struct kunit *test)
{
	struct nf_flow_hw_rule rule = soft_test_rule();
	struct soft_entry entry;

	rule.l4proto = IPPROTO_GRE;
	KUNIT_EXPECT_EQ(test, soft_entry_encode(&entry, &rule), -EOPNOTSUPP);

	/* A tag within a session. */
	rule = soft_test_rule();
	rule.encap_out_num = 2;
	rule.encap_out[0].proto = htons(ETH_P_PPP_SES);
	rule.encap_out[1].proto = htons(ETH_P_8021Q);
	KUNIT_EXPECT_EQ(test, soft_entry_encode(&entry, &rule), -EOPNOTSUPP);
}

static struct kunit_case soft_entry_cases[] = {
	KUNIT_CASE(csum_of_rfc1624),
	KUNIT_CASE(csum_without_change),
	KUNIT_CASE(csum_partial_carries),
	KUNIT_CASE(snat_deltas),
	KUNIT_CASE(route_deltas),
	KUNIT_CASE(header_sums_agree),
	KUNIT_CASE(nat6_deltas),
	KUNIT_CASE(header_plain),
	KUNIT_CASE(header_qinq),
	KUNIT_CASE(header_vlan_pppoe),
	KUNIT_CASE(tags_are_part_of_the_key),
	KUNIT_CASE(refused),
	{}
};

struct kunit_suite soft_entry_suite = {
	.name		= "soft_entry",
	.test_cases	= soft_entry_cases,
};
