// SPDX-License-Identifier: GPL-2.0-only
/*
 * How entries and flows go: one, many, or all.
 *
 * An entry is removed in three steps: unbind (stop forwarding), flush (now it is
 * true), del (last counters, slot free). Many entries share one flush: flows that
 * are destroyed wait a moment for others, since a flush costs an engine more than
 * all the rest, and stops it while it lasts.
 */
#include <linux/jiffies.h>
#include <linux/llist.h>
#include <linux/module.h>
#include <kunit/visibility.h>
#include <net/netfilter/nf_flow_table.h>
#include "nf_flow_hw_internal.h"

/* How long a destroyed flow waits for others to be flushed with it. */
#define REAP_DELAY	msecs_to_jiffies(10)

static bool entry_touches(const struct nf_flow_hw_entry *entry, int ifindex)
{
	return entry->iifindex == ifindex || entry->oifindex == ifindex;
}

static bool purge_matches(const struct nf_flow_hw_purge *what,
			  const struct nf_flow_hw_entry *entry)
{
	if (!nf_flow_hw_entry_live(entry))
		return false;
	if (what->backend && entry->backend != what->backend)
		return false;

	return !what->ifindex || entry_touches(entry, what->ifindex);
}

/* Mark a flow that the administrator's filter selects; the entries of marked flows
 * go, and the flow ends.
 */
static bool flow_evict(struct nf_flow_hw_flow *flow, struct nf_flow_hw_evict *evict)
{
	if (!evict->match(flow, evict->filter))
		return false;

	mutex_lock(&flow->lock);
	if (!flow->dead) {
		/* It may have been ended before, and wait for its destruction. */
		evict->num += !flow->tombstone;
		nf_flow_hw_stale_add(flow);
		flow->evicting = true;
	}
	mutex_unlock(&flow->lock);

	return true;
}

static bool purge_ends(const struct nf_flow_hw_purge *what,
		       const struct nf_flow_hw_flow *flow)
{
	return what->stale &&
	       (!what->ifindex ||
		entry_touches(&flow->entry[IP_CT_DIR_ORIGINAL], what->ifindex) ||
		entry_touches(&flow->entry[IP_CT_DIR_REPLY], what->ifindex));
}

/* First step of a removal. */
static void flow_unbind(struct nf_flow_hw_flow *flow, const void *data)
{
	const struct nf_flow_hw_purge *what = data;
	unsigned int dir;

	if (what->evict && !flow_evict(flow, what->evict))
		return;

	mutex_lock(&flow->lock);
	if (what->forget)
		flow->dead = true;
	if (purge_ends(what, flow))
		nf_flow_hw_stale_add(flow);
	for (dir = 0; dir < IP_CT_DIR_MAX; dir++)
		if (purge_matches(what, &flow->entry[dir]))
			nf_flow_hw_entry_unbind(&flow->entry[dir]);
	mutex_unlock(&flow->lock);
}

/* Last step, after the flush. */
static void flow_purge(struct nf_flow_hw_flow *flow, const void *data)
{
	const struct nf_flow_hw_purge *what = data;
	unsigned int dir;
	bool evicted;

	/* A flow that came since the first step was neither marked nor unbound. */
	mutex_lock(&flow->lock);
	evicted = what->evict && flow->evicting;
	if (!what->evict || evicted)
		for (dir = 0; dir < IP_CT_DIR_MAX; dir++)
			if (purge_matches(what, &flow->entry[dir]))
				nf_flow_hw_entry_del(flow, dir, what->cause);
	flow->evicting = false;
	if (!what->quiet)
		nf_flow_hw_entry_sync_status(flow);
	mutex_unlock(&flow->lock);

	if (evicted)
		nf_flow_hw_stale_teardown(flow);
	if (what->forget && nf_flow_hw_flow_unlink(flow)) {
		nf_flow_hw_stale_del(flow);
		nf_flow_hw_flow_put(flow);
	}
}

/* Under the lock, so that no backend goes before its flush has ended. */
static void flow_flush(struct nf_flow_hw_flow *flow)
{
	struct nf_flow_hw_backend *be0, *be1;

	mutex_lock(&flow->lock);
	be0 = flow->entry[0].backend;
	be1 = flow->entry[1].backend;
	if (be0)
		be0->ops->flush(be0);
	if (be1 && be1 != be0)
		be1->ops->flush(be1);
	mutex_unlock(&flow->lock);
}

