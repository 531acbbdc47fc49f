// SPDX-License-Identifier: GPL-2.0-only
/*
 * The operations that the core calls, on two engines of one fake SoC: which port
 * is which, which PPE gets the entry, and that a failed add leaves nothing.
 */
#include <kunit/test.h>
#include <linux/in.h>
#include <linux/netdevice.h>
#include "../../drivers/mediatek/mtk_ppe_backend.h"
#include "mtk_ppe_fake.h"

#define ENTRIES	1024
#define PORTS	2

struct backend_fixture {
	struct fake_ppe *fake[PORTS];
	struct mtk_ppe ppe[PORTS];
	struct mtk_ppe_port port[PORTS];
	struct nf_flow_hw_mtk_port ports[PORTS];
	struct net_device *dev[PORTS];
	struct nf_flow_hw_mtk_pdata pdata;
	struct mtk_ppe_dev priv;
	struct nf_flow_hw_entry entry;
	struct nf_flow_hw_rule rule;
};

static int backend_add(struct backend_fixture *fix)
{
	return fix->priv.backend.ops->entry_add(&fix->priv.backend, &fix->entry,
						&fix->rule);
}

static void backend_port_is_found(struct kunit *test)
{
	struct backend_fixture *fix = test->priv;
	struct nf_flow_hw_backend *be = &fix->priv.backend;
	struct net_device *other;

	other = kunit_kzalloc(test, sizeof(*other), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, other);
	KUNIT_EXPECT_EQ(test, 0, be->ops->port_get(be, fix->dev[0]));
	KUNIT_EXPECT_EQ(test, 1, be->ops->port_get(be, fix->dev[1]));
	KUNIT_EXPECT_EQ(test, -EOPNOTSUPP, be->ops->port_get(be, other));
	be->ops->port_put(be, 0);
	KUNIT_EXPECT_EQ(test, fix->port[0].refs, 0);
	KUNIT_EXPECT_EQ(test, fix->port[1].refs, 1);
}

static void backend_entry_goes_to_ppe_of_ingress(struct kunit *test)
{
	struct backend_fixture *fix = test->priv;
	struct nf_flow_hw_usage usage;

	KUNIT_EXPECT_EQ(test, 0, backend_add(fix));
	KUNIT_EXPECT_EQ(test, fix->entry.slot, 0x100);
	KUNIT_EXPECT_EQ(test, fix->fake[0]->foe[0x100 * 24], 0x20500134);

	/* Same flow, other port of ingress: it moves, counters included. */
	fix->fake[0]->mib[0x100] = (struct fake_mib){ 2, 200 };
	fix->rule.port_in = 1;
	fix->rule.port_out = 0;
	KUNIT_EXPECT_EQ(test, 0, backend_add(fix));
	KUNIT_EXPECT_EQ(test, fix->entry.slot, 0x01000100);
	KUNIT_EXPECT_EQ(test, fix->fake[0]->foe[0x100 * 24], 0);
	KUNIT_EXPECT_EQ(test, fix->fake[1]->foe[0x100 * 24], 0x20500234);
	KUNIT_EXPECT_EQ(test, atomic64_read(&fix->entry.packets), 2);
	KUNIT_EXPECT_EQ(test, atomic64_read(&fix->entry.bytes), 172);

	fix->priv.backend.ops->usage(&fix->priv.backend, &usage);
	KUNIT_EXPECT_EQ(test, usage.used, 1);
	KUNIT_EXPECT_EQ(test, usage.size, 2 * ENTRIES);
}

static void backend_same_rule_touches_nothing(struct kunit *test)
{
	struct backend_fixture *fix = test->priv;
	unsigned int n_log;

	KUNIT_ASSERT_EQ(test, 0, backend_add(fix));
	n_log = fix->fake[0]->n_log;
	fix->fake[0]->foe[0x100 * 24] ^= 0x55;	/* hit since: new timestamp */
	KUNIT_EXPECT_EQ(test, 0, backend_add(fix));
	KUNIT_EXPECT_EQ(test, fix->fake[0]->n_log, n_log);
}

static void backend_new_rewrite_replaces(struct kunit *test)
{
	struct backend_fixture *fix = test->priv;

	KUNIT_ASSERT_EQ(test, 0, backend_add(fix));
	fix->rule.dmac[5] = 0x77;
	KUNIT_EXPECT_EQ(test, 0, backend_add(fix));
	KUNIT_EXPECT_EQ(test, fake_ppe_clears(fix->fake[0]), 1);
	KUNIT_EXPECT_EQ(test, fix->fake[0]->foe[0x100 * 24 + 13], 0xdd770000);
	KUNIT_EXPECT_EQ(test, fix->ppe[0].table.used, 1);
}

static void backend_aged_entry_is_renewed(struct kunit *test)
{
	struct backend_fixture *fix = test->priv;

	KUNIT_ASSERT_EQ(test, 0, backend_add(fix));
	fix->fake[0]->foe[0x100 * 24] = 0;
	KUNIT_EXPECT_EQ(test, 0, backend_add(fix));
	KUNIT_EXPECT_EQ(test, fix->fake[0]->foe[0x100 * 24], 0x20500134);
	KUNIT_EXPECT_EQ(test, fake_ppe_clears(fix->fake[0]), 1);
}

