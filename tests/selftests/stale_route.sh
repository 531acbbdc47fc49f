#!/bin/bash
# runs: timed
# A flow ends when the route to where it goes may be another.
#
# experiment 17: routes, rules, next hops (no driver in the tree is told: its entries go
# the old way until they are idle).
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/stale_lib.sh
. "$(dirname "$0")/stale_lib.sh"
need nft conntrack ip timeout

r() { ip -n $router "$@"; }

route_added() { r route add $server_ip/32 dev sim1; }
route_deleted() { r route del $server_ip/32 dev sim1; }
route_back_added() { r route add $client_ip/32 dev sim0; }
route_back_deleted() { r route del $client_ip/32 dev sim0; }
route_replaced() { r route replace $server_ip/32 dev sim1 proto 77; }
route_restored() { r route replace $server_ip/32 dev sim1; }
other_route() { r route add 10.9.0.0/16 dev sim1; }
other_route_deleted() { r route del 10.9.0.0/16 dev sim1; }
rule_added() { r rule add fwmark 7 lookup main pref 100; }
rule_deleted() { r rule del pref 100; }
route6_added() { r route add fd00:2::2/128 dev sim1; }
route6_deleted() { r route del fd00:2::2/128 dev sim1; }

nexthop_up() { r nexthop add id 7 via $server_ip dev sim1 && r route add 10.0.9.0/24 nhid 7; }
nexthop_replaced() { r nexthop replace id 7 via $server_ip dev sim1 onlink; }

topology
event "route: more specific one" route_added route_deleted
event "route: of the other direction" route_back_added route_back_deleted
route_added
event "route: replaced" route_replaced route_restored
route_deleted
route_added
event "route: deleted" route_deleted route_added
route_deleted
no_event "route: to elsewhere" other_route other_route_deleted
event "rule: added" rule_added rule_deleted
rule_added
event "rule: deleted" rule_deleted rule_added
rule_deleted

nexthop_up
event "next-hop object: replaced" nexthop_replaced

stale_nat() { :; }
family=ipv6 to_ip=$server_ip6
event "route: more specific one (IPv6)" route6_added route6_deleted
no_event "route: of IPv4, flow of IPv6" other_route other_route_deleted
report
