// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets, as if a device had received them:
 *
 *	inject DEV MODE COUNT FIRST SADDR DADDR SPORT DPORT NATADDR
 *
 * MODE is a word of letters:
 *	o or r	packets of the original direction, or replies to NATADDR (or SADDR,
 *		if NATADDR is 0.0.0.0)
 *	s	all of one flow; otherwise packet i is of flow FIRST + i, with source
 *		port SPORT + FIRST + i
 *	x	address and port of flow i are pseudo-random instead
 *	l	one at a time, until both callbacks have come: latencies
 * Packets are made before the clock starts. The time ends with the last callback.
 */
#include <linux/delay.h>
#include <linux/etherdevice.h>
#include <linux/inet.h>
#include <linux/ip.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <linux/udp.h>
#include <linux/vmalloc.h>
#include <net/ip.h>

#include "bench.h"

#define BENCH_PAYLOAD		18
#define BENCH_CALLBACK_MS	2000

struct inject {
	struct net_device	*dev;
	char			mode[8];
	u32			count;
	u32			first;
	__be32			saddr;
	__be32			daddr;
	__be32			nat;
	u16			sport;
	u16			dport;
};

static struct bench_samples latency;
static u64 rx_time, all_time, rx_num, rx_foreign;

static bool mode_has(const struct inject *in, char c)
{
	return strchr(in->mode, c);
}

/* The same for the same flow, whatever its direction. */
static void flow_tuple(const struct inject *in, u32 i, __be32 *saddr, u16 *sport)
{
	u64 x = in->first + i + 1;

	*saddr = in->saddr;
	*sport = in->sport;
	if (mode_has(in, 's'))
		return;
	if (!mode_has(in, 'x')) {
		*sport += in->first + i;
		return;
	}
	/* splitmix64 */
	x *= 0x9e3779b97f4a7c15ULL;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	x ^= x >> 31;
	*saddr = htonl(ntohl(in->saddr) + (x & 0xffff));
	*sport = 1024 + ((x >> 16) & 0x7fff);
}

static void fill_packet(const struct inject *in, u32 i, struct iphdr *iph,
			struct udphdr *uh)
{
	__be32 saddr;
	u16 sport;

	flow_tuple(in, i, &saddr, &sport);
	memset(iph, 0, sizeof(*iph));
	iph->version = 4;
	iph->ihl = 5;
	iph->tot_len = htons(sizeof(*iph) + sizeof(*uh) + BENCH_PAYLOAD);
	iph->ttl = 64;
	iph->protocol = IPPROTO_UDP;
	uh->len = htons(sizeof(*uh) + BENCH_PAYLOAD);
	uh->check = 0;
	if (mode_has(in, 'r')) {
		iph->saddr = in->daddr;
		iph->daddr = in->nat ?: saddr;
		uh->source = htons(in->dport);
		uh->dest = htons(sport);
	} else {
		iph->saddr = saddr;
		iph->daddr = in->daddr;
		uh->source = htons(sport);
		uh->dest = htons(in->dport);
	}
	ip_send_check(iph);
}

static struct sk_buff *make_packet(const struct inject *in, u32 i)
{
	struct udphdr *uh;
	struct ethhdr *eth;
	struct sk_buff *skb;
	struct iphdr *iph;

	skb = netdev_alloc_skb_ip_align(in->dev, 128);
	if (!skb)
		return NULL;

	eth = skb_put_zero(skb, sizeof(*eth));
	ether_addr_copy(eth->h_dest, in->dev->dev_addr);
	eth->h_source[0] = 2;
	eth->h_proto = htons(ETH_P_IP);
	iph = skb_put(skb, sizeof(*iph));
	uh = skb_put(skb, sizeof(*uh));
	skb_put_zero(skb, BENCH_PAYLOAD);
	fill_packet(in, i, iph, uh);
	skb->protocol = eth_type_trans(skb, in->dev);

	return skb;
}

static void receive(struct sk_buff *skb)
{
	local_bh_disable();
	netif_receive_skb(skb);
	local_bh_enable();
}

/* Both directions are offered, one call each, or more with several devices. */
static void receive_and_wait(struct sk_buff *skb)
{
	u64 adds = bench_probe_adds(), start = get_cycles();
	unsigned int ms;

	receive(skb);
	for (ms = 0; bench_probe_adds() < adds + 2 && ms < BENCH_CALLBACK_MS; ms++)
		usleep_range(900, 1000);
	if (bench_probe_adds() >= adds + 2)
		bench_samples_add(&latency, bench_probe_last() - start);
}

static void receive_all(struct sk_buff **skbs, u32 count)
{
	u64 start, foreign, adds = bench_probe_adds();
	u32 i;

	foreign = bench_io_foreign();
	start = get_cycles();
	local_bh_disable();
	for (i = 0; i < count; i++)
		netif_receive_skb(skbs[i]);
	local_bh_enable();
	rx_time += get_cycles() - start;
	rx_num += count;

	/* The workers run while we sleep. */
	for (i = 0; i < BENCH_CALLBACK_MS / 10; i++) {
		u64 before = bench_probe_adds();

		msleep(20);
		if (bench_probe_adds() == before)
			break;
	}
	rx_foreign += bench_io_foreign() - foreign;
	if (bench_probe_adds() > adds)
		all_time += bench_probe_last() - start;
}

static int inject_packets(const struct inject *in)
{
	struct sk_buff **skbs;
	int err = 0;
	u32 i;

	skbs = vzalloc(array_size(in->count, sizeof(*skbs)));
	if (!skbs)
		return -ENOMEM;

	for (i = 0; i < in->count; i++) {
		skbs[i] = make_packet(in, i);
		if (!skbs[i]) {
			err = -ENOMEM;
			goto out;
		}
	}
	if (mode_has(in, 'l'))
		for (i = 0; i < in->count; i++)
			receive_and_wait(skbs[i]);
	else
		receive_all(skbs, in->count);
	vfree(skbs);
	return 0;

out:
	while (i--)
		kfree_skb(skbs[i]);
	vfree(skbs);
	return err;
}

int bench_inject(char *args)
{
	char dev[IFNAMSIZ], saddr[16], daddr[16], nat[16];
	struct inject in;
	int err;

	if (sscanf(args, "%15s %7s %u %u %15s %15s %hu %hu %15s", dev, in.mode,
		   &in.count, &in.first, saddr, daddr, &in.sport, &in.dport,
		   nat) != 9 || !in.count)
		return -EINVAL;
	in.saddr = in_aton(saddr);
	in.daddr = in_aton(daddr);
	in.nat = in_aton(nat);

	in.dev = dev_get_by_name(current->nsproxy->net_ns, dev);
	if (!in.dev)
		return -ENODEV;
	err = inject_packets(&in);
	dev_put(in.dev);

	return err;
}

void bench_inject_reset(void)
{
	latency.num = 0;
	latency.sum = 0;
	rx_time = 0;
	all_time = 0;
	rx_num = 0;
	rx_foreign = 0;
}

void bench_inject_show(void)
{
	if (rx_num)
		bench_print("inject", "n=%llu rx=%llu all=%llu foreign=%llu\n", rx_num,
			    rx_time, all_time, rx_foreign);
	bench_samples_show("latency", &latency);
}

int bench_inject_init(void)
{
	return bench_samples_init(&latency);
}

void bench_inject_exit(void)
{
	bench_samples_exit(&latency);
}
