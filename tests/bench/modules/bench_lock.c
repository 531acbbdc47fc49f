// SPDX-License-Identifier: GPL-2.0-only
/*
 * Longest time that each function of ours held a lock, the model of the registers,
 * this instrument and what other tasks did while the holder slept apart. One
 * processor, so one stack of held locks will do.
 */
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "bench.h"
#include "bench_lock.h"

#define BENCH_LOCKS	64
#define BENCH_DEPTH	16

/* The processor is the holder's since @start; before, it was for @cost. */
struct held {
	const void	*lock;
	const char	*kind;
	const char	*func;
	const void	*task;
	u64		cost;
	u64		start;
	u64		apart;
};

struct longest {
	const char	*kind;
	const char	*func;
	u64		num;
	u64		max;
};

static struct held held[BENCH_DEPTH];
static unsigned int depth;
static struct longest longest[BENCH_LOCKS];
static u64 own; /* instructions of this file */
static bool entered;
static struct tracepoint *tp_switch;
static bool watched;

static u64 apart(void)
{
	return own + bench_io_foreign();
}

/* A lock of another name was taken below ours, or a sleeper came back: look for it. */
static struct held *held_find(const void *lock)
{
	unsigned int i;

	for (i = depth; i-- > 0;)
		if (held[i].lock == lock)
			return &held[i];

	return NULL;
}

static void account(const struct held *h, u64 cost)
{
	unsigned int i;

	for (i = 0; i < BENCH_LOCKS; i++) {
		struct longest *l = &longest[i];

		if (l->func && (l->func != h->func || l->kind != h->kind))
			continue;
		l->func = h->func;
		l->kind = h->kind;
		l->num++;
		l->max = max(l->max, cost);
		return;
	}
}

void bench_lock_enter(const void *lock, const char *kind, const char *func)
{
	u64 now = get_cycles();
	struct held *h = NULL;

	preempt_disable();
	entered = true;
	if (depth < BENCH_DEPTH) {
		h = &held[depth++];
		*h = (struct held){ lock, kind, func, current };
	}
	own += get_cycles() - now;
	if (h) {
		h->apart = apart();
		h->start = get_cycles();
	}
	preempt_enable();
}
EXPORT_SYMBOL_GPL(bench_lock_enter);

void bench_lock_leave(const void *lock)
{
	u64 now = get_cycles();
	struct held *h;

	preempt_disable();
	h = held_find(lock);
	if (h) {
		account(h, h->cost + now - h->start - (apart() - h->apart));
		depth--;
		memmove(h, h + 1, (held + depth - h) * sizeof(*h));
	}
	own += get_cycles() - now;
	preempt_enable();
}
EXPORT_SYMBOL_GPL(bench_lock_leave);

/* What the next task does is not the time of the one that sleeps with a lock. */
static void on_switch(void *data, bool preempt, struct task_struct *prev,
		      struct task_struct *next, unsigned int prev_state)
{
	u64 now = get_cycles();
	unsigned int i;

	for (i = 0; i < depth; i++)
		if (held[i].task == prev)
			held[i].cost += now - held[i].start - (apart() - held[i].apart);
	own += get_cycles() - now;
	for (i = 0; i < depth; i++) {
		if (held[i].task != next)
			continue;
		held[i].apart = apart();
		held[i].start = get_cycles();
	}
}

/* Only the build that tells of its locks pays for it. */
static void watch(void)
{
	if (!entered || watched)
		return;

	tp_switch = bench_trace_find("sched_switch");
	watched = tp_switch && !tracepoint_probe_register(tp_switch, on_switch, NULL);
	if (!watched)
		pr_err("bench: switches between tasks cannot be seen\n");
}

void bench_lock_exit(void)
{
	if (!watched)
		return;

	tracepoint_probe_unregister(tp_switch, on_switch, NULL);
	tracepoint_synchronize_unregister();
}

void bench_lock_reset(void)
{
	watch();
	memset(longest, 0, sizeof(longest));
}

void bench_lock_show(void)
{
	unsigned int i;

	for (i = 0; i < BENCH_LOCKS && longest[i].func; i++)
		bench_print(longest[i].kind, "value=%llu n=%llu func=%s\n",
			    longest[i].max, longest[i].num, longest[i].func);
}
