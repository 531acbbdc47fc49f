/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of bulk(1) share: flows, frames, wires. */
#ifndef _SELFTESTS_BULK_H
#define _SELFTESTS_BULK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define FRAME_MAX	1600
#define FULL		1496	/* no longer IP packet fits an engine with a tag */
#define L2_MAX		40
#define WIRES_MAX	4
#define ENDS		2
#define OPENING_STEPS	5
/* TCP only: of a connection that is closed by both ends, or by a reset of the client. */
#define CLOSING_STEP	OPENING_STEPS
#define RESET_STEP	(CLOSING_STEP + 3)
#define LIFE_STEPS	RESET_STEP

/**
 * struct end - what one end of a connection sends
 * @wire: where its frames enter
 * @l2_len: bytes of @l2
 * @l2: everything before the IP header; the length of PPPoE is filled in
 * @src: source address, 4 or 16 bytes
 * @dst: destination address
 * @sport: source port
 * @dport: destination port
 */
struct end {
	int		wire;
	size_t		l2_len;
	unsigned char	l2[L2_MAX];
	unsigned char	src[16], dst[16];
	uint16_t	sport, dport;
};

/**
 * struct flow - a connection, as both ends see it
 * @name: for messages
 * @proto: IPPROTO_*
 * @v6: IPv6
 * @mtu: largest IP packet that passes both ways
 * @end: the client and the server
 */
struct flow {
	char		name[64];
	int		proto;
	bool		v6;
	int		mtu;
	struct end	end[ENDS];
};

struct flows {
	struct flow	*flow;
	size_t		n;
};

/**
 * struct frame - bytes on a wire
 * @wire: which
 * @len: how many
 * @data: from the destination MAC on
 */
struct frame {
	uint32_t	wire;
	uint32_t	len;
	unsigned char	data[FRAME_MAX];
};

/* What may vary on an established connection. */
struct vary {
	uint8_t		tos, ttl, tcp_flags;
	uint16_t	ident, window, urgent;
	uint32_t	label, seq, ack;
	bool		df, no_checksum, zero_in, zero_out;
	size_t		options_len, len;
	unsigned char	options[40];
};

/**
 * struct sent - frames that went in
 * @frames: by end
 * @full: of those, with an IP packet of more than 1496 bytes
 */
struct sent {
	uint64_t	frames[ENDS], full[ENDS];
};

uint64_t rnd(uint64_t *state);
void flows_read(const char *path, struct flows *flows);
void frame_make(struct frame *f, const struct flow *flow, int end, const struct vary *v,
		uint64_t *state);
void frame_random(struct frame *f, const struct flows *flows, uint64_t seed, uint64_t no,
		  uint64_t burst, struct sent *sent);
void frame_opening(struct frame *f, const struct flow *flow, unsigned int step);
int opening_end(const struct flow *flow, unsigned int step);
int opening_steps(const struct flow *flow);

/* What compare() needs to know of a frame that came out. */
struct summary {
	size_t		l3, len;	/* offset of the IP header, end of the IP packet */
	size_t		key_len;
	unsigned char	key[40];	/* wire, addresses, protocol, ports */
};

bool frame_summary(const struct frame *f, struct summary *s);
int compare(const char *path_a, const char *path_b, bool full_apart);

#endif /* _SELFTESTS_BULK_H */
