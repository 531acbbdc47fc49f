// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft-offload doctor: why is my traffic not offloaded? Collects findings; each
 * says what is so, and how to mend it. An id never changes its meaning.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "nft-offload.h"

struct one {
	bool		problem;
	const char	*id;
	char		*text;
	char		*fix;
};

struct findings {
	LIST(struct one);
};

void finding(struct findings *f, bool problem, const char *id, const char *fix,
	     const char *fmt, ...)
{
	struct one *one = LIST_ADD(f);
	va_list args;

	one->problem = problem;
	one->id = id;
	one->fix = fix ? strdup(fix) : NULL;
	va_start(args, fmt);
	if (vasprintf(&one->text, fmt, args) < 0)
		die(EXIT_ERROR, "out of memory");
	va_end(args);
}

static void print_findings(const struct findings *f)
{
	unsigned int problems = 0;
	size_t i;
	int pass;

	for (pass = 1; pass >= 0; pass--)
		for (i = 0; i < f->num; i++) {
			const struct one *one = &f->item[i];

			if (one->problem != pass)
				continue;
			problems += one->problem;
			printf("%s [%s]\n", one->problem ? "PROBLEM" : "note", one->id);
			print_wrapped(one->text, 2);
			if (one->fix) {
				puts("  what to do:");
				print_wrapped(one->fix, 4);
			}
			putchar('\n');
		}

	if (problems)
		printf("%u %s found.\n", problems, problems == 1 ? "problem" : "problems");
	else
		puts("Healthy: engine, flowtable, ruleset and devices fit together.");
}

static unsigned int report(const struct findings *f)
{
	unsigned int problems = 0;
	json_t *list;
	size_t i;

	for (i = 0; i < f->num; i++)
		problems += f->item[i].problem;
	if (!opt_json) {
		print_findings(f);
		return problems;
	}

	list = json_array();
	for (i = 0; i < f->num; i++)
		json_array_append_new(list, json_pack("{s:s, s:b, s:s, s:s?}",
			"id", f->item[i].id, "problem", f->item[i].problem,
			"text", f->item[i].text, "fix", f->item[i].fix));
	json_print(json_pack("{s:b, s:o}", "healthy", !problems, "findings", list));

	return problems;
}

static void check_backend(struct findings *f, const struct backend *be)
{
	if (be->size && be->used > be->size - be->size / 4)
		finding(f, true, "table-crowded",
			"offload fewer flows, or shorten net.netfilter.nf_flowtable_tcp_timeout and nf_flowtable_udp_timeout",
			"The table of %s is %.0f %% full: new flows wait for their second offer, and some find no place.",
			be->name, 100.0 * be->used / be->size);
	if (be->faults)
		finding(f, true, "engine-faults",
			"look at the kernel's log (dmesg); load the driver anew, and report it if it comes again",
			"%s did not answer %u times: flows were refused or not counted.",
			be->name, be->faults);
	if (be->no_counters)
		finding(f, false, "no-counters", NULL,
			"%s counts no packets on this machine: conntrack learns that offloaded connections live, not how much they carry.",
			be->name);
}

/* Where its driver is loaded already, to load it is no advice. */
static void no_engine(struct findings *f)
{
	if (access("/sys/module/nf_flow_hw_mtk", F_OK))
		finding(f, true, "no-engine", "modprobe nf_flow_hw_mtk (MediaTek PPE)",
			"nf_flow_hw is loaded, but no driver of an engine is: nothing can be offloaded to hardware.");
	else
		finding(f, true, "no-engine",
			"\"dmesg | grep PPE\" says why an engine is not used; on a machine without one: modprobe nf_flow_hw_soft ports=\"*\" (software engine)",
			"nf_flow_hw_mtk is loaded, but found no engine that it may use.");
}

static void check_backends(struct findings *f)
{
	backends_t list = get_backends();
	bool hardware = false;
	size_t i;

	for (i = 0; i < list.num; i++) {
		struct backend *be = &list.item[i];

		hardware |= be->engine == NF_FLOW_HW_ENGINE_HARDWARE;
		check_backend(f, be);
	}
	if (!doctor_ports(f, list.num) && !list.num)
		no_engine(f);
	else if (list.num && !hardware)
		finding(f, false, "software-engine", NULL,
			"All engines here are software: flows take a shorter way through the CPU, not around it.");
	free(list.item);
}

