#!/bin/bash
# runs: uml
# Where engine and software could differ in what they make of a packet: priority bits
# of VLAN tags, limits of length by number of tags, multicast and broadcast, GRE,
# IPv6 NAT. Each is either as the software makes it or refused, with a reason.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip timeout

# A second leg to the server: sim1.7 in 10.0.7.0/24, [EGRESS-MAP].
vlan_add()
{
	ip -n $router link add link sim1 name sim1.7 type vlan id 7 ${1:+egress-qos-map "$1"} &&
	ip -n $server link add link wire1 name wire1.7 type vlan id 7 &&
	ip -n $router link set sim1.7 up && ip -n $server link set wire1.7 up &&
	ip -n $router addr add 10.0.7.1/24 dev sim1.7 &&
	ip -n $server addr add 10.0.7.2/24 dev wire1.7 &&
	ip -n $router neigh replace 10.0.7.2 lladdr "$(mac_of $server wire1.7)" dev sim1.7 nud permanent &&
	ip -n $server neigh replace 10.0.7.1 lladdr "$(mac_of $router sim1.7)" dev wire1.7 nud permanent &&
	ip -n $server route replace default via 10.0.7.1
}

vlan_del()
{
	ip -n $server route replace default via $wan_ip
	ip -n $router link del sim1.7
	ip -n $server link del wire1.7
}

# What arrives at the server, by priority bits of the tag.
count_pcp()
{
	in_ns $server nft -f - <<-END
	table netdev pcp {
		chain in {
			type filter hook ingress device wire1 priority 0;
			vlan id 7 vlan pcp 0 vlan type ip counter comment "pcp 0"
			vlan id 7 vlan pcp 5 vlan type ip counter comment "pcp 5"
		}
	}
	END
}

pcp()
{
	in_ns $server nft list chain netdev pcp in |
		sed -n "/comment \"pcp $1\"/s/.* packets \([0-9]*\) .*/\1/p"
}

# The flowtable of Linux 7.2 does not pass packets to the VLAN device, which has the map.
kernel_maps_priority() { [[ $(uname -r) == [1-6].* ]]; }

# The kernel maps priorities into the tags of this device: only it can do that.
priority_map()
{
	local before
	vlan_add 0:5 || bail "no VLAN"
	count_pcp
	ruleset | nft_router || bail "no ruleset"
	before=$(reject_stat priority-map)
	udp_server $server 10.0.7.2 5001
	run $client pingpong --source 40001 --count 50 --interval 1000 10.0.7.2 5001 >"$tmp/client.out"
	check_err $? "traffic does not pass: $(<"$tmp/client.out")"
	busywait 3000 reject_above priority-map "$before"
	check_err $? "'priority-map' is not counted: $(grep -v ' 0$' $core/rejects)"
	check_eq "packets of the original direction in hardware" "$(port_stat sim0 hw_in)" 0
	! kernel_maps_priority || check_eq "packets at the server with the mapped priority" "$(pcp 5)" 50
	log_test "an egress-qos-map keeps the flow in software"
	kernel_maps_priority ||
		log_skip "an egress-qos-map holds there" \
			"the flowtable of Linux $(uname -r) writes VLAN tags itself, with priority 0"
	stop "$server_pid"
	nft_flush
	in_ns $router conntrack -F 2>/dev/null
	vlan_del
	in_ns $server nft delete table netdev pcp

	vlan_add || bail "no VLAN"
	count_pcp
	ruleset | nft_router || bail "no ruleset"
	reset_counters
	udp_server $server 10.0.7.2 5001
	run $client pingpong --source 40002 --count 100 --interval 1000 10.0.7.2 5001 >"$tmp/client.out"
	check_err $? "traffic does not pass: $(<"$tmp/client.out")"
	check_num "packets of the original direction in hardware" "$(port_stat sim0 hw_in)" -ge 90
	check_eq "packets at the server with priority 0" "$(pcp 0)" 100
	log_test "without a map hardware and software send priority 0"
	stop "$server_pid"
	nft_flush
	in_ns $router conntrack -F 2>/dev/null
	in_ns $server nft delete table netdev pcp
}

