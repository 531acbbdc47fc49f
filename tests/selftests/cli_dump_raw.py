#!/usr/bin/env python3
"""Dump flows by netlink and say what came, duplicates included.

cli_dump_raw.py FIRST-PORT NUMBER: prints flows=, twice=, interrupted=, missing= (of
these source ports) and messages= of one dump."""
import socket
import struct
import sys

NETLINK_GENERIC, GENL_ID_CTRL, CTRL_CMD_GETFAMILY = 16, 16, 3
CMD_FLOW_GET, A_FLOW_ID, A_FLOW_TABLE, A_FLOW_ORIG, A_DIR_SPORT = 6, 1, 2, 6, 3
NLM_F_REQUEST, NLM_F_DUMP, NLM_F_DUMP_INTR = 1, 0x300, 0x10
NLMSG_ERROR, NLMSG_DONE = 2, 3

sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
sock.bind((0, 0))


def request(family, cmd, flags, attrs=b""):
    body = struct.pack("=BBH", cmd, 1, 0) + attrs
    sock.send(struct.pack("=IHHII", 16 + len(body), family, NLM_F_REQUEST | flags, 1, 0) + body)


def attributes(data):
    pos = 0
    while pos + 4 <= len(data):
        size, kind = struct.unpack_from("=HH", data, pos)
        yield kind & 0x3fff, data[pos + 4:pos + size]
        pos += (size + 3) & ~3


def messages():
    while True:
        data = sock.recv(1 << 18)
        pos = 0
        while pos < len(data):
            size, kind, flags = struct.unpack_from("=IHH", data, pos)
            if kind == NLMSG_DONE:
                return
            if kind == NLMSG_ERROR:
                sys.exit("error %d" % struct.unpack_from("=i", data, pos + 16))
            yield flags, data[pos + 20:pos + size]
            pos += (size + 3) & ~3


name = b"nf_flow_hw\0"
request(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0,
        struct.pack("=HH", 4 + len(name), 2) + name + b"\0" * (-len(name) % 4))
reply = sock.recv(1 << 16)
family = next(struct.unpack("=H", v)[0] for k, v in attributes(reply[20:]) if k == 1)

first, number = int(sys.argv[1]), int(sys.argv[2])
seen, ports, twice, interrupted, count = set(), set(), 0, 0, 0
request(family, CMD_FLOW_GET, NLM_F_DUMP)
for flags, data in messages():
    attrs = dict(attributes(data))
    key = attrs[A_FLOW_TABLE] + attrs[A_FLOW_ID]
    twice += key in seen
    seen.add(key)
    ports.add(struct.unpack("!H", dict(attributes(attrs[A_FLOW_ORIG]))[A_DIR_SPORT])[0])
    interrupted |= bool(flags & NLM_F_DUMP_INTR)
    count += 1
missing = set(range(first, first + number)) - ports
print("flows=%d twice=%d interrupted=%d missing=%d messages=%d" % (
    len(seen), twice, interrupted, len(missing), count))
