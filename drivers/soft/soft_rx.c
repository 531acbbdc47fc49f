// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way of a packet: parse once, find, check, rewrite, send. Runs for every packet
 * of a port; no lock, no reference, and no look-up but one.
 *
 * What a packet engine leaves to the CPU is left to the flowtable here, too, and
 * untouched: fragments, IP options, TTL 1, TCP SYN, FIN and RST, what is too long,
 * frames to many.
 */
#include "soft_tx.h"

#include <linux/if_pppox.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <linux/ppp_defs.h>
#include <linux/skbuff.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/ip.h>

#define SOFT_RX_GSO	(SKB_GSO_TCPV4 | SKB_GSO_TCPV6 | SKB_GSO_UDP_L4 | \
			 SKB_GSO_TCP_ECN | SKB_GSO_TCP_FIXEDID | SKB_GSO_DODGY)
#define SOFT_RX_PUNT	(TCP_FLAG_SYN | TCP_FLAG_FIN | TCP_FLAG_RST)
#define SOFT_RX_PPPOE	(sizeof(struct pppoe_hdr) + sizeof(__be16))

/**
 * struct soft_layers - what lies between Ethernet and IP
 * @tags: as part of the key
 * @off: offset of what comes next
 * @proto: what that is
 */
struct soft_layers {
	u64		tags;
	unsigned int	off;
	__be16		proto;
};

static unsigned int soft_rx_punt(enum soft_stat why)
{
	soft_stat_inc(why);
	return NF_ACCEPT;
}

static bool soft_rx_parse_vlan(struct sk_buff *skb, struct soft_layers *in)
{
	const struct vlan_hdr *hdr;

	if (!pskb_may_pull(skb, in->off + VLAN_HLEN))
		return false;

	hdr = (const void *)(skb->data + in->off);
	in->tags = soft_key_tag(in->tags, in->proto, ntohs(hdr->h_vlan_TCI));
	in->off += VLAN_HLEN;
	in->proto = hdr->h_vlan_encapsulated_proto;
	return true;
}

static bool soft_rx_parse_pppoe(struct sk_buff *skb, struct soft_layers *in)
{
	const struct pppoe_hdr *hdr;
	__be16 inner;

	if (!pskb_may_pull(skb, in->off + SOFT_RX_PPPOE))
		return false;

	hdr = (const void *)(skb->data + in->off);
	if (hdr->ver != 1 || hdr->type != 1 || hdr->code)
		return false;

	in->tags = soft_key_tag(in->tags, in->proto, ntohs(hdr->sid));
	memcpy(&inner, (const u8 *)hdr + sizeof(*hdr), sizeof(inner));
	in->off += SOFT_RX_PPPOE;
	in->proto = inner == htons(PPP_IP) ? htons(ETH_P_IP) :
		    inner == htons(PPP_IPV6) ? htons(ETH_P_IPV6) : 0;
	return true;
}

/* The tag that the receive path has taken out, and up to two layers in all. */
static bool soft_rx_parse(struct sk_buff *skb, struct soft_layers *in)
{
	unsigned int left = NF_FLOW_TABLE_HW_ENCAP_MAX;

	if (skb_vlan_tag_present(skb)) {
		in->tags = soft_key_tag(0, skb->vlan_proto, skb_vlan_tag_get(skb));
		left--;
	}
	for (; left; left--) {
		if (in->proto == htons(ETH_P_PPP_SES))
			return soft_rx_parse_pppoe(skb, in);
		if (in->proto != htons(ETH_P_8021Q))
			break;
		if (!soft_rx_parse_vlan(skb, in))
			return false;
	}
	return true;
}

static unsigned int soft_rx_gso_hlen(const struct sk_buff *skb, unsigned int l3,
				     unsigned int l4, bool tcp)
{
	const struct tcphdr *th = (const void *)(skb->data + l4);

	return l4 - l3 + (tcp ? th->doff * 4 : sizeof(struct udphdr));
}

