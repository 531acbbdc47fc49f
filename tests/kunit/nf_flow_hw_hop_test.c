// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events of devices reach the flows behind them, at whatever layer: three devices on top
 * of each other, of which the middle one puts a tag around packets.
 */
#include <kunit/test.h>
#include <kunit/visibility.h>
#include <linux/delay.h>
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <net/arp.h>
#include <net/neighbour.h>
#include <net/switchdev.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_flow_table.h>
#include "../../nf_flow_hw_internal.h"

enum { TOP, MIDDLE, PORT, NUM_DEVS };

#define TAG		7
#define OTHER_TAG	8

static const u8 neigh_mac[ETH_ALEN] = { 0x02, 0, 0, 0, 0, 0x99 };

struct hop_fixture {
	struct nf_flowtable	ft;
	struct nf_flow_hw_table	table;
	struct net_device	*dev[NUM_DEVS];
	struct nf_conn		*ct;
};

/**
 * struct fake_dev - private part of a device
 * @lower: what is below it
 * @tag: what it puts around packets, 0: nothing
 */
struct fake_dev {
	struct net_device	*lower;
	u16			tag;
};

static netdev_tx_t fake_xmit(struct sk_buff *skb, struct net_device *dev)
{
	kfree_skb(skb);
	return NETDEV_TX_OK;
}

static int fake_path(struct net_device_path_ctx *ctx, struct net_device_path *path)
{
	struct fake_dev *fake = netdev_priv(ctx->dev);

	path->dev = ctx->dev;
	path->type = DEV_PATH_ETHERNET;
	if (fake->tag) {
		path->type = DEV_PATH_VLAN;
		path->encap.id = fake->tag;
		path->encap.proto = htons(ETH_P_8021Q);
	}
	ctx->dev = fake->lower;

	return 0;
}

static const struct net_device_ops upper_ops = {
	.ndo_start_xmit		= fake_xmit,
	.ndo_fill_forward_path	= fake_path,
};

static const struct net_device_ops port_ops = {
	.ndo_start_xmit		= fake_xmit,
};

static void add_dev(struct kunit *test, unsigned int layer)
{
	struct hop_fixture *fix = test->priv;
	struct net_device *dev = alloc_etherdev(sizeof(struct fake_dev));
	struct fake_dev *fake;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, dev);
	dev->netdev_ops = layer == PORT ? &port_ops : &upper_ops;
	eth_hw_addr_random(dev);
	fake = netdev_priv(dev);
	fake->lower = layer == PORT ? NULL : fix->dev[layer + 1];
	fake->tag = layer == MIDDLE ? TAG : 0;
	if (register_netdev(dev)) {
		free_netdev(dev);
		KUNIT_FAIL(test, "no device");
		return;
	}
	fix->dev[layer] = dev;
}

static void add_neigh(struct kunit *test)
{
	struct hop_fixture *fix = test->priv;
	__be32 addr = htonl(0xc0000202);
	struct neighbour *n;

	n = neigh_create(&arp_tbl, &addr, fix->dev[TOP]);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, n);
	neigh_update(n, neigh_mac, NUD_PERMANENT,
		     NEIGH_UPDATE_F_OVERRIDE | NEIGH_UPDATE_F_ADMIN, 0);
	neigh_release(n);
}

static struct nf_conn *new_ct(struct kunit *test)
{
	struct nf_conntrack_tuple tuple = {};
	struct nf_conn *ct;

	tuple.src.l3num = NFPROTO_IPV4;
	tuple.dst.protonum = IPPROTO_UDP;
	ct = nf_conntrack_alloc(&init_net, &nf_ct_zone_dflt, &tuple, &tuple, GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, ct);
	refcount_set(&ct->ct_general.use, 1);

	return ct;
}

/* The flowtable core looks for its .get and .put. */
static struct nf_flowtable_type no_type;

static int hop_test_init(struct kunit *test)
{
	struct hop_fixture *fix;
	int layer;

	fix = kunit_kzalloc(test, sizeof(*fix), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fix);
	test->priv = fix;
	write_pnet(&fix->ft.net, &init_net);
	fix->ft.type = &no_type;
	KUNIT_ASSERT_EQ(test, nf_flow_table_init(&fix->ft), 0);
	fix->table.ft = &fix->ft;
	KUNIT_ASSERT_EQ(test, nf_flow_hw_flow_init(&fix->table), 0);
	fix->ct = new_ct(test);
	for (layer = PORT; layer >= TOP; layer--)
		add_dev(test, layer);
	KUNIT_ASSERT_NOT_NULL(test, fix->dev[TOP]);
	add_neigh(test);

	return 0;
}

static void purge_all(struct hop_fixture *fix)
{
	static const struct nf_flow_hw_purge all = { .forget = true };

	mutex_lock(&nf_flow_hw_registry_lock);
	nf_flow_hw_flow_purge(&fix->table, &all);
	mutex_unlock(&nf_flow_hw_registry_lock);
}

