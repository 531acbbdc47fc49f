// SPDX-License-Identifier: GPL-2.0-only
/*
 * A backend that answers what a test says, and as slowly: for the refusals that a
 * healthy engine gives never, or only where the machine has two of them. It holds
 * entries, and forwards nothing: the packets stay with the kernel's software path.
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <net/netfilter/nf_flow_table_hw.h>

static char *dev = "none";
module_param(dev, charp, 0444);
MODULE_PARM_DESC(dev, "names of devices to serve begin with this");

static unsigned int features = NF_FLOW_TABLE_HW_F_IPV4;
module_param(features, uint, 0444);
MODULE_PARM_DESC(features, "NF_FLOW_TABLE_HW_F_* bits");

static int answer;
module_param(answer, int, 0644);
MODULE_PARM_DESC(answer, "what to answer to a new entry: 0 or an errno, e.g. 12 for -ENOMEM");

static unsigned int slow;
module_param(slow, uint, 0644);
MODULE_PARM_DESC(slow, "milliseconds that each call to add, flush, and read counters sleeps");

static atomic_t asleep = ATOMIC_INIT(0);

static int asleep_get(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%d\n", atomic_read(&asleep));
}

static const struct kernel_param_ops asleep_ops = { .get = asleep_get };
module_param_cb(asleep, &asleep_ops, NULL, 0444);
MODULE_PARM_DESC(asleep, "calls that sleep now (read only)");

static int bind;
module_param(bind, int, 0644);
MODULE_PARM_DESC(bind, "what to answer to a device: 0 or an errno, e.g. 12 for -ENOMEM");

static atomic_t held = ATOMIC_INIT(0);

static void test_sleep(void)
{
	unsigned int ms = READ_ONCE(slow);

	if (!ms)
		return;

	atomic_inc(&asleep);
	msleep(ms);
	atomic_dec(&asleep);
}

static int test_port_get(struct nf_flow_hw_backend *be, struct net_device *netdev)
{
	return strncmp(netdev->name, dev, strlen(dev)) ? -EOPNOTSUPP : -READ_ONCE(bind);
}

static void test_port_put(struct nf_flow_hw_backend *be, unsigned int port)
{
}

static void test_entry_del(struct nf_flow_hw_backend *be, struct nf_flow_hw_entry *entry)
{
	if (entry->slot == NF_FLOW_TABLE_HW_SLOT_NONE)
		return;

	entry->slot = NF_FLOW_TABLE_HW_SLOT_NONE;
	atomic_dec(&held);
}

static int test_entry_add(struct nf_flow_hw_backend *be, struct nf_flow_hw_entry *entry,
			  const struct nf_flow_hw_rule *rule)
{
	int err = -READ_ONCE(answer);

	test_sleep();
	if (err) {
		test_entry_del(be, entry);
		return err;
	}
	if (entry->slot == NF_FLOW_TABLE_HW_SLOT_NONE)
		atomic_inc(&held);
	entry->slot = 0;

	return 0;
}

static void test_entry_unbind(struct nf_flow_hw_backend *be, struct nf_flow_hw_entry *entry)
{
}

static void test_flush(struct nf_flow_hw_backend *be)
{
	test_sleep();
}

static int test_entry_stats(struct nf_flow_hw_backend *be, struct nf_flow_hw_entry *entry)
{
	test_sleep();

	return 0;
}

static void test_usage(struct nf_flow_hw_backend *be, struct nf_flow_hw_usage *usage)
{
	usage->used = atomic_read(&held);
	usage->size = U16_MAX;
}

static const struct nf_flow_hw_ops test_ops = {
	.port_get	= test_port_get,
	.port_put	= test_port_put,
	.entry_add	= test_entry_add,
	.entry_unbind	= test_entry_unbind,
	.flush		= test_flush,
	.entry_del	= test_entry_del,
	.entry_stats	= test_entry_stats,
	.usage		= test_usage,
};

static struct nf_flow_hw_backend test_backend = {
	.name	= "test",
	.ops	= &test_ops,
	.engine	= NF_FLOW_TABLE_HW_ENGINE_SOFTWARE,
};

static int __init test_engine_init(void)
{
	test_backend.features = features;

	return nf_flow_hw_backend_register(&test_backend);
}
module_init(test_engine_init);

static void __exit test_engine_exit(void)
{
	nf_flow_hw_backend_unregister(&test_backend);
}
module_exit(test_engine_exit);

MODULE_DESCRIPTION("nf_flow_hw: a backend that answers what a test says");
MODULE_LICENSE("GPL");
MODULE_INFO(test, "Y");
