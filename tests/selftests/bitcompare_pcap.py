#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Write the frames of bitcompare.sh: connections of every kind of NAT, each with
an opening and then packets that vary in everything that may vary on an established
connection. Usage: bitcompare_pcap.py OUT.pcap; prints "opening=N frames=N flows=N".
The same frames at each call. Checksums are made here, not by what is tested."""
import random
import struct
import sys
from ipaddress import ip_address

rnd = random.Random(7986)

# What plugs into wire 0 and wire 1, and the ports of the router.
MAC = {
    "client": bytes.fromhex("02005e000100"), "server": bytes.fromhex("02005e000101"),
    "lan": bytes.fromhex("02005e000000"), "wan": bytes.fromhex("02005e000001"),
}
CLIENT, SERVER, SNAT, DNAT = "10.0.1.2", "10.0.2.2", "10.0.2.77", "10.9.9.9"
CLIENT6, SERVER6 = "fd00:1::2", "fd00:2::2"
TCP, UDP = 6, 17
FIN, SYN, RST, PSH, ACK, URG, ECE, CWR = (1 << i for i in range(8))

# name, addresses and ports as the client sees them, then as the server does.
# The mapping is that of the ruleset in bitcompare.sh.
FLOWS = [
    ("route", CLIENT, 41000, SERVER, 5001, CLIENT, 41000),
    ("snat", CLIENT, 41001, SERVER, 5002, SNAT, 20001),
    ("dnat", CLIENT, 41002, DNAT, 8003, CLIENT, 41002),
    ("both", CLIENT, 41003, DNAT, 8004, SNAT, 20004),
    ("route6", CLIENT6, 41004, SERVER6, 5005, CLIENT6, 41004),
]
DNAT_TO = {8003: (SERVER, 5003), 8004: (SERVER, 5004)}


def fold(data):
    if len(data) % 2:
        data += b"\0"
    s = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while s >> 16:
        s = (s & 0xFFFF) + (s >> 16)
    return s


def checksum(data):
    return ~fold(data) & 0xFFFF


def pseudo(src, dst, proto, length):
    s, d = ip_address(src).packed, ip_address(dst).packed
    if len(s) == 4:
        return s + d + struct.pack("!BBH", 0, proto, length)
    return s + d + struct.pack("!IHBB", length, 0, 0, proto)


class Flow:
    """One connection: makes the packets of both ends, as they send them."""

    def __init__(self, proto, spec):
        _, cip, cport, sip, sport, seen_ip, seen_port = spec
        real = DNAT_TO.get(sport, (sip, sport))
        self.proto = proto
        self.v6 = ":" in cip
        # (source, sport, destination, dport) as sent, and as it comes out.
        self.sent = {"client": (cip, cport, sip, sport),
                     "server": (real[0], real[1], seen_ip, seen_port)}
        self.out = {"client": (seen_ip, seen_port, real[0], real[1]),
                    "server": (sip, sport, cip, cport)}
        self.seq = {"client": rnd.getrandbits(32), "server": rnd.getrandbits(32)}

    def ip(self, end, l4, ttl=64, tos=0, ident=0, df=True):
        src, _, dst, _ = self.sent[end]
        s, d = ip_address(src).packed, ip_address(dst).packed
        if self.v6:
            head = struct.pack("!IHBB", 6 << 28 | tos << 20 | ident, len(l4), self.proto, ttl)
            return head + s + d + l4
        head = struct.pack("!BBHHHBBH", 0x45, tos, 20 + len(l4), ident,
                           0x4000 if df else 0, ttl, self.proto, 0) + s + d
        return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + l4

    def frame(self, end, l4, **ip):
        port = {"client": "lan", "server": "wan"}[end]
        etype = 0x86DD if self.v6 else 0x0800
        data = MAC[port] + MAC[end] + struct.pack("!H", etype) + self.ip(end, l4, **ip)
        return data + b"\xa5" * (60 - len(data))  # padding is not to be looked at

    def with_checksum(self, end, l4, at):
        src, _, dst, _ = self.sent[end]
        value = checksum(pseudo(src, dst, self.proto, len(l4)) + l4)
        if self.proto == UDP and not value:
            value = 0xFFFF
        return l4[:at] + struct.pack("!H", value) + l4[at + 2:]

    def tune(self, end, l4, tuples):
        """Change the last word so that the checksum in `tuples` becomes 0 (0xffff)."""
        src, sport, dst, dport = tuples[end]
        there = struct.pack("!HH", sport, dport) + l4[4:-2]
        there += struct.pack("!H", 0)
        s = fold(pseudo(src, dst, self.proto, len(l4)) + there)
        return l4[:-2] + struct.pack("!H", 0xFFFF - s)

    def tcp(self, end, flags, payload=b"", options=b"", window=None, urgent=0, tuned=None, **ip):
        _, sport, _, dport = self.sent[end]
        options += b"\1" * (-len(options) % 4)
        other = "server" if end == "client" else "client"
        l4 = struct.pack("!HHIIBBHHH", sport, dport, self.seq[end],
                         self.seq[other] if flags & ACK else 0,
                         (20 + len(options)) // 4 << 4, flags,
                         rnd.getrandbits(16) if window is None else window, 0, urgent)
        l4 += options + payload
        if tuned:
            l4 = self.tune(end, l4, tuned)
        self.seq[end] = (self.seq[end] + len(payload) + bool(flags & SYN)) & 0xFFFFFFFF
        return self.frame(end, self.with_checksum(end, l4, 16), **ip)

    def udp(self, end, payload=b"", no_checksum=False, tuned=None, **ip):
        _, sport, _, dport = self.sent[end]
        l4 = struct.pack("!HHHH", sport, dport, 8 + len(payload), 0) + payload
        if tuned:
            l4 = self.tune(end, l4, tuned)
        if not no_checksum:
            l4 = self.with_checksum(end, l4, 6)
        return self.frame(end, l4, **ip)

    def opening(self):
        if self.proto == UDP:
            return [self.udp("client", b"open"), self.udp("server", b"open"),
                    self.udp("client", b"open")]
        mss = b"\2\4\5\xb4"
        return [self.tcp("client", SYN, options=mss, window=65535),
                self.tcp("server", SYN | ACK, options=mss, window=65535),
                self.tcp("client", ACK, window=65535),
                self.tcp("client", ACK | PSH, b"open"),
                self.tcp("server", ACK | PSH, b"open")]

    def vary(self, end):
        """The frames that are compared, for one direction."""
        n = 1440 if self.v6 else 1460
        room = n + (12 if self.proto == UDP else 0)
        make = self.udp if self.proto == UDP else lambda e, p, **k: self.tcp(e, ACK, p, **k)
        data = rnd.randbytes(room)
        yield from (make(end, data[:length]) for length in
                    (0, 1, 2, 3, 5, 6, 7, 17, 18, 19, 25, 26, 27, 99, 100, 101, 511, room - 1, room))
        yield from (make(end, data[:20], tos=tos) for tos in
                    (1, 2, 3, 0x20, 0x28, 0x48, 0x68, 0x88, 0xB8, 0xC0, 0xFF))
        yield from (make(end, data[:21], ttl=ttl) for ttl in (2, 3, 63, 65, 127, 128, 129, 255))
        yield from (make(end, data[:22], ident=i) for i in (1, 0xFF, 0x100, 0x7FFF, 0xFFFF))
        yield from (make(end, bytes([b]) * 40) for b in (0, 0xFF, 0x55))
        # Checksums about zero, before and after the translation.
        yield from (make(end, data[:24], tuned=t) for t in (self.sent, self.out))
        if not self.v6:
            yield make(end, data[:23], df=False, ident=rnd.getrandbits(16))
        if self.proto == UDP:
            if not self.v6:
                yield from (make(end, data[:n], no_checksum=True) for n in (0, 1, 18, 1000))
        else:
            yield from self.vary_tcp(end, data)
        for _ in range(20):
            yield make(end, data[:rnd.randrange(room)], tos=rnd.getrandbits(8),
                       ttl=rnd.randrange(2, 256), ident=rnd.getrandbits(16))

    def vary_tcp(self, end, data):
        yield from (self.tcp(end, ACK | flags, data[:30]) for flags in
                    (PSH, ECE, CWR, PSH | ECE | CWR))
        yield self.tcp(end, ACK | URG, data[:30], urgent=7)
        yield self.tcp(end, ACK | URG | PSH, data[:31], urgent=0xFFFF)
        yield self.tcp(end, ACK, data[:32], urgent=5)  # meaningless without URG
        yield from (self.tcp(end, ACK, data[:33], window=w) for w in (0, 1, 0xFFFF))
        yield from (self.tcp(end, ACK, data[:34], options=o) for o in (
            b"\1\1\x08\x0a" + rnd.randbytes(8),          # timestamps
            b"\1\1\x05\x0a" + rnd.randbytes(8),          # one SACK block
            b"\x05\x1a" + rnd.randbytes(24),             # three
            b"\x13\x12" + rnd.randbytes(16),             # MD5 signature
            b"\xfd\x04\xf9\x89",                         # experimental
            b"\1" * 40,                                  # as many as fit
            b"\0\0\0\0"))                                # end of list, at once
        # What a retransmission looks like.
        self.seq[end] = (self.seq[end] - 34) & 0xFFFFFFFF
        yield self.tcp(end, ACK | PSH, data[:34])


def interleave(streams):
    streams = [list(s) for s in streams]
    while any(streams):
        for s in streams:
            if s:
                yield s.pop(0)


def main():
    flows = [Flow(proto, spec) for spec in FLOWS for proto in (TCP, UDP)]
    opening = [frame for flow in flows for frame in flow.opening()]
    rest = list(interleave(f.vary(end) for f in flows for end in ("client", "server")))
    with open(sys.argv[1], "wb") as out:
        out.write(struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for n, frame in enumerate(opening + rest):
            out.write(struct.pack("<IIII", n, 0, len(frame), len(frame)) + frame)
    print("opening=%d frames=%d flows=%d" % (len(opening), len(opening) + len(rest), len(flows)))


main()