# limit ADDRESS LARGEST: a packet of LARGEST bytes is forwarded by the engine, one
# byte more is for the CPU, which fragments. sim1 takes 1400 bytes.
limit()
{
	local name=$1 ip=$2 source=$3 largest=$4
	udp_server $server "$ip" 5001
	run $client pingpong --source "$source" --count 20 "$ip" 5001 >"$tmp/client.out"
	check_err $? "$(<"$tmp/client.out")"
	busywait 2000 bound_at_least 2
	check_err $? "bound entries: $(bound)"
	reset_counters
	run $client pingpong --source "$source" --count 10 --size $((largest - 28)) "$ip" 5001 >"$tmp/client.out"
	check_err $? "$(<"$tmp/client.out")"
	check_eq "packets of $largest bytes in hardware" "$(port_stat sim0 hw_in)" 10
	reset_counters
	run $client pingpong --source "$source" --count 10 --size $((largest - 27)) "$ip" 5001 >"$tmp/client.out"
	check_err $? "$(<"$tmp/client.out")"
	check_eq "packets of $((largest + 1)) bytes in hardware" "$(port_stat sim0 hw_in)" 0
	check_num "of them to the CPU as too long" "$(ppe_stat cpu_exceed_mtu)" -ge 10
	stop "$server_pid"
	log_test "limit of length: $name"
}

lengths()
{
	ip -n $router link set sim1 mtu 1400 && ip -n $router link set sim1.7 mtu 1400 &&
	ip -n $router link add link sim1.7 name sim1.7.8 type vlan id 8 &&
	ip -n $server link add link wire1.7 name wire1.7.8 type vlan id 8 &&
	ip -n $router link set sim1.7.8 up && ip -n $server link set wire1.7.8 up &&
	ip -n $router addr add 10.0.8.1/24 dev sim1.7.8 &&
	ip -n $server addr add 10.0.8.2/24 dev wire1.7.8 || bail "no QinQ"
	ruleset | nft_router || bail "no ruleset"
	ip -n $server route replace default via $wan_ip
	limit "no tag" $server_ip 40011 1400
	ip -n $server route replace default via 10.0.7.1
	limit "one tag" 10.0.7.2 40012 1400
	ip -n $server route replace default via 10.0.8.1
	limit "two tags" 10.0.8.2 40013 1400
	nft_flush
	in_ns $router conntrack -F 2>/dev/null
	ip -n $router link del sim1.7.8
	ip -n $server link del wire1.7.8
	ip -n $router link set sim1 mtu 1500
	vlan_del
}

# DSCP and ECN of the client arrive as they were sent, by hardware.
dscp()
{
	ruleset | nft_router || bail "no ruleset"
	in_ns $client nft -f - <<-END
	table inet sent {
		chain out {
			type filter hook output priority 0;
			udp dport 5001 ip dscp set ef
		}
	}
	END
	count_input $server "ip dscp ef" "ip dscp != ef"
	udp_server $server $server_ip 5001
	reset_counters
	run $client pingpong --source 40021 --count 200 --interval 100 $server_ip 5001 >"$tmp/client.out"
	check_err $? "$(<"$tmp/client.out")"
	check_num "packets of the original direction in hardware" "$(port_stat sim0 hw_in)" -ge 190
	check_eq "packets with DSCP EF at the server" "$(input $server "ip dscp ef" | cut -d' ' -f1)" 200
	stop "$server_pid"
	nft_flush
	in_ns $client nft flush ruleset
	in_ns $server nft flush ruleset
	in_ns $router conntrack -F 2>/dev/null
	log_test "DSCP is kept"
}

