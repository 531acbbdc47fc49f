// SPDX-License-Identifier: GPL-2.0-only
/*
 * Translator: flow rules as nf_flow_table builds them (nf_flow_rule_match(),
 * nf_flow_rule_route_ipv4/6() of Linux 6.1), written down by hand.
 */
#include <kunit/test.h>
#include <kunit/visibility.h>
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <net/flow_offload.h>
#include <net/netfilter/nf_flow_table.h>
#include "../../nf_flow_hw_internal.h"

#define IIF		11
#define OIF		22
#define MAX_ACTIONS	24

/* A rule that nf_flow_table could have built, with everything it points to. */
struct rule_fixture {
	struct flow_dissector		dissector;
	struct nf_flow_key		key;
	struct nf_flow_key		mask;
	struct flow_offload_tuple	tuple;
	struct net_device		egress;
	struct flow_rule		*rule;
	struct nf_flow_hw_rule		out;
};

#define USE_KEY(fix, id, field)						\
	do {								\
		(fix)->dissector.used_keys |= BIT_ULL(id);		\
		(fix)->dissector.offset[id] =				\
			offsetof(struct nf_flow_key, field);		\
	} while (0)

static struct flow_action_entry *add_action(struct rule_fixture *fix,
					    enum flow_action_id id)
{
	struct flow_action_entry *act;

	act = &fix->rule->action.entries[fix->rule->action.num_entries++];
	memset(act, 0, sizeof(*act));
	act->id = id;

	return act;
}

static void add_mangle(struct rule_fixture *fix,
		       enum flow_action_mangle_base htype, u32 offset,
		       const void *val, const void *mask)
{
	struct flow_action_entry *act = add_action(fix, FLOW_ACTION_MANGLE);

	act->mangle.htype = htype;
	act->mangle.offset = offset;
	memcpy(&act->mangle.val, val, sizeof(u32));
	memcpy(&act->mangle.mask, mask, sizeof(u32));
}

static const u8 smac[ETH_ALEN] = { 0x02, 0x11, 0x22, 0x33, 0x44, 0x55 };
static const u8 dmac[ETH_ALEN] = { 0x02, 0xaa, 0xbb, 0xcc, 0xdd, 0xee };
static const u8 keep_none[4];

/* Four words, in the order and the shape of flow_offload_eth_src() and _dst(). These
 * make the word with the ends of both addresses by shifts, so that it does not have
 * the order of the packet on a big-endian CPU.
 */
static void add_macs(struct rule_fixture *fix, const u8 *dst)
{
	const u32 keep_first = ~0xffff0000, keep_last = ~0x0000ffff;
	u32 src_head, dst_tail;
	u16 end;

	memcpy(&end, smac, sizeof(end));
	src_head = end << 16;
	memcpy(&end, dst + 4, sizeof(end));
	dst_tail = end;

	add_mangle(fix, FLOW_ACT_MANGLE_HDR_TYPE_ETH, 4, &src_head, &keep_first);
	add_mangle(fix, FLOW_ACT_MANGLE_HDR_TYPE_ETH, 8, smac + 2, keep_none);
	add_mangle(fix, FLOW_ACT_MANGLE_HDR_TYPE_ETH, 0, dst, keep_none);
	add_mangle(fix, FLOW_ACT_MANGLE_HDR_TYPE_ETH, 4, &dst_tail, &keep_last);
}

static void add_redirect(struct rule_fixture *fix)
{
	add_action(fix, FLOW_ACTION_REDIRECT)->dev = &fix->egress;
}

