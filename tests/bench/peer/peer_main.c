// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test only: the kernel's own driver for the same engine, mtk_ppe.c and
 * mtk_ppe_offload.c of the running kernel's source package, behind a flowtable of
 * the kernel's own type. Registers and table are memory; nothing forwards. The
 * devices of the flowtable are its two ports, in the order they were bound, and
 * each of them is served by a call of the driver, as that driver has it.
 *
 * /sys/kernel/debug/nf_flow_hw_peer/bind plays the engine: makes an unbound entry of
 * each flow that has none, reports it to the driver as a received packet would, and
 * says what that took. Before that it ages out what earlier flows left: the driver
 * forgets the entry of a flow when another flow of the same bucket is bound, does not
 * invalidate it when the flow ends, and relies on the engine's clock.
 *
 * Compiled by tests/bench/peer/build in a directory of its own, beside the driver.
 */
#include <linux/debugfs.h>
#include <linux/dma-mapping.h>
#include <linux/platform_device.h>
#include <linux/seq_file.h>
#include <linux/timex.h>
#include "mtk_ppe_offload.c" /* for its block callback, which is static */

#define PEER_REGS	0x10000
#define PEER_PPE_BASE	0x2000
#define PEER_WAYS	4

static const struct mtk_soc_data peer_soc = {
	.caps		= MTK_NETSYS_V2,
	.offload_version = 2,
	.hash_offset	= PEER_WAYS,
	.foe_entry_size	= sizeof(struct mtk_foe_entry),
};

static struct platform_device *peer_pdev;
static struct net_device *peer_dev;	/* whose private part leads to peer_eth */
static struct mtk_eth *peer_eth;
static struct dentry *peer_dir;
static LIST_HEAD(peer_cbs);
static unsigned int peer_devices;	/* of the flowtable */
static void *peer_last;			/* of them, first in the flowtable's list */

u32 mtk_r32(struct mtk_eth *eth, unsigned int reg)
{
	return readl(eth->base + reg);
}

int mtk_ppe_debugfs_init(struct mtk_ppe *ppe, int index)
{
	return 0;
}

/* The flowtable core calls the callback of each device in turn; the first one stands
 * for all of them, so that it is what there is to measure.
 */
static int peer_cb(enum tc_setup_type type, void *type_data, void *cb_priv)
{
	unsigned int i;
	int err, ok = -EOPNOTSUPP;

	if (cb_priv != peer_last)
		return -EOPNOTSUPP;

	for (i = 0; i < peer_devices; i++) {
		err = mtk_eth_setup_tc_block_cb(type, type_data, peer_dev);
		if (!err)
			ok = 0;
	}

	return ok;
}

static void peer_release(void *cb_priv)
{
}

static int peer_bind(struct net_device *dev, struct Qdisc *sch, void *cb_priv,
		     struct flow_block_offload *bo, void *data,
		     void (*cleanup)(struct flow_block_cb *block_cb))
{
	struct flow_block_cb *block_cb;

	block_cb = flow_indr_block_cb_alloc(peer_cb, dev, dev, peer_release, bo, dev, sch,
					    data, cb_priv, cleanup);
	if (IS_ERR(block_cb))
		return PTR_ERR(block_cb);

	if (peer_devices < ARRAY_SIZE(peer_eth->netdev))
		peer_eth->netdev[peer_devices] = dev;
	peer_devices++;
	peer_last = dev;
	flow_block_cb_add(block_cb, bo);
	list_add_tail(&block_cb->driver_list, &peer_cbs);

	return 0;
}

static int peer_unbind(struct net_device *dev, struct flow_block_offload *bo)
{
	struct flow_block_cb *block_cb;

	block_cb = flow_block_cb_lookup(bo->block, peer_cb, dev);
	if (!block_cb)
		return -ENOENT;

	peer_devices--;
	flow_indr_block_cb_remove(block_cb, bo);
	list_del(&block_cb->driver_list);

	return 0;
}

static int peer_setup(struct net_device *dev, struct Qdisc *sch, void *cb_priv,
		      enum tc_setup_type type, void *type_data, void *data,
		      void (*cleanup)(struct flow_block_cb *block_cb))
{
	struct flow_block_offload *bo = type_data;

	if (!dev || type != TC_SETUP_FT || !bo->block)
		return -EOPNOTSUPP;
	if (bo->command == FLOW_BLOCK_BIND)
		return peer_bind(dev, sch, cb_priv, bo, data, cleanup);

	return peer_unbind(dev, bo);
}

