// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flows and entries on a fake backend: who may add what, what a removal leaves
 * behind, and that every counted packet reaches conntrack once.
 */
#include <kunit/test.h>
#include <kunit/visibility.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_acct.h>
#include <net/netfilter/nf_conntrack_extend.h>
#include <net/netfilter/nf_flow_table.h>
#include "../../nf_flow_hw_internal.h"

#define LAN		1
#define WAN		2
#define PLAIN		3	/* a software port */
#define OTHER		4	/* a port of another backend */
#define MAX_LOG		64

/* What the engine was asked, in order. */
enum fake_op { FAKE_ADD = 'a', FAKE_UNBIND = 'u', FAKE_FLUSH = 'f', FAKE_DEL = 'd' };

struct fake {
	struct nf_flow_hw_backend	be;
	char				log[MAX_LOG + 1];
	int				add_err;
	int				stats_err;
	u64				packets;	/* given with the next stats or del */
	u64				bytes;
	struct nf_flow_hw_usage		usage;
	u32				next_slot;
};

struct flow_fixture {
	struct nf_flowtable		ft;
	struct nf_flow_hw_table		table;
	struct nf_flow_hw_devs		*devs;
	struct fake			hw;
	struct fake			other;
	struct nf_conn			*ct;
	struct nf_flow_hw_rule		rule;
};

static void fake_log(struct nf_flow_hw_backend *be, enum fake_op op)
{
	struct fake *fake = be->priv;
	size_t len = strlen(fake->log);

	if (len < MAX_LOG)
		fake->log[len] = op;
}

static int fake_port_get(struct nf_flow_hw_backend *be, struct net_device *dev)
{
	return -EOPNOTSUPP;
}

static void fake_port_put(struct nf_flow_hw_backend *be, unsigned int port)
{
}

static int fake_entry_add(struct nf_flow_hw_backend *be,
			  struct nf_flow_hw_entry *entry,
			  const struct nf_flow_hw_rule *rule)
{
	struct fake *fake = be->priv;

	fake_log(be, FAKE_ADD);
	if (fake->add_err) {
		entry->slot = NF_FLOW_TABLE_HW_SLOT_NONE;
		return fake->add_err;
	}
	if (entry->slot == NF_FLOW_TABLE_HW_SLOT_NONE)
		entry->slot = fake->next_slot++;

	return 0;
}

static void fake_entry_unbind(struct nf_flow_hw_backend *be,
			      struct nf_flow_hw_entry *entry)
{
	fake_log(be, FAKE_UNBIND);
}

static void fake_flush(struct nf_flow_hw_backend *be)
{
	fake_log(be, FAKE_FLUSH);
}

static void fake_count(struct fake *fake, struct nf_flow_hw_entry *entry)
{
	atomic64_add(fake->packets, &entry->packets);
	atomic64_add(fake->bytes, &entry->bytes);
	fake->packets = 0;
	fake->bytes = 0;
}

static void fake_entry_del(struct nf_flow_hw_backend *be,
			   struct nf_flow_hw_entry *entry)
{
	fake_log(be, FAKE_DEL);
	fake_count(be->priv, entry);
	entry->slot = NF_FLOW_TABLE_HW_SLOT_NONE;
}

static int fake_entry_stats(struct nf_flow_hw_backend *be,
			    struct nf_flow_hw_entry *entry)
{
	struct fake *fake = be->priv;

	fake_count(fake, entry);
	if (fake->stats_err)
		entry->slot = NF_FLOW_TABLE_HW_SLOT_NONE;

	return fake->stats_err;
}

static void fake_usage(struct nf_flow_hw_backend *be,
		       struct nf_flow_hw_usage *usage)
{
	struct fake *fake = be->priv;

	*usage = fake->usage;
}

static const struct nf_flow_hw_ops fake_ops = {
	.port_get	= fake_port_get,
	.port_put	= fake_port_put,
	.entry_add	= fake_entry_add,
	.entry_unbind	= fake_entry_unbind,
	.flush		= fake_flush,
	.entry_del	= fake_entry_del,
	.entry_stats	= fake_entry_stats,
	.usage		= fake_usage,
};

static void fake_init(struct fake *fake)
{
	fake->be.name = "fake";
	fake->be.ops = &fake_ops;
	fake->be.features = NF_FLOW_TABLE_HW_F_IPV4 | NF_FLOW_TABLE_HW_F_NAT4;
	fake->be.priv = fake;
	fake->usage.size = 100;
}

