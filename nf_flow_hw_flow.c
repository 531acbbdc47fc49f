// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flows and what an engine holds for them: lifetime and accounting.
 *
 * A flow object exists from the first REPLACE of a cookie to its DESTROY (or to
 * the purge at the last UNBIND, since no DESTROY comes then), whether or not an
 * engine took it. It never follows the cookie: the struct flow_offload behind it
 * may only be touched inside a block callback.
 *
 * An entry is removed in three steps: unbind (stop forwarding), flush (now it is
 * true), del (last counters, slot free). Many entries share one flush: flows that
 * are destroyed wait a moment for others, since a flush costs an engine more than
 * all the rest, and stops it while it lasts.
 */
#include <linux/hash.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/rhashtable.h>
#include <linux/slab.h>
#include <kunit/visibility.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include <net/netfilter/nf_flow_table.h>
#include <trace/events/nf_flow_hw.h>
#include "nf_flow_hw_internal.h"

static bool admission = true;
module_param(admission, bool, 0644);
MODULE_PARM_DESC(admission, "Keep unanswered UDP, and new flows of a table that is 75 % full, in software until they were offered twice (default: Y)");

/* How long a destroyed flow waits for others to be flushed with it. */
#define REAP_DELAY	msecs_to_jiffies(10)

/* An address that nobody outside the kernel chooses: one multiplication will do. */
static u32 flow_hash(const void *key, u32 len, u32 seed)
{
	return hash_long(*(const unsigned long *)key ^ seed, 32);
}

static const struct rhashtable_params flow_params = {
	.hashfn			= flow_hash,
	.head_offset		= offsetof(struct nf_flow_hw_flow, node),
	.key_offset		= offsetof(struct nf_flow_hw_flow, cookie),
	.key_len		= sizeof_field(struct nf_flow_hw_flow, cookie),
	.automatic_shrinking	= true,
};

/* Objects of exactly their size; the next general size class up is a waste. */
static struct kmem_cache *flow_cache;

static void reap_worker(struct work_struct *work);
static void table_reap(struct nf_flow_hw_table *table);

/**
 * nf_flow_hw_flow_init - prepare a table for flows
 * @table: the table
 *
 * Return: 0 or a negative error.
 */
int nf_flow_hw_flow_init(struct nf_flow_hw_table *table)
{
	spin_lock_init(&table->lock);
	INIT_LIST_HEAD(&table->flow_list);
	init_llist_head(&table->reap);
	INIT_DELAYED_WORK(&table->reap_work, reap_worker);

	return rhashtable_init(&table->flows, &flow_params);
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_flow_init);

/**
 * nf_flow_hw_flow_exit - mirror of nf_flow_hw_flow_init()
 * @table: the table, without flows
 */
void nf_flow_hw_flow_exit(struct nf_flow_hw_table *table)
{
	cancel_delayed_work_sync(&table->reap_work);
	table_reap(table);
	WARN_ON_ONCE(!list_empty(&table->flow_list));
	rhashtable_destroy(&table->flows);
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_flow_exit);

/**
 * nf_flow_hw_flow_cache_create - prepare to make flows
 *
 * Return: 0 or -ENOMEM.
 */
int nf_flow_hw_flow_cache_create(void)
{
	flow_cache = KMEM_CACHE(nf_flow_hw_flow, 0);

	return flow_cache ? 0 : -ENOMEM;
}

/**
 * nf_flow_hw_flow_cache_destroy - mirror of nf_flow_hw_flow_cache_create()
 */
void nf_flow_hw_flow_cache_destroy(void)
{
	rcu_barrier(); /* for flow_free_rcu() */
	kmem_cache_destroy(flow_cache);
}

static void flow_free_rcu(struct rcu_head *rcu)
{
	kmem_cache_free(flow_cache, container_of(rcu, struct nf_flow_hw_flow, rcu));
}

/**
 * nf_flow_hw_flow_put - drop a reference
 * @flow: the flow
 */
void nf_flow_hw_flow_put(struct nf_flow_hw_flow *flow)
{
	if (!refcount_dec_and_test(&flow->ref))
		return;

	nf_flow_hw_hop_release(flow);
	nf_ct_put(flow->ct);
	mutex_destroy(&flow->lock);
	call_rcu(&flow->rcu, flow_free_rcu);
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_flow_put);

/**
 * nf_flow_hw_flow_get - find a flow by its cookie
 * @table: where
 * @cookie: the name
 *
 * Return: the flow with a reference for the caller, or NULL.
 */
