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

	/* private: */
	__NF_FLOW_HW_REJECT_MAX
};

#define NF_FLOW_HW_REJECT_MAX (__NF_FLOW_HW_REJECT_MAX - 1)

#endif /* _UAPI_LINUX_NF_FLOW_HW_H */
