/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared by nf_flow_hw_netlink*.c only. */
#ifndef _NF_FLOW_HW_NETLINK_H
#define _NF_FLOW_HW_NETLINK_H

#include <net/genetlink.h>
#include <net/netfilter/nf_conntrack_tuple.h>

#ifdef CONFIG_NF_FLOW_TABLE_PROCFS
static inline bool nf_flow_hw_backlog_known(void)
{
	return true;
}

/* Adds, deletions and polls that the flowtable core queued and did not begin. A
 * work may be queued on one CPU and begin on another, so only the sum means
 * something.
 */
static inline u32 nf_flow_hw_backlog(const struct net *net)
{
	const struct nf_flow_table_stat *stat;
	u32 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu) {
		stat = per_cpu_ptr(net->ft.stat, cpu);
		sum += stat->count_wq_add + stat->count_wq_del + stat->count_wq_stats;
	}

	return sum;
}
#else
static inline bool nf_flow_hw_backlog_known(void)
{
	return false;
}

static inline u32 nf_flow_hw_backlog(const struct net *net)
{
	return 0;
}
#endif

/* The multicast groups by number. */
enum nf_flow_hw_mcgrp {
	NF_FLOW_HW_MCGRP_EVENTS,
};

/**
 * struct nf_flow_hw_filter_end - one end of a connection
 * @addr: its address
 * @addr_len: bytes of @addr, 0: any address
 * @has_port: whether @port is a condition
 * @port: its port
 */
struct nf_flow_hw_filter_end {
	union nf_inet_addr	addr;
	u8			addr_len;
	bool			has_port;
	__be16			port;
};

/**
 * struct nf_flow_hw_filter - conditions, joined by "and"
 * @end: of the connection; each of them must match one of its ends
 * @table: &nf_flow_hw_table.id, 0: any
 * @id: &nf_flow_hw_flow.id, 0: any
 * @mark: of the connection
 * @mark_mask: bits of @mark that count
 * @ifindex: ingress or egress of either direction, 0: any
 * @state: of either direction, negative: any
 * @l4proto: 0: any
 * @mark_changed: the mark is another one than when the flow was offered
 */
struct nf_flow_hw_filter {
	struct nf_flow_hw_filter_end	end[2];
	u32			table;
	u32			id;
	u32			mark;
	u32			mark_mask;
	int			ifindex;
	int			state;
	u8			l4proto;
	bool			mark_changed;
};

extern const struct nla_policy nf_flow_hw_filter_policy[NF_FLOW_HW_A_FILTER_MAX + 1];

int nf_flow_hw_filter_parse(struct nf_flow_hw_filter *filter,
			    const struct nlattr *nest, struct netlink_ext_ack *extack);
bool nf_flow_hw_filter_matches_ct(const struct nf_flow_hw_filter *filter,
				  const struct nf_flow_hw_flow *flow);
bool nf_flow_hw_filter_matches_view(const struct nf_flow_hw_filter *filter,
				    const struct nf_flow_hw_view *view);
bool nf_flow_hw_filter_matches(struct nf_flow_hw_flow *flow,
			       const struct nf_flow_hw_filter *filter);

int nf_flow_hw_flow_get_start(struct netlink_callback *cb);
int nf_flow_hw_flow_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int nf_flow_hw_flow_get_done(struct netlink_callback *cb);
int nf_flow_hw_evict_doit(struct sk_buff *skb, struct genl_info *info);
int nf_flow_hw_port_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);

/**
 * struct nf_flow_hw_tuple_attrs - how a message calls the parts of a tuple
 * @src: source address
 * @dst: destination address
 * @sport: source port
 * @dport: destination port
 */
struct nf_flow_hw_tuple_attrs {
	u8	src;
	u8	dst;
	u8	sport;
	u8	dport;
};

int nf_flow_hw_put_tuple(struct sk_buff *skb, const struct nf_conntrack_tuple *tuple,
			 const struct nf_flow_hw_tuple_attrs *attrs);

#endif /* _NF_FLOW_HW_NETLINK_H */
