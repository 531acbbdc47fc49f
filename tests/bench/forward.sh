#!/bin/bash
# Instructions per forwarded packet, for QEMU with -icount, where a nanosecond of
# the guest is an instruction:
#
#	scripts/vm --kernel 6.1 --icount --timeout 1500 -- tests/bench/forward.sh [WHAT…]
#
#	      client             router                  server
#	  +-----------+    +------------------+    +--------------+
#	  | pktgen a1 |====| a0            b0 |====| b1           |
#	  +-----------+    +------------------+    +--------------+
#
# UDP: pktgen in "client" sends N packets of 60 bytes of a flow that real traffic
# has opened before; the receive path runs within pktgen's own system call, so what
# pktgen measures is everything from the making of a packet to its end: at b1, where
# an ingress rule drops it. The baseline is the same with that rule on a0, so that
# pktgen, the first veth and the drop itself cancel out:
#
#	cost = median(packet to b1) - median(packet to a0)
#
# The far veth (about 550 instructions, not avoidable for anybody) stays in.
# Bulk TCP: the same with packets of 44 segments of an open connection, which the test
# module lets a0 receive, so that pktgen and the first veth are not there at all.
# Transfers: 32 MiB by TCP: all that client, router and server spend on a MiB, copies and
# acknowledgements included, and beside it ("direct") the same to the router itself. TCP
# waits now and then, so it is the time that tasks ran which counts; what interrupts
# do while the machine is idle is not in it.
#
# Paths: classic (rules and conntrack), flowtable (in-kernel, without our modules),
# type (the same flowtable with our type and no port: the tax), soft (the engine).
# Prints "bench forward.WHAT.PATH value=INSTRUCTIONS" per repetition, and at the end
# medians and ratios to the in-kernel flowtable. WHAT: udp4 udp4nat udp6 udp6nat,
# each also with .fq_codel; bulk4 bulk4nat bulk6 bulk6nat; tcp4 tcp4nat tcp6 tcp6nat.
# Default: all. Environment: BENCH_REPS (default 5), BENCH_PACKETS (default 20000, of
# bulk a quarter), BENCH_PATHS (default: all four).
# shellcheck source=tests/bench/forward_lib.sh
. "$(dirname "$0")/forward_lib.sh"
probe=/sys/kernel/debug/nf_flow_hw_bench
reps=${BENCH_REPS:-5}
paths=${BENCH_PATHS:-classic flowtable type soft}

# open_flow: real packets, both ways, until the flow is where it shall be.
open_flow()
{
	local to=10.0.2.2 try
	[ "$v" = 4 ] || to=fd00:2::2
	rm -f "$tmp/ready"
	ns server timeout 3600 pingpong -l --ready "$tmp/ready" $to 5001 >/dev/null 2>&1 &
	local pid=$!
	while [ ! -e "$tmp/ready" ]; do sleep 0.05; done
	for try in 1 2 3; do
		ns client timeout 3600 pingpong --source 40001 --count 20 --interval 20000 \
			--size 100 $to 5001 >"$tmp/open" || die "no traffic: $(<"$tmp/open")"
		[ "$path" = soft ] || break
		[ "$(soft_entries)" = 2 ] && break
	done
	kill $pid
	wait $pid 2>/dev/null
	rm -f "$tmp/ready"
	[ "$path" != soft ] || [ "$(soft_entries)" = 2 ] ||
		die "the engine has $(soft_entries) entries after $try tries"
}

# Runs in the namespace of the client.
pktgen_setup()
{
	pg kpktgend_0 rem_device_all
	pg kpktgend_0 "add_device a1"
	pg a1 "count $packets"
	pg a1 "pkt_size 60"
	pg a1 "delay 0"
	if [ "$v" = 4 ]; then
		pg a1 "src_min 10.0.1.2"
		pg a1 "src_max 10.0.1.2"
		pg a1 "dst 10.0.2.2"
	else
		# Room for the larger header: the payload is what drop_at() knows.
		pg a1 "pkt_size 80"
		pg a1 "src6 fd00:1::2"
		pg a1 "dst6 fd00:2::2"
	fi
	pg a1 "udp_src_min 40001"
	pg a1 "udp_src_max 40001"
	pg a1 "udp_dst_min 5001"
	pg a1 "udp_dst_max 5001"
	pg a1 "dst_mac $(ns router cat /sys/class/net/a0/address)"
}

pktgen_run()
{
	pg pgctrl start
	sed -n 's/^Result: OK: \([0-9]*\)(.*/\1/p' /proc/net/pktgen/a1
}

