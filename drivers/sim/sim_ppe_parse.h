/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_SIM_PPE_PARSE_H
#define _NF_FLOW_HW_SIM_PPE_PARSE_H

#include <linux/types.h>

#define SIM_KEY_WORDS		9	/* IPv6: two addresses and the ports */
#define SIM_TAGS_MAX		4	/* MT7620 datasheet: "4 VLAN tags" */

/* Word 3 (IPv4) or 9 (IPv6) of an entry that compares no ports. */
#define SIM_KEY_3T(proto)	(0xa5a5a500u | (proto))

static inline u16 sim_get16(const u8 *p)
{
	return p[0] << 8 | p[1];
}

static inline u32 sim_get32(const u8 *p)
{
	return (u32)sim_get16(p) << 16 | sim_get16(p + 2);
}

static inline void sim_put16(u8 *p, u16 val)
{
	p[0] = val >> 8;
	p[1] = val & 0xff;
}

static inline void sim_put32(u8 *p, u32 val)
{
	sim_put16(p, val >> 16);
	sim_put16(p + 2, val);
}

/**
 * struct sim_key - what the engine looks up, as words of an entry
 * @type: MTK_FOE_TYPE_*
 * @udp: the UDP bit of word 0
 * @n: valid words in @w
 * @w: words 1, 2, … of the entry that this frame would hit
 */
struct sim_key {
	u8	type;
	bool	udp;
	u8	n;
	u32	w[SIM_KEY_WORDS];
};

/**
 * enum sim_tcp - TCP control flags that matter to the engine
 * @SIM_TCP_NONE: none of them, or not TCP
 * @SIM_TCP_SYN: SYN, and neither FIN nor RST
 * @SIM_TCP_END: FIN or RST
 */
enum sim_tcp {
	SIM_TCP_NONE,
	SIM_TCP_SYN,
	SIM_TCP_END,
};

/**
 * struct sim_frame - what the parser found
 * @key: valid if @reason is 0
 * @len: length of the frame without FCS
 * @l3_off: where the IP header starts: Ethernet header, tags and PPPoE before it
 * @stag: a MediaTek switch's tag was stepped over
 * @l3_len: length of the IP packet; what follows is padding
 * @l4_off: where the transport header starts
 * @tags: VLAN tags, one in the switch's tag included
 * @ttl: TTL or hop limit
 * @proto: IPPROTO_*
 * @tcp: control flags
 * @reason: MTK_PPE_CRSN_*: the frame is for the CPU before any lookup; 0: go on
 * @ipv6: IPv6, else IPv4
 * @bad_ip_csum: the IPv4 header checksum is wrong (then @reason is set too)
 */
struct sim_frame {
	struct sim_key	key;
	u16		len;
	u16		l3_off;
	u16		l3_len;
	u16		l4_off;
	bool		stag;
	u8		tags;
	u8		ttl;
	u8		proto;
	enum sim_tcp	tcp;
	u8		reason;
	bool		ipv6;
	bool		bad_ip_csum;
};

void sim_parse(const u8 *data, u16 len, u32 flow_cfg, bool stag, struct sim_frame *f);
bool sim_parse_l4_csum_ok(const u8 *data, const struct sim_frame *f);

#endif /* _NF_FLOW_HW_SIM_PPE_PARSE_H */
