// SPDX-License-Identifier: GPL-2.0-only
/* Shares no code with the parser, and sums checksums in full. */
#include "sim_test_frame.h"

#include <linux/in.h>
#include <linux/string.h>

static u8 *put16(u8 *p, u16 val)
{
	*p++ = val >> 8;
	*p++ = val & 0xff;
	return p;
}

static u8 *put32(u8 *p, u32 val)
{
	return put16(put16(p, val >> 16), val & 0xffff);
}

static u32 sum16(const u8 *p, unsigned int len, u32 sum)
{
	unsigned int i;

	for (i = 0; i < len; i++)
		sum += i & 1 ? p[i] : p[i] << 8;
	return sum;
}

static u16 fold(u32 sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static u32 l4_sum(const u8 *ip, bool ipv6)
{
	unsigned int hlen = ipv6 ? 40 : (ip[0] & 0xf) * 4;
	unsigned int len = ipv6 ? ip[4] << 8 | ip[5] : (ip[2] << 8 | ip[3]) - hlen;
	u32 sum = len + (ipv6 ? ip[6] : ip[9]);

	sum = ipv6 ? sum16(ip + 8, 32, sum) : sum16(ip + 12, 8, sum);
	return sum16(ip + hlen, len, sum);
}

/**
 * sim_test_ip_csum_ok - sum an IPv4 header
 * @ip: the header
 *
 * Return: true if its checksum is right
 */
bool sim_test_ip_csum_ok(const u8 *ip)
{
	return fold(sum16(ip, (ip[0] & 0xf) * 4, 0)) == 0xffff;
}

/**
 * sim_test_l4_csum_ok - sum a TCP segment or UDP datagram
 * @ip: the IP header
 * @ipv6: which one
 *
 * Return: true if the transport checksum is right
 */
bool sim_test_l4_csum_ok(const u8 *ip, bool ipv6)
{
	return fold(l4_sum(ip, ipv6)) == 0xffff;
}

static u8 *build_l2(u8 *p, const struct sim_test_frame *t, u16 l3_len)
{
	unsigned int i;

	memcpy(p, "\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02", 12);
	p += 12;
	if (t->stag)
		p = put32(p, t->stag);
	for (i = 0; i < t->tags; i++)
		p = put16(put16(p, 0x8100), i + 1);
	if (t->pppoe) {
		p = put16(put16(p, 0x8864), 0x1100);
		p = put16(put16(p, 0x1234), l3_len + 2);
		return put16(p, t->pppoe);
	}
	return put16(p, t->ipv6 ? 0x86dd : 0x0800);
}

static u8 ttl(const struct sim_test_frame *t)
{
	return t->no_ttl ? 0 : t->ttl ?: 64;
}

static u8 *build_l3(u8 *p, const struct sim_test_frame *t, u16 l4_len)
{
	u8 *ip = p;
	int i;

	if (t->ipv6) {
		p = put32(p, 6 << 28 | t->tos << 20);
		p = put16(p, l4_len);
		*p++ = t->proto;
		*p++ = ttl(t);
		for (i = 0; i < 4; i++)
			p = put32(p, t->src[i]);
		for (i = 0; i < 4; i++)
			p = put32(p, t->dst[i]);
		return p;
	}
	*p++ = 0x40 | (20 + t->options) / 4;
	*p++ = t->tos;
	p = put16(p, 20 + t->options + l4_len);
	p = put16(put16(p, 0x4711), t->frag);
	*p++ = ttl(t);
	*p++ = t->proto;
	p = put32(put32(put16(p, 0), t->src[0]), t->dst[0]);
	memset(p, 1, t->options);	/* "no operation" */
	p += t->options;
	put16(ip + 10, ~fold(sum16(ip, p - ip, 0)));
	return p;
}

static u8 *build_l4(u8 *p, const struct sim_test_frame *t, u16 l4_len)
{
	p = put16(put16(p, t->sport), t->dport);
	if (t->proto == IPPROTO_UDP)
		return put16(put16(p, l4_len), 0);
	p = put32(put32(p, 0x01020304), 0x05060708);
	p = put16(p, 0x5000 | t->flags);
	return put32(put16(p, 0x2000), 0);
}

static u16 l4_hlen(u8 proto)
{
	return proto == IPPROTO_TCP ? 20 : proto == IPPROTO_UDP ? 8 : 0;
}

static void build_l4_csum(u8 *ip, u8 *l4, const struct sim_test_frame *t)
{
	u16 check = ~fold(l4_sum(ip, t->ipv6));

	if (t->proto == IPPROTO_UDP)
		put16(l4 + 6, check ?: 0xffff);
	else
		put16(l4 + 16, check);
}

/**
 * sim_test_build - write a frame
 * @buf: SIM_TEST_FRAME_MAX bytes
 * @t: what to build
 *
 * Return: its length
 */
u16 sim_test_build(u8 *buf, const struct sim_test_frame *t)
{
	u16 payload = t->payload ?: 30;
	u16 l4_len = l4_hlen(t->proto) + payload;
	u8 *ip, *l4, *p;
	unsigned int i;

	ip = build_l2(buf, t, (t->ipv6 ? 40 : 20 + t->options) + l4_len);
	l4 = build_l3(ip, t, l4_len);
	p = l4_hlen(t->proto) ? build_l4(l4, t, l4_len) : l4;
	for (i = 0; i < payload; i++)
		*p++ = i;
	if (!t->no_csum && l4_hlen(t->proto))
		build_l4_csum(ip, l4, t);
	memset(p, 0, t->pad);
	return p + t->pad - buf;
}
