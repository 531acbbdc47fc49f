/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instruments for make bench. Under "-icount shift=0" the cycle counter of the
 * machine counts executed instructions, so a difference of two readings is a cost
 * that repeats, whatever the machine below does.
 */
#ifndef _NF_FLOW_HW_BENCH_H
#define _NF_FLOW_HW_BENCH_H

#include <linux/timex.h>
#include <linux/types.h>
#include <linux/workqueue.h>

struct flow_cls_offload;
struct tracepoint;

#define BENCH_SAMPLES_MAX	70000

/* What a profile of the whole machine tells apart, see profile/; each counts on
 * its own, so that the model is not part of an operation that uses it.
 */
#define BENCH_PHASE_ADD		1
#define BENCH_PHASE_DEL		2
#define BENCH_PHASE_STATS	3
#define BENCH_PHASE_MODEL	4
#define BENCH_PHASE_WORK	5
#define BENCH_PHASE_END		0xff

/* An instruction that does nothing, by which profile/profile.c knows where it is. */
#ifdef CONFIG_X86_64
#define bench_mark(phase)						\
	asm volatile(".byte 0x0f, 0x1f, 0x84, 0x00, %c0, 0x77, 0x4c, 0x3e"	\
		     : : "i" (phase))
#else
#define bench_mark(phase)
#endif

/**
 * struct bench_samples - costs that were measured
 * @num: how many, may exceed what was kept
 * @sum: of all
 * @val: the first BENCH_SAMPLES_MAX
 */
struct bench_samples {
	u32	num;
	u64	sum;
	u32	*val;
};

/**
 * struct bench_io_count - what went over the register interface
 * @reads: register reads
 * @writes: register writes
 * @mib: counter reads that were started
 * @clears: times that the cache of entries was cleared
 * @model: instructions that the model of the registers took
 * @waited: instructions spent waiting for the engine to settle
 * @process: the part of both that was not in a kworker
 */
struct bench_io_count {
	u64	reads;
	u64	writes;
	u64	mib;
	u64	clears;
	u64	model;
	u64	waited;
	u64	process;
};

/* bench_probe.c: block callbacks. */
enum bench_op {
	BENCH_OP_ADD,
	BENCH_OP_DEL,
	BENCH_OP_STATS,
	BENCH_OP_NUM
};

int bench_probe_init(void);
void bench_probe_exit(void);
int bench_probe_attach(char *devname);
int bench_probe_detach(char *args);
int bench_probe_await(char *args);
void bench_probe_reset(void);
void bench_probe_show(void);
void bench_probe_count(const struct flow_cls_offload *cls, u64 cost);
u64 bench_probe_adds(void);
u64 bench_probe_last(void);

/* bench_io.c: the register interface of the simulated SoC. */
int bench_io_init(void);
void bench_io_exit(void);
void bench_io_reset(void);
void bench_io_show(void);
u64 bench_io_foreign(void);

/* bench_work.c: work items. */
bool bench_work_is_ours(work_func_t fn);
int bench_work_init(void);
void bench_work_exit(void);
void bench_work_reset(void);
void bench_work_show(void);

/* bench_busy.c: what workers do while nobody asks them to. */
int bench_busy(char *args);
void bench_busy_reset(void);
void bench_busy_show(void);

/* bench_trace.c */
struct tracepoint *bench_trace_find(const char *name);

/* bench_lock.c: locks, in a build of its own. */
void bench_lock_reset(void);
void bench_lock_show(void);
void bench_lock_exit(void);

/* bench_null.c: a driver that says yes and does nothing. */
int bench_null_enable(bool on);

/* bench_inject.c: packets. */
int bench_inject(char *args);
int bench_inject_init(void);
void bench_inject_exit(void);
void bench_inject_reset(void);
void bench_inject_show(void);

/* bench_bulk.c: large ones. */
int bench_bulk(char *args);
void bench_bulk_reset(void);
void bench_bulk_show(void);

/* bench_slab.c: the allocator. */
int bench_slab(char *args);

/* bench_main.c: statistics and the log. */
int bench_samples_init(struct bench_samples *samples);
void bench_samples_exit(struct bench_samples *samples);
void bench_samples_add(struct bench_samples *samples, u64 val);
void bench_samples_show(const char *name, struct bench_samples *samples);
__printf(2, 3) void bench_print(const char *what, const char *fmt, ...);

#endif /* _NF_FLOW_HW_BENCH_H */
