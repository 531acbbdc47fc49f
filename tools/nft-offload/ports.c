// SPDX-License-Identifier: GPL-2.0-only
/* Devices that are known to have no engine, and what they have instead. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "nft-offload.h"

static void set_str(char *to, size_t size, const struct nlattr *attr)
{
	if (attr)
		snprintf(to, size, "%s", mnl_attr_get_str(attr));
}

static int detail_cb(const struct nlattr *attr, void *data)
{
	const struct nlattr *a[NF_FLOW_HW_A_DETAIL_MAX + 1];
	struct port *port = data;
	struct detail *detail;

	if (mnl_attr_get_type(attr) != NF_FLOW_HW_A_PORT_DETAIL)
		return MNL_CB_OK;

	nl_nested(attr, a, NF_FLOW_HW_A_DETAIL_MAX);
	detail = LIST_ADD(&port->details);
	set_str(detail->name, sizeof(detail->name), a[NF_FLOW_HW_A_DETAIL_NAME]);
	set_str(detail->value, sizeof(detail->value), a[NF_FLOW_HW_A_DETAIL_VALUE]);

	return MNL_CB_OK;
}

static void port_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *a[NF_FLOW_HW_A_PORT_MAX + 1];
	struct port *port = LIST_ADD((ports_t *)arg);

	nl_attrs(nlh, a, NF_FLOW_HW_A_PORT_MAX);
	if (a[NF_FLOW_HW_A_PORT_IFINDEX])
		port->ifindex = mnl_attr_get_u32(a[NF_FLOW_HW_A_PORT_IFINDEX]);
	set_str(port->name, sizeof(port->name), a[NF_FLOW_HW_A_PORT_NAME]);
	set_str(port->driver, sizeof(port->driver), a[NF_FLOW_HW_A_PORT_DRIVER]);
	set_str(port->chip, sizeof(port->chip), a[NF_FLOW_HW_A_PORT_CHIP]);
	set_str(port->advice, sizeof(port->advice), a[NF_FLOW_HW_A_PORT_ADVICE]);
	mnl_attr_parse(nlh, 4, detail_cb, port);
}

static bool has_detail(const struct port *port, const char *name)
{
	size_t i;

	for (i = 0; i < port->details.num; i++)
		if (!strcmp(port->details.item[i].name, name))
			return true;

	return false;
}

static void add_dma_cap(struct port *port, const char *name, const char *value)
{
	struct detail *detail;

	if (has_detail(port, name))
		return;

	detail = LIST_ADD(&port->details);
	snprintf(detail->name, sizeof(detail->name), "%s", name);
	snprintf(detail->value, sizeof(detail->value), "%s",
		 !strcmp(value, "Y") ? "yes" : !strcmp(value, "N") ? "no" : value);
}

/* What stmmac read at its start and shows in debugfs, which needs no register. */
static void read_dma_cap(struct port *port)
{
	static const struct { const char *label, *name; } known[] = {
		{ "TSO", "tso" },
		{ "Split Header", "split-header" },
		{ "Number of L3/L4 Filters", "l3-l4-filters" },
		{ "Flexible RX Parser", "rx-parser" },
	};
	char path[96], line[128], label[64], value[32];
	FILE *file;
	size_t i;

	snprintf(path, sizeof(path), "/sys/kernel/debug/stmmaceth/%s/dma_cap", port->name);
	file = fopen(path, "r");
	if (!file)
		return;

	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, " %63[^:]: %31s", label, value) != 2)
			continue;
		for (i = 0; i < ARRAY_SIZE(known); i++)
			if (!strcmp(known[i].label, label))
				add_dma_cap(port, known[i].name, value);
	}
	fclose(file);
}

ports_t get_ports(void)
{
	ports_t list = {};
	size_t i;

	nl_talk(nl_request(NF_FLOW_HW_CMD_PORT_GET, true), port_cb, &list);
	for (i = 0; i < list.num; i++)
		if (!strcmp(list.item[i].driver, "rk-gmac"))
			read_dma_cap(&list.item[i]);

	return list;
}

void ports_free(ports_t *ports)
{
	size_t i;

	for (i = 0; i < ports->num; i++)
		free(ports->item[i].details.item);
	free(ports->item);
}

const struct port *port_find(const ports_t *ports, uint32_t ifindex)
{
	size_t i;

	for (i = 0; i < ports->num; i++)
		if (ports->item[i].ifindex == ifindex)
			return &ports->item[i];

	return NULL;
}

void print_ports(const ports_t *ports)
{
	size_t i, j;

	for (i = 0; i < ports->num; i++) {
		const struct port *port = &ports->item[i];

		printf("port: %s\n  chip: %s\n", port->name, port->chip);
		for (j = 0; j < port->details.num; j++)
			printf("  %s: %s\n", port->details.item[j].name,
			       port->details.item[j].value);
		print_wrapped(port->advice, 2);
		putchar('\n');
	}
}

json_t *json_ports(void)
{
	ports_t ports = get_ports();
	json_t *list = json_array(), *details;
	size_t i, j;

	for (i = 0; i < ports.num; i++) {
		const struct port *port = &ports.item[i];

		details = json_object();
		for (j = 0; j < port->details.num; j++)
			json_object_set_new(details, port->details.item[j].name,
					    json_string(port->details.item[j].value));
		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:o}",
			"name", port->name, "chip", port->chip, "driver", port->driver,
			"advice", port->advice, "details", details));
	}
	ports_free(&ports);

	return list;
}

static void doctor_port(struct findings *f, const ports_t *ports, size_t first, bool problem)
{
	const struct port *port = &ports->item[first];
	char names[256] = "", fix[sizeof(port->advice)];
	size_t i, len = 0;

	for (i = 0; i < ports->num && len < sizeof(names); i++) {
		if (strcmp(ports->item[i].chip, port->chip))
			continue;
		if (i < first)
			return;
		len += snprintf(names + len, sizeof(names) - len, "%s%s", len ? ", " : "",
				ports->item[i].name);
	}
	snprintf(fix, sizeof(fix), "%s", port->advice);
	fix[0] = toupper((unsigned char)fix[0]);
	finding(f, problem, "no-flow-hardware", fix,
		"There is no flow hardware in %s (%s), and no driver can change that.",
		port->chip, names);
}

/* Once per chip. A machine whose ports have no engine misses no driver: returns
 * whether there is such a port.
 */
bool doctor_ports(struct findings *f, bool engine)
{
	ports_t ports = get_ports();
	bool any = ports.num;
	size_t i;

	for (i = 0; i < ports.num; i++)
		doctor_port(f, &ports, i, !engine);
	ports_free(&ports);

	return any;
}
