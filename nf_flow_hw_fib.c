// SPDX-License-Identifier: GPL-2.0-only
/*
 * Routes, rules and next-hop objects: a flow ends when the way to where it goes
 * may be another. Not when it is: the routing decision depended on the packet
 * (mark, DSCP), which nobody has any more. The next packet asks again.
 *
 * Here a walk over the flows of a namespace cannot be avoided; it is done once
 * for all changes of the last moments.
 */
#include <linux/inetdevice.h>
#include <linux/spinlock.h>
#include <net/fib_notifier.h>
#include <net/ip6_fib.h>
#include <net/ip_fib.h>
#include <net/ipv6.h>
#include <net/net_namespace.h>
#include <net/netevent.h>
#include <net/netns/generic.h>
#include <net/nexthop.h>
#include <net/netfilter/nf_conntrack.h>
#include <trace/events/nf_flow_hw.h>
#include "nf_flow_hw_internal.h"

/**
 * struct fib_change - what a route or rule change concerns
 * @net: namespace, for comparison only; NULL: all
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6; NFPROTO_UNSPEC: both
 * @plen: bits of @addr that count
 * @addr: destination
 */
struct fib_change {
	const struct net	*net;
	u8			family;
	u8			plen;
	union nf_inet_addr	addr;
};

#define FIB_CHANGES	64

/**
 * struct fib_changes - what has not been worked on yet
 * @num: valid elements of @change
 * @change: the changes; when there is no room, all become one that means all
 */
struct fib_changes {
	unsigned int		num;
	struct fib_change	change[FIB_CHANGES];
};

static DEFINE_SPINLOCK(fib_lock); /* guards the next */
static struct fib_changes fib_pending;
static struct fib_changes fib_now; /* under nf_flow_hw_registry_lock */

struct fib_net {
	struct net		*net;
	struct notifier_block	fib_nb;
	struct notifier_block	nexthop_nb;
};

static unsigned int fib_net_id;

static void fib_queue(const struct fib_change *change)
{
	if (!nf_flow_hw_hop_any())
		return;

	spin_lock_bh(&fib_lock);
	if (fib_pending.num == FIB_CHANGES) {
		memset(&fib_pending.change[0], 0, sizeof(fib_pending.change[0]));
		fib_pending.num = 1;
	} else {
		fib_pending.change[fib_pending.num++] = *change;
	}
	spin_unlock_bh(&fib_lock);
	nf_flow_hw_stale_kick();
}

static void fib_queue_entry4(const struct net *net, const void *ptr)
{
	const struct fib_entry_notifier_info *info = ptr;
	struct fib_change change = {
		.net	= net,
		.family	= NFPROTO_IPV4,
		.plen	= info->dst_len,
	};

	change.addr.ip = htonl(info->dst);
	fib_queue(&change);
}

static void fib_queue_entry6(const struct net *net, const void *ptr)
{
	const struct fib6_entry_notifier_info *info = ptr;
	struct fib_change change = {
		.net	= net,
		.family	= NFPROTO_IPV6,
		.plen	= info->rt->fib6_dst.plen,
	};

	change.addr.in6 = info->rt->fib6_dst.addr;
	fib_queue(&change);
}

static void fib_queue_all(const struct net *net, u8 family)
{
	struct fib_change change = { .net = net, .family = family };

	fib_queue(&change);
}

static int fib_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	const struct fib_net *fnet = container_of(nb, struct fib_net, fib_nb);
	const struct fib_notifier_info *info = ptr;

	if (info->family != AF_INET && info->family != AF_INET6)
		return NOTIFY_DONE;

	switch (event) {
	case FIB_EVENT_ENTRY_REPLACE:
	case FIB_EVENT_ENTRY_APPEND:
	case FIB_EVENT_ENTRY_ADD:
	case FIB_EVENT_ENTRY_DEL:
		if (info->family == AF_INET)
			fib_queue_entry4(fnet->net, ptr);
		else
			fib_queue_entry6(fnet->net, ptr);
		break;
	case FIB_EVENT_RULE_ADD:
	case FIB_EVENT_RULE_DEL:
		fib_queue_all(fnet->net, info->family == AF_INET ?
			      NFPROTO_IPV4 : NFPROTO_IPV6);
		break;
	}

	return NOTIFY_DONE;
}

static int nexthop_notify(struct notifier_block *nb, unsigned long event,
			  void *ptr)
{
	const struct fib_net *fnet = container_of(nb, struct fib_net, nexthop_nb);

	if (event == NEXTHOP_EVENT_DEL || event == NEXTHOP_EVENT_REPLACE)
		fib_queue_all(fnet->net, NFPROTO_UNSPEC);

	return NOTIFY_DONE;
}

