#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Figures of make bench: from raw lines to a table, JSON and plots; and two runs side by side."""
import argparse
import json
import math
import re
import sys

# A figure is worse, and bench-compare fails, beyond this much of the base.
TOLERANCE = 0.01
EXACT_TOLERANCE = 0.0005
# Not instructions but counts: any growth counts.
EXACT = ("accesses", "clears")


def read_raw(path):
    """Return {key: [ {field: value}, ... ]}, one element per repetition."""
    raw = {}
    with open(path, encoding="ascii") as lines:
        for line in lines:
            words = line.split()
            fields = {}
            for word in words[2:]:
                name, _, value = word.partition("=")
                if re.fullmatch(r"-?[0-9.]+", value):
                    fields[name] = float(value)
                elif name == "func":
                    fields[name] = value
            raw.setdefault(words[1], []).append(fields)
    return raw


def median(values):
    values = sorted(values)
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


class Figures:
    """What was measured, in the order of the table."""

    def __init__(self, raw):
        self.raw = raw
        self.rows = []

    def values(self, key, field="value"):
        return [r[field] for r in self.raw.get(key, []) if field in r]

    def add(self, key, text, values, unit, target=None, baseline=None, digits=0):
        """A row; target is (operator, number)."""
        if not values:
            return
        mid = median(values)
        met = None
        if target:
            met = mid <= target[1] if target[0] == "<=" else mid >= target[1]
        self.rows.append({
            "key": key, "text": text, "unit": unit, "digits": digits,
            "median": mid, "min": min(values), "max": max(values),
            "repetitions": len(values), "baseline": baseline,
            "target": "".join(map(str, target)) if target else None, "met": met,
        })

    def median_of(self, key):
        for row in self.rows:
            if row["key"] == key:
                return row["median"]
        return None


def ratio(above, below):
    return [a / b for a, b in zip(above, below) if b]


def per_flow(raw, key):
    """Instructions per flow of the whole path, model and waits apart."""
    return [(r["all"] - r["foreign"]) / r["n"] for r in raw.get(key + ".inject", [])
            if r["all"]]


def op_repetitions(raw, key, op):
    """The register counters that were saved together with samples of one op."""
    order = {"add": 0, "stats": 1, "del": 2}[op]
    lines = raw.get(key + ".io", [])[order::3]
    calls = raw.get(f"{key}.{op}_calls", [])
    return [(io, c["n"] / 2) for io, c in zip(lines, calls)]


def whole_op(raw, key, op):
    """Callbacks, the median of the flows, and for delete also what workers finish."""
    order = {"add": 0, "stats": 1, "del": 2}[op]
    work = raw.get(key + ".work", [])[order::3]
    calls = raw.get(f"{key}.{op}_calls", [])
    return [r["p50"] + (w["sum"] / c["n"] * 2 if op == "del" else 0)
            for r, w, c in zip(raw.get(f"{key}.{op}", []), work, calls)]


def control(fig):
    raw = fig.raw
    names = {"add": "add", "del": "delete", "stats": "statistics poll"}
    targets = {"add": 1800, "del": 800, "stats": 450}
    for dev in (2, 6):
        fig.add(f"null.d{dev}.path", f"add, whole path, null driver, {dev} devices",
                per_flow(raw, f"null.d{dev}"), "instr/flow")
        fig.add(f"null.d{dev}.worker", f"  of which kernel's worker (the floor), {dev} devices",
                [(r["all"] - r["rx"]) / r["n"] for r in raw.get(f"null.d{dev}.inject", [])],
                "instr/flow")
    floor = fig.median_of("null.d2.worker")
    for op in ("add", "del", "stats"):
        for dev in (1, 2, 6):
            fig.add(f"{op}.d{dev}", f"{names[op]}, our part, {dev} device{'s' * (dev > 1)}",
                    whole_op(raw, f"ours.d{dev}", op), "instr/flow",
                    ("<=", targets[op]),
                    f"floor {floor:.0f}" if op == "add" and floor else None)
        pairs = op_repetitions(raw, "ours.d2", op)
        fig.add(f"{op}.accesses", f"  register accesses per {names[op]}",
                [(io["reads"] + io["writes"]) / n for io, n in pairs], "per flow", digits=1)
        fig.add(f"{op}.clears", f"  cache clears per {names[op]}",
                [io["clears"] / n for io, n in pairs], "per flow", digits=3)
        fig.add(f"{op}.waits", f"  waits for the engine per {names[op]}",
                [io["waited"] / 1000 / n for io, n in pairs], "us/flow", digits=1)
    for dev in (2, 6):
        fig.add(f"rate.d{dev}", f"adds per second against the null driver, {dev} devices",
                ratio(per_flow(raw, f"null.d{dev}"), per_flow(raw, f"ours.d{dev}")), "x",
                (">=", 0.90), "1.00", 3)
    for level in ("p50", "p99"):
        fig.add(f"latency.{level}", f"packet to bound entries, {level}",
                [v / 1000 for v in fig.values("ours.d2.latency", level)], "us", digits=1)


