#!/bin/bash
# runs: long-stock
# Every entry that was made is removed, once, however its flow ends; binding and
# unbinding at the same time in several namespaces; a device that cannot be bound.
#
# experiment 3: conntrack -F, link down, device gone, expiry, rmmod: as many
#	removals as additions (the kernel's own drivers leave entries: nft delete sends
#	them no DESTROY)
# experiment 8: the Nth device of a flowtable fails to bind (CVE-2023-54193,
#	CVE-2026-23392: hooks and callbacks left on lists of freed objects)
# experiment 20: devices that come, go and are renamed (nft_interface_stress.sh;
#	CVE-2023-54200, CVE-2024-36005, CVE-2025-38678)
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip timeout

trace=/sys/kernel/tracing
extra_ns=(other1 other2)
connections=10
# shellcheck disable=SC2034 # of soft_lib.sh: those in other namespaces, too
soft_ports=sim0,sim1,sim2,sim3

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

# ---- several namespaces at once ------------------------------------------

# binder NS PORT: binds and unbinds as fast as it can, and says how often it could.
# While there is no engine, a flowtable is refused.
binder()
{
	local i n=0
	for ((i = 0; i < 30; i++)); do
		ruleset "flags offload" "$2" | in_ns "$1" nft -f - 2>/dev/null && n=$((n + 1))
		in_ns "$1" nft flush ruleset
	done
	echo $n
}

binders()
{
	local binder_pids=() i
	for i in 1 2; do
		ns_add other$i && ip -n $router link set sim$((i + 1)) netns other$i
	done
	# Two with the same table: they get into each other's way.
	binder $router sim0 >"$tmp/binder0" & binder_pids+=($!)
	binder $router sim1 >"$tmp/binder1" & binder_pids+=($!)
	binder other1 sim2 >"$tmp/binder2" & binder_pids+=($!)
	binder other2 sim3 >"$tmp/binder3" & binder_pids+=($!)
	for i in 1 2 3; do
		sleep 0.3
		rmmod $driver && driver_load
		check_err $? "the driver cannot be unloaded and loaded under binds"
	done
	wait "${binder_pids[@]}"
	for i in 0 1 2 3; do
		check_num "flowtables of binder $i" "$(<"$tmp/binder$i")" -ge 5
	done
	note "flowtables bound: $(cat "$tmp"/binder? | tr '\n' ' ')of 30 each"
	nft_flush
	busywait 5000 no_flowtable
	check_err $? "a flowtable is left: $(<$core/status)"
	nothing_left 0
	check_eq "references to the driver" "$(</sys/module/$driver/refcnt)" 0
	ruleset | nft_router
	check_err $? "no flowtable after that"
	check_num "references to the core" "$(</sys/module/nf_flow_hw/refcnt)" -ge 2
	nft_flush
	busywait 5000 no_flowtable
	log_test "binding and unbinding in three namespaces at once, drivers coming and going"
}

# ---- devices that come and go --------------------------------------------

# Devices on top of a port and beside it, one of them in a flowtable when it goes.
storm_round()
{
	local i=$1
	ip -n $router -batch - <<-END || return
	link add link sim1 name v$i type vlan id $i
	link set v$i name w$i
	link set w$i up
	link add dummy$i type dummy
	link set dummy$i name d$i
	link set d$i up
	END
	nft_router <<-END || return
	table inet storm {
		flowtable g {
			hook ingress priority 1
			devices = { sim1, d$i }
			flags offload
		}
	}
	END
	ip -n $router -batch - <<-END || return
	link set w$i down
	link set w$i name v$i
	link set v$i up
	link del v$i
	link del d$i
	END
	nft_router <<<"delete table inet storm"
}

# lasting_flow LOSSES MS: that many may be lost; one is after so long.
lasting_flow()
{
	start lasting $client pingpong --count 0 --source 40001 --lose "$1" --timeout "$2" \
		--interval 2000 $server_ip 5001
	lasting=$pid
	busywait 5000 bound_is 2
	check_err $? "$(bound) bound entries, expected 2"
}

lasting_ends()
{
	kill "$lasting" && wait "$lasting"
	check_err $? "messages were lost: $(<"$tmp/lasting.out")"
}

storm()
{
	local i before
	ruleset | nft_router || bail "no ruleset"
	udp_server $server $server_ip 5001
	lasting_flow 0 2000
	before=$(port_stat sim0 to_cpu)
	for ((i = 1; i <= 100; i++)); do
		storm_round $i || break
	done
	check_eq "rounds of the storm" $((i - 1)) 100
	bound_is 2
	check_err $? "$(bound) bound entries, expected 2"
	check_num "packets that the CPU saw meanwhile" $(($(port_stat sim0 to_cpu) - before)) -le 4
	lasting_ends
	log_test "experiment 20: other devices come, go and are renamed: the flow stays"
}

# The ports themselves, under traffic.
renames()
{
	local i
	lasting_flow 100000 200
	for ((i = 0; i < 20; i++)); do
		ip -n $router -batch - <<-END || break
		link set sim1 down
		link set sim1 name other
		link set other up
		link set other down
		link set other name sim1
		link set sim1 up
		END
		neighbours_again
	done
	check_eq "rounds of renaming" $i 20
	busywait 5000 bound_is 2
	check_err $? "not back in hardware: $(bound) bound entries, expected 2"
	lasting_ends
	stop "$server_pid"
	nft_flush
	in_ns $router conntrack -F 2>/dev/null
	nothing_left 0
	log_test "experiment 20: the port of a flow is renamed under traffic: the flow comes back"
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
storm
renames
binders
