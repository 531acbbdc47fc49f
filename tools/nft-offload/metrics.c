// SPDX-License-Identifier: GPL-2.0-only
/* nft-offload metrics: Prometheus text format, at a constant cost. */
#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include "nft-offload.h"

static void head(const char *name, const char *type, const char *help)
{
	printf("# HELP nft_offload_%s %s\n# TYPE nft_offload_%s %s\n", name, help,
	       name, type);
}

static void by_engine(const char *name, uint64_t hw, uint64_t sw)
{
	printf("nft_offload_%s{engine=\"hardware\"} %" PRIu64 "\n"
	       "nft_offload_%s{engine=\"software\"} %" PRIu64 "\n", name, hw, name, sw);
}

static void totals(void)
{
	struct status s = get_status();

	head("flows", "gauge", "Flows in flowtables with flags offload.");
	printf("nft_offload_flows %u\n", s.flows);
	head("entries", "gauge", "Directions of flows that engines hold.");
	by_engine("entries", s.entries_hw, s.entries_sw);
	head("forwarded_packets_total", "counter",
	     "Packets that engines forwarded, as far as they were accounted.");
	by_engine("forwarded_packets_total", s.packets_hw, s.packets_sw);
	head("forwarded_bytes_total", "counter", "Bytes of these packets.");
	by_engine("forwarded_bytes_total", s.bytes_hw, s.bytes_sw);
	if (s.has_backlog) {
		head("backlog", "gauge", "Work in the flowtable's queues.");
		printf("nft_offload_backlog %u\n", s.backlog);
	}
	head("paused_devices", "gauge", "Devices that are paused.");
	printf("nft_offload_paused_devices %zu\n", s.num_paused);
}

/* What is known of each engine; those that @informed is set for not of all. */
static const struct figure {
	const char	*name, *type, *help;
	size_t		offset;
	bool		informed;
} figures[] = {
	{ "table_used", "gauge", "Entries used in the table of an engine.",
	  offsetof(struct backend, used), false },
	{ "table_size", "gauge", "Entries that the table of an engine can hold.",
	  offsetof(struct backend, size), false },
	{ "bucket_full_total", "counter", "Flows that found all ways of their bucket taken.",
	  offsetof(struct backend, bucket_full), true },
	{ "table_full_total", "counter", "Flows that found the table full.",
	  offsetof(struct backend, table_full), true },
	{ "evicted_total", "counter", "Idle entries that made room for others.",
	  offsetof(struct backend, evicted), true },
	{ "collisions_total", "counter", "Flows whose key belonged to another.",
	  offsetof(struct backend, collisions), true },
	{ "taken_over_total", "counter", "Entries that went from one flow to another.",
	  offsetof(struct backend, taken_over), true },
	{ "faults_total", "counter", "Times that an engine did not answer.",
	  offsetof(struct backend, faults), true },
	{ "flush_backlog", "gauge", "Entries that are unbound and wait for a flush.",
	  offsetof(struct backend, backlog), true },
};

static void figure(const struct figure *fig, const backends_t *list)
{
	const struct backend *be;
	size_t i;

	head(fig->name, fig->type, fig->help);
	for (i = 0; i < list->num; i++) {
		be = &list->item[i];
		if (!fig->informed || be->informed)
			printf("nft_offload_%s{backend=\"%s\",engine=\"%s\"} %u\n",
			       fig->name, be->name, engine_name(be->engine),
			       *(const uint32_t *)((const char *)be + fig->offset));
	}
}

static void backends(void)
{
	backends_t list = get_backends();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(figures); i++)
		figure(&figures[i], &list);
	head("engine_info", "gauge", "What an engine is.");
	for (i = 0; i < list.num; i++)
		printf("nft_offload_engine_info{backend=\"%s\",model=\"%s\",counters=\"%s\"} 1\n",
		       list.item[i].name, list.item[i].model,
		       list.item[i].no_counters ? "no" : "yes");
	free(list.item);
}

static void rejects(void)
{
	rejects_t list = get_rejects();
	size_t i;

	head("rejects_total", "counter", "Refusals by reason.");
	for (i = 0; i < list.num; i++)
		printf("nft_offload_rejects_total{reason=\"%s\"} %" PRIu64 "\n",
		       list.item[i].name, list.item[i].count);
	free(list.item);
}

static int as_json(void)
{
	rejects_t list = get_rejects();
	json_t *root = json_status(), *counts = json_object();
	size_t i;

	for (i = 0; i < list.num; i++)
		json_object_set_new(counts, list.item[i].name,
				    json_integer(list.item[i].count));
	json_object_set_new(root, "rejects", counts);
	json_print(root);
	free(list.item);

	return EXIT_OK;
}

int cmd_metrics(int argc, char **argv)
{
	(void)argv;
	if (argc)
		return usage_error("metrics", "metrics takes no argument");

	need_module();
	if (opt_json)
		return as_json();

	totals();
	backends();
	rejects();

	return EXIT_OK;
}
