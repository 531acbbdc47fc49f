// SPDX-License-Identifier: GPL-2.0-only
/*
 * Translator: the flow rule and tuple of one direction, as nf_flow_table builds
 * them, to a struct nf_flow_hw_rule.
 *
 * Pure: no lock, no allocation, no device look-up. Every dissector key and every
 * action is named here; what is not is refused, so that a rule is never offloaded
 * with a part of it ignored. Keys and actions are looked at in straight code: this
 * runs twice for every flow, and calls by pointer were a third of its cost.
 */
#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <kunit/visibility.h>
#include <net/flow_offload.h>
#include <net/ipv6.h>
#include <net/netfilter/nf_flow_table.h>
#include "nf_flow_hw_internal.h"

#define ETH_HDR_WORDS	3	/* both MAC addresses */

/**
 * struct rule_ctx - one translation
 * @rule: the result
 * @flow_rule: what is translated
 * @tuple: layers and MTU, which a flow rule does not carry
 * @eth: the Ethernet header as packet memory
 * @eth_set: bits of @eth that a mangle action has set
 * @vlan_pops: VLAN_POP actions seen
 * @translated: an action changed an address or a port
 */
struct rule_ctx {
	struct nf_flow_hw_rule			*rule;
	const struct flow_rule			*flow_rule;
	const struct flow_offload_tuple		*tuple;
	u32					eth[ETH_HDR_WORDS];
	u32					eth_set[ETH_HDR_WORDS];
	unsigned int				vlan_pops;
	bool					translated;
};

/* Of the keys that a rule uses; the structures lie behind one another. */
static const void *match_key(const struct rule_ctx *ctx, enum flow_dissector_key_id id)
{
	const struct flow_match *match = &ctx->flow_rule->match;

	return skb_flow_dissector_target(match->dissector, id, match->key);
}

static const void *match_mask(const struct rule_ctx *ctx, enum flow_dissector_key_id id)
{
	const struct flow_match *match = &ctx->flow_rule->match;

	return skb_flow_dissector_target(match->dissector, id, match->mask);
}

static enum nf_flow_hw_reject match_meta(struct rule_ctx *ctx)
{
	const struct flow_dissector_key_meta *key, *mask;

	key = match_key(ctx, FLOW_DISSECTOR_KEY_META);
	mask = match_mask(ctx, FLOW_DISSECTOR_KEY_META);
	if (mask->ingress_ifindex != (typeof(mask->ingress_ifindex))~0)
		return NF_FLOW_HW_REJECT_MATCH_MASK;

	ctx->rule->iifindex = key->ingress_ifindex;
	return NF_FLOW_HW_REJECT_NONE;
}

static enum nf_flow_hw_reject match_control(struct rule_ctx *ctx)
{
	const struct flow_dissector_key_control *mask;

	mask = match_mask(ctx, FLOW_DISSECTOR_KEY_CONTROL);
	if (mask->flags)
		return NF_FLOW_HW_REJECT_FRAGMENT;

	return NF_FLOW_HW_REJECT_NONE;
}

static enum nf_flow_hw_reject match_basic(struct rule_ctx *ctx)
{
	const struct flow_dissector_key_basic *key, *mask;

	key = match_key(ctx, FLOW_DISSECTOR_KEY_BASIC);
	mask = match_mask(ctx, FLOW_DISSECTOR_KEY_BASIC);
	if (mask->n_proto != htons(0xffff) || mask->ip_proto != 0xff)
		return NF_FLOW_HW_REJECT_MATCH_MASK;

	switch (key->n_proto) {
	case htons(ETH_P_IP):
		ctx->rule->l3proto = NFPROTO_IPV4;
		ctx->rule->needs |= NF_FLOW_TABLE_HW_F_IPV4;
		break;
	case htons(ETH_P_IPV6):
		ctx->rule->l3proto = NFPROTO_IPV6;
		ctx->rule->needs |= NF_FLOW_TABLE_HW_F_IPV6;
		break;
	default:
		return NF_FLOW_HW_REJECT_L3PROTO;
	}

	switch (key->ip_proto) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
		break;
	case IPPROTO_GRE:
		ctx->rule->needs |= NF_FLOW_TABLE_HW_F_GRE;
		break;
	default:
		return NF_FLOW_HW_REJECT_L4PROTO;
	}
	ctx->rule->l4proto = key->ip_proto;

	return NF_FLOW_HW_REJECT_NONE;
}

