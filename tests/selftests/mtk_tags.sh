#!/bin/bash
# runs: kernel long-stock s390x
# VLAN and QinQ through the PPE, in and out: what arrives has the right tags (or it
# would not arrive), is forwarded by hardware, and is counted to the byte, since
# the engine counts tags and conntrack does not. Two flows that differ in nothing
# but the tag by which they enter never share an entry.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip timeout

# A second leg for both ends: wireN.TAGS and simN.TAGS in 10.0.NET.0/24.
# leg NS WIRE PORT NET VLAN [INNER-VLAN]
leg()
{
	local ns=$1 wire=$2 port=$3 net=$4 vlan
	shift 4
	for vlan; do
		ip -n "$ns" link add link "$wire" name "$wire.$vlan" type vlan id "$vlan" &&
		ip -n $router link add link "$port" name "$port.$vlan" type vlan id "$vlan" &&
		ip -n "$ns" link set "$wire.$vlan" up &&
		ip -n $router link set "$port.$vlan" up || return
		wire=$wire.$vlan port=$port.$vlan
	done
	ip -n "$ns" addr add 10.0.$net.2/24 dev "$wire" &&
	ip -n $router addr add 10.0.$net.1/24 dev "$port" &&
	ip -n $router neigh replace 10.0.$net.2 lladdr "$(mac_of "$ns" "$wire")" dev "$port" nud permanent &&
	ip -n "$ns" neigh replace 10.0.$net.1 lladdr "$(mac_of $router "$port")" dev "$wire" nud permanent
}

# through NAME SOURCE-NET DEST-NET: UDP from the client to the server and back.
through()
{
	local name=$1 from=10.0.$2.2 to=10.0.$3.2 n=400 size=1000 want
	{
		ruleset | sed 's/iifname "sim0"/iifname "sim0*"/'
		nat "" "oifname \"sim1*\" masquerade"
	} | nft_router || bail "no ruleset"
	ip -n $client route replace 10.0."$3".0/24 via 10.0."$2".1 src "$from"
	reset_counters
	udp_server $server "$to" 5001
	run $client pingpong --source 40001 --count $n --size $size \
		--interval 500 "$to" 5001 >"$tmp/client.out" 2>&1
	check_err $? "$(<"$tmp/client.out")"
	bound_is 2
	check_err $? "bound entries: $(bound), expected 2"
	check_num "packets in hardware" "$(hw_packets)" -ge $((2 * n * 95 / 100))
	stop "$server_pid"
	want="$n $((n * (size + 28))) $n $((n * (size + 28)))"
	busywait 5000 ct_count_is "$want" udp 40001
	check_err $? "conntrack counts $(ct_count udp 40001), expected $want"
	nft_flush
	busywait 2000 all_gone
	check_err $? "entries are left after the ruleset went"
	check_eq "conntrack after the entries went" "$(ct_count udp 40001)" "$want"
	check_eq "violations" "$(head -n 1 $sim/violations)" 0
	in_ns $router conntrack -F 2>/dev/null
	log_test "$name"
}

topology
leg $client wire0 sim0 5 5 && leg $client wire0 sim0 6 4 6 &&
	leg $server wire1 sim1 7 7 && leg $server wire1 sim1 9 8 9 &&
	ip -n $server route replace default via 10.0.2.1 || bail "no VLANs"

through "no tag to VLAN" 1 7
through "VLAN to no tag" 5 2
through "VLAN to VLAN" 5 7
through "no tag to QinQ" 1 9
through "QinQ to no tag" 6 2
through "QinQ to VLAN" 6 7
through "VLAN to QinQ" 5 9
