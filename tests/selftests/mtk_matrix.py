#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The matrix of mtk_matrix.sh: makes every combination, and judges what became of it.

  mtk_matrix.py make SOC tags|dsa DIR    writes below DIR: flows (for bulk), links (for the
                                         shell), hw.nft, classic.nft
  mtk_matrix.py bound SOC tags|dsa DIR   prints how many entries there must be
  mtk_matrix.py check SOC tags|dsa DIR   reads DIR/entries (of the model), DIR/trace (refusals),
                                         DIR/counts (of bulk), DIR/conntrack, DIR/hw_packets
                                         and says what is not as documented

What must happen comes from Documentation/mediatek.md, not from the driver: an entry that says
exactly this rewrite, or none and the documented reason. Python, so that nobody lists 256
combinations by hand."""
import itertools
import re
import sys
from ipaddress import ip_address

from mtk_hash import SOCS, bucket, room

NATS = ("route", "snat", "dnat", "both")
PROTOS = {"tcp": 6, "udp": 17}
TAGS = ("plain", "vlan", "qinq", "pppoe", "pppoe-vlan")

# Documentation/mediatek.md, "Supported now".
VLAN = {"vlan", "qinq", "pppoe-vlan"}


def documented(soc, combo):
    """The reason for which a combination stays in software; None: the engine takes it."""
    tags = {combo.tag_in, combo.tag_out}
    if soc == "mt7620" and tags & VLAN:
        return "vlan"
    if combo.v6 and combo.nat != "route" and soc != "mt7988":
        return "nat6"
    if combo.v6 and combo.nat == "both":
        return "feature"
    return None


class Side:
    """What is plugged in at one side of the router, by kind of tag."""

    def __init__(self, topology, side):
        self.side = side
        self.dsa = topology == "dsa"

    def wire(self, tag):
        """Number of the wire on the command line of bulk."""
        if not self.dsa:
            return self.side
        return {("dsa", 0): 0, ("dsa", 1): 1, ("plain", 0): 2, ("plain", 1): 2}[tag, self.side]

    def port(self, tag):
        if tag == "dsa":
            return "lan%d" % self.side
        return "sim1" if self.dsa else "sim%d" % self.side

    def port_mac(self, tag):
        # A user port has the MAC address of its conduit, sim0.
        return "02:00:5e:00:00:0%d" % (0 if tag == "dsa" else int(self.port(tag)[-1]))

    def wire_mac(self, tag):
        if tag == "dsa":
            return "02:00:5e:00:02:0%d" % self.side
        return "02:00:5e:00:01:0%s" % self.port(tag)[-1]

    def vids(self, tag):
        base = 100 * (self.side + 1)
        return {"vlan": [base + 5], "qinq": [base + 6, base + 7],
                "pppoe-vlan": [base + 8]}.get(tag, [])

    def session(self, tag):
        return {"pppoe": 0x1100, "pppoe-vlan": 0xFF00}[tag] + self.side + 1 if "pppoe" in tag else 0

    def net(self, tag):
        return KIND[tag]

    def addr(self, tag, v6, host):
        if v6:
            return str(ip_address("fd00:%d:%d::%d" % (self.side + 1, self.net(tag), host)))
        return "10.%d.%d.%d" % (self.side + 1, self.net(tag), host)

    def l2(self, tag, v6):
        """What a frame from the wire to the router begins with."""
        head = self.port_mac(tag).replace(":", "") + self.wire_mac(tag).replace(":", "")
        head += "".join("8100%04x" % vid for vid in self.vids(tag))
        if "pppoe" in tag:
            return head + "88641100%04x0000" % self.session(tag) + ("0057" if v6 else "0021")
        return head + ("86dd" if v6 else "0800")

    def links(self, tag, unit):
        """Lines for the shell: how the router gets at it."""
        dev = self.port(tag)
        for vid in self.vids(tag):
            yield "vlan %s %d %s.%d" % (dev, vid, dev, vid)
            dev = "%s.%d" % (dev, vid)
        if "pppoe" in tag:
            yield "pppoe %s %d %d %s" % (dev, self.session(tag), unit, self.wire_mac(tag))
            dev = "ppp%d" % unit
        yield "net %s %s %s %s %s %s" % (
            dev, self.addr(tag, False, 1), self.addr(tag, False, 2), self.addr(tag, True, 1),
            self.addr(tag, True, 2), self.wire_mac(tag))


KIND = {tag: n for n, tag in enumerate(TAGS + ("dsa",))}


class Combo:
    """One combination, as one connection."""

    def __init__(self, topology, nat, v6, proto, tag_in, tag_out, number):
        self.nat, self.v6, self.proto = nat, v6, proto
        self.tag_in, self.tag_out = tag_in, tag_out
        self.lan, self.wan = Side(topology, 0), Side(topology, 1)
        self.number, self.bump = number, 0
        self.name = "%s,%s,%s,%s>%s" % (nat, "v6" if v6 else "v4", proto, tag_in, tag_out)
        self.mtu = 1492 if "pppoe" in tag_in + tag_out else 1500

    def tuples(self):
        """Addresses and ports as sent by client and server, and as they arrive there."""
        snat, dnat = self.nat in ("snat", "both"), self.nat in ("dnat", "both")
        client = (self.lan.addr(self.tag_in, self.v6, 2), 20000 + self.number + self.bump)
        server = (self.wan.addr(self.tag_out, self.v6, 2), 5000 + self.number)
        seen = (self.wan.addr(self.tag_out, self.v6, 77), 40000 + self.number + self.bump) if snat else client
        asked = server
        if dnat:
            net = self.wan.net(self.tag_out)
            asked = (str(ip_address("fd00:9:%d::9" % net)) if self.v6 else "10.9.%d.9" % net, 6000 + self.number)
        return (client, asked), (seen, server), (server, seen), (asked, client)

    def flow(self):
        sent_c, _, sent_s, _ = self.tuples()
        words = [self.name, PROTOS[self.proto], self.mtu]
        for side, tag, (src, dst) in ((self.lan, self.tag_in, sent_c), (self.wan, self.tag_out, sent_s)):
            words += [side.wire(tag), side.l2(tag, self.v6), src[0], src[1], dst[0], dst[1]]
        return " ".join(str(word) for word in words)

    def directions(self):
        """(received, sent, side and tag that it leaves by, side and tag that it enters by)"""
        sent_c, out_c, sent_s, out_s = self.tuples()
        lan, wan = (self.lan, self.tag_in), (self.wan, self.tag_out)
        return ((sent_c, out_c, wan, lan), (sent_s, out_s, lan, wan))


def topology_pairs(topology):
    if topology == "dsa":
        return [("dsa", "plain"), ("plain", "dsa"), ("dsa", "dsa")]
    pairs = [("plain", "plain")]
    for tag in TAGS[1:]:
        pairs += [(tag, "plain"), ("plain", tag), (tag, tag)]
    return pairs


def ingress_engine(soc, side, tag):
    """Every MAC has its engine where there are several."""
    if SOCS[soc][4] == 1:
        return 0
    return int(side.port(tag)[-1]) if tag != "dsa" else 0


def combos(soc, topology):
    """All of them; no bucket gets more flows than it holds."""
    made, fill = [], {}
    product = itertools.product(NATS, (False, True), PROTOS, topology_pairs(topology))
    for number, (nat, v6, proto, pair) in enumerate(product):
        combo = Combo(topology, nat, v6, proto, pair[0], pair[1], number)
        while documented(soc, combo) is None:
            slots = [(ingress_engine(soc, *came), bucket(soc, *got))
                     for got, _, _, came in combo.directions()]
            if all(fill.get(slot, 0) + slots.count(slot) <= room(soc, slot[1]) for slot in slots):
                for slot in slots:
                    fill[slot] = fill.get(slot, 0) + 1
                break
            combo.bump += 256
        made.append(combo)
    return made


def ruleset(made, topology, offload, soc):
    """Without offload: what must be refused uses the kernel's software flowtable, as it does
    then; the rest goes the classic path."""
    devices = "sim1, lan0, lan1" if topology == "dsa" else "sim0, sim1"
    refused = ["%d" % c.tuples()[0][0][1] for c in made if documented(soc, c)]
    which = "" if offload else "ct original proto-src { %s }" % ", ".join(refused)
    yield "table inet fw {"
    yield " flowtable f { hook ingress priority 0; devices = { %s }; %s counter; }" % (
        devices, "flags offload;" if offload else "")
    yield " chain forward { type filter hook forward priority 0; policy drop;"
    yield "  ct state invalid drop"
    if offload or refused:
        yield "  meta l4proto { tcp, udp } ct state established %s flow add @f" % which
    yield "  ct state { new, established, related } accept\n }\n}"
    for v6, family in ((False, "ip"), (True, "ip6")):
        dnat, snat = [], []
        for combo in made:
            (client, asked), (seen, server) = combo.tuples()[:2]
            if combo.v6 != v6:
                continue
            if asked != server:
                dnat.append("%s . %d : %s . %d" % (asked + server))
            if seen != client:
                snat.append("%s . %d : %s . %d" % (client + seen))
        yield "table %s nat {" % family
        yield " chain pre { type nat hook prerouting priority dstnat;"
        yield "  meta l4proto { tcp, udp } dnat to %s daddr . th dport map { %s }\n }" % (
            family, ", ".join(dnat))
        yield " chain post { type nat hook postrouting priority srcnat;"
        yield "  meta l4proto { tcp, udp } snat to %s saddr . th sport map { %s }\n }\n}" % (
            family, ", ".join(snat))


def make(soc, topology, where):
    made = combos(soc, topology)

    def write(name, lines):
        with open("%s/%s" % (where, name), "w") as out:
            out.writelines(line + "\n" for line in lines)

    write("flows", (combo.flow() for combo in made))
    ends = sorted({(s.side, t) for c in made for s, t in ((c.lan, c.tag_in), (c.wan, c.tag_out))},
                  key=lambda e: (e[0], KIND[e[1]]))
    if topology == "dsa":
        # One cable at sim1, whichever side it plays.
        ends = [("%d" % s, t) for s, t in ends]
    write("links", (line for n, (s, t) in enumerate(ends)
                    for line in Side(topology, int(s)).links(t, n)))
    write("hw.nft", ruleset(made, topology, True, soc))
    write("classic.nft", ruleset(made, topology, False, soc))
    print("combinations=%d" % len(made))


def endpoint(v6, addr):
    return "[%s]:%d" % addr if v6 else "%s:%d" % addr


def entry_of(combo, got, sent, leaves, _came):
    """The model's line for this direction, up to what only bits say."""
    side, tag = leaves
    orig = "%s->%s" % tuple(endpoint(combo.v6, end) for end in got)
    new = "%s->%s" % tuple(endpoint(combo.v6, end) for end in sent)
    line = "IPv%d 5T orig=%s" % (6 if combo.v6 else 4, orig)
    if not combo.v6 or got != sent:
        line += " new=%s" % new
    line += " eth=%s->%s" % (side.port_mac(tag), side.wire_mac(tag))
    vids = (side.vids(tag) + [0, 0])[:2]
    tail = "vlan=%d,%d layer=%d" % (vids[0], vids[1], 1 if tag == "dsa" else len(side.vids(tag)))
    if "pppoe" in tag:
        tail += " pppoe=%d" % side.session(tag)
    if tag == "dsa":
        tail += " dsa=%#x" % (1 << side.side)
    return line, tail


