// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables for humans, in the line format of the in-tree driver (ppeN/entries
 * and ppeN/bind of mtk_eth_soc): that is what people paste into bug reports, and
 * what their scripts search. Reads no register, and so takes no counter from
 * anybody.
 */
#include "mtk_ppe_debugfs.h"

#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/etherdevice.h>
#include <linux/in6.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

#include "mtk_ppe_backend.h"
#include "mtk_ppe_slot.h"

/* No two devices may take the same number. */
static DEFINE_MUTEX(mtk_ppe_debugfs_names);

/**
 * struct mtk_ppe_debugfs_line - an entry at one moment
 * @word: its words
 * @packets: forwarded by it and read from the engine
 * @bytes: L2 bytes of these packets
 */
struct mtk_ppe_debugfs_line {
	u32	word[MTK_PPE_ENTRY_WORDS_MAX];
	u64	packets;
	u64	bytes;
};

static const char *mtk_ppe_debugfs_state(u32 state)
{
	static const char * const names[] = {
		[MTK_FOE_STATE_INVALID]	= "INV",
		[MTK_FOE_STATE_UNBIND]	= "UNB",
		[MTK_FOE_STATE_BIND]	= "BND",
		[MTK_FOE_STATE_FIN]	= "FIN",
	};

	return names[state];
}

static u32 mtk_ppe_debugfs_get(const struct mtk_ppe_soc *soc,
			       const struct mtk_ppe_layout *layout,
			       const u32 *foe, enum mtk_ppe_field_id id)
{
	const struct mtk_ppe_field *field = mtk_ppe_soc_field(soc, id);

	if (!field->mask)
		return 0;
	return (foe[layout->block[field->block] + field->word] & field->mask) >>
	       __ffs(field->mask);
}

static const struct mtk_ppe_layout *
mtk_ppe_debugfs_layout(const struct mtk_ppe_soc *soc, const u32 *foe)
{
	const struct mtk_ppe_field *field = &soc->field[MTK_PPE_FIELD_TYPE];
	u32 type = (foe[0] & field->mask) >> __ffs(field->mask);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(mtk_ppe_layouts); i++)
		if (mtk_ppe_layouts[i].type == type)
			return &mtk_ppe_layouts[i];
	return NULL;
}

static void mtk_ppe_debugfs_addr(struct seq_file *m,
				 const struct mtk_ppe_layout *layout,
				 const u32 *word)
{
	struct in6_addr addr6;
	unsigned int i;

	if (layout->addr_words == 1) {
		seq_printf(m, "%pI4h", word);
		return;
	}
	for (i = 0; i < layout->addr_words; i++)
		addr6.s6_addr32[i] = cpu_to_be32(word[i]);
	seq_printf(m, "%pI6", &addr6);
}

/* Words of the addresses and the ports, as the layout numbers them; ports 0: none. */
static void mtk_ppe_debugfs_tuple(struct seq_file *m,
				  const struct mtk_ppe_layout *layout,
				  const u32 *sip, const u32 *dip,
				  const u32 *ports)
{
	mtk_ppe_debugfs_addr(m, layout, sip);
	if (ports)
		seq_printf(m, ":%u", *ports >> 16);
	seq_puts(m, "->");
	mtk_ppe_debugfs_addr(m, layout, dip);
	if (ports)
		seq_printf(m, ":%u", *ports & 0xffff);
}

static void mtk_ppe_debugfs_new(struct seq_file *m,
				const struct mtk_ppe_soc *soc,
				const struct mtk_ppe_layout *layout,
				const u32 *foe)
{
	const u32 *sip = &foe[layout->new_sip], *dip = &foe[layout->new_dip];

	/* One new address, for either end. */
	if (layout->new_sip == layout->new_dip) {
		if (mtk_ppe_debugfs_get(soc, layout, foe, MTK_PPE_FIELD_DNAT))
			sip = &foe[layout->sip];
		else
			dip = &foe[layout->dip];
	}
	seq_puts(m, " new=");
	mtk_ppe_debugfs_tuple(m, layout, sip, dip, layout->new_ports ?
			      &foe[layout->new_ports] : NULL);
}

