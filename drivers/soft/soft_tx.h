/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The last step: the prebuilt header in front, and out.
 *
 * A device without a queue discipline is given the packet directly if nothing on
 * the way of dev_queue_xmit() wants to see it or would change it: no tap, no hook,
 * no segmentation or checksum that the driver leaves to the kernel. Asked for each
 * packet, so that a qdisc, a tap or a hook takes effect with the next one. Everything
 * else goes to dev_queue_xmit(): queue disciplines shape and drop as ever.
 *
 * Inline, because a call and what can be known beforehand are a tenth of the whole.
 */
#ifndef _SOFT_TX_H
#define _SOFT_TX_H

#include <linux/if_pppox.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/sch_generic.h>

#include "soft_engine.h"

#define SOFT_TX_SPECIAL	(SOFT_ENTRY_F_LONG | SOFT_ENTRY_F_PPPOE)

void soft_tx_push_special(struct sk_buff *skb, const struct soft_entry *entry);
void soft_tx_segments(struct sk_buff *skb, const struct soft_entry *entry);
bool soft_tx_offloads(struct sk_buff *skb);

/* Where the kernel itself would call the driver at once and without a lock. */
static __always_inline bool soft_tx_queueless(const struct net_device *dev,
					      const struct netdev_queue *txq)
{
	return !rcu_dereference_bh(txq->qdisc)->enqueue &&
	       READ_ONCE(dev->real_num_tx_queues) == 1 && nf_flow_hw_compat_lltx(dev) &&
	       READ_ONCE(dev->flags) & IFF_UP && !netif_xmit_frozen_or_stopped(txq);
}

/* Would the kernel give it to the driver as it is? */
static __always_inline bool soft_tx_as_is(struct sk_buff *skb, bool plain)
{
	if (likely(!skb_is_nonlinear(skb)) &&
	    (plain || (!skb_is_gso(skb) && skb->ip_summed != CHECKSUM_PARTIAL)))
		return true;

	return soft_tx_offloads(skb);
}

static __always_inline void soft_tx_direct(struct sk_buff *skb, struct net_device *dev,
					   struct netdev_queue *txq)
{
	skb_reset_mac_header(skb);
	skb_set_queue_mapping(skb, 0);
	if (likely(dev_xmit_complete(netdev_start_xmit(skb, dev, txq, false)))) {
		soft_stat_inc(SOFT_STAT_DIRECT);
		return;
	}
	soft_stat_inc(SOFT_STAT_BUSY);
	kfree_skb(skb);
}

static __always_inline void soft_tx_queue(struct sk_buff *skb,
					  const struct soft_entry *entry)
{
	/* Saves the dissection that telling flows apart would cost. */
	if (!skb->l4_hash && !skb->sw_hash)
		__skb_set_sw_hash(skb, entry->hash, true);
	soft_stat_inc(SOFT_STAT_QUEUED);
	dev_queue_xmit(skb);
}

static __always_inline void soft_tx_push(struct sk_buff *skb,
					 const struct soft_entry *entry)
{
	if (unlikely(entry->flags & SOFT_TX_SPECIAL)) {
		soft_tx_push_special(skb, entry);
		return;
	}
	/* Whole words: the two bytes too many are headroom. */
	memcpy(skb->data - SOFT_ENTRY_L2_PLAIN,
	       entry->l2 + SOFT_ENTRY_L2_MAX - SOFT_ENTRY_L2_PLAIN,
	       SOFT_ENTRY_L2_PLAIN);
	__skb_push(skb, ETH_HLEN);
	skb->protocol = entry->proto;
}

/**
 * soft_tx - send a packet that was rewritten
 * @skb: the packet; its headers are writable; consumed
 * @entry: where to, and with which header
 * @off: bytes in front of the IP header that are dropped
 * @tagged: whether there was a tag at all; a constant
 * @plain: whether it is one segment, its checksum final; a constant
 *
 * Context: softirq, RCU.
 */
static __always_inline void soft_tx(struct sk_buff *skb, const struct soft_entry *entry,
				    unsigned int off, bool tagged, bool plain)
{
	struct net_device *dev = entry->out;
	struct netdev_queue *txq;

	if (tagged) {
		__vlan_hwaccel_clear_tag(skb);
		__skb_pull(skb, off);
		skb_reset_network_header(skb);
	}
	skb_clear_tstamp(skb);
	nf_flow_hw_compat_unmark(skb);
	skb->dev = dev;

	if (!plain && entry->flags & SOFT_ENTRY_F_PPPOE && skb_is_gso(skb)) {
		soft_tx_segments(skb, entry);
		return;
	}

	soft_tx_push(skb, entry);
	txq = netdev_get_tx_queue(dev, 0);
	if (soft_tx_queueless(dev, txq) && likely(soft_tx_as_is(skb, plain)) &&
	    likely(!nf_flow_hw_compat_tx_watched(dev)))
		soft_tx_direct(skb, dev, txq);
	else
		soft_tx_queue(skb, entry);
}

#endif /* _SOFT_TX_H */
