// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's answers as structs. */
#include <stdlib.h>
#include <string.h>
#include "nft-offload.h"

void *xgrow(void *old, size_t num, size_t size)
{
	void *new = old;

	/* At 1, 2, 3, 5, 9, 17…: room for as many again. The caller counts. */
	if (!((num - 1) & (num - 2)))
		new = realloc(old, 2 * num * size);
	if (!new)
		die(EXIT_ERROR, "out of memory");
	memset((char *)new + (num - 1) * size, 0, size);

	return new;
}

static uint32_t u32(const struct nlattr *attr)
{
	return attr ? mnl_attr_get_u32(attr) : 0;
}

static uint64_t u64(const struct nlattr *attr)
{
	return attr ? mnl_attr_get_u64(attr) : 0;
}

static uint8_t u8(const struct nlattr *attr)
{
	return attr ? mnl_attr_get_u8(attr) : 0;
}

static void str(char *to, size_t size, const struct nlattr *attr)
{
	if (attr)
		snprintf(to, size, "%s", mnl_attr_get_str(attr));
}

static void addr(struct addr *to, const struct nlattr *attr)
{
	if (!attr || mnl_attr_get_payload_len(attr) > sizeof(to->byte))
		return;

	to->len = mnl_attr_get_payload_len(attr);
	memcpy(to->byte, mnl_attr_get_payload(attr), to->len);
}

static uint16_t port(const struct nlattr *attr)
{
	return attr ? ntohs(mnl_attr_get_u16(attr)) : 0;
}

static int paused_cb(const struct nlattr *attr, void *data)
{
	struct status *status = data;

	if (mnl_attr_get_type(attr) == NF_FLOW_HW_A_STATUS_PAUSED &&
	    status->num_paused < ARRAY_SIZE(status->paused))
		status->paused[status->num_paused++] = mnl_attr_get_u32(attr);

	return MNL_CB_OK;
}

static void status_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *a[NF_FLOW_HW_A_STATUS_MAX + 1];
	struct status *status = arg;

	nl_attrs(nlh, a, NF_FLOW_HW_A_STATUS_MAX);
	status->flows = u32(a[NF_FLOW_HW_A_STATUS_FLOWS]);
	status->entries_hw = u32(a[NF_FLOW_HW_A_STATUS_ENTRIES_HW]);
	status->entries_sw = u32(a[NF_FLOW_HW_A_STATUS_ENTRIES_SW]);
	status->packets_hw = u64(a[NF_FLOW_HW_A_STATUS_PACKETS_HW]);
	status->bytes_hw = u64(a[NF_FLOW_HW_A_STATUS_BYTES_HW]);
	status->packets_sw = u64(a[NF_FLOW_HW_A_STATUS_PACKETS_SW]);
	status->bytes_sw = u64(a[NF_FLOW_HW_A_STATUS_BYTES_SW]);
	status->rejects = u64(a[NF_FLOW_HW_A_STATUS_REJECTS]);
	status->has_backlog = a[NF_FLOW_HW_A_STATUS_BACKLOG];
	status->backlog = u32(a[NF_FLOW_HW_A_STATUS_BACKLOG]);
	mnl_attr_parse(nlh, 4, paused_cb, status);
}

struct status get_status(void)
{
	struct status status = {};

	nl_talk(nl_request(NF_FLOW_HW_CMD_STATUS_GET, false), status_cb, &status);

	return status;
}

static void backend_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *a[NF_FLOW_HW_A_BACKEND_MAX + 1];
	struct backend *be = LIST_ADD((backends_t *)arg);

	nl_attrs(nlh, a, NF_FLOW_HW_A_BACKEND_MAX);
	str(be->name, sizeof(be->name), a[NF_FLOW_HW_A_BACKEND_NAME]);
	be->engine = u32(a[NF_FLOW_HW_A_BACKEND_ENGINE]);
	be->used = u32(a[NF_FLOW_HW_A_BACKEND_USED]);
	be->size = u32(a[NF_FLOW_HW_A_BACKEND_SIZE]);
	be->features = u32(a[NF_FLOW_HW_A_BACKEND_FEATURES]);
	be->no_counters = a[NF_FLOW_HW_A_BACKEND_NO_COUNTERS];
	be->informed = a[NF_FLOW_HW_A_BACKEND_UNITS];
	str(be->model, sizeof(be->model), a[NF_FLOW_HW_A_BACKEND_MODEL]);
	be->generation = u8(a[NF_FLOW_HW_A_BACKEND_GENERATION]);
	be->units = u8(a[NF_FLOW_HW_A_BACKEND_UNITS]);
	be->ways = u8(a[NF_FLOW_HW_A_BACKEND_WAYS]);
	be->bucket_full = u32(a[NF_FLOW_HW_A_BACKEND_BUCKET_FULL]);
	be->table_full = u32(a[NF_FLOW_HW_A_BACKEND_TABLE_FULL]);
	be->evicted = u32(a[NF_FLOW_HW_A_BACKEND_EVICTED]);
	be->collisions = u32(a[NF_FLOW_HW_A_BACKEND_COLLISIONS]);
	be->taken_over = u32(a[NF_FLOW_HW_A_BACKEND_TAKEN_OVER]);
	be->faults = u32(a[NF_FLOW_HW_A_BACKEND_FAULTS]);
	be->backlog = u32(a[NF_FLOW_HW_A_BACKEND_BACKLOG]);
}

