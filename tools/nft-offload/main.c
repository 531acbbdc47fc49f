// SPDX-License-Identifier: GPL-2.0-only
/* nft-offload: see and steer what forwarding engines do for nftables. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "nft-offload.h"

bool opt_json;

static const char filter_help[] =
	"FILTER, joined by \"and\":\n"
	"  addr A | port P | end A:P    an end of the connection; up to two of them\n"
	"  proto tcp|udp|gre            the transport protocol\n"
	"  dev NAME                     comes in or goes out by this device\n"
	"  mark N[/MASK]                the conntrack mark\n"
	"  state hardware|software-engine|software|refused|tombstone\n"
	"  id TABLE/ID                  one flow, as `flows --json` shows it\n";

struct command {
	const char	*name;
	int		(*run)(int argc, char **argv);
	const char	*args;
	const char	*does;
	const char	*help;
};

static const struct command commands[] = {
	{ "status", cmd_status, "", "engines, flowtables, devices and totals",
	  "example:\n  nft-offload status\n" },
	{ "flows", cmd_flows, "[--top N] [FILTER…]", "flows and where each direction of them is",
	  "  --top N    only the N that moved most bytes\n"
	  "examples:\n"
	  "  nft-offload flows\n"
	  "  nft-offload flows addr 192.168.1.20 proto tcp\n"
	  "  nft-offload flows state refused\n" },
	{ "rejects", cmd_rejects, "[--all]", "what was refused, how often and why",
	  "  --all    reasons that never occurred, too\n"
	  "example:\n  nft-offload rejects\n" },
	{ "watch", cmd_watch, "[--interval S] [--count N] [--events]",
	  "flows by rate, live; lines in a pipe",
	  "  --interval S   seconds between two looks (default: 1)\n"
	  "  --count N      end after N looks\n"
	  "  --events       print what happens, a line each\n"
	  "examples:\n  nft-offload watch\n  nft-offload watch --events | grep removed\n" },
	{ "evict", cmd_evict, "all | FILTER…", "take flows out of their engines",
	  "Evicted flows end in the flowtable too: their next packet meets the ruleset\n"
	  "again, and may be offloaded again if that still allows it.\n"
	  "examples:\n  nft-offload evict all\n  nft-offload evict addr 192.168.1.20\n" },
	{ "revalidate", cmd_revalidate, "", "evict flows whose conntrack mark changed",
	  "A flow keeps the route and class that its mark chose when it was offered.\n"
	  "Parameter revalidate=Y of nf_flow_hw does this every few seconds.\n"
	  "example:\n  nft-offload revalidate\n" },
	{ "pause", cmd_pause, "DEVICE…", "no engine may use these devices (for tcpdump)",
	  "Lasts until resume, also when the ruleset is loaded again.\n"
	  "example:\n  nft-offload pause wan && tcpdump -i wan; nft-offload resume wan\n" },
	{ "resume", cmd_resume, "DEVICE… | --all", "end a pause",
	  "example:\n  nft-offload resume --all\n" },
	{ "soft", cmd_soft, "add|del DEVICE…", "serve devices by the software engine",
	  "For ports without flow hardware; needs the module nf_flow_hw_soft. Hardware is\n"
	  "preferred wherever it serves a device. Lasts as long as module and device.\n"
	  "example:\n  modprobe nf_flow_hw_soft && nft-offload soft add lan0 wan\n" },
	{ "metrics", cmd_metrics, "", "totals in Prometheus' text format",
	  "The cost does not depend on the number of flows.\n"
	  "example:\n  nft-offload metrics > /var/lib/node_exporter/nft_offload.prom\n" },
	{ "tune", cmd_tune, "[--apply | --undo] [DEVICE…]",
	  "spread the work of forwarding over the processors",
	  "For ports without an engine, on boards with fast and slow cores above all:\n"
	  "interrupts, RPS, XPS, threaded NAPI, receive rings and GRO. Shows each\n"
	  "setting as it is, a better one, and why; without an option it changes nothing.\n"
	  "  --apply    change them, until the next boot\n"
	  "  --undo     change them back to exactly what they were\n"
	  "example:\n  nft-offload tune\n  nft-offload tune --apply eth0 eth1\n" },
	{ "doctor", cmd_doctor, "[A:P A:P]", "why is my traffic not offloaded?",
	  "Without arguments: looks at modules, ruleset, devices and sysctls; the exit\n"
	  "status is 0 if nothing is wrong. With two ends: where this connection is.\n"
	  "examples:\n"
	  "  nft-offload doctor\n"
	  "  nft-offload doctor 192.168.1.20:50312 93.184.216.34:443\n" },
};

static void usage(FILE *out)
{
	size_t i;

	fputs("usage: nft-offload [--json] COMMAND [ARG…]\n\n"
	      "Begin with `nft-offload status`, and with `nft-offload doctor` where traffic\n"
	      "stays on the CPU.\n\n", out);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].does);
	fputs("\n`nft-offload COMMAND --help` shows arguments and examples.\n"
	      "exit status: 0 good; 1 doctor found a problem; 2 usage; 3 the kernel module\n"
	      "is not loaded; 4 permission denied; 5 another error\n", out);
}

static void help(const struct command *cmd)
{
	printf("usage: nft-offload [--json] %s%s%s\n%c%s.\n\n%s", cmd->name,
	       cmd->args[0] ? " " : "", cmd->args, cmd->does[0] - 'a' + 'A',
	       cmd->does + 1, cmd->help);
	if (strstr(cmd->args, "FILTER"))
		fputs(filter_help, stdout);
}

int usage_error(const char *cmd, const char *what)
{
	fprintf(stderr, "nft-offload: %s; see `nft-offload %s --help`\n", what, cmd);

	return EXIT_USAGE;
}

/* There rulesets are made and modules loaded by services. */
bool on_openwrt(void)
{
	return !access("/etc/openwrt_release", F_OK);
}