# pktgen_one: a run, in instructions per packet.
pktgen_one()
{
	local us
	us=$(ns client bash -c "$(declare -p packets v); $(declare -f pg die pktgen_run); pktgen_run")
	[ -n "$us" ] || die "pktgen said nothing"
	echo $((us * 1000 / packets))
}

# repeat KEY COMMAND…: its figures but for the first.
repeat()
{
	local rep key=$1
	shift
	for ((rep = 0; rep <= reps; rep++)); do
		echo slabs >$probe/cmd || die "slabs: $(dmesg | tail -n 1)"
		"$@" >"$tmp/one"
		[ $rep = 0 ] || echo "bench forward.$key value=$(<"$tmp/one")"
	done
}

# both PACKETS COMMAND…: through the router, then only up to it.
both()
{
	local before sent=0 packets_of=$1
	shift
	drop_at server b1 "$packets_of"
	before=$(rx_packets)
	[ "$path" != soft ] || sent=$(soft_sent)
	repeat "$what.$path" "$@"
	[ $(($(rx_packets) - before)) -ge $(((reps + 1) * packets)) ] ||
		die "$what $path: $(($(rx_packets) - before)) packets arrived"
	[ "$path" != soft ] || [ $(($(soft_sent) - sent)) -ge $(((reps + 1) * packets)) ] ||
		die "$what: the engine forwarded $(($(soft_sent) - sent)) packets: $(cat /sys/kernel/debug/nf_flow_hw_soft/*)"
	drop_off server
	drop_at router a0 "$packets_of"
	repeat "$what.$path.base" "$@"
	drop_off router
}

# udp PATH: the baseline is measured beside each path.
udp()
{
	# What the machine does besides, timers and such, is less than one in 1,000 then.
	path=$1 packets=${BENCH_PACKETS:-20000}
	rules "$path" "$nat" || die "no rules"
	[ -z "$qdisc" ] || ns router tc qdisc replace dev b0 root "$qdisc" || die "no $qdisc"
	open_flow
	ns client bash -c "$(declare -p packets v); $(declare -f pg die ns pktgen_setup); pktgen_setup"
	both "$pktgen_packets" pktgen_one
	ns router nft flush ruleset
	[ -z "$qdisc" ] || ns router tc qdisc del dev b0 root
	settle
}

# bulk_one: so many packets, in instructions per packet.
bulk_one()
{
	# ip netns exec would hide debugfs.
	nsenter --net=/run/netns/router bash -c \
		"printf '%s\n' clear reset 'bulk a0 $packets $headers' 'save bulk' >$probe/cmd" ||
		die "bulk: $(dmesg | tail -n 1)"
	awk '/^bench bulk.bulk / { gsub(/[a-z]*=/, ""); printf "%d\n", $4 / $3 }' $probe/log
}

# bulk PATH: packets of an open connection.
bulk()
{
	local to=10.0.2.2 headers fd
	path=$1 packets=$((${BENCH_PACKETS:-20000} / 4))
	[ "$v" = 4 ] || to=fd00:2::2
	rules "$path" "$nat" || die "no rules"
	rm -f "$tmp/ready"
	ns server timeout 3600 tcp_xfer -l --timeout 3000 --last --ready "$tmp/ready" $to 5002 >/dev/null &
	while [ ! -e "$tmp/ready" ]; do sleep 0.05; done
	coproc bulk_pipe { ns client python3 "$here/tcp_bulk.py" $to 5002 2>"$tmp/bulk"; }
	read -r headers <&"${bulk_pipe[0]}" || die "no connection: $(<"$tmp/bulk")"
	[ "$path" != soft ] || [ "$(soft_entries)" = 2 ] ||
		die "the engine has $(soft_entries) entries of a connection"
	both "$bulk_packets" bulk_one
	fd=${bulk_pipe[1]}
	exec {fd}>&-
	wait
	ns router nft flush ruleset
	settle
}

settle()
{
	ns router conntrack -F 2>/dev/null
	sleep 3
}

# Sets "now" to the nanoseconds that tasks have run, idle apart.
cpu_time()
{
	local cpu rest
	while read -r cpu _ _ _ _ _ _ now rest; do
		[ "$cpu" != cpu0 ] || return 0
	done </proc/schedstat
	die "no /proc/schedstat"
}

