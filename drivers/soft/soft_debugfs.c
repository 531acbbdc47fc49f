// SPDX-License-Identifier: GPL-2.0-only
/* What the engine holds and did: for humans and tests. */
#include "soft_engine.h"

#include <linux/debugfs.h>
#include <linux/if_vlan.h>
#include <linux/in.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/seq_file.h>

static struct dentry *soft_root;

static const char * const soft_stat_names[] = {
	[SOFT_STAT_DIRECT]	= "direct",
	[SOFT_STAT_QUEUED]	= "queued",
	[SOFT_STAT_SEGMENTED]	= "segmented",
	[SOFT_STAT_OPTION]	= "punt_option",
	[SOFT_STAT_FRAGMENT]	= "punt_fragment",
	[SOFT_STAT_TTL]		= "punt_ttl",
	[SOFT_STAT_FLAGS]	= "punt_flags",
	[SOFT_STAT_MTU]		= "punt_mtu",
	[SOFT_STAT_MULTICAST]	= "punt_multicast",
	[SOFT_STAT_SHAPE]	= "punt_shape",
	[SOFT_STAT_MEMORY]	= "punt_memory",
	[SOFT_STAT_BUSY]	= "drop_busy",
};

static int counters_show(struct seq_file *s, void *unused)
{
	unsigned long sum;
	unsigned int i;
	int cpu;

	for (i = 0; i < SOFT_STAT_NUM; i++) {
		sum = 0;
		for_each_possible_cpu(cpu)
			sum += READ_ONCE(per_cpu(soft_stats, cpu).num[i]);
		seq_printf(s, "%s %lu\n", soft_stat_names[i], sum);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(counters);

static void soft_show_tuple(struct seq_file *s, const u64 *addr, u32 ports, bool v6)
{
	const __be16 *port = (const __be16 *)&ports;
	const u8 *dst = (const u8 *)addr + (v6 ? 16 : 4);

	if (v6)
		seq_printf(s, "[%pI6c]:%u->[%pI6c]:%u", addr, ntohs(port[0]), dst,
			   ntohs(port[1]));
	else
		seq_printf(s, "%pI4:%u->%pI4:%u", addr, ntohs(port[0]), dst,
			   ntohs(port[1]));
}

static void soft_show_entry(const struct soft_entry *entry, u64 packets, u64 bytes,
			    void *arg)
{
	bool v6 = soft_key_l3proto(&entry->key) == NFPROTO_IPV6;
	bool tcp = (u8)(entry->key.ports >> 40) == IPPROTO_TCP;
	struct seq_file *s = arg;

	seq_printf(s, "%05x %s->%s %s %s orig=", entry->slot,
		   netdev_name(entry->key.dev), netdev_name(entry->out),
		   v6 ? "IPv6" : "IPv4", tcp ? "TCP" : "UDP");
	soft_show_tuple(s, entry->key.addr, entry->key.ports, v6);
	seq_puts(s, " new=");
	soft_show_tuple(s, v6 ? entry->addr6 : &entry->addr4, entry->ports, v6);
	seq_printf(s, " tags=%llx l2=%*phN mtu=%u packets=%llu bytes=%llu\n",
		   entry->key.tags, entry->l2_len,
		   entry->l2 + SOFT_ENTRY_L2_MAX - entry->l2_len,
		   READ_ONCE(entry->mtu), packets, bytes);
}

static int entries_show(struct seq_file *s, void *unused)
{
	if (soft_table_exists(&soft_table))
		soft_table_walk(&soft_table, soft_show_entry, s);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(entries);

/**
 * soft_debugfs_init - create nf_flow_hw_soft/ in debugfs
 */
void soft_debugfs_init(void)
{
	soft_root = debugfs_create_dir("nf_flow_hw_soft", NULL);
	debugfs_create_file("counters", 0400, soft_root, NULL, &counters_fops);
	debugfs_create_file("entries", 0400, soft_root, NULL, &entries_fops);
}

/**
 * soft_debugfs_exit - mirror of soft_debugfs_init()
 */
void soft_debugfs_exit(void)
{
	debugfs_remove(soft_root);
}
