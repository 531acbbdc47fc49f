// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft-offload doctor: the ruleset, as `nft -j` shows it. Flags of flowtables and
 * devices of chains are missing there in many versions of nft, so these come from
 * its text.
 */
#include <stdlib.h>
#include <string.h>
#include "nft-offload.h"

struct flowtable {
	char	family[16];
	char	table[256];
	char	chain[256];	/* the one that was begun last */
	char	name[256];
	bool	offload;
};

typedef LIST(struct flowtable) flowtables_t;

struct rules {
	struct findings	*f;
	const tables_t	*tables;
	json_t		*list;		/* the array "nftables" */
	unsigned int	flow_rules;	/* "flow add" seen */
	bool		queue, log, limit, helper, notrack;
	bool		egress;		/* the chain at hand */
};

/* A chain at a device, e.g. "type filter hook ingress device "lan1" priority 0;"
 * or "devices = { lan1, lan2 }" in its place.
 */
static void device_chain(struct rules *r, const struct flowtable *now, char *line)
{
	char *word, *rest = line;
	bool after = false;

	while ((word = strsep(&rest, " \t\"{},;=\n"))) {
		if (after && dev_in_tables(r->tables, word)) {
			finding(r->f, false, "netdev-chain", NULL,
				"Chain %s %s is hooked to the %s of %s: it does not see packets that the engine forwards.",
				now->table, now->chain,
				r->egress ? "egress" : "ingress", word);
			return;
		}
		if (!strcmp(word, "egress"))
			r->egress = true;
		after |= !strcmp(word, "device") || !strcmp(word, "devices");
		if (!strcmp(word, "priority"))
			return;
	}
}

/* Words of a line such as "table inet fw {". */
static void text_line(struct rules *r, char *line, struct flowtable *now,
		      flowtables_t *all)
{
	char word[16], a[256], b[256];
	int num = sscanf(line, " %15s %255s %255s", word, a, b);

	if (num == 3 && !strcmp(word, "table")) {
		snprintf(now->family, sizeof(now->family), "%.15s", a);
		snprintf(now->table, sizeof(now->table), "%s", b);
	} else if (num >= 2 && !strcmp(word, "chain")) {
		snprintf(now->chain, sizeof(now->chain), "%s", a);
	} else if (num >= 2 && !strcmp(word, "flowtable")) {
		snprintf(now->name, sizeof(now->name), "%s", a);
		*LIST_ADD(all) = *now;
	} else if (num >= 2 && all->num && !strcmp(word, "flags") &&
		   strstr(line, "offload")) {
		all->item[all->num - 1].offload = true;
	} else if (num == 3 && !strcmp(word, "type") &&
		   (strstr(line, " hook ingress device") ||
		    strstr(line, " hook egress device"))) {
		r->egress = false;
		device_chain(r, now, line);
	}
}

static bool text_read(struct rules *r, flowtables_t *all)
{
	FILE *nft = popen("nft -t list ruleset 2>/dev/null", "r");
	struct flowtable now = {};
	char line[1024];

	if (!nft)
		return false;
	while (fgets(line, sizeof(line), nft))
		text_line(r, line, &now, all);

	return !pclose(nft);
}

static bool known(const tables_t *tables, const struct flowtable *ft)
{
	size_t i;

	for (i = 0; i < tables->num; i++)
		if (!strcmp(tables->item[i].name, ft->name) &&
		    !strcmp(tables->item[i].table, ft->table) &&
		    !strcmp(family_name(tables->item[i].family), ft->family))
			return true;

	return false;
}

