#!/bin/bash
# runs: long-events
# seconds: 1200
# A flow that goes on behind a gateway ends when the gateway is another one; also
# flows that are refused for other reasons than that the driver is gone.
#
# experiment 17: gateways (report as in stale_neigh).
#
#   client --- sim0 router sim1 --- wire1 server: two routers on one wire,
#                                     10.0.2.2, 10.0.2.200 and 10.0.2.250 to .252 by the first
#                                     10.0.2.3 by the second (macvlan on the same wire)
#                                   10.9.0.1 behind both; fd00:2::2, fd00:2::3 and
#                                   fd00:9::1 likewise
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/stale_lib.sh
. "$(dirname "$0")/stale_lib.sh"
need nft conntrack ip timeout

far_ip=10.9.0.1 second_mac=02:00:00:00:99:03 first_mac='' virtual=10.0.2.250
export to_ip=$far_ip

stale_nat() { :; }

r() { ip -n $router "$@"; }
knows() { r neigh replace "$1" lladdr "$2" dev sim1 nud permanent; }

gateways_up()
{
	first_mac=$(mac_of $server wire1)
	ip -n $server link add link wire1 name second address $second_mac type macvlan mode bridge &&
	ip -n $server link set second up &&
	ip -n $server addr add 10.0.2.3/32 dev second &&
	ip -n $server addr add $far_ip/32 dev lo &&
	knows 10.0.2.3 $second_mac && addresses_back && route_back
}

# Which of them the kernel walks by first is a matter of its hash.
addresses_back()
{
	local addr
	for addr in 10.0.2.2 10.0.2.200 $virtual 10.0.2.251 10.0.2.252; do
		knows $addr "$first_mac" || return
	done
}

route_back() { r route replace 10.9.0.0/24 via 10.0.2.2 dev sim1; }
route_moves() { r route replace 10.9.0.0/24 via 10.0.2.3 dev sim1; }

# VRRP: the address that routes name moves to the other router, alone.
by_virtual() { addresses_back && r route replace 10.9.0.0/24 via $virtual dev sim1; }
virtual_moves() { r neigh replace $virtual lladdr $second_mac dev sim1 nud reachable; }
# The same for an address that came to the first router after the flow had begun.
by_late() { r neigh del 10.0.2.252 dev sim1; by_virtual; r neigh del 10.0.2.252 dev sim1; }
late_moves()
{
	knows 10.0.2.252 "$first_mac" && sleep 0.1 &&
		r neigh replace 10.0.2.252 lladdr $second_mac dev sim1 nud reachable
}

group_up()
{
	r route del 10.9.0.0/24 &&
	r nexthop add id 21 via 10.0.2.2 dev sim1 &&
	r nexthop add id 22 via 10.0.2.3 dev sim1 &&
	r nexthop add id 20 group 21/22 &&
	r route add 10.9.0.0/24 nhid 20
}

group_down() { r route del 10.9.0.0/24 && r nexthop flush >/dev/null 2>&1; }
only_first() { r nexthop replace id 20 group 21; }
only_second() { r nexthop replace id 20 group 22; }
member_gone() { r nexthop del id 21; }
both() { r nexthop replace id 20 group 21/22; }
member_back() { r nexthop add id 21 via 10.0.2.2 dev sim1 && both; }
member_moves() { r nexthop replace id 21 via 10.0.2.3 dev sim1; }
member_stays() { r nexthop replace id 21 via 10.0.2.2 dev sim1; }

# The same with IPv6.
far_ip6=fd00:9::1

gateways6_up()
{
	ip -n $server addr add fd00:2::3/128 dev second nodad &&
	ip -n $server addr add $far_ip6/128 dev lo nodad &&
	r neigh replace fd00:2::3 lladdr $second_mac dev sim1 nud permanent && route6_back
}

route6_back() { r route replace fd00:9::/64 via fd00:2::2 dev sim1; }
route6_moves() { r route replace fd00:9::/64 via fd00:2::3 dev sim1; }
route6_gone() { r route del fd00:9::/64; }
rule6_added() { r -6 rule add fwmark 7 lookup main pref 100; }
rule6_deleted() { r -6 rule del pref 100; }

group6_up()
{
	r route del fd00:9::/64 &&
	r nexthop add id 31 via fd00:2::2 dev sim1 &&
	r nexthop add id 32 via fd00:2::3 dev sim1 &&
	r nexthop add id 30 group 31 &&
	r route add fd00:9::/64 nhid 30
}

only_first6() { r nexthop replace id 30 group 31; }
only_second6() { r nexthop replace id 30 group 32; }
both6() { r nexthop replace id 30 group 31/32; }
member6_gone() { r nexthop del id 31; }
member6_back() { r nexthop add id 31 via fd00:2::2 dev sim1 && both6; }
member6_moves() { r nexthop replace id 31 via fd00:2::3 dev sim1; }
member6_stays() { r nexthop replace id 31 via fd00:2::2 dev sim1; }

events6()
{
	gateways6_up || bail "no gateways (IPv6)"
	family=ipv6 to_ip=$far_ip6
	watch $server wire1 "ether daddr $first_mac ip6 daddr $far_ip6"
	event "route: by another gateway (IPv6)" route6_moves route6_back
	event "route: deleted (IPv6)" route6_gone '' route6_back
	group6_up || bail "no next-hop objects (IPv6)"
	event "next-hop group: another member (IPv6)" only_second6 only_first6
	event "next-hop group: its member is another gateway (IPv6)" member6_moves member6_stays
	both6 || bail "no group of two (IPv6)"
	unwatch
	event "next-hop group: a member is deleted (IPv6)" member6_gone member6_back
	event "rule: added (IPv6)" rule6_added rule6_deleted
	rule6_added
	event "rule: deleted (IPv6)" rule6_deleted rule6_added
	rule6_deleted
}

topology
gateways_up || bail "no gateways"
watch $server wire1 "ether daddr $first_mac ip daddr $far_ip"

modes="hw sw paused"
# A fault of the PPE's model.
[ "${ENGINE:-}" = soft ] || modes+=" knob"
! modinfo nf_flow_hw_test_engine >/dev/null 2>&1 || modes+=" full"
event "route: by another gateway" route_moves route_back
unset modes
by_virtual || bail "no virtual gateway"
event "gateway: one of its addresses moves to another router" virtual_moves by_virtual
by_late || bail "no neighbour to come late"
# It is not the one that the route names, which nobody but the kernel can know.
unwatch
event "gateway: an address that it got meanwhile moves" late_moves by_late

group_up && only_first || bail "no next-hop objects"
watch $server wire1 "ether daddr $first_mac ip daddr $far_ip"
event "next-hop group: another member" only_second only_first
event "next-hop group: its member is another gateway" member_moves member_stays
both || bail "no group of two"
# Which member a flow takes is the kernel's choice.
unwatch
event "next-hop group: a member is deleted" member_gone member_back
group_down
events6
report
