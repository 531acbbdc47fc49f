#!/bin/bash
# runs: timed
# A flow ends when a neighbour or device that it rests on changes.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/stale_lib.sh
. "$(dirname "$0")/stale_lib.sh"
need nft conntrack ip timeout

old_mac='' new_mac=02:00:00:00:77:01

# The host behind the address is another one now. The old one still listens on the
# wire, and counts what is sent to it.
mac_watch()
{
	in_ns $server nft -f - <<-END
	table netdev watch {
		chain in {
			type filter hook ingress device wire1 priority 0;
			ether daddr $old_mac counter
		}
	}
	END
}

wrong_packets()
{
	in_ns $server nft list chain netdev watch in | sed -n 's/.*packets \([0-9]*\).*/\1/p'
}

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

# Nothing more may go to the old address once the flow has ended.
mac_quiet()
{
	local before
	before=$(wrong_packets)
	sleep 0.3
	check_eq "packets to the old MAC address after the end" "$(wrong_packets)" "$before"
	note "to the old MAC address: $before packets"
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
mac_watch || bail "no watch"

event "neighbour: another MAC address" mac_changes mac_back mac_quiet
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
