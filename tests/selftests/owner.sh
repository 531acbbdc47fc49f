#!/bin/bash
# runs: long
# seconds: 300
# experiment 2: one key, two live cookies. Connections that come back while their old
# flows are still being removed: a slot has one owner, the flow comes back to hardware,
# and nobody's entry is removed by a stranger. Guards against -EEXIST after a reload (mtk_ppe_offload.c of Linux
# refuses a cookie that it has not been told the end of; openwrt#10354).
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip timeout

connections=20

# A bus on which each access takes so long: removals last while flows come back.
bus() { echo "$1" >$sim/slow_us; }

flows_up()
{
	local i
	udp_server $server $server_ip 5001
	traffic_pids=()
	for ((i = 0; i < connections; i++)); do
		start "udp$i" $client pingpong --count 0 --source $((40000 + i)) --timeout 2000 \
			--interval 10000 $server_ip 5001
		traffic_pids+=("$pid")
	done
	busywait 10000 bound_is $((2 * connections))
	check_err $? "$(bound) bound entries, expected $((2 * connections))"
}

# Ends traffic; no message was lost, whatever happened.
flows_down()
{
	local i status
	for ((i = 0; i < connections; i++)); do
		kill "${traffic_pids[i]}" && wait "${traffic_pids[i]}"
		status=$?
		[ $status = 0 ] || fail "connection $i lost messages: $(<"$tmp/udp$i.out")"
	done
	stop "$server_pid"
	in_ns $router conntrack -F 2>/dev/null
}

# all_back WHAT: to the last entry, and to stay: the end of the old flows, which the
# garbage collector brings within two seconds, removes none.
all_back()
{
	local before i
	busywait 10000 bound_is $((2 * connections))
	check_err $? "$1: $(bound) bound entries, expected $((2 * connections))"
	before=$(port_stat sim0 to_cpu)
	for ((i = 0; i < 11; i++)); do
		sleep 0.2
		bound_is $((2 * connections)) || fail "$1: $(bound) bound entries $((i * 200)) ms later"
	done
	check_num "$1: packets that the CPU saw meanwhile" \
		$(($(port_stat sim0 to_cpu) - before)) -le 4
	check_eq "$1: entries of core and driver" "$(core_entries) $(used)" \
		"$((2 * connections)) $((2 * connections))"
}

reload()
{
	local i
	for i in 1 2 3; do
		{
			printf '%s\n' "table inet fw" "flush table inet fw" \
				"delete flowtable inet fw f" "delete table inet fw"
			ruleset
		} | nft_router
		check_err $? "reload $i fails"
		all_back "reload $i"
	done
	check_eq "flowtables" "$(grep -c ^flowtable $core/status)" 1
}

on_bus()
{
	bus "$1"
	ruleset | nft_router
	flows_up
	reload
	flows_down
	nft_flush
	bus 0
	log_test "atomic reload, bus accesses of $1 us: all flows come back and stay"
}

topology
on_bus 0
on_bus 300
