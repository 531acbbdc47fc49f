#!/bin/bash
# runs: races
# Experiment 5: the driver, and every other time the core as well, is unloaded and loaded
# again while flows of both kinds run on two processors, ROUNDS times (default 50). No
# packet is lost, nothing is referred to any more, flows return to hardware.
#
# What it guards: freed without a grace period under traffic, in the drivers' paths of
# packets (CVE-2026-53247, CVE-2026-53248, CVE-2026-68332).
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip
rounds=${ROUNDS:-50}

refs() { sed -n "s/^$1 [0-9]* \([0-9]*\) .*/\1/p" /proc/modules; }
no_flowtable() { ! grep -q ^flowtable $core/status; }

# Never the same tuple at once, never a pause.
flows_up()
{
	local n
	clients=()
	for n in 1 2 3 4; do
		start client$n $client pingpong --source $((40000 + n)) --count 0 --interval 1000 \
			--timeout $((4000 * KSFT_SLOW)) $server_ip 5001
		clients+=("$pid")
	done
}

flows_down()
{
	local n
	kill "${clients[@]}"
	for n in 1 2 3 4; do
		await "${clients[n - 1]}"
		check_err $? "flow $n: $(<"$tmp/client$n.out")"
		check_eq "flow $n: messages without an answer" "$(value lost client$n)" 0
	done
}

round()
{
	rmmod nf_flow_hw_mtk || fail "round $1: rmmod of the driver"
	check_eq "round $1: entries of the model" "$(bound)" 0
	check_eq "round $1: entries of the core" "$(core_entries)" 0
	if [ $(($1 % 2)) = 0 ]; then
		nft_flush
		busywait 5000 no_flowtable
		check_eq "round $1: references to the core" "$(refs nf_flow_hw)" 0
		rmmod nf_flow_hw || fail "round $1: rmmod of the core"
	fi
	driver_load || fail "round $1: modprobe"
	[ $(($1 % 2)) = 1 ] || ruleset | nft_router
	busywait 10000 bound_at_least 2
	check_err $? "round $1: no flow returns to hardware"
}

topology
ruleset | nft_router
udp_server $server $server_ip 5001
flows_up
busywait 8000 bound_is 8
check_err $? "flows are not in hardware: $(bound) entries"
for ((i = 1; i <= rounds && ret == 0; i++)); do round $i; done
note "$((i - 1)) rounds on $(nproc) processors"
flows_down
nft_flush
busywait 5000 all_gone
check_err $? "left behind: model $(bound), driver $(used), core $(core_entries) entries"
log_test "driver and core unloaded $rounds times under traffic: no packet lost, nothing left"
