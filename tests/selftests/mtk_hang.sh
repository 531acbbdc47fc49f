#!/bin/bash
# runs: uml
# An engine takes frames and lets none out, but answers: it is noticed, one line in the
# log, and all flows go on in software and return to hardware when it works. An engine
# that does not come back to life is bypassed. MT7988 drops where others would hang.
#
# experiment 9: an engine that hangs with flows in it (openwrt PR 22533).
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip timeout

topology
ruleset | nft_router || bail "no ruleset"

# What is sent to such an engine is lost, until it is noticed.
start_patient_traffic()
{
	udp_server $server $server_ip 5001
	traffic $client --source 40001 --interval 2000 --timeout 100 --lose 1000 $server_ip 5001
	busywait 5000 bound_is 2
	check_err $? "bound entries: $(bound), expected 2"
	mark_log
}

stop_patient_traffic()
{
	kill -INT "$traffic_pid"
	wait "$traffic_pid" 2>/dev/null
	stop "$server_pid"
	note "$(value lost traffic) of $(value sent traffic) messages lost, 100 ms each"
	in_ns $router conntrack -F 2>/dev/null
	check_eq "violations" "$(head -n 1 $sim/violations)" 0
}

in_hardware_again()
{
	local before
	busywait 10000 bound_is 2
	check_err $? "bound entries after a hang: $(bound), expected 2"
	before=$(hw_packets)
	busywait 5000 hw_packets_above "$before"
	check_err $? "no packet in hardware after a hang"
	check_eq "lines about the hang" "$(said PPE)" 1
}

swallows()
{
	start_patient_traffic
	echo 1 >$sim/hang
	busywait 15000 has_said "hangs: all flows return to software, its table was made anew"
	check_err $? "nothing in the log about a hang"
	in_hardware_again
	check_num "frames lost in the engine" "$(ppe_stat drop_hang)" -gt 0
	stop_patient_traffic
	log_test "an engine lets nothing out: started anew"
}

stays_dead()
{
	local lost before
	start_patient_traffic
	echo 2 >$sim/hang
	busywait 15000 has_said "hangs: all flows return to software, and stay there until it works"
	check_err $? "nothing in the log about a hang"
	lost=$(ppe_stat drop_hang) before=$(port_stat sim1 from_cpu)
	busywait 10000 from_cpu_above $((before + 500))
	check_err $? "the CPU forwards nothing in its place"
	check_eq "frames lost in the engine after that" $(($(ppe_stat drop_hang) - lost)) 0
	echo 0 >$sim/hang
	busywait 30000 has_said "the engines work again"
	check_err $? "nothing in the log about the end of the hang"
	in_hardware_again
	stop_patient_traffic
	log_test "an engine lets nothing out, for good: frames go past it until it works"
}

from_cpu_above() { [ "$(port_stat sim1 from_cpu)" -gt "$1" ]; }

# MT7988 can drop where others hang.
drops_instead()
{
	start_patient_traffic
	reset_counters
	echo 1 >$sim/hang
	busywait 5000 hw_packets_above 1000
	check_err $? "packets in hardware: $(hw_packets)"
	check_eq "frames lost in the engine" "$(ppe_stat drop_hang)" 0
	check_eq "lines about a hang" "$(said PPE)" 0
	stop_patient_traffic
	log_test "MT7988: a full side-band FIFO stops nothing"
}

swallows
stays_dead
nft_flush
topology_down
modules_unload || fail "the modules do not unload"
topology 2 soc=mt7988
ruleset | nft_router || bail "no ruleset"
drops_instead
