// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flowtable types of our own, so that "flags offload" reaches an engine whatever
 * the driver of the device thinks of it: a netdev with ndo_setup_tc is asked
 * directly and one refusal would fail the whole flowtable. A flowtable without
 * the flag behaves exactly as with the in-tree type.
 */
#include <linux/error-injection.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/module.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rculist.h>
#include <kunit/visibility.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_l4proto.h>
#include <net/netfilter/nf_flow_table.h>
#include <net/netfilter/nf_tables.h>
#include "nf_flow_hw_internal.h"

static struct flow_offload *cookie_flow(const struct flow_cls_offload *cls,
					enum flow_offload_tuple_dir *dir)
{
	struct flow_offload_tuple_rhash *rhash;
	struct flow_offload_tuple *tuple;

	tuple = (struct flow_offload_tuple *)cls->cookie;
	rhash = container_of(tuple, struct flow_offload_tuple_rhash, tuple);
	*dir = tuple->dir;

	return container_of(rhash, struct flow_offload, tuplehash[*dir]);
}

/* jiffies when a flow was made, which its timeout was set from; later by more than
 * a second if packets have set it anew since.
 */
static u32 flow_created(const struct flow_offload *flow)
{
	struct net *net = nf_ct_net(flow->ct);
	unsigned int timeout = NF_FLOW_TIMEOUT;

	switch (nf_ct_protonum(flow->ct)) {
	case IPPROTO_TCP:
		timeout = READ_ONCE(nf_tcp_pernet(net)->offload_timeout);
		break;
	case IPPROTO_UDP:
		timeout = READ_ONCE(nf_udp_pernet(net)->offload_timeout);
		break;
	}

	return READ_ONCE(flow->timeout) - timeout;
}

static struct nf_flow_hw_flow *flow_create(struct nf_flow_hw_table *table,
					   struct flow_offload *flow)
{
	struct nf_flow_hw_flow *hwflow;

	hwflow = nf_flow_hw_flow_create(table, flow, flow->ct);
	if (hwflow && nf_flow_hw_fib_missed(hwflow, flow_created(flow))) {
		nf_flow_hw_flow_end_one(hwflow);
		flow_offload_teardown(flow);
	}

	return hwflow;
}

/* Known, or new; an object of this name for another connection belongs to a flow
 * object that was freed unseen, and whose address came back.
 */
static struct nf_flow_hw_flow *flow_get(struct nf_flow_hw_table *table,
					struct flow_offload *flow)
{
	struct nf_flow_hw_flow *hwflow;

	hwflow = nf_flow_hw_flow_get(table, flow);
	if (hwflow && nf_flow_hw_flow_ct(hwflow) != flow->ct) {
		nf_flow_hw_flow_del(hwflow);
		nf_flow_hw_flow_put(hwflow);
		hwflow = NULL;
	}
	if (!hwflow)
		hwflow = flow_create(table, flow);

	return hwflow;
}

static bool flow_dying(const struct flow_offload *flow)
{
	/* A packet that passed the look-up may queue a REPLACE after the DESTROY;
	 * no second DESTROY would come for it.
	 */
	return test_bit(NF_FLOW_HW_DYING, &flow->flags) ||
	       test_bit(NF_FLOW_TEARDOWN, &flow->flags);
}

static int flow_reject(const struct flow_offload *flow, unsigned int dir,
		       enum nf_flow_hw_reject reason)
{
	nf_flow_hw_reject_count(flow->ct, dir, reason,
				flow->tuplehash[dir].tuple.iifidx,
				flow->tuplehash[!dir].tuple.iifidx);

	return nf_flow_hw_reject_errno(reason);
}

static void hop_key_init(struct nf_flow_hw_hop_key *key,
			 const struct nf_flow_hw_table *table,
			 const struct flow_offload_tuple *back)
{
	BUILD_BUG_ON(sizeof(key->encap) != sizeof(back->encap));

	key->table = table;
	key->family = back->l3proto;
	key->iif = back->iifidx;
	memcpy(key->encap, back->encap, sizeof(key->encap));
}

/* Hang a direction on its next hop, hardware or not. A software path that asks
 * the neighbour for each packet needs none. @rule: the translated rule, NULL if
 * there is none; the next hop of such a flow stands in @flow_rule.
 */
