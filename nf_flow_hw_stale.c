// SPDX-License-Identifier: GPL-2.0-only
/*
 * The end of flows whose premises no longer hold, in hardware or not: a flow of
 * a flagged flowtable that was refused runs in software with the same frozen MAC
 * addresses.
 *
 * The worker takes what events have marked, removes entries many at a time with
 * one flush, and tears the flows down, so that their next packet takes the
 * classic path and starts afresh. What it cannot find (two flows of one tuple)
 * is left to the garbage collector of the flowtable core.
 */
#include <linux/hashtable.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <kunit/visibility.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_flow_table.h>
#include "nf_flow_hw_internal.h"

#define HOUSEKEEP_INTERVAL	(5 * HZ)
#define HOUSEKEEP_SOON		(HZ / 20)
#define REAP_EVERY		12	/* housekeepings: once a minute */

/* Both under nf_flow_hw_hop_lock; the number is read without by every gc step. */
static DEFINE_HASHTABLE(stale_flows, 8);
static unsigned int stale_num;

/**
 * nf_flow_hw_stale_add - end a flow soon
 * @flow: the flow; it is refused from now on
 *
 * Context: any; &nf_flow_hw_flow.lock held.
 */
void nf_flow_hw_stale_add(struct nf_flow_hw_flow *flow)
{
	spin_lock_bh(&nf_flow_hw_hop_lock);
	if (flow->state == NF_FLOW_HW_LINK_HOPS) {
		nf_flow_hw_hop_unlink(flow, NF_FLOW_HW_LINK_STALE);
		hash_add(stale_flows, &flow->stale, (unsigned long)flow->cookie);
		WRITE_ONCE(stale_num, stale_num + 1);
	}
	spin_unlock_bh(&nf_flow_hw_hop_lock);

	flow->tombstone = true;
}

/**
 * nf_flow_hw_stale_del - a flow was destroyed: forget its name
 * @flow: the flow; need not be stale
 *
 * Context: any.
 */
void nf_flow_hw_stale_del(struct nf_flow_hw_flow *flow)
{
	spin_lock_bh(&nf_flow_hw_hop_lock);
	if (flow->state == NF_FLOW_HW_LINK_STALE) {
		hash_del(&flow->stale);
		WRITE_ONCE(stale_num, stale_num - 1);
	}
	nf_flow_hw_hop_unlink(flow, NF_FLOW_HW_LINK_GONE);
	nf_flow_hw_hop_leave(flow);
	spin_unlock_bh(&nf_flow_hw_hop_lock);
}

static bool stale_find(const struct flow_offload *cookie)
{
	struct nf_flow_hw_flow *flow;
	bool found = false;

	spin_lock_bh(&nf_flow_hw_hop_lock);
	hash_for_each_possible(stale_flows, flow, stale, (unsigned long)cookie) {
		found = flow->cookie == cookie;
		if (found)
			break;
	}
	spin_unlock_bh(&nf_flow_hw_hop_lock);

	return found;
}

/**
 * nf_flow_hw_gc - is it time for this flow to end?
 * @flow: a flow of any flowtable of our types
 *
 * Called about once a second for every flow, dying ones included, so it is cheap
 * while nothing is stale. Context: atomic.
 *
 * Return: true at most until the flow is being torn down.
 */
bool nf_flow_hw_gc(const struct flow_offload *flow)
{
	if (likely(!READ_ONCE(stale_num)))
		return false;
	if (test_bit(NF_FLOW_TEARDOWN, &flow->flags))
		return false;

	return stale_find(flow);
}

/* The name that the flowtable core knows a flow by: addresses and ports of the
 * connection, and where packets of this direction come in, which is where those
 * of the other one go out.
 */
static bool flow_tuple(const struct nf_flow_hw_flow *flow, unsigned int dir,
		       struct flow_offload_tuple *tuple)
{
	const struct nf_conntrack_tuple *ct = &nf_flow_hw_flow_ct(flow)->tuplehash[dir].tuple;
	const struct nf_flow_hw_hops *hops = rcu_dereference(flow->hops);
	const struct nf_flow_hw_hop *back = hops ? hops->hop[!dir] : NULL;
	unsigned int i;

	if (!back)
		return false;

