#!/bin/bash
# runs: long
# seconds: 6000
# The whole of mtk_matrix.sh: every combination on every SoC, and at least a million
# random frames through the engines of each generation.
#
# experiment 12, see there.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/mtk_matrix_lib.sh
. "$selftests/mtk_matrix_lib.sh"

# What comes out of a run is kept in memory, so a million frames are several runs.
: "${MATRIX_FRAMES:=60000}"

# sweep SOC RUNS: each with other frames.
sweep()
{
	local soc=$1 i
	for ((i = 0; i < $2; i++)); do
		matrix "$soc" tags "$MATRIX_FRAMES" $((100 + i))
		case $soc in
		mt7620)	;;
		*)	matrix "$soc" dsa $((MATRIX_FRAMES / 3)) $((200 + i)) ;;
		esac
	done
}

# One of each generation: HNAT of MT7620, v1, v2, v3.
sweep mt7620 "${MATRIX_RUNS:-17}"
sweep mt7621 "${MATRIX_RUNS:-13}"
sweep mt7986 "${MATRIX_RUNS:-13}"
sweep mt7988 "${MATRIX_RUNS:-13}"
# The others differ in table and counters only.
for soc in mt7622 mt7623 mt7629 mt7981; do
	sweep $soc 1
done
matrix_total