ENTRY = re.compile(r"BND (.*? eth=\S+) etype=\S+ (vlan=.*?) ib1=")


def read_entries(where):
    found = {}
    with open(where + "/entries") as lines:
        for line in lines:
            match = ENTRY.search(line)
            if match:
                found[match[1]] = match[2].replace(" vpm", "")
    return found


def read_refusals(where):
    """{(source, sport, destination, dport, protocol): reasons}; originals only."""
    seen = {}
    pattern = re.compile(r"(\S+)\.(\d+) > (\S+)\.(\d+) proto=(\d+) dir=(\d) .*reason=(\S+)")
    with open(where + "/trace") as lines:
        for line in lines:
            match = pattern.search(line)
            if match and match[6] == "0":
                src, dst = (str(ip_address(a).ipv4_mapped or ip_address(a)) if ":" in a else a
                            for a in (match[1], match[3]))
                key = (src, int(match[2]), dst, int(match[4]), int(match[5]))
                seen.setdefault(key, set()).add(match[7])
    return seen


def read_counts(where):
    with open(where + "/counts") as lines:
        return {line.split()[0]: [int(word) for word in line.split()[1:]] for line in lines}


def read_conntrack(where):
    seen = {}
    pattern = re.compile(r"(tcp|udp) .*?src=(\S+) dst=(\S+) sport=(\d+) dport=(\d+) packets=(\d+)"
                         r".*?packets=(\d+)")
    with open(where + "/conntrack") as lines:
        for line in lines:
            match = pattern.search(line)
            if match:
                key = (str(ip_address(match[2])), int(match[4]), str(ip_address(match[3])),
                       int(match[5]), PROTOS[match[1]])
                seen[key] = (int(match[6]), int(match[7]))
    return seen


