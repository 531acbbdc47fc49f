/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of nft-offload share. */
#ifndef NFT_OFFLOAD_H
#define NFT_OFFLOAD_H

#include <jansson.h>
#include <libmnl/libmnl.h>
#include <linux/nf_flow_hw.h>
#include <net/if.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* Exit status; stable, documented in nft-offload.8. */
enum {
	EXIT_OK,		/* also: doctor found nothing wrong */
	EXIT_UNHEALTHY,		/* doctor found something */
	EXIT_USAGE,
	EXIT_NO_MODULE,
	EXIT_PERMISSION,
	EXIT_ERROR,
};

#define NAME_LEN	64

/* ---- model.c: what the kernel said ---- */

struct addr {
	uint8_t		len;	/* 4 or 16 */
	uint8_t		byte[16];
};

struct tuple {
	struct addr	src, dst;
	uint16_t	sport, dport;	/* host order */
};

struct backend {
	char		name[NAME_LEN];
	char		model[NAME_LEN];
	uint32_t	engine, used, size, features;
	bool		no_counters;
	bool		informed;	/* the rest is known */
	uint8_t		generation, units, ways;
	uint32_t	bucket_full, table_full, evicted, collisions, taken_over, faults,
			backlog;
};

struct device {
	uint32_t	ifindex, state, engine;
	bool		paused;
	char		name[IFNAMSIZ];
	char		backend[NAME_LEN];
};

struct table {
	uint32_t	id, flows;
	uint8_t		family;
	bool		counter;
	char		name[256];
	char		table[256];
	struct device	*device;
	size_t		num_devices;
};

struct detail {
	char		name[NAME_LEN];
	char		value[128];
};

struct reject {
	uint32_t	reason;
	bool		permanent;
	char		name[NAME_LEN];
	uint64_t	count;
};

struct refusal {
	uint32_t	reason, iif, oif;
	uint8_t		l4proto, direction;
	char		name[NAME_LEN];
	uint64_t	seq, age_ms;
	struct tuple	tuple;
};

struct flow_dir {
	struct tuple	tuple;
	uint32_t	state, reason, iif, oif;
	char		reason_name[NAME_LEN];
	char		backend[NAME_LEN];
	bool		counted;	/* packets and bytes are known */
	uint64_t	packets, bytes, engine_packets;
};

struct flow {
	uint32_t	id, table, mark;
	uint16_t	zone;
	uint8_t		l4proto;
	struct flow_dir	dir[2];
};

struct status {
	uint32_t	flows, entries_hw, entries_sw;
	uint64_t	packets_hw, bytes_hw, packets_sw, bytes_sw, rejects;
	bool		has_backlog;
	uint32_t	backlog;
	uint32_t	paused[64];
	size_t		num_paused;
};

/* An array that grows. */
#define LIST(type)	struct { type *item; size_t num; }

struct port {
	uint32_t	ifindex;
	char		name[IFNAMSIZ];
	char		driver[NAME_LEN];
	char		chip[NAME_LEN];
	char		advice[256];
	LIST(struct detail) details;
};

typedef LIST(struct backend) backends_t;
typedef LIST(struct port) ports_t;
typedef LIST(struct table) tables_t;
typedef LIST(struct reject) rejects_t;
typedef LIST(struct refusal) refusals_t;
typedef LIST(struct flow) flows_t;

#define LIST_ADD(list)							\
	(((list)->item = xgrow((list)->item, (list)->num + 1,		\
			       sizeof(*(list)->item))),			\
	 &(list)->item[(list)->num++])

void *xgrow(void *old, size_t num, size_t size);

/* What to show or evict; see NF_FLOW_HW_A_FILTER_*. */
struct filter {
	bool		all, mark_changed, has_mark, has_state, has_port[2];
	uint32_t	table, id, ifindex, mark, mask, state;
	uint8_t		l4proto;
	struct addr	addr[2];	/* len 0: any */
	uint16_t	port[2];
};

struct status get_status(void);
backends_t get_backends(void);
tables_t get_tables(void);
rejects_t get_rejects(void);
refusals_t get_refusals(void);
flows_t get_flows(const struct filter *filter);
uint32_t do_evict(const struct filter *filter);
void do_pause(uint32_t ifindex, bool pause);
void do_soft(uint32_t ifindex, bool add);

void tables_free(tables_t *tables);

/* ---- ports.c: devices that are known to have no engine ---- */

ports_t get_ports(void);
void ports_free(ports_t *ports);
const struct port *port_find(const ports_t *ports, uint32_t ifindex);
void print_ports(const ports_t *ports);
json_t *json_ports(void);

