/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _NF_FLOW_HW_SIM_SOC_H
#define _NF_FLOW_HW_SIM_SOC_H

#include <linux/platform_data/nf_flow_hw_mtk.h>
#include <linux/workqueue.h>

#include "sim_log.h"
#include "sim_mem.h"
#include "sim_port.h"
#include "sim_ppe.h"
#include "sim_switch.h"

struct dentry;
struct sim_switch;
struct sim_gmac_desc;
struct platform_device;

#define SIM_PPES_MAX	3
#define SIM_PORTS_MAX	4
#define SIM_PSE_PORTS	16

/**
 * struct sim_soc_port_desc - a port that the SoC has
 * @pse: PSE port
 * @ppe: PPE that the driver is told
 * @fwd_reg: offset of GDMA_FWD_CFG; 0: frames go to @ppe, as those of WDMA and of
 *	MT7620's switch do
 * @kind: what it is; the others are of %SIM_PORT_PSE only
 * @gmac: of %SIM_PORT_GMAC
 */
struct sim_soc_port_desc {
	u8	pse;
	u8	ppe;
	u16	fwd_reg;
	u8	kind;
	const struct sim_gmac_desc *gmac;
};

/**
 * struct sim_soc_desc - a SoC that can be simulated
 * @name: as the module parameter takes it
 * @soc: what the driver is told, if there are engines
 * @ppe: generation of its engines
 * @n_ppes: how many engines
 * @ppe_base: by engine: offset of its registers
 * @ppe_pse: by engine: port of the packet switch engine that leads to it
 * @n_ports: how many ports can be had
 * @ports: in the order in which they are numbered
 */
struct sim_soc_desc {
	const char			*name;
	enum nf_flow_hw_mtk_soc		soc;
	const struct sim_ppe_desc	*ppe;
	u8				n_ppes;
	u16				ppe_base[SIM_PPES_MAX];
	u8				ppe_pse[SIM_PPES_MAX];
	u8				n_ports;
	struct sim_soc_port_desc	ports[SIM_PORTS_MAX];
};

/**
 * struct sim_soc - the simulated SoC
 * @desc: which one
 * @ppes: its engines
 * @mem: memory that they reach
 * @log: rules that the driver broke
 * @clock: 1 tick = 1 s
 * @opts: switches
 * @fwd_cfg: GDMA_FWD_CFG by port; written without a lock, whole words
 * @ports: netdevs
 * @n_ports: how many
 * @rk_ports: so many of the last ports are those of an RK3568
 * @gmac_dumps: register dumps that were made of %SIM_PORT_GMAC ports
 * @gmac_dump_whole: they show all registers
 * @gmac_refusals: flowtables that they were offered
 * @by_pse: port by PSE port, or NULL
 * @drv_ports: what the driver is told about the ports that lead to an engine
 * @pdev: the platform device
 * @scan: once per second
 * @debugfs: directory
 * @stmmac_debugfs: directory of stmmac's files
 */
struct sim_soc {
	const struct sim_soc_desc	*desc;
	struct sim_ppe			ppes[SIM_PPES_MAX];
	struct sim_mem			mem;
	struct sim_log			log;
	struct sim_clock		clock;
	struct sim_opts			opts;
	u32				fwd_cfg[SIM_PORTS_MAX];
	struct sim_port			ports[SIM_PORTS_MAX];
	unsigned int			n_ports;
	unsigned int			rk_ports;
	atomic_t			gmac_dumps;
	bool				gmac_dump_whole;
	atomic_t			gmac_refusals;
	struct sim_port			*by_pse[SIM_PSE_PORTS];
	struct nf_flow_hw_mtk_port	drv_ports[SIM_PORTS_MAX + SIM_SWITCH_PORTS];
	const struct sim_switch		*sw;
	struct platform_device		*pdev;
	struct delayed_work		scan;
	struct dentry			*debugfs;
	struct dentry			*stmmac_debugfs;
};

extern const struct nf_flow_hw_mtk_io sim_io;
extern const struct nf_flow_hw_mtk_mem sim_io_mem;

const struct sim_soc_desc *sim_soc_find(const char *name);
void sim_soc_names(char *buf, size_t len);
int sim_soc_init(struct sim_soc *soc, const struct sim_soc_desc *desc, unsigned int n_ports);
void sim_soc_uninit(struct sim_soc *soc);
int sim_soc_attach(struct sim_soc *soc);
void sim_soc_detach(struct sim_soc *soc);
void sim_soc_rx(struct sim_port *port, struct sk_buff *skb);

void sim_debugfs_init(struct sim_soc *soc);
void sim_debugfs_uninit(struct sim_soc *soc);

#endif /* _NF_FLOW_HW_SIM_SOC_H */