OPENING = {"tcp": (3, 2), "udp": (2, 1)}


def full_is_too_long(topology, tag):
    """A PPPoE frame takes 8 bytes of the port's MTU and is one tag to the engine, so what has one
    tag, or two, and would be longer is for the CPU."""
    return topology == "tags" and tag in ("vlan", "qinq")


def check(soc, topology, where):
    entries, refusals = read_entries(where), read_refusals(where)
    counts, conntrack = read_counts(where), read_conntrack(where)
    faults, taken, refused, by_engine = [], 0, {}, 0
    for combo in combos(soc, topology):
        reason, sent = documented(soc, combo), counts[combo.name]
        client, asked = combo.tuples()[0]
        key = client + asked + (PROTOS[combo.proto],)
        said = refusals.get(key, set()) - {"deferred"}
        for got, gives, leaves, came in combo.directions():
            line, tail = entry_of(combo, got, gives, leaves, came)
            have = entries.pop(line, None)
            if reason is None and have != tail:
                faults.append("%s: no entry '%s … %s', but %s" % (combo.name, line, tail, have))
            elif reason is not None and have is not None:
                faults.append("%s: in hardware, documented is %s" % (combo.name, reason))
        if said != ({reason} if reason else set()):
            faults.append("%s: refused for %s, documented is %s" % (combo.name, said or "nothing", reason))
        if reason:
            refused[reason] = refused.get(reason, 0) + 1
        else:
            taken += 1
            by_engine += sum(sent[:2])
            for full, (_, _, leaves, _) in zip(sent[2:], combo.directions()):
                if full_is_too_long(topology, leaves[1]):
                    by_engine -= full
        if SOCS[soc][5] or reason:
            want = tuple(a + b for a, b in zip(sent, OPENING[combo.proto]))
            if conntrack.get(key) != want:
                faults.append("%s: conntrack has %s packets, sent were %s" % (
                    combo.name, conntrack.get(key), want))
    faults += ["entry of nobody: %s" % line for line in entries]
    with open(where + "/hw_packets") as f:
        have = int(f.read())
    if have != by_engine:
        faults.append("the engine forwarded %d packets, expected %d" % (have, by_engine))
    print("\n".join(faults[:20]))
    print("offloaded=%d refused=%s faults=%d" % (
        taken, ",".join("%s:%d" % item for item in sorted(refused.items())) or "0", len(faults)))
    return bool(faults)


def main():
    what, soc, topology, where = sys.argv[1:]
    if what == "make":
        return make(soc, topology, where)
    if what == "bound":
        return print(2 * sum(documented(soc, c) is None for c in combos(soc, topology)))
    return check(soc, topology, where)


if __name__ == "__main__":
    sys.exit(main())
