#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Connections for mtk_table.sh, and how many of their directions the hardware can hold.

  mtk_table.py fill SOC ENTRIES N KEEP      N random connections; of these the last KEEP stay
                                            when the others end
  mtk_table.py bucket SOC ENTRIES N KEEP    N whose original directions share one bucket

Writes DIR/flows (all) and DIR/keep (the last KEEP), DIR from the environment; prints bound=N
kept=N: the sum over all buckets of what fits there, for all and for the last KEEP."""
import os
import random
import sys
from collections import Counter
from ipaddress import ip_address

from mtk_hash import SOCS, bucket, raw_hash, room

MAC = {"client": "02005e000100", "lan": "02005e000000", "server": "02005e000101",
       "wan": "02005e000001"}
SERVER = "10.0.2.2"
FIRST = int(ip_address("10.1.0.0"))


def random_tuples(rnd):
    while True:
        yield str(ip_address(FIRST + rnd.randrange(1, 65535))), rnd.randrange(1024, 65536)


def one_bucket(rnd, soc, entries):
    """Source addresses and ports that all end in the same bucket."""
    mask, ways, server = entries - 1, SOCS[soc][0], int(ip_address(SERVER))
    while True:
        src = FIRST + rnd.randrange(1, 65535)
        for sport in range(1024, 65536):
            if raw_hash(sport << 16 | 5000, server, src) * ways & mask == 8 * ways:
                yield str(ip_address(src)), sport


def held(soc, entries, tuples):
    """Directions that find room: each bucket takes so many, whoever comes first."""
    fill = Counter()
    for src, sport in tuples:
        one, many = SOCS[soc][4] == 1, (src, sport)
        fill[0, bucket(soc, many, (SERVER, 5000), entries)] += 1
        fill[0 if one else 1, bucket(soc, (SERVER, 5000), many, entries)] += 1
    return sum(min(n, room(soc, first)) for (_, first), n in fill.items())


def line(number, src, sport):
    client = MAC["lan"] + MAC["client"] + "0800"
    server = MAC["wan"] + MAC["server"] + "0800"
    return "flow%d 17 1500 0 %s %s %d %s 5000 1 %s %s 5000 %s %d\n" % (
        number, client, src, sport, SERVER, server, SERVER, src, sport)


def main():
    what, soc = sys.argv[1:3]
    entries, number, keep = (int(word) for word in sys.argv[3:6])
    rnd = random.Random(number)
    source = random_tuples(rnd) if what == "fill" else one_bucket(rnd, soc, entries)
    tuples = []
    seen = set()
    while len(tuples) < number:
        one = next(source)
        if one not in seen:
            seen.add(one)
            tuples.append(one)
    for name, part in (("flows", tuples), ("keep", tuples[-keep:])):
        with open("%s/%s" % (os.environ["DIR"], name), "w") as out:
            out.writelines(line(n, *one) for n, one in enumerate(part))
    print("bound=%d kept=%d" % (held(soc, entries, tuples), held(soc, entries, tuples[-keep:])))


main()
