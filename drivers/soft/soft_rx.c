// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way of a packet: parse once, find, check, rewrite, send. Runs for every packet
 * of a port; no lock, no reference, and no look-up but one.
 *
 * What a packet engine leaves to the CPU is left to the flowtable here, too, and
 * untouched: fragments, IP options, TTL 1, TCP SYN, FIN and RST, what is too long.
 */
#include "soft_engine.h"

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
 * struct soft_packet - what is known of a packet; lives in registers
 * @skb: the packet
 * @tags: layers between Ethernet and IP
 * @off: offset of the IP header
 * @l4: offset of the header behind it
 * @hlen: L3 and L4 bytes that are looked at
 * @len: L3 bytes, as the IP header says
 * @tcp: whether it is TCP
 * @segs: packets that it will be on the wire
 * @bytes: their L3 bytes
 */
struct soft_packet {
	struct sk_buff	*skb;
	u64		tags;
	unsigned int	off;
	unsigned int	l4;
	unsigned int	hlen;
	unsigned int	len;
	bool		tcp;
	unsigned int	segs;
	unsigned int	bytes;
};

static unsigned int soft_rx_punt(enum soft_stat why)
{
	soft_stat_inc(why);
	return NF_ACCEPT;
}

static bool soft_rx_parse_vlan(struct soft_packet *pkt, __be16 *proto)
{
	const struct vlan_hdr *hdr;

	if (!pskb_may_pull(pkt->skb, pkt->off + VLAN_HLEN))
		return false;

	hdr = (const void *)(pkt->skb->data + pkt->off);
	pkt->tags = soft_key_tag(pkt->tags, *proto, ntohs(hdr->h_vlan_TCI));
	pkt->off += VLAN_HLEN;
	*proto = hdr->h_vlan_encapsulated_proto;
	return true;
}

static bool soft_rx_parse_pppoe(struct soft_packet *pkt, __be16 *proto)
{
	const struct pppoe_hdr *hdr;
	__be16 inner;

	if (!pskb_may_pull(pkt->skb, pkt->off + SOFT_RX_PPPOE))
		return false;

	hdr = (const void *)(pkt->skb->data + pkt->off);
	if (hdr->ver != 1 || hdr->type != 1 || hdr->code)
		return false;

	pkt->tags = soft_key_tag(pkt->tags, *proto, ntohs(hdr->sid));
	memcpy(&inner, hdr + 1, sizeof(inner));
	pkt->off += SOFT_RX_PPPOE;
	*proto = inner == htons(PPP_IP) ? htons(ETH_P_IP) :
		 inner == htons(PPP_IPV6) ? htons(ETH_P_IPV6) : 0;
	return true;
}

/* The tag that the receive path has taken out, and up to two layers in all. */
static noinline bool soft_rx_parse_tags(struct soft_packet *pkt, __be16 *proto)
{
	unsigned int left = NF_FLOW_TABLE_HW_ENCAP_MAX;

	if (skb_vlan_tag_present(pkt->skb)) {
		pkt->tags = soft_key_tag(0, pkt->skb->vlan_proto,
					 skb_vlan_tag_get(pkt->skb));
		left--;
	}
	for (; left; left--) {
		if (*proto == htons(ETH_P_8021Q)) {
			if (!soft_rx_parse_vlan(pkt, proto))
				return false;
		} else if (*proto == htons(ETH_P_PPP_SES)) {
			return soft_rx_parse_pppoe(pkt, proto);
		} else {
			break;
		}
	}
	return true;
}

static unsigned int soft_rx_tcp_hlen(const struct soft_packet *pkt)
{
	const struct tcphdr *th = (const void *)(pkt->skb->data + pkt->l4);

	return pkt->l4 - pkt->off + th->doff * 4;
}

/* Each segment has headers of its own and must fit. */
static noinline bool soft_rx_fits_gso(struct soft_packet *pkt, unsigned int mtu)
{
	const struct skb_shared_info *info = skb_shinfo(pkt->skb);
	unsigned int hlen = pkt->tcp ? soft_rx_tcp_hlen(pkt) : pkt->hlen;

	if (info->gso_type & ~SOFT_RX_GSO || pkt->skb->encapsulation ||
	    pkt->len != pkt->skb->len - pkt->off) {
		soft_stat_inc(SOFT_STAT_SHAPE);
		return false;
	}
	if (hlen + info->gso_size > mtu) {
		soft_stat_inc(SOFT_STAT_MTU);
		return false;
	}
	pkt->segs = max_t(unsigned int, info->gso_segs,
			  DIV_ROUND_UP(pkt->len - hlen, info->gso_size));
	pkt->bytes = pkt->len + (pkt->segs - 1) * hlen;
	return true;
}