def flow(fig):
    for name, text in (("up", "original"), ("down", "reply")):
        fig.add(f"cpu.{name}", f"packets of 10,000 that the CPU saw, {text} direction",
                fig.values(f"flow.{name}"), "packets", ("<=", 4), "in-tree >= 30")
    fig.add("uncounted", "packets of 20,000 that conntrack does not know of",
            fig.values("flow.uncounted"), "packets", ("<=", 0))


def mix(x):
    x = x * 0x9e3779b97f4a7c15 & 2**64 - 1
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9 & 2**64 - 1
    x = (x ^ x >> 27) * 0x94d049bb133111eb & 2**64 - 1
    return x ^ x >> 31


def ppe_hash(sip, dip, sport, dport):
    """Hash mode 1, first entry of a bucket of four out of 16384."""
    hv1 = sport << 16 | dport
    value = (hv1 & dip) | (~hv1 & sip & 0xffffffff)
    value = (value << 8 | value >> 24) & 0xffffffff
    value ^= hv1 ^ dip ^ sip
    value ^= value >> 16
    return value << 2 & 16383


def fill_bound(first, flows):
    """How many entries four ways can hold: what bench_inject.c sends with "x"."""
    server, total = 0x0a000202, 0
    for reply in (False, True):
        buckets = {}
        for i in range(flows):
            x = mix(first + i + 1)
            client = 0x0a100000 + (x & 0xffff)
            port = 1024 + (x >> 16 & 0x7fff)
            slot = ppe_hash(server, client, 5001, port) if reply else \
                ppe_hash(client, server, port, 5001)
            buckets[slot] = buckets.get(slot, 0) + 1
        total += sum(min(4 if b < 16380 else 3, n) for b, n in buckets.items())
    return total


def fill(fig):
    for percent in (25, 50, 75, 100, 125):
        runs = fig.raw.get(f"fill.{percent}", [])
        if not runs:
            continue
        placed = [100 * r["value"] / (2 * r["flows"]) for r in runs]
        bounds = [100 * fill_bound(int(r["first"]), int(r["flows"])) / (2 * r["flows"])
                  for r in runs]
        fig.add(f"fill.{percent}", f"flows placed at {percent} % of the table", placed, "%",
                (">=", math.floor(100 * median(bounds)) / 100),
                f"4 ways hold {median(bounds):.2f}", 2)
        # Other tuples in each repetition, so each has a bound of its own.
        fig.rows[-1]["met"] = all(p >= b - 0.01 for p, b in zip(placed, bounds))


def scale(fig):
    raw = fig.raw
    for name, text in (("first", "first"), ("again", "repeated")):
        fig.add(f"reject.{name}", f"refusal, {text} offer",
                fig.values(f"reject.{name}.add", "p50"), "instr/flow")
    for count in (1000, 2000, 4000, 8000, 16000):
        fig.add(f"gc.{count}", f"collection and statistics of {count} flows",
                [v / 1e3 for v in collections(raw, count)], "k instr/s")
    pairs = [(n, fig.median_of(f"gc.{n}")) for n in (1000, 16000)]
    if all(p[1] for p in pairs):
        fig.add("gc.slope", "  per flow more",
                [(pairs[1][1] - pairs[0][1]) * 1e3 / 15000], "instr/s")


# As scale.sh has it.
COLLECTIONS = 12


