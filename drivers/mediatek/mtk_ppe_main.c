// SPDX-License-Identifier: GPL-2.0-only
/*
 * MediaTek PPE: attach to a frame engine, start its engines, offer them.
 */
#include <linux/err.h>
#include <linux/log2.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

#include "mtk_ppe_backend.h"
#include "mtk_ppe_debugfs.h"

/* The table base has no bits below that (MT7620/MT7621 programming guide). */
#define MTK_PPE_MAIN_ALIGN		1024

#define MTK_PPE_MAIN_ENTRIES_MIN	1024
#define MTK_PPE_MAIN_ENTRIES_MAX	32768
#define MTK_PPE_MAIN_ENTRIES_DEFAULT	16384
#define MTK_PPE_MAIN_PSE_PORTS		16

static unsigned int entries = MTK_PPE_MAIN_ENTRIES_DEFAULT;
module_param(entries, uint, 0444);
MODULE_PARM_DESC(entries, "Flow entries per PPE: a power of two, 1024..32768, at most what the SoC has (default 16384)");

static size_t mtk_ppe_main_foe_size(const struct mtk_ppe_dev *priv)
{
	return array3_size(priv->entries, priv->soc->entry_words, sizeof(u32));
}

static size_t mtk_ppe_main_mib_size(const struct mtk_ppe_dev *priv)
{
	return array_size(priv->entries, MTK_PPE_MIB_ROW_SIZE);
}

static void *mtk_ppe_main_alloc(struct mtk_ppe_dev *priv, size_t size,
				u32 *bus)
{
	const struct nf_flow_hw_mtk_pdata *pdata = priv->pdata;
	void *cpu;

	cpu = pdata->mem->alloc(pdata->ctx, size, MTK_PPE_MAIN_ALIGN, bus);
	if (!cpu)
		return ERR_PTR(-ENOMEM);
	if (IS_ALIGNED(*bus, MTK_PPE_MAIN_ALIGN))
		return cpu;

	dev_err(priv->dev, "table memory at %#x is not aligned to %d bytes\n",
		*bus, MTK_PPE_MAIN_ALIGN);
	pdata->mem->free(pdata->ctx, size, cpu, *bus);
	return ERR_PTR(-EINVAL);
}

/* An engine that counts nothing needs no memory for it. */
static int mtk_ppe_main_mib_alloc(struct mtk_ppe_dev *priv, struct mtk_ppe *ppe)
{
	void *mib;

	if (!priv->soc->mib_decode)
		return 0;

	mib = mtk_ppe_main_alloc(priv, mtk_ppe_main_mib_size(priv),
				 &ppe->mib_bus);
	if (IS_ERR(mib))
		return PTR_ERR(mib);
	ppe->mib = mib;
	return 0;
}

static void mtk_ppe_main_mib_free(struct mtk_ppe_dev *priv, struct mtk_ppe *ppe)
{
	if (ppe->mib)
		priv->pdata->mem->free(priv->pdata->ctx,
				       mtk_ppe_main_mib_size(priv), ppe->mib,
				       ppe->mib_bus);
}

static int mtk_ppe_main_ppe_init(struct mtk_ppe_dev *priv, unsigned int i)
{
	const struct nf_flow_hw_mtk_pdata *pdata = priv->pdata;
	struct mtk_ppe *ppe = &priv->ppe[i];
	int err;

	ppe->foe = mtk_ppe_main_alloc(priv, mtk_ppe_main_foe_size(priv),
				      &ppe->foe_bus);
	if (IS_ERR(ppe->foe))
		return PTR_ERR(ppe->foe);

	err = mtk_ppe_main_mib_alloc(priv, ppe);
	if (err)
		goto err_mib_alloc;

	mtk_ppe_io_init(&ppe->io, priv->soc, pdata->io, pdata->ctx, i,
			priv->dev);
	err = mtk_ppe_table_init(&ppe->table, &ppe->io, i, ppe->foe,
				 priv->entries);
	if (err)
		goto err_table_init;
	return 0;

err_table_init:
	mtk_ppe_main_mib_free(priv, ppe);
err_mib_alloc:
	pdata->mem->free(pdata->ctx, mtk_ppe_main_foe_size(priv), ppe->foe,
			 ppe->foe_bus);
	return err;
}

