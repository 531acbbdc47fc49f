// SPDX-License-Identifier: GPL-2.0-only
/*
 * The PPE's cache of flow entries. A cached entry is served from its line until
 * CACHE_CTL.CLEAR, CACHE_CTL.EN = 0 or eviction: what the CPU writes to memory in
 * between is not seen (MediaTek's HNAT driver clears after each change).
 *
 * The engine keeps timestamps in the line and writes them to memory when the line
 * goes; a change of state goes through at once. Whether silicon checks what is in
 * memory before it writes back is not documented: &sim_opts.writeback_overwrite.
 */
#include "sim_ppe_cache.h"

#include <linux/slab.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "sim_log.h"
#include "sim_ppe.h"
#include "sim_ppe_check.h"
#include "sim_ppe_lookup.h"

/**
 * sim_cache_init - an empty cache
 * @ppe: with its descriptor set
 *
 * Return: 0 or -ENOMEM
 */
int sim_cache_init(struct sim_ppe *ppe)
{
	struct sim_cache *cache = &ppe->cache;
	unsigned int i;

	INIT_LIST_HEAD(&cache->lru);
	cache->line_of = vzalloc(SIM_ENTRIES_MAX);
	if (!cache->line_of)
		return -ENOMEM;
	cache->lines = kcalloc(ppe->desc->cache_lines, sizeof(*cache->lines), GFP_KERNEL);
	if (!cache->lines) {
		vfree(cache->line_of);
		return -ENOMEM;
	}
	for (i = 0; i < ppe->desc->cache_lines; i++)
		list_add_tail(&cache->lines[i].node, &cache->lru);
	return 0;
}

/**
 * sim_cache_uninit - free it
 * @ppe: engine that takes no more frames
 */
void sim_cache_uninit(struct sim_ppe *ppe)
{
	kfree(ppe->cache.lines);
	vfree(ppe->cache.line_of);
}

/**
 * sim_cache_is_on - whether entries may be cached
 * @ppe: locked
 *
 * Return: false if the cache is off or held in clear
 */
bool sim_cache_is_on(const struct sim_ppe *ppe)
{
	u32 ctl = sim_ppe_reg(ppe, MTK_PPE_CACHE_CTL);

	if (ppe->opts->lost_clear)
		return true;
	return (ctl & (MTK_PPE_CACHE_CTL_EN | MTK_PPE_CACHE_CTL_CLEAR)) ==
	       MTK_PPE_CACHE_CTL_EN;
}

/**
 * sim_cache_find - the line of an entry
 * @ppe: locked
 * @index: of the entry
 *
 * Return: the line, or NULL if the entry is not cached
 */
struct sim_line *sim_cache_find(const struct sim_ppe *ppe, u16 index)
{
	u8 line = ppe->cache.line_of[index];

	return line ? &ppe->cache.lines[line - 1] : NULL;
}

/**
 * sim_cache_view - an entry as the engine sees it
 * @ppe: locked, with a table
 * @index: of the entry
 *
 * Return: its words, from the cache if they are there
 */
const u32 *sim_cache_view(const struct sim_ppe *ppe, u16 index)
{
	struct sim_line *line = sim_cache_find(ppe, index);

	return line ? line->words : sim_ppe_dram(ppe, index);
}

static void sim_line_check(struct sim_ppe *ppe, const struct sim_line *line)
{
	const u32 *dram = sim_ppe_dram(ppe, line->index);
	size_t body = (ppe->desc->layout->words - 1) * sizeof(u32);

	if (sim_foe_state(READ_ONCE(dram[0])) == MTK_FOE_STATE_BIND &&
	    memcmp(dram + 1, line->words + 1, body))
		sim_violation(ppe->log, "ppe%u: entry %05x changed while bound and cached",
			      ppe->id, line->index);
}

static void sim_line_writeback(struct sim_ppe *ppe, struct sim_line *line)
{
	if (!line->dirty)
		return;
	if (ppe->opts->writeback_overwrite)
		WRITE_ONCE(*sim_ppe_dram(ppe, line->index), line->words[0]);
	else
		sim_entry_store(ppe, line->index, line->words[0], line->words[0]);
}

static void sim_line_release(struct sim_ppe *ppe, struct sim_line *line)
{
	ppe->cache.line_of[line->index] = 0;
	line->valid = false;
	line->dirty = false;
	list_move(&line->node, &ppe->cache.lru);
}

/**
 * sim_cache_touch - a line was used
 * @ppe: locked
 * @line: now the most recently used one
 */
void sim_cache_touch(struct sim_ppe *ppe, struct sim_line *line)
{
	list_move_tail(&line->node, &ppe->cache.lru);
}

/**
 * sim_cache_fill - read an entry from memory into a line
 * @ppe: locked, with a table and the cache on
 * @index: an entry that is not cached
 *
 * Return: its line; the least recently used one was evicted for it if need be
 */
struct sim_line *sim_cache_fill(struct sim_ppe *ppe, u16 index)
{
	struct sim_cache *cache = &ppe->cache;
	struct sim_line *line;

	line = list_first_entry(&cache->lru, struct sim_line, node);
	if (line->valid) {
		sim_line_check(ppe, line);
		sim_line_writeback(ppe, line);
		sim_line_release(ppe, line);
	}
	line->index = index;
	line->valid = true;
	line->words[0] = sim_foe_ib1(sim_ppe_dram(ppe, index));
	memcpy(line->words + 1, sim_ppe_dram(ppe, index) + 1,
	       (ppe->desc->layout->words - 1) * sizeof(u32));
	cache->line_of[index] = line - cache->lines + 1;
	sim_cache_touch(ppe, line);
	return line;
}

/**
 * sim_cache_drop - forget one entry without writing it back
 * @ppe: locked
 * @index: of the entry
 */
void sim_cache_drop(struct sim_ppe *ppe, u16 index)
{
	struct sim_line *line = sim_cache_find(ppe, index);

	if (line)
		sim_line_release(ppe, line);
}

/**
 * sim_cache_clear - what CACHE_CTL.CLEAR does
 * @ppe: locked
 *
 * From here on memory counts, so a bound entry may have changed by the rules.
 */
void sim_cache_clear(struct sim_ppe *ppe)
{
	unsigned int i;

	for (i = 0; i < ppe->desc->cache_lines; i++) {
		struct sim_line *line = &ppe->cache.lines[i];

		if (!line->valid)
			continue;
		if (ppe->table) {
			sim_line_check(ppe, line);
			sim_line_writeback(ppe, line);
		}
		sim_line_release(ppe, line);
	}
	ppe->gen++;
}

/**
 * sim_cache_forget - the table is gone: drop all lines, touch no memory
 * @ppe: locked
 */
void sim_cache_forget(struct sim_ppe *ppe)
{
	unsigned int i;

	for (i = 0; i < ppe->desc->cache_lines; i++)
		if (ppe->cache.lines[i].valid)
			sim_line_release(ppe, &ppe->cache.lines[i]);
	ppe->gen++;
}
