// SPDX-License-Identifier: GPL-2.0-only
/*
 * The register file of one PPE and its side effects.
 *
 * Source: MT7621 programming guide; what NETSYS v2 adds comes from the in-tree
 * driver (mtk_ppe_regs.h) and from MediaTek's HNAT driver.
 */
#include "sim_ppe_regs.h"

#include <kunit/visibility.h>
#include <linux/bitfield.h>
#include <linux/if_ether.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include <linux/string.h>

#include "sim_log.h"
#include "sim_mem.h"
#include "sim_ppe.h"
#include "sim_ppe_check.h"

#define SIM_TABLE_ALIGN		1024	/* MT7620/MT7621 programming guides, TB_BASE */
#define SIM_HASH_MODE		1	/* the only one that is known */

static void sim_reg_set(struct sim_ppe *ppe, u32 reg, u32 val)
{
	ppe->regs[reg / 4] = val;
}

/**
 * sim_ppe_regs_reset - values after reset
 * @ppe: the engine
 *
 * The MTU limits' reset values are not documented: 1500 bytes of payload with
 * as many tags as the field is for. Nor are those of BIND_LIMIT: no limit.
 */
void sim_ppe_regs_reset(struct sim_ppe *ppe)
{
	memset(ppe->regs, 0, sizeof(ppe->regs));
	sim_reg_set(ppe, MTK_PPE_VPM_TPID, ETH_P_8021Q);
	sim_reg_set(ppe, MTK_PPE_VLAN_MTU0, FIELD_PREP(MTK_PPE_VLAN_MTU0_NONE, 1514) |
					    FIELD_PREP(MTK_PPE_VLAN_MTU0_1TAG, 1518));
	sim_reg_set(ppe, MTK_PPE_VLAN_MTU1, FIELD_PREP(MTK_PPE_VLAN_MTU1_2TAG, 1522) |
					    FIELD_PREP(MTK_PPE_VLAN_MTU1_3TAG, 1526));
	sim_reg_set(ppe, MTK_PPE_BIND_LIMIT0, MTK_PPE_BIND_LIMIT0_QUARTER |
					      MTK_PPE_BIND_LIMIT0_HALF);
	sim_reg_set(ppe, MTK_PPE_BIND_LIMIT1, MTK_PPE_BIND_LIMIT1_FULL);
}

/* What is wrong with the configuration of an enabled engine; NULL: nothing. */
static const char *sim_ppe_fault(const struct sim_ppe *ppe)
{
	u32 tb_cfg = sim_ppe_reg(ppe, MTK_PPE_TB_CFG);

	if (!!(tb_cfg & MTK_PPE_TB_CFG_ENTRY_96B) != ppe->desc->entry_size_bit)
		return "entry size is not modelled";
	if (ppe->entries > ppe->desc->entries_max)
		return "the table is larger than the engine can have";
	if (tb_cfg & MTK_PPE_TB_CFG_IS_SP_TAG_EN)
		return "IS_SP_TAG is not modelled";
	if (FIELD_GET(MTK_PPE_TB_CFG_HASH_MODE, tb_cfg) != SIM_HASH_MODE)
		return "hash mode is not modelled";
	if (sim_ppe_reg(ppe, MTK_PPE_TB_BASE) % SIM_TABLE_ALIGN)
		return "TB_BASE is not 1 KiB aligned";
	if (!ppe->table)
		return "no memory for the whole table at TB_BASE";
	switch (FIELD_GET(MTK_PPE_TB_CFG_KEEPALIVE, tb_cfg)) {
	case MTK_PPE_KEEPALIVE_UC_OLD:
	case MTK_PPE_KEEPALIVE_MC_NEW:
		return "this kind of keep-alive is not modelled";
	}
	if ((sim_ppe_reg(ppe, MTK_PPE_MIB_CFG) & MTK_PPE_MIB_CFG_EN) && !ppe->mib)
		return "MIB on without memory at MIB_TB_BASE";
	return NULL;
}

