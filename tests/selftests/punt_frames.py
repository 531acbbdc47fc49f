#!/usr/bin/env python3
# Frames that no socket sends: punt_frames.py HOW DEV ROUTER-MAC SRC SPORT DST DPORT
# HOW: badsum (5 UDP datagrams with a wrong checksum), syn (one TCP SYN)
import socket
import struct
import sys


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def ipv4(proto, src, dst, payload):
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 0, 0x4000, 64,
                       proto, 0, src, dst)
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload


def udp_bad(src, sport, dst, dport):
    data = b"not to be forwarded"
    length = 8 + len(data)
    head = struct.pack("!HHHH", sport, dport, length, 0)
    pseudo = src + dst + struct.pack("!BBH", 0, socket.IPPROTO_UDP, length)
    wrong = (checksum(pseudo + head + data) ^ 0x5555) or 1
    return ipv4(socket.IPPROTO_UDP, src, dst, head[:6] + struct.pack("!H", wrong) + data)


def tcp_syn(src, sport, dst, dport):
    head = struct.pack("!HHIIBBHHH", sport, dport, 1, 0, 5 << 4, 2, 1024, 0, 0)
    pseudo = src + dst + struct.pack("!BBH", 0, socket.IPPROTO_TCP, len(head))
    head = head[:16] + struct.pack("!H", checksum(pseudo + head)) + head[18:]
    return ipv4(socket.IPPROTO_TCP, src, dst, head)


def main():
    how, dev, router, src, sport, dst, dport = sys.argv[1:]
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    wire.bind((dev, 0))
    own = wire.getsockname()[4]
    make, count = {"badsum": (udp_bad, 5), "syn": (tcp_syn, 1)}[how]
    packet = make(socket.inet_aton(src), int(sport), socket.inet_aton(dst), int(dport))
    frame = bytes.fromhex(router.replace(":", "")) + own + b"\x08\x00" + packet
    for _ in range(count):
        wire.send(frame.ljust(60, b"\0"))


main()
