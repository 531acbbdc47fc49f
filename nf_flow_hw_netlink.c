// SPDX-License-Identifier: GPL-2.0-only
/*
 * Generic netlink: state and totals of the caller's network namespace. Nothing
 * is held between the messages of a dump but a position.
 */
#include <linux/jiffies.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/netfilter/nf_flow_table.h>
#include <net/netfilter/nf_tables.h>
#include "nf_flow_hw_internal.h"
#include "nf_flow_hw_netlink.h"

static_assert(NF_FLOW_HW_FEATURE_IPV4 == NF_FLOW_TABLE_HW_F_IPV4);
static_assert(NF_FLOW_HW_FEATURE_IPV6 == NF_FLOW_TABLE_HW_F_IPV6);
static_assert(NF_FLOW_HW_FEATURE_NAT4 == NF_FLOW_TABLE_HW_F_NAT4);
static_assert(NF_FLOW_HW_FEATURE_NAT6 == NF_FLOW_TABLE_HW_F_NAT6);
static_assert(NF_FLOW_HW_FEATURE_VLAN == NF_FLOW_TABLE_HW_F_VLAN);
static_assert(NF_FLOW_HW_FEATURE_QINQ == NF_FLOW_TABLE_HW_F_QINQ);
static_assert(NF_FLOW_HW_FEATURE_PPPOE == NF_FLOW_TABLE_HW_F_PPPOE);
static_assert(NF_FLOW_HW_FEATURE_GRE == NF_FLOW_TABLE_HW_F_GRE);
static_assert((int)NF_FLOW_HW_ENGINE_HARDWARE == NF_FLOW_TABLE_HW_ENGINE_HARDWARE);
static_assert((int)NF_FLOW_HW_ENGINE_SOFTWARE == NF_FLOW_TABLE_HW_ENGINE_SOFTWARE);
static_assert((int)NF_FLOW_HW_DEVICE_SOFTWARE == NF_FLOW_HW_DEV_SOFTWARE);
static_assert((int)NF_FLOW_HW_DEVICE_BACKEND == NF_FLOW_HW_DEV_BACKEND);
static_assert((int)NF_FLOW_HW_DEVICE_INTREE == NF_FLOW_HW_DEV_INTREE);

static const struct nla_policy device_policy[NF_FLOW_HW_A_DEVICE_MAX + 1] = {
	[NF_FLOW_HW_A_DEVICE_IFINDEX]	= NLA_POLICY_MIN(NLA_U32, 1),
};

static const struct nla_policy flow_policy[NF_FLOW_HW_A_FLOW_MAX + 1] = {
	[NF_FLOW_HW_A_FLOW_FILTER]	= NLA_POLICY_NESTED(nf_flow_hw_filter_policy),
};

static const struct nla_policy evict_policy[NF_FLOW_HW_A_EVICT_MAX + 1] = {
	[NF_FLOW_HW_A_EVICT_FILTER]	= NLA_POLICY_NESTED(nf_flow_hw_filter_policy),
};

/* No attribute is accepted. */
static const struct nla_policy empty_policy[] = {
	[0] = { .type = NLA_REJECT },
};

/**
 * nf_flow_hw_put_tuple - add addresses and ports to a message
 * @skb: the message
 * @tuple: the addresses and ports
 * @attrs: what to call them
 *
 * Return: 0 or -EMSGSIZE.
 */
int nf_flow_hw_put_tuple(struct sk_buff *skb, const struct nf_conntrack_tuple *tuple,
			 const struct nf_flow_hw_tuple_attrs *attrs)
{
	int len = tuple->src.l3num == NFPROTO_IPV4 ? sizeof(struct in_addr) :
						     sizeof(struct in6_addr);

	if (nla_put(skb, attrs->src, len, &tuple->src.u3) ||
	    nla_put(skb, attrs->dst, len, &tuple->dst.u3) ||
	    nla_put_be16(skb, attrs->sport, tuple->src.u.all) ||
	    nla_put_be16(skb, attrs->dport, tuple->dst.u.all))
		return -EMSGSIZE;

	return 0;
}

static void *dump_begin(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd)
{
	return genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			   &nf_flow_hw_genl_family, NLM_F_MULTI, cmd);
}

