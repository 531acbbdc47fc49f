#!/bin/bash
# runs: debug stock arm64
# What the PPE cannot express stays in software: the traffic passes, no entry is
# made, and the reason is counted under its name.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip timeout
guest=guest guest_ip=10.0.3.2
extra_ns=("$guest")

# stays_in_software NAME REASON NS FAMILY ADDRESS: a UDP flow from NS to port 5001.
stays_in_software()
{
	local name=$1 reason=$2 ns=$3 family=$4 ip=$5 before
	before=$(reject_stat "$reason")
	run "$ns" pingpong --source 40040 --count 50 --interval 10000 "$ip" 5001 >"$tmp/client.out"
	check_err $? "traffic does not pass: $(<"$tmp/client.out")"
	busywait 3000 reject_above "$reason" "$before"
	check_err $? "'$reason' is not counted: $(grep -v ' 0$' $core/rejects)"
	check_eq "bound entries" "$(bound)" 0
	check_eq "packets in hardware" "$(hw_packets)" 0
	ct_flag_is OFFLOAD udp 40040 "$family"
	check_err $? "not in the software flowtable: $(ct_line udp 40040 "$family")"
	ct_flag_is HW_OFFLOAD udp 40040 "$family"
	check_fail $? "HW_OFFLOAD for a flow in software"
	in_ns $router conntrack -F 2>/dev/null
	nft_flush
	stop "$server_pid"
	log_test "$name: $reason"
}

nat66()
{
	ip -n $server neigh replace fd00:2::77 lladdr "$(mac_of $router sim1)" dev wire1 nud permanent
	{
		ruleset
		nat "" "oifname sim1 snat to fd00:2::77" | sed 's/table ip nat/table ip6 nat/'
	} | nft_router || bail "no ruleset"
	udp_server $server $server_ip6 5001
	stays_in_software "IPv6 NAT" nat6 $client ipv6 $server_ip6
}

vlan()
{
	ip -n $router link add link sim1 name sim1.7 type vlan proto 802.1ad id 7 &&
	ip -n $server link add link wire1 name wire1.7 type vlan proto 802.1ad id 7 &&
	ip -n $router addr add 10.0.7.1/24 dev sim1.7 &&
	ip -n $server addr add 10.0.7.2/24 dev wire1.7 &&
	ip -n $router link set sim1.7 up &&
	ip -n $server link set wire1.7 up &&
	ip -n $server route add 10.0.1.0/24 via 10.0.7.1 || bail "no VLAN"
	ruleset | nft_router || bail "no ruleset"
	udp_server $server 10.0.7.2 5001
	# The first packet waits for ARP.
	stays_in_software "a tag that is not 802.1Q" encap $client ipv4 10.0.7.2
	ip -n $router link del sim1.7
	ip -n $server link del wire1.7
}

# The flowtable does not name this device.
never_offered()
{
	local before
	before=$(reject_stat egress-device)
	run $client pingpong --source 40040 --count 50 --interval 10000 $guest_ip 5001 >"$tmp/client.out"
	check_err $? "traffic does not pass: $(<"$tmp/client.out")"
	ct_flag_is OFFLOAD udp 40040
	check_fail $? "the kernel did offer the flow: $(ct_line udp 40040)"
	check_eq "refusals" "$(reject_stat egress-device)" "$before"
	check_eq "bound entries" "$(bound)" 0
	log_test "egress outside of the flowtable: not offered by this kernel"
}

foreign_device()
{
	ns_add $guest &&
	ip link add lan2 type veth peer name guest0 &&
	host_add $guest guest0 3 && port_add lan2 3 &&
	neighbours $guest guest0 lan2 3 || bail "no guest"
	ruleset | nft_router || bail "no ruleset"
	udp_server $guest $guest_ip 5001
	if kernel_offers_all; then
		stays_in_software "egress outside of the flowtable" egress-device $client ipv4 $guest_ip
	else
		never_offered
	fi
}

topology
# The software engine does that.
[ "${ENGINE:-}" = soft ] || nat66
vlan
foreign_device