/* Each segment has headers of its own and must fit. */
static noinline bool soft_rx_fits_gso(const struct sk_buff *skb, unsigned int len,
				      unsigned int hlen, unsigned int mtu)
{
	const struct skb_shared_info *info = skb_shinfo(skb);

	if (info->gso_type & ~SOFT_RX_GSO || skb->encapsulation || len != skb->len) {
		soft_stat_inc(SOFT_STAT_SHAPE);
		return false;
	}
	if (hlen + info->gso_size > mtu) {
		soft_stat_inc(SOFT_STAT_MTU);
		return false;
	}
	return true;
}

/* Counted as what it will be on the wire. */
static noinline void soft_rx_count_gso(const struct sk_buff *skb,
				       const struct soft_entry *entry,
				       unsigned int len, unsigned int hlen)
{
	unsigned int segs = DIV_ROUND_UP(len - hlen, skb_shinfo(skb)->gso_size);

	segs = max(segs, 1U);
	soft_table_count(&soft_table, entry, segs, len + (segs - 1) * hlen);
}

/* Padding of a short frame is not part of the packet. */
static noinline bool soft_rx_trim(struct sk_buff *skb, unsigned int min,
				  unsigned int want)
{
	if (want >= min && want < skb->len && !pskb_trim_rcsum(skb, want))
		return true;

	soft_stat_inc(SOFT_STAT_SHAPE);
	return false;
}

/* Does a packet of @len bytes from @l3 on, with headers up to @end, fit? */
static __always_inline bool soft_rx_fits(struct sk_buff *skb, unsigned int l3,
					 unsigned int l4, unsigned int end, bool tcp,
					 bool plain, unsigned int len, unsigned int mtu)
{
	if (!plain && skb_is_gso(skb))
		return soft_rx_fits_gso(skb, l3 + len,
					soft_rx_gso_hlen(skb, l3, l4, tcp), mtu);

	if (unlikely(len > mtu)) {
		soft_stat_inc(SOFT_STAT_MTU);
		return false;
	}
	return likely(l3 + len == skb->len && l3 + len >= end) ||
	       soft_rx_trim(skb, end, l3 + len);
}

/* A frame to many is not for a router to forward, whatever packet is in it. And a sum
 * over the inner packet of a tunnel is not what we can adjust.
 */
static bool soft_rx_special(const struct sk_buff *skb, unsigned int l4)
{
	if (skb->pkt_type == PACKET_BROADCAST || skb->pkt_type == PACKET_MULTICAST) {
		soft_stat_inc(SOFT_STAT_MULTICAST);
		return false;
	}
	if (skb->ip_summed != CHECKSUM_PARTIAL || skb_checksum_start_offset(skb) == l4)
		return true;

	soft_stat_inc(SOFT_STAT_SHAPE);
	return false;
}

static noinline bool soft_rx_copy(struct sk_buff *skb, unsigned int headroom)
{
	unsigned int have = skb_headroom(skb);

	/* Somebody else would see the new buffer, and is not prepared to. */
	if (skb_shared(skb) ||
	    pskb_expand_head(skb, have < headroom ? headroom - have : 0, 0, GFP_ATOMIC)) {
		soft_stat_inc(SOFT_STAT_MEMORY);
		return false;
	}
	return true;
}

/* Headers that may be written up to @end, and room in front of @l3. */
static __always_inline bool soft_rx_own(struct sk_buff *skb, unsigned int l3,
					unsigned int end, unsigned int headroom)
{
	bool room = skb_headroom(skb) + l3 >= headroom;

	if (likely(room && (!skb_cloned(skb) || skb_clone_writable(skb, end))))
		return true;

	return soft_rx_copy(skb, headroom);
}

static noinline void soft_rx_rewrite_partial(struct sk_buff *skb, u16 *check,
					     const struct soft_entry *entry, bool tcp)
{
	*check = soft_csum_partial(*check, entry->l4_partial);
	if (!tcp && !*check)
		*check = (__force u16)CSUM_MANGLED_0;
}

