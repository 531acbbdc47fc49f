#!/bin/bash
# runs: icount
# seconds: 3600
# A flow that has packets stays in hardware for a quarter of an hour, however slow it
# is and whatever ages around it (neighbours, a bridge's FDB): not one packet of it
# reaches the CPU. A flow without packets is gone when its time is over.
#
# The time is the guest's, and that of an idle guest passes at once: scripts/vm --icount.
#
#   client wire0 --- sim0 \                          client wire0 --- sim0 \
#                          router sim1 --- server                           br0.10 (router) sim1 --- server
#                                                    other  wire2 --- sim2 /
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip bridge timeout
DRIVER_PARAMS='entries=1024'
: "${STEADY_MINUTES:=15}" # fewer to try it out
minutes=$STEADY_MINUTES
start_limit=$((minutes * 60 + 900))
other=other
extra_ns=("$other")

# Seconds that a flow lives without packets: nf_flowtable_{tcp,udp}_timeout. The
# kernel asks for counters once a second, in the last nine tenths of that time, so
# what it takes for the time of the last packet is up to 4 s late; engines without
# counters tell another 5 s later.
idle=30 late=6

uncounted="MT7621, which counts nothing"

# The neighbours are real here: they become stale, and are asked for again.
end_systems()
{
	ns_add $client && ns_add $router && ns_add $server &&
	host_add $client wire0 1 && host_add $server wire1 2 &&
	port_add sim0 1 && port_add sim1 2 && router_sysctls &&
	ip -n $client route add default via $lan_ip &&
	ip -n $server route add default via $wan_ip
}

forwarding() { bridge -n $router link show dev "$1" | grep -q 'state forwarding'; }

# The client's port is an access port of VLAN 10.
bridge_up()
{
	ns_add $other && ip link set wire2 netns $other && ip -n $other link set wire2 up &&
	ip link set sim2 netns $router &&
	ip -n $router -batch - <<-END &&
	addr flush dev sim0
	link add br0 type bridge vlan_filtering 1 vlan_default_pvid 0 ageing_time 3000
	link set sim0 master br0
	link set sim2 master br0
	link set sim2 up
	link set br0 up
	link add link br0 name br0.10 type vlan id 10
	link set br0.10 up
	addr add $lan_ip/24 dev br0.10
	END
	bridge -n $router vlan add dev sim0 vid 10 pvid untagged &&
	bridge -n $router vlan add dev sim2 vid 10 pvid untagged &&
	bridge -n $router vlan add dev br0 vid 10 self &&
	busywait 5000 forwarding sim0 && busywait 5000 forwarding sim2
}

# Packets of the flows that the CPU saw.
count_cpu()
{
	in_ns $router nft -f - <<-END
	table netdev seen {
		chain in {
			type filter hook ingress devices = { sim0, sim1 } priority -20;
			meta l4proto { tcp, udp } counter comment "seen"
		}
	}
	END
}

cpu_packets()
{
	in_ns $router nft list chain netdev seen in |
		sed -n '/comment "seen"/s/.* packets \([0-9]*\) .*/\1/p'
}

# steady_client NAME SECONDS SOURCE-PORT [OPTION…]: a message so often, for all the
# time, then silence.
steady_client()
{
	local name=$1 interval=$2 source=$3
	shift 3
	start "$name" $client pingpong --stay --source "$source" --interval $((interval * 1000000)) \
		--count $((minutes * 60 / interval)) "$@"
}

start_clients()
{
	udp_server $server $server_ip 5001
	udp_pid=$server_pid
	tcp_server $server $server_ip 5002
	tcp_pid=$server_pid
	steady_client often 1 40001 $server_ip 5001
	steady_client seldom 25 40002 $server_ip 5001
	steady_client tcp 25 40003 --tcp $server_ip 5002
	clients=("${pids[@]: -3}")
}

# What measures time starts no program: programs are read from the host, and while
# such an idle guest waits for the host, its clock runs away.
pause_s() { read -rt "$1" <>"$tmp/never"; }

# Sets n: bound entries.
count_bound()
{
	local file one
	n=0
	for file in $sim/ppe?/bound; do
		read -r one <"$file" && n=$((n + one))
	done
}

all_silent()
{
	[ -s "$tmp/often.out" ] && [ -s "$tmp/seldom.out" ] && [ -s "$tmp/tcp.out" ]
}

