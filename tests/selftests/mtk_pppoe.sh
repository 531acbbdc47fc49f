#!/bin/bash
# runs: kernel long-stock
# A real PPPoE session, on the port and in a VLAN: pppd with its kernel plugin dials
# in from the router, pppoe-server answers at the far end, and both leave the packets
# to the kernel. TCP and UDP go through the PPE both ways, with NAT; what arrives is
# what was sent, and conntrack counts what both ends received.
#
#   client wire0 ===== sim0  router  sim1 ===== wire1 server
#                      10.0.1.1 ppp0 ~~~~~~~~~~~~~~~ ppp1 10.0.8.1
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/pppoe_lib.sh
. "$(dirname "$0")/pppoe_lib.sh"
need nft conntrack ip timeout pppd pppoe-server

size=$((4 << 20))

# entries_have SESSION NUMBER
entries_have()
{
	local sid
	sid=$(printf '88641100%04x0000' "$1")
	if [ "${ENGINE:-}" = soft ]; then
		[ "$(grep -c " l2=[0-9a-f]*$sid" $engine/entries)" = "$2" ]
	else
		[ "$(grep -hc " pppoe=$1" $sim/ppe?/entries | awk '{ n += $1 } END { print n }')" = "$2" ]
	fi
}

udp_traffic()
{
	local n=1000 len=1000 want
	udp_server $server $far_ip 5001
	run $client pingpong --source 40001 --count $n --size $len --interval 200 \
		$far_ip 5001 >"$tmp/client.out" 2>&1
	check_err $? "$(<"$tmp/client.out")"
	bound_is 2
	check_err $? "bound entries: $(bound), expected 2"
	entries_have "$session" 1
	check_err $? "not one entry that opens session $session: $(grep -h . $sim/ppe?/entries)"
	check_num "packets in hardware" "$(hw_packets)" -ge $((2 * n * 95 / 100))
	stop "$server_pid"
	want="$n $((n * (len + 28))) $n $((n * (len + 28)))"
	busywait 5000 ct_count_is "$want" udp 40001
	check_err $? "conntrack counts $(ct_count udp 40001), expected $want"
	log_test "$name: UDP"
}

transferred()
{
	[ "$(stat -c %s "$tmp/got.up" 2>/dev/null)" = $size ] &&
		[ "$(stat -c %s "$tmp/got.down" 2>/dev/null)" = $size ]
}

seen() { input "$1" "meta l4proto tcp"; }

tcp_quiet()
{
	local now
	now="$(seen $server) $(seen $client)"
	[ "$now" = "$last" ] && return
	last=$now
	return 1
}

tcp_traffic()
{
	local last='' client_pid want status=0
	rm -f "$tmp"/got.* "$tmp/ready" "$tmp/go"
	reset_counters
	start server $server tcp_xfer -l --ready "$tmp/ready" --hold "$tmp/go" \
		--send "$tmp/down" --receive "$tmp/got.up" $far_ip 5002
	server_pid=$pid
	ready "$tmp/ready"
	start client $client tcp_xfer --source 40002 --hold "$tmp/go" \
		--send "$tmp/up" --receive "$tmp/got.down" $far_ip 5002
	client_pid=$pid
	busywait 30000 transferred
	check_err $? "the files did not arrive"
	busywait 5000 tcp_quiet
	check_err $? "TCP does not come to rest"
	check_num "packets in hardware" "$(hw_packets)" -ge 5000
	want="$(seen $server) $(seen $client)"
	busywait 5000 ct_count_is "$want" tcp 40002
	check_err $? "conntrack counts $(ct_count tcp 40002), received were $want"
	touch "$tmp/go"
	await "$client_pid" && await "$server_pid" || status=1
	check_err $status "tcp_xfer: $(cat "$tmp"/{client,server}.out)"
	same_file "$tmp/up" "$tmp/got.up" && same_file "$tmp/down" "$tmp/got.down"
	check_err $? "what arrived is not what was sent"
	log_test "$name: TCP"
}

# through NAME FAR-DEV NEAR-DEV
through()
{
	name=$1
	dial "$2" "$3"
	# The kernel shows it in network order.
	session=$(in_ns $router cat /proc/net/pppoe | awk 'NR == 2 { print $1 }')
	session=$((16#${session:6:2}${session:4:2}))
	ip -n $server route replace 10.0.1.0/24 dev ppp1
	log_test "$name: session $session"
	for ns in $client $server; do count_input $ns "meta l4proto tcp"; done
	{
		ruleset
		nat "" 'oifname "ppp0" masquerade'
	} | nft_router || bail "no ruleset"
	reset_counters
	udp_traffic
	tcp_traffic
	nft_flush
	for ns in $client $server; do in_ns $ns nft flush ruleset; done
	busywait 2000 all_gone
	check_err $? "entries are left after the ruleset went"
	check_eq "violations" "$(head -n 1 $sim/violations)" 0
	in_ns $router conntrack -F 2>/dev/null
	hang_up
	log_test "$name: nothing left"
}

find_plugin
far_pppd
topology
random_file "$tmp/up" $size
random_file "$tmp/down" $size
through "PPPoE" wire1 sim1

ip -n $server link add link wire1 name wire1.7 type vlan id 7 &&
	ip -n $router link add link sim1 name sim1.7 type vlan id 7 &&
	ip -n $server link set wire1.7 up && ip -n $router link set sim1.7 up || bail "no VLAN"
through "PPPoE in a VLAN" wire1.7 sim1.7