/* Both headers begin with the ports. */
static __always_inline void soft_rx_rewrite_l4(struct sk_buff *skb, u8 *l4, bool tcp,
					       bool plain,
					       const struct soft_entry *entry)
{
	u16 *check = (u16 *)(l4 + (tcp ? offsetof(struct tcphdr, check) :
					 offsetof(struct udphdr, check)));

	memcpy(l4, &entry->ports, sizeof(entry->ports));
	if (!plain && skb->ip_summed == CHECKSUM_PARTIAL) {
		soft_rx_rewrite_partial(skb, check, entry, tcp);
		return;
	}
	/* Not worth following: whoever wants to know computes it. */
	if (!plain && skb->ip_summed == CHECKSUM_COMPLETE)
		skb->ip_summed = CHECKSUM_NONE;
	if (tcp) {
		*check = soft_csum(*check, entry->l4_delta);
	} else if (*check) {
		*check = soft_csum(*check, entry->l4_delta);
		if (unlikely(!*check))
			*check = (__force u16)CSUM_MANGLED_0;
	}
}

/* Everything behind the IP header, which the caller has rewritten. */
static __always_inline unsigned int soft_rx_send(struct sk_buff *skb, unsigned int l3,
						 unsigned int l4, bool tagged, bool tcp,
						 bool plain, unsigned int len,
						 const struct soft_entry *entry)
{
	soft_rx_rewrite_l4(skb, skb->data + l4, tcp, plain, entry);
	if (!plain && skb_is_gso(skb))
		soft_rx_count_gso(skb, entry, len, soft_rx_gso_hlen(skb, l3, l4, tcp));
	else
		soft_table_count(&soft_table, entry, 1, len);
	soft_tx(skb, entry, l3, tagged, plain);
	return NF_STOLEN;
}

/* Bytes that are looked at behind the IP header; 0 if it is not for us. */
static __always_inline unsigned int soft_rx_l4_len(u8 proto)
{
	return proto == IPPROTO_UDP ? sizeof(struct udphdr) :
	       proto == IPPROTO_TCP ? sizeof(struct tcphdr) : 0;
}

/* The rest of a connection that ends is for conntrack to see, as it is with an engine
 * in hardware. Without a limit of length nothing fits; the flow is destroyed, or set
 * up again.
 */
static noinline unsigned int soft_rx_end(struct soft_entry *entry, __be32 flags)
{
	if (flags & (TCP_FLAG_FIN | TCP_FLAG_RST))
		WRITE_ONCE(entry->mtu, 0);

	return soft_rx_punt(SOFT_STAT_FLAGS);
}

static __always_inline __be32 soft_rx_flags(const struct sk_buff *skb, unsigned int l4)
{
	const struct tcphdr *th = (const void *)(skb->data + l4);

	return tcp_flag_word(th) & SOFT_RX_PUNT;
}

/* May this packet of @entry be forwarded, and written to? */
static __always_inline bool soft_rx_ready(struct sk_buff *skb, unsigned int l3,
					  unsigned int l4, bool tcp, bool plain,
					  unsigned int len,
					  const struct soft_entry *entry)
{
	unsigned int end = l4 + soft_rx_l4_len(tcp ? IPPROTO_TCP : IPPROTO_UDP);

	if (!soft_rx_fits(skb, l3, l4, end, tcp, plain, len, READ_ONCE(entry->mtu)))
		return false;
	if (!plain && !soft_rx_special(skb, l4))
		return false;

	return soft_rx_own(skb, l3, end, entry->headroom);
}

/* One segment, sent to this machine, with a checksum that nobody needs to finish or to
 * follow: most packets are like that, and pay for no other question. (A bridge's port
 * has a MAC address of its own, which is not the one that is written to.)
 */
static __always_inline bool soft_rx_plain(const struct sk_buff *skb)
{
	BUILD_BUG_ON(CHECKSUM_PARTIAL != (CHECKSUM_COMPLETE | 1));

	return skb->pkt_type == PACKET_HOST && !(skb->ip_summed & CHECKSUM_COMPLETE) &&
	       !skb_is_gso(skb);
}