/* ---- nl.c: generic netlink ---- */

typedef void (*nl_fn)(const struct nlmsghdr *nlh, void *arg);

bool nl_open(void);	/* false: the family is not there */
struct nlmsghdr *nl_request(uint8_t cmd, bool dump);
void nl_talk(struct nlmsghdr *nlh, nl_fn fn, void *arg);
/* Index the attributes of a message or nest by type. */
void nl_attrs(const struct nlmsghdr *nlh, const struct nlattr **attrs, int max);
void nl_nested(const struct nlattr *nest, const struct nlattr **attrs, int max);
int nl_events_open(void);
void nl_events_read(nl_fn fn, void *arg);

/* ---- text.c: words and figures ---- */

__attribute__((format(printf, 2, 3), noreturn))
void die(int status, const char *fmt, ...);

const char *proto_name(uint8_t l4proto);
bool proto_parse(const char *s, uint8_t *l4proto);
const char *family_name(uint8_t family);
const char *engine_name(uint32_t engine);
const char *state_name(uint32_t state);
bool state_parse(const char *s, uint32_t *state);
const char *state_words(const struct flow_dir *dir);
const char *feature_words(uint32_t features);
/* These return one of a few static buffers. */
const char *addr_text(const struct addr *addr);
const char *end_text(const struct addr *addr, uint16_t port);
const char *bytes_text(uint64_t bytes);
const char *age_text(uint64_t ms);
const char *dev_text(uint32_t ifindex);
/* Names may have changed: from each request and each event on they are asked anew. */
void dev_forget(void);
bool addr_parse(const char *s, struct addr *addr);
bool end_parse(const char *s, struct addr *addr, uint16_t *port);
bool addr_same(const struct addr *a, const struct addr *b);
void print_wrapped(const char *text, int indent);
/* "A > B", wrapped to the width if need be. */
void print_tuple(const char *prefix, const struct tuple *tuple, const char *indent);

struct reason_help {
	const char	*name;
	const char	*meaning;	/* in words, for a sentence of its own */
	const char	*fix;		/* NULL: nothing to mend */
	bool		problem;	/* doctor counts it as one */
};

const struct reason_help *reason_help(const char *name);

/* ---- json.c ---- */

void json_print(json_t *root);
json_t *json_dir(const struct flow_dir *dir);
json_t *json_flow(const struct flow *flow);
json_t *json_status(void);

/* ---- commands; return the exit status ---- */

int cmd_status(int argc, char **argv);
int cmd_flows(int argc, char **argv);
int cmd_rejects(int argc, char **argv);
int cmd_watch(int argc, char **argv);
int cmd_evict(int argc, char **argv);
int cmd_revalidate(int argc, char **argv);
int cmd_pause(int argc, char **argv);
int cmd_soft(int argc, char **argv);
int cmd_resume(int argc, char **argv);
int cmd_metrics(int argc, char **argv);
int cmd_doctor(int argc, char **argv);
int cmd_tune(int argc, char **argv);

/* watch_events.c: until so many events were printed (0: for ever) */
int watch_events(unsigned long count, volatile sig_atomic_t *ended);

/* main.c */
extern bool opt_json;
int usage_error(const char *cmd, const char *what);
bool on_openwrt(void);
void need_module(void);
/* Takes "src…", "port N" and so on from the arguments; dies when malformed. */
bool parse_filter(int argc, char **argv, struct filter *filter, const char *cmd);
void flow_print(const struct flow *flow);

/* ---- doctor ---- */

struct findings;

__attribute__((format(printf, 5, 6)))
void finding(struct findings *f, bool problem, const char *id, const char *fix,
	     const char *fmt, ...);
bool doctor_ports(struct findings *f, bool engine);
void doctor_rules(struct findings *f, const tables_t *tables);
void doctor_sysctls(struct findings *f, const tables_t *tables);
void doctor_devices(struct findings *f, const tables_t *tables);
void doctor_tunnels(struct findings *f, const tables_t *tables);
int doctor_flow(const struct addr addr[2], const uint16_t port[2]);
/* What is in the way of offload to @addr, in a sentence; false: nothing is. */
bool doctor_way(const struct addr *addr, const tables_t *tables, char *text, size_t size);
/* ARPHRD_*, 0 if that is not known. */
int dev_type(const char *name);
/* Is the device, or one below it, in a flowtable? */
bool dev_in_tables(const tables_t *tables, const char *name);

#endif
