// SPDX-License-Identifier: GPL-2.0-only
/*
 * Policy that changes while a flow is forwarded: the mark of its connection.
 *
 * Marks choose routes and traffic classes, and a flow keeps what was chosen when
 * it was offered. Nobody is told when a mark changes (rules, daemons and users
 * write it), so it is compared from time to time, and only if that is asked for.
 */
#include <linux/moduleparam.h>
#include <net/netfilter/nf_conntrack.h>
#include "nf_flow_hw_internal.h"

static bool revalidate;
module_param(revalidate, bool, 0644);
MODULE_PARM_DESC(revalidate, "End flows whose conntrack mark changed since they were offered, within some seconds (default: N)");

static bool mark_changed(struct nf_flow_hw_flow *flow,
			 const struct nf_flow_hw_filter *filter)
{
	return flow->mark != nf_flow_hw_ct_mark(nf_flow_hw_flow_ct(flow));
}

/**
 * nf_flow_hw_policy_housekeep - end flows whose mark is another one now
 *
 * Does nothing unless the administrator wants it.
 * Context: nf_flow_hw_registry_lock held; may sleep.
 */
void nf_flow_hw_policy_housekeep(void)
{
	struct nf_flow_hw_evict evict = { .match = mark_changed };

	lockdep_assert_held(&nf_flow_hw_registry_lock);
	if (READ_ONCE(revalidate))
		nf_flow_hw_table_evict(NULL, &evict);
}
