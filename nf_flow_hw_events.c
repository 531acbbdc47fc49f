// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flows whose premises no longer hold. Their entries are gone at once; the flow
 * itself, which would run on in software with its old MACs and devices, is ended
 * by the garbage collector of the flowtable core, so that its next packet takes
 * the classic path and starts afresh.
 */
#include <linux/hashtable.h>
#include <linux/spinlock.h>
#include <net/netfilter/nf_flow_table.h>
#include "nf_flow_hw_internal.h"

static DEFINE_SPINLOCK(stale_lock); /* guards the two below */
static DEFINE_HASHTABLE(stale_flows, 8);
static unsigned int stale_num; /* read without the lock by every gc step */

/**
 * nf_flow_hw_stale_add - end a flow soon
 * @flow: the flow; it is refused from now on
 *
 * Context: any; &nf_flow_hw_flow.lock held.
 */
void nf_flow_hw_stale_add(struct nf_flow_hw_flow *flow)
{
	spin_lock_bh(&stale_lock);
	if (hlist_unhashed(&flow->stale)) {
		hash_add(stale_flows, &flow->stale, (unsigned long)flow->cookie);
		WRITE_ONCE(stale_num, stale_num + 1);
	}
	spin_unlock_bh(&stale_lock);

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
	spin_lock_bh(&stale_lock);
	if (!hlist_unhashed(&flow->stale)) {
		hash_del(&flow->stale);
		WRITE_ONCE(stale_num, stale_num - 1);
	}
	spin_unlock_bh(&stale_lock);
}

static bool stale_find(const struct flow_offload *cookie)
{
	struct nf_flow_hw_flow *flow;
	bool found = false;

	spin_lock_bh(&stale_lock);
	hash_for_each_possible(stale_flows, flow, stale, (unsigned long)cookie) {
		found = flow->cookie == cookie;
		if (found)
			break;
	}
	spin_unlock_bh(&stale_lock);

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
