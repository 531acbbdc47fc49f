/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a forwarding engine ("backend") and the nf_flow_hw core say to each
 * other. Backends include this header and nothing else of the core: they see
 * rules, entries and ports, never a flow_cls_offload or a struct flow_offload.
 */
#ifndef _NF_FLOW_TABLE_HW_H
#define _NF_FLOW_TABLE_HW_H

#include <linux/atomic.h>
#include <linux/if_ether.h>
#include <linux/list.h>
#include <linux/netfilter.h>
#include <linux/types.h>
#include <net/netfilter/nf_conntrack.h>
#include <uapi/linux/nf_flow_hw.h>

struct module;
struct net_device;
struct nf_flow_hw_backend;
struct sk_buff;

/* As many layers as nf_flow_table itself describes per direction. */
#define NF_FLOW_TABLE_HW_ENCAP_MAX	2

/* Value of &nf_flow_hw_entry.slot while the engine holds nothing for it. */
#define NF_FLOW_TABLE_HW_SLOT_NONE	U32_MAX

/* What a rule needs and a backend offers: &nf_flow_hw_rule.needs must be a
 * subset of &nf_flow_hw_backend.features or the core refuses the flow.
 */
#define NF_FLOW_TABLE_HW_F_IPV4		BIT(0)	/* route IPv4 TCP and UDP */
#define NF_FLOW_TABLE_HW_F_IPV6		BIT(1)	/* route IPv6 TCP and UDP */
#define NF_FLOW_TABLE_HW_F_NAT4		BIT(2)	/* translate IPv4 addresses, ports */
#define NF_FLOW_TABLE_HW_F_NAT6		BIT(3)	/* translate IPv6 addresses, ports */
#define NF_FLOW_TABLE_HW_F_VLAN		BIT(4)	/* one 802.1Q tag in or out */
#define NF_FLOW_TABLE_HW_F_QINQ		BIT(5)	/* two 802.1Q tags in or out */
#define NF_FLOW_TABLE_HW_F_PPPOE	BIT(6)	/* PPPoE session in or out */
#define NF_FLOW_TABLE_HW_F_GRE		BIT(7)	/* GRE by addresses and protocol */

/**
 * enum nf_flow_hw_engine - what really forwards the packets
 * @NF_FLOW_TABLE_HW_ENGINE_HARDWARE: a packet engine; conntrack may say HW_OFFLOAD
 * @NF_FLOW_TABLE_HW_ENGINE_SOFTWARE: the CPU; conntrack never says HW_OFFLOAD
 */
enum nf_flow_hw_engine {
	NF_FLOW_TABLE_HW_ENGINE_HARDWARE,
	NF_FLOW_TABLE_HW_ENGINE_SOFTWARE,
};

/**
 * struct nf_flow_hw_encap - one layer between Ethernet and IP
 * @id: VLAN id (12 bits) or PPPoE session id, host order
 * @proto: ETH_P_8021Q or ETH_P_PPP_SES, network order
 */
struct nf_flow_hw_encap {
	u16			id;
	__be16			proto;
};

/**
 * struct nf_flow_hw_tuple - addresses and ports of a packet, network order
 * @src: source address; IPv4 in the first word, the rest zero
 * @dst: destination address, likewise
 * @sport: source port, 0 for protocols without ports
 * @dport: destination port, likewise
 */
struct nf_flow_hw_tuple {
	union nf_inet_addr	src;
	union nf_inet_addr	dst;
	__be16			sport;
	__be16			dport;
};