static void fixture_match(struct rule_fixture *fix, u8 l4proto, __be16 n_proto)
{
	USE_KEY(fix, FLOW_DISSECTOR_KEY_META, meta);
	USE_KEY(fix, FLOW_DISSECTOR_KEY_CONTROL, control);
	USE_KEY(fix, FLOW_DISSECTOR_KEY_BASIC, basic);
	USE_KEY(fix, FLOW_DISSECTOR_KEY_PORTS, tp);
	fix->key.meta.ingress_ifindex = IIF;
	fix->mask.meta.ingress_ifindex = ~0;
	fix->mask.control.addr_type = 0xffff;
	fix->key.basic.n_proto = n_proto;
	fix->mask.basic.n_proto = htons(0xffff);
	fix->key.basic.ip_proto = l4proto;
	fix->mask.basic.ip_proto = 0xff;
	fix->key.tp.src = htons(40000);
	fix->key.tp.dst = htons(443);
	fix->mask.tp.src = htons(0xffff);
	fix->mask.tp.dst = htons(0xffff);
	if (l4proto == IPPROTO_TCP) {
		USE_KEY(fix, FLOW_DISSECTOR_KEY_TCP, tcp);
		fix->mask.tcp.flags = htons(0x0005); /* FIN | RST */
	}
}

/* 10.0.1.2:40000 > 10.0.2.2:443 */
static void fixture_ipv4(struct rule_fixture *fix, u8 l4proto)
{
	fixture_match(fix, l4proto, htons(ETH_P_IP));
	USE_KEY(fix, FLOW_DISSECTOR_KEY_IPV4_ADDRS, ipv4);
	fix->key.ipv4.src = htonl(0x0a000102);
	fix->key.ipv4.dst = htonl(0x0a000202);
	fix->mask.ipv4.src = htonl(~0U);
	fix->mask.ipv4.dst = htonl(~0U);
}

/* fd00:1::2.40000 > fd00:2::2.443 */
static void fixture_ipv6(struct rule_fixture *fix, u8 l4proto)
{
	fixture_match(fix, l4proto, htons(ETH_P_IPV6));
	USE_KEY(fix, FLOW_DISSECTOR_KEY_IPV6_ADDRS, ipv6);
	fix->key.ipv6.src.s6_addr32[0] = htonl(0xfd000001);
	fix->key.ipv6.src.s6_addr32[3] = htonl(2);
	fix->key.ipv6.dst.s6_addr32[0] = htonl(0xfd000002);
	fix->key.ipv6.dst.s6_addr32[3] = htonl(2);
	memset(&fix->mask.ipv6, 0xff, sizeof(fix->mask.ipv6));
}

static void add_nat4(struct rule_fixture *fix, u32 offset, u32 addr)
{
	__be32 val = htonl(addr);

	add_mangle(fix, FLOW_ACT_MANGLE_HDR_TYPE_IP4, offset, &val, keep_none);
}

static void add_sport(struct rule_fixture *fix,
		      enum flow_action_mangle_base htype, u16 port)
{
	__be32 val = htonl((u32)port << 16), mask = htonl(0x0000ffff);

	add_mangle(fix, htype, 0, &val, &mask);
}

static void add_dport(struct rule_fixture *fix,
		      enum flow_action_mangle_base htype, u16 port)
{
	__be32 val = htonl(port), mask = htonl(0xffff0000);

	add_mangle(fix, htype, 0, &val, &mask);
}

static struct rule_fixture *fixture(struct kunit *test)
{
	return test->priv;
}

static enum nf_flow_hw_reject translate(struct rule_fixture *fix)
{
	return nf_flow_hw_rule_translate(&fix->out, fix->rule, &fix->tuple);
}

static int rule_test_init(struct kunit *test)
{
	struct rule_fixture *fix;

	fix = kunit_kzalloc(test, sizeof(*fix), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fix);
	fix->rule = flow_rule_alloc(MAX_ACTIONS);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fix->rule);

	fix->rule->match.dissector = &fix->dissector;
	fix->rule->match.key = &fix->key;
	fix->rule->match.mask = &fix->mask;
	fix->rule->action.num_entries = 0;
	fix->egress.ifindex = OIF;
	fix->tuple.mtu = 1500;
	test->priv = fix;

	return 0;
}

static void rule_test_exit(struct kunit *test)
{
	struct rule_fixture *fix = test->priv;

	if (fix)
		kfree(fix->rule);
}

