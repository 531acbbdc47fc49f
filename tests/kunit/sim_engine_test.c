// SPDX-License-Identifier: GPL-2.0-only
/* A whole engine without netdevs: registers, table, cache, ageing, rules. */
#include <kunit/test.h>
#include <kunit/visibility.h>
#include <linux/bitfield.h>
#include <linux/in.h>
#include <linux/module.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include <linux/vmalloc.h>

#include "../../drivers/sim/sim_log.h"
#include "../../drivers/sim/sim_mem.h"
#include "../../drivers/sim/sim_ppe.h"
#include "../../drivers/sim/sim_ppe_regs.h"
#include "sim_test_frame.h"
#include "sim_test_suites.h"

#define ENTRIES		16384
#define TABLE_SIZE	(ENTRIES * 96)
#define MIB_SIZE	(ENTRIES * 16)
#define INDEX		0x2d00	/* of the tuple below, seen on a real MT7986 */
#define SP		MTK_PSE_GDM1
#define IB1_BIND	0x20400000u	/* BIND, HNAPT, TTL */
#define STATE(ib1)	((ib1) >> 28 & 3)
#define TUPLE		.src = { 0xc0a80169 }, .dst = { 0x339e240c }, \
			.sport = 48858, .dport = 443

static const struct sim_test_frame tcp_data = { TUPLE, .proto = IPPROTO_TCP, .flags = 0x10 };

/* 192.168.1.105:48858 > 51.158.36.12:443 becomes 10.11.12.13:8080, out by GDM2. */
static const u32 entry_words[24] = {
	0, 0xc0a80169, 0x339e240c, 0xbeda01bb, 0x00f08400, 0x0a0b0c0d, 0x339e240c, 0x1f9001bb,
	0, 0, 0, 0x08000000, 0x02112233, 0x44550000, 0x06aabbcc, 0xddee0000,
};

struct engine_fixture {
	struct sim_log		log;
	struct sim_mem		mem;
	struct sim_clock	clock;
	struct sim_opts		opts;
	struct sim_ppe		ppe;
	u32			*table;
	u32			table_bus;
	u32			*mib;
	struct sim_verdict	v;
	u8			buf[SIM_TEST_FRAME_MAX];
};

#define FIX(test)	((struct engine_fixture *)(test)->priv)

static u32 *entry(struct kunit *test, u16 index)
{
	return FIX(test)->table + index * 24;
}

static void put_entry(struct kunit *test, u16 index, u32 ib1)
{
	memcpy(entry(test, index) + 1, entry_words + 1, sizeof(entry_words) - 4);
	WRITE_ONCE(*entry(test, index), ib1);
}

static void reg(struct kunit *test, u32 off, u32 val)
{
	sim_ppe_write(&FIX(test)->ppe, off, val);
}

static void cache_clear(struct kunit *test)
{
	reg(test, MTK_PPE_CACHE_CTL, MTK_PPE_CACHE_CTL_EN | MTK_PPE_CACHE_CTL_CLEAR);
	reg(test, MTK_PPE_CACHE_CTL, MTK_PPE_CACHE_CTL_EN);
}

static void set_clock(struct kunit *test, int ticks)
{
	atomic_set(&FIX(test)->clock.skew, ticks);
}

static void rx_from(struct kunit *test, const struct sim_test_frame *t, u8 sp)
{
	struct engine_fixture *fix = FIX(test);
	u16 len = sim_test_build(fix->buf, t);
	unsigned long flags;
	struct sim_frame f;

	sim_parse(fix->buf, len, sim_ppe_reg(&fix->ppe, MTK_PPE_FLOW_CFG), &f);
	spin_lock_irqsave(&fix->ppe.lock, flags);
	sim_ppe_classify(&fix->ppe, fix->buf, &f, sp, MTK_GDMA_TCP_CSUM_EN, &fix->v);
	spin_unlock_irqrestore(&fix->ppe.lock, flags);
}

