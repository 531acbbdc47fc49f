// SPDX-License-Identifier: GPL-2.0-only
/* Generic netlink: events, made only while somebody listens. */
#include <linux/ratelimit.h>
#include <net/netfilter/nf_conntrack.h>
#include <trace/events/nf_flow_hw.h>
#include "nf_flow_hw_internal.h"
#include "nf_flow_hw_netlink.h"

static const char *const cause_names[__NF_FLOW_HW_CAUSE_MAX] = {
	[NF_FLOW_HW_CAUSE_DESTROY]	= "destroy",
	[NF_FLOW_HW_CAUSE_UNBIND]	= "unbind",
	[NF_FLOW_HW_CAUSE_BACKEND]	= "backend",
	[NF_FLOW_HW_CAUSE_EVICT]	= "evict",
	[NF_FLOW_HW_CAUSE_PAUSE]	= "pause",
	[NF_FLOW_HW_CAUSE_REFUSED]	= "refused",
	[NF_FLOW_HW_CAUSE_LOST]		= "lost",
	[NF_FLOW_HW_CAUSE_INVALID]	= "invalid",
};

/**
 * nf_flow_hw_cause_name - why an entry was removed, as users see it
 * @cause: the cause
 *
 * Return: a short word, never NULL.
 */
const char *nf_flow_hw_cause_name(enum nf_flow_hw_cause cause)
{
	return cause < ARRAY_SIZE(cause_names) ? cause_names[cause] : "unknown";
}

static int event_put(struct sk_buff *skb, const struct nf_conntrack_tuple *tuple,
		     enum nf_flow_hw_event type, const char *text)
{
	static const struct nf_flow_hw_tuple_attrs attrs = {
		.src	= NF_FLOW_HW_A_EVENT_SRC,
		.dst	= NF_FLOW_HW_A_EVENT_DST,
		.sport	= NF_FLOW_HW_A_EVENT_SPORT,
		.dport	= NF_FLOW_HW_A_EVENT_DPORT,
	};

	return nla_put_u32(skb, NF_FLOW_HW_A_EVENT_TYPE, type) ?:
	       nla_put_u8(skb, NF_FLOW_HW_A_EVENT_L4PROTO, tuple->dst.protonum) ?:
	       nla_put_u8(skb, NF_FLOW_HW_A_EVENT_DIRECTION, tuple->dst.dir) ?:
	       nf_flow_hw_put_tuple(skb, tuple, &attrs) ?:
	       nla_put_string(skb, NF_FLOW_HW_A_EVENT_TEXT, text);
}

static void event_send(const struct nf_conn *ct, unsigned int dir,
		       enum nf_flow_hw_event type, const char *text)
{
	struct sk_buff *skb;
	void *hdr;

	skb = genlmsg_new(GENLMSG_DEFAULT_SIZE / 4, GFP_ATOMIC);
	if (!skb)
		return;

	hdr = genlmsg_put(skb, 0, 0, &nf_flow_hw_genl_family, 0,
			  NF_FLOW_HW_CMD_EVENT);
	if (!hdr || event_put(skb, &ct->tuplehash[dir].tuple, type, text)) {
		nlmsg_free(skb);
		return;
	}

	genlmsg_end(skb, hdr);
	genlmsg_multicast_netns(&nf_flow_hw_genl_family, nf_ct_net(ct), skb, 0,
				NF_FLOW_HW_MCGRP_EVENTS, GFP_ATOMIC);
}

static bool event_wanted(const struct nf_conn *ct)
{
	return genl_has_listeners(&nf_flow_hw_genl_family, nf_ct_net(ct),
				  NF_FLOW_HW_MCGRP_EVENTS);
}

/**
 * nf_flow_hw_event_flow - tell listeners what happened to a direction of a flow
 * @ct: its connection
 * @dir: which direction
 * @type: what happened
 * @text: backend, cause or reason
 *
 * Context: any.
 */
void nf_flow_hw_event_flow(const struct nf_conn *ct, unsigned int dir,
			   enum nf_flow_hw_event type, const char *text)
{
	if (unlikely(event_wanted(ct)))
		event_send(ct, dir, type, text);
}

/**
 * nf_flow_hw_event_reject - tell listeners of a refusal, now and then
 * @ct: the connection
 * @dir: which direction of it
 * @reason: why
 *
 * Context: any.
 */
void nf_flow_hw_event_reject(const struct nf_conn *ct, unsigned int dir,
			     enum nf_flow_hw_reject reason)
{
	static DEFINE_RATELIMIT_STATE(rejected, HZ, 10);
	static DEFINE_RATELIMIT_STATE(full, HZ, 1);
	const char *name = nf_flow_hw_reject_name(reason);

	if (likely(!event_wanted(ct)))
		return;

	ratelimit_set_flags(&rejected, RATELIMIT_MSG_ON_RELEASE);
	ratelimit_set_flags(&full, RATELIMIT_MSG_ON_RELEASE);
	if (reason == NF_FLOW_HW_REJECT_TABLE_FULL && __ratelimit(&full))
		event_send(ct, dir, NF_FLOW_HW_EVENT_TABLE_FULL, name);
	if (__ratelimit(&rejected))
		event_send(ct, dir, NF_FLOW_HW_EVENT_REJECTED, name);
}

static int fault_put(struct sk_buff *skb, const char *name, const char *what)
{
	char text[128];

	snprintf(text, sizeof(text), "%s: %s", name, what);

	return nla_put_u32(skb, NF_FLOW_HW_A_EVENT_TYPE, NF_FLOW_HW_EVENT_FAULT) ?:
	       nla_put_string(skb, NF_FLOW_HW_A_EVENT_TEXT, text);
}

/**
 * nf_flow_hw_backend_fault - an engine does not do what it is told
 * @be: its backend, registered or on its way in or out
 * @what: what it fails to do, a few words
 *
 * Traces it and tells listeners of all namespaces, who share the engine, at most
 * once a second. Context: any.
 */
void nf_flow_hw_backend_fault(const struct nf_flow_hw_backend *be, const char *what)
{
	static DEFINE_RATELIMIT_STATE(faults, HZ, 1);
	struct sk_buff *skb;
	void *hdr;

	trace_nf_flow_hw_fault(be->label, what);
	ratelimit_set_flags(&faults, RATELIMIT_MSG_ON_RELEASE);
	if (!__ratelimit(&faults))
		return;

	skb = genlmsg_new(GENLMSG_DEFAULT_SIZE / 4, GFP_ATOMIC);
	if (!skb)
		return;

	hdr = genlmsg_put(skb, 0, 0, &nf_flow_hw_genl_family, 0,
			  NF_FLOW_HW_CMD_EVENT);
	if (!hdr || fault_put(skb, be->label, what)) {
		nlmsg_free(skb);
		return;
	}

	genlmsg_end(skb, hdr);
	genlmsg_multicast_allns(&nf_flow_hw_genl_family, skb, 0,
				NF_FLOW_HW_MCGRP_EVENTS);
}
EXPORT_SYMBOL_GPL(nf_flow_hw_backend_fault);
