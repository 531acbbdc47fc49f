// SPDX-License-Identifier: GPL-2.0-only
/* nft-offload doctor IP:PORT IP:PORT: where is this connection, and why? */
#include <ifaddrs.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "nft-offload.h"

struct answer {
	json_t		*lines;
	bool		offloaded;
};

static void say(struct answer *answer, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void say(struct answer *answer, const char *fmt, ...)
{
	char buf[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(buf, sizeof(buf), fmt, args);
	va_end(args);
	json_array_append_new(answer->lines, json_string(buf));
	if (!opt_json)
		print_wrapped(buf + strspn(buf, " "), strspn(buf, " "));
}

static bool is_local(const struct addr *addr)
{
	struct ifaddrs *all, *ifa;
	bool found = false;
	const void *raw;

	if (getifaddrs(&all))
		return false;
	for (ifa = all; ifa && !found; ifa = ifa->ifa_next) {
		if (!ifa->ifa_addr)
			continue;
		if (ifa->ifa_addr->sa_family == AF_INET && addr->len == 4)
			raw = &((struct sockaddr_in *)ifa->ifa_addr)->sin_addr;
		else if (ifa->ifa_addr->sa_family == AF_INET6 && addr->len == 16)
			raw = &((struct sockaddr_in6 *)ifa->ifa_addr)->sin6_addr;
		else
			continue;
		found = !memcmp(raw, addr->byte, addr->len);
	}
	freeifaddrs(all);

	return found;
}

static bool tuple_has(const struct tuple *t, const struct addr *addr, uint16_t port)
{
	return (addr_same(&t->src, addr) && t->sport == port) ||
	       (addr_same(&t->dst, addr) && t->dport == port);
}

static void explain_dir(struct answer *answer, const char *name,
			const struct flow_dir *dir)
{
	const struct reason_help *help;

	say(answer, "%s direction: %s", name, state_words(dir));
	if (dir->iif)
		say(answer, "  in by %s, out by %s", dev_text(dir->iif),
		    dev_text(dir->oif));
	if (dir->counted)
		say(answer, "  %llu packets, %llu of them by an engine",
		    (unsigned long long)dir->packets,
		    (unsigned long long)dir->engine_packets);
	if (dir->state != NF_FLOW_HW_FLOW_REFUSED)
		return;

	help = reason_help(dir->reason_name);
	say(answer, "  %s", help->meaning);
	if (help->fix)
		say(answer, "  what to do: %s", help->fix);
}

static bool in_engine(const struct flow_dir *dir)
{
	return dir->state == NF_FLOW_HW_FLOW_HARDWARE ||
	       dir->state == NF_FLOW_HW_FLOW_SOFTWARE_ENGINE;
}

static void explain_flow(struct answer *answer, const struct flow *flow)
{
	const struct tuple *t = &flow->dir[0].tuple;

	say(answer, "%s %s > %s", proto_name(flow->l4proto), end_text(&t->src, t->sport),
	    end_text(&t->dst, t->dport));
	explain_dir(answer, "original", &flow->dir[0]);
	explain_dir(answer, "reply", &flow->dir[1]);
	answer->offloaded = in_engine(&flow->dir[0]) && in_engine(&flow->dir[1]);
}

/* "src=A dst=B sport=P dport=Q" of a line of conntrack names our ends? */
static bool line_has(const char *line, const struct addr *addr, uint16_t port)
{
	char src[80], dst[80];

	snprintf(src, sizeof(src), "src=%s ", addr_text(addr));
	snprintf(dst, sizeof(dst), "dst=%s ", addr_text(addr));
	if (!strstr(line, src) && !strstr(line, dst))
		return false;
	snprintf(src, sizeof(src), "sport=%u ", port);
	snprintf(dst, sizeof(dst), "dport=%u ", port);

	return strstr(line, src) || strstr(line, dst);
}

static bool tracked(const struct addr addr[2], const uint16_t port[2], char *line,
		    size_t size)
{
	const char *const ask[] = {
		"conntrack -L -f ipv4 2>/dev/null", "conntrack -L -f ipv6 2>/dev/null",
	};
	FILE *ct = popen(ask[addr[0].len == 16], "r");
	bool found = false;

	if (!ct)
		return false;
	while (!found && fgets(line, size, ct))
		found = line_has(line, &addr[0], port[0]) &&
			line_has(line, &addr[1], port[1]);
	while (fgets((char[256]){}, 256, ct))
		;
	pclose(ct);

	return found;
}

/* Nothing was refused, because nothing was offered. */
static bool explain_way(struct answer *answer, const struct addr addr[2])
{
	tables_t tables = get_tables();
	bool found = false;
	char text[256];
	int i;

	for (i = 0; i < 2; i++)
		if (doctor_way(&addr[i], &tables, text, sizeof(text))) {
			say(answer, "%s", text);
			found = true;
		}
	tables_free(&tables);

	return found;
}

static void explain_tracked(struct answer *answer, const char *line,
			    const struct addr addr[2], bool refused)
{
	bool offloaded = strstr(line, "OFFLOAD]");
	bool explained = refused || (!offloaded && explain_way(answer, addr));

	if (offloaded && refused)
		say(answer, "It is in a flowtable, forwarded by the kernel in software.");
	else if (offloaded)
		say(answer, "It is in a flowtable that nf_flow_hw does not serve: created before the module was loaded, or without \"flags offload\". Load the ruleset again.");
	else if (strstr(line, "[UNREPLIED]"))
		say(answer, "Conntrack saw no answer yet: it is offloaded once it is established.");
	else if (!strncmp(line, "tcp", 3) && !strstr(line, "ESTABLISHED"))
		say(answer, "The connection is opening or closing; only an established one is offloaded.");
	else if (!explained)
		say(answer, "Conntrack knows it, but no \"flow add\" rule took it: is there one, before any accept, that matches it? `nft-offload doctor` looks.");
}

/* The latest between these ends, NULL if there is none. */
static const struct refusal *last_refusal(const refusals_t *list,
					  const struct addr addr[2],
					  const uint16_t port[2])
{
	const struct refusal *r;
	size_t i;

	for (i = list->num; i--;) {
		r = &list->item[i];
		if (tuple_has(&r->tuple, &addr[0], port[0]) &&
		    tuple_has(&r->tuple, &addr[1], port[1]))
			return r;
	}

	return NULL;
}

static void explain_refusal(struct answer *answer, const struct refusal *r)
{
	const struct reason_help *help = reason_help(r->name);

	say(answer, "It was refused %s ago: %s", age_text(r->age_ms), help->meaning);
	if (help->fix)
		say(answer, "what to do: %s", help->fix);
}

static bool ends_here(struct answer *answer, const struct addr addr[2])
{
	int i;

	for (i = 0; i < 2; i++)
		if (is_local(&addr[i])) {
			say(answer, "%s is an address of this machine: traffic that begins or ends here is never offloaded, only what is forwarded. Do not test on the router itself.",
			    addr_text(&addr[i]));
			return true;
		}

	return false;
}

static void explain_absent(struct answer *answer, const struct addr addr[2],
			   const uint16_t port[2])
{
	const struct refusal *r;
	refusals_t list;
	char line[1024];

	say(answer, "Not among the flows of nf_flow_hw.");
	if (ends_here(answer, addr))
		return;

	list = get_refusals();
	r = last_refusal(&list, addr, port);
	if (tracked(addr, port, line, sizeof(line)))
		explain_tracked(answer, line, addr, r);
	else
		say(answer, "Conntrack does not know it either: no such connection now, or \"notrack\".");
	if (r)
		explain_refusal(answer, r);
	free(list.item);
}

int doctor_flow(const struct addr addr[2], const uint16_t port[2])
{
	struct filter filter = {
		.addr		= { addr[0], addr[1] },
		.port		= { port[0], port[1] },
		.has_port	= { true, true },
	};
	struct answer answer = { .lines = json_array() };
	flows_t flows = get_flows(&filter);
	size_t i;

	for (i = 0; i < flows.num; i++)
		explain_flow(&answer, &flows.item[i]);
	if (!flows.num)
		explain_absent(&answer, addr, port);
	if (opt_json)
		json_print(json_pack("{s:b, s:O}", "offloaded", answer.offloaded,
				     "explanation", answer.lines));
	json_decref(answer.lines);
	free(flows.item);

	return answer.offloaded ? EXIT_OK : EXIT_UNHEALTHY;
}
