// SPDX-License-Identifier: GPL-2.0-only
/*
 * Next hops: what the flows that leave to one neighbour by one path have in
 * common, so that an event finds the flows it concerns without a walk over all.
 *
 * A flow hangs on one hop per direction. A hop is found by MAC address (bridge
 * FDB events, new flows) and by layer-3 address (neighbour events); devices are
 * compared one hop after the other, since there are few hops. An event never
 * touches a flow: it marks hops and leaves the rest to the worker in
 * nf_flow_hw_stale.c. A stale hop takes no more flows, and one that is not stale
 * was true when it was made and has been watched since; thus an entry that is
 * published after its flow was hung on a hop cannot miss an event.
 */
#include <linux/error-injection.h>
#include <linux/etherdevice.h>
#include <linux/hashtable.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <kunit/visibility.h>
#include <net/neighbour.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_flow_table.h>
#include "nf_flow_hw_internal.h"

/* How long a hop without flows is kept for the next one. */
#define HOP_LINGER	(10 * HZ)

/* Guards everything here, and the set of stale flows. Innermost of our locks;
 * neighbour notifiers take it below the lock of the neighbour table, so no
 * function of the neighbour code is called under it.
 */
DEFINE_SPINLOCK(nf_flow_hw_hop_lock);

/* Those that are not stale, and the neighbours that they stand for. */
DEFINE_HASHTABLE(nf_flow_hw_hops_by_mac, NF_FLOW_HW_HOP_HASH_BITS);
DEFINE_HASHTABLE(nf_flow_hw_hops_by_addr, NF_FLOW_HW_HOP_HASH_BITS);

/* Both hops of flows, by the pair. */
static DEFINE_HASHTABLE(all_hops, NF_FLOW_HW_HOP_HASH_BITS);
static unsigned int num_hops; /* read without the lock by notifiers */

/* What a key says before the direction is offered. */
static bool hop_key_like(const struct nf_flow_hw_hop_key *a,
			 const struct nf_flow_hw_hop_key *b)
{
	return a->table == b->table && a->iif == b->iif && a->family == b->family &&
	       !memcmp(a->encap, b->encap, sizeof(a->encap));
}

static bool hop_key_equal(const struct nf_flow_hw_hop_key *a,
			  const struct nf_flow_hw_hop_key *b)
{
	return a->oif == b->oif && ether_addr_equal(a->dmac, b->dmac) &&
	       hop_key_like(a, b);
}

/* Where packets of a direction go behind the hop, after address translation. */
static const union nf_inet_addr *flow_dst(const struct nf_flow_hw_flow *flow,
					  unsigned int dir)
{
	return &nf_flow_hw_flow_ct(flow)->tuplehash[!dir].tuple.src.u3;
}

/**
 * nf_flow_hw_hop_has_addr - may a hop stand for this neighbour?
 * @hop: the hop
 * @addr: layer-3 address of the neighbour
 *
 * Context: RCU or nf_flow_hw_hop_lock, or @hop is not known to others yet.
 */
bool nf_flow_hw_hop_has_addr(const struct nf_flow_hw_hop *hop,
			     const union nf_inet_addr *addr)
{
	const struct nf_flow_hw_hop_addr *known;

	hlist_for_each_entry_rcu(known, &hop->addrs, node,
				 lockdep_is_held(&nf_flow_hw_hop_lock))
		if (nf_inet_addr_cmp(&known->addr, addr))
			return true;

	return false;
}

/**
 * nf_flow_hw_hop_add_addr - a neighbour that a hop may stand for
 * @hop: the hop
 * @addr: layer-3 address of the neighbour
 *
 * Context: nf_flow_hw_hop_lock held; atomic.
 *
 * Return: 0, or -ENOMEM.
 */
int nf_flow_hw_hop_add_addr(struct nf_flow_hw_hop *hop,
			    const union nf_inet_addr *addr)
{
	struct nf_flow_hw_hop_addr *new;

	lockdep_assert_held(&nf_flow_hw_hop_lock);
	if (hop->stale || nf_flow_hw_hop_has_addr(hop, addr))
		return 0;

	new = kmalloc(sizeof(*new), GFP_ATOMIC);
	if (!new)
		return -ENOMEM;

	new->addr = *addr;
	new->hop = hop;
	hlist_add_head_rcu(&new->node, &hop->addrs);
	hash_add(nf_flow_hw_hops_by_addr, &new->by_addr, nf_flow_hw_hop_addr_hash(addr));

	return 0;
}

