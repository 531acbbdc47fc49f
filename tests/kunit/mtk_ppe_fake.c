// SPDX-License-Identifier: GPL-2.0-only
#include "mtk_ppe_fake.h"

#include <linux/bitfield.h>
#include <linux/etherdevice.h>
#include <linux/in.h>
#include <linux/slab.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include "../../drivers/mediatek/mtk_ppe_bucket.h"

static u32 fake_read(void *ctx, u32 reg)
{
	struct fake_ppe *fake = ctx;
	u32 val = fake->reg[reg / 4];

	if (reg < fake->io.base)
		return val;

	switch (reg - fake->io.base) {
	case MTK_PPE_GLO_CFG:
		return val | (fake->stuck_busy ? MTK_PPE_GLO_CFG_BUSY : 0);
	case MTK_PPE_MIB_SER_CR:
		return fake->stuck_mib ? val : val & ~MTK_PPE_MIB_SER_CR_ST;
	case MTK_PPE_CACHE_CTL:
		return fake->stuck_cmd ? val : val & ~MTK_PPE_CACHE_CTL_REQ;
	case MTK_PPE_CACHE_DBG:
		return fake->stuck_cache ? MTK_PPE_CACHE_DBG_BUSY : 0;
	}
	return val;
}

/* Layout: mtk-ppe 1.6, MIB_SER_R0..R3 of v1 and v2. */
static void fake_mib_serve(struct fake_ppe *fake, u32 cr)
{
	struct fake_mib *mib;
	u32 *r = &fake->reg[(fake->io.base + MTK_PPE_MIB_SER_R0) / 4];

	if (fake->stuck_mib)
		return;

	mib = &fake->mib[cr & 0x3fff];
	r[0] = mib->bytes;
	r[1] = (mib->bytes >> 32 & 0xffff) | (u32)mib->packets << 16;
	r[2] = mib->packets >> 16 & 0xffffff;
	memset(mib, 0, sizeof(*mib));
}

static void fake_write(void *ctx, u32 reg, u32 val)
{
	struct fake_ppe *fake = ctx;

	fake->reg[reg / 4] = val;
	if (fake->n_log < FAKE_LOG)
		fake->log[fake->n_log++] = (struct fake_write){ reg, val };
	if (reg < fake->io.base)
		return;

	switch (reg - fake->io.base) {
	case MTK_PPE_MIB_SER_CR:
		fake_mib_serve(fake, val);
		break;
	case MTK_PPE_CACHE_CTL:
		if (!(val & MTK_PPE_CACHE_CTL_CLEAR) || !fake->dirty_word)
			break;
		*fake->dirty_word = fake->dirty_val;
		fake->dirty_word = NULL;
		break;
	}
}

const struct nf_flow_hw_mtk_io fake_io_ops = {
	.read = fake_read,
	.write = fake_write,
};

struct fake_ppe *fake_ppe_create_soc(enum nf_flow_hw_mtk_soc soc, u32 entries)
{
	struct fake_ppe *fake;

	fake = kvzalloc(sizeof(*fake), GFP_KERNEL);
	if (!fake)
		return NULL;

	fake->soc = mtk_ppe_soc_get(soc);
	fake->foe = kvcalloc(entries, fake->soc->entry_words * sizeof(u32),
			     GFP_KERNEL);
	fake->mib = kvcalloc(entries, sizeof(*fake->mib), GFP_KERNEL);
	fake->reg = kvcalloc(FAKE_REGS, sizeof(u32), GFP_KERNEL);
	mtk_ppe_io_init(&fake->io, fake->soc, &fake_io_ops, fake, 0, NULL);
	if (!fake->foe || !fake->mib || !fake->reg ||
	    mtk_ppe_table_init(&fake->table, &fake->io, 0, fake->foe, entries)) {
		kvfree(fake->reg);
		kvfree(fake->mib);
		kvfree(fake->foe);
		kvfree(fake);
		return NULL;
	}
	fake->reg[MTK_FE_FOE_TS / 4] = 0x1234;
	return fake;
}

struct fake_ppe *fake_ppe_create(struct kunit *test, u32 entries)
{
	return fake_ppe_create_soc(NF_FLOW_TABLE_HW_MTK_MT7986, entries);
}

void fake_ppe_destroy(struct fake_ppe *fake)
{
	if (!fake)
		return;

	mtk_ppe_table_uninit(&fake->table);
	kvfree(fake->reg);
	kvfree(fake->mib);
	kvfree(fake->foe);
	kvfree(fake);
}

