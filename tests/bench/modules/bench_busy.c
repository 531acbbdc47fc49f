// SPDX-License-Identifier: GPL-2.0-only
/*
 * How long workers run for the collection of flows and for polls of their statistics, in
 * the kernel and in our driver, while nothing else happens.
 *
 *	busy COLLECTIONS
 *
 * From the pause after a collection to that after as many more; a second and a half
 * stands for each where there are no flows.
 */
#include <linux/delay.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <linux/workqueue.h>

#include "bench.h"

#define BENCH_COLLECTION_MS	1500
#define BENCH_PAUSE_MS		200
#define BENCH_WORKERS		64

/* Somebody with a work of interest, or between that and whatever is next. */
struct busy_worker {
	struct task_struct	*task;
	bool			done;
};

struct busy_probe {
	const char		*name;
	void			*fn;
	struct tracepoint	*tp;
};

/* Under the lock of programs; written in the probes, on the only CPU. */
static u64 busy_all, busy_work, busy_foreign, since;
static struct busy_worker workers[BENCH_WORKERS];

/* NULL finds a free place. */
static struct busy_worker *worker_find(struct task_struct *task)
{
	unsigned int i;

	for (i = 0; i < BENCH_WORKERS; i++)
		if (workers[i].task == task)
			return &workers[i];

	return NULL;
}

/* Collection and polls are the kernel's, what has to be done for them may be ours. */
static bool is_collection(work_func_t fn)
{
	static work_func_t last;
	static bool collection;
	char name[KSYM_SYMBOL_LEN];

	if (fn == last)
		return collection;

	sprint_symbol_no_offset(name, (unsigned long)fn);
	collection = strstr(name, "flow_offload_work") || bench_work_is_ours(fn);
	last = fn;

	return collection;
}

/* The time until now is that of @worker, if it is one. */
static void account(const struct busy_worker *worker)
{
	u64 now = get_cycles();

	if (worker)
		busy_work += now - since;
	since = now;
}

static void on_switch(void *data, bool preempt, struct task_struct *prev,
		      struct task_struct *next, unsigned int prev_state)
{
	struct busy_worker *worker = worker_find(prev);

	account(worker);
	if (worker && worker->done)
		worker->task = NULL;
}

static void on_start(void *data, struct work_struct *work)
{
	struct busy_worker *worker = worker_find(current);

	account(worker);
	if (!is_collection(work->func)) {
		if (worker)
			worker->task = NULL;
		return;
	}
	worker = worker ?: worker_find(NULL);
	if (WARN_ON_ONCE(!worker))
		return;

	worker->task = current;
	worker->done = false;
}

static void on_end(void *data, struct work_struct *work, work_func_t fn)
{
	struct busy_worker *worker = worker_find(current);

	if (worker)
		worker->done = true;
}

static struct busy_probe busy_probes[] = {
	{ "sched_switch",		on_switch },
	{ "workqueue_execute_start",	on_start },
	{ "workqueue_execute_end",	on_end },
};

static void unwatch(unsigned int num)
{
	while (num--)
		tracepoint_probe_unregister(busy_probes[num].tp, busy_probes[num].fn, NULL);
	tracepoint_synchronize_unregister();
}

static int watch(void)
{
	unsigned int i;
	int err;

	memset(workers, 0, sizeof(workers));
	for (i = 0; i < ARRAY_SIZE(busy_probes); i++) {
		struct busy_probe *probe = &busy_probes[i];

		err = -ENOENT;
		probe->tp = bench_trace_find(probe->name);
		if (!probe->tp)
			goto err_register;
		err = tracepoint_probe_register(probe->tp, probe->fn, NULL);
		if (err)
			goto err_register;
	}
	return 0;

err_register:
	unwatch(i);
	return err;
}

/* Flows are polled one after the other, once a second. */
static void sleep_past_collection(void)
{
	u64 last = bench_probe_last();
	unsigned int ms;

	for (ms = 0; bench_probe_last() == last && ms < BENCH_COLLECTION_MS; ms += 50)
		msleep(50);
	while (bench_probe_last() != last) {
		last = bench_probe_last();
		msleep(BENCH_PAUSE_MS);
	}
}

/**
 * bench_busy - the time of workers during some collections
 * @args: how many
 *
 * Return: 0 or a negative error.
 */
int bench_busy(char *args)
{
	unsigned int num;
	int err;

	if (kstrtouint(args, 0, &num))
		return -EINVAL;

	sleep_past_collection();
	bench_probe_reset();
	bench_busy_reset();
	err = watch();
	if (err)
		return err;
	busy_foreign = bench_io_foreign();
	busy_all = get_cycles();
	while (num--)
		sleep_past_collection();
	busy_all = get_cycles() - busy_all;
	busy_foreign = bench_io_foreign() - busy_foreign;
	unwatch(ARRAY_SIZE(busy_probes));

	return 0;
}

void bench_busy_reset(void)
{
	busy_work = 0;
	busy_all = 0;
}

void bench_busy_show(void)
{
	if (busy_all)
		bench_print("busy", "all=%llu work=%llu foreign=%llu\n", busy_all,
			    busy_work, busy_foreign);
}
