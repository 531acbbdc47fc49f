// SPDX-License-Identifier: GPL-2.0-only
/*
 * Generic netlink: flows.
 *
 * A dump walks the hash table of each flowtable. Between messages it holds a
 * reference to one table and to a few flows, but no lock, so flows come and go
 * meanwhile. When the hash is resized the walk begins anew, and when the flow is
 * gone at which it paused, so does its bucket: then a flow may be shown twice, and
 * messages carry NLM_F_DUMP_INTR; nobody is left out.
 */
#include <linux/rculist.h>
#include <linux/slab.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_acct.h>
#include <net/sock.h>
#include "nf_flow_hw_internal.h"
#include "nf_flow_hw_netlink.h"

#define DUMP_BATCH	16	/* flows that are held at once */
#define DUMP_SCAN	512	/* buckets that are looked at in one RCU section */

/* A dump in progress. */
struct flow_dump {
	struct nf_flow_hw_filter	filter;
	struct nf_flow_hw_table		*table;	/* NULL between two tables */
	unsigned int			bucket;	/* of @table */
	u32				below;	/* ids that are left in @bucket */
	struct nf_flow_hw_flow		*batch[DUMP_BATCH];
	unsigned int			num;	/* flows in @batch */
	unsigned int			pos;	/* of them were shown */
	u32				last_id; /* of the table seen last */
};

/**
 * nf_flow_hw_flow_get_start - begin a dump of flows
 * @cb: the dump
 *
 * Return: 0 or a negative error.
 */
int nf_flow_hw_flow_get_start(struct netlink_callback *cb)
{
	struct flow_dump *dump;
	struct nlattr **attrs;
	int err;

	dump = kzalloc(sizeof(*dump), GFP_KERNEL);
	if (!dump)
		return -ENOMEM;

	attrs = nf_flow_hw_compat_dump_attrs(cb);
	err = nf_flow_hw_filter_parse(&dump->filter, attrs[NF_FLOW_HW_A_FLOW_FILTER],
				      cb->extack);
	if (err < 0) {
		kfree(dump);
		return err;
	}

	cb->args[0] = (long)dump;
	cb->seq = 1;

	return 0;
}

static bool dump_open_table(struct flow_dump *dump, const struct net *net)
{
	mutex_lock(&nf_flow_hw_registry_lock);
	dump->table = nf_flow_hw_table_next(net, dump->last_id);
	mutex_unlock(&nf_flow_hw_registry_lock);
	if (!dump->table)
		return false;

	dump->last_id = dump->table->id;
	dump->bucket = 0;
	dump->below = U32_MAX;

	return true;
}

static void dump_close_table(struct flow_dump *dump)
{
	nf_flow_hw_table_put(dump->table);
	dump->table = NULL;
}

static void dump_take(struct flow_dump *dump, struct nf_flow_hw_flow *flow)
{
	if (!refcount_inc_not_zero(&flow->ref))
		return;

	if (nf_flow_hw_filter_matches_ct(&dump->filter, flow))
		dump->batch[dump->num++] = flow;
	else
		nf_flow_hw_flow_put(flow);
}

/* What is left of a bucket, where ids fall from the first flow to the last: flows
 * that come and go between two calls change nothing for the others. Returns
 * whether there was room for all.
 */
static bool dump_scan_bucket(struct flow_dump *dump)
{
	struct nf_flow_hw_flow *flow;

	hlist_for_each_entry_rcu(flow, &dump->table->flows[dump->bucket], node) {
		if (flow->id >= dump->below)
			continue;
		if (dump->num == DUMP_BATCH)
			return false;
		dump_take(dump, flow);
		dump->below = flow->id;
	}

	return true;
}

/* Fill the batch. Returns whether the table has more. */
static bool dump_scan(struct flow_dump *dump)
{
	unsigned int i, buckets = BIT(dump->table->flows_bits);

	dump->num = 0;
	dump->pos = 0;
	rcu_read_lock();
	for (i = 0; i < DUMP_SCAN && dump->bucket < buckets; i++) {
		if (!dump_scan_bucket(dump))
			break;
		dump->bucket++;
		dump->below = U32_MAX;
	}
	rcu_read_unlock();

	return dump->bucket < buckets;
}

