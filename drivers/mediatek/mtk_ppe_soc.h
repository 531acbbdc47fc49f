/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between the SoCs, as data: the flow of the driver asks a
 * descriptor and never for a generation.
 */
#ifndef _MTK_PPE_SOC_H
#define _MTK_PPE_SOC_H

#include <linux/platform_data/nf_flow_hw_mtk.h>
#include <linux/types.h>

/* Words of the largest entry that we know (v3: 128 bytes). */
#define MTK_PPE_ENTRY_WORDS_MAX		32

/* MIB_SER_R0 .. MIB_SER_R3 */
#define MTK_PPE_MIB_REGS		4

/* Initialises an element of &mtk_ppe_soc.field. */
#define MTK_PPE_FIELD(_id, _block, _word, _mask)			\
	[MTK_PPE_FIELD_##_id] = {					\
		.block = MTK_PPE_BLOCK_##_block,			\
		.word = (_word),					\
		.mask = (_mask),					\
	}

/**
 * enum mtk_ppe_block - groups of fields that keep their shape in every entry type
 * @MTK_PPE_BLOCK_IB1: word 0: state, type, what to do
 * @MTK_PPE_BLOCK_IB2: where to send, what to count
 * @MTK_PPE_BLOCK_L2: the new Ethernet header
 * @MTK_PPE_BLOCK_UDF: switches of v3
 * @MTK_PPE_BLOCK_NUM: how many
 */
enum mtk_ppe_block {
	MTK_PPE_BLOCK_IB1,
	MTK_PPE_BLOCK_IB2,
	MTK_PPE_BLOCK_L2,
	MTK_PPE_BLOCK_UDF,
	MTK_PPE_BLOCK_NUM
};

/**
 * enum mtk_ppe_field_id - the fields that the driver sets or reads
 * @MTK_PPE_FIELD_TS: second of the last hit (IB1)
 * @MTK_PPE_FIELD_SP: PSE port of ingress, part of the key (IB1)
 * @MTK_PPE_FIELD_VLAN_LAYER: VLAN tags of the new header (IB1)
 * @MTK_PPE_FIELD_PPPOE: the new header has a PPPoE session (IB1)
 * @MTK_PPE_FIELD_VPM: outer TPID is 0x8100, not the field ETYPE (IB1)
 * @MTK_PPE_FIELD_PACKETS: packets of this second (IB1 while unbound)
 * @MTK_PPE_FIELD_CACHE: entry may be cached (IB1)
 * @MTK_PPE_FIELD_TTL: decrement TTL or hop limit (IB1)
 * @MTK_PPE_FIELD_TYPE: MTK_FOE_TYPE_* (IB1)
 * @MTK_PPE_FIELD_STATE: MTK_FOE_STATE_* (IB1)
 * @MTK_PPE_FIELD_UDP: UDP instead of TCP, part of the key (IB1)
 * @MTK_PPE_FIELD_STATIC: never aged, never used for learning (IB1)
 * @MTK_PPE_FIELD_DEST_PORT: PSE port of egress (IB2)
 * @MTK_PPE_FIELD_MIB: count packets and bytes (IB2)
 * @MTK_PPE_FIELD_FORCE: send there, whatever the switch learned (IB2, MT7620)
 * @MTK_PPE_FIELD_PORT_AG: accounting group (IB2)
 * @MTK_PPE_FIELD_PORT_MG: meter group (IB2, v1)
 * @MTK_PPE_FIELD_KEEP_DSCP: leave DSCP as received (IB1 of MT7620, UDF of v3)
 * @MTK_PPE_FIELD_KEEP_ECN: leave ECN as received (UDF of v3)
 * @MTK_PPE_FIELD_DNAT: the one new address is the destination (UDF of v3)
 * @MTK_PPE_FIELD_VLAN1: TCI of the outer VLAN tag (L2)
 * @MTK_PPE_FIELD_ETYPE: Ethernet type of the new header, or a switch's tag (L2)
 * @MTK_PPE_FIELD_DMAC_HI: bytes 0-3 of the new destination MAC (L2)
 * @MTK_PPE_FIELD_VLAN2: TCI of the inner VLAN tag (L2)
 * @MTK_PPE_FIELD_DMAC_LO: bytes 4-5 (L2)
 * @MTK_PPE_FIELD_SMAC_HI: bytes 0-3 of the new source MAC (L2)
 * @MTK_PPE_FIELD_PPPOE_ID: session id (L2)
 * @MTK_PPE_FIELD_SMAC_LO: bytes 4-5 (L2)
 * @MTK_PPE_FIELD_NUM: how many
 */
