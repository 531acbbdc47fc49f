# shellcheck shell=bash
# How full a table gets: mtk_table.sh and mtk_table_long.sh. How many directions the
# hardware can hold follows from the hash (mtk_hash.py); the driver must place as
# many, the others run in software and lose nothing, and when some connections end,
# others take their places.
#
# How long any of it takes depends on the machine, and an entry that is idle for 10 s may
# make room: so the engine's clock stands still unless clock_at sets it, and nothing
# expires in software. Conntrack holds as many connections as there are.
need nft conntrack ip python3

clock_at() { echo "$1" >$sim/clock_skew; }

# Behind wire0 there is a network, 10.1.0.0/16.
table_router()
{
	local soc=$1 entries=$2
	modprobe nf_flow_hw_sim soc="$soc" ports=2 && echo Y >$sim/clock_stopped &&
	modprobe nf_flow_hw_mtk entries="$entries" &&
	modprobe nf_conntrack && sysctl -qw net.netfilter.nf_conntrack_max=65536 &&
	ns_add $router && NO_IPV6=1 ns_add $client && NO_IPV6=1 ns_add $server &&
	ip link set wire0 netns $client && ip -n $client link set wire0 up &&
	ip link set wire1 netns $server && ip -n $server link set wire1 up &&
	port_add sim0 1 && port_add sim1 2 && router_sysctls &&
	in_ns $router sysctl -qw net.netfilter.nf_flowtable_udp_timeout=3600 &&
	ip -n $router neigh replace $client_ip lladdr "$(mac_of $client wire0)" dev sim0 nud permanent &&
	ip -n $router neigh replace $server_ip lladdr "$(mac_of $server wire1)" dev sim1 nud permanent &&
	ip -n $router route add 10.1.0.0/16 via $client_ip
}

table_py()
{
	DIR=$tmp python3 "$selftests/mtk_table.py" "$@"
}

# The driver's own count, over all engines: bucket_full, evicted.
mtk_count()
{
	cat $core/ppe?/"$1" | awk '{ n += $1 } END { print n }'
}

# touch_flows FILE [OPTION]: three packets of each.
touch_flows()
{
	timeout $((600 * KSFT_SLOW)) ip netns exec $router bulk open --timeout $((2000 * KSFT_SLOW)) "${@:2}" \
		"$tmp/$1" $client/wire0 $server/wire1 >"$tmp/touch.out" 2>&1
	check_err $? "$1: $(<"$tmp/touch.out")"
}

# Above 75 % a flow waits for its second chance, which comes with a packet at least a
# second later.
settle_at()
{
	local want=$1 flows=$2 i
	for ((i = 0; i < 6; i++)); do
		busywait 1500 bound_is "$want" && return
		touch_flows "$flows"
	done
	return 1
}

# The same random frames as the classic path sends them.
frames_of()
{
	timeout $((600 * KSFT_SLOW)) ip netns exec $router bulk pass --count "$1" --timeout $((2000 * KSFT_SLOW)) \
		"$tmp/$2" "$tmp/$3.out" $client/wire0 $server/wire1 >"$tmp/pass.out" 2>&1
	check_err $? "$3: $(<"$tmp/pass.out")"
}

table_reset()
{
	nft_flush
	in_ns $router conntrack -F 2>/dev/null
	busywait 10000 all_gone
	check_err $? "entries are left after the ruleset went"
}

# What ends early is marked; the mark is set by the first packets, in software.
table_rules()
{
	ruleset "flags offload" "sim0, sim1" "$1"
}

# round NAME FLOWS FRAMES: connections of $tmp/flows; of these $tmp/keep stay.
# Needs $bound and $kept.
round()
{
	local name=$1 flows=$2 frames=$3
	table_rules "flow add @f" | nft_router || bail "no ruleset"
	touch_flows flows
	settle_at "$bound" flows
	check_err $? "placed: $(bound) of $((2 * flows)) directions, the hardware holds $bound"
	check_eq "evicted" "$(mtk_count evicted)" 0
	[ "$bound" = $((2 * flows)) ] || check_num "refused as full" "$(mtk_count bucket_full)" -gt 0
	reset_counters
	frames_of "$frames" flows hw
	check_num "frames in hardware" "$(hw_packets)" -gt 0
	note "$name: $(bound) of $((2 * flows)) directions placed, bound $bound; $(hw_packets) of $frames frames in hardware"

	end_others
	settle_at "$kept" keep
	check_err $? "after others ended: placed $(bound), the hardware holds $kept"
	note "$name: after others ended $(bound) placed, bound $kept"
	table_reset

	table_rules "" | nft_router
	touch_flows flows
	frames_of "$frames" flows classic
	bulk cmp "$tmp/classic.out" "$tmp/hw.out" >"$tmp/cmp.out" 2>"$tmp/cmp.err"
	check_err $? "a: classic, b: table; $(cat "$tmp"/cmp.out "$tmp"/cmp.err)"
	check_eq "compared" "$(value compared cmp)" "$frames"
	table_reset
	check_eq "violations" "$(head -n 1 $sim/violations)" 0
	log_test "$name"
}

