#!/bin/bash
# runs: debug stock pair arm64 mipsel s390x
# Every kind of forwarding that the PPE does: TCP in bulk in both directions at
# once, compared by checksum, and UDP. Offload is proved by the entries of the
# model (exact tuples) and by packets that never came to the CPU.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip timeout

size=$((8 << 20))

# expect_entries PROTO-PORT-ORIG…: four addresses: what the original direction looks
# like before and after, then the reply.
entries_there()
{
	if [ "$family" = ipv6 ]; then
		entry6 "$1" && entry6 "$3"
	else
		entry "$1" "$2" && entry "$3" "$4"
	fi
}

mostly_hardware()
{
	local hw=$1 all
	all=$(($(port_stat sim0 wire_rx) + $(port_stat sim1 wire_rx)))
	check_num "packets in hardware of $all" "$hw" -ge $((all * 95 / 100))
}

# tcp_bulk FROM TO LISTEN-IP LISTEN-PORT DEST-IP DEST-PORT TUPLE…
tcp_bulk()
{
	local from=$1 to=$2 listen_ip=$3 listen_port=$4 ip=$5 port=$6 status=0
	shift 6
	rm -f "$tmp"/got.* "$tmp/ready" "$tmp/go"
	reset_counters
	start server "$to" tcp_xfer -l --ready "$tmp/ready" --timeout $((20 * KSFT_SLOW)) \
		--hold "$tmp/go" \
		--send "$tmp/down" --receive "$tmp/got.up" "$listen_ip" "$listen_port"
	local server_pid=$pid
	ready "$tmp/ready"
	check_err $? "tcp_xfer -l: $(<"$tmp/server.out")"
	start client "$from" tcp_xfer --timeout $((20 * KSFT_SLOW)) --source 40000 \
		--hold "$tmp/go" \
		--send "$tmp/up" --receive "$tmp/got.down" "$ip" "$port"
	local client_pid=$pid

	busywait 30000 transferred
	check_err $? "8 MiB in each direction did not arrive"
	entries_there "$@"
	check_err $? "the model lacks an entry: $*"
	bound_is 2
	check_err $? "bound entries: $(bound), expected 2"
	ct_offloaded tcp 40000 "$family"
	check_err $? "conntrack names the wrong engine: $(ct_line tcp 40000 "$family")"
	mostly_hardware "$(hw_packets)"

	touch "$tmp/go"
	await "$client_pid" && await "$server_pid" || status=1
	check_err $status "tcp_xfer: $(cat "$tmp"/{client,server}.out)"
	same_file "$tmp/up" "$tmp/got.up"
	check_err $? "the file sent is not the file received (original direction)"
	same_file "$tmp/down" "$tmp/got.down"
	check_err $? "the file sent is not the file received (reply direction)"
	log_test "$name: TCP"
}

transferred()
{
	[ "$(stat -c %s "$tmp/got.up" 2>/dev/null)" = $size ] &&
		[ "$(stat -c %s "$tmp/got.down" 2>/dev/null)" = $size ]
}

# udp FROM TO LISTEN-IP LISTEN-PORT DEST-IP DEST-PORT TUPLE…
udp()
{
	local from=$1 to=$2 listen_ip=$3 listen_port=$4 ip=$5 port=$6
	shift 6
	udp_server "$to" "$listen_ip" "$listen_port"
	run "$from" pingpong --source 40001 --count 20 "$ip" "$port" >"$tmp/first.out"
	check_err $? "UDP: $(<"$tmp/first.out")"
	busywait 2000 entries_there "$@"
	check_err $? "the model lacks an entry: $*"
	reset_counters
	run "$from" pingpong --source 40001 --count 500 --interval 0 --size 1400 \
		"$ip" "$port" >"$tmp/second.out"
	check_err $? "UDP in hardware: $(<"$tmp/second.out")"
	check_num "packets in hardware of 1000" "$(hw_packets)" -eq 1000
	ct_offloaded udp 40001 "$family"
	check_err $? "conntrack names the wrong engine: $(ct_line udp 40001 "$family")"
	stop "$server_pid"
	log_test "$name: UDP"
}

# both TCP-AND-UDP-ARGUMENTS: @ in a tuple stands for the source port.
both()
{
	tcp_bulk "${@//@/40000}"
	udp "${@//@/40001}"
	nft_flush
	busywait 2000 all_gone
	check_err $? "entries are left after the ruleset went"
	in_ns $router conntrack -F 2>/dev/null
	log_test "$name: nothing left"
}

topology
random_file "$tmp/up" $size
random_file "$tmp/down" $size
family=ipv4

name=route4
ruleset | nft_router
both $client $server $server_ip 5001 $server_ip 5001 \
	$client_ip:@-\>$server_ip:5001 $client_ip:@-\>$server_ip:5001 \
	$server_ip:5001-\>$client_ip:@ $server_ip:5001-\>$client_ip:@

name=snat
snat_ip=10.0.2.77
ip -n $server neigh replace $snat_ip lladdr "$(mac_of $router sim1)" dev wire1 nud permanent
{
	ruleset
	nat "" "meta l4proto { tcp, udp } oifname sim1 snat to $snat_ip:20000"
} | nft_router
both $client $server $server_ip 5001 $server_ip 5001 \
	$client_ip:@-\>$server_ip:5001 $snat_ip:20000-\>$server_ip:5001 \
	$server_ip:5001-\>$snat_ip:20000 $server_ip:5001-\>$client_ip:@

name=masquerade
{
	ruleset
	nat "" "oifname sim1 masquerade"
} | nft_router
both $client $server $server_ip 5001 $server_ip 5001 \
	$client_ip:@-\>$server_ip:5001 $wan_ip:@-\>$server_ip:5001 \
	$server_ip:5001-\>$wan_ip:@ $server_ip:5001-\>$client_ip:@

# A port forward: the host on the WAN side calls the router's address.
name="dnat with port mapping"
{
	ruleset
	nat "meta l4proto { tcp, udp } iifname sim1 ip daddr $wan_ip th dport 8080 dnat to $client_ip:5001" ""
} | nft_router
both $server $client $client_ip 5001 $wan_ip 8080 \
	$server_ip:@-\>$wan_ip:8080 $server_ip:@-\>$client_ip:5001 \
	$client_ip:5001-\>$server_ip:@ $wan_ip:8080-\>$server_ip:@

name=snat+dnat
{
	ruleset
	nat "meta l4proto { tcp, udp } ip daddr 10.9.9.9 th dport 8080 dnat to $server_ip:5001" \
		"meta l4proto { tcp, udp } oifname sim1 snat to $snat_ip:20001"
} | nft_router
both $client $server $server_ip 5001 10.9.9.9 8080 \
	$client_ip:@-\>10.9.9.9:8080 $snat_ip:20001-\>$server_ip:5001 \
	$server_ip:5001-\>$snat_ip:20001 10.9.9.9:8080-\>$client_ip:@

name=route6
family=ipv6
ruleset | nft_router
both $client $server $server_ip6 5001 $server_ip6 5001 \
	"[$client_ip6]:@->[$server_ip6]:5001" "" \
	"[$server_ip6]:5001->[$client_ip6]:@" ""