static enum nf_flow_hw_reject match_ipv4_addrs(struct rule_ctx *ctx)
{
	const struct flow_dissector_key_ipv4_addrs *key, *mask;

	key = match_key(ctx, FLOW_DISSECTOR_KEY_IPV4_ADDRS);
	mask = match_mask(ctx, FLOW_DISSECTOR_KEY_IPV4_ADDRS);
	if (mask->src != htonl(~0U) || mask->dst != htonl(~0U))
		return NF_FLOW_HW_REJECT_MATCH_MASK;

	ctx->rule->match.src.ip = key->src;
	ctx->rule->match.dst.ip = key->dst;
	return NF_FLOW_HW_REJECT_NONE;
}

static bool ipv6_mask_full(const struct in6_addr *mask)
{
	return !memchr_inv(mask, 0xff, sizeof(*mask));
}

static enum nf_flow_hw_reject match_ipv6_addrs(struct rule_ctx *ctx)
{
	const struct flow_dissector_key_ipv6_addrs *key, *mask;

	key = match_key(ctx, FLOW_DISSECTOR_KEY_IPV6_ADDRS);
	mask = match_mask(ctx, FLOW_DISSECTOR_KEY_IPV6_ADDRS);
	if (!ipv6_mask_full(&mask->src) || !ipv6_mask_full(&mask->dst))
		return NF_FLOW_HW_REJECT_MATCH_MASK;

	ctx->rule->match.src.in6 = key->src;
	ctx->rule->match.dst.in6 = key->dst;
	return NF_FLOW_HW_REJECT_NONE;
}

static enum nf_flow_hw_reject match_ports(struct rule_ctx *ctx)
{
	const struct flow_dissector_key_ports *key, *mask;

	key = match_key(ctx, FLOW_DISSECTOR_KEY_PORTS);
	mask = match_mask(ctx, FLOW_DISSECTOR_KEY_PORTS);
	if (mask->src != htons(0xffff) || mask->dst != htons(0xffff))
		return NF_FLOW_HW_REJECT_MATCH_MASK;

	ctx->rule->match.sport = key->src;
	ctx->rule->match.dport = key->dst;
	return NF_FLOW_HW_REJECT_NONE;
}

/* nf_flow_table asks that FIN and RST never match; engines punt them by their
 * nature, any other condition on flags is beyond them.
 */
static enum nf_flow_hw_reject match_tcp(struct rule_ctx *ctx)
{
	const __be16 fin_rst = cpu_to_be16(be32_to_cpu(TCP_FLAG_RST |
						       TCP_FLAG_FIN) >> 16);
	const struct flow_dissector_key_tcp *key, *mask;

	key = match_key(ctx, FLOW_DISSECTOR_KEY_TCP);
	mask = match_mask(ctx, FLOW_DISSECTOR_KEY_TCP);
	if (mask->flags != fin_rst || key->flags)
		return NF_FLOW_HW_REJECT_MATCH_MASK;

	return NF_FLOW_HW_REJECT_NONE;
}

#define MATCH_KEY(id)	BIT_ULL(FLOW_DISSECTOR_KEY_##id)

#define MATCH_TUNNEL	(MATCH_KEY(ENC_KEYID) | MATCH_KEY(ENC_CONTROL) |	\
			 MATCH_KEY(ENC_IPV4_ADDRS) | MATCH_KEY(ENC_IPV6_ADDRS))

/* VLAN and CVLAN say nothing: layers are taken from the tuple, where also those are
 * found that the rule cannot express (PPPoE, and VLAN on kernels that leave the key
 * bit unset).
 */
#define MATCH_KNOWN	(MATCH_KEY(CONTROL) | MATCH_KEY(BASIC) |		\
			 MATCH_KEY(IPV4_ADDRS) | MATCH_KEY(IPV6_ADDRS) |	\
			 MATCH_KEY(PORTS) | MATCH_KEY(TCP) | MATCH_KEY(META) |	\
			 MATCH_KEY(VLAN) | MATCH_KEY(CVLAN) | MATCH_TUNNEL)

/* Without these a rule does not describe a flow. */
static enum nf_flow_hw_reject match_complete(const struct rule_ctx *ctx, u64 used)
{
	u64 addrs = ctx->rule->l3proto == NFPROTO_IPV4 ? MATCH_KEY(IPV4_ADDRS) :
							 MATCH_KEY(IPV6_ADDRS);

