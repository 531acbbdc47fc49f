// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "sim_log.h"

#include <kunit/visibility.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/seq_file.h>

/**
 * sim_log_init - start with no violation
 * @log: the log
 */
void sim_log_init(struct sim_log *log)
{
	spin_lock_init(&log->lock);
	log->count = 0;
}
EXPORT_SYMBOL_IF_KUNIT(sim_log_init);

/**
 * sim_violation - the driver broke a rule of the hardware
 * @log: where to note it
 * @fmt: what happened, without a newline
 *
 * A warning and not a WARN(): the model goes on, as silicon would, and the test
 * that reads the count decides. Any context.
 */
void sim_violation(struct sim_log *log, const char *fmt, ...)
{
	char text[SIM_LOG_TEXT_LEN];
	unsigned long flags;
	va_list args;

	va_start(args, fmt);
	vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);

	spin_lock_irqsave(&log->lock, flags);
	memcpy(log->texts[log->count % SIM_LOG_TEXTS], text, sizeof(text));
	log->count++;
	spin_unlock_irqrestore(&log->lock, flags);

	pr_warn_ratelimited("violation: %s\n", text);
}

/**
 * sim_log_count - how many violations there were
 * @log: the log
 *
 * Return: the number since sim_log_init()
 */
u64 sim_log_count(struct sim_log *log)
{
	unsigned long flags;
	u64 count;

	spin_lock_irqsave(&log->lock, flags);
	count = log->count;
	spin_unlock_irqrestore(&log->lock, flags);
	return count;
}
EXPORT_SYMBOL_IF_KUNIT(sim_log_count);

/**
 * sim_log_show - the count on the first line, then the last texts, oldest first
 * @log: the log
 * @m: where to print
 */
void sim_log_show(struct sim_log *log, struct seq_file *m)
{
	u64 i, first;

	spin_lock_irq(&log->lock);
	seq_printf(m, "%llu\n", log->count);
	first = log->count > SIM_LOG_TEXTS ? log->count - SIM_LOG_TEXTS : 0;
	for (i = first; i < log->count; i++)
		seq_printf(m, "%s\n", log->texts[i % SIM_LOG_TEXTS]);
	spin_unlock_irq(&log->lock);
}
