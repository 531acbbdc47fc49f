# shellcheck shell=bash
# The matrix of mtk_matrix.sh and mtk_matrix_long.sh: one router per SoC and kind of
# topology, a connection for every combination, random frames through all of them
# twice: while they are in hardware and on the classic path. What comes out is
# compared flow by flow, in order, from the Ethernet header to the end of the IP
# packet. Which combinations there are, and what is documented to become of each:
# mtk_matrix.py.
#
# The wires have no addresses, so nobody answers; bulk(1) in build/selftests plays
# the ends. lanN is a port of a switch behind sim0, wireN a cable into it.
need nft conntrack ip python3
modprobe -q pppoe || : # built in, here and there

trace=/sys/kernel/tracing
totals=$tmp/totals

# A cable without an address.
cable()
{
	ip link set "$1" netns "$2" && ip -n "$2" link set "$1" mtu 1600 up
}

matrix_modules()
{
	local soc=$1 topology=$2
	case $topology in
	tags)	modules_load 2 soc="$soc" ;;
	dsa)	modules_load_switch 2 2 soc="$soc" ;;
	esac
}

# vlan DEV ID NAME
link_vlan()
{
	ip -n $router link add link "$1" name "$3" type vlan id "$2" &&
	ip -n $router link set "$3" up
}

# pppoe DEV SESSION UNIT PEER-MAC
link_pppoe()
{
	ppp_add $router "$3" "$1" "$2" "$4" &&
	ip -n $router link set "ppp$3" mtu 1492 up
}

# net DEV IP PEER-IP IP6 PEER-IP6 PEER-MAC
link_net()
{
	local dev=$1 ip=$2 peer=$3 ip6=$4 peer6=$5 mac=$6
	case $dev in
	ppp*)
		ip -n $router addr add "$ip" dev "$dev" &&
		ip -n $router route replace "${peer%.*}.0/24" dev "$dev" &&
		ip -n $router -6 route replace "${peer6%::*}::/64" dev "$dev"
		;;
	*)
		ip -n $router addr add "$ip/24" dev "$dev" &&
		ip -n $router addr add "$ip6/64" dev "$dev" nodad &&
		for peer in "$peer" "${peer%.*}.77" "$peer6" "${peer6%::*}::77"; do
			ip -n $router neigh replace "$peer" lladdr "$mac" dev "$dev" nud permanent || return
		done
		;;
	esac
}

router_port()
{
	ip link set "$1" netns $router && ip -n $router link set "$1" up
}

# matrix_router SOC TOPOLOGY; sets wires.
matrix_router()
{
	local soc=$1 topology=$2 verb args
	matrix_modules "$soc" "$topology" && ns_add $router &&
	NO_IPV6=1 ns_add $client && NO_IPV6=1 ns_add $server && router_sysctls &&
	in_ns $router sysctl -qw net.netfilter.nf_conntrack_tcp_be_liberal=1 || return
	if [ "$topology" = dsa ]; then
		for args in lan0 lan1 sim1; do router_port $args || return; done
		cable cable0 $client && cable cable1 $client && cable wire1 $server || return
		wires=($client/cable0 $client/cable1 $server/wire1)
	else
		router_port sim0 && router_port sim1 && cable wire0 $client && cable wire1 $server || return
		wires=($client/wire0 $server/wire1)
	fi
	while read -r verb args; do
		# shellcheck disable=SC2086 # words
		link_"$verb" $args || return
	done <"$tmp/links"
}

matrix_py()
{
	python3 "$selftests/mtk_matrix.py" "$@" "$tmp"
}

# matrix_pass NAME RULES: establish all connections anew, then the frames.
matrix_open()
{
	in_ns $router nft -f "$tmp/$1.nft" || { fail "no ruleset"; return 1; }
	run $router bulk open --timeout $((1000 * KSFT_SLOW)) "$tmp/flows" "${wires[@]}" >"$tmp/open.out" 2>&1
	check_err $? "opening, $1: $(<"$tmp/open.out")"
}