struct nf_flow_hw_flow *nf_flow_hw_flow_get(struct nf_flow_hw_table *table,
					    const void *cookie)
{
	struct nf_flow_hw_flow *flow;

	rcu_read_lock();
	/* The second direction comes right after the first one. */
	flow = READ_ONCE(table->recent);
	if (!flow || flow->cookie != cookie)
		flow = rhashtable_lookup(&table->flows, &cookie, flow_params);
	if (flow && !refcount_inc_not_zero(&flow->ref))
		flow = NULL;
	rcu_read_unlock();

	return flow;
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_flow_get);

static void entry_init(struct nf_flow_hw_entry *entry, const struct nf_conn *ct,
		       enum ip_conntrack_dir dir)
{
	entry->slot = NF_FLOW_TABLE_HW_SLOT_NONE;
	entry->net = nf_ct_net(ct);
	entry->zone = nf_ct_zone_id(nf_ct_zone(ct), dir);
}

static struct nf_flow_hw_flow *flow_alloc(struct nf_flow_hw_table *table,
					  const void *cookie, struct nf_conn *ct)
{
	struct nf_flow_hw_flow *flow;

	flow = kmem_cache_alloc(flow_cache, GFP_KERNEL);
	if (!flow)
		return NULL;

	/* Cheaper than to let the allocator clear it, byte by byte on some CPUs. */
	*flow = (struct nf_flow_hw_flow){
		.cookie	= cookie,
		.table	= table,
		.ct	= ct,
	};
	nf_conntrack_get(&ct->ct_general);
	mutex_init(&flow->lock);
	refcount_set(&flow->ref, 1);
	flow->mark = nf_flow_hw_ct_mark(ct);
	entry_init(&flow->entry[IP_CT_DIR_ORIGINAL], ct, IP_CT_DIR_ORIGINAL);
	entry_init(&flow->entry[IP_CT_DIR_REPLY], ct, IP_CT_DIR_REPLY);

	return flow;
}

/**
 * nf_flow_hw_flow_create - make a flow and enter it into its table
 * @table: where
 * @cookie: its name, not in use in @table; the caller is the only one that
 *	creates this name now (nf_flow_table runs one callback per flow at a time)
 * @ct: its connection; a reference is taken
 *
 * Context: may sleep.
 *
 * Return: the flow with a reference for the caller, or NULL.
 */
struct nf_flow_hw_flow *nf_flow_hw_flow_create(struct nf_flow_hw_table *table,
					       const void *cookie,
					       struct nf_conn *ct)
{
	struct nf_flow_hw_flow *flow;

	flow = flow_alloc(table, cookie, ct);
	if (!flow)
		return NULL;

	if (rhashtable_insert_fast(&table->flows, &flow->node, flow_params)) {
		nf_flow_hw_flow_put(flow);
		return NULL;
	}
	refcount_inc(&flow->ref);

	spin_lock(&table->lock);
	list_add_tail(&flow->list, &table->flow_list);
	table->num_flows++;
	flow->hashed = true;
	WRITE_ONCE(table->recent, flow);
	WRITE_ONCE(flow->id, ++table->last_id);
	spin_unlock(&table->lock);

	return flow;
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_flow_create);

static struct nf_flow_hw_dev *devs_find(struct nf_flow_hw_devs *devs, int ifindex)
{
	unsigned int i;

	for (i = 0; i < devs->num; i++)
		if (READ_ONCE(devs->dev[i].ifindex) == ifindex)
			return &devs->dev[i];

	return NULL;
}

static bool dev_served(const struct nf_flow_hw_dev *dev)
{
	/* Pairs with the release in dev_publish(). */
	return dev && smp_load_acquire(&dev->state) == NF_FLOW_HW_DEV_BACKEND;
}

static enum nf_flow_hw_reject rule_route(struct nf_flow_hw_devs *devs,
					 struct nf_flow_hw_rule *rule,
					 struct nf_flow_hw_backend **be)
{
	struct nf_flow_hw_dev *in, *out;

	in = devs_find(devs, rule->iifindex);
	if (!dev_served(in))
		return NF_FLOW_HW_REJECT_INGRESS;

	out = devs_find(devs, rule->oifindex);
	if (!dev_served(out))
		return NF_FLOW_HW_REJECT_EGRESS;

	if (READ_ONCE(in->paused) || READ_ONCE(out->paused))
		return NF_FLOW_HW_REJECT_PAUSED;

	if (in->backend != out->backend)
		return NF_FLOW_HW_REJECT_ENGINES;