static enum nf_flow_hw_reject flow_link(struct nf_flow_hw_flow *hwflow,
					struct flow_offload *flow,
					enum flow_offload_tuple_dir dir,
					const struct nf_flow_hw_rule *rule,
					const struct flow_rule *flow_rule)
{
	bool frozen = flow->tuplehash[dir].tuple.xmit_type ==
		      FLOW_OFFLOAD_XMIT_DIRECT;
	struct nf_flow_hw_hop_key back __uninitialized;
	struct nf_flow_hw_hop_key key __uninitialized;
	int err = -ESTALE;

	hop_key_init(&key, hwflow->table, &flow->tuplehash[!dir].tuple);
	hop_key_init(&back, hwflow->table, &flow->tuplehash[dir].tuple);
	if (rule) {
		key.oif = rule->oifindex;
		ether_addr_copy(key.dmac, rule->dmac);
		err = nf_flow_hw_hop_link(hwflow, dir, &key, &back);
	} else if (nf_flow_hw_rule_egress(flow_rule, &key.oif, key.dmac) &&
		   is_valid_ether_addr(key.dmac)) {
		err = nf_flow_hw_hop_link(hwflow, dir, &key, &back);
	}
	if (likely(!err))
		return NF_FLOW_HW_REJECT_NONE;

	switch (err) {
	case -ESTALE:
		if (!frozen)
			return NF_FLOW_HW_REJECT_NO_MAC;
		nf_flow_hw_flow_end_one(hwflow);
		flow_offload_teardown(flow);
		return NF_FLOW_HW_REJECT_TOMBSTONE;
	default:
		return NF_FLOW_HW_REJECT_NO_MEMORY;
	}
}

/* Offer one direction to the engines, unless they refused it for good. */
static int flow_offer(struct nf_flow_hw_flow *hwflow, struct flow_offload *flow,
		      enum flow_offload_tuple_dir dir,
		      const struct flow_rule *flow_rule)
{
	enum nf_flow_hw_reject reason, linked;
	struct nf_flow_hw_rule rule __uninitialized;
	int err;

	err = nf_flow_hw_flow_refused(hwflow, dir);
	if (err) {
		flow_link(hwflow, flow, dir, NULL, flow_rule);
		return err;
	}

	reason = nf_flow_hw_rule_translate(&rule, flow_rule,
					   &flow->tuplehash[dir].tuple);
	linked = flow_link(hwflow, flow, dir, reason ? NULL : &rule, flow_rule);

	return nf_flow_hw_flow_add(hwflow, dir, &rule, reason ?: linked);
}

static int block_replace(struct nf_flow_hw_table *table,
			 struct flow_cls_offload *cls)
{
	enum flow_offload_tuple_dir dir;
	struct nf_flow_hw_flow *hwflow;
	struct flow_offload *flow;
	int err;

	flow = cookie_flow(cls, &dir);
	if (flow_dying(flow))
		return flow_reject(flow, dir, NF_FLOW_HW_REJECT_DYING);

	hwflow = flow_get(table, flow);
	if (!hwflow)
		return flow_reject(flow, dir, NF_FLOW_HW_REJECT_NO_MEMORY);

	err = flow_offer(hwflow, flow, dir, cls->rule);
	nf_flow_hw_flow_put(hwflow);

	return err;
}

/* The first of the two calls that a flow gets takes both directions away. */
static int block_destroy(struct nf_flow_hw_table *table,
			 struct flow_cls_offload *cls)
{
	enum flow_offload_tuple_dir dir;
	struct nf_flow_hw_flow *hwflow;

	hwflow = nf_flow_hw_flow_get(table, cookie_flow(cls, &dir));
	if (!hwflow)
		return -ENOENT;

	nf_flow_hw_flow_destroy(hwflow);
	nf_flow_hw_flow_put(hwflow);

	return 0;
}

/* The kernel ends a flow of which no packet is known until its timeout is over. It
 * asks for packets once a second before that, on an idle processor less often, since
 * its work is deferrable: the last time they must be known.
 */
#define BLOCK_EXPIRES	(5 * HZ)

static bool block_expires(const struct flow_offload *flow)
{
	return nf_flow_timeout_delta(READ_ONCE(flow->timeout)) <= BLOCK_EXPIRES;
}

static int block_stats(struct nf_flow_hw_table *table,
		       struct flow_cls_offload *cls)
{
	enum flow_offload_tuple_dir dir;
	struct nf_flow_hw_flow *hwflow;
	u64 packets, bytes, lastused;
	struct flow_offload *flow;

	flow = cookie_flow(cls, &dir);
	hwflow = nf_flow_hw_flow_get(table, flow);
	if (!hwflow)
		return -ENOENT;

