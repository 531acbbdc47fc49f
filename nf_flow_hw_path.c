// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a MAC address back to the neighbour and the devices behind it.
 *
 * A flow is given to us with the MAC address that its packets get and the port
 * they leave by; which neighbour that was, and which bridge, VLAN or session lies
 * between, nf_flow_table does not say. Asking the routing table again would not
 * do (it cannot know the mark that chose the route); the neighbour tables and the
 * forward path of the devices can be compared with the facts.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/inetdevice.h>
#include <linux/netdevice.h>
#include <net/addrconf.h>
#include <net/arp.h>
#include <net/ipv6_stubs.h>
#include <net/neighbour.h>
#include <net/net_namespace.h>
#include "nf_flow_hw_internal.h"

/**
 * struct path_walk - one forward path, from layer 3 down to the port
 * @encap: layers it puts around a packet, innermost first
 * @num: how many
 */
struct path_walk {
	struct nf_flow_hw_encap	encap[NF_FLOW_TABLE_HW_ENCAP_MAX];
	unsigned int		num;
};

static bool walk_push(struct path_walk *walk, u16 id, __be16 proto)
{
	if (walk->num == ARRAY_SIZE(walk->encap))
		return false;

	walk->encap[walk->num].id = id;
	walk->encap[walk->num].proto = proto;
	walk->num++;
	return true;
}

static bool walk_bridge(struct path_walk *walk, const struct net_device_path *path)
{
	switch (path->bridge.vlan_mode) {
	case DEV_PATH_BR_VLAN_TAG:
		return walk_push(walk, path->bridge.vlan_id,
				 path->bridge.vlan_proto);
	case DEV_PATH_BR_VLAN_UNTAG:
		return walk->num && walk->num--;
	default:
		return true;
	}
}

static bool walk_step(struct path_walk *walk, const struct net_device_path *path,
		      const struct nf_flow_hw_hop_key *key)
{
	switch (path->type) {
	case DEV_PATH_PPPOE:
		if (!ether_addr_equal(path->encap.h_dest, key->dmac))
			return false;
		fallthrough;
	case DEV_PATH_VLAN:
		return walk_push(walk, path->encap.id, path->encap.proto);
	case DEV_PATH_BRIDGE:
		return walk_bridge(walk, path);
	default:
		return true;
	}
}

/* A tuple names layers from the outside. */
static bool walk_equal(const struct path_walk *walk,
		       const struct nf_flow_hw_hop_key *key)
{
	unsigned int i;

	for (i = 0; i < walk->num; i++)
		if (walk->encap[i].id != key->encap[walk->num - 1 - i].id ||
		    walk->encap[i].proto != key->encap[walk->num - 1 - i].proto)
			return false;

	return walk->num == ARRAY_SIZE(key->encap) || !key->encap[walk->num].proto;
}

static void hop_add_dev(struct nf_flow_hw_hop *hop, int ifindex)
{
	if (hop->num_devs < ARRAY_SIZE(hop->dev))
		hop->dev[hop->num_devs++] = ifindex;
}

static bool stack_fits(struct nf_flow_hw_hop *hop,
		       const struct net_device_path_stack *stack, bool record)
{
	struct path_walk walk = {};
	int i;

	for (i = 0; i < stack->num_paths; i++) {
		if (record)
			hop_add_dev(hop, stack->path[i].dev->ifindex);
		if (stack->path[i].dev->ifindex == hop->key.oif)
			return walk_equal(&walk, &hop->key);
		if (!walk_step(&walk, &stack->path[i], &hop->key))
			return false;
	}

	return false;
}

enum path_match {
	PATH_FITS,
	PATH_ANOTHER,
	PATH_UNKNOWN,	/* a bridge has not heard of the address lately */
};

/* Do packets to the MAC address of @hop leave layer 3 by @dev the way that the
 * flows say? Records the devices on the way if @record. Under RCU.
 */
static enum path_match path_compare(struct nf_flow_hw_hop *hop,
				    const struct net_device *dev, bool record)
{
	struct net_device_path_stack stack;
	bool fits;

	if (record)
		hop->num_devs = 0;
	if (dev->ifindex == hop->key.oif) {
		/* Its layers come from devices above it. A gateway may well have one
		 * MAC address in a VLAN and outside of it.
		 */
		if (hop->key.encap[0].proto)
			return PATH_ANOTHER;
		if (record)
			hop_add_dev(hop, dev->ifindex);
		return PATH_FITS;
	}
	if (nf_flow_hw_compat_fill_forward_path(dev, hop->key.dmac, &stack))
		return PATH_UNKNOWN;

	fits = stack_fits(hop, &stack, record);
	nf_flow_hw_compat_forward_path_release(&stack);

	return fits ? PATH_FITS : PATH_ANOTHER;
}

