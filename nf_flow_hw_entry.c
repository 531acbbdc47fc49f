// SPDX-License-Identifier: GPL-2.0-only
/*
 * One direction of a flow in an engine: gained, counted, lost. All of it happens
 * under the lock of the flow. An engine does not go while that of a flow is held of
 * which it holds an entry; what gives it an entry also holds nf_flow_hw_srcu.
 */
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_acct.h>
#include <net/netfilter/nf_flow_table.h>
#include <trace/events/nf_flow_hw.h>
#include "nf_flow_hw_internal.h"

/* conntrack counts at most 32 bits at once. */
static u32 counter_take(atomic64_t *counter)
{
	s64 all;

	/* What most polls find; what is added meanwhile waits for the next one. */
	if (!atomic64_read(counter))
		return 0;

	all = atomic64_xchg(counter, 0);
	if (likely(all <= U32_MAX))
		return all;

	atomic64_add(all - U32_MAX, counter);
	return U32_MAX;
}

/**
 * nf_flow_hw_entry_take - what an engine forwarded and nobody was told yet
 * @flow: the flow
 * @dir: the direction
 * @be: who forwarded it, NULL if nobody did
 * @packets: packets, at most U32_MAX; the rest stays
 * @bytes: L3 bytes, likewise
 */
void nf_flow_hw_entry_take(struct nf_flow_hw_flow *flow, unsigned int dir,
			   const struct nf_flow_hw_backend *be,
			   u32 *packets, u32 *bytes)
{
	struct nf_flow_hw_entry *entry = &flow->entry[dir];

	*packets = counter_take(&entry->packets);
	*bytes = counter_take(&entry->bytes);
	if (!*packets)
		return;

	flow->forwarded[dir] += *packets;
	if (be)
		nf_flow_hw_net_forwarded(nf_flow_hw_flow_ct(flow), be->engine,
					 *packets, *bytes);
}

/**
 * nf_flow_hw_entry_account - add what is left to conntrack
 * @flow: the flow
 * @dir: the direction; its entry was removed, so nobody polls it any more
 * @be: who had it
 */
void nf_flow_hw_entry_account(struct nf_flow_hw_flow *flow, unsigned int dir,
			      const struct nf_flow_hw_backend *be)
{
	struct nf_flow_hw_entry *entry = &flow->entry[dir];
	bool counter = flow->table->ft->flags & NF_FLOWTABLE_COUNTER;
	u32 packets, bytes;

	while (atomic64_read(&entry->packets) || atomic64_read(&entry->bytes)) {
		nf_flow_hw_entry_take(flow, dir, be, &packets, &bytes);
		if (counter)
			nf_ct_acct_add(nf_flow_hw_flow_ct(flow), dir, packets, bytes);
	}
}

/**
 * nf_flow_hw_entry_gained - an engine took a direction: tell whoever watches
 * @flow: the flow
 * @dir: the direction
 * @be: the engine
 */
void nf_flow_hw_entry_gained(struct nf_flow_hw_flow *flow, unsigned int dir,
			     struct nf_flow_hw_backend *be)
{
	struct nf_conn *ct = nf_flow_hw_flow_ct(flow);

	WRITE_ONCE(flow->entry[dir].backend, be);
	nf_flow_hw_net_entries(ct, be->engine, 1);
	trace_nf_flow_hw_add(ct, dir, be->label);
	nf_flow_hw_event_flow(ct, dir, NF_FLOW_HW_EVENT_BOUND, be->label);
}

/**
 * nf_flow_hw_entry_lost - the engine holds nothing for a direction any more
 * @flow: the flow
 * @dir: the direction
 * @cause: why
 */
void nf_flow_hw_entry_lost(struct nf_flow_hw_flow *flow, unsigned int dir,
			   enum nf_flow_hw_cause cause)
{
	const char *name = nf_flow_hw_cause_name(cause);
	struct nf_conn *ct = nf_flow_hw_flow_ct(flow);

