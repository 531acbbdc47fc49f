// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flagged flowtables, and what was decided for each of their devices.
 *
 * struct nf_flowtable has no private pointer, so our state is found by address
 * in a hash. Only BIND, UNBIND, .init and .free look there: the block callback
 * gets the table as its cookie, and packets never ask.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/error-injection.h>
#include <linux/hashtable.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <kunit/visibility.h>
#include <net/netfilter/nf_tables.h>
#include <trace/events/nf_flow_hw.h>
#include "nf_flow_hw_internal.h"

/* All under nf_flow_hw_registry_lock; their number is read without. */
static DEFINE_HASHTABLE(tables, 6);
unsigned int nf_flow_hw_num_tables;
static u32 table_last_id;

static struct nf_flow_hw_table *table_find(const struct nf_flowtable *ft)
{
	struct nf_flow_hw_table *table;

	lockdep_assert_held(&nf_flow_hw_registry_lock);
	hash_for_each_possible(tables, table, node, (unsigned long)ft)
		if (table->ft == ft)
			return table;

	return NULL;
}

static struct nf_flow_hw_devs *table_devs(const struct nf_flow_hw_table *table)
{
	return rcu_dereference_protected(table->devs,
					 lockdep_is_held(&nf_flow_hw_registry_lock));
}

/**
 * nf_flow_hw_table_create - start to know a flowtable
 * @ft: the flowtable, flagged "offload"
 *
 * Context: may sleep; commit_mutex held.
 *
 * Return: 0 or a negative error.
 */
int nf_flow_hw_table_create(struct nf_flowtable *ft)
{
	struct nf_flow_hw_table *table;
	int err;

	table = kzalloc(sizeof(*table), GFP_KERNEL);
	if (!table)
		return -ENOMEM;

	table->ft = ft;
	table->net = read_pnet(&ft->net);
	refcount_set(&table->ref, 1);
	err = nf_flow_hw_flow_init(table);
	if (err)
		goto err_flow_init;

	mutex_lock(&nf_flow_hw_registry_lock);
	table->id = ++table_last_id;
	hash_add(tables, &table->node, (unsigned long)ft);
	WRITE_ONCE(nf_flow_hw_num_tables, nf_flow_hw_num_tables + 1);
	mutex_unlock(&nf_flow_hw_registry_lock);

	return 0;

err_flow_init:
	kfree(table);
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_table_create);
ALLOW_ERROR_INJECTION(nf_flow_hw_table_create, ERRNO);

/**
 * nf_flow_hw_table_destroy - forget a flowtable
 * @ft: the flowtable; all its devices were unbound
 *
 * Context: may sleep; runs in a kworker, after the last UNBIND.
 */
void nf_flow_hw_table_destroy(struct nf_flowtable *ft)
{
	struct nf_flow_hw_table *table;

	mutex_lock(&nf_flow_hw_registry_lock);
	table = table_find(ft);
	if (table) {
		hash_del(&table->node);
		WRITE_ONCE(nf_flow_hw_num_tables, nf_flow_hw_num_tables - 1);
	}
	mutex_unlock(&nf_flow_hw_registry_lock);
	if (!table)
		return;

	WARN_ON_ONCE(table->num_devs || table->cb_added);
	nf_flow_hw_hop_forget(table);
	nf_flow_hw_table_put(table);
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_table_destroy);

/**
 * nf_flow_hw_table_put - drop a reference
 * @table: the table; without flows if this is the last reference
 *
 * Context: may sleep.
 */
void nf_flow_hw_table_put(struct nf_flow_hw_table *table)
{
	if (!refcount_dec_and_test(&table->ref))
		return;

	nf_flow_hw_flow_exit(table);
	kfree(rcu_access_pointer(table->devs));
	kfree(table);
}

