/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_SIM_PPE_HASH_H
#define _NF_FLOW_HW_SIM_PPE_HASH_H

#include <linux/types.h>

#include "sim_ppe_parse.h"

u32 sim_hash_raw(const struct sim_key *key);
u16 sim_hash_index(u32 raw, unsigned int ways_log2, u32 entries);

#endif /* _NF_FLOW_HW_SIM_PPE_HASH_H */
