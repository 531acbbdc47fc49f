#!/bin/bash
# runs: stock
# A dump of flows while others come at full rate ends, nobody is left out and nobody
# is shown twice.
#
# experiment 21: reading while flows come and go (CVE-2026-46324; node_exporter#96:
# a router that melts because somebody reads its connections).
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/cli_common.sh
. "$selftests/cli_common.sh"
stable=1500
others=6500

# processor_ms CMD…: what it costs the processors, whatever else they do.
processor_ms()
{
	local TIMEFORMAT='%3U %3S'
	{ time "$@"; } 2>"$tmp/cost"
	spent=$(awk 'END { printf "%d", ($1 + $2) * 1000 }' "$tmp/cost")
}

dumps_are_complete()
{
	local i missing begin longest=0 most=0 ms first=0 num
	for ((i = 0; i < 10; i++)); do
		begin=$(now_ms)
		processor_ms cli_ok --json flows proto udp
		ms=$(($(now_ms) - begin))
		[ $ms -le $longest ] || longest=$ms
		[ "$spent" -le $most ] || most=$spent
		missing=$(json "$stable - len({f['original']['sport'] for f in d['flows'] if 20000 <= f['original']['sport'] < 20000 + $stable})")
		check_eq "dump $i: missing flows" "$missing" 0
		check_eq "dump $i: flows shown twice" \
			"$(json 'len(d["flows"]) - len({(f["table"], f["id"]) for f in d["flows"]})')" 0
		num=$(json 'len(d["flows"])')
		check_num "dump $i: flows" "$num" -le $((stable + others))
		[ $first != 0 ] || first=$num
	done
	note "measured: $num flows in the last dump, at most $most ms of processor time, $longest ms by the clock"
	check_num "flows in the last dump, others were added" "$num" -gt "$first"
	log_test "10 dumps of $stable flows while others are added: they end, and are complete"
}

others_come()
{
	cli --json status
	[ "$(json 'd["flows"]')" -gt $stable ]
}

topology
# With 1 GiB of memory it is 8,192; Linux 6.12 drops connections early when that is
# reached, those of flows as well, which 6.1 spares.
conntracks=$(sysctl -n net.netfilter.nf_conntrack_max)
sysctl -qw net.netfilter.nf_conntrack_max=65536
ruleset | nft_router
in_ns $router sysctl -qw net.netfilter.nf_flowtable_udp_timeout=3000
start echo $server python3 "$selftests/cli_echo.py" $server_ip 5001 "$tmp/ready"
ready "$tmp/ready" || fail "no server"

cli_ok metrics
cli_ok --json status
run $client python3 "$selftests/cli_ports.py" $server_ip 5001 20000 $stable 2 || fail "no traffic"
cli_ok --json status
check_num "flows" "$(json 'd["flows"]')" -ge $stable
log_test "$stable flows"

start churn $client python3 "$selftests/cli_ports.py" $server_ip 5001 30000 $others 1 churn
busywait 5000 others_come || fail "no other flows"
dumps_are_complete
cli_ok evict all
check_num "evicted" "$(sed -n 's/ flows evicted//p' "$tmp/cli.out")" -ge $stable
log_test "evict all while others are added"
sysctl -qw net.netfilter.nf_conntrack_max="$conntracks"
