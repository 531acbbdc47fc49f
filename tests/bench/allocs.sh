#!/bin/bash
# What the worker that offloads a flow allocates: what stays, and what it needs for
# a moment. From the kernel's own events of its allocator, per flow, both directions.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"
num=100
tracing=/sys/kernel/tracing
events=(kmalloc kmalloc_node kmem_cache_alloc kmem_cache_alloc_node kfree kmem_cache_free)

tracing_up()
{
	local event
	[ -d $tracing/events ] || mount -t tracefs nodev $tracing || bail "no tracefs"
	echo 0 >$tracing/tracing_on
	echo 32768 >$tracing/buffer_size_kb
	for event in "${events[@]}"; do
		[ ! -d $tracing/events/kmem/$event ] || echo 1 >$tracing/events/kmem/$event/enable
	done
}

# Of lines "worker-PID … kmalloc: call_site=SITE ptr=PTR bytes_req=N bytes_alloc=N …".
# Memory of the worker itself: what a packet needs at the same time is not of interest.
sums()
{
	awk -v num=$num '
	function field(name,   i) {
		for (i = 1; i <= NF; i++) if (index($i, name "=") == 1) return substr($i, length(name) + 2)
	}
	!/kworker/ { next }
	/ (kmalloc|kmalloc_node|kmem_cache_alloc|kmem_cache_alloc_node): / {
		ptr = field("ptr"); size[ptr] = field("bytes_alloc")
		who = $0 ~ /\[nf_flow_hw/ ? "ours" : "kernel"
		owner[ptr] = who; objects[who]++; bytes[who] += size[ptr]
	}
	/ (kfree|kmem_cache_free): / {
		ptr = field("ptr")
		if (ptr in size) { moment[owner[ptr]] += size[ptr]; freed[owner[ptr]]++; delete size[ptr] }
	}
	END {
		for (who in objects) {
			print "bench allocs." who ".objects value=" objects[who] / num
			print "bench allocs." who ".bytes value=" bytes[who] / num
			print "bench allocs." who ".moment value=" moment[who] / num
			print "bench allocs." who ".freed value=" freed[who] / num
		}
	}'
}

once()
{
	program <<<"$(flows_open $num 0)"
	: >$tracing/trace
	echo 1 >$tracing/tracing_on
	{
		flows_answer $num 0
		echo "sleep 20"
	} | program
	echo 0 >$tracing/tracing_on
	[ "$(used)" -ge $((2 * num * 9 / 10)) ] || fail "$(used) entries"
	cp $tracing/trace "$tmp/trace"
	! grep -q 'LOST' "$tmp/trace" || fail "events were lost"
	sums <"$tmp/trace"
	printf '%s\n' flush "sleep 4000" | program
}

bench_topology
driver_load 0
path 2
bench_rules "flags offload" 2 nat
tracing_up
once >/dev/null
for ((rep = 0; rep < reps; rep++)); do
	once
done
nft_flush
log_test "allocations"
