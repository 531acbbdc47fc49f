// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last step: the prebuilt header in front, and out.
 *
 * A device without a queue discipline is given the packet directly if nothing on
 * the way of dev_queue_xmit() wants to see it or could change it: no tap, no hook,
 * no segmentation, no checksum to be finished. Asked for each packet, so that a
 * qdisc, a tap or a hook takes effect with the next one. Everything else goes to
 * dev_queue_xmit(): queue disciplines shape and drop as ever.
 */
#include "soft_engine.h"

#include <linux/if_pppox.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/gso.h>
#include <net/sch_generic.h>

static __always_inline bool soft_tx_plain(struct sk_buff *skb, struct net_device *dev,
					  const struct soft_entry *entry)
{
	if (unlikely(skb->ip_summed == CHECKSUM_PARTIAL)) {
		/* Behind a tag other features count. */
		if (!(dev->features & NETIF_F_HW_CSUM) ||
		    entry->flags & SOFT_ENTRY_F_LONG)
			return false;
		skb_set_transport_header(skb, skb_checksum_start_offset(skb));
	}
	return !skb_is_nonlinear(skb) && !skb_is_gso(skb);
}

/* Where the kernel itself would call the driver at once and without a lock. */
static __always_inline bool soft_tx_queueless(const struct net_device *dev,
					      const struct netdev_queue *txq)
{
	return !rcu_dereference_bh(txq->qdisc)->enqueue &&
	       dev->real_num_tx_queues == 1 && nf_flow_hw_compat_lltx(dev) &&
	       dev->flags & IFF_UP && !netif_xmit_frozen_or_stopped(txq);
}

static __always_inline bool soft_tx_direct(struct sk_buff *skb, struct net_device *dev,
					   const struct soft_entry *entry)
{
	struct netdev_queue *txq = netdev_get_tx_queue(dev, 0);

	if (!soft_tx_queueless(dev, txq) || unlikely(!soft_tx_plain(skb, dev, entry)) ||
	    unlikely(nf_flow_hw_compat_tx_watched(dev)))
		return false;

	skb_set_queue_mapping(skb, 0);
	if (unlikely(!dev_xmit_complete(netdev_start_xmit(skb, dev, txq, false)))) {
		soft_stat_inc(SOFT_STAT_BUSY);
		kfree_skb(skb);
		return true;
	}
	soft_stat_inc(SOFT_STAT_DIRECT);
	return true;
}

static __always_inline void soft_tx_push(struct sk_buff *skb,
					 const struct soft_entry *entry)
{
	unsigned int len = skb->len;
	u8 *l3 = skb->data;

	if (likely(!(entry->flags & SOFT_ENTRY_F_LONG))) {
		/* Whole words: the two bytes too many are headroom. */
		memcpy(l3 - SOFT_ENTRY_L2_PLAIN,
		       entry->l2 + SOFT_ENTRY_L2_MAX - SOFT_ENTRY_L2_PLAIN,
		       SOFT_ENTRY_L2_PLAIN);
		__skb_push(skb, ETH_HLEN);
	} else {
		memcpy(l3 - SOFT_ENTRY_L2_MAX, entry->l2, SOFT_ENTRY_L2_MAX);
		__skb_push(skb, entry->l2_len);
		if (entry->flags & SOFT_ENTRY_F_PPPOE) {
			__be16 all = htons(len + sizeof(__be16));

			memcpy(l3 - 2 * sizeof(__be16), &all, sizeof(all));
		}
	}
	skb->protocol = entry->proto;
	skb_reset_mac_header(skb);
}

static void soft_tx_queue(struct sk_buff *skb, const struct soft_entry *entry)
{
	/* Saves the dissection that telling flows apart would cost. */
	if (!skb->l4_hash && !skb->sw_hash)
		__skb_set_sw_hash(skb, entry->hash, true);
	soft_stat_inc(SOFT_STAT_QUEUED);
	dev_queue_xmit(skb);
}

/* A PPPoE header names the length of its one packet. */
static noinline void soft_tx_segments(struct sk_buff *skb, const struct soft_entry *entry)
{
	struct sk_buff *segs, *next;

	segs = skb_gso_segment(skb, 0);
	if (IS_ERR_OR_NULL(segs)) {
		kfree_skb(skb);
		return;
	}
	consume_skb(skb);
	soft_stat_inc(SOFT_STAT_SEGMENTED);
	skb_list_walk_safe(segs, skb, next) {
		skb_mark_not_on_list(skb);
		soft_tx_push(skb, entry);
		soft_tx_queue(skb, entry);
	}
}

/**
 * soft_tx - send a packet that was rewritten
 * @skb: the packet; its headers are writable; consumed
 * @entry: where to, and with which header
 * @off: bytes in front of the IP header that are dropped
 *
 * Context: softirq, RCU.
 */
void soft_tx(struct sk_buff *skb, const struct soft_entry *entry, unsigned int off)
{
	struct net_device *dev = entry->out;

	if (unlikely(skb_vlan_tag_present(skb)))
		__vlan_hwaccel_clear_tag(skb);
	__skb_pull(skb, off);
	skb_reset_network_header(skb);
	skb_clear_tstamp(skb);
	nf_flow_hw_compat_unmark(skb);
	skb->dev = dev;

	if (unlikely(entry->flags & SOFT_ENTRY_F_PPPOE && skb_is_gso(skb))) {
		skb->protocol = soft_key_l3proto(&entry->key) == NFPROTO_IPV6 ?
				htons(ETH_P_IPV6) : htons(ETH_P_IP);
		soft_tx_segments(skb, entry);
		return;
	}

	soft_tx_push(skb, entry);
	if (!soft_tx_direct(skb, dev, entry))
		soft_tx_queue(skb, entry);
}
