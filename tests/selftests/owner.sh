#!/bin/bash
# runs: long-stock
# experiment 2: one key, two live cookies. A connection that comes back while its old
# flow is still being removed, and connections that look the same to the engine: a
# slot has one owner, the flow comes back to hardware, and nobody's entry is removed
# by a stranger. Guards against -EEXIST after a reload (mtk_ppe_offload.c of Linux
# refuses a cookie that it has not been told the end of; openwrt#10354).
#
#   client  --- sim0 router  sim1 --- server
#   client2 --- sim2 router2 sim3 --- server2      the same addresses once more
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip timeout

connections=20
extra_ns=(client2 router2 server2)

# A bus on which each access takes so long: removals last while flows come back.
bus() { echo "$1" >$sim/slow_us; }

flows_up()
{
	local i
	udp_server $server $server_ip 5001
	traffic_pids=()
	for ((i = 0; i < connections; i++)); do
		start "udp$i" $client pingpong --count 0 --source $((40000 + i)) --timeout 2000 \
			--interval 10000 $server_ip 5001
		traffic_pids+=("$pid")
	done
	busywait 10000 bound_is $((2 * connections))
	check_err $? "$(bound) bound entries, expected $((2 * connections))"
}

# Ends traffic; no message was lost, whatever happened.
flows_down()
{
	local i status
	for ((i = 0; i < connections; i++)); do
		kill "${traffic_pids[i]}" && wait "${traffic_pids[i]}"
		status=$?
		[ $status = 0 ] || fail "connection $i lost messages: $(<"$tmp/udp$i.out")"
	done
	stop "$server_pid"
	in_ns $router conntrack -F 2>/dev/null
}

# all_back WHAT: to the last entry, and to stay: the end of the old flows, which the
# garbage collector brings within two seconds, removes none.
all_back()
{
	local before i
	busywait 10000 bound_is $((2 * connections))
	check_err $? "$1: $(bound) bound entries, expected $((2 * connections))"
	before=$(port_stat sim0 to_cpu)
	for ((i = 0; i < 11; i++)); do
		sleep 0.2
		bound_is $((2 * connections)) || fail "$1: $(bound) bound entries $((i * 200)) ms later"
	done
	check_num "$1: packets that the CPU saw meanwhile" \
		$(($(port_stat sim0 to_cpu) - before)) -le 4
	check_eq "$1: entries of core and driver" "$(core_entries) $(used)" \
		"$((2 * connections)) $((2 * connections))"
}

reload()
{
	local i
	for i in 1 2 3; do
		{
			printf '%s\n' "table inet fw" "flush table inet fw" \
				"delete flowtable inet fw f" "delete table inet fw"
			ruleset
		} | nft_router
		check_err $? "reload $i fails"
		all_back "reload $i"
	done
	check_eq "flowtables" "$(grep -c ^flowtable $core/status)" 1
}

torn_down()
{
	local i
	for i in 1 2 3 4 5; do
		in_ns $router nft-offload evict all >/dev/null
		check_err $? "evict fails"
		[ $i = 5 ] || sleep 0.3
	done
	all_back "evictions"
	for i in 1 2 3; do
		ip -n $router route add $server_ip/32 dev sim1
		sleep 0.2
		ip -n $router route del $server_ip/32 dev sim1
		sleep 0.2
	done
	all_back "changes of a route"
}

on_bus()
{
	bus "$1"
	ruleset | nft_router
	flows_up
	reload
	flows_down
	nft_flush
	log_test "atomic reload, bus accesses of $1 us: all flows come back and stay"

	ruleset | nft_router
	flows_up
	torn_down
	flows_down
	nft_flush
	bus 0
	log_test "teardown and next packet, bus accesses of $1 us: all flows come back and stay"
}

# ---- the same tuple twice ------------------------------------------------

# Everything that the first line of the picture has, once more.
twins_up()
{
	local router=router2 client=client2 server=server2
	ns_add client2 && ns_add router2 && ns_add server2 &&
	host_add client2 wire2 1 && host_add server2 wire3 2 &&
	port_add sim2 1 && port_add sim3 2 && router_sysctls &&
	neighbours client2 wire2 sim2 1 && neighbours server2 wire3 sim3 2
}

pair_server()
{
	rm -f "$tmp/$1-ready"
	start "$1" "$1" pingpong -l --ready "$tmp/$1-ready" $server_ip 5001
	ready "$tmp/$1-ready" || fail "$1 does not start"
}

first_up()
{
	start first client pingpong --count 0 --source 41000 --timeout 2000 $server_ip 5001
	first=$pid
	busywait 5000 bound_is 2
	check_err $? "first connection: $(bound) bound entries, expected 2"
	first_entries=$(owned)
}

# What the engine has, without what it counts.
owned() { grep -ho ' BND .* eth=[^ ]*' $sim/ppe?/entries | sort; }

