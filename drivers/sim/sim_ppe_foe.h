/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_SIM_PPE_FOE_H
#define _NF_FLOW_HW_SIM_PPE_FOE_H

#include <asm/barrier.h>
#include <linux/if_ether.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include <linux/types.h>

#include "sim_ppe_parse.h"

#define SIM_FOE_WORDS_MAX	32	/* 128 bytes, the longest of all generations */

/**
 * struct sim_foe_layout - where a generation keeps its fields
 * @words: 32-bit words per entry
 * @types: bit n: type n of entries is known
 * @ts: IB1, timestamp of a bound entry
 * @unbind_ts: IB1, timestamp of an unbound entry
 * @sp: IB1, source port; 0: not in this generation
 * @pcnt: IB1, packets of an unbound entry
 * @prebind: IB1
 * @type: IB1
 * @vlan_layer: IB1, tags to push
 * @pppoe: IB1, push a PPPoE header
 * @vpm: IB1, outer TPID comes from MTK_PPE_VPM_TPID
 * @keepalive: IB1, a copy of the next packet is due to the CPU
 * @keep_dscp: IB1, do not write DSCP
 * @decap: IB1, remove a tunnel
 * @ttl: IB1, decrement TTL
 * @dp: IB2, PSE port to send to
 * @fp: IB2, @dp counts; 0: it always does
 * @qos: IB2, through a QDMA queue
 * @mib: IB2, count
 * @winfo: IB2, frame goes to Wi-Fi by WED
 * @mcast: IB2, multicast
 * @dscp: IB2, new TOS or traffic class
 * @udf_keep_dscp: user defined word, do not write DSCP
 * @udf_keep_ecn: user defined word, do not write ECN
 * @has_tport: there are words for QDMA, tunnels and ciphers behind the L2 block
 *
 * A field of 0 is not in this generation. A generation is data: the code that
 * reads entries does not know its number.
 */
struct sim_foe_layout {
	u8	words;
	u32	types;
	u32	ts;
	u32	unbind_ts;
	u32	sp;
	u32	pcnt;
	u32	prebind;
	u32	type;
	u32	vlan_layer;
	u32	pppoe;
	u32	vpm;
	u32	keepalive;
	u32	keep_dscp;
	u32	decap;
	u32	ttl;
	u32	dp;
	u32	fp;
	u32	qos;
	u32	mib;
	u32	winfo;
	u32	mcast;
	u32	dscp;
	u32	udf_keep_dscp;
	u32	udf_keep_ecn;
	bool	has_tport;
};

#define SIM_TOS_DSCP	0xfc
#define SIM_TOS_ECN	0x03

/**
 * enum sim_nat66 - which IPv6 address an entry replaces
 * @SIM_NAT66_NONE: none
 * @SIM_NAT66_SRC: the source
 * @SIM_NAT66_DST: the destination
 */
enum sim_nat66 {
	SIM_NAT66_NONE,
	SIM_NAT66_SRC,
	SIM_NAT66_DST,
};

/**
 * struct sim_foe - a flow entry, decoded
 * @key: what it matches
 * @ib1: word 0 as it is
 * @ib2: likewise
 * @state: MTK_FOE_STATE_*
 * @sp: ingress PSE port
 * @is_static: neither aged nor learned into
 * @vlan_layer: tags to push
 * @pppoe: push a PPPoE header with @pppoe_id
 * @vpm: outer TPID from the register, else from @etype
 * @decap: tunnel decapsulation asked for
 * @ttl: decrement TTL or hop limit
 * @dp: egress PSE port
 * @unforced: MT7620: @dp does not count, the switch decides
 * @qos: through a QDMA queue
 * @mib: count in the MIB
 * @winfo: for WED
 * @mcast: multicast
 * @dscp: new TOS or traffic class, all eight bits
 * @keep_tos: bits of it that stay as they are
 * @tport: v3: way to the egress port
 * @tunnel: v3: through a tunnel or cipher engine
 * @nat66: which address @new_ip6 replaces
 * @new_ip6: IPv6, most significant word first
 * @new_sip: IPv4: address to write
 * @new_dip: IPv4: address to write
 * @new_sport: with NAT of ports
 * @new_dport: with NAT of ports
 * @dmac: new destination
 * @smac: new source
 * @etype: EtherType, or the outer TPID or DSA tag
 * @vlan1: outer tag
 * @vlan2: inner tag
 * @pppoe_id: session
 */
struct sim_foe {
	struct sim_key	key;
	u32		ib1;
	u32		ib2;
	u8		state;
	u8		sp;
	bool		is_static;
	u8		vlan_layer;
	bool		pppoe;
	bool		vpm;
	bool		decap;
	bool		ttl;
	u8		dp;
	bool		unforced;
	bool		qos;
	bool		mib;
	bool		winfo;
	bool		mcast;
	u8		dscp;
	u8		keep_tos;
	u8		tport;
	bool		tunnel;
	enum sim_nat66	nat66;
	u32		new_ip6[4];
	u32		new_sip;
	u32		new_dip;
	u16		new_sport;
	u16		new_dport;
	u8		dmac[ETH_ALEN];
	u8		smac[ETH_ALEN];
	u16		etype;
	u16		vlan1;
	u16		vlan2;
	u16		pppoe_id;
};

/* FIELD_GET() for a mask that is not a compile-time constant. */
static inline u32 sim_field_get(u32 mask, u32 word)
{
	return mask ? (word & mask) >> __builtin_ctz(mask) : 0;
}

static inline u32 sim_field_set(u32 mask, u32 word, u32 val)
{
	return mask ? (word & ~mask) | (val << __builtin_ctz(mask) & mask) : word;
}

/* Word 0 is published last by both sides, so read it first: what it announces is
 * there when it says so.
 */
static inline u32 sim_foe_ib1(const u32 *w)
{
	return smp_load_acquire(w);	/* pairs with the driver's wmb() */
}

static inline bool sim_type_is_nat66(u8 type)
{
	return type == MTK_FOE_TYPE_IPV6_HNAPT || type == MTK_FOE_TYPE_IPV6_HNAT;
}

u8 sim_foe_state(u32 ib1);
bool sim_foe_is_dsa(const struct sim_foe *foe);
bool sim_foe_decode(const struct sim_foe_layout *layout, const u32 *w, struct sim_foe *foe);

#endif /* _NF_FLOW_HW_SIM_PPE_FOE_H */