	if (!(used & MATCH_KEY(META)) || !(used & MATCH_KEY(BASIC)))
		return NF_FLOW_HW_REJECT_MATCH_KEY;
	if (!(used & addrs))
		return NF_FLOW_HW_REJECT_L3PROTO;
	if (ctx->rule->l4proto != IPPROTO_GRE && !(used & MATCH_KEY(PORTS)))
		return NF_FLOW_HW_REJECT_L4PROTO;

	return NF_FLOW_HW_REJECT_NONE;
}

static enum nf_flow_hw_reject translate_match(struct rule_ctx *ctx)
{
	u64 used = ctx->flow_rule->match.dissector->used_keys;
	enum nf_flow_hw_reject reason = NF_FLOW_HW_REJECT_NONE;

	if (used & ~MATCH_KNOWN)
		return NF_FLOW_HW_REJECT_MATCH_KEY;
	if (used & MATCH_TUNNEL)
		return NF_FLOW_HW_REJECT_TUNNEL;

	if (used & MATCH_KEY(CONTROL))
		reason = match_control(ctx);
	if (!reason && used & MATCH_KEY(BASIC))
		reason = match_basic(ctx);
	if (!reason && used & MATCH_KEY(IPV4_ADDRS))
		reason = match_ipv4_addrs(ctx);
	if (!reason && used & MATCH_KEY(IPV6_ADDRS))
		reason = match_ipv6_addrs(ctx);
	if (!reason && used & MATCH_KEY(PORTS))
		reason = match_ports(ctx);
	if (!reason && used & MATCH_KEY(TCP))
		reason = match_tcp(ctx);
	if (!reason && used & MATCH_KEY(META))
		reason = match_meta(ctx);

	return reason ?: match_complete(ctx, used);
}

static void word_mangle(u32 *word, u32 mask, u32 val)
{
	*word = (*word & mask) | (val & ~mask);
}

/* Half of what a rule does. */
static __always_inline enum nf_flow_hw_reject
mangle_eth(struct rule_ctx *ctx, const struct flow_action_entry *act)
{
	u32 offset = act->mangle.offset;
	u32 mask, val;

	if (offset % 4 || offset / 4 >= ETH_HDR_WORDS)
		return NF_FLOW_HW_REJECT_MANGLE;

	mask = nf_flow_hw_compat_eth_word(offset, act->mangle.mask);
	val = nf_flow_hw_compat_eth_word(offset, act->mangle.val);
	word_mangle(&ctx->eth[offset / 4], mask, val);
	ctx->eth_set[offset / 4] |= ~mask;

	return NF_FLOW_HW_REJECT_NONE;
}

static enum nf_flow_hw_reject mangle_ip4(struct rule_ctx *ctx,
					 const struct flow_action_entry *act)
{
	union nf_inet_addr *addr;

	switch (act->mangle.offset) {
	case offsetof(struct iphdr, saddr):
		addr = &ctx->rule->rewrite.src;
		break;
	case offsetof(struct iphdr, daddr):
		addr = &ctx->rule->rewrite.dst;
		break;
	default:
		return NF_FLOW_HW_REJECT_MANGLE;
	}
	if (ctx->rule->l3proto != NFPROTO_IPV4 || act->mangle.mask)
		return NF_FLOW_HW_REJECT_MANGLE;

	addr->ip = (__force __be32)act->mangle.val;
	ctx->translated = true;
	return NF_FLOW_HW_REJECT_NONE;
}

static enum nf_flow_hw_reject mangle_ip6(struct rule_ctx *ctx,
					 const struct flow_action_entry *act)
{
	u32 word = act->mangle.offset - offsetof(struct ipv6hdr, saddr);
	union nf_inet_addr *addr;

	/* Unsigned: an offset before the addresses is a very large word. */
	if (word % 4 || word >= 2 * sizeof(struct in6_addr))
		return NF_FLOW_HW_REJECT_MANGLE;
	if (ctx->rule->l3proto != NFPROTO_IPV6 || act->mangle.mask)
		return NF_FLOW_HW_REJECT_MANGLE;

	addr = word < sizeof(struct in6_addr) ? &ctx->rule->rewrite.src :
						&ctx->rule->rewrite.dst;
	addr->ip6[word / 4 % 4] = (__force __be32)act->mangle.val;
	ctx->translated = true;
	return NF_FLOW_HW_REJECT_NONE;
}

