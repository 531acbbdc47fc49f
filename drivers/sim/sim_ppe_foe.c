// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the words of a flow entry to a struct. Pure, and written from the layout
 * of the hardware ("FOE entry" of the MT7621 programming guide and of MediaTek's
 * HNAT driver for NETSYS v2 and v3), not from the driver that this model checks.
 */
#include "sim_ppe_foe.h"

#include <kunit/visibility.h>
#include <linux/bitfield.h>
#include <linux/export.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include <linux/string.h>

/**
 * sim_foe_state - state of an entry
 * @ib1: its word 0
 *
 * Return: MTK_FOE_STATE_*
 */
u8 sim_foe_state(u32 ib1)
{
	return FIELD_GET(MTK_FOE_IB1_STATE, ib1);
}

/**
 * sim_foe_is_dsa - whether the outermost tag is that of a MediaTek switch
 * @foe: a decoded entry
 *
 * The field holds a bitmap of ports, less than any EtherType or TPID.
 *
 * Return: true if so
 */
bool sim_foe_is_dsa(const struct sim_foe *foe)
{
	return foe->vlan_layer && !foe->vpm && foe->etype < ETH_P_802_3_MIN;
}
EXPORT_SYMBOL_IF_KUNIT(sim_foe_is_dsa);

static void sim_foe_decode_ib1(const struct sim_foe_layout *l, struct sim_foe *foe)
{
	foe->state = sim_foe_state(foe->ib1);
	foe->is_static = foe->ib1 & MTK_FOE_IB1_STATIC;
	foe->sp = sim_field_get(l->sp, foe->ib1);
	foe->key.type = sim_field_get(l->type, foe->ib1);
	foe->key.udp = foe->ib1 & MTK_FOE_IB1_UDP;
	foe->vlan_layer = sim_field_get(l->vlan_layer, foe->ib1);
	foe->pppoe = foe->ib1 & l->pppoe;
	foe->vpm = foe->ib1 & l->vpm;
	foe->decap = foe->ib1 & l->decap;
	foe->ttl = foe->ib1 & l->ttl;
}

static void sim_foe_decode_ib2(const struct sim_foe_layout *l, struct sim_foe *foe)
{
	foe->dp = sim_field_get(l->dp, foe->ib2);
	foe->unforced = l->fp && !(foe->ib2 & l->fp);
	foe->qos = foe->ib2 & l->qos;
	foe->mib = foe->ib2 & l->mib;
	foe->winfo = foe->ib2 & l->winfo;
	foe->mcast = foe->ib2 & l->mcast;
	foe->dscp = sim_field_get(l->dscp, foe->ib2);
}

static void sim_foe_decode_l2(const u32 *l2, struct sim_foe *foe)
{
	foe->vlan1 = FIELD_GET(MTK_FOE_L2_W0_VLAN1, l2[MTK_FOE_L2_W0]);
	foe->etype = FIELD_GET(MTK_FOE_L2_W0_ETYPE, l2[MTK_FOE_L2_W0]);
	foe->vlan2 = FIELD_GET(MTK_FOE_L2_W2_VLAN2, l2[MTK_FOE_L2_W2]);
	foe->pppoe_id = FIELD_GET(MTK_FOE_L2_W4_PPPOE_ID, l2[MTK_FOE_L2_W4]);
	sim_put32(foe->dmac, l2[MTK_FOE_L2_DMAC_HI]);
	sim_put16(foe->dmac + 4, FIELD_GET(MTK_FOE_L2_W2_DMAC_LO, l2[MTK_FOE_L2_W2]));
	sim_put32(foe->smac, l2[MTK_FOE_L2_SMAC_HI]);
	sim_put16(foe->smac + 4, FIELD_GET(MTK_FOE_L2_W4_SMAC_LO, l2[MTK_FOE_L2_W4]));
}

