#!/bin/bash
# runs: stock
# How many packets of a flow does the CPU see before the PPE takes over? A UDP
# flow of 10,000 packets in a closed loop: each is sent 1 ms after the reply to
# the one before; neighbours are known, nothing else is on the wires.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft ip timeout
NO_IPV6=1
count=10000 limit=4

# cpu_seen NAME NS ADDRESS PORT: run the flow, check both directions.
cpu_seen()
{
	local name=$1 ns=$2 ip=$3 port=$4 up down
	reset_counters
	run "$ns" pingpong --source 40001 --count $count "$ip" "$port" >"$tmp/client.out"
	check_err $? "$(<"$tmp/client.out")"
	check_eq "answered packets" "$(value received client)" $count
	up=$(port_stat sim0 to_cpu) down=$(port_stat sim1 to_cpu)
	check_num "packets of the original direction on the CPU" "$up" -ge 1
	check_num "packets of the original direction on the CPU" "$up" -le $limit
	check_num "packets of the reply direction on the CPU" "$down" -le $limit
	check_eq "CPU and hardware together" "$((up + down + $(hw_packets)))" $((2 * count))
	note "CPU: $up + $down of $count + $count packets"
	log_test "$name"
}

topology
{
	ruleset
	nat "" "oifname sim1 masquerade"
} | nft_router
udp_server $server $server_ip 5001
cpu_seen "at most $limit packets of $count per direction reach the CPU" $client $server_ip 5001