	nf_flow_hw_net_entries(ct, flow->entry[dir].backend->engine, -1);
	WRITE_ONCE(flow->entry[dir].backend, NULL);
	trace_nf_flow_hw_remove(ct, dir, name);
	nf_flow_hw_event_flow(ct, dir, NF_FLOW_HW_EVENT_REMOVED, name);
}

/**
 * nf_flow_hw_entry_del - last step of a removal, after the flush
 * @flow: the flow
 * @dir: the direction; an engine holds it
 * @cause: why it goes
 *
 * Context: may sleep.
 */
void nf_flow_hw_entry_del(struct nf_flow_hw_flow *flow, unsigned int dir,
			  enum nf_flow_hw_cause cause)
{
	struct nf_flow_hw_entry *entry = &flow->entry[dir];
	struct nf_flow_hw_backend *be = entry->backend;

	be->ops->entry_del(be, entry);
	nf_flow_hw_entry_lost(flow, dir, cause);
	nf_flow_hw_entry_account(flow, dir, be);
}

/**
 * nf_flow_hw_entry_drop - all steps of a removal, without a batch around it
 * @flow: the flow
 * @dir: the direction; need not be in an engine
 * @cause: why it goes
 *
 * Context: may sleep.
 */
void nf_flow_hw_entry_drop(struct nf_flow_hw_flow *flow, unsigned int dir,
			   enum nf_flow_hw_cause cause)
{
	struct nf_flow_hw_entry *entry = &flow->entry[dir];
	struct nf_flow_hw_backend *be = entry->backend;

	if (!be)
		return;

	nf_flow_hw_entry_unbind(entry);
	be->ops->flush(be);
	nf_flow_hw_entry_del(flow, dir, cause);
}

/**
 * nf_flow_hw_entry_sync_status - let conntrack claim hardware only while it is true
 * @flow: the flow
 *
 * The kernel sets the bit when we say yes and clears it at DESTROY only; when the
 * last entry goes for another reason the bit would be a lie.
 */
void nf_flow_hw_entry_sync_status(const struct nf_flow_hw_flow *flow)
{
	if (!nf_flow_hw_entry_live(&flow->entry[IP_CT_DIR_ORIGINAL]) &&
	    !nf_flow_hw_entry_live(&flow->entry[IP_CT_DIR_REPLY]))
		clear_bit(IPS_HW_OFFLOAD_BIT, &nf_flow_hw_flow_ct(flow)->status);
}

/**
 * nf_flow_hw_entry_poll - let the engine add its counters, or say that it lost it
 * @flow: the flow
 * @dir: the direction
 *
 * Context: &nf_flow_hw_flow.lock held; may sleep.
 *
 * Return: who counted, NULL if no engine holds this direction.
 */
struct nf_flow_hw_backend *nf_flow_hw_entry_poll(struct nf_flow_hw_flow *flow,
						 unsigned int dir)
{
	struct nf_flow_hw_entry *entry = &flow->entry[dir];
	struct nf_flow_hw_backend *be = entry->backend;
	int err;

	lockdep_assert_held(&flow->lock);
	if (!be)
		return NULL;

	err = be->ops->entry_stats(be, entry);
	if (err > 0)
		flow->active |= BIT(dir);
	if (err == -ENOENT) {
		nf_flow_hw_entry_lost(flow, dir, NF_FLOW_HW_CAUSE_LOST);
		nf_flow_hw_entry_sync_status(flow);
	}

	return be;
}

/**
 * nf_flow_hw_entry_sync - let the next poll know of every packet until now
 * @flow: the flow
 * @dir: the direction
 *
 * Context: &nf_flow_hw_flow.lock held; may sleep.
 */
void nf_flow_hw_entry_sync(struct nf_flow_hw_flow *flow, unsigned int dir)
{
	struct nf_flow_hw_entry *entry = &flow->entry[dir];
	struct nf_flow_hw_backend *be = entry->backend;

	lockdep_assert_held(&flow->lock);
	if (be && be->ops->sync)
		be->ops->sync(be, entry);
}