backends_t get_backends(void)
{
	backends_t list = {};

	nl_talk(nl_request(NF_FLOW_HW_CMD_BACKEND_GET, true), backend_cb, &list);

	return list;
}

static void device_parse(struct device *dev, const struct nlattr *nest)
{
	const struct nlattr *a[NF_FLOW_HW_A_DEVICE_MAX + 1];

	nl_nested(nest, a, NF_FLOW_HW_A_DEVICE_MAX);
	dev->ifindex = u32(a[NF_FLOW_HW_A_DEVICE_IFINDEX]);
	dev->state = u32(a[NF_FLOW_HW_A_DEVICE_STATE]);
	dev->engine = u32(a[NF_FLOW_HW_A_DEVICE_ENGINE]);
	dev->paused = a[NF_FLOW_HW_A_DEVICE_PAUSED];
	str(dev->name, sizeof(dev->name), a[NF_FLOW_HW_A_DEVICE_NAME]);
	str(dev->backend, sizeof(dev->backend), a[NF_FLOW_HW_A_DEVICE_BACKEND]);
}

static int device_cb(const struct nlattr *attr, void *data)
{
	struct table *table = data;

	if (mnl_attr_get_type(attr) != NF_FLOW_HW_A_TABLE_DEVICE)
		return MNL_CB_OK;

	table->device = xgrow(table->device, table->num_devices + 1,
			      sizeof(*table->device));
	device_parse(&table->device[table->num_devices++], attr);

	return MNL_CB_OK;
}

static void table_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *a[NF_FLOW_HW_A_TABLE_MAX + 1];
	struct table *table = LIST_ADD((tables_t *)arg);

	nl_attrs(nlh, a, NF_FLOW_HW_A_TABLE_MAX);
	table->id = u32(a[NF_FLOW_HW_A_TABLE_ID]);
	table->flows = u32(a[NF_FLOW_HW_A_TABLE_FLOWS]);
	table->family = u8(a[NF_FLOW_HW_A_TABLE_FAMILY]);
	table->counter = a[NF_FLOW_HW_A_TABLE_COUNTER];
	str(table->name, sizeof(table->name), a[NF_FLOW_HW_A_TABLE_NAME]);
	str(table->table, sizeof(table->table), a[NF_FLOW_HW_A_TABLE_TABLE]);
	mnl_attr_parse(nlh, 4, device_cb, table);
}

tables_t get_tables(void)
{
	tables_t list = {};

	nl_talk(nl_request(NF_FLOW_HW_CMD_TABLE_GET, true), table_cb, &list);

	return list;
}

void tables_free(tables_t *tables)
{
	size_t i;

	for (i = 0; i < tables->num; i++)
		free(tables->item[i].device);
	free(tables->item);
}

static void reject_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *a[NF_FLOW_HW_A_REJECT_MAX + 1];
	struct reject *reject = LIST_ADD((rejects_t *)arg);

	nl_attrs(nlh, a, NF_FLOW_HW_A_REJECT_MAX);
	reject->reason = u32(a[NF_FLOW_HW_A_REJECT_REASON]);
	reject->permanent = a[NF_FLOW_HW_A_REJECT_PERMANENT];
	reject->count = u64(a[NF_FLOW_HW_A_REJECT_COUNT]);
	str(reject->name, sizeof(reject->name), a[NF_FLOW_HW_A_REJECT_NAME]);
}

rejects_t get_rejects(void)
{
	rejects_t list = {};

	nl_talk(nl_request(NF_FLOW_HW_CMD_REJECT_GET, true), reject_cb, &list);

	return list;
}

