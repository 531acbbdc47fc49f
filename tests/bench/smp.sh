#!/bin/bash
# Does forwarding in software scale? 64 flows, by one processor and by two:
#
#	scripts/vm --kernel 6.1 --smp 2 --timeout 900 -- tests/bench/smp.sh
#
# The topology is that of forward.sh. Each thread of pktgen sends 32 flows from a processor
# of its own, receive path included, and says how long it took; without -icount, so by
# the clock, and only on a machine with two idle processors. Beside it: the same packets
# dropped on the router's ingress, which shows what the emulator itself makes of two
# processors, and the in-kernel flowtable. Prints "bench smp.PATH.THREADS value=PPS" for each repetition,
# then medians. Environment: BENCH_REPS (default 5), BENCH_PACKETS per thread (default 100000).
# shellcheck source=tests/bench/forward_lib.sh
. "$(dirname "$0")/forward_lib.sh"
reps=${BENCH_REPS:-5} packets=${BENCH_PACKETS:-100000} flows=64

flows_open()
{
	local n
	rm -f "$tmp/ready"
	ns server timeout 300 pingpong -l --ready "$tmp/ready" 10.0.2.2 5001 >/dev/null 2>&1 &
	while [ ! -e "$tmp/ready" ]; do sleep 0.05; done
	for ((n = 0; n < flows; n++)); do
		ns client timeout 20 pingpong --source $((40000 + n)) --count 3 --interval 1000 \
			--size 100 10.0.2.2 5001 >"$tmp/open" || die "flow $n: $(<"$tmp/open")"
	done
	kill $!
	wait $! 2>/dev/null
}

# Runs in the namespace of the client. threads_setup THREADS MAC: half of the flows each.
threads_setup()
{
	local t line
	for t in 0 1; do
		pg kpktgend_$t rem_device_all
	done
	for ((t = 0; t < $1; t++)); do
		pg kpktgend_$t "add_device a1@$t"
		for line in "count $packets" "pkt_size 60" "delay 0" "dst_mac $2" \
			"src_min 10.0.1.2" "src_max 10.0.1.2" "dst 10.0.2.2" \
			"udp_src_min $((40000 + flows / 2 * t))" "udp_src_max $((40000 + flows / 2 * (t + 1)))" \
			"udp_dst_min 5001" "udp_dst_max 5001" "queue_map_min 0" "queue_map_max 0"; do
			pg a1@$t "$line"
		done
	done
}

# threads_run THREADS: prints packets per second, all threads together.
threads_run()
{
	local t us longest=1
	pg pgctrl start
	for ((t = 0; t < $1; t++)); do
		us=$(sed -n 's/^Result: OK: \([0-9]*\)(.*/\1/p' /proc/net/pktgen/a1@$t)
		[ "${us:-0}" -gt 0 ] || die "pktgen said nothing"
		[ "$us" -le $longest ] || longest=$us
	done
	echo $((packets * $1 * 1000000 / longest))
}

in_client() { ns client bash -c "$(declare -p packets flows); $(declare -f pg die threads_setup threads_run); $1"; }

# measure NAME: one and two processors in turn, so that both see the same machine.
measure()
{
	local rep threads pps
	for ((rep = 0; rep <= reps; rep++)); do
		for threads in 1 2; do
			in_client "threads_setup $threads $mac" || die "pktgen does not take it"
			pps=$(in_client "threads_run $threads") || die "pktgen does not run"
			[ $rep = 0 ] || echo "bench smp.$1.$threads value=$pps"
		done
	done
}

# path NAME: all packets arrive, and those of the engine went through it.
path()
{
	local before sent=0 all=$(((reps + 1) * 3 * packets))
	rules "$1" yes || die "no rules"
	flows_open
	drop_at server b1 "$pktgen_packets"
	before=$(rx_packets)
	[ "$1" != soft ] || sent=$(soft_sent)
	measure "$1"
	[ $(($(rx_packets) - before)) -ge $((all * 99 / 100)) ] ||
		die "$1: $(($(rx_packets) - before)) of $all packets arrived"
	[ "$1" != soft ] || [ $(($(soft_sent) - sent)) -ge $((all * 99 / 100)) ] ||
		die "the engine forwarded $(($(soft_sent) - sent)) of $all"
	drop_off server
	ns router nft flush ruleset
	ns router conntrack -F 2>/dev/null
	sleep 3
}

ingress()
{
	drop_at router a0 "$pktgen_packets"
	measure ingress
	drop_off router
}

summary()
{
	sort "$1" | awk '
	/^bench/ { sub("value=", "", $3); v[$2] = v[$2] " " $3 }
	function median(key,   a, n, i, j, t) {
		n = split(v[key], a, " ")
		for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++)
			if (a[j] < a[i]) { t = a[i]; a[i] = a[j]; a[j] = t }
		return a[int((n + 1) / 2)]
	}
	END {
		for (key in v) if (key ~ /\.1$/) {
			two = key; sub(/1$/, "2", two)
			printf "%-20s %8d packets/s by one processor, %8d by two: %.2f times\n",
				substr(key, 1, length(key) - 2), median(key), median(two), median(two) / median(key)
		}
	}' | sort
}

[ "$(nproc)" = 2 ] || die "needs two processors, this machine has $(nproc)"
make -s -C "$here/../selftests/tools" || die "no tools"
modprobe -a pktgen veth nf_flow_table nft_flow_offload nf_flow_table_inet || die "no modules"
net_up || die "no net"
mac=$(ns router cat /sys/class/net/a0/address)
patient || die "no timeouts"
{
	ingress
	path flowtable
	modprobe nf_flow_hw && modprobe nf_flow_hw_soft ports=a0,b0 || die "no nf_flow_hw_soft"
	path soft
} | tee "$tmp/all"
[ "${PIPESTATUS[0]}" = 0 ] || die "stopped before the end"
summary "$tmp/all"