/* Both ports are the first word of either header, and side by side in a tuple. */
static enum nf_flow_hw_reject mangle_ports(struct rule_ctx *ctx, u8 l4proto,
					   const struct flow_action_entry *act)
{
	struct nf_flow_hw_tuple *rewrite = &ctx->rule->rewrite;
	__be16 ports[2] = { rewrite->sport, rewrite->dport };
	u32 word;

	if (ctx->rule->l4proto != l4proto || act->mangle.offset)
		return NF_FLOW_HW_REJECT_MANGLE;

	memcpy(&word, ports, sizeof(word));
	word_mangle(&word, act->mangle.mask, act->mangle.val);
	memcpy(ports, &word, sizeof(word));
	rewrite->sport = ports[0];
	rewrite->dport = ports[1];
	ctx->translated = true;

	return NF_FLOW_HW_REJECT_NONE;
}

static enum nf_flow_hw_reject action_mangle(struct rule_ctx *ctx,
					    const struct flow_action_entry *act)
{
	switch (act->mangle.htype) {
	case FLOW_ACT_MANGLE_HDR_TYPE_IP4:
		return mangle_ip4(ctx, act);
	case FLOW_ACT_MANGLE_HDR_TYPE_IP6:
		return mangle_ip6(ctx, act);
	case FLOW_ACT_MANGLE_HDR_TYPE_TCP:
		return mangle_ports(ctx, IPPROTO_TCP, act);
	case FLOW_ACT_MANGLE_HDR_TYPE_UDP:
		return mangle_ports(ctx, IPPROTO_UDP, act);
	default:
		return NF_FLOW_HW_REJECT_MANGLE;
	}
}

static enum nf_flow_hw_reject action_redirect(struct rule_ctx *ctx,
					      const struct flow_action_entry *act)
{
	if (ctx->rule->oifindex || !act->dev)
		return NF_FLOW_HW_REJECT_ACTION;

	ctx->rule->oifindex = act->dev->ifindex;
	return NF_FLOW_HW_REJECT_NONE;
}

static enum nf_flow_hw_reject encap_out_push(struct nf_flow_hw_rule *rule,
					     __be16 proto, u16 id)
{
	struct nf_flow_hw_encap *encap;

	if (rule->encap_out_num == ARRAY_SIZE(rule->encap_out))
		return NF_FLOW_HW_REJECT_ENCAP_DEPTH;

	encap = &rule->encap_out[rule->encap_out_num++];
	encap->proto = proto;
	encap->id = id;
	return NF_FLOW_HW_REJECT_NONE;
}

static enum nf_flow_hw_reject action_vlan_push(struct rule_ctx *ctx,
					       const struct flow_action_entry *act)
{
	if (act->vlan.proto != htons(ETH_P_8021Q))
		return NF_FLOW_HW_REJECT_ENCAP;

	return encap_out_push(ctx->rule, act->vlan.proto, act->vlan.vid);
}

static enum nf_flow_hw_reject action_pppoe_push(struct rule_ctx *ctx,
						const struct flow_action_entry *act)
{
	return encap_out_push(ctx->rule, htons(ETH_P_PPP_SES), act->pppoe.sid);
}

static enum nf_flow_hw_reject translate_action(struct rule_ctx *ctx,
					       const struct flow_action_entry *act)
{
	switch (act->id) {
	case FLOW_ACTION_REDIRECT:
		return action_redirect(ctx, act);
	case FLOW_ACTION_CSUM:
		/* Engines keep the checksums of what they rewrite right. */
		return NF_FLOW_HW_REJECT_NONE;
	case FLOW_ACTION_VLAN_PUSH:
		return action_vlan_push(ctx, act);
	case FLOW_ACTION_VLAN_POP:
		ctx->vlan_pops++;
		return NF_FLOW_HW_REJECT_NONE;
	case FLOW_ACTION_PPPOE_PUSH:
		return action_pppoe_push(ctx, act);
	case FLOW_ACTION_TUNNEL_ENCAP:
	case FLOW_ACTION_TUNNEL_DECAP:
		return NF_FLOW_HW_REJECT_TUNNEL;
	case FLOW_ACTION_ACCEPT:
		/* What nf_flow_table leaves behind for a tag it cannot describe. */
		return NF_FLOW_HW_REJECT_ENCAP;
	default:
		return NF_FLOW_HW_REJECT_ACTION;
	}
}

static enum nf_flow_hw_reject translate_actions(struct rule_ctx *ctx)
{
	const struct flow_action *action = &ctx->flow_rule->action;
	const struct flow_action_entry *act = action->entries;
	const struct flow_action_entry *end = act + action->num_entries;
	enum nf_flow_hw_reject reason;

	ctx->rule->rewrite = ctx->rule->match;

