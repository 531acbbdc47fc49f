// SPDX-License-Identifier: GPL-2.0-only
/*
 * Encoder: rule to entry. Pure; the devices are filled in by who knows them.
 */
#include "soft_entry.h"

#include <kunit/visibility.h>
#include <linux/bits.h>
#include <linux/etherdevice.h>
#include <linux/if_pppox.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/module.h>
#include <linux/ppp_defs.h>
#include <linux/siphash.h>
#include <net/checksum.h>
#include <net/netfilter/nf_flow_table_hw.h>

#define SOFT_ENTRY_PPPOE_LEN	(sizeof(struct pppoe_hdr) + sizeof(__be16))

static u16 soft_entry_fold(__wsum sum)
{
	return (__force u16)~csum_fold(sum);
}

/* ~m + m' over @words 32-bit words; 0 if nothing changes. */
static u16 soft_entry_delta(const void *from, const void *to, unsigned int words)
{
	const __be32 *old = from, *new = to;
	__wsum sum = 0;
	unsigned int i;

	if (!memcmp(from, to, words * sizeof(*old)))
		return 0;

	for (i = 0; i < words; i++) {
		sum = csum_add(sum, (__force __wsum)~old[i]);
		sum = csum_add(sum, (__force __wsum)new[i]);
	}
	return soft_entry_fold(sum);
}

static u16 soft_entry_sum(u16 a, u16 b)
{
	u32 sum = a + b;

	return (sum & 0xffff) + (sum >> 16);
}

static u32 soft_entry_ports(const struct nf_flow_hw_tuple *tuple)
{
	const __be16 ports[2] = { tuple->sport, tuple->dport };
	u32 word;

	memcpy(&word, ports, sizeof(word));
	return word;
}

static void soft_entry_addr(u64 *addr, const struct nf_flow_hw_tuple *tuple, bool v6)
{
	const __be32 both[2] = { tuple->src.ip, tuple->dst.ip };

	if (!v6) {
		addr[0] = soft_load64(both);
		return;
	}
	addr[0] = soft_load64(&tuple->src.ip6[0]);
	addr[1] = soft_load64(&tuple->src.ip6[2]);
	addr[2] = soft_load64(&tuple->dst.ip6[0]);
	addr[3] = soft_load64(&tuple->dst.ip6[2]);
}

static void soft_entry_encode_key(struct soft_entry *entry,
				  const struct nf_flow_hw_rule *rule)
{
	struct soft_key *key = &entry->key;
	unsigned int i;

	for (i = 0; i < rule->encap_in_num; i++)
		if (!(rule->vlan_ingress & BIT(i)))
			key->tags = soft_key_tag(key->tags, rule->encap_in[i].proto,
						 rule->encap_in[i].id);
	key->ports = soft_key_ports(soft_entry_ports(&rule->match), rule->l4proto,
				    rule->l3proto);
	soft_entry_addr(key->addr, &rule->match, rule->l3proto == NFPROTO_IPV6);
}

static void soft_entry_encode_rewrite(struct soft_entry *entry,
				      const struct nf_flow_hw_rule *rule)
{
	const struct nf_flow_hw_tuple *from = &rule->match, *to = &rule->rewrite;
	bool v6 = rule->l3proto == NFPROTO_IPV6;
	/* One hop less: the word of TTL and protocol. */
	const __be32 hop[2] = { htonl(0x0100), 0 };
	u32 old_ports = soft_entry_ports(from);
	u16 addr;

	entry->ports = soft_entry_ports(to);
	/* Of IPv4 all words but the first are zero. */
	addr = soft_entry_sum(soft_entry_delta(&from->src, &to->src, 4),
			      soft_entry_delta(&from->dst, &to->dst, 4));
	entry->l3_delta = soft_entry_sum(addr, soft_entry_delta(&hop[0], &hop[1], 1));
	entry->l4_partial = addr;
	entry->l4_delta = soft_entry_sum(addr, soft_entry_delta(&old_ports,
								&entry->ports, 1));
	if (!v6) {
		soft_entry_addr(&entry->addr4, to, false);
		return;
	}
	soft_entry_addr(entry->addr6, to, true);
	if (memcmp(entry->addr6, entry->key.addr, sizeof(entry->addr6)))
		entry->flags |= SOFT_ENTRY_F_NAT6;
}

static unsigned int soft_entry_l2_len(const struct nf_flow_hw_rule *rule)
{
	unsigned int i, len = ETH_HLEN;

	for (i = 0; i < rule->encap_out_num; i++)
		len += rule->encap_out[i].proto == htons(ETH_P_PPP_SES) ?
		       SOFT_ENTRY_PPPOE_LEN : VLAN_HLEN;
	return len;
}

static __be16 soft_entry_l3_proto(const struct nf_flow_hw_rule *rule)
{
	return rule->l3proto == NFPROTO_IPV6 ? htons(ETH_P_IPV6) : htons(ETH_P_IP);
}

/* The ethertype of a layer, which stands in the one before it. */
static __be16 soft_entry_proto(const struct nf_flow_hw_rule *rule, unsigned int layer)
{
	return layer < rule->encap_out_num ? rule->encap_out[layer].proto :
					     soft_entry_l3_proto(rule);
}

