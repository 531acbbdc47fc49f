#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Tables of the documentation from the figures of make bench: make bench-readme.

    document.py build/bench/bench.json README.md Documentation/performance.md

A file has lines <!-- NAME:begin --> and <!-- NAME:end --> around each table it shows.
"""
import re
import sys

import render

SHORT = ("add.d2", "add.d6", "del.d2", "stats.d2", "rate.d2", "cpu.up", "cpu.down",
         "uncounted", "memory", "purge", "tax.ours.percent", "fill.50", "fill.100",
         "forward.udp4nat.soft", "forward.udp4nat.fq_codel.soft")

# Forwarding has a table of its own, a row for what is forwarded.
FORWARD = (("udp4", "IPv4 UDP"), ("udp4nat", "IPv4 UDP, masqueraded"),
           ("udp6", "IPv6 UDP"), ("udp6nat", "IPv6 UDP, masqueraded"),
           ("udp4.fq_codel", "IPv4 UDP, through fq_codel"),
           ("udp4nat.fq_codel", "IPv4 UDP, masqueraded, through fq_codel"),
           ("udp6.fq_codel", "IPv6 UDP, through fq_codel"),
           ("udp6nat.fq_codel", "IPv6 UDP, masqueraded, through fq_codel"),
           ("bulk4", "IPv4 TCP, 44 segments"),
           ("bulk4nat", "IPv4 TCP, 44 segments, masqueraded"),
           ("bulk6", "IPv6 TCP, 44 segments"),
           ("bulk6nat", "IPv6 TCP, 44 segments, masqueraded"))
TRANSFER = (("tcp4", "IPv4"), ("tcp4nat", "IPv4, masqueraded"), ("tcp6", "IPv6"),
            ("tcp6nat", "IPv6, masqueraded"))
PATHS = ("classic", "flowtable", "type", "soft")


def short(rows):
    lines = ["| figure | measured | spread | target | |", "|---|--:|--:|--:|---|"]
    for row in (rows[key] for key in SHORT if key in rows):
        digits = row["digits"]
        lines.append(f"| {row['text'].strip()} | {render.number(row['median'], digits)} {row['unit']} | "
                     f"{render.number(row['min'], digits)} – {render.number(row['max'], digits)} | "
                     f"{row['target'] or ''} | {render.verdict(row).lower()} |")
    return lines


def spread(row):
    if row["min"] == row["max"]:
        return ""
    return f"{render.number(row['min'], row['digits'])} – {render.number(row['max'], row['digits'])}"


def beside(row):
    """Of locks: which function holds it."""
    if row["key"].startswith("lock.") and row["baseline"]:
        return f"`{row['baseline']}()`"
    return row["baseline"] or ""


def figures(rows):
    lines = ["| figure | median | least – largest | unit | beside | target | |",
             "|---|--:|--:|---|---|---|---|"]
    for row in rows.values():
        if row["key"].startswith("forward."):
            continue
        target = (row["target"] or "").replace(">=", "≥ ").replace("<=", "≤ ")
        verdict = render.verdict(row).lower()
        lines.append(f"| {row['text'].strip()} | {render.number(row['median'], row['digits'])} | "
                     f"{spread(row)} | {row['unit']} | {beside(row)} | {target} | "
                     f"{'**missed**' if verdict == 'missed' else verdict} |")
    return lines


def medians(rows, what, paths):
    found = [rows.get(f"forward.{what}.{path}") for path in paths]
    return [row["median"] for row in found] if all(found) else None


def ratio_target(rows, what):
    """The share of the flowtable that the target allows."""
    row = rows[f"forward.{what}.soft"]
    if not row["target"]:
        return ""
    share = float(row["target"].lstrip("<=")) / rows[f"forward.{what}.flowtable"]["median"]
    return f"≤ {share:.2f}, {render.verdict(row).lower()}"


def forward(rows):
    lines = ["| instructions per packet, medians | classic | in-kernel flowtable | the same with our type "
             "| software engine | engine to flowtable | target |", "|---|--:|--:|--:|--:|--:|---|"]
    for what, text in FORWARD:
        found = medians(rows, what, PATHS)
        if found:
            lines.append(f"| {text} | " + " | ".join(f"{v:,.0f}" for v in found) +
                         f" | **{found[3] / found[1]:.3f}** | {ratio_target(rows, what)} |")
    return lines


def transfer(rows):
    lines = ["| instructions per MiB, medians | to the router itself | classic | in-kernel flowtable "
             "| the same with our type | software engine |", "|---|--:|--:|--:|--:|--:|"]
    for what, text in TRANSFER:
        direct = medians(rows, what.replace("nat", ""), ("direct",))
        found = medians(rows, what, PATHS)
        if direct and found:
            lines.append(f"| {text} | " + " | ".join(f"{v:,.0f}" for v in direct + found) + " |")
    return lines


TABLES = {"bench": short, "bench-figures": figures, "bench-forward": forward,
          "bench-transfer": transfer}


def fill(path, rows):
    """Replace the tables that the file shows; a file without any is a mistake."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    shown = [name for name in TABLES if f"<!-- {name}:begin -->" in text]
    if not shown:
        sys.exit(f"{path} has no line <!-- bench:begin --> or like it")
    for name in shown:
        table = "\n".join(TABLES[name](rows))
        text, num = re.subn(rf"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)",
                            lambda m: m.group(1) + table + "\n" + m.group(2), text, flags=re.S)
        if not num:
            sys.exit(f"{path} has no line <!-- {name}:end -->")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    rows = {row["key"]: row for row in render.load(sys.argv[1])["figures"]}
    for path in sys.argv[2:]:
        fill(path, rows)


if __name__ == "__main__":
    main()
