// SPDX-License-Identifier: GPL-2.0-only
/*
 * MediaTek PPE: attach to a frame engine, start its engines, offer them.
 */
#include <linux/log2.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "mtk_ppe_backend.h"
#include "mtk_ppe_board.h"
#include "mtk_ppe_debugfs.h"
#include "mtk_ppe_engine.h"
#include "mtk_ppe_learn.h"
#include "mtk_ppe_watch.h"

#define MTK_PPE_MAIN_ENTRIES_MIN	1024
#define MTK_PPE_MAIN_ENTRIES_MAX	32768
#define MTK_PPE_MAIN_ENTRIES_DEFAULT	16384
#define MTK_PPE_MAIN_PSE_PORTS		16

static unsigned int entries = MTK_PPE_MAIN_ENTRIES_DEFAULT;
module_param(entries, uint, 0444);
MODULE_PARM_DESC(entries, "Flow entries per PPE: a power of two, 1024..32768, at most what the SoC has (default 16384)");

static char *bind = "direct";
module_param(bind, charp, 0444);
MODULE_PARM_DESC(bind, "direct: flows are bound at once (default); learn: when the engine has learned them and sees 30 packets in a second");

static const char * const mtk_ppe_main_binds[] = { "direct", "learn" };

static void mtk_ppe_main_uninit(void *data)
{
	mtk_ppe_engine_uninit(data);
}

static int mtk_ppe_main_init(struct mtk_ppe_dev *priv)
{
	int err = mtk_ppe_engine_init(priv);

	if (err)
		return err;
	return devm_add_action_or_reset(priv->dev, mtk_ppe_main_uninit, priv);
}

static void mtk_ppe_main_stop(void *data)
{
	mtk_ppe_engine_stop(data);
}

static int mtk_ppe_main_start(struct mtk_ppe_dev *priv)
{
	mtk_ppe_engine_start(priv);
	return devm_add_action_or_reset(priv->dev, mtk_ppe_main_stop, priv);
}

static void mtk_ppe_main_unwatch(void *data)
{
	mtk_ppe_watch_stop(data);
}

static int mtk_ppe_main_watch(struct mtk_ppe_dev *priv)
{
	int err;

	mtk_ppe_backend_init(priv);
	err = mtk_ppe_watch_start(priv);
	if (err)
		return err;
	return devm_add_action_or_reset(priv->dev, mtk_ppe_main_unwatch, priv);
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

	err = mtk_ppe_main_check(&pdev->dev, pdata, soc) ?:
	      mtk_ppe_learn_check(&pdev->dev, soc);
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
	return mtk_ppe_main_watch(priv);
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

static int __init mtk_ppe_main_check_params(void)
{
	if (match_string(mtk_ppe_main_binds, ARRAY_SIZE(mtk_ppe_main_binds),
			 bind) < 0) {
		pr_err("%s: bind=%s: must be direct or learn\n",
		       KBUILD_MODNAME, bind);
		return -EINVAL;
	}
	if (is_power_of_2(entries) && entries >= MTK_PPE_MAIN_ENTRIES_MIN &&
	    entries <= MTK_PPE_MAIN_ENTRIES_MAX)
		return 0;
	pr_err("%s: entries=%u: must be a power of two from %u to %u\n",
	       KBUILD_MODNAME, entries, MTK_PPE_MAIN_ENTRIES_MIN,
	       MTK_PPE_MAIN_ENTRIES_MAX);
	return -EINVAL;
}

static int mtk_ppe_main_any(struct device *dev, void *data)
{
	return 1;
}

/* All engines that are there were refused for what the parameters say: so are these.
 * An engine that comes later has a line in the log only.
 */
static int __init mtk_ppe_main_check_refused(void)
{
	if (mtk_ppe_learn_refused() &&
	    !driver_for_each_device(&mtk_ppe_main_driver.driver, NULL, NULL,
				    mtk_ppe_main_any))
		return -EINVAL;
	return 0;
}

static int __init mtk_ppe_main_module_init(void)
{
	int err;

	err = mtk_ppe_main_check_params();
	if (err)
		return err;

	if (!strcmp(bind, "learn")) {
		err = mtk_ppe_learn_init(entries);
		if (err)
			return err;
	}

	err = platform_driver_register(&mtk_ppe_main_driver);
	if (err)
		goto err_driver;

	err = mtk_ppe_board_init();
	if (err)
		goto err_board;

	err = mtk_ppe_main_check_refused();
	if (err)
		goto err_refused;
	return 0;

err_refused:
	mtk_ppe_board_exit();
err_board:
	platform_driver_unregister(&mtk_ppe_main_driver);
err_driver:
	mtk_ppe_learn_exit();
	return err;
}
module_init(mtk_ppe_main_module_init);

static void __exit mtk_ppe_main_module_exit(void)
{
	mtk_ppe_board_exit();
	platform_driver_unregister(&mtk_ppe_main_driver);
	mtk_ppe_learn_exit();
}
module_exit(mtk_ppe_main_module_exit);

MODULE_DESCRIPTION("nf_flow_hw backend for the MediaTek packet processing engine");
MODULE_LICENSE("GPL");
