// SPDX-License-Identifier: GPL-2.0-only
/*
 * From bytes to a lookup key: what the PPE's parser makes of a frame. Pure.
 *
 * Source: MT7621 programming guide (PPE), FLOW_CFG and the list of CPU reasons;
 * the order of the checks is inferred.
 */
#include "sim_ppe_parse.h"

#include <kunit/visibility.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/linkage.h>
#include <linux/ppp_defs.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include <linux/string.h>
#include <net/checksum.h>
#include <net/ipv6.h>

#define SIM_IP4_MF_OFFSET	0x3fff	/* "more fragments" and the offset */
#define SIM_IP6_HLEN		40
#define SIM_TCP_HLEN		20
#define SIM_TCP_FLAGS		13	/* offset of the flags */
#define SIM_UDP_HLEN		8
#define SIM_GRE_KEY		0x20	/* first byte */
#define SIM_PPPOE_LEN		8	/* header and PPP protocol */
#define SIM_STAG_LEN		4
#define SIM_STAG_VLAN		3	/* first byte: TPID 0x8100 or 0x88a8 */

static bool sim_is_vlan(u16 etype)
{
	return etype == ETH_P_8021Q || etype == ETH_P_8021AD;
}

/* Step over a MediaTek switch's tag, of which one form carries a VLAN tag. */
static u16 sim_parse_stag(const u8 *data, struct sim_frame *f)
{
	f->stag = true;
	if (data[2 * ETH_ALEN] & SIM_STAG_VLAN)
		f->tags++;
	return 2 * ETH_ALEN + SIM_STAG_LEN;
}

/* Ethernet, tags, PPPoE. Sets l3_off; returns a CPU reason or 0. */
static u8 sim_parse_l2(const u8 *data, u16 len, bool stag, struct sim_frame *f)
{
	u16 off = 2 * ETH_ALEN;
	u16 etype;

	if (len < ETH_HLEN + (stag ? SIM_STAG_LEN : 0))
		return MTK_PPE_CRSN_INVALID;
	if (data[0] & 1)
		return MTK_PPE_CRSN_MULTICAST_CPU;
	if (stag)
		off = sim_parse_stag(data, f);

	for (etype = sim_get16(data + off); sim_is_vlan(etype);
	     etype = sim_get16(data + off)) {
		off += 4;
		if (++f->tags > SIM_TAGS_MAX)
			return MTK_PPE_CRSN_VLAN_VIOLATION;
		if (len < off + 2)
			return MTK_PPE_CRSN_INVALID;
	}
	off += 2;

	if (etype == ETH_P_PPP_SES) {
		if (len < off + SIM_PPPOE_LEN)
			return MTK_PPE_CRSN_INVALID;
		off += SIM_PPPOE_LEN;
		switch (sim_get16(data + off - 2)) {
		case PPP_IP:
			etype = ETH_P_IP;
			break;
		case PPP_IPV6:
			etype = ETH_P_IPV6;
			break;
		default:
			return MTK_PPE_CRSN_BYPASS;
		}
	}

	f->l3_off = off;
	f->ipv6 = etype == ETH_P_IPV6;
	return f->ipv6 || etype == ETH_P_IP ? 0 : MTK_PPE_CRSN_NO_FLOW;
}

/* Ports and TCP flags. Returns false if the header is cut short. */
static bool sim_parse_l4(const u8 *data, struct sim_frame *f, u32 *ports)
{
	const u8 *l4 = data + f->l4_off;
	u16 room = f->l3_off + f->l3_len - f->l4_off;

	if (room < (f->proto == IPPROTO_TCP ? SIM_TCP_HLEN : SIM_UDP_HLEN))
		return false;
	*ports = sim_get32(l4);	/* source port above, destination below */
	if (f->proto != IPPROTO_TCP)
		return true;

	if (l4[SIM_TCP_FLAGS] & 0x05)		/* FIN, RST */
		f->tcp = SIM_TCP_END;
	else if (l4[SIM_TCP_FLAGS] & 0x02)	/* SYN */
		f->tcp = SIM_TCP_SYN;
	return true;
}