void need_module(void)
{
	if (nl_open())
		return;

	die(EXIT_NO_MODULE,
	    "the kernel module nf_flow_hw is not loaded\n"
	    "  load the driver of the engine, which brings it along:\n"
	    "    modprobe nf_flow_hw_mtk\n"
	    "  and load the ruleset again, e.g. %s", on_openwrt() ?
	    "service firewall restart" : "nft -f /etc/nftables.conf");
}

static bool number(const char *s, uint32_t *n, char end)
{
	char *rest;

	errno = 0;
	*n = strtoul(s, &rest, 0);

	return *s >= '0' && *s <= '9' && !errno && *rest == end;
}

static bool parse_mark(const char *s, struct filter *f)
{
	const char *slash = strchr(s, '/');

	f->has_mark = true;
	f->mask = UINT32_MAX;
	if (!slash)
		return number(s, &f->mark, '\0');

	return number(s, &f->mark, '/') && number(slash + 1, &f->mask, '\0');
}

static bool parse_id(const char *s, struct filter *f)
{
	const char *slash = strchr(s, '/');

	return slash && number(s, &f->table, '/') && number(slash + 1, &f->id, '\0') &&
	       f->table && f->id;
}

/* An end takes the first free place. */
static bool parse_filter_end(const char *key, const char *value, struct filter *f)
{
	int i = f->addr[0].len || f->has_port[0];
	uint32_t port;

	if (i && (f->addr[1].len || f->has_port[1]))
		return false;
	if (!strcmp(key, "addr"))
		return addr_parse(value, &f->addr[i]);

	f->has_port[i] = true;
	if (!strcmp(key, "end"))
		return end_parse(value, &f->addr[i], &f->port[i]);

	if (!number(value, &port, '\0') || port > UINT16_MAX)
		return false;
	f->port[i] = port;

	return true;
}

static bool parse_condition(const char *key, const char *value, struct filter *f)
{
	if (!strcmp(key, "addr") || !strcmp(key, "port") || !strcmp(key, "end"))
		return parse_filter_end(key, value, f);
	if (!strcmp(key, "proto"))
		return proto_parse(value, &f->l4proto);
	if (!strcmp(key, "mark"))
		return parse_mark(value, f);
	if (!strcmp(key, "id"))
		return parse_id(value, f);
	if (!strcmp(key, "state")) {
		f->has_state = true;
		return state_parse(value, &f->state);
	}
	if (!strcmp(key, "dev")) {
		f->ifindex = if_nametoindex(value);
		return f->ifindex;
	}

	return false;
}

