// SPDX-License-Identifier: GPL-2.0-only
/* What --json prints; the members are documented in nft-offload.8. */
#include <stdlib.h>
#include "nft-offload.h"

void json_print(json_t *root)
{
	if (!root || json_dumpf(root, stdout, JSON_INDENT(1) | JSON_PRESERVE_ORDER))
		die(EXIT_ERROR, "cannot write JSON");
	putchar('\n');
	json_decref(root);
}

static void set_counters(json_t *obj, const struct flow_dir *dir)
{
	if (dir->counted) {
		json_object_set_new(obj, "packets", json_integer(dir->packets));
		json_object_set_new(obj, "bytes", json_integer(dir->bytes));
	}
	json_object_set_new(obj, "engine_packets", json_integer(dir->engine_packets));
}

json_t *json_dir(const struct flow_dir *dir)
{
	json_t *obj = json_pack("{s:s, s:i, s:s, s:i, s:s}",
				"src", addr_text(&dir->tuple.src),
				"sport", dir->tuple.sport,
				"dst", addr_text(&dir->tuple.dst),
				"dport", dir->tuple.dport,
				"state", state_name(dir->state));

	if (dir->reason)
		json_object_set_new(obj, "reason", json_string(dir->reason_name));
	if (dir->backend[0])
		json_object_set_new(obj, "backend", json_string(dir->backend));
	if (dir->iif) {
		json_object_set_new(obj, "iif", json_string(dev_text(dir->iif)));
		json_object_set_new(obj, "oif", json_string(dev_text(dir->oif)));
	}
	set_counters(obj, dir);

	return obj;
}

json_t *json_flow(const struct flow *flow)
{
	return json_pack("{s:I, s:I, s:s, s:I, s:i, s:o, s:o}",
			 "table", (json_int_t)flow->table,
			 "id", (json_int_t)flow->id,
			 "proto", proto_name(flow->l4proto),
			 "mark", (json_int_t)flow->mark, "zone", flow->zone,
			 "original", json_dir(&flow->dir[0]),
			 "reply", json_dir(&flow->dir[1]));
}

static json_t *json_features(uint32_t features)
{
	json_t *list = json_array();
	uint32_t bit;

	for (bit = 1; bit && bit <= NF_FLOW_HW_FEATURE_GRE; bit <<= 1)
		if (features & bit)
			json_array_append_new(list, json_string(feature_words(bit)));

	return list;
}

static void set_info(json_t *obj, const struct backend *be)
{
	json_object_update_new(obj,
		json_pack("{s:i, s:i, s:I, s:I, s:I, s:I, s:I, s:I, s:I}",
			  "units", be->units, "ways", be->ways,
			  "bucket_full", (json_int_t)be->bucket_full,
			  "table_full", (json_int_t)be->table_full,
			  "evicted", (json_int_t)be->evicted,
			  "collisions", (json_int_t)be->collisions,
			  "taken_over", (json_int_t)be->taken_over,
			  "faults", (json_int_t)be->faults,
			  "backlog", (json_int_t)be->backlog));
}

static json_t *json_backend(const struct backend *be)
{
	json_t *obj = json_pack("{s:s, s:s, s:I, s:I, s:I, s:b, s:o}", "name", be->name,
				"engine", engine_name(be->engine),
				"used", (json_int_t)be->used,
				"free", (json_int_t)(be->size - be->used),
				"size", (json_int_t)be->size,
				"counters", !be->no_counters,
				"features", json_features(be->features));

	if (be->model[0])
		json_object_set_new(obj, "model", json_string(be->model));
	if (be->generation)
		json_object_set_new(obj, "generation", json_integer(be->generation));
	if (be->informed)
		set_info(obj, be);

	return obj;
}

static json_t *json_backends(void)
{
	backends_t backends = get_backends();
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < backends.num; i++) {
		struct backend *be = &backends.item[i];

		json_array_append_new(list, json_backend(be));
	}
	free(backends.item);

	return list;
}

static json_t *json_device(const struct device *dev)
{
	static const char *const server[] = { "none", "backend", "in-tree" };
	json_t *obj = json_pack("{s:s, s:s, s:b}", "name", dev->name, "served_by",
				dev->state < ARRAY_SIZE(server) ? server[dev->state] : "?",
				"paused", dev->paused);

	if (dev->state == NF_FLOW_HW_DEVICE_BACKEND) {
		json_object_set_new(obj, "backend", json_string(dev->backend));
		json_object_set_new(obj, "engine", json_string(engine_name(dev->engine)));
	}

	return obj;
}

static json_t *json_tables(void)
{
	tables_t tables = get_tables();
	json_t *list = json_array(), *devices;
	size_t i, j;

	for (i = 0; i < tables.num; i++) {
		struct table *table = &tables.item[i];

		devices = json_array();
		for (j = 0; j < table->num_devices; j++)
			json_array_append_new(devices, json_device(&table->device[j]));
		json_array_append_new(list, json_pack("{s:I, s:s, s:s, s:s, s:b, s:I, s:o}",
			"id", (json_int_t)table->id, "family", family_name(table->family),
			"table", table->table, "name", table->name,
			"counter", table->counter, "flows", (json_int_t)table->flows,
			"devices", devices));
	}
	tables_free(&tables);

	return list;
}

json_t *json_status(void)
{
	struct status status = get_status();
	json_t *paused = json_array(), *root;
	size_t i;

	for (i = 0; i < status.num_paused; i++)
		json_array_append_new(paused, json_string(dev_text(status.paused[i])));

	root = json_pack("{s:o, s:o, s:o, s:I, s:{s:I, s:I, s:I}, s:{s:I, s:I, s:I}, s:I, s:o}",
			 "backends", json_backends(), "ports", json_ports(),
			 "flowtables", json_tables(),
			 "flows", (json_int_t)status.flows,
			 "hardware", "entries", (json_int_t)status.entries_hw,
			 "packets", (json_int_t)status.packets_hw,
			 "bytes", (json_int_t)status.bytes_hw,
			 "software_engine", "entries", (json_int_t)status.entries_sw,
			 "packets", (json_int_t)status.packets_sw,
			 "bytes", (json_int_t)status.bytes_sw,
			 "refusals", (json_int_t)status.rejects, "paused", paused);
	if (status.has_backlog)
		json_object_set_new(root, "backlog", json_integer(status.backlog));

	return root;
}
