// SPDX-License-Identifier: GPL-2.0-only
/* Sending: what is rare. */
#include "soft_tx.h"

#include <net/gso.h>
#include <net/netfilter/nf_flow_table_hw.h>

/**
 * soft_tx_offloads - does the driver do what is left to be done with this packet?
 * @skb: the packet, with its layer-2 header
 *
 * What validate_xmit_skb() would do is nothing then: the packet is not cut, not
 * copied together, and its checksum not finished.
 *
 * Return: whether; then the packet is prepared for it.
 */
bool soft_tx_offloads(struct sk_buff *skb)
{
	netdev_features_t features;

	skb_reset_mac_header(skb);
	features = netif_skb_features(skb);
	if (netif_needs_gso(skb, features) ||
	    (skb_is_nonlinear(skb) && !(features & NETIF_F_SG)) ||
	    (skb_has_frag_list(skb) && !(features & NETIF_F_FRAGLIST)))
		return false;
	if (skb->ip_summed != CHECKSUM_PARTIAL)
		return true;
	if (!(features & NETIF_F_HW_CSUM))
		return false;

	skb_set_transport_header(skb, skb_checksum_start_offset(skb));
	return true;
}

/**
 * soft_tx_push_special - the header of a packet that leaves with tags or in a session
 * @skb: the packet, at its IP header
 * @entry: its entry
 */
void soft_tx_push_special(struct sk_buff *skb, const struct soft_entry *entry)
{
	__be16 len = htons(skb->len + sizeof(__be16));
	u8 *l3 = skb->data;

	memcpy(l3 - SOFT_ENTRY_L2_MAX, entry->l2, SOFT_ENTRY_L2_MAX);
	__skb_push(skb, entry->l2_len);
	/* In front of the two bytes of the protocol, which it covers. */
	if (entry->flags & SOFT_ENTRY_F_PPPOE)
		memcpy(l3 - 2 * sizeof(len), &len, sizeof(len));
	skb->protocol = entry->proto;
}

/**
 * soft_tx_segments - cut a packet and send the pieces
 * @skb: the packet, at its IP header; consumed
 * @entry: its entry, with a session
 *
 * A PPPoE header names the length of its one packet.
 */
void soft_tx_segments(struct sk_buff *skb, const struct soft_entry *entry)
{
	struct sk_buff *segs, *next;

	skb->protocol = soft_key_l3proto(&entry->key) == NFPROTO_IPV6 ?
			htons(ETH_P_IPV6) : htons(ETH_P_IP);
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
