#!/bin/bash
# runs: debug stock smp
# The Ethernet driver resets the frame engine under everybody's feet, or an engine
# hangs: a line in the log, all flows go on in software without losing a packet,
# the table is made anew, and flows return to hardware as soon as it works.
#
# experiment 9: an engine that is reset, that does not get idle when it is stopped, that
# does not answer (CVE-2024-27432; an MT7988 that got stuck under connections that come
# and go: openwrt PR 22533).
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip timeout

to_cpu() { port_stat sim0 to_cpu; }
to_cpu_above() { [ "$(to_cpu)" -gt "$1" ]; }

start_traffic()
{
	udp_server $server $server_ip 5001
	traffic $client --source 40001 --interval 2000 $server_ip 5001
	busywait 5000 bound_is 2
	check_err $? "bound entries: $(bound), expected 2"
}

stop_traffic()
{
	kill -INT "$traffic_pid"
	wait "$traffic_pid" 2>/dev/null
	check_eq "packets without an answer" \
		"$(($(value sent traffic) - $(value received traffic)))" 0
	stop "$server_pid"
}

topology
ruleset | nft_router || bail "no ruleset"

start_traffic
mark_log
echo 1 >$sim/fe_reset
busywait 5000 has_said "was reset: all flows return to software"
check_err $? "nothing in the log about a reset"
busywait 10000 bound_is 2
check_err $? "bound entries after a reset: $(bound), expected 2"
before=$(hw_packets)
busywait 5000 hw_packets_above "$before"
check_err $? "no packet in hardware after a reset"
check_eq "lines about the reset" "$(said PPE)" 1
stop_traffic
check_eq "violations" "$(head -n 1 $sim/violations)" 0
log_test "a reset of the frame engine: software, then hardware again"

# hang KNOB NAME
hang()
{
	start_traffic
	# Somebody must wait for something to learn of it: the end of another flow.
	run $client pingpong --source 40002 --count 20 $server_ip 5001 >"$tmp/client.out"
	busywait 5000 bound_is 4
	check_err $? "bound entries: $(bound), expected 4"
	mark_log
	echo 1 >$sim/"$1"
	in_ns $router conntrack -D -p udp --orig-port-src 40002 >/dev/null 2>&1
	busywait 15000 has_said "hangs: all flows return to software"
	check_err $? "nothing in the log about a hang"
	before=$(to_cpu)
	busywait 5000 to_cpu_above "$before"
	check_err $? "no frame reaches the CPU"
	check_eq "bound entries of a dead engine" "$(bound)" 0
	check_eq "backends" "$(grep -c '^backend mtk-ppe' $core/status)" 0
	echo 0 >$sim/"$1"
	busywait 15000 has_said "the engines work again"
	check_err $? "nothing in the log about the end of the hang"
	busywait 10000 bound_is 2
	check_err $? "bound entries after a hang: $(bound), expected 2"
	stop_traffic
	check_eq "lines about the hang" "$(said PPE)" 1
	in_ns $router conntrack -F 2>/dev/null
	check_eq "violations" "$(head -n 1 $sim/violations)" 0
	log_test "$2: software, and hardware again once it works"
	nft_flush
	busywait 2000 all_gone
	ruleset | nft_router
}

hang mib_stuck "counters do not answer"
hang stuck_busy "an engine stays busy"