static bool path_fits(struct nf_flow_hw_hop *hop, const struct net_device *dev)
{
	return path_compare(hop, dev, false) == PATH_FITS;
}

/* The same, and remember the devices if so. */
static bool path_take(struct nf_flow_hw_hop *hop, const struct net_device *dev)
{
	return path_fits(hop, dev) && path_compare(hop, dev, true) == PATH_FITS;
}

static bool neigh_has_mac(const struct neighbour *n, const u8 *mac)
{
	char ha[MAX_ADDR_LEN];

	if (!(READ_ONCE(n->nud_state) & NUD_VALID) || n->dev->addr_len != ETH_ALEN)
		return false;

	neigh_ha_snapshot(ha, n, n->dev);
	return ether_addr_equal_unaligned((const u8 *)ha, mac);
}

static bool subnet4_has(const struct net_device *dev, __be32 addr)
{
	const struct in_device *in_dev = __in_dev_get_rcu(dev);
	const struct in_ifaddr *ifa;

	if (!in_dev)
		return false;

	in_dev_for_each_ifa_rcu(ifa, in_dev)
		if (inet_ifa_match(addr, ifa))
			return true;

	return false;
}

static bool subnet6_has(const struct net_device *dev, const struct in6_addr *addr)
{
	const struct inet6_dev *in6_dev = __in6_dev_get(dev);
	const struct inet6_ifaddr *ifa;

	if (!in6_dev)
		return false;

	list_for_each_entry_rcu(ifa, &in6_dev->addr_list, if_list)
		if (ipv6_prefix_equal(addr, &ifa->addr, ifa->prefix_len))
			return true;

	return false;
}

/* Is an address reached by itself, if it is a neighbour? The kernel makes a neighbour
 * of whoever asks for a MAC address, and a gateway may ask in the name of an address
 * beyond it. Under RCU.
 */
static bool subnet_has(const struct nf_flow_hw_hop *hop, const struct net_device *dev,
		       const union nf_inet_addr *addr)
{
	if (hop->key.family == NFPROTO_IPV6)
		return subnet6_has(dev, &addr->in6);

	return subnet4_has(dev, addr->ip);
}

struct neigh_search {
	struct nf_flow_hw_hop		*hop;
	const union nf_inet_addr	*dst;
	union nf_inet_addr		*addr;
};

static void neigh_addr(const struct neighbour *n, union nf_inet_addr *addr)
{
	memset(addr, 0, sizeof(*addr));
	memcpy(addr, n->primary_key, n->tbl->key_len);
}

/* The neighbour whose address the destination is, else any by this MAC address:
 * a gateway. Under RCU and the lock of the neighbour table.
 */
static void neigh_search_step(struct neighbour *n, void *data)
{
	struct neigh_search *search = data;
	struct nf_flow_hw_hop *hop = search->hop;
	bool onlink;

	if (!net_eq(dev_net(n->dev), hop->net) || !neigh_has_mac(n, hop->key.dmac))
		return;

	onlink = !memcmp(n->primary_key, search->dst, n->tbl->key_len) &&
		 subnet_has(hop, n->dev, search->dst);
	if (hop->tbl && (!onlink || !hop->gateway))
		return;
	if (!path_take(hop, n->dev))
		return;

	neigh_addr(n, search->addr);
	hop->tbl = n->tbl;
	hop->l3_ifindex = n->dev->ifindex;
	hop->gateway = !onlink;
}

/* A PPPoE session has no neighbour. */
static bool resolve_pppoe(struct nf_flow_hw_hop *hop)
{
	struct net_device *dev;
	bool found = false;

	rcu_read_lock();
	for_each_netdev_rcu(hop->net, dev) {
		if (dev->type != ARPHRD_PPP || !path_take(hop, dev))
			continue;
		hop->l3_ifindex = dev->ifindex;
		hop->gateway = true;
		found = true;
		break;
	}
	rcu_read_unlock();

	return found;
}