# For all the time; each look is a chance to see an entry missing.
steady()
{
	local end=$((EPOCHSECONDS + minutes * 60 + 30)) n least=6
	until all_silent; do
		[ "$EPOCHSECONDS" -lt $end ] || { fail "the clients do not come to an end"; break; }
		count_bound
		[ $n -ge $least ] || least=$n
		pause_s 2
	done
	count_bound
	[ $n -ge $least ] || least=$n
	steady_least=$least
}

# Sets alive: those of ports $@ of which an entry is left.
look_alive()
{
	local file line port
	alive=
	for file in $sim/ppe?/entries; do
		while read -r line; do
			for port; do
				[[ $line != *":$port->"* && $line != *":$port "* ]] || alive+=" $port"
			done
		done <"$file"
	done
}

# Sets gone[PORT]: when nothing of it was left.
silence()
{
	local end=$((EPOCHSECONDS + idle + late + 60)) alive port
	gone=()
	while [ ${#gone[@]} -lt 3 ] && [ "$EPOCHSECONDS" -lt $end ]; do
		look_alive 40001 40002 40003
		for port in 40001 40002 40003; do
			[[ -n ${gone[port]:-} || $alive == *$port* ]] || gone[port]=$EPOCHSECONDS
		done
		pause_s 0.5
	done
}

# flow_died NAME PORT OUT: not before its time was over, and not long after.
flow_died()
{
	local since
	[ -n "${gone[$2]:-}" ] || { fail "$1: does not go"; return; }
	since=$((gone[$2] - $(value last "$3")))
	check_num "$1: gone after s of silence" $since -ge $idle
	check_num "$1: gone after s of silence" $since -le $((idle + late))
	note "$name: $1: gone after $since s of silence"
}

check_steady()
{
	local flow n
	check_eq "entries at the worst moment" "$steady_least" 6
	check_eq "packets of them that the CPU saw" $((seen_after - seen_before)) 0
	check_num "packets in hardware" "$hw" -ge $((minutes * 60))
	n=$(value sent often)
	[ "$name" = "$uncounted" ] ||
		check_eq "conntrack, of a packet per second" "$counted" "$n $((128 * n)) $n $((128 * n))"
	for flow in often seldom tcp; do
		check_eq "$flow: answers" "$(value received $flow)" "$(value sent $flow)"
	done
	note "$name: $((minutes * 60)) s, packets in hardware: $hw"
}

ct_gone() { [ -z "$(ct_line udp "$1")" ]; }

check_silence()
{
	flow_died "UDP, a packet in 25 s" 40002 seldom
	flow_died "TCP, a packet in 25 s" 40003 tcp
	flow_died "UDP, a packet per second" 40001 often
	bound_is 0 && used_is 0 && [ "$(core_entries)" = 0 ]
	check_err $? "left: $(bound) bound, $(used) used, $(core_entries) in the core"
	ct_line tcp 40003 | grep -q ESTABLISHED
	check_err $? "the TCP connection is gone, too: $(ct_line tcp 40003)"
	! ct_line tcp 40003 | grep -q OFFLOAD
	check_err $? "it still says that it is offloaded: $(ct_line tcp 40003)"
	busywait 200000 ct_gone 40001 && ct_gone 40002
	check_err $? "UDP connections stay for ever"
}

# quarter NAME LAN-DEVICE
quarter()
{
	name=$1 lan=$2
	ruleset "flags offload" "$devices" | sed "s/iifname \"sim0\"/iifname \"$lan\"/" | nft_router &&
		count_cpu || bail "no ruleset"
	start_clients
	busywait 5000 bound_is 6
	check_err $? "bound entries: $(bound), expected 6"
	seen_before=$(cpu_packets)
	ct_count udp 40001 >/dev/null # read from the host now rather than later
	reset_counters
	steady
	silence
	counted=$(ct_count udp 40001) # gone soon
	hw=$(hw_packets) seen_after=$(cpu_packets)
	check_steady
	check_eq "violations" "$(head -n 1 $sim/violations)" 0
	log_test "$name: $minutes minutes in hardware"
	check_silence
	log_test "$name: gone when idle, and not before"
	stop "${clients[@]}" "$udp_pid" "$tcp_pid"
	topology_down
	modules_unload || fail "the modules do not unload"
}

mkfifo "$tmp/never"
devices='sim0, sim1'
modules_load 2 && end_systems || bail "cannot build the topology"
quarter "routed" sim0

devices='sim0, sim1, sim2'
modules_load 3 && end_systems && bridge_up || bail "cannot build the topology"
quarter "behind a bridge with VLANs" br0.10

late=11
devices='sim0, sim1'
modules_load 2 soc=mt7621 && end_systems || bail "cannot build the topology"
quarter "$uncounted" sim0