static void fixture_dev(struct flow_fixture *fix, int ifindex,
			struct nf_flow_hw_backend *be)
{
	struct nf_flow_hw_dev *dev = &fix->devs->dev[fix->devs->num++];

	dev->ifindex = ifindex;
	dev->backend = be;
	dev->port = 10 * ifindex;
	dev->state = be ? NF_FLOW_HW_DEV_BACKEND : NF_FLOW_HW_DEV_SOFTWARE;
}

static struct nf_conn *fixture_ct(struct kunit *test)
{
	struct nf_conntrack_tuple tuple = {};
	struct nf_conn *ct;

	tuple.src.l3num = NFPROTO_IPV4;
	tuple.dst.protonum = IPPROTO_TCP;
	ct = nf_conntrack_alloc(&init_net, &nf_ct_zone_dflt, &tuple, &tuple,
				GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, ct);
	refcount_set(&ct->ct_general.use, 1);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, nf_ct_ext_add(ct, NF_CT_EXT_ACCT,
							 GFP_KERNEL));

	return ct;
}

static int flow_test_init(struct kunit *test)
{
	struct flow_fixture *fix;

	fix = kunit_kzalloc(test, sizeof(*fix), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fix);
	test->priv = fix;
	fake_init(&fix->hw);
	fake_init(&fix->other);

	fix->devs = kunit_kzalloc(test, struct_size(fix->devs, dev, 4), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fix->devs);
	fixture_dev(fix, LAN, &fix->hw.be);
	fixture_dev(fix, WAN, &fix->hw.be);
	fixture_dev(fix, PLAIN, NULL);
	fixture_dev(fix, OTHER, &fix->other.be);

	fix->ft.flags = NF_FLOWTABLE_COUNTER;
	fix->table.ft = &fix->ft;
	RCU_INIT_POINTER(fix->table.devs, fix->devs);
	KUNIT_ASSERT_EQ(test, nf_flow_hw_flow_init(&fix->table), 0);
	KUNIT_ASSERT_EQ(test, nf_flow_hw_backend_register(&fix->hw.be), 0);

	fix->ct = fixture_ct(test);
	fix->rule.l4proto = IPPROTO_TCP;
	fix->rule.iifindex = LAN;
	fix->rule.oifindex = WAN;
	fix->rule.needs = NF_FLOW_TABLE_HW_F_IPV4;

	return 0;
}

static void purge(struct flow_fixture *fix, struct nf_flow_hw_purge what)
{
	mutex_lock(&nf_flow_hw_registry_lock);
	nf_flow_hw_flow_purge(&fix->table, &what);
	mutex_unlock(&nf_flow_hw_registry_lock);
}

static void flow_test_exit(struct kunit *test)
{
	struct flow_fixture *fix = test->priv;

	if (!fix || !fix->ct)
		return;

	purge(fix, (struct nf_flow_hw_purge){ .forget = true });
	nf_flow_hw_backend_unregister(&fix->hw.be);
	nf_flow_hw_flow_exit(&fix->table);
	KUNIT_EXPECT_EQ(test, refcount_read(&fix->ct->ct_general.use), 1);
	nf_ct_put(fix->ct);
	rcu_barrier();
}

static struct flow_fixture *fixture(struct kunit *test)
{
	return test->priv;
}

/* A flow whose reference is the table's: valid until the fixture purges it. */
static struct nf_flow_hw_flow *new_flow(struct kunit *test, unsigned long name)
{
	struct flow_fixture *fix = fixture(test);
	struct nf_flow_hw_flow *flow;

	flow = nf_flow_hw_flow_create(&fix->table, (const void *)name, fix->ct);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, flow);
	nf_flow_hw_flow_put(flow);

	return flow;
}

static int add(struct flow_fixture *fix, struct nf_flow_hw_flow *flow,
	       unsigned int dir)
{
	return nf_flow_hw_flow_add(flow, dir, &fix->rule, NF_FLOW_HW_REJECT_NONE);
}

static u64 acct_bytes(const struct nf_conn *ct, unsigned int dir)
{
	return atomic64_read(&nf_conn_acct_find(ct)->counter[dir].bytes);
}

static u64 acct_packets(const struct nf_conn *ct, unsigned int dir)
{
	return atomic64_read(&nf_conn_acct_find(ct)->counter[dir].packets);
}

