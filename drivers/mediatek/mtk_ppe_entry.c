// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a rule to the words of a flow entry. Pure functions: what is where comes
 * from the descriptor of the SoC.
 */
#include "mtk_ppe_entry.h"

#include <kunit/visibility.h>
#include <linux/bitfield.h>
#include <linux/bitops.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/if_pppox.h>
#include <linux/in.h>
#include <linux/module.h>
#include <linux/soc/nf_flow_hw_mtk_regs.h>
#include <linux/string.h>
#include <net/netfilter/nf_flow_table_hw.h>

/* Where a protocol without ports has its number, and what is above it. */
#define MTK_PPE_ENTRY_PROTOCOL		0xa5a5a500

/* A value in the place of a field of a first word of a block; 0 where the
 * generation lacks the field. No branch, and no search for the lowest bit.
 */
static __always_inline u32 mtk_ppe_entry_prep(const struct mtk_ppe_soc *soc,
					      enum mtk_ppe_field_id id, u32 val)
{
	u32 mask = soc->field[id].mask;

	return (val * (mask & -mask)) & mask;
}

static __always_inline u32 *mtk_ppe_entry_block(struct mtk_ppe_entry *entry,
						enum mtk_ppe_block block)
{
	return &entry->word[entry->layout->block[block]];
}

/* Layers between Ethernet and IP, in the only order that exists on the wire. */
struct mtk_ppe_tags {
	u16	vlan[NF_FLOW_TABLE_HW_ENCAP_MAX];
	u16	session;
	u8	n_vlan;
	bool	pppoe;
};

/* Layers of @skip are not in the frame when the engine gets it. */
static bool mtk_ppe_entry_tags(const struct nf_flow_hw_encap *encap,
			       unsigned int num, u8 skip,
			       struct mtk_ppe_tags *tags)
{
	unsigned int i;

	*tags = (struct mtk_ppe_tags){};
	if (likely(!num))
		return true;
	if (num > NF_FLOW_TABLE_HW_ENCAP_MAX)
		return false;

	for (i = 0; i < num; i++) {
		if (skip & BIT(i))
			continue;
		if (tags->pppoe)
			return false;
		if (encap[i].proto == htons(ETH_P_8021Q)) {
			tags->vlan[tags->n_vlan++] = encap[i].id;
		} else if (encap[i].proto == htons(ETH_P_PPP_SES)) {
			tags->session = encap[i].id;
			tags->pppoe = true;
		} else {
			return false;
		}
	}
	return true;
}

static bool mtk_ppe_entry_translated(const struct nf_flow_hw_rule *rule)
{
	return memcmp(&rule->match, &rule->rewrite, sizeof(rule->match));
}

static const struct mtk_ppe_layout *
mtk_ppe_entry_layout(const struct nf_flow_hw_rule *rule)
{
	bool protocol = rule->l4proto == IPPROTO_GRE;

	if (!protocol && rule->l4proto != IPPROTO_TCP &&
	    rule->l4proto != IPPROTO_UDP)
		return NULL;

	switch (rule->l3proto) {
	case NFPROTO_IPV4:
		return &mtk_ppe_layouts[protocol ? MTK_PPE_KIND_IPV4_HNAT :
						   MTK_PPE_KIND_IPV4_HNAPT];
	case NFPROTO_IPV6:
		if (protocol)
			return &mtk_ppe_layouts[MTK_PPE_KIND_IPV6_3T];
		return &mtk_ppe_layouts[mtk_ppe_entry_translated(rule) ?
					MTK_PPE_KIND_IPV6_HNAPT :
					MTK_PPE_KIND_IPV6_5T];
	}
	return NULL;
}

static bool mtk_ppe_entry_dnat(const struct nf_flow_hw_rule *rule)
{
	return !nf_inet_addr_cmp(&rule->match.dst, &rule->rewrite.dst);
}

/* Can the type say what becomes of addresses and ports? */
static bool mtk_ppe_entry_translatable(const struct mtk_ppe_layout *layout,
				       const struct nf_flow_hw_rule *rule)
{
	if (!layout->new_sip)
		return !mtk_ppe_entry_translated(rule);
	if (layout->new_sip != layout->new_dip)
		return true;
	/* One address. */
	return !mtk_ppe_entry_dnat(rule) ||
	       nf_inet_addr_cmp(&rule->match.src, &rule->rewrite.src);
}

