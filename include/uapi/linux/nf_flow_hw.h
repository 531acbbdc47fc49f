/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
#ifndef _UAPI_LINUX_NF_FLOW_HW_H
#define _UAPI_LINUX_NF_FLOW_HW_H

/**
 * enum nf_flow_hw_reject - why one direction of a flow stays in software
 *
 * Every refusal of the core or of a backend carries exactly one of these; it is
 * counted per reason and traced. Numbers are stable: new reasons go to the end.
 *
 * @NF_FLOW_HW_REJECT_NONE: not refused
 * @NF_FLOW_HW_REJECT_MATCH_KEY: the rule matches on a key nobody handles
 * @NF_FLOW_HW_REJECT_MATCH_MASK: a key is matched by a partial mask
 * @NF_FLOW_HW_REJECT_TUNNEL: the flow enters or leaves through an IP tunnel
 * @NF_FLOW_HW_REJECT_L3PROTO: neither IPv4 nor IPv6
 * @NF_FLOW_HW_REJECT_L4PROTO: a transport protocol the engine cannot key on
 * @NF_FLOW_HW_REJECT_FRAGMENT: the rule matches on fragment or control flags
 * @NF_FLOW_HW_REJECT_MULTICAST: multicast or broadcast address or MAC
 * @NF_FLOW_HW_REJECT_ENCAP: a tag that is neither 802.1Q nor PPPoE
 * @NF_FLOW_HW_REJECT_ENCAP_DEPTH: more tags than a rule can describe
 * @NF_FLOW_HW_REJECT_ACTION: an action nobody handles
 * @NF_FLOW_HW_REJECT_MANGLE: a rewrite of a header word nobody handles
 * @NF_FLOW_HW_REJECT_NO_REDIRECT: the rule names no egress device
 * @NF_FLOW_HW_REJECT_NO_MAC: the rule gives no complete Ethernet header
 * @NF_FLOW_HW_REJECT_NAT6: the engine cannot translate IPv6
 * @NF_FLOW_HW_REJECT_VLAN: the engine cannot push or match these VLAN tags
 * @NF_FLOW_HW_REJECT_PPPOE: the engine cannot terminate PPPoE
 * @NF_FLOW_HW_REJECT_FEATURE: another feature the engine lacks
 * @NF_FLOW_HW_REJECT_INGRESS: the ingress device is not bound to an engine
 * @NF_FLOW_HW_REJECT_EGRESS: the egress device is not bound to an engine
 * @NF_FLOW_HW_REJECT_ENGINES: ingress and egress belong to different engines
 * @NF_FLOW_HW_REJECT_DYING: the flow is being torn down already
 * @NF_FLOW_HW_REJECT_TOMBSTONE: the entry was invalidated or evicted
 * @NF_FLOW_HW_REJECT_DEFERRED: admission asks for another packet first
 * @NF_FLOW_HW_REJECT_KEY_IN_USE: another flow owns the same hardware key
 * @NF_FLOW_HW_REJECT_BUCKET_FULL: all ways of the hash bucket are taken
 * @NF_FLOW_HW_REJECT_TABLE_FULL: the engine's table is full
 * @NF_FLOW_HW_REJECT_NO_MEMORY: the kernel is out of memory
 * @NF_FLOW_HW_REJECT_BACKEND: the engine failed or refused without saying more
 * @NF_FLOW_HW_REJECT_PAUSED: a device of the flow was paused by the administrator
 * @NF_FLOW_HW_REJECT_PRIORITY_MAP: an egress VLAN device maps priorities into its tags
 */
