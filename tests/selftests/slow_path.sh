#!/bin/bash
# runs: long-stock
# experiment 15: a TCP connection that hardware has carried for more than 100 MB in
# each direction goes on in the classic path: conntrack, which saw none of it, must
# not take its segments for invalid ones (a router that sent RST then: openwrt PR
# 22970). Once for a moment, then for good.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip timeout

size=60000
much=$((110 * 1000 * 1000))

# Segments that say something is wrong, at each end and in the router. The client's own
# end is a reset, so they are counted before it.
resets()
{
	local ns n=0 count
	for ns in $client $server; do
		read -r count _ < <(input $ns "tcp flags rst")
		n=$((n + count))
	done
	echo $n
}

invalid()
{
	in_ns $router nft list chain inet fw forward | sed -n 's/.*ct state invalid counter packets \([0-9]*\) .*/\1/p'
}

# What is carried for ports of the set "open" is offloaded. Nobody is liberal.
rules()
{
	ruleset "flags offload" "sim0, sim1" 'tcp dport @open flow add @f' |
		sed 's/^table inet fw {/&\n\tset open { type inet_service; elements = { 5002 }; }/
			/l4proto udp/d
			s/ct state invalid drop/ct state invalid counter drop/'
	nat "" 'ip daddr 10.0.2.0/24 masquerade'
}

hw_bytes() { ppe_stat hw_bytes; }
carried() { [ "$(hw_bytes)" -ge "$1" ]; }
messages() { in_ns $client cat /sys/class/net/wire0/statistics/rx_bytes; }
moved() { [ "$(messages)" -gt "$1" ]; }
evict() { in_ns $router nft-offload evict all >/dev/null; }
to_cpu_above() { [ "$(port_stat sim0 to_cpu)" -gt "$1" ]; }

connection_up()
{
	tcp_server $server $server_ip 5002
	start tcp $client pingpong --count 0 --size $size --source "$1" --tcp \
		--timeout 4000 --interval 0 $server_ip 5002
	tcp_client=$pid
	busywait 5000 bound_is 2
	check_err $? "$(bound) bound entries, expected 2"
	reset_counters
	before_resets=$(resets) before_invalid=$(invalid)
	busywait 120000 carried $((2 * much))
	check_err $? "hardware carried $(hw_bytes) bytes, expected $((2 * much))"
	note "measured: $(($(hw_bytes) / 1000000)) MB in hardware before the slow path"
}

connection_down()
{
	local status
	check_eq "resets" $(($(resets) - before_resets)) 0
	check_eq "packets that conntrack took for invalid" $(($(invalid) - before_invalid)) 0
	kill "$tcp_client"
	wait "$tcp_client"
	status=$?
	check_err $status "the connection suffered: $(<"$tmp/tcp.out")"
	check_eq "messages without an answer" \
		"$(($(value sent tcp) - $(value received tcp)))" 0
	stop "$server_pid"
	in_ns $router conntrack -F 2>/dev/null
}

for_a_moment()
{
	local i
	connection_up 40100
	for i in 1 2 3; do
		evict
		check_err $? "evict fails"
		busywait 5000 bound_is 2
		check_err $? "eviction $i: not back in hardware"
		busywait 5000 moved $(($(messages) + 20 * size))
		check_err $? "eviction $i: the connection stalls"
	done
	connection_down
	log_test "experiment 15: more than 100 MB in hardware, then the slow path for a moment"
}

for_good()
{
	local before
	connection_up 40101
	in_ns $router nft 'delete element inet fw open { 5002 }'
	evict
	check_err $? "evict fails"
	ct_line tcp 40101 | grep -q OFFLOAD
	check_fail $? "still offloaded: $(ct_line tcp 40101)"
	bound_is 0
	check_err $? "$(bound) bound entries, expected none"
	before=$(port_stat sim0 to_cpu)
	busywait 20000 to_cpu_above $((before + 2000))
	check_err $? "the slow path carries $(($(port_stat sim0 to_cpu) - before)) segments, expected 2000"
	busywait 5000 moved $(($(messages) + 20 * size))
	check_err $? "the connection stalls"
	ct_line tcp 40101 | grep -q OFFLOAD
	check_fail $? "offloaded again: $(ct_line tcp 40101)"
	connection_down
	log_test "experiment 15: more than 100 MB in hardware, then the slow path for good"
}

topology
in_ns $router sysctl -qw net.netfilter.nf_conntrack_tcp_be_liberal=0 \
	net.netfilter.nf_conntrack_tcp_loose=0
for ns in $client $server; do count_input $ns "tcp flags rst"; done
rules | nft_router || bail "no ruleset"
for_a_moment
for_good