static void refusal_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *a[NF_FLOW_HW_A_REJECT_MAX + 1];
	struct refusal *refusal = LIST_ADD((refusals_t *)arg);

	nl_attrs(nlh, a, NF_FLOW_HW_A_REJECT_MAX);
	refusal->reason = u32(a[NF_FLOW_HW_A_REJECT_REASON]);
	refusal->iif = u32(a[NF_FLOW_HW_A_REJECT_IIF]);
	refusal->oif = u32(a[NF_FLOW_HW_A_REJECT_OIF]);
	refusal->l4proto = u8(a[NF_FLOW_HW_A_REJECT_L4PROTO]);
	refusal->direction = u8(a[NF_FLOW_HW_A_REJECT_DIRECTION]);
	refusal->seq = u64(a[NF_FLOW_HW_A_REJECT_SEQ]);
	refusal->age_ms = u64(a[NF_FLOW_HW_A_REJECT_AGE]);
	refusal->tuple.sport = port(a[NF_FLOW_HW_A_REJECT_SPORT]);
	refusal->tuple.dport = port(a[NF_FLOW_HW_A_REJECT_DPORT]);
	str(refusal->name, sizeof(refusal->name), a[NF_FLOW_HW_A_REJECT_NAME]);
	addr(&refusal->tuple.src, a[NF_FLOW_HW_A_REJECT_SRC]);
	addr(&refusal->tuple.dst, a[NF_FLOW_HW_A_REJECT_DST]);
}

refusals_t get_refusals(void)
{
	refusals_t list = {};

	nl_talk(nl_request(NF_FLOW_HW_CMD_RING_GET, true), refusal_cb, &list);

	return list;
}

static void dir_parse(struct flow_dir *dir, const struct nlattr *nest)
{
	const struct nlattr *a[NF_FLOW_HW_A_DIR_MAX + 1];

	if (!nest)
		return;

	nl_nested(nest, a, NF_FLOW_HW_A_DIR_MAX);
	addr(&dir->tuple.src, a[NF_FLOW_HW_A_DIR_SRC]);
	addr(&dir->tuple.dst, a[NF_FLOW_HW_A_DIR_DST]);
	dir->tuple.sport = port(a[NF_FLOW_HW_A_DIR_SPORT]);
	dir->tuple.dport = port(a[NF_FLOW_HW_A_DIR_DPORT]);
	dir->state = u32(a[NF_FLOW_HW_A_DIR_STATE]);
	dir->reason = u32(a[NF_FLOW_HW_A_DIR_REASON]);
	dir->iif = u32(a[NF_FLOW_HW_A_DIR_IIF]);
	dir->oif = u32(a[NF_FLOW_HW_A_DIR_OIF]);
	dir->counted = a[NF_FLOW_HW_A_DIR_PACKETS];
	dir->packets = u64(a[NF_FLOW_HW_A_DIR_PACKETS]);
	dir->bytes = u64(a[NF_FLOW_HW_A_DIR_BYTES]);
	dir->engine_packets = u64(a[NF_FLOW_HW_A_DIR_ENGINE_PACKETS]);
	str(dir->backend, sizeof(dir->backend), a[NF_FLOW_HW_A_DIR_BACKEND]);
	str(dir->reason_name, sizeof(dir->reason_name),
	    a[NF_FLOW_HW_A_DIR_REASON_NAME]);
}

static void flow_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *a[NF_FLOW_HW_A_FLOW_MAX + 1];
	struct flow *flow = LIST_ADD((flows_t *)arg);

	nl_attrs(nlh, a, NF_FLOW_HW_A_FLOW_MAX);
	flow->id = u32(a[NF_FLOW_HW_A_FLOW_ID]);
	flow->table = u32(a[NF_FLOW_HW_A_FLOW_TABLE]);
	flow->mark = u32(a[NF_FLOW_HW_A_FLOW_MARK]);
	flow->l4proto = u8(a[NF_FLOW_HW_A_FLOW_L4PROTO]);
	if (a[NF_FLOW_HW_A_FLOW_ZONE])
		flow->zone = mnl_attr_get_u16(a[NF_FLOW_HW_A_FLOW_ZONE]);
	dir_parse(&flow->dir[0], a[NF_FLOW_HW_A_FLOW_ORIG]);
	dir_parse(&flow->dir[1], a[NF_FLOW_HW_A_FLOW_REPLY]);
}

