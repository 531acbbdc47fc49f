// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the flowtable core pays for a callback: the callback of a flowtable is put
 * behind one of ours that reads the clock before and after. The time that the
 * model of the registers takes, and waits for the engine, are subtracted: they
 * are the engine's, and counted as accesses.
 */
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/nsproxy.h>
#include <linux/rwsem.h>
#include <net/flow_offload.h>
#include <net/netfilter/nf_flow_table.h>

#include "bench.h"

static const char *const op_names[BENCH_OP_NUM] = { "add", "del", "stats" };

static struct bench_samples op_samples[BENCH_OP_NUM];
static u64 op_calls[BENCH_OP_NUM];
static u64 op_errors[BENCH_OP_NUM];

/* The first of the two calls for a flow, until the second has come. */
static const void *half_flow[BENCH_OP_NUM];
static u64 half_cost[BENCH_OP_NUM];
static u64 last_call;

static struct nf_flowtable *attached;
static struct flow_block_cb *attached_cb;
static flow_setup_cb_t *attached_fn;

static const void *cookie_flow(const struct flow_cls_offload *cls)
{
	const struct flow_offload_tuple *tuple = (const void *)cls->cookie;
	const struct flow_offload_tuple_rhash *rhash;

	rhash = container_of(tuple, struct flow_offload_tuple_rhash, tuple);
	return container_of(rhash, struct flow_offload, tuplehash[tuple->dir]);
}

static int cls_op(const struct flow_cls_offload *cls)
{
	switch (cls->command) {
	case FLOW_CLS_REPLACE:
		return BENCH_OP_ADD;
	case FLOW_CLS_DESTROY:
		return BENCH_OP_DEL;
	case FLOW_CLS_STATS:
		return BENCH_OP_STATS;
	default:
		return -1;
	}
}

/**
 * bench_probe_count - a callback was called
 * @cls: for this
 * @cost: and took so long
 *
 * Both directions of a flow make one sample.
 */
void bench_probe_count(const struct flow_cls_offload *cls, u64 cost)
{
	const void *flow = cookie_flow(cls);
	int op = cls_op(cls);

	if (op < 0)
		return;
	op_calls[op]++;
	if (half_flow[op] == flow) {
		bench_samples_add(&op_samples[op], half_cost[op] + cost);
		half_flow[op] = NULL;
	} else {
		half_flow[op] = flow;
		half_cost[op] = cost;
	}
	last_call = get_cycles();
}

u64 bench_probe_adds(void)
{
	return READ_ONCE(op_calls[BENCH_OP_ADD]);
}

u64 bench_probe_last(void)
{
	return READ_ONCE(last_call);
}

static void mark_op(const struct flow_cls_offload *cls)
{
	switch (cls->command) {
	case FLOW_CLS_REPLACE:
		bench_mark(BENCH_PHASE_ADD);
		break;
	case FLOW_CLS_DESTROY:
		bench_mark(BENCH_PHASE_DEL);
		break;
	default:
		bench_mark(BENCH_PHASE_STATS);
		break;
	}
}

static int bench_probe_cb(enum tc_setup_type type, void *type_data, void *cb_priv)
{
	u64 before, foreign;
	int err;

	mark_op(type_data);
	foreign = bench_io_foreign();
	before = get_cycles();
	err = attached_fn(type, type_data, cb_priv);
	before = get_cycles() - before;
	bench_mark(BENCH_PHASE_END);
	foreign = bench_io_foreign() - foreign;

	if (type == TC_SETUP_CLSFLOWER) {
		bench_probe_count(type_data, before - foreign);
		if (err < 0 && cls_op(type_data) >= 0)
			op_errors[cls_op(type_data)]++;
	}

	return err;
}

/* nf_tables makes the flowtable the private pointer of its ingress hook. */
static struct nf_flowtable *dev_flowtable(struct net_device *dev)
{
	struct nf_hook_entries *hooks;
	struct nf_flowtable *ft = NULL;

	rcu_read_lock();
	hooks = rcu_dereference(dev->nf_hooks_ingress);
	if (hooks && hooks->num_hook_entries)
		ft = hooks->hooks[0].priv;
	rcu_read_unlock();

	return ft;
}

int bench_probe_attach(char *devname)
{
	struct nf_flowtable *ft = NULL;
	struct net_device *dev;
	int err = -ENOENT;

	if (attached)
		return -EBUSY;

	dev = dev_get_by_name(current->nsproxy->net_ns, devname);
	if (!dev)
		return -ENODEV;
	ft = dev_flowtable(dev);
	dev_put(dev);
	if (!ft)
		return -ENOENT;

	down_write(&ft->flow_block_lock);
	attached_cb = list_first_entry_or_null(&ft->flow_block.cb_list,
					       struct flow_block_cb, list);
	if (attached_cb) {
		attached_fn = attached_cb->cb;
		attached_cb->cb = bench_probe_cb;
		attached = ft;
		err = 0;
	}
	up_write(&ft->flow_block_lock);

	return err;
}

int bench_probe_detach(char *args)
{
	if (!attached)
		return 0;

	down_write(&attached->flow_block_lock);
	attached_cb->cb = attached_fn;
	up_write(&attached->flow_block_lock);
	attached = NULL;

	return 0;
}

void bench_probe_reset(void)
{
	int op;

	for (op = 0; op < BENCH_OP_NUM; op++) {
		op_samples[op].num = 0;
		op_samples[op].sum = 0;
		op_calls[op] = 0;
		op_errors[op] = 0;
		half_flow[op] = NULL;
	}
}

/**
 * bench_probe_await - wait for callbacks
 * @args: "OP N MS": which, how many since the last reset, how long at most
 *
 * Return: 0, -EINVAL or -ETIMEDOUT.
 */
int bench_probe_await(char *args)
{
	unsigned int num, ms, waited;
	char name[8];
	int op;

	if (sscanf(args, "%7s %u %u", name, &num, &ms) != 3)
		return -EINVAL;
	op = match_string(op_names, BENCH_OP_NUM, name);
	if (op < 0)
		return op;

	for (waited = 0; READ_ONCE(op_calls[op]) < num; waited += 20) {
		if (waited > ms)
			return -ETIMEDOUT;
		msleep(20);
	}

	return 0;
}

void bench_probe_show(void)
{
	char name[16];
	int op;

	for (op = 0; op < BENCH_OP_NUM; op++) {
		snprintf(name, sizeof(name), "%s_calls", op_names[op]);
		if (op_calls[op])
			bench_print(name, "n=%llu errors=%llu\n", op_calls[op],
				    op_errors[op]);
		bench_samples_show(op_names[op], &op_samples[op]);
	}
}

int bench_probe_init(void)
{
	int op, err = 0;

	for (op = 0; op < BENCH_OP_NUM && !err; op++)
		err = bench_samples_init(&op_samples[op]);
	if (err)
		bench_probe_exit();

	return err;
}

void bench_probe_exit(void)
{
	int op;

	for (op = 0; op < BENCH_OP_NUM; op++)
		bench_samples_exit(&op_samples[op]);
}
