// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the core asks of the engines: finds the PPE, the table does the rest.
 */
#include "mtk_ppe_backend.h"

#include <kunit/visibility.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

#include "mtk_ppe_bucket.h"
#include "mtk_ppe_entry.h"
#include "mtk_ppe_learn.h"
#include "mtk_ppe_slot.h"

/* Length fields have 14 bits and must hold the header and three tags, too. */
#define MTK_PPE_BACKEND_MTU_MAX		16000

/* The engine has one limit for all, so it must suit the narrowest port; what
 * is longer and would have fitted elsewhere takes the CPU's path.
 */
static void mtk_ppe_backend_update_mtu(struct mtk_ppe_dev *priv)
{
	const struct nf_flow_hw_mtk_pdata *pdata = priv->pdata;
	u32 mtu = MTK_PPE_BACKEND_MTU_MAX;
	unsigned int i;

	for (i = 0; i < pdata->n_ports; i++)
		if (READ_ONCE(priv->port[i].refs))
			mtu = min(mtu, READ_ONCE(pdata->ports[i].dev->mtu));

	for (i = 0; i < priv->soc->n_ppe; i++)
		mtk_ppe_table_limit_mtu(&priv->ppe[i].table, mtu);
}

static int mtk_ppe_backend_port_get(struct nf_flow_hw_backend *be,
				    struct net_device *dev)
{
	struct mtk_ppe_dev *priv = be->priv;
	unsigned int i;

	for (i = 0; i < priv->pdata->n_ports; i++) {
		if (priv->pdata->ports[i].dev != dev)
			continue;
		WRITE_ONCE(priv->port[i].refs, priv->port[i].refs + 1);
		mtk_ppe_backend_update_mtu(priv);
		return i;
	}
	return -EOPNOTSUPP;
}

static void mtk_ppe_backend_port_put(struct nf_flow_hw_backend *be,
				     unsigned int port)
{
	struct mtk_ppe_dev *priv = be->priv;

	WRITE_ONCE(priv->port[port].refs, priv->port[port].refs - 1);
}

static struct mtk_ppe_table *
mtk_ppe_backend_table(struct mtk_ppe_dev *priv,
		      const struct nf_flow_hw_entry *entry)
{
	if (entry->slot == NF_FLOW_TABLE_HW_SLOT_NONE)
		return NULL;
	return &priv->ppe[mtk_ppe_slot_ppe(entry)].table;
}

static struct mtk_ppe_path
mtk_ppe_backend_path(const struct nf_flow_hw_mtk_port *in,
		     const struct nf_flow_hw_mtk_port *out)
{
	return (struct mtk_ppe_path){
		.sp = in->pse_port,
		.dest_port = out->pse_port,
		.dsa_in = in->dsa_port >= 0,
		.dsa_out = out->dsa_port >= 0 ?
			   MTK_FOE_ETYPE_DSA_PORT(out->dsa_port) : 0,
	};
}

/* Returns the table of the port of ingress. */
static struct mtk_ppe_table *
mtk_ppe_backend_encode(struct mtk_ppe_dev *priv,
		       const struct nf_flow_hw_rule *rule,
		       struct mtk_ppe_entry *foe)
{
	const struct nf_flow_hw_mtk_port *ports = priv->pdata->ports;
	struct mtk_ppe_path path;
	int err;

	if (rule->port_in >= priv->pdata->n_ports ||
	    rule->port_out >= priv->pdata->n_ports)
		return ERR_PTR(-EOPNOTSUPP);

	path = mtk_ppe_backend_path(&ports[rule->port_in],
				    &ports[rule->port_out]);
	err = mtk_ppe_entry_encode(priv->soc, rule, &path, foe);
	if (err)
		return ERR_PTR(err);
	return &priv->ppe[ports[rule->port_in].ppe].table;
}

static int mtk_ppe_backend_entry_add(struct nf_flow_hw_backend *be,
				     struct nf_flow_hw_entry *entry,
				     const struct nf_flow_hw_rule *rule)
{
	struct mtk_ppe_dev *priv = be->priv;
	struct mtk_ppe_table *table, *old;
	struct mtk_ppe_entry foe __uninitialized;

	table = mtk_ppe_backend_encode(priv, rule, &foe);
	if (!IS_ERR(table)) {
		/* The port's MTU may have changed since port_get. */
		if (!mtk_ppe_io_fits(table->io, foe.tags, foe.frame_max))
			mtk_ppe_backend_update_mtu(priv);
		if (mtk_ppe_bucket_holds(table, entry, &foe))
			return 0;
	}

	old = mtk_ppe_backend_table(priv, entry);
	if (old)
		mtk_ppe_table_give_up(old, entry);
	if (IS_ERR(table))
		return PTR_ERR(table);
	return mtk_ppe_bucket_add(table, entry, &foe);
}