enum mtk_ppe_field_id {
	MTK_PPE_FIELD_TS,
	MTK_PPE_FIELD_SP,
	MTK_PPE_FIELD_VLAN_LAYER,
	MTK_PPE_FIELD_PPPOE,
	MTK_PPE_FIELD_VPM,
	MTK_PPE_FIELD_PACKETS,
	MTK_PPE_FIELD_CACHE,
	MTK_PPE_FIELD_TTL,
	MTK_PPE_FIELD_TYPE,
	MTK_PPE_FIELD_STATE,
	MTK_PPE_FIELD_UDP,
	MTK_PPE_FIELD_STATIC,
	MTK_PPE_FIELD_DEST_PORT,
	MTK_PPE_FIELD_MIB,
	MTK_PPE_FIELD_FORCE,
	MTK_PPE_FIELD_PORT_AG,
	MTK_PPE_FIELD_PORT_MG,
	MTK_PPE_FIELD_KEEP_DSCP,
	MTK_PPE_FIELD_KEEP_ECN,
	MTK_PPE_FIELD_DNAT,
	MTK_PPE_FIELD_VLAN1,
	MTK_PPE_FIELD_ETYPE,
	MTK_PPE_FIELD_DMAC_HI,
	MTK_PPE_FIELD_VLAN2,
	MTK_PPE_FIELD_DMAC_LO,
	MTK_PPE_FIELD_SMAC_HI,
	MTK_PPE_FIELD_PPPOE_ID,
	MTK_PPE_FIELD_SMAC_LO,
	MTK_PPE_FIELD_NUM
};

/**
 * struct mtk_ppe_field - where a field sits
 * @block: which block
 * @word: word of the block
 * @mask: bits of that word; 0: the generation does not have the field
 */
struct mtk_ppe_field {
	enum mtk_ppe_block	block;
	u8			word;
	u32			mask;
};

/* A value in the place of a field, for initialisers. */
#define MTK_PPE_PREP(_mask, _val)	((u32)(_val) << __builtin_ctzl(_mask))

/**
 * enum mtk_ppe_kind - entry types that the driver builds
 * @MTK_PPE_KIND_IPV4_HNAPT: IPv4 TCP and UDP, routed and translated
 * @MTK_PPE_KIND_IPV6_5T: IPv6 TCP and UDP, routed
 * @MTK_PPE_KIND_IPV4_HNAT: IPv4 protocols without ports
 * @MTK_PPE_KIND_IPV6_3T: IPv6 protocols without ports
 * @MTK_PPE_KIND_IPV6_HNAPT: IPv6 TCP and UDP, one address and the ports translated
 * @MTK_PPE_KIND_NUM: how many
 */
enum mtk_ppe_kind {
	MTK_PPE_KIND_IPV4_HNAPT,
	MTK_PPE_KIND_IPV6_5T,
	MTK_PPE_KIND_IPV4_HNAT,
	MTK_PPE_KIND_IPV6_3T,
	MTK_PPE_KIND_IPV6_HNAPT,
	MTK_PPE_KIND_NUM
};

/**
 * struct mtk_ppe_layout - the words of one entry type
 * @block: first word of each block
 * @needs: NF_FLOW_TABLE_HW_F_* bits that a SoC must offer to have the type
 * @type: MTK_FOE_TYPE_*
 * @key_type: MTK_FOE_TYPE_* whose entries are looked up alike
 * @protocol: the word @ports holds the protocol, not ports
 * @addr_words: words of an address
 * @sip: first word of the source address to match; the key ends with @ports
 * @dip: first word of the destination address to match
 * @ports: both ports to match
 * @new_sip: first word of the new source address; 0: cannot be translated
 * @new_dip: first word of the new destination address; equal to @new_sip: one
 *	address is translated, MTK_PPE_FIELD_DNAT says which
 * @new_ports: both new ports; 0: there are none
 * @etype: Ethernet type of a packet without tags
 * @body: bit n set: the driver decides word n. Others are the engine's or unused.
 * @hash: hash of the key
 */
struct mtk_ppe_layout {
	u8			block[MTK_PPE_BLOCK_NUM];
	u32			needs;
	u8			type;
	u8			key_type;
	bool			protocol;
	u8			addr_words;
	u8			sip;
	u8			dip;
	u8			ports;
	u8			new_sip;
	u8			new_dip;
	u8			new_ports;
	u16			etype;
	u32			body;
	u32			(*hash)(const u32 *sip, const u32 *dip,
					u32 ports);
};

/**
 * struct mtk_ppe_reg - a register and the value that starts it
 * @reg: byte offset in the PPE
 * @val: value
 * @keep: bits that stay as they are
 */
struct mtk_ppe_reg {
	u32			reg;
	u32			val;
	u32			keep;
};

/**
 * struct mtk_ppe_gdm - the MAC behind a PSE port
 * @pse_port: the port
 * @fwd_cfg: its forward configuration register, from the frame engine's base
 */