/**
 * struct nf_flow_hw_rule - one direction of a flow, complete and host-independent
 * @match: the packet as it is received
 * @rewrite: the packet as it is sent; equals @match where nothing is translated
 * @encap_in: layers of the received packet, outermost first
 * @encap_out: layers of the sent packet, outermost first
 * @encap_in_num: valid elements of @encap_in
 * @encap_out_num: valid elements of @encap_out
 * @vlan_ingress: bit i set: layer i of @encap_in is stripped before the engine
 *	sees the packet, so it must not be matched
 * @l3proto: NFPROTO_IPV4 or NFPROTO_IPV6
 * @l4proto: IPPROTO_TCP, IPPROTO_UDP or IPPROTO_GRE
 * @smac: source MAC of the sent packet
 * @dmac: destination MAC of the sent packet
 * @mtu: largest L3 length in bytes that may be forwarded; longer packets are
 *	for the CPU
 * @iifindex: ingress device, in the namespace of the flow
 * @oifindex: egress device, likewise
 * @port_in: the backend's number of the ingress port, from &nf_flow_hw_ops.port_get
 * @port_out: the backend's number of the egress port
 * @needs: NF_FLOW_TABLE_HW_F_* bits that an engine must offer to run this rule
 *
 * Padding is zero, so that rules may be compared and hashed as memory.
 */
struct nf_flow_hw_rule {
	struct nf_flow_hw_tuple	match;
	struct nf_flow_hw_tuple	rewrite;
	struct nf_flow_hw_encap	encap_in[NF_FLOW_TABLE_HW_ENCAP_MAX];
	struct nf_flow_hw_encap	encap_out[NF_FLOW_TABLE_HW_ENCAP_MAX];
	u8			encap_in_num;
	u8			encap_out_num;
	u8			vlan_ingress;
	u8			l3proto;
	u8			l4proto;
	u8			smac[ETH_ALEN];
	u8			dmac[ETH_ALEN];
	u16			mtu;
	int			iifindex;
	int			oifindex;
	u16			port_in;
	u16			port_out;
	u32			needs;
};

/**
 * struct nf_flow_hw_entry - one direction of a flow, as an engine holds it
 * @packets: forwarded by the engine and not yet reported to conntrack
 * @bytes: L3 bytes of those packets, in the unit that the backend documents
 * @ct: connection of the flow, referenced as long as an engine holds the entry; of no
 *	concern to backends but for nf_flow_hw_entry_same_domain()
 * @backend: who holds the entry; NULL while nobody does. Owned by the core,
 *	written under the lock of the flow.
 * @slot: the backend's handle, %NF_FLOW_TABLE_HW_SLOT_NONE if it holds nothing.
 *	Written by the backend only, in ops on this entry.
 * @iifindex: ingress device of the rule that was added last (core)
 * @oifindex: egress device of that rule (core)
 * @zone: conntrack zone of the flow in this direction
 * @l2_len: backend's: bytes of layer-2 header in a received packet
 * @seen: backend's: when it last knew of a packet
 *
 * The core serialises all ops on one entry. A backend may still reach an entry
 * through the slot it owns while it serves another one (take-over of a key);
 * it does so under its own lock and only touches @packets, @bytes and
 * @seen.
 */
struct nf_flow_hw_entry {
	atomic64_t			packets;
	atomic64_t			bytes;
	struct nf_conn			*ct;
	struct nf_flow_hw_backend	*backend;
	u32				slot;
	int				iifindex;
	int				oifindex;
	u16				zone;
	u8				l2_len;
	u8				seen;
};

/**
 * nf_flow_hw_entry_same_domain - may one entry take over the key of another?
 * @a: an entry
 * @b: another one
 *
 * Engines match on addresses and ports only, so equal keys of two namespaces or
 * conntrack zones must never share a slot.
 *
 * Return: true if both belong to the same namespace and zone.
 */
static inline bool nf_flow_hw_entry_same_domain(const struct nf_flow_hw_entry *a,
						const struct nf_flow_hw_entry *b)
{
	return nf_ct_net(a->ct) == nf_ct_net(b->ct) && a->zone == b->zone;
}

/**
 * struct nf_flow_hw_usage - fill level of an engine
 * @used: entries held now
 * @size: entries that can be held at most
 */
struct nf_flow_hw_usage {
	u32			used;
	u32			size;
};

/**
 * struct nf_flow_hw_info - what an engine is and what happened to it, for users
 * @model: what exactly it is, e.g. "mt7986"; NULL: nothing to add to the name
 * @generation: of the engine; 0: there is but one
 * @units: engines that share the work; each has a table of its own
 * @ways: places of a table where a flow can be; 0: anywhere
 * @bucket_full: flows that found all their ways taken
 * @table_full: flows that found the whole table full
 * @evicted: idle entries that made room for others
 * @collisions: flows whose key belonged to another flow
 * @taken_over: entries that went from one flow to its successor
 * @faults: times that the engine did not answer
 * @backlog: entries that are unbound and wait for &nf_flow_hw_ops.flush
 *
 * Counters begin with the backend, and wrap.
 */
