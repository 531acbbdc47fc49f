// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tracepoints of the kernel by name: the variables are not exported.
 */
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "bench.h"

struct search {
	const char		*name;
	struct tracepoint	*found;
};

static void match(struct tracepoint *tp, void *priv)
{
	struct search *search = priv;

	if (!strcmp(tp->name, search->name))
		search->found = tp;
}

/* NULL if the kernel has no such tracepoint. */
struct tracepoint *bench_trace_find(const char *name)
{
	struct search search = { .name = name };

	for_each_kernel_tracepoint(match, &search);

	return search.found;
}