static void hop_forget_addrs(struct nf_flow_hw_hop *hop)
{
	struct nf_flow_hw_hop_addr *addr;
	struct hlist_node *tmp;

	lockdep_assert_held(&nf_flow_hw_hop_lock);
	hlist_for_each_entry_safe(addr, tmp, &hop->addrs, node) {
		hash_del(&addr->by_addr);
		hlist_del_rcu(&addr->node);
		kfree_rcu(addr, rcu);
	}
}

/**
 * nf_flow_hw_hop_unhash - a hop becomes stale: it is not found any more
 * @hop: the hop
 *
 * Context: nf_flow_hw_hop_lock held.
 */
void nf_flow_hw_hop_unhash(struct nf_flow_hw_hop *hop)
{
	lockdep_assert_held(&nf_flow_hw_hop_lock);
	if (hop->stale)
		return;

	WRITE_ONCE(hop->stale, true);
	hash_del_rcu(&hop->by_mac);
	hop_forget_addrs(hop);
	WRITE_ONCE(num_hops, num_hops - 1);
}

static void hop_put_locked(struct nf_flow_hw_hop *hop)
{
	lockdep_assert_held(&nf_flow_hw_hop_lock);
	if (!--hop->refs && hop->stale)
		kfree_rcu(hop, rcu);
}

/**
 * nf_flow_hw_hop_put - drop a reference
 * @hop: the hop
 *
 * Context: any.
 */
void nf_flow_hw_hop_put(struct nf_flow_hw_hop *hop)
{
	spin_lock_bh(&nf_flow_hw_hop_lock);
	hop_put_locked(hop);
	spin_unlock_bh(&nf_flow_hw_hop_lock);
}

/* The hop of exactly this neighbour, else one that leads on from a gateway. */
static struct nf_flow_hw_hop *hop_find(const struct nf_flow_hw_hop_key *key,
				       const union nf_inet_addr *dst)
{
	struct nf_flow_hw_hop *hop, *gateway = NULL;

	lockdep_assert_held(&nf_flow_hw_hop_lock);
	hash_for_each_possible(nf_flow_hw_hops_by_mac, hop, by_mac,
			       nf_flow_hw_hop_mac_hash(key->dmac)) {
		if (!hop_key_equal(&hop->key, key))
			continue;
		if (!hop->gateway && nf_flow_hw_hop_has_addr(hop, dst))
			return hop;
		if (hop->gateway)
			gateway = hop;
	}

	return gateway;
}

/* A neighbour that has the address is very likely the hop that is going to be
 * asked for. Hanging the flow there at once saves it a pair of hops of which only
 * one is known.
 */
static struct nf_flow_hw_hop *hop_expect(const struct nf_flow_hw_hop_key *key,
					 const union nf_inet_addr *dst)
{
	struct nf_flow_hw_hop_addr *neigh;

	lockdep_assert_held(&nf_flow_hw_hop_lock);
	hash_for_each_possible(nf_flow_hw_hops_by_addr, neigh, by_addr,
			       nf_flow_hw_hop_addr_hash(dst))
		if (!neigh->hop->gateway && nf_inet_addr_cmp(&neigh->addr, dst) &&
		    hop_key_like(&neigh->hop->key, key))
			return neigh->hop;

	return NULL;
}

static struct nf_flow_hw_hop *hop_get(const struct nf_flow_hw_hop_key *key,
				      const union nf_inet_addr *dst)
{
	struct nf_flow_hw_hop *hop;

	spin_lock_bh(&nf_flow_hw_hop_lock);
	hop = hop_find(key, dst);
	if (hop)
		hop->refs++;
	spin_unlock_bh(&nf_flow_hw_hop_lock);

	return hop;
}

/* Events find a hop from here on. */
static int hop_publish(struct nf_flow_hw_hop *hop, const union nf_inet_addr *addr)
{
	int err = 0;

	spin_lock_bh(&nf_flow_hw_hop_lock);
	if (hop->tbl)
		err = nf_flow_hw_hop_add_addr(hop, addr);
	if (!err) {
		hash_add_rcu(nf_flow_hw_hops_by_mac, &hop->by_mac,
			     nf_flow_hw_hop_mac_hash(hop->key.dmac));
		WRITE_ONCE(num_hops, num_hops + 1);
	}
	spin_unlock_bh(&nf_flow_hw_hop_lock);

	return err;
}