# twins NS [ZONE]: both connections at once, then the second alone: conntrack of NS
# forgets the first, in ZONE.
twins()
{
	pair_server server
	first_server=$pid
	pair_server server2
	second_server=$pid
	first_up
	if [ $compares_port = yes ]; then
		second_beside
	else
		second_behind
	fi
	check_eq "entries of the first connection" "$(owned | grep -cxF "$first_entries")" 2
	kill "$first"
	wait "$first"
	check_err $? "the first connection lost messages: $(<"$tmp/first.out")"
	in_ns "$1" conntrack -D -p udp ${2:+-w "$2"} >/dev/null 2>&1
	busywait 5000 second_alone
	check_err $? "the second connection does not get the place of the first: $(grep -h . $sim/ppe?/entries)"
	kill "$second"
	wait "$second"
	check_err $? "the second connection lost messages: $(<"$tmp/second.out")"
	stop "$first_server" "$second_server"
	if [ $compares_port = yes ]; then
		all_at server first
		all_at server2 second
	fi
}

# An engine that compares the port that a packet came in by has an entry for each.
second_beside()
{
	local keys
	keys=$(reject_stat key-in-use)
	start second client2 pingpong --count 0 --source 41000 --timeout 2000 $server_ip 5001
	second=$pid
	busywait 5000 bound_is 4
	check_err $? "$(bound) bound entries, expected 4"
	check_eq "refusals for the key" "$(reject_stat key-in-use)" "$keys"
}

# One that does not (MT7620) takes packets of the second for the first's: a limit of the
# hardware. It has one entry for them, and that stays with its owner.
second_behind()
{
	local before
	before=$(port_stat sim2 hw_in)
	start second client2 pingpong --count 0 --source 41000 --lose 100000 --timeout 100 $server_ip 5001
	second=$pid
	busywait 5000 taken_since "$before"
	check_err $? "MT7620 compares ports: $(grep ^sim2 $sim/ports)"
	sleep 1.2
	check_eq "bound entries" "$(bound)" 2
	check_eq "entries of core and driver" "$(core_entries) $(used)" "2 2"
}

taken_since() { [ "$(port_stat sim2 hw_in)" -gt "$1" ]; }

# all_at SERVER CLIENT: each message of the client, and no other's; the last one may
# have been on its way when the client was stopped.
all_at()
{
	check_num "messages at $1" "$(value received "$1")" -ge "$(value received "$2")"
	check_num "messages at $1" "$(value received "$1")" -le $(($(value received "$2") + 1))
}

second_alone() { bound_is 2 && hw_moves; }
hw_moves()
{
	local before
	before=$(hw_packets)
	sleep 0.1
	hw_packets_above "$before"
}

namespaces()
{
	ruleset | in_ns router nft -f - && ruleset "flags offload" "sim2, sim3" |
		sed 's/"sim0"/"sim2"/' | in_ns router2 nft -f - || bail "no rulesets"
	twins router
	in_ns router2 conntrack -F 2>/dev/null
	in_ns router conntrack -F 2>/dev/null
	in_ns router nft flush ruleset
	in_ns router2 nft flush ruleset
	busywait 2000 all_gone
	check_err $? "left behind: model $(bound), driver $(used), core $(core_entries) entries"
	log_test "$soc: two namespaces with equal tuples"
}

# One router with two zones: a table of routes for each pair of ports.
zones_up()
{
	local n
	ip -n router2 addr flush dev sim2 && ip -n router2 addr flush dev sim3 &&
	ip -n router2 link set sim2 netns router && ip -n router2 link set sim3 netns router &&
	port_up sim2 1 && port_up sim3 2 || return
	for n in 0 2; do
		ip -n router -batch - <<-END || return
		route add 10.0.1.0/24 dev sim$n table $((100 + n))
		route add 10.0.2.0/24 dev sim$((n + 1)) table $((100 + n))
		rule add iif sim$n lookup $((100 + n)) pref 10
		rule add iif sim$((n + 1)) lookup $((100 + n)) pref 10
		END
	done
}

port_up()
{
	local host=client2 dev=wire2
	[ "$1" = sim2 ] || { host=server2; dev=wire3; }
	ip -n router addr add 10.0.$2.1/24 dev "$1" noprefixroute &&
	ip -n router link set "$1" up &&
	ip -n router neigh replace 10.0.$2.2 lladdr "$(mac_of $host $dev)" dev "$1" nud permanent
}

zones()
{
	{
		ruleset "flags offload" "sim0, sim1, sim2, sim3" | sed 's/iifname "sim0"/iifname { "sim0", "sim2" }/'
		cat <<-END
		table inet zones {
			chain prerouting {
				type filter hook prerouting priority raw;
				iifname { "sim0", "sim1" } ct zone set 1
				iifname { "sim2", "sim3" } ct zone set 2
			}
		}
		END
	} | in_ns router nft -f - || bail "no ruleset with zones"
	twins router 1
	in_ns router conntrack -F 2>/dev/null
	in_ns router nft flush ruleset
	busywait 2000 all_gone
	check_err $? "left behind: model $(bound), driver $(used), core $(core_entries) entries"
	log_test "$soc: two zones with equal tuples"
}

# same_tuples SOC YES-OR-NO: does its engine compare the ingress port?
same_tuples()
{
	soc=$1 compares_port=$2
	twins_up || bail "no second router"
	namespaces
	zones_up || bail "no routes by zone"
	zones
}

topology 4
on_bus 0
on_bus 300
same_tuples mt7986 yes
topology_down
modules_unload || bail "the modules do not unload"
topology 4 soc=mt7620
same_tuples mt7620 no
