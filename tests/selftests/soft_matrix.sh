#!/bin/bash
# runs: long
# The matrix of mtk_matrix.sh on the software engine, which takes every combination:
# {route, SNAT, DNAT, both} x {IPv4, IPv6} x {TCP, UDP} x {no tag, VLAN, QinQ, PPPoE,
# PPPoE in VLAN, port of a switch} x {in, out, both}, each with exactly the entries
# that follow from it; what comes out equals the classic path's, bit by bit, checksums
# of zero among it. Then once more with ports that receive with GRO and segments of
# streams in a row: what was put together goes through in one piece and leaves as the
# classic path cuts it.
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
	gro)	modules_load 2 gro=1 ;;
	dsa)	soft_ports=sim1,lan0,lan1; modules_load_switch 2 2 ;;
	esac
}

# A frame that enters alone is seen alone, unless GRO waits for another one.
router_port()
{
	ip link set "$1" netns $router && ip -n $router link set "$1" up || return
	[ -z "${burst:-}" ] ||
		in_ns $router sh -c "echo 5000000 >/sys/class/net/$1/gro_flush_timeout"
}

# At the far end every frame counts as it came out.
cable()
{
	ip link set "$1" netns "$2" && ip -n "$2" link set "$1" mtu 1600 up || return
	[ -z "${burst:-}" ] || in_ns "$2" ethtool -K "$1" gro off
}

matrix_py()
{
	python3 "$selftests/soft_matrix.py" "$@" "$tmp"
}

# No frame is too long for it: all keep their order.
matrix_compare() { bulk cmp "$@"; }

# Called while all of it is in force.
matrix_entries()
{
	cat $engine/entries
	soft_forwarded >"$tmp/forwarded"
	in_ns $router conntrack -L 2>/dev/null >"$tmp/flags"
	{
		check_eq "connections that are shown as in hardware" "$(grep -c HW_OFFLOAD "$tmp/flags")" 0
		check_eq "connections that are shown as offloaded" \
			"$(grep -c '\[OFFLOAD\]' "$tmp/flags")" $(($(wc -l <$engine/entries) / 2))
	} >&2
}

# Packets of the wire, which several may have gone through as one.
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
	soft_forwarded >/dev/null
	hw_packets >/dev/null
}

n=${MATRIX_FRAMES:-8000}
matrix soft tags "$n"
matrix soft dsa $((n / 4))
burst=8
matrix soft gro "$n"
# Half of them are UDP. Of TCP, two thirds come without a session (which GRO does not
# know here) and two thirds of these without PSH, CWR or URG: of eight such in a row one
# is left, so 5 in 6 of all would be the least.
check_num "of $n frames of streams so many went through in pieces of their own" \
	"$(<"$tmp/forwarded")" -le $((n * 11 / 12))
log_test "segments are put together, and go through as one"
matrix_total
