#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Instructions per flow, by operation and function: report.py COUNTS SYMBOLS FLOWS"""
import bisect
import collections
import sys

# BENCH_PHASE_* of ../modules/bench.h; the model of the registers is no cost of ours.
PHASES = {1: "add", 2: "delete, callbacks", 3: "statistics", 5: "workers"}
# Workers are noticed in the warm round, too, which guest.sh does not attach to.
ROUNDS = {5: 2}


def read_symbols(path):
    symbols = []
    with open(path, encoding="ascii") as lines:
        for line in lines:
            words = line.split()
            if len(words) >= 3 and words[1] in "tTwW":
                symbols.append((int(words[0], 16), "".join(words[2:4])))
    return sorted(symbols)


def main():
    counts, symbols, flows = sys.argv[1], read_symbols(sys.argv[2]), int(sys.argv[3])
    addresses = [address for address, _ in symbols]
    totals = collections.defaultdict(collections.Counter)
    with open(counts, encoding="ascii") as lines:
        for line in lines:
            if line.startswith("#"):
                continue
            phase, address, num = line.split()
            name = symbols[bisect.bisect_right(addresses, int(address, 16)) - 1][1]
            totals[int(phase)][name] += int(num)
    for phase, text in PHASES.items():
        functions, times = totals[phase], flows * ROUNDS.get(phase, 1)
        print(f"{text}: {sum(functions.values()) / times:.0f} instructions per flow")
        for name, num in functions.most_common():
            if num / times < 2:
                break
            print(f"{num / times:10.1f}  {name}")


if __name__ == "__main__":
    main()
