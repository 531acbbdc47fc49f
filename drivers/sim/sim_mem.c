// SPDX-License-Identifier: GPL-2.0-only
#include "sim_mem.h"

#include <kunit/visibility.h>
#include <linux/align.h>
#include <linux/log2.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

/* Bus addresses look like DRAM on MT7986 and are not what the CPU uses, so a
 * driver that mixes the two up is found out at once.
 */
#define SIM_MEM_FIRST	0x40000000u
#define SIM_MEM_LAST	0xbfffffffu

struct sim_region {
	struct list_head	node;
	void			*cpu;
	u32			bus;
	size_t			size;
};

/**
 * sim_mem_init - start with no memory
 * @mem: the memory
 */
void sim_mem_init(struct sim_mem *mem)
{
	spin_lock_init(&mem->lock);
	INIT_LIST_HEAD(&mem->regions);
	mem->next = SIM_MEM_FIRST;
}
EXPORT_SYMBOL_IF_KUNIT(sim_mem_init);

/**
 * sim_mem_uninit - free what the driver forgot
 * @mem: the memory; nothing may use it any more
 *
 * Return: the number of allocations that were left
 */
unsigned int sim_mem_uninit(struct sim_mem *mem)
{
	struct sim_region *region, *tmp;
	unsigned int left = 0;

	list_for_each_entry_safe(region, tmp, &mem->regions, node) {
		list_del(&region->node);
		vfree(region->cpu);
		kfree(region);
		left++;
	}
	return left;
}
EXPORT_SYMBOL_IF_KUNIT(sim_mem_uninit);

static bool sim_mem_is_free(const struct sim_mem *mem, u32 bus, size_t size)
{
	struct sim_region *region;

	list_for_each_entry(region, &mem->regions, node)
		if (bus < region->bus + region->size && region->bus < bus + size)
			return false;
	return true;
}

/* The address is aligned as asked and, on purpose, no better: a driver that
 * needs 1 KiB and asks for less must see what a board would show it.
 */
static bool sim_mem_place(struct sim_mem *mem, size_t size, size_t align, u32 *bus)
{
	int wrapped = 0;
	u64 at;

	for (at = mem->next; wrapped < 2; at += align) {
		at = ALIGN(at, (u64)align * 2) + align;
		if (at + size - 1 > SIM_MEM_LAST) {
			at = SIM_MEM_FIRST;
			wrapped++;
			continue;
		}
		if (!sim_mem_is_free(mem, at, size))
			continue;
		*bus = at;
		mem->next = at + size;
		return true;
	}
	return false;
}

/**
 * sim_mem_alloc - memory for a table
 * @mem: the memory
 * @size: bytes
 * @align: alignment of the bus address, a power of two
 * @bus: the address that the engine resolves
 *
 * May sleep.
 *
 * Return: the CPU's pointer to zeroed memory, or NULL
 */
void *sim_mem_alloc(struct sim_mem *mem, size_t size, size_t align, u32 *bus)
{
	struct sim_region *region;
	bool placed;

	if (!size || !is_power_of_2(align) || size > SIM_MEM_LAST - SIM_MEM_FIRST)
		return NULL;
	region = kzalloc(sizeof(*region), GFP_KERNEL);
	if (!region)
		return NULL;
	region->size = size;
	region->cpu = vzalloc(size);
	if (!region->cpu)
		goto err_vzalloc;

	spin_lock_irq(&mem->lock);
	placed = sim_mem_place(mem, size, align, &region->bus);
	if (placed)
		list_add_tail(&region->node, &mem->regions);
	spin_unlock_irq(&mem->lock);
	if (!placed)
		goto err_place;

	*bus = region->bus;
	return region->cpu;

err_place:
	vfree(region->cpu);
err_vzalloc:
	kfree(region);
	return NULL;
}
EXPORT_SYMBOL_IF_KUNIT(sim_mem_alloc);

/**
 * sim_mem_forget - take an allocation off the bus, leaving the memory itself
 * @mem: the memory
 * @size: as allocated
 * @cpu: the pointer that sim_mem_alloc() returned
 * @bus: the address that it stored
 *
 * The caller makes every engine forget its pointers and then frees @cpu with
 * vfree(): an engine may be in the middle of a packet.
 *
 * Return: true if there was such an allocation
 */
bool sim_mem_forget(struct sim_mem *mem, size_t size, void *cpu, u32 bus)
{
	struct sim_region *region, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&mem->lock, flags);
	list_for_each_entry(region, &mem->regions, node) {
		if (region->cpu != cpu || region->bus != bus || region->size != size)
			continue;
		found = region;
		list_del(&region->node);
		break;
	}
	spin_unlock_irqrestore(&mem->lock, flags);
	kfree(found);
	return found;
}

/**
 * sim_mem_resolve - what an engine finds at a bus address
 * @mem: the memory
 * @bus: address
 * @size: how many bytes the engine will use from there
 *
 * Return: the memory, or NULL if there is none or less than @size
 */
void *sim_mem_resolve(struct sim_mem *mem, u32 bus, size_t size)
{
	struct sim_region *region;
	unsigned long flags;
	void *cpu = NULL;

	spin_lock_irqsave(&mem->lock, flags);
	list_for_each_entry(region, &mem->regions, node) {
		if (bus < region->bus || bus - region->bus >= region->size)
			continue;
		if (size <= region->size - (bus - region->bus))
			cpu = region->cpu + (bus - region->bus);
		break;
	}
	spin_unlock_irqrestore(&mem->lock, flags);
	return cpu;
}
