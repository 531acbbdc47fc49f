#!/bin/bash
# runs: debug stock arm64
# nft-offload status, flows, rejects, metrics and watch on real traffic, as text
# and as JSON; who may ask, and what another namespace sees of it: nothing.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/cli_common.sh
. "$selftests/cli_common.sh"
need setpriv
guest_ip=10.0.3.2
extra_ns=(guest other)

without_module()
{
	local cmd
	for cmd in status flows rejects metrics "evict all" "pause lo" watch; do
		# shellcheck disable=SC2086 # words
		cli $cmd
		check_eq "exit status of $cmd" "$status" 3
		said "modprobe nf_flow_hw_mtk"
	done
	log_test "without the module: says so, names the command, exit status 3"
}

as_text()
{
	cli_ok status
	narrow status
	said "engine: mtk-ppe"
	said "type: hardware"
	said "sim0: hardware, by mtk-ppe"
	said "in hardware: 2 directions"
	log_test "status as text"
	cli_ok flows
	narrow flows
	said "udp 10.0.1.2:40001 > 10.0.2.2:5001"
	said "original hardware (mtk-ppe)"
	said "1 flow; directions: 2 in hardware, 0 in software"
	log_test "flows as text"
}

as_json()
{
	cli_ok --json status
	json_is 'd["backends"][0]["engine"]' hardware
	json_is 'sorted(x["name"] for x in d["flowtables"][0]["devices"])' "['sim0', 'sim1']"
	json_is 'd["hardware"]["entries"]' 2
	log_test "status as JSON"
	cli_ok flows --json
	json_is 'len(d["flows"])' 1
	json_is 'd["flows"][0]["original"]["state"]' hardware
	json_is 'd["flows"][0]["original"]["src"], d["flows"][0]["reply"]["dst"]' "('10.0.1.2', '10.0.2.1')"
	json_is 'd["flows"][0]["original"]["engine_packets"] > 0' True
	json_is 'd["flows"][0]["original"]["packets"] >= d["flows"][0]["original"]["engine_packets"]' True
	log_test "flows as JSON"
}

# filter_is NUMBER CONDITION…
filter_is()
{
	cli_ok flows --json "${@:2}"
	check_eq "flows with ${*:2}" "$(json 'len(d["flows"])')" "$1"
}

filters()
{
	filter_is 1 addr $client_ip
	filter_is 0 addr 10.9.9.9
	filter_is 1 port 40001
	filter_is 1 end $client_ip:40001 end $server_ip:5001
	filter_is 0 end $client_ip:40001 end $server_ip:5002
	filter_is 1 proto udp
	filter_is 0 proto tcp
	filter_is 1 dev sim0
	filter_is 0 dev lo
	filter_is 1 state hardware
	filter_is 0 state refused
	filter_is 1 mark 0x52
	filter_is 1 mark 0x2/0xf
	filter_is 0 mark 0x1/0xf
	filter_is 1 --top 3
	filter_is 0 --top 3 proto tcp
	log_test "filters: address, port, end, protocol, device, state, mark"
	cli flows addr nonsense
	check_eq "exit status" "$status" 2
	cli flows port
	check_eq "exit status" "$status" 2
	cli flows --top 0
	check_eq "exit status" "$status" 2
	log_test "a wrong condition: exit status 2"
}

metrics_sum()
{
	cli_ok metrics
	said 'nft_offload_flows 1'
	said 'nft_offload_entries{engine="hardware"} 2'
	grep -vE '^(# (HELP|TYPE) nft_offload_[a-z_]+ .+|nft_offload_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9]+)$' \
		"$tmp/cli.out" >"$tmp/odd" && fail "not Prometheus: $(<"$tmp/odd")"
	log_test "metrics: Prometheus' text format"
	cli_ok watch --interval 0.2 --count 3
	check_eq "lines of watch in a pipe" "$(grep -c '^flows=1 hardware=2 ' "$tmp/cli.out")" 3
	cli_ok watch --json --interval 0.2 --count 1
	json_is 'd["engine_packets_per_second"] > 0' True
	log_test "watch: lines in a pipe"
}

