// SPDX-License-Identifier: GPL-2.0-only
/*
 * Marks on next hops: how an event says what it concerns, and how the worker gets
 * to know. The marked hops are the queue, so it can neither grow beyond what is
 * watched nor overflow.
 */
#include <linux/etherdevice.h>
#include <linux/hashtable.h>
#include <linux/spinlock.h>
#include <net/netfilter/nf_conntrack.h>
#include <trace/events/nf_flow_hw.h>
#include "nf_flow_hw_internal.h"

static LIST_HEAD(hops_queued); /* under nf_flow_hw_hop_lock */

static void hop_queue(struct nf_flow_hw_hop *hop, u8 what, const char *event)
{
	lockdep_assert_held(&nf_flow_hw_hop_lock);
	trace_nf_flow_hw_invalidate(event, hop->key.oif, hop->key.dmac, what);
	if (what & NF_FLOW_HW_HOP_STALE)
		nf_flow_hw_hop_unhash(hop);

	hop->what |= what;
	if (list_empty(&hop->queued)) {
		hop->refs++;
		list_add_tail(&hop->queued, &hops_queued);
	}
	nf_flow_hw_stale_kick();
}

/**
 * nf_flow_hw_hop_mark - have a hop looked after
 * @hop: the hop
 * @what: NF_FLOW_HW_HOP_* bits
 *
 * Context: any.
 */
void nf_flow_hw_hop_mark(struct nf_flow_hw_hop *hop, u8 what)
{
	spin_lock_bh(&nf_flow_hw_hop_lock);
	/* It was queued when it became stale, and may be on its way out. */
	if (!hop->stale)
		hop_queue(hop, what, "path");
	spin_unlock_bh(&nf_flow_hw_hop_lock);
}

struct neigh_event {
	const struct net		*net;
	const union nf_inet_addr	*addr;
	const u8			*mac;
	int				ifindex;
	u8				family;
};

static bool neigh_event_concerns(const struct neigh_event *event,
				 const struct nf_flow_hw_hop *hop)
{
	return hop->net == event->net && hop->l3_ifindex == event->ifindex &&
	       hop->key.family == event->family;
}

/* A hop that stands for a neighbour which is not what it was. */
static struct nf_flow_hw_hop *neigh_event_stale(const struct neigh_event *event)
{
	struct nf_flow_hw_hop_addr *addr;

	hash_for_each_possible(nf_flow_hw_hops_by_addr, addr, by_addr,
			       nf_flow_hw_hop_addr_hash(event->addr))
		if (neigh_event_concerns(event, addr->hop) &&
		    nf_inet_addr_cmp(&addr->addr, event->addr) &&
		    !(event->mac && ether_addr_equal(event->mac, addr->hop->key.dmac)))
			return addr->hop;

	return NULL;
}

/* Flows by a gateway with the new MAC address may come to depend on this one. */
static void neigh_event_learn(const struct neigh_event *event)
{
	struct nf_flow_hw_hop *hop;
	struct hlist_node *tmp;

	hash_for_each_possible_safe(nf_flow_hw_hops_by_mac, hop, tmp, by_mac,
				    nf_flow_hw_hop_mac_hash(event->mac))
		if (hop->gateway && hop->tbl && neigh_event_concerns(event, hop) &&
		    ether_addr_equal(event->mac, hop->key.dmac) &&
		    nf_flow_hw_hop_add_addr(hop, event->addr))
			hop_queue(hop, NF_FLOW_HW_HOP_STALE, "neighbour");
}

/**
 * nf_flow_hw_hop_neigh_event - a neighbour changed
 * @net: in this namespace
 * @ifindex: on this layer-3 device
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @addr: its address
 * @mac: its MAC address now; NULL if it could not be reached
 *
 * Context: any.
 */
void nf_flow_hw_hop_neigh_event(const struct net *net, int ifindex, u8 family,
				const union nf_inet_addr *addr, const u8 *mac)
{
	const struct neigh_event event = {
		.net	 = net,
		.addr	 = addr,
		.mac	 = mac,
		.ifindex = ifindex,
		.family	 = family,
	};
	struct nf_flow_hw_hop *hop;

	if (!nf_flow_hw_hop_any())
		return;

	spin_lock_bh(&nf_flow_hw_hop_lock);
	/* A hop that is stale is not found again. */
	while ((hop = neigh_event_stale(&event)))
		hop_queue(hop, NF_FLOW_HW_HOP_STALE, "neighbour");
	if (mac)
		neigh_event_learn(&event);
	spin_unlock_bh(&nf_flow_hw_hop_lock);
}

static bool hop_touches(const struct nf_flow_hw_hop *hop, int ifindex)
{
	unsigned int i;

	for (i = 0; i < hop->num_devs; i++)
		if (hop->dev[i] == ifindex)
			return true;

	return hop->key.oif == ifindex || hop->key.iif == ifindex;
}

