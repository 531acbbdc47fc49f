/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_SIM_PPE_LOOKUP_H
#define _NF_FLOW_HW_SIM_PPE_LOOKUP_H

#include <linux/types.h>

struct sim_key;
struct sim_ppe;

u16 sim_lookup_bucket(const struct sim_ppe *ppe, const struct sim_key *key);
int sim_lookup(struct sim_ppe *ppe, const struct sim_key *key, u8 sp);
bool sim_entry_store(struct sim_ppe *ppe, u16 index, u32 seen, u32 val);
void sim_entry_update(struct sim_ppe *ppe, u16 index, u32 val, bool through);
bool sim_bind_allowed(struct sim_ppe *ppe);
int sim_entry_build(struct sim_ppe *ppe, const struct sim_key *key, u8 sp);

#endif /* _NF_FLOW_HW_SIM_PPE_LOOKUP_H */
