// SPDX-License-Identifier: GPL-2.0-only
/* Frames of established connections, made from a seed: the same at each call. */
#include "bulk.h"
#include "util.h"

#define TCP_HLEN	20
#define UDP_HLEN	8
#define GRE_HLEN	4
#define ETH_MIN		60

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16, URG = 32, ECE = 64, CWR = 128 };

/* splitmix64 */
uint64_t rnd(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ull;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

static void put16(unsigned char *p, uint16_t val)
{
	p[0] = val >> 8;
	p[1] = val;
}

static void put32(unsigned char *p, uint32_t val)
{
	put16(p, val >> 16);
	put16(p + 2, val);
}

static uint32_t sum16(const unsigned char *p, size_t len)
{
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i + 1 < len; i += 2)
		sum += p[i] << 8 | p[i + 1];
	if (len % 2)
		sum += p[len - 1] << 8;
	return sum;
}

static uint16_t fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static int header_len(const struct flow *flow, const struct vary *v)
{
	switch (flow->proto) {
	case IPPROTO_TCP:
		return TCP_HLEN + v->options_len;
	case IPPROTO_UDP:
		return UDP_HLEN;
	default:
		return GRE_HLEN;
	}
}

/* Addresses, protocol and ports as they are in the checksum, with the rest of
 * the segment: as sent by @end, or as it arrives at the other one.
 */
static uint16_t l4_sum(const struct flow *flow, int end, bool out, const unsigned char *l4,
		       size_t len)
{
	const struct end *e = &flow->end[end], *o = &flow->end[!end];
	size_t alen = flow->v6 ? 16 : 4;
	uint32_t sum = flow->proto + len;

	sum += sum16(out ? o->dst : e->src, alen) + sum16(out ? o->src : e->dst, alen);
	sum += out ? o->dport + o->sport : e->sport + e->dport;
	return fold(sum + sum16(l4 + 4, len - 4));
}

static void set_checksum(const struct flow *flow, int end, const struct vary *v,
			 unsigned char *l4, size_t len)
{
	unsigned char *check = l4 + (flow->proto == IPPROTO_TCP ? 16 : 6);
	uint16_t sum;

	if (flow->proto != IPPROTO_TCP && flow->proto != IPPROTO_UDP)
		return;
	put16(check, 0);
	/* The last word makes the sum 0xffff, and the checksum 0: on this side of
	 * the translation or on the other.
	 */
	if ((v->zero_in || v->zero_out) && v->len >= 2 && len % 2 == 0) {
		put16(l4 + len - 2, 0);
		put16(l4 + len - 2, 0xffff - l4_sum(flow, end, v->zero_out, l4, len));
	}
	sum = ~l4_sum(flow, end, false, l4, len);
	if (flow->proto == IPPROTO_UDP && !sum)
		sum = 0xffff;
	if (!v->no_checksum || flow->proto == IPPROTO_TCP || flow->v6)
		put16(check, sum);
}

static void make_l4(const struct flow *flow, int end, const struct vary *v,
		    unsigned char *l4, size_t len)
{
	const struct end *e = &flow->end[end];

	if (flow->proto == IPPROTO_GRE) {
		put32(l4, flow->v6 ? 0x86dd : 0x0800);
		return;
	}
	put16(l4, e->sport);
	put16(l4 + 2, e->dport);
	if (flow->proto == IPPROTO_UDP) {
		put16(l4 + 4, len);
		return;
	}
	put32(l4 + 4, v->seq);
	put32(l4 + 8, v->ack);
	l4[12] = (TCP_HLEN + v->options_len) / 4 << 4;
	l4[13] = v->tcp_flags;
	put16(l4 + 14, v->window);
	put16(l4 + 18, v->urgent);
	memcpy(l4 + TCP_HLEN, v->options, v->options_len);
}

static size_t make_ip(const struct flow *flow, int end, const struct vary *v,
		      unsigned char *ip, size_t len)
{
	const struct end *e = &flow->end[end];

	if (flow->v6) {
		put32(ip, 6u << 28 | v->tos << 20 | v->label);
		put16(ip + 4, len);
		ip[6] = flow->proto;
		ip[7] = v->ttl;
		memcpy(ip + 8, e->src, 16);
		memcpy(ip + 24, e->dst, 16);
		return 40;
	}
	put16(ip, 0x4500 | v->tos);
	put16(ip + 2, 20 + len);
	put16(ip + 4, v->ident);
	put16(ip + 6, v->df ? 0x4000 : 0);
	ip[8] = v->ttl;
	ip[9] = flow->proto;
	put16(ip + 10, 0);
	memcpy(ip + 12, e->src, 4);
	memcpy(ip + 16, e->dst, 4);
	put16(ip + 10, ~fold(sum16(ip, 20)));
	return 20;
}