	memset(tuple, 0, sizeof(*tuple));
	tuple->l3proto = ct->src.l3num;
	tuple->l4proto = ct->dst.protonum;
	tuple->iifidx = back->key.iif;
	for (i = 0; i < ARRAY_SIZE(back->key.encap); i++) {
		tuple->encap[i].id = back->key.encap[i].id;
		tuple->encap[i].proto = back->key.encap[i].proto;
	}
	if (tuple->l4proto == IPPROTO_TCP || tuple->l4proto == IPPROTO_UDP) {
		tuple->src_port = ct->src.u.all;
		tuple->dst_port = ct->dst.u.all;
	}
	if (tuple->l3proto == NFPROTO_IPV6) {
		tuple->src_v6 = ct->src.u3.in6;
		tuple->dst_v6 = ct->dst.u3.in6;
	} else {
		tuple->src_v4 = ct->src.u3.in;
		tuple->dst_v4 = ct->dst.u3.in;
	}

	return true;
}

/* The flow of the flowtable core behind one of ours, if it can be found. Under
 * RCU, and its flowtable is bound.
 */
static struct flow_offload *flow_lookup(const struct nf_flow_hw_flow *hwflow)
{
	struct flow_offload_tuple_rhash *found;
	struct flow_offload_tuple tuple;
	struct flow_offload *flow;
	unsigned int dir;

	for (dir = 0; dir < IP_CT_DIR_MAX; dir++) {
		if (!flow_tuple(hwflow, dir, &tuple))
			continue;
		found = flow_offload_lookup(hwflow->table->ft, &tuple);
		if (!found)
			continue;
		flow = container_of(found, struct flow_offload,
				    tuplehash[found->tuple.dir]);
		if (flow == hwflow->cookie)
			return flow;
	}

	return NULL;
}

/**
 * nf_flow_hw_stale_teardown - the next packet of a flow takes the classic path
 * @hwflow: the flow; engines hold nothing for it any more
 *
 * If it cannot be found, the garbage collector of the flowtable core does it, as long
 * as the flow is stale.
 * Context: nf_flow_hw_registry_lock held since the flow was taken from its table,
 * so that it is still bound.
 */
void nf_flow_hw_stale_teardown(const struct nf_flow_hw_flow *hwflow)
{
	struct flow_offload *flow;

	lockdep_assert_held(&nf_flow_hw_registry_lock);
	rcu_read_lock();
	flow = flow_lookup(hwflow);
	if (flow)
		flow_offload_teardown(flow);
	rcu_read_unlock();
}

/**
 * nf_flow_hw_stale_flush - end the flows of a batch
 * @batch: the batch; empty afterwards
 *
 * Context: nf_flow_hw_registry_lock held since the flows were taken from their
 * table, so that it is still bound; may sleep.
 */
void nf_flow_hw_stale_flush(struct nf_flow_hw_batch *batch)
{
	unsigned int i;

	lockdep_assert_held(&nf_flow_hw_registry_lock);
	if (!batch->num)
		return;

	nf_flow_hw_flow_end(batch->flow, batch->num);
	for (i = 0; i < batch->num; i++) {
		nf_flow_hw_stale_teardown(batch->flow[i]);
		nf_flow_hw_flow_put(batch->flow[i]);
	}
	batch->num = 0;
	cond_resched();
}

/**
 * nf_flow_hw_stale_collect - add a flow to a batch, end the batch when it is full
 * @batch: the batch
 * @flow: the flow; a reference is taken
 *
 * Context: as nf_flow_hw_stale_flush().
 */
void nf_flow_hw_stale_collect(struct nf_flow_hw_batch *batch,
			      struct nf_flow_hw_flow *flow)
{
	refcount_inc(&flow->ref);
	batch->flow[batch->num++] = flow;
	if (batch->num == ARRAY_SIZE(batch->flow))
		nf_flow_hw_stale_flush(batch);
}

static struct nf_flow_hw_batch stale_batch; /* under nf_flow_hw_registry_lock */

static void hop_end(struct nf_flow_hw_hop *hop)
{
	do {
		stale_batch.num = nf_flow_hw_hop_take(hop, stale_batch.flow,
						      ARRAY_SIZE(stale_batch.flow));
		nf_flow_hw_stale_flush(&stale_batch);
	} while (nf_flow_hw_hop_busy(hop));
}

/* The namespace of a hop is alive while flows hang on it and nobody can unbind
 * their flowtable.
 */
