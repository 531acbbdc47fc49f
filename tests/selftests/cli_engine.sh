#!/bin/bash
# runs: debug stock
# What an engine is and what happened to it: status, metrics, JSON, debugfs in the
# line format of the in-tree driver, one line in the log per flowtable, and faults
# as events and tracepoints.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/cli_common.sh
. "$selftests/cli_common.sh"
debug=/sys/kernel/debug
tracing=/sys/kernel/tracing

# A UDP flow with NAT, in hardware when it returns.
flow()
{
	traffic $client --source "$1" --interval 2000 --lose 100000 $server_ip 5001
	busywait 5000 bound_at_least 2 || fail "not offloaded"
}

identity()
{
	cli_ok status
	narrow status
	said "type: hardware, MT7986 (generation 2)"
	said "in 2 engines, 4 ways"
	said "no room: 0 in their bucket, 0 in the table; 0 key collisions"
	said "counters: packets and bytes"
	cli_ok --json status
	json_is '[d["backends"][0][x] for x in ("model", "generation", "units", "ways", "counters", "faults")]' \
		"['MT7986', 2, 2, 4, True, 0]"
	json_is 'd["backends"][0]["used"] + d["backends"][0]["free"] == d["backends"][0]["size"]' True
	cli_ok metrics
	said 'nft_offload_engine_info{backend="mtk-ppe",model="MT7986",counters="yes"} 1'
	said 'nft_offload_evicted_total{backend="mtk-ppe",engine="hardware"} 0'
	log_test "status, JSON and metrics: SoC, generation, ways, counters"
}

# The flowtable core counts the work it queued, where it was built to.
backlog()
{
	if [ ! -e /proc/net/stat/nf_flowtable ]; then
		log_skip "backlog" "this kernel does not count it"
		return
	fi
	cli_ok status
	said "backlog: "
	json_when '"backlog" in d' status || fail "no backlog: $(<"$tmp/cli.out")"
	cli_ok metrics
	said "nft_offload_backlog "
	log_test "backlog of the flowtable's queues"
}

# As people paste it: users look for BND, scripts for the same words.
line_format()
{
	local mac='[0-9a-f:]{17}' dir=$1
	grep -qE "^[0-9a-f]{5} BND IPv4 5T orig=10\.0\.1\.2:40001->10\.0\.2\.2:5001 new=10\.0\.2\.1:40001->10\.0\.2\.2:5001 eth=$mac->$mac etype=0800 vlan=0,0 ib1=[0-9a-f]{8} ib2=[0-9a-f]{8} packets=[0-9]+ bytes=[0-9]+\$" \
		"$dir/ppe0/bind"
	check_err $? "no such line in $dir: $(cat "$dir"/ppe?/bind)"
}

# What both say of an entry: number, tuples, MACs; the counters differ by what was
# not read from the engine yet.
same_as_model()
{
	local n
	for n in 0 1; do
		sed 's/ layer=[0-9]*//; s/ packets=.*//; s/ ib1=.*//' $sim/ppe$n/entries >"$tmp/model"
		sed 's/ packets=.*//; s/ ib1=.*//' $debug/nf_flow_hw/ppe$n/bind >"$tmp/driver"
		cmp -s "$tmp/model" "$tmp/driver"
		check_err $? "ppe$n: model: $(<"$tmp/model") driver: $(<"$tmp/driver")"
	done
}

tables()
{
	line_format $debug/nf_flow_hw
	line_format $debug
	same_as_model
	check_eq "lines in entries and in bind" "$(cat $debug/nf_flow_hw/ppe?/entries | wc -l)" \
		"$(cat $debug/nf_flow_hw/ppe?/bind | wc -l)"
	check_eq "used" "$(cat $debug/nf_flow_hw/ppe?/used | awk '{ n += $1 } END { print n }')" 2
	log_test "debugfs: bound entries as the in-tree driver prints them, and as the model has them"
}

counted()
{
	stop "$traffic_pid"
	cli_ok flows
	check_num "packets of the entry" \
		"$(sed -n 's/.*orig=10.0.1.2:40001.* packets=\([0-9]*\) .*/\1/p' $debug/nf_flow_hw/ppe0/bind)" -gt 10
	cli_ok evict all
	check_eq "entries after eviction" "$(cat $debug/nf_flow_hw/ppe?/entries)" ""
	log_test "debugfs: counters of an entry; nothing after an eviction"
}

# The classic place may belong to mtk_eth_soc; numbers go on with a second device.
places()
{
	[ -L $debug/ppe0 ] || fail "no link at the classic place"
	rmmod nf_flow_hw_mtk || fail "the driver does not unload"
	[ ! -e $debug/ppe0 ] && [ ! -e $debug/nf_flow_hw/ppe0 ] || fail "files are left"
	modprobe nf_flow_hw_mtk
	[ -d $debug/nf_flow_hw/ppe1 ] && [ -L $debug/ppe1 ] || fail "no files after a reload"
	log_test "debugfs: comes and goes with the driver"

	if ! modinfo nf_flow_hw_intree >/dev/null 2>&1; then
		log_skip "debugfs: a place that is taken" "the module nf_flow_hw_intree is not built"
		return
	fi
	rmmod nf_flow_hw_mtk
	modprobe nf_flow_hw_intree debugfs=ppe0
	mark_log
	modprobe nf_flow_hw_mtk
	[ -d $debug/ppe0 ] && [ ! -L $debug/ppe0 ] || fail "took over ppe0 of another driver"
	[ -e $debug/nf_flow_hw/ppe0/bind ] && [ -L $debug/ppe1 ] || fail "no files of its own"
	rmmod nf_flow_hw_mtk
	[ -d $debug/ppe0 ] || fail "removed ppe0 of another driver"
	check_eq "complaints of debugfs" "$(log_since | grep -c debugfs)" 0
	rmmod nf_flow_hw_intree
	modprobe nf_flow_hw_mtk
	log_test "debugfs: the classic place is left alone where another driver has it"
}