static bool is_pppoe(const struct end *e)
{
	const unsigned char *p = e->l2 + e->l2_len - 10;

	return e->l2_len >= 22 && p[0] == 0x88 && p[1] == 0x64 && p[2] == 0x11;
}

void frame_make(struct frame *f, const struct flow *flow, int end, const struct vary *v,
		uint64_t *state)
{
	const struct end *e = &flow->end[end];
	size_t hlen = header_len(flow, v), ip_hlen = flow->v6 ? 40 : 20, i;
	unsigned char *ip = f->data + e->l2_len, *l4 = ip + ip_hlen;

	f->wire = e->wire;
	f->len = e->l2_len + ip_hlen + hlen + v->len;
	memcpy(f->data, e->l2, e->l2_len);
	if (is_pppoe(e))
		put16(ip - 4, ip_hlen + hlen + v->len + 2);
	make_ip(flow, end, v, ip, hlen + v->len);
	for (i = 0; i < v->len; i += 8) {
		uint64_t word = rnd(state);

		memcpy(l4 + hlen + i, &word, v->len - i < 8 ? v->len - i : 8);
	}
	make_l4(flow, end, v, l4, hlen + v->len);
	set_checksum(flow, end, v, l4, hlen + v->len);
	for (; f->len < ETH_MIN; f->len++)
		f->data[f->len] = 0xa5;	/* not to be looked at */
}

static void vary_tcp(struct vary *v, uint64_t *state)
{
	static const unsigned char flags[] = { 0, PSH, ECE, CWR, PSH | ECE | CWR, URG, URG | PSH };
	static const unsigned char kinds[][2] = {
		{ 8, 10 }, { 5, 10 }, { 5, 26 }, { 19, 18 }, { 253, 4 }, { 1, 0 }, { 0, 0 },
	};
	const unsigned char *kind = kinds[rnd(state) % 7];
	uint64_t r = rnd(state);
	size_t i;

	v->seq = rnd(state);
	v->ack = rnd(state);
	v->window = r;
	v->urgent = r >> 16;
	v->tcp_flags = ACK | (r >> 32 & 1 ? flags[(r >> 33) % 7] : 0);
	if (r >> 60 & 3)
		return;
	/* One option, padded by no-operation, whatever is in it. */
	v->options_len = kind[1] ? (kind[1] + 3) / 4 * 4 : 4;
	memset(v->options, 1, sizeof(v->options));
	v->options[0] = kind[0];
	if (!kind[1])
		return;
	v->options[1] = kind[1];
	for (i = 2; i < kind[1]; i++)
		v->options[i] = rnd(state);
}

static size_t random_len(size_t room, uint64_t *state)
{
	uint64_t r = rnd(state);

	switch (r & 15) {
	case 0:
		return room;
	case 1:
		return r % room;
	case 2: case 3: case 4: case 5:
		return (r >> 8) % 33;
	default:
		return (r >> 8) % 300;
	}
}

static const unsigned char edge_ttl[] = { 2, 3, 63, 64, 127, 128, 129, 255 };

/* Frame @no of the sequence that @seed stands for; counted in @sent. @burst in a row
 * are of one connection and one kind, and differ in what segments of a stream do.
 */
void frame_random(struct frame *f, const struct flows *flows, uint64_t seed, uint64_t no,
		  uint64_t burst, struct sent *sent)
{
	uint64_t state = seed ^ no / burst * 0xd1342543de82ef95ull, r;
	const struct flow *flow;
	struct vary v = {};
	int end;

	r = rnd(&state);
	flow = &flows->flow[r % flows->n];
	sent += r % flows->n;
	end = r >> 63;
	r = rnd(&state);
	v.tos = r & 1 ? r >> 8 : 0;
	v.ttl = r & 2 ? edge_ttl[r >> 16 & 7] : 2 + (r >> 16) % 254;
	v.df = r & 4;
	v.ident = r >> 32;
	v.label = rnd(&state) & 0xfffff;
	v.no_checksum = (r >> 56) % 16 == 0;
	v.zero_in = (r >> 56) % 16 == 1;
	v.zero_out = (r >> 56) % 16 == 2;
	if (flow->proto == IPPROTO_TCP)
		vary_tcp(&v, &state);
	v.len = random_len(flow->mtu - (flow->v6 ? 40 : 20) - header_len(flow, &v), &state);
	v.seq += no % burst * v.len;
	v.ident += no % burst;
	state += no % burst;
	frame_make(f, flow, end, &v, &state);
	sent->frames[end]++;
	sent->full[end] += f->len > flow->end[end].l2_len + FULL;
}