/**
 * nf_flow_hw_table_next - walk the tables of a namespace
 * @net: the namespace
 * @id: the last one seen, 0 to begin with
 *
 * A table that is held may lose its flowtable at any time, and with it its flows
 * and devices, but its flows can be walked.
 * Context: nf_flow_hw_registry_lock held.
 *
 * Return: the table with the next higher &nf_flow_hw_table.id, with a reference
 * for the caller, or NULL.
 */
struct nf_flow_hw_table *nf_flow_hw_table_next(const struct net *net, u32 id)
{
	struct nf_flow_hw_table *table, *next = NULL;
	int bkt;

	lockdep_assert_held(&nf_flow_hw_registry_lock);
	hash_for_each(tables, bkt, table, node)
		if (table->net == net && table->id > id &&
		    (!next || table->id < next->id))
			next = table;
	if (next)
		refcount_inc(&next->ref);

	return next;
}

/**
 * nf_flow_hw_table_devs - the devices of a table
 * @table: the table
 *
 * Context: nf_flow_hw_registry_lock held.
 *
 * Return: the devices, or NULL if there was never one.
 */
struct nf_flow_hw_devs *nf_flow_hw_table_devs(const struct nf_flow_hw_table *table)
{
	return table_devs(table);
}

/**
 * nf_flow_hw_table_flows - number of flows of a namespace
 * @net: the namespace
 *
 * Context: nf_flow_hw_registry_lock held.
 *
 * Return: the sum over its tables.
 */
unsigned int nf_flow_hw_table_flows(const struct net *net)
{
	struct nf_flow_hw_table *table;
	unsigned int num = 0;
	int bkt;

	lockdep_assert_held(&nf_flow_hw_registry_lock);
	hash_for_each(tables, bkt, table, node)
		if (table->net == net)
			num += READ_ONCE(table->num_flows);

	return num;
}

static struct nf_flow_hw_dev *table_find_dev(const struct nf_flow_hw_table *table,
					     int ifindex)
{
	struct nf_flow_hw_devs *devs = table_devs(table);
	unsigned int i;

	for (i = 0; devs && i < devs->num; i++)
		if (devs->dev[i].ifindex == ifindex)
			return &devs->dev[i];

	return NULL;
}

/* A free element, or -ENOMEM. */
static struct nf_flow_hw_dev *table_reserve_dev(struct nf_flow_hw_table *table)
{
	struct nf_flow_hw_devs *old = table_devs(table);
	unsigned int num = old ? old->num : 0;
	struct nf_flow_hw_dev *hwdev;
	struct nf_flow_hw_devs *devs;

	hwdev = table_find_dev(table, 0);
	if (hwdev)
		return hwdev;

	devs = kzalloc(struct_size(devs, dev, num + 1), GFP_KERNEL);
	if (!devs)
		return ERR_PTR(-ENOMEM);

	if (old)
		memcpy(devs->dev, old->dev, num * sizeof(*old->dev));
	devs->num = num + 1;
	rcu_assign_pointer(table->devs, devs);
	if (old) {
		synchronize_srcu(&nf_flow_hw_srcu);
		kfree(old);
	}

	return &devs->dev[num];
}

static const char *dev_server(const struct nf_flow_hw_dev *hwdev)
{
	switch (hwdev->state) {
	case NF_FLOW_HW_DEV_BACKEND:
		return hwdev->backend->label;
	case NF_FLOW_HW_DEV_INTREE:
		return "in-tree";
	default:
		return "software";
	}
}

/* Make a decision visible to the add path; @state last, because it says that the
 * rest is there.
 */
static void dev_publish(struct nf_flow_hw_table *table, struct nf_flow_hw_dev *hwdev,
			const struct nf_flow_hw_dev *decided)
{
	hwdev->dev = decided->dev;
	hwdev->backend = decided->backend;
	hwdev->port = decided->port;
	WRITE_ONCE(hwdev->paused, decided->ifindex &&
		   nf_flow_hw_net_paused(table->net, decided->ifindex));
	WRITE_ONCE(hwdev->ifindex, decided->ifindex);
	/* Pairs with the acquire in dev_served(): whoever sees that a backend
	 * serves the device also sees which one.
	 */
	smp_store_release(&hwdev->state, decided->state);
	WRITE_ONCE(table->generation, table->generation + 1);
}