/* Returns the CPU reason, or -1 if the frame was forwarded, -2 if dropped. */
static int rx(struct kunit *test, const struct sim_test_frame *t)
{
	rx_from(test, t, SP);
	switch (FIX(test)->v.act) {
	case SIM_FORWARD:
		return -1;
	case SIM_DROP:
		return -2;
	default:
		return FIX(test)->v.reason;
	}
}

static int rx_tcp(struct kunit *test, u8 flags, u8 ttl)
{
	struct sim_test_frame t = tcp_data;

	t.flags = flags;
	t.ttl = ttl;
	return rx(test, &t);
}

static void expect_violations(struct kunit *test, u64 want)
{
	struct sim_log *log = &FIX(test)->log;
	u64 count = sim_log_count(log);

	KUNIT_EXPECT_EQ(test, count, want);
	if (count != want && count)
		kunit_info(test, "last: %s\n", log->texts[(count - 1) % SIM_LOG_TEXTS]);
}

static void sim_engine_test_forward(struct kunit *test)
{
	struct engine_fixture *fix = FIX(test);
	u64 packets, bytes;

	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), 0x0d);
	KUNIT_EXPECT_EQ(test, fix->v.index, 0x3fff);
	put_entry(test, INDEX + 2, IB1_BIND);
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), -1);
	KUNIT_EXPECT_EQ(test, fix->v.index, INDEX + 2);
	KUNIT_EXPECT_EQ(test, fix->v.foe.dp, MTK_PSE_GDM2);
	sim_mib_get(&fix->ppe, INDEX + 2, &packets, &bytes);
	KUNIT_EXPECT_EQ(test, packets, 1);
	KUNIT_EXPECT_EQ(test, bytes, 14 + 20 + 20 + 30);
	KUNIT_EXPECT_EQ(test, fix->ppe.count.hw_packets, 1);
	KUNIT_EXPECT_EQ(test, fix->ppe.count.cpu[0x0d], 1);
	expect_violations(test, 0);
}

static void sim_engine_test_key(struct kunit *test)
{
	struct sim_test_frame t = tcp_data;

	put_entry(test, INDEX, IB1_BIND | 2 << 8 | 1 << 30);	/* UDP, from GDM2 */
	KUNIT_EXPECT_EQ(test, rx(test, &t), 0x0d);
	t.proto = IPPROTO_UDP;
	KUNIT_EXPECT_EQ(test, rx(test, &t), -1);
	cache_clear(test);
	reg(test, MTK_PPE_GLO_CFG, MTK_PPE_GLO_CFG_EN | MTK_PPE_GLO_CFG_SP_CMP_EN);
	KUNIT_EXPECT_EQ(test, rx(test, &t), 0x0d);
	rx_from(test, &t, 2);
	KUNIT_EXPECT_EQ(test, FIX(test)->v.act, SIM_FORWARD);
	t.dport++;
	rx_from(test, &t, 2);
	KUNIT_EXPECT_EQ(test, FIX(test)->v.act, SIM_CPU);
}

static void sim_engine_test_ttl(struct kunit *test)
{
	put_entry(test, INDEX, IB1_BIND);
	KUNIT_EXPECT_EQ(test, rx_tcp(test, 0x10, 1), 0x11);
	KUNIT_EXPECT_EQ(test, rx_tcp(test, 0x10, 2), -1);
	*entry(test, INDEX) = 0;
	cache_clear(test);
	put_entry(test, INDEX, IB1_BIND & ~0x00400000u);	/* no decrement, no limit */
	KUNIT_EXPECT_EQ(test, rx_tcp(test, 0x10, 1), -1);
}

static int rx_len(struct kunit *test, u16 l3_len)
{
	struct sim_test_frame t = tcp_data;

	t.payload = l3_len - 40;
	return rx(test, &t);
}

