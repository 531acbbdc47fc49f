#!/bin/bash
# Everything that can be checked here of the packages for other systems; `make
# test-packaging`. The Debian packages have a test of their own (deb.sh).
set -u
cd "$(dirname "$(readlink -f "$0")")" || exit 1
log=$(mktemp)
trap 'rm -f "$log"' EXIT

for part in matrix recipes openwrt luci; do
	echo "== $part"
	./$part.sh | tee -a "$log"
done
grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$log" | awk '
	{ gsub(",", ""); n++; p += $1; f += $3; s += $5 }
	END {
		# A part that did not close is a failure.
		f += 4 - n
		printf "%d passed, %d failed, %d skipped\n", p, f, s
		exit f > 0
	}'