/* Returns whether there is something to show. */
static bool dump_refill(struct flow_dump *dump, struct netlink_callback *cb)
{
	while (dump->pos == dump->num) {
		if (!dump->table &&
		    !dump_open_table(dump, sock_net(cb->skb->sk)))
			return false;
		if (!dump_scan(dump))
			dump_close_table(dump);
		cond_resched();
	}

	return true;
}

static int flow_put_where(struct sk_buff *skb, const struct nf_flow_hw_view *view)
{
	int err;

	err = nla_put_u32(skb, NF_FLOW_HW_A_DIR_STATE, view->state);
	if (!err && view->reason)
		err = nla_put_u32(skb, NF_FLOW_HW_A_DIR_REASON, view->reason) ?:
		      nla_put_string(skb, NF_FLOW_HW_A_DIR_REASON_NAME,
				     nf_flow_hw_reject_name(view->reason));
	if (!err && view->name[0])
		err = nla_put_string(skb, NF_FLOW_HW_A_DIR_BACKEND, view->name);
	if (!err && view->iifindex)
		err = nla_put_u32(skb, NF_FLOW_HW_A_DIR_IIF, view->iifindex) ?:
		      nla_put_u32(skb, NF_FLOW_HW_A_DIR_OIF, view->oifindex);

	return err;
}

/* Without conntrack's counters there is no sum to show. */
static int flow_put_counters(struct sk_buff *skb, const struct nf_conn *ct,
			     unsigned int dir, const struct nf_flow_hw_view *view)
{
	struct nf_conn_acct *acct = nf_conn_acct_find(ct);
	int err = 0;

	if (acct)
		err = nla_put_u64_64bit(skb, NF_FLOW_HW_A_DIR_PACKETS, view->packets +
					atomic64_read(&acct->counter[dir].packets),
					NF_FLOW_HW_A_DIR_PAD) ?:
		      nla_put_u64_64bit(skb, NF_FLOW_HW_A_DIR_BYTES, view->bytes +
					atomic64_read(&acct->counter[dir].bytes),
					NF_FLOW_HW_A_DIR_PAD);

	return err ?: nla_put_u64_64bit(skb, NF_FLOW_HW_A_DIR_ENGINE_PACKETS,
					view->forwarded, NF_FLOW_HW_A_DIR_PAD);
}

static int flow_put_dir(struct sk_buff *skb, const struct nf_conn *ct,
			unsigned int dir, const struct nf_flow_hw_view *view)
{
	static const struct nf_flow_hw_tuple_attrs attrs = {
		.src	= NF_FLOW_HW_A_DIR_SRC,
		.dst	= NF_FLOW_HW_A_DIR_DST,
		.sport	= NF_FLOW_HW_A_DIR_SPORT,
		.dport	= NF_FLOW_HW_A_DIR_DPORT,
	};
	struct nlattr *nest;
	int err;

	nest = nla_nest_start(skb, dir == IP_CT_DIR_ORIGINAL ?
				   NF_FLOW_HW_A_FLOW_ORIG : NF_FLOW_HW_A_FLOW_REPLY);
	if (!nest)
		return -EMSGSIZE;

	err = nf_flow_hw_put_tuple(skb, &ct->tuplehash[dir].tuple, &attrs) ?:
	      flow_put_where(skb, view) ?: flow_put_counters(skb, ct, dir, view);
	nla_nest_end(skb, nest);

	return err;
}

