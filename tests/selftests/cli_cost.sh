#!/bin/bash
# runs: icount
# seconds: 1800
# What `nft-offload metrics` and `status` ask costs the same at 100 and at 8,192 flows:
# the kernel adds up when something happens, not when somebody looks.
#
# Not the time of a machine, but instructions: those are what passes under
# scripts/vm --icount. They are compared with themselves; a dump of flows beside them
# shows that this measure sees what depends on flows.
#
# guards against: node_exporter#96, a router that melts because somebody reads its
# connections.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/cli_common.sh
. "$selftests/cli_common.sh"
few=100 many=8192
start_limit=900

# connect FIRST NUMBER: that many connections, from this port on.
connect()
{
	run $client python3 "$selftests/cli_ports.py" $server_ip 5001 "$1" "$2" 2 || fail "no traffic"
}

# costs: of the questions for totals and of a dump, in ns: instructions.
costs()
{
	in_ns $router timeout $((120 * KSFT_SLOW)) python3 "$selftests/cli_cost.py" >"$tmp/costs.out" 2>&1 ||
		fail "no costs: $(<"$tmp/costs.out")"
	totals=$(value totals costs) dump=$(value flows costs)
}

# Lines that the tool prints: counted, not timed.
lines() { in_ns $router nft-offload "$1" | wc -l; }

modprobe nf_flow_hw_mtk entries=32768
topology
ruleset | nft_router
in_ns $router sysctl -qw net.netfilter.nf_flowtable_udp_timeout=3000
start echo $server python3 "$selftests/cli_echo.py" $server_ip 5001 "$tmp/ready"
ready "$tmp/ready" || fail "no server"

connect 20000 $few
costs
totals_few=$totals dump_few=$dump
metrics_few=$(lines metrics) status_few=$(lines status)

# One for all namespaces.
conntracks=$(sysctl -n net.netfilter.nf_conntrack_max)
sysctl -qw net.netfilter.nf_conntrack_max=131072
connect $((20000 + few)) $((many - few))
cli_ok --json status
json_is "d['flows'] >= $many" True
json_is "d['hardware']['entries'] >= 2 * $many * 95 // 100" True
log_test "$many flows, in hardware"

costs
note "measured, in instructions, at $few and at $many flows: totals $totals_few $totals, a dump of flows $dump_few $dump"
check_num "totals at $many flows" "$totals" -le $((totals_few * 21 / 20))
check_num "a dump of $many flows" "$dump" -gt $((20 * dump_few))
check_eq "lines of metrics at $many flows" "$(lines metrics)" "$metrics_few"
check_eq "lines of status at $many flows" "$(lines status)" "$status_few"
log_test "metrics and status cost the same at $few and at $many flows"
sysctl -qw net.netfilter.nf_conntrack_max="$conntracks"