static void mtk_ppe_main_ppe_uninit(struct mtk_ppe_dev *priv, unsigned int i)
{
	const struct nf_flow_hw_mtk_pdata *pdata = priv->pdata;
	struct mtk_ppe *ppe = &priv->ppe[i];

	mtk_ppe_table_uninit(&ppe->table);
	mtk_ppe_main_mib_free(priv, ppe);
	pdata->mem->free(pdata->ctx, mtk_ppe_main_foe_size(priv), ppe->foe,
			 ppe->foe_bus);
}

static void mtk_ppe_main_uninit(void *data)
{
	struct mtk_ppe_dev *priv = data;
	unsigned int i = priv->soc->n_ppe;

	while (i--)
		mtk_ppe_main_ppe_uninit(priv, i);
}

static int mtk_ppe_main_init(struct mtk_ppe_dev *priv)
{
	unsigned int i;
	int err;

	for (i = 0; i < priv->soc->n_ppe; i++) {
		err = mtk_ppe_main_ppe_init(priv, i);
		if (err)
			goto err_ppe_init;
	}
	return devm_add_action_or_reset(priv->dev, mtk_ppe_main_uninit, priv);

err_ppe_init:
	while (i--)
		mtk_ppe_main_ppe_uninit(priv, i);
	return err;
}

static u32 mtk_ppe_main_fwd_cfg(const struct mtk_ppe_soc *soc, u8 pse_port)
{
	unsigned int i;

	for (i = 0; i < soc->n_gdm; i++)
		if (soc->gdm[i].pse_port == pse_port)
			return soc->gdm[i].fwd_cfg;
	return 0;
}

static void mtk_ppe_main_forward(struct mtk_ppe_dev *priv)
{
	const struct nf_flow_hw_mtk_port *ports = priv->pdata->ports;
	const struct mtk_ppe_soc *soc = priv->soc;
	unsigned int i;

	for (i = 0; i < priv->pdata->n_ports; i++) {
		struct mtk_ppe_port *port = &priv->port[i];

		port->fwd_cfg = mtk_ppe_main_fwd_cfg(soc, ports[i].pse_port);
		if (!port->fwd_cfg)
			continue;
		port->fwd_old = mtk_ppe_io_forward(&priv->ppe[0].io,
						   port->fwd_cfg,
						   soc->pse_port[ports[i].ppe],
						   ports[i].dsa_port >= 0);
	}
}

/* In reverse: two ports behind one MAC each saved what they found. */
static void mtk_ppe_main_forward_restore(struct mtk_ppe_dev *priv)
{
	unsigned int i = priv->pdata->n_ports;

	while (i--) {
		struct mtk_ppe_port *port = &priv->port[i];

		if (port->fwd_cfg)
			mtk_ppe_io_forward_restore(&priv->ppe[0].io,
						   port->fwd_cfg,
						   port->fwd_old);
	}
}

/* Frames stop coming before the engine stops, or they would be stuck in it. */
static void mtk_ppe_main_stop(void *data)
{
	struct mtk_ppe_dev *priv = data;
	unsigned int i;

	for (i = 0; i < priv->soc->n_ppe; i++)
		mtk_ppe_table_invalidate_all(&priv->ppe[i].table);
	mtk_ppe_main_forward_restore(priv);
	for (i = 0; i < priv->soc->n_ppe; i++)
		mtk_ppe_io_stop(&priv->ppe[i].io);
}

static int mtk_ppe_main_start(struct mtk_ppe_dev *priv)
{
	unsigned int i;

	for (i = 0; i < priv->soc->n_ppe; i++) {
		struct mtk_ppe_io_setup setup = {
			.foe_bus = priv->ppe[i].foe_bus,
			.mib_bus = priv->ppe[i].mib_bus,
			.entries = priv->entries,
		};

		mtk_ppe_io_start(&priv->ppe[i].io, &setup);
	}
	mtk_ppe_main_forward(priv);
	return devm_add_action_or_reset(priv->dev, mtk_ppe_main_stop, priv);
}

static void mtk_ppe_main_unregister(void *data)
{
	struct mtk_ppe_dev *priv = data;

	nf_flow_hw_backend_unregister(&priv->backend);
}

static int mtk_ppe_main_register(struct mtk_ppe_dev *priv)
{
	int err;

	mtk_ppe_backend_init(priv);
	err = nf_flow_hw_backend_register(&priv->backend);
	if (err)
		return err;
	return devm_add_action_or_reset(priv->dev, mtk_ppe_main_unregister,
					priv);
}

