/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_SIM_PPE_REGS_H
#define _NF_FLOW_HW_SIM_PPE_REGS_H

#include <linux/types.h>

#include "sim_ppe.h"

void sim_ppe_regs_reset(struct sim_ppe *ppe);
void sim_ppe_reset(struct sim_ppe *ppe);
void sim_ppe_hang(struct sim_ppe *ppe, enum sim_hang hang);
u32 sim_ppe_used(const struct sim_ppe *ppe);
u32 sim_ppe_read(struct sim_ppe *ppe, u32 reg);
void sim_ppe_write(struct sim_ppe *ppe, u32 reg, u32 val);
void sim_ppe_mem_gone(struct sim_ppe *ppe, const void *cpu, size_t size);
void sim_mib_add(struct sim_ppe *ppe, u16 index, u32 bytes);
void sim_mib_get(const struct sim_ppe *ppe, u16 index, u64 *packets, u64 *bytes);

#endif /* _NF_FLOW_HW_SIM_PPE_REGS_H */