/* An ICMP redirect of IPv6; IPv4 has no such event. */
static int netevent_notify(struct notifier_block *nb, unsigned long event,
			   void *ptr)
{
	const struct netevent_redirect *redirect = ptr;
	struct fib_change change = { .family = NFPROTO_IPV6, .plen = 128 };

	if (event != NETEVENT_REDIRECT)
		return NOTIFY_DONE;

	change.net = dev_net(redirect->neigh->dev);
	memcpy(&change.addr.in6, redirect->daddr, sizeof(change.addr.in6));
	fib_queue(&change);

	return NOTIFY_DONE;
}

static struct notifier_block netevent_nb = {
	.notifier_call = netevent_notify,
};

static bool change_matches(const struct fib_change *change,
			   const union nf_inet_addr *dst, u8 family)
{
	if (change->family != NFPROTO_UNSPEC && change->family != family)
		return false;
	if (change->family == NFPROTO_IPV6)
		return ipv6_prefix_equal(&change->addr.in6, &dst->in6,
					 change->plen);

	return !((change->addr.ip ^ dst->ip) & inet_make_mask(change->plen));
}

static bool flow_matches(const struct nf_flow_hw_flow *flow,
			 const struct fib_change *change)
{
	const struct nf_conn *ct = flow->ct;
	unsigned int dir;

	if (change->net && !net_eq(nf_ct_net(ct), change->net))
		return false;

	/* The source of one direction is where the other one goes in the end. */
	for (dir = 0; dir < IP_CT_DIR_MAX; dir++)
		if (change_matches(change, &ct->tuplehash[dir].tuple.src.u3,
				   nf_ct_l3num(ct)))
			return true;

	return false;
}

static struct nf_flow_hw_batch *fib_batch; /* under nf_flow_hw_registry_lock */

static void fib_step(struct nf_flow_hw_flow *flow, const void *data)
{
	static const u8 no_mac[ETH_ALEN];
	const struct fib_changes *changes = data;
	unsigned int i;

	if (READ_ONCE(flow->state) != NF_FLOW_HW_LINK_HOPS)
		return;

	for (i = 0; i < changes->num; i++) {
		if (!flow_matches(flow, &changes->change[i]))
			continue;
		trace_nf_flow_hw_invalidate("route", READ_ONCE(flow->entry[0].oifindex),
					    no_mac, NF_FLOW_HW_HOP_STALE);
		nf_flow_hw_stale_collect(fib_batch, flow);
		return;
	}
}

/**
 * nf_flow_hw_fib_work - end the flows that recent changes concern
 * @batch: an empty batch
 *
 * Context: nf_flow_hw_registry_lock held; may sleep.
 */
void nf_flow_hw_fib_work(struct nf_flow_hw_batch *batch)
{
	lockdep_assert_held(&nf_flow_hw_registry_lock);

	spin_lock_bh(&fib_lock);
	fib_now = fib_pending;
	fib_pending.num = 0;
	spin_unlock_bh(&fib_lock);
	if (!fib_now.num)
		return;

	fib_batch = batch;
	nf_flow_hw_table_walk(NULL, fib_step, &fib_now);
	nf_flow_hw_stale_flush(batch);
}

static int __net_init fib_net_init(struct net *net)
{
	struct fib_net *fnet = net_generic(net, fib_net_id);
	int err;

	fnet->net = net;
	fnet->fib_nb.notifier_call = fib_event;
	fnet->nexthop_nb.notifier_call = nexthop_notify;

	err = register_fib_notifier(net, &fnet->fib_nb, NULL, NULL);
	if (err)
		return err;
	err = register_nexthop_notifier(net, &fnet->nexthop_nb, NULL);
	if (err)
		unregister_fib_notifier(net, &fnet->fib_nb);

	return err;
}

static void __net_exit fib_net_exit(struct net *net)
{
	struct fib_net *fnet = net_generic(net, fib_net_id);

	unregister_nexthop_notifier(net, &fnet->nexthop_nb);
	unregister_fib_notifier(net, &fnet->fib_nb);
}

static struct pernet_operations fib_net_ops = {
	.init	= fib_net_init,
	.exit	= fib_net_exit,
	.id	= &fib_net_id,
	.size	= sizeof(struct fib_net),
};

/**
 * nf_flow_hw_fib_init - start to listen in every namespace
 *
 * Return: 0 or a negative error.
 */
int nf_flow_hw_fib_init(void)
{
	int err;

	err = register_pernet_subsys(&fib_net_ops);
	if (err)
		return err;

	err = register_netevent_notifier(&netevent_nb);
	if (err)
		unregister_pernet_subsys(&fib_net_ops);

	return err;
}

/**
 * nf_flow_hw_fib_exit - mirror of nf_flow_hw_fib_init()
 */
void nf_flow_hw_fib_exit(void)
{
	unregister_netevent_notifier(&netevent_nb);
	unregister_pernet_subsys(&fib_net_ops);
}