u32 fake_ppe_reg(struct fake_ppe *fake, u32 reg)
{
	return fake->reg[(fake->io.base + reg) / 4];
}

/* How often the cache was cleared so far. */
unsigned int fake_ppe_clears(struct fake_ppe *fake)
{
	unsigned int i, n = 0;

	for (i = 0; i < fake->n_log; i++)
		n += fake->log[i].reg == fake->io.base + MTK_PPE_CACHE_CTL &&
		     fake->log[i].val & MTK_PPE_CACHE_CTL_CLEAR;
	return n;
}

u32 *fake_ppe_foe(struct fake_ppe *fake, const struct nf_flow_hw_entry *owner)
{
	return fake->foe + owner->slot * fake->soc->entry_words;
}

/* By the engine's clock (FE + 0x10, in seconds). */
void fake_ppe_later(struct fake_ppe *fake, u32 seconds)
{
	fake->reg[0x10 / 4] += seconds;
}

/* The engine's cache knows of a packet: word 0 with the time of now, at the next
 * clear (1.8). A v1 timestamp is in bits 14..0 (2.1).
 */
void fake_ppe_hit_in_cache(struct fake_ppe *fake, const struct nf_flow_hw_entry *owner)
{
	u32 *foe = fake_ppe_foe(fake, owner);

	fake->dirty_word = foe;
	fake->dirty_val = (*foe & ~0x7fff) | (fake->reg[0x10 / 4] & 0x7fff);
}

/* Routed, not translated, from 02:11:22:33:44:55 to 02:aa:bb:cc:dd:01. */
void fake_rule_v4(struct nf_flow_hw_rule *rule, u8 l4proto, u32 sip, u16 sport,
		  u32 dip, u16 dport)
{
	static const u8 smac[ETH_ALEN] = { 0x02, 0x11, 0x22, 0x33, 0x44, 0x55 };
	static const u8 dmac[ETH_ALEN] = { 0x02, 0xaa, 0xbb, 0xcc, 0xdd, 0x01 };

	memset(rule, 0, sizeof(*rule));
	rule->match.src.ip = htonl(sip);
	rule->match.dst.ip = htonl(dip);
	rule->match.sport = htons(sport);
	rule->match.dport = htons(dport);
	rule->rewrite = rule->match;
	rule->l3proto = NFPROTO_IPV4;
	rule->l4proto = l4proto;
	rule->mtu = 1500;
	rule->needs = NF_FLOW_TABLE_HW_F_IPV4;
	ether_addr_copy(rule->smac, smac);
	ether_addr_copy(rule->dmac, dmac);
}

void fake_encode(struct kunit *test, struct fake_ppe *fake,
		 const struct fake_flow *flow, struct mtk_ppe_entry *entry)
{
	struct mtk_ppe_path path = { .sp = flow->sp, .dest_port = 2 };
	struct nf_flow_hw_rule rule;

	fake_rule_v4(&rule, flow->l4proto, 0xc0a80000 | (flow->host ?: 0x0169),
		     flow->sport, 0x339e240c, 443);
	rule.dmac[5] = flow->dmac_end;
	rule.port_in = flow->port_in;
	if (flow->vlan_in) {
		rule.encap_in[0].proto = htons(ETH_P_8021Q);
		rule.encap_in[0].id = flow->vlan_in;
		rule.encap_in_num = 1;
	}
	KUNIT_ASSERT_EQ(test, 0, mtk_ppe_entry_encode(fake->soc, &rule, &path,
						      entry));
}

void fake_owner_init(struct nf_flow_hw_entry *owner)
{
	static struct nf_conn ct;

	memset(owner, 0, sizeof(*owner));
	owner->ct = &ct;
	owner->slot = NF_FLOW_TABLE_HW_SLOT_NONE;
}

int fake_add(struct kunit *test, struct nf_flow_hw_entry *owner,
	     const struct fake_flow *flow)
{
	struct fake_ppe *fake = test->priv;
	struct mtk_ppe_entry entry;

	fake_encode(test, fake, flow, &entry);
	return mtk_ppe_bucket_add(&fake->table, owner, &entry);
}

void fake_add_new(struct kunit *test, struct nf_flow_hw_entry *owner,
		  const struct fake_flow *flow)
{
	fake_owner_init(owner);
	KUNIT_ASSERT_EQ(test, 0, fake_add(test, owner, flow));
}
