// SPDX-License-Identifier: GPL-2.0-only
/* nft-offload watch --events: what happens, a line each. */
#include <poll.h>
#include <string.h>
#include "nft-offload.h"

static const char *event_name(uint32_t type)
{
	static const char *const names[] = {
		[NF_FLOW_HW_EVENT_BOUND]	= "bound",
		[NF_FLOW_HW_EVENT_REMOVED]	= "removed",
		[NF_FLOW_HW_EVENT_REJECTED]	= "rejected",
		[NF_FLOW_HW_EVENT_TABLE_FULL]	= "table-full",
		[NF_FLOW_HW_EVENT_FAULT]	= "fault",
	};

	return type < ARRAY_SIZE(names) ? names[type] : "unknown";
}

static void event_addr(struct addr *to, const struct nlattr *attr)
{
	to->len = mnl_attr_get_payload_len(attr);
	memcpy(to->byte, mnl_attr_get_payload(attr),
	       to->len > sizeof(to->byte) ? sizeof(to->byte) : to->len);
}

/* Returns false for an event that is not about a flow. */
static bool event_tuple(const struct nlattr **a, struct tuple *t)
{
	int i;

	for (i = NF_FLOW_HW_A_EVENT_L4PROTO; i <= NF_FLOW_HW_A_EVENT_DPORT; i++)
		if (!a[i])
			return false;

	event_addr(&t->src, a[NF_FLOW_HW_A_EVENT_SRC]);
	event_addr(&t->dst, a[NF_FLOW_HW_A_EVENT_DST]);
	t->sport = ntohs(mnl_attr_get_u16(a[NF_FLOW_HW_A_EVENT_SPORT]));
	t->dport = ntohs(mnl_attr_get_u16(a[NF_FLOW_HW_A_EVENT_DPORT]));

	return true;
}

static void event_json(const char *name, const char *text, const struct nlattr **a)
{
	json_t *obj = json_pack("{s:s, s:s}", "event", name, "text", text);
	struct tuple t = {};

	if (event_tuple(a, &t))
		json_object_update_new(obj, json_pack("{s:s, s:s, s:s, s:i, s:s, s:i}",
			"direction", mnl_attr_get_u8(a[NF_FLOW_HW_A_EVENT_DIRECTION]) ?
				     "reply" : "original",
			"proto", proto_name(mnl_attr_get_u8(a[NF_FLOW_HW_A_EVENT_L4PROTO])),
			"src", addr_text(&t.src), "sport", t.sport,
			"dst", addr_text(&t.dst), "dport", t.dport));
	json_dumpf(obj, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER);
	putchar('\n');
	json_decref(obj);
}

static void event_text(const char *name, const char *text, const struct nlattr **a)
{
	struct tuple t = {};

	if (event_tuple(a, &t))
		printf("%-10s %-14s %-8s %s %s > %s\n", name, text,
		       mnl_attr_get_u8(a[NF_FLOW_HW_A_EVENT_DIRECTION]) ? "reply" : "original",
		       proto_name(mnl_attr_get_u8(a[NF_FLOW_HW_A_EVENT_L4PROTO])),
		       end_text(&t.src, t.sport), end_text(&t.dst, t.dport));
	else
		printf("%-10s %s\n", name, text);
}

static void event_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *a[NF_FLOW_HW_A_EVENT_MAX + 1];

	nl_attrs(nlh, a, NF_FLOW_HW_A_EVENT_MAX);
	if (!a[NF_FLOW_HW_A_EVENT_TYPE] || !a[NF_FLOW_HW_A_EVENT_TEXT])
		return;

	++*(unsigned long *)arg;
	(opt_json ? event_json : event_text)
		(event_name(mnl_attr_get_u32(a[NF_FLOW_HW_A_EVENT_TYPE])),
		 mnl_attr_get_str(a[NF_FLOW_HW_A_EVENT_TEXT]), a);
	fflush(stdout);
}

int watch_events(unsigned long count, volatile sig_atomic_t *ended)
{
	struct pollfd pfd = { .fd = nl_events_open(), .events = POLLIN };
	unsigned long n = 0;

	while (!*ended && (!count || n < count))
		if (poll(&pfd, 1, -1) > 0)
			nl_events_read(event_cb, &n);

	return EXIT_OK;
}
