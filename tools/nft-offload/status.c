// SPDX-License-Identifier: GPL-2.0-only
/* nft-offload status: one screen. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "nft-offload.h"

static void print_info(const struct backend *be)
{
	if (!be->informed)
		return;

	printf("  no room: %u in their bucket, %u in the table; %u key collisions\n",
	       be->bucket_full, be->table_full, be->collisions);
	printf("  %u idle entries evicted, %u taken over, %u to be flushed; %u faults\n",
	       be->evicted, be->taken_over, be->backlog, be->faults);
}

static void print_backends(const ports_t *ports)
{
	backends_t backends = get_backends();
	size_t i;

	if (!backends.num && ports->num)
		puts("engine: none\n  these ports have none, see below\n");
	else if (!backends.num)
		puts("engine: none\n"
		     "  no driver of an engine is loaded, so everything stays in software;\n"
		     "  load it: modprobe nf_flow_hw_mtk\n");

	for (i = 0; i < backends.num; i++) {
		struct backend *be = &backends.item[i];

		printf("engine: %s\n  type: %s%s%s", be->name, engine_name(be->engine),
		       be->model[0] ? ", " : "", be->model);
		if (be->generation)
			printf(" (generation %u)", be->generation);
		printf("\n  table: %u of %u entries used (%.1f %%)", be->used, be->size,
		       be->size ? 100.0 * be->used / be->size : 0.0);
		if (be->units > 1)
			printf(", in %u engines", be->units);
		if (be->ways)
			printf(", %u ways", be->ways);
		putchar('\n');
		print_info(be);
		printf("  counters: %s\n", be->no_counters ?
		       "no counters in this engine; conntrack only learns that flows live" :
		       "packets and bytes");
		printf("  can: %s\n\n", feature_words(be->features));
	}
	free(backends.item);
}

static const char *device_words(const struct device *dev, const ports_t *ports)
{
	const struct port *port = port_find(ports, dev->ifindex);
	static char buf[160];

	switch (dev->state) {
	case NF_FLOW_HW_DEVICE_BACKEND:
		snprintf(buf, sizeof(buf), "%s, by %s", engine_name(dev->engine),
			 dev->backend);
		break;
	case NF_FLOW_HW_DEVICE_INTREE:
		return "left to a driver of the kernel itself";
	default:
		if (!port)
			return "software only: no engine reaches this device";
		snprintf(buf, sizeof(buf), "software only: no flow hardware in %s",
			 port->chip);
		break;
	}

	return buf;
}

static void print_tables(const ports_t *ports)
{
	tables_t tables = get_tables();
	size_t i, j;

	if (!tables.num)
		puts("flowtable: none with \"flags offload\" that came after nf_flow_hw\n"
		     "  `nft-offload doctor` says what is missing\n");

	for (i = 0; i < tables.num; i++) {
		struct table *table = &tables.item[i];

		printf("flowtable: %s %s %s\n", family_name(table->family),
		       table->table, table->name);
		printf("  flows: %u\n", table->flows);
		if (!table->counter)
			puts("  counters: off (add \"counter\" to the flowtable)");
		for (j = 0; j < table->num_devices; j++)
			printf("  %s: %s%s\n", table->device[j].name,
			       device_words(&table->device[j], ports),
			       table->device[j].paused ? " (paused)" : "");
		putchar('\n');
	}
	tables_free(&tables);
}

static void print_traffic(const char *where, uint32_t entries, uint64_t packets,
			  uint64_t bytes)
{
	printf("%s: %u %s now; %llu packets, %s accounted\n", where, entries,
	       entries == 1 ? "direction" : "directions", (unsigned long long)packets,
	       bytes_text(bytes));
}

static void print_rejects(void)
{
	rejects_t rejects = get_rejects();
	struct reject *most = NULL;
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < rejects.num; i++) {
		sum += rejects.item[i].count;
		if (!most || rejects.item[i].count > most->count)
			most = &rejects.item[i];
	}
	if (sum)
		printf("refused: %llu times, mostly: %s (see `nft-offload rejects`)\n",
		       (unsigned long long)sum, most->name);
	free(rejects.item);
}

static void print_totals(void)
{
	struct status status = get_status();
	size_t i;

	print_traffic("in hardware", status.entries_hw, status.packets_hw,
		      status.bytes_hw);
	if (status.entries_sw || status.packets_sw)
		print_traffic("in a software engine", status.entries_sw,
			      status.packets_sw, status.bytes_sw);
	if (status.has_backlog)
		printf("backlog: %u pieces of work in the flowtable's queues\n",
		       status.backlog);
	print_rejects();
	for (i = 0; i < status.num_paused; i++)
		printf("paused: %s (nft-offload resume %s)\n",
		       dev_text(status.paused[i]), dev_text(status.paused[i]));
}

int cmd_status(int argc, char **argv)
{
	ports_t ports;

	(void)argv;
	if (argc)
		return usage_error("status", "status takes no argument");

	need_module();
	if (opt_json) {
		json_print(json_status());
		return EXIT_OK;
	}

	ports = get_ports();
	print_backends(&ports);
	print_ports(&ports);
	print_tables(&ports);
	print_totals();
	ports_free(&ports);

	return EXIT_OK;
}
