#!/bin/bash
# runs: debug stock arm64 smp
# Whatever ends a flowtable, a device, an engine or a namespace under traffic
# leaves no entry behind: not in the core, not in the driver, not in the model.
# The kernel sends no DESTROY in most of these cases. Where the command returns
# after the fact, the check follows at once, without waiting.
#
# experiments 1, 2 and 18: no entry outlives the ruleset that allowed it, and the flow of
# a ruleset that is loaded anew is offloaded again (openwrt#10354).
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip timeout

tcp_port=40100

# One UDP flow and one TCP connection, both in hardware. LOSE: how many messages
# of UDP may stay unanswered.
flows_up()
{
	local lose=$1
	# A port that was used before may wait for its last segments.
	tcp_port=$((tcp_port + 1))
	udp_server $server $server_ip 5001
	udp_pid=$server_pid
	tcp_server $server $server_ip 5002
	tcp_pid=$server_pid
	start udp $client pingpong --count 0 --source 40001 --lose "$lose" --timeout 500 \
		$server_ip 5001
	udp_client=$pid
	start tcp $client pingpong --count 0 --source $tcp_port --tcp --timeout 4000 \
		--interval 2000 $server_ip 5002
	tcp_client=$pid
	busywait 5000 bound_is 4
	check_err $? "flows are not in hardware: $(bound) bound entries, expected 4"
	hw_moves
}

# Packets go through the engine now.
hw_moves()
{
	busywait 5000 hw_packets_above $(($(hw_packets) + 20))
	check_err $? "no packets in hardware"
}

flows_down()
{
	stop "$udp_client" "$tcp_client"
	stop "$udp_pid" "$tcp_pid"
	in_ns $router conntrack -F 2>/dev/null
}

# The traffic of the whole time, unhurt: no message was lost on the way.
flows_unhurt()
{
	local status=0
	kill "$udp_client" "$tcp_client"
	await "$udp_client" || status=1
	await "$tcp_client" || status=1
	check_err $status "traffic suffered: UDP $(<"$tmp/udp.out"), TCP $(<"$tmp/tcp.out")"
	check_num "answered UDP messages" "$(value received udp)" -ge 50
	check_num "answered TCP messages" "$(value received tcp)" -ge 20
	stop "$udp_pid" "$tcp_pid"
	in_ns $router conntrack -F 2>/dev/null
}

nothing_left()
{
	all_gone
	check_err $? "left behind: model $(bound), driver $(used), core $(core_entries) entries"
}

probe()
{
	ruleset | in_ns $router nft -c -f -
	check_err $? "nft -c refuses a flowtable that is accepted"
	nothing_left
	busywait 2000 no_flowtable
	check_err $? "a flowtable is left: $(<$core/status)"
	log_test "nft -c leaves nothing"
}

no_flowtable() { ! grep -q ^flowtable $core/status; }

# probe_loaded: fw4 asks while the real one is in use.
probe_loaded()
{
	ruleset | nft_router
	flows_up 0
	{
		echo "delete table inet fw"
		ruleset
	} | in_ns $router nft -c -f -
	check_err $? "nft -c refuses"
	bound_is 4
	check_err $? "the probe changed the entries of the real flowtable: $(bound), expected 4"
	hw_moves
	flows_unhurt
	nft_flush
	log_test "nft -c under traffic does not touch the flowtable in use"
}

# ended_by NAME NFT-COMMANDS
ended_by()
{
	ruleset | nft_router
	flows_up 1000000
	nft_router <<<"$2"
	check_err $? "nft refuses: $2"
	nothing_left
	flows_down
	nft_flush
	log_test "$1 under traffic leaves no entry"
}

