// SPDX-License-Identifier: GPL-2.0-only
/*
 * Large TCP packets, as if a device had received a train of segments and put them
 * together:
 *
 *	bulk DEV COUNT HEADERS
 *
 * HEADERS are Ethernet, IP and TCP in hexadecimal, see tcp_bulk.py, with the sum of
 * the pseudo-header in place of TCP's checksum; the destination is filled in. Behind
 * them come BENCH_SEGMENTS times what fits into a frame. What a packet takes from its
 * making to its end, which is within the call, is measured.
 */
#include <linux/etherdevice.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <linux/sched.h>
#include <linux/skbuff.h>
#include <linux/tcp.h>

#include "bench.h"

#define BENCH_SEGMENTS		44
#define BENCH_HEADERS_MAX	128
#define BENCH_TCP_SIZE		32	/* with timestamps */
#define BENCH_BULK_ORDER	4

struct bulk {
	struct net_device	*dev;
	struct page		*page;
	u32			count;
	u32			size;
	u32			mss;
	bool			ipv6;
	u8			headers[BENCH_HEADERS_MAX];
};

static u64 bulk_time, bulk_num;

static void add_payload(const struct bulk *bulk, struct sk_buff *skb)
{
	u32 rest = BENCH_SEGMENTS * bulk->mss, i;

	for (i = 0; rest; i++) {
		u32 size = min_t(u32, rest, PAGE_SIZE);

		get_page(bulk->page);
		skb_add_rx_frag(skb, i, bulk->page, i * PAGE_SIZE, size, PAGE_SIZE);
		rest -= size;
	}
}

/* As tcp_gro_complete() leaves it. */
static void mark_segments(const struct bulk *bulk, struct sk_buff *skb)
{
	skb_shinfo(skb)->gso_size = bulk->mss;
	skb_shinfo(skb)->gso_segs = BENCH_SEGMENTS;
	skb_shinfo(skb)->gso_type = bulk->ipv6 ? SKB_GSO_TCPV6 : SKB_GSO_TCPV4;
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = skb_headroom(skb) + bulk->size - BENCH_TCP_SIZE;
	skb->csum_offset = offsetof(struct tcphdr, check);
}

static struct sk_buff *make_packet(const struct bulk *bulk)
{
	struct sk_buff *skb = netdev_alloc_skb_ip_align(bulk->dev, 256);
	struct ethhdr *eth;

	if (!skb)
		return NULL;

	eth = skb_put_data(skb, bulk->headers, bulk->size);
	ether_addr_copy(eth->h_dest, bulk->dev->dev_addr);
	add_payload(bulk, skb);
	mark_segments(bulk, skb);
	skb->protocol = eth_type_trans(skb, bulk->dev);

	return skb;
}

static int receive_packets(const struct bulk *bulk)
{
	u64 start = get_cycles();
	struct sk_buff *skb;
	u32 i;

	for (i = 0; i < bulk->count; i++) {
		skb = make_packet(bulk);
		if (!skb)
			return -ENOMEM;
		local_bh_disable();
		netif_receive_skb(skb);
		local_bh_enable();
		/* What ksoftirqd has taken over is part of it. */
		cond_resched();
	}
	bulk_time = get_cycles() - start;
	bulk_num = bulk->count;

	return 0;
}

static int parse_hex(u8 *to, const char *text, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		if (sscanf(text + 2 * i, "%2hhx", &to[i]) != 1)
			return -EINVAL;

	return 0;
}

static int parse_headers(struct bulk *bulk, const char *text)
{
	const struct ethhdr *eth = (const struct ethhdr *)bulk->headers;
	size_t len = strlen(text);

	bulk->size = len / 2;
	if (len % 2 || bulk->size <= ETH_HLEN + BENCH_TCP_SIZE ||
	    bulk->size > BENCH_HEADERS_MAX || parse_hex(bulk->headers, text, bulk->size))
		return -EINVAL;
	bulk->ipv6 = eth->h_proto == htons(ETH_P_IPV6);
	bulk->mss = ETH_DATA_LEN - (bulk->size - ETH_HLEN);

	return 0;
}

/**
 * bench_bulk - receive large TCP packets
 * @args: device, number and headers
 *
 * Return: 0 or a negative error.
 */
int bench_bulk(char *args)
{
	char dev[IFNAMSIZ], headers[2 * BENCH_HEADERS_MAX + 1];
	struct bulk bulk;
	int err;

	BUILD_BUG_ON(BENCH_SEGMENTS * (ETH_DATA_LEN - BENCH_TCP_SIZE) >
		     PAGE_SIZE << BENCH_BULK_ORDER);
	if (sscanf(args, "%15s %u %256s", dev, &bulk.count, headers) != 3 || !bulk.count)
		return -EINVAL;
	err = parse_headers(&bulk, headers);
	if (err)
		return err;

	bulk.dev = dev_get_by_name(current->nsproxy->net_ns, dev);
	if (!bulk.dev)
		return -ENODEV;
	err = -ENOMEM;
	bulk.page = alloc_pages(GFP_KERNEL | __GFP_COMP | __GFP_ZERO, BENCH_BULK_ORDER);
	if (!bulk.page)
		goto err_page;
	err = receive_packets(&bulk);

	__free_pages(bulk.page, BENCH_BULK_ORDER);
err_page:
	dev_put(bulk.dev);
	return err;
}

void bench_bulk_reset(void)
{
	bulk_num = 0;
}

void bench_bulk_show(void)
{
	if (bulk_num)
		bench_print("bulk", "n=%llu sum=%llu\n", bulk_num, bulk_time);
}
