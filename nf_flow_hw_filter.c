// SPDX-License-Identifier: GPL-2.0-only
/* Where a flow is now, and the filter by which users select some flows. */
#include <linux/string.h>
#include "nf_flow_hw_internal.h"
#include "nf_flow_hw_netlink.h"

static void flow_look_dir(struct nf_flow_hw_flow *flow, unsigned int dir,
			  struct nf_flow_hw_view *view)
{
	struct nf_flow_hw_entry *entry = &flow->entry[dir];

	nf_flow_hw_entry_poll(flow, dir);
	view->packets = atomic64_read(&entry->packets);
	view->bytes = atomic64_read(&entry->bytes);
	view->forwarded = flow->forwarded[dir] + view->packets;
	view->iifindex = entry->iifindex;
	view->oifindex = entry->oifindex;
	view->reason = flow->last[dir];
	view->name[0] = '\0';

	if (entry->backend) {
		strscpy(view->name, entry->backend->label, sizeof(view->name));
		view->state = entry->backend->engine == NF_FLOW_TABLE_HW_ENGINE_HARDWARE ?
			      NF_FLOW_HW_FLOW_HARDWARE : NF_FLOW_HW_FLOW_SOFTWARE_ENGINE;
	} else if (flow->tombstone) {
		view->state = NF_FLOW_HW_FLOW_TOMBSTONE;
	} else {
		view->state = view->reason ? NF_FLOW_HW_FLOW_REFUSED :
					     NF_FLOW_HW_FLOW_SOFTWARE;
	}
}

/**
 * nf_flow_hw_flow_look - where a flow is now, with counters of this moment
 * @flow: the flow
 * @view: filled in, an element per direction
 *
 * Context: may sleep; no lock of the core held.
 *
 * Return: false if the flow is gone.
 */
bool nf_flow_hw_flow_look(struct nf_flow_hw_flow *flow,
			  struct nf_flow_hw_view view[IP_CT_DIR_MAX])
{
	bool alive;
	int idx;

	idx = srcu_read_lock(&nf_flow_hw_srcu);
	mutex_lock(&flow->lock);

	alive = !flow->dead;
	if (alive) {
		flow_look_dir(flow, IP_CT_DIR_ORIGINAL, &view[IP_CT_DIR_ORIGINAL]);
		flow_look_dir(flow, IP_CT_DIR_REPLY, &view[IP_CT_DIR_REPLY]);
	}

	mutex_unlock(&flow->lock);
	srcu_read_unlock(&nf_flow_hw_srcu, idx);

	return alive;
}

const struct nla_policy nf_flow_hw_filter_policy[NF_FLOW_HW_A_FILTER_MAX + 1] = {
	[NF_FLOW_HW_A_FILTER_ALL]	= { .type = NLA_FLAG },
	[NF_FLOW_HW_A_FILTER_TABLE]	= NLA_POLICY_MIN(NLA_U32, 1),
	[NF_FLOW_HW_A_FILTER_ID]	= NLA_POLICY_MIN(NLA_U32, 1),
	[NF_FLOW_HW_A_FILTER_L4PROTO]	= { .type = NLA_U8 },
	[NF_FLOW_HW_A_FILTER_ADDR]	= { .type = NLA_BINARY, .len = 16 },
	[NF_FLOW_HW_A_FILTER_PORT]	= { .type = NLA_U16 },
	[NF_FLOW_HW_A_FILTER_ADDR2]	= { .type = NLA_BINARY, .len = 16 },
	[NF_FLOW_HW_A_FILTER_PORT2]	= { .type = NLA_U16 },
	[NF_FLOW_HW_A_FILTER_IFINDEX]	= NLA_POLICY_MIN(NLA_U32, 1),
	[NF_FLOW_HW_A_FILTER_MARK]	= { .type = NLA_U32 },
	[NF_FLOW_HW_A_FILTER_MARK_MASK]	= { .type = NLA_U32 },
	[NF_FLOW_HW_A_FILTER_STATE]	= NLA_POLICY_MAX(NLA_U32, NF_FLOW_HW_FLOW_MAX),
	[NF_FLOW_HW_A_FILTER_MARK_CHANGED] = { .type = NLA_FLAG },
};