enum nf_flow_hw_reject {
	NF_FLOW_HW_REJECT_NONE,
	NF_FLOW_HW_REJECT_MATCH_KEY,
	NF_FLOW_HW_REJECT_MATCH_MASK,
	NF_FLOW_HW_REJECT_TUNNEL,
	NF_FLOW_HW_REJECT_L3PROTO,
	NF_FLOW_HW_REJECT_L4PROTO,
	NF_FLOW_HW_REJECT_FRAGMENT,
	NF_FLOW_HW_REJECT_MULTICAST,
	NF_FLOW_HW_REJECT_ENCAP,
	NF_FLOW_HW_REJECT_ENCAP_DEPTH,
	NF_FLOW_HW_REJECT_ACTION,
	NF_FLOW_HW_REJECT_MANGLE,
	NF_FLOW_HW_REJECT_NO_REDIRECT,
	NF_FLOW_HW_REJECT_NO_MAC,
	NF_FLOW_HW_REJECT_NAT6,
	NF_FLOW_HW_REJECT_VLAN,
	NF_FLOW_HW_REJECT_PPPOE,
	NF_FLOW_HW_REJECT_FEATURE,
	NF_FLOW_HW_REJECT_INGRESS,
	NF_FLOW_HW_REJECT_EGRESS,
	NF_FLOW_HW_REJECT_ENGINES,
	NF_FLOW_HW_REJECT_DYING,
	NF_FLOW_HW_REJECT_TOMBSTONE,
	NF_FLOW_HW_REJECT_DEFERRED,
	NF_FLOW_HW_REJECT_KEY_IN_USE,
	NF_FLOW_HW_REJECT_BUCKET_FULL,
	NF_FLOW_HW_REJECT_TABLE_FULL,
	NF_FLOW_HW_REJECT_NO_MEMORY,
	NF_FLOW_HW_REJECT_BACKEND,
	NF_FLOW_HW_REJECT_PAUSED,
	NF_FLOW_HW_REJECT_PRIORITY_MAP,

	/* private: */
	__NF_FLOW_HW_REJECT_MAX
};

#define NF_FLOW_HW_REJECT_MAX (__NF_FLOW_HW_REJECT_MAX - 1)

/*
 * Generic netlink. The same is described for machines in
 * Documentation/netlink/specs/nf_flow_hw.yaml; tests/selftests/cli_spec.sh keeps
 * the two alike. Addresses and ports are in network order, all else in host
 * order. A caller sees its own network namespace only.
 */
#define NF_FLOW_HW_GENL_NAME		"nf_flow_hw"
#define NF_FLOW_HW_GENL_VERSION		1
#define NF_FLOW_HW_GENL_MCGRP_EVENTS	"events"

/**
 * enum nf_flow_hw_cmd - what can be asked for
 *
 * All but STATUS_GET, BACKEND_GET, TABLE_GET, REJECT_GET and PORT_GET need
 * CAP_NET_ADMIN in the user namespace that owns the network namespace.
 *
 * @NF_FLOW_HW_CMD_UNSPEC: invalid
 * @NF_FLOW_HW_CMD_STATUS_GET: do: totals of this namespace, at a constant cost
 * @NF_FLOW_HW_CMD_BACKEND_GET: dump: engines
 * @NF_FLOW_HW_CMD_TABLE_GET: dump: flowtables with "flags offload", their devices
 * @NF_FLOW_HW_CMD_REJECT_GET: dump: refusals per reason
 * @NF_FLOW_HW_CMD_RING_GET: dump: the last refusals, oldest first
 * @NF_FLOW_HW_CMD_FLOW_GET: dump: flows that match an optional filter
 * @NF_FLOW_HW_CMD_EVICT: do: remove entries of flows that match the filter and
 *	end these flows; a reply says how many
 * @NF_FLOW_HW_CMD_PAUSE: do: remove what uses a device and refuse more
 * @NF_FLOW_HW_CMD_RESUME: do: end a pause
 * @NF_FLOW_HW_CMD_EVENT: multicast: something happened
 * @NF_FLOW_HW_CMD_PORT_GET: dump: devices whose chip is known to have no engine;
 *	details, which may be read from registers, with CAP_NET_ADMIN only
 * @NF_FLOW_HW_CMD_SOFT_ADD: do: have a device served by the software engine
 * @NF_FLOW_HW_CMD_SOFT_DEL: do: end that
 */
enum nf_flow_hw_cmd {
	NF_FLOW_HW_CMD_UNSPEC,
	NF_FLOW_HW_CMD_STATUS_GET,
	NF_FLOW_HW_CMD_BACKEND_GET,
	NF_FLOW_HW_CMD_TABLE_GET,
	NF_FLOW_HW_CMD_REJECT_GET,
	NF_FLOW_HW_CMD_RING_GET,
	NF_FLOW_HW_CMD_FLOW_GET,
	NF_FLOW_HW_CMD_EVICT,
	NF_FLOW_HW_CMD_PAUSE,
	NF_FLOW_HW_CMD_RESUME,
	NF_FLOW_HW_CMD_EVENT,
	NF_FLOW_HW_CMD_PORT_GET,
	NF_FLOW_HW_CMD_SOFT_ADD,
	NF_FLOW_HW_CMD_SOFT_DEL,

