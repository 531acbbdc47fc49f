/* SPDX-License-Identifier: GPL-2.0-only */
/* Rules that the tests of the software engine start from. */
#ifndef _SOFT_TEST_H
#define _SOFT_TEST_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include <net/netfilter/nf_flow_table_hw.h>

extern struct kunit_suite soft_entry_suite;

/* UDP 10.0.1.2:40000 -> 10.0.2.2:5001, routed. */
static inline struct nf_flow_hw_rule soft_test_rule(void)
{
	struct nf_flow_hw_rule rule = {
		.l3proto	= NFPROTO_IPV4,
		.l4proto	= IPPROTO_UDP,
		.smac		= { 2, 0, 0, 0, 0, 1 },
		.dmac		= { 2, 0, 0, 0, 0, 2 },
		.mtu		= 1500,
	};

	rule.match.src.ip = htonl(0x0a000102);
	rule.match.dst.ip = htonl(0x0a000202);
	rule.match.sport = htons(40000);
	rule.match.dport = htons(5001);
	rule.rewrite = rule.match;
	return rule;
}

/* UDP [fd00:1::2]:40000 -> [fd00:2::2]:5001, routed. */
static inline struct nf_flow_hw_rule soft_test_rule6(void)
{
	struct nf_flow_hw_rule rule = soft_test_rule();

	rule.l3proto = NFPROTO_IPV6;
	rule.match.src.ip6[0] = htonl(0xfd000001);
	rule.match.src.ip6[3] = htonl(2);
	rule.match.dst.ip6[0] = htonl(0xfd000002);
	rule.match.dst.ip6[3] = htonl(2);
	rule.rewrite = rule.match;
	return rule;
}

#endif /* _SOFT_TEST_H */
