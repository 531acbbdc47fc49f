// SPDX-License-Identifier: GPL-2.0-only
/*
 * Once per second: do the engines still do what they were told? An Ethernet
 * driver resets the whole frame engine when its queues hang, and tells nobody;
 * an engine may hang by itself. In both cases every flow returns to software, the
 * table is made anew, and flows come back as the flowtable core offers them.
 */
#include "mtk_ppe_watch.h"

#include <linux/device.h>
#include <linux/netdevice.h>
#include <linux/workqueue.h>

#include "mtk_ppe_backend.h"
#include "mtk_ppe_engine.h"

#define MTK_PPE_WATCH_PERIOD		HZ

/* So many looks in a row without progress are a hang. Entries are asked for their
 * counters every 4 s at most, and one that is busy without a break may have nothing
 * else to show for it.
 */
#define MTK_PPE_WATCH_STUCK		6

/* How long to leave a dead engine alone between two attempts, at most. */
#define MTK_PPE_WATCH_RETRY_MAX		(64 * HZ)

static bool mtk_ppe_watch_ready(const struct mtk_ppe_dev *priv)
{
	const struct nf_flow_hw_mtk_pdata *pdata = priv->pdata;

	return !pdata->io->ready || pdata->io->ready(pdata->ctx);
}

/* Grows with everything that is known to have come out of an engine: what its
 * entries forwarded, and frames for the CPU.
 */
static u64 mtk_ppe_watch_progress(const struct mtk_ppe_dev *priv,
				  unsigned int ppe)
{
	const struct nf_flow_hw_mtk_port *ports = priv->pdata->ports;
	u64 progress = READ_ONCE(priv->ppe[ppe].table.moved);
	struct rtnl_link_stats64 stats;
	unsigned int i;

	for (i = 0; i < priv->pdata->n_ports; i++)
		if (ports[i].ppe == ppe)
			progress += dev_get_stats(ports[i].dev,
						  &stats)->rx_packets;
	return progress;
}

/* Busy, and nothing comes out: its side-band FIFO is full, say, or it waits for a
 * port for ever. No register is known to tell which.
 */
static bool mtk_ppe_watch_stuck(struct mtk_ppe_dev *priv, unsigned int i)
{
	u64 progress = mtk_ppe_watch_progress(priv, i);
	struct mtk_ppe *ppe = &priv->ppe[i];
	bool moved = progress != ppe->progress;

	ppe->progress = progress;
	if (moved || !mtk_ppe_io_busy(&ppe->io))
		ppe->stuck = 0;
	else
		ppe->stuck++;
	return ppe->stuck >= MTK_PPE_WATCH_STUCK;
}

/* Returns what is wrong with an engine, NULL if nothing is. */
static const char *mtk_ppe_watch_look(struct mtk_ppe_dev *priv, unsigned int i)
{
	struct mtk_ppe *ppe = &priv->ppe[i];
	u32 faults = READ_ONCE(ppe->io.faults);

	if (!mtk_ppe_io_started(&ppe->io, ppe->foe_bus))
		return "was reset";
	if (mtk_ppe_watch_stuck(priv, i))
		return "hangs";
	if (faults == ppe->faults)
		return NULL;

	/* It did not answer once: that may happen. */
	ppe->faults = faults;
	if (mtk_ppe_io_check(&ppe->io))
		return "hangs";
	dev_warn_ratelimited(priv->dev, "PPE %u did not answer in time, and does again\n",
			     i);
	return NULL;
}

static const char *mtk_ppe_watch_look_all(struct mtk_ppe_dev *priv,
					  unsigned int *ppe)
{
	const char *what = NULL;

	for (*ppe = 0; *ppe < priv->soc->n_ppe; (*ppe)++) {
		what = mtk_ppe_watch_look(priv, *ppe);
		if (what)
			break;
	}
	return what;
}

/* No frame comes to them, so that none of them has a reason to be busy. */
static bool mtk_ppe_watch_works(struct mtk_ppe_dev *priv)
{
	bool works = true;
	unsigned int i;

	for (i = 0; i < priv->soc->n_ppe && works; i++)
		works = !mtk_ppe_io_check(&priv->ppe[i].io) &&
			!mtk_ppe_io_busy(&priv->ppe[i].io);
	for (i = 0; i < priv->soc->n_ppe; i++) {
		priv->ppe[i].faults = READ_ONCE(priv->ppe[i].io.faults);
		priv->ppe[i].stuck = 0;
	}
	return works;
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

/* The core lets go of all entries, so that nobody uses the tables meanwhile. Frames
 * go past the engines until these work: a dead one would swallow them.
 */
static void mtk_ppe_watch_recover(struct mtk_ppe_dev *priv)
{
	mtk_ppe_watch_unregister(priv);
	mtk_ppe_engine_restart(priv);
	if (mtk_ppe_watch_works(priv) && !mtk_ppe_watch_register(priv)) {
		mtk_ppe_engine_forward(priv);
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
	unsigned int i;
	int err;

	/* What was wrong until now was said. */
	for (i = 0; i < priv->soc->n_ppe; i++)
		priv->ppe[i].faults = READ_ONCE(priv->ppe[i].io.faults);
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