static int filter_parse_end(struct nf_flow_hw_filter_end *end, const struct nlattr *addr,
			    const struct nlattr *port, struct netlink_ext_ack *extack)
{
	if (addr) {
		end->addr_len = nla_len(addr);
		if (end->addr_len != sizeof(struct in_addr) &&
		    end->addr_len != sizeof(struct in6_addr)) {
			NL_SET_ERR_MSG_ATTR(extack, addr, "An address has 4 or 16 bytes");
			return -EINVAL;
		}
		memcpy(&end->addr, nla_data(addr), end->addr_len);
	}
	if (port) {
		end->has_port = true;
		end->port = nla_get_be16(port);
	}

	return 0;
}

static u32 filter_u32(struct nlattr **attrs, int type, u32 otherwise)
{
	return attrs[type] ? nla_get_u32(attrs[type]) : otherwise;
}

static int filter_check(struct nlattr **attrs, struct netlink_ext_ack *extack)
{
	if (attrs[NF_FLOW_HW_A_FILTER_ID] && !attrs[NF_FLOW_HW_A_FILTER_TABLE]) {
		NL_SET_ERR_MSG(extack, "ID is unique in its flowtable only: TABLE is missing");
		return -EINVAL;
	}
	if (attrs[NF_FLOW_HW_A_FILTER_MARK_MASK] && !attrs[NF_FLOW_HW_A_FILTER_MARK]) {
		NL_SET_ERR_MSG(extack, "MARK_MASK without MARK");
		return -EINVAL;
	}

	return 0;
}

static int filter_read(struct nf_flow_hw_filter *filter, struct nlattr **attrs,
		       struct netlink_ext_ack *extack)
{
	bool mark = attrs[NF_FLOW_HW_A_FILTER_MARK];
	int err;

	err = filter_check(attrs, extack);
	if (err)
		return err;

	filter->table = filter_u32(attrs, NF_FLOW_HW_A_FILTER_TABLE, 0);
	filter->id = filter_u32(attrs, NF_FLOW_HW_A_FILTER_ID, 0);
	filter->mark_mask = filter_u32(attrs, NF_FLOW_HW_A_FILTER_MARK_MASK,
				       mark ? U32_MAX : 0);
	filter->mark = filter_u32(attrs, NF_FLOW_HW_A_FILTER_MARK, 0);
	filter->ifindex = filter_u32(attrs, NF_FLOW_HW_A_FILTER_IFINDEX, 0);
	filter->state = filter_u32(attrs, NF_FLOW_HW_A_FILTER_STATE, -1);
	filter->mark_changed = attrs[NF_FLOW_HW_A_FILTER_MARK_CHANGED];
	if (attrs[NF_FLOW_HW_A_FILTER_L4PROTO])
		filter->l4proto = nla_get_u8(attrs[NF_FLOW_HW_A_FILTER_L4PROTO]);

	return filter_parse_end(&filter->end[0], attrs[NF_FLOW_HW_A_FILTER_ADDR],
				attrs[NF_FLOW_HW_A_FILTER_PORT], extack) ?:
	       filter_parse_end(&filter->end[1], attrs[NF_FLOW_HW_A_FILTER_ADDR2],
				attrs[NF_FLOW_HW_A_FILTER_PORT2], extack);
}

static int filter_conditions(struct nlattr **attrs)
{
	int i, num = 0;

	for (i = 1; i <= NF_FLOW_HW_A_FILTER_MAX; i++)
		num += !!attrs[i];

	return num;
}

/**
 * nf_flow_hw_filter_parse - read a filter from a request
 * @filter: filled in
 * @nest: holds NF_FLOW_HW_A_FILTER_*; NULL: no condition
 * @extack: says what is wrong with it
 *
 * Return: the number of conditions or a negative error.
 */
