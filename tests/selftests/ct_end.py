#!/usr/bin/env python3
"""End connections: ct_end.py FLOWS KEEP. All of FLOWS that are not in KEEP; both as
mtk_table.py writes them (IPv4, UDP).

conntrack(8) lists all connections for each one that it deletes.
"""
import os
import sys

from ct_netlink import IPCTNL_MSG_CT_DELETE, Conntrack, tuple_orig


def tuples(path):
    with open(path, encoding="ascii") as lines:
        return [tuple(line.split()[5:9]) for line in lines]


def main():
    flows, keep = (tuples(path) for path in sys.argv[1:])
    keep, conntrack = set(keep), Conntrack()
    for src, sport, dst, dport in (one for one in flows if one not in keep):
        error = conntrack.ask(IPCTNL_MSG_CT_DELETE, tuple_orig(src, int(sport), dst, int(dport)))
        if error:
            sys.exit(f"ct_end: {src}:{sport}: {os.strerror(error)}")


main()