static void check_table(struct findings *f, const struct table *table)
{
	const struct device *dev;
	unsigned int served = 0;
	size_t i;

	for (i = 0; i < table->num_devices; i++) {
		dev = &table->device[i];
		served += dev->state != NF_FLOW_HW_DEVICE_SOFTWARE;
		if (dev->state == NF_FLOW_HW_DEVICE_INTREE)
			finding(f, false, "intree-driver", NULL,
				"%s is served by a driver of the kernel itself (e.g. mtk_eth_soc owns the PPE); nf_flow_hw leaves it alone and cannot show its flows.",
				dev->name);
	}
	if (!served)
		finding(f, true, "no-device-served",
			"list the physical ports of the engine as devices of the flowtable, and load its driver first",
			"No device of flowtable %s %s is served by an engine.",
			table->table, table->name);
	if (!table->counter)
		finding(f, true, "counter-missing",
			"add the line \"counter\" to the flowtable",
			"Flowtable %s %s has no \"counter\": packets that the engine forwards are missing in conntrack, so traffic accounting shows too little.",
			table->table, table->name);
}

static void check_paused(struct findings *f)
{
	struct status status = get_status();
	char fix[64];
	size_t i;

	for (i = 0; i < status.num_paused; i++) {
		snprintf(fix, sizeof(fix), "nft-offload resume %s",
			 dev_text(status.paused[i]));
		finding(f, true, "paused", fix,
			"%s is paused: no engine may use it.", dev_text(status.paused[i]));
	}
}

static void check_rejects(struct findings *f)
{
	rejects_t list = get_rejects();
	const struct reason_help *help;
	size_t i;

	for (i = 0; i < list.num; i++) {
		if (!list.item[i].count || !strcmp(list.item[i].name, "dying") ||
		    !strcmp(list.item[i].name, "tombstone"))
			continue;
		help = reason_help(list.item[i].name);
		finding(f, help->problem, "rejects", help->fix,
			"Refused %llu times since the module was loaded, reason %s: %s. See `nft-offload rejects`.",
			(unsigned long long)list.item[i].count, list.item[i].name,
			help->meaning);
	}
	free(list.item);
}

static int doctor_all(void)
{
	struct findings f = {};
	tables_t tables;
	size_t i;

	tables = get_tables();
	check_backends(&f);
	doctor_rules(&f, &tables);
	for (i = 0; i < tables.num; i++)
		check_table(&f, &tables.item[i]);
	doctor_devices(&f, &tables);
	doctor_tunnels(&f, &tables);
	doctor_sysctls(&f, &tables);
	check_paused(&f);
	check_rejects(&f);

	return report(&f) ? EXIT_UNHEALTHY : EXIT_OK;
}

/* Without the module there is nothing else to look at. */
static int doctor_no_module(void)
{
	struct findings f = {};

	finding(&f, true, "module-missing", on_openwrt() ?
		"install kmod-nft-offload-hw-mtk, then `service nft-offload restart` and `service firewall restart`; the service loads it at every boot" :
		"`modprobe nf_flow_hw_mtk`, then load the ruleset again (e.g. `nft -f /etc/nftables.conf`); to have it at every boot: `echo nf_flow_hw_mtk > /etc/modules-load.d/nft-offload.conf`",
		"The kernel module nf_flow_hw is not loaded: \"flags offload\" can reach the kernel's own drivers only.");
	report(&f);

	return EXIT_NO_MODULE;
}

int cmd_doctor(int argc, char **argv)
{
	struct addr addr[2];
	uint16_t port[2];

	if (argc && argc != 2)
		return usage_error("doctor", "two ends make a connection: IP:PORT IP:PORT");
	if (argc && (!end_parse(argv[0], &addr[0], &port[0]) ||
		     !end_parse(argv[1], &addr[1], &port[1])))
		return usage_error("doctor", "an end is written IP:PORT or [IP6]:PORT");
	if (argc && addr[0].len != addr[1].len)
		return usage_error("doctor", "both ends must be IPv4, or both IPv6");
	if (!nl_open())
		return doctor_no_module();
	/* The ruleset and the flows are for root only. */
	if (geteuid())
		die(EXIT_PERMISSION, "permission denied: run it as root");

	return argc ? doctor_flow(addr, port) : doctor_all();
}