static void hop_work(struct nf_flow_hw_hop *hop, u8 what)
{
	if (!nf_flow_hw_hop_busy(hop))
		return;
	if (what & NF_FLOW_HW_HOP_PROBE)
		nf_flow_hw_path_confirm(hop, true);
	if (what & NF_FLOW_HW_HOP_CHECK && !nf_flow_hw_path_fits(hop))
		nf_flow_hw_hop_mark(hop, NF_FLOW_HW_HOP_STALE);
	if (what & NF_FLOW_HW_HOP_STALE)
		hop_end(hop);
}

static void stale_work_fn(struct work_struct *work);
static DECLARE_DELAYED_WORK(stale_work, stale_work_fn);
static struct workqueue_struct *stale_wq;

static void stale_work_fn(struct work_struct *work)
{
	struct nf_flow_hw_hop *hop;
	unsigned long delay;
	u8 what;

	mutex_lock(&nf_flow_hw_registry_lock);
	while ((hop = nf_flow_hw_hop_next(&what))) {
		hop_work(hop, what);
		nf_flow_hw_hop_put(hop);
	}
	delay = nf_flow_hw_fib_work(&stale_batch);
	mutex_unlock(&nf_flow_hw_registry_lock);

	if (delay)
		queue_delayed_work(stale_wq, &stale_work, delay);
}

/**
 * nf_flow_hw_stale_kick - there is something for the worker to do at once
 *
 * Context: any.
 */
void nf_flow_hw_stale_kick(void)
{
	mod_delayed_work(stale_wq, &stale_work, 0);
}

/**
 * nf_flow_hw_stale_kick_slow - there is something for the worker to do
 *
 * It may be waiting because it has done so a moment ago. Context: any.
 */
void nf_flow_hw_stale_kick_slow(void)
{
	queue_delayed_work(stale_wq, &stale_work, 0);
}

/**
 * nf_flow_hw_stale_reap - remove a flow that the flowtable core has forgotten
 * @flow: the flow, whose flowtable is bound
 * @data: not used
 *
 * Without a DESTROY, that is. None is known to happen; if one does, it shall not hold
 * its entry and connection for ever. Twice in a row, because a flow that is being
 * destroyed is not found either. Context: may sleep.
 */
void nf_flow_hw_stale_reap(struct nf_flow_hw_flow *flow, const void *data)
{
	bool orphan, known = true;

	rcu_read_lock();
	if (rcu_access_pointer(flow->hops))
		known = flow_lookup(flow);
	rcu_read_unlock();

	mutex_lock(&flow->lock);
	orphan = !known && flow->suspect;
	flow->suspect = !known;
	mutex_unlock(&flow->lock);

	if (orphan)
		nf_flow_hw_flow_del(flow);
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_stale_reap);

static void housekeep_fn(struct work_struct *work);
static DECLARE_DELAYED_WORK(housekeep_work, housekeep_fn);

static void housekeep_fn(struct work_struct *work)
{
	static unsigned int rounds;

	if (!nf_flow_hw_hop_housekeep())
		return;

	mutex_lock(&nf_flow_hw_registry_lock);
	if (++rounds % REAP_EVERY == 0)
		nf_flow_hw_table_walk(NULL, nf_flow_hw_stale_reap, NULL);
	nf_flow_hw_policy_housekeep();
	mutex_unlock(&nf_flow_hw_registry_lock);
	nf_flow_hw_stale_housekeep();
}

/**
 * nf_flow_hw_stale_housekeep - there is something to look after from time to time
 *
 * Context: any.
 */
void nf_flow_hw_stale_housekeep(void)
{
	queue_delayed_work(system_power_efficient_wq, &housekeep_work,
			   HOUSEKEEP_INTERVAL);
}

/**
 * nf_flow_hw_stale_look_soon - something is about to change
 *
 * Context: any.
 */
void nf_flow_hw_stale_look_soon(void)
{
	mod_delayed_work(system_power_efficient_wq, &housekeep_work, HOUSEKEEP_SOON);
}

/**
 * nf_flow_hw_stale_init - get ready to end flows
 *
 * Return: 0 or -ENOMEM.
 */
int nf_flow_hw_stale_init(void)
{
	stale_wq = alloc_workqueue("nf_flow_hw", WQ_UNBOUND, 0);

	return stale_wq ? 0 : -ENOMEM;
}

/**
 * nf_flow_hw_stale_exit - wait for the worker
 *
 * Context: may sleep; nobody marks hops any more and no flowtable is left.
 */
void nf_flow_hw_stale_exit(void)
{
	cancel_delayed_work_sync(&housekeep_work);
	cancel_delayed_work_sync(&stale_work);
	destroy_workqueue(stale_wq);
}
