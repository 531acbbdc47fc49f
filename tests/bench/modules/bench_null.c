// SPDX-License-Identifier: GPL-2.0-only
/*
 * A null driver: takes every flowtable device without ndo_setup_tc, as an indirect
 * driver does, and returns 0 to every callback. What the kernel spends with it is
 * the floor that no driver gets below.
 */
#include <linux/module.h>
#include <linux/netdevice.h>
#include <net/flow_offload.h>
#include <net/netfilter/nf_flow_table.h>

#include "bench.h"

static LIST_HEAD(null_cbs);
static bool null_enabled;

static int bench_null_cb(enum tc_setup_type type, void *type_data, void *cb_priv)
{
	if (type != TC_SETUP_CLSFLOWER)
		return -EOPNOTSUPP;

	bench_probe_count(type_data, 0);
	return 0;
}

static void bench_null_release(void *cb_priv)
{
}

static int null_bind(struct net_device *dev, struct Qdisc *sch, void *cb_priv,
		     struct flow_block_offload *bo, void *data,
		     void (*cleanup)(struct flow_block_cb *block_cb))
{
	struct flow_block_cb *block_cb;

	block_cb = flow_indr_block_cb_alloc(bench_null_cb, dev, dev,
					    bench_null_release, bo, dev, sch, data,
					    cb_priv, cleanup);
	if (IS_ERR(block_cb))
		return PTR_ERR(block_cb);

	flow_block_cb_add(block_cb, bo);
	list_add_tail(&block_cb->driver_list, &null_cbs);

	return 0;
}

static int null_unbind(struct net_device *dev, struct flow_block_offload *bo)
{
	struct flow_block_cb *block_cb;

	block_cb = flow_block_cb_lookup(bo->block, bench_null_cb, dev);
	if (!block_cb)
		return -ENOENT;

	flow_indr_block_cb_remove(block_cb, bo);
	list_del(&block_cb->driver_list);

	return 0;
}

static int null_setup(struct net_device *dev, struct Qdisc *sch, void *cb_priv,
		      enum tc_setup_type type, void *type_data, void *data,
		      void (*cleanup)(struct flow_block_cb *block_cb))
{
	struct flow_block_offload *bo = type_data;

	if (!dev || type != TC_SETUP_FT || !bo->block)
		return -EOPNOTSUPP;

	switch (bo->command) {
	case FLOW_BLOCK_BIND:
		return null_bind(dev, sch, cb_priv, bo, data, cleanup);
	case FLOW_BLOCK_UNBIND:
		return null_unbind(dev, bo);
	default:
		return -EOPNOTSUPP;
	}
}

int bench_null_enable(bool on)
{
	int err = 0;

	if (on == null_enabled)
		return 0;

	if (on)
		err = flow_indr_dev_register(null_setup, NULL);
	else
		flow_indr_dev_unregister(null_setup, NULL, bench_null_release);
	if (!err)
		null_enabled = on;

	return err;
}
