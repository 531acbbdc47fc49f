// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the flowtable core may say about a flow, in any order: offers that repeat, of
 * dying flows and of names that were used before, questions about flows that nobody
 * knows, and none where there should have been one.
 */
#include <kunit/test.h>
#include <kunit/visibility.h>
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <net/fib_notifier.h>
#include <net/flow_offload.h>
#include <net/ip_fib.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_flow_table.h>
#include "../../nf_flow_hw_internal.h"

#define LAN	1
#define WAN	2

struct block_fixture {
	struct nf_flowtable		ft;
	struct nf_flow_hw_table		table;
	struct nf_flow_hw_devs		*devs;
	struct nf_flow_hw_backend	be;
	unsigned int			held;
	unsigned int			synced;
	struct nf_conn			*ct;
	struct nf_conn			*other_ct;
	struct flow_offload		*flow;
};

static int held_add(struct nf_flow_hw_backend *be, struct nf_flow_hw_entry *entry,
		    const struct nf_flow_hw_rule *rule)
{
	struct block_fixture *fix = be->priv;

	fix->held += entry->slot == NF_FLOW_TABLE_HW_SLOT_NONE;
	entry->slot = 0;

	return 0;
}

static void held_del(struct nf_flow_hw_backend *be, struct nf_flow_hw_entry *entry)
{
	struct block_fixture *fix = be->priv;

	fix->held--;
	entry->slot = NF_FLOW_TABLE_HW_SLOT_NONE;
}

static int no_port(struct nf_flow_hw_backend *be, struct net_device *dev)
{
	return -EOPNOTSUPP;
}

static void no_port_put(struct nf_flow_hw_backend *be, unsigned int port)
{
}

static void no_unbind(struct nf_flow_hw_backend *be, struct nf_flow_hw_entry *entry)
{
}

static void no_flush(struct nf_flow_hw_backend *be)
{
}

static int no_stats(struct nf_flow_hw_backend *be, struct nf_flow_hw_entry *entry)
{
	return 0;
}

static void count_sync(struct nf_flow_hw_backend *be, struct nf_flow_hw_entry *entry)
{
	struct block_fixture *fix = be->priv;

	fix->synced++;
}

static void no_usage(struct nf_flow_hw_backend *be, struct nf_flow_hw_usage *usage)
{
	usage->size = 100;
	usage->used = 0;
}

static const struct nf_flow_hw_ops held_ops = {
	.port_get	= no_port,
	.port_put	= no_port_put,
	.entry_add	= held_add,
	.entry_unbind	= no_unbind,
	.flush		= no_flush,
	.entry_del	= held_del,
	.entry_stats	= no_stats,
	.sync		= count_sync,
	.usage		= no_usage,
};

/* The flowtable core looks for its .get and .put. */
static struct nf_flowtable_type no_type;

static struct nf_conn *new_ct(struct kunit *test)
{
	struct nf_conntrack_tuple tuple = {};
	struct nf_conn *ct;

	tuple.src.l3num = NFPROTO_IPV4;
	tuple.dst.protonum = IPPROTO_TCP;
	ct = nf_conntrack_alloc(&init_net, &nf_ct_zone_dflt, &tuple, &tuple, GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, ct);
	refcount_set(&ct->ct_general.use, 1);

	return ct;
}

static void fixture_devs(struct kunit *test, struct block_fixture *fix)
{
	unsigned int i;

	fix->devs = kunit_kzalloc(test, struct_size(fix->devs, dev, 2), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fix->devs);
	fix->devs->num = 2;
	for (i = 0; i < 2; i++) {
		fix->devs->dev[i].ifindex = i ? WAN : LAN;
		fix->devs->dev[i].backend = &fix->be;
		fix->devs->dev[i].state = NF_FLOW_HW_DEV_BACKEND;
	}
	RCU_INIT_POINTER(fix->table.devs, fix->devs);
}

