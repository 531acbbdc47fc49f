#!/bin/bash
# runs: long
# seconds: 300
# The matrix of mtk_matrix.sh on the software engine, which takes every combination:
# {route, SNAT, DNAT, both} x {IPv4, IPv6} x {TCP, UDP} x {no tag, VLAN, QinQ, PPPoE,
# PPPoE in VLAN, port of a switch} x {in, out, both}, each with exactly the entries
# that follow from it; what comes out equals the classic path's, bit by bit, checksums
# of zero among it.
ENGINE=soft
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/mtk_matrix_lib.sh
. "$selftests/mtk_matrix_lib.sh"

matrix_modules()
{
	soft_ports=sim0,sim1
	case $2 in
	tags)	modules_load 2 ;;
	dsa)	soft_ports=sim1,lan0,lan1; modules_load_switch 2 2 ;;
	esac
}

matrix_py()
{
	python3 "$selftests/soft_matrix.py" "$@" "$tmp"
}

# Called while all of it is in force.
matrix_entries()
{
	cat $engine/entries
	in_ns $router conntrack -L 2>/dev/null >"$tmp/flags"
	{
		check_eq "connections that are shown as in hardware" "$(grep -c HW_OFFLOAD "$tmp/flags")" 0
		check_eq "connections that are shown as offloaded" \
			"$(grep -c '\[OFFLOAD\]' "$tmp/flags")" $(($(wc -l <$engine/entries) / 2))
	} >&2
}

hw_packets()
{
	soft_since entries '{ sub(".*packets=", ""); n += $1 } END { print n + 0 }'
}

# Every frame comes up to the CPU; those that the engine did not forward:
cpu_frames()
{
	awk -v n="$(hw_packets)" '{ for (i = 1; i <= NF; i++) if (sub(/^to_cpu=/, "", $i)) all += $i }
		END { print all - n }' $sim/ports
}

reset_counters()
{
	local soft_reset=yes
	[ ! -d $sim ] || echo 1 >$sim/reset_counters
	hw_packets >/dev/null
}

n=${MATRIX_FRAMES:-8000}
matrix soft tags "$n"
matrix soft dsa $((n / 4))
matrix_total
