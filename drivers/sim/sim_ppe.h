/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_SIM_PPE_H
#define _NF_FLOW_HW_SIM_PPE_H

#include <linux/atomic.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "sim_ppe_cache.h"
#include "sim_ppe_foe.h"

struct sim_log;
struct sim_mem;

#define SIM_PPE_WINDOW		0x400	/* bytes of registers */
#define SIM_CRSN_NUM		32
#define SIM_ENTRIES_MAX		32768

/**
 * enum sim_mib - counters per entry
 * @SIM_MIB_NONE: the engine has none
 * @SIM_MIB_48: 48 bits of bytes, 40 of packets
 * @SIM_MIB_64: 64 bits of each
 */
enum sim_mib {
	SIM_MIB_NONE,
	SIM_MIB_48,
	SIM_MIB_64,
};

/**
 * struct sim_ppe_desc - what a generation is made of
 * @layout: of its entries
 * @ways_log2: entries per bucket
 * @entries_max: the largest table
 * @cache_lines: entries that the cache holds
 * @index_invalid: index that means "no entry" in the RX descriptor; all ones, as
 *	wide as the field
 * @cpu_port: egress port that is the CPU
 * @mib: counters
 * @entry_size_bit: value of bit 3 of MTK_PPE_TB_CFG that stands for the layout's size
 * @no_cross_1k: an entry that crosses a 1 KiB line cannot be used
 * @sb_fifo_drop: MTK_PPE_SB_FIFO_DBG_DROP exists
 */
struct sim_ppe_desc {
	const struct sim_foe_layout	*layout;
	u8				ways_log2;
	u16				entries_max;
	u16				cache_lines;
	u16				index_invalid;
	u8				cpu_port;
	enum sim_mib			mib;
	bool				entry_size_bit;
	bool				no_cross_1k;
	bool				sb_fifo_drop;
};

extern const struct sim_ppe_desc sim_ppe_mt7620;
extern const struct sim_ppe_desc sim_ppe_mt7621;
extern const struct sim_ppe_desc sim_ppe_mt7622;
extern const struct sim_ppe_desc sim_ppe_mt7623;
extern const struct sim_ppe_desc sim_ppe_mt7629;
extern const struct sim_ppe_desc sim_ppe_v2;
extern const struct sim_ppe_desc sim_ppe_v3;

/**
 * enum sim_mib_bytes - what the byte counter counts
 * @SIM_MIB_L2_IN: frame as it came, without FCS
 * @SIM_MIB_L2_OUT: frame as it leaves, without FCS
 * @SIM_MIB_L3: the IP packet
 */
enum sim_mib_bytes {
	SIM_MIB_L2_IN,
	SIM_MIB_L2_OUT,
	SIM_MIB_L3,
};

/**
 * struct sim_opts - behaviour that no document settles, and faults to inject
 * @writeback_overwrite: a dirty line overwrites word 0 whatever the CPU wrote
 * @cache_miss: entries that were looked at and did not match are cached too
 * @mib_bytes: what the MIB counts
 * @stuck_busy: GLO_CFG.BUSY and CACHE_DBG stay busy
 * @lost_clear: neither CACHE_CTL.CLEAR nor switching the cache off drops a line
 * @mib_stuck: MIB_SER_CR.ST never clears
 * @no_memory: the driver gets no memory for a table
 * @slow_us: so many microseconds pass with each access to a register
 */
struct sim_opts {
	bool			writeback_overwrite;
	bool			cache_miss;
	enum sim_mib_bytes	mib_bytes;
	bool			stuck_busy;
	bool			lost_clear;
	bool			mib_stuck;
	bool			no_memory;
	u32			slow_us;
};

/**
 * struct sim_clock - the frame engine's clock, 1 tick = 1 s
 * @start: jiffies64 at tick 0
 * @skew: ticks to add; tests advance it
 * @stopped: @skew alone is the time, for tests that must not depend on the machine's
 */
struct sim_clock {
	u64		start;
	atomic_t	skew;
	bool		stopped;
};

/**
 * enum sim_act - what becomes of a frame
 * @SIM_CPU: unmodified to the CPU
 * @SIM_FORWARD: rewritten, to the port of the entry
 * @SIM_DROP: a register says so
 */
enum sim_act {
	SIM_CPU,
	SIM_FORWARD,
	SIM_DROP,
};

/**
 * enum sim_drop - why a frame was dropped
 * @SIM_DROP_SEARCH_MISS: TB_CFG.SEARCH_MISS
 * @SIM_DROP_IP_CSUM: GLO_CFG.IP4_CS_DROP
 * @SIM_DROP_L4_CSUM: GLO_CFG.L4_CS_DROP
 * @SIM_DROP_TTL_0: GLO_CFG.TTL0_DROP
 * @SIM_DROP_HANG: the engine hangs
 * @SIM_DROP_EGRESS_DOWN: the egress port has no link
 * @SIM_DROP_EGRESS_NONE: the entry names a port that this SoC does not have
 * @SIM_DROP_NOMEM: the simulation ran out of memory
 * @SIM_DROP_NUM: how many there are
 */
enum sim_drop {
	SIM_DROP_SEARCH_MISS,
	SIM_DROP_IP_CSUM,
	SIM_DROP_L4_CSUM,
	SIM_DROP_TTL_0,
	SIM_DROP_HANG,
	SIM_DROP_EGRESS_DOWN,
	SIM_DROP_EGRESS_NONE,
	SIM_DROP_NOMEM,
	SIM_DROP_NUM,
};

