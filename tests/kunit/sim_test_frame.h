/* SPDX-License-Identifier: GPL-2.0-only */
/* Frames for tests of the simulator, built and verified byte by byte. */
#ifndef _NF_FLOW_HW_SIM_TEST_FRAME_H
#define _NF_FLOW_HW_SIM_TEST_FRAME_H

#include <linux/types.h>

#define SIM_TEST_FRAME_MAX	2048

/**
 * struct sim_test_frame - what to build
 * @name: of the test case
 * @stag: a MediaTek switch's tag after the MACs, or 0
 * @tags: 802.1Q tags; tag n carries VID n + 1
 * @pppoe: PPP protocol, or 0
 * @ipv6: build IPv6 from @src and @dst, else IPv4 from their first words
 * @proto: IPPROTO_*
 * @src: address, host order
 * @dst: address, host order
 * @sport: source port
 * @dport: destination port
 * @ttl: TTL or hop limit; 0: 64
 * @no_ttl: TTL or hop limit 0
 * @tos: TOS or traffic class
 * @options: bytes of IPv4 options
 * @frag: IPv4 flags and fragment offset
 * @flags: TCP flags
 * @no_csum: leave the transport checksum 0
 * @payload: bytes after the transport header; 0: 30
 * @pad: bytes after the IP packet
 */
struct sim_test_frame {
	const char	*name;
	u32		stag;
	u8		tags;
	u16		pppoe;
	bool		ipv6;
	u8		proto;
	u32		src[4];
	u32		dst[4];
	u16		sport;
	u16		dport;
	u8		ttl;
	bool		no_ttl;
	u8		tos;
	u8		options;
	u16		frag;
	u8		flags;
	bool		no_csum;
	u16		payload;
	u16		pad;
};

u16 sim_test_build(u8 *buf, const struct sim_test_frame *t);
bool sim_test_ip_csum_ok(const u8 *ip);
bool sim_test_l4_csum_ok(const u8 *ip, bool ipv6);

#endif /* _NF_FLOW_HW_SIM_TEST_FRAME_H */
