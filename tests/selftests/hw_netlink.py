# SPDX-License-Identifier: GPL-2.0-only
"""Questions to the family nf_flow_hw, message by message: what a tool would not show
(duplicates, flags) or cost (a process for each question)."""
import socket
import struct
import sys

NETLINK_GENERIC, GENL_ID_CTRL, CTRL_CMD_GETFAMILY = 16, 16, 3
CTRL_ATTR_FAMILY_ID, CTRL_ATTR_FAMILY_NAME = 1, 2
STATUS_GET, BACKEND_GET, TABLE_GET, REJECT_GET, RING_GET, FLOW_GET = range(1, 7)
NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP, NLM_F_DUMP_INTR = 1, 4, 0x300, 0x10
NLMSG_ERROR, NLMSG_DONE = 2, 3


def attributes(data):
    pos = 0
    while pos + 4 <= len(data):
        size, kind = struct.unpack_from("=HH", data, pos)
        yield kind & 0x3fff, data[pos + 4:pos + size]
        pos += (size + 3) & ~3


class Family:
    def __init__(self, name=b"nf_flow_hw\0"):
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
        self.sock.bind((0, 0))
        self.number = GENL_ID_CTRL
        asked = struct.pack("=HH", 4 + len(name), CTRL_ATTR_FAMILY_NAME) + name
        (_, reply), = self.ask(CTRL_CMD_GETFAMILY, NLM_F_ACK, asked + bytes(-len(name) % 4))
        self.number, = struct.unpack("=H", dict(attributes(reply))[CTRL_ATTR_FAMILY_ID])

    def ask(self, cmd, flags=NLM_F_DUMP, attrs=b""):
        """The flags and attributes of each message of the answer, up to its end; so a
        question that is no dump must ask for an acknowledgement."""
        body = struct.pack("=BBH", cmd, 1, 0) + attrs
        self.sock.send(struct.pack("=IHHII", 16 + len(body), self.number,
                                   NLM_F_REQUEST | flags, 1, 0) + body)
        while True:
            data = self.sock.recv(1 << 18)
            pos = 0
            while pos < len(data):
                size, kind, flags = struct.unpack_from("=IHH", data, pos)
                if kind == NLMSG_DONE:
                    return
                if kind == NLMSG_ERROR:
                    err, = struct.unpack_from("=i", data, pos + 16)
                    if err:
                        sys.exit("error %d" % err)
                    return
                yield flags, data[pos + 20:pos + size]
                pos += (size + 3) & ~3
