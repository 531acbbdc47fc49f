// SPDX-License-Identifier: GPL-2.0-only
/*
 * Routes, rules and next-hop objects: a flow ends when the way to where it goes
 * may be another. Not when it is: the routing decision depended on the packet
 * (mark, DSCP), which nobody has any more. The next packet asks again.
 *
 * Here a walk over the flows of a namespace cannot be avoided; it is done once
 * for all changes of the last moments, and not at any rate: a router that learns
 * routes has thousands of changes at once. A flow that was made before a change and
 * offered to us only after the walk is found by its age.
 */
#include <linux/inetdevice.h>
#include <linux/module.h>
#include <linux/spinlock.h>
#include <kunit/visibility.h>
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
 * @when: jiffies
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6; NFPROTO_UNSPEC: both
 * @plen: bits of @addr that count
 * @addr: destination
 */
struct fib_change {
	const struct net	*net;
	u32			when;
	u8			family;
	u8			plen;
	union nf_inet_addr	addr;
};

#define FIB_CHANGES	64

/* Walks are at least this far apart. */
#define FIB_INTERVAL	msecs_to_jiffies(20)

/* How long a flow may be on its way to us. */
#define FIB_KEEP	(10 * HZ)

/**
 * struct fib_changes - changes, the oldest first
 * @num: valid elements of @change
 * @change: the changes; when there is no room, all become one that means all
 */
struct fib_changes {
	unsigned int		num;
	struct fib_change	change[FIB_CHANGES];
};

static DEFINE_SPINLOCK(fib_lock); /* guards the next four */
static struct fib_changes fib_pending; /* for the worker */
static struct fib_changes fib_recent; /* for flows that are offered late */
static u32 fib_last; /* jiffies of the last change; read without the lock */
static bool fib_any; /* there was one; likewise */

static struct fib_changes fib_now; /* under nf_flow_hw_registry_lock */
static unsigned long fib_walked; /* jiffies; under nf_flow_hw_registry_lock */

struct fib_net {
	struct net		*net;
	struct notifier_block	fib_nb;
	struct notifier_block	nexthop_nb;
};

static unsigned int fib_net_id;

static bool change_same(const struct fib_change *a, const struct fib_change *b)
{
	return a->net == b->net && a->family == b->family && a->plen == b->plen &&
	       nf_inet_addr_cmp(&a->addr, &b->addr);
}

/* All of a namespace and family if no other is concerned, else really all. */
static void changes_merge(struct fib_changes *changes, const struct fib_change *last)
{
	struct fib_change all = {
		.net	= last->net,
		.when	= last->when,
		.family	= last->family,
	};
	unsigned int i;

	for (i = 0; i < changes->num; i++) {
		if (changes->change[i].net != all.net)
			all.net = NULL;
		if (changes->change[i].family != all.family)
			all.family = NFPROTO_UNSPEC;
	}
	changes->change[0] = all;
	WRITE_ONCE(changes->num, 1);
}

static void changes_add(struct fib_changes *changes, const struct fib_change *change)
{
	unsigned int i;

	for (i = 0; i < changes->num; i++)
		if (change_same(&changes->change[i], change)) {
			changes->change[i].when = change->when;
			return;
		}

	if (changes->num == FIB_CHANGES) {
		changes_merge(changes, change);
		return;
	}

	changes->change[changes->num] = *change;
	WRITE_ONCE(changes->num, changes->num + 1);
}

/* Those that no flow on its way to us can be older than. */
static void changes_expire(struct fib_changes *changes, u32 now)
{
	unsigned int i, num = 0;

	for (i = 0; i < changes->num; i++)
		if (now - changes->change[i].when <= FIB_KEEP)
			changes->change[num++] = changes->change[i];
	changes->num = num;
}

/* Also while there is no flow: the first one may be on its way. The time is taken under
 * the lock: one that is later than another's now would look very old to it.
 */
static void fib_queue(struct fib_change *change)
{
	if (!READ_ONCE(nf_flow_hw_num_tables))
		return;

	spin_lock_bh(&fib_lock);
	change->when = jiffies;
	changes_expire(&fib_recent, change->when);
	changes_add(&fib_recent, change);
	WRITE_ONCE(fib_last, change->when);
	WRITE_ONCE(fib_any, true);
	changes_add(&fib_pending, change);
	spin_unlock_bh(&fib_lock);
	nf_flow_hw_stale_kick_slow();
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
	const struct nf_conn *ct = nf_flow_hw_flow_ct(flow);
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

/**
 * nf_flow_hw_fib_late - did a change come after a flow was made?
 * @when: jiffies of the change
 * @created: jiffies when the flow was made
 * @now: jiffies; by a second at most before @when, which another CPU has set
 *
 * Of a change that is too old for any flow on its way nothing is known but that: its
 * time is in the future once jiffies have come half way around, after 25 days with
 * 1000 of them a second. A change in the same moment may have come before or after the
 * look at the route: it counts.
 *
 * Return: whether.
 */
bool nf_flow_hw_fib_late(u32 when, u32 created, u32 now)
{
	return now + HZ - when <= FIB_KEEP + HZ && (s32)(when - (created - 1)) >= 0;
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_fib_late);

/**
 * nf_flow_hw_fib_missed - did a route change while this flow was on its way?
 * @flow: the flow, in its table
 * @created: jiffies when the flowtable core made it, or a little later
 *
 * The flowtable core makes flows from packets and offers them from a work queue,
 * which may have many of them to offer. A change meanwhile concerned the flow, and
 * no walk found it. A flow that waited for longer than a second, under traffic, looks
 * younger than it is and is not found out.
 * Context: any; cheap while routes do not change.
 */
bool nf_flow_hw_fib_missed(const struct nf_flow_hw_flow *flow, u32 created)
{
	bool missed = false;
	unsigned int i;

	if (!READ_ONCE(fib_any) ||
	    !nf_flow_hw_fib_late(READ_ONCE(fib_last), created, jiffies))
		return false;

	spin_lock_bh(&fib_lock);
	for (i = 0; i < fib_recent.num && !missed; i++)
		missed = nf_flow_hw_fib_late(fib_recent.change[i].when, created, jiffies) &&
			 flow_matches(flow, &fib_recent.change[i]);
	spin_unlock_bh(&fib_lock);

	return missed;
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
 *
 * Return: jiffies until there is more to do, 0 if there is nothing.
 */
unsigned long nf_flow_hw_fib_work(struct nf_flow_hw_batch *batch)
{
	unsigned long next = fib_walked + FIB_INTERVAL;

	lockdep_assert_held(&nf_flow_hw_registry_lock);
	if (!READ_ONCE(fib_pending.num))
		return 0;
	if (time_in_range(jiffies, fib_walked, next - 1))
		return next - jiffies;

	spin_lock_bh(&fib_lock);
	fib_now = fib_pending;
	WRITE_ONCE(fib_pending.num, 0);
	spin_unlock_bh(&fib_lock);

	fib_batch = batch;
	nf_flow_hw_table_walk(NULL, fib_step, &fib_now);
	nf_flow_hw_stale_flush(batch);
	fib_walked = jiffies;

	return 0;
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