static const char *dev_why(const struct nf_flow_hw_dev *hwdev)
{
	switch (hwdev->state) {
	case NF_FLOW_HW_DEV_BACKEND:
		return hwdev->backend->engine == NF_FLOW_TABLE_HW_ENGINE_HARDWARE ?
		       "hardware, a port of this engine" :
		       "software engine, a port of it";
	case NF_FLOW_HW_DEV_INTREE:
		return "its own driver, or an indirect one, took it";
	default:
		return "no engine reaches it";
	}
}

/* One line for a flowtable that is being created, with its last device; one for
 * each device that joins later.
 */
static void table_log(const struct nf_flow_hw_table *table, const struct net_device *dev)
{
	const struct nf_flow_hw_devs *devs = table_devs(table);
	const struct nft_flowtable *flowtable;
	char text[400] = "";
	unsigned int i;
	int len = 0;

	if (nf_flow_hw_compat_creating(table->ft) &&
	    !nf_flow_hw_compat_last_dev(table->ft, dev))
		return;

	for (i = 0; devs && i < devs->num; i++)
		if (devs->dev[i].ifindex)
			len += scnprintf(text + len, sizeof(text) - len, "%s %s %s (%s)",
					 len ? "," : "", netdev_name(devs->dev[i].dev),
					 dev_server(&devs->dev[i]),
					 dev_why(&devs->dev[i]));

	flowtable = container_of(table->ft, struct nft_flowtable, data);
	pr_info_ratelimited("flowtable %s %s:%s\n", flowtable->table->name,
			    flowtable->name, text);
}

static int table_add_dev(struct nf_flow_hw_table *table,
			 const struct nf_flow_hw_dev *decided)
{
	struct nf_flow_hw_dev *hwdev;
	int err;

	hwdev = table_reserve_dev(table);
	if (IS_ERR(hwdev))
		return PTR_ERR(hwdev);

	if (!table->cb_added) {
		err = nf_flow_hw_offload_add_cb(table);
		if (err)
			return err;
		table->cb_added = true;
	}

	dev_publish(table, hwdev, decided);
	trace_nf_flow_hw_bind(decided->dev->name, dev_server(decided));
	table->num_devs++;
	table_log(table, decided->dev);

	return 0;
}

static bool table_served(const struct nf_flow_hw_table *table)
{
	struct nf_flow_hw_devs *devs = table_devs(table);
	unsigned int i;

	for (i = 0; devs && i < devs->num; i++)
		if (devs->dev[i].ifindex &&
		    devs->dev[i].state != NF_FLOW_HW_DEV_SOFTWARE)
			return true;

	return false;
}

/* "flags offload" on devices that nobody serves is an error when it is asked for,
 * so that a probe (nft -c) tells the truth; a device that joins or stays later is
 * always taken: refusing it would fail a registration or an interface rename.
 */
static bool table_admits(const struct nf_flow_hw_table *table,
			 const struct net_device *dev)
{
	if (!nf_flow_hw_compat_creating(table->ft) ||
	    !nf_flow_hw_compat_last_dev(table->ft, dev) || table_served(table))
		return true;

	nf_flow_hw_describe_refusal(table_devs(table), dev);
	return false;
}

static int table_bind_backend(struct nf_flow_hw_table *table,
			      struct nf_flow_hw_dev *decided,
			      enum nf_flow_hw_engine engine)
{
	int err;

	err = nf_flow_hw_backend_get(decided->dev, decided, engine);
	if (err)
		return err;

	err = table_add_dev(table, decided);
	if (err)
		nf_flow_hw_backend_put(decided);