static struct nf_flow_hw_hop *hop_create(const struct nf_flow_hw_hop_key *key,
					 const union nf_inet_addr *dst)
{
	struct nf_flow_hw_hop *hop;
	union nf_inet_addr addr;
	int err = -ESTALE;

	hop = kzalloc(sizeof(*hop), GFP_KERNEL);
	if (!hop)
		return ERR_PTR(-ENOMEM);

	hop->key = *key;
	hop->net = read_pnet(&key->table->ft->net);
	hop->used = jiffies;
	hop->refs = 1;
	INIT_LIST_HEAD(&hop->queued);
	if (nf_flow_hw_path_resolve(hop, dst, &addr))
		err = hop_publish(hop, &addr);
	if (err) {
		kfree(hop);
		return ERR_PTR(err);
	}

	/* What happened before is seen now. */
	nf_flow_hw_path_collect(hop);
	if (!nf_flow_hw_path_valid(hop))
		nf_flow_hw_hop_mark(hop, NF_FLOW_HW_HOP_STALE);
	nf_flow_hw_stale_housekeep();

	return hop;
}

static unsigned long hops_hash(struct nf_flow_hw_hop *const *hop)
{
	return (unsigned long)hop[0] + 3 * (unsigned long)hop[1];
}

static struct nf_flow_hw_hops *hops_find(struct nf_flow_hw_hop *const *hop)
{
	struct nf_flow_hw_hops *hops;

	hash_for_each_possible(all_hops, hops, node, hops_hash(hop))
		if (hops->hop[0] == hop[0] && hops->hop[1] == hop[1])
			return hops;

	return NULL;
}

static void hops_insert(struct nf_flow_hw_hops *hops,
			struct nf_flow_hw_hop *const *hop)
{
	unsigned int dir;

	hash_add(all_hops, &hops->node, hops_hash(hop));
	for (dir = 0; dir < IP_CT_DIR_MAX; dir++) {
		if (!hop[dir])
			continue;
		hops->hop[dir] = hop[dir];
		hop[dir]->refs++;
		hlist_add_head(&hops->on_hop[dir], &hop[dir]->hops[dir]);
	}
}

static void hops_put_locked(struct nf_flow_hw_hops *hops)
{
	unsigned int dir;

	lockdep_assert_held(&nf_flow_hw_hop_lock);
	if (!hops || --hops->refs)
		return;

	hash_del(&hops->node);
	for (dir = 0; dir < IP_CT_DIR_MAX; dir++) {
		if (!hops->hop[dir])
			continue;
		hlist_del(&hops->on_hop[dir]);
		hop_put_locked(hops->hop[dir]);
	}
	kfree_rcu(hops, rcu);
}

static struct nf_flow_hw_hops *flow_hops(const struct nf_flow_hw_flow *flow)
{
	return rcu_dereference_protected(flow->hops,
					 lockdep_is_held(&nf_flow_hw_hop_lock));
}

/* @back: what is known of the other direction. Uses up @new if it needs it; -EAGAIN
 * if it needs one and there is none.
 */
static int hop_hang_locked(struct nf_flow_hw_hop *hop, struct nf_flow_hw_flow *flow,
			   unsigned int dir, const struct nf_flow_hw_hop_key *back,
			   struct nf_flow_hw_hops **new)
{
	struct nf_flow_hw_hops *old = flow_hops(flow);
	struct nf_flow_hw_hop *hop2[IP_CT_DIR_MAX];
	struct nf_flow_hw_hops *hops;

	if (hop->stale || flow->state != NF_FLOW_HW_LINK_HOPS)
		return -ESTALE;

	hop2[dir] = hop;
	hop2[!dir] = old ? old->hop[!dir] : hop_expect(back, flow_dst(flow, !dir));
	hops = hops_find(hop2);
	if (!hops && !*new)
		return -EAGAIN;
	if (!hops) {
		hops = *new;
		*new = NULL;
		hops_insert(hops, hop2);
	}
	hops->refs++;
	hlist_del_init(&flow->hop_node);
	hlist_add_head(&flow->hop_node, &hops->flows);
	rcu_assign_pointer(flow->hops, hops);
	hops_put_locked(old);

	return 0;
}