/* End a message, or take it back. Returns @err. */
static int dump_end(struct sk_buff *skb, void *hdr, int err)
{
	if (err)
		genlmsg_cancel(skb, hdr);
	else
		genlmsg_end(skb, hdr);

	return err;
}

static int status_put_engine(struct sk_buff *skb, const struct net *net,
			     enum nf_flow_hw_engine engine)
{
	bool hw = engine == NF_FLOW_TABLE_HW_ENGINE_HARDWARE;
	struct nf_flow_hw_totals totals;

	nf_flow_hw_net_totals(net, engine, &totals);

	return nla_put_u32(skb, hw ? NF_FLOW_HW_A_STATUS_ENTRIES_HW :
				     NF_FLOW_HW_A_STATUS_ENTRIES_SW,
			   max_t(s64, totals.entries, 0)) ?:
	       nla_put_u64_64bit(skb, hw ? NF_FLOW_HW_A_STATUS_PACKETS_HW :
					   NF_FLOW_HW_A_STATUS_PACKETS_SW,
				 totals.packets, NF_FLOW_HW_A_STATUS_PAD) ?:
	       nla_put_u64_64bit(skb, hw ? NF_FLOW_HW_A_STATUS_BYTES_HW :
					   NF_FLOW_HW_A_STATUS_BYTES_SW,
				 totals.bytes, NF_FLOW_HW_A_STATUS_PAD);
}

static int status_put(struct sk_buff *skb, const struct net *net)
{
	struct nf_flow_hw_totals totals;
	int ifindex = 0, err;
	unsigned int flows;

	mutex_lock(&nf_flow_hw_registry_lock);
	flows = nf_flow_hw_table_flows(net);
	mutex_unlock(&nf_flow_hw_registry_lock);

	nf_flow_hw_net_totals(net, NF_FLOW_TABLE_HW_ENGINE_HARDWARE, &totals);
	err = nla_put_u32(skb, NF_FLOW_HW_A_STATUS_FLOWS, flows) ?:
	      status_put_engine(skb, net, NF_FLOW_TABLE_HW_ENGINE_HARDWARE) ?:
	      status_put_engine(skb, net, NF_FLOW_TABLE_HW_ENGINE_SOFTWARE) ?:
	      nla_put_u64_64bit(skb, NF_FLOW_HW_A_STATUS_REJECTS, totals.refusals,
				NF_FLOW_HW_A_STATUS_PAD);

	if (!err && nf_flow_hw_backlog_known())
		err = nla_put_u32(skb, NF_FLOW_HW_A_STATUS_BACKLOG,
				  nf_flow_hw_backlog(net));
	while (!err && (ifindex = nf_flow_hw_net_next_paused(net, ifindex)))
		err = nla_put_u32(skb, NF_FLOW_HW_A_STATUS_PAUSED, ifindex);

	return err;
}

static int status_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *reply;
	int err = -EMSGSIZE;
	void *hdr;

	reply = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!reply)
		return -ENOMEM;

	hdr = genlmsg_put_reply(reply, info, &nf_flow_hw_genl_family, 0,
				NF_FLOW_HW_CMD_STATUS_GET);
	if (!hdr)
		goto err_free;

	err = status_put(reply, genl_info_net(info));
	if (err)
		goto err_free;

	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);

err_free:
	nlmsg_free(reply);
	return err;
}

/* What a step of a dump needs to know. */
struct dump {
	struct sk_buff		*skb;
	struct netlink_callback	*cb;
};

static int info_put(struct sk_buff *skb, const struct nf_flow_hw_info *info)
{
	int err = 0;

	if (info->model)
		err = nla_put_string(skb, NF_FLOW_HW_A_BACKEND_MODEL, info->model);
	if (!err && info->generation)
		err = nla_put_u8(skb, NF_FLOW_HW_A_BACKEND_GENERATION, info->generation);

	return err ?: nla_put_u8(skb, NF_FLOW_HW_A_BACKEND_UNITS, info->units) ?:
		nla_put_u8(skb, NF_FLOW_HW_A_BACKEND_WAYS, info->ways) ?:
		nla_put_u32(skb, NF_FLOW_HW_A_BACKEND_BUCKET_FULL, info->bucket_full) ?:
		nla_put_u32(skb, NF_FLOW_HW_A_BACKEND_TABLE_FULL, info->table_full) ?:
		nla_put_u32(skb, NF_FLOW_HW_A_BACKEND_EVICTED, info->evicted) ?:
		nla_put_u32(skb, NF_FLOW_HW_A_BACKEND_COLLISIONS, info->collisions) ?:
		nla_put_u32(skb, NF_FLOW_HW_A_BACKEND_TAKEN_OVER, info->taken_over) ?:
		nla_put_u32(skb, NF_FLOW_HW_A_BACKEND_FAULTS, info->faults) ?:
		nla_put_u32(skb, NF_FLOW_HW_A_BACKEND_BACKLOG, info->backlog);
}