struct nf_flow_hw_info {
	const char		*model;
	u8			generation;
	u8			units;
	u8			ways;
	u32			bucket_full;
	u32			table_full;
	u32			evicted;
	u32			collisions;
	u32			taken_over;
	u32			faults;
	u32			backlog;
};

/**
 * struct nf_flow_hw_ops - what a backend can be asked for
 * @owner: module that is pinned while a flowtable device is bound to the backend
 *	by @port_get; NULL: not pinned, the backend unregisters itself
 * @port_get: take @dev as a port of the engine. May sleep; called with the
 *	registry mutex held, once per (flowtable, device). Returns the port number
 *	(0..U16_MAX) for &nf_flow_hw_rule.port_in and .port_out, -EOPNOTSUPP if the
 *	engine does not reach @dev, or another error.
 * @port_put: mirror of @port_get; no entry of that flowtable uses the port any more
 * @entry_add: make the engine forward @rule and own the result in @entry. If
 *	@entry already holds a slot that forwards exactly @rule, nothing is
 *	touched. Otherwise the old slot is given up as by @entry_unbind, @flush,
 *	@entry_del and a new one is published last. A slot that another entry of
 *	the same domain holds for the same key and rewrite is taken over. May
 *	sleep. Returns 0, -EEXIST (key held by another flow), -ENOSPC (all ways of
 *	the bucket taken), -EXFULL (table full), -EAGAIN (ask
 *	again later: the engine wants to see more packets first), -EOPNOTSUPP (not expressible) or
 *	another error; then @entry holds nothing.
 * @entry_unbind: stop forwarding, keep slot and counters. No effect on a slot
 *	that @entry does not own (any more). Takes effect at the next @flush.
 * @flush: make all preceding @entry_unbind effective; when it returns no packet
 *	is forwarded by them. May sleep; bounded to 10 ms.
 * @entry_del: after @flush: add the last counter delta to @entry, free the slot
 * @entry_stats: add what the engine counted since the last call to @entry. May
 *	sleep. Returns 0; 1 if the engine counts nothing but forwarded since the
 *	last call, see &nf_flow_hw_backend.no_counters; or -ENOENT if the entry
 *	forwards no longer (aged out, taken over); its slot is then given up and
 *	the deltas are complete.
 * @sync: optional, for an engine that may know of packets later than they came: the
 *	flow of @entry ends in a moment unless the next @entry_stats tells of one.
 *	Called before it; may sleep, bounded to 10 ms
 * @usage: fill level; any context
 * @info: the rest that users ask for, into a zeroed struct; any context. Optional
 * @port_set: optional, for an engine that serves a device only when told to: from
 *	now on @port_get shall take @dev, or no longer. Called with the registry
 *	mutex held, by nf_flow_hw_backend_port_set(). Returns 0 or an error.
 * @receive: software engines only, and of one engine at a time: a packet has come
 *	in, at the flowtable's hook. Returns %NF_STOLEN if the engine forwarded or
 *	dropped it, %NF_ACCEPT if it is left, unchanged in its content, to the
 *	flowtable. Softirq, under RCU; called only while a device is bound to the
 *	engine, but for packets of any device.
 *
 * All ops from @entry_add to @sync but @flush are called with the lock of the flow
 * held (a mutex), and never with RTNL taken by the core. When
 * nf_flow_hw_backend_unregister() returns, none of them runs.
 */
