#!/usr/bin/env python3
"""Set the mark of a connection: ct_mark.py SRC SPORT DST DPORT MARK (IPv4, UDP).

conntrack(8) repeats all that it knows of a connection when it updates one, and the
kernel refuses most of that. This sends the tuple and the mark, nothing else.
"""
import struct
import sys

from ct_netlink import CTA_MARK, IPCTNL_MSG_CT_NEW, Conntrack, attr, tuple_orig


def main():
    src, sport, dst, dport, mark = sys.argv[1:]
    error = Conntrack().ask(IPCTNL_MSG_CT_NEW, tuple_orig(src, int(sport), dst, int(dport)) +
                            attr(CTA_MARK, struct.pack("!I", int(mark, 0))))
    sys.exit(f"ct_mark: error {error}" if error else 0)


main()