def collections(raw, count):
    """Instructions of one collection, which comes once a second and polls every flow twice:
    the time of its workers beyond that without flows, the model apart."""
    def own(busy):
        return busy["work"] - busy["foreign"]

    without = [own(busy) / busy["all"] for busy in raw.get("gc.0.busy", [])]
    return [(own(busy) - busy["all"] * median(without)) / COLLECTIONS
            for busy in raw.get(f"gc.{count}.busy", []) if without]


def purge(fig):
    raw = fig.raw
    idle = fig.values("purge.none.cpu")
    entries = fig.values("purge.all.entries")
    if not idle or not entries:
        return
    model = [r["process"] for r in raw["purge.all.io"]]
    fig.add("purge", f"purge of {entries[0]:.0f} entries, our part",
            [(cpu - median(idle) - m) / n for cpu, m, n in
             zip(fig.values("purge.all.cpu"), model, entries)],
            "instr/entry", ("<=", 300), "in-tree: never")
    fig.add("purge.clears", "  cache clears of each engine",
            [r["clears"] / 2 for r in raw["purge.all.io"]], "clears", ("<=", 1))


def revoke(fig):
    """From the end of a command to the last entry gone. How long it runs itself depends
    on the disk of the machine, which stands outside of its clock."""
    names = {"evict": "nft-offload evict, one flow of 4,000",
             "mark": "another mark, one flow of 4,000, revalidate=Y",
             "delete": "nft delete table, 4,000 flows"}
    for name, text in names.items():
        gone, command = (fig.values(f"revoke.{name}{part}") for part in ("", ".command"))
        fig.add(f"revoke.{name}", f"gone after {text}",
                [(g - c) / 1000 for g, c in zip(gone, command)], "ms",
                baseline="in-tree 7 to 12 s, or never", digits=1)


def allocs(fig):
    """What the kernel's worker allocates for an add, and gives back before its end."""
    for who, text in (("kernel", "the kernel's own"), ("ours", "core and driver")):
        fig.add(f"allocs.{who}.moment", f"memory for a moment of an add, {text}",
                fig.values(f"allocs.{who}.moment"), "bytes/flow")
        fig.add(f"allocs.{who}.objects", f"objects allocated by an add, {text}",
                fig.values(f"allocs.{who}.objects"), "per flow", digits=2)


def tax(fig):
    rows = {name: [r["rx"] / r["n"] for r in fig.raw.get(f"tax.{name}.inject", [])]
            for name in ("drop", "intree", "ours", "intreeflagged", "flagged")}
    if not all(rows.values()):
        return
    drop = median(rows["drop"])
    text = {"intree": "packet in software, kernel's type", "ours": "packet in software, our type",
            "intreeflagged": "  with flags offload, kernel's type",
            "flagged": "  with flags offload, our type"}
    for name, what in text.items():
        fig.add(f"tax.{name}", what, [v - drop for v in rows[name]], "instr/packet")
    for ours, theirs, what in (("ours", "intree", ""), ("flagged", "intreeflagged", ", flags offload")):
        base = median(rows[theirs]) - drop
        fig.add(f"tax.{ours}.percent", f"tax on packets in software{what}",
                [100 * ((v - drop) / base - 1) for v in rows[ours]], "%", ("<=", 1),
                f"{base:.0f} instr", 2)


def memory(fig):
    null = fig.values("memory.null")
    if not null:
        return
    fig.add("memory", "slab per flow, core and driver",
            [v - median(null) for v in fig.values("memory.ours")], "bytes",
            ("<=", 256), "in-tree 336")
    cycles = fig.values("memory.churn.cycles")
    if cycles:
        fig.add("memory.churn", f"slab grown by {sum(cycles):,.0f} adds and deletes, each fifth",
                [grown / n for grown, n in zip(fig.values("memory.churn.grown"), cycles)],
                "bytes/flow", ("<=", 1), digits=3)


