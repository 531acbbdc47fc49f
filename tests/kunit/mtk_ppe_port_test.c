// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which netdevs of a board are ports of its engines. The netdevs and the switch are
 * memory with the members that are looked at.
 */
#include <kunit/test.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/dsa.h>

#include "../../drivers/mediatek/mtk_ppe_mmio.h"
#include "../../drivers/mediatek/mtk_ppe_port.h"
#include "../../drivers/mediatek/mtk_ppe_soc.h"

#define PORT_USERS	8

/* MT7988: three MACs, three PPEs. MAC 1 leads to a switch. */
struct board {
	struct mtk_ppe_mmio mmio;
	struct net_device *user[PORT_USERS];
	struct dsa_switch_tree dst;
	struct dsa_device_ops ops;
	struct dsa_port cpu;
	struct dsa_port port[PORT_USERS];
	struct nf_flow_hw_mtk_port ports[MTK_PPE_PORT_MAX];
};

static struct net_device *port_netdev(struct kunit *test)
{
	struct net_device *dev = kunit_kzalloc(test, sizeof(*dev), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, dev);
	dev->reg_state = NETREG_REGISTERED;
	return dev;
}

static int port_init(struct kunit *test)
{
	struct board *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);
	unsigned int i;

	if (!b)
		return -ENOMEM;

	b->mmio.soc = mtk_ppe_soc_get(NF_FLOW_TABLE_HW_MTK_MT7988);
	for (i = 0; i < MTK_PPE_MMIO_MACS; i++)
		b->mmio.mac[i] = port_netdev(test);

	INIT_LIST_HEAD(&b->dst.ports);
	b->ops.proto = DSA_TAG_PROTO_MTK;
	b->cpu.tag_ops = &b->ops;
	b->cpu.dst = &b->dst;
	b->cpu.type = DSA_PORT_TYPE_CPU;
	for (i = 0; i < PORT_USERS; i++) {
		b->user[i] = port_netdev(test);
		b->port[i].type = DSA_PORT_TYPE_USER;
		b->port[i].index = i;
		b->port[i].cpu_dp = &b->cpu;
		b->port[i].NF_FLOW_HW_COMPAT_DSA_USER = b->user[i];
		list_add_tail(&b->port[i].list, &b->dst.ports);
	}
	test->priv = b;
	return 0;
}

static void collect(struct kunit *test, const struct net_device *gone,
		    unsigned int want)
{
	struct board *b = test->priv;
	unsigned int num;

	rtnl_lock();
	num = mtk_ppe_port_collect(&b->mmio, gone, b->ports);
	rtnl_unlock();
	KUNIT_ASSERT_EQ(test, num, want);
}

static void expect_port(struct kunit *test, unsigned int i,
			const struct net_device *dev, u8 pse_port, u8 ppe,
			s8 dsa_port)
{
	const struct board *b = test->priv;

	KUNIT_EXPECT_PTR_EQ(test, (const struct net_device *)b->ports[i].dev, dev);
	KUNIT_EXPECT_EQ(test, b->ports[i].pse_port, pse_port);
	KUNIT_EXPECT_EQ(test, b->ports[i].ppe, ppe);
	KUNIT_EXPECT_EQ(test, b->ports[i].dsa_port, dsa_port);
}

/* GDM1 1, GDM2 2, GDM3 15 (mtk-ppe 1.3), each with its PPE (1.2). */
static void port_macs(struct kunit *test)
{
	struct board *b = test->priv;

	collect(test, NULL, 3);
	expect_port(test, 0, b->mmio.mac[0], 1, 0, -1);
	expect_port(test, 1, b->mmio.mac[1], 2, 1, -1);
	expect_port(test, 2, b->mmio.mac[2], 15, 2, -1);
}

static void port_one_ppe(struct kunit *test)
{
	struct board *b = test->priv;

	b->mmio.soc = mtk_ppe_soc_get(NF_FLOW_TABLE_HW_MTK_MT7621);
	collect(test, NULL, 2);
	expect_port(test, 1, b->mmio.mac[1], 2, 0, -1);
}

static void port_gone(struct kunit *test)
{
	struct board *b = test->priv;

	collect(test, b->mmio.mac[0], 2);
	expect_port(test, 0, b->mmio.mac[1], 2, 1, -1);
	expect_port(test, 2, NULL, 0, 0, 0);
}

/* The tag names ports 0 to 5 (mtk-ppe 2.5). */
static void port_switch(struct kunit *test)
{
	struct board *b = test->priv;
	unsigned int i;

	b->mmio.mac[1]->dsa_ptr = &b->cpu;
	collect(test, NULL, 8);
	expect_port(test, 0, b->mmio.mac[0], 1, 0, -1);
	for (i = 0; i < 6; i++)
		expect_port(test, 1 + i, b->user[i], 2, 1, i);
	expect_port(test, 7, b->mmio.mac[2], 15, 2, -1);
}

static void port_switch_partly(struct kunit *test)
{
	struct board *b = test->priv;

	b->mmio.mac[1]->dsa_ptr = &b->cpu;
	b->port[0].type = DSA_PORT_TYPE_UNUSED;
	b->port[1].cpu_dp = &b->port[7];		/* another conduit's */
	b->user[2]->reg_state = NETREG_UNREGISTERING;
	b->port[3].NF_FLOW_HW_COMPAT_DSA_USER = NULL;
	collect(test, b->user[4], 3);
	expect_port(test, 1, b->user[5], 2, 1, 5);
}

static void port_foreign_switch(struct kunit *test)
{
	struct board *b = test->priv;

	b->mmio.mac[1]->dsa_ptr = &b->cpu;
	b->ops.proto = DSA_TAG_PROTO_QCA;
	collect(test, NULL, 2);
	expect_port(test, 1, b->mmio.mac[2], 15, 2, -1);
}

static struct kunit_case port_cases[] = {
	KUNIT_CASE(port_macs),
	KUNIT_CASE(port_one_ppe),
	KUNIT_CASE(port_gone),
	KUNIT_CASE(port_switch),
	KUNIT_CASE(port_switch_partly),
	KUNIT_CASE(port_foreign_switch),
	{}
};

static struct kunit_suite port_suite = {
	.name = "mtk_ppe_port",
	.init = port_init,
	.test_cases = port_cases,
};

kunit_test_suite(port_suite);
