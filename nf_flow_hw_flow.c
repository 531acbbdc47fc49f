// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flows and what an engine holds for them: lifetime and accounting.
 *
 * A flow object exists from the first REPLACE of a cookie to its DESTROY (or to
 * the purge at the last UNBIND, since no DESTROY comes then), whether or not an
 * engine took it. It never follows the cookie: the struct flow_offload behind it
 * may only be touched inside a block callback.
 */
#include <linux/error-injection.h>
#include <linux/hash.h>
#include <linux/jiffies.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/rculist.h>
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

/* Buckets of a table: half of what conntrack has, which whoever expects many
 * connections makes large; a connection is there twice and here once. A table that
 * grew by itself would cost each flow three times as much.
 */
#define FLOW_BITS_MIN	6
#define FLOW_BITS_MAX	14

/* An address that nobody outside the kernel chooses: one multiplication will do. */
static struct hlist_head *flow_bucket(const struct nf_flow_hw_table *table,
				      const void *cookie)
{
	return &table->flows[hash_long((unsigned long)cookie, table->flows_bits)];
}

/* Objects of exactly their size; the next general size class up is a waste. */
static struct kmem_cache *flow_cache;

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
	INIT_DELAYED_WORK(&table->reap_work, nf_flow_hw_flow_reap_work);

	table->flows_bits = clamp_t(unsigned int, ilog2(nf_conntrack_htable_size) - 1,
				    FLOW_BITS_MIN, FLOW_BITS_MAX);
	table->flows = kvcalloc(BIT(table->flows_bits), sizeof(*table->flows),
				GFP_KERNEL);

	return table->flows ? 0 : -ENOMEM;
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_flow_init);

/**
 * nf_flow_hw_flow_exit - mirror of nf_flow_hw_flow_init()
 * @table: the table, without flows
 */
void nf_flow_hw_flow_exit(struct nf_flow_hw_table *table)
{
	cancel_delayed_work_sync(&table->reap_work);
	nf_flow_hw_flow_reap(table);
	WARN_ON_ONCE(!list_empty(&table->flow_list));
	kvfree(table->flows);
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
	struct nf_flow_hw_flow *first, *flow, *next;

	first = container_of(rcu, struct nf_flow_hw_flow, rcu);
	list_for_each_entry_safe(flow, next, &first->list, list)
		kmem_cache_free(flow_cache, flow);
	kmem_cache_free(flow_cache, first);
}

static bool flow_drop(struct nf_flow_hw_flow *flow)
{
	if (!refcount_dec_and_test(&flow->ref))
		return false;

	nf_flow_hw_hop_release(flow);
	nf_ct_put(nf_flow_hw_flow_ct(flow));
	mutex_destroy(&flow->lock);

	return true;
}

/**
 * nf_flow_hw_flow_put - drop a reference
 * @flow: the flow
 */
void nf_flow_hw_flow_put(struct nf_flow_hw_flow *flow)
{
	if (!flow_drop(flow))
		return;

	INIT_LIST_HEAD(&flow->list);
	call_rcu(&flow->rcu, flow_free_rcu);
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_flow_put);

/**
 * nf_flow_hw_flow_put_batch - drop a reference to a flow of many
 * @flow: the flow, not in a table
 * @batch: those that nobody holds any more
 */
void nf_flow_hw_flow_put_batch(struct nf_flow_hw_flow *flow, struct list_head *batch)
{
	if (flow_drop(flow))
		list_add_tail(&flow->list, batch);
}

/**
 * nf_flow_hw_flow_free_batch - free flows, with one grace period for all
 * @batch: the flows
 */
void nf_flow_hw_flow_free_batch(struct list_head *batch)
{
	struct nf_flow_hw_flow *first;

	first = list_first_entry_or_null(batch, struct nf_flow_hw_flow, list);
	if (!first)
		return;

	/* The others hang on the first one. */
	list_del(batch);
	call_rcu(&first->rcu, flow_free_rcu);
}