	/* private: */
	__NF_FLOW_HW_CMD_MAX
};

#define NF_FLOW_HW_CMD_MAX (__NF_FLOW_HW_CMD_MAX - 1)

/**
 * enum nf_flow_hw_engine_type - what really forwards the packets
 * @NF_FLOW_HW_ENGINE_HARDWARE: a packet engine
 * @NF_FLOW_HW_ENGINE_SOFTWARE: the CPU, by a shorter way
 */
enum nf_flow_hw_engine_type {
	NF_FLOW_HW_ENGINE_HARDWARE,
	NF_FLOW_HW_ENGINE_SOFTWARE,
};

/**
 * enum nf_flow_hw_feature - what an engine can do
 * @NF_FLOW_HW_FEATURE_IPV4: route IPv4
 * @NF_FLOW_HW_FEATURE_IPV6: route IPv6
 * @NF_FLOW_HW_FEATURE_NAT4: translate IPv4
 * @NF_FLOW_HW_FEATURE_NAT6: translate IPv6
 * @NF_FLOW_HW_FEATURE_VLAN: one 802.1Q tag
 * @NF_FLOW_HW_FEATURE_QINQ: two 802.1Q tags
 * @NF_FLOW_HW_FEATURE_PPPOE: PPPoE sessions
 * @NF_FLOW_HW_FEATURE_GRE: GRE
 */
enum nf_flow_hw_feature {
	NF_FLOW_HW_FEATURE_IPV4		= 1 << 0,
	NF_FLOW_HW_FEATURE_IPV6		= 1 << 1,
	NF_FLOW_HW_FEATURE_NAT4		= 1 << 2,
	NF_FLOW_HW_FEATURE_NAT6		= 1 << 3,
	NF_FLOW_HW_FEATURE_VLAN		= 1 << 4,
	NF_FLOW_HW_FEATURE_QINQ		= 1 << 5,
	NF_FLOW_HW_FEATURE_PPPOE	= 1 << 6,
	NF_FLOW_HW_FEATURE_GRE		= 1 << 7,
};

/**
 * enum nf_flow_hw_device_state - what was decided for a device of a flowtable
 * @NF_FLOW_HW_DEVICE_SOFTWARE: nobody serves it
 * @NF_FLOW_HW_DEVICE_BACKEND: an engine of nf_flow_hw serves it
 * @NF_FLOW_HW_DEVICE_INTREE: a driver of the kernel itself serves it
 */
enum nf_flow_hw_device_state {
	NF_FLOW_HW_DEVICE_SOFTWARE,
	NF_FLOW_HW_DEVICE_BACKEND,
	NF_FLOW_HW_DEVICE_INTREE,
};

/**
 * enum nf_flow_hw_flow_state - where one direction of a flow is
 * @NF_FLOW_HW_FLOW_SOFTWARE: the kernel's software flowtable; not refused
 * @NF_FLOW_HW_FLOW_HARDWARE: a packet engine
 * @NF_FLOW_HW_FLOW_SOFTWARE_ENGINE: a software engine of nf_flow_hw
 * @NF_FLOW_HW_FLOW_REFUSED: the software flowtable, for a reason
 * @NF_FLOW_HW_FLOW_TOMBSTONE: was taken out of its engine and is about to end
 */
enum nf_flow_hw_flow_state {
	NF_FLOW_HW_FLOW_SOFTWARE,
	NF_FLOW_HW_FLOW_HARDWARE,
	NF_FLOW_HW_FLOW_SOFTWARE_ENGINE,
	NF_FLOW_HW_FLOW_REFUSED,
	NF_FLOW_HW_FLOW_TOMBSTONE,

	/* private: */
	__NF_FLOW_HW_FLOW_MAX
};

#define NF_FLOW_HW_FLOW_MAX (__NF_FLOW_HW_FLOW_MAX - 1)

