# SPDX-License-Identifier: GPL-2.0-only
"""Messages of ctnetlink that conntrack(8) cannot send, or not fast enough: the tuple of
an IPv4 UDP connection and nothing else."""
import socket
import struct

NETLINK_NETFILTER = 12
NFNL_SUBSYS_CTNETLINK = 1
IPCTNL_MSG_CT_NEW, IPCTNL_MSG_CT_DELETE = 0, 2
NLM_F_REQUEST, NLM_F_ACK = 1, 4
CTA_TUPLE_ORIG, CTA_MARK = 1, 8
CTA_TUPLE_IP, CTA_TUPLE_PROTO = 1, 2
CTA_IP_V4_SRC, CTA_IP_V4_DST = 1, 2
CTA_PROTO_NUM, CTA_PROTO_SRC_PORT, CTA_PROTO_DST_PORT = 1, 2, 3
NLA_F_NESTED = 0x8000


def attr(kind, payload):
    size = 4 + len(payload)
    return struct.pack("=HH", size, kind) + payload + bytes(-size % 4)


def tuple_orig(src, sport, dst, dport):
    ip = (attr(CTA_IP_V4_SRC, socket.inet_aton(src)) +
          attr(CTA_IP_V4_DST, socket.inet_aton(dst)))
    proto = (attr(CTA_PROTO_NUM, bytes([socket.IPPROTO_UDP])) +
             attr(CTA_PROTO_SRC_PORT, struct.pack("!H", sport)) +
             attr(CTA_PROTO_DST_PORT, struct.pack("!H", dport)))
    return attr(CTA_TUPLE_ORIG | NLA_F_NESTED,
                attr(CTA_TUPLE_IP | NLA_F_NESTED, ip) +
                attr(CTA_TUPLE_PROTO | NLA_F_NESTED, proto))


class Conntrack:
    def __init__(self):
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
        self.sock.bind((0, 0))

    def ask(self, message, attributes):
        """Send one message; return the error of the answer, positive, 0 for none."""
        body = struct.pack("!BBH", socket.AF_INET, 0, 0) + attributes
        self.sock.send(struct.pack("=IHHII", 16 + len(body), NFNL_SUBSYS_CTNETLINK << 8 | message,
                                   NLM_F_REQUEST | NLM_F_ACK, 1, 0) + body)
        return -struct.unpack_from("=i", self.sock.recv(4096), 16)[0]
