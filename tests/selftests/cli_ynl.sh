#!/bin/bash
# runs: long-stock
# The kernel's own netlink client in Python reads our specification and talks to us
# by it. It is taken from Linux' sources (scripts/setup ynl), never copied.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/cli_common.sh
. "$selftests/cli_common.sh"
# shellcheck source=scripts/kernels.sh
. "$repo/scripts/kernels.sh"
spec=$repo/Documentation/netlink/specs/nf_flow_hw.yaml
client_py=$(find "$(ynl_dir)" -name cli.py 2>/dev/null | head -n 1)
[ -n "$client_py" ] || skip_all "the kernel's netlink client is missing: scripts/setup ynl"

# ynl ARG…: what it prints is JSON, for json().
ynl()
{
	in_ns $router timeout $((start_limit * KSFT_SLOW)) /usr/bin/python3 "$client_py" --spec "$spec" \
		--schema "$(ynl_dir)/Documentation/netlink/genetlink-c.yaml" \
		--output-json --process-unknown "$@" >"$tmp/cli.out" 2>"$tmp/ynl.err"
	check_err $? "ynl $*: $(tail -n 3 "$tmp/ynl.err")"
}

topology
{ ruleset; nat "" "oifname sim1 masquerade"; } | nft_router
udp_server $server $server_ip 5001
traffic $client --source 40001 --interval 2000 --lose 100000 $server_ip 5001
busywait 5000 bound_is 2 || fail "not offloaded"

ynl --do status-get
json_is 'd["flows"], d["entries-hw"]' '(1, 2)'
log_test "do status-get"
ynl --dump backend-get
json_is 'd[0]["name"], d[0]["engine"], d[0]["model"], d[0]["ways"]' "('mtk-ppe', 'hardware', 'MT7986', 4)"
json_is '"nat4" in d[0]["features"]' True
log_test "dump backend-get: strings, enums and flags"
ynl --dump table-get
json_is 'd[0]["name"], sorted(x["name"] for x in d[0]["device"])' "('f', ['sim0', 'sim1'])"
log_test "dump table-get: nests"
ynl --dump flow-get
json_is 'len(d), d[0]["orig"]["state"], d[0]["orig"]["sport"]' "(1, 'hardware', 40001)"
log_test "dump flow-get"
ynl --dump flow-get --json '{"filter": {"port": 40002}}'
json_is 'd' '[]'
ynl --dump flow-get --json '{"filter": {"port": 40001, "state": "hardware"}}'
json_is 'len(d)' 1
log_test "dump flow-get with a filter"
ynl --dump reject-get
json_is 'len(d), d[0]["reason"], d[0]["count"]' "($(in_ns $router nft-offload --json rejects --all | grep -c '"meaning"'), 'match-key', 0)"
log_test "dump reject-get"
ynl --do evict --json '{"filter": {"port": 40001}}'
json_is 'd' "{'flows': 1}"
log_test "do evict"
ynl --dump ring-get
json_is 'all(r["iif"] for r in d)' True
log_test "dump ring-get"
