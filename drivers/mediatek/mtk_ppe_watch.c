// SPDX-License-Identifier: GPL-2.0-only
/*
 * Once per second: do the engines still do what they were told? An Ethernet
 * driver resets the whole frame engine when its queues hang, and tells nobody;
 * an engine may hang by itself. In both cases every flow returns to software, the
 * table is made anew, and flows come back as the flowtable core offers them.
 */
#include "mtk_ppe_watch.h"

#include <linux/device.h>
#include <linux/workqueue.h>

#include "mtk_ppe_backend.h"
#include "mtk_ppe_engine.h"

#define MTK_PPE_WATCH_PERIOD		HZ

/* How long to leave a dead engine alone between two attempts, at most. */
#define MTK_PPE_WATCH_RETRY_MAX		(64 * HZ)

static bool mtk_ppe_watch_ready(const struct mtk_ppe_dev *priv)
{
	const struct nf_flow_hw_mtk_pdata *pdata = priv->pdata;

	return !pdata->io->ready || pdata->io->ready(pdata->ctx);
}

/* Returns what is wrong with an engine, NULL if nothing is. */
static const char *mtk_ppe_watch_look(struct mtk_ppe *ppe)
{
	u32 faults = READ_ONCE(ppe->io.faults);

	if (!mtk_ppe_io_started(&ppe->io, ppe->foe_bus))
		return "was reset";
	if (faults == ppe->faults)
		return NULL;

	/* It did not answer once: that may happen. */
	ppe->faults = faults;
	return mtk_ppe_io_check(&ppe->io) ? "hangs" : NULL;
}

static const char *mtk_ppe_watch_look_all(struct mtk_ppe_dev *priv,
					  unsigned int *ppe)
{
	const char *what = NULL;

	for (*ppe = 0; *ppe < priv->soc->n_ppe; (*ppe)++) {
		what = mtk_ppe_watch_look(&priv->ppe[*ppe]);
		if (what)
			break;
	}
	return what;
}

static bool mtk_ppe_watch_works(struct mtk_ppe_dev *priv)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < priv->soc->n_ppe && !err; i++)
		err = mtk_ppe_io_check(&priv->ppe[i].io);
	for (i = 0; i < priv->soc->n_ppe; i++)
		priv->ppe[i].faults = READ_ONCE(priv->ppe[i].io.faults);
	return !err;
}

static int mtk_ppe_watch_register(struct mtk_ppe_dev *priv)
{
	int err = nf_flow_hw_backend_register(&priv->backend);

	priv->registered = !err;
	return err;
}

static void mtk_ppe_watch_unregister(struct mtk_ppe_dev *priv)
{
	if (!priv->registered)
		return;
	nf_flow_hw_backend_unregister(&priv->backend);
	priv->registered = false;
}

/* The core lets go of all entries, so that nobody uses the tables meanwhile. */
static void mtk_ppe_watch_recover(struct mtk_ppe_dev *priv)
{
	mtk_ppe_watch_unregister(priv);
	mtk_ppe_engine_restart(priv);
	if (mtk_ppe_watch_works(priv) && !mtk_ppe_watch_register(priv)) {
		priv->watch_period = MTK_PPE_WATCH_PERIOD;
		return;
	}
	priv->watch_period = min(priv->watch_period * 2,
				 (unsigned long)MTK_PPE_WATCH_RETRY_MAX);
}

static void mtk_ppe_watch_work(struct work_struct *work)
{
	struct mtk_ppe_dev *priv = container_of(to_delayed_work(work),
						struct mtk_ppe_dev, watch);
	const char *what = NULL;
	unsigned int ppe;

	if (!mtk_ppe_watch_ready(priv))
		goto out;

	if (!priv->registered) {
		mtk_ppe_watch_recover(priv);
		if (priv->registered)
			dev_info(priv->dev, "the engines work again\n");
		goto out;
	}

	what = mtk_ppe_watch_look_all(priv, &ppe);
	if (!what) {
		mtk_ppe_engine_forward(priv);
		goto out;
	}
	mtk_ppe_watch_recover(priv);
	dev_warn(priv->dev, "PPE %u %s: all flows return to software, %s\n", ppe,
		 what, priv->registered ? "its table was made anew" :
					  "and stay there until it works");
out:
	schedule_delayed_work(&priv->watch, priv->watch_period);
}

/**
 * mtk_ppe_watch_start - offer the engines to the core, and look after them
 * @priv: started
 *
 * Context: may sleep.
 * Return: 0 or what nf_flow_hw_backend_register() returned.
 */
int mtk_ppe_watch_start(struct mtk_ppe_dev *priv)
{
	int err;

	INIT_DELAYED_WORK(&priv->watch, mtk_ppe_watch_work);
	priv->watch_period = MTK_PPE_WATCH_PERIOD;
	err = mtk_ppe_watch_register(priv);
	if (err)
		return err;

	schedule_delayed_work(&priv->watch, priv->watch_period);
	return 0;
}

/**
 * mtk_ppe_watch_stop - undo mtk_ppe_watch_start()
 * @priv: the engines; when this returns nobody uses their tables
 *
 * Context: may sleep.
 */
void mtk_ppe_watch_stop(struct mtk_ppe_dev *priv)
{
	cancel_delayed_work_sync(&priv->watch);
	mtk_ppe_watch_unregister(priv);
}
