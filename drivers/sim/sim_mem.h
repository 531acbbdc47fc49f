/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_SIM_MEM_H
#define _NF_FLOW_HW_SIM_MEM_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/**
 * struct sim_mem - the memory that the engines can reach
 * @lock: guards @regions and @next; taken inside the lock of a PPE
 * @regions: struct sim_region, one per allocation of the driver
 * @next: where on the simulated bus to look for room first
 */
struct sim_mem {
	spinlock_t		lock;	/* inside &sim_ppe.lock */
	struct list_head	regions;
	u32			next;
};

void sim_mem_init(struct sim_mem *mem);
unsigned int sim_mem_uninit(struct sim_mem *mem);
void *sim_mem_alloc(struct sim_mem *mem, size_t size, size_t align, u32 *bus);
bool sim_mem_forget(struct sim_mem *mem, size_t size, void *cpu, u32 bus);
void *sim_mem_resolve(struct sim_mem *mem, u32 bus, size_t size);

#endif /* _NF_FLOW_HW_SIM_MEM_H */
