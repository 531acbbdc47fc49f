// SPDX-License-Identifier: GPL-2.0-only
/* nft-offload rejects */
#include <stdlib.h>
#include <string.h>
#include "nft-offload.h"

/* The last ones are what one looks for; more of them in --json. */
#define SHOW	20

static json_t *rejects_json(const rejects_t *rejects, const refusals_t *refusals)
{
	json_t *counts = json_array(), *last = json_array();
	size_t i;

	for (i = 0; i < rejects->num; i++)
		json_array_append_new(counts, json_pack("{s:s, s:I, s:b, s:s}",
			"reason", rejects->item[i].name,
			"count", (json_int_t)rejects->item[i].count,
			"permanent", rejects->item[i].permanent,
			"meaning", reason_help(rejects->item[i].name)->meaning));
	for (i = 0; i < refusals->num; i++) {
		const struct refusal *r = &refusals->item[i];

		json_array_append_new(last,
			json_pack("{s:I, s:f, s:s, s:s, s:s, s:i, s:s, s:i, s:s, s:s}",
			"seq", (json_int_t)r->seq, "age", r->age_ms / 1000.0,
			"reason", r->name, "proto", proto_name(r->l4proto),
			"src", addr_text(&r->tuple.src), "sport", r->tuple.sport,
			"dst", addr_text(&r->tuple.dst), "dport", r->tuple.dport,
			"direction", r->direction ? "reply" : "original",
			"iif", dev_text(r->iif)));
		if (r->oif)
			json_object_set_new(json_array_get(last, json_array_size(last) - 1),
					    "oif", json_string(dev_text(r->oif)));
	}

	return json_pack("{s:o, s:o}", "reasons", counts, "last", last);
}

static bool print_counts(const rejects_t *rejects, bool all)
{
	const struct reject *r;
	bool any = false;
	size_t i;

	for (i = 0; i < rejects->num; i++) {
		r = &rejects->item[i];
		if (!r->count && !all)
			continue;
		if (!any)
			puts("   times  reason");
		any = true;
		printf("%8llu  %s\n", (unsigned long long)r->count, r->name);
		printf("          %s\n", reason_help(r->name)->meaning);
	}

	return any;
}

static void print_last(const refusals_t *refusals)
{
	size_t i = refusals->num > SHOW ? refusals->num - SHOW : 0;
	char prefix[64];

	if (!refusals->num)
		return;

	puts("\nlast refusals, the latest at the end:");
	for (; i < refusals->num; i++) {
		const struct refusal *r = &refusals->item[i];

		printf("%8s ago  %-14s %-8s in by %s", age_text(r->age_ms), r->name,
		       r->direction ? "reply" : "original", dev_text(r->iif));
		if (r->oif)
			printf(", out by %s", dev_text(r->oif));
		putchar('\n');
		snprintf(prefix, sizeof(prefix), "              %s ",
			 proto_name(r->l4proto));
		print_tuple(prefix, &r->tuple, "                  ");
		putchar('\n');
	}
}

int cmd_rejects(int argc, char **argv)
{
	bool all = argc == 1 && !strcmp(argv[0], "--all");
	refusals_t refusals;
	rejects_t rejects;

	if (argc && !all)
		return usage_error("rejects", "rejects takes --all only");

	need_module();
	rejects = get_rejects();
	refusals = get_refusals();
	if (opt_json) {
		json_print(rejects_json(&rejects, &refusals));
	} else {
		if (!print_counts(&rejects, all))
			puts("nothing was refused");
		print_last(&refusals);
	}
	free(rejects.item);
	free(refusals.item);

	return EXIT_OK;
}
