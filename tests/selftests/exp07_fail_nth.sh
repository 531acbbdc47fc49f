#!/bin/bash
# runs: stress
# Experiment 7: every allocation on the way of add, stats, delete and bind fails, one
# after the other, until there is none left to fail. Software forwards all the while and
# loses nothing, the flow or the flowtable is there as soon as there is memory again, and
# nothing is lost: neither entries nor counts nor (kmemleak, where the kernel has it)
# memory.
#
# What it guards: mlx5's CT offload freed an ERR_PTR and lost memory in the unwinding of a
# failed add (CVE-2024-53120, CVE-2024-43864, CVE-2022-49338); nf_tables freed hooks of
# a flowtable that failed to load (CVE-2022-48691, CVE-2026-23392).
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/fault_lib.sh
. "$selftests/fault_lib.sh"
need nft conntrack ip python3
need_failslab

# each WHAT BELOW MIN: WHAT arms the Nth allocation and goes its way, for all N up to
# where three in a row found nothing to fail. At least MIN must have failed below the
# function BELOW.
each()
{
	local what=$1 n none=0 begin before
	begin=$(faults)
	mark_faults
	for ((n = 1; n <= 60 && none < 3; n++)); do
		before=$(faults)
		"$what" $n
		disarm
		if [ "$(faults)" = "$before" ]; then none=$((none + 1)); else none=0; fi
		[ $ret = 0 ] || break
	done
	check_eq "$what: all N were tried" $none 3
	check_num "$what: allocations that failed below $2" "$(faults_below "$2")" -ge "$3"
	note "measured: $what: $(($(faults) - begin)) allocations failed, $(faults_below "$2") below $2, $(faults_below '[nf_flow_hw') below us"
	log_test "$what: each of its allocations fails once, and nothing is lost"
}

# In a new flowtable, which knows no next hops yet.
add()
{
	nft_flush
	busywait 5000 no_flowtable
	check_err $? "add $1: a flowtable is left: $(<$core/status)"
	ruleset | nft_router
	arm "$1"
	flow_start
	busywait 5000 flow_sent 5
	check_err $? "add $1: no packet passes: $(ct_line udp $port)"
	disarm
	busywait 8000 bound_is 2
	check_err $? "add $1: the flow does not come into hardware: $(bound) entries"
	flow_stop "add $1"
	flow_forget "add $1"
}

# Polls come every 2.8 s for a flow that lives.
stats()
{
	flow_start
	busywait 8000 bound_is 2
	check_err $? "stats $1: the flow does not come into hardware"
	arm "$1"
	sleep 3.5
	disarm
	flow_stop "stats $1"
	flow_counted "stats $1"
	flow_forget "stats $1"
}

delete()
{
	flow_start
	busywait 8000 bound_is 2
	check_err $? "delete $1: the flow does not come into hardware"
	flow_stop "delete $1"
	arm "$1"
	in_ns $router conntrack -D -p udp --orig-port-src $port >/dev/null 2>&1
	sleep 2.5
	disarm
	flow_forget "delete $1"
}

no_flowtable() { ! grep -q ^flowtable $core/status; }

flowtable()
{
	echo 'table inet fw { flowtable f { hook ingress priority 0; devices = { sim0, sim1 }; flags offload; counter; }; }'
}

bind()
{
	local begin
	begin=$(faults)
	mark_faults
	start bind $router python3 "$selftests/fail_nth.py" $core/status $((5 * KSFT_SLOW)) \
		"$(flowtable)" "flush ruleset"
	await "$pid"
	check_err $? "$(<"$tmp/bind.out")"
	check_eq "allocations that failed" $(($(faults) - begin)) "$(value tried bind)"
	check_num "bind: allocations that failed below us" "$(faults_below '[nf_flow_hw')" -ge 4
	check_num "bind: loads that failed" "$(value failed bind)" -ge 10
	ruleset | nft_router
	check_err $? "bind: the ruleset does not load when there is memory"
	note "measured: bind: $(value tried bind) allocations failed, $(faults_below '[nf_flow_hw') below us, and $(value failed bind) times nft"
	log_test "bind: each allocation of loading a flowtable fails once, and nothing stays"
}

export NO_IPV6=1
topology
flow_watch
! have_kmemleak || leaks_forget
bind
udp_server $server $server_ip 5001
# The flow, and for each direction a next hop, its address, and the pair of both hops.
each add block_cb 7
each stats nf_flow_offload 1
each delete nf_flow_offload 1
flow_start
busywait 8000 bound_is 2
check_err $? "after it all no flow comes into hardware"
flow_stop "after it all"
flow_forget "after it all"
note "measured: below us: $(fault_sites)"
log_test "after it all flows are offloaded as ever"
if have_kmemleak; then
	nft_flush
	busywait 5000 no_flowtable
	lost=$(leaks)
	[ -z "$lost" ] || fail "lost memory: $(head -n 60 <<<"$lost")"
	log_test "no memory is lost"
fi