static int backend_put(struct sk_buff *skb, struct nf_flow_hw_backend *be)
{
	struct nf_flow_hw_info info = {};
	struct nf_flow_hw_usage usage;
	int err;

	be->ops->usage(be, &usage);
	err = nla_put_string(skb, NF_FLOW_HW_A_BACKEND_NAME, be->label) ?:
	      nla_put_u32(skb, NF_FLOW_HW_A_BACKEND_ENGINE, be->engine) ?:
	      nla_put_u32(skb, NF_FLOW_HW_A_BACKEND_USED, usage.used) ?:
	      nla_put_u32(skb, NF_FLOW_HW_A_BACKEND_SIZE, usage.size) ?:
	      nla_put_u32(skb, NF_FLOW_HW_A_BACKEND_FEATURES, be->features);
	if (!err && be->no_counters)
		err = nla_put_flag(skb, NF_FLOW_HW_A_BACKEND_NO_COUNTERS);
	if (err || !be->ops->info)
		return err;

	be->ops->info(be, &info);

	return info_put(skb, &info);
}

static int backend_step(struct nf_flow_hw_backend *be, void *arg)
{
	struct dump *dump = arg;
	struct sk_buff *skb = dump->skb;
	void *hdr;
	int err;

	hdr = dump_begin(skb, dump->cb, NF_FLOW_HW_CMD_BACKEND_GET);
	if (!hdr)
		return -EMSGSIZE;

	err = backend_put(skb, be);
	if (!err)
		dump->cb->args[0]++;

	return dump_end(skb, hdr, err);
}

static int backend_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct dump dump = { .skb = skb, .cb = cb };

	nf_flow_hw_backend_walk(cb->args[0], backend_step, &dump);

	return skb->len;
}

static int device_put(struct sk_buff *skb, const struct nf_flow_hw_dev *hwdev)
{
	struct nf_flow_hw_backend *be = hwdev->backend;
	struct nlattr *nest;
	int err;

	nest = nla_nest_start(skb, NF_FLOW_HW_A_TABLE_DEVICE);
	if (!nest)
		return -EMSGSIZE;

	err = nla_put_u32(skb, NF_FLOW_HW_A_DEVICE_IFINDEX, hwdev->ifindex) ?:
	      nla_put_string(skb, NF_FLOW_HW_A_DEVICE_NAME, netdev_name(hwdev->dev)) ?:
	      nla_put_u32(skb, NF_FLOW_HW_A_DEVICE_STATE, hwdev->state);
	if (!err && hwdev->state == NF_FLOW_HW_DEV_BACKEND)
		err = nla_put_string(skb, NF_FLOW_HW_A_DEVICE_BACKEND, be->label) ?:
		      nla_put_u32(skb, NF_FLOW_HW_A_DEVICE_ENGINE, be->engine);
	if (!err && hwdev->paused)
		err = nla_put_flag(skb, NF_FLOW_HW_A_DEVICE_PAUSED);
	nla_nest_end(skb, nest);

	return err;
}