int nf_flow_hw_filter_parse(struct nf_flow_hw_filter *filter,
			    const struct nlattr *nest, struct netlink_ext_ack *extack)
{
	struct nlattr *attrs[NF_FLOW_HW_A_FILTER_MAX + 1] = {};
	int err;

	memset(filter, 0, sizeof(*filter));
	filter->state = -1;
	if (!nest)
		return 0;

	err = nla_parse_nested(attrs, NF_FLOW_HW_A_FILTER_MAX, nest,
			       nf_flow_hw_filter_policy, extack) ?:
	      filter_read(filter, attrs, extack);

	return err ?: filter_conditions(attrs);
}

static bool end_is(const struct nf_flow_hw_filter_end *end, const union nf_inet_addr *addr,
		   __be16 port, u8 addr_len)
{
	if (end->addr_len && (end->addr_len != addr_len ||
			      memcmp(&end->addr, addr, addr_len)))
		return false;

	return !end->has_port || end->port == port;
}

static bool end_matches(const struct nf_flow_hw_filter_end *end, const struct nf_conn *ct)
{
	const struct nf_conntrack_tuple *tuple;
	unsigned int dir;
	u8 len;

	if (!end->addr_len && !end->has_port)
		return true;

	len = nf_ct_l3num(ct) == NFPROTO_IPV4 ? sizeof(struct in_addr) :
						sizeof(struct in6_addr);
	for (dir = 0; dir < IP_CT_DIR_MAX; dir++) {
		tuple = &ct->tuplehash[dir].tuple;
		if (end_is(end, &tuple->src.u3, tuple->src.u.all, len) ||
		    end_is(end, &tuple->dst.u3, tuple->dst.u.all, len))
			return true;
	}

	return false;
}

/**
 * nf_flow_hw_filter_matches_ct - check the conditions that ask for the connection
 * @filter: the filter
 * @flow: the flow
 *
 * Context: any.
 *
 * Return: whether they hold.
 */
bool nf_flow_hw_filter_matches_ct(const struct nf_flow_hw_filter *filter,
				  const struct nf_flow_hw_flow *flow)
{
	const struct nf_conn *ct = nf_flow_hw_flow_ct(flow);

	if (filter->table && filter->table != flow->table->id)
		return false;
	if (filter->id && filter->id != READ_ONCE(flow->id))
		return false;
	if (filter->l4proto && filter->l4proto != nf_ct_protonum(ct))
		return false;
	if ((nf_flow_hw_ct_mark(ct) ^ filter->mark) & filter->mark_mask)
		return false;
	if (filter->mark_changed && nf_flow_hw_ct_mark(ct) == flow->mark)
		return false;

	return end_matches(&filter->end[0], ct) && end_matches(&filter->end[1], ct);
}

static bool filter_matches_dir(const struct nf_flow_hw_filter *filter,
			       const struct nf_flow_hw_view *view)
{
	return !filter->ifindex || view->iifindex == filter->ifindex ||
	       view->oifindex == filter->ifindex;
}

/**
 * nf_flow_hw_filter_matches_view - check the conditions that ask for the engine
 * @filter: the filter
 * @view: both directions of a flow
 *
 * Return: whether they hold.
 */
bool nf_flow_hw_filter_matches_view(const struct nf_flow_hw_filter *filter,
				    const struct nf_flow_hw_view *view)
{
	if (!filter_matches_dir(filter, &view[IP_CT_DIR_ORIGINAL]) &&
	    !filter_matches_dir(filter, &view[IP_CT_DIR_REPLY]))
		return false;

	return filter->state < 0 ||
	       (int)view[IP_CT_DIR_ORIGINAL].state == filter->state ||
	       (int)view[IP_CT_DIR_REPLY].state == filter->state;
}

/**
 * nf_flow_hw_filter_matches - does a filter select this flow?
 * @flow: the flow
 * @filter: the filter
 *
 * Context: may sleep; no lock of the flow held.
 *
 * Return: whether all its conditions hold.
 */
bool nf_flow_hw_filter_matches(struct nf_flow_hw_flow *flow,
			       const struct nf_flow_hw_filter *filter)
{
	struct nf_flow_hw_view view[IP_CT_DIR_MAX];

	return nf_flow_hw_filter_matches_ct(filter, flow) &&
	       nf_flow_hw_flow_look(flow, view) &&
	       nf_flow_hw_filter_matches_view(filter, view);
}
