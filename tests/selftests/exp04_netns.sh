#!/bin/bash
# runs: long-stock stress
# seconds: 1500
# Experiment 4: a namespace ends with a flowtable and flows in hardware, ROUNDS times
# (default 100; 20 with sanitizers in QEMU: one takes 24 s there): each time the entries are
# gone, the ports are back, no flowtable stays.
#
# What it guards: hooks of a flowtable unregistered twice, or used after they were freed, at
# the end of a namespace (CVE-2022-48935, CVE-2022-49558).
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip
rounds=${ROUNDS:-$((KSFT_SLOW < 18 ? 100 : 20))}

no_flowtable() { ! grep -q ^flowtable $core/status; }
ports_back() { [ -d /sys/class/net/sim0 ] && [ -d /sys/class/net/sim1 ]; }

router_up()
{
	ns_add $router && port_add sim0 1 && port_add sim1 2 && router_sysctls &&
		ip -n $router neigh replace $client_ip lladdr "$client_mac" dev sim0 nud permanent &&
		ip -n $router neigh replace $server_ip lladdr "$server_mac" dev sim1 nud permanent
}

round()
{
	[ "$1" = 1 ] || router_up || fail "round $1: the router does not come up"
	ruleset | nft_router || fail "round $1: no ruleset"
	busywait 10000 bound_at_least 2
	check_err $? "round $1: no flow in hardware"
	ip netns del $router
	busywait 10000 ports_back
	check_err $? "round $1: the ports do not return"
	busywait 10000 no_flowtable
	check_err $? "round $1: a flowtable is left: $(<$core/status)"
	all_gone
	check_err $? "round $1: left behind: model $(bound), driver $(used), core $(core_entries) entries"
}

export NO_IPV6=1
topology
client_mac=$(mac_of $client wire0) server_mac=$(mac_of $server wire1)
udp_server $server $server_ip 5001
for n in 1 2; do
	start client$n $client pingpong --source $((40000 + n)) --count 0 --interval 1000 \
		--lose 100000000 --timeout 100 $server_ip 5001
done
for ((i = 1; i <= rounds && ret == 0; i++)); do round $i; done
note "$((i - 1)) rounds"
log_test "a namespace with flows in hardware ends $rounds times, and leaves nothing"