static void mtk_ppe_backend_entry_unbind(struct nf_flow_hw_backend *be,
					 struct nf_flow_hw_entry *entry)
{
	struct mtk_ppe_table *table = mtk_ppe_backend_table(be->priv, entry);

	if (table)
		mtk_ppe_table_unbind(table, entry);
}

static void mtk_ppe_backend_flush(struct nf_flow_hw_backend *be)
{
	struct mtk_ppe_dev *priv = be->priv;
	unsigned int i;

	for (i = 0; i < priv->soc->n_ppe; i++)
		mtk_ppe_table_flush(&priv->ppe[i].table);
}

static void mtk_ppe_backend_entry_del(struct nf_flow_hw_backend *be,
				      struct nf_flow_hw_entry *entry)
{
	struct mtk_ppe_table *table = mtk_ppe_backend_table(be->priv, entry);

	if (table)
		mtk_ppe_table_del(table, entry);
}

static int mtk_ppe_backend_entry_stats(struct nf_flow_hw_backend *be,
				       struct nf_flow_hw_entry *entry)
{
	struct mtk_ppe_table *table = mtk_ppe_backend_table(be->priv, entry);

	if (!table)
		return -ENOENT;
	return mtk_ppe_table_stats(table, entry);
}

static void mtk_ppe_backend_sync(struct nf_flow_hw_backend *be,
				 struct nf_flow_hw_entry *entry)
{
	struct mtk_ppe_table *table = mtk_ppe_backend_table(be->priv, entry);

	if (table)
		mtk_ppe_table_refresh(table);
}

static void mtk_ppe_backend_usage(struct nf_flow_hw_backend *be,
				  struct nf_flow_hw_usage *usage)
{
	struct mtk_ppe_dev *priv = be->priv;
	unsigned int i;

	usage->used = 0;
	usage->size = 0;
	for (i = 0; i < priv->soc->n_ppe; i++) {
		usage->used += READ_ONCE(priv->ppe[i].table.used);
		usage->size += priv->ppe[i].table.size;
	}
}

static void mtk_ppe_backend_info(struct nf_flow_hw_backend *be,
				 struct nf_flow_hw_info *info)
{
	struct mtk_ppe_dev *priv = be->priv;
	unsigned int i;

	info->model = priv->soc->name;
	info->generation = priv->soc->generation;
	info->units = priv->soc->n_ppe;
	info->ways = priv->soc->ways;
	for (i = 0; i < priv->soc->n_ppe; i++) {
		const struct mtk_ppe_table *table = &priv->ppe[i].table;

		info->bucket_full += READ_ONCE(table->bucket_full);
		info->table_full += READ_ONCE(table->table_full);
		info->evicted += READ_ONCE(table->evicted);
		info->collisions += READ_ONCE(table->key_in_use);
		info->taken_over += READ_ONCE(table->taken_over);
		info->backlog += READ_ONCE(table->n_pending);
		info->faults += READ_ONCE(priv->ppe[i].io.faults);
	}
}

static void mtk_ppe_backend_seen(struct nf_flow_hw_backend *be,
				 const struct net_device *dev, u32 hash)
{
	struct mtk_ppe_dev *priv = be->priv;
	const struct nf_flow_hw_mtk_port *port = priv->pdata->ports;
	unsigned int i;

	for (i = 0; i < priv->pdata->n_ports; i++, port++)
		if (port->dev == dev)
			mtk_ppe_learn_seen(&priv->ppe[port->ppe].table, hash);
}

/* No owner: the backend goes at any time, and takes its entries along. */
static const struct nf_flow_hw_ops mtk_ppe_backend_ops = {
	.port_get = mtk_ppe_backend_port_get,
	.port_put = mtk_ppe_backend_port_put,
	.entry_add = mtk_ppe_backend_entry_add,
	.entry_unbind = mtk_ppe_backend_entry_unbind,
	.flush = mtk_ppe_backend_flush,
	.entry_del = mtk_ppe_backend_entry_del,
	.entry_stats = mtk_ppe_backend_entry_stats,
	.sync = mtk_ppe_backend_sync,
	.usage = mtk_ppe_backend_usage,
	.info = mtk_ppe_backend_info,
};

/**
 * mtk_ppe_backend_init - fill in what the core is told
 * @priv: the engines
 */
void mtk_ppe_backend_init(struct mtk_ppe_dev *priv)
{
	unsigned int i;

	priv->backend.name = "mtk-ppe";
	priv->backend.ops = &mtk_ppe_backend_ops;
	priv->backend.engine = NF_FLOW_TABLE_HW_ENGINE_HARDWARE;
	priv->backend.features = priv->soc->features;
	priv->backend.no_counters = !priv->soc->mib_decode;
	priv->backend.seen = mtk_ppe_learn_active() ? mtk_ppe_backend_seen : NULL;
	priv->backend.priv = priv;
	for (i = 0; i < priv->soc->n_ppe; i++)
		priv->ppe[i].io.backend = &priv->backend;
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_backend_init);