static void both_directions_are_added(struct kunit *test)
{
	struct flow_fixture *fix = fixture(test);
	struct nf_flow_hw_flow *flow = new_flow(test, 0x1000);

	KUNIT_EXPECT_EQ(test, add(fix, flow, 0), 0);
	KUNIT_EXPECT_EQ(test, add(fix, flow, 1), 0);
	KUNIT_EXPECT_EQ(test, fix->rule.port_in, 10 * LAN);
	KUNIT_EXPECT_EQ(test, fix->rule.port_out, 10 * WAN);

	mutex_lock(&nf_flow_hw_registry_lock);
	KUNIT_EXPECT_EQ(test, nf_flow_hw_flow_entries(&fix->table), 2u);
	mutex_unlock(&nf_flow_hw_registry_lock);
}

static void a_cookie_is_found_until_deleted(struct kunit *test)
{
	struct flow_fixture *fix = fixture(test);
	struct nf_flow_hw_flow *flow = new_flow(test, 0x1000);
	struct nf_flow_hw_flow *found;

	found = nf_flow_hw_flow_get(&fix->table, (const void *)0x1000);
	KUNIT_EXPECT_PTR_EQ(test, found, flow);
	KUNIT_EXPECT_PTR_EQ(test, nf_flow_hw_flow_get(&fix->table, (const void *)0x2000),
			    (struct nf_flow_hw_flow *)NULL);

	nf_flow_hw_flow_del(flow);
	KUNIT_EXPECT_PTR_EQ(test, nf_flow_hw_flow_get(&fix->table, (const void *)0x1000),
			    (struct nf_flow_hw_flow *)NULL);
	nf_flow_hw_flow_put(found);
}

/* A user that found the flow before its DESTROY must not add an entry after it. */
static void a_dead_flow_takes_no_entry(struct kunit *test)
{
	struct flow_fixture *fix = fixture(test);
	struct nf_flow_hw_flow *flow = new_flow(test, 0x1000);

	flow = nf_flow_hw_flow_get(&fix->table, (const void *)0x1000);
	nf_flow_hw_flow_del(flow);
	KUNIT_EXPECT_EQ(test, add(fix, flow, 0), -ENOENT);
	KUNIT_EXPECT_STREQ(test, fix->hw.log, "");
	nf_flow_hw_flow_put(flow);
}

static void removal_is_unbind_flush_del(struct kunit *test)
{
	struct flow_fixture *fix = fixture(test);
	struct nf_flow_hw_flow *flow = new_flow(test, 0x1000);

	add(fix, flow, 0);
	add(fix, flow, 1);
	nf_flow_hw_flow_del(flow);
	KUNIT_EXPECT_STREQ(test, fix->hw.log, "aauufdd");
}

static void a_purge_flushes_once(struct kunit *test)
{
	struct flow_fixture *fix = fixture(test);
	unsigned long i;

	for (i = 1; i <= 4; i++)
		add(fix, new_flow(test, i << 12), 0);
	purge(fix, (struct nf_flow_hw_purge){ .forget = true });

	KUNIT_EXPECT_STREQ(test, fix->hw.log, "aaaauuuufdddd");
	KUNIT_EXPECT_EQ(test, fix->table.num_flows, 0u);
}

static void a_purge_of_a_device_takes_its_entries_only(struct kunit *test)
{
	struct flow_fixture *fix = fixture(test);
	struct nf_flow_hw_flow *stays, *goes;

	stays = new_flow(test, 0x1000);
	fix->rule.oifindex = LAN;
	add(fix, stays, 0);
	goes = new_flow(test, 0x2000);
	fix->rule.oifindex = WAN;
	add(fix, goes, 0);

	purge(fix, (struct nf_flow_hw_purge){ .ifindex = WAN, .stale = true });
	KUNIT_EXPECT_STREQ(test, fix->hw.log, "aaufd");
	KUNIT_EXPECT_NOT_ERR_OR_NULL(test, stays->entry[0].backend);
	KUNIT_EXPECT_PTR_EQ(test, goes->entry[0].backend,
			    (struct nf_flow_hw_backend *)NULL);

	/* What is left of it is a tombstone. */
	KUNIT_EXPECT_EQ(test, add(fix, goes, 0), -ENOENT);
	KUNIT_EXPECT_EQ(test, add(fix, stays, 0), 0);
}

static void refused_flows_of_a_device_end_too(struct kunit *test)
{
	struct flow_fixture *fix = fixture(test);
	struct nf_flow_hw_flow *flow = new_flow(test, 0x1000);

	fix->rule.oifindex = PLAIN;
	KUNIT_EXPECT_EQ(test, add(fix, flow, 0), -EOPNOTSUPP);
	purge(fix, (struct nf_flow_hw_purge){ .ifindex = PLAIN, .stale = true });
	KUNIT_EXPECT_TRUE(test, flow->tombstone);
}