static void route4_is_complete(struct kunit *test)
{
	struct rule_fixture *fix = fixture(test);

	fixture_ipv4(fix, IPPROTO_TCP);
	add_macs(fix, dmac);
	add_redirect(fix);

	KUNIT_ASSERT_EQ(test, translate(fix), NF_FLOW_HW_REJECT_NONE);
	KUNIT_EXPECT_EQ(test, fix->out.l3proto, NFPROTO_IPV4);
	KUNIT_EXPECT_EQ(test, fix->out.l4proto, IPPROTO_TCP);
	KUNIT_EXPECT_EQ(test, fix->out.match.src.ip, htonl(0x0a000102));
	KUNIT_EXPECT_EQ(test, fix->out.match.dst.ip, htonl(0x0a000202));
	KUNIT_EXPECT_EQ(test, fix->out.match.sport, htons(40000));
	KUNIT_EXPECT_EQ(test, fix->out.match.dport, htons(443));
	KUNIT_EXPECT_EQ(test, memcmp(&fix->out.match, &fix->out.rewrite,
				     sizeof(fix->out.match)), 0);
	KUNIT_EXPECT_EQ(test, memcmp(fix->out.smac, smac, ETH_ALEN), 0);
	KUNIT_EXPECT_EQ(test, memcmp(fix->out.dmac, dmac, ETH_ALEN), 0);
	KUNIT_EXPECT_EQ(test, fix->out.mtu, 1500);
	KUNIT_EXPECT_EQ(test, fix->out.iifindex, IIF);
	KUNIT_EXPECT_EQ(test, fix->out.oifindex, OIF);
	KUNIT_EXPECT_EQ(test, fix->out.needs, NF_FLOW_TABLE_HW_F_IPV4);
}

static void snat_and_dnat4_rewrite_all(struct kunit *test)
{
	struct rule_fixture *fix = fixture(test);

	fixture_ipv4(fix, IPPROTO_UDP);
	add_macs(fix, dmac);
	add_nat4(fix, 12, 0xc0000201);
	add_sport(fix, FLOW_ACT_MANGLE_HDR_TYPE_UDP, 1024);
	add_nat4(fix, 16, 0xc6336407);
	add_dport(fix, FLOW_ACT_MANGLE_HDR_TYPE_UDP, 8080);
	add_action(fix, FLOW_ACTION_CSUM);
	add_redirect(fix);

	KUNIT_ASSERT_EQ(test, translate(fix), NF_FLOW_HW_REJECT_NONE);
	KUNIT_EXPECT_EQ(test, fix->out.match.sport, htons(40000));
	KUNIT_EXPECT_EQ(test, fix->out.rewrite.src.ip, htonl(0xc0000201));
	KUNIT_EXPECT_EQ(test, fix->out.rewrite.sport, htons(1024));
	KUNIT_EXPECT_EQ(test, fix->out.rewrite.dst.ip, htonl(0xc6336407));
	KUNIT_EXPECT_EQ(test, fix->out.rewrite.dport, htons(8080));
	KUNIT_EXPECT_EQ(test, fix->out.needs, NF_FLOW_TABLE_HW_F_IPV4 |
					      NF_FLOW_TABLE_HW_F_NAT4);
}

static void route6_is_complete(struct kunit *test)
{
	struct rule_fixture *fix = fixture(test);

	fixture_ipv6(fix, IPPROTO_TCP);
	add_macs(fix, dmac);
	add_redirect(fix);

	KUNIT_ASSERT_EQ(test, translate(fix), NF_FLOW_HW_REJECT_NONE);
	KUNIT_EXPECT_EQ(test, fix->out.l3proto, NFPROTO_IPV6);
	KUNIT_EXPECT_EQ(test, fix->out.match.src.ip6[0], htonl(0xfd000001));
	KUNIT_EXPECT_EQ(test, fix->out.rewrite.dst.ip6[3], htonl(2));
	KUNIT_EXPECT_EQ(test, fix->out.needs, NF_FLOW_TABLE_HW_F_IPV6);
}