kernel_log()
{
	local lines
	ip -n $router link add dum0 type dummy
	nft_flush
	mark_log
	ruleset 'flags offload' 'sim0, sim1, dum0' | nft_router || fail "no ruleset"
	lines=$(log_since | grep "nf_flow_hw: flowtable ")
	check_eq "lines" "$(wc -l <<<"$lines")" 1
	local part
	for part in "flowtable fw f:" "sim0 mtk-ppe (hardware, a port of this engine)" \
		"dum0 software (no engine reaches it)"; do
		[[ $lines == *"$part"* ]] || fail "no '$part' in: $lines"
	done
	flow 40004
	check_eq "lines after a flow" "$(log_since | grep -c "nf_flow_hw")" 1
	stop "$traffic_pid"
	seq 40 | sed 's/.*/add table inet t&; add flowtable inet t& f { hook ingress priority 0; devices = { sim0 }; flags offload; }/' |
		nft_router || fail "no 40 flowtables"
	check_num "lines of 40 flowtables at once" "$(log_since | grep -c "nf_flow_hw: flowtable ")" -le 20
	ip -n $router link del dum0
	log_test "log: one line per flowtable, who serves each device and why; limited; none per flow"
}

has_event() { grep -qE "$1" "$tmp/events.out"; }

faults()
{
	[ -d $tracing/events ] || mount -t tracefs none $tracing 2>/dev/null
	echo >$tracing/trace
	echo 1 >$tracing/events/nf_flow_hw/nf_flow_hw_fault/enable
	nft_flush
	ruleset | nft_router
	flow 40002
	listen events $router
	listeners=$pid
	listen elsewhere $client --json
	listeners="$listeners $pid"
	echo 1 >$sim/mib_stuck
	busywait 5000 has_event '^fault +mtk-ppe: does not answer counter reads$'
	check_err $? "no event: $(<"$tmp/events.out")"
	grep -q '"event":"fault"' "$tmp/elsewhere.out"
	check_err $? "another namespace heard nothing"
	echo 0 >$sim/mib_stuck
	grep -q 'nf_flow_hw_fault: backend=mtk-ppe does not answer' $tracing/trace
	check_err $? "no tracepoint"
	echo 0 >$tracing/events/nf_flow_hw/nf_flow_hw_fault/enable
	# One look of the driver meanwhile is enough for it to leave and to come back.
	busywait 15000 json_when 'd["backends"][0]["faults"] > 0' status
	check_err $? "no fault in status: $(<"$tmp/cli.out")"
	cli_ok metrics
	! grep -q '^nft_offload_faults_total{.*} 0$' "$tmp/cli.out" || fail "no fault in metrics"
	cli doctor
	said "PROBLEM [engine-faults]"
	# shellcheck disable=SC2086 # words
	stop "$traffic_pid" $listeners
	log_test "a PPE that does not answer: event in all namespaces, tracepoint, counters"
}

traced() { grep -qE "nf_flow_hw_invalidate: $1" $tracing/trace; }

# What ends flows is traced with the kind of event.
invalidations()
{
	echo >$tracing/trace
	echo 1 >$tracing/events/nf_flow_hw/nf_flow_hw_invalidate/enable
	flow 40003
	ip -n $router neigh replace $server_ip lladdr 02:00:00:00:00:99 dev sim1 nud permanent
	busywait 3000 traced "event=neighbour oif=[0-9]+ dmac=$(mac_of $server wire1) end"
	check_err $? "no neighbour: $(tail -n 2 $tracing/trace)"
	ip -n $router neigh replace $server_ip lladdr "$(mac_of $server wire1)" dev sim1 nud permanent
	busywait 5000 bound_at_least 2 || fail "not offloaded again"
	ip -n $router link set sim1 mtu 1400
	busywait 3000 traced 'event=device oif=[0-9]+ .* end'
	check_err $? "no device: $(tail -n 2 $tracing/trace)"
	ip -n $router link set sim1 mtu 1500
	busywait 5000 bound_at_least 2 || fail "not offloaded again"
	ip -n $router route add $server_ip/32 dev sim1
	busywait 3000 traced 'event=route oif=[0-9]+ '
	check_err $? "no route: $(tail -n 2 $tracing/trace)"
	ip -n $router route del $server_ip/32 dev sim1
	stop "$traffic_pid"
	echo 0 >$tracing/events/nf_flow_hw/nf_flow_hw_invalidate/enable
	log_test "tracepoint: neighbour, device and route that end flows"
}

# An SoC whose engine counts nothing.
no_counters()
{
	nft_flush
	stop "$server_pid"
	topology_down
	rmmod nf_flow_hw_mtk nf_flow_hw_sim || fail "modules do not unload"
	modprobe nf_flow_hw_sim soc=mt7621 ports=2 && modprobe nf_flow_hw_mtk || fail "modules do not load"
	ip netns add $router
	cli_ok status
	narrow status
	said "MT7621 (generation 1)"
	said "counters: no counters in this engine"
	cli_ok --json status
	json_is 'd["backends"][0]["counters"]' False
	cli_ok metrics
	said 'model="MT7621",counters="no"'
	cli doctor
	said "note [no-counters]"
	log_test "an engine without counters: status says so"
}

topology
{ ruleset; nat "" "oifname sim1 masquerade"; } | nft_router
udp_server $server $server_ip 5001
identity
backlog
flow 40001
tables
counted
kernel_log
faults
invalidations
places
no_counters
