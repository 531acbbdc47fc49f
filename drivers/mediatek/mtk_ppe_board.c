// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the Ethernet node of a board to its engines. A driver for the node is
 * there already (mtk_eth_soc), so none of ours can be bound to it: we recognise
 * its netdevs by their parent. While one of them runs and has a link there is a
 * platform device below the Ethernet device that offers the engines to the driver
 * in mtk_ppe_main.c, exactly as the simulator does; when ports come or go it is
 * made anew.
 */
#include "mtk_ppe_board.h"

#include <linux/err.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "mtk_ppe_learn.h"
#include "mtk_ppe_mmio.h"
#include "mtk_ppe_owner.h"
#include "mtk_ppe_port.h"
#include "mtk_ppe_soc.h"

static bool takeover;
module_param(takeover, bool, 0444);
MODULE_PARM_DESC(takeover, "Take engines over that an Ethernet driver offers by itself, instead of leaving them alone (default N)");

/**
 * struct mtk_ppe_board - a frame engine that an Ethernet driver runs. Under RTNL.
 * @list: in mtk_ppe_boards
 * @mmio: its registers and netdevs
 * @id: which SoC
 * @ports: what @ppe was told, valid as long as it lives
 * @ppe: the engines, offered; NULL: not now
 * @left_alone: it was said that another driver uses the engines
 * @refused: it was said that the parameters ask for what the SoC cannot do
 */
struct mtk_ppe_board {
	struct list_head		list;
	struct mtk_ppe_mmio		mmio;
	enum nf_flow_hw_mtk_soc		id;
	struct nf_flow_hw_mtk_port	ports[MTK_PPE_PORT_MAX];
	struct platform_device		*ppe;
	bool				left_alone;
	bool				refused;
};

static LIST_HEAD(mtk_ppe_boards);	/* under RTNL */

/* Netdevs that are there when the module comes or goes are told one by one:
 * nothing is attached before all are known or after the first is forgotten. Under
 * RTNL.
 */
static bool mtk_ppe_board_active;

#define MTK_PPE_BOARD_MATCH(_name, _soc)				\
	{								\
		.compatible = "mediatek," _name "-eth",			\
		.data = (void *)NF_FLOW_TABLE_HW_MTK_##_soc,		\
	}

static const struct of_device_id mtk_ppe_board_of_match[] = {
	MTK_PPE_BOARD_MATCH("mt7620", MT7620),
	MTK_PPE_BOARD_MATCH("mt7621", MT7621),
	MTK_PPE_BOARD_MATCH("mt7622", MT7622),
	MTK_PPE_BOARD_MATCH("mt7623", MT7623),
	MTK_PPE_BOARD_MATCH("mt7629", MT7629),
	MTK_PPE_BOARD_MATCH("mt7981", MT7981),
	MTK_PPE_BOARD_MATCH("mt7986", MT7986),
	MTK_PPE_BOARD_MATCH("mt7988", MT7988),
	{ }
};
MODULE_DEVICE_TABLE(of, mtk_ppe_board_of_match);

/* Nobody resets the block meanwhile: that takes RTNL, too. */
static void mtk_ppe_board_detach(struct mtk_ppe_board *board)
{
	if (!board->ppe)
		return;

	WRITE_ONCE(board->mmio.forced, true);
	platform_device_unregister(board->ppe);
	WRITE_ONCE(board->mmio.forced, false);
	board->ppe = NULL;
}

static void mtk_ppe_board_attach(struct mtk_ppe_board *board,
				 unsigned int n_ports, bool taken)
{
	struct nf_flow_hw_mtk_pdata pdata = {
		.soc = board->id,
		.io = &mtk_ppe_mmio_io,
		.mem = &mtk_ppe_mmio_mem,
		.ctx = &board->mmio,
		.ports = board->ports,
		.n_ports = n_ports,
		.taken = taken,
	};
	struct platform_device *ppe;

	board->mmio.missed = false;
	ppe = platform_device_register_data(board->mmio.dev,
					    NF_FLOW_TABLE_HW_MTK_DEVICE,
					    PLATFORM_DEVID_AUTO, &pdata,
					    sizeof(pdata));
	if (IS_ERR(ppe)) {
		dev_err(board->mmio.dev, "PPE cannot be offered: %ld\n",
			PTR_ERR(ppe));
		return;
	}
	board->ppe = ppe;
	/* What was wrong is in the log. */
	if (!ppe->dev.driver)
		return;

	dev_info(board->mmio.dev, "%s PPE attached, %u ports%s\n",
		 board->mmio.soc->name, n_ports,
		 taken ? ", taken over from the Ethernet driver" : "");
}

/* Says so once, or once more after the owner has changed its mind. */
static bool mtk_ppe_board_leave(struct mtk_ppe_board *board, bool owned)
{
	bool leave = owned && !takeover;

	if (leave && !board->left_alone)
		dev_info(board->mmio.dev, "%s PPE is left to the Ethernet driver, which offers it by itself; takeover=1 takes it\n",
			 board->mmio.soc->name);
	board->left_alone = leave;
	return leave;
}

/* Attach what is true now. @closing is about to be closed, @gone to vanish. */
static void mtk_ppe_board_update(struct mtk_ppe_board *board,
				 const struct net_device *closing,
				 const struct net_device *gone)
{
	struct nf_flow_hw_mtk_port ports[MTK_PPE_PORT_MAX];
	unsigned int num;
	bool owned;

	num = mtk_ppe_port_collect(&board->mmio, gone, ports);
	if (!mtk_ppe_board_active || board->refused || !num ||
	    !mtk_ppe_mmio_running(&board->mmio, closing)) {
		mtk_ppe_board_detach(board);
		return;
	}
	if (board->ppe && !READ_ONCE(board->mmio.missed) &&
	    !memcmp(ports, board->ports, sizeof(ports)))
		return;

	mtk_ppe_board_detach(board);
	owned = mtk_ppe_owner_offers(&board->mmio);
	if (mtk_ppe_board_leave(board, owned))
		return;
	memcpy(board->ports, ports, sizeof(ports));
	mtk_ppe_board_attach(board, num, owned);
}

