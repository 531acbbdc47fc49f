// SPDX-License-Identifier: GPL-2.0-only
/*
 * The allocator takes an object back by a fast way if it belongs to the slab that the
 * processor allocates from, and by one that costs some 300 instructions more if not. Which
 * it is for the buffers of packets depends on how many places were left in that slab, so
 * on all that happened since boot.
 *
 *	slabs
 *
 * Gives the processor a slab of its own for each size, with all its places free.
 */
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "bench.h"

/* Where so many were allocated and no slab was new, something is wrong. */
#define BENCH_SLAB_MOST		BIT(18)

static const size_t slab_sizes[] = { 64, 96, 128, 192, 256, 512, 1024, 2048, 4096 };

/* What an object is while we have it. */
struct slab_object {
	struct list_head	list;
};

static unsigned int slab_capacity(const void *object, size_t size)
{
	return page_size(virt_to_head_page(object)) / size;
}

static void slab_release(struct list_head *objects)
{
	struct slab_object *object, *next;

	list_for_each_entry_safe(object, next, objects, list)
		kfree(object);
	INIT_LIST_HEAD(objects);
}

/*
 * A new slab shows by as many objects of one page, one after the other, as it has places.
 * They are in @whole then, and all that was before in @others.
 */
static int slab_fill(size_t size, struct list_head *whole, struct list_head *others)
{
	struct slab_object *object;
	unsigned int num, run = 0;
	struct page *last = NULL;

	for (num = 0; num < BENCH_SLAB_MOST; num++) {
		object = kmalloc(size, GFP_KERNEL);
		if (!object)
			return -ENOMEM;
		if (virt_to_head_page(object) != last) {
			list_splice_init(whole, others);
			last = virt_to_head_page(object);
			run = 0;
		}
		list_add(&object->list, whole);
		if (++run == slab_capacity(object, size))
			return 0;
	}

	return -ENOSPC;
}

/**
 * bench_slab - let what is measured next begin with slabs of its own
 * @args: none
 *
 * The places of others are given back first: that does not touch the slab that the
 * processor has.
 *
 * Return: 0, -ENOMEM, or -ENOSPC if no slab was a new one.
 */
int bench_slab(char *args)
{
	LIST_HEAD(others);
	LIST_HEAD(whole);
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < ARRAY_SIZE(slab_sizes); i++) {
		err = slab_fill(slab_sizes[i], &whole, &others);
		slab_release(&others);
		slab_release(&whole);
	}

	return err;
}
