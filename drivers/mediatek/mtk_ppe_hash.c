// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the engine looks for a flow: hash mode 1. Pure functions.
 *
 * The formula was matched against table dumps of MT7986 boards; see
 * Documentation/mediatek.md. Only addresses and ports are hashed: protocol,
 * ingress port and tags are not, so flows that differ in those share a bucket.
 */
#include "mtk_ppe_hash.h"

#include <kunit/visibility.h>
#include <linux/bitops.h>
#include <linux/log2.h>
#include <linux/module.h>

static u32 mtk_ppe_hash_mix(u32 hv1, u32 hv2, u32 hv3)
{
	u32 hash = (hv1 & hv2) | (~hv1 & hv3);

	hash = rol32(hash, 8);
	hash ^= hv1 ^ hv2 ^ hv3;
	hash ^= hash >> 16;
	return hash;
}

/**
 * mtk_ppe_hash_v4 - hash of an IPv4 5-tuple
 * @sip: source address, one word in host order
 * @dip: destination address, likewise
 * @ports: source port in the upper, destination port in the lower half
 *
 * Return: the hash before it is reduced to an index.
 */
u32 mtk_ppe_hash_v4(const u32 *sip, const u32 *dip, u32 ports)
{
	return mtk_ppe_hash_mix(ports, dip[0], sip[0]);
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_hash_v4);

/**
 * mtk_ppe_hash_v6 - hash of an IPv6 5-tuple
 * @sip: source address, four words in host order, most significant first
 * @dip: destination address, likewise
 * @ports: source port in the upper, destination port in the lower half
 *
 * Return: the hash before it is reduced to an index.
 */
u32 mtk_ppe_hash_v6(const u32 *sip, const u32 *dip, u32 ports)
{
	return mtk_ppe_hash_mix(sip[3] ^ dip[3] ^ ports,
				sip[2] ^ dip[2] ^ dip[0],
				sip[1] ^ dip[1] ^ sip[0]);
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_hash_v6);

/**
 * mtk_ppe_hash_index - first entry of the bucket of a hash
 * @hash: from mtk_ppe_hash_v4() or mtk_ppe_hash_v6()
 * @ways: entries per bucket, a power of two
 * @entries: entries of the table, a power of two
 *
 * Return: index of way 0; the other ways follow.
 */
u32 mtk_ppe_hash_index(u32 hash, u32 ways, u32 entries)
{
	return (hash << ilog2(ways)) & (entries - 1);
}
EXPORT_SYMBOL_IF_KUNIT(mtk_ppe_hash_index);
