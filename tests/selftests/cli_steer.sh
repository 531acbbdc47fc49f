#!/bin/bash
# runs: debug stock
# nft-offload evict, pause and resume take effect in the engine, not only in what
# is printed; events say so.
#
# experiment 18: a rule that blocks a connection which is offloaded takes effect with
# one command (1806_SDK#47 asks for a way to evict; self-hosted-services PR 836: a
# reload was not enough).
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/cli_common.sh
. "$selftests/cli_common.sh"

traffic_passes()
{
	run $client pingpong --source "$1" --count 50 --interval 1000 $server_ip 5001 >"$tmp/client.out"
	check_err $? "$(<"$tmp/client.out")"
}

# Traffic stops first, so that nothing comes back.
evicts_all()
{
	traffic_passes 40001
	traffic_passes 40002
	bound_is 4 || fail "$(bound) entries, expected 4"
	cli_ok evict all
	said "2 flows evicted"
	bound_is 0 || fail "$(bound) entries are left"
	used_is 0 || fail "the driver holds $(used)"
	log_test "evict all: nothing is left in the engine when it returns"
	busywait 4000 json_when 'd["flows"] == []' flows
	check_err $? "evicted flows do not end: $(<"$tmp/cli.out")"
	log_test "evicted flows end"
}

evicts_some()
{
	traffic_passes 40003
	traffic_passes 40004
	cli_ok --json evict port 40003
	json_is 'd["evicted"]' 1
	bound_is 2 || fail "$(bound) entries, expected 2"
	cli_ok --json flows state $state
	json_is '[f["original"]["sport"] for f in d["flows"]]' '[40004]'
	log_test "evict by a filter takes only these"
	cli_ok evict port 40009
	said "0 flows evicted"
	cli evict
	check_eq "evict without a condition" "$status" 2
	log_test "evict of nothing, and without a condition"
	cli evict all
}

# A rule that was changed holds for a live connection after an eviction. It names
# the connection, not a direction: an answer that is still under way and may pass
# would put the flow back into the flowtable, both directions of it.
rules_hold_again()
{
	traffic $client --source 40005 --interval 2000 --lose 100000 --timeout 50 $server_ip 5001
	busywait 5000 bound_is 2 || fail "not offloaded"
	in_ns $router nft insert rule inet fw forward meta l4proto udp ct original proto-src 40005 drop
	sleep 1
	bound_is 2 || fail "gone without an eviction"
	cli_ok evict port 40005
	# Nor does it go on in software until the garbage collector comes.
	ct_line udp 40005 | grep -qF OFFLOAD
	check_fail $? "still in the flowtable after the eviction: $(ct_line udp 40005)"
	busywait 4000 json_when 'd["flows"] == []' flows port 40005
	check_err $? "the flow goes on"
	sleep 1
	bound_is 0 || fail "$(bound) entries against the rule"
	log_test "after an eviction a changed rule holds for a live connection"
	stop "$traffic_pid"
}

pauses()
{
	# An answer that is under way when conntrack forgets the connection is lost.
	traffic $client --source 40006 --interval 2000 --lose 100000 --timeout 200 $server_ip 5001
	busywait 5000 bound_is 2 || fail "not offloaded"
	cli_ok pause sim0
	bound_is 0 || fail "$(bound) entries while paused"
	reset_counters
	sleep 1.5
	bound_is 0 || fail "$(bound) entries came back while paused"
	check_eq "packets in hardware while paused" "$(hw_packets)" 0
	cli_ok status
	said "sim0: $kind, by $backend (paused)"
	cli_ok flows port 40006
	said "software: paused"
	log_test "pause: no entry, no packet in the engine; status and flows say so"

	ruleset | sed '1i flush table inet fw\ndelete flowtable inet fw f' >"$tmp/again"
	in_ns $router nft -f "$tmp/again" || fail "no reload"
	in_ns $router conntrack -F 2>/dev/null
	sleep 1.5
	bound_is 0 || fail "the pause ended with a reload of the ruleset"
	log_test "a pause outlives a reload of the ruleset"

	cli_ok resume sim0
	busywait 5000 bound_is 2
	check_err $? "flows do not rejoin: $(bound) entries"
	log_test "resume: flows rejoin"
	cli_ok pause sim0 sim1
	cli_ok resume --all
	busywait 5000 bound_is 2
	check_err $? "flows do not rejoin"
	log_test "resume --all"
	stop "$traffic_pid"
}

has_event() { grep -qE "$1" "$tmp/events.out"; }

# The next packet after the first step of a removal is software's, and offers the flow
# again if it was not offered for a second: while a slow engine is still at it.
events()
{
	listen events $router
	traffic $client --source 40007 --interval 2000 $server_ip 5001
	busywait 5000 has_event "^bound +$backend +original udp 10.0.1.2:40007 > 10.0.2.2:5001\$"
	check_err $? "no bound: $(<"$tmp/events.out")"
	sleep 1.5
	echo 1000 >$sim/slow_us
	cli_ok pause sim1
	echo 0 >$sim/slow_us
	busywait 2000 has_event '^removed +pause +original udp 10.0.1.2:40007 '
	check_err $? "no removed: $(<"$tmp/events.out")"
	busywait 3000 has_event '^rejected +paused '
	check_err $? "no rejected: $(<"$tmp/events.out")"
	cli_ok resume sim1
	log_test "events: bound, removed with cause, rejected"

	busywait 5000 bound_is 2 || fail "not offloaded again"
	sleep 1.5
	echo 1000 >$sim/slow_us
	cli_ok evict port 40007
	echo 0 >$sim/slow_us
	busywait 2000 has_event '^removed +evict +original udp 10.0.1.2:40007 '
	check_err $? "no removed: $(<"$tmp/events.out")"
	has_event '^removed +refused '
	check_fail $? "not the cause: $(grep refused "$tmp/events.out")"
	log_test "events: what began a removal is its cause, also under traffic"
	stop "$traffic_pid"
}

tracepoints()
{
	local dir=/sys/kernel/tracing
	[ -d $dir/events ] || mount -t tracefs none $dir 2>/dev/null
	[ -d $dir/events/nf_flow_hw ] || { log_skip tracepoints "no tracing here"; return; }
	echo 1 >$dir/events/nf_flow_hw/enable
	traffic_passes 40008
	cli_ok evict port 40008
	sleep 3
	echo 0 >$dir/events/nf_flow_hw/enable
	cp $dir/trace "$tmp/trace"
	grep -q "nf_flow_hw_add: .*10.0.1.2.40008 > .*10.0.2.2.5001 proto=17 dir=0 $backend" "$tmp/trace"
	check_err $? "no nf_flow_hw_add: $(tail -n 5 "$tmp/trace")"
	grep -q 'nf_flow_hw_remove: .*10.0.1.2.40008 .* evict' "$tmp/trace"
	check_err $? "no nf_flow_hw_remove: $(tail -n 5 "$tmp/trace")"
	log_test "tracepoints: add, remove with cause"
}

topology
ruleset | nft_router
udp_server $server $server_ip 5001
evicts_all
evicts_some
rules_hold_again
nft_flush
ruleset | nft_router
pauses
events
tracepoints
