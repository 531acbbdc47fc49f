// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test only. /sys/kernel/debug/nf_flow_hw_bench/cmd takes a program, a command per
 * line, since under -icount the clock runs on, and fast, while a shell is loaded:
 *	attach DEV	measure the block callback of the flowtable on DEV
 *	detach		stop that; necessary before the flowtable goes
 *	null 0|1	a null driver on the indirect path
 *	inject ...	let a device receive packets, see bench_inject.c
 *	bulk ...	let it receive large TCP packets, see bench_bulk.c
 *	await OP N MS	until add, del or stats was called N times
 *	sleep MS
 *	busy N		how long do the kernel's workers run in N collections?
 *	slabs		the allocator begins with new slabs, see bench_slab.c
 *	flush		delete all connections of the namespace
 *	reset		forget all samples
 *	save NAME	append what was measured since the last reset to "log"
 *	clear		empty the log
 */
#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/nsproxy.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>

#include "bench.h"

#define BENCH_LOG_SIZE		(256 * 1024)

static struct dentry *bench_root;
static DEFINE_MUTEX(bench_lock); /* one program at a time */

/* Under bench_lock. */
static char *bench_log;
static size_t bench_log_len;
static char bench_name[64];

/**
 * bench_print - append a line to the log
 * @what: of which kind it is; the name given to "save" goes before it
 * @fmt: FIELD=VALUE...
 */
void bench_print(const char *what, const char *fmt, ...)
{
	va_list args;

	bench_log_len += scnprintf(bench_log + bench_log_len,
				   BENCH_LOG_SIZE - bench_log_len, "bench %s.%s ",
				   bench_name, what);
	va_start(args, fmt);
	bench_log_len += vscnprintf(bench_log + bench_log_len,
				    BENCH_LOG_SIZE - bench_log_len, fmt, args);
	va_end(args);
}

int bench_samples_init(struct bench_samples *samples)
{
	samples->num = 0;
	samples->sum = 0;
	samples->val = vmalloc(array_size(BENCH_SAMPLES_MAX, sizeof(u32)));

	return samples->val ? 0 : -ENOMEM;
}

void bench_samples_exit(struct bench_samples *samples)
{
	vfree(samples->val);
}

void bench_samples_add(struct bench_samples *samples, u64 val)
{
	if (samples->num < BENCH_SAMPLES_MAX)
		samples->val[samples->num] = min_t(u64, val, U32_MAX);
	samples->num++;
	samples->sum += val;
}

static int cmp_u32(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;

	return x < y ? -1 : x > y;
}

/* The samples are sorted in place: nothing depends on their order. */
void bench_samples_show(const char *name, struct bench_samples *samples)
{
	u32 kept = min_t(u32, samples->num, BENCH_SAMPLES_MAX);
	u32 *val = samples->val;

	if (!kept)
		return;

	sort(val, kept, sizeof(*val), cmp_u32, NULL);
	bench_print(name, "n=%u min=%u p50=%u p90=%u p99=%u max=%u sum=%llu\n",
		    samples->num, val[0], val[kept / 2], val[kept * 9ULL / 10],
		    val[kept * 99ULL / 100], val[kept - 1], samples->sum);
}

static int bench_reset(char *args)
{
	bench_probe_reset();
	bench_io_reset();
	bench_work_reset();
	bench_inject_reset();
	bench_bulk_reset();
	bench_lock_reset();
	bench_busy_reset();

	return 0;
}

static int bench_save(char *args)
{
	strscpy(bench_name, args, sizeof(bench_name));
	bench_probe_show();
	bench_io_show();
	bench_work_show();
	bench_inject_show();
	bench_bulk_show();
	bench_lock_show();
	bench_busy_show();

	return 0;
}

static int bench_clear(char *args)
{
	bench_log_len = 0;
	return 0;
}

static int bench_null(char *args)
{
	return bench_null_enable(args[0] == '1');
}

static int bench_sleep(char *args)
{
	unsigned int ms;

	if (kstrtouint(args, 0, &ms))
		return -EINVAL;

	return msleep_interruptible(ms) ? -EINTR : 0;
}

