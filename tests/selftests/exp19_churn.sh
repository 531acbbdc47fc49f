#!/bin/bash
# runs: long
# seconds: 1800
# Experiment 19: connections are opened and closed, 5,000 a second, for MINUTES
# (default 3), half of them by a reset: frames as TCP sends them, made by one program that
# plays both ends, since two TCP stacks cost more than the router. Then with the stacks, as
# fast as they go. Every one of them works; no engine hangs, the work queues run dry,
# nothing is left. How many they were is printed, no machine fails for being slow.
#
# What it guards: a burst of opened and closed connections stopped the PPE and the frame
# engine of a BPI-R4 (openwrt PR 22533); one queue for all work let additions starve
# deletions (Linux 2ed37183abb7).
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip ss
seconds=$((60 * ${MINUTES:-3}))
ports=40 wanted=5000 pool=24000
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
	ready "$tmp/ready"
	endless traffic $client pingpong --count 0 --source 40001 --interval 20000 \
		--timeout $((4000 * KSFT_SLOW)) $server_ip 5001
	traffic_pid=$pid
	busywait 5000 bound_is 2
	check_err $? "the connection that stays is not in hardware"
}

listening() { in_ns $server ss -Hltn | grep -q ":$((6000 + ports - 1)) "; }

# Networks behind both ends, of which nobody answers.
network_up()
{
	local client_l2 server_l2
	client_l2=$(mac_of $router sim0)$(mac_of $client wire0)0800
	server_l2=$(mac_of $router sim1)$(mac_of $server wire1)0800
	awk -v n=$pool -v c="${client_l2//:/}" -v s="${server_l2//:/}" 'BEGIN {
		for (i = 0; i < n; i++) {
			a = "10.1." int(i / 100) % 250 + 1 "." i % 100 + 1; p = 10000 + i
			print "c" i, 6, 1500, 0, c, a, p, "10.2.0.9", 80, 1, s, "10.2.0.9", 80, a, p
		}
	}' >"$tmp/flows"
	ip -n $router route add 10.1.0.0/16 via $client_ip &&
	ip -n $router route add 10.2.0.0/16 via $server_ip
}

# worked NAME RATE DONE FAILED
worked()
{
	check_num "connections" "$3" -ge $((seconds * 10))
	check_num "entries made" $(($(counted add) - added)) -ge $(($3 / 10))
	note "measured: $1: $3 connections in $seconds s, $2 a second of the $wanted wanted, $4 failed, $(($(counted add) - added)) entries"
	log_test "$1 opened and closed for $seconds s"
	added=$(counted add)
}

churning()
{
	lasting_up
	network_up || bail "no networks"
	added=$(counted add)
	timeout 3000 ip netns exec $router bulk churn --rate $wanted --seconds $seconds \
		--timeout $((2000 * KSFT_SLOW)) "$tmp/flows" $client/wire0 $server/wire1 >"$tmp/bulk.out" 2>&1
	check_err $? "not every frame arrived: $(<"$tmp/bulk.out")"
	worked "connections" "$(value rate bulk)" "$(value "done" bulk)" "$(value lost bulk)"
}

churning_stacks()
{
	endless server $server churn -l $ports $server_ip 6000
	busywait 5000 listening
	check_err $? "the server does not listen: $(<"$tmp/server.out")"
	timeout 3000 ip netns exec $client churn --rate $wanted --seconds $seconds \
		--count 100000000 $ports $server_ip 6000 >"$tmp/churn.out" 2>&1
	check_err $? "not every connection worked: $(<"$tmp/churn.out")"
	worked "connections of TCP stacks" "$(value rate churn)" "$(value "done" churn)" "$(value failed churn)"
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
churning_stacks
afterwards
count_stop
