// SPDX-License-Identifier: GPL-2.0-only
/* Words and figures, from and to. */
#include <arpa/inet.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "nft-offload.h"

#define BUFS	8

static char *buffer(void)
{
	static char buf[BUFS][128];
	static unsigned int next;

	return buf[next++ % BUFS];
}

void die(int status, const char *fmt, ...)
{
	va_list args;

	fflush(stdout);
	fputs("nft-offload: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	exit(status);
}

static const struct {
	const char	*name;
	uint8_t		l4proto;
} protos[] = {
	{ "tcp", IPPROTO_TCP }, { "udp", IPPROTO_UDP }, { "gre", IPPROTO_GRE },
};

const char *proto_name(uint8_t l4proto)
{
	char *buf = buffer();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(protos); i++)
		if (protos[i].l4proto == l4proto)
			return protos[i].name;
	snprintf(buf, 128, "proto-%u", l4proto);

	return buf;
}

bool proto_parse(const char *s, uint8_t *l4proto)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(protos); i++)
		if (!strcmp(protos[i].name, s)) {
			*l4proto = protos[i].l4proto;
			return true;
		}

	return false;
}

const char *family_name(uint8_t family)
{
	switch (family) {
	case 1:
		return "inet";
	case 2:
		return "ip";
	case 5:
		return "netdev";
	case 7:
		return "bridge";
	case 10:
		return "ip6";
	default:
		return "?";
	}
}

const char *engine_name(uint32_t engine)
{
	return engine == NF_FLOW_HW_ENGINE_HARDWARE ? "hardware" : "software";
}

static const char *const states[] = {
	[NF_FLOW_HW_FLOW_SOFTWARE]		= "software",
	[NF_FLOW_HW_FLOW_HARDWARE]		= "hardware",
	[NF_FLOW_HW_FLOW_SOFTWARE_ENGINE]	= "software-engine",
	[NF_FLOW_HW_FLOW_REFUSED]		= "refused",
	[NF_FLOW_HW_FLOW_TOMBSTONE]		= "tombstone",
};

const char *state_name(uint32_t state)
{
	return state < ARRAY_SIZE(states) ? states[state] : "unknown";
}

bool state_parse(const char *s, uint32_t *state)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(states); i++)
		if (!strcmp(states[i], s)) {
			*state = i;
			return true;
		}

	return false;
}

const char *state_words(const struct flow_dir *dir)
{
	char *buf = buffer();

	switch (dir->state) {
	case NF_FLOW_HW_FLOW_HARDWARE:
		snprintf(buf, 128, "hardware (%s)", dir->backend);
		break;
	case NF_FLOW_HW_FLOW_SOFTWARE_ENGINE:
		snprintf(buf, 128, "software engine (%s)", dir->backend);
		break;
	case NF_FLOW_HW_FLOW_REFUSED:
		snprintf(buf, 128, "software: %s", dir->reason_name);
		break;
	case NF_FLOW_HW_FLOW_TOMBSTONE:
		return "software: about to end";
	default:
		return "software";
	}

	return buf;
}

const char *feature_words(uint32_t features)
{
	static const char *const names[] = {
		"ipv4", "ipv6", "nat4", "nat6", "vlan", "qinq", "pppoe", "gre",
	};
	char *buf = buffer();
	size_t i;

	buf[0] = '\0';
	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (features & (1u << i)) {
			if (buf[0])
				strcat(buf, " ");
			strcat(buf, names[i]);
		}

	return buf;
}

const char *addr_text(const struct addr *addr)
{
	char *buf = buffer();

	if (!inet_ntop(addr->len == 4 ? AF_INET : AF_INET6, addr->byte, buf, 128))
		return "?";

	return buf;
}

const char *end_text(const struct addr *addr, uint16_t port)
{
	char *buf = buffer();

	snprintf(buf, 128, addr->len == 4 ? "%s:%u" : "[%s]:%u", addr_text(addr), port);

	return buf;
}

