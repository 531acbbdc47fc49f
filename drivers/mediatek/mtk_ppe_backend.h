/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _MTK_PPE_BACKEND_H
#define _MTK_PPE_BACKEND_H

#include <linux/types.h>
#include <linux/workqueue.h>
#include <net/netfilter/nf_flow_table_hw.h>

#include "mtk_ppe_io.h"
#include "mtk_ppe_table.h"

struct device;

/**
 * struct mtk_ppe - one engine
 * @io: its registers
 * @table: its entries
 * @foe: memory of the entries
 * @foe_bus: where the engine sees it
 * @mib: memory of the counters
 * @mib_bus: where the engine sees it
 * @faults: of &mtk_ppe_io.faults, those that are known (watch only)
 * @progress: what had come out of it at the last look (watch only)
 * @stuck: looks in a row at which nothing came out of it, though it was busy (watch
 *	only)
 */
struct mtk_ppe {
	struct mtk_ppe_io		io;
	struct mtk_ppe_table		table;
	void				*foe;
	u32				foe_bus;
	void				*mib;
	u32				mib_bus;
	u32				faults;
	u64				progress;
	unsigned int			stuck;
};

/**
 * struct mtk_ppe_port - a port while the driver runs
 * @refs: flowtable devices on it; written with the core's registry lock held
 * @fwd_cfg: forward configuration of its MAC, 0: cannot be steered
 * @fwd_old: what was there before
 */
struct mtk_ppe_port {
	unsigned int			refs;
	u32				fwd_cfg;
	u32				fwd_old;
};

/**
 * struct mtk_ppe_dev - the engines of one SoC
 * @backend: what the core knows
 * @dev: the platform device
 * @soc: the generation
 * @pdata: registers, memory and ports
 * @entries: entries per table
 * @ppe: the engines, &mtk_ppe_soc.n_ppe of them
 * @port: beside &nf_flow_hw_mtk_pdata.ports
 * @watch: looks after the engines
 * @watch_period: when it looks again; longer while they are dead (@watch only)
 * @registered: the core knows @backend (@watch only)
 */
struct mtk_ppe_dev {
	struct nf_flow_hw_backend		backend;
	struct device				*dev;
	const struct mtk_ppe_soc		*soc;
	const struct nf_flow_hw_mtk_pdata	*pdata;
	u32					entries;
	struct mtk_ppe				*ppe;
	struct mtk_ppe_port			*port;
	struct delayed_work			watch;
	unsigned long				watch_period;
	bool					registered;
};

void mtk_ppe_backend_init(struct mtk_ppe_dev *priv);

#endif /* _MTK_PPE_BACKEND_H */
