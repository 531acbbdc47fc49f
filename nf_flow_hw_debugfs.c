// SPDX-License-Identifier: GPL-2.0-only
/* What is bound, what is offloaded, what was refused and why: for humans. */
#include <linux/debugfs.h>
#include <linux/seq_file.h>
#include "nf_flow_hw_internal.h"

static struct dentry *root;

static int status_show(struct seq_file *s, void *unused)
{
	nf_flow_hw_backend_show(s);
	nf_flow_hw_table_show(s);

	return 0;
}
DEFINE_SHOW_ATTRIBUTE(status);

static int rejects_show(struct seq_file *s, void *unused)
{
	unsigned int reason;

	for (reason = 1; reason <= NF_FLOW_HW_REJECT_MAX; reason++)
		seq_printf(s, "%s %llu\n", nf_flow_hw_reject_name(reason),
			   nf_flow_hw_reject_read(reason));

	return 0;
}
DEFINE_SHOW_ATTRIBUTE(rejects);

/**
 * nf_flow_hw_debugfs_init - create nf_flow_hw/ in debugfs
 */
void nf_flow_hw_debugfs_init(void)
{
	root = debugfs_create_dir("nf_flow_hw", NULL);
	debugfs_create_file("status", 0400, root, NULL, &status_fops);
	debugfs_create_file("rejects", 0400, root, NULL, &rejects_fops);
}

/**
 * nf_flow_hw_debugfs_exit - mirror of nf_flow_hw_debugfs_init()
 */
void nf_flow_hw_debugfs_exit(void)
{
	debugfs_remove(root);
}
