#!/bin/bash
# runs: races
# Experiment 21, on two processors: everything that shows flows and entries is read
# without pause while connections come and go and the flowtable is reloaded. All of it ends
# in time, and says something. (That a dump is complete shows cli_dump_long.)
#
# What it guards: plain list removal under a dump (CVE-2026-46324), RCU stalls.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/cli_common.sh
. "$selftests/cli_common.sh"
seconds=$((15 + 5 * KSFT_SLOW))
[ "$seconds" -le 120 ] || seconds=120

# reader NAME CMD…: again and again; counts.
reader()
{
	local name=$1
	shift
	nsenter --net=/run/netns/$router bash -c 'n=0; trap "echo rounds=\$n; exit" TERM
		while :; do timeout 300 "$@" >/dev/null || echo failed=$?; n=$((n + 1)); done' - "$@" \
		>"$tmp/$name.out" 2>&1 &
	readers+=("$!") names+=("$name")
}

topology
ruleset | nft_router
start echo $server python3 "$selftests/cli_echo.py" $server_ip 5002 "$tmp/echo-ready"
ready "$tmp/echo-ready" || bail "no server"
udp_server $server $server_ip 5001
traffic $client --source 40001 --lose 1000 --timeout $((1000 * KSFT_SLOW)) $server_ip 5001
start churn $client python3 "$selftests/cli_ports.py" $server_ip 5002 42000 2000 3 churn
before=$(port_stat sim0 wire_rx)
readers=() names=()
reader nft nft list flowtables
reader flows nft-offload flows
reader status nft-offload --json status
reader core cat $core/status $core/rejects
# shellcheck disable=SC2086,SC2046
reader driver cat $(echo $core/ppe?/*)
# shellcheck disable=SC2046
reader model cat $(echo $sim/ppe?/entries)
reader conntrack conntrack -L
end=$((SECONDS + seconds)) n=0
while [ $SECONDS -lt $end ]; do
	{ echo "delete table inet fw"; ruleset; } | nft_router || fail "reload $n"
	n=$((n + 1))
	sleep 0.5
done
kill "${readers[@]}"
wait "${readers[@]}" 2>/dev/null
for name in "${names[@]}"; do
	check_num "rounds of $name" "$(value rounds "$name")" -ge 2
	! grep -q ^failed "$tmp/$name.out" || [ "$name" = nft ] || fail "$name: $(sort "$tmp/$name.out" | uniq -c)"
	note "$name: $(sort "$tmp/$name.out" | uniq -c | tr -s ' \n' ' ')"
done
check_num "packets of clients meanwhile" $(($(port_stat sim0 wire_rx) - before)) -ge 500
note "$n reloads in $seconds s"
log_test "dumps without pause while flows and flowtables come and go"