/* Replies to the ports count as well: a flow is useless in one direction. */
static bool mtk_ppe_entry_udp_errata(const struct mtk_ppe_soc *soc,
				     const struct nf_flow_hw_rule *rule)
{
	unsigned int i;

	if (!soc->n_udp_errata || rule->l4proto != IPPROTO_UDP)
		return false;

	for (i = 0; i < soc->n_udp_errata; i++)
		if (ntohs(rule->match.dport) == soc->udp_errata[i] ||
		    ntohs(rule->match.sport) == soc->udp_errata[i] ||
		    ntohs(rule->rewrite.dport) == soc->udp_errata[i] ||
		    ntohs(rule->rewrite.sport) == soc->udp_errata[i])
			return true;
	return false;
}

static bool mtk_ppe_entry_expressible(const struct mtk_ppe_soc *soc,
				      const struct mtk_ppe_layout *layout,
				      const struct nf_flow_hw_rule *rule)
{
	if ((rule->needs | layout->needs) & ~soc->features)
		return false;
	if (mtk_ppe_entry_udp_errata(soc, rule) ||
	    !mtk_ppe_entry_translatable(layout, rule))
		return false;
	return is_valid_ether_addr(rule->dmac) &&
	       is_valid_ether_addr(rule->smac);
}

static void mtk_ppe_entry_set_addr(u32 *word, unsigned int n,
				   const union nf_inet_addr *addr)
{
	unsigned int i;

	word[0] = ntohl(addr->ip6[0]);
	for (i = 1; i < n; i++)
		word[i] = ntohl(addr->ip6[i]);
}

static u32 mtk_ppe_entry_ports(const struct nf_flow_hw_tuple *tuple)
{
	return FIELD_PREP(MTK_FOE_PORTS_SPORT, ntohs(tuple->sport)) |
	       FIELD_PREP(MTK_FOE_PORTS_DPORT, ntohs(tuple->dport));
}

static void mtk_ppe_entry_set_key(const struct mtk_ppe_soc *soc,
				  struct mtk_ppe_entry *entry,
				  const struct nf_flow_hw_rule *rule, u8 sp)
{
	const struct mtk_ppe_layout *layout = entry->layout;
	u32 *word = entry->word;

	mtk_ppe_entry_set_addr(&word[layout->sip], layout->addr_words,
			       &rule->match.src);
	mtk_ppe_entry_set_addr(&word[layout->dip], layout->addr_words,
			       &rule->match.dst);
	word[layout->ports] = layout->protocol ?
			      MTK_PPE_ENTRY_PROTOCOL | rule->l4proto :
			      mtk_ppe_entry_ports(&rule->match);
	entry->hash = layout->hash(&word[layout->sip], &word[layout->dip],
				   word[layout->ports]);

	word[0] |= mtk_ppe_entry_prep(soc, MTK_PPE_FIELD_TYPE, layout->type) |
		   mtk_ppe_entry_prep(soc, MTK_PPE_FIELD_UDP,
				      rule->l4proto == IPPROTO_UDP) |
		   mtk_ppe_entry_prep(soc, MTK_PPE_FIELD_SP, sp);
}

static void mtk_ppe_entry_set_rewrite(const struct mtk_ppe_soc *soc,
				      struct mtk_ppe_entry *entry,
				      const struct nf_flow_hw_rule *rule)
{
	const struct mtk_ppe_layout *layout = entry->layout;
	bool one = layout->new_sip == layout->new_dip;
	bool dnat = one && mtk_ppe_entry_dnat(rule);
	u32 *word = entry->word;

	if (!layout->new_sip)
		return;

	if (!dnat)
		mtk_ppe_entry_set_addr(&word[layout->new_sip],
				       layout->addr_words, &rule->rewrite.src);
	if (!one || dnat)
		mtk_ppe_entry_set_addr(&word[layout->new_dip],
				       layout->addr_words, &rule->rewrite.dst);
	if (dnat)
		*mtk_ppe_entry_block(entry, MTK_PPE_BLOCK_UDF) |=
			mtk_ppe_entry_prep(soc, MTK_PPE_FIELD_DNAT, 1);
	if (layout->new_ports)
		word[layout->new_ports] = mtk_ppe_entry_ports(&rule->rewrite);
}

/* The whole new header: the engine strips what was received (mtk-ppe 2.5). */
static void mtk_ppe_entry_set_l2(struct mtk_ppe_entry *entry,
				 const struct nf_flow_hw_rule *rule,
				 const struct mtk_ppe_tags *tags, u16 etype)
{
	u32 *l2 = mtk_ppe_entry_block(entry, MTK_PPE_BLOCK_L2);

	l2[MTK_FOE_L2_W0] = FIELD_PREP(MTK_FOE_L2_W0_ETYPE, etype) |
			    FIELD_PREP(MTK_FOE_L2_W0_VLAN1, tags->vlan[0]);
	l2[MTK_FOE_L2_DMAC_HI] = get_unaligned_be32(rule->dmac);
	l2[MTK_FOE_L2_W2] = FIELD_PREP(MTK_FOE_L2_W2_DMAC_LO,
				       get_unaligned_be16(rule->dmac + 4)) |
			    FIELD_PREP(MTK_FOE_L2_W2_VLAN2, tags->vlan[1]);
	l2[MTK_FOE_L2_SMAC_HI] = get_unaligned_be32(rule->smac);
	l2[MTK_FOE_L2_W4] = FIELD_PREP(MTK_FOE_L2_W4_SMAC_LO,
				       get_unaligned_be16(rule->smac + 4)) |
			    FIELD_PREP(MTK_FOE_L2_W4_PPPOE_ID, tags->session);
}