static void nat6_rewrites_every_word(struct kunit *test)
{
	struct rule_fixture *fix = fixture(test);
	__be32 word;
	int i;

	fixture_ipv6(fix, IPPROTO_UDP);
	add_macs(fix, dmac);
	for (i = 0; i < 4; i++) {
		word = htonl(0x20010db8 + i);
		add_mangle(fix, FLOW_ACT_MANGLE_HDR_TYPE_IP6, 8 + 4 * i, &word,
			   keep_none);
	}
	add_redirect(fix);

	KUNIT_ASSERT_EQ(test, translate(fix), NF_FLOW_HW_REJECT_NONE);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, fix->out.rewrite.src.ip6[i],
				htonl(0x20010db8 + i));
	KUNIT_EXPECT_EQ(test, fix->out.rewrite.dst.ip6[0], htonl(0xfd000002));
	KUNIT_EXPECT_EQ(test, fix->out.needs, NF_FLOW_TABLE_HW_F_IPV6 |
					      NF_FLOW_TABLE_HW_F_NAT6);
}

static void pppoe_in_vlan_out_of_qinq(struct kunit *test)
{
	struct rule_fixture *fix = fixture(test);
	struct flow_action_entry *act;

	fixture_ipv4(fix, IPPROTO_TCP);
	fix->tuple.encap_num = 2;
	fix->tuple.encap[0].id = 100;
	fix->tuple.encap[0].proto = htons(ETH_P_8021Q);
	fix->tuple.encap[1].id = 200;
	fix->tuple.encap[1].proto = htons(ETH_P_8021Q);
	add_macs(fix, dmac);
	add_action(fix, FLOW_ACTION_VLAN_POP);
	add_action(fix, FLOW_ACTION_VLAN_POP);
	act = add_action(fix, FLOW_ACTION_VLAN_PUSH);
	act->vlan.vid = 7;
	act->vlan.proto = htons(ETH_P_8021Q);
	add_action(fix, FLOW_ACTION_PPPOE_PUSH)->pppoe.sid = 0x1234;
	add_redirect(fix);

	KUNIT_ASSERT_EQ(test, translate(fix), NF_FLOW_HW_REJECT_NONE);
	KUNIT_EXPECT_EQ(test, fix->out.encap_in_num, 2);
	KUNIT_EXPECT_EQ(test, fix->out.encap_in[1].id, 200);
	KUNIT_EXPECT_EQ(test, fix->out.encap_out_num, 2);
	KUNIT_EXPECT_EQ(test, fix->out.encap_out[0].id, 7);
	KUNIT_EXPECT_EQ(test, fix->out.encap_out[1].id, 0x1234);
	KUNIT_EXPECT_EQ(test, fix->out.encap_out[1].proto, htons(ETH_P_PPP_SES));
	KUNIT_EXPECT_EQ(test, fix->out.needs,
			NF_FLOW_TABLE_HW_F_IPV4 | NF_FLOW_TABLE_HW_F_VLAN |
			NF_FLOW_TABLE_HW_F_QINQ | NF_FLOW_TABLE_HW_F_PPPOE);
}

/* A tag that the bridge port strips is neither popped nor matched. */
static void stripped_vlan_needs_nothing(struct kunit *test)
{
	struct rule_fixture *fix = fixture(test);

	fixture_ipv4(fix, IPPROTO_TCP);
	fix->tuple.encap_num = 1;
	fix->tuple.encap[0].proto = htons(ETH_P_8021Q);
	fix->tuple.in_vlan_ingress = BIT(0);
	add_macs(fix, dmac);
	add_redirect(fix);

	KUNIT_ASSERT_EQ(test, translate(fix), NF_FLOW_HW_REJECT_NONE);
	KUNIT_EXPECT_EQ(test, fix->out.vlan_ingress, BIT(0));
	KUNIT_EXPECT_EQ(test, fix->out.needs, NF_FLOW_TABLE_HW_F_IPV4);
}

/* What is wrong with an otherwise good IPv4 TCP rule, before its actions. */
struct reject_case {
	const char		*name;
	void			(*match)(struct rule_fixture *fix);
	void			(*action)(struct rule_fixture *fix);
	enum nf_flow_hw_reject	reason;
};

static void bad_key(struct rule_fixture *fix)
{
	USE_KEY(fix, FLOW_DISSECTOR_KEY_IP, basic);
}