/* What to keep of TOS or traffic class, and the words that only v3 has. */
static void sim_foe_decode_udf(const struct sim_foe_layout *l, u32 udf, u32 w8,
			       struct sim_foe *foe)
{
	if ((udf & l->udf_keep_dscp) || (foe->ib1 & l->keep_dscp))
		foe->keep_tos |= SIM_TOS_DSCP;
	if (udf & l->udf_keep_ecn)
		foe->keep_tos |= SIM_TOS_ECN;
	if (!l->has_tport)
		return;
	foe->tport = FIELD_GET(MTK_FOE_L2_V3_W8_TPORT, w8);
	foe->tunnel = w8 & (MTK_FOE_L2_V3_W8_CDRT | MTK_FOE_L2_V3_W8_TOPS_ENTRY);
}

static void sim_foe_decode_ports(u32 w, struct sim_foe *foe)
{
	foe->new_sport = FIELD_GET(MTK_FOE_PORTS_SPORT, w);
	foe->new_dport = FIELD_GET(MTK_FOE_PORTS_DPORT, w);
}

static void sim_foe_decode_v4(const struct sim_foe_layout *l, const u32 *w,
			      struct sim_foe *foe)
{
	foe->key.n = 3;
	foe->ib2 = w[MTK_FOE_V4_IB2];
	foe->new_sip = w[MTK_FOE_V4_NEW_SIP];
	foe->new_dip = w[MTK_FOE_V4_NEW_DIP];
	sim_foe_decode_ports(w[MTK_FOE_V4_NEW_PORTS], foe);
	sim_foe_decode_l2(w + MTK_FOE_V4_L2, foe);
	sim_foe_decode_udf(l, w[MTK_FOE_V4_UDF],
			   l->has_tport ? w[MTK_FOE_V4_L2 + MTK_FOE_L2_V3_W8] : 0, foe);
}

static void sim_foe_decode_v6(const struct sim_foe_layout *l, const u32 *w,
			      struct sim_foe *foe)
{
	u8 w8 = MTK_FOE_V6_L2 + MTK_FOE_L2_V3_W8;
	u32 udf = w[MTK_FOE_V6_UDF];

	foe->key.n = SIM_KEY_WORDS;
	foe->ib2 = w[MTK_FOE_V6_IB2];
	sim_foe_decode_l2(w + MTK_FOE_V6_L2, foe);
	if (sim_type_is_nat66(foe->key.type)) {
		w8 = MTK_FOE_V6_NAT_TPORT;
		foe->nat66 = udf & MTK_FOE_UDF_V3_IPV6_DIR_DNAT ? SIM_NAT66_DST : SIM_NAT66_SRC;
		memcpy(foe->new_ip6, w + MTK_FOE_V6_NEW_IP, sizeof(foe->new_ip6));
		sim_foe_decode_ports(w[MTK_FOE_V6_NEW_PORTS], foe);
	}
	sim_foe_decode_udf(l, udf, l->has_tport ? w[w8] : 0, foe);
}

/**
 * sim_foe_decode - read an entry
 * @layout: of this generation
 * @w: its words
 * @foe: the result
 *
 * Return: false if it is of a type that the generation or the model does not
 * know; then only the fields of word 0 are valid
 */
bool sim_foe_decode(const struct sim_foe_layout *layout, const u32 *w, struct sim_foe *foe)
{
	memset(foe, 0, sizeof(*foe));
	foe->ib1 = w[0];
	sim_foe_decode_ib1(layout, foe);
	if (!(layout->types & BIT(foe->key.type)))
		return false;

	if (foe->key.type == MTK_FOE_TYPE_IPV4_HNAPT || foe->key.type == MTK_FOE_TYPE_IPV4_HNAT)
		sim_foe_decode_v4(layout, w, foe);
	else
		sim_foe_decode_v6(layout, w, foe);
	memcpy(foe->key.w, w + 1, foe->key.n * sizeof(u32));
	sim_foe_decode_ib2(layout, foe);
	return true;
}
EXPORT_SYMBOL_IF_KUNIT(sim_foe_decode);
