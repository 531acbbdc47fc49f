// SPDX-License-Identifier: GPL-2.0-only
/* The SoCs that can be simulated: engines, ports and where their registers are. */
#include <linux/kernel.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include <linux/string.h>

#include "sim_gmac.h"
#include "sim_soc.h"

#define SIM_SOC_V1				\
	.n_ppes		= 1,			\
	.ppe_base	= { MTK_PPE_BASE_V1 },	\
	.ppe_pse	= { MTK_PSE_V1_PPE },	\
	.n_ports	= 2,			\
	.ports		= {			\
		{ MTK_PSE_GDM1, 0, MTK_GDMA_FWD_CFG_GDM1 },	\
		{ MTK_PSE_GDM2, 0, MTK_GDMA_FWD_CFG_GDM2 },	\
	}

#define SIM_SOC_V2				\
	.ppe		= &sim_ppe_v2,		\
	.n_ppes		= 2,			\
	.ppe_base	= { MTK_PPE_BASE_V2, MTK_PPE_BASE_V2 + MTK_PPE_STRIDE_V2 },	\
	.ppe_pse	= { MTK_PSE_PPE0, MTK_PSE_PPE1 },	\
	.n_ports	= 4,			\
	.ports		= {			\
		{ MTK_PSE_GDM1, 0, MTK_GDMA_FWD_CFG_GDM1 },	\
		{ MTK_PSE_GDM2, 1, MTK_GDMA_FWD_CFG_GDM2 },	\
		{ MTK_PSE_WDMA0, 0, 0 },	\
		{ MTK_PSE_WDMA1, 0, 0 },	\
	}

#define SIM_GMAC(soc)	{ .kind = SIM_PORT_GMAC, .gmac = &sim_gmac_##soc }
#define SIM_NIC		{ .kind = SIM_PORT_NIC }

static const struct sim_soc_desc sim_socs[] = {
	{
		.name		= "mt7620",
		.soc		= NF_FLOW_TABLE_HW_MTK_MT7620,
		.ppe		= &sim_ppe_mt7620,
		.n_ppes		= 1,
		.ppe_base	= { MTK_PPE_BASE_V1 },
		.ppe_pse	= { MTK_FPIDX_PPE },
		.n_ports	= 4,
		.ports		= { { 0 }, { 1 }, { 2 }, { 3 } },
	},
	{
		.name		= "mt7621",
		.soc		= NF_FLOW_TABLE_HW_MTK_MT7621,
		.ppe		= &sim_ppe_mt7621,
		SIM_SOC_V1,
	},
	{
		.name		= "mt7622",
		.soc		= NF_FLOW_TABLE_HW_MTK_MT7622,
		.ppe		= &sim_ppe_mt7622,
		SIM_SOC_V1,
	},
	{
		.name		= "mt7623",
		.soc		= NF_FLOW_TABLE_HW_MTK_MT7623,
		.ppe		= &sim_ppe_mt7623,
		SIM_SOC_V1,
	},
	{
		.name		= "mt7629",
		.soc		= NF_FLOW_TABLE_HW_MTK_MT7629,
		.ppe		= &sim_ppe_mt7629,
		SIM_SOC_V1,
	},
	{
		.name		= "mt7981",
		.soc		= NF_FLOW_TABLE_HW_MTK_MT7981,
		SIM_SOC_V2,
	},
	{
		.name		= "mt7986",
		.soc		= NF_FLOW_TABLE_HW_MTK_MT7986,
		SIM_SOC_V2,
	},
	{
		.name		= "mt7988",
		.soc		= NF_FLOW_TABLE_HW_MTK_MT7988,
		.ppe		= &sim_ppe_v3,
		.n_ppes		= 3,
		.ppe_base	= { MTK_PPE_BASE_V2, MTK_PPE_BASE_V2 + MTK_PPE_STRIDE_V2,
				    MTK_PPE2_BASE_V3 },
		.ppe_pse	= { MTK_PSE_PPE0, MTK_PSE_PPE1, MTK_PSE_PPE2 },
		.n_ports	= 4,
		.ports		= {
			{ MTK_PSE_GDM1, 0, MTK_GDMA_FWD_CFG_GDM1 },
			{ MTK_PSE_GDM2, 1, MTK_GDMA_FWD_CFG_GDM2 },
			{ MTK_PSE_GDM3, 2, MTK_GDMA_FWD_CFG_GDM3 },
			{ MTK_PSE_WDMA0, 0, 0 },
		},
	}, {
		.name		= "rk3399",
		.n_ports	= 4,
		.ports		= { SIM_GMAC(rk3399), SIM_NIC, SIM_NIC, SIM_NIC },
	}, {
		.name		= "rk3568",
		.n_ports	= 4,
		.ports		= { SIM_GMAC(rk3568), SIM_GMAC(rk3568), SIM_NIC, SIM_NIC },
	}, {
		.name		= "rk3588",
		.n_ports	= 4,
		.ports		= { SIM_GMAC(rk3588), SIM_GMAC(rk3588), SIM_NIC, SIM_NIC },
	},
};

/**
 * sim_soc_find - look a SoC up
 * @name: as the user typed it
 *
 * Return: the descriptor, or NULL
 */
const struct sim_soc_desc *sim_soc_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sim_socs); i++)
		if (!strcmp(name, sim_socs[i].name))
			return &sim_socs[i];
	return NULL;
}

/**
 * sim_soc_names - list what can be simulated
 * @buf: where to
 * @len: its size
 */
void sim_soc_names(char *buf, size_t len)
{
	unsigned int i;
	int used = 0;

	for (i = 0; i < ARRAY_SIZE(sim_socs); i++)
		used += scnprintf(buf + used, len - used, "%s%s", i ? ", " : "",
				  sim_socs[i].name);
}
