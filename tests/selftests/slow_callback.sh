#!/bin/bash
# runs: long
# seconds: 240
# An engine that takes its time: what ends a flowtable meanwhile waits for it.
#
# experiment 6: a table, a namespace that go while calls of the
# engine sleep and others queue up behind them (CVE-2022-50000: work for a flow of a
# flowtable that was freed, because other work of it was pending)
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip timeout

modinfo nf_flow_hw_test_engine >/dev/null 2>&1 || skip_all "built with the KUnit modules only"
engine=/sys/module/nf_flow_hw_test_engine/parameters
connections=6

engine_up()
{
	rmmod $driver &&
	modprobe nf_flow_hw_test_engine dev=sim features=255 slow="$1"
}

asleep() { [ "$(<$engine/asleep)" -ge "$1" ]; }
awake() { [ "$(<$engine/asleep)" = 0 ]; }
held_is() { [ "$(sed -n 's/^backend test .* used=\([0-9]*\) .*/\1/p' $core/status)" = "$1" ]; }
no_flowtable() { ! grep -q ^flowtable $core/status; }

flows_up()
{
	local i
	udp_server $server $server_ip 5001
	flow_pids=()
	for ((i = 0; i < connections; i++)); do
		start "udp$i" $client pingpong --count 0 --lose 1000000 --source $((40000 + i)) \
			--timeout 500 --interval 5000 $server_ip 5001
		flow_pids+=("$pid")
	done
	busywait 5000 asleep 1
	check_err $? "no call of the engine sleeps"
}

flows_down()
{
	stop "${flow_pids[@]}" "$server_pid"
	in_ns $router conntrack -F 2>/dev/null
}

# ended_by NAME EVENT [MS]: returns in bounded time, and nothing is left or comes later.
ended_by()
{
	local begin
	ruleset | nft_router || bail "no ruleset"
	flows_up
	begin=$(now_ms)
	$2
	check_err $? "the event itself failed"
	check_num "ms that it took" $(($(now_ms) - begin)) -le $((${3:-5000} * KSFT_SLOW))
	busywait 5000 no_flowtable
	check_err $? "a flowtable is left: $(<$core/status)"
	held_is 0
	check_err $? "the engine holds entries: $(<$core/status)"
	busywait 5000 awake
	check_err $? "calls of the engine sleep still"
	held_is 0
	check_err $? "entries came after the end: $(<$core/status)"
	flows_down
	log_test "experiment 6: $1 while calls of the engine sleep"
}

table_out() { nft_router <<<'delete table inet fw'; }
router_out() { ip netns del $router; }

topology
engine_up 200 || bail "no engine"
ended_by "nft delete table" table_out
ended_by "end of the namespace" router_out
rmmod nf_flow_hw_test_engine