static void no_meta(struct rule_fixture *fix)
{
	fix->dissector.used_keys &= ~BIT_ULL(FLOW_DISSECTOR_KEY_META);
}

static void bad_iif_mask(struct rule_fixture *fix)
{
	fix->mask.meta.ingress_ifindex = 0xff;
}

static void bad_addr_mask(struct rule_fixture *fix)
{
	fix->mask.ipv4.dst = htonl(0xffffff00);
}

static void bad_port_mask(struct rule_fixture *fix)
{
	fix->mask.tp.src = htons(0xfff0);
}

static void bad_tcp_mask(struct rule_fixture *fix)
{
	fix->mask.tcp.flags = htons(0x0012);
}

static void tunnel_key(struct rule_fixture *fix)
{
	USE_KEY(fix, FLOW_DISSECTOR_KEY_ENC_KEYID, enc_key_id);
}

static void not_ip(struct rule_fixture *fix)
{
	fix->key.basic.n_proto = htons(ETH_P_ARP);
}

static void no_addrs(struct rule_fixture *fix)
{
	fix->dissector.used_keys &= ~BIT_ULL(FLOW_DISSECTOR_KEY_IPV4_ADDRS);
}

static void sctp(struct rule_fixture *fix)
{
	fix->key.basic.ip_proto = IPPROTO_SCTP;
}

static void no_ports(struct rule_fixture *fix)
{
	fix->dissector.used_keys &= ~BIT_ULL(FLOW_DISSECTOR_KEY_PORTS);
}

static void fragments(struct rule_fixture *fix)
{
	fix->mask.control.flags = FLOW_DIS_IS_FRAGMENT;
}

static void multicast_ip(struct rule_fixture *fix)
{
	fix->key.ipv4.dst = htonl(0xe8010203);
}

static void broadcast_ip(struct rule_fixture *fix)
{
	fix->key.ipv4.dst = htonl(~0U);
}

static void qinq_ad_in(struct rule_fixture *fix)
{
	fix->tuple.encap_num = 1;
	fix->tuple.encap[0].proto = htons(ETH_P_8021AD);
}

static void vlan_in_without_pop(struct rule_fixture *fix)
{
	fix->tuple.encap_num = 1;
	fix->tuple.encap[0].proto = htons(ETH_P_8021Q);
}

static void good_actions(struct rule_fixture *fix)
{
	add_macs(fix, dmac);
	add_redirect(fix);
}

static void no_redirect(struct rule_fixture *fix)
{
	add_macs(fix, dmac);
}

static void two_redirects(struct rule_fixture *fix)
{
	good_actions(fix);
	add_redirect(fix);
}

static void no_mac(struct rule_fixture *fix)
{
	add_redirect(fix);
}

static void half_mac(struct rule_fixture *fix)
{
	add_mangle(fix, FLOW_ACT_MANGLE_HDR_TYPE_ETH, 0, dmac, keep_none);
	add_redirect(fix);
}

static void zero_mac(struct rule_fixture *fix)
{
	static const u8 zero[ETH_ALEN];

	add_macs(fix, zero);
	add_redirect(fix);
}

static void multicast_mac(struct rule_fixture *fix)
{
	static const u8 mcast[ETH_ALEN] = { 0x01, 0x00, 0x5e, 1, 2, 3 };

	add_macs(fix, mcast);
	add_redirect(fix);
}

static void drop_action(struct rule_fixture *fix)
{
	good_actions(fix);
	add_action(fix, FLOW_ACTION_DROP);
}

static void accept_action(struct rule_fixture *fix)
{
	good_actions(fix);
	add_action(fix, FLOW_ACTION_ACCEPT);
}

static void tunnel_action(struct rule_fixture *fix)
{
	add_action(fix, FLOW_ACTION_TUNNEL_DECAP);
	good_actions(fix);
}

static void mangle_ttl(struct rule_fixture *fix)
{
	add_nat4(fix, 8, 0x40060000);
	good_actions(fix);
}

