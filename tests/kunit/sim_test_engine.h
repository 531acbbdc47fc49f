/* SPDX-License-Identifier: GPL-2.0-only */
/* An engine for tests of the simulator, with its memory and one flow. */
#ifndef _NF_FLOW_HW_SIM_TEST_ENGINE_H
#define _NF_FLOW_HW_SIM_TEST_ENGINE_H

#include "../../drivers/sim/sim_log.h"
#include "../../drivers/sim/sim_mem.h"
#include "../../drivers/sim/sim_ppe.h"
#include "sim_test_frame.h"

struct kunit;

/**
 * struct st_gen - a generation, and how st_tcp is offloaded on it
 * @name: of the test case
 * @desc: the generation
 * @index: bucket of st_tcp
 * @ib1: bound, TTL is decremented
 * @words: the entry but for word 0, written by hand from the layout
 */
struct st_gen {
	const char			*name;
	const struct sim_ppe_desc	*desc;
	u16				index;
	u32				ib1;
	u32				words[32];
};

/**
 * struct st_engine - what a test has in kunit.priv
 * @gen: generation
 * @log: violations
 * @mem: memory
 * @clock: clock
 * @opts: switches
 * @ppe: the engine
 * @table: entries
 * @table_bus: where the engine finds them
 * @mib: MIB rows
 * @gdm: value of GDMA_FWD_CFG
 * @v: verdict on the last frame
 * @f: what the parser made of it
 * @buf: the last frame
 */
struct st_engine {
	const struct st_gen	*gen;
	struct sim_log		log;
	struct sim_mem		mem;
	struct sim_clock	clock;
	struct sim_opts		opts;
	struct sim_ppe		ppe;
	u32			*table;
	u32			table_bus;
	u32			*mib;
	u32			gdm;
	struct sim_verdict	v;
	struct sim_frame	f;
	u8			buf[SIM_TEST_FRAME_MAX];
};

#define ST(test)		((struct st_engine *)(test)->priv)
#define ST_ENTRIES		16384
#define ST_TABLE_SIZE(st)	(ST_ENTRIES * (st)->gen->desc->layout->words * 4)

/* 192.168.1.105:48858 > 51.158.36.12:443 becomes 10.11.12.13:8080, out by GDM2. */
extern const struct sim_test_frame st_tcp;
extern const struct st_gen st_mt7986;

int st_init(struct kunit *test, const struct st_gen *gen);
void st_exit(struct kunit *test);
u32 *st_entry(struct kunit *test, u16 index);
void st_put(struct kunit *test, u16 index, u32 ib1);
void st_reg(struct kunit *test, u32 off, u32 val);
void st_clear(struct kunit *test);
void st_clock(struct kunit *test, int ticks);
void st_rx_from(struct kunit *test, const struct sim_test_frame *t, u8 sp);
int st_rx(struct kunit *test, const struct sim_test_frame *t);
int st_rx_tcp(struct kunit *test, u8 flags, u8 ttl);
void st_violations(struct kunit *test, u64 want);

#endif /* _NF_FLOW_HW_SIM_TEST_ENGINE_H */