	/* Both directions are asked at once, and are one flow. */
	if (dir == FLOW_OFFLOAD_DIR_ORIGINAL && block_expires(flow))
		nf_flow_hw_flow_sync(hwflow);

	/* 0 means "nothing to say". The core takes any other value over the flow's
	 * timeout, so a true time that is older than the last packet that software
	 * saw would expire a live flow.
	 */
	lastused = nf_flow_hw_flow_stats(hwflow, dir, &packets, &bytes) ?
		   jiffies : 0;
	if (lastused)
		nf_flow_hw_hop_used(hwflow, dir);
	flow_stats_update(&cls->stats, bytes, packets, 0, lastused,
			  FLOW_ACTION_HW_STATS_DELAYED);
	nf_flow_hw_flow_put(hwflow);

	return 0;
}

static int block_cb(enum tc_setup_type type, void *type_data, void *cb_priv)
{
	struct flow_cls_offload *cls = type_data;

	if (type != TC_SETUP_CLSFLOWER)
		return -EOPNOTSUPP;

	switch (cls->command) {
	case FLOW_CLS_REPLACE:
		return block_replace(cb_priv, cls);
	case FLOW_CLS_DESTROY:
		return block_destroy(cb_priv, cls);
	case FLOW_CLS_STATS:
		return block_stats(cb_priv, cls);
	default:
		return -EOPNOTSUPP;
	}
}

/**
 * nf_flow_hw_offload_add_cb - let the flowtable core offer its flows to us
 * @table: to this table; one callback per flowtable, not one per device, since
 *	the core calls every callback for every flow
 *
 * Context: may sleep; no lock held that a block callback takes.
 *
 * Return: 0 or a negative error.
 */
int nf_flow_hw_offload_add_cb(struct nf_flow_hw_table *table)
{
	return nf_flow_table_offload_add_cb(table->ft, block_cb, table);
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_offload_add_cb);

ALLOW_ERROR_INJECTION(nf_flow_hw_offload_add_cb, ERRNO);

/**
 * nf_flow_hw_offload_del_cb - mirror of nf_flow_hw_offload_add_cb()
 * @table: the table
 *
 * Context: as above. When it returns no callback runs or will be called.
 */
void nf_flow_hw_offload_del_cb(struct nf_flow_hw_table *table)
{
	nf_flow_table_offload_del_cb(table->ft, block_cb, table);
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_offload_del_cb);

/**
 * nf_flow_hw_offload_bind_intree - ask the device's own driver, or an indirect one
 * @ft: the flowtable
 * @dev: a device of it
 *
 * A refusal on the indirect path leaves a record with the address of this flowtable
 * behind in the kernel, which the next flow_indr_dev_register() of any module
 * follows: it is taken back at once. Context: may sleep; no lock of ours held, such
 * drivers take their own.
 *
 * Return: 0, -EOPNOTSUPP if there is none, or the driver's error.
 */
int nf_flow_hw_offload_bind_intree(struct nf_flowtable *ft, struct net_device *dev)
{
	bool native = dev->netdev_ops->ndo_setup_tc;
	int err;

	if (!native && !flow_indr_dev_exists())
		return -EOPNOTSUPP;

	err = nf_flow_table_offload_setup(ft, dev, FLOW_BLOCK_BIND);
	if (err && !native)
		nf_flow_table_offload_setup(ft, dev, FLOW_BLOCK_UNBIND);

	return err;
}

static int nf_flow_hw_init(struct nf_flowtable *ft)
{
	int err;

	if (nf_flowtable_hw_offload(ft)) {
		err = nf_flow_hw_table_create(ft);
		if (err)
			return err;
	}

	err = nf_flow_table_init(ft);
	if (err)
		nf_flow_hw_table_destroy(ft);

	return err;
}

static void nf_flow_hw_free(struct nf_flowtable *ft)
{
	nf_flow_table_free(ft);
	if (nf_flowtable_hw_offload(ft))
		nf_flow_hw_table_destroy(ft);
}

static int nf_flow_hw_setup(struct nf_flowtable *ft, struct net_device *dev,
			    enum flow_block_command cmd)
{
	if (!nf_flowtable_hw_offload(ft))
		return nf_flow_table_offload_setup(ft, dev, cmd);

	switch (cmd) {
	case FLOW_BLOCK_BIND:
		return nf_flow_hw_table_bind(ft, dev);
	case FLOW_BLOCK_UNBIND:
		nf_flow_hw_table_unbind(ft, dev);
		return 0;
	default:
		return -EOPNOTSUPP;
	}
}

