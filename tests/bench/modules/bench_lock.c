// SPDX-License-Identifier: GPL-2.0-only
/*
 * Longest time that each function of ours held a lock, the model of the registers
 * and this instrument apart. One processor, so one stack of held locks will do.
 */
#include <linux/module.h>
#include <linux/preempt.h>

#include "bench.h"
#include "bench_lock.h"

#define BENCH_LOCKS	64
#define BENCH_DEPTH	16

struct held {
	const void	*lock;
	const char	*kind;
	const char	*func;
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

	preempt_disable();
	if (depth < BENCH_DEPTH)
		held[depth++] = (struct held){ lock, kind, func };
	own += get_cycles() - now;
	if (depth) {
		held[depth - 1].apart = apart();
		held[depth - 1].start = get_cycles();
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
		account(h, now - h->start - (apart() - h->apart));
		depth--;
		memmove(h, h + 1, (held + depth - h) * sizeof(*h));
	}
	own += get_cycles() - now;
	preempt_enable();
}
EXPORT_SYMBOL_GPL(bench_lock_leave);

void bench_lock_reset(void)
{
	memset(longest, 0, sizeof(longest));
}

void bench_lock_show(void)
{
	unsigned int i;

	for (i = 0; i < BENCH_LOCKS && longest[i].func; i++)
		bench_print(longest[i].kind, "value=%llu n=%llu func=%s\n",
			    longest[i].max, longest[i].num, longest[i].func);
}
