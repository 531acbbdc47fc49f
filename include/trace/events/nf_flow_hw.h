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
#ifndef _TRACE_NF_FLOW_HW_ADDR
#define _TRACE_NF_FLOW_HW_ADDR
static inline void nf_flow_hw_trace_addr(u8 *to, const union nf_inet_addr *addr,
					 u16 l3num)
{
	if (l3num == NFPROTO_IPV4)
		ipv6_addr_set_v4mapped(addr->ip, (struct in6_addr *)to);
	else
		memcpy(to, addr->all, sizeof(struct in6_addr));
}
#endif

DECLARE_EVENT_CLASS(nf_flow_hw_entry,

	TP_PROTO(const struct nf_conn *ct, unsigned int dir, const char *text),

	TP_ARGS(ct, dir, text),

	TP_STRUCT__entry(
		__array(u8, src, sizeof(struct in6_addr))
		__array(u8, dst, sizeof(struct in6_addr))
		__field(u16, sport)
		__field(u16, dport)
		__field(u8, l4proto)
		__field(u8, dir)
		__string(text, text)
	),

	TP_fast_assign(
		const struct nf_conntrack_tuple *tuple = &ct->tuplehash[dir].tuple;

		nf_flow_hw_trace_addr(__entry->src, &tuple->src.u3, tuple->src.l3num);
		nf_flow_hw_trace_addr(__entry->dst, &tuple->dst.u3, tuple->src.l3num);
		__entry->sport = ntohs(tuple->src.u.all);
		__entry->dport = ntohs(tuple->dst.u.all);
		__entry->l4proto = tuple->dst.protonum;
		__entry->dir = dir;
		nf_flow_hw_compat_assign_str(text, text);
	),

	TP_printk("%pI6c.%u > %pI6c.%u proto=%u dir=%u %s",
		  __entry->src, __entry->sport, __entry->dst, __entry->dport,
		  __entry->l4proto, __entry->dir, __get_str(text))
);

/* An engine took one direction; the text names the backend. */
DEFINE_EVENT(nf_flow_hw_entry, nf_flow_hw_add,
	TP_PROTO(const struct nf_conn *ct, unsigned int dir, const char *text),
	TP_ARGS(ct, dir, text)
);

/* An engine holds it no longer; the text is the cause. */
DEFINE_EVENT(nf_flow_hw_entry, nf_flow_hw_remove,
	TP_PROTO(const struct nf_conn *ct, unsigned int dir, const char *text),
	TP_ARGS(ct, dir, text)
);

/* What an engine forwarded since the last time. */
TRACE_EVENT(nf_flow_hw_stats,

	TP_PROTO(const struct nf_conn *ct, unsigned int dir, u32 packets, u32 bytes),

	TP_ARGS(ct, dir, packets, bytes),

	TP_STRUCT__entry(
		__field(u16, sport)
		__field(u16, dport)
		__field(u8, l4proto)
		__field(u8, dir)
		__field(u32, packets)
		__field(u32, bytes)
	),

	TP_fast_assign(
		__entry->sport = ntohs(ct->tuplehash[dir].tuple.src.u.all);
		__entry->dport = ntohs(ct->tuplehash[dir].tuple.dst.u.all);
		__entry->l4proto = ct->tuplehash[dir].tuple.dst.protonum;
		__entry->dir = dir;
		__entry->packets = packets;
		__entry->bytes = bytes;
	),

	TP_printk("sport=%u dport=%u proto=%u dir=%u packets=%u bytes=%u",
		  __entry->sport, __entry->dport, __entry->l4proto, __entry->dir,
		  __entry->packets, __entry->bytes)
);

/* What was decided for a device of a flowtable. */
TRACE_EVENT(nf_flow_hw_bind,

	TP_PROTO(const char *dev, const char *server),

	TP_ARGS(dev, server),

	TP_STRUCT__entry(
		__string(dev, dev)
		__string(server, server)
	),

	TP_fast_assign(
		nf_flow_hw_compat_assign_str(dev, dev);
		nf_flow_hw_compat_assign_str(server, server);
	),

	TP_printk("dev=%s served-by=%s", __get_str(dev), __get_str(server))
);

/* What happened in the network ends the flows of a next hop, or lets it be looked
 * at; the text is the kind of event.
 */
TRACE_EVENT(nf_flow_hw_invalidate,

	TP_PROTO(const char *event, int oifindex, const u8 *dmac, unsigned int what),

	TP_ARGS(event, oifindex, dmac, what),

	TP_STRUCT__entry(
		__string(event, event)
		__field(int, oifindex)
		__array(u8, dmac, ETH_ALEN)
		__field(u8, what)
	),

	TP_fast_assign(
		nf_flow_hw_compat_assign_str(event, event);
		__entry->oifindex = oifindex;
		memcpy(__entry->dmac, dmac, ETH_ALEN);
		__entry->what = what;
	),

	TP_printk("event=%s oif=%d dmac=%pM %s", __get_str(event),
		  __entry->oifindex, __entry->dmac,
		  __print_flags(__entry->what, "|", { 1, "end" }, { 2, "check" },
				{ 4, "probe" }))
);

/* An engine does not do what it is told. */
TRACE_EVENT(nf_flow_hw_fault,

	TP_PROTO(const char *backend, const char *what),

	TP_ARGS(backend, what),

	TP_STRUCT__entry(
		__string(backend, backend)
		__string(what, what)
	),

	TP_fast_assign(
		nf_flow_hw_compat_assign_str(backend, backend);
		nf_flow_hw_compat_assign_str(what, what);
	),

	TP_printk("backend=%s %s", __get_str(backend), __get_str(what))
);

TRACE_EVENT(nf_flow_hw_reject,

	TP_PROTO(const struct nf_conn *ct, unsigned int dir,
		 const char *reason, int iifindex, int oifindex),

	TP_ARGS(ct, dir, reason, iifindex, oifindex),

	TP_STRUCT__entry(
		__array(u8, src, sizeof(struct in6_addr))
		__array(u8, dst, sizeof(struct in6_addr))
		__field(u16, sport)
		__field(u16, dport)
		__field(u8, l4proto)
		__field(u8, dir)
		__field(int, iifindex)
		__field(int, oifindex)
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
		__entry->oifindex = oifindex;
		nf_flow_hw_compat_assign_str(reason, reason);
	),

	TP_printk("%pI6c.%u > %pI6c.%u proto=%u dir=%u iif=%d oif=%d reason=%s",
		  __entry->src, __entry->sport, __entry->dst, __entry->dport,
		  __entry->l4proto, __entry->dir, __entry->iifindex,
		  __entry->oifindex, __get_str(reason))
);

#endif /* _TRACE_NF_FLOW_HW_H */

#include <trace/define_trace.h>