/**
 * nf_flow_hw_flow_del - remove a flow and all that engines hold for it
 * @flow: the flow; the caller keeps its own reference
 *
 * Context: may sleep; no lock of the core held; no other callback for this flow.
 */
void nf_flow_hw_flow_del(struct nf_flow_hw_flow *flow)
{
	static const struct nf_flow_hw_purge all = { .forget = true };
	int idx;

	idx = srcu_read_lock(&nf_flow_hw_srcu);
	flow_unbind(flow, &all);
	flow_flush(flow);
	flow_purge(flow, &all);
	srcu_read_unlock(&nf_flow_hw_srcu, idx);
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_flow_del);

/* What engines hold for a flow that was taken out of its table. */
static void flow_clear(struct nf_flow_hw_flow *flow)
{
	unsigned int dir;

	mutex_lock(&flow->lock);
	for (dir = 0; dir < IP_CT_DIR_MAX; dir++)
		if (nf_flow_hw_entry_live(&flow->entry[dir]))
			nf_flow_hw_entry_del(flow, dir, NF_FLOW_HW_CAUSE_DESTROY);
	mutex_unlock(&flow->lock);
}

/**
 * nf_flow_hw_flow_reap - finish with the flows that were destroyed
 * @table: of this table
 *
 * The first of them that has something to flush does it for the others.
 * Context: may sleep; no lock of a flow held.
 */
void nf_flow_hw_flow_reap(struct nf_flow_hw_table *table)
{
	struct llist_node *done = llist_del_all(&table->reap);
	struct nf_flow_hw_flow *flow, *next;
	LIST_HEAD(batch);

	llist_for_each_entry(flow, done, reap)
		flow_flush(flow);
	llist_for_each_entry_safe(flow, next, done, reap) {
		flow_clear(flow);
		nf_flow_hw_flow_put_batch(flow, &batch);
		cond_resched();
	}
	nf_flow_hw_flow_free_batch(&batch);
}

/**
 * nf_flow_hw_flow_reap_work - the same, a moment after the first of them
 * @work: of the table
 */
void nf_flow_hw_flow_reap_work(struct work_struct *work)
{
	nf_flow_hw_flow_reap(container_of(to_delayed_work(work),
					  struct nf_flow_hw_table, reap_work));
}

/* First step of a removal that needs no choice. Returns whether engines hold
 * anything; they do not go before that, since the lock of the flow is needed to take
 * it away from them.
 */
static bool flow_kill(struct nf_flow_hw_flow *flow)
{
	bool live = false;
	unsigned int dir;

	mutex_lock(&flow->lock);
	flow->dead = true;
	for (dir = 0; dir < IP_CT_DIR_MAX; dir++) {
		if (!nf_flow_hw_entry_live(&flow->entry[dir]))
			continue;
		nf_flow_hw_entry_unbind(&flow->entry[dir]);
		live = true;
	}
	mutex_unlock(&flow->lock);

	return live;
}

/**
 * nf_flow_hw_flow_destroy - the flowtable core is done with a flow
 * @flow: the flow; the caller keeps its own reference
 *
 * The engines are told at once, and are through with its entries a moment later,
 * together with those of other flows. Its name is free when the call returns, and
 * no walk finds it: who must be sure that its entries are gone waits for
 * &nf_flow_hw_table.reap_work.
 * Context: may sleep; no lock of the core held; no other callback for this flow.
 */
void nf_flow_hw_flow_destroy(struct nf_flow_hw_flow *flow)
{
	struct nf_flow_hw_table *table = flow->table;
	bool live = flow_kill(flow);

	/* Frees the place that @reap needs. */
	nf_flow_hw_stale_del(flow);
	/* Before it leaves the table, so that a purge finds it or waits for it. */
	if (live) {
		refcount_inc(&flow->ref);
		if (llist_add(&flow->reap, &table->reap))
			schedule_delayed_work(&table->reap_work, REAP_DELAY);
	}
	if (nf_flow_hw_flow_unlink(flow))
		nf_flow_hw_flow_put(flow);
}

