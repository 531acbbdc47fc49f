// SPDX-License-Identifier: GPL-2.0-only
/*
 * Engines that learn flows by themselves want to know which of their entries a
 * packet hit that they left to us. Nobody pays for that while there is none.
 */
#include <linux/rculist.h>
#include <linux/skbuff.h>
#include "nf_flow_hw_internal.h"

DEFINE_STATIC_KEY_FALSE(nf_flow_hw_seen_key);

static LIST_HEAD(seers);	/* RCU; written under nf_flow_hw_registry_lock */

/**
 * nf_flow_hw_seen_packet - tell of a packet that came in by a flowtable device
 * @skb: the packet
 *
 * A hash that software computed names no entry.
 * Context: RCU, softirq.
 */
void nf_flow_hw_seen_packet(const struct sk_buff *skb)
{
	struct nf_flow_hw_backend *be;

	if (!skb->l4_hash || skb->sw_hash)
		return;

	list_for_each_entry_rcu(be, &seers, seen_list)
		be->seen(be, skb->dev, skb->hash);
}

/**
 * nf_flow_hw_seen_add - tell a backend of packets, if it wants to know
 * @be: the backend
 *
 * Context: nf_flow_hw_registry_lock held, may sleep.
 */
void nf_flow_hw_seen_add(struct nf_flow_hw_backend *be)
{
	lockdep_assert_held(&nf_flow_hw_registry_lock);
	if (!be->seen)
		return;

	list_add_tail_rcu(&be->seen_list, &seers);
	static_branch_inc(&nf_flow_hw_seen_key);
}

/**
 * nf_flow_hw_seen_del - mirror of nf_flow_hw_seen_add()
 * @be: the backend; is told nothing any more when this returns
 *
 * Context: nf_flow_hw_registry_lock held, may sleep.
 */
void nf_flow_hw_seen_del(struct nf_flow_hw_backend *be)
{
	lockdep_assert_held(&nf_flow_hw_registry_lock);
	if (!be->seen)
		return;

	static_branch_dec(&nf_flow_hw_seen_key);
	list_del_rcu(&be->seen_list);
	synchronize_net();
}