static int block_test_init(struct kunit *test)
{
	struct block_fixture *fix;

	fix = kunit_kzalloc(test, sizeof(*fix), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fix);
	test->priv = fix;
	fix->be.name = "held";
	fix->be.ops = &held_ops;
	fix->be.features = NF_FLOW_TABLE_HW_F_IPV4;
	fix->be.priv = fix;

	write_pnet(&fix->ft.net, &init_net);
	fix->ft.type = &no_type;
	KUNIT_ASSERT_EQ(test, nf_flow_table_init(&fix->ft), 0);
	fix->table.ft = &fix->ft;
	KUNIT_ASSERT_EQ(test, nf_flow_hw_flow_init(&fix->table), 0);
	fixture_devs(test, fix);
	KUNIT_ASSERT_EQ(test, nf_flow_hw_offload_add_cb(&fix->table), 0);

	fix->other_ct = new_ct(test);
	fix->ct = new_ct(test);
	fix->flow = flow_offload_alloc(fix->ct);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fix->flow);
	fix->flow->timeout = (u32)jiffies + NF_FLOW_TIMEOUT;
	fix->flow->tuplehash[1].tuple.dir = FLOW_OFFLOAD_DIR_REPLY;

	return 0;
}

static void purge_all(struct block_fixture *fix)
{
	struct nf_flow_hw_purge all = { .forget = true };

	mutex_lock(&nf_flow_hw_registry_lock);
	all.backend = &fix->be;
	nf_flow_hw_flow_purge(&fix->table, &all);
	mutex_unlock(&nf_flow_hw_registry_lock);
}

static void block_test_exit(struct kunit *test)
{
	struct block_fixture *fix = test->priv;

	if (!fix || !fix->flow)
		return;

	nf_flow_hw_offload_del_cb(&fix->table);
	purge_all(fix);
	KUNIT_EXPECT_EQ(test, fix->held, 0u);
	nf_flow_hw_flow_exit(&fix->table);
	nf_flow_table_free(&fix->ft);
	fix->flow->ct = fix->ct;
	flow_offload_free(fix->flow);
	rcu_barrier(); /* which may hold its connection until then */
	KUNIT_EXPECT_EQ(test, refcount_read(&fix->ct->ct_general.use), 1);
	KUNIT_EXPECT_EQ(test, refcount_read(&fix->other_ct->ct_general.use), 1);
	nf_ct_put(fix->ct);
	nf_ct_put(fix->other_ct);
	rcu_barrier();
}

/* A rule that says nothing: refused, but the flow is known from then on. */
static struct flow_dissector no_keys;
static u8 no_key[256];

/* As the flowtable core calls everybody that it knows. */
static int say(struct kunit *test, enum flow_cls_command command, unsigned int dir)
{
	struct block_fixture *fix = test->priv;
	struct flow_block_cb *cb;
	struct flow_cls_offload cls = {
		.command = command,
		.cookie	 = (unsigned long)&fix->flow->tuplehash[dir].tuple,
	};
	int err;

	cls.rule = flow_rule_alloc(1);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, cls.rule);
	cls.rule->match.dissector = &no_keys;
	cls.rule->match.mask = no_key;
	cls.rule->match.key = no_key;
	KUNIT_ASSERT_FALSE(test, list_empty(&fix->ft.flow_block.cb_list));
	cb = list_first_entry(&fix->ft.flow_block.cb_list, struct flow_block_cb, list);
	err = cb->cb(TC_SETUP_CLSFLOWER, &cls, cb->cb_priv);
	kfree(cls.rule);

	return err;
}

/* The object behind the flow, with an entry, as if an engine had taken it. */
static struct nf_flow_hw_flow *taken(struct kunit *test)
{
	struct block_fixture *fix = test->priv;
	struct nf_flow_hw_rule rule = {
		.l4proto  = IPPROTO_TCP,
		.iifindex = LAN,
		.oifindex = WAN,
		.needs	  = NF_FLOW_TABLE_HW_F_IPV4,
	};
	struct nf_flow_hw_flow *flow;

	flow = nf_flow_hw_flow_create(&fix->table, fix->flow, fix->flow->ct);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, flow);
	flow->attempts = 2;
	nf_flow_hw_flow_add(flow, 0, &rule, NF_FLOW_HW_REJECT_NONE);
	KUNIT_ASSERT_EQ(test, fix->held, 1u);
	nf_flow_hw_flow_put(flow);

	return flow;
}

static struct nf_flow_hw_flow *known(struct kunit *test)
{
	struct block_fixture *fix = test->priv;
	struct nf_flow_hw_flow *flow;

	flow = nf_flow_hw_flow_get(&fix->table, fix->flow);
	if (flow)
		nf_flow_hw_flow_put(flow);

	return flow;
}