static u64 mtk_ppe_debugfs_mac(const struct mtk_ppe_soc *soc,
			       const struct mtk_ppe_layout *layout,
			       const u32 *foe, enum mtk_ppe_field_id hi,
			       enum mtk_ppe_field_id lo)
{
	return (u64)mtk_ppe_debugfs_get(soc, layout, foe, hi) << 16 |
	       mtk_ppe_debugfs_get(soc, layout, foe, lo);
}

static void mtk_ppe_debugfs_macs(struct seq_file *m,
				 const struct mtk_ppe_soc *soc,
				 const struct mtk_ppe_layout *layout,
				 const u32 *foe)
{
	u8 smac[ETH_ALEN], dmac[ETH_ALEN];

	u64_to_ether_addr(mtk_ppe_debugfs_mac(soc, layout, foe,
					      MTK_PPE_FIELD_SMAC_HI,
					      MTK_PPE_FIELD_SMAC_LO), smac);
	u64_to_ether_addr(mtk_ppe_debugfs_mac(soc, layout, foe,
					      MTK_PPE_FIELD_DMAC_HI,
					      MTK_PPE_FIELD_DMAC_LO), dmac);
	seq_printf(m, " eth=%pM->%pM", smac, dmac);
}

static void mtk_ppe_debugfs_known(struct seq_file *m,
				  const struct mtk_ppe_soc *soc,
				  const struct mtk_ppe_layout *layout,
				  const u32 *foe)
{
	seq_printf(m, " %s %s orig=", layout->addr_words == 1 ? "IPv4" : "IPv6",
		   layout->protocol ? "3T" : "5T");
	mtk_ppe_debugfs_tuple(m, layout, &foe[layout->sip], &foe[layout->dip],
			      layout->protocol ? NULL : &foe[layout->ports]);
	if (layout->new_sip)
		mtk_ppe_debugfs_new(m, soc, layout, foe);
	mtk_ppe_debugfs_macs(m, soc, layout, foe);
	seq_printf(m, " etype=%04x vlan=%u,%u ib1=%08x ib2=%08x",
		   mtk_ppe_debugfs_get(soc, layout, foe, MTK_PPE_FIELD_ETYPE),
		   mtk_ppe_debugfs_get(soc, layout, foe, MTK_PPE_FIELD_VLAN1),
		   mtk_ppe_debugfs_get(soc, layout, foe, MTK_PPE_FIELD_VLAN2),
		   foe[0], foe[layout->block[MTK_PPE_BLOCK_IB2]]);
}

/* All words of one moment; nobody may change the entry meanwhile. */
static void mtk_ppe_debugfs_read(struct mtk_ppe_table *table, u32 index,
				 struct mtk_ppe_debugfs_line *line)
{
	const u32 *foe = mtk_ppe_slot_foe(table, index);
	unsigned int i;

	mutex_lock(&table->io->lock);
	for (i = 0; i < table->io->soc->entry_words; i++)
		line->word[i] = READ_ONCE(foe[i]);
	line->packets = table->count[index].packets;
	line->bytes = table->count[index].bytes;
	mutex_unlock(&table->io->lock);
}

static void mtk_ppe_debugfs_show(struct seq_file *m, u32 index, bool bound)
{
	struct mtk_ppe_table *table = m->private;
	const struct mtk_ppe_soc *soc = table->io->soc;
	const struct mtk_ppe_layout *layout;
	struct mtk_ppe_debugfs_line line;
	u32 state;

	state = mtk_ppe_slot_state(table, index);
	if (state == MTK_FOE_STATE_INVALID ||
	    (bound && state != MTK_FOE_STATE_BIND))
		return;

	mtk_ppe_debugfs_read(table, index, &line);
	layout = mtk_ppe_debugfs_layout(soc, line.word);
	seq_printf(m, "%05x %s", index, mtk_ppe_debugfs_state(state));
	if (layout)
		mtk_ppe_debugfs_known(m, soc, layout, line.word);
	else
		seq_printf(m, " UNKNOWN ib1=%08x", line.word[0]);
	if (soc->mib_decode)
		seq_printf(m, " packets=%llu bytes=%llu", line.packets,
			   line.bytes);
	seq_putc(m, '\n');
}

static void *mtk_ppe_debugfs_start(struct seq_file *m, loff_t *pos)
{
	const struct mtk_ppe_table *table = m->private;

	return *pos < table->entries ? pos : NULL;
}

static void *mtk_ppe_debugfs_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return mtk_ppe_debugfs_start(m, pos);
}