static int flow_put(struct sk_buff *skb, const struct nf_flow_hw_flow *flow,
		    const struct nf_flow_hw_view *view)
{
	const struct nf_conn *ct = nf_flow_hw_flow_ct(flow);
	int err;

	err = nla_put_u32(skb, NF_FLOW_HW_A_FLOW_ID, flow->id) ?:
	      nla_put_u32(skb, NF_FLOW_HW_A_FLOW_TABLE, flow->table->id) ?:
	      nla_put_u8(skb, NF_FLOW_HW_A_FLOW_L4PROTO, nf_ct_protonum(ct)) ?:
	      nla_put_u32(skb, NF_FLOW_HW_A_FLOW_MARK, nf_flow_hw_ct_mark(ct));
	if (!err && flow->entry[IP_CT_DIR_ORIGINAL].zone)
		err = nla_put_u16(skb, NF_FLOW_HW_A_FLOW_ZONE,
				  flow->entry[IP_CT_DIR_ORIGINAL].zone);

	return err ?: flow_put_dir(skb, ct, IP_CT_DIR_ORIGINAL, &view[IP_CT_DIR_ORIGINAL]) ?:
		      flow_put_dir(skb, ct, IP_CT_DIR_REPLY, &view[IP_CT_DIR_REPLY]);
}

static int dump_show(struct sk_buff *skb, struct netlink_callback *cb,
		     struct nf_flow_hw_flow *flow, const struct nf_flow_hw_filter *filter)
{
	struct nf_flow_hw_view view[IP_CT_DIR_MAX];
	void *hdr;

	if (!nf_flow_hw_flow_look(flow, view) || !nf_flow_hw_filter_matches_view(filter, view))
		return 0;

	hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			  &nf_flow_hw_genl_family, NLM_F_MULTI, NF_FLOW_HW_CMD_FLOW_GET);
	if (!hdr)
		return -EMSGSIZE;

	genl_dump_check_consistent(cb, hdr);
	if (flow_put(skb, flow, view)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);

	return 0;
}

/**
 * nf_flow_hw_flow_get_dumpit - fill a message with flows
 * @skb: the message
 * @cb: the dump
 *
 * Return: the length of the message, 0 at the end.
 */
int nf_flow_hw_flow_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct flow_dump *dump = (struct flow_dump *)cb->args[0];

	while (dump_refill(dump, cb)) {
		if (dump_show(skb, cb, dump->batch[dump->pos], &dump->filter))
			break;
		nf_flow_hw_flow_put(dump->batch[dump->pos++]);
	}

	return skb->len;
}

/**
 * nf_flow_hw_flow_get_done - a dump of flows ended, or was abandoned
 * @cb: the dump
 *
 * Return: 0.
 */
int nf_flow_hw_flow_get_done(struct netlink_callback *cb)
{
	struct flow_dump *dump = (struct flow_dump *)cb->args[0];

	while (dump->pos < dump->num)
		nf_flow_hw_flow_put(dump->batch[dump->pos++]);
	if (dump->table)
		dump_close_table(dump);
	kfree(dump);

	return 0;
}

static int evict_reply(struct genl_info *info, unsigned int num)
{
	struct sk_buff *reply;
	void *hdr;

	reply = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!reply)
		return -ENOMEM;

	hdr = genlmsg_put_reply(reply, info, &nf_flow_hw_genl_family, 0,
				NF_FLOW_HW_CMD_EVICT);
	if (!hdr || nla_put_u32(reply, NF_FLOW_HW_A_EVICT_FLOWS, num)) {
		nlmsg_free(reply);
		return -EMSGSIZE;
	}
	genlmsg_end(reply, hdr);

	return genlmsg_reply(reply, info);
}

/**
 * nf_flow_hw_evict_doit - remove entries that a filter selects, end their flows
 * @skb: the request
 * @info: its attributes
 *
 * Return: 0 or a negative error.
 */
int nf_flow_hw_evict_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nf_flow_hw_filter filter;
	struct nf_flow_hw_evict evict = {
		.match	= nf_flow_hw_filter_matches,
		.filter	= &filter,
	};
	int err;

	err = nf_flow_hw_filter_parse(&filter, info->attrs[NF_FLOW_HW_A_EVICT_FILTER],
				      info->extack);
	if (err < 0)
		return err;
	if (!err) {
		GENL_SET_ERR_MSG(info, "Which flows? Give a condition, or ALL");
		return -EINVAL;
	}

	mutex_lock(&nf_flow_hw_registry_lock);
	nf_flow_hw_table_evict(genl_info_net(info), &evict);
	mutex_unlock(&nf_flow_hw_registry_lock);

	return evict_reply(info, evict.num);
}