static void an_unknown_flow_is_no_entry(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, say(test, FLOW_CLS_STATS, 0), -ENOENT);
	KUNIT_EXPECT_EQ(test, say(test, FLOW_CLS_DESTROY, 1), -ENOENT);
	KUNIT_EXPECT_NULL(test, known(test));
}

/* The engine's last chance: the kernel looks every second or two. */
static void packets_are_known_when_a_flow_expires(struct kunit *test)
{
	struct block_fixture *fix = test->priv;

	taken(test);
	fix->flow->timeout = nf_flowtable_time_stamp + 6 * HZ;
	KUNIT_EXPECT_EQ(test, say(test, FLOW_CLS_STATS, 0), 0);
	KUNIT_EXPECT_EQ(test, say(test, FLOW_CLS_STATS, 1), 0);
	KUNIT_EXPECT_EQ(test, fix->synced, 0u);

	fix->flow->timeout = nf_flowtable_time_stamp + 5 * HZ;
	KUNIT_EXPECT_EQ(test, say(test, FLOW_CLS_STATS, 0), 0);
	KUNIT_EXPECT_EQ(test, say(test, FLOW_CLS_STATS, 1), 0);
	KUNIT_EXPECT_EQ(test, fix->synced, 1u);
}

static void other_commands_are_refused(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, say(test, FLOW_CLS_TMPLT_CREATE, 0), -EOPNOTSUPP);
	KUNIT_EXPECT_NULL(test, known(test));
}

static void a_repeated_offer_makes_no_second_flow(struct kunit *test)
{
	struct block_fixture *fix = test->priv;
	struct nf_flow_hw_flow *flow;

	say(test, FLOW_CLS_REPLACE, 0);
	flow = known(test);
	KUNIT_EXPECT_NOT_NULL(test, flow);
	say(test, FLOW_CLS_REPLACE, 1);
	say(test, FLOW_CLS_REPLACE, 0);
	KUNIT_EXPECT_PTR_EQ(test, known(test), flow);
	KUNIT_EXPECT_EQ(test, fix->table.num_flows, 1u);
}

/* The first of the two calls takes both directions, the second finds nothing. */
static void a_flow_is_destroyed_once(struct kunit *test)
{
	struct block_fixture *fix = test->priv;

	taken(test);
	KUNIT_EXPECT_EQ(test, say(test, FLOW_CLS_DESTROY, 0), 0);
	KUNIT_EXPECT_EQ(test, say(test, FLOW_CLS_DESTROY, 1), -ENOENT);
	flush_delayed_work(&fix->table.reap_work);
	KUNIT_EXPECT_EQ(test, fix->held, 0u);
	KUNIT_EXPECT_EQ(test, fix->table.num_flows, 0u);
}

/* A packet that passed the look-up may offer a flow after its end: no second DESTROY
 * would come for what were made then.
 */
static void a_dying_flow_is_not_taken(struct kunit *test)
{
	struct block_fixture *fix = test->priv;

	set_bit(NF_FLOW_HW_DYING, &fix->flow->flags);
	KUNIT_EXPECT_NE(test, say(test, FLOW_CLS_REPLACE, 0), 0);
	KUNIT_EXPECT_NULL(test, known(test));
	clear_bit(NF_FLOW_HW_DYING, &fix->flow->flags);

	set_bit(NF_FLOW_TEARDOWN, &fix->flow->flags);
	KUNIT_EXPECT_NE(test, say(test, FLOW_CLS_REPLACE, 0), 0);
	KUNIT_EXPECT_NULL(test, known(test));
}

/* The address of a flow object that was freed unseen comes back with another
 * connection: what was held by that name goes first.
 */
static void a_name_that_comes_back_is_another_flow(struct kunit *test)
{
	struct block_fixture *fix = test->priv;
	struct nf_flow_hw_flow *old = taken(test), *flow;

	refcount_inc(&old->ref);
	fix->flow->ct = fix->other_ct;
	say(test, FLOW_CLS_REPLACE, 0);

	flow = known(test);
	KUNIT_ASSERT_NOT_NULL(test, flow);
	KUNIT_EXPECT_PTR_NE(test, flow, old);
	KUNIT_EXPECT_PTR_EQ(test, nf_flow_hw_flow_ct(flow), fix->other_ct);
	KUNIT_EXPECT_EQ(test, fix->held, 0u);
	KUNIT_EXPECT_EQ(test, fix->table.num_flows, 1u);
	nf_flow_hw_flow_put(old);
}

