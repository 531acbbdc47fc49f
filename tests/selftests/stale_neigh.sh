#!/bin/bash
# runs: timed arm64
# A flow ends when a neighbour or device that it rests on changes.
#
# experiment 17 (flows that go on to the old address until they are idle: openwrt's wiki,
# known issues of flow offloading).
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/stale_lib.sh
. "$(dirname "$0")/stale_lib.sh"
need nft conntrack ip timeout

old_mac='' new_mac=02:00:00:00:77:01

# The host behind the address is another one now. What is still sent to the old one
# is counted on the wire.
mac_changes()
{
	ip -n $server link set wire1 address $new_mac &&
	ip -n $router neigh replace $server_ip lladdr $new_mac dev sim1 nud reachable
}

mac_back()
{
	ip -n $server link set wire1 address "$old_mac"
	ip -n $router neigh replace $server_ip lladdr "$old_mac" dev sim1 nud permanent
}

neigh_fails() { ip -n $router neigh del $server_ip dev sim1; }
neigh_refreshed() { ip -n $router neigh replace $server_ip lladdr "$old_mac" dev sim1 nud reachable; }
other_neigh() { ip -n $router neigh replace 10.0.2.99 lladdr 02:00:00:00:77:99 dev sim1 nud permanent; }
neigh6_changes() { ip -n $router neigh replace fd00:2::2 lladdr $new_mac dev sim1 nud permanent; }
neigh6_back() { ip -n $router neigh replace fd00:2::2 lladdr "$old_mac" dev sim1 nud permanent; }
mtu_changes() { ip -n $router link set sim1 mtu 1400; }
mtu_back() { ip -n $router link set sim1 mtu 1500; }

port_mac_changes() { ip -n $router link set sim1 address 02:00:00:00:77:02; }
port_mac_told() { ip -n $server neigh replace $wan_ip lladdr 02:00:00:00:77:02 dev wire1 nud permanent; }
port_mac_back()
{
	ip -n $router link set sim1 address "$port_mac"
	ip -n $server neigh replace $wan_ip lladdr "$port_mac" dev wire1 nud permanent
}

carrier_lost() { ip -n $server link set wire1 down; }
carrier_back()
{
	ip -n $server link set wire1 up
	ip -n $server route replace default via $wan_ip
	ip -n $server neigh replace $wan_ip lladdr "$port_mac" dev wire1 nud permanent
	ip -n $router neigh replace $server_ip lladdr "$old_mac" dev sim1 nud permanent
}

topology
old_mac=$(mac_of $server wire1) port_mac=$(mac_of $router sim1)
watch $server wire1 "ether daddr $old_mac"
event "neighbour: another MAC address" mac_changes mac_back
unwatch
event "neighbour: failed" neigh_fails mac_back
no_event "neighbour: refreshed" neigh_refreshed mac_back
no_event "neighbour: another one" other_neigh
nat_before=$(declare -f stale_nat)
stale_nat() { :; }
family=ipv6 to_ip=$server_ip6
event "neighbour: another MAC address (IPv6)" neigh6_changes neigh6_back neigh6_back
eval "$nat_before"
unset family to_ip

event "device: MTU" mtu_changes mtu_back
event "device: MAC address" port_mac_changes port_mac_back port_mac_told
event "device: carrier lost" carrier_lost '' carrier_back

report