# tcp PATH|direct: the engine has every packet of it but the first and last few.
tcp()
{
	local rep begin now mib=32 to listen=server sent
	path=$1
	case $path$v in
	direct4)	to=10.0.1.1 ;;
	direct6)	to=fd00:1::1 ;;
	*4)		to=10.0.2.2 ;;
	*6)		to=fd00:2::2 ;;
	esac
	if [ "$path" = direct ]; then
		listen=router
	else
		rules "$path" "$nat" || die "no rules"
	fi
	[ "$path" != soft ] || sent=$(soft_sent)
	[ -s "$tmp/data" ] || head -c $((mib << 20)) /dev/zero >"$tmp/data"
	for ((rep = 0; rep <= reps; rep++)); do
		rm -f "$tmp/ready"
		ns $listen timeout 3600 tcp_xfer -l --timeout 3000 --last --ready "$tmp/ready" $to 5002 >"$tmp/got" &
		while [ ! -e "$tmp/ready" ]; do sleep 0.05; done
		cpu_time
		begin=$now
		ns client timeout 3600 tcp_xfer --timeout 3000 --send "$tmp/data" $to 5002 >"$tmp/xfer" 2>&1 ||
			die "$what $path: $(<"$tmp/xfer")"
		wait
		cpu_time
		[ "$(<"$tmp/got")" = "sent=0 received=$((mib << 20))" ] || die "$what $path: $(<"$tmp/got")"
		[ $rep = 0 ] || echo "bench forward.$what.$path value=$(((now - begin) / mib))"
	done
	# 64 KiB is the most that one packet holds.
	[ "$path" != soft ] || [ $(($(soft_sent) - sent)) -ge $(((reps + 1) * mib * 16)) ] ||
		die "$what: the engine forwarded $(($(soft_sent) - sent)) packets"
	ns router nft flush ruleset
	settle
}

# measure PATH: all that was asked for, as far as it is of that path.
measure()
{
	local item done=''
	for item in $wanted; do
		what=$item v=4 nat='' qdisc=''
		[[ $item != *nat* ]] || nat=yes
		[[ $item != *6* ]] || v=6
		[[ $item != *.* ]] || qdisc=${item#*.}
		case $1$item in
		directtcp*)
			# The same for both, and for others that were asked for.
			what=${item%nat}
			[[ $done = *" $what "* ]] || tcp "$1"
			done+=" $what "
			;;
		direct*) ;;
		*udp*) udp "$1" ;;
		*bulk*) bulk "$1" ;;
		*tcp*) tcp "$1" ;;
		*) die "what is $item?" ;;
		esac
	done
}

summary()
{
	awk '
	/^bench/ { sub("value=", "", $3); v[$2] = v[$2] " " $3 }
	function median(key,   a, n, i, j, t) {
		n = split(v[key], a, " ")
		for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++)
			if (a[j] < a[i]) { t = a[i]; a[i] = a[j]; a[j] = t }
		lo = a[1]; hi = a[n]
		return a[int((n + 1) / 2)]
	}
	END {
		for (key in v) {
			if (key ~ /(base|direct)$/) continue
			m = median(key); range = lo ".." hi
			base = key ".base"
			cost[key] = (base in v) ? m - median(base) : m
			spread[key] = range
		}
		for (key in cost) {
			ref = key; sub(/[a-z]*$/, "flowtable", ref)
			printf "%-34s %7d instructions, %.3f of the flowtable (raw %s)\n", key,
				cost[key], ref in cost && cost[ref] ? cost[key] / cost[ref] : 0, spread[key]
		}
	}' "$1" | sort
}

wants() { [[ " $paths " = *" $1 "* ]]; }

main()
{
	wanted=${*:-udp4 udp4nat udp6 udp6nat udp4.fq_codel udp4nat.fq_codel udp6.fq_codel
		udp6nat.fq_codel bulk4 bulk4nat bulk6 bulk6nat tcp4 tcp4nat tcp6 tcp6nat}
	make -s -C "$here/../selftests/tools" || die "no tools"
	modprobe -a pktgen veth nf_flow_table nft_flow_offload nf_flow_table_inet || die "no modules"
	# The simulator has what the instruments sit on; without driver it is not in the way.
	modprobe -a nf_flow_hw_sim nf_flow_hw_bench || die "no instruments"
	net_up || die "no net"
	patient || die "no timeouts"
	{
		measure direct
		wants classic && measure classic
		wants flowtable && measure flowtable
		modprobe nf_flow_hw || die "no nf_flow_hw"
		wants type && measure type
		modprobe nf_flow_hw_soft ports=a0,b0 || die "no nf_flow_hw_soft"
		! wants soft || measure soft
	} | tee "$tmp/all"
	[ "${PIPESTATUS[0]}" = 0 ] || die "stopped before the end"
	summary "$tmp/all"
}

main "$@"
