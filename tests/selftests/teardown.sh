#!/bin/bash
# runs: debug stock arm64 smp mipsel s390x
# The end of a TCP connection: both hardware entries are gone within 2.5 s, and
# conntrack gets into the state that it gets into with a flowtable in software
# on this kernel.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip timeout

limit_ms=2500

tcp_state()
{
	ct_line tcp "$1" | sed -n 's/^tcp *6 [0-9]* \([A-Z_]*\) .*/\1/p'
}

# With a reset, a flowtable in software leaves ESTABLISHED on some kernels, because
# conntrack does not trust sequence numbers that it did not follow.
left_established() { [ "$(tcp_state "$1")" != ESTABLISHED ]; }
no_offload() { ! ct_line tcp "$1" | grep -q OFFLOAD; }

# connection PORT CLIENT-OPTION…: open, talk, end. Sets ended_ms: when it ended.
connection()
{
	local port=$1
	shift
	tcp_server $server $server_ip 5001
	run $client pingpong --tcp --source "$port" --count 200 --interval 1000 "$@" \
		$server_ip 5001 >"$tmp/client.out"
	check_err $? "$(<"$tmp/client.out")"
	ended_ms=$(now_ms)
}

# hardware PORT OPTION…: as above with the PPE; entries must come and go.
hardware()
{
	reset_counters
	connection "$@"
	check_num "packets in hardware" "$(hw_packets)" -ge 300
	busywait $limit_ms bound_is 0
	check_err $? "$(bound) entries are bound $(($(now_ms) - ended_ms)) ms after the end"
	busywait $limit_ms used_is 0
	check_err $? "the driver holds $(used) entries"
}

# The state follows within the kernel's own time: GC runs once a second, and newer
# kernels leave a closing flow in software until it has been idle, see below.
final_state()
{
	busywait 5000 no_offload "$1"
	check_err $? "still offloaded: $(ct_line tcp "$1")"
	busywait 500 left_established "$1"
	tcp_state "$1"
}

# compare HOW OPTION…
compare()
{
	local how=$1 soft hard
	shift
	ruleset '' | nft_router
	connection 40010 "$@"
	soft=$(final_state 40010)
	nft_flush
	ruleset | nft_router
	hardware 40011 "$@"
	log_test "after $how both entries are gone within $limit_ms ms"
	hard=$(final_state 40011)
	check_eq "state after $how in hardware" "$hard" "$soft"
	[ -n "$soft" ] || fail "conntrack forgot the connection"
	note "state after $how: software '$soft', hardware '$hard'"
	log_test "after $how conntrack is in the state of a software flowtable"
	nft_flush
	in_ns $router conntrack -F 2>/dev/null
}

topology
# A closed connection stays long enough to be looked at.
in_ns $router sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_close=120
in_ns $router sysctl -qw net.netfilter.nf_flowtable_tcp_timeout=2
compare FIN
compare RST --rst