/**
 * enum nf_flow_hw_cause - why an entry was removed
 * @NF_FLOW_HW_CAUSE_DESTROY: the flow ended
 * @NF_FLOW_HW_CAUSE_UNBIND: a device left the flowtable, or the flowtable went
 * @NF_FLOW_HW_CAUSE_BACKEND: the engine went away
 * @NF_FLOW_HW_CAUSE_EVICT: the administrator removed it
 * @NF_FLOW_HW_CAUSE_PAUSE: the administrator paused a device
 * @NF_FLOW_HW_CAUSE_REFUSED: it was offered again, and refused
 * @NF_FLOW_HW_CAUSE_LOST: the engine dropped it (aged out, taken over)
 * @NF_FLOW_HW_CAUSE_INVALID: its premises no longer hold (neighbour, route, …)
 */
enum nf_flow_hw_cause {
	NF_FLOW_HW_CAUSE_DESTROY,
	NF_FLOW_HW_CAUSE_UNBIND,
	NF_FLOW_HW_CAUSE_BACKEND,
	NF_FLOW_HW_CAUSE_EVICT,
	NF_FLOW_HW_CAUSE_PAUSE,
	NF_FLOW_HW_CAUSE_REFUSED,
	NF_FLOW_HW_CAUSE_LOST,
	NF_FLOW_HW_CAUSE_INVALID,

	/* private: */
	__NF_FLOW_HW_CAUSE_MAX
};

/**
 * enum nf_flow_hw_event - kinds of NF_FLOW_HW_CMD_EVENT
 * @NF_FLOW_HW_EVENT_BOUND: an engine took one direction of a flow
 * @NF_FLOW_HW_EVENT_REMOVED: an engine holds it no longer
 * @NF_FLOW_HW_EVENT_REJECTED: one direction was refused (at most 10 a second)
 * @NF_FLOW_HW_EVENT_TABLE_FULL: an engine is full (at most one a second)
 * @NF_FLOW_HW_EVENT_FAULT: an engine does not answer (at most one a second). Not
 *	about a flow, and sent to all namespaces, which share the engine
 */
enum nf_flow_hw_event {
	NF_FLOW_HW_EVENT_BOUND,
	NF_FLOW_HW_EVENT_REMOVED,
	NF_FLOW_HW_EVENT_REJECTED,
	NF_FLOW_HW_EVENT_TABLE_FULL,
	NF_FLOW_HW_EVENT_FAULT,
};

/* Answer to NF_FLOW_HW_CMD_STATUS_GET. "Entries" are directions of flows. */
enum {
	NF_FLOW_HW_A_STATUS_UNSPEC,
	NF_FLOW_HW_A_STATUS_FLOWS,		/* u32, in all flowtables */
	NF_FLOW_HW_A_STATUS_ENTRIES_HW,		/* u32, in hardware */
	NF_FLOW_HW_A_STATUS_ENTRIES_SW,		/* u32, in software engines */
	NF_FLOW_HW_A_STATUS_PACKETS_HW,		/* u64, accounted so far */
	NF_FLOW_HW_A_STATUS_BYTES_HW,		/* u64 */
	NF_FLOW_HW_A_STATUS_PACKETS_SW,		/* u64 */
	NF_FLOW_HW_A_STATUS_BYTES_SW,		/* u64 */
	NF_FLOW_HW_A_STATUS_REJECTS,		/* u64, ever put into the ring */
	NF_FLOW_HW_A_STATUS_PAUSED,		/* u32 multi, ifindex */
	NF_FLOW_HW_A_STATUS_PAD,
	NF_FLOW_HW_A_STATUS_BACKLOG,		/* u32, work that waits, if known */

	__NF_FLOW_HW_A_STATUS_MAX
};

#define NF_FLOW_HW_A_STATUS_MAX (__NF_FLOW_HW_A_STATUS_MAX - 1)

