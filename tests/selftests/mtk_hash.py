#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Where the engine looks for a flow, from the description of the hardware (Documentation/
mediatek.md: hash mode 1) and not from the driver; what the tests mtk_* expect is counted by
this."""
from ipaddress import ip_address

SOCS = {  # ways, entries, index that means "none", lost to 1 KiB lines, engines, MIB
    "mt7620": (2, 4096, 0x3FFF, True, 1, False),
    "mt7621": (2, 16384, 0x3FFF, True, 1, False),
    "mt7622": (2, 16384, 0x3FFF, False, 1, True),
    "mt7623": (2, 16384, 0x3FFF, False, 1, False),
    "mt7629": (2, 16384, 0x3FFF, False, 1, True),
    "mt7981": (4, 16384, 0x3FFF, False, 2, True),
    "mt7986": (4, 16384, 0x3FFF, False, 2, True),
    "mt7988": (4, 16384, 0x7FFF, False, 3, True),
}


def raw_hash(a, b, c):
    """Of the three words that stand for ports, destination and source."""
    h = (a & b) | (~a & 0xFFFFFFFF & c)
    h = (h << 8 | h >> 24) & 0xFFFFFFFF
    h ^= a ^ b ^ c
    return h ^ h >> 16


def bucket(soc, src, dst, entries=None):
    """Index of the first entry of the bucket of a 5-tuple."""
    ways, most = SOCS[soc][:2]
    s, d = ip_address(src[0]), ip_address(dst[0])
    ports = src[1] << 16 | dst[1]
    if s.version == 4:
        a, b, c = ports, int(d), int(s)
    else:
        w = [[int(ip) >> shift & 0xFFFFFFFF for shift in (96, 64, 32, 0)] for ip in (s, d)]
        s, d = w
        a, b, c = s[3] ^ d[3] ^ ports, s[2] ^ d[2] ^ d[0], s[1] ^ d[1] ^ s[0]
    return raw_hash(a, b, c) * ways & (entries or most) - 1


def room(soc, first):
    """Entries of a bucket that can be bound: on some SoCs those that cross a 1 KiB line cannot,
    and an index that reads as "none" never can."""
    ways, _, none, lines, _, _ = SOCS[soc]
    size = 80
    return sum(not (index & none == none or lines and
                    index * size // 1024 != (index * size + size - 1) // 1024)
               for index in range(first, first + ways))