static void put_filter(struct nlmsghdr *nlh, int type, const struct filter *f)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, type);
	int i;

	if (f->all)
		mnl_attr_put(nlh, NF_FLOW_HW_A_FILTER_ALL, 0, NULL);
	if (f->table)
		mnl_attr_put_u32(nlh, NF_FLOW_HW_A_FILTER_TABLE, f->table);
	if (f->id)
		mnl_attr_put_u32(nlh, NF_FLOW_HW_A_FILTER_ID, f->id);
	if (f->l4proto)
		mnl_attr_put_u8(nlh, NF_FLOW_HW_A_FILTER_L4PROTO, f->l4proto);
	if (f->ifindex)
		mnl_attr_put_u32(nlh, NF_FLOW_HW_A_FILTER_IFINDEX, f->ifindex);
	if (f->has_state)
		mnl_attr_put_u32(nlh, NF_FLOW_HW_A_FILTER_STATE, f->state);
	if (f->mark_changed)
		mnl_attr_put(nlh, NF_FLOW_HW_A_FILTER_MARK_CHANGED, 0, NULL);
	if (f->has_mark) {
		mnl_attr_put_u32(nlh, NF_FLOW_HW_A_FILTER_MARK, f->mark);
		mnl_attr_put_u32(nlh, NF_FLOW_HW_A_FILTER_MARK_MASK, f->mask);
	}
	for (i = 0; i < 2; i++) {
		if (f->addr[i].len)
			mnl_attr_put(nlh, i ? NF_FLOW_HW_A_FILTER_ADDR2 :
					      NF_FLOW_HW_A_FILTER_ADDR,
				     f->addr[i].len, f->addr[i].byte);
		if (f->has_port[i])
			mnl_attr_put_u16(nlh, i ? NF_FLOW_HW_A_FILTER_PORT2 :
						  NF_FLOW_HW_A_FILTER_PORT,
					 htons(f->port[i]));
	}
	mnl_attr_nest_end(nlh, nest);
}

static int flow_compare(const void *a, const void *b)
{
	const struct flow *x = a, *y = b;

	if (x->table != y->table)
		return x->table < y->table ? -1 : 1;

	return x->id < y->id ? -1 : x->id > y->id;
}

/* The kernel shows a flow twice when its table grew meanwhile. */
static void flows_unique(flows_t *flows)
{
	size_t i, num = 0;

	if (flows->num)
		qsort(flows->item, flows->num, sizeof(*flows->item), flow_compare);
	for (i = 0; i < flows->num; i++)
		if (!num || flow_compare(&flows->item[num - 1], &flows->item[i]))
			flows->item[num++] = flows->item[i];
	flows->num = num;
}

flows_t get_flows(const struct filter *filter)
{
	struct nlmsghdr *nlh = nl_request(NF_FLOW_HW_CMD_FLOW_GET, true);
	flows_t list = {};

	if (filter)
		put_filter(nlh, NF_FLOW_HW_A_FLOW_FILTER, filter);
	nl_talk(nlh, flow_cb, &list);
	flows_unique(&list);

	return list;
}

static void evict_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *a[NF_FLOW_HW_A_EVICT_MAX + 1];

	nl_attrs(nlh, a, NF_FLOW_HW_A_EVICT_MAX);
	*(uint32_t *)arg = u32(a[NF_FLOW_HW_A_EVICT_FLOWS]);
}

uint32_t do_evict(const struct filter *filter)
{
	struct nlmsghdr *nlh = nl_request(NF_FLOW_HW_CMD_EVICT, false);
	uint32_t num = 0;

	put_filter(nlh, NF_FLOW_HW_A_EVICT_FILTER, filter);
	nl_talk(nlh, evict_cb, &num);

	return num;
}

static void ignore_cb(const struct nlmsghdr *nlh, void *arg)
{
	(void)nlh;
	(void)arg;
}

void do_pause(uint32_t ifindex, bool pause)
{
	struct nlmsghdr *nlh;

	nlh = nl_request(pause ? NF_FLOW_HW_CMD_PAUSE : NF_FLOW_HW_CMD_RESUME, false);
	mnl_attr_put_u32(nlh, NF_FLOW_HW_A_DEVICE_IFINDEX, ifindex);
	nl_talk(nlh, ignore_cb, NULL);
}

void do_soft(uint32_t ifindex, bool add)
{
	struct nlmsghdr *nlh;

	nlh = nl_request(add ? NF_FLOW_HW_CMD_SOFT_ADD : NF_FLOW_HW_CMD_SOFT_DEL, false);
	mnl_attr_put_u32(nlh, NF_FLOW_HW_A_DEVICE_IFINDEX, ifindex);
	nl_talk(nlh, ignore_cb, NULL);
}
