#!/bin/bash
# runs: long-stock races
# An engine that takes its time: what ends a flowtable meanwhile waits for it, and
# what happens to a flow before the engine hears of it is not missed.
#
# experiment 6: a table, a namespace that go, connections that end, while calls of the
# engine sleep and others queue up behind them (CVE-2022-50000: work for a flow of a
# flowtable that was freed, because other work of it was pending)
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip timeout

modinfo nf_flow_hw_test_engine >/dev/null 2>&1 || skip_all "built with the KUnit modules only"
engine=/sys/module/nf_flow_hw_test_engine/parameters
queue=/sys/devices/virtual/workqueue/nf_ft_offload_add
second_ip=10.0.2.3
connections=6

engine_up()
{
	rmmod $driver &&
	modprobe nf_flow_hw_test_engine dev=sim features=255 slow="$1"
}

asleep() { [ "$(<$engine/asleep)" -ge "$1" ]; }
awake() { [ "$(<$engine/asleep)" = 0 ]; }
no_flowtable() { ! grep -q ^flowtable $core/status; }
known_flows() { sed -n 's/^flowtable .* flows=\([0-9]*\) .*/\1/p' $core/status; }
known_is() { [ "$(known_flows)" = "$1" ]; }

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
# Both directions of each, queued behind calls that sleep.
connections_out()
{
	kill "${flow_pids[@]}"
	in_ns $router conntrack -F 2>/dev/null
	busywait 15000 known_is 0
	check_err $? "flows are left: $(<$core/status)"
	table_out
}
router_out() { ip netns del $router; }

# A route changes after a flow was made and before we are told of the flow: the one
# that sleeps is not concerned, the one behind it is.
late()
{
	local was
	was=$(<$queue/max_active)
	echo 1 >$queue/max_active || bail "the queue cannot be made narrow"
	# Neither the flow nor, once it has ended, its connection goes by itself.
	in_ns $router sysctl -qw net.netfilter.nf_flowtable_udp_timeout=3000 \
		net.netfilter.nf_conntrack_udp_timeout_stream=6000
	ip -n $server addr add $second_ip/24 dev wire1
	ip -n $router neigh replace $second_ip lladdr "$(mac_of $server wire1)" dev sim1 nud permanent
	{
		ruleset "flags offload" "sim0, sim1" 'th dport @open flow add @f' |
			sed 's/^table inet fw {/&\n\tset open { type inet_service; elements = { 5001 }; }/'
	} | nft_router || bail "no ruleset"
	udp_server $server $server_ip 5001
	first_server=$server_pid
	udp_server $server $second_ip 5001
	start first $client pingpong --count 0 --source 41001 --interval 5000 $server_ip 5001
	first=$pid
	busywait 5000 asleep 1
	# A few messages only: one that goes on looks younger after a second.
	start second $client pingpong --count 5 --source 41002 --interval 5000 $second_ip 5001
	second=$pid
	# No busywait: the first one does not sleep for long.
	until ct_flag_is OFFLOAD udp 41002; do :; done
	ip -n $router route add $second_ip/32 dev sim1
	check_eq "flows that we knew when the route changed" "$(known_flows)" 1
	in_ns $router nft 'delete element inet fw open { 5001 }'
	# That we know it lasts a second at most, too short to be seen on slow kernels.
	busywait 30000 software 41002
	check_err $? "the flow that was made before the change goes on: $(ct_line udp 41002)"
	ct_flag_is OFFLOAD udp 41001
	check_err $? "the other flow ended: $(ct_line udp 41001)"
	kill "$first"
	wait "$first" && wait "$second"
	check_err $? "messages were lost: $(cat "$tmp"/{first,second}.out)"
	stop "$first_server" "$server_pid"
	echo "$was" >$queue/max_active
	echo 200 >$engine/slow
	table_out
	log_test "a route that changed while a flow was on its way to us"
}

software() { [ -n "$(ct_line udp "$1")" ] && ! ct_flag_is OFFLOAD udp "$1"; }

topology
# Until a route was added, on slow kernels, too; changes are remembered for ten seconds.
long=$((450 * KSFT_SLOW))
[ $long -le 4000 ] || long=4000
engine_up $long || bail "no engine"
late
ended_by "nft delete table" table_out
ended_by "end of all connections" connections_out 15000
ended_by "end of the namespace" router_out
rmmod nf_flow_hw_test_engine