/* One engine. From UNITS on only what the backend knows; counters wrap. */
enum {
	NF_FLOW_HW_A_BACKEND_UNSPEC,
	NF_FLOW_HW_A_BACKEND_NAME,		/* string */
	NF_FLOW_HW_A_BACKEND_ENGINE,		/* u32, nf_flow_hw_engine_type */
	NF_FLOW_HW_A_BACKEND_USED,		/* u32, entries */
	NF_FLOW_HW_A_BACKEND_SIZE,		/* u32, entries */
	NF_FLOW_HW_A_BACKEND_FEATURES,		/* u32, nf_flow_hw_feature bits */
	NF_FLOW_HW_A_BACKEND_NO_COUNTERS,	/* flag: it counts no packets */
	NF_FLOW_HW_A_BACKEND_MODEL,		/* string, if it has one */
	NF_FLOW_HW_A_BACKEND_GENERATION,	/* u8, if there are several */
	NF_FLOW_HW_A_BACKEND_UNITS,		/* u8, engines with a table each */
	NF_FLOW_HW_A_BACKEND_WAYS,		/* u8, places for a flow; 0: anywhere */
	NF_FLOW_HW_A_BACKEND_BUCKET_FULL,	/* u32, flows without a free way */
	NF_FLOW_HW_A_BACKEND_TABLE_FULL,	/* u32, flows without a free entry */
	NF_FLOW_HW_A_BACKEND_EVICTED,		/* u32, idle entries that made room */
	NF_FLOW_HW_A_BACKEND_COLLISIONS,	/* u32, keys owned by another flow */
	NF_FLOW_HW_A_BACKEND_TAKEN_OVER,	/* u32, entries that changed owner */
	NF_FLOW_HW_A_BACKEND_FAULTS,		/* u32, times without an answer */
	NF_FLOW_HW_A_BACKEND_BACKLOG,		/* u32, entries to be flushed */

	__NF_FLOW_HW_A_BACKEND_MAX
};

#define NF_FLOW_HW_A_BACKEND_MAX (__NF_FLOW_HW_A_BACKEND_MAX - 1)

enum {
	NF_FLOW_HW_A_TABLE_UNSPEC,
	NF_FLOW_HW_A_TABLE_ID,			/* u32 */
	NF_FLOW_HW_A_TABLE_NAME,		/* string, of the flowtable */
	NF_FLOW_HW_A_TABLE_TABLE,		/* string, of the nft table */
	NF_FLOW_HW_A_TABLE_FAMILY,		/* u8, NFPROTO_* of the nft table */
	NF_FLOW_HW_A_TABLE_COUNTER,		/* flag: conntrack gets counters */
	NF_FLOW_HW_A_TABLE_FLOWS,		/* u32 */
	NF_FLOW_HW_A_TABLE_DEVICE,		/* multi nest, NF_FLOW_HW_A_DEVICE_* */

	__NF_FLOW_HW_A_TABLE_MAX
};

#define NF_FLOW_HW_A_TABLE_MAX (__NF_FLOW_HW_A_TABLE_MAX - 1)

/* Nested in a table; the argument of NF_FLOW_HW_CMD_PAUSE and _RESUME. */
enum {
	NF_FLOW_HW_A_DEVICE_UNSPEC,
	NF_FLOW_HW_A_DEVICE_IFINDEX,		/* u32 */
	NF_FLOW_HW_A_DEVICE_NAME,		/* string */
	NF_FLOW_HW_A_DEVICE_STATE,		/* u32, nf_flow_hw_device_state */
	NF_FLOW_HW_A_DEVICE_BACKEND,		/* string */
	NF_FLOW_HW_A_DEVICE_ENGINE,		/* u32, nf_flow_hw_engine_type */
	NF_FLOW_HW_A_DEVICE_PAUSED,		/* flag */

	__NF_FLOW_HW_A_DEVICE_MAX
};

#define NF_FLOW_HW_A_DEVICE_MAX (__NF_FLOW_HW_A_DEVICE_MAX - 1)

