#!/bin/bash
# runs: timed
# A dump of flows while others come and go at full rate: complete, in bounded
# time; and the cost of the totals does not depend on the number of flows.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/cli_common.sh
. "$selftests/cli_common.sh"
stable=1500

dumps_are_complete()
{
	local i missing begin longest=0 ms
	for ((i = 0; i < 10; i++)); do
		begin=$(now_ms)
		cli_ok --json flows proto udp
		ms=$(($(now_ms) - begin))
		[ $ms -le $longest ] || longest=$ms
		missing=$(json "$stable - len({f['original']['sport'] for f in d['flows'] if 20000 <= f['original']['sport'] < 20000 + $stable})")
		check_eq "dump $i: missing flows" "$missing" 0
		check_eq "dump $i: flows shown twice" \
			"$(json 'len(d["flows"]) - len({(f["table"], f["id"]) for f in d["flows"]})')" 0
	done
	note "$(json 'len(d["flows"])') flows in the last dump, the longest took $longest ms"
	check_num "the longest dump in ms" $longest -le $((5000 * KSFT_SLOW))
	log_test "10 dumps of $stable flows while others are added: complete, bounded"
}

topology
ruleset | nft_router
in_ns $router sysctl -qw net.netfilter.nf_flowtable_udp_timeout=300
start echo $server python3 "$selftests/cli_echo.py" $server_ip 5001 "$tmp/ready"
busywait 5000 test -e "$tmp/ready" || fail "no server"

cli_ok metrics
cli_ok --json status
run $client python3 "$selftests/cli_ports.py" $server_ip 5001 20000 $stable 2 || fail "no traffic"
cli_ok --json status
check_num "flows" "$(json 'd["flows"]')" -ge $stable
log_test "$stable flows"

start churn $client python3 "$selftests/cli_ports.py" $server_ip 5001 30000 20000 1 churn
sleep 0.5
dumps_are_complete
cli_ok evict all
check_num "evicted" "$(sed -n 's/ flows evicted//p' "$tmp/cli.out")" -ge $stable
log_test "evict all while others are added"
