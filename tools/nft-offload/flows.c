// SPDX-License-Identifier: GPL-2.0-only
/* nft-offload flows */
#include <stdlib.h>
#include <string.h>
#include "nft-offload.h"

static void print_dir(const char *name, const struct flow_dir *dir)
{
	char way[2 * IFNAMSIZ + 2] = "";

	if (dir->iif)
		snprintf(way, sizeof(way), "%s>%s", dev_text(dir->iif),
			 dev_text(dir->oif));
	printf("  %-8s %-28.28s %-13s", name, state_words(dir), way);
	if (dir->counted)
		printf(" %8llu packets %8s", (unsigned long long)dir->packets,
		       bytes_text(dir->bytes));
	putchar('\n');
}

void flow_print(const struct flow *flow)
{
	char prefix[24];

	snprintf(prefix, sizeof(prefix), "%s ", proto_name(flow->l4proto));
	print_tuple(prefix, &flow->dir[0].tuple, "    ");
	if (flow->mark)
		printf(" mark 0x%x", flow->mark);
	if (flow->zone)
		printf(" zone %u", flow->zone);
	putchar('\n');
	print_dir("original", &flow->dir[0]);
	print_dir("reply", &flow->dir[1]);
}

static void print_sum(const flows_t *flows)
{
	unsigned int num[NF_FLOW_HW_FLOW_MAX + 1] = {};
	size_t i;
	int d;

	for (i = 0; i < flows->num; i++)
		for (d = 0; d < 2; d++)
			if (flows->item[i].dir[d].state <= NF_FLOW_HW_FLOW_MAX)
				num[flows->item[i].dir[d].state]++;

	printf("%zu %s; directions: %u in hardware", flows->num,
	       flows->num == 1 ? "flow" : "flows", num[NF_FLOW_HW_FLOW_HARDWARE]);
	if (num[NF_FLOW_HW_FLOW_SOFTWARE_ENGINE])
		printf(", %u in a software engine", num[NF_FLOW_HW_FLOW_SOFTWARE_ENGINE]);
	printf(", %u in software\n", num[NF_FLOW_HW_FLOW_SOFTWARE] +
	       num[NF_FLOW_HW_FLOW_REFUSED] + num[NF_FLOW_HW_FLOW_TOMBSTONE]);
}

static uint64_t moved(const struct flow *flow)
{
	const struct flow_dir *d = flow->dir;

	return (d[0].counted ? d[0].bytes : d[0].engine_packets) +
	       (d[1].counted ? d[1].bytes : d[1].engine_packets);
}

static int more_moved(const void *a, const void *b)
{
	uint64_t x = moved(a), y = moved(b);

	return (x < y) - (x > y);
}

/* --top N in front of the filter: the N flows that moved most. */
static bool take_top(int *argc, char ***argv, size_t *top)
{
	char *end;

	if (!*argc || strcmp(**argv, "--top"))
		return true;
	if (*argc < 2 || !strchr("123456789", (*argv)[1][0]))
		return false;
	*top = strtoul((*argv)[1], &end, 10);
	*argc -= 2;
	*argv += 2;

	return !*end;
}

int cmd_flows(int argc, char **argv)
{
	struct filter filter;
	size_t i, top = 0;
	json_t *list;
	flows_t flows;

	if (!take_top(&argc, &argv, &top))
		return usage_error("flows", "--top needs a number");
	if (!parse_filter(argc, argv, &filter, "flows"))
		return EXIT_USAGE;

	need_module();
	flows = get_flows(&filter);
	if (top) {
		qsort(flows.item, flows.num, sizeof(*flows.item), more_moved);
		flows.num = flows.num < top ? flows.num : top;
	}
	if (opt_json) {
		list = json_array();
		for (i = 0; i < flows.num; i++)
			json_array_append_new(list, json_flow(&flows.item[i]));
		json_print(json_pack("{s:o}", "flows", list));
	} else {
		for (i = 0; i < flows.num; i++)
			flow_print(&flows.item[i]);
		print_sum(&flows);
	}
	free(flows.item);

	return EXIT_OK;
}