/* One reason (REJECT_GET), or one refusal (RING_GET: all of them). */
enum {
	NF_FLOW_HW_A_REJECT_UNSPEC,
	NF_FLOW_HW_A_REJECT_REASON,		/* u32, nf_flow_hw_reject */
	NF_FLOW_HW_A_REJECT_NAME,		/* string */
	NF_FLOW_HW_A_REJECT_COUNT,		/* u64; REJECT_GET */
	NF_FLOW_HW_A_REJECT_PERMANENT,		/* flag; REJECT_GET */
	NF_FLOW_HW_A_REJECT_SEQ,		/* u64, counts refusals */
	NF_FLOW_HW_A_REJECT_AGE,		/* u64, milliseconds */
	NF_FLOW_HW_A_REJECT_L4PROTO,		/* u8, IPPROTO_* */
	NF_FLOW_HW_A_REJECT_DIRECTION,		/* u8: 0 original, 1 reply */
	NF_FLOW_HW_A_REJECT_SRC,		/* 4 or 16 bytes */
	NF_FLOW_HW_A_REJECT_DST,		/* 4 or 16 bytes */
	NF_FLOW_HW_A_REJECT_SPORT,		/* be16 */
	NF_FLOW_HW_A_REJECT_DPORT,		/* be16 */
	NF_FLOW_HW_A_REJECT_IIF,		/* u32, ifindex */
	NF_FLOW_HW_A_REJECT_OIF,		/* u32, ifindex, if known */
	NF_FLOW_HW_A_REJECT_PAD,

	__NF_FLOW_HW_A_REJECT_MAX
};

#define NF_FLOW_HW_A_REJECT_MAX (__NF_FLOW_HW_A_REJECT_MAX - 1)

enum {
	NF_FLOW_HW_A_FLOW_UNSPEC,
	NF_FLOW_HW_A_FLOW_ID,			/* u32, within its table */
	NF_FLOW_HW_A_FLOW_TABLE,		/* u32, NF_FLOW_HW_A_TABLE_ID */
	NF_FLOW_HW_A_FLOW_L4PROTO,		/* u8, IPPROTO_* */
	NF_FLOW_HW_A_FLOW_MARK,			/* u32, of the connection */
	NF_FLOW_HW_A_FLOW_ZONE,			/* u16, if not 0 */
	NF_FLOW_HW_A_FLOW_ORIG,			/* nest, NF_FLOW_HW_A_DIR_* */
	NF_FLOW_HW_A_FLOW_REPLY,		/* nest, NF_FLOW_HW_A_DIR_* */
	NF_FLOW_HW_A_FLOW_FILTER,		/* nest, NF_FLOW_HW_A_FILTER_*; request */

	__NF_FLOW_HW_A_FLOW_MAX
};

#define NF_FLOW_HW_A_FLOW_MAX (__NF_FLOW_HW_A_FLOW_MAX - 1)

/* One direction of a flow, as its packets are received. */
enum {
	NF_FLOW_HW_A_DIR_UNSPEC,
	NF_FLOW_HW_A_DIR_SRC,			/* 4 or 16 bytes */
	NF_FLOW_HW_A_DIR_DST,			/* 4 or 16 bytes */
	NF_FLOW_HW_A_DIR_SPORT,			/* be16 */
	NF_FLOW_HW_A_DIR_DPORT,			/* be16 */
	NF_FLOW_HW_A_DIR_STATE,			/* u32, nf_flow_hw_flow_state */
	NF_FLOW_HW_A_DIR_REASON,		/* u32, nf_flow_hw_reject, if refused */
	NF_FLOW_HW_A_DIR_REASON_NAME,		/* string, likewise */
	NF_FLOW_HW_A_DIR_BACKEND,		/* string, if in an engine */
	NF_FLOW_HW_A_DIR_IIF,			/* u32, ifindex */
	NF_FLOW_HW_A_DIR_OIF,			/* u32, ifindex */
	NF_FLOW_HW_A_DIR_PACKETS,		/* u64, conntrack's and pending ones */
	NF_FLOW_HW_A_DIR_BYTES,			/* u64, likewise */
	NF_FLOW_HW_A_DIR_ENGINE_PACKETS,	/* u64, forwarded by engines */
	NF_FLOW_HW_A_DIR_PAD,

	__NF_FLOW_HW_A_DIR_MAX
};

#define NF_FLOW_HW_A_DIR_MAX (__NF_FLOW_HW_A_DIR_MAX - 1)

/* Nested in the requests FLOW_GET and EVICT; conditions are joined by "and". An end is an
 * address, a port or both, that the flow has as a source or destination in either
 * direction. EVICT needs a condition, or ALL.
 */
