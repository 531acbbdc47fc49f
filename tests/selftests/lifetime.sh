#!/bin/bash
# runs: long
# seconds: 300
# Every entry that was made is removed, once, however its flow ends; a device that
# cannot be bound.
#
# experiment 3: conntrack -F, link down, device gone, expiry, rmmod: as many
#	removals as additions (the kernel's own drivers leave entries: nft delete sends
#	them no DESTROY)
# experiment 8: the Nth device of a flowtable fails to bind (CVE-2023-54193,
#	CVE-2026-23392: hooks and callbacks left on lists of freed objects)
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip timeout

trace=/sys/kernel/tracing
connections=10

trace_start()
{
	mountpoint -q $trace || mount -t tracefs none $trace
	echo 0 >$trace/tracing_on
	echo >$trace/trace
	echo 1 >$trace/events/nf_flow_hw/nf_flow_hw_add/enable &&
	echo 1 >$trace/events/nf_flow_hw/nf_flow_hw_remove/enable &&
	echo 1 >$trace/tracing_on || bail "cannot trace"
}

traced() { grep -c " nf_flow_hw_$1: " $trace/trace; }

# Two-way UDP, then silence: a client's worth of flows that stay.
flows_up()
{
	local i flow_pids=()
	udp_server $server $server_ip 5001
	for ((i = 0; i < connections; i++)); do
		start "udp$i" $client pingpong --count 10 --source $((40000 + i)) \
			--timeout 2000 --interval 1000 $server_ip 5001
		flow_pids+=("$pid")
	done
	wait "${flow_pids[@]}"
	busywait 5000 bound_is $((2 * connections))
	check_err $? "$(bound) bound entries, expected $((2 * connections))"
}

nothing_left()
{
	busywait "$1" all_gone
	check_err $? "left behind: model $(bound), driver $(used), core $(core_entries) entries"
}

# balanced NAME MS EVENT [UNDO]: what EVENT ends is gone within MS.
balanced()
{
	ruleset | nft_router || bail "no ruleset"
	trace_start
	flows_up
	$3
	check_err $? "the event itself failed"
	nothing_left "$2"
	check_num "additions" "$(traced add)" -ge $((2 * connections))
	check_eq "removals" "$(traced remove)" "$(traced add)"
	stop "$server_pid"
	nft_flush
	in_ns $router conntrack -F 2>/dev/null
	[ -z "${4:-}" ] || $4
	log_test "experiment 3: $1: as many removals as additions"
}

conntrack_flushed() { in_ns $router conntrack -F 2>/dev/null; }
link_down() { ip -n $router link set sim1 down; }
link_up() { ip -n $router link set sim1 up; neighbours_again; }
neighbours_again()
{
	ip -n $router neigh replace $server_ip lladdr "$(mac_of $server wire1)" dev sim1 nud permanent
}
expire_soon() { in_ns $router sysctl -qw net.netfilter.nf_flowtable_udp_timeout=2; }
expire_late() { in_ns $router sysctl -qw net.netfilter.nf_flowtable_udp_timeout=30; }
driver_out() { rmmod $driver; }
ct_deleted() { in_ns $router conntrack -D -p udp >/dev/null 2>&1; }
device_out() { nft_router <<<'delete flowtable inet fw f { hook ingress priority 0; devices = { sim1 }; }'; }
table_out() { nft_router <<<'delete table inet fw'; }
soc_out() { rmmod nf_flow_hw_sim; }

# ---- the Nth device ------------------------------------------------------

# refused_at NAME: the last to join is a device whose driver has no memory for it.
# Where it stands among the others is a matter of its name.
refused_at()
{
	local name=$1
	ip link add "$name" type dummy && ip link set "$name" netns $router
	ruleset "flags offload" "sim0, sim1, sim2, sim3, lan8, $name" | nft_router 2>"$tmp/err"
	check_fail $? "a flowtable with a device that fails to bind is accepted"
	grep -q "Cannot allocate memory" "$tmp/err"
	check_err $? "nft says: $(<"$tmp/err")"
	busywait 2000 no_flowtable
	check_err $? "a flowtable is left: $(<$core/status)"
	ip -n $router link del "$name"
}

no_flowtable() { ! grep -q ^flowtable $core/status; }

nth_device()
{
	local port name what="experiment 8: a device that fails to bind takes the others back out"
	modinfo nf_flow_hw_test_engine >/dev/null 2>&1 || {
		log_skip "$what" "its engine is built with the KUnit modules only"
		return
	}
	ip link add lan8 type dummy && ip link set lan8 netns $router
	for port in sim2 sim3; do ip link set $port netns $router; done
	for name in fail0 sim1fail zfail; do
		modprobe nf_flow_hw_test_engine dev="$name" bind=12 &&
			refused_at "$name" && rmmod nf_flow_hw_test_engine
		check_err $? "no engine that refuses $name"
	done
	# None of those before it is still bound: the next flowtable gets them all.
	trace_start
	ruleset "flags offload" "sim0, sim1, sim2, sim3, lan8" | nft_router
	check_err $? "a flowtable with the other devices is refused"
	flows_up
	nft_flush
	nothing_left 0
	check_eq "removals" "$(traced remove)" "$(traced add)"
	stop "$server_pid"
	in_ns $router conntrack -F 2>/dev/null
	ip -n $router link del lan8
	rmmod $driver
	check_err $? "the driver is still in use"
	driver_load
	log_test "$what"
}

topology 4
balanced "conntrack -F" 2500 conntrack_flushed
balanced "conntrack -D" 2500 ct_deleted
balanced "link down" 0 link_down link_up
expire_soon
balanced "expiry" 8000 true
expire_late
balanced "device removed from the flowtable" 0 device_out
balanced "table deleted" 0 table_out
balanced "rmmod of the driver" 0 driver_out driver_load
nth_device