/* Returns what stands in place of the Ethernet type. */
static u16 mtk_ppe_entry_set_tags(const struct mtk_ppe_soc *soc,
				  struct mtk_ppe_entry *entry,
				  const struct mtk_ppe_tags *tags, u16 dsa)
{
	if (likely(!tags->n_vlan && !tags->pppoe && !dsa))
		return entry->layout->etype;

	entry->word[0] |= mtk_ppe_entry_prep(soc, MTK_PPE_FIELD_VPM,
					     tags->n_vlan && !dsa) |
			  mtk_ppe_entry_prep(soc, MTK_PPE_FIELD_VLAN_LAYER,
					     tags->n_vlan ?: !!dsa) |
			  mtk_ppe_entry_prep(soc, MTK_PPE_FIELD_PPPOE, tags->pppoe);

	/* The switch's tag takes the place of the TPID. */
	if (dsa)
		return dsa | (tags->n_vlan ? MTK_FOE_ETYPE_DSA_VLAN : 0);

	return tags->pppoe ? ETH_P_PPP_SES : entry->layout->etype;
}

static void mtk_ppe_entry_set_lengths(struct mtk_ppe_entry *entry,
				      const struct nf_flow_hw_rule *rule,
				      const struct mtk_ppe_tags *in,
				      const struct mtk_ppe_tags *out,
				      const struct mtk_ppe_path *path)
{
	unsigned int vlans = out->n_vlan ?: !!path->dsa_out;

	entry->tags = vlans + out->pppoe;
	entry->frame_max = ETH_HLEN + vlans * VLAN_HLEN +
			   out->pppoe * PPPOE_SES_HLEN + rule->mtu;
	entry->l2_len = ETH_HLEN + (in->n_vlan + path->dsa_in) * VLAN_HLEN +
			in->pppoe * PPPOE_SES_HLEN;
}

/* Exact, not a hash: port, up to two ids, which of them are sessions, which are
 * stripped, how many.
 */
static u64 mtk_ppe_entry_ingress(const struct nf_flow_hw_rule *rule)
{
	u64 ingress = rule->port_in | (u64)rule->encap_in_num << 48 |
		      (u64)rule->vlan_ingress << 52;
	unsigned int i;

	for (i = 0; i < rule->encap_in_num; i++) {
		ingress |= (u64)rule->encap_in[i].id << (16 + 16 * i);
		if (rule->encap_in[i].proto == htons(ETH_P_PPP_SES))
			ingress |= BIT_ULL(50 + i);
	}
	return ingress;
}

/* PSE_QOS stays 0, unlike in-tree: straight to the MAC. QDMA queues belong to
 * the Ethernet driver, which shapes and resets them without asking us.
 */
static void mtk_ppe_entry_set_constant(const struct mtk_ppe_soc *soc,
				       struct mtk_ppe_entry *entry, u8 dest_port)
{
	entry->word[0] = soc->always[MTK_PPE_BLOCK_IB1];
	*mtk_ppe_entry_block(entry, MTK_PPE_BLOCK_UDF) =
		soc->always[MTK_PPE_BLOCK_UDF];
	*mtk_ppe_entry_block(entry, MTK_PPE_BLOCK_IB2) =
		soc->always[MTK_PPE_BLOCK_IB2] |
		mtk_ppe_entry_prep(soc, MTK_PPE_FIELD_DEST_PORT, dest_port);
}

/* The words that the engine will read; all other members are set. By twos, since
 * some processors' memset() goes by bytes.
 */
static void mtk_ppe_entry_clear(const struct mtk_ppe_soc *soc,
				struct mtk_ppe_entry *entry)
{
	unsigned int i, num = soc->entry_words / 2;
	u64 *pair = (u64 *)entry->word;

	for (i = 0; i < num; i += 2) {
		WRITE_ONCE(pair[i], 0);
		WRITE_ONCE(pair[i + 1], 0);
	}
}