static void rebind(struct kunit *test, u32 ib1)
{
	*entry(test, INDEX) = 0;
	cache_clear(test);
	put_entry(test, INDEX, ib1);
}

/* 1000 bytes of IP fit with each number of tags, and no byte more. */
static void sim_engine_test_mtu(struct kunit *test)
{
	static const u32 tags[] = { 0, 0x00044000, 0x00088000, 0x00020000, 0x00064000 };
	unsigned int i;

	reg(test, MTK_PPE_VLAN_MTU0, 1014 | 1018 << 16);
	reg(test, MTK_PPE_VLAN_MTU1, 1022);
	for (i = 0; i < ARRAY_SIZE(tags); i++) {
		/* PPPoE counts as a tag and is 8 bytes long. */
		u16 fit = tags[i] & 0x00020000 ? 996 : 1000;

		rebind(test, IB1_BIND | tags[i]);
		KUNIT_EXPECT_EQ(test, rx_len(test, fit), -1);
		KUNIT_EXPECT_EQ(test, rx_len(test, fit + 1), 0x1c);
	}
}

static void sim_engine_test_stale(struct kunit *test)
{
	put_entry(test, INDEX, IB1_BIND);
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), -1);
	*entry(test, INDEX) = 0;
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), -1);
	FIX(test)->opts.lost_clear = true;
	cache_clear(test);
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), -1);
	FIX(test)->opts.lost_clear = false;
	cache_clear(test);
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), 0x0d);
	KUNIT_EXPECT_EQ(test, *entry(test, INDEX), 0);
	expect_violations(test, 0);
}

static void sim_engine_test_writeback(struct kunit *test)
{
	put_entry(test, INDEX, IB1_BIND);
	set_clock(test, 5);
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), -1);
	KUNIT_EXPECT_EQ(test, *entry(test, INDEX), IB1_BIND);
	cache_clear(test);
	KUNIT_EXPECT_EQ(test, *entry(test, INDEX), IB1_BIND + 5);

	set_clock(test, 6);
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), -1);
	*entry(test, INDEX) = 0;
	cache_clear(test);
	KUNIT_EXPECT_EQ(test, *entry(test, INDEX), 0);	/* not brought back */

	put_entry(test, INDEX, IB1_BIND + 5);
	FIX(test)->opts.writeback_overwrite = true;
	set_clock(test, 6);
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), -1);
	*entry(test, INDEX) = 0;
	cache_clear(test);
	KUNIT_EXPECT_EQ(test, *entry(test, INDEX), IB1_BIND + 6);
}

static void age_on(struct kunit *test)
{
	reg(test, MTK_PPE_BIND_AGE0, 1 << 16 | 12);
	reg(test, MTK_PPE_BIND_AGE1, 1 << 16 | 7);
	reg(test, MTK_PPE_TB_CFG, sim_ppe_reg(&FIX(test)->ppe, MTK_PPE_TB_CFG) |
	    MTK_PPE_TB_CFG_AGE_TCP | MTK_PPE_TB_CFG_AGE_TCP_FIN |
	    FIELD_PREP(MTK_PPE_TB_CFG_SCAN_MODE, MTK_PPE_SCAN_AGE));
}

