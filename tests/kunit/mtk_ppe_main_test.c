// SPDX-License-Identifier: GPL-2.0-only
/* What the driver refuses to be attached to, and how. */
#include <kunit/test.h>
#include <linux/device.h>
#include <linux/module.h>
#include <linux/platform_data/nf_flow_hw_mtk.h>
#include <linux/platform_device.h>

/* An attempt to attach, refused before it touches a register. */
struct refused {
	struct kunit *test;
	u32 bus;
	void *cpu;
	unsigned int freed;
};

static u32 main_read(void *ctx, u32 reg)
{
	struct refused *refused = ctx;

	KUNIT_FAIL(refused->test, "register %#x is read", reg);
	return 0;
}

static void main_write(void *ctx, u32 reg, u32 val)
{
	struct refused *refused = ctx;

	KUNIT_FAIL(refused->test, "register %#x is written", reg);
}

static void *main_alloc(void *ctx, size_t size, size_t align, u32 *bus)
{
	struct refused *refused = ctx;

	*bus = refused->bus;
	return refused->cpu;
}

static void main_free(void *ctx, size_t size, void *cpu, u32 bus)
{
	struct refused *refused = ctx;

	KUNIT_EXPECT_PTR_EQ(refused->test, cpu, refused->cpu);
	KUNIT_EXPECT_EQ(refused->test, bus, refused->bus);
	refused->freed++;
}

static const struct nf_flow_hw_mtk_io main_io = {
	.read = main_read,
	.write = main_write,
};

static const struct nf_flow_hw_mtk_mem main_mem = {
	.alloc = main_alloc,
	.free = main_free,
};

/* What the driver's probe returns. */
static int main_probe(struct kunit *test,
		      const struct nf_flow_hw_mtk_pdata *pdata)
{
	struct platform_device *pdev;
	struct device_driver *drv;
	int err;

	drv = driver_find(NF_FLOW_TABLE_HW_MTK_DEVICE, &platform_bus_type);
	KUNIT_ASSERT_NOT_NULL(test, drv);
	/* The bus tries, too, when the device appears, and drops the error. */
	pdev = platform_device_register_data(NULL, NF_FLOW_TABLE_HW_MTK_DEVICE,
					     PLATFORM_DEVID_AUTO, pdata,
					     pdata ? sizeof(*pdata) : 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(pdev));
	KUNIT_EXPECT_NULL(test, pdev->dev.driver);
	err = device_driver_attach(drv, &pdev->dev);
	platform_device_unregister(pdev);
	return err;
}

static void main_no_data(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, main_probe(test, NULL), -ENODEV);
}

static void main_unknown_soc(struct kunit *test)
{
	struct refused refused = { .test = test };
	struct nf_flow_hw_mtk_pdata pdata = {
		.soc = NF_FLOW_TABLE_HW_MTK_MT7988 + 1,
		.io = &main_io,
		.mem = &main_mem,
		.ctx = &refused,
	};

	KUNIT_EXPECT_EQ(test, main_probe(test, &pdata), -ENODEV);
}

static void main_port_that_is_not_there(struct kunit *test)
{
	struct nf_flow_hw_mtk_port port = {
		.dev = (struct net_device *)test,	/* not looked at */
		.pse_port = 1,
		.ppe = 2,
	};
	struct refused refused = { .test = test };
	struct nf_flow_hw_mtk_pdata pdata = {
		.soc = NF_FLOW_TABLE_HW_MTK_MT7986,	/* two PPEs */
		.io = &main_io,
		.mem = &main_mem,
		.ctx = &refused,
		.ports = &port,
		.n_ports = 1,
	};

	KUNIT_EXPECT_EQ(test, main_probe(test, &pdata), -EINVAL);
}

/* The low ten bits of TB_BASE do not exist. */
static void main_misaligned_table(struct kunit *test)
{
	struct refused refused = { .test = test, .bus = 0x40000200 };
	struct nf_flow_hw_mtk_pdata pdata = {
		.soc = NF_FLOW_TABLE_HW_MTK_MT7986,
		.io = &main_io,
		.mem = &main_mem,
		.ctx = &refused,
	};

	refused.cpu = &refused;
	KUNIT_EXPECT_EQ(test, main_probe(test, &pdata), -EINVAL);
	KUNIT_EXPECT_EQ(test, refused.freed, 2);
}

static void main_no_table(struct kunit *test)
{
	struct refused refused = { .test = test };
	struct nf_flow_hw_mtk_pdata pdata = {
		.soc = NF_FLOW_TABLE_HW_MTK_MT7986,
		.io = &main_io,
		.mem = &main_mem,
		.ctx = &refused,
	};

	KUNIT_EXPECT_EQ(test, main_probe(test, &pdata), -ENOMEM);
}

static struct kunit_case main_cases[] = {
	KUNIT_CASE(main_no_data),
	KUNIT_CASE(main_unknown_soc),
	KUNIT_CASE(main_port_that_is_not_there),
	KUNIT_CASE(main_misaligned_table),
	KUNIT_CASE(main_no_table),
	{}
};

static struct kunit_suite main_suite = {
	.name = "mtk_ppe_main",
	.test_cases = main_cases,
};

kunit_test_suite(main_suite);