	rule->port_in = in->port;
	rule->port_out = out->port;
	*be = in->backend;

	return nf_flow_hw_rule_missing(rule, in->backend->features);
}

static bool backend_crowded(struct nf_flow_hw_backend *be)
{
	struct nf_flow_hw_usage usage;

	be->ops->usage(be, &usage);

	return usage.used > usage.size - usage.size / 4;
}

/* A flow that is offered for the first time may be one of very many that never
 * see a second packet. Slots are few, so such flows wait for their next offer.
 */
static bool flow_admitted(const struct nf_flow_hw_flow *flow,
			  struct nf_flow_hw_backend *be,
			  const struct nf_flow_hw_rule *rule)
{
	if (!READ_ONCE(admission) || flow->attempts > 1)
		return true;

	if (rule->l4proto == IPPROTO_UDP &&
	    !test_bit(IPS_SEEN_REPLY_BIT, &flow->ct->status))
		return false;

	return !backend_crowded(be);
}

static enum nf_flow_hw_reject backend_reject(int err)
{
	switch (err) {
	case 0:
		return NF_FLOW_HW_REJECT_NONE;
	case -EEXIST:
		return NF_FLOW_HW_REJECT_KEY_IN_USE;
	case -ENOSPC:
		return NF_FLOW_HW_REJECT_BUCKET_FULL;
	case -EXFULL:
		return NF_FLOW_HW_REJECT_TABLE_FULL;
	case -EAGAIN:
		return NF_FLOW_HW_REJECT_DEFERRED;
	case -ENOMEM:
		return NF_FLOW_HW_REJECT_NO_MEMORY;
	case -EOPNOTSUPP:
		return NF_FLOW_HW_REJECT_FEATURE;
	default:
		return NF_FLOW_HW_REJECT_BACKEND;
	}
}

static enum nf_flow_hw_reject entry_add(struct nf_flow_hw_flow *flow,
					unsigned int dir,
					struct nf_flow_hw_backend *be,
					const struct nf_flow_hw_rule *rule)
{
	struct nf_flow_hw_entry *entry = &flow->entry[dir];
	int err;

	if (entry->backend && entry->backend != be)
		nf_flow_hw_entry_drop(flow, dir);

	err = be->ops->entry_add(be, entry, rule);
	if (!err && !entry->backend)
		nf_flow_hw_entry_gained(flow, dir, be);
	if (err && entry->backend)
		nf_flow_hw_entry_lost(flow, dir, NF_FLOW_HW_CAUSE_REFUSED);
	if (err)
		nf_flow_hw_entry_account(flow, dir, be);

	return backend_reject(err);
}

/* Under &nf_flow_hw_flow.lock and nf_flow_hw_srcu. */
static enum nf_flow_hw_reject flow_add(struct nf_flow_hw_flow *flow,
				       unsigned int dir,
				       struct nf_flow_hw_rule *rule)
{
	struct nf_flow_hw_backend *be;
	enum nf_flow_hw_reject reason;
	struct nf_flow_hw_devs *devs;

	lockdep_assert_held(&flow->lock);
	if (flow->dead)
		return NF_FLOW_HW_REJECT_DYING;
	if (flow->tombstone)
		return NF_FLOW_HW_REJECT_TOMBSTONE;

	if (dir == IP_CT_DIR_ORIGINAL && flow->attempts < 2)
		flow->attempts++;
	/* Also without an entry: a flow in software has devices too. */
	flow->entry[dir].iifindex = rule->iifindex;
	flow->entry[dir].oifindex = rule->oifindex;

	devs = srcu_dereference(flow->table->devs, &nf_flow_hw_srcu);
	reason = rule_route(devs, rule, &be);
	if (reason)
		return reason;
	if (nf_flow_hw_path_maps_priority(nf_ct_net(flow->ct), rule))
		return NF_FLOW_HW_REJECT_PRIORITY_MAP;
	if (!flow_admitted(flow, be, rule))
		return NF_FLOW_HW_REJECT_DEFERRED;

	return entry_add(flow, dir, be, rule);
}

/* Under &nf_flow_hw_flow.lock. */
static enum nf_flow_hw_reject flow_remembered(struct nf_flow_hw_flow *flow,
					      unsigned int dir)
{
	u32 generation = READ_ONCE(flow->table->generation);

	lockdep_assert_held(&flow->lock);
	if (flow->generation != generation) {
		flow->generation = generation;
		memset(flow->reject, NF_FLOW_HW_REJECT_NONE, sizeof(flow->reject));
	}

	return flow->reject[dir];
}