static bool sim_has_ports(u8 proto)
{
	return proto == IPPROTO_TCP || proto == IPPROTO_UDP;
}

/* GRE with a key whose part in the hash is not known. */
static bool sim_is_keyed_gre(const u8 *data, u32 flow_cfg, u32 bit, const struct sim_frame *f)
{
	return f->proto == IPPROTO_GRE && (flow_cfg & bit) &&
	       f->l4_off < f->l3_off + f->l3_len && (data[f->l4_off] & SIM_GRE_KEY);
}

static u8 sim_key_ipv4(const u8 *data, u32 flow_cfg, bool frag, struct sim_frame *f)
{
	struct sim_key *key = &f->key;
	const u8 *ip = data + f->l3_off;

	key->n = 3;
	key->w[0] = sim_get32(ip + 12);
	key->w[1] = sim_get32(ip + 16);

	if (frag && !(flow_cfg & MTK_PPE_FLOW_CFG_IP4_NAT_FRAG))
		return sim_has_ports(f->proto) ? MTK_PPE_CRSN_V4_FRAG_HNAPT :
						 MTK_PPE_CRSN_V4_FRAG_HNAT;

	if (!frag && sim_has_ports(f->proto)) {
		if (!(flow_cfg & MTK_PPE_FLOW_CFG_IP4_NAPT))
			return MTK_PPE_CRSN_NO_FLOW;
		key->type = MTK_FOE_TYPE_IPV4_HNAPT;
		key->udp = f->proto == IPPROTO_UDP;
		return sim_parse_l4(data, f, &key->w[2]) ? 0 : MTK_PPE_CRSN_V4_NO_L4;
	}

	if (!(flow_cfg & MTK_PPE_FLOW_CFG_IP4_NAT))
		return MTK_PPE_CRSN_V4_NO_L4;
	if (!frag && sim_is_keyed_gre(data, flow_cfg, MTK_PPE_FLOW_CFG_IP4_HASH_GRE, f))
		return MTK_PPE_CRSN_NO_FLOW;
	key->type = MTK_FOE_TYPE_IPV4_HNAT;
	key->w[2] = SIM_KEY_3T(f->proto);
	return 0;
}

static u8 sim_parse_ipv4(const u8 *data, u32 flow_cfg, struct sim_frame *f)
{
	const u8 *ip = data + f->l3_off;
	u16 room = f->len - f->l3_off;
	u8 hlen;

	if (room < sizeof(struct iphdr) || ip[0] >> 4 != 4)
		return MTK_PPE_CRSN_INVALID;
	hlen = (ip[0] & 0xf) * 4;
	f->l3_len = sim_get16(ip + 2);
	if (hlen < sizeof(struct iphdr) || f->l3_len < hlen || f->l3_len > room)
		return MTK_PPE_CRSN_INVALID;
	f->l4_off = f->l3_off + hlen;
	f->ttl = ip[8];
	f->proto = ip[9];

	if (ip_fast_csum(ip, hlen / 4)) {
		f->bad_ip_csum = true;
		return MTK_PPE_CRSN_INVALID;
	}
	if (hlen > sizeof(struct iphdr))
		return MTK_PPE_CRSN_IP_OPTION;
	if (!f->ttl)
		return MTK_PPE_CRSN_TTL_0;
	return sim_key_ipv4(data, flow_cfg, sim_get16(ip + 6) & SIM_IP4_MF_OFFSET, f);
}

static bool sim_is_ext_hdr(u8 nexthdr)
{
	switch (nexthdr) {
	case NEXTHDR_HOP:
	case NEXTHDR_ROUTING:
	case NEXTHDR_FRAGMENT:
	case NEXTHDR_AUTH:
	case NEXTHDR_DEST:
	case NEXTHDR_MOBILITY:
		return true;
	default:
		return false;
	}
}

