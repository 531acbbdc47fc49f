/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One direction of a flow, ready for use: what is compared and what is done, a
 * cache line each. Whatever can be known before a packet comes has been worked out.
 */
#ifndef _SOFT_ENTRY_H
#define _SOFT_ENTRY_H

#include <linux/cache.h>
#include <linux/if_ether.h>
#include <linux/string.h>
#include <linux/types.h>

struct net_device;
struct nf_flow_hw_entry;
struct nf_flow_hw_rule;

/* Ethernet, a tag and a PPPoE session, rounded up. */
#define SOFT_ENTRY_L2_MAX	28
/* Bytes that are copied for a header without tags: 14, and 2 of no meaning. */
#define SOFT_ENTRY_L2_PLAIN	16

#define SOFT_ENTRY_F_NAT6	BIT(0)	/* IPv6 addresses are translated */
#define SOFT_ENTRY_F_PPPOE	BIT(1)	/* the header ends with a PPPoE session */
#define SOFT_ENTRY_F_LONG	BIT(2)	/* more than SOFT_ENTRY_L2_PLAIN bytes */

/**
 * struct soft_key - what a packet is recognised by; compared as words
 * @dev: ingress device
 * @tags: layers between Ethernet and IP, see soft_key_tag()
 * @ports: see soft_key_ports()
 * @addr: source and destination; of IPv4 both are in the first word
 */
struct soft_key {
	const struct net_device	*dev;
	u64			tags;
	u64			ports;
	u64			addr[4];
};

/**
 * struct soft_entry - one direction of a flow
 * @next: in the same bucket; RCU
 * @key: what it is found by
 * @out: egress device
 * @addr4: IPv4 source and destination of the sent packet, as in the header
 * @ports: source and destination port of the sent packet, as in the header
 * @slot: its number in the table
 * @mtu: L3 bytes that may be forwarded; 0 once the connection has ended
 * @l2_len: valid bytes at the end of @l2
 * @flags: SOFT_ENTRY_F_*
 * @l3_delta: to be added to the complement of the IPv4 header checksum
 * @l4_delta: likewise, TCP and UDP
 * @l4_partial: likewise, where the checksum covers the pseudo header only
 * @proto: outermost protocol of the sent packet
 * @l2: prebuilt header, right-aligned
 * @addr6: IPv6 source and destination of the sent packet
 * @headroom: bytes needed in front of the IP header
 * @hash: of the sent tuple: what queue disciplines tell flows apart by
 * @hashed: it is in a bucket; under the lock of the table
 * @owner: the core's entry, NULL if the slot has none; under that lock
 * @packets: counter value at the last reading; under that lock
 * @bytes: likewise
 * @port_in: backend's number of the ingress port
 * @port_out: backend's number of the egress port
 */
struct soft_entry {
	struct soft_entry __rcu	*next;
	struct soft_key		key;

	struct net_device	*out ____cacheline_aligned;
	u64			addr4;
	u32			ports;
	u32			slot;
	u16			mtu;
	u8			l2_len;
	u8			flags;
	u16			l3_delta;
	u16			l4_delta;
	u16			l4_partial;
	__be16			proto;
	u8			l2[SOFT_ENTRY_L2_MAX];

	u64			addr6[4] ____cacheline_aligned;
	u16			headroom;
	bool			hashed;
	u32			hash;
	struct nf_flow_hw_entry	*owner;
	u64			packets;
	u64			bytes;
	u16			port_in;
	u16			port_out;
};

/* Words of a packet, where they lie: the compiler makes of it what the CPU can do. */
static __always_inline u64 soft_load64(const void *from)
{
	u64 value;

	memcpy(&value, from, sizeof(value));
	return value;
}

static __always_inline u32 soft_load32(const void *from)
{
	u32 value;

	memcpy(&value, from, sizeof(value));
	return value;
}

/**
 * soft_key_tag - a layer as part of &soft_key.tags
 * @tags: layers outside of it
 * @proto: ETH_P_8021Q, ETH_P_8021AD or ETH_P_PPP_SES
 * @id: tag with priority bits, which must be zero to match, or session id
 *
 * Return: all layers.
 */
static inline u64 soft_key_tag(u64 tags, __be16 proto, u16 id)
{
	return tags << 32 | (u32)(__force u16)proto << 16 | id;
}

/**
 * soft_key_ports - ports and protocols as &soft_key.ports
 * @ports: both ports, as they lie in the header
 * @l4proto: IPPROTO_TCP or IPPROTO_UDP
 * @l3proto: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Return: the word.
 */
static inline u64 soft_key_ports(u32 ports, u8 l4proto, u8 l3proto)
{
	return ports | (u64)(l4proto << 8 | l3proto) << 32;
}

static inline u8 soft_key_l3proto(const struct soft_key *key)
{
	return key->ports >> 32;
}

/**
 * soft_csum - a checksum after a change that is known beforehand
 * @check: the checksum as it is in the header
 * @delta: the change
 *
 * RFC 1624, equation 3, HC' = ~(~HC + delta), with ~m + m' given: in ones' complement
 * that is HC - delta, and the borrow goes round. Both agree for every pair of values,
 * in the representation of zero, too. A delta of 0 changes nothing.
 *
 * Return: the new checksum.
 */
static inline u16 soft_csum(u16 check, u16 delta)
{
	return check - delta - (check < delta);
}

/**
 * soft_csum_partial - the same for a sum that hardware will finish
 * @sum: of the pseudo header, not complemented
 * @delta: the change
 *
 * Return: the new sum.
 */
static inline u16 soft_csum_partial(u16 sum, u16 delta)
{
	u32 all = sum + delta;

	return (all & 0xffff) + (all >> 16);
}

int soft_entry_encode(struct soft_entry *entry, const struct nf_flow_hw_rule *rule);
bool soft_entry_same_key(const struct soft_entry *a, const struct soft_entry *b);
bool soft_entry_same(const struct soft_entry *a, const struct soft_entry *b);

#endif /* _SOFT_ENTRY_H */