/**
 * nf_flow_hw_flow_refused - was this direction refused for good?
 * @flow: the flow
 * @dir: the direction
 *
 * A refusal is counted each time it is given, remembered ones too.
 * Context: may sleep; no lock of the core held.
 *
 * Return: 0 if it is worth another try, else the error to report.
 */
int nf_flow_hw_flow_refused(struct nf_flow_hw_flow *flow, unsigned int dir)
{
	enum nf_flow_hw_reject reason;

	/* Only callbacks of this flow write it, and they come one by one. */
	if (likely(!READ_ONCE(flow->reject[dir])))
		return 0;

	mutex_lock(&flow->lock);
	reason = flow_remembered(flow, dir);
	mutex_unlock(&flow->lock);

	nf_flow_hw_reject_count(flow->ct, dir, reason, 0, 0);

	return nf_flow_hw_reject_errno(reason);
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_flow_refused);

/* A software engine forwards, but conntrack must not claim hardware for it. */
static int flow_verdict(const struct nf_flow_hw_flow *flow, unsigned int dir,
			enum nf_flow_hw_reject reason)
{
	if (reason)
		return nf_flow_hw_reject_errno(reason);
	if (flow->entry[dir].backend->engine != NF_FLOW_TABLE_HW_ENGINE_HARDWARE)
		return -EOPNOTSUPP;

	return 0;
}

/**
 * nf_flow_hw_flow_add - offer one direction of a flow to the engines
 * @flow: the flow
 * @dir: the direction
 * @rule: the rule, or what is known of it if @reason is set; the port numbers are
 *	filled in here
 * @reason: why the rule cannot be used, %NF_FLOW_HW_REJECT_NONE if it can
 *
 * Repeating the call for a rule that is in force changes nothing; it repairs an
 * entry that the engine has lost. A refused direction holds no entry.
 * Context: may sleep; no lock of the core held.
 *
 * Return: 0 if hardware forwards this direction now, -EOPNOTSUPP if a software
 * engine does, else the error of the refusal, which has been counted.
 */
int nf_flow_hw_flow_add(struct nf_flow_hw_flow *flow, unsigned int dir,
			struct nf_flow_hw_rule *rule,
			enum nf_flow_hw_reject reason)
{
	int idx, err;

	idx = srcu_read_lock(&nf_flow_hw_srcu);
	mutex_lock(&flow->lock);

	if (!reason)
		reason = flow_add(flow, dir, rule);
	if (reason && nf_flow_hw_entry_live(&flow->entry[dir])) {
		nf_flow_hw_entry_drop(flow, dir);
		nf_flow_hw_entry_sync_status(flow);
	}
	flow->last[dir] = reason;
	if (nf_flow_hw_reject_permanent(reason))
		flow->reject[dir] = reason;
	err = flow_verdict(flow, dir, reason);

	mutex_unlock(&flow->lock);
	srcu_read_unlock(&nf_flow_hw_srcu, idx);

	nf_flow_hw_reject_count(flow->ct, dir, reason, rule->iifindex,
				rule->oifindex);

	return err;
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_flow_add);

/**
 * nf_flow_hw_flow_stats - what the engine forwarded since the last call
 * @flow: the flow
 * @dir: the direction
 * @packets: packets, at most U32_MAX; the rest is kept for the next call
 * @bytes: L3 bytes, likewise
 *
 * Context: may sleep; no lock of the core held.
 *
 * Return: true if the engine forwarded; its counters moved then, if it has any.
 */
bool nf_flow_hw_flow_stats(struct nf_flow_hw_flow *flow, unsigned int dir,
			   u64 *packets, u64 *bytes)
{
	struct nf_flow_hw_backend *be;
	u32 num, len;
	bool active;
	int idx;

	idx = srcu_read_lock(&nf_flow_hw_srcu);
	mutex_lock(&flow->lock);

	be = nf_flow_hw_entry_poll(flow, dir);
	nf_flow_hw_entry_take(flow, dir, be, &num, &len);
	active = num || flow->active[dir];
	flow->active[dir] = false;
	trace_nf_flow_hw_stats(flow->ct, dir, num, len);

	mutex_unlock(&flow->lock);
	srcu_read_unlock(&nf_flow_hw_srcu, idx);

	*packets = num;
	*bytes = len;

	return active;
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_flow_stats);

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
		nf_flow_hw_stale_add(flow);
		flow->evicting = true;
		evict->num++;
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

