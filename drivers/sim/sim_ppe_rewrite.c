// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the PPE writes into a frame that it forwards. Pure.
 *
 * An entry describes the resulting stack of tags: all that came in is stripped
 * (MediaTek HNAT driver). Checksums are updated from the difference, as silicon
 * does, so that a frame that came in broken goes out broken.
 */
#include "sim_ppe_rewrite.h"

#include <kunit/visibility.h>
#include <linux/export.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ppp_defs.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include <linux/string.h>

#include "sim_ppe_foe.h"
#include "sim_ppe_parse.h"

/**
 * sim_rewrite_l2_len - length of what goes in front of the IP header
 * @foe: the entry
 *
 * Return: bytes
 */
unsigned int sim_rewrite_l2_len(const struct sim_foe *foe)
{
	return ETH_HLEN + 4 * foe->vlan_layer + (foe->pppoe ? 8 : 0);
}
EXPORT_SYMBOL_IF_KUNIT(sim_rewrite_l2_len);

static u8 *sim_push_tag(u8 *p, u16 tpid, u16 tci)
{
	sim_put16(p, tpid);
	sim_put16(p + 2, tci);
	return p + 4;
}

/**
 * sim_rewrite_l2 - write Ethernet header, tags and PPPoE
 * @l2: SIM_L2_MAX bytes
 * @foe: the entry; its vlan_layer is at most 2
 * @f: the frame as it came
 * @vpm_tpid: TPID that VPM stands for
 *
 * With VPM clear the EtherType field holds the outer TPID or, for a MediaTek
 * switch, the tag's first half; then the EtherType that follows the tags can
 * only come from packet type and PPPoE bit (inferred: both forms are in use).
 *
 * Return: how many bytes were written
 */
unsigned int sim_rewrite_l2(u8 *l2, const struct sim_foe *foe, const struct sim_frame *f,
			    u16 vpm_tpid)
{
	u16 etype = f->ipv6 ? ETH_P_IPV6 : ETH_P_IP;
	u8 *p = l2 + 2 * ETH_ALEN;

	memcpy(l2, foe->dmac, ETH_ALEN);
	memcpy(l2 + ETH_ALEN, foe->smac, ETH_ALEN);

	if (foe->pppoe)
		etype = ETH_P_PPP_SES;
	if (foe->vlan_layer > 0)
		p = sim_push_tag(p, foe->vpm ? vpm_tpid : foe->etype, foe->vlan1);
	else
		etype = foe->etype;
	if (foe->vlan_layer > 1)
		p = sim_push_tag(p, ETH_P_8021Q, foe->vlan2);
	sim_put16(p, etype);
	p += 2;

	if (foe->pppoe) {
		sim_put16(p, 0x1100);	/* version 1, type 1, session data */
		sim_put16(p + 2, foe->pppoe_id);
		sim_put16(p + 4, f->l3_len + 2);
		sim_put16(p + 6, f->ipv6 ? PPP_IPV6 : PPP_IP);
		p += 8;
	}
	return p - l2;
}
EXPORT_SYMBOL_IF_KUNIT(sim_rewrite_l2);

/* RFC 1624, equation 3, for one 16-bit word at an even offset. */
static void sim_csum_diff16(u8 *check, u16 from, u16 to)
{
	u32 sum = (u16)~sim_get16(check);

	sum += (u16)~from;
	sum += to;
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	sim_put16(check, ~sum);
}

static void sim_set16(u8 *p, u16 val, u8 *check1, u8 *check2)
{
	if (check1)
		sim_csum_diff16(check1, sim_get16(p), val);
	if (check2)
		sim_csum_diff16(check2, sim_get16(p), val);
	sim_put16(p, val);
}

static void sim_set32(u8 *p, u32 val, u8 *check1, u8 *check2)
{
	sim_set16(p, val >> 16, check1, check2);
	sim_set16(p + 2, val, check1, check2);
}