static int table_put(struct sk_buff *skb, const struct nf_flow_hw_table *table)
{
	struct nf_flow_hw_devs *devs = nf_flow_hw_table_devs(table);
	const struct nft_flowtable *flowtable;
	unsigned int i;
	int err;

	flowtable = container_of(table->ft, struct nft_flowtable, data);
	err = nla_put_u32(skb, NF_FLOW_HW_A_TABLE_ID, table->id) ?:
	      nla_put_string(skb, NF_FLOW_HW_A_TABLE_NAME, flowtable->name) ?:
	      nla_put_string(skb, NF_FLOW_HW_A_TABLE_TABLE, flowtable->table->name) ?:
	      nla_put_u8(skb, NF_FLOW_HW_A_TABLE_FAMILY, flowtable->table->family) ?:
	      nla_put_u32(skb, NF_FLOW_HW_A_TABLE_FLOWS, READ_ONCE(table->num_flows));
	if (!err && table->ft->flags & NF_FLOWTABLE_COUNTER)
		err = nla_put_flag(skb, NF_FLOW_HW_A_TABLE_COUNTER);

	for (i = 0; !err && devs && i < devs->num; i++)
		if (devs->dev[i].ifindex)
			err = device_put(skb, &devs->dev[i]);

	return err;
}

/* Under nf_flow_hw_registry_lock, which keeps the flowtable. Returns 1 if there
 * may be more.
 */
static int table_dump_one(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nf_flow_hw_table *table;
	int err = -EMSGSIZE;
	void *hdr;

	table = nf_flow_hw_table_next(sock_net(cb->skb->sk), cb->args[0]);
	if (!table)
		return 0;

	/* A table without devices is on its way in or out; its names may be gone. */
	if (table->num_devs) {
		hdr = dump_begin(skb, cb, NF_FLOW_HW_CMD_TABLE_GET);
		if (hdr)
			err = dump_end(skb, hdr, table_put(skb, table));
	} else {
		err = 0;
	}
	if (!err)
		cb->args[0] = table->id;
	nf_flow_hw_table_put(table);

	return err ?: 1;
}

static int table_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	int more;

	mutex_lock(&nf_flow_hw_registry_lock);
	do {
		more = table_dump_one(skb, cb);
	} while (more > 0);
	mutex_unlock(&nf_flow_hw_registry_lock);

	return skb->len ?: more;
}

static int reject_put(struct sk_buff *skb, struct netlink_callback *cb,
		      enum nf_flow_hw_reject reason)
{
	const struct net *net = sock_net(cb->skb->sk);
	void *hdr;
	int err;

	hdr = dump_begin(skb, cb, NF_FLOW_HW_CMD_REJECT_GET);
	if (!hdr)
		return -EMSGSIZE;

	err = nla_put_u32(skb, NF_FLOW_HW_A_REJECT_REASON, reason) ?:
	      nla_put_string(skb, NF_FLOW_HW_A_REJECT_NAME,
			     nf_flow_hw_reject_name(reason)) ?:
	      nla_put_u64_64bit(skb, NF_FLOW_HW_A_REJECT_COUNT,
				nf_flow_hw_net_rejects(net, reason),
				NF_FLOW_HW_A_REJECT_PAD);
	if (!err && nf_flow_hw_reject_permanent(reason))
		err = nla_put_flag(skb, NF_FLOW_HW_A_REJECT_PERMANENT);

	return dump_end(skb, hdr, err);
}

static int reject_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	for (; cb->args[0] < NF_FLOW_HW_REJECT_MAX; cb->args[0]++)
		if (reject_put(skb, cb, cb->args[0] + 1))
			break;

	return skb->len;
}