	return err;
}

static int table_bind_software(struct nf_flow_hw_table *table,
			       struct nf_flow_hw_dev *decided)
{
	int err;

	/* A backend may have come while its lock was not held. */
	err = table_bind_backend(table, decided, NF_FLOW_TABLE_HW_ENGINE_HARDWARE);
	if (err == -EOPNOTSUPP)
		err = table_bind_backend(table, decided,
					 NF_FLOW_TABLE_HW_ENGINE_SOFTWARE);
	if (err != -EOPNOTSUPP)
		return err;
	if (!table_admits(table, decided->dev))
		return -EOPNOTSUPP;

	return table_add_dev(table, decided);
}

static int table_bind_intree(struct nf_flow_hw_table *table,
			     struct nf_flow_hw_dev *decided)
{
	int err;

	decided->state = NF_FLOW_HW_DEV_INTREE;
	mutex_lock(&nf_flow_hw_registry_lock);
	err = table_add_dev(table, decided);
	mutex_unlock(&nf_flow_hw_registry_lock);
	if (err)
		nf_flow_table_offload_setup(table->ft, decided->dev,
					    FLOW_BLOCK_UNBIND);

	return err;
}

/**
 * nf_flow_hw_table_bind - decide who serves a device, and bind it
 * @ft: a flowtable that nf_flow_hw_table_create() was called for
 * @dev: a device that joins it
 *
 * In this order: hardware by a backend of ours, the device's own or an indirect
 * driver, a software engine of ours, nobody (its flows stay in software).
 * Context: commit_mutex held, sometimes RTNL.
 *
 * Return: 0, -EOPNOTSUPP if this would leave a new flowtable without any device
 * that is served, or another error.
 */
int nf_flow_hw_table_bind(struct nf_flowtable *ft, struct net_device *dev)
{
	struct nf_flow_hw_dev decided = {
		.dev		= dev,
		.ifindex	= dev->ifindex,
	};
	struct nf_flow_hw_table *table;
	int err;

	mutex_lock(&nf_flow_hw_registry_lock);
	table = table_find(ft);
	err = table ? table_bind_backend(table, &decided,
					 NF_FLOW_TABLE_HW_ENGINE_HARDWARE) : -EINVAL;
	mutex_unlock(&nf_flow_hw_registry_lock);
	if (err != -EOPNOTSUPP)
		return err;

	/* In-tree drivers take their own locks: none of ours is held. The table
	 * cannot go away, its owner holds commit_mutex.
	 */
	err = nf_flow_hw_offload_bind_intree(ft, dev);
	if (!err)
		return table_bind_intree(table, &decided);
	if (err != -EOPNOTSUPP)
		return err;

	mutex_lock(&nf_flow_hw_registry_lock);
	err = table_bind_software(table, &decided);
	mutex_unlock(&nf_flow_hw_registry_lock);

	return err;
}

ALLOW_ERROR_INJECTION(nf_flow_hw_table_bind, ERRNO);

/* Take a device out of the set and remove what engines hold for it. */
static struct nf_flow_hw_dev table_del_dev(struct nf_flow_hw_table *table,
					   struct nf_flow_hw_dev *hwdev)
{
	struct nf_flow_hw_purge what = {
		.ifindex = hwdev->ifindex,
		.cause	 = NF_FLOW_HW_CAUSE_UNBIND,
	};
	static const struct nf_flow_hw_dev none;
	struct nf_flow_hw_dev old = *hwdev;

	WRITE_ONCE(hwdev->state, NF_FLOW_HW_DEV_SOFTWARE);
	table->num_devs--;
	if (table->num_devs) {
		what.stale = true;
		synchronize_srcu(&nf_flow_hw_srcu);
	} else {
		/* Waits for callbacks in flight. No DESTROY comes after this, so
		 * whatever is left is removed now.
		 */
		nf_flow_hw_offload_del_cb(table);
		table->cb_added = false;
		what.ifindex = 0;
		what.forget = true;
	}

