// SPDX-License-Identifier: GPL-2.0-only
/*
 * The engines of one SoC together: their memory, when they run, and which frames
 * come to them.
 */
#include "mtk_ppe_engine.h"

#include <linux/device.h>
#include <linux/err.h>
#include <linux/error-injection.h>
#include <linux/overflow.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>

#include "mtk_ppe_backend.h"
#include "mtk_ppe_learn.h"

/* The table base has no bits below that (MT7620/MT7621 programming guide). */
#define MTK_PPE_ENGINE_ALIGN		1024

static size_t mtk_ppe_engine_foe_size(const struct mtk_ppe_dev *priv)
{
	return array3_size(priv->entries, priv->soc->entry_words, sizeof(u32));
}

static size_t mtk_ppe_engine_mib_size(const struct mtk_ppe_dev *priv)
{
	return array_size(priv->entries, MTK_PPE_MIB_ROW_SIZE);
}

static void *mtk_ppe_engine_alloc(struct mtk_ppe_dev *priv, size_t size,
				  u32 *bus)
{
	const struct nf_flow_hw_mtk_pdata *pdata = priv->pdata;
	void *cpu;

	cpu = pdata->mem->alloc(pdata->ctx, size, MTK_PPE_ENGINE_ALIGN, bus);
	if (!cpu)
		return ERR_PTR(-ENOMEM);
	if (IS_ALIGNED(*bus, MTK_PPE_ENGINE_ALIGN))
		return cpu;

	dev_err(priv->dev, "table memory at %#x is not aligned to %d bytes\n",
		*bus, MTK_PPE_ENGINE_ALIGN);
	pdata->mem->free(pdata->ctx, size, cpu, *bus);
	return ERR_PTR(-EINVAL);
}

/* An engine that counts nothing needs no memory for it. */
static int mtk_ppe_engine_mib_alloc(struct mtk_ppe_dev *priv,
				    struct mtk_ppe *ppe)
{
	void *mib;

	if (!priv->soc->mib_decode)
		return 0;

	mib = mtk_ppe_engine_alloc(priv, mtk_ppe_engine_mib_size(priv),
				   &ppe->mib_bus);
	if (IS_ERR(mib))
		return PTR_ERR(mib);
	ppe->mib = mib;
	return 0;
}

static void mtk_ppe_engine_mib_free(struct mtk_ppe_dev *priv,
				    struct mtk_ppe *ppe)
{
	if (ppe->mib)
		priv->pdata->mem->free(priv->pdata->ctx,
				       mtk_ppe_engine_mib_size(priv), ppe->mib,
				       ppe->mib_bus);
}

static int mtk_ppe_engine_ppe_init(struct mtk_ppe_dev *priv, unsigned int i)
{
	const struct nf_flow_hw_mtk_pdata *pdata = priv->pdata;
	struct mtk_ppe *ppe = &priv->ppe[i];
	int err;

	ppe->foe = mtk_ppe_engine_alloc(priv, mtk_ppe_engine_foe_size(priv),
					&ppe->foe_bus);
	if (IS_ERR(ppe->foe))
		return PTR_ERR(ppe->foe);

	err = mtk_ppe_engine_mib_alloc(priv, ppe);
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
	mtk_ppe_engine_mib_free(priv, ppe);
err_mib_alloc:
	pdata->mem->free(pdata->ctx, mtk_ppe_engine_foe_size(priv), ppe->foe,
			 ppe->foe_bus);
	return err;
}

static void mtk_ppe_engine_ppe_uninit(struct mtk_ppe_dev *priv, unsigned int i)
{
	const struct nf_flow_hw_mtk_pdata *pdata = priv->pdata;
	struct mtk_ppe *ppe = &priv->ppe[i];

	mtk_ppe_table_uninit(&ppe->table);
	mtk_ppe_engine_mib_free(priv, ppe);
	pdata->mem->free(pdata->ctx, mtk_ppe_engine_foe_size(priv), ppe->foe,
			 ppe->foe_bus);
}

/**
 * mtk_ppe_engine_init - give all engines their memory; touches no register
 * @priv: with its descriptor and platform data
 *
 * Context: may sleep.
 * Return: 0; -ENOMEM; -EINVAL if the memory does not suit the engine.
 */
int mtk_ppe_engine_init(struct mtk_ppe_dev *priv)
{
	unsigned int i;
	int err;

	for (i = 0; i < priv->soc->n_ppe; i++) {
		err = mtk_ppe_engine_ppe_init(priv, i);
		if (err)
			goto err_ppe_init;
	}
	return 0;

err_ppe_init:
	while (i--)
		mtk_ppe_engine_ppe_uninit(priv, i);
	return err;
}

ALLOW_ERROR_INJECTION(mtk_ppe_engine_init, ERRNO);

/**
 * mtk_ppe_engine_uninit - undo mtk_ppe_engine_init()
 * @priv: its engines are stopped, nobody owns an entry
 *
 * Context: may sleep.
 */
void mtk_ppe_engine_uninit(struct mtk_ppe_dev *priv)
{
	unsigned int i = priv->soc->n_ppe;

	while (i--)
		mtk_ppe_engine_ppe_uninit(priv, i);
}

static u32 mtk_ppe_engine_fwd_cfg(const struct mtk_ppe_soc *soc, u8 pse_port)
{
	unsigned int i;

	for (i = 0; i < soc->n_gdm; i++)
		if (soc->gdm[i].pse_port == pse_port)
			return soc->gdm[i].fwd_cfg;
	return 0;
}