struct nf_flow_hw_ops {
	struct module	*owner;
	int	(*port_get)(struct nf_flow_hw_backend *be, struct net_device *dev);
	void	(*port_put)(struct nf_flow_hw_backend *be, unsigned int port);
	int	(*entry_add)(struct nf_flow_hw_backend *be,
			     struct nf_flow_hw_entry *entry,
			     const struct nf_flow_hw_rule *rule);
	void	(*entry_unbind)(struct nf_flow_hw_backend *be,
				struct nf_flow_hw_entry *entry);
	void	(*flush)(struct nf_flow_hw_backend *be);
	void	(*entry_del)(struct nf_flow_hw_backend *be,
			     struct nf_flow_hw_entry *entry);
	int	(*entry_stats)(struct nf_flow_hw_backend *be,
			       struct nf_flow_hw_entry *entry);
	void	(*sync)(struct nf_flow_hw_backend *be,
			struct nf_flow_hw_entry *entry);
	void	(*usage)(struct nf_flow_hw_backend *be,
			 struct nf_flow_hw_usage *usage);
	void	(*info)(struct nf_flow_hw_backend *be,
			struct nf_flow_hw_info *info);
	int	(*port_set)(struct nf_flow_hw_backend *be,
			    struct net_device *dev, bool on);
	unsigned int (*receive)(struct sk_buff *skb);
};

#define NF_FLOW_TABLE_HW_LABEL_SIZE	24

/**
 * struct nf_flow_hw_backend - one forwarding engine
 * @name: what kind of engine it is, e.g. "mtk-ppe"; at most 10 characters
 * @label: set by the core while registered: what users and the log are shown, @name
 *	or, where another backend has it, @name with a number behind it
 * @ops: mandatory are all members but &nf_flow_hw_ops.owner, .sync, .info, .port_set
 *	and .receive
 * @engine: hardware or software; decides what conntrack may claim
 * @features: NF_FLOW_TABLE_HW_F_* bits
 * @no_counters: the engine cannot count; conntrack learns that a flow lives, but
 *	not how much it carried
 * @seen: optional: a packet came in by @dev, which may be a port of this engine or
 *	of none, with this hash from its driver. RCU, softirq, several at once.
 *	Constant while registered.
 * @priv: the backend's own
 * @list: core's, under the registry mutex
 * @seen_list: core's, likewise
 */
struct nf_flow_hw_backend {
	const char			*name;
	char				label[NF_FLOW_TABLE_HW_LABEL_SIZE];
	const struct nf_flow_hw_ops	*ops;
	enum nf_flow_hw_engine		engine;
	u32				features;
	bool				no_counters;
	void				(*seen)(struct nf_flow_hw_backend *be,
						const struct net_device *dev,
						u32 hash);
	void				*priv;
	struct list_head		list;
	struct list_head		seen_list;
};

/* What a describer says about a device; opaque. */
struct nf_flow_hw_description;

/**
 * struct nf_flow_hw_describer - knows devices that have no engine of their own
 * @name: of the driver
 * @chip: what the device belongs to, e.g. "RK3568", or NULL if it is unknown to
 *	this describer. Any context that holds no spinlock; reads no register.
 * @advice: for a device that @chip knows: what its owner can do, as the second
 *	half of a sentence. Context as above. Never NULL.
 * @describe: for a device that @chip knows: say more by
 *	nf_flow_hw_description_add(). May sleep and read registers; RTNL is held.
 *	Returns 0, or what that function returned.
 * @list: core's
 */
struct nf_flow_hw_describer {
	const char	*name;
	const char	*(*chip)(const struct net_device *dev);
	const char	*(*advice)(const struct net_device *dev);
	int		(*describe)(struct net_device *dev,
				    struct nf_flow_hw_description *desc);
	struct list_head list;
};

void nf_flow_hw_describer_register(struct nf_flow_hw_describer *describer);
void nf_flow_hw_describer_unregister(struct nf_flow_hw_describer *describer);
__printf(3, 4)
int nf_flow_hw_description_add(struct nf_flow_hw_description *desc, const char *name,
			       const char *fmt, ...);

int nf_flow_hw_backend_register(struct nf_flow_hw_backend *be);
void nf_flow_hw_backend_unregister(struct nf_flow_hw_backend *be);
void nf_flow_hw_backend_fault(const struct nf_flow_hw_backend *be, const char *what);
int nf_flow_hw_backend_port_set(struct nf_flow_hw_backend *be,
				struct net_device *dev, bool on);

#endif /* _NF_FLOW_TABLE_HW_H */