enum {
	NF_FLOW_HW_A_FILTER_UNSPEC,
	NF_FLOW_HW_A_FILTER_ALL,		/* flag */
	NF_FLOW_HW_A_FILTER_TABLE,		/* u32, NF_FLOW_HW_A_TABLE_ID */
	NF_FLOW_HW_A_FILTER_ID,			/* u32, needs TABLE */
	NF_FLOW_HW_A_FILTER_L4PROTO,		/* u8, IPPROTO_* */
	NF_FLOW_HW_A_FILTER_ADDR,		/* 4 or 16 bytes, of one end */
	NF_FLOW_HW_A_FILTER_PORT,		/* be16, of that end */
	NF_FLOW_HW_A_FILTER_ADDR2,		/* 4 or 16 bytes, of another end */
	NF_FLOW_HW_A_FILTER_PORT2,		/* be16, of that end */
	NF_FLOW_HW_A_FILTER_IFINDEX,		/* u32, ingress or egress */
	NF_FLOW_HW_A_FILTER_MARK,		/* u32, of the connection */
	NF_FLOW_HW_A_FILTER_MARK_MASK,		/* u32, needs MARK */
	NF_FLOW_HW_A_FILTER_STATE,		/* u32, of either direction */
	NF_FLOW_HW_A_FILTER_MARK_CHANGED,	/* flag, since the flow was offered */

	__NF_FLOW_HW_A_FILTER_MAX
};

#define NF_FLOW_HW_A_FILTER_MAX (__NF_FLOW_HW_A_FILTER_MAX - 1)

/* NF_FLOW_HW_CMD_EVICT and its answer */
enum {
	NF_FLOW_HW_A_EVICT_UNSPEC,
	NF_FLOW_HW_A_EVICT_FILTER,		/* nest, NF_FLOW_HW_A_FILTER_*; request */
	NF_FLOW_HW_A_EVICT_FLOWS,		/* u32, flows that matched; answer */

	__NF_FLOW_HW_A_EVICT_MAX
};

#define NF_FLOW_HW_A_EVICT_MAX (__NF_FLOW_HW_A_EVICT_MAX - 1)

enum {
	NF_FLOW_HW_A_EVENT_UNSPEC,
	NF_FLOW_HW_A_EVENT_TYPE,		/* u32, nf_flow_hw_event */
	NF_FLOW_HW_A_EVENT_L4PROTO,		/* u8, IPPROTO_* */
	NF_FLOW_HW_A_EVENT_DIRECTION,		/* u8: 0 original, 1 reply */
	NF_FLOW_HW_A_EVENT_SRC,			/* 4 or 16 bytes */
	NF_FLOW_HW_A_EVENT_DST,			/* 4 or 16 bytes */
	NF_FLOW_HW_A_EVENT_SPORT,		/* be16 */
	NF_FLOW_HW_A_EVENT_DPORT,		/* be16 */
	NF_FLOW_HW_A_EVENT_TEXT,		/* string: backend, cause or reason */

	__NF_FLOW_HW_A_EVENT_MAX
};

#define NF_FLOW_HW_A_EVENT_MAX (__NF_FLOW_HW_A_EVENT_MAX - 1)

enum {
	NF_FLOW_HW_A_PORT_UNSPEC,
	NF_FLOW_HW_A_PORT_IFINDEX,		/* u32 */
	NF_FLOW_HW_A_PORT_NAME,			/* string */
	NF_FLOW_HW_A_PORT_DRIVER,		/* string: who says so */
	NF_FLOW_HW_A_PORT_CHIP,			/* string */
	NF_FLOW_HW_A_PORT_ADVICE,		/* string: what to do */
	NF_FLOW_HW_A_PORT_DETAIL,		/* multi nest, NF_FLOW_HW_A_DETAIL_* */

	__NF_FLOW_HW_A_PORT_MAX
};

#define NF_FLOW_HW_A_PORT_MAX (__NF_FLOW_HW_A_PORT_MAX - 1)

/* Nested in a port. */
enum {
	NF_FLOW_HW_A_DETAIL_UNSPEC,
	NF_FLOW_HW_A_DETAIL_NAME,		/* string */
	NF_FLOW_HW_A_DETAIL_VALUE,		/* string */

	__NF_FLOW_HW_A_DETAIL_MAX
};

#define NF_FLOW_HW_A_DETAIL_MAX (__NF_FLOW_HW_A_DETAIL_MAX - 1)

#endif /* _UAPI_LINUX_NF_FLOW_HW_H */