/* The hops go with their devices. */
static void hop_test_exit(struct kunit *test)
{
	struct hop_fixture *fix = test->priv;
	int layer;

	if (!fix || !fix->ct)
		return;

	purge_all(fix);
	for (layer = TOP; layer < NUM_DEVS; layer++) {
		if (!fix->dev[layer])
			continue;
		unregister_netdev(fix->dev[layer]);
		free_netdev(fix->dev[layer]);
	}
	nf_flow_hw_flow_exit(&fix->table);
	nf_flow_table_free(&fix->ft);
	rcu_barrier(); /* which may hold the connection until then */
	KUNIT_EXPECT_EQ(test, refcount_read(&fix->ct->ct_general.use), 1);
	nf_ct_put(fix->ct);
	rcu_barrier();
}

/* A flow by all three devices, as it was offered; -ESTALE if it is wrong already. */
static struct nf_flow_hw_flow *new_flow(struct kunit *test, const void *cookie)
{
	struct hop_fixture *fix = test->priv;
	struct nf_flow_hw_hop_key back = { .table = &fix->table, .family = NFPROTO_IPV4 };
	struct nf_flow_hw_hop_key key = back;
	struct nf_flow_hw_flow *flow;

	key.oif = fix->dev[PORT]->ifindex;
	key.encap[0].id = TAG;
	key.encap[0].proto = htons(ETH_P_8021Q);
	ether_addr_copy(key.dmac, neigh_mac);

	flow = nf_flow_hw_flow_create(&fix->table, cookie, fix->ct);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, flow);
	KUNIT_EXPECT_EQ(test, nf_flow_hw_hop_link(flow, 0, &key, &back), 0);
	/* The table has a reference, until the end. */
	nf_flow_hw_flow_put(flow);

	return flow;
}

static bool ends_within(struct nf_flow_hw_flow *flow, unsigned int ms)
{
	unsigned long end = jiffies + msecs_to_jiffies(ms);
	bool ended;

	do {
		mutex_lock(&flow->lock);
		ended = flow->tombstone;
		mutex_unlock(&flow->lock);
		if (!ended)
			usleep_range(1000, 2000);
	} while (!ended && time_before(jiffies, end));

	return ended;
}

static void change_mtu(struct net_device *dev)
{
	rtnl_lock();
	dev_set_mtu(dev, dev->mtu - 1);
	rtnl_unlock();
}

static const unsigned int layers[] = { TOP, MIDDLE, PORT };

static void layer_desc(const unsigned int *layer, char *desc)
{
	static const char *const names[] = { "top", "middle", "port" };

	strscpy(desc, names[*layer], KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(layer, layers, layer_desc);

static void a_device_on_the_way_ends_the_flow(struct kunit *test)
{
	const unsigned int *layer = test->param_value;
	struct hop_fixture *fix = test->priv;
	struct nf_flow_hw_flow *flow = new_flow(test, fix);

	change_mtu(fix->dev[*layer]);
	KUNIT_EXPECT_TRUE(test, ends_within(flow, 1000));
}

static void another_device_does_not(struct kunit *test)
{
	struct hop_fixture *fix = test->priv;
	struct nf_flow_hw_flow *flow = new_flow(test, fix);
	struct net_device *other = fix->dev[TOP];

	/* A second one on top, of which the flow knows nothing. */
	add_dev(test, TOP);
	swap(fix->dev[TOP], other);
	KUNIT_ASSERT_PTR_NE(test, other, fix->dev[TOP]);
	change_mtu(other);
	unregister_netdev(other);
	free_netdev(other);
	KUNIT_EXPECT_FALSE(test, ends_within(flow, 50));
}

static void vlan_is_about_to_change(struct net_device *dev)
{
	struct switchdev_obj_port_vlan vlan = {
		.obj.id	 = SWITCHDEV_OBJ_ID_PORT_VLAN,
		.obj.orig_dev = dev,
	};
	struct switchdev_notifier_port_obj_info info = { .obj = &vlan.obj };

	rtnl_lock();
	call_switchdev_blocking_notifiers(SWITCHDEV_PORT_OBJ_ADD, dev, &info.info, NULL);
	rtnl_unlock();
}

/* A bridge says what it is going to do. Flows end at once; one may be back before it
 * is done, and there is no other word of it then.
 */
static void a_flow_that_is_back_too_early_ends_again(struct kunit *test)
{
	struct hop_fixture *fix = test->priv;
	struct nf_flow_hw_flow *flow = new_flow(test, fix), *again;
	struct fake_dev *middle = netdev_priv(fix->dev[MIDDLE]);

	if (!IS_ENABLED(CONFIG_NET_SWITCHDEV))
		kunit_skip(test, "no bridge tells of anything");

	vlan_is_about_to_change(fix->dev[MIDDLE]);
	KUNIT_EXPECT_TRUE(test, ends_within(flow, 1000));
	again = new_flow(test, test);
	WRITE_ONCE(middle->tag, OTHER_TAG);
	KUNIT_EXPECT_TRUE(test, ends_within(again, 1000));
}

static struct kunit_case hop_cases[] = {
	KUNIT_CASE_PARAM(a_device_on_the_way_ends_the_flow, layer_gen_params),
	KUNIT_CASE(another_device_does_not),
	KUNIT_CASE(a_flow_that_is_back_too_early_ends_again),
	{}
};

static struct kunit_suite hop_suite = {
	.name		= "nf_flow_hw_hop",
	.init		= hop_test_init,
	.exit		= hop_test_exit,
	.test_cases	= hop_cases,
};

kunit_test_suite(hop_suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit tests of what events of devices end");
NF_FLOW_HW_IMPORT_KUNIT_NS();