# All but $tmp/keep.
end_others()
{
	in_ns $router "$selftests/ct_end.py" "$tmp/flows" "$tmp/keep" >"$tmp/end.out" 2>&1
	check_err $? "connections cannot be ended: $(<"$tmp/end.out")"
}

# levels SOC ENTRIES FRAMES PERCENT…: of the entries of one engine, or of both.
levels()
{
	local soc=$1 entries=$2 frames=$3 percent n per=1 out
	shift 3
	table_router "$soc" "$entries" || bail "cannot build the topology"
	[ "$(find $sim -name 'ppe?' | wc -l)" -gt 1 ] || per=2
	for percent; do
		n=$((entries * percent / 100 / per))
		out=$(table_py fill "$soc" "$entries" $n $((n / 2)))
		bound=${out#bound=} kept=${out#*kept=} bound=${bound% *}
		round "$soc: $entries entries at $percent %" $n "$frames"
	done
	topology_down
	modules_unload || fail "the modules do not unload"
}

# one_bucket SOC ENTRIES N FRAMES
one_bucket()
{
	local soc=$1 entries=$2 n=$3 frames=$4 out
	table_router "$soc" "$entries" || bail "cannot build the topology"
	out=$(table_py bucket "$soc" "$entries" "$n" $((n / 2)))
	bound=${out#bound=} kept=${out#*kept=} bound=${bound% *}
	round "$soc: $n connections of one bucket" "$n" "$frames"
	topology_down
	modules_unload || fail "the modules do not unload"
}

# bound_in FLOWS: how many of their original directions are bound.
bound_in()
{
	cut -d ' ' -f 6-7 --output-delimiter=: "$tmp/$1" >"$tmp/bound_in"
	cat $sim/ppe?/entries | grep ' BND ' | grep -oE 'orig=[^ >-]*' |
		sed 's/orig=//' | grep -cxFf "$tmp/bound_in"
}

# A bucket is full of entries of which one is idle: that one, and no other, makes room
# for a flow that has packets, and is counted; then nobody has room for a third.
evict_idle()
{
	local soc=$1 ways=$2 now out full
	table_router "$soc" 1024 || bail "cannot build the topology"
	out=$(table_py bucket "$soc" 1024 40 "$ways")
	bound=${out#*kept=}
	head -n 1 "$tmp/keep" >"$tmp/idle"
	tail -n +2 "$tmp/keep" >"$tmp/busy"
	head -n 1 "$tmp/flows" >"$tmp/new"
	sed -n 2p "$tmp/flows" >"$tmp/late"
	table_rules "flow add @f" | nft_router || bail "no ruleset"
	touch_flows keep
	settle_at "$bound" keep
	check_err $? "placed: $(bound), the hardware holds $bound"
	check_eq "of the bucket" "$(bound_in keep)" "$ways"
	# The first look at an entry may find packets that nobody had counted yet: then it
	# was busy, as far as the driver can know, until now.
	for now in 0 18 36 54; do
		clock_at $((now + 9))
		touch_flows busy
		clock_at $((now + 18))
		touch_flows new
		busywait 2000 evicted_above 0 && break
	done
	evicted_above 0
	check_err $? "nothing was evicted for a new flow in a bucket with an idle entry"
	full=$(mtk_count bucket_full)
	touch_flows late
	busywait 5000 full_above "$full"
	check_err $? "a third flow was not even refused"
	note "$soc: evicted $(mtk_count evicted) after $((now + 18)) s"
	check_eq "evicted" "$(mtk_count evicted)" 1
	check_eq "bound: idle, busy, new, late" \
		"$(bound_in idle) $(bound_in busy) $(bound_in new) $(bound_in late)" \
		"0 $((ways - 1)) 1 0"
	check_eq "violations" "$(head -n 1 $sim/violations)" 0
	table_reset
	log_test "$soc: of a full bucket the idle entry makes room, counted, and no other"
	topology_down
	modules_unload || fail "the modules do not unload"
}

full_above() { [ "$(mtk_count bucket_full)" -gt "$1" ]; }

evicted_above() { [ "$(mtk_count evicted)" -gt "$1" ]; }

# admission N: N connections of two packets that nobody answers.
admission()
{
	local n=$1 used size
	table_router mt7986 16384 || bail "cannot build the topology"
	table_py fill mt7986 16384 "$n" 1 >/dev/null
	{
		ruleset | sed 's/meta l4proto udp ct state established flow/meta l4proto udp flow/'
	} | nft_router || bail "no ruleset"
	touch_flows flows --one-way
	busywait 5000 deferred_settled
	used=$(used) size=$(sed -n 's/^backend mtk-ppe .* size=\([0-9]*\).*/\1/p' $core/status)
	check_num "refused as deferred" "$(reject_stat deferred)" -gt $((n / 2))
	check_num "entries in use of $size" $((used * 100)) -lt "$size"
	note "$n unanswered connections of two packets: $used of $size entries, $(reject_stat deferred) times deferred"
	table_reset
	log_test "$n unanswered UDP connections of two packets leave 99 % of the table free"
	topology_down
	modules_unload || fail "the modules do not unload"
}

# No more refusals than a moment ago.
deferred_settled()
{
	local now
	now=$(reject_stat deferred)
	sleep 0.2
	[ "$now" = "$(reject_stat deferred)" ]
}