/* Let its name be used again. */
static void flow_unhash_locked(struct nf_flow_hw_flow *flow)
{
	struct nf_flow_hw_table *table = flow->table;

	lockdep_assert_held(&table->lock);
	if (!flow->hashed)
		return;

	flow->hashed = false;
	if (table->recent == flow)
		WRITE_ONCE(table->recent, NULL);
	rhashtable_remove_fast(&table->flows, &flow->node, flow_params);
}

/* Returns whether the caller took the flow out, and with it the table's
 * reference.
 */
static bool flow_unlink(struct nf_flow_hw_flow *flow)
{
	struct nf_flow_hw_table *table = flow->table;
	bool linked;

	spin_lock(&table->lock);
	linked = !list_empty(&flow->list);
	if (linked) {
		list_del_init(&flow->list);
		table->num_flows--;
		flow_unhash_locked(flow);
	}
	spin_unlock(&table->lock);

	return linked;
}

/* Last step, after the flush. */
static void flow_purge(struct nf_flow_hw_flow *flow, const void *data)
{
	const struct nf_flow_hw_purge *what = data;
	unsigned int dir;

	/* A flow that came since the first step was neither marked nor unbound. */
	mutex_lock(&flow->lock);
	if (!what->evict || flow->evicting)
		for (dir = 0; dir < IP_CT_DIR_MAX; dir++)
			if (purge_matches(what, &flow->entry[dir]))
				nf_flow_hw_entry_del(flow, dir, what->cause);
	flow->evicting = false;
	if (!what->quiet)
		nf_flow_hw_entry_sync_status(flow);
	mutex_unlock(&flow->lock);

	if (what->forget && flow_unlink(flow)) {
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

static const struct nf_flow_hw_purge purge_destroyed = {
	.forget	= true,
	.quiet	= true,
};

/* The first flow that has something to flush does it for the others. */
static void table_reap(struct nf_flow_hw_table *table)
{
	struct llist_node *done = llist_del_all(&table->reap);
	struct nf_flow_hw_flow *flow, *next;
	int idx;

	idx = srcu_read_lock(&nf_flow_hw_srcu);
	llist_for_each_entry(flow, done, reap)
		flow_flush(flow);
	llist_for_each_entry_safe(flow, next, done, reap) {
		flow_purge(flow, &purge_destroyed);
		nf_flow_hw_flow_put(flow);
		cond_resched();
	}
	srcu_read_unlock(&nf_flow_hw_srcu, idx);
}

static void reap_worker(struct work_struct *work)
{
	table_reap(container_of(to_delayed_work(work), struct nf_flow_hw_table,
				reap_work));
}

static bool flow_live(const struct nf_flow_hw_flow *flow)
{
	return READ_ONCE(flow->entry[IP_CT_DIR_ORIGINAL].backend) ||
	       READ_ONCE(flow->entry[IP_CT_DIR_REPLY].backend);
}

/**
 * nf_flow_hw_flow_destroy - the flowtable core is done with a flow
 * @flow: the flow; the caller keeps its own reference
 *
 * The engines are told at once, and are through with its entries a moment later,
 * together with those of other flows. Its name is free when the call returns.
 * Context: may sleep; no lock of the core held; no other callback for this flow.
 */
void nf_flow_hw_flow_destroy(struct nf_flow_hw_flow *flow)
{
	struct nf_flow_hw_table *table = flow->table;
	int idx;

	idx = srcu_read_lock(&nf_flow_hw_srcu);
	flow_unbind(flow, &purge_destroyed);
	srcu_read_unlock(&nf_flow_hw_srcu, idx);

	if (!flow_live(flow)) {
		flow_purge(flow, &purge_destroyed);
		return;
	}

	spin_lock(&table->lock);
	flow_unhash_locked(flow);
	spin_unlock(&table->lock);

	/* Frees the place that @reap needs. */
	nf_flow_hw_stale_del(flow);
	refcount_inc(&flow->ref);
	if (llist_add(&flow->reap, &table->reap))
		schedule_delayed_work(&table->reap_work, REAP_DELAY);
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
	LIST_HEAD(todo);

	lockdep_assert_held(&nf_flow_hw_registry_lock);
	spin_lock(&table->lock);
	list_splice_init(&table->flow_list, &todo);
	while (!list_empty(&todo)) {
		flow = list_first_entry(&todo, struct nf_flow_hw_flow, list);
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
	/* Flows that wait to be reaped hold their connections. */
	if (what->forget)
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
