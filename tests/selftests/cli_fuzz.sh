#!/bin/bash
# runs: debug stock
# Malformed netlink never crashes the kernel, and never gets a false success.
# FUZZ_MESSAGES sets how many mutated messages are sent: by default 100,000 where
# KASAN watches, and 20,000 elsewhere.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/cli_common.sh
. "$selftests/cli_common.sh"
if grep -q ' kasan_report' /proc/kallsyms; then
	: "${FUZZ_MESSAGES:=100000}"
else
	: "${FUZZ_MESSAGES:=20000}"
fi

topology
ruleset | nft_router
udp_server $server $server_ip 5001
traffic $client --source 40001 --interval 2000 $server_ip 5001
busywait 5000 bound_is 2 || fail "not offloaded"

in_ns $router timeout $((100 * KSFT_SLOW)) python3 "$selftests/cli_fuzz.py" "$FUZZ_MESSAGES" >"$tmp/fuzz.out" 2>&1
check_err $? "$(tail -n 20 "$tmp/fuzz.out")"
note "$(tail -n 1 "$tmp/fuzz.out")"
log_test "$FUZZ_MESSAGES mutated messages"

for what in no-condition id-without-table mask-without-mark short-address \
	unknown-attribute unknown-state ifindex-0 pause-without-device; do
	grep -q "^$what: -22 .\+" "$tmp/fuzz.out" || fail "$what: $(grep "^$what" "$tmp/fuzz.out")"
done
log_test "malformed requests: -EINVAL with a sentence"

in_ns $router nft-offload resume --all >/dev/null
# A new connection: the old one may have lost a message to a loaded machine.
stop "$traffic_pid"
in_ns $router nft-offload evict all >/dev/null
traffic $client --source 40002 --interval 2000 --lose 1000000 $server_ip 5001
busywait 8000 bound_is 2
check_err $? "no offload after it: $(bound) entries; $(<"$tmp/traffic.out")"
log_test "offload goes on"
