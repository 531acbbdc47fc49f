#!/bin/bash
# runs: debug stock pair arm64 mipsel s390x
# conntrack counts what was received, to the packet and to the byte, for flows
# that mostly ran in hardware. No frame here is so short that a MAC pads it; see
# padding.sh for those.
#
# experiment 22: nothing is missed and nothing counted twice, the last packets of a flow
# included (nlbwmon#49, openwrt#10399: offloaded traffic that nobody counts). Wraparound,
# and a flowtable without the counter flag: KUnit nf_flow_hw_flow.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip timeout

# seen NS tcp|udp: what arrived at an end system as it counts it itself: IP
# packets and bytes.
seen() { input "$1" "meta l4proto $2"; }

# Settling: hardware counters are read every few seconds. 5 s are allowed.
settled()
{
	busywait 5000 ct_count_is "$1" "${@:2}"
	check_err $? "conntrack counts $(ct_count "${@:2}"), received were $1 (packets bytes, reply packets bytes)"
}

udp_traffic()
{
	local n=2000 size=1000
	udp_server $server $server_ip 5001
	run $client pingpong --source 40001 --count $n --size $size --interval 200 \
		$server_ip 5001 >"$tmp/client.out"
	check_err $? "$(<"$tmp/client.out")"
	check_num "packets in hardware" "$(hw_packets)" -ge $((2 * n * 95 / 100))
	stop "$server_pid"
	check_eq "messages at the server" "$(value received server)" $n
	check_eq "bytes at the server" "$(value bytes server)" $((n * size))

	udp_want="$n $((n * (size + 28))) $n $((n * (size + 28)))"
	check_eq "IP layer of both ends" "$(seen $server udp) $(seen $client udp)" "$udp_want"
	log_test "UDP traffic"
}

transferred()
{
	[ "$(stat -c %s "$tmp/got.up" 2>/dev/null)" = $size ] &&
		[ "$(stat -c %s "$tmp/got.down" 2>/dev/null)" = $size ]
}

# Both ends are quiet: what was sent is also acknowledged.
tcp_quiet()
{
	local now
	now="$(seen $server tcp) $(seen $client tcp)"
	[ "$now" = "$last" ] && return
	last=$now
	return 1
}

tcp_traffic()
{
	local last=''
	size=$((4 << 20))
	random_file "$tmp/up" $size
	random_file "$tmp/down" $size
	reset_counters
	start server $server tcp_xfer -l --ready "$tmp/ready.tcp" --hold "$tmp/go" \
		--send "$tmp/down" --receive "$tmp/got.up" $server_ip 5002
	server_pid=$pid
	ready "$tmp/ready.tcp"
	start client $client tcp_xfer --source 40002 --hold "$tmp/go" \
		--send "$tmp/up" --receive "$tmp/got.down" $server_ip 5002
	client_pid=$pid
	busywait 30000 transferred
	check_err $? "the files did not arrive"
	busywait 5000 tcp_quiet
	check_err $? "TCP does not come to rest"
	check_num "packets in hardware" "$(hw_packets)" -ge 5000

	tcp_want="$(seen $server tcp) $(seen $client tcp)"
	log_test "TCP traffic"
}

topology
for ns in $client $server; do
	count_input $ns "meta l4proto tcp" "meta l4proto udp"
done
{
	ruleset
	nat "" "oifname sim1 masquerade"
} | nft_router
udp_traffic
tcp_traffic

settled "$udp_want" udp 40001
log_test "UDP: packets and bytes, both directions"
settled "$tcp_want" tcp 40002
log_test "TCP: packets and bytes, both directions"

# Deltas come once: the last ones, at removal, must not count anything again.
nft_router <<<"delete table inet fw"
busywait 2000 all_gone
check_err $? "entries are left after the ruleset went"
check_eq "UDP" "$(ct_count udp 40001)" "$udp_want"
check_eq "TCP" "$(ct_count tcp 40002)" "$tcp_want"
log_test "the same after the flowtable went"

touch "$tmp/go"
await "$client_pid" && await "$server_pid"
check_err $? "the connection did not end: $(cat "$tmp"/{client,server}.out)"
log_test "the connection outlives its flowtable"
