#!/usr/bin/env python3
"""Set the mark of a connection: ct_mark.py SRC SPORT DST DPORT MARK (IPv4, UDP).

conntrack(8) repeats all that it knows of a connection when it updates one, and the
kernel refuses most of that. This sends the tuple and the mark, nothing else.
"""
import socket
import struct
import sys

NETLINK_NETFILTER = 12
NFNL_SUBSYS_CTNETLINK = 1
IPCTNL_MSG_CT_NEW = 0
NLM_F_REQUEST, NLM_F_ACK = 1, 4
CTA_TUPLE_ORIG, CTA_MARK = 1, 8
CTA_TUPLE_IP, CTA_TUPLE_PROTO = 1, 2
CTA_IP_V4_SRC, CTA_IP_V4_DST = 1, 2
CTA_PROTO_NUM, CTA_PROTO_SRC_PORT, CTA_PROTO_DST_PORT = 1, 2, 3
NLA_F_NESTED = 0x8000


def attr(kind, payload):
    size = 4 + len(payload)
    return struct.pack("=HH", size, kind) + payload + bytes(-size % 4)


def request(src, sport, dst, dport, mark):
    ip = (attr(CTA_IP_V4_SRC, socket.inet_aton(src)) +
          attr(CTA_IP_V4_DST, socket.inet_aton(dst)))
    proto = (attr(CTA_PROTO_NUM, bytes([socket.IPPROTO_UDP])) +
             attr(CTA_PROTO_SRC_PORT, struct.pack("!H", sport)) +
             attr(CTA_PROTO_DST_PORT, struct.pack("!H", dport)))
    tuple_orig = (attr(CTA_TUPLE_IP | NLA_F_NESTED, ip) +
                  attr(CTA_TUPLE_PROTO | NLA_F_NESTED, proto))
    body = (struct.pack("!BBH", socket.AF_INET, 0, 0) +
            attr(CTA_TUPLE_ORIG | NLA_F_NESTED, tuple_orig) +
            attr(CTA_MARK, struct.pack("!I", mark)))
    header = struct.pack("=IHHII", 16 + len(body),
                         NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_NEW,
                         NLM_F_REQUEST | NLM_F_ACK, 1, 0)
    return header + body


def main():
    src, sport, dst, dport, mark = sys.argv[1:]
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW,
                         NETLINK_NETFILTER)
    sock.bind((0, 0))
    sock.send(request(src, int(sport), dst, int(dport), int(mark, 0)))
    error = struct.unpack_from("=i", sock.recv(4096), 16)[0]
    sys.exit(f"ct_mark: error {-error}" if error else 0)


main()
