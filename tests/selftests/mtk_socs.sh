#!/bin/bash
# runs: stock arm64 mipsel s390x
# One driver, every SoC that it knows: IPv4 with NAT and IPv6, out and back, through
# the PPE of each generation of the model, which objects to any entry or register
# that is not right for it. conntrack is exact where the engine counts; where it
# does not, the flow lives on and nothing is invented.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip timeout

# pass SOC FAMILY ADDRESS SIZE-OF-HEADERS COUNTERS
pass()
{
	local soc=$1 family=$2 ip=$3 headers=$4 counters=$5 first=20 n=300 size=1000 all
	{
		ruleset
		nat "" 'oifname "sim1" masquerade'
	} | nft_router || bail "no ruleset"
	udp_server $server "$ip" 5001
	run $client pingpong --source 40001 --count $first --size $size "$ip" 5001 >"$tmp/client.out" 2>&1
	check_err $? "$(<"$tmp/client.out")"
	busywait 2000 bound_is 2
	check_err $? "bound entries: $(bound), expected 2"
	reset_counters
	run $client pingpong --source 40001 --count $n --size $size --interval 500 \
		"$ip" 5001 >"$tmp/client.out" 2>&1
	check_err $? "in hardware: $(<"$tmp/client.out")"
	check_eq "packets in hardware" "$(hw_packets)" $((2 * n))
	stop "$server_pid"
	nft_flush
	busywait 2000 all_gone
	check_err $? "entries are left after the ruleset went"
	all=$((first + n))
	if [ "$counters" = mib ]; then
		check_eq "conntrack" "$(ct_count udp 40001 "$family")" \
			"$all $((all * (size + headers))) $all $((all * (size + headers)))"
	else
		check_num "packets that only the CPU counted" \
			"$(ct_count udp 40001 "$family" | cut -d' ' -f1)" -le $first
	fi
	check_eq "violations" "$(head -n 1 $sim/violations)" 0
	in_ns $router conntrack -F 2>/dev/null
	log_test "$soc: $family"
}

size() { sed -n 's/^backend mtk-ppe .* size=\([0-9]*\).*/\1/p' $core/status; }

# soc NAME mib|none [ENTRIES-THAT-CAN-BE-BOUND]
soc()
{
	topology 2 soc="$1" &&
		check_eq "size" "$(size)" "${3:-$(size)}" &&
		pass "$1" ipv4 $server_ip 28 "$2" &&
		pass "$1" ipv6 $server_ip6 48 "$2"
	topology_down
	modules_unload || fail "the modules do not unload"
}

soc mt7620 none
soc mt7621 none
soc mt7622 mib
soc mt7623 none
soc mt7629 mib
soc mt7981 mib
soc mt7986 mib
soc mt7988 mib
# The largest table, on two and three engines, but for what reads as "none".
DRIVER_PARAMS=entries=32768 soc mt7986 mib $((2 * (32768 - 2)))
DRIVER_PARAMS=entries=32768 soc mt7988 mib $((3 * (32768 - 1)))