	nf_flow_hw_flow_purge(table, &what);
	if (what.forget)
		nf_flow_hw_hop_forget(table);
	dev_publish(table, hwdev, &none);

	return old;
}

/**
 * nf_flow_hw_table_unbind - undo nf_flow_hw_table_bind()
 * @ft: the flowtable
 * @dev: a device that leaves it
 *
 * When it returns no entry of this flowtable enters or leaves by @dev; after the
 * last device there is no entry at all. Context: commit_mutex held, sometimes RTNL.
 */
void nf_flow_hw_table_unbind(struct nf_flowtable *ft, struct net_device *dev)
{
	struct nf_flow_hw_dev *hwdev = NULL, old = {};
	struct nf_flow_hw_table *table;

	mutex_lock(&nf_flow_hw_registry_lock);
	table = table_find(ft);
	if (table)
		hwdev = table_find_dev(table, dev->ifindex);
	if (hwdev) {
		old = table_del_dev(table, hwdev);
		if (old.state == NF_FLOW_HW_DEV_BACKEND)
			nf_flow_hw_backend_put(&old);
	}
	mutex_unlock(&nf_flow_hw_registry_lock);

	if (old.state == NF_FLOW_HW_DEV_INTREE)
		nf_flow_table_offload_setup(ft, dev, FLOW_BLOCK_UNBIND);
}

static void dev_withdraw(struct nf_flow_hw_table *table,
			 struct nf_flow_hw_dev *hwdev)
{
	WRITE_ONCE(hwdev->state, NF_FLOW_HW_DEV_SOFTWARE);
	WRITE_ONCE(table->generation, table->generation + 1);
}

/* Take a device away from its backend, which stays. */
static void dev_drop(struct nf_flow_hw_table *table, struct nf_flow_hw_dev *hwdev)
{
	const struct nf_flow_hw_purge what = {
		.ifindex = hwdev->ifindex,
		.backend = hwdev->backend,
		.cause	 = NF_FLOW_HW_CAUSE_BACKEND,
	};

	dev_withdraw(table, hwdev);
	synchronize_srcu(&nf_flow_hw_srcu);
	nf_flow_hw_flow_purge(table, &what);
	nf_flow_hw_backend_put(hwdev);
}

/* Is there somebody better for a device? Hardware is better than a software engine,
 * and that better than nobody.
 */
static bool dev_improve(struct nf_flow_hw_table *table, struct nf_flow_hw_dev *hwdev,
			struct nf_flow_hw_dev *decided)
{
	bool served = hwdev->state == NF_FLOW_HW_DEV_BACKEND;

	if (!hwdev->ifindex || hwdev->state == NF_FLOW_HW_DEV_INTREE ||
	    (served && hwdev->backend->engine == NF_FLOW_TABLE_HW_ENGINE_HARDWARE))
		return false;

	*decided = *hwdev;
	if (!nf_flow_hw_backend_get(hwdev->dev, decided,
				    NF_FLOW_TABLE_HW_ENGINE_HARDWARE)) {
		if (served)
			dev_drop(table, hwdev);
		return true;
	}

	return !served && !nf_flow_hw_backend_get(hwdev->dev, decided,
						  NF_FLOW_TABLE_HW_ENGINE_SOFTWARE);
}

static void table_adopt(struct nf_flow_hw_table *table)
{
	struct nf_flow_hw_devs *devs = table_devs(table);
	struct nf_flow_hw_dev decided;
	unsigned int i;

	for (i = 0; devs && i < devs->num; i++) {
		if (!dev_improve(table, &devs->dev[i], &decided))
			continue;
		dev_publish(table, &devs->dev[i], &decided);
		trace_nf_flow_hw_bind(decided.dev->name, dev_server(&decided));
	}
}