static void mangle_ip6_in_ipv4(struct rule_fixture *fix)
{
	add_mangle(fix, FLOW_ACT_MANGLE_HDR_TYPE_IP6, 8, dmac, keep_none);
	good_actions(fix);
}

static void mangle_ip6_before_addrs(struct rule_fixture *fix)
{
	add_mangle(fix, FLOW_ACT_MANGLE_HDR_TYPE_IP6, 4, dmac, keep_none);
	good_actions(fix);
}

static void mangle_udp_in_tcp(struct rule_fixture *fix)
{
	add_sport(fix, FLOW_ACT_MANGLE_HDR_TYPE_UDP, 1024);
	good_actions(fix);
}

static void mangle_tcp_seq(struct rule_fixture *fix)
{
	add_mangle(fix, FLOW_ACT_MANGLE_HDR_TYPE_TCP, 4, dmac, keep_none);
	good_actions(fix);
}

static void mangle_ethertype(struct rule_fixture *fix)
{
	add_mangle(fix, FLOW_ACT_MANGLE_HDR_TYPE_ETH, 12, dmac, keep_none);
	good_actions(fix);
}

static void vlan_push(struct rule_fixture *fix, __be16 proto)
{
	add_action(fix, FLOW_ACTION_VLAN_PUSH)->vlan.proto = proto;
}

static void qinq_ad_out(struct rule_fixture *fix)
{
	vlan_push(fix, htons(ETH_P_8021AD));
	good_actions(fix);
}

static void three_tags_out(struct rule_fixture *fix)
{
	vlan_push(fix, htons(ETH_P_8021Q));
	vlan_push(fix, htons(ETH_P_8021Q));
	vlan_push(fix, htons(ETH_P_8021Q));
	good_actions(fix);
}

static void nat_to_multicast(struct rule_fixture *fix)
{
	add_nat4(fix, 16, 0xefffffff);
	good_actions(fix);
}

#define CASE(_match, _action, _reason) {			\
		.name = #_match " " #_action,			\
		.match = _match, .action = _action,		\
		.reason = NF_FLOW_HW_REJECT_##_reason,		\
	}
#define good_match NULL

static const struct reject_case reject_cases[] = {
	CASE(bad_key, good_actions, MATCH_KEY),
	CASE(no_meta, good_actions, MATCH_KEY),
	CASE(bad_iif_mask, good_actions, MATCH_MASK),
	CASE(bad_addr_mask, good_actions, MATCH_MASK),
	CASE(bad_port_mask, good_actions, MATCH_MASK),
	CASE(bad_tcp_mask, good_actions, MATCH_MASK),
	CASE(tunnel_key, good_actions, TUNNEL),
	CASE(good_match, tunnel_action, TUNNEL),
	CASE(not_ip, good_actions, L3PROTO),
	CASE(no_addrs, good_actions, L3PROTO),
	CASE(sctp, good_actions, L4PROTO),
	CASE(no_ports, good_actions, L4PROTO),
	CASE(fragments, good_actions, FRAGMENT),
	CASE(multicast_ip, good_actions, MULTICAST),
	CASE(broadcast_ip, good_actions, MULTICAST),
	CASE(good_match, multicast_mac, MULTICAST),
	CASE(good_match, nat_to_multicast, MULTICAST),
	CASE(qinq_ad_in, good_actions, ENCAP),
	CASE(good_match, qinq_ad_out, ENCAP),
	CASE(good_match, accept_action, ENCAP),
	CASE(good_match, three_tags_out, ENCAP_DEPTH),
	CASE(vlan_in_without_pop, good_actions, ACTION),
	CASE(good_match, drop_action, ACTION),
	CASE(good_match, two_redirects, ACTION),
	CASE(good_match, mangle_ttl, MANGLE),
	CASE(good_match, mangle_ip6_in_ipv4, MANGLE),
	CASE(good_match, mangle_ip6_before_addrs, MANGLE),
	CASE(good_match, mangle_udp_in_tcp, MANGLE),
	CASE(good_match, mangle_tcp_seq, MANGLE),
	CASE(good_match, mangle_ethertype, MANGLE),
	CASE(good_match, no_redirect, NO_REDIRECT),
	CASE(good_match, no_mac, NO_MAC),
	CASE(good_match, half_mac, NO_MAC),
	CASE(good_match, zero_mac, NO_MAC),
};

