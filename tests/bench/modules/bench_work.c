// SPDX-License-Identifier: GPL-2.0-only
/*
 * What our modules do in the background on behalf of a flow: the time of the work
 * items whose functions are theirs.
 */
#include <linux/kallsyms.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <linux/workqueue.h>

#include "bench.h"

static struct tracepoint *tp_start, *tp_end;
static u64 work_start, work_foreign, work_time, work_num;

/**
 * bench_work_is_ours - is a work item one of the core or of the driver?
 * @fn: its function; looked up only if it is another one than last time
 */
bool bench_work_is_ours(work_func_t fn)
{
	static work_func_t last;
	static bool ours;
	char name[KSYM_SYMBOL_LEN];

	if (fn == last)
		return ours;

	/* The simulator's work is the engine's. */
	sprint_symbol_no_offset(name, (unsigned long)fn);
	ours = strstr(name, "[nf_flow_hw]") || strstr(name, "[nf_flow_hw_mtk]");
	last = fn;

	return ours;
}

static void on_start(void *data, struct work_struct *work)
{
	work_foreign = bench_io_foreign();
	work_start = 0;
	if (!bench_work_is_ours(work->func))
		return;

	work_start = get_cycles();
	bench_mark(BENCH_PHASE_WORK);
}

static void on_end(void *data, struct work_struct *work, work_func_t fn)
{
	if (!work_start || !bench_work_is_ours(fn))
		return;

	bench_mark(BENCH_PHASE_END);
	work_time += get_cycles() - work_start - (bench_io_foreign() - work_foreign);
	work_num++;
	work_start = 0;
}

void bench_work_reset(void)
{
	work_time = 0;
	work_num = 0;
}

void bench_work_show(void)
{
	bench_print("work", "n=%llu sum=%llu\n", work_num, work_time);
}

int bench_work_init(void)
{
	int err;

	tp_start = bench_trace_find("workqueue_execute_start");
	tp_end = bench_trace_find("workqueue_execute_end");
	if (!tp_start || !tp_end)
		return -ENOENT;

	err = tracepoint_probe_register(tp_start, on_start, NULL);
	if (err)
		return err;

	err = tracepoint_probe_register(tp_end, on_end, NULL);
	if (err)
		tracepoint_probe_unregister(tp_start, on_start, NULL);

	return err;
}

void bench_work_exit(void)
{
	tracepoint_probe_unregister(tp_end, on_end, NULL);
	tracepoint_probe_unregister(tp_start, on_start, NULL);
	tracepoint_synchronize_unregister();
}