/* The flowtable core offers no flow whose actions it could not make, and tells
 * nobody; its packets have it try again. Why depends on how the flow leaves: the
 * actions of a plain one need the next hop's MAC, IPsec has none, and there is
 * room for NF_FLOW_RULE_ACTION_MAX of them.
 */
static int action_made(const struct flow_offload *flow,
		       enum flow_offload_tuple_dir dir, int err)
{
	enum nf_flow_hw_reject reason;

	if (likely(!err))
		return 0;

	switch (flow->tuplehash[dir].tuple.xmit_type) {
	case FLOW_OFFLOAD_XMIT_NEIGH:
		reason = NF_FLOW_HW_REJECT_NO_MAC;
		break;
	case FLOW_OFFLOAD_XMIT_XFRM:
		reason = NF_FLOW_HW_REJECT_TUNNEL;
		break;
	default:
		reason = NF_FLOW_HW_REJECT_ACTION;
		break;
	}
	flow_reject(flow, dir, reason);

	return err;
}

static int nf_flow_hw_action_ipv4(struct net *net, struct flow_offload *flow,
				  enum flow_offload_tuple_dir dir,
				  struct nf_flow_rule *flow_rule)
{
	return action_made(flow, dir,
			   nf_flow_rule_route_ipv4(net, flow, dir, flow_rule));
}

static int nf_flow_hw_action_ipv6(struct net *net, struct flow_offload *flow,
				  enum flow_offload_tuple_dir dir,
				  struct nf_flow_rule *flow_rule)
{
	return action_made(flow, dir,
			   nf_flow_rule_route_ipv6(net, flow, dir, flow_rule));
}

static int nf_flow_hw_action_inet(struct net *net, struct flow_offload *flow,
				  enum flow_offload_tuple_dir dir,
				  struct nf_flow_rule *flow_rule)
{
	switch (flow->tuplehash[dir].tuple.l3proto) {
	case NFPROTO_IPV4:
		return nf_flow_hw_action_ipv4(net, flow, dir, flow_rule);
	case NFPROTO_IPV6:
		return nf_flow_hw_action_ipv6(net, flow, dir, flow_rule);
	default:
		return -EOPNOTSUPP;
	}
}

/* What a frame carries below its tag; 0 if it is too short to say. */
static __be16 inet_inner_proto(struct sk_buff *skb)
{
	struct vlan_ethhdr *veth;
	__be16 proto;

	switch (skb->protocol) {
	case htons(ETH_P_8021Q):
		if (!pskb_may_pull(skb, skb_mac_offset(skb) + sizeof(*veth)))
			return 0;
		veth = (struct vlan_ethhdr *)skb_mac_header(skb);
		return veth->h_vlan_encapsulated_proto;
	case htons(ETH_P_PPP_SES):
		return nf_flow_pppoe_proto(skb, &proto) ? proto : 0;
	default:
		return skb->protocol;
	}
}

/* The software engine has the packet first, if it serves anybody. What it leaves
 * alone takes the path of the flowtable as if it were not there.
 */
static __always_inline bool receive_done(struct sk_buff *skb, unsigned int *verdict)
{
	nf_flow_hw_seen(skb);
	if (!static_branch_unlikely(&nf_flow_hw_receive_key))
		return false;

	*verdict = static_call(nf_flow_hw_receive)(skb);

	return *verdict != NF_ACCEPT;
}

static unsigned int nf_flow_hw_hook_ipv4(void *priv, struct sk_buff *skb,
					 const struct nf_hook_state *state)
{
	unsigned int verdict;

	if (receive_done(skb, &verdict))
		return verdict;

	return nf_flow_offload_ip_hook(priv, skb, state);
}

static unsigned int nf_flow_hw_hook_ipv6(void *priv, struct sk_buff *skb,
					 const struct nf_hook_state *state)
{
	unsigned int verdict;

	if (receive_done(skb, &verdict))
		return verdict;

	return nf_flow_offload_ipv6_hook(priv, skb, state);
}

static unsigned int nf_flow_hw_hook_inet(void *priv, struct sk_buff *skb,
					 const struct nf_hook_state *state)
{
	unsigned int verdict;

	if (receive_done(skb, &verdict))
		return verdict;

	switch (inet_inner_proto(skb)) {
	case htons(ETH_P_IP):
		return nf_flow_offload_ip_hook(priv, skb, state);
	case htons(ETH_P_IPV6):
		return nf_flow_offload_ipv6_hook(priv, skb, state);
	default:
		return NF_ACCEPT;
	}
}