	for (; act < end; act++) {
		if (act->id == FLOW_ACTION_MANGLE &&
		    act->mangle.htype == FLOW_ACT_MANGLE_HDR_TYPE_ETH)
			reason = mangle_eth(ctx, act);
		else if (act->id == FLOW_ACTION_MANGLE)
			reason = action_mangle(ctx, act);
		else
			reason = translate_action(ctx, act);
		if (unlikely(reason))
			return reason;
	}

	return ctx->rule->oifindex ? NF_FLOW_HW_REJECT_NONE :
				     NF_FLOW_HW_REJECT_NO_REDIRECT;
}

static bool encap_stripped(const struct nf_flow_hw_rule *rule, unsigned int i)
{
	return rule->vlan_ingress & BIT(i);
}

static enum nf_flow_hw_reject translate_encap_in(struct rule_ctx *ctx)
{
	const struct flow_offload_tuple *tuple = ctx->tuple;
	struct nf_flow_hw_rule *rule = ctx->rule;
	unsigned int i, vlans = 0;

	if (tuple->encap_num > ARRAY_SIZE(rule->encap_in))
		return NF_FLOW_HW_REJECT_ENCAP_DEPTH;

	rule->vlan_ingress = tuple->in_vlan_ingress;
	for (i = 0; i < tuple->encap_num; i++) {
		rule->encap_in[i].id = tuple->encap[i].id;
		rule->encap_in[i].proto = tuple->encap[i].proto;

		if (tuple->encap[i].proto == htons(ETH_P_8021Q))
			vlans += !encap_stripped(rule, i);
		else if (tuple->encap[i].proto != htons(ETH_P_PPP_SES))
			return NF_FLOW_HW_REJECT_ENCAP;
	}
	rule->encap_in_num = tuple->encap_num;

	return vlans == ctx->vlan_pops ? NF_FLOW_HW_REJECT_NONE :
					 NF_FLOW_HW_REJECT_ACTION;
}

static enum nf_flow_hw_reject translate_macs(struct rule_ctx *ctx)
{
	const u8 *eth = (const u8 *)ctx->eth;

	if ((ctx->eth_set[0] & ctx->eth_set[1] & ctx->eth_set[2]) != U32_MAX)
		return NF_FLOW_HW_REJECT_NO_MAC;

	ether_addr_copy(ctx->rule->dmac, eth);
	ether_addr_copy(ctx->rule->smac, eth + ETH_ALEN);
	if (is_multicast_ether_addr(ctx->rule->dmac))
		return NF_FLOW_HW_REJECT_MULTICAST;
	if (!is_valid_ether_addr(ctx->rule->smac) ||
	    is_zero_ether_addr(ctx->rule->dmac))
		return NF_FLOW_HW_REJECT_NO_MAC;

	return NF_FLOW_HW_REJECT_NONE;
}

static bool addr_multicast(const union nf_inet_addr *addr, u8 l3proto)
{
	if (l3proto == NFPROTO_IPV6)
		return ipv6_addr_is_multicast(&addr->in6);

	return ipv4_is_multicast(addr->ip) || ipv4_is_lbcast(addr->ip);
}

static u32 encap_needs(const struct nf_flow_hw_encap *encap, unsigned int num,
		       u8 skip)
{
	unsigned int i, vlans = 0;
	u32 needs = 0;

	for (i = 0; i < num; i++) {
		if (skip & BIT(i))
			continue;
		if (encap[i].proto == htons(ETH_P_PPP_SES))
			needs |= NF_FLOW_TABLE_HW_F_PPPOE;
		else
			vlans++;
	}
	if (vlans)
		needs |= NF_FLOW_TABLE_HW_F_VLAN;
	if (vlans > 1)
		needs |= NF_FLOW_TABLE_HW_F_QINQ;

	return needs;
}

static bool tuple_equal(const struct nf_flow_hw_tuple *a,
			const struct nf_flow_hw_tuple *b)
{
	return nf_inet_addr_cmp(&a->src, &b->src) && nf_inet_addr_cmp(&a->dst, &b->dst) &&
	       a->sport == b->sport && a->dport == b->dport;
}

static void translate_needs(struct nf_flow_hw_rule *rule, bool translated)
{
	if (translated && !tuple_equal(&rule->match, &rule->rewrite))
		rule->needs |= rule->l3proto == NFPROTO_IPV4 ?
			       NF_FLOW_TABLE_HW_F_NAT4 : NF_FLOW_TABLE_HW_F_NAT6;

	rule->needs |= encap_needs(rule->encap_in, rule->encap_in_num,
				   rule->vlan_ingress);
	rule->needs |= encap_needs(rule->encap_out, rule->encap_out_num, 0);
}