/**
 * nf_flow_hw_hop_mac_event - a bridge learned or forgot a MAC address
 * @net: in this namespace
 * @bridge: ifindex of the bridge
 * @mac: the address
 * @what: NF_FLOW_HW_HOP_* bits for the hops that go to @mac through @bridge
 *
 * Context: any.
 */
void nf_flow_hw_hop_mac_event(const struct net *net, int bridge, const u8 *mac,
			      u8 what)
{
	struct nf_flow_hw_hop *hop;
	struct hlist_node *tmp;

	if (!nf_flow_hw_hop_any())
		return;

	spin_lock_bh(&nf_flow_hw_hop_lock);
	hash_for_each_possible_safe(nf_flow_hw_hops_by_mac, hop, tmp, by_mac,
				    nf_flow_hw_hop_mac_hash(mac))
		if (hop->net == net && ether_addr_equal(hop->key.dmac, mac) &&
		    hop_touches(hop, bridge))
			hop_queue(hop, what, "bridge");
	spin_unlock_bh(&nf_flow_hw_hop_lock);
}

/**
 * nf_flow_hw_hop_dev_event - a device changed
 * @net: in this namespace
 * @ifindex: the device, at any layer
 * @what: NF_FLOW_HW_HOP_* bits for the hops that go through it
 *
 * Context: any.
 */
void nf_flow_hw_hop_dev_event(const struct net *net, int ifindex, u8 what)
{
	struct nf_flow_hw_hop *hop;
	struct hlist_node *tmp;
	int bkt;

	if (!nf_flow_hw_hop_any())
		return;

	spin_lock_bh(&nf_flow_hw_hop_lock);
	hash_for_each_safe(nf_flow_hw_hops_by_mac, bkt, tmp, hop, by_mac)
		if (hop->net == net && hop_touches(hop, ifindex))
			hop_queue(hop, what, "device");
	spin_unlock_bh(&nf_flow_hw_hop_lock);
}

/**
 * nf_flow_hw_hop_next - take a marked hop
 * @what: what it was marked with since it was taken last
 *
 * Return: a hop with a reference for the caller, or NULL.
 */
struct nf_flow_hw_hop *nf_flow_hw_hop_next(u8 *what)
{
	struct nf_flow_hw_hop *hop;

	spin_lock_bh(&nf_flow_hw_hop_lock);
	hop = list_first_entry_or_null(&hops_queued, struct nf_flow_hw_hop, queued);
	if (hop) {
		list_del_init(&hop->queued);
		*what = hop->what;
		hop->what = 0;
	}
	spin_unlock_bh(&nf_flow_hw_hop_lock);

	return hop;
}

static unsigned int hops_take(struct nf_flow_hw_hops *hops,
			      struct nf_flow_hw_flow **flows, unsigned int num,
			      unsigned int max)
{
	struct nf_flow_hw_flow *flow;

	lockdep_assert_held(&nf_flow_hw_hop_lock);
	while (num < max && !hlist_empty(&hops->flows)) {
		flow = hlist_entry(hops->flows.first, struct nf_flow_hw_flow,
				   hop_node);
		hlist_del_init(&flow->hop_node);
		if (refcount_inc_not_zero(&flow->ref))
			flows[num++] = flow;
	}

	return num;
}

/**
 * nf_flow_hw_hop_take - take flows off a stale hop
 * @hop: the hop
 * @flows: room for them; each with a reference for the caller
 * @max: how many
 *
 * Return: how many there were.
 */
unsigned int nf_flow_hw_hop_take(struct nf_flow_hw_hop *hop,
				 struct nf_flow_hw_flow **flows, unsigned int max)
{
	struct nf_flow_hw_hops *hops;
	unsigned int dir, num = 0;

	spin_lock_bh(&nf_flow_hw_hop_lock);
	for (dir = 0; dir < IP_CT_DIR_MAX; dir++)
		hlist_for_each_entry(hops, &hop->hops[dir], on_hop[dir])
			num = hops_take(hops, flows, num, max);
	spin_unlock_bh(&nf_flow_hw_hop_lock);

	return num;
}

/**
 * nf_flow_hw_hop_busy - do flows hang on a hop?
 * @hop: the hop
 *
 * Context: any.
 */
bool nf_flow_hw_hop_busy(struct nf_flow_hw_hop *hop)
{
	struct nf_flow_hw_hops *hops;
	unsigned int dir;
	bool busy = false;

	spin_lock_bh(&nf_flow_hw_hop_lock);
	for (dir = 0; dir < IP_CT_DIR_MAX; dir++)
		hlist_for_each_entry(hops, &hop->hops[dir], on_hop[dir])
			busy |= !hlist_empty(&hops->flows);
	spin_unlock_bh(&nf_flow_hw_hop_lock);

	return busy;
}
