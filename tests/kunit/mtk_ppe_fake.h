/* SPDX-License-Identifier: GPL-2.0-only */
/* Hardware for the tests of the MediaTek driver: registers that are memory, a
 * log of writes, counters, and the ways in which an engine can be stuck.
 */
#ifndef _MTK_PPE_FAKE_H
#define _MTK_PPE_FAKE_H

#include <kunit/test.h>
#include <net/netfilter/nf_flow_table_hw.h>
#include "../../drivers/mediatek/mtk_ppe_entry.h"
#include "../../drivers/mediatek/mtk_ppe_io.h"
#include "../../drivers/mediatek/mtk_ppe_table.h"

#define FAKE_REGS	(0x3000 / 4)
#define FAKE_LOG	256

struct fake_write {
	u32 reg;
	u32 val;
};

struct fake_mib {
	u64 packets;
	u64 bytes;
};

struct fake_ppe {
	struct mtk_ppe_io io;
	struct mtk_ppe_table table;
	const struct mtk_ppe_soc *soc;
	u32 *foe;
	struct fake_mib *mib;
	u32 *reg;
	struct fake_write log[FAKE_LOG];
	unsigned int n_log;
	bool stuck_mib;
	bool stuck_cache;
	bool stuck_cmd;
	bool stuck_busy;
	/* A dirty cache line: comes back when the cache is cleared. */
	u32 *dirty_word;
	u32 dirty_val;
};

/* A flow, as far as these tests tell flows apart. */
struct fake_flow {
	u8 l4proto;
	u8 sp;
	u16 sport;
	u8 dmac_end;
	u16 host;	/* low half of the source address, 0: 0x0169 */
	u16 port_in;
	u16 vlan_in;	/* VLAN id of what is received, 0: no tag */
};

extern const struct nf_flow_hw_mtk_io fake_io_ops;

struct fake_ppe *fake_ppe_create(struct kunit *test, u32 entries);
struct fake_ppe *fake_ppe_create_soc(enum nf_flow_hw_mtk_soc soc, u32 entries);
void fake_ppe_destroy(struct fake_ppe *fake);
u32 fake_ppe_reg(struct fake_ppe *fake, u32 reg);
unsigned int fake_ppe_clears(struct fake_ppe *fake);
u32 *fake_ppe_foe(struct fake_ppe *fake, const struct nf_flow_hw_entry *owner);
void fake_ppe_later(struct fake_ppe *fake, u32 seconds);
void fake_ppe_hit_in_cache(struct fake_ppe *fake, const struct nf_flow_hw_entry *owner);
void fake_rule_v4(struct nf_flow_hw_rule *rule, u8 l4proto, u32 sip, u16 sport,
		  u32 dip, u16 dport);
void fake_encode(struct kunit *test, struct fake_ppe *fake,
		 const struct fake_flow *flow, struct mtk_ppe_entry *entry);
void fake_owner_init(struct nf_flow_hw_entry *owner);
int fake_add(struct kunit *test, struct nf_flow_hw_entry *owner,
	     const struct fake_flow *flow);
void fake_add_new(struct kunit *test, struct nf_flow_hw_entry *owner,
		  const struct fake_flow *flow);

#endif /* _MTK_PPE_FAKE_H */