const char *bytes_text(uint64_t bytes)
{
	static const char unit[] = " kMGTPE";
	char *buf = buffer();
	double n = bytes;
	int i = 0;

	while (n >= 999.5) {
		n /= 1000;
		i++;
	}
	if (i)
		snprintf(buf, 128, "%.*f %cB", n < 99.95 ? 1 : 0, n, unit[i]);
	else
		snprintf(buf, 128, "%u B", (unsigned int)bytes);

	return buf;
}

const char *age_text(uint64_t ms)
{
	char *buf = buffer();
	uint64_t s = ms / 1000;

	if (s < 60)
		snprintf(buf, 128, "%u.%u s", (unsigned int)s,
			 (unsigned int)(ms % 1000 / 100));
	else if (s < 3600)
		snprintf(buf, 128, "%u min", (unsigned int)(s / 60));
	else
		snprintf(buf, 128, "%u h", (unsigned int)(s / 3600));

	return buf;
}

/*
 * Devices that were asked for, by ifindex. A dump says four for each flow, and the
 * kernel wants three system calls for each.
 */
static struct {
	uint32_t ifindex;
	char name[IFNAMSIZ];
} devs[64];

void dev_forget(void)
{
	memset(devs, 0, sizeof(devs));
}

static const char *dev_name(uint32_t ifindex)
{
	unsigned int i = ifindex % (sizeof(devs) / sizeof(devs[0]));

	if (devs[i].ifindex != ifindex) {
		if (!if_indextoname(ifindex, devs[i].name))
			snprintf(devs[i].name, IFNAMSIZ, "if%u", ifindex);
		devs[i].ifindex = ifindex;
	}

	return devs[i].name;
}

const char *dev_text(uint32_t ifindex)
{
	char *buf = buffer();

	if (!ifindex)
		return "-";
	/* A copy: the next device may take its place. */
	snprintf(buf, IFNAMSIZ, "%s", dev_name(ifindex));

	return buf;
}

bool addr_parse(const char *s, struct addr *addr)
{
	addr->len = strchr(s, ':') ? 16 : 4;

	return inet_pton(addr->len == 4 ? AF_INET : AF_INET6, s, addr->byte) == 1;
}

static bool port_parse(const char *s, uint16_t *port)
{
	char *end;
	unsigned long n = strtoul(s, &end, 10);

	*port = n;

	return *s >= '0' && *s <= '9' && !*end && n && n <= UINT16_MAX;
}

/* A.B.C.D:PORT or [A::B]:PORT */
bool end_parse(const char *s, struct addr *addr, uint16_t *port)
{
	const char *colon = strrchr(s, ':');
	char host[INET6_ADDRSTRLEN];
	size_t len;

	if (!colon || !port_parse(colon + 1, port))
		return false;

	len = colon - s;
	if (s[0] == '[' && len > 2 && s[len - 1] == ']') {
		s++;
		len -= 2;
	} else if (memchr(s, ':', len)) {
		/* An IPv6 address without brackets: where would it end? */
		return false;
	}
	if (len >= sizeof(host))
		return false;
	memcpy(host, s, len);
	host[len] = '\0';

	return addr_parse(host, addr);
}

bool addr_same(const struct addr *a, const struct addr *b)
{
	return a->len == b->len && !memcmp(a->byte, b->byte, a->len);
}

/* Wrap at 79 columns. */
void print_wrapped(const char *text, int indent)
{
	int column = 0;
	size_t len;

	while (*text) {
		len = strcspn(text, " ");
		if (column && column + 1 + (int)len > 79) {
			putchar('\n');
			column = 0;
		}
		printf("%*s%.*s", column ? 1 : indent, "", (int)len, text);
		column += (column ? 1 : indent) + len;
		text += len;
		text += strspn(text, " ");
	}
	putchar('\n');
}

