/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_SIM_LOG_H
#define _NF_FLOW_HW_SIM_LOG_H

#include <linux/spinlock.h>
#include <linux/types.h>

struct seq_file;

#define SIM_LOG_TEXTS		16
#define SIM_LOG_TEXT_LEN	120

/**
 * struct sim_log - hardware rules that the driver broke
 * @lock: guards everything below; innermost lock of the model, hard-irq safe
 * @count: violations so far; tests require 0
 * @texts: the last ones, @count modulo SIM_LOG_TEXTS is the next to be replaced
 */
struct sim_log {
	spinlock_t	lock;	/* innermost */
	u64		count;
	char		texts[SIM_LOG_TEXTS][SIM_LOG_TEXT_LEN];
};

void sim_log_init(struct sim_log *log);
u64 sim_log_count(struct sim_log *log);
void sim_log_show(struct sim_log *log, struct seq_file *m);
__printf(2, 3) void sim_violation(struct sim_log *log, const char *fmt, ...);

#endif /* _NF_FLOW_HW_SIM_LOG_H */