# No engine reaches the device that this comes in by.
rejected()
{
	cli_ok rejects
	said "nothing was refused"
	ip netns add guest && ip -n $router link add g0 type veth peer name g1 netns guest &&
	ip -n $router addr add 10.0.3.1/24 dev g0 && ip -n $router link set g0 up &&
	ip -n guest addr add $guest_ip/24 dev g1 && ip -n guest link set g1 up &&
	ip -n guest route add default via 10.0.3.1 || bail "no guest"
	in_ns $router nft insert rule inet fw forward iifname g0 ct state new accept
	in_ns $router nft add flowtable inet fw f \
		'{ hook ingress priority 0; devices = { g0 }; flags offload; counter; }' ||
		bail "no plain device in the flowtable"
	run guest pingpong --source 40003 --count 30 --interval 5000 $server_ip 5001 >"$tmp/client.out"
	check_err $? "$(<"$tmp/client.out")"
	cli_ok rejects
	narrow rejects
	said "ingress-device"
	said "udp 10.0.3.2:40003 > 10.0.2.2:5001"
	cli_ok --json rejects
	json_is '[r["count"] > 0 for r in d["reasons"] if r["reason"] == "ingress-device"]' "[True]"
	json_is '[r["iif"] for r in d["last"] if r["reason"] == "ingress-device"][0]' g0
	json_is 'all(0 <= r["age"] < 600 for r in d["last"])' True
	log_test "rejects: reason, connection, device and age"
	cli_ok flows state refused
	said "software: ingress-device"
	log_test "flows: a refused direction names its reason"
}

# As a user without any capability, in the router's namespace.
unprivileged()
{
	local cmd
	for cmd in flows "evict all" "pause sim0" "resume sim0"; do
		# shellcheck disable=SC2086 # words
		in_ns $router setpriv --reuid 65534 --regid 65534 --clear-groups \
			--inh-caps=-all nft-offload $cmd >"$tmp/cli.out" 2>&1
		check_eq "exit status of $cmd" $? 4
		said "permission denied"
	done
	in_ns $router setpriv --reuid 65534 --regid 65534 --clear-groups \
		--inh-caps=-all nft-offload status >"$tmp/cli.out" 2>&1
	check_eq "exit status of status" $? 0
	bound_at_least 2 || fail "entries are gone"
	log_test "unprivileged: flows and changes are refused, totals are not"
}

other_namespace()
{
	ip netns add other
	in_ns other nft-offload --json status >"$tmp/cli.out"
	json_is '(d["flowtables"], d["flows"], d["hardware"], d["refusals"])' \
		"([], 0, {'entries': 0, 'packets': 0, 'bytes': 0}, 0)"
	in_ns other nft-offload --json flows >"$tmp/cli.out"
	json_is 'd["flows"]' '[]'
	in_ns other nft-offload --json rejects >"$tmp/cli.out"
	json_is 'd["last"], sum(r["count"] for r in d["reasons"])' '([], 0)'
	in_ns other nft-offload evict all >"$tmp/cli.out"
	said "0 flows evicted"
	in_ns other nft-offload pause lo >"$tmp/cli.out" 2>&1
	check_eq "pause of a device that is in no flowtable there" $? 5
	bound_at_least 2 || fail "another namespace evicted our entries"
	log_test "another namespace sees and evicts nothing of it"
}

# Namespaces first, without the module.
ip netns add $router
without_module
ip netns del $router

topology
{ ruleset; nat "" "oifname sim1 masquerade"; } | nft_router
in_ns $router nft insert rule inet fw forward ct mark set 0x52
udp_server $server $server_ip 5001
traffic $client --source 40001 --interval 2000 $server_ip 5001
busywait 5000 bound_is 2 || fail "not offloaded"
as_text
as_json
filters
metrics_sum
rejected
unprivileged
other_namespace
