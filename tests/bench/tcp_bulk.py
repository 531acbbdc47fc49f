#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""A TCP connection, and the headers of its next packet.

Connects to HOST PORT, sends a little so that conntrack and flowtables take the connection,
and prints in hexadecimal what bench_bulk.c wants: Ethernet, IP and TCP headers of a
packet of 44 segments. The connection stays open until standard input ends.
"""
import argparse
import socket
import struct
import sys
import time

# <linux/tcp.h>
TCP_REPAIR, TCP_REPAIR_QUEUE, TCP_QUEUE_SEQ = 19, 20, 21
TCP_RECV_QUEUE, TCP_SEND_QUEUE = 1, 2
# As bench_bulk.c has it, with timestamps.
SEGMENTS, TCP_SIZE = 44, 32


def sequence(sock, queue):
    sock.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR_QUEUE, queue)
    return sock.getsockopt(socket.IPPROTO_TCP, TCP_QUEUE_SEQ) & 0xffffffff


def numbers(sock):
    """What the connection sends next, and what it expects."""
    sock.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
    pair = sequence(sock, TCP_SEND_QUEUE), sequence(sock, TCP_RECV_QUEUE)
    sock.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 0)
    return pair


def ones_sum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return total


def tcp_header(sock, pseudo):
    """With the sum of the pseudo-header only: a device is to finish it."""
    seq, ack = numbers(sock)
    timestamps = struct.pack("!BBBBII", 1, 1, 8, 10, 1, 1)
    return struct.pack("!HHIIBBHHH", sock.getsockname()[1], sock.getpeername()[1],
                       seq, ack, TCP_SIZE // 4 << 4, 0x18, 512, ones_sum(pseudo), 0) + timestamps


def ip_header(sock, length, addresses):
    if sock.family == socket.AF_INET6:
        return struct.pack("!IHBB", 6 << 28, length, socket.IPPROTO_TCP, 64) + addresses
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + length, 1, 0x4000, 64,
                       socket.IPPROTO_TCP, 0) + addresses
    return head[:10] + struct.pack("!H", 0xffff - ones_sum(head)) + head[12:]


def headers(sock):
    ipv6 = sock.family == socket.AF_INET6
    mss = 1500 - (40 if ipv6 else 20) - TCP_SIZE
    length = TCP_SIZE + SEGMENTS * mss
    addresses = b"".join(socket.inet_pton(sock.family, name[0])
                         for name in (sock.getsockname(), sock.getpeername()))
    pseudo = addresses + struct.pack("!II", length, socket.IPPROTO_TCP)
    ethernet = bytes(6) + bytes((2, 0, 0, 0, 0, 1)) + (b"\x86\xdd" if ipv6 else b"\x08\x00")
    return ethernet + ip_header(sock, length, addresses) + tcp_header(sock, pseudo)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    args = parser.parse_args()

    sock = socket.create_connection((args.host, args.port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for _ in range(20):
        sock.send(bytes(100))
        time.sleep(0.02)
    print(headers(sock).hex(), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