static struct mtk_ppe_board *mtk_ppe_board_find(const struct device *dev)
{
	struct mtk_ppe_board *board;

	list_for_each_entry(board, &mtk_ppe_boards, list)
		if (board->mmio.dev == dev)
			return board;
	return NULL;
}

/* NULL: a SoC of which we know no engine, or none that frames could be sent to. */
static const struct mtk_ppe_soc *
mtk_ppe_board_soc(struct device *dev, enum nf_flow_hw_mtk_soc *id)
{
	const struct of_device_id *match;
	const struct mtk_ppe_soc *soc;

	match = of_match_node(mtk_ppe_board_of_match, dev->of_node);
	if (!match)
		return NULL;

	*id = (enum nf_flow_hw_mtk_soc)(uintptr_t)match->data;
	soc = mtk_ppe_soc_get(*id);
	if (soc->n_gdm)
		return soc;
	dev_info_once(dev, "%s PPE is left unused: frames come to it through the switch, which nothing here programs\n",
		      soc->name);
	return NULL;
}

static struct mtk_ppe_board *mtk_ppe_board_create(struct device *dev)
{
	const struct mtk_ppe_soc *soc;
	struct mtk_ppe_board *board;
	enum nf_flow_hw_mtk_soc id;

	soc = mtk_ppe_board_soc(dev, &id);
	if (!soc)
		return NULL;

	board = kzalloc(sizeof(*board), GFP_KERNEL);
	if (!board)
		return NULL;

	board->id = id;
	if (mtk_ppe_mmio_map(&board->mmio, dev, soc)) {
		kfree(board);
		return NULL;
	}
	board->refused = mtk_ppe_learn_check(dev, soc) < 0;
	get_device(dev);
	list_add_tail(&board->list, &mtk_ppe_boards);
	return board;
}

static void mtk_ppe_board_destroy(struct mtk_ppe_board *board)
{
	mtk_ppe_board_detach(board);
	list_del(&board->list);
	put_device(board->mmio.dev);
	mtk_ppe_mmio_unmap(&board->mmio);
	kfree(board);
}

static bool mtk_ppe_board_empty(const struct mtk_ppe_board *board)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(board->mmio.mac); i++)
		if (board->mmio.mac[i])
			return false;
	return true;
}

static void mtk_ppe_board_mac_add(struct net_device *dev)
{
	struct device *parent = dev->dev.parent;
	struct mtk_ppe_board *board;
	u32 id;

	if (!parent || !parent->of_node || !dev->dev.of_node ||
	    of_property_read_u32(dev->dev.of_node, "reg", &id))
		return;

	board = mtk_ppe_board_find(parent) ?: mtk_ppe_board_create(parent);
	if (!board || id >= board->mmio.soc->n_gdm)
		return;
	/* Its registers are in use by whoever is attached. */
	mtk_ppe_board_detach(board);
	board->mmio.mac[id] = dev;
}

static void mtk_ppe_board_mac_del(struct mtk_ppe_board *board,
				  const struct net_device *dev)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(board->mmio.mac); i++) {
		if (board->mmio.mac[i] != dev)
			continue;
		mtk_ppe_board_detach(board);
		board->mmio.mac[i] = NULL;
	}
}

static int mtk_ppe_board_event(struct notifier_block *nb, unsigned long event,
			       void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct mtk_ppe_board *board, *next;
	struct net_device *closing = NULL, *gone = NULL;

	switch (event) {
	case NETDEV_REGISTER:
		mtk_ppe_board_mac_add(dev);
		break;
	case NETDEV_UNREGISTER:
		gone = dev;
		fallthrough;
	case NETDEV_GOING_DOWN:
		closing = dev;
		break;
	case NETDEV_UP:
	case NETDEV_CHANGE:
		break;
	default:
		return NOTIFY_DONE;
	}

	list_for_each_entry_safe(board, next, &mtk_ppe_boards, list) {
		mtk_ppe_board_update(board, closing, gone);
		if (gone)
			mtk_ppe_board_mac_del(board, gone);
		if (mtk_ppe_board_empty(board))
			mtk_ppe_board_destroy(board);
	}
	return NOTIFY_DONE;
}

static struct notifier_block mtk_ppe_board_nb = {
	.notifier_call = mtk_ppe_board_event,
};

static void mtk_ppe_board_set_active(bool active)
{
	struct mtk_ppe_board *board;

	rtnl_lock();
	mtk_ppe_board_active = active;
	list_for_each_entry(board, &mtk_ppe_boards, list)
		mtk_ppe_board_update(board, NULL, NULL);
	rtnl_unlock();
}

/**
 * mtk_ppe_board_init - attach to what there is and to what comes
 *
 * Context: may sleep; takes RTNL.
 * Return: 0 or a negative errno.
 */
int mtk_ppe_board_init(void)
{
	/* Tells of the netdevs that are there, too. */
	int err = register_netdevice_notifier(&mtk_ppe_board_nb);

	if (!err)
		mtk_ppe_board_set_active(true);
	return err;
}

/**
 * mtk_ppe_board_exit - undo mtk_ppe_board_init()
 *
 * Context: may sleep; takes RTNL.
 */
void mtk_ppe_board_exit(void)
{
	mtk_ppe_board_set_active(false);
	/* Tells of their end, too, so that no board is left. */
	unregister_netdevice_notifier(&mtk_ppe_board_nb);
}
