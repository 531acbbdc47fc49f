/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_SIM_PPE_CACHE_H
#define _NF_FLOW_HW_SIM_PPE_CACHE_H

#include <linux/list.h>
#include <linux/types.h>

#include "sim_ppe_foe.h"

struct sim_ppe;

/**
 * struct sim_line - a whole entry in the cache
 * @node: place in &sim_cache.lru; the least recently used line is first
 * @words: the entry as the engine sees it
 * @index: which one
 * @valid: in use
 * @dirty: word 0 differs from memory because the engine changed it
 */
struct sim_line {
	struct list_head	node;
	u32			words[SIM_FOE_WORDS_MAX];
	u16			index;
	bool			valid;
	bool			dirty;
};

/**
 * struct sim_cache - entries that the engine does not read from memory
 * @lines: all of them
 * @line_of: by index: number of the line plus one, or 0
 * @lru: all lines
 */
struct sim_cache {
	struct sim_line		*lines;
	u8			*line_of;
	struct list_head	lru;
};

int sim_cache_init(struct sim_ppe *ppe);
void sim_cache_uninit(struct sim_ppe *ppe);
bool sim_cache_is_on(const struct sim_ppe *ppe);
struct sim_line *sim_cache_find(const struct sim_ppe *ppe, u16 index);
struct sim_line *sim_cache_fill(struct sim_ppe *ppe, u16 index);
void sim_cache_touch(struct sim_ppe *ppe, struct sim_line *line);
void sim_cache_drop(struct sim_ppe *ppe, u16 index);
void sim_cache_clear(struct sim_ppe *ppe);
void sim_cache_forget(struct sim_ppe *ppe);
const u32 *sim_cache_view(const struct sim_ppe *ppe, u16 index);

#endif /* _NF_FLOW_HW_SIM_PPE_CACHE_H */
