// SPDX-License-Identifier: GPL-2.0-only
/* What tests read and what they break. Formats: Documentation/simulator.md. */
#include <linux/debugfs.h>
#include <linux/in6.h>
#include <linux/netdevice.h>
#include <linux/platform_device.h>
#include <linux/seq_file.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

#include "sim_gmac.h"
#include "sim_ppe_regs.h"
#include "sim_soc.h"

static const char * const sim_reason_names[SIM_CRSN_NUM] = {
	[MTK_PPE_CRSN_TTL_0]			= "ttl_0",
	[MTK_PPE_CRSN_IP_OPTION]		= "ip_option",
	[MTK_PPE_CRSN_NO_FLOW]			= "no_flow",
	[MTK_PPE_CRSN_V4_FRAG_HNAT]		= "v4_frag_hnat",
	[MTK_PPE_CRSN_V4_FRAG_HNAPT]		= "v4_frag",
	[MTK_PPE_CRSN_V4_NO_L4]			= "v4_no_l4",
	[MTK_PPE_CRSN_V6_NO_L4]			= "v6_no_l4",
	[MTK_PPE_CRSN_TCP_FIN_SYN_RST]		= "tcp_fin_syn_rst",
	[MTK_PPE_CRSN_UN_HIT]			= "un_hit",
	[MTK_PPE_CRSN_HIT_UNBIND]		= "hit_unbind",
	[MTK_PPE_CRSN_HIT_UNBIND_RATE]		= "hit_unbind_rate",
	[MTK_PPE_CRSN_HIT_BIND_FIN]		= "hit_bind_fin",
	[MTK_PPE_CRSN_HIT_BIND_TTL_1]		= "hit_bind_ttl_1",
	[MTK_PPE_CRSN_VLAN_VIOLATION]		= "vlan_violation",
	[MTK_PPE_CRSN_KA_DUP_OLD]		= "ka_dup_old",
	[MTK_PPE_CRSN_HIT_BIND_FORCE_CPU]	= "hit_bind_force_cpu",
	[MTK_PPE_CRSN_MULTICAST_CPU]		= "multicast",
	[MTK_PPE_CRSN_HIT_PRE_BIND]		= "hit_pre_bind",
	[MTK_PPE_CRSN_EXCEED_MTU]		= "exceed_mtu",
	[MTK_PPE_CRSN_BYPASS]			= "bypass",
	[MTK_PPE_CRSN_INVALID]			= "invalid",
};

static const char * const sim_drop_names[SIM_DROP_NUM] = {
	[SIM_DROP_SEARCH_MISS]	= "search_miss",
	[SIM_DROP_IP_CSUM]	= "ip_csum",
	[SIM_DROP_L4_CSUM]	= "l4_csum",
	[SIM_DROP_TTL_0]	= "ttl_0",
	[SIM_DROP_HANG]		= "hang",
	[SIM_DROP_EGRESS_DOWN]	= "egress_down",
	[SIM_DROP_EGRESS_NONE]	= "egress_none",
	[SIM_DROP_NOMEM]	= "nomem",
};

static const char * const sim_stat_names[SIM_PORT_STATS] = {
	[SIM_PORT_WIRE_RX]	= "wire_rx",
	[SIM_PORT_TO_CPU]	= "to_cpu",
	[SIM_PORT_FROM_CPU]	= "from_cpu",
	[SIM_PORT_HW_IN]	= "hw_in",
	[SIM_PORT_HW_OUT]	= "hw_out",
	[SIM_PORT_DROPPED]	= "dropped",
};

static void sim_show_kind(struct seq_file *m, const struct sim_port *port)
{
	switch (port->kind) {
	case SIM_PORT_PSE:
		seq_printf(m, " pse=%u", port->pse);
		break;
	case SIM_PORT_GMAC:
		seq_printf(m, " gmac=%s", port->gmac->name);
		break;
	case SIM_PORT_NIC:
		seq_puts(m, " nic");
		break;
	}
}