static void sim_engine_test_age(struct kunit *test)
{
	struct sim_ppe *ppe = &FIX(test)->ppe;

	set_clock(test, 252);
	put_entry(test, INDEX, IB1_BIND + 252);
	put_entry(test, INDEX + 1, IB1_BIND + 252 + (1u << 31));	/* STATIC */
	put_entry(test, INDEX + 2, IB1_BIND + 252 + (1u << 30));	/* UDP: not enabled */
	sim_ppe_scan(ppe);
	set_clock(test, 259);
	sim_ppe_scan(ppe);
	KUNIT_EXPECT_EQ(test, STATE(*entry(test, INDEX)), MTK_FOE_STATE_BIND);
	age_on(test);
	sim_ppe_scan(ppe);
	KUNIT_EXPECT_EQ(test, STATE(*entry(test, INDEX)), MTK_FOE_STATE_BIND);
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), -1);	/* seen at 259, in the line */
	set_clock(test, 260);
	sim_ppe_scan(ppe);
	KUNIT_EXPECT_EQ(test, STATE(*entry(test, INDEX)), MTK_FOE_STATE_BIND);
	set_clock(test, 267);
	cache_clear(test);
	sim_ppe_scan(ppe);
	KUNIT_EXPECT_EQ(test, STATE(*entry(test, INDEX)), MTK_FOE_STATE_INVALID);
	KUNIT_EXPECT_EQ(test, STATE(*entry(test, INDEX + 1)), MTK_FOE_STATE_BIND);
	KUNIT_EXPECT_EQ(test, STATE(*entry(test, INDEX + 2)), MTK_FOE_STATE_BIND);
	expect_violations(test, 0);
}

static void sim_engine_test_fin(struct kunit *test)
{
	age_on(test);
	KUNIT_EXPECT_EQ(test, rx_tcp(test, 0x11, 64), 0x0c);
	put_entry(test, INDEX, IB1_BIND);
	KUNIT_EXPECT_EQ(test, rx_tcp(test, 0x02, 64), 0x0c);
	KUNIT_EXPECT_EQ(test, STATE(*entry(test, INDEX)), MTK_FOE_STATE_BIND);
	KUNIT_EXPECT_EQ(test, rx_tcp(test, 0x11, 64), 0x10);
	KUNIT_EXPECT_EQ(test, STATE(*entry(test, INDEX)), MTK_FOE_STATE_FIN);
	KUNIT_EXPECT_EQ(test, rx_tcp(test, 0x10, 64), 0x10);
	KUNIT_EXPECT_EQ(test, rx_tcp(test, 0x04, 64), 0x0c);
	set_clock(test, 2);
	sim_ppe_scan(&FIX(test)->ppe);
	KUNIT_EXPECT_EQ(test, STATE(*entry(test, INDEX)), MTK_FOE_STATE_INVALID);
	expect_violations(test, 0);
}

static void sim_engine_test_mib(struct kunit *test)
{
	struct sim_ppe *ppe = &FIX(test)->ppe;
	u32 *row = FIX(test)->mib + INDEX * 4;

	put_entry(test, INDEX, IB1_BIND);
	row[0] = 0xffffffff;
	row[1] = 0xffff0001;
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), -1);
	FIX(test)->opts.mib_stuck = true;
	reg(test, MTK_PPE_MIB_SER_CR, MTK_PPE_MIB_SER_CR_ST | INDEX);
	KUNIT_EXPECT_TRUE(test, sim_ppe_read(ppe, MTK_PPE_MIB_SER_CR) & MTK_PPE_MIB_SER_CR_ST);
	FIX(test)->opts.mib_stuck = false;
	reg(test, MTK_PPE_MIB_SER_CR, MTK_PPE_MIB_SER_CR_ST | INDEX);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(ppe, MTK_PPE_MIB_SER_CR), INDEX);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(ppe, MTK_PPE_MIB_SER_R0), 83);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(ppe, MTK_PPE_MIB_SER_R1), 2);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(ppe, MTK_PPE_MIB_SER_R2), 1);
	reg(test, MTK_PPE_MIB_SER_CR, MTK_PPE_MIB_SER_CR_ST | INDEX);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(ppe, MTK_PPE_MIB_SER_R0), 0);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(ppe, MTK_PPE_MIB_SER_R2), 0);
}

static void set_search_miss(struct kunit *test, u32 mode)
{
	u32 cfg = sim_ppe_reg(&FIX(test)->ppe, MTK_PPE_TB_CFG) & ~MTK_PPE_TB_CFG_SEARCH_MISS;

	reg(test, MTK_PPE_TB_CFG, cfg | FIELD_PREP(MTK_PPE_TB_CFG_SEARCH_MISS, mode));
}