static bool key_has_pppoe(const struct nf_flow_hw_hop_key *key)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(key->encap); i++)
		if (key->encap[i].proto == htons(ETH_P_PPP_SES))
			return true;

	return false;
}

static struct neigh_table *family_table(u8 family)
{
	return family == NFPROTO_IPV6 ? nf_flow_hw_compat_nd_tbl() : &arp_tbl;
}

/**
 * nf_flow_hw_path_resolve - find the neighbour that a hop leads to
 * @hop: the hop; layer-3 device and devices on the way are filled in
 * @dst: where a flow goes behind it, after address translation
 * @addr: its address is filled in, unless it is a PPPoE session
 *
 * Context: may sleep or not.
 *
 * Return: whether there is one now.
 */
bool nf_flow_hw_path_resolve(struct nf_flow_hw_hop *hop,
			     const union nf_inet_addr *dst,
			     union nf_inet_addr *addr)
{
	struct neigh_search search = { .hop = hop, .dst = dst, .addr = addr };
	struct neigh_table *tbl = family_table(hop->key.family);

	if (key_has_pppoe(&hop->key))
		return resolve_pppoe(hop);
	if (!tbl)
		return false;

	neigh_for_each(tbl, neigh_search_step, &search);
	return hop->tbl;
}

static void neigh_collect_step(struct neighbour *n, void *data)
{
	struct nf_flow_hw_hop *hop = data;
	union nf_inet_addr addr;
	int err;

	if (n->dev->ifindex != hop->l3_ifindex || !net_eq(dev_net(n->dev), hop->net) ||
	    !neigh_has_mac(n, hop->key.dmac))
		return;

	neigh_addr(n, &addr);
	spin_lock_bh(&nf_flow_hw_hop_lock);
	err = nf_flow_hw_hop_add_addr(hop, &addr);
	spin_unlock_bh(&nf_flow_hw_hop_lock);
	if (err)
		nf_flow_hw_hop_mark(hop, NF_FLOW_HW_HOP_STALE);
}

/**
 * nf_flow_hw_path_collect - find the other neighbours that a gateway may be
 * @hop: the hop; neighbours that get its MAC address later come by events
 *
 * A router has several addresses, and the one that a route names may move to
 * another router alone (VRRP). Context: may sleep or not.
 */
void nf_flow_hw_path_collect(struct nf_flow_hw_hop *hop)
{
	if (hop->tbl && hop->gateway)
		neigh_for_each(hop->tbl, neigh_collect_step, hop);
}

static bool path_neigh_valid(const struct nf_flow_hw_hop *hop,
			     struct net_device *dev,
			     const union nf_inet_addr *addr)
{
	struct neighbour *n;
	bool valid;

	n = neigh_lookup(hop->tbl, addr, dev);
	if (!n)
		return false;

	valid = neigh_has_mac(n, hop->key.dmac);
	neigh_release(n);

	return valid;
}

/**
 * nf_flow_hw_path_fits - do devices still lead where the flows of a hop go?
 * @hop: the hop
 *
 * Context: any; the namespace of the hop is alive.
 */
bool nf_flow_hw_path_fits(struct nf_flow_hw_hop *hop)
{
	struct net_device *dev;
	bool fits;

	rcu_read_lock();
	dev = dev_get_by_index_rcu(hop->net, hop->l3_ifindex);
	fits = dev && path_fits(hop, dev);
	rcu_read_unlock();

	return fits;
}

/**
 * nf_flow_hw_path_moved - do devices lead elsewhere now?
 * @hop: the hop
 *
 * Not the opposite of nf_flow_hw_path_fits(): a bridge may have forgotten where a
 * station is that only hardware hears.
 * Context: any; the namespace of the hop is alive.
 */
bool nf_flow_hw_path_moved(struct nf_flow_hw_hop *hop)
{
	struct net_device *dev;
	bool moved;

	rcu_read_lock();
	dev = dev_get_by_index_rcu(hop->net, hop->l3_ifindex);
	moved = !dev || path_compare(hop, dev, false) == PATH_ANOTHER;
	rcu_read_unlock();

	return moved;
}

static bool path_neighs_valid(const struct nf_flow_hw_hop *hop, struct net_device *dev)
{
	const struct nf_flow_hw_hop_addr *addr;

	hlist_for_each_entry_rcu(addr, &hop->addrs, node)
		if (!path_neigh_valid(hop, dev, &addr->addr))
			return false;

	return true;
}

