#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The matrix of soft_matrix.sh: the combinations of mtk_matrix.py, judged for the software engine,
which takes all of them. What an entry must say follows from the connection and from what is plugged
in where, not from the driver. Called like mtk_matrix.py, with "soft" as the SoC."""
import re
import sys

import mtk_matrix as matrix

# No buckets that fill up, and packets are counted.
matrix.SOCS["soft"] = (1, 16384, 0, False, 1, True)
matrix.documented = lambda soc, combo: None
matrix.room = lambda soc, first: 16384
# It measures IP packets.
matrix.full_is_too_long = lambda topology, tag: False


def layers(side, tag):
    """Tags and session between Ethernet and IP: (ethertype, identifier), outermost first."""
    found = [(0x8100, vid) for vid in side.vids(tag)]
    return found + ([(0x8864, side.session(tag))] if "pppoe" in tag else [])


def entry_of(combo, got, sent, leaves, came):
    """The engine's line for this direction: what it is found by, and what becomes of it."""
    (out, out_tag), (inside, in_tag) = leaves, came
    ends = [matrix.endpoint(combo.v6, end) for end in got + sent]
    line = "%s->%s IPv%d %s orig=%s->%s new=%s->%s" % (
        inside.port(in_tag), out.port(out_tag), 6 if combo.v6 else 4, combo.proto.upper(), *ends)
    tags = 0
    for ethertype, ident in layers(inside, in_tag):
        # The ethertype as it lies in the frame, in the order of this machine.
        tags = tags << 32 | int.from_bytes(ethertype.to_bytes(2, "big"), sys.byteorder) << 16 | ident
    header = out.wire_mac(out_tag).replace(":", "") + out.port_mac(out_tag).replace(":", "")
    # What the other side sends, with the addresses the other way round.
    header += out.l2(out_tag, combo.v6)[len(header):]
    return line, "tags=%x l2=%s mtu=%d" % (tags, header, 1492 if "pppoe" in out_tag else 1500)


def read_entries(where):
    with open(where + "/entries") as lines:
        found = (re.match(r"\w+ (.*) (tags=.*) packets=", line) for line in lines)
        return {match[1]: match[2] for match in found}


matrix.entry_of, matrix.read_entries = entry_of, read_entries

if __name__ == "__main__":
    sys.exit(matrix.main())