/**
 * mtk_ppe_entry_encode - make the words of a flow entry
 * @soc: the generation
 * @rule: what to forward and how
 * @path: where it enters and leaves
 * @entry: result
 *
 * Return: 0, or -EOPNOTSUPP if the engine or this driver cannot express @rule.
 */
int mtk_ppe_entry_encode(const struct mtk_ppe_soc *soc,
			 const struct nf_flow_hw_rule *rule,
			 const struct mtk_ppe_path *path,
			 struct mtk_ppe_entry *entry)
{
	const struct mtk_ppe_layout *layout;
	struct mtk_ppe_tags in, out;

	if (!mtk_ppe_entry_tags(rule->encap_in, rule->encap_in_num,
				rule->vlan_ingress, &in) ||
	    !mtk_ppe_entry_tags(rule->encap_out, rule->encap_out_num, 0, &out))
		return -EOPNOTSUPP;

	layout = mtk_ppe_entry_layout(rule);
	if (!layout || !mtk_ppe_entry_expressible(soc, layout, rule))
		return -EOPNOTSUPP;

	mtk_ppe_entry_clear(soc, entry);
	entry->layout = layout;
	entry->ingress = mtk_ppe_entry_ingress(rule);
	mtk_ppe_entry_set_lengths(entry, rule, &in, &out, path);
	mtk_ppe_entry_set_constant(soc, entry, path->dest_port);
	mtk_ppe_entry_set_key(soc, entry, rule, path->sp);
	mtk_ppe_entry_set_rewrite(soc, entry, rule);
	mtk_ppe_entry_set_l2(entry, rule, &out,
			     mtk_ppe_entry_set_tags(soc, entry, &out, path->dsa_out));
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_entry_encode);

/* The type as far as it is part of the key. */
static u32 mtk_ppe_entry_key_type(const struct mtk_ppe_soc *soc, u32 ib1)
{
	u32 mask = soc->field[MTK_PPE_FIELD_TYPE].mask;
	u32 type = (ib1 & mask) >> __ffs(mask);
	unsigned int i;

	for (i = 0; i < MTK_PPE_KIND_NUM; i++)
		if (mtk_ppe_layouts[i].type == type)
			return mtk_ppe_layouts[i].key_type;
	return type;
}

/**
 * mtk_ppe_entry_same_tuple - have both the same addresses and ports to match?
 * @entry: an encoded entry
 * @foe: words of another one as they stand in the table, whatever its state
 *
 * Return: true if they are equal in the words of @entry's type.
 */
bool mtk_ppe_entry_same_tuple(const struct mtk_ppe_entry *entry, const u32 *foe)
{
	unsigned int i;

	for (i = entry->layout->sip; i <= entry->layout->ports; i++)
		if (READ_ONCE(foe[i]) != entry->word[i])
			return false;
	return true;
}

/**
 * mtk_ppe_entry_same_key - would the engine find both for the same packet?
 * @soc: the generation
 * @entry: an encoded entry
 * @foe: words of another one as they stand in the table, whatever its state
 *
 * Return: true if both match the same packets.
 */
bool mtk_ppe_entry_same_key(const struct mtk_ppe_soc *soc,
			    const struct mtk_ppe_entry *entry,
			    const u32 *foe)
{
	u32 ib1_key = soc->field[MTK_PPE_FIELD_UDP].mask |
		      soc->field[MTK_PPE_FIELD_SP].mask;
	u32 ib1 = READ_ONCE(foe[0]);

	if ((ib1 ^ entry->word[0]) & ib1_key)
		return false;
	if (mtk_ppe_entry_key_type(soc, ib1) != entry->layout->key_type)
		return false;

	return mtk_ppe_entry_same_tuple(entry, foe);
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_entry_same_key);

/**
 * mtk_ppe_entry_same - do both forward the same packets in the same way?
 * @soc: the generation
 * @entry: an encoded entry
 * @foe: words of another one as they stand in the table
 *
 * State and timestamp belong to the engine once the entry is published, as do
 * the words that @entry leaves alone: they are not compared.
 *
 * Return: true if all that the driver decides is equal.
 */
bool mtk_ppe_entry_same(const struct mtk_ppe_soc *soc,
			const struct mtk_ppe_entry *entry, const u32 *foe)
{
	u32 engine = soc->field[MTK_PPE_FIELD_TS].mask |
		     soc->field[MTK_PPE_FIELD_STATE].mask;
	u32 body = entry->layout->body;
	unsigned int i;

	if ((READ_ONCE(foe[0]) ^ entry->word[0]) & ~engine)
		return false;

	for (i = 1; body >> i; i++)
		if (body & BIT(i) && READ_ONCE(foe[i]) != entry->word[i])
			return false;
	return true;
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_entry_same);