static int sim_ports_show(struct seq_file *m, void *v)
{
	struct sim_soc *soc = m->private;
	unsigned int i, stat;

	for (i = 0; i < soc->n_ports; i++) {
		struct sim_port *port = &soc->ports[i];

		seq_printf(m, "sim%u", port->id);
		sim_show_kind(m, port);
		for (stat = 0; stat < SIM_PORT_STATS; stat++)
			seq_printf(m, " %s=%lld", sim_stat_names[stat],
				   (long long)atomic64_read(&port->stats[stat]));
		seq_putc(m, '\n');
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(sim_ports);

static int sim_counters_show(struct seq_file *m, void *v)
{
	struct sim_ppe *ppe = m->private;
	struct sim_ppe_counters count;
	unsigned int i;

	spin_lock_irq(&ppe->lock);
	count = ppe->count;
	spin_unlock_irq(&ppe->lock);

	seq_printf(m, "hw_packets %llu\nhw_bytes %llu\n", count.hw_packets, count.hw_bytes);
	for (i = 0; i < SIM_CRSN_NUM; i++)
		if (sim_reason_names[i])
			seq_printf(m, "cpu_%s %llu\n", sim_reason_names[i], count.cpu[i]);
	for (i = 0; i < SIM_DROP_NUM; i++)
		seq_printf(m, "drop_%s %llu\n", sim_drop_names[i], count.drop[i]);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(sim_counters);

/* A stale line forwards, so an entry counts if either side says BIND. */
static bool sim_is_bound(const struct sim_ppe *ppe, u16 index)
{
	return sim_foe_state(*sim_cache_view(ppe, index)) == MTK_FOE_STATE_BIND ||
	       sim_foe_state(READ_ONCE(*sim_ppe_dram(ppe, index))) == MTK_FOE_STATE_BIND;
}

static int sim_bound_show(struct seq_file *m, void *v)
{
	struct sim_ppe *ppe = m->private;
	unsigned int i, bound = 0;

	spin_lock_irq(&ppe->lock);
	for (i = 0; i < ppe->entries; i++)
		bound += sim_is_bound(ppe, i);
	spin_unlock_irq(&ppe->lock);
	seq_printf(m, "%u\n", bound);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(sim_bound);

static void sim_show_ipv4(struct seq_file *m, const struct sim_foe *foe)
{
	__be32 sip = cpu_to_be32(foe->key.w[0]), dip = cpu_to_be32(foe->key.w[1]);
	__be32 new_sip = cpu_to_be32(foe->new_sip), new_dip = cpu_to_be32(foe->new_dip);

	if (foe->key.type == MTK_FOE_TYPE_IPV4_HNAT) {
		seq_printf(m, "IPv4 3T orig=%pI4->%pI4", &sip, &dip);
		seq_printf(m, " new=%pI4->%pI4", &new_sip, &new_dip);
		return;
	}
	seq_printf(m, "IPv4 5T orig=%pI4:%u->%pI4:%u", &sip, foe->key.w[2] >> 16,
		   &dip, foe->key.w[2] & 0xffff);
	seq_printf(m, " new=%pI4:%u->%pI4:%u", &new_sip, foe->new_sport,
		   &new_dip, foe->new_dport);
}

static void sim_show_nat66(struct seq_file *m, const struct sim_foe *foe,
			   struct in6_addr *addr)
{
	struct in6_addr *to = &addr[foe->nat66 == SIM_NAT66_DST];
	int i;

	for (i = 0; i < 4; i++)
		to->s6_addr32[i] = cpu_to_be32(foe->new_ip6[i]);
	if (foe->key.type == MTK_FOE_TYPE_IPV6_HNAT)
		seq_printf(m, " new=%pI6c->%pI6c", &addr[0], &addr[1]);
	else
		seq_printf(m, " new=[%pI6c]:%u->[%pI6c]:%u", &addr[0], foe->new_sport,
			   &addr[1], foe->new_dport);
}

static void sim_show_ipv6(struct seq_file *m, const struct sim_foe *foe)
{
	bool has_ports = foe->key.type == MTK_FOE_TYPE_IPV6_5T ||
			 foe->key.type == MTK_FOE_TYPE_IPV6_HNAPT;
	struct in6_addr addr[2];
	int i;

	for (i = 0; i < 8; i++)
		addr[i / 4].s6_addr32[i % 4] = cpu_to_be32(foe->key.w[i]);
	if (!has_ports)
		seq_printf(m, "IPv6 3T orig=%pI6c->%pI6c", &addr[0], &addr[1]);
	else
		seq_printf(m, "IPv6 5T orig=[%pI6c]:%u->[%pI6c]:%u", &addr[0],
			   foe->key.w[8] >> 16, &addr[1], foe->key.w[8] & 0xffff);
	if (foe->nat66)
		sim_show_nat66(m, foe, addr);
}

/* What the entry puts in front of the IP header. */
static void sim_show_l2(struct seq_file *m, const struct sim_foe *foe)
{
	seq_printf(m, " eth=%pM->%pM etype=%04x vlan=%u,%u layer=%u", foe->smac, foe->dmac,
		   foe->etype, foe->vlan1, foe->vlan2, foe->vlan_layer);
	if (foe->vpm)
		seq_puts(m, " vpm");
	if (foe->pppoe)
		seq_printf(m, " pppoe=%u", foe->pppoe_id);
	if (sim_foe_is_dsa(foe))
		seq_printf(m, " dsa=%#x", (u16)(foe->etype & ~MTK_FOE_ETYPE_DSA_VLAN));
}

static void sim_show_entry(struct seq_file *m, struct sim_ppe *ppe, u16 index)
{
	static const char * const states[] = { "INV", "UNB", "BND", "FIN" };
	struct sim_foe foe;
	u64 packets, bytes;
	bool known;

	known = sim_foe_decode(ppe->desc->layout, sim_cache_view(ppe, index), &foe);
	if (foe.state == MTK_FOE_STATE_INVALID)
		return;
	seq_printf(m, "%05x %s ", index, states[foe.state]);
	if (!known) {
		seq_printf(m, "type %u ib1=%08x\n", foe.key.type, foe.ib1);
		return;
	}
	if (foe.key.n == 3)
		sim_show_ipv4(m, &foe);
	else
		sim_show_ipv6(m, &foe);
	sim_mib_get(ppe, index, &packets, &bytes);
	sim_show_l2(m, &foe);
	seq_printf(m, " ib1=%08x ib2=%08x packets=%llu bytes=%llu\n", foe.ib1, foe.ib2,
		   packets, bytes);
}

static void *sim_entries_start(struct seq_file *m, loff_t *pos)
{
	struct sim_ppe *ppe = m->private;

	return *pos < READ_ONCE(ppe->entries) ? pos : NULL;
}

static void *sim_entries_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return sim_entries_start(m, pos);
}

static void sim_entries_stop(struct seq_file *m, void *v)
{
}

static int sim_entries_seq_show(struct seq_file *m, void *v)
{
	struct sim_ppe *ppe = m->private;
	loff_t index = *(loff_t *)v;

	spin_lock_irq(&ppe->lock);
	if (index < ppe->entries)
		sim_show_entry(m, ppe, index);
	spin_unlock_irq(&ppe->lock);
	return 0;
}

static const struct seq_operations sim_entries_sops = {
	.start	= sim_entries_start,
	.next	= sim_entries_next,
	.stop	= sim_entries_stop,
	.show	= sim_entries_seq_show,
};
DEFINE_SEQ_ATTRIBUTE(sim_entries);

static int sim_violations_show(struct seq_file *m, void *v)
{
	struct sim_soc *soc = m->private;

	sim_log_show(&soc->log, m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(sim_violations);

static ssize_t sim_reset_write(struct file *file, const char __user *buf, size_t len,
			       loff_t *pos)
{
	struct sim_soc *soc = file->private_data;
	unsigned int i, stat;

	for (i = 0; i < soc->n_ports; i++)
		for (stat = 0; stat < SIM_PORT_STATS; stat++)
			atomic64_set(&soc->ports[i].stats[stat], 0);
	for (i = 0; i < soc->desc->n_ppes; i++) {
		spin_lock_irq(&soc->ppes[i].lock);
		memset(&soc->ppes[i].count, 0, sizeof(soc->ppes[i].count));
		spin_unlock_irq(&soc->ppes[i].lock);
	}
	return len;
}

static const struct file_operations sim_reset_fops = {
	.owner	= THIS_MODULE,
	.open	= simple_open,
	.write	= sim_reset_write,
};

/* As an Ethernet driver does it when its queues hang. */
static ssize_t sim_fe_reset_write(struct file *file, const char __user *buf, size_t len,
				  loff_t *pos)
{
	struct sim_soc *soc = file->private_data;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(soc->fwd_cfg); i++)
		WRITE_ONCE(soc->fwd_cfg[i], 0);
	for (i = 0; i < soc->desc->n_ppes; i++)
		sim_ppe_reset(&soc->ppes[i]);
	return len;
}

static const struct file_operations sim_fe_reset_fops = {
	.owner	= THIS_MODULE,
	.open	= simple_open,
	.write	= sim_fe_reset_write,
};

/* enum sim_hang, for all engines. */
static int sim_hang_set(void *data, u64 val)
{
	struct sim_soc *soc = data;
	unsigned int i;

	if (val > SIM_HANG_DEAD)
		return -EINVAL;
	for (i = 0; i < soc->desc->n_ppes; i++)
		sim_ppe_hang(&soc->ppes[i], val);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(sim_hang_fops, NULL, sim_hang_set, "%llu\n");

static void sim_debugfs_init_ppe(struct sim_soc *soc, struct sim_ppe *ppe)
{
	struct dentry *dir;
	char name[8];

	snprintf(name, sizeof(name), "ppe%u", ppe->id);
	dir = debugfs_create_dir(name, soc->debugfs);
	debugfs_create_file("counters", 0444, dir, ppe, &sim_counters_fops);
	debugfs_create_file("bound", 0444, dir, ppe, &sim_bound_fops);
	debugfs_create_file("entries", 0444, dir, ppe, &sim_entries_fops);
}

static void sim_debugfs_init_gmacs(struct sim_soc *soc)
{
	unsigned int i;

	soc->stmmac_debugfs = debugfs_create_dir("stmmaceth", NULL);
	for (i = 0; i < soc->n_ports; i++)
		if (soc->ports[i].kind == SIM_PORT_GMAC)
			sim_gmac_debugfs_init(&soc->ports[i], soc->stmmac_debugfs);
}

static bool sim_debugfs_has_gmac(const struct sim_soc *soc)
{
	unsigned int i;

	for (i = 0; i < soc->n_ports; i++)
		if (soc->ports[i].kind == SIM_PORT_GMAC)
			return true;
	return false;
}

/**
 * sim_debugfs_init - make the files
 * @soc: running
 */
void sim_debugfs_init(struct sim_soc *soc)
{
	struct dentry *dir;
	unsigned int i;

	dir = debugfs_create_dir("nf_flow_hw_sim", NULL);
	soc->debugfs = dir;
	debugfs_create_file("ports", 0444, dir, soc, &sim_ports_fops);
	debugfs_create_file("violations", 0444, dir, soc, &sim_violations_fops);
	debugfs_create_file("reset_counters", 0200, dir, soc, &sim_reset_fops);
	debugfs_create_file_unsafe("hang", 0200, dir, soc, &sim_hang_fops);
	debugfs_create_file("fe_reset", 0200, dir, soc, &sim_fe_reset_fops);
	debugfs_create_bool("stuck_busy", 0644, dir, &soc->opts.stuck_busy);
	debugfs_create_bool("lost_clear", 0644, dir, &soc->opts.lost_clear);
	debugfs_create_bool("mib_stuck", 0644, dir, &soc->opts.mib_stuck);
	debugfs_create_bool("no_memory", 0644, dir, &soc->opts.no_memory);
	debugfs_create_u32("slow_us", 0644, dir, &soc->opts.slow_us);
	debugfs_create_atomic_t("clock_skew", 0644, dir, &soc->clock.skew);
	debugfs_create_bool("clock_stopped", 0644, dir, &soc->clock.stopped);
	debugfs_create_bool("gmac_dump_whole", 0644, dir, &soc->gmac_dump_whole);
	debugfs_create_atomic_t("gmac_dumps", 0444, dir, &soc->gmac_dumps);
	debugfs_create_atomic_t("gmac_refusals", 0444, dir, &soc->gmac_refusals);
	for (i = 0; i < soc->desc->n_ppes; i++)
		sim_debugfs_init_ppe(soc, &soc->ppes[i]);
	if (sim_debugfs_has_gmac(soc))
		sim_debugfs_init_gmacs(soc);
}

/**
 * sim_debugfs_uninit - remove them
 * @soc: still running
 */
void sim_debugfs_uninit(struct sim_soc *soc)
{
	debugfs_remove_recursive(soc->stmmac_debugfs);
	debugfs_remove_recursive(soc->debugfs);
}