static u8 sim_parse_ipv6(const u8 *data, u32 flow_cfg, struct sim_frame *f)
{
	struct sim_key *key = &f->key;
	const u8 *ip = data + f->l3_off;
	u32 room = f->len - f->l3_off;
	int i;

	if (room < SIM_IP6_HLEN || ip[0] >> 4 != 6 ||
	    room < SIM_IP6_HLEN + sim_get16(ip + 4))
		return MTK_PPE_CRSN_INVALID;
	f->l3_len = SIM_IP6_HLEN + sim_get16(ip + 4);
	f->l4_off = f->l3_off + SIM_IP6_HLEN;
	f->proto = ip[6];
	f->ttl = ip[7];

	if (sim_is_ext_hdr(f->proto))
		return MTK_PPE_CRSN_IP_OPTION;
	if (!f->ttl)
		return MTK_PPE_CRSN_TTL_0;

	key->n = SIM_KEY_WORDS;
	for (i = 0; i < 8; i++)
		key->w[i] = sim_get32(ip + 8 + 4 * i);
	if (sim_has_ports(f->proto)) {
		if (!(flow_cfg & (MTK_PPE_FLOW_CFG_IP6_5T | MTK_PPE_FLOW_CFG_IP6_NAPT)))
			return MTK_PPE_CRSN_NO_FLOW;
		key->type = MTK_FOE_TYPE_IPV6_5T;
		key->udp = f->proto == IPPROTO_UDP;
		return sim_parse_l4(data, f, &key->w[8]) ? 0 : MTK_PPE_CRSN_V6_NO_L4;
	}
	if (!(flow_cfg & (MTK_PPE_FLOW_CFG_IP6_3T | MTK_PPE_FLOW_CFG_IP6_NAT)))
		return MTK_PPE_CRSN_V6_NO_L4;
	if (sim_is_keyed_gre(data, flow_cfg, MTK_PPE_FLOW_CFG_IP6_HASH_GRE, f))
		return MTK_PPE_CRSN_NO_FLOW;
	key->type = MTK_FOE_TYPE_IPV6_3T;
	key->w[8] = SIM_KEY_3T(f->proto);
	return 0;
}

/**
 * sim_parse - decide what a frame is
 * @data: the frame from its destination MAC on, without FCS
 * @len: its length
 * @flow_cfg: value of MTK_PPE_FLOW_CFG
 * @stag: the tag of a MediaTek switch follows the MACs (MTK_GDMA_SPECIAL_TAG)
 * @f: the result
 */
void sim_parse(const u8 *data, u16 len, u32 flow_cfg, bool stag, struct sim_frame *f)
{
	memset(f, 0, sizeof(*f));
	f->len = len;
	f->reason = sim_parse_l2(data, len, stag, f);
	if (f->reason)
		return;
	f->reason = f->ipv6 ? sim_parse_ipv6(data, flow_cfg, f) :
			      sim_parse_ipv4(data, flow_cfg, f);
}
EXPORT_SYMBOL_IF_KUNIT(sim_parse);

/**
 * sim_parse_l4_csum_ok - verify the TCP or UDP checksum of a parsed frame
 * @data: the frame
 * @f: what sim_parse() made of it, with a key of type 5-tuple
 *
 * Return: true if it is right, or if there is none (UDP over IPv4 with zero)
 */
bool sim_parse_l4_csum_ok(const u8 *data, const struct sim_frame *f)
{
	u16 len = f->l3_off + f->l3_len - f->l4_off;
	const u8 *l4 = data + f->l4_off;
	const u8 *ip = data + f->l3_off;
	__wsum sum;

	if (f->key.udp && !f->ipv6 && !sim_get16(l4 + 6))
		return true;
	sum = f->ipv6 ? csum_partial(ip + 8, 32, 0) : csum_partial(ip + 12, 8, 0);
	sum = csum_add(sum, (__force __wsum)htonl(f->proto + len));
	return !csum_fold(csum_partial(l4, len, sum));
}
EXPORT_SYMBOL_IF_KUNIT(sim_parse_l4_csum_ok);