static void sim_engine_test_learn(struct kunit *test)
{
	set_search_miss(test, MTK_PPE_SEARCH_MISS_DROP);
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), -2);
	set_search_miss(test, MTK_PPE_SEARCH_MISS_CPU_BUILD);
	reg(test, MTK_PPE_BIND_RATE, 3);
	set_clock(test, 0x94);
	KUNIT_EXPECT_EQ(test, rx_tcp(test, 0x02, 64), 0x0c);
	KUNIT_EXPECT_EQ(test, *entry(test, INDEX), 0);
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), 0x0d);
	KUNIT_EXPECT_EQ(test, FIX(test)->v.index, INDEX);
	KUNIT_EXPECT_EQ(test, *entry(test, INDEX), 0x10001194);	/* SP 1, one packet */
	KUNIT_EXPECT_EQ(test, entry(test, INDEX)[3], 0xbeda01bb);
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), 0x0e);
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), 0x0f);
	set_clock(test, 0x95);
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), 0x0e);
}

static void sim_engine_test_rules(struct kunit *test)
{
	u32 *e = entry(test, INDEX);

	put_entry(test, INDEX, IB1_BIND);
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), -1);
	e[5]++;				/* the body of a bound and cached entry */
	cache_clear(test);
	expect_violations(test, 1);
	*e = 0;
	put_entry(test, INDEX, IB1_BIND);
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), -1);
	*e = 0;				/* no clear before the slot is used again */
	put_entry(test, INDEX, IB1_BIND);
	e[6]++;
	sim_ppe_scan(&FIX(test)->ppe);
	expect_violations(test, 2);
	*e = 0;
	cache_clear(test);
	put_entry(test, INDEX + 4, IB1_BIND);	/* wrong bucket */
	sim_ppe_scan(&FIX(test)->ppe);
	expect_violations(test, 3);
	sim_ppe_scan(&FIX(test)->ppe);
	expect_violations(test, 3);
	*entry(test, INDEX + 4) = 0;
	put_entry(test, 0x3fff, IB1_BIND);
	entry(test, 0x3fff)[3] = 0x0d6d0001;	/* the right bucket, for once */
	sim_ppe_scan(&FIX(test)->ppe);
	expect_violations(test, 4);
	*entry(test, 0x3fff) = 0;
	put_entry(test, INDEX, IB1_BIND);
	e[4] = 0x00f08000;			/* to the CPU */
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), 0x16);
	expect_violations(test, 5);
}

static void sim_engine_test_table(struct kunit *test)
{
	struct engine_fixture *fix = FIX(test);

	put_entry(test, INDEX, IB1_BIND);
	reg(test, MTK_PPE_TB_BASE, fix->table_bus + 512);
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), 0x1e);
	expect_violations(test, 1);
	reg(test, MTK_PPE_TB_BASE, fix->table_bus + 1024);	/* runs over the end */
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), 0x1e);
	expect_violations(test, 2);
	reg(test, MTK_PPE_TB_BASE, fix->table_bus);
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), -1);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(&fix->ppe, MTK_PPE_TB_USED), 1);
	sim_ppe_mem_gone(&fix->ppe, fix->table, TABLE_SIZE);
	expect_violations(test, 3);
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), 0x1e);
	reg(test, MTK_PPE_GLO_CFG, 0);
	KUNIT_EXPECT_EQ(test, rx(test, &tcp_data), 0);
	fix->opts.stuck_busy = true;
	KUNIT_EXPECT_EQ(test, sim_ppe_read(&fix->ppe, MTK_PPE_GLO_CFG), MTK_PPE_GLO_CFG_BUSY);
	KUNIT_EXPECT_EQ(test, sim_ppe_read(&fix->ppe, MTK_PPE_CACHE_DBG), 0xf);
}