/* Registers changed: find the tables again and see whether they make sense. */
static void sim_ppe_resolve(struct sim_ppe *ppe)
{
	u32 num = FIELD_GET(MTK_PPE_TB_CFG_ENTRY_NUM, sim_ppe_reg(ppe, MTK_PPE_TB_CFG));
	u32 entries = 1024u << min(num, 5u);
	const char *fault;
	u32 *table;

	table = sim_mem_resolve(ppe->mem, sim_ppe_reg(ppe, MTK_PPE_TB_BASE),
				entries * ppe->desc->layout->words * sizeof(u32));
	if (table != ppe->table || entries != ppe->entries)
		sim_cache_forget(ppe);
	ppe->table = table;
	ppe->entries = table ? entries : 0;
	ppe->mib = NULL;
	if (ppe->desc->mib)
		ppe->mib = sim_mem_resolve(ppe->mem, sim_ppe_reg(ppe, MTK_PPE_MIB_TB_BASE),
					   entries * MTK_PPE_MIB_ROW_SIZE);

	ppe->usable = false;
	if (!(sim_ppe_reg(ppe, MTK_PPE_GLO_CFG) & MTK_PPE_GLO_CFG_EN)) {
		if (ppe->hang == SIM_HANG_FIFO)
			ppe->hang = SIM_HANG_NONE;
		return;
	}
	fault = sim_ppe_fault(ppe);
	if (fault)
		sim_violation(ppe->log, "ppe%u: enabled, but %s", ppe->id, fault);
	ppe->usable = !fault;
}

/**
 * sim_ppe_reset - the whole frame engine is reset, with everything in flight
 * @ppe: the engine, not locked
 */
void sim_ppe_reset(struct sim_ppe *ppe)
{
	unsigned long flags;

	spin_lock_irqsave(&ppe->lock, flags);
	sim_ppe_regs_reset(ppe);
	sim_cache_forget(ppe);
	sim_ppe_resolve(ppe);
	spin_unlock_irqrestore(&ppe->lock, flags);
}

/**
 * sim_ppe_hang - let an engine hang, or work again
 * @ppe: the engine, not locked
 * @hang: how
 *
 * A full side-band FIFO makes an engine drop instead, if it was told to.
 */
void sim_ppe_hang(struct sim_ppe *ppe, enum sim_hang hang)
{
	unsigned long flags;

	spin_lock_irqsave(&ppe->lock, flags);
	if (hang != SIM_HANG_FIFO || !ppe->desc->sb_fifo_drop ||
	    !(sim_ppe_reg(ppe, MTK_PPE_SB_FIFO_DBG) & MTK_PPE_SB_FIFO_DBG_DROP))
		ppe->hang = hang;
	spin_unlock_irqrestore(&ppe->lock, flags);
}
EXPORT_SYMBOL_IF_KUNIT(sim_ppe_hang);

/**
 * sim_ppe_mem_gone - memory is about to be freed
 * @ppe: an engine that may use it, not locked
 * @cpu: where
 * @size: bytes
 */
void sim_ppe_mem_gone(struct sim_ppe *ppe, const void *cpu, size_t size)
{
	const void *table, *mib;
	unsigned long flags;

	spin_lock_irqsave(&ppe->lock, flags);
	table = ppe->table;
	mib = ppe->mib;
	if (table >= cpu && table < cpu + size) {
		if (ppe->usable)
			sim_violation(ppe->log, "ppe%u: table freed while enabled", ppe->id);
		sim_cache_forget(ppe);
		ppe->table = NULL;
		ppe->entries = 0;
		ppe->usable = false;
	}
	if (mib >= cpu && mib < cpu + size) {
		if (ppe->usable)
			sim_violation(ppe->log, "ppe%u: MIB freed while enabled", ppe->id);
		ppe->mib = NULL;
	}
	spin_unlock_irqrestore(&ppe->lock, flags);
}
EXPORT_SYMBOL_IF_KUNIT(sim_ppe_mem_gone);