static void check_flowtables(struct rules *r, const flowtables_t *all)
{
	size_t i;

	if (!all->num)
		finding(r->f, true, "no-flowtable",
			"add to the table: flowtable f { hook ingress priority filter; devices = { PORTS }; flags offload; counter; }",
			"The ruleset has no flowtable: nothing is offloaded.");

	for (i = 0; i < all->num; i++) {
		const struct flowtable *ft = &all->item[i];

		if (!ft->offload)
			finding(r->f, true, "no-offload-flag",
				"add the line \"flags offload;\" to the flowtable, and create it anew",
				"Flowtable %s %s has no \"flags offload\": its flows stay in the kernel's software path.",
				ft->table, ft->name);
		else if (!known(r->tables, ft))
			finding(r->f, true, "created-before-module",
				on_openwrt() ? "load the whole ruleset again: `service firewall restart`" :
				"load the whole ruleset again, e.g. `systemctl reload nftables`, or `nft -f /etc/nftables.conf`",
				"Flowtable %s %s was created before nf_flow_hw was loaded, so the kernel's own code serves it.",
				ft->table, ft->name);
	}
}

static const char *text(const json_t *obj, const char *key)
{
	const char *s = json_string_value(json_object_get(obj, key));

	return s ? s : "";
}

static bool same_chain(const json_t *rule, const json_t *chain)
{
	return !strcmp(text(rule, "family"), text(chain, "family")) &&
	       !strcmp(text(rule, "table"), text(chain, "table")) &&
	       !strcmp(text(rule, "chain"), text(chain, "name"));
}

/* Does anything below @json have this key? */
static bool has_key(const json_t *json, const char *key)
{
	const char *k;
	json_t *value;
	size_t i;

	if (json_is_object(json)) {
		json_object_foreach((json_t *)json, k, value)
			if (!strcmp(k, key) || has_key(value, key))
				return true;
	} else if (json_is_array(json)) {
		json_array_foreach(json, i, value)
			if (has_key(value, key))
				return true;
	}

	return false;
}

static bool has_string(const json_t *json, const char *s)
{
	const char *k;
	json_t *value;
	size_t i;

	if (json_is_string(json))
		return !strcmp(json_string_value(json), s);
	if (json_is_object(json)) {
		json_object_foreach((json_t *)json, k, value)
			if (has_string(value, s))
				return true;
	} else if (json_is_array(json)) {
		json_array_foreach(json, i, value)
			if (has_string(value, s))
				return true;
	}

	return false;
}

static json_t *rule_flow(const json_t *rule)
{
	json_t *stmt;
	size_t i;

	json_array_foreach(json_object_get(rule, "expr"), i, stmt)
		if (json_object_get(stmt, "flow"))
			return json_object_get(stmt, "flow");

	return NULL;
}

/* Would this rule accept packets of an established connection? Either it asks for
 * that state, or it asks for nothing at all.
 */
static bool accepts_established(const json_t *rule)
{
	json_t *expr = json_object_get(rule, "expr"), *stmt;
	bool match = false;
	size_t i;

	if (!has_key(expr, "accept"))
		return false;
	if (has_string(expr, "established"))
		return true;
	json_array_foreach(expr, i, stmt)
		match |= json_object_get(stmt, "match") || json_object_get(stmt, "vmap");

	return !match;
}

/* The rules of the chain of @flow_rule that come before it. */
static void check_order(struct rules *r, const json_t *flow_rule)
{
	json_t *obj, *rule;
	size_t i;

	json_array_foreach(r->list, i, obj) {
		rule = json_object_get(obj, "rule");
		if (rule == flow_rule)
			return;
		if (!rule || strcmp(text(rule, "family"), text(flow_rule, "family")) ||
		    strcmp(text(rule, "table"), text(flow_rule, "table")) ||
		    strcmp(text(rule, "chain"), text(flow_rule, "chain")))
			continue;
		if (accepts_established(rule)) {
			finding(r->f, true, "rule-after-accept",
				"move the rule with \"flow add\" to the top of the chain",
				"In chain %s %s, a rule that accepts established connections comes before \"flow add\": it is never reached.",
				text(rule, "table"), text(rule, "chain"));
			return;
		}
	}
}