def peer(fig):
    """The in-tree driver of the same kernel, driven by the same flows, 2 devices."""
    names = {"add": "add", "del": "delete", "stats": "statistics poll"}
    for op, text in names.items():
        fig.add(f"peer.{op}", f"in-tree mtk_ppe, {text}", fig.values(f"peer.{op}", "p50"),
                "instr/flow", baseline=f"ours {fig.median_of(f'{op}.d2') or 0:.0f}")
    fig.add("peer.bind", "  and binding it, when packets were reported",
            fig.values("peer.bind"), "instr/flow")
    null = fig.values("peer.memory.null")
    if null:
        fig.add("peer.memory", "in-tree mtk_ppe, slab per flow",
                [v - median(null) for v in fig.values("peer.memory.peer")], "bytes",
                baseline=f"ours {fig.median_of('memory') or 0:.0f}")


def locks(fig):
    """The longest time that any function of ours held a lock. An interrupt may come
    in between, so of several runs the shortest longest time counts."""
    phases = {"flows": "adds and polls", "delete": "deletes", "purge": "a purge of 8,000 flows"}
    kinds = {"spin": "a spinlock was held", "mutex": "a mutex was held",
             "irqoff": "interrupts were off"}
    for kind, what in kinds.items():
        for phase, when in phases.items():
            functions = {}
            for r in fig.raw.get(f"lock.{phase}.{kind}", []):
                functions.setdefault(r["func"], []).append(r["value"])
            if not functions:
                continue
            func = max(functions, key=lambda f: min(functions[f]))
            fig.add(f"lock.{kind}.{phase}", f"longest that {what}: {when}",
                    [min(functions[func])], "instr", baseline=func)
            fig.rows[-1].update(max=max(functions[func]), repetitions=len(functions[func]))
    if any(key.startswith("lock.") for key in fig.raw) and \
            not any(key.endswith(".irqoff") for key in fig.raw):
        fig.add("lock.irqoff", "longest that interrupts were off: never by us", [0], "instr")


def forward(fig):
    """Net cost per packet, forward.WHAT.PATH less forward.WHAT.PATH.base; whole TCP transfers
    per MiB as they are."""
    def net(key):
        base = fig.values(key + ".base")
        return [v - (median(base) if base else 0) for v in fig.values(key)]

    for key in sorted(fig.raw):
        if not key.startswith("forward.") or key.endswith(".base"):
            continue
        what, _, path = key[len("forward."):].rpartition(".")
        flowtable = net(f"forward.{what}.flowtable")
        target = None
        if path == "soft" and flowtable and what.startswith("udp4nat"):
            target = ("<=", round((0.65 if "." in what else 0.50) * median(flowtable)))
        if what.startswith("tcp"):
            fig.add(key, f"transfer {what}: {path}", fig.values(key), "instr/MiB")
        else:
            fig.add(key, f"forwarding {what}: {path}", net(key), "instr/packet", target)


# Why a target is missed, as far as it is known; by the beginning of its key.
REASONS = {
    "add.": "no single cost: two rules checked and translated, two entries encoded and written, one "
            "object that the kernel clears, hops, events; see performance.md",
    "del.": "most of it in the worker: last counters of two entries by register commands, "
            "accounting, two events; the callbacks alone are below the target",
    "stats.": "two counters by register commands, one look-up per direction, the flow's lock",
    "rate.": "follows from the cost of add",
    "purge": "one counter read and one flow object per entry or two; the flush is shared",
}


def reason(row):
    for start, text in REASONS.items():
        if row["key"].startswith(start):
            return text
    return "not known"


def verdict(row):
    if row["met"] is None:
        return ""
    return "met" if row["met"] else "MISSED"


def number(value, digits):
    return f"{value:,.{digits}f}" if value is not None else ""


def table(rows):
    head = ("figure", "median", "min", "max", "unit", "baseline", "target", "")
    lines = [head]
    for row in rows:
        digits = row["digits"]
        lines.append((row["text"], number(row["median"], digits), number(row["min"], digits),
                      number(row["max"], digits), row["unit"], row["baseline"] or "",
                      row["target"] or "", verdict(row)))
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    text = []
    for line in lines:
        cells = [cell.rjust(w) if 1 <= i <= 3 else cell.ljust(w)
                 for i, (cell, w) in enumerate(zip(line, widths))]
        text.append("  ".join(cells).rstrip())
    return "\n".join(text)


# ---- plots ---------------------------------------------------------------