static int refusal_put(struct sk_buff *skb, struct netlink_callback *cb,
		       const struct nf_flow_hw_refusal *refusal)
{
	static const struct nf_flow_hw_tuple_attrs attrs = {
		.src	= NF_FLOW_HW_A_REJECT_SRC,
		.dst	= NF_FLOW_HW_A_REJECT_DST,
		.sport	= NF_FLOW_HW_A_REJECT_SPORT,
		.dport	= NF_FLOW_HW_A_REJECT_DPORT,
	};
	const struct nf_conntrack_tuple *tuple = &refusal->tuple;
	u64 age = jiffies64_to_msecs(get_jiffies_64() - refusal->when);
	void *hdr;
	int err;

	hdr = dump_begin(skb, cb, NF_FLOW_HW_CMD_RING_GET);
	if (!hdr)
		return -EMSGSIZE;

	err = nla_put_u32(skb, NF_FLOW_HW_A_REJECT_REASON, refusal->reason) ?:
	      nla_put_string(skb, NF_FLOW_HW_A_REJECT_NAME,
			     nf_flow_hw_reject_name(refusal->reason)) ?:
	      nla_put_u64_64bit(skb, NF_FLOW_HW_A_REJECT_SEQ, refusal->seq,
				NF_FLOW_HW_A_REJECT_PAD) ?:
	      nla_put_u64_64bit(skb, NF_FLOW_HW_A_REJECT_AGE, age,
				NF_FLOW_HW_A_REJECT_PAD) ?:
	      nla_put_u8(skb, NF_FLOW_HW_A_REJECT_L4PROTO, tuple->dst.protonum) ?:
	      nla_put_u8(skb, NF_FLOW_HW_A_REJECT_DIRECTION, tuple->dst.dir) ?:
	      nf_flow_hw_put_tuple(skb, tuple, &attrs) ?:
	      nla_put_u32(skb, NF_FLOW_HW_A_REJECT_IIF, refusal->iifindex);
	if (!err && refusal->oifindex)
		err = nla_put_u32(skb, NF_FLOW_HW_A_REJECT_OIF, refusal->oifindex);

	return dump_end(skb, hdr, err);
}

/* Not longer than the ring is, however fast it turns. */
static int ring_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct net *net = sock_net(cb->skb->sk);
	struct nf_flow_hw_refusal refusal;
	u64 seq = cb->args[0];

	for (; cb->args[1] < NF_FLOW_HW_RING_SIZE; cb->args[1]++) {
		if (!nf_flow_hw_net_refusal(net, &seq, &refusal) ||
		    refusal_put(skb, cb, &refusal))
			break;
		seq++;
	}
	cb->args[0] = seq;

	return skb->len;
}

static int pause_doit(struct genl_info *info, bool pause)
{
	int ifindex, err;

	if (GENL_REQ_ATTR_CHECK(info, NF_FLOW_HW_A_DEVICE_IFINDEX)) {
		GENL_SET_ERR_MSG(info, "Which device? IFINDEX is missing");
		return -EINVAL;
	}

	ifindex = nla_get_u32(info->attrs[NF_FLOW_HW_A_DEVICE_IFINDEX]);
	mutex_lock(&nf_flow_hw_registry_lock);
	err = nf_flow_hw_table_pause(genl_info_net(info), ifindex, pause);
	mutex_unlock(&nf_flow_hw_registry_lock);
	if (err == -ENOENT)
		GENL_SET_ERR_MSG(info, "No flowtable with \"flags offload\" has this device");

	return err;
}

static int nf_flow_hw_pause_doit(struct sk_buff *skb, struct genl_info *info)
{
	return pause_doit(info, true);
}

static int nf_flow_hw_resume_doit(struct sk_buff *skb, struct genl_info *info)
{
	return pause_doit(info, false);
}

static int soft_port_doit(struct genl_info *info, bool on)
{
	struct net_device *dev;
	int err = -ENODEV;

	if (GENL_REQ_ATTR_CHECK(info, NF_FLOW_HW_A_DEVICE_IFINDEX)) {
		GENL_SET_ERR_MSG(info, "Which device? IFINDEX is missing");
		return -EINVAL;
	}

	/* Under RTNL the device stays registered until the engine knows it. */
	rtnl_lock();
	dev = __dev_get_by_index(genl_info_net(info),
				 nla_get_u32(info->attrs[NF_FLOW_HW_A_DEVICE_IFINDEX]));
	if (dev)
		err = nf_flow_hw_backend_port_soft(dev, on);
	else
		GENL_SET_ERR_MSG(info, "There is no such device");
	rtnl_unlock();
	if (dev && err == -ENODEV)
		GENL_SET_ERR_MSG(info, "No software engine: modprobe nf_flow_hw_soft");
	if (err == -EINVAL)
		GENL_SET_ERR_MSG(info, "The software engine serves Ethernet devices only");

	return err;
}

static int nf_flow_hw_soft_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return soft_port_doit(info, true);
}

static int nf_flow_hw_soft_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return soft_port_doit(info, false);
}