/**
 * nf_flow_hw_table_backend_add - backends serve more: ask for all devices again
 *
 * Context: nf_flow_hw_registry_lock held, may sleep.
 */
void nf_flow_hw_table_backend_add(void)
{
	struct nf_flow_hw_table *table;
	int bkt;

	lockdep_assert_held(&nf_flow_hw_registry_lock);
	hash_for_each(tables, bkt, table, node)
		table_adopt(table);
}

/**
 * nf_flow_hw_table_port_del - a backend serves a device no longer
 * @be: the backend
 * @dev: the device; becomes a plain one
 *
 * Context: nf_flow_hw_registry_lock held, may sleep. When it returns no flowtable
 * uses @be for @dev.
 */
void nf_flow_hw_table_port_del(struct nf_flow_hw_backend *be,
			       const struct net_device *dev)
{
	struct nf_flow_hw_table *table;
	struct nf_flow_hw_dev *hwdev;
	int bkt;

	lockdep_assert_held(&nf_flow_hw_registry_lock);
	hash_for_each(tables, bkt, table, node) {
		hwdev = table_find_dev(table, dev->ifindex);
		if (hwdev && hwdev->dev == dev && hwdev->backend == be)
			dev_drop(table, hwdev);
	}
}

typedef void (*dev_fn)(struct nf_flow_hw_table *table,
		       struct nf_flow_hw_dev *hwdev);

/* Let @step see every device that @be serves. */
static void backend_visit_devs(struct nf_flow_hw_backend *be, dev_fn step)
{
	struct nf_flow_hw_table *table;
	struct nf_flow_hw_devs *devs;
	unsigned int i;
	int bkt;

	hash_for_each(tables, bkt, table, node) {
		devs = table_devs(table);
		for (i = 0; devs && i < devs->num; i++)
			if (devs->dev[i].ifindex && devs->dev[i].backend == be)
				step(table, &devs->dev[i]);
	}
}

static void dev_release(struct nf_flow_hw_table *table,
			struct nf_flow_hw_dev *hwdev)
{
	nf_flow_hw_backend_put(hwdev);
}

/**
 * nf_flow_hw_table_backend_del - a backend goes: its devices become plain ones
 * @be: the backend, no longer on the list
 *
 * They are offered to the backends that are left.
 * Context: nf_flow_hw_registry_lock held, may sleep. When it returns no flowtable
 * refers to @be.
 */
void nf_flow_hw_table_backend_del(struct nf_flow_hw_backend *be)
{
	const struct nf_flow_hw_purge what = {
		.backend = be,
		.cause	 = NF_FLOW_HW_CAUSE_BACKEND,
	};
	struct nf_flow_hw_table *table;
	int bkt;

	lockdep_assert_held(&nf_flow_hw_registry_lock);
	backend_visit_devs(be, dev_withdraw);
	synchronize_srcu(&nf_flow_hw_srcu);

	hash_for_each(tables, bkt, table, node)
		nf_flow_hw_flow_purge(table, &what);
	backend_visit_devs(be, dev_release);
	nf_flow_hw_table_backend_add();
}

/**
 * nf_flow_hw_table_walk - visit every flow of a namespace
 * @net: the namespace, NULL: of all
 * @step: see nf_flow_hw_flow_walk()
 * @data: for @step
 *
 * Context: nf_flow_hw_registry_lock held, may sleep.
 */
void nf_flow_hw_table_walk(const struct net *net,
			   void (*step)(struct nf_flow_hw_flow *flow, const void *data),
			   const void *data)
{
	struct nf_flow_hw_table *table;
	int bkt;

	lockdep_assert_held(&nf_flow_hw_registry_lock);
	hash_for_each(tables, bkt, table, node)
		if (!net || table->net == net)
			nf_flow_hw_flow_walk(table, step, data);
}