static int mtk_ppe_main_check(struct device *dev,
			      const struct nf_flow_hw_mtk_pdata *pdata,
			      const struct mtk_ppe_soc *soc)
{
	unsigned int i;

	for (i = 0; i < pdata->n_ports; i++) {
		const struct nf_flow_hw_mtk_port *port = &pdata->ports[i];

		if (port->dev && port->ppe < soc->n_ppe &&
		    port->pse_port < MTK_PPE_MAIN_PSE_PORTS)
			continue;
		dev_err(dev, "port %u: PSE port %u and PPE %u do not exist on %s\n",
			i, port->pse_port, port->ppe, soc->name);
		return -EINVAL;
	}
	return 0;
}

static struct mtk_ppe_dev *
mtk_ppe_main_create(struct device *dev,
		    const struct nf_flow_hw_mtk_pdata *pdata,
		    const struct mtk_ppe_soc *soc)
{
	struct mtk_ppe_dev *priv;

	priv = devm_kzalloc(dev, sizeof(*priv), GFP_KERNEL);
	if (!priv)
		return NULL;

	priv->dev = dev;
	priv->soc = soc;
	priv->pdata = pdata;
	priv->entries = min(entries, soc->max_entries);
	priv->ppe = devm_kcalloc(dev, soc->n_ppe, sizeof(*priv->ppe),
				 GFP_KERNEL);
	priv->port = devm_kcalloc(dev, pdata->n_ports, sizeof(*priv->port),
				  GFP_KERNEL);
	if (!priv->ppe || !priv->port)
		return NULL;
	return priv;
}

/* devm undoes it all in reverse: the core lets go of the entries, the engines
 * stop, the memory goes.
 */
static int mtk_ppe_main_probe(struct platform_device *pdev)
{
	const struct nf_flow_hw_mtk_pdata *pdata = dev_get_platdata(&pdev->dev);
	const struct mtk_ppe_soc *soc;
	struct mtk_ppe_dev *priv;
	int err;

	if (!pdata)
		return -ENODEV;

	soc = mtk_ppe_soc_get(pdata->soc);
	if (!soc) {
		dev_err(&pdev->dev, "SoC %d is not supported\n", pdata->soc);
		return -ENODEV;
	}

	err = mtk_ppe_main_check(&pdev->dev, pdata, soc);
	if (err)
		return err;

	priv = mtk_ppe_main_create(&pdev->dev, pdata, soc);
	if (!priv)
		return -ENOMEM;

	err = mtk_ppe_main_init(priv);
	if (err)
		return err;

	err = mtk_ppe_debugfs_init(priv);
	if (err)
		return err;

	err = mtk_ppe_main_start(priv);
	if (err)
		return err;
	return mtk_ppe_main_register(priv);
}

static const struct platform_device_id mtk_ppe_main_id[] = {
	{ NF_FLOW_TABLE_HW_MTK_DEVICE },
	{ }
};
MODULE_DEVICE_TABLE(platform, mtk_ppe_main_id);

static struct platform_driver mtk_ppe_main_driver = {
	.driver = {
		.name = NF_FLOW_TABLE_HW_MTK_DEVICE,
	},
	.id_table = mtk_ppe_main_id,
	.probe = mtk_ppe_main_probe,
};

static int __init mtk_ppe_main_module_init(void)
{
	if (!is_power_of_2(entries) || entries < MTK_PPE_MAIN_ENTRIES_MIN ||
	    entries > MTK_PPE_MAIN_ENTRIES_MAX) {
		pr_err("%s: entries=%u: must be a power of two from %u to %u\n",
		       KBUILD_MODNAME, entries, MTK_PPE_MAIN_ENTRIES_MIN,
		       MTK_PPE_MAIN_ENTRIES_MAX);
		return -EINVAL;
	}
	return platform_driver_register(&mtk_ppe_main_driver);
}
module_init(mtk_ppe_main_module_init);

static void __exit mtk_ppe_main_module_exit(void)
{
	platform_driver_unregister(&mtk_ppe_main_driver);
}
module_exit(mtk_ppe_main_module_exit);

MODULE_DESCRIPTION("nf_flow_hw backend for the MediaTek packet processing engine");
MODULE_LICENSE("GPL");