/* Is the chain hooked to forward, or called from one that is? */
static bool reaches_forward(const struct rules *r, const json_t *rule, int depth)
{
	json_t *obj, *chain, *caller;
	size_t i;

	json_array_foreach(r->list, i, obj) {
		chain = json_object_get(obj, "chain");
		if (chain && same_chain(rule, chain) && json_object_get(chain, "hook"))
			return !strcmp(text(chain, "hook"), "forward");
	}

	json_array_foreach(r->list, i, obj) {
		caller = json_object_get(obj, "rule");
		if (!caller || depth > 8 || same_chain(rule, caller) ||
		    strcmp(text(caller, "table"), text(rule, "table")))
			continue;
		if ((has_key(caller, "jump") || has_key(caller, "goto")) &&
		    has_string(json_object_get(caller, "expr"), text(rule, "chain")) &&
		    reaches_forward(r, caller, depth + 1))
			return true;
	}

	return false;
}

static void check_rule(struct rules *r, const json_t *rule)
{
	json_t *expr = json_object_get(rule, "expr");

	if (rule_flow(rule)) {
		r->flow_rules++;
		check_order(r, rule);
		if (!reaches_forward(r, rule, 0))
			finding(r->f, true, "flow-rule-unreachable",
				"jump to that chain from a chain with \"type filter hook forward\"",
				"Chain %s %s with \"flow add\" is not reached from the forward hook.",
				text(rule, "table"), text(rule, "chain"));
	}
	r->notrack |= has_key(expr, "notrack");
	r->helper |= has_key(expr, "ct helper");
	if (!reaches_forward(r, rule, 0))
		return;
	r->queue |= has_key(expr, "queue");
	r->log |= has_key(expr, "log");
	r->limit |= has_key(expr, "limit") || has_key(expr, "quota");
}

static void check_statements(struct rules *r)
{
	if (r->notrack)
		finding(r->f, true, "notrack", "remove \"notrack\" for traffic that is forwarded",
			"A rule says \"notrack\": connections without tracking cannot be offloaded.");
	if (r->helper)
		finding(r->f, false, "helper", NULL,
			"A rule assigns a conntrack helper (FTP, SIP…): these connections stay on the CPU.");
	if (r->queue)
		finding(r->f, true, "queue",
			"put \"flow add\" behind the point where the program has decided, e.g. by a mark",
			"A rule in the forward path queues packets to a program: of an offloaded connection it sees the first few only.");
	if (r->log)
		finding(r->f, false, "log", NULL,
			"A rule in the forward path logs: of an offloaded connection it sees the first packets only.");
	if (r->limit)
		finding(r->f, false, "limit", NULL,
			"A rule in the forward path has a limit or quota: offloaded packets do not count there.");
}

static void check_list(struct rules *r)
{
	json_t *obj;
	size_t i;

	json_array_foreach(r->list, i, obj)
		if (json_object_get(obj, "rule"))
			check_rule(r, json_object_get(obj, "rule"));
	check_statements(r);
}

void doctor_rules(struct findings *f, const tables_t *tables)
{
	struct rules r = { .f = f, .tables = tables };
	FILE *nft = popen("nft -j list ruleset 2>/dev/null", "r");
	json_t *root = nft ? json_loadf(nft, 0, NULL) : NULL;
	flowtables_t all = {};

	if (nft)
		pclose(nft);
	r.list = json_object_get(root, "nftables");
	if (!r.list || !text_read(&r, &all)) {
		finding(f, true, "no-nft", "install nftables with JSON (nftables-json on OpenWrt)",
			"The ruleset cannot be read: `nft -j list ruleset` failed.");
		return;
	}

	check_flowtables(&r, &all);
	check_list(&r);
	if (all.num && !r.flow_rules)
		finding(f, true, "no-flow-rule",
			"add to the forward chain, before any accept: meta l4proto { tcp, udp } ct state established flow add @f",
			"No rule says \"flow add\": the flowtable gets no connections.");
	free(all.item);
	json_decref(root);
}
