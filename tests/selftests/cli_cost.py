#!/usr/bin/env python3
"""What the questions of `nft-offload status` and `metrics` cost, and a dump of flows.

Prints totals= and flows=, in ns of processor time, here and in the kernel. One process
asks many times, since to start one costs more than all its questions; the best of
some rounds, since others disturb."""
import time

from hw_netlink import (BACKEND_GET, FLOW_GET, NLM_F_ACK, REJECT_GET, RING_GET, STATUS_GET,
                        TABLE_GET, Family)

family = Family()


def ask(cmd, **flags):
    return sum(1 for _ in family.ask(cmd, **flags))


def totals():
    ask(STATUS_GET, flags=NLM_F_ACK)
    for cmd in BACKEND_GET, TABLE_GET, REJECT_GET, RING_GET:
        ask(cmd)


def flows():
    ask(FLOW_GET)


def cost(question, times, rounds=5):
    best = None
    for _ in range(rounds):
        begin = time.process_time_ns()
        for _ in range(times):
            question()
        spent = (time.process_time_ns() - begin) // times
        best = spent if best is None else min(best, spent)
    return best


print("totals=%d flows=%d" % (cost(totals, 100), cost(flows, 3)))