/* Where the transport checksum is; NULL: there is none to update. */
static u8 *sim_l4_check(u8 *l4, const struct sim_foe *foe, const struct sim_frame *f)
{
	if (foe->key.type != MTK_FOE_TYPE_IPV4_HNAPT &&
	    foe->key.type != MTK_FOE_TYPE_IPV6_HNAPT)
		return NULL;
	if (f->proto == IPPROTO_TCP)
		return l4 + 16;
	return sim_get16(l4 + 6) ? l4 + 6 : NULL;	/* UDP: 0 is "none", and stays */
}

static void sim_rewrite_ports(u8 *l4, const struct sim_foe *foe, const struct sim_frame *f,
			      u8 *check)
{
	sim_set16(l4, foe->new_sport, check, NULL);
	sim_set16(l4 + 2, foe->new_dport, check, NULL);
	if (check && f->proto == IPPROTO_UDP && !sim_get16(check))
		sim_put16(check, 0xffff);		/* RFC 768 */
}

static void sim_rewrite_ipv4_nat(u8 *ip, const struct sim_foe *foe, const struct sim_frame *f)
{
	u8 *l4 = ip + (f->l4_off - f->l3_off);
	u8 *check = sim_l4_check(l4, foe, f);

	sim_set32(ip + 12, foe->new_sip, ip + 10, check);
	sim_set32(ip + 16, foe->new_dip, ip + 10, check);
	if (foe->key.type == MTK_FOE_TYPE_IPV4_HNAPT)
		sim_rewrite_ports(l4, foe, f, check);
}

/* Bits of TOS or traffic class that stay, and the others from the entry. */
static u8 sim_tos(u8 old, const struct sim_foe *foe, bool keep_dscp)
{
	return keep_dscp ? old : (old & foe->keep_tos) | (foe->dscp & ~foe->keep_tos);
}

static void sim_rewrite_ipv4(u8 *ip, const struct sim_foe *foe, const struct sim_frame *f,
			     bool keep_dscp)
{
	sim_rewrite_ipv4_nat(ip, foe, f);
	if (foe->ttl)
		sim_set16(ip + 8, sim_get16(ip + 8) - 0x100, ip + 10, NULL);
	sim_set16(ip, (sim_get16(ip) & 0xff00) | sim_tos(ip[1], foe, keep_dscp), ip + 10, NULL);
}

static void sim_rewrite_nat66(u8 *ip, const struct sim_foe *foe, const struct sim_frame *f)
{
	u8 *addr = ip + (foe->nat66 == SIM_NAT66_SRC ? 8 : 24);
	u8 *l4 = ip + (f->l4_off - f->l3_off);
	u8 *check = sim_l4_check(l4, foe, f);
	int i;

	for (i = 0; i < 4; i++)
		sim_set32(addr + 4 * i, foe->new_ip6[i], check, NULL);
	if (foe->key.type == MTK_FOE_TYPE_IPV6_HNAPT)
		sim_rewrite_ports(l4, foe, f, check);
}

static void sim_rewrite_ipv6(u8 *ip, const struct sim_foe *foe, const struct sim_frame *f,
			     bool keep_dscp)
{
	u8 tos = sim_tos(sim_get16(ip) >> 4, foe, keep_dscp);

	if (foe->nat66)
		sim_rewrite_nat66(ip, foe, f);
	if (foe->ttl)
		ip[7]--;
	sim_put16(ip, (sim_get16(ip) & 0xf00f) | tos << 4);
}

/**
 * sim_rewrite_l3 - write addresses, ports, TTL, DSCP and checksums
 * @l3: the IP header and what follows
 * @foe: the entry
 * @f: the frame as it came
 * @keep_dscp: leave TOS or traffic class alone, whatever the entry says
 */
void sim_rewrite_l3(u8 *l3, const struct sim_foe *foe, const struct sim_frame *f,
		    bool keep_dscp)
{
	if (f->ipv6)
		sim_rewrite_ipv6(l3, foe, f, keep_dscp);
	else
		sim_rewrite_ipv4(l3, foe, f, keep_dscp);
}
EXPORT_SYMBOL_IF_KUNIT(sim_rewrite_l3);
