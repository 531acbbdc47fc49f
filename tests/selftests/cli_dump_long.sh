#!/bin/bash
# runs: long
# seconds: 1800
# A dump of 16,384 flows while others are added and deleted at full rate: nobody is
# left out, nobody is shown twice unless the kernel says that the table was resized
# meanwhile, and it ends.
#
# experiment 21, likewise.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/cli_common.sh
. "$selftests/cli_common.sh"
flows=16384
start_limit=1500

connect()
{
	run $client python3 "$selftests/cli_ports.py" $server_ip 5001 "$1" "$2" 2 || fail "no traffic"
}

raw_dumps()
{
	local i line begin total
	for ((i = 0; i < 10; i++)); do
		begin=$(now_ms)
		line=$(in_ns $router timeout $((120 * KSFT_SLOW)) python3 "$selftests/cli_dump_raw.py" 20000 $flows)
		check_err $? "dump $i: $line"
		note "$line in $(($(now_ms) - begin)) ms"
		[[ $line == *" missing=0 "* ]] || fail "dump $i is not complete: $line"
		[[ $line == *" twice=0 "* || $line == *" interrupted=1 "* ]] || fail "dump $i: a flow twice: $line"
	done
	total=$(sed -n 's/^rounds=//p' "$tmp/evictor.out" | tail -n 1)
	check_num "evictions meanwhile" "${total:-0}" -ge 3
	log_test "10 dumps of $flows flows while others are added and evicted: they end, and are complete"
}

modprobe nf_flow_hw_mtk entries=32768
topology
ruleset | nft_router
in_ns $router sysctl -qw net.netfilter.nf_flowtable_udp_timeout=3000
# One for all namespaces.
conntracks=$(sysctl -n net.netfilter.nf_conntrack_max)
sysctl -qw net.netfilter.nf_conntrack_max=131072
ip -n $client addr add 10.0.1.3/24 dev wire0
ip -n $router neigh replace 10.0.1.3 lladdr "$(mac_of $client wire0)" dev sim0 nud permanent
start echo $server python3 "$selftests/cli_echo.py" $server_ip 5001 "$tmp/ready"
ready "$tmp/ready" || fail "no server"

connect 20000 $flows
cli_ok --json status
json_is "d['flows'] >= $flows" True
json_is "d['hardware']['entries'] >= 2 * $flows * 95 // 100" True
log_test "$flows flows, in hardware"

start churn $client python3 "$selftests/cli_ports.py" $server_ip 5001 40000 20000 1 churn 10.0.1.3
start evictor $router bash -c 'for ((n = 1; ; n++)); do nft-offload evict addr 10.0.1.3; echo rounds=$n; done'
sleep 1
raw_dumps
sysctl -qw net.netfilter.nf_conntrack_max="$conntracks"
