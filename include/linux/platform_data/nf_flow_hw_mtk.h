/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a MediaTek PPE is handed to its driver: by a board's Ethernet node or by
 * the simulator. Nothing else passes between the two, so the same driver object
 * code runs on registers and on a model of them.
 */
#ifndef _LINUX_PLATFORM_DATA_NF_FLOW_HW_MTK_H
#define _LINUX_PLATFORM_DATA_NF_FLOW_HW_MTK_H

#include <linux/types.h>

struct net_device;

/* Name of the platform device that carries struct nf_flow_hw_mtk_pdata. */
#define NF_FLOW_TABLE_HW_MTK_DEVICE	"nf-flow-hw-mtk"

/**
 * enum nf_flow_hw_mtk_soc - which SoC the PPE belongs to
 * @NF_FLOW_TABLE_HW_MTK_MT7986: NETSYS v2, two PPEs, 96-byte entries, 4 ways
 * @NF_FLOW_TABLE_HW_MTK_MT7620: HNAT v2 behind the switch, 80 bytes, 2 ways, 4K
 * @NF_FLOW_TABLE_HW_MTK_MT7621: v1, one PPE, 80-byte entries, 2 ways, no MIB
 * @NF_FLOW_TABLE_HW_MTK_MT7622: v1 with a MIB
 * @NF_FLOW_TABLE_HW_MTK_MT7623: v1 without a MIB
 * @NF_FLOW_TABLE_HW_MTK_MT7629: v1 with a MIB
 * @NF_FLOW_TABLE_HW_MTK_MT7981: as MT7986
 * @NF_FLOW_TABLE_HW_MTK_MT7988: NETSYS v3, three PPEs, 128-byte entries, 4 ways
 */
enum nf_flow_hw_mtk_soc {
	NF_FLOW_TABLE_HW_MTK_MT7986,
	NF_FLOW_TABLE_HW_MTK_MT7620,
	NF_FLOW_TABLE_HW_MTK_MT7621,
	NF_FLOW_TABLE_HW_MTK_MT7622,
	NF_FLOW_TABLE_HW_MTK_MT7623,
	NF_FLOW_TABLE_HW_MTK_MT7629,
	NF_FLOW_TABLE_HW_MTK_MT7981,
	NF_FLOW_TABLE_HW_MTK_MT7988,
};

/**
 * struct nf_flow_hw_mtk_io - 32-bit register access
 * @read: read the register at byte offset @reg from the frame engine's base
 * @write: write it
 * @ready: optional: is the block clocked and out of reset? What is read while it
 *	is not means nothing. Missing: always.
 *
 * All are callable in any context and take no lock of the caller's; a write is
 * ordered after the memory writes that precede it (as writel() is).
 */
struct nf_flow_hw_mtk_io {
	u32	(*read)(void *ctx, u32 reg);
	void	(*write)(void *ctx, u32 reg, u32 val);
	bool	(*ready)(void *ctx);
};

/**
 * struct nf_flow_hw_mtk_mem - memory that the engine reads and writes
 * @alloc: zeroed, coherent memory of @size bytes, aligned to @align bytes on the
 *	bus. May sleep. Returns the CPU's pointer and stores the 32-bit bus address
 *	in @bus, or returns NULL.
 * @free: give it back; the engine must have been stopped
 */
struct nf_flow_hw_mtk_mem {
	void	*(*alloc)(void *ctx, size_t size, size_t align, u32 *bus);
	void	(*free)(void *ctx, size_t size, void *cpu, u32 bus);
};

/**
 * struct nf_flow_hw_mtk_port - a netdev whose frames enter and leave by the engine
 * @dev: the netdev; outlives the platform device
 * @pse_port: its port on the packet switch engine (mtk-ppe 1.3), which is also
 *	the source port that a v2 entry compares
 * @ppe: which PPE sees the frames that enter here
 * @dsa_port: @dev is port 0 to 5 of a MediaTek switch behind @pse_port, whose tag
 *	frames carry; -1: there is no switch
 */
struct nf_flow_hw_mtk_port {
	struct net_device	*dev;
	u8			pse_port;
	u8			ppe;
	s8			dsa_port;
};

/**
 * struct nf_flow_hw_mtk_pdata - everything the driver is told
 * @soc: which generation to drive
 * @io: register access
 * @mem: table memory
 * @ctx: first argument of all of them
 * @ports: the ports
 * @n_ports: how many
 * @taken: the engines were another driver's, which goes on believing in its own
 *	tables: stop them at the start, leave them off and unused at the end
 */
struct nf_flow_hw_mtk_pdata {
	enum nf_flow_hw_mtk_soc			soc;
	const struct nf_flow_hw_mtk_io		*io;
	const struct nf_flow_hw_mtk_mem		*mem;
	void					*ctx;
	const struct nf_flow_hw_mtk_port	*ports;
	unsigned int				n_ports;
	bool					taken;
};

#endif /* _LINUX_PLATFORM_DATA_NF_FLOW_HW_MTK_H */