/**
 * struct sim_verdict - the engine's decision about one frame
 * @act: what to do
 * @reason: MTK_PPE_CRSN_* for the CPU; 0: the engine had nothing to say
 * @drop: valid if @act is SIM_DROP
 * @index: of the entry, or the value that means "none"
 * @keep_dscp: TB_CFG.KEEP_DSCP_ECN
 * @vpm_tpid: MTK_PPE_VPM_TPID
 * @dup: SIM_FORWARD, and a copy as it came goes to the CPU (keep-alive)
 * @foe: the entry, if @act is SIM_FORWARD
 */
struct sim_verdict {
	enum sim_act	act;
	u8		reason;
	enum sim_drop	drop;
	u16		index;
	bool		keep_dscp;
	u16		vpm_tpid;
	bool		dup;
	struct sim_foe	foe;
};

/**
 * struct sim_seen - a bound entry that was looked at, to notice a later change
 * @sum: checksum of its words except IB1
 * @gen: valid if equal to &sim_ppe.gen
 */
struct sim_seen {
	u32	sum;
	u32	gen;
};

/**
 * struct sim_bind_quota - bindings that were asked for in this tick
 * @tick: which one
 * @count: how many
 * @limit: how many may be
 */
struct sim_bind_quota {
	u32	tick;
	u32	count;
	u32	limit;
};

/**
 * enum sim_class - kinds of flow that are kept alive apart
 * @SIM_CLASS_TCP: with ports, TCP
 * @SIM_CLASS_UDP: with ports, UDP
 * @SIM_CLASS_NON_L4: 3-tuple
 * @SIM_CLASSES: how many there are
 */
enum sim_class {
	SIM_CLASS_TCP,
	SIM_CLASS_UDP,
	SIM_CLASS_NON_L4,
	SIM_CLASSES,
};

/**
 * enum sim_hang - the engine takes frames and lets none out, and is busy
 * @SIM_HANG_NONE: it works
 * @SIM_HANG_FIFO: its side-band FIFO ran full: until it is switched off or reset
 * @SIM_HANG_DEAD: until it is said to work again
 */
enum sim_hang {
	SIM_HANG_NONE,
	SIM_HANG_FIFO,
	SIM_HANG_DEAD,
};

/**
 * struct sim_ppe_counters - see debugfs
 * @hw_packets: forwarded
 * @hw_bytes: likewise, frames as they came without FCS
 * @cpu: sent to the CPU, by reason
 * @drop: by cause
 */
struct sim_ppe_counters {
	u64	hw_packets;
	u64	hw_bytes;
	u64	cpu[SIM_CRSN_NUM];
	u64	drop[SIM_DROP_NUM];
};

/**
 * struct sim_ppe - one packet processing engine
 * @lock: guards all that changes: registers, cache, counters, and the engine's
 *	side of the tables. Taken with interrupts off, because register access is
 *	allowed in any context. Outside &sim_mem.lock and &sim_log.lock.
 * @desc: generation
 * @mem: memory that it reaches
 * @log: where violations go
 * @clock: shared by all engines of a SoC
 * @opts: likewise
 * @id: number, for messages
 * @pse_ports: bit n: PSE port n exists
 * @regs: register file
 * @table: entries, or NULL
 * @entries: how many; 0 if @table is NULL
 * @mib: MIB rows, or NULL
 * @usable: enabled, and the configuration makes sense
 * @hang: whether it hangs
 * @gen: bumped whenever bound entries may change without breaking a rule
 * @seen: by index
 * @cache: by index
 * @quota: of bindings, learning only
 * @ka_last: by class: tick at which keep-alive was last due
 * @count: counters
 */
struct sim_ppe {
	spinlock_t			lock;	/* outermost */
	const struct sim_ppe_desc	*desc;
	struct sim_mem			*mem;
	struct sim_log			*log;
	struct sim_clock		*clock;
	const struct sim_opts		*opts;
	u8				id;
	u16				pse_ports;
	u32				regs[SIM_PPE_WINDOW / 4];
	u32				*table;
	u32				entries;
	u32				*mib;
	bool				usable;
	enum sim_hang			hang;
	u32				gen;
	struct sim_seen			*seen;
	struct sim_cache		cache;
	struct sim_bind_quota		quota;
	u32				ka_last[SIM_CLASSES];
	struct sim_ppe_counters		count;
};

static inline u32 sim_ppe_reg(const struct sim_ppe *ppe, u32 reg)
{
	return ppe->regs[reg / 4];
}

/* An entry as the CPU sees it. */
static inline u32 *sim_ppe_dram(const struct sim_ppe *ppe, u16 index)
{
	return ppe->table + index * ppe->desc->layout->words;
}

/* Whether the engine reads garbage here: the entry crosses a 1 KiB line. */
static inline bool sim_ppe_is_trap(const struct sim_ppe_desc *desc, u32 index)
{
	u32 size = desc->layout->words * sizeof(u32);

	return desc->no_cross_1k && index * size / MTK_FOE_1K_LINE !=
				    (index * size + size - 1) / MTK_FOE_1K_LINE;
}

int sim_ppe_init(struct sim_ppe *ppe, const struct sim_ppe_desc *desc);
void sim_ppe_uninit(struct sim_ppe *ppe);
void sim_ppe_classify(struct sim_ppe *ppe, const u8 *data, const struct sim_frame *f, u8 sp,
		      u32 gdm_cfg, struct sim_verdict *v);
void sim_ppe_count_drop(struct sim_ppe *ppe, enum sim_drop cause);
u32 sim_ppe_now(const struct sim_ppe *ppe);
void sim_ppe_scan(struct sim_ppe *ppe);
void sim_clock_init(struct sim_clock *clock);
u32 sim_clock_now(const struct sim_clock *clock);

#endif /* _NF_FLOW_HW_SIM_PPE_H */