static void backend_failed_add_holds_nothing(struct kunit *test)
{
	struct backend_fixture *fix = test->priv;

	KUNIT_ASSERT_EQ(test, 0, backend_add(fix));
	fix->rule.encap_out_num = 1;
	KUNIT_EXPECT_EQ(test, -EOPNOTSUPP, backend_add(fix));
	KUNIT_EXPECT_EQ(test, fix->entry.slot, NF_FLOW_TABLE_HW_SLOT_NONE);
	KUNIT_EXPECT_EQ(test, fix->fake[0]->foe[0x100 * 24], 0);

	fix->rule.encap_out_num = 0;
	fix->rule.port_out = PORTS;
	KUNIT_EXPECT_EQ(test, -EOPNOTSUPP, backend_add(fix));
}

static void backend_mtu_follows_ports(struct kunit *test)
{
	struct backend_fixture *fix = test->priv;
	struct nf_flow_hw_backend *be = &fix->priv.backend;

	fix->dev[1]->mtu = 1400;
	be->ops->port_get(be, fix->dev[0]);
	KUNIT_EXPECT_EQ(test, fix->ppe[0].io.mtu, 1500);
	be->ops->port_get(be, fix->dev[1]);
	KUNIT_EXPECT_EQ(test, fix->ppe[0].io.mtu, 1400);
	KUNIT_EXPECT_EQ(test, fix->ppe[1].io.mtu, 1400);

	/* A path MTU below all ports: no entry has a limit of its own. */
	fix->rule.mtu = 1280;
	KUNIT_EXPECT_EQ(test, -EOPNOTSUPP, backend_add(fix));
	/* A port that was narrowed since is noticed. */
	fix->dev[0]->mtu = 1280;
	KUNIT_EXPECT_EQ(test, 0, backend_add(fix));
	KUNIT_EXPECT_EQ(test, fix->ppe[0].io.mtu, 1280);
}

static int backend_init_ppe(struct kunit *test, struct backend_fixture *fix,
			    unsigned int i)
{
	struct fake_ppe *fake = fake_ppe_create(test, ENTRIES);

	fix->fake[i] = fake;
	fix->dev[i] = kunit_kzalloc(test, sizeof(*fix->dev[i]), GFP_KERNEL);
	if (!fake || !fix->dev[i])
		return -ENOMEM;

	fix->dev[i]->mtu = 1500;
	fix->ports[i].dev = fix->dev[i];
	fix->ports[i].pse_port = i + 1;
	fix->ports[i].ppe = i;
	fix->ports[i].dsa_port = -1;
	/* Each fake is the first PPE of its own frame engine. */
	mtk_ppe_io_init(&fix->ppe[i].io, fake->soc, &fake_io_ops, fake, 0,
			NULL);
	return mtk_ppe_table_init(&fix->ppe[i].table, &fix->ppe[i].io, i,
				  fake->foe, ENTRIES);
}

static int backend_init(struct kunit *test)
{
	struct backend_fixture *fix;
	unsigned int i;
	int err;

	fix = kunit_kzalloc(test, sizeof(*fix), GFP_KERNEL);
	if (!fix)
		return -ENOMEM;

	test->priv = fix;
	for (i = 0; i < PORTS; i++) {
		err = backend_init_ppe(test, fix, i);
		if (err)
			return err;
	}
	fix->pdata.ports = fix->ports;
	fix->pdata.n_ports = PORTS;
	fix->priv.soc = fix->fake[0]->soc;
	fix->priv.pdata = &fix->pdata;
	fix->priv.ppe = fix->ppe;
	fix->priv.port = fix->port;
	mtk_ppe_backend_init(&fix->priv);
	fake_owner_init(&fix->entry);
	fake_rule_v4(&fix->rule, IPPROTO_TCP, 0xc0a80169, 48858, 0x339e240c,
		     443);
	fix->rule.port_out = 1;
	return 0;
}

static void backend_exit(struct kunit *test)
{
	struct backend_fixture *fix = test->priv;
	unsigned int i;

	for (i = 0; fix && i < PORTS; i++) {
		if (fix->ppe[i].table.owner)
			mtk_ppe_table_uninit(&fix->ppe[i].table);
		fake_ppe_destroy(fix->fake[i]);
	}
}

static struct kunit_case backend_tests[] = {
	KUNIT_CASE(backend_port_is_found),
	KUNIT_CASE(backend_entry_goes_to_ppe_of_ingress),
	KUNIT_CASE(backend_same_rule_touches_nothing),
	KUNIT_CASE(backend_new_rewrite_replaces),
	KUNIT_CASE(backend_aged_entry_is_renewed),
	KUNIT_CASE(backend_failed_add_holds_nothing),
	KUNIT_CASE(backend_mtu_follows_ports),
	{}
};

static struct kunit_suite backend_suite = {
	.name = "mtk_ppe_backend",
	.init = backend_init,
	.exit = backend_exit,
	.test_cases = backend_tests,
};

kunit_test_suite(backend_suite);
