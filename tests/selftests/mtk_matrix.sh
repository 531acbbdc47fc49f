#!/bin/bash
# runs: uml arm64
# {route, SNAT, DNAT, both} x {IPv4, IPv6} x {TCP, UDP} x {no tag, VLAN, QinQ, PPPoE,
# PPPoE in VLAN, switch's tag} x {in, out, both} on each generation: every combination
# is either in hardware, with exactly the documented entries, or refused for the
# documented reason, and either way what comes out equals the classic path's, bit by
# bit. mtk_matrix_long.sh has every SoC and a million frames for each generation.
#
# experiment 12 (CVE-2024-27015: PPPoE headers taken for granted; CVE-2026-43329: IPv6,
# NAT and QinQ together need more actions than there was room for).
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/mtk_matrix_lib.sh
. "$selftests/mtk_matrix_lib.sh"

for soc in mt7620 mt7621 mt7986 mt7988; do
	matrix $soc tags 8000
	matrix $soc dsa 2000
done
matrix_total