/**
 * nf_flow_hw_rule_translate - describe one direction of a flow for an engine
 * @rule: the result; complete only if the return value is %NF_FLOW_HW_REJECT_NONE,
 *	else the devices at least, as far as they are known
 * @flow_rule: match and actions as nf_flow_table built them
 * @tuple: the tuple of the same direction; its layers and MTU are used
 *
 * &nf_flow_hw_rule.port_in and .port_out are left to the caller.
 * Context: any; takes no lock, allocates nothing, follows no device but reads
 * the ifindex of the redirect action's.
 *
 * Return: %NF_FLOW_HW_REJECT_NONE, or why the flow cannot be described.
 */
enum nf_flow_hw_reject
nf_flow_hw_rule_translate(struct nf_flow_hw_rule *rule,
			  const struct flow_rule *flow_rule,
			  const struct flow_offload_tuple *tuple)
{
	struct rule_ctx ctx = {
		.rule		= rule,
		.flow_rule	= flow_rule,
		.tuple		= tuple,
	};
	enum nf_flow_hw_reject reason;

	memset(rule, 0, sizeof(*rule));
	rule->mtu = tuple->mtu;
	rule->iifindex = tuple->iifidx;

	reason = translate_match(&ctx);
	if (!reason)
		reason = translate_actions(&ctx);
	if (!reason)
		reason = translate_encap_in(&ctx);
	if (!reason)
		reason = translate_macs(&ctx);
	if (reason) {
		nf_flow_hw_rule_egress(flow_rule, &rule->oifindex, rule->dmac);
		return reason;
	}

	if (addr_multicast(&rule->match.dst, rule->l3proto) ||
	    addr_multicast(&rule->rewrite.dst, rule->l3proto))
		return NF_FLOW_HW_REJECT_MULTICAST;

	translate_needs(rule, ctx.translated);
	return NF_FLOW_HW_REJECT_NONE;
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_rule_translate);

/**
 * nf_flow_hw_rule_egress - where a rule sends its packets, whatever else it does
 * @flow_rule: actions as nf_flow_table built them
 * @oif: ifindex of the redirect
 * @dmac: destination MAC address
 *
 * For rules that cannot be translated, too. Context: any; pure.
 *
 * Return: true if the rule has a redirect.
 */
bool nf_flow_hw_rule_egress(const struct flow_rule *flow_rule, int *oif, u8 *dmac)
{
	const struct flow_action *action = &flow_rule->action;
	struct rule_ctx ctx = {};
	const struct flow_action_entry *act;
	int i;

	*oif = 0;
	flow_action_for_each(i, act, action) {
		if (act->id == FLOW_ACTION_REDIRECT && act->dev)
			*oif = act->dev->ifindex;
		else if (act->id == FLOW_ACTION_MANGLE &&
			 act->mangle.htype == FLOW_ACT_MANGLE_HDR_TYPE_ETH)
			mangle_eth(&ctx, act);
	}
	ether_addr_copy(dmac, (const u8 *)ctx.eth);

	return *oif;
}

/**
 * nf_flow_hw_rule_missing - what an engine lacks to run a rule
 * @rule: a translated rule
 * @features: NF_FLOW_TABLE_HW_F_* bits of the engine
 *
 * Return: %NF_FLOW_HW_REJECT_NONE if nothing is missing, else the reason of the
 * first missing feature.
 */
enum nf_flow_hw_reject
nf_flow_hw_rule_missing(const struct nf_flow_hw_rule *rule, u32 features)
{
	u32 missing = rule->needs & ~features;

	if (!missing)
		return NF_FLOW_HW_REJECT_NONE;
	if (missing & (NF_FLOW_TABLE_HW_F_VLAN | NF_FLOW_TABLE_HW_F_QINQ))
		return NF_FLOW_HW_REJECT_VLAN;
	if (missing & NF_FLOW_TABLE_HW_F_PPPOE)
		return NF_FLOW_HW_REJECT_PPPOE;
	if (missing & NF_FLOW_TABLE_HW_F_NAT6)
		return NF_FLOW_HW_REJECT_NAT6;
	if (missing & NF_FLOW_TABLE_HW_F_GRE)
		return NF_FLOW_HW_REJECT_L4PROTO;

	return NF_FLOW_HW_REJECT_FEATURE;
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_rule_missing);