/* A row in memory has the same layout as the serial registers R0..R3. */
static u32 *sim_mib_row(const struct sim_ppe *ppe, u16 index)
{
	return ppe->mib + index * (MTK_PPE_MIB_ROW_SIZE / sizeof(u32));
}

/**
 * sim_mib_get - read counters without clearing them
 * @ppe: locked, with a table
 * @index: of the entry
 * @packets: stored here; 0 without a MIB
 * @bytes: likewise
 */
void sim_mib_get(const struct sim_ppe *ppe, u16 index, u64 *packets, u64 *bytes)
{
	const u32 *row;

	*packets = 0;
	*bytes = 0;
	if (!ppe->mib)
		return;
	row = sim_mib_row(ppe, index);
	if (ppe->desc->mib == SIM_MIB_64) {
		*bytes = row[0] | (u64)row[1] << 32;
		*packets = row[2] | (u64)row[3] << 32;
		return;
	}
	*bytes = row[0] | (u64)FIELD_GET(MTK_PPE_MIB_SER_R1_BYTE_HIGH, row[1]) << 32;
	*packets = FIELD_GET(MTK_PPE_MIB_SER_R1_PKT_LOW, row[1]) |
		   (u64)FIELD_GET(MTK_PPE_MIB_SER_R2_PKT_HIGH, row[2]) << 16;
}
EXPORT_SYMBOL_IF_KUNIT(sim_mib_get);

/**
 * sim_mib_add - count one packet
 * @ppe: locked, with a MIB
 * @index: of the entry
 * @bytes: its length
 */
void sim_mib_add(struct sim_ppe *ppe, u16 index, u32 bytes)
{
	u32 *row = sim_mib_row(ppe, index);
	u64 p, b;

	sim_mib_get(ppe, index, &p, &b);
	p++;
	b += bytes;
	row[0] = b;
	if (ppe->desc->mib == SIM_MIB_64) {
		row[1] = b >> 32;
		row[2] = p;
		row[3] = p >> 32;
		return;
	}
	row[1] = FIELD_PREP(MTK_PPE_MIB_SER_R1_BYTE_HIGH, (u16)(b >> 32)) |
		 FIELD_PREP(MTK_PPE_MIB_SER_R1_PKT_LOW, (u16)p);
	row[2] = FIELD_PREP(MTK_PPE_MIB_SER_R2_PKT_HIGH, (u32)(p >> 16) & 0xffffff);
}

static void sim_mib_serial(struct sim_ppe *ppe, u32 val)
{
	u32 index = val & (ppe->desc->entries_max - 1);
	u32 *latch = &ppe->regs[MTK_PPE_MIB_SER_R0 / 4];

	sim_reg_set(ppe, MTK_PPE_MIB_SER_CR, val & ~MTK_PPE_MIB_SER_CR_ST);
	if (!(val & MTK_PPE_MIB_SER_CR_ST) || ppe->opts->mib_stuck)
		return;
	memset(latch, 0, MTK_PPE_MIB_ROW_SIZE);
	if (!ppe->mib || index >= ppe->entries)
		return;
	memcpy(latch, sim_mib_row(ppe, index), MTK_PPE_MIB_ROW_SIZE);
	if (sim_ppe_reg(ppe, MTK_PPE_MIB_CFG) & MTK_PPE_MIB_CFG_RD_CLR)
		memset(sim_mib_row(ppe, index), 0, MTK_PPE_MIB_ROW_SIZE);
}

static void sim_cache_ctl(struct sim_ppe *ppe, u32 val)
{
	u32 old = sim_ppe_reg(ppe, MTK_PPE_CACHE_CTL);
	bool clear = (val & ~old & MTK_PPE_CACHE_CTL_CLEAR) ||
		     (old & ~val & MTK_PPE_CACHE_CTL_EN);

	if (clear)
		sim_check_unchanged(ppe);
	/* The lock and search commands end at once and lock nothing. */
	sim_reg_set(ppe, MTK_PPE_CACHE_CTL, val & ~MTK_PPE_CACHE_CTL_REQ);
	if (clear && !ppe->opts->lost_clear)
		sim_cache_clear(ppe);
}

