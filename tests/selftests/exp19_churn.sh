#!/bin/bash
# runs: long
# seconds: 900
# Experiment 19: connections are opened and closed, up to 5,000 a second, for MINUTES
# (default 3), half of them by a reset. Every one of them works; no engine hangs, the work
# queues run dry, nothing is left. How many they were is printed: an emulated machine does
# not reach the full rate.
#
# What it guards: a burst of opened and closed connections stopped the PPE and the frame
# engine of a BPI-R4 (openwrt PR 22533); one queue for all work let additions starve
# deletions (Linux 2ed37183abb7).
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip ss
seconds=$((60 * ${MINUTES:-3}))
ports=40 wanted=5000
instances=/sys/kernel/tracing/instances

# Entries are counted by trace events, each kind in a buffer of its own: what does not
# fit any more is counted, too.
count_start()
{
	local what
	mountpoint -q /sys/kernel/tracing || mount -t tracefs none /sys/kernel/tracing
	for what in add remove; do
		mkdir $instances/$what &&
			echo 1 >$instances/$what/events/nf_flow_hw/nf_flow_hw_$what/enable ||
			bail "cannot trace"
	done
}

counted()
{
	awk '/^(entries|overrun):/ { n += $2 } END { print n + 0 }' $instances/"$1"/per_cpu/cpu*/stats
}

count_stop()
{
	local what
	for what in add remove; do
		echo 0 >$instances/$what/events/nf_flow_hw/nf_flow_hw_$what/enable
		rmdir $instances/$what
	done
}

quick_ends()
{
	sysctl -qw net.netfilter.nf_conntrack_max=1048576
	in_ns $router sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_time_wait=2 \
		net.netfilter.nf_conntrack_tcp_timeout_close=1
	in_ns $client sysctl -qw net.ipv4.tcp_tw_reuse=1 net.ipv4.ip_local_port_range="10000 60000"
	in_ns $server sysctl -qw net.core.somaxconn=4096
}

# endless NAME NS CMD…: for longer than start() allows.
endless()
{
	local name=$1 ns=$2
	shift 2
	nsenter --net=/run/netns/"$ns" "$@" >"$tmp/$name.out" 2>&1 &
	pid=$!
	pids+=("$pid")
}

lasting_up()
{
	endless udp $server pingpong -l --ready "$tmp/ready" $server_ip 5001
	busywait 5000 test -e "$tmp/ready"
	endless traffic $client pingpong --count 0 --source 40001 --interval 20000 \
		--timeout $((4000 * KSFT_SLOW)) $server_ip 5001
	traffic_pid=$pid
	busywait 5000 bound_is 2
	check_err $? "the connection that stays is not in hardware"
}

listening() { in_ns $server ss -Hltn | grep -q ":$((6000 + ports - 1)) "; }

churning()
{
	local num
	endless server $server churn -l $ports $server_ip 6000
	busywait 5000 listening
	check_err $? "the server does not listen: $(<"$tmp/server.out")"
	lasting_up
	timeout 3000 ip netns exec $client churn --rate $wanted --seconds $seconds \
		--count 100000000 $ports $server_ip 6000 >"$tmp/churn.out" 2>&1
	check_err $? "not every connection worked: $(<"$tmp/churn.out")"
	num=$(value "done" churn)
	check_num "connections" "$num" -ge $((seconds * 10))
	check_num "entries made" "$(counted add)" -ge "$((num / 10))"
	note "measured: $num connections in $seconds s, $(value rate churn) a second of the $wanted wanted, $(value failed churn) failed, $(counted add) entries"
	log_test "connections opened and closed for $seconds s"
}

afterwards()
{
	local before
	busywait 15000 bound_is 2
	check_err $? "entries besides the connection that stays: $(bound), expected 2"
	before=$(hw_packets)
	busywait 5000 hw_packets_above $((before + 20))
	check_err $? "the engine forwards no more"
	check_eq "faults of the engine" "$(said 'PPE')" 0
	kill "$traffic_pid"
	await "$traffic_pid"
	check_eq "messages of the connection that stayed, without an answer" "$(value lost traffic)" 0
	nft_flush
	busywait 10000 all_gone
	check_err $? "left behind: model $(bound), driver $(used), core $(core_entries) entries"
	check_eq "entries removed" "$(counted remove)" "$(counted add)"
	log_test "afterwards: the engine works, the work queues are empty, nothing is left"
}

export NO_IPV6=1
topology
count_start
ruleset | nft_router || bail "no ruleset"
quick_ends
mark_log
churning
afterwards
count_stop