struct add_case {
	const char		*name;
	int			iif;
	int			oif;
	u32			needs;
	int			backend_err;
	enum nf_flow_hw_reject	reason;
};

static const struct add_case add_cases[] = {
	{ "ingress in software", PLAIN, WAN, 0, 0, NF_FLOW_HW_REJECT_INGRESS },
	{ "ingress unknown", 99, WAN, 0, 0, NF_FLOW_HW_REJECT_INGRESS },
	{ "egress in software", LAN, PLAIN, 0, 0, NF_FLOW_HW_REJECT_EGRESS },
	{ "egress unknown", LAN, 99, 0, 0, NF_FLOW_HW_REJECT_EGRESS },
	{ "two engines", LAN, OTHER, 0, 0, NF_FLOW_HW_REJECT_ENGINES },
	{ "IPv6 NAT", LAN, WAN, NF_FLOW_TABLE_HW_F_NAT6, 0, NF_FLOW_HW_REJECT_NAT6 },
	{ "key in use", LAN, WAN, 0, -EEXIST, NF_FLOW_HW_REJECT_KEY_IN_USE },
	{ "bucket full", LAN, WAN, 0, -ENOSPC, NF_FLOW_HW_REJECT_BUCKET_FULL },
	{ "table full", LAN, WAN, 0, -EXFULL, NF_FLOW_HW_REJECT_TABLE_FULL },
	{ "no memory", LAN, WAN, 0, -ENOMEM, NF_FLOW_HW_REJECT_NO_MEMORY },
	{ "not expressible", LAN, WAN, 0, -EOPNOTSUPP, NF_FLOW_HW_REJECT_FEATURE },
	{ "broken engine", LAN, WAN, 0, -ETIMEDOUT, NF_FLOW_HW_REJECT_BACKEND },
};

static void add_desc(const struct add_case *param, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s", param->name);
}

KUNIT_ARRAY_PARAM(add, add_cases, add_desc);

static void a_refusal_is_counted_and_leaves_nothing(struct kunit *test)
{
	const struct add_case *param = test->param_value;
	struct flow_fixture *fix = fixture(test);
	struct nf_flow_hw_flow *flow = new_flow(test, 0x1000);
	u64 before = nf_flow_hw_reject_read(param->reason);

	fix->rule.iifindex = param->iif;
	fix->rule.oifindex = param->oif;
	fix->rule.needs |= param->needs;
	fix->hw.add_err = param->backend_err;

	KUNIT_EXPECT_LT(test, add(fix, flow, 0), 0);
	KUNIT_EXPECT_EQ(test, nf_flow_hw_reject_read(param->reason), before + 1);
	KUNIT_EXPECT_PTR_EQ(test, flow->entry[0].backend,
			    (struct nf_flow_hw_backend *)NULL);
}

/* The last refusal of a key that was bound before takes the old entry away. */
static void a_refused_refresh_ends_the_entry(struct kunit *test)
{
	struct flow_fixture *fix = fixture(test);
	struct nf_flow_hw_flow *flow = new_flow(test, 0x1000);

	add(fix, flow, 0);
	set_bit(IPS_HW_OFFLOAD_BIT, &fix->ct->status);
	fix->rule.oifindex = PLAIN;
	KUNIT_EXPECT_EQ(test, add(fix, flow, 0), -EOPNOTSUPP);
	KUNIT_EXPECT_STREQ(test, fix->hw.log, "aufd");
	KUNIT_EXPECT_FALSE(test, test_bit(IPS_HW_OFFLOAD_BIT, &fix->ct->status));
}

static void a_permanent_refusal_is_remembered(struct kunit *test)
{
	struct flow_fixture *fix = fixture(test);
	struct nf_flow_hw_flow *flow = new_flow(test, 0x1000);

	fix->rule.needs |= NF_FLOW_TABLE_HW_F_NAT6;
	add(fix, flow, 0);
	KUNIT_EXPECT_EQ(test, nf_flow_hw_flow_refused(flow, 0), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, nf_flow_hw_flow_refused(flow, 1), 0);

	/* Other devices or backends: worth another try. */
	fix->table.generation++;
	KUNIT_EXPECT_EQ(test, nf_flow_hw_flow_refused(flow, 0), 0);
}