static __always_inline unsigned int soft_rx_forward4(struct sk_buff *skb, bool tagged,
						     unsigned int l3, bool tcp,
						     bool plain,
						     const struct soft_entry *entry)
{
	struct iphdr *iph = (struct iphdr *)(skb->data + l3);
	unsigned int l4 = l3 + sizeof(*iph), len = ntohs(iph->tot_len);

	if (!soft_rx_ready(skb, l3, l4, tcp, plain, len, entry))
		return NF_ACCEPT;

	iph = (struct iphdr *)(skb->data + l3);
	memcpy((u8 *)iph + offsetof(struct iphdr, saddr), &entry->addr4,
	       sizeof(entry->addr4));
	iph->ttl--;
	iph->check = (__force __sum16)soft_csum((__force u16)iph->check,
						entry->l3_delta);
	return soft_rx_send(skb, l3, l4, tagged, tcp, plain, len, entry);
}

static noinline unsigned int soft_rx_special4(struct sk_buff *skb, bool tagged,
					      unsigned int l3, bool tcp,
					      const struct soft_entry *entry)
{
	return soft_rx_forward4(skb, tagged, l3, tcp, false, entry);
}

static __always_inline unsigned int soft_rx_ipv4(struct sk_buff *skb, bool tagged,
						 u64 tags, unsigned int l3)
{
	unsigned int l4 = l3 + sizeof(struct iphdr), end;
	struct soft_entry *entry;
	struct iphdr *iph;
	u64 addr, ports;
	bool tcp;

	/* Enough for both: there is no shorter packet that is forwarded. */
	if (unlikely(!pskb_may_pull(skb, l4 + sizeof(struct udphdr))))
		return NF_ACCEPT;

	iph = (struct iphdr *)(skb->data + l3);
	if (unlikely(*(u8 *)iph != 0x45))
		return soft_rx_punt(SOFT_STAT_OPTION);
	if (unlikely(iph->frag_off & htons(IP_MF | IP_OFFSET)))
		return soft_rx_punt(SOFT_STAT_FRAGMENT);
	tcp = iph->protocol == IPPROTO_TCP;
	end = l4 + soft_rx_l4_len(iph->protocol);
	if (end == l4 || (tcp && unlikely(!pskb_may_pull(skb, end))))
		return NF_ACCEPT;

	iph = (struct iphdr *)(skb->data + l3);
	addr = soft_load64((u8 *)iph + offsetof(struct iphdr, saddr));
	ports = soft_key_ports(soft_load32(skb->data + l4), iph->protocol, NFPROTO_IPV4);
	entry = soft_table_find4(&soft_table, skb->dev, tags, ports, addr);
	if (!entry)
		return NF_ACCEPT;

	if (unlikely(iph->ttl <= 1))
		return soft_rx_punt(SOFT_STAT_TTL);
	if (tcp && unlikely(soft_rx_flags(skb, l4)))
		return soft_rx_end(entry, soft_rx_flags(skb, l4));
	if (unlikely(!soft_rx_plain(skb)))
		return soft_rx_special4(skb, tagged, l3, tcp, entry);

	return soft_rx_forward4(skb, tagged, l3, tcp, true, entry);
}

static __always_inline unsigned int soft_rx_forward6(struct sk_buff *skb, bool tagged,
						     unsigned int l3, bool tcp,
						     bool plain,
						     const struct soft_entry *entry)
{
	struct ipv6hdr *ip6h = (struct ipv6hdr *)(skb->data + l3);
	unsigned int l4 = l3 + sizeof(*ip6h);
	unsigned int len = ntohs(ip6h->payload_len) + sizeof(*ip6h);

	if (!soft_rx_ready(skb, l3, l4, tcp, plain, len, entry))
		return NF_ACCEPT;

	ip6h = (struct ipv6hdr *)(skb->data + l3);
	if (entry->flags & SOFT_ENTRY_F_NAT6)
		memcpy((u8 *)ip6h + offsetof(struct ipv6hdr, saddr), entry->addr6,
		       sizeof(entry->addr6));
	ip6h->hop_limit--;
	return soft_rx_send(skb, l3, l4, tagged, tcp, plain, len, entry);
}