void print_tuple(const char *prefix, const struct tuple *tuple, const char *indent)
{
	const char *src = end_text(&tuple->src, tuple->sport);
	const char *dst = end_text(&tuple->dst, tuple->dport);

	if (strlen(prefix) + strlen(src) + strlen(dst) + 3 > 79)
		printf("%s%s >\n%s%s", prefix, src, indent, dst);
	else
		printf("%s%s > %s", prefix, src, dst);
}

static const struct reason_help reasons[] = {
	{ "match-key", "the kernel describes it by something that no engine here can match",
	  NULL, false },
	{ "match-mask", "the kernel describes it by a range, and engines match exact values",
	  NULL, false },
	{ "tunnel", "it goes through an IP tunnel, which no engine here handles",
	  NULL, false },
	{ "l3-protocol", "it is neither IPv4 nor IPv6", NULL, false },
	{ "l4-protocol", "the engine handles TCP and UDP only", NULL, false },
	{ "fragment", "fragments are for the CPU", NULL, false },
	{ "multicast", "multicast is for the CPU", NULL, false },
	{ "encap", "it carries a tag that is neither 802.1Q nor PPPoE",
	  NULL, false },
	{ "encap-depth", "it carries more tags than an engine can handle",
	  NULL, false },
	{ "action", "the kernel asks for an action that no engine here knows",
	  NULL, false },
	{ "mangle", "a header field is rewritten that no engine can rewrite",
	  NULL, false },
	{ "no-redirect", "the kernel named no device to send it to", NULL, false },
	{ "no-mac", "the next hop's MAC address was not known",
	  "it is tried again by itself; see `ip neigh`", false },
	{ "nat6", "the engine cannot translate IPv6 addresses",
	  "route IPv6 without NAT", false },
	{ "vlan", "the engine cannot handle these VLAN tags", NULL, false },
	{ "pppoe", "the engine cannot terminate PPPoE", NULL, false },
	{ "feature", "the engine lacks a feature that it needs", NULL, false },
	{ "ingress-device", "the device it comes in by belongs to no engine",
	  "see the devices in `nft-offload status`: name the physical port in the flowtable, not the bridge, VLAN or PPP device above it",
	  true },
	{ "egress-device", "the device it goes out by belongs to no engine",
	  "see the devices in `nft-offload status`: name the physical port in the flowtable, not the bridge, VLAN or PPP device above it",
	  true },
	{ "priority-map", "the VLAN it goes out by sets priority bits (egress-qos-map), which an engine cannot",
	  "remove the map: `ip link set DEV type vlan egress 0:0`, for each priority", false },
	{ "two-engines", "it comes in by one engine and goes out by another",
	  NULL, false },
	{ "dying", "it was just ending", NULL, false },
	{ "tombstone", "it was evicted or became stale, and is about to end",
	  "its next packet starts it afresh", false },
	{ "deferred", "it waits for another packet, so that flows of one packet do not fill the table",
	  "nothing to do; module parameter nf_flow_hw.admission=N offloads at once",
	  false },
	{ "key-in-use", "another connection with the same addresses and ports holds the entry",
	  "the same addresses in several namespaces or zones cannot share an engine",
	  false },
	{ "bucket-full", "all ways of its hash bucket are taken",
	  "too few ways for so many flows: use a larger table if the engine allows",
	  true },
	{ "table-full", "the engine's table is full",
	  "offload fewer flows (e.g. `flow add` for TCP only), or shorten net.netfilter.nf_flowtable_udp_timeout",
	  true },
	{ "no-memory", "the kernel was out of memory", "free memory", true },
	{ "backend", "the engine failed", "see the kernel log (dmesg)", true },
	{ "paused", "a device of it is paused", "nft-offload resume DEVICE", false },
};

const struct reason_help *reason_help(const char *name)
{
	static const struct reason_help unknown = {
		"unknown", "a reason that this version of nft-offload does not know",
		"update nft-offload", false,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(reasons); i++)
		if (!strcmp(reasons[i].name, name))
			return &reasons[i];

	return &unknown;
}