static const struct genl_ops genl_ops[] = {
	{
		.cmd		= NF_FLOW_HW_CMD_STATUS_GET,
		.doit		= status_get_doit,
		.policy		= empty_policy,
	}, {
		.cmd		= NF_FLOW_HW_CMD_BACKEND_GET,
		.dumpit		= backend_get_dumpit,
		.policy		= empty_policy,
	}, {
		.cmd		= NF_FLOW_HW_CMD_TABLE_GET,
		.dumpit		= table_get_dumpit,
		.policy		= empty_policy,
	}, {
		.cmd		= NF_FLOW_HW_CMD_REJECT_GET,
		.dumpit		= reject_get_dumpit,
		.policy		= empty_policy,
	}, {
		.cmd		= NF_FLOW_HW_CMD_RING_GET,
		.dumpit		= ring_get_dumpit,
		.policy		= empty_policy,
		.flags		= GENL_UNS_ADMIN_PERM,
	}, {
		.cmd		= NF_FLOW_HW_CMD_FLOW_GET,
		.start		= nf_flow_hw_flow_get_start,
		.dumpit		= nf_flow_hw_flow_get_dumpit,
		.done		= nf_flow_hw_flow_get_done,
		.policy		= flow_policy,
		.maxattr	= NF_FLOW_HW_A_FLOW_MAX,
		.flags		= GENL_UNS_ADMIN_PERM,
	}, {
		.cmd		= NF_FLOW_HW_CMD_EVICT,
		.doit		= nf_flow_hw_evict_doit,
		.policy		= evict_policy,
		.maxattr	= NF_FLOW_HW_A_EVICT_MAX,
		.flags		= GENL_UNS_ADMIN_PERM,
	}, {
		.cmd		= NF_FLOW_HW_CMD_PAUSE,
		.doit		= nf_flow_hw_pause_doit,
		.policy		= device_policy,
		.maxattr	= NF_FLOW_HW_A_DEVICE_MAX,
		.flags		= GENL_UNS_ADMIN_PERM,
	}, {
		.cmd		= NF_FLOW_HW_CMD_RESUME,
		.doit		= nf_flow_hw_resume_doit,
		.policy		= device_policy,
		.maxattr	= NF_FLOW_HW_A_DEVICE_MAX,
		.flags		= GENL_UNS_ADMIN_PERM,
	}, {
		.cmd		= NF_FLOW_HW_CMD_PORT_GET,
		.dumpit		= nf_flow_hw_port_get_dumpit,
		.policy		= empty_policy,
	}, {
		.cmd		= NF_FLOW_HW_CMD_SOFT_ADD,
		.doit		= nf_flow_hw_soft_add_doit,
		.policy		= device_policy,
		.maxattr	= NF_FLOW_HW_A_DEVICE_MAX,
		.flags		= GENL_UNS_ADMIN_PERM,
	}, {
		.cmd		= NF_FLOW_HW_CMD_SOFT_DEL,
		.doit		= nf_flow_hw_soft_del_doit,
		.policy		= device_policy,
		.maxattr	= NF_FLOW_HW_A_DEVICE_MAX,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
};

static const struct genl_multicast_group genl_mcgrps[] = {
	[NF_FLOW_HW_MCGRP_EVENTS] = {
		.name	= NF_FLOW_HW_GENL_MCGRP_EVENTS,
		.flags	= GENL_MCAST_CAP_NET_ADMIN,
	},
};

struct genl_family nf_flow_hw_genl_family __ro_after_init = {
	.name		= NF_FLOW_HW_GENL_NAME,
	.version	= NF_FLOW_HW_GENL_VERSION,
	.netnsok	= true,
	.parallel_ops	= true,
	.ops		= genl_ops,
	.n_ops		= ARRAY_SIZE(genl_ops),
	.mcgrps		= genl_mcgrps,
	.n_mcgrps	= ARRAY_SIZE(genl_mcgrps),
	.module		= THIS_MODULE,
};

/**
 * nf_flow_hw_netlink_init - offer the family
 *
 * Return: 0 or a negative error.
 */
int __init nf_flow_hw_netlink_init(void)
{
	return genl_register_family(&nf_flow_hw_genl_family);
}

/**
 * nf_flow_hw_netlink_exit - mirror of nf_flow_hw_netlink_init()
 */
void nf_flow_hw_netlink_exit(void)
{
	genl_unregister_family(&nf_flow_hw_genl_family);
}
