/* SPDX-License-Identifier: GPL-2.0-only */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM nf_flow_hw

#if !defined(_TRACE_NF_FLOW_HW_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_NF_FLOW_HW_H

#include <linux/in6.h>
#include <linux/tracepoint.h>
#include <net/ipv6.h>
#include <net/netfilter/nf_conntrack.h>

/* One direction of a connection, as its packets are received. IPv4 addresses
 * are shown in the IPv4-mapped form.
 */
TRACE_EVENT(nf_flow_hw_reject,

	TP_PROTO(const struct nf_conn *ct, unsigned int dir,
		 const char *reason, int iifindex),

	TP_ARGS(ct, dir, reason, iifindex),

	TP_STRUCT__entry(
		__array(u8, src, sizeof(struct in6_addr))
		__array(u8, dst, sizeof(struct in6_addr))
		__field(u16, sport)
		__field(u16, dport)
		__field(u8, l4proto)
		__field(u8, dir)
		__field(int, iifindex)
		__string(reason, reason)
	),

	TP_fast_assign(
		const struct nf_conntrack_tuple *tuple = &ct->tuplehash[dir].tuple;
		struct in6_addr *src = (struct in6_addr *)__entry->src;
		struct in6_addr *dst = (struct in6_addr *)__entry->dst;

		if (tuple->src.l3num == NFPROTO_IPV4) {
			ipv6_addr_set_v4mapped(tuple->src.u3.ip, src);
			ipv6_addr_set_v4mapped(tuple->dst.u3.ip, dst);
		} else {
			*src = tuple->src.u3.in6;
			*dst = tuple->dst.u3.in6;
		}
		__entry->sport = ntohs(tuple->src.u.all);
		__entry->dport = ntohs(tuple->dst.u.all);
		__entry->l4proto = tuple->dst.protonum;
		__entry->dir = dir;
		__entry->iifindex = iifindex;
		nf_flow_hw_compat_assign_str(reason, reason);
	),

	TP_printk("%pI6c.%u > %pI6c.%u proto=%u dir=%u iif=%d reason=%s",
		  __entry->src, __entry->sport, __entry->dst, __entry->dport,
		  __entry->l4proto, __entry->dir, __entry->iifindex,
		  __get_str(reason))
);

#endif /* _TRACE_NF_FLOW_HW_H */

#include <trace/define_trace.h>