/* Under RCU. */
static struct nf_flow_hw_flow *flow_find(const struct nf_flow_hw_table *table,
					 const void *cookie)
{
	struct nf_flow_hw_flow *flow;

	hlist_for_each_entry_rcu(flow, flow_bucket(table, cookie), node)
		if (flow->cookie == cookie)
			return flow;

	return NULL;
}

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
	flow = flow_find(table, cookie);
	if (flow && !refcount_inc_not_zero(&flow->ref))
		flow = NULL;
	rcu_read_unlock();

	return flow;
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_flow_get);

static void entry_init(struct nf_flow_hw_entry *entry, struct nf_conn *ct,
		       enum ip_conntrack_dir dir)
{
	entry->slot = NF_FLOW_TABLE_HW_SLOT_NONE;
	entry->ct = ct;
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
	};
	nf_conntrack_get(&ct->ct_general);
	mutex_init(&flow->lock);
	refcount_set(&flow->ref, 2); /* the table's and the caller's */
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

	spin_lock(&table->lock);
	flow->id = ++table->last_id;
	list_add_tail(&flow->list, &table->flow_list);
	hlist_add_head_rcu(&flow->node, flow_bucket(table, cookie));
	WRITE_ONCE(table->num_flows, table->num_flows + 1);
	spin_unlock(&table->lock);

	return flow;
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_flow_create);
ALLOW_ERROR_INJECTION(nf_flow_hw_flow_create, NULL);

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
	    !test_bit(IPS_SEEN_REPLY_BIT, &nf_flow_hw_flow_ct(flow)->status))
		return false;

	return !backend_crowded(be);
}