/**
 * sim_ppe_used - how full the table is
 * @ppe: locked
 *
 * Return: entries that are not INVALID
 */
u32 sim_ppe_used(const struct sim_ppe *ppe)
{
	u32 i, used = 0;

	for (i = 0; i < ppe->entries; i++)
		used += sim_foe_state(*sim_cache_view(ppe, i)) != MTK_FOE_STATE_INVALID;
	return used;
}

/**
 * sim_ppe_read - read a register
 * @ppe: the engine, not locked
 * @reg: offset from the engine's base, a multiple of 4
 *
 * Return: its value
 */
u32 sim_ppe_read(struct sim_ppe *ppe, u32 reg)
{
	unsigned long flags;
	u32 val;

	spin_lock_irqsave(&ppe->lock, flags);
	val = sim_ppe_reg(ppe, reg);
	switch (reg) {
	case MTK_PPE_GLO_CFG:
		if (ppe->opts->stuck_busy || ppe->hang)
			val |= MTK_PPE_GLO_CFG_BUSY;
		break;
	case MTK_PPE_CACHE_DBG:
		val = ppe->opts->stuck_busy ? MTK_PPE_CACHE_DBG_BUSY : 0;
		break;
	case MTK_PPE_TB_USED:
		val = FIELD_GET(MTK_PPE_TB_USED_NUM, sim_ppe_used(ppe));
		break;
	case MTK_PPE_MIB_SER_CR:
		if (ppe->opts->mib_stuck)
			val |= MTK_PPE_MIB_SER_CR_ST;
		break;
	}
	spin_unlock_irqrestore(&ppe->lock, flags);
	return val;
}
EXPORT_SYMBOL_IF_KUNIT(sim_ppe_read);

static bool sim_reg_is_mib(u32 reg)
{
	return reg >= MTK_PPE_MIB_CFG && reg <= MTK_PPE_MIB_CACHE_CTL;
}

/**
 * sim_ppe_write - write a register
 * @ppe: the engine, not locked
 * @reg: offset from the engine's base, a multiple of 4
 * @val: value; ignored for a register that only reads
 */
void sim_ppe_write(struct sim_ppe *ppe, u32 reg, u32 val)
{
	unsigned long flags;

	spin_lock_irqsave(&ppe->lock, flags);
	if (!ppe->desc->mib && sim_reg_is_mib(reg)) {
		sim_violation(ppe->log, "ppe%u: write to %#x, but there is no MIB", ppe->id, reg);
		reg = MTK_PPE_TB_USED;	/* reads only */
	}
	switch (reg) {
	case MTK_PPE_GLO_CFG:
		val &= ~MTK_PPE_GLO_CFG_BUSY;
		fallthrough;
	case MTK_PPE_TB_CFG:
	case MTK_PPE_TB_BASE:
	case MTK_PPE_MIB_CFG:
	case MTK_PPE_MIB_TB_BASE:
		if (val == sim_ppe_reg(ppe, reg))
			break;
		sim_reg_set(ppe, reg, val);
		sim_ppe_resolve(ppe);
		break;
	case MTK_PPE_CACHE_CTL:
		sim_cache_ctl(ppe, val);
		break;
	case MTK_PPE_MIB_SER_CR:
		sim_mib_serial(ppe, val);
		break;
	case MTK_PPE_TB_USED:
	case MTK_PPE_MIB_SER_R0:
	case MTK_PPE_MIB_SER_R1:
	case MTK_PPE_MIB_SER_R2:
	case MTK_PPE_MIB_SER_R3:
	case MTK_PPE_CACHE_RDATA:
	case MTK_PPE_CACHE_DBG:
		break;
	default:
		sim_reg_set(ppe, reg, val);
	}
	spin_unlock_irqrestore(&ppe->lock, flags);
}
EXPORT_SYMBOL_IF_KUNIT(sim_ppe_write);