static void mtk_ppe_debugfs_stop(struct seq_file *m, void *v)
{
}

static int mtk_ppe_entries_show(struct seq_file *m, void *v)
{
	mtk_ppe_debugfs_show(m, *(loff_t *)v, false);
	return 0;
}

static int mtk_ppe_bind_show(struct seq_file *m, void *v)
{
	mtk_ppe_debugfs_show(m, *(loff_t *)v, true);
	return 0;
}

static const struct seq_operations mtk_ppe_entries_sops = {
	.start	= mtk_ppe_debugfs_start,
	.next	= mtk_ppe_debugfs_next,
	.stop	= mtk_ppe_debugfs_stop,
	.show	= mtk_ppe_entries_show,
};
DEFINE_SEQ_ATTRIBUTE(mtk_ppe_entries);

static const struct seq_operations mtk_ppe_bind_sops = {
	.start	= mtk_ppe_debugfs_start,
	.next	= mtk_ppe_debugfs_next,
	.stop	= mtk_ppe_debugfs_stop,
	.show	= mtk_ppe_bind_show,
};
DEFINE_SEQ_ATTRIBUTE(mtk_ppe_bind);

static bool mtk_ppe_debugfs_taken(const char *name, struct dentry *parent)
{
	struct dentry *found = debugfs_lookup(name, parent);

	if (IS_ERR_OR_NULL(found))
		return false;
	dput(found);
	return true;
}

static void mtk_ppe_debugfs_remove(void *data)
{
	debugfs_remove(data);
}

static int mtk_ppe_debugfs_keep(struct device *dev, struct dentry *dentry)
{
	return devm_add_action_or_reset(dev, mtk_ppe_debugfs_remove, dentry);
}

static struct dentry *mtk_ppe_debugfs_create(struct dentry *parent,
					     const char *name,
					     struct mtk_ppe_table *table)
{
	struct dentry *dir = debugfs_create_dir(name, parent);

	debugfs_create_file("entries", 0400, dir, table, &mtk_ppe_entries_fops);
	debugfs_create_file("bind", 0400, dir, table, &mtk_ppe_bind_fops);
	debugfs_create_u32("size", 0444, dir, &table->size);
	debugfs_create_u32("used", 0444, dir, &table->used);
	debugfs_create_u32("evicted", 0444, dir, &table->evicted);
	debugfs_create_u32("bucket_full", 0444, dir, &table->bucket_full);
	debugfs_create_u32("table_full", 0444, dir, &table->table_full);
	debugfs_create_u32("key_in_use", 0444, dir, &table->key_in_use);
	debugfs_create_u32("taken_over", 0444, dir, &table->taken_over);
	return dir;
}

/* The core's directory goes after the last driver. With several devices the
 * numbers go on. The classic place is left alone where another driver has it.
 */
static int mtk_ppe_debugfs_add(struct device *dev, struct mtk_ppe_table *table)
{
	struct dentry *parent = debugfs_lookup("nf_flow_hw", NULL), *dir;
	char name[12], target[24];
	unsigned int n = 0;
	int err;

	if (IS_ERR_OR_NULL(parent))
		return 0;

	do {
		snprintf(name, sizeof(name), "ppe%u", n++);
	} while (mtk_ppe_debugfs_taken(name, parent));
	dir = mtk_ppe_debugfs_create(parent, name, table);
	dput(parent);
	err = mtk_ppe_debugfs_keep(dev, dir);
	if (err || mtk_ppe_debugfs_taken(name, NULL))
		return err;

	snprintf(target, sizeof(target), "nf_flow_hw/%s", name);
	return mtk_ppe_debugfs_keep(dev, debugfs_create_symlink(name, NULL,
								target));
}

/**
 * mtk_ppe_debugfs_init - show the tables of a device
 * @priv: the device; the files go with it
 *
 * Return: 0 or -ENOMEM.
 */
int mtk_ppe_debugfs_init(struct mtk_ppe_dev *priv)
{
	unsigned int i;
	int err = 0;

	mutex_lock(&mtk_ppe_debugfs_names);
	for (i = 0; !err && i < priv->soc->n_ppe; i++)
		err = mtk_ppe_debugfs_add(priv->dev, &priv->ppe[i].table);
	mutex_unlock(&mtk_ppe_debugfs_names);
	return err;
}