/* Padding of a short frame is not part of the packet. */
static noinline bool soft_rx_trim(const struct soft_packet *pkt)
{
	if (pkt->len >= pkt->hlen && pkt->len < pkt->skb->len - pkt->off &&
	    !pskb_trim_rcsum(pkt->skb, pkt->off + pkt->len))
		return true;

	soft_stat_inc(SOFT_STAT_SHAPE);
	return false;
}

static __always_inline bool soft_rx_fits(struct soft_packet *pkt, unsigned int mtu)
{
	if (unlikely(skb_is_gso(pkt->skb)))
		return soft_rx_fits_gso(pkt, mtu);

	if (unlikely(pkt->len > mtu)) {
		soft_stat_inc(SOFT_STAT_MTU);
		return false;
	}
	pkt->segs = 1;
	pkt->bytes = pkt->len;

	return likely(pkt->len == pkt->skb->len - pkt->off && pkt->len >= pkt->hlen) ||
	       soft_rx_trim(pkt);
}

/* A sum over the inner packet of a tunnel is not what we can adjust. */
static noinline bool soft_rx_partial(const struct soft_packet *pkt)
{
	if (skb_checksum_start_offset(pkt->skb) == pkt->l4)
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

/* Headers that may be written, and room in front of them. */
static __always_inline bool soft_rx_own(const struct soft_packet *pkt,
					unsigned int headroom)
{
	struct sk_buff *skb = pkt->skb;

	if (likely(!skb_cloned(skb) && skb_headroom(skb) + pkt->off >= headroom))
		return true;
	if (skb_headroom(skb) + pkt->off >= headroom &&
	    skb_clone_writable(skb, pkt->off + pkt->hlen))
		return true;

	return soft_rx_copy(skb, headroom);
}

static __always_inline bool soft_rx_ready(struct soft_packet *pkt,
					  const struct soft_entry *entry)
{
	if (!soft_rx_fits(pkt, READ_ONCE(entry->mtu)))
		return false;
	if (unlikely(pkt->skb->ip_summed >= CHECKSUM_COMPLETE)) {
		if (pkt->skb->ip_summed == CHECKSUM_PARTIAL &&
		    !soft_rx_partial(pkt))
			return false;
	}
	return soft_rx_own(pkt, entry->headroom);
}

/* Both headers begin with the ports. */
static __always_inline void soft_rx_rewrite_l4(const struct soft_packet *pkt,
					       const struct soft_entry *entry)
{
	u8 *l4 = pkt->skb->data + pkt->l4;
	u16 *check = (u16 *)(l4 + (pkt->tcp ? offsetof(struct tcphdr, check) :
					      offsetof(struct udphdr, check)));

	memcpy(l4, &entry->ports, sizeof(entry->ports));
	if (unlikely(pkt->skb->ip_summed >= CHECKSUM_COMPLETE)) {
		if (pkt->skb->ip_summed == CHECKSUM_PARTIAL) {
			*check = soft_csum_partial(*check, entry->l4_partial);
			if (!pkt->tcp && !*check)
				*check = (__force u16)CSUM_MANGLED_0;
			return;
		}
		/* Not worth following: whoever wants to know computes it. */
		pkt->skb->ip_summed = CHECKSUM_NONE;
	}
	if (pkt->tcp) {
		*check = soft_csum(*check, entry->l4_delta);
	} else if (*check) {
		*check = soft_csum(*check, entry->l4_delta);
		if (unlikely(!*check))
			*check = (__force u16)CSUM_MANGLED_0;
	}
}

static __always_inline unsigned int soft_rx_send(const struct soft_packet *pkt,
						 const struct soft_entry *entry)
{
	soft_table_count(&soft_table, entry, pkt->segs, pkt->bytes);
	soft_tx(pkt->skb, entry, pkt->off);
	return NF_STOLEN;
}

/* Ports and flags; whether it is a protocol that we forward at all. */
static __always_inline bool soft_rx_l4(struct soft_packet *pkt, u8 proto)
{
	pkt->tcp = proto == IPPROTO_TCP;
	if (pkt->tcp)
		pkt->hlen += sizeof(struct tcphdr);
	else if (proto == IPPROTO_UDP)
		pkt->hlen += sizeof(struct udphdr);
	else
		return false;

	return likely(pskb_may_pull(pkt->skb, pkt->off + pkt->hlen));
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

static __always_inline __be32 soft_rx_flags(const struct soft_packet *pkt)
{
	const struct tcphdr *th = (const void *)(pkt->skb->data + pkt->l4);

	return pkt->tcp ? tcp_flag_word(th) & SOFT_RX_PUNT : 0;
}

static __always_inline unsigned int soft_rx_ipv4(struct soft_packet *pkt)
{
	struct sk_buff *skb = pkt->skb;
	struct soft_entry *entry;
	struct soft_key key;
	struct iphdr *iph;

	if (unlikely(!pskb_may_pull(skb, pkt->off + sizeof(*iph))))
		return NF_ACCEPT;

	iph = (struct iphdr *)(skb->data + pkt->off);
	if (unlikely(*(u8 *)iph != 0x45))
		return soft_rx_punt(SOFT_STAT_OPTION);
	if (unlikely(iph->frag_off & htons(IP_MF | IP_OFFSET)))
		return soft_rx_punt(SOFT_STAT_FRAGMENT);
	pkt->l4 = pkt->off + sizeof(*iph);
	pkt->hlen = sizeof(*iph);
	if (!soft_rx_l4(pkt, iph->protocol))
		return NF_ACCEPT;

	iph = (struct iphdr *)(skb->data + pkt->off);
	key.dev = skb->dev;
	key.tags = pkt->tags;
	key.ports = soft_key_ports(soft_load32(iph + 1), iph->protocol, NFPROTO_IPV4);
	key.addr[0] = soft_load64(&iph->saddr);
	entry = soft_table_find(&soft_table, &key, false);
	if (!entry)
		return NF_ACCEPT;

	if (unlikely(iph->ttl <= 1))
		return soft_rx_punt(SOFT_STAT_TTL);
	if (unlikely(soft_rx_flags(pkt)))
		return soft_rx_end(entry, soft_rx_flags(pkt));
	pkt->len = ntohs(iph->tot_len);
	if (!soft_rx_ready(pkt, entry))
		return NF_ACCEPT;

	iph = (struct iphdr *)(skb->data + pkt->off);
	memcpy(&iph->saddr, &entry->addr4, sizeof(entry->addr4));
	iph->ttl--;
	iph->check = (__force __sum16)soft_csum((__force u16)iph->check,
						entry->l3_delta);
	soft_rx_rewrite_l4(pkt, entry);
	return soft_rx_send(pkt, entry);
}

static __always_inline unsigned int soft_rx_ipv6(struct soft_packet *pkt)
{
	struct sk_buff *skb = pkt->skb;
	struct soft_entry *entry;
	struct ipv6hdr *ip6h;
	struct soft_key key;

	if (unlikely(!pskb_may_pull(skb, pkt->off + sizeof(*ip6h))))
		return NF_ACCEPT;

	ip6h = (struct ipv6hdr *)(skb->data + pkt->off);
	if (unlikely(ip6h->version != 6))
		return NF_ACCEPT;
	if (unlikely(ip6h->nexthdr == IPPROTO_FRAGMENT))
		return soft_rx_punt(SOFT_STAT_FRAGMENT);
	pkt->l4 = pkt->off + sizeof(*ip6h);
	pkt->hlen = sizeof(*ip6h);
	if (!soft_rx_l4(pkt, ip6h->nexthdr))
		return NF_ACCEPT;

	ip6h = (struct ipv6hdr *)(skb->data + pkt->off);
	key.dev = skb->dev;
	key.tags = pkt->tags;
	key.ports = soft_key_ports(soft_load32(ip6h + 1), ip6h->nexthdr, NFPROTO_IPV6);
	memcpy(key.addr, &ip6h->saddr, sizeof(key.addr));
	entry = soft_table_find(&soft_table, &key, true);
	if (!entry)
		return NF_ACCEPT;

	if (unlikely(ip6h->hop_limit <= 1))
		return soft_rx_punt(SOFT_STAT_TTL);
	if (unlikely(soft_rx_flags(pkt)))
		return soft_rx_end(entry, soft_rx_flags(pkt));
	pkt->len = ntohs(ip6h->payload_len) + sizeof(*ip6h);
	if (!soft_rx_ready(pkt, entry))
		return NF_ACCEPT;

	ip6h = (struct ipv6hdr *)(skb->data + pkt->off);
	if (entry->flags & SOFT_ENTRY_F_NAT6)
		memcpy(&ip6h->saddr, entry->addr6, sizeof(entry->addr6));
	ip6h->hop_limit--;
	soft_rx_rewrite_l4(pkt, entry);
	return soft_rx_send(pkt, entry);
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
	struct soft_packet pkt = { .skb = skb };
	__be16 proto = skb->protocol;

	if (!soft_port_maybe(skb->dev))
		return NF_ACCEPT;
	if (unlikely(skb_vlan_tag_present(skb) || proto == htons(ETH_P_8021Q) ||
		     proto == htons(ETH_P_PPP_SES))) {
		if (!soft_rx_parse_tags(&pkt, &proto))
			return NF_ACCEPT;
	}

	if (likely(proto == htons(ETH_P_IP)))
		return soft_rx_ipv4(&pkt);
	if (proto == htons(ETH_P_IPV6))
		return soft_rx_ipv6(&pkt);
	return NF_ACCEPT;
}
