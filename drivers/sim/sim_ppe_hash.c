// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hash mode 1 of the PPE, which uses no seed. Confirmed with table dumps of a
 * real MT7986 (16K entries, 4 ways). Pure.
 */
#include "sim_ppe_hash.h"

#include <kunit/visibility.h>
#include <linux/bitops.h>
#include <linux/export.h>

/**
 * sim_hash_raw - mix a key
 * @key: what to look up
 *
 * Neither UDP bit nor ingress port nor tags are part of it.
 *
 * Return: 32 bits, of which the lowest choose the bucket
 */
u32 sim_hash_raw(const struct sim_key *key)
{
	const u32 *w = key->w;
	u32 a, b, c, h;

	if (key->n == 3) {
		a = w[2];
		b = w[1];
		c = w[0];
	} else {
		const u32 *s = w, *d = w + 4;

		a = s[3] ^ d[3] ^ w[8];
		b = s[2] ^ d[2] ^ d[0];
		c = s[1] ^ d[1] ^ s[0];
	}

	h = rol32((a & b) | (~a & c), 8) ^ a ^ b ^ c;
	return h ^ h >> 16;
}
EXPORT_SYMBOL_IF_KUNIT(sim_hash_raw);

/**
 * sim_hash_index - first entry of the bucket
 * @raw: from sim_hash_raw()
 * @ways_log2: 2 for four entries per bucket
 * @entries: size of the table, a power of two
 *
 * Return: index of the first of the bucket's consecutive entries
 */
u16 sim_hash_index(u32 raw, unsigned int ways_log2, u32 entries)
{
	return (raw << ways_log2) & (entries - 1);
}
EXPORT_SYMBOL_IF_KUNIT(sim_hash_index);