/* UDP, GRE: there, back, there. TCP: handshake, then data both ways; and how it ends. */
static const struct {
	int		end;
	uint8_t		flags;
	uint32_t	seq, ack, len;
} opening_tcp[] = {
	{ 0, SYN, 1000, 0, 0 }, { 1, SYN | ACK, 5000, 1001, 0 }, { 0, ACK, 1001, 5001, 0 },
	{ 0, ACK | PSH, 1001, 5001, 8 }, { 1, ACK | PSH, 5001, 1009, 8 },
	[CLOSING_STEP] =
	{ 0, FIN | ACK, 1009, 5009, 0 }, { 1, FIN | ACK, 5009, 1010, 0 }, { 0, ACK, 1010, 5010, 0 },
	[RESET_STEP] = { 0, RST | ACK, 1009, 5009, 0 },
};

int opening_end(const struct flow *flow, unsigned int step)
{
	return flow->proto == IPPROTO_TCP ? opening_tcp[step].end : (int)step % 2;
}

int opening_steps(const struct flow *flow)
{
	return flow->proto == IPPROTO_TCP ? 5 : 3;
}

void frame_opening(struct frame *f, const struct flow *flow, unsigned int step)
{
	struct vary v = { .ttl = 64, .df = true, .window = 65535, .len = 8 };
	uint64_t state = step;
	int end = opening_end(flow, step);

	if (flow->proto == IPPROTO_TCP) {
		v.tcp_flags = opening_tcp[step].flags;
		v.seq = opening_tcp[step].seq;
		v.ack = opening_tcp[step].ack;
		v.len = opening_tcp[step].len;
	}
	frame_make(f, flow, end, &v, &state);
}

static uint16_t get16(const unsigned char *p)
{
	return p[0] << 8 | p[1];
}

/* Where the IP header is; 0: the frame has none. */
static size_t l3_offset(const struct frame *f, bool *v6)
{
	uint16_t type = get16(f->data + 12);
	size_t off = 14;

	while ((type == 0x8100 || type == 0x88a8) && off + 4 < f->len) {
		type = get16(f->data + off + 2);
		off += 4;
	}
	if (type == 0x8864 && off + 8 < f->len) {
		type = get16(f->data + off + 6) == 0x21 ? 0x0800 :
		       get16(f->data + off + 6) == 0x57 ? 0x86dd : 0;
		off += 8;
	}
	*v6 = type == 0x86dd;
	return (type == 0x0800 && off + 28 <= f->len) || (*v6 && off + 44 <= f->len) ? off : 0;
}

/* Is this a frame that counts, to which connection does it belong, where does it
 * end? Padding is not part of it.
 */
bool frame_summary(const struct frame *f, struct summary *s)
{
	const unsigned char *ip;
	size_t alen, hlen;
	uint8_t proto;
	bool v6;

	s->l3 = l3_offset(f, &v6);
	if (!s->l3)
		return false;
	ip = f->data + s->l3;
	hlen = v6 ? 40 : 20;
	alen = v6 ? 32 : 8;
	proto = ip[v6 ? 6 : 9];
	if (proto != IPPROTO_TCP && proto != IPPROTO_UDP && proto != IPPROTO_GRE)
		return false;
	s->len = s->l3 + (v6 ? 40 + get16(ip + 4) : get16(ip + 2));
	if (s->len > f->len)
		s->len = f->len;
	s->key[0] = f->wire;
	s->key[1] = proto;
	memcpy(s->key + 2, ip + (v6 ? 8 : 12), alen);
	s->key_len = 2 + alen;
	if (proto == IPPROTO_GRE)
		return true;
	memcpy(s->key + s->key_len, ip + hlen, 4);
	s->key_len += 4;
	return true;
}