struct mtk_ppe_gdm {
	u8			pse_port;
	u32			fwd_cfg;
};

/**
 * struct mtk_ppe_soc - one generation of the engine
 * @name: for the log and for users
 * @generation: of the frame engine, as the in-tree driver counts (NETSYS v1 to v3)
 * @features: NF_FLOW_TABLE_HW_F_* that the driver can express here
 * @n_ppe: engines in the SoC
 * @base: registers of PPE 0, 1, ..., from the frame engine's base
 * @pse_port: PSE port of PPE 0, 1, ...; frames for it are forwarded there
 * @entry_words: words of an entry
 * @ways: entries of a bucket
 * @max_entries: largest table
 * @index_mask: bits of an index in an RX descriptor; all ones means "none" there,
 *	so an index that looks like that is never bound
 * @line: an entry must not cross a multiple of that many bytes; 0: it may
 * @tb_cfg: generation's bits of TB_CFG, added to those all have in common
 * @glo_cfg: likewise of GLO_CFG
 * @flow_types: bits of FLOW_CFG that let packets find and make entries
 * @flow_cfg: its other bits
 * @extra: registers that only this generation has
 * @n_extra: how many
 * @learns: a packet that comes up says which entry it hit, so the driver can bind
 *	what the engine has learned
 * @cache_lock_tag: tag that no entry has, to lock cache line 0 with
 * @gdm: MACs whose frames can be steered
 * @n_gdm: how many
 * @field: where the fields sit but those of block L2, MTK_PPE_FIELD_NUM of them;
 *	see mtk_ppe_soc_field()
 * @always: per block: bits of its first word that every entry has set
 * @udp_errata: destination ports of UDP that the engine must not touch
 * @n_udp_errata: how many
 * @mib_decode: registers of a serial MIB read to packets and bytes; NULL: the
 *	engine counts nothing
 * @n_mib_regs: how many registers that takes
 */
struct mtk_ppe_soc {
	const char			*name;
	u8				generation;
	u32				features;
	u8				n_ppe;
	const u32			*base;
	const u8			*pse_port;
	u8				entry_words;
	u8				ways;
	u32				max_entries;
	u32				index_mask;
	u32				line;
	u32				tb_cfg;
	u32				glo_cfg;
	u32				flow_types;
	u32				flow_cfg;
	const struct mtk_ppe_reg	*extra;
	unsigned int			n_extra;
	bool				learns;
	u16				cache_lock_tag;
	const struct mtk_ppe_gdm	*gdm;
	unsigned int			n_gdm;
	const struct mtk_ppe_field	*field;
	u32				always[MTK_PPE_BLOCK_NUM];
	const u16			*udp_errata;
	unsigned int			n_udp_errata;
	void				(*mib_decode)(const u32 *reg,
						      u64 *packets,
						      u64 *bytes);
	u8				n_mib_regs;
};

extern const struct mtk_ppe_soc mtk_ppe_soc_mt7620;
extern const struct mtk_ppe_soc mtk_ppe_soc_mt7621;
extern const struct mtk_ppe_soc mtk_ppe_soc_mt7622;
extern const struct mtk_ppe_soc mtk_ppe_soc_mt7623;
extern const struct mtk_ppe_soc mtk_ppe_soc_mt7629;
extern const struct mtk_ppe_soc mtk_ppe_soc_mt7981;
extern const struct mtk_ppe_soc mtk_ppe_soc_mt7986;
extern const struct mtk_ppe_soc mtk_ppe_soc_mt7988;

extern const struct mtk_ppe_layout mtk_ppe_layouts[MTK_PPE_KIND_NUM];
extern const struct mtk_ppe_field mtk_ppe_l2_field[MTK_PPE_FIELD_NUM];

/**
 * mtk_ppe_soc_field - where a field sits
 * @soc: the generation
 * @id: the field
 *
 * Return: its place; the mask is 0 if the generation lacks it.
 */
static inline const struct mtk_ppe_field *
mtk_ppe_soc_field(const struct mtk_ppe_soc *soc, enum mtk_ppe_field_id id)
{
	return id < MTK_PPE_FIELD_VLAN1 ? &soc->field[id] :
					  &mtk_ppe_l2_field[id];
}

const struct mtk_ppe_soc *mtk_ppe_soc_get(enum nf_flow_hw_mtk_soc soc);
u32 mtk_ppe_soc_ib1(const struct mtk_ppe_soc *soc, enum mtk_ppe_field_id id,
		    u32 val);
void mtk_ppe_soc_mib_48(const u32 *reg, u64 *packets, u64 *bytes);
u32 mtk_ppe_soc_state(const struct mtk_ppe_soc *soc, u32 ib1);

#endif /* _MTK_PPE_SOC_H */
