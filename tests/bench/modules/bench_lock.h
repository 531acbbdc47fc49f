/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How long our modules hold their locks. Included before every file of a build of
 * its own (see locks in run.sh), where taking and dropping a lock tells bench_lock.c;
 * other modules than core and driver are left alone, though they see this file.
 */
#ifndef _NF_FLOW_HW_BENCH_LOCK_H
#define _NF_FLOW_HW_BENCH_LOCK_H

#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/string.h>

void bench_lock_enter(const void *lock, const char *kind, const char *func);
void bench_lock_leave(const void *lock);

#define bench_lock_wanted()						\
	(!__builtin_strcmp(KBUILD_MODNAME, "nf_flow_hw") ||		\
	 !__builtin_strcmp(KBUILD_MODNAME, "nf_flow_hw_mtk"))

#define bench_lock_took(lock, kind)					\
do {									\
	if (bench_lock_wanted())					\
		bench_lock_enter(lock, kind, __func__);			\
} while (0)

#define bench_lock_drops(lock)						\
do {									\
	if (bench_lock_wanted())					\
		bench_lock_leave(lock);					\
} while (0)

/* A macro does not expand itself, so the names inside are the kernel's. */
#define spin_lock(l)						\
do {									\
	spinlock_t *bench_l = (l);					\
									\
	spin_lock(bench_l);						\
	bench_lock_took(bench_l, "spin");					\
} while (0)

#define spin_unlock(l)						\
do {									\
	spinlock_t *bench_l = (l);					\
									\
	bench_lock_drops(bench_l);					\
	spin_unlock(bench_l);					\
} while (0)

#define spin_lock_bh(l)						\
do {									\
	spinlock_t *bench_l = (l);					\
									\
	spin_lock_bh(bench_l);						\
	bench_lock_took(bench_l, "spin");					\
} while (0)

#define spin_unlock_bh(l)						\
do {									\
	spinlock_t *bench_l = (l);					\
									\
	bench_lock_drops(bench_l);					\
	spin_unlock_bh(bench_l);					\
} while (0)

#define spin_lock_irq(l)						\
do {									\
	spinlock_t *bench_l = (l);					\
									\
	spin_lock_irq(bench_l);						\
	bench_lock_took(bench_l, "irqoff");					\
} while (0)

#define spin_unlock_irq(l)						\
do {									\
	spinlock_t *bench_l = (l);					\
									\
	bench_lock_drops(bench_l);					\
	spin_unlock_irq(bench_l);					\
} while (0)

#undef spin_lock_irqsave
#define spin_lock_irqsave(l, flags)						\
do {									\
	spinlock_t *bench_l = (l);					\
									\
	raw_spin_lock_irqsave(spinlock_check(bench_l), flags);		\
	bench_lock_took(bench_l, "irqoff");					\
} while (0)

#define spin_unlock_irqrestore(l, flags)						\
do {									\
	spinlock_t *bench_l = (l);					\
									\
	bench_lock_drops(bench_l);					\
	spin_unlock_irqrestore(bench_l, flags);					\
} while (0)

/* With lockdep it is a macro, and the function has the other name. */
#undef mutex_lock
#define mutex_lock(l)						\
do {									\
	struct mutex *bench_l = (l);					\
									\
	mutex_lock_nested(bench_l, 0);					\
	bench_lock_took(bench_l, "mutex");					\
} while (0)

#define mutex_unlock(l)						\
do {									\
	struct mutex *bench_l = (l);					\
									\
	bench_lock_drops(bench_l);					\
	mutex_unlock(bench_l);					\
} while (0)

#endif /* _NF_FLOW_HW_BENCH_LOCK_H */