/* Hang a flow on a hop, as a link would; the look-up needs where packets come in. */
static void hang(struct nf_flow_hw_flow *flow, struct nf_flow_hw_hops *hops,
		 struct nf_flow_hw_hop *hop)
{
	hop->key.iif = LAN;
	hops->hop[0] = hop;
	hops->hop[1] = hop;
	hops->refs = 2; /* never freed by the flow */
	RCU_INIT_POINTER(flow->hops, hops);
}

/* No DESTROY came, and the flowtable core knows nothing of it. */
static void an_orphan_is_reaped_at_the_second_look(struct kunit *test)
{
	struct block_fixture *fix = test->priv;
	struct nf_flow_hw_flow *flow = taken(test);
	struct nf_flow_hw_hops *hops;
	struct nf_flow_hw_hop *hop;

	hops = kunit_kzalloc(test, sizeof(*hops), GFP_KERNEL);
	hop = kunit_kzalloc(test, sizeof(*hop), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, hops);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, hop);
	hang(flow, hops, hop);

	nf_flow_hw_stale_reap(flow, NULL);
	KUNIT_EXPECT_PTR_EQ(test, known(test), flow);
	KUNIT_EXPECT_EQ(test, fix->held, 1u);

	nf_flow_hw_stale_reap(flow, NULL);
	KUNIT_EXPECT_NULL(test, known(test));
	KUNIT_EXPECT_EQ(test, fix->held, 0u);
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, hops->refs, 1u);
}

/* It may just not have been offered yet. */
static void a_flow_without_a_hop_is_no_orphan(struct kunit *test)
{
	struct nf_flow_hw_flow *flow = taken(test);

	nf_flow_hw_stale_reap(flow, NULL);
	nf_flow_hw_stale_reap(flow, NULL);
	KUNIT_EXPECT_PTR_EQ(test, known(test), flow);
}

static bool any_flow(struct nf_flow_hw_flow *flow, const struct nf_flow_hw_filter *filter)
{
	return true;
}

/* Its DESTROY takes a second to come, and the administrator is quicker. */
static void an_evicted_flow_is_not_evicted_again(struct kunit *test)
{
	struct nf_flow_hw_evict evict = { .match = any_flow };
	struct nf_flow_hw_purge what = { .evict = &evict };
	struct block_fixture *fix = test->priv;

	taken(test);
	mutex_lock(&nf_flow_hw_registry_lock);
	nf_flow_hw_flow_purge(&fix->table, &what);
	KUNIT_EXPECT_EQ(test, evict.num, 1u);
	nf_flow_hw_flow_purge(&fix->table, &what);
	mutex_unlock(&nf_flow_hw_registry_lock);

	KUNIT_EXPECT_EQ(test, evict.num, 1u);
	KUNIT_EXPECT_EQ(test, fix->held, 0u);
}

/* Listeners of other modules look at more than that; none is there. */
static void route_changes(struct kunit *test, u32 dst, int dst_len)
{
	struct block_fixture *fix = test->priv;
	struct fib_entry_notifier_info entry = {
		.info.family = AF_INET,
		.dst	     = dst,
		.dst_len     = dst_len,
	};

	/* Changes are watched while there is a flowtable. */
	KUNIT_ASSERT_EQ(test, nf_flow_hw_table_create(&fix->ft), 0);
	call_fib_notifiers(&init_net, FIB_EVENT_ENTRY_ADD, &entry.info);
	nf_flow_hw_table_destroy(&fix->ft);
}

static void rules_change(struct kunit *test, enum fib_event_type event)
{
	struct block_fixture *fix = test->priv;
	struct fib_notifier_info rule = { .family = AF_INET };

	KUNIT_ASSERT_EQ(test, nf_flow_hw_table_create(&fix->ft), 0);
	call_fib_notifiers(&init_net, event, &rule);
	nf_flow_hw_table_destroy(&fix->ft);
}

/* What the flowtable core is going to offer was made now, not in the same moment as a
 * change before.
 */
static void made_now(struct block_fixture *fix)
{
	msleep(20);
	fix->flow->timeout = (u32)jiffies + NF_FLOW_TIMEOUT;
}