/* What nearly always happens, under one lock: hop and pair of hops are known. */
static int hop_join(struct nf_flow_hw_flow *flow, unsigned int dir,
		    const struct nf_flow_hw_hop_key *key,
		    const struct nf_flow_hw_hop_key *back)
{
	struct nf_flow_hw_hops *none = NULL;
	struct nf_flow_hw_hop *hop;
	int err = -EAGAIN;

	spin_lock_bh(&nf_flow_hw_hop_lock);
	hop = hop_find(key, flow_dst(flow, dir));
	if (hop && !hop->gateway) {
		WRITE_ONCE(hop->used, jiffies);
		err = hop_hang_locked(hop, flow, dir, back, &none);
	}
	spin_unlock_bh(&nf_flow_hw_hop_lock);

	return err;
}

static int hop_hang(struct nf_flow_hw_hop *hop, struct nf_flow_hw_flow *flow,
		    unsigned int dir, const struct nf_flow_hw_hop_key *back)
{
	struct nf_flow_hw_hops *new = NULL;
	int err;

	spin_lock_bh(&nf_flow_hw_hop_lock);
	err = hop_hang_locked(hop, flow, dir, back, &new);
	spin_unlock_bh(&nf_flow_hw_hop_lock);
	if (err != -EAGAIN)
		return err;

	new = kzalloc(sizeof(*new), GFP_KERNEL);
	if (!new)
		return -ENOMEM;

	spin_lock_bh(&nf_flow_hw_hop_lock);
	err = hop_hang_locked(hop, flow, dir, back, &new);
	spin_unlock_bh(&nf_flow_hw_hop_lock);
	kfree(new);

	return err;
}

/**
 * nf_flow_hw_hop_leave - a flow drops its references to hops
 * @flow: the flow; takes no hop any more
 *
 * Context: nf_flow_hw_hop_lock held.
 */
void nf_flow_hw_hop_leave(struct nf_flow_hw_flow *flow)
{
	hops_put_locked(flow_hops(flow));
	RCU_INIT_POINTER(flow->hops, NULL);
}

/**
 * nf_flow_hw_hop_release - a flow is freed
 * @flow: the flow
 *
 * Context: any.
 */
void nf_flow_hw_hop_release(struct nf_flow_hw_flow *flow)
{
	if (!rcu_access_pointer(flow->hops))
		return;

	spin_lock_bh(&nf_flow_hw_hop_lock);
	nf_flow_hw_hop_leave(flow);
	spin_unlock_bh(&nf_flow_hw_hop_lock);
}

/* 0: this direction does not hang on that hop, 1: it does, -ESTALE: but it is stale */
static int hop_linked(struct nf_flow_hw_flow *flow, unsigned int dir,
		      const struct nf_flow_hw_hop_key *key)
{
	struct nf_flow_hw_hops *hops;
	struct nf_flow_hw_hop *hop;
	int linked = 0;

	if (!rcu_access_pointer(flow->hops))
		return 0;

	rcu_read_lock();
	hops = rcu_dereference(flow->hops);
	hop = hops ? hops->hop[dir] : NULL;
	if (hop && hop_key_equal(&hop->key, key)) {
		WRITE_ONCE(hop->used, jiffies);
		linked = READ_ONCE(hop->stale) ? -ESTALE : 1;
	}
	rcu_read_unlock();

	return linked;
}

/**
 * nf_flow_hw_hop_link - remember what a direction of a flow depends on
 * @flow: the flow
 * @dir: the direction
 * @key: where it goes
 * @back: where the other one goes, as far as the flowtable says: all but the
 *	device and the MAC address
 *
 * Repeating the call is cheap. Context: block callback of @flow; may sleep.
 *
 * Return: 0, -ENOMEM, or -ESTALE if this is true no longer: end the flow.
 */
int nf_flow_hw_hop_link(struct nf_flow_hw_flow *flow, unsigned int dir,
			const struct nf_flow_hw_hop_key *key,
			const struct nf_flow_hw_hop_key *back)
{
	const union nf_inet_addr *dst = flow_dst(flow, dir);
	struct nf_flow_hw_hop *hop;
	int err;

	err = hop_linked(flow, dir, key);
	if (err)
		return err < 0 ? err : 0;

	err = hop_join(flow, dir, key, back);
	if (err != -EAGAIN)
		return err;

	hop = hop_get(key, dst);
	if (hop && hop->gateway && nf_flow_hw_path_onlink(hop, dst)) {
		nf_flow_hw_hop_put(hop);
		hop = NULL;
	}
	if (!hop)
		hop = hop_create(key, dst);
	if (IS_ERR(hop))
		return PTR_ERR(hop);

	WRITE_ONCE(hop->used, jiffies);
	err = hop_hang(hop, flow, dir, back);
	nf_flow_hw_hop_put(hop);

	return err;
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_hop_link);
ALLOW_ERROR_INJECTION(nf_flow_hw_hop_link, ERRNO);