# A neighbour with a multicast MAC, as network load balancers have it.
multicast_mac()
{
	local before
	ip -n $router neigh replace $server_ip lladdr 03:00:5e:00:00:77 dev sim1 nud permanent
	ip -n $server link set wire1 allmulticast on promisc on
	ruleset | nft_router || bail "no ruleset"
	before=$(reject_stat multicast)
	reset_counters
	udp_server $server $server_ip 5001
	run $client pingpong --source 40031 --count 30 --interval 1000 $server_ip 5001 >"$tmp/client.out"
	check_err $? "traffic does not pass: $(<"$tmp/client.out")"
	busywait 3000 reject_above multicast "$before"
	check_err $? "'multicast' is not counted: $(grep -v ' 0$' $core/rejects)"
	check_eq "packets of the original direction in hardware" "$(port_stat sim0 hw_in)" 0
	stop "$server_pid"
	nft_flush
	in_ns $router conntrack -F 2>/dev/null
	ip -n $router neigh replace $server_ip lladdr "$(mac_of $server wire1)" dev sim1 nud permanent
	log_test "a multicast MAC is refused"
}

# Frames to all never match an entry, whatever IP packet is in them.
broadcast()
{
	ruleset | nft_router || bail "no ruleset"
	udp_server $server $server_ip 5001
	run $client pingpong --source 40041 --count 20 $server_ip 5001 >"$tmp/client.out"
	busywait 2000 bound_is 2
	check_err $? "bound entries: $(bound), expected 2"
	reset_counters
	ip -n $client neigh replace $lan_ip lladdr ff:ff:ff:ff:ff:ff dev wire0 nud permanent
	run $client pingpong --source 40041 --count 5 --timeout 100 --lose 5 $server_ip 5001 >"$tmp/client.out"
	check_eq "frames to all in hardware" "$(port_stat sim0 hw_in)" 0
	check_num "of them to the CPU" "$(ppe_stat cpu_multicast)" -ge 5
	ip -n $client neigh replace $lan_ip lladdr "$(mac_of $router sim0)" dev wire0 nud permanent
	stop "$server_pid"
	nft_flush
	in_ns $router conntrack -F 2>/dev/null
	log_test "broadcast goes to the CPU"
}

# The tunnel's own packets, between the two ends: routed by the router, which has
# no part in the tunnel. Whether the kernel offers GRE depends on its version.
gre()
{
	if ! ip -n $client link add gre1 type gre local $client_ip remote $server_ip 2>/dev/null; then
		log_skip "GRE" "this kernel has no GRE devices"
		return
	fi
	ip -n $server link add gre1 type gre local $server_ip remote $client_ip &&
	ip -n $client addr add 10.0.50.1/30 dev gre1 && ip -n $server addr add 10.0.50.2/30 dev gre1 &&
	ip -n $client link set gre1 up && ip -n $server link set gre1 up || bail "no tunnel"
	{
		ruleset | sed 's/.*l4proto udp.*/&\n		meta l4proto gre ct state established flow add @f/'
	} | nft_router || bail "no ruleset"
	udp_server $server 10.0.50.2 5001
	run $client pingpong --source 40051 --count 20 10.0.50.2 5001 >"$tmp/client.out"
	check_err $? "$(<"$tmp/client.out")"
	if ! in_ns $router conntrack -L -p gre 2>/dev/null | grep -q OFFLOAD; then
		log_skip "GRE" "this kernel does not put GRE into a flowtable"
	elif [ "${ENGINE:-}" = soft ]; then
		check_eq "bound entries" "$(bound)" 0
		check_num "refused, as the engine has no GRE" "$(reject_stat l4-protocol)" -ge 1
		log_test "GRE stays in the flowtable"
	else
		busywait 3000 bound_is 2
		check_err $? "bound entries: $(bound), expected 2"
		grep -qhF " BND IPv4 3T orig=$client_ip->$server_ip " $sim/ppe?/entries
		check_err $? "no 3-tuple entry: $(grep -h . $sim/ppe?/entries)"
		reset_counters
		run $client pingpong --source 40051 --count 200 --interval 100 10.0.50.2 5001 >"$tmp/client.out"
		check_err $? "$(<"$tmp/client.out")"
		check_eq "packets in hardware" "$(hw_packets)" 400
		log_test "GRE by its addresses"
	fi
	stop "$server_pid"
	nft_flush
	in_ns $router conntrack -F 2>/dev/null
	ip -n $client link del gre1
	ip -n $server link del gre1
}

topology
priority_map
lengths
dscp
multicast_mac
broadcast
gre
check_eq "violations" "$(head -n 1 $sim/violations)" 0
log_test "the model has no objection"