static bool offered_and_ended(struct kunit *test)
{
	struct block_fixture *fix = test->priv;
	struct nf_flow_hw_flow *flow;

	say(test, FLOW_CLS_REPLACE, 0);
	flow = known(test);
	KUNIT_ASSERT_NOT_NULL(test, flow);
	KUNIT_EXPECT_TRUE(test, flow->tombstone ==
				test_bit(NF_FLOW_TEARDOWN, &fix->flow->flags));

	return flow->tombstone;
}

/* jiffies of a change, and of a flow that was made @made later and is offered @after
 * that; begins right before 32 bits wrap.
 */
static bool late(s32 made, u32 after)
{
	u32 when = U32_MAX - 10;

	return nf_flow_hw_fib_late(when, when + made, when + made + after);
}

static void a_change_is_not_late_for_ever(struct kunit *test)
{
	u32 half = 1U << 31;
	u32 keep = 10 * HZ;

	KUNIT_EXPECT_TRUE(test, late(-1, 1));
	KUNIT_EXPECT_TRUE(test, late(-1, 20));
	KUNIT_EXPECT_TRUE(test, late(0, 0));
	KUNIT_EXPECT_TRUE(test, late(-keep, keep));
	/* Another CPU made it a moment after this one looked at its clock. */
	KUNIT_EXPECT_TRUE(test, late(-2, 1));

	KUNIT_EXPECT_FALSE(test, late(2, 0));
	KUNIT_EXPECT_FALSE(test, late(keep, 1));
	/* Weeks later the time of the change looks like one to come. */
	KUNIT_EXPECT_FALSE(test, late(half - 1, 1));
	KUNIT_EXPECT_FALSE(test, late(half, 1));
	KUNIT_EXPECT_FALSE(test, late(half + 2, 1));
	KUNIT_EXPECT_FALSE(test, late(half + 100 * keep, 1));
}

/* Its connection has the address 0.0.0.0 at both ends. */
static void a_route_that_changed_on_the_way_ends_the_flow(struct kunit *test)
{
	made_now(test->priv);
	route_changes(test, 0, 32);
	KUNIT_EXPECT_TRUE(test, offered_and_ended(test));
}

static void a_rule_that_went_on_the_way_ends_the_flow(struct kunit *test)
{
	made_now(test->priv);
	rules_change(test, FIB_EVENT_RULE_DEL);
	KUNIT_EXPECT_TRUE(test, offered_and_ended(test));
}

static void a_route_that_changed_before_does_not(struct kunit *test)
{
	route_changes(test, 0, 32);
	made_now(test->priv);
	KUNIT_EXPECT_FALSE(test, offered_and_ended(test));
}

static void a_route_to_elsewhere_does_not(struct kunit *test)
{
	made_now(test->priv);
	route_changes(test, 0x0a000000, 8);
	KUNIT_EXPECT_FALSE(test, offered_and_ended(test));
}

/* The last ones change routes, which concerns every flow that is made in the same moment. */
static struct kunit_case block_cases[] = {
	KUNIT_CASE(an_unknown_flow_is_no_entry),
	KUNIT_CASE(packets_are_known_when_a_flow_expires),
	KUNIT_CASE(other_commands_are_refused),
	KUNIT_CASE(a_repeated_offer_makes_no_second_flow),
	KUNIT_CASE(a_flow_is_destroyed_once),
	KUNIT_CASE(a_dying_flow_is_not_taken),
	KUNIT_CASE(a_name_that_comes_back_is_another_flow),
	KUNIT_CASE(an_orphan_is_reaped_at_the_second_look),
	KUNIT_CASE(a_flow_without_a_hop_is_no_orphan),
	KUNIT_CASE(an_evicted_flow_is_not_evicted_again),
	KUNIT_CASE(a_change_is_not_late_for_ever),
	KUNIT_CASE(a_route_to_elsewhere_does_not),
	KUNIT_CASE(a_route_that_changed_before_does_not),
	KUNIT_CASE(a_route_that_changed_on_the_way_ends_the_flow),
	KUNIT_CASE(a_rule_that_went_on_the_way_ends_the_flow),
	{}
};

static struct kunit_suite block_suite = {
	.name		= "nf_flow_hw_block",
	.init		= block_test_init,
	.exit		= block_test_exit,
	.test_cases	= block_cases,
};

kunit_test_suite(block_suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit tests of the callback that the flowtable core calls");
NF_FLOW_HW_IMPORT_KUNIT_NS();