def rounded(value):
    """A number not less than this whose quarters are round, too."""
    unit = 10 ** math.floor(math.log10(value))
    return next(n * unit for n in (1, 2, 4, 6, 8, 10) if n * unit >= value)


# Light and dark as the reader's system has it.
SVG_STYLE = """<style>
text { fill: #222 } .ground { fill: #fff } .grid { stroke: #ddd }
.cpu { color: #c62828 } .ppe { color: #1b7a2f } .cost { color: #1f65a8 }
.line { fill: none; stroke: currentColor; stroke-width: 2 } .dot, .name { fill: currentColor }
@media (prefers-color-scheme: dark) {
text { fill: #ddd } .ground { fill: #0d1117 } .grid { stroke: #3a3f47 }
.cpu { color: #ff8a80 } .ppe { color: #7ddc8f } .cost { color: #82b7ee }
}
</style>"""


def svg(title, xlabel, ylabel, series, logx=False):
    """A plain line plot; series is [(name, class, [(x, y)])]."""
    width, height, left, top, right, bottom = 640, 320, 80, 40, 140, 50
    scale_x = (lambda x: math.log10(x)) if logx else (lambda x: x)
    xs = [scale_x(x) for _, _, points in series for x, _ in points]
    ymax = rounded(max(y for _, _, points in series for _, y in points) or 1)
    xmin, xmax = min(xs) if logx else 0, max(xs)
    def at(x, y):
        px = left + (scale_x(x) - xmin) / ((xmax - xmin) or 1) * (width - left - right)
        return px, height - bottom - y / ymax * (height - top - bottom)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
             'font-family="sans-serif" font-size="12">',
             SVG_STYLE,
             f'<rect class="ground" width="{width}" height="{height}"/>',
             f'<text x="{left}" y="20" font-size="14">{title}</text>']
    for i in range(5):
        y = ymax * i / 4
        _, py = at(series[0][2][0][0], y)
        parts.append(f'<line x1="{left}" y1="{py:.1f}" x2="{width - right}" y2="{py:.1f}" class="grid"/>')
        parts.append(f'<text x="{left - 6}" y="{py + 4:.1f}" text-anchor="end">{y:,.0f}</text>')
    free = 0
    for x in sorted({x for _, _, points in series for x, _ in points}):
        px, _ = at(x, 0)
        if px >= free and (not logx or str(int(x))[0] == "1"):
            free = px + 45
            parts.append(f'<text x="{px:.1f}" y="{height - bottom + 16}" text-anchor="middle">{x:,.0f}</text>')
    for i, (name, kind, points) in enumerate(series):
        parts.append(f'<g class="{kind}">')
        path = " ".join("%.1f,%.1f" % at(x, y) for x, y in points)
        parts.append(f'<polyline points="{path}" class="line"/>')
        for x, y in points:
            px, py = at(x, y)
            parts.append(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3" class="dot"/>')
        parts.append(f'<text x="{width - right + 10}" y="{top + 16 * i + 10}" class="name">{name}</text>')
        parts.append("</g>")
    parts.append(f'<text x="{(left + width - right) / 2}" y="{height - 10}" text-anchor="middle">{xlabel}</text>')
    parts.append(f'<text x="14" y="{height / 2}" transform="rotate(-90 14 {height / 2})" text-anchor="middle">{ylabel}</text>')
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


def write_plots(fig, folder):
    counts = [n for n in (1000, 2000, 4000, 8000, 16000) if fig.median_of(f"gc.{n}")]
    if counts:
        points = [(n, fig.median_of(f"gc.{n}")) for n in counts]
        with open(f"{folder}/bench-flows.svg", "w", encoding="ascii") as file:
            file.write(svg("CPU cost of live flows: garbage collection and statistics",
                           "flows", "thousand instructions per second",
                           [("kernel + ours", "cost", points)]))
    steps = sorted(int(k.rsplit(".", 1)[1]) for k in fig.raw if k.startswith("flow.cpu."))
    if steps:
        cpu = [(n, median(fig.values(f"flow.cpu.{n}"))) for n in steps]
        ppe = [(n, median(fig.values(f"flow.ppe.{n}"))) for n in steps]
        with open(f"{folder}/bench-flow.svg", "w", encoding="ascii") as file:
            file.write(svg("One UDP flow: who forwarded its packets, so far",
                           "packets sent (and as many replies), logarithmic",
                           "packets forwarded",
                           [(f"CPU: {cpu[-1][1]:,.0f}", "cpu", cpu),
                            (f"PPE: {ppe[-1][1]:,.0f}", "ppe", ppe)], True))


# ---- comparing -----------------------------------------------------------

def load(path):
    with open(path, encoding="ascii") as file:
        return json.load(file)


def changes(base, new):
    """Pairs of rows that are in both, and how much the second differs."""
    before = {row["key"]: row for row in base["figures"]}
    for row in new["figures"]:
        old = before.get(row["key"])
        if not old:
            continue
        change = (row["median"] - old["median"]) / abs(old["median"]) if old["median"] else \
            float(row["median"] != 0)
        yield old, row, change


def judged(old, row):
    """Is a difference worth a word?"""
    # The 99th percentile of 50 is what else the machine did, and only shown.
    if row["key"].endswith(".p99"):
        return False
    # Small figures, such as percentages around nothing, need room to breathe.
    return abs(row["median"] - old["median"]) > (0.5 if row["unit"] == "%" else 0.002)


def side_by_side(old, row, change, text):
    print(f"{row['text']:58} {number(old['median'], row['digits']):>12} "
          f"{number(row['median'], row['digits']):>12} {100 * change:+7.2f} %  {text}")


def compare(base_path, new_path):
    """Print what changed; return 1 if something became worse."""
    base, new = load(base_path), load(new_path)
    worse = 0
    print(f"base {base['revision']}, this tree {new['revision']}")
    for old, row, change in changes(base, new):
        more_is_better = (row["target"] or "").startswith(">=")
        bad = (-change if more_is_better else change) if judged(old, row) else 0
        limit = EXACT_TOLERANCE if row["key"].endswith(EXACT) else TOLERANCE
        text = "WORSE" if bad > limit else "better" if bad < -limit else ""
        worse += text == "WORSE"
        side_by_side(old, row, change, text)
    print(f"{worse} figures are worse by more than {100 * TOLERANCE:.0f} %, "
          f"or counts by more than {100 * EXACT_TOLERANCE:.2f} %")
    return 1 if worse else 0


def agree(first_path, second_path):
    """Two runs of one tree: return 1 if figures in instructions differ, or are missing."""
    first, second = load(first_path), load(second_path)
    missing = {row["key"] for row in first["figures"]} ^ {row["key"] for row in second["figures"]}
    num = differ = 0
    for old, row, change in changes(first, second):
        if "instr" not in row["unit"]:
            continue
        # The longest of all times is one event, not a median.
        apart = judged(old, row) and not row["key"].startswith("lock.") and abs(change) > TOLERANCE
        num += 1
        differ += apart
        side_by_side(old, row, change, "DIFFERS" if apart else "")
    for key in sorted(missing):
        print(f"{key} is in one of them only")
    print(f"{differ} of {num} figures in instructions differ by more than {100 * TOLERANCE:.0f} %, "
          f"{len(missing)} are missing in a run")
    return 1 if differ or missing or not num else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raw")
    parser.add_argument("--json")
    parser.add_argument("--svg")
    parser.add_argument("--revision", default="")
    parser.add_argument("--compare", nargs=2)
    parser.add_argument("--agree", nargs=2)
    args = parser.parse_args()

    if args.compare:
        return compare(*args.compare)
    if args.agree:
        return agree(*args.agree)
    fig = Figures(read_raw(args.raw))
    for part in (control, flow, fill, scale, memory, allocs, tax, purge, revoke, peer, locks, forward):
        part(fig)
    with open(args.json, "w", encoding="ascii") as file:
        json.dump({"revision": args.revision, "figures": fig.rows}, file, indent=1)
        file.write("\n")
    if args.svg:
        write_plots(fig, args.svg)
    print(table(fig.rows))
    missed = [row for row in fig.rows if row["met"] is False]
    print(f"\n{sum(r['met'] is True for r in fig.rows)} targets met, {len(missed)} missed")
    for row in missed:
        print(f"{row['text'].strip()}: {number(row['median'], row['digits'])}, target "
              f"{row['target']}: missed (reason: {reason(row)})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