static const struct {
	const char	*key;
	const char	*wants;
} conditions[] = {
	{ "addr",	"an IPv4 or IPv6 address; networks cannot be given" },
	{ "port",	"a number up to 65535" },
	{ "end",	"ADDRESS:PORT or [IPV6-ADDRESS]:PORT" },
	{ "proto",	"tcp, udp or gre" },
	{ "dev",	"a device of this network namespace; see `ip link`" },
	{ "mark",	"N or N/MASK, e.g. 0x52/0xff" },
	{ "state",	"hardware, software-engine, software, refused or tombstone" },
	{ "id",		"TABLE/ID, as `nft-offload flows --json` shows them" },
};

static bool ends_taken(const struct filter *f)
{
	return (f->addr[0].len || f->has_port[0]) && (f->addr[1].len || f->has_port[1]);
}

/* Say what is wrong with a condition, and what would be right. */
static void condition_error(const char *key, const char *value, bool full)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(conditions); i++) {
		if (strcmp(key, conditions[i].key))
			continue;
		if (!value)
			fprintf(stderr, "nft-offload: '%s' needs a value: %s\n", key,
				conditions[i].wants);
		else if (full && i < 3)
			fprintf(stderr, "nft-offload: '%s %s': a connection has two ends only\n",
				key, value);
		else
			fprintf(stderr, "nft-offload: '%s' is no value for '%s', which is %s\n",
				value, key, conditions[i].wants);
		return;
	}

	fprintf(stderr, "nft-offload: '%s' is no condition; there are:", key);
	for (i = 0; i < ARRAY_SIZE(conditions); i++)
		fprintf(stderr, " %s", conditions[i].key);
	fputc('\n', stderr);
}

bool parse_filter(int argc, char **argv, struct filter *filter, const char *cmd)
{
	const char *value;
	bool full;
	int i;

	memset(filter, 0, sizeof(*filter));
	for (i = 0; i < argc; i += 2) {
		value = i + 1 < argc ? argv[i + 1] : NULL;
		full = ends_taken(filter);
		if (value && parse_condition(argv[i], value, filter))
			continue;
		condition_error(argv[i], value, full);
		fprintf(stderr, "  see `nft-offload %s --help`\n", cmd);
		return false;
	}

	return true;
}

/* --json may stand anywhere; take it out. */
static int take_options(int argc, char **argv, bool *want_help)
{
	int i, num = 0;

	for (i = 0; i < argc; i++) {
		if (!strcmp(argv[i], "--json"))
			opt_json = true;
		else if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			*want_help = true;
		else
			argv[num++] = argv[i];
	}

	return num;
}

int main(int argc, char **argv)
{
	bool want_help = false;
	size_t i;
	int status;

	argc = take_options(argc - 1, ++argv, &want_help);
	if (!argc) {
		usage(want_help ? stdout : stderr);
		return want_help ? EXIT_OK : EXIT_USAGE;
	}

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if (strcmp(commands[i].name, argv[0]))
			continue;
		if (want_help) {
			help(&commands[i]);
			return EXIT_OK;
		}
		status = commands[i].run(argc - 1, argv + 1);
		if (fflush(stdout))
			die(EXIT_ERROR, "write: %s", strerror(errno));
		return status;
	}

	fprintf(stderr, "nft-offload: no %s '%s'; there are:",
		argv[0][0] == '-' ? "option" : "command", argv[0]);
	if (argv[0][0] == '-')
		fputs(" --json --help", stderr);
	for (i = 0; argv[0][0] != '-' && i < ARRAY_SIZE(commands); i++)
		fprintf(stderr, " %s", commands[i].name);
	fputs("\n  see `nft-offload --help`\n", stderr);

	return EXIT_USAGE;
}