static int engine_start(struct kunit *test)
{
	struct engine_fixture *fix = test->priv;
	u32 mib_bus;

	fix->table = sim_mem_alloc(&fix->mem, TABLE_SIZE, 1024, &fix->table_bus);
	fix->mib = sim_mem_alloc(&fix->mem, MIB_SIZE, 1024, &mib_bus);
	if (!fix->table || !fix->mib)
		return -ENOMEM;
	reg(test, MTK_PPE_TB_BASE, fix->table_bus);
	reg(test, MTK_PPE_MIB_TB_BASE, mib_bus);
	reg(test, MTK_PPE_MIB_CFG, MTK_PPE_MIB_CFG_EN | MTK_PPE_MIB_CFG_RD_CLR);
	reg(test, MTK_PPE_FLOW_CFG, MTK_PPE_FLOW_CFG_IP4_NAPT | MTK_PPE_FLOW_CFG_IP4_NAT);
	reg(test, MTK_PPE_TB_CFG, FIELD_PREP(MTK_PPE_TB_CFG_ENTRY_NUM, 4) |
	    MTK_PPE_TB_CFG_ENTRY_96B | FIELD_PREP(MTK_PPE_TB_CFG_HASH_MODE, 1) |
	    FIELD_PREP(MTK_PPE_TB_CFG_SEARCH_MISS, MTK_PPE_SEARCH_MISS_CPU) |
	    MTK_PPE_TB_CFG_KEEP_DSCP_ECN);
	cache_clear(test);
	reg(test, MTK_PPE_GLO_CFG, MTK_PPE_GLO_CFG_EN);
	return 0;
}

static int engine_init(struct kunit *test)
{
	struct engine_fixture *fix = vzalloc(sizeof(*fix));
	int err;

	if (!fix)
		return -ENOMEM;
	test->priv = fix;
	sim_log_init(&fix->log);
	sim_mem_init(&fix->mem);
	sim_clock_init(&fix->clock);
	fix->clock.start -= HZ / 2;	/* half a second away from the next tick */
	fix->ppe.mem = &fix->mem;
	fix->ppe.log = &fix->log;
	fix->ppe.clock = &fix->clock;
	fix->ppe.opts = &fix->opts;
	fix->ppe.pse_ports = BIT(MTK_PSE_GDM1) | BIT(MTK_PSE_GDM2);
	err = sim_ppe_init(&fix->ppe, &sim_ppe_v2);
	return err ?: engine_start(test);
}

static void engine_exit(struct kunit *test)
{
	struct engine_fixture *fix = test->priv;

	if (!fix)
		return;
	sim_ppe_uninit(&fix->ppe);
	sim_mem_uninit(&fix->mem);
	vfree(fix);
}

static struct kunit_case sim_engine_cases[] = {
	KUNIT_CASE(sim_engine_test_forward),
	KUNIT_CASE(sim_engine_test_key),
	KUNIT_CASE(sim_engine_test_ttl),
	KUNIT_CASE(sim_engine_test_mtu),
	KUNIT_CASE(sim_engine_test_stale),
	KUNIT_CASE(sim_engine_test_writeback),
	KUNIT_CASE(sim_engine_test_age),
	KUNIT_CASE(sim_engine_test_fin),
	KUNIT_CASE(sim_engine_test_mib),
	KUNIT_CASE(sim_engine_test_learn),
	KUNIT_CASE(sim_engine_test_rules),
	KUNIT_CASE(sim_engine_test_table),
	{}
};

struct kunit_suite sim_engine_suite = {
	.name		= "sim_engine",
	.init		= engine_init,
	.exit		= engine_exit,
	.test_cases	= sim_engine_cases,
};

kunit_test_suites(&sim_parse_suite, &sim_rewrite_suite, &sim_engine_suite);

MODULE_DESCRIPTION("KUnit tests of the simulated PPE");
MODULE_LICENSE("GPL");
NF_FLOW_HW_IMPORT_KUNIT_NS();