static void reject_desc(const struct reject_case *param, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s", param->name);
}

KUNIT_ARRAY_PARAM(reject, reject_cases, reject_desc);

static void refuses_rather_than_guesses(struct kunit *test)
{
	const struct reject_case *param = test->param_value;
	struct rule_fixture *fix = fixture(test);

	fixture_ipv4(fix, IPPROTO_TCP);
	if (param->match)
		param->match(fix);
	param->action(fix);

	KUNIT_EXPECT_STREQ(test, nf_flow_hw_reject_name(translate(fix)),
			   nf_flow_hw_reject_name(param->reason));
}

/* Without its fault each of the rules above is fine, so each fault is the cause. */
static void good_rule_is_taken(struct kunit *test)
{
	struct rule_fixture *fix = fixture(test);

	fixture_ipv4(fix, IPPROTO_TCP);
	good_actions(fix);

	KUNIT_EXPECT_EQ(test, translate(fix), NF_FLOW_HW_REJECT_NONE);
}

struct missing_case {
	u32			needs;
	enum nf_flow_hw_reject	reason;
};

static void missing_features_have_reasons(struct kunit *test)
{
	static const struct missing_case cases[] = {
		{ NF_FLOW_TABLE_HW_F_IPV4, NF_FLOW_HW_REJECT_NONE },
		{ NF_FLOW_TABLE_HW_F_VLAN, NF_FLOW_HW_REJECT_VLAN },
		{ NF_FLOW_TABLE_HW_F_QINQ, NF_FLOW_HW_REJECT_VLAN },
		{ NF_FLOW_TABLE_HW_F_PPPOE, NF_FLOW_HW_REJECT_PPPOE },
		{ NF_FLOW_TABLE_HW_F_NAT6, NF_FLOW_HW_REJECT_NAT6 },
		{ NF_FLOW_TABLE_HW_F_GRE, NF_FLOW_HW_REJECT_L4PROTO },
		{ NF_FLOW_TABLE_HW_F_IPV6, NF_FLOW_HW_REJECT_FEATURE },
	};
	struct nf_flow_hw_rule rule = {};
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		rule.needs = cases[i].needs;
		KUNIT_EXPECT_EQ(test, cases[i].reason,
				nf_flow_hw_rule_missing(&rule,
							NF_FLOW_TABLE_HW_F_IPV4));
	}
}

static void every_reason_has_a_name(struct kunit *test)
{
	unsigned int i, j;

	for (i = 0; i <= NF_FLOW_HW_REJECT_MAX; i++) {
		KUNIT_EXPECT_STRNEQ(test, nf_flow_hw_reject_name(i), "unknown");
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_STRNEQ(test, nf_flow_hw_reject_name(i),
					    nf_flow_hw_reject_name(j));
	}
}

static struct kunit_case rule_cases[] = {
	KUNIT_CASE(route4_is_complete),
	KUNIT_CASE(snat_and_dnat4_rewrite_all),
	KUNIT_CASE(route6_is_complete),
	KUNIT_CASE(nat6_rewrites_every_word),
	KUNIT_CASE(pppoe_in_vlan_out_of_qinq),
	KUNIT_CASE(stripped_vlan_needs_nothing),
	KUNIT_CASE(good_rule_is_taken),
	KUNIT_CASE_PARAM(refuses_rather_than_guesses, reject_gen_params),
	KUNIT_CASE(missing_features_have_reasons),
	KUNIT_CASE(every_reason_has_a_name),
	{}
};

static struct kunit_suite rule_suite = {
	.name		= "nf_flow_hw_rule",
	.init		= rule_test_init,
	.exit		= rule_test_exit,
	.test_cases	= rule_cases,
};

kunit_test_suite(rule_suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit tests of the flow rule translator");
NF_FLOW_HW_IMPORT_KUNIT_NS();