static int any_conn(struct nf_conn *ct, void *data)
{
	return 1;
}

static int bench_flush(char *args)
{
	struct nf_ct_iter_data iter = { .net = current->nsproxy->net_ns };

	nf_ct_iterate_cleanup_net(any_conn, &iter);
	return 0;
}

static const struct {
	const char	*name;
	int		(*run)(char *args);
} bench_commands[] = {
	{ "attach",	bench_probe_attach },
	{ "detach",	bench_probe_detach },
	{ "null",	bench_null },
	{ "inject",	bench_inject },
	{ "bulk",	bench_bulk },
	{ "await",	bench_probe_await },
	{ "sleep",	bench_sleep },
	{ "busy",	bench_busy },
	{ "slabs",	bench_slab },
	{ "flush",	bench_flush },
	{ "reset",	bench_reset },
	{ "save",	bench_save },
	{ "clear",	bench_clear },
};

static int bench_command(char *line)
{
	char *word = strsep(&line, " ");
	int i, err;

	for (i = 0; i < ARRAY_SIZE(bench_commands); i++) {
		if (strcmp(word, bench_commands[i].name))
			continue;
		err = bench_commands[i].run(line ?: "");
		if (err)
			pr_err("bench: %s %s: %d\n", word, line ?: "", err);
		return err;
	}

	return -EINVAL;
}

static int bench_program(char *text)
{
	char *line;
	int err = 0;

	while (!err && (line = strsep(&text, "\n")))
		if (*strim(line))
			err = bench_command(strim(line));

	return err;
}

static ssize_t cmd_write(struct file *file, const char __user *from, size_t len,
			 loff_t *pos)
{
	char *line;
	int err;

	if (len > 4 * PAGE_SIZE)
		return -EINVAL;
	line = memdup_user_nul(from, len);
	if (IS_ERR(line))
		return PTR_ERR(line);

	mutex_lock(&bench_lock);
	err = bench_program(line);
	mutex_unlock(&bench_lock);
	kfree(line);

	return err ?: len;
}

static const struct file_operations cmd_fops = {
	.owner	= THIS_MODULE,
	.write	= cmd_write,
	.llseek	= noop_llseek,
};

static ssize_t log_read(struct file *file, char __user *to, size_t len, loff_t *pos)
{
	ssize_t num;

	mutex_lock(&bench_lock);
	num = simple_read_from_buffer(to, len, pos, bench_log, bench_log_len);
	mutex_unlock(&bench_lock);

	return num;
}

static const struct file_operations log_fops = {
	.owner	= THIS_MODULE,
	.read	= log_read,
	.llseek	= noop_llseek,
};

static int __init bench_module_init(void)
{
	int err;

	bench_log = vmalloc(BENCH_LOG_SIZE);
	if (!bench_log)
		return -ENOMEM;

	err = bench_probe_init();
	if (err)
		goto err_probe;

	err = bench_inject_init();
	if (err)
		goto err_inject;

	err = bench_io_init();
	if (err)
		goto err_io;

	err = bench_work_init();
	if (err)
		goto err_work;

	bench_root = debugfs_create_dir("nf_flow_hw_bench", NULL);
	debugfs_create_file("cmd", 0200, bench_root, NULL, &cmd_fops);
	debugfs_create_file("log", 0400, bench_root, NULL, &log_fops);

	return 0;

err_work:
	bench_io_exit();
err_io:
	bench_inject_exit();
err_inject:
	bench_probe_exit();
err_probe:
	vfree(bench_log);
	return err;
}

static void __exit bench_module_exit(void)
{
	debugfs_remove_recursive(bench_root);
	bench_null_enable(false);
	bench_probe_detach("");
	bench_lock_exit();
	bench_work_exit();
	bench_io_exit();
	bench_inject_exit();
	bench_probe_exit();
	vfree(bench_log);
}

module_init(bench_module_init);
module_exit(bench_module_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Instruments for make bench");
MODULE_INFO(test, "Y");