static const struct nf_flow_hw_purge purge_stale = {
	.stale	= true,
	.cause	= NF_FLOW_HW_CAUSE_INVALID,
};

/**
 * nf_flow_hw_flow_end_one - remove what engines hold for a stale flow
 * @flow: the flow; becomes a tombstone
 *
 * Context: may sleep; no lock of the core held.
 */
void nf_flow_hw_flow_end_one(struct nf_flow_hw_flow *flow)
{
	int idx;

	idx = srcu_read_lock(&nf_flow_hw_srcu);
	flow_unbind(flow, &purge_stale);
	flow_flush(flow);
	flow_purge(flow, &purge_stale);
	srcu_read_unlock(&nf_flow_hw_srcu, idx);
}

/**
 * nf_flow_hw_flow_end - the same for many, with one flush
 * @flows: the flows
 * @num: how many
 *
 * Context: nf_flow_hw_registry_lock held; may sleep.
 */
void nf_flow_hw_flow_end(struct nf_flow_hw_flow **flows, unsigned int num)
{
	unsigned int i;

	for (i = 0; i < num; i++)
		flow_unbind(flows[i], &purge_stale);
	nf_flow_hw_backend_flush(NULL);
	for (i = 0; i < num; i++)
		flow_purge(flows[i], &purge_stale);
}

/**
 * nf_flow_hw_flow_walk - visit every flow that is in a table now
 * @table: the table
 * @step: called without the lock of the table or of the flow; may sleep
 * @data: for @step
 *
 * The list is set aside and filled again as the walk proceeds. Flows may come and
 * go; walks are serialised by nf_flow_hw_registry_lock, which the caller holds.
 */
void nf_flow_hw_flow_walk(struct nf_flow_hw_table *table,
			  void (*step)(struct nf_flow_hw_flow *flow, const void *data),
			  const void *data)
{
	struct nf_flow_hw_flow *flow;
	LIST_HEAD(rest);

	lockdep_assert_held(&nf_flow_hw_registry_lock);
	spin_lock(&table->lock);
	list_splice_init(&table->flow_list, &rest);
	while (!list_empty(&rest)) {
		flow = list_first_entry(&rest, struct nf_flow_hw_flow, list);
		list_move_tail(&flow->list, &table->flow_list);
		refcount_inc(&flow->ref);
		spin_unlock(&table->lock);

		step(flow, data);
		nf_flow_hw_flow_put(flow);
		cond_resched();

		spin_lock(&table->lock);
	}
	spin_unlock(&table->lock);
}

/**
 * nf_flow_hw_flow_purge - remove many entries with one flush
 * @table: of this table
 * @what: which; the caller has made sure that none of them can be added again
 *
 * Context: nf_flow_hw_registry_lock held; may sleep. When it returns, none of
 * the entries forwards and all their packets are accounted.
 */
void nf_flow_hw_flow_purge(struct nf_flow_hw_table *table,
			   const struct nf_flow_hw_purge *what)
{
	nf_flow_hw_flow_walk(table, flow_unbind, what);
	nf_flow_hw_backend_flush(what->backend);
	nf_flow_hw_flow_walk(table, flow_purge, what);
	/* Flows that wait to be reaped hold entries and connections. */
	flush_delayed_work(&table->reap_work);
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_flow_purge);

/**
 * nf_flow_hw_flow_entries - count what engines hold for a table
 * @table: the table
 *
 * Context: nf_flow_hw_registry_lock held.
 *
 * Return: the number of entries, two for a flow that is offloaded both ways.
 */
unsigned int nf_flow_hw_flow_entries(struct nf_flow_hw_table *table)
{
	struct nf_flow_hw_flow *flow;
	unsigned int num = 0;

	lockdep_assert_held(&nf_flow_hw_registry_lock);
	spin_lock(&table->lock);
	list_for_each_entry(flow, &table->flow_list, list) {
		num += !!READ_ONCE(flow->entry[IP_CT_DIR_ORIGINAL].backend);
		num += !!READ_ONCE(flow->entry[IP_CT_DIR_REPLY].backend);
	}
	spin_unlock(&table->lock);

	return num;
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_flow_entries);
