/* SPDX-License-Identifier: GPL-2.0-only */
/* The engine: one table, its ports, the way of a packet through it. */
#ifndef _SOFT_ENGINE_H
#define _SOFT_ENGINE_H

#include <linux/hash.h>
#include <linux/percpu.h>
#include <net/netfilter/nf_flow_table_hw.h>

#include "soft_table.h"

struct sk_buff;

/**
 * enum soft_stat - what happened to packets, by CPU
 * @SOFT_STAT_DIRECT: given to a driver without a queue discipline in between
 * @SOFT_STAT_QUEUED: given to dev_queue_xmit()
 * @SOFT_STAT_SEGMENTED: cut into segments here
 * @SOFT_STAT_OPTION: left alone for IP options
 * @SOFT_STAT_FRAGMENT: left alone as fragment
 * @SOFT_STAT_TTL: left alone, it dies here
 * @SOFT_STAT_FLAGS: left alone: TCP SYN, FIN or RST
 * @SOFT_STAT_MTU: left alone, too long for the egress
 * @SOFT_STAT_MULTICAST: left alone, a frame to several
 * @SOFT_STAT_SHAPE: left alone: lengths do not fit, or an unknown kind of
 *	segmentation or checksum
 * @SOFT_STAT_MEMORY: left alone for want of memory
 * @SOFT_STAT_BUSY: dropped by a driver that was busy
 * @SOFT_STAT_NUM: how many
 */
enum soft_stat {
	SOFT_STAT_DIRECT,
	SOFT_STAT_QUEUED,
	SOFT_STAT_SEGMENTED,
	SOFT_STAT_OPTION,
	SOFT_STAT_FRAGMENT,
	SOFT_STAT_TTL,
	SOFT_STAT_FLAGS,
	SOFT_STAT_MTU,
	SOFT_STAT_MULTICAST,
	SOFT_STAT_SHAPE,
	SOFT_STAT_MEMORY,
	SOFT_STAT_BUSY,
	SOFT_STAT_NUM,
};

struct soft_stats {
	unsigned long		num[SOFT_STAT_NUM];
};

DECLARE_PER_CPU(struct soft_stats, soft_stats);

static __always_inline void soft_stat_inc(enum soft_stat stat)
{
	this_cpu_inc(soft_stats.num[stat]);
}

/* There is one: a packet has no other way to know which. */
extern struct soft_table soft_table;
extern u64 soft_port_map;

/* Whether a device may be a port; cheap enough for packets of those that are not. */
static __always_inline bool soft_port_maybe(const struct net_device *dev)
{
	return READ_ONCE(soft_port_map) & BIT_ULL(hash_ptr(dev, 6));
}

/* soft_port.c */
int soft_port_get(struct nf_flow_hw_backend *be, struct net_device *dev);
void soft_port_put(struct nf_flow_hw_backend *be, unsigned int port);
int soft_port_set(struct nf_flow_hw_backend *be, struct net_device *dev, bool on);
struct net_device *soft_port_dev(unsigned int port);
int soft_port_init(void);
void soft_port_exit(void);

/* soft_rx.c */
unsigned int soft_rx(struct sk_buff *skb);

/* soft_main.c */
int soft_table_want(void);

/* soft_debugfs.c */
void soft_debugfs_init(void);
void soft_debugfs_exit(void);

#endif /* _SOFT_ENGINE_H */