/* The first entry of a bucket that is not bound. */
static int peer_way(const struct mtk_ppe *ppe, unsigned int bucket)
{
	unsigned int i;

	for (i = bucket * PEER_WAYS; i < (bucket + 1) * PEER_WAYS; i++)
		if (FIELD_GET(MTK_FOE_IB1_STATE,
			      ((struct mtk_foe_entry *)ppe->foe_table)[i].ib1) !=
		    MTK_FOE_STATE_BIND)
			return i;

	return -ENOSPC;
}

/* What the engine learned of a flow, and a packet that says so. Returns what the
 * driver took to bind it.
 */
static u64 peer_learn(struct mtk_ppe *ppe, unsigned int bucket,
		      const struct mtk_flow_entry *entry, struct sk_buff *skb)
{
	int way = peer_way(ppe, bucket);
	struct mtk_foe_entry *hwe;
	u64 start;

	if (way < 0)
		return 0;

	hwe = (struct mtk_foe_entry *)ppe->foe_table + way;
	*hwe = entry->data;
	hwe->ib1 &= ~MTK_FOE_IB1_STATE;
	hwe->ib1 |= FIELD_PREP(MTK_FOE_IB1_STATE, MTK_FOE_STATE_UNBIND);

	local_bh_disable();
	start = get_cycles();
	__mtk_ppe_check_skb(ppe, skb, way);
	start = get_cycles() - start;
	local_bh_enable();

	return start;
}

static int bind_show(struct seq_file *s, void *unused)
{
	struct mtk_ppe *ppe = peer_eth->ppe[0];
	u64 cost, sum = 0, num = 0, missed = 0;
	struct mtk_flow_entry *entry;
	struct hlist_node *tmp;
	struct sk_buff *skb;
	unsigned int i;

	skb = alloc_skb(128, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;

	skb_reset_mac_header(skb);
	memset(ppe->foe_table, 0, MTK_PPE_ENTRIES * sizeof(struct mtk_foe_entry));
	for (i = 0; i < MTK_PPE_ENTRIES / PEER_WAYS; i++) {
		hlist_for_each_entry_safe(entry, tmp, &ppe->foe_flow[i], list) {
			if (entry->hash != 0xffff)
				continue;
			cost = peer_learn(ppe, i, entry, skb);
			sum += cost;
			num += entry->hash != 0xffff;
			missed += entry->hash == 0xffff;
		}
	}
	kfree_skb(skb);
	seq_printf(s, "n=%llu sum=%llu missed=%llu size=%zu\n", num, sum, missed,
		   sizeof(struct mtk_flow_entry));

	return 0;
}
DEFINE_SHOW_ATTRIBUTE(bind);

static int peer_eth_create(void)
{
	struct mtk_eth *eth = peer_eth;
	struct mtk_mac *mac = netdev_priv(peer_dev);
	void *regs;

	mac->hw = eth;
	peer_dev->features |= NETIF_F_HW_TC;
	eth->dev = &peer_pdev->dev;
	eth->soc = &peer_soc;
	regs = devm_kzalloc(eth->dev, PEER_REGS, GFP_KERNEL);
	eth->base = (void __force __iomem *)regs;
	if (!regs || dma_coerce_mask_and_coherent(eth->dev, DMA_BIT_MASK(32)))
		return -ENOMEM;

	eth->ppe[0] = mtk_ppe_init(eth, eth->base + PEER_PPE_BASE, 2, 0);
	if (!eth->ppe[0])
		return -ENOMEM;

	mtk_ppe_start(eth->ppe[0]);
	return mtk_eth_offload_init(eth);
}

static int __init peer_init(void)
{
	int err;

	peer_pdev = platform_device_register_simple("nf_flow_hw_peer", PLATFORM_DEVID_NONE,
						    NULL, 0);
	if (IS_ERR(peer_pdev))
		return PTR_ERR(peer_pdev);

	peer_dev = alloc_etherdev(sizeof(struct mtk_mac));
	peer_eth = kzalloc(sizeof(*peer_eth), GFP_KERNEL);
	err = peer_dev && peer_eth ? peer_eth_create() : -ENOMEM;
	if (!err)
		err = flow_indr_dev_register(peer_setup, NULL);
	if (err)
		return err; /* and leave the rest to the end of the machine */

	peer_dir = debugfs_create_dir("nf_flow_hw_peer", NULL);
	debugfs_create_file("bind", 0400, peer_dir, NULL, &bind_fops);

	return 0;
}

/* The machine ends with the measurement: there is no exit. */
module_init(peer_init);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("The in-tree driver as a peer of make bench");
MODULE_INFO(test, "Y");