static enum nf_flow_hw_reject backend_reject(int err)
{
	switch (err) {
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
		nf_flow_hw_entry_drop(flow, dir, NF_FLOW_HW_CAUSE_REFUSED);

	err = be->ops->entry_add(be, entry, rule);
	if (likely(!err)) {
		if (!entry->backend)
			nf_flow_hw_entry_gained(flow, dir, be);
		return NF_FLOW_HW_REJECT_NONE;
	}
	if (entry->backend)
		nf_flow_hw_entry_lost(flow, dir, NF_FLOW_HW_CAUSE_REFUSED);
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
	WRITE_ONCE(flow->entry[dir].iifindex, rule->iifindex);
	WRITE_ONCE(flow->entry[dir].oifindex, rule->oifindex);

	devs = srcu_dereference(flow->table->devs, &nf_flow_hw_srcu);
	reason = rule_route(devs, rule, &be);
	if (reason)
		return reason;
	if (rule->encap_out_num &&
	    nf_flow_hw_path_maps_priority(nf_ct_net(nf_flow_hw_flow_ct(flow)), rule))
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

	nf_flow_hw_reject_count(nf_flow_hw_flow_ct(flow), dir, reason, 0, 0);

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

/* An offer may come between the steps of a removal, when packets are in software
 * already. Then what began the removal is why the entry goes.
 */
static enum nf_flow_hw_cause refusal_cause(const struct nf_flow_hw_flow *flow,
					   enum nf_flow_hw_reject reason)
{
	switch (reason) {
	case NF_FLOW_HW_REJECT_PAUSED:
		return NF_FLOW_HW_CAUSE_PAUSE;
	case NF_FLOW_HW_REJECT_TOMBSTONE:
		return flow->evicting ? NF_FLOW_HW_CAUSE_EVICT :
					NF_FLOW_HW_CAUSE_INVALID;
	default:
		return NF_FLOW_HW_CAUSE_REFUSED;
	}
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
	if (unlikely(reason)) {
		if (nf_flow_hw_entry_live(&flow->entry[dir])) {
			nf_flow_hw_entry_drop(flow, dir,
					      refusal_cause(flow, reason));
			nf_flow_hw_entry_sync_status(flow);
		}
		if (nf_flow_hw_reject_permanent(reason))
			flow->reject[dir] = reason;
	}
	flow->last[dir] = reason;
	err = flow_verdict(flow, dir, reason);

	mutex_unlock(&flow->lock);
	srcu_read_unlock(&nf_flow_hw_srcu, idx);

	if (reason)
		nf_flow_hw_reject_count(nf_flow_hw_flow_ct(flow), dir, reason,
					rule->iifindex, rule->oifindex);

	return err;
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_flow_add);

/* The reply direction is asked for right after the original one, so both are read
 * together, and the second call finds it done.
 */
static struct nf_flow_hw_backend *flow_poll(struct nf_flow_hw_flow *flow,
					    unsigned int dir)
{
	struct nf_flow_hw_backend *be;

	if (dir == IP_CT_DIR_REPLY && flow->polled) {
		flow->polled = false;
		return flow->entry[dir].backend;
	}
	if (dir == IP_CT_DIR_ORIGINAL) {
		be = nf_flow_hw_entry_poll(flow, IP_CT_DIR_REPLY);
		flow->polled = nf_flow_hw_entry_live(&flow->entry[IP_CT_DIR_REPLY]);
		if (be && !flow->polled)
			nf_flow_hw_entry_account(flow, IP_CT_DIR_REPLY, be);
	}

	return nf_flow_hw_entry_poll(flow, dir);
}

/**
 * nf_flow_hw_flow_sync - let what is asked next be true of both directions
 * @flow: the flow, about to end for lack of packets
 *
 * Context: may sleep; no lock of the core held.
 */
void nf_flow_hw_flow_sync(struct nf_flow_hw_flow *flow)
{
	mutex_lock(&flow->lock);
	nf_flow_hw_entry_sync(flow, IP_CT_DIR_ORIGINAL);
	nf_flow_hw_entry_sync(flow, IP_CT_DIR_REPLY);
	mutex_unlock(&flow->lock);
}

/**
 * nf_flow_hw_flow_stats - what the engine forwarded since the last call
 * @flow: the flow
 * @dir: the direction
 * @packets: packets, at most U32_MAX; the rest is kept for the next call
 * @bytes: L3 bytes, likewise
 *
 * Context: may sleep; no lock of the core held. An engine does not go while the
 * lock of a flow is held of which it holds an entry.
 *
 * Return: true if the engine forwarded; its counters moved then, if it has any.
 */
bool nf_flow_hw_flow_stats(struct nf_flow_hw_flow *flow, unsigned int dir,
			   u64 *packets, u64 *bytes)
{
	struct nf_flow_hw_backend *be;
	u32 num, len;
	bool active;

	mutex_lock(&flow->lock);

	be = flow_poll(flow, dir);
	nf_flow_hw_entry_take(flow, dir, be, &num, &len);
	active = num || flow->active & BIT(dir);
	flow->active &= ~BIT(dir);
	trace_nf_flow_hw_stats(nf_flow_hw_flow_ct(flow), dir, num, len);

	mutex_unlock(&flow->lock);

	*packets = num;
	*bytes = len;

	return active;
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_flow_stats);

/**
 * nf_flow_hw_flow_unlink - take a flow out of its table
 * @flow: the flow; its name can be used again
 *
 * Return: whether the caller took it out, and with it the table's reference.
 */
bool nf_flow_hw_flow_unlink(struct nf_flow_hw_flow *flow)
{
	struct nf_flow_hw_table *table = flow->table;
	bool linked;

	spin_lock(&table->lock);
	linked = !list_empty(&flow->list);
	if (linked) {
		list_del_init(&flow->list);
		hlist_del_init_rcu(&flow->node);
		WRITE_ONCE(table->num_flows, table->num_flows - 1);
	}
	spin_unlock(&table->lock);

	return linked;
}