# As fw4 does it: one transaction that replaces everything.
reload()
{
	ruleset | nft_router
	flows_up 0
	local i
	for i in 1 2 3; do
		{
			echo "table inet fw"
			echo "flush table inet fw"
			echo "delete flowtable inet fw f"
			echo "delete table inet fw"
			ruleset
		} | nft_router
		check_err $? "reload $i fails"
		busywait 5000 bound_is 4
		check_err $? "after reload $i $(bound) entries are bound, expected 4"
		hw_moves
	done
	check_eq "flowtables" "$(grep -c ^flowtable $core/status)" 1
	flows_unhurt
	nft_flush
	nothing_left
	log_test "atomic reload under traffic: no loss, flows return to hardware"
}

driver_gone()
{
	local hw
	ruleset | nft_router
	flows_up 0
	rmmod $driver
	check_err $? "rmmod $driver"
	check_eq "entries of the model" "$(bound)" 0
	check_eq "entries of the core" "$(core_entries)" 0
	grep -q ^backend $core/status
	check_fail $? "status shows a backend: $(<$core/status)"
	hw=$(hw_packets)
	local seen
	seen=$(port_stat sim0 to_cpu)
	busywait 5000 to_cpu_above sim0 $((seen + 50))
	check_err $? "traffic does not go on in software"
	check_eq "packets in hardware without a driver" "$(hw_packets)" "$hw"
	ct_flag_is HW_OFFLOAD udp 40001
	check_fail $? "conntrack still says HW_OFFLOAD: $(ct_line udp 40001)"
	log_test "rmmod of the driver under traffic: software takes over"

	driver_load
	check_err $? "modprobe $driver"
	busywait 5000 bound_is 4
	check_err $? "flows do not return to hardware: $(bound) entries, expected 4"
	hw_moves
	flows_unhurt
	nft_flush
	nothing_left
	log_test "modprobe of the driver under traffic: flows return to hardware"
}

to_cpu_above() { [ "$(port_stat "$1" to_cpu)" -gt "$2" ]; }

core_refused()
{
	ruleset | nft_router
	rmmod $driver
	rmmod nf_flow_hw 2>"$tmp/err"
	check_fail $? "rmmod of the core works although a flowtable uses it"
	grep -q "in use" "$tmp/err"
	check_err $? "rmmod says: $(<"$tmp/err")"
	nft_flush
	busywait 2000 no_flowtable
	rmmod nf_flow_hw
	check_err $? "rmmod of the core after the flowtable went"
	driver_load
	log_test "rmmod of the core is refused while a flowtable exists"
}

namespace_gone()
{
	local ns
	for ns in $client $server; do orphans_give_up $ns; done
	ruleset | nft_router
	flows_up 1000000
	ip netns del $router
	busywait 5000 test -e /sys/class/net/sim0
	check_err $? "sim0 did not return"
	busywait 2000 all_gone
	check_err $? "left behind: model $(bound), driver $(used), core $(core_entries) entries"
	busywait 2000 no_flowtable
	check_err $? "a flowtable is left: $(<$core/status)"
	stop "$udp_client" "$tcp_client" "$udp_pid" "$tcp_pid"
	topology_down
	log_test "a namespace that goes under traffic leaves no entry"
}

soc_gone()
{
	topology
	ruleset | nft_router
	flows_up 1000000
	rmmod nf_flow_hw_sim
	check_err $? "rmmod nf_flow_hw_sim"
	check_eq "entries of the core" "$(core_entries)" 0
	# An engine in software outlives its ports.
	[ "${ENGINE:-}" = soft ] || ! grep -q ^backend $core/status
	check_err $? "status shows a backend: $(<$core/status)"
	stop "$udp_client" "$tcp_client" "$udp_pid" "$tcp_pid"
	nft_flush
	topology_down
	log_test "rmmod of the hardware itself under traffic leaves no entry"
}

topology
probe
probe_loaded
ended_by "nft delete table" "delete table inet fw"
ended_by "nft delete flowtable" "flush chain inet fw forward
	delete flowtable inet fw f"
ended_by "nft flush ruleset" "flush ruleset"
reload
driver_gone
core_refused
namespace_gone
soc_gone