/* The length of a session's packet is filled in when there is one. */
static u8 *soft_entry_put_pppoe(u8 *pos, const struct nf_flow_hw_rule *rule, u16 id)
{
	bool v6 = rule->l3proto == NFPROTO_IPV6;
	struct pppoe_hdr hdr = { .ver = 1, .type = 1, .sid = htons(id) };
	__be16 proto = v6 ? htons(PPP_IPV6) : htons(PPP_IP);

	memcpy(pos, &hdr, sizeof(hdr));
	memcpy(pos + sizeof(hdr), &proto, sizeof(proto));
	return pos + SOFT_ENTRY_PPPOE_LEN;
}

static u8 *soft_entry_put_vlan(u8 *pos, __be16 inner, u16 id)
{
	const __be16 tag[2] = { htons(id), inner };

	memcpy(pos, tag, sizeof(tag));
	return pos + sizeof(tag);
}

static void soft_entry_encode_l2(struct soft_entry *entry,
				 const struct nf_flow_hw_rule *rule)
{
	u8 *pos = entry->l2 + SOFT_ENTRY_L2_MAX - entry->l2_len;
	struct ethhdr eth = { .h_proto = soft_entry_proto(rule, 0) };
	const struct nf_flow_hw_encap *encap;
	unsigned int i;

	ether_addr_copy(eth.h_dest, rule->dmac);
	ether_addr_copy(eth.h_source, rule->smac);
	memcpy(pos, &eth, sizeof(eth));
	pos += sizeof(eth);
	for (i = 0; i < rule->encap_out_num; i++) {
		encap = &rule->encap_out[i];
		if (encap->proto == htons(ETH_P_PPP_SES))
			pos = soft_entry_put_pppoe(pos, rule, encap->id);
		else
			pos = soft_entry_put_vlan(pos, soft_entry_proto(rule, i + 1),
						  encap->id);
	}
	entry->proto = eth.h_proto;
}

/* A session carries IP and nothing else. */
static bool soft_entry_pppoe_last(const struct nf_flow_hw_rule *rule)
{
	return rule->encap_out_num &&
	       rule->encap_out[rule->encap_out_num - 1].proto == htons(ETH_P_PPP_SES);
}

static bool soft_entry_expressible(const struct nf_flow_hw_rule *rule)
{
	unsigned int i;

	if (rule->l4proto != IPPROTO_TCP && rule->l4proto != IPPROTO_UDP)
		return false;
	for (i = 0; i + 1 < rule->encap_out_num; i++)
		if (rule->encap_out[i].proto == htons(ETH_P_PPP_SES))
			return false;
	return soft_entry_l2_len(rule) <= SOFT_ENTRY_L2_MAX;
}

static u32 soft_entry_hash(const struct nf_flow_hw_rule *rule)
{
	static siphash_aligned_key_t secret;

	net_get_random_once(&secret, sizeof(secret));
	/* 0 means that there is none. */
	return siphash(&rule->rewrite, sizeof(rule->rewrite), &secret) | 1;
}

/**
 * soft_entry_encode - prepare everything for a direction of a flow
 * @entry: filled in, but for devices and ports
 * @rule: what to do
 *
 * Context: any.
 * Return: 0, or -EOPNOTSUPP if the engine cannot do it.
 */
int soft_entry_encode(struct soft_entry *entry, const struct nf_flow_hw_rule *rule)
{
	memset(entry, 0, sizeof(*entry));
	if (!soft_entry_expressible(rule))
		return -EOPNOTSUPP;

	entry->mtu = rule->mtu;
	entry->l2_len = soft_entry_l2_len(rule);
	entry->headroom = SOFT_ENTRY_L2_PLAIN;
	if (entry->l2_len > SOFT_ENTRY_L2_PLAIN) {
		entry->flags |= SOFT_ENTRY_F_LONG;
		entry->headroom = SOFT_ENTRY_L2_MAX;
	}
	if (soft_entry_pppoe_last(rule))
		entry->flags |= SOFT_ENTRY_F_PPPOE;
	soft_entry_encode_key(entry, rule);
	soft_entry_encode_rewrite(entry, rule);
	soft_entry_encode_l2(entry, rule);
	entry->hash = soft_entry_hash(rule);
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(soft_entry_encode);

/**
 * soft_entry_same_key - would one packet match both?
 * @a: an entry
 * @b: another one
 *
 * Return: whether.
 */
bool soft_entry_same_key(const struct soft_entry *a, const struct soft_entry *b)
{
	return !memcmp(&a->key, &b->key, sizeof(a->key));
}
EXPORT_SYMBOL_IF_KUNIT(soft_entry_same_key);

/**
 * soft_entry_same - do both the same to the same packets?
 * @a: an entry
 * @b: another one
 *
 * Return: whether.
 */
bool soft_entry_same(const struct soft_entry *a, const struct soft_entry *b)
{
	/* A packet may end the flow meanwhile. */
	return soft_entry_same_key(a, b) && a->out == b->out &&
	       READ_ONCE(a->mtu) == READ_ONCE(b->mtu) &&
	       a->addr4 == b->addr4 && a->ports == b->ports &&
	       a->l2_len == b->l2_len && !memcmp(a->l2, b->l2, sizeof(a->l2)) &&
	       !memcmp(a->addr6, b->addr6, sizeof(a->addr6));
}
EXPORT_SYMBOL_IF_KUNIT(soft_entry_same);