/**
 * nf_flow_hw_hop_unlink - let events find a flow no longer
 * @flow: the flow; it keeps its references to hops
 * @state: why, not %NF_FLOW_HW_LINK_HOPS; it takes no hop any more
 *
 * Context: nf_flow_hw_hop_lock held.
 */
void nf_flow_hw_hop_unlink(struct nf_flow_hw_flow *flow,
			   enum nf_flow_hw_link state)
{
	lockdep_assert_held(&nf_flow_hw_hop_lock);
	if (flow->state == NF_FLOW_HW_LINK_HOPS)
		hlist_del_init(&flow->hop_node);
	WRITE_ONCE(flow->state, state);
}

/**
 * nf_flow_hw_hop_used - traffic was seen: its neighbour is to be kept alive
 * @flow: the flow
 * @dir: the direction
 *
 * Context: any.
 */
void nf_flow_hw_hop_used(struct nf_flow_hw_flow *flow, unsigned int dir)
{
	struct nf_flow_hw_hops *hops;
	struct nf_flow_hw_hop *hop;

	rcu_read_lock();
	hops = rcu_dereference(flow->hops);
	hop = hops ? hops->hop[dir] : NULL;
	if (hop)
		WRITE_ONCE(hop->used, jiffies);
	rcu_read_unlock();
}

/**
 * nf_flow_hw_hop_any - is there anything that an event could concern?
 *
 * Context: any.
 */
bool nf_flow_hw_hop_any(void)
{
	return READ_ONCE(num_hops);
}

static bool hop_idle(const struct nf_flow_hw_hop *hop)
{
	return time_after(jiffies, READ_ONCE(hop->used) + HOP_LINGER);
}

/**
 * nf_flow_hw_hop_housekeep - keep neighbours of active flows, drop idle hops
 *
 * Also looks whether a path is another one now: the kernel has no event for some
 * changes of a bridge, and none at all without CONFIG_NET_SWITCHDEV.
 *
 * Context: process; takes nf_flow_hw_hop_lock.
 *
 * Return: whether hops are left.
 */
bool nf_flow_hw_hop_housekeep(void)
{
	struct nf_flow_hw_hop *hop;
	struct hlist_node *tmp;
	int bkt;

	rcu_read_lock();
	hash_for_each_rcu(nf_flow_hw_hops_by_mac, bkt, hop, by_mac) {
		if (!hop_idle(hop))
			nf_flow_hw_path_confirm(hop, false);
		if (nf_flow_hw_path_moved(hop))
			nf_flow_hw_hop_mark(hop, NF_FLOW_HW_HOP_STALE);
	}
	rcu_read_unlock();

	spin_lock_bh(&nf_flow_hw_hop_lock);
	hash_for_each_safe(nf_flow_hw_hops_by_mac, bkt, tmp, hop, by_mac) {
		if (hop->refs || !hop_idle(hop))
			continue;
		nf_flow_hw_hop_unhash(hop);
		kfree_rcu(hop, rcu);
	}
	spin_unlock_bh(&nf_flow_hw_hop_lock);

	return READ_ONCE(num_hops);
}

/**
 * nf_flow_hw_hop_forget - a table goes: its hops go with it
 * @table: the table; no flow of it is left
 *
 * Context: may sleep.
 */
void nf_flow_hw_hop_forget(const struct nf_flow_hw_table *table)
{
	struct nf_flow_hw_hop *hop;
	struct hlist_node *tmp;
	int bkt;

	spin_lock_bh(&nf_flow_hw_hop_lock);
	hash_for_each_safe(nf_flow_hw_hops_by_mac, bkt, tmp, hop, by_mac) {
		if (hop->key.table != table)
			continue;
		nf_flow_hw_hop_unhash(hop);
		if (!hop->refs)
			kfree_rcu(hop, rcu);
	}
	spin_unlock_bh(&nf_flow_hw_hop_lock);
}