/**
 * nf_flow_hw_path_valid - is what nf_flow_hw_path_resolve() found still true?
 * @hop: the hop
 *
 * Context: any; the namespace of the hop is alive.
 */
bool nf_flow_hw_path_valid(struct nf_flow_hw_hop *hop)
{
	struct net_device *dev;
	bool valid;

	rcu_read_lock();
	dev = dev_get_by_index_rcu(hop->net, hop->l3_ifindex);
	valid = dev && path_fits(hop, dev) && path_neighs_valid(hop, dev);
	rcu_read_unlock();

	return valid;
}

/**
 * nf_flow_hw_path_onlink - is an address reached by itself, by the MAC of a gateway?
 * @hop: the gateway
 * @addr: the address
 *
 * Context: any; the namespace of the hop is alive.
 */
bool nf_flow_hw_path_onlink(struct nf_flow_hw_hop *hop,
			    const union nf_inet_addr *addr)
{
	struct net_device *dev;
	bool onlink;

	if (!hop->tbl)
		return false;

	rcu_read_lock();
	dev = dev_get_by_index_rcu(hop->net, hop->l3_ifindex);
	onlink = dev && subnet_has(hop, dev, addr) && path_neigh_valid(hop, dev, addr);
	rcu_read_unlock();

	return onlink;
}

/* The kernel never doubts an entry that the administrator made; its answer, if there
 * is one, tells a bridge where it is all the same.
 */
static void neigh_ask(struct neighbour *n)
{
	if (!(READ_ONCE(n->nud_state) & (NUD_PERMANENT | NUD_NOARP)))
		neigh_update(n, NULL, NUD_PROBE, 0, 0);
	else if (n->ops->solicit)
		n->ops->solicit(n, NULL);
}

static void addr_confirm(const struct nf_flow_hw_hop *hop, struct net_device *dev,
			 const union nf_inet_addr *addr, bool probe)
{
	struct neighbour *n;

	n = __neigh_lookup(hop->tbl, addr, dev, 1);
	if (!n)
		return;

	if (probe && READ_ONCE(n->nud_state) & NUD_VALID)
		neigh_ask(n);
	else
		neigh_event_send(n, NULL);
	neigh_release(n);
}

/**
 * nf_flow_hw_path_confirm - have the neighbour of a hop looked after
 * @hop: the hop
 * @probe: ask it at once; else only if the kernel is not sure of it any more
 *
 * The kernel sees no packets of flows in hardware and would let the neighbour go.
 * Context: any; the namespace of the hop is alive; nf_flow_hw_hop_lock not held.
 */
void nf_flow_hw_path_confirm(const struct nf_flow_hw_hop *hop, bool probe)
{
	const struct nf_flow_hw_hop_addr *addr;
	struct net_device *dev;

	rcu_read_lock();
	dev = dev_get_by_index_rcu(hop->net, hop->l3_ifindex);
	if (dev && netif_running(dev))
		hlist_for_each_entry_rcu(addr, &hop->addrs, node)
			addr_confirm(hop, dev, &addr->addr, probe);
	rcu_read_unlock();
}

/**
 * nf_flow_hw_path_maps_priority - do tags on the way out get priority bits?
 * @net: namespace of the flow
 * @rule: a translated rule
 *
 * An engine sends every packet of a flow with the same tag. A VLAN device with an
 * egress-qos-map chooses the bits by each packet's priority, so only the kernel
 * can make these tags. Without a map they are 0, as an engine makes them.
 * Context: any.
 *
 * Return: true if a VLAN device that the packets leave by has such a map.
 */
bool nf_flow_hw_path_maps_priority(struct net *net, const struct nf_flow_hw_rule *rule)
{
	struct net_device *dev;
	bool maps = false;
	unsigned int i;

	rcu_read_lock();
	dev = dev_get_by_index_rcu(net, rule->oifindex);
	for (i = 0; i < rule->encap_out_num && dev && !maps; i++) {
		if (rule->encap_out[i].proto != htons(ETH_P_8021Q))
			break;
		dev = __vlan_find_dev_deep_rcu(dev, rule->encap_out[i].proto,
					       rule->encap_out[i].id);
		maps = dev && nf_flow_hw_vlan_maps_priority(dev);
	}
	rcu_read_unlock();

	return maps;
}
