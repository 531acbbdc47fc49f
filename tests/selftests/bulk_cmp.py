#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Two files as bulk(1) keeps them: frames of one flow, of lengths and in orders that are given.
Called with the tags (names of TAGS), two lists of packets and a directory; a packet is LENGTH:ID."""
import struct
import sys

TAGS = {"plain": "", "vlan": "8100006b", "qinq": "810000648100006b"}


def packet(length, ident):
    header = struct.pack(">BBHHHBBH4B4B", 0x45, 0, length, ident, 0, 64, 17, 0, 10, 0, 2, 2, 10, 0, 1, 2)
    udp = struct.pack(">HHHH", 5019, 20019, length - 20, 0)
    return header + udp + bytes(ident + i & 255 for i in range(length - 28))


def frame(tag, length, ident):
    data = bytes(12) + bytes.fromhex(TAGS[tag] + "0800") + packet(length, ident)
    return struct.pack("=II", 0, len(data)) + data


def main():
    tag, where = sys.argv[1], sys.argv[4]
    for name, packets in zip("ab", sys.argv[2:4]):
        with open("%s/%s" % (where, name), "wb") as out:
            for word in packets.split(","):
                out.write(frame(tag, *(int(n) for n in word.split(":"))))


main()