static void a_full_bucket_is_not_remembered(struct kunit *test)
{
	struct flow_fixture *fix = fixture(test);
	struct nf_flow_hw_flow *flow = new_flow(test, 0x1000);

	fix->hw.add_err = -ENOSPC;
	KUNIT_EXPECT_EQ(test, add(fix, flow, 0), -ENOSPC);
	KUNIT_EXPECT_EQ(test, nf_flow_hw_flow_refused(flow, 0), 0);
	fix->hw.add_err = 0;
	KUNIT_EXPECT_EQ(test, add(fix, flow, 0), 0);
}

static void unanswered_udp_waits_for_a_second_offer(struct kunit *test)
{
	struct flow_fixture *fix = fixture(test);
	struct nf_flow_hw_flow *flow = new_flow(test, 0x1000);

	fix->rule.l4proto = IPPROTO_UDP;
	KUNIT_EXPECT_EQ(test, add(fix, flow, 0), -EAGAIN);
	KUNIT_EXPECT_EQ(test, add(fix, flow, 1), -EAGAIN);
	KUNIT_EXPECT_EQ(test, add(fix, flow, 0), 0);
	KUNIT_EXPECT_EQ(test, add(fix, flow, 1), 0);
}

static void answered_udp_is_added_at_once(struct kunit *test)
{
	struct flow_fixture *fix = fixture(test);

	fix->rule.l4proto = IPPROTO_UDP;
	set_bit(IPS_SEEN_REPLY_BIT, &fix->ct->status);
	KUNIT_EXPECT_EQ(test, add(fix, new_flow(test, 0x1000), 0), 0);
}

static void a_crowded_table_admits_nobody_at_once(struct kunit *test)
{
	struct flow_fixture *fix = fixture(test);
	struct nf_flow_hw_flow *flow = new_flow(test, 0x1000);

	fix->hw.usage.used = 75;
	KUNIT_EXPECT_EQ(test, add(fix, flow, 0), 0);

	fix->hw.usage.used = 76;
	flow = new_flow(test, 0x2000);
	KUNIT_EXPECT_EQ(test, add(fix, flow, 0), -EAGAIN);
	KUNIT_EXPECT_EQ(test, add(fix, flow, 0), 0);
}

/* Forwarded, but nobody may call it hardware. */
static void a_software_engine_is_not_hardware(struct kunit *test)
{
	struct flow_fixture *fix = fixture(test);
	struct nf_flow_hw_flow *flow = new_flow(test, 0x1000);

	fix->hw.be.engine = NF_FLOW_TABLE_HW_ENGINE_SOFTWARE;
	KUNIT_EXPECT_EQ(test, add(fix, flow, 0), -EOPNOTSUPP);
	KUNIT_EXPECT_PTR_EQ(test, flow->entry[0].backend, &fix->hw.be);
}

static void stats_are_deltas(struct kunit *test)
{
	struct flow_fixture *fix = fixture(test);
	struct nf_flow_hw_flow *flow = new_flow(test, 0x1000);
	u64 packets, bytes;

	add(fix, flow, 0);
	fix->hw.packets = 3;
	fix->hw.bytes = 4500;
	KUNIT_EXPECT_TRUE(test, nf_flow_hw_flow_stats(flow, 0, &packets, &bytes));
	KUNIT_EXPECT_EQ(test, packets, 3ULL);
	KUNIT_EXPECT_EQ(test, bytes, 4500ULL);

	KUNIT_EXPECT_FALSE(test, nf_flow_hw_flow_stats(flow, 0, &packets, &bytes));
	KUNIT_EXPECT_EQ(test, bytes, 0ULL);
}

/* nf_ct_acct_add() takes 32 bits: what does not fit waits for the next report. */
static void stats_beyond_32_bits_are_carried(struct kunit *test)
{
	struct flow_fixture *fix = fixture(test);
	struct nf_flow_hw_flow *flow = new_flow(test, 0x1000);
	u64 packets, bytes, sum;

	add(fix, flow, 0);
	fix->hw.packets = 1;
	fix->hw.bytes = 5ULL << 30;
	nf_flow_hw_flow_stats(flow, 0, &packets, &bytes);
	KUNIT_EXPECT_EQ(test, bytes, (u64)U32_MAX);
	sum = bytes;
	nf_flow_hw_flow_stats(flow, 0, &packets, &bytes);
	KUNIT_EXPECT_EQ(test, sum + bytes, 5ULL << 30);
}