matrix_frames()
{
	timeout $((1000 * KSFT_SLOW)) ip netns exec $router bulk pass --seed "$seed" --count "$frames" \
		--burst "${burst:-1}" --timeout $((2000 * KSFT_SLOW)) --counts "$tmp/counts" "$tmp/flows" "$tmp/$1.out" \
		"${wires[@]}" >"$tmp/pass.out" 2>&1
	check_err $? "$1: $(<"$tmp/pass.out")"
}

cpu_frames()
{
	awk '{ for (i = 1; i <= NF; i++) if (sub(/^to_cpu=/, "", $i)) n += $i } END { print n + 0 }' $sim/ports
}

matrix_reset()
{
	nft_flush
	in_ns $router conntrack -F 2>/dev/null
	busywait 5000 all_gone
	check_err $? "entries are left after the ruleset went"
}

# Frames that are too long for the engine (full_is_too_long() in mtk_matrix.py) go through
# the CPU, where they wait for a softirq; those behind them do not.
matrix_compare() { bulk cmp --full-apart "$@"; }

matrix_entries() { cat $sim/ppe?/entries; }

# matrix_hardware SOC TOPOLOGY
matrix_hardware()
{
	local want reasons
	want=$(matrix_py bound "$@")
	echo >$trace/trace
	echo 1 >$trace/events/nf_flow_hw/nf_flow_hw_reject/enable
	matrix_open hw || return
	busywait 5000 bound_is "$want"
	check_err $? "bound entries: $(bound), expected $want"
	reset_counters
	matrix_frames hw
	hw_packets >"$tmp/hw_packets"
	cpu=$(cpu_frames)
	reasons=$(grep -h -v ' 0$' $sim/ppe?/counters | xargs)
	matrix_entries >"$tmp/entries"
	nft_flush
	echo 0 >$trace/events/nf_flow_hw/nf_flow_hw_reject/enable
	cat $trace/trace >"$tmp/trace"
	in_ns $router conntrack -L 2>/dev/null >"$tmp/conntrack"
	in_ns $router conntrack -L -f ipv6 2>/dev/null >>"$tmp/conntrack"
	matrix_py check "$@" >"$tmp/check"
	check_err $? "$(<"$tmp/check") ($reasons)"
	check_eq "frames that the CPU saw and the engine forwarded" \
		$((cpu + $(<"$tmp/hw_packets"))) "$frames"
	matrix_reset
}

matrix_classic()
{
	matrix_open classic || return
	reset_counters
	matrix_frames classic
	check_eq "frames that the PPE forwarded" "$(hw_packets)" 0
	matrix_reset
}

# matrix SOC TOPOLOGY FRAMES: a line of results; adds it to $totals.
matrix()
{
	local soc=$1 topology=$2 made cpu verdict
	frames=$3 seed=$((7 + ${4:-0}))
	case $soc,$topology in
	mt7620,dsa)
		note "$soc: no rows with a switch's tag: its switch is inside, in front of the engine"
		return
		;;
	*,dsa)
		have_switch || { log_skip "$soc: rows with a switch's tag" "this kernel has no DSA tagger of MediaTek"; return; }
		;;
	esac
	made=$(matrix_py make "$soc" "$topology") || bail "no combinations"
	made=${made#combinations=}
	matrix_router "$soc" "$topology" || bail "$soc: cannot build the topology"
	matrix_hardware "$soc" "$topology"
	matrix_classic
	matrix_compare "$tmp/classic.out" "$tmp/hw.out" >"$tmp/cmp.out" 2>"$tmp/cmp.err"
	check_err $? "a: classic, b: PPE; $(cat "$tmp/cmp.out" "$tmp/cmp.err")"
	check_eq "compared" "$(value compared cmp)" "$frames"
	check_eq "violations" "$(head -n 1 $sim/violations)" 0
	verdict=$(tail -n 1 "$tmp/check")
	note "$soc, $topology: $made combinations, $frames frames: $verdict; $(<"$tmp/cmp.out")"
	echo "$made $frames" >>"$totals"
	stop "${pids[@]}"
	pids=()
	topology_down
	log_test "$soc: $made combinations ($topology), $frames frames as the classic path sends them"
	modules_unload || fail "the modules do not unload"
}

matrix_total()
{
	awk '{ c += $1; f += $2 } END { print "# in all: " c " combinations, " f " frames, twice each" }' "$totals"
}