static noinline unsigned int soft_rx_special6(struct sk_buff *skb, bool tagged,
					      unsigned int l3, bool tcp,
					      const struct soft_entry *entry)
{
	return soft_rx_forward6(skb, tagged, l3, tcp, false, entry);
}

static __always_inline unsigned int soft_rx_ipv6(struct sk_buff *skb, bool tagged,
						 u64 tags, unsigned int l3)
{
	unsigned int l4 = l3 + sizeof(struct ipv6hdr), end;
	struct soft_entry *entry;
	struct ipv6hdr *ip6h;
	u64 ports;
	bool tcp;

	if (unlikely(!pskb_may_pull(skb, l4 + sizeof(struct udphdr))))
		return NF_ACCEPT;

	ip6h = (struct ipv6hdr *)(skb->data + l3);
	if (unlikely(ip6h->version != 6))
		return NF_ACCEPT;
	if (unlikely(ip6h->nexthdr == IPPROTO_FRAGMENT))
		return soft_rx_punt(SOFT_STAT_FRAGMENT);
	tcp = ip6h->nexthdr == IPPROTO_TCP;
	end = l4 + soft_rx_l4_len(ip6h->nexthdr);
	if (end == l4 || (tcp && unlikely(!pskb_may_pull(skb, end))))
		return NF_ACCEPT;

	ip6h = (struct ipv6hdr *)(skb->data + l3);
	ports = soft_key_ports(soft_load32(skb->data + l4), ip6h->nexthdr, NFPROTO_IPV6);
	entry = soft_table_find6(&soft_table, skb->dev, tags, ports,
				 (u8 *)ip6h + offsetof(struct ipv6hdr, saddr));
	if (!entry)
		return NF_ACCEPT;

	if (unlikely(ip6h->hop_limit <= 1))
		return soft_rx_punt(SOFT_STAT_TTL);
	if (tcp && unlikely(soft_rx_flags(skb, l4)))
		return soft_rx_end(entry, soft_rx_flags(skb, l4));
	if (unlikely(!soft_rx_plain(skb)))
		return soft_rx_special6(skb, tagged, l3, tcp, entry);

	return soft_rx_forward6(skb, tagged, l3, tcp, true, entry);
}

/* A copy of the path, so that a packet without tags pays for none. */
static noinline unsigned int soft_rx_tagged(struct sk_buff *skb)
{
	struct soft_layers in = { .proto = skb->protocol };

	if (!soft_rx_parse(skb, &in))
		return NF_ACCEPT;

	switch (in.proto) {
	case htons(ETH_P_IP):
		return soft_rx_ipv4(skb, true, in.tags, in.off);
	case htons(ETH_P_IPV6):
		return soft_rx_ipv6(skb, true, in.tags, in.off);
	default:
		return NF_ACCEPT;
	}
}

/**
 * soft_rx - a packet has come in
 * @skb: the packet, at its network header
 *
 * Context: softirq, RCU.
 * Return: %NF_STOLEN, or %NF_ACCEPT if it is not for us.
 */
unsigned int soft_rx(struct sk_buff *skb)
{
	if (!soft_port_maybe(skb->dev))
		return NF_ACCEPT;
	if (unlikely(skb_vlan_tag_present(skb)))
		return soft_rx_tagged(skb);

	switch (skb->protocol) {
	case htons(ETH_P_IP):
		return soft_rx_ipv4(skb, false, 0, 0);
	case htons(ETH_P_IPV6):
		return soft_rx_ipv6(skb, false, 0, 0);
	case htons(ETH_P_8021Q):
	case htons(ETH_P_PPP_SES):
		return soft_rx_tagged(skb);
	default:
		return NF_ACCEPT;
	}
}