static void the_last_delta_reaches_conntrack(struct kunit *test)
{
	struct flow_fixture *fix = fixture(test);
	struct nf_flow_hw_flow *flow = new_flow(test, 0x1000);

	add(fix, flow, 1);
	fix->hw.packets = 7;
	fix->hw.bytes = 9ULL << 30;
	nf_flow_hw_flow_del(flow);

	KUNIT_EXPECT_EQ(test, acct_packets(fix->ct, 1), 7ULL);
	KUNIT_EXPECT_EQ(test, acct_bytes(fix->ct, 1), 9ULL << 30);
	KUNIT_EXPECT_EQ(test, acct_packets(fix->ct, 0), 0ULL);
}

static void without_the_counter_flag_nothing_is_counted(struct kunit *test)
{
	struct flow_fixture *fix = fixture(test);
	struct nf_flow_hw_flow *flow = new_flow(test, 0x1000);

	fix->ft.flags = 0;
	add(fix, flow, 0);
	fix->hw.packets = 7;
	fix->hw.bytes = 700;
	nf_flow_hw_flow_del(flow);

	KUNIT_EXPECT_EQ(test, acct_packets(fix->ct, 0), 0ULL);
}

/* The engine aged it out: the flag would be a lie, a new offer repairs it. */
static void an_aged_entry_comes_back(struct kunit *test)
{
	struct flow_fixture *fix = fixture(test);
	struct nf_flow_hw_flow *flow = new_flow(test, 0x1000);
	u64 packets, bytes;

	add(fix, flow, 0);
	set_bit(IPS_HW_OFFLOAD_BIT, &fix->ct->status);
	fix->hw.stats_err = -ENOENT;
	fix->hw.packets = 2;
	nf_flow_hw_flow_stats(flow, 0, &packets, &bytes);
	KUNIT_EXPECT_EQ(test, packets, 2ULL);
	KUNIT_EXPECT_FALSE(test, test_bit(IPS_HW_OFFLOAD_BIT, &fix->ct->status));

	KUNIT_EXPECT_EQ(test, add(fix, flow, 0), 0);
	KUNIT_EXPECT_PTR_EQ(test, flow->entry[0].backend, &fix->hw.be);
}

static void a_flow_is_small(struct kunit *test)
{
	/* The target is 256 bytes for core and driver, whose part is a pointer for
	 * each of the two slots. Lock debugging makes a mutex larger.
	 */
	if (IS_ENABLED(CONFIG_LOCKDEP) || IS_ENABLED(CONFIG_DEBUG_MUTEXES))
		kunit_skip(test, "lock debugging enlarges the mutex");

	KUNIT_EXPECT_LE(test, sizeof(struct nf_flow_hw_flow) + 2 * sizeof(void *),
			(size_t)256);
}

static struct kunit_case flow_cases[] = {
	KUNIT_CASE(both_directions_are_added),
	KUNIT_CASE(a_cookie_is_found_until_deleted),
	KUNIT_CASE(a_dead_flow_takes_no_entry),
	KUNIT_CASE(removal_is_unbind_flush_del),
	KUNIT_CASE(a_purge_flushes_once),
	KUNIT_CASE(a_purge_of_a_device_takes_its_entries_only),
	KUNIT_CASE(refused_flows_of_a_device_end_too),
	KUNIT_CASE_PARAM(a_refusal_is_counted_and_leaves_nothing, add_gen_params),
	KUNIT_CASE(a_refused_refresh_ends_the_entry),
	KUNIT_CASE(a_permanent_refusal_is_remembered),
	KUNIT_CASE(a_full_bucket_is_not_remembered),
	KUNIT_CASE(unanswered_udp_waits_for_a_second_offer),
	KUNIT_CASE(answered_udp_is_added_at_once),
	KUNIT_CASE(a_crowded_table_admits_nobody_at_once),
	KUNIT_CASE(a_software_engine_is_not_hardware),
	KUNIT_CASE(stats_are_deltas),
	KUNIT_CASE(stats_beyond_32_bits_are_carried),
	KUNIT_CASE(the_last_delta_reaches_conntrack),
	KUNIT_CASE(without_the_counter_flag_nothing_is_counted),
	KUNIT_CASE(an_aged_entry_comes_back),
	KUNIT_CASE(a_flow_is_small),
	{}
};

static struct kunit_suite flow_suite = {
	.name		= "nf_flow_hw_flow",
	.init		= flow_test_init,
	.exit		= flow_test_exit,
	.test_cases	= flow_cases,
};

kunit_test_suite(flow_suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit tests of flows and entries on a fake backend");
NF_FLOW_HW_IMPORT_KUNIT_NS();