static struct nf_flowtable_type flowtable_types[] = {
	{
		.family		= NFPROTO_IPV4,
		.init		= nf_flow_hw_init,
		.gc		= nf_flow_hw_gc,
		.setup		= nf_flow_hw_setup,
		.action		= nf_flow_hw_action_ipv4,
		.free		= nf_flow_hw_free,
		.hook		= nf_flow_hw_hook_ipv4,
		.owner		= THIS_MODULE,
	}, {
		.family		= NFPROTO_IPV6,
		.init		= nf_flow_hw_init,
		.gc		= nf_flow_hw_gc,
		.setup		= nf_flow_hw_setup,
		.action		= nf_flow_hw_action_ipv6,
		.free		= nf_flow_hw_free,
		.hook		= nf_flow_hw_hook_ipv6,
		.owner		= THIS_MODULE,
	}, {
		.family		= NFPROTO_INET,
		.init		= nf_flow_hw_init,
		.gc		= nf_flow_hw_gc,
		.setup		= nf_flow_hw_setup,
		.action		= nf_flow_hw_action_inet,
		.free		= nf_flow_hw_free,
		.hook		= nf_flow_hw_hook_inet,
		.owner		= THIS_MODULE,
	},
};

#define NUM_TYPES	ARRAY_SIZE(flowtable_types)

static void types_unregister(void)
{
	int i;

	for (i = NUM_TYPES - 1; i >= 0; i--)
		nft_unregister_flowtable_type(&flowtable_types[i]);
}

static void types_register(void)
{
	int i;

	for (i = 0; i < NUM_TYPES; i++)
		nft_register_flowtable_type(&flowtable_types[i]);
}

/* The node after a type that was just added to the tail is the list head, unless
 * somebody else registered meanwhile. Then a second registration, again to the
 * tail, finds another node behind it.
 */
static struct list_head *types_head(struct nf_flowtable_type *last)
{
	struct list_head *head, *again;

	do {
		head = READ_ONCE(last->list.next);
		nft_unregister_flowtable_type(last);
		nft_register_flowtable_type(last);
		again = READ_ONCE(last->list.next);
	} while (head != again);

	return head;
}

/* nf_tables takes the first type of a family, and registration appends: where the
 * in-tree types are built in or were loaded before us they would win. Move ours
 * to the front. Readers walk the list under RCU, so a type is only put back after
 * a grace period; meanwhile the in-tree type answers. Flowtables that exist keep
 * the type they were created with.
 */
static void types_move_first(void)
{
	struct list_head *head = types_head(&flowtable_types[NUM_TYPES - 1]);
	int i;

	for (i = 0; i < NUM_TYPES; i++) {
		nfnl_lock(NFNL_SUBSYS_NFTABLES);
		list_del_rcu(&flowtable_types[i].list);
		synchronize_rcu();
		list_add_rcu(&flowtable_types[i].list, head);
		nfnl_unlock(NFNL_SUBSYS_NFTABLES);
	}
}

/* With CONFIG_MODVERSIONS the checksum of this symbol covers the layout of struct
 * nft_flowtable: a binary built for another layout does not load.
 */
static const void *const nft_flowtable_abi __used = nft_flowtable_lookup;

static int __init nf_flow_hw_module_init(void)
{
	int err;

	err = nf_flow_hw_flow_cache_create();
	if (err)
		return err;

	err = nf_flow_hw_reject_init();
	if (err)
		goto err_reject;

	err = nf_flow_hw_net_register();
	if (err)
		goto err_net;

	err = nf_flow_hw_netlink_init();
	if (err)
		goto err_netlink;

	err = nf_flow_hw_events_init();
	if (err)
		goto err_events;

	nf_flow_hw_debugfs_init();
	types_register();
	types_move_first();

	return 0;

err_events:
	nf_flow_hw_netlink_exit();
err_netlink:
	nf_flow_hw_net_unregister();
err_net:
	nf_flow_hw_reject_exit();
err_reject:
	nf_flow_hw_flow_cache_destroy();
	return err;
}

static void __exit nf_flow_hw_module_exit(void)
{
	types_unregister();
	nf_flow_hw_debugfs_exit();
	nf_flow_hw_events_exit();
	nf_flow_hw_netlink_exit();
	nf_flow_hw_net_unregister();
	nf_flow_hw_reject_exit();
	nf_flow_hw_flow_cache_destroy();
}

module_init(nf_flow_hw_module_init);
module_exit(nf_flow_hw_module_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Flowtable offload to forwarding engines");
MODULE_ALIAS("nft_offload");
MODULE_SOFTDEP("pre: nf_flow_table");