/**
 * nf_flow_hw_table_evict - remove entries that the administrator selects
 * @net: of this namespace; NULL: of all
 * @evict: which
 *
 * The flows are ended too: their next packet meets the ruleset again.
 * Context: nf_flow_hw_registry_lock held, may sleep.
 *
 * Return: the number of flows that were selected.
 */
unsigned int nf_flow_hw_table_evict(const struct net *net,
				    struct nf_flow_hw_evict *evict)
{
	const struct nf_flow_hw_purge what = {
		.cause	= NF_FLOW_HW_CAUSE_EVICT,
		.evict	= evict,
	};
	struct nf_flow_hw_table *table;
	int bkt;

	lockdep_assert_held(&nf_flow_hw_registry_lock);
	hash_for_each(tables, bkt, table, node)
		if (!net || table->net == net)
			nf_flow_hw_flow_purge(table, &what);

	return evict->num;
}

static bool table_mark_paused(struct nf_flow_hw_table *table, int ifindex, bool pause)
{
	struct nf_flow_hw_dev *hwdev = table_find_dev(table, ifindex);

	if (!hwdev)
		return false;

	WRITE_ONCE(hwdev->paused, pause);
	/* What was refused for this, or found no reason to be, is asked again. */
	WRITE_ONCE(table->generation, table->generation + 1);

	return true;
}

/**
 * nf_flow_hw_table_pause - keep engines away from a device, or end that
 * @net: its namespace
 * @ifindex: its index
 * @pause: whether
 *
 * A pause outlives the flowtable: it ends by a second call or with the device.
 * When the call returns, no engine forwards from or to a paused device.
 * Context: nf_flow_hw_registry_lock held, may sleep.
 *
 * Return: 0, -ENOENT if no flowtable has the device, or -ENOMEM.
 */
int nf_flow_hw_table_pause(const struct net *net, int ifindex, bool pause)
{
	const struct nf_flow_hw_purge what = {
		.ifindex = ifindex,
		.cause	 = NF_FLOW_HW_CAUSE_PAUSE,
	};
	struct nf_flow_hw_table *table;
	bool found = false;
	int bkt, err;

	err = nf_flow_hw_net_pause(net, ifindex, pause);
	if (err)
		return err;

	hash_for_each(tables, bkt, table, node)
		if (table->net == net)
			found |= table_mark_paused(table, ifindex, pause);
	if (!found && pause)
		nf_flow_hw_net_pause(net, ifindex, false);
	if (!found || !pause)
		return found || !pause ? 0 : -ENOENT;

	synchronize_srcu(&nf_flow_hw_srcu);
	hash_for_each(tables, bkt, table, node)
		if (table->net == net)
			nf_flow_hw_flow_purge(table, &what);

	return 0;
}

static void table_show(struct seq_file *s, struct nf_flow_hw_table *table)
{
	const struct nft_flowtable *ft;
	struct nf_flow_hw_devs *devs = table_devs(table);
	unsigned int i;

	ft = container_of(table->ft, struct nft_flowtable, data);
	seq_printf(s, "flowtable %s netns=%u flows=%u entries=%u", ft->name,
		   read_pnet(&table->ft->net)->ns.inum, READ_ONCE(table->num_flows),
		   nf_flow_hw_flow_entries(table));
	for (i = 0; devs && i < devs->num; i++)
		if (devs->dev[i].ifindex)
			seq_printf(s, " %s=%s", netdev_name(devs->dev[i].dev),
				   dev_server(&devs->dev[i]));
	seq_putc(s, '\n');
}

/**
 * nf_flow_hw_table_show - a line per flowtable
 * @s: where
 */
void nf_flow_hw_table_show(struct seq_file *s)
{
	struct nf_flow_hw_table *table;
	int bkt;

	mutex_lock(&nf_flow_hw_registry_lock);
	hash_for_each(tables, bkt, table, node)
		table_show(s, table);
	mutex_unlock(&nf_flow_hw_registry_lock);
}
