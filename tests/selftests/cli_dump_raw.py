#!/usr/bin/env python3
"""Dump flows by netlink and say what came, duplicates included.

cli_dump_raw.py FIRST-PORT NUMBER: prints flows=, twice=, interrupted=, missing= (of
these source ports) and messages= of one dump."""
import struct
import sys

from hw_netlink import FLOW_GET, NLM_F_DUMP_INTR, Family, attributes

A_FLOW_ID, A_FLOW_TABLE, A_FLOW_ORIG, A_DIR_SPORT = 1, 2, 6, 3

first, number = int(sys.argv[1]), int(sys.argv[2])
seen, ports, twice, interrupted, count = set(), set(), 0, 0, 0
for flags, data in Family().ask(FLOW_GET):
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