/* Remember what was there, once, and not what we wrote ourselves. */
static void mtk_ppe_engine_forward_save(struct mtk_ppe_dev *priv)
{
	struct mtk_ppe_io *io = &priv->ppe[0].io;
	unsigned int i;

	for (i = 0; i < priv->pdata->n_ports; i++) {
		struct mtk_ppe_port *port = &priv->port[i];

		port->fwd_cfg = mtk_ppe_engine_fwd_cfg(priv->soc,
						       priv->pdata->ports[i].pse_port);
		if (port->fwd_cfg)
			port->fwd_old = io->ops->read(io->ctx, port->fwd_cfg);
	}
}

static void mtk_ppe_engine_forward_to(struct mtk_ppe_dev *priv, bool to_ppe)
{
	const struct nf_flow_hw_mtk_port *ports = priv->pdata->ports;
	unsigned int i;

	for (i = 0; i < priv->pdata->n_ports; i++)
		if (priv->port[i].fwd_cfg)
			mtk_ppe_io_forward(&priv->ppe[0].io,
					   priv->port[i].fwd_cfg,
					   to_ppe ? priv->soc->pse_port[ports[i].ppe] :
						    MTK_PSE_PDMA,
					   ports[i].dsa_port >= 0);
}

/**
 * mtk_ppe_engine_forward - let the MACs send what they receive to the engines
 * @priv: its engines run
 *
 * Writes only what is not there yet: an Ethernet driver sets these registers
 * anew when it opens its first port.
 * Context: any.
 */
void mtk_ppe_engine_forward(struct mtk_ppe_dev *priv)
{
	mtk_ppe_engine_forward_to(priv, true);
}

/* In reverse: two ports behind one MAC each saved what they found. An engine that
 * was taken from somebody stays off, so nothing may be sent to it again.
 */
static void mtk_ppe_engine_forward_restore(struct mtk_ppe_dev *priv)
{
	unsigned int i = priv->pdata->n_ports;

	if (priv->pdata->taken) {
		mtk_ppe_engine_forward_to(priv, false);
		return;
	}

	while (i--) {
		struct mtk_ppe_port *port = &priv->port[i];

		if (port->fwd_cfg)
			mtk_ppe_io_forward_restore(&priv->ppe[0].io,
						   port->fwd_cfg,
						   port->fwd_old);
	}
}

/* An engine may run on a table of somebody else's: another driver's, or that of a
 * kernel before this one.
 */
static void mtk_ppe_engine_quiesce(struct mtk_ppe_dev *priv)
{
	bool running = false;
	unsigned int i;

	for (i = 0; i < priv->soc->n_ppe; i++)
		running |= mtk_ppe_io_running(&priv->ppe[i].io);
	if (!running)
		return;

	mtk_ppe_engine_forward_to(priv, false);
	for (i = 0; i < priv->soc->n_ppe; i++)
		mtk_ppe_io_stop(&priv->ppe[i].io);
}

static void mtk_ppe_engine_run(struct mtk_ppe_dev *priv)
{
	unsigned int i;

	mtk_ppe_engine_quiesce(priv);
	for (i = 0; i < priv->soc->n_ppe; i++) {
		struct mtk_ppe_io_setup setup = {
			.foe_bus = priv->ppe[i].foe_bus,
			.mib_bus = priv->ppe[i].mib_bus,
			.entries = priv->entries,
			.learn = mtk_ppe_learn_active(),
		};

		mtk_ppe_io_start(&priv->ppe[i].io, &setup);
	}
}

/**
 * mtk_ppe_engine_start - let the engines run and send them frames
 * @priv: with empty tables
 *
 * Context: may sleep.
 */
void mtk_ppe_engine_start(struct mtk_ppe_dev *priv)
{
	mtk_ppe_engine_forward_save(priv);
	mtk_ppe_engine_run(priv);
	mtk_ppe_engine_forward(priv);
}

static void mtk_ppe_engine_invalidate(struct mtk_ppe_dev *priv)
{
	unsigned int i;

	for (i = 0; i < priv->soc->n_ppe; i++)
		mtk_ppe_table_invalidate_all(&priv->ppe[i].table);
}

/**
 * mtk_ppe_engine_stop - undo mtk_ppe_engine_start()
 * @priv: nobody uses its tables any more
 *
 * Frames stop coming before the engine stops, or they would be stuck in it.
 * Context: may sleep, up to 10 ms per engine.
 */
void mtk_ppe_engine_stop(struct mtk_ppe_dev *priv)
{
	unsigned int i;

	mtk_ppe_engine_invalidate(priv);
	mtk_ppe_engine_forward_restore(priv);
	for (i = 0; i < priv->soc->n_ppe; i++)
		mtk_ppe_io_stop(&priv->ppe[i].io);
}

/**
 * mtk_ppe_engine_restart - begin anew after a reset or a hang
 * @priv: nobody uses its tables any more
 *
 * Frames go to the CPU, past the engines, until mtk_ppe_engine_forward().
 * Context: may sleep, up to 10 ms per engine.
 */
void mtk_ppe_engine_restart(struct mtk_ppe_dev *priv)
{
	unsigned int i;

	mtk_ppe_engine_invalidate(priv);
	for (i = 0; i < priv->soc->n_ppe; i++)
		mtk_ppe_learn_table_clear(&priv->ppe[i].table);
	mtk_ppe_engine_run(priv);
}
