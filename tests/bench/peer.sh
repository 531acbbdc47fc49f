#!/bin/bash
# The kernel's own driver for the same engine beside ours: the flows of control.sh
# with two devices, and the slab of memory.sh. peer/build has compiled it.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"
num=${BENCH_FLOWS:-500} calls=$((2 * ${BENCH_FLOWS:-500}))
peer=/sys/kernel/debug/nf_flow_hw_peer

# The driver programs an entry when the engine has reported enough packets.
bind()
{
	local n sum missed size
	read -r n sum missed size <<<"$(tr -c '0-9\n' ' ' <$peer/bind)"
	[ "$n" -gt $((calls * 9 / 10)) ] || fail "$n entries bound, $missed not"
	figure "$1" $((2 * sum / n))
	entry_size=$size
}

cycle()
{
	{
		flows_open "$num" 0
		echo reset
		flows_answer "$num" 0
		echo "await add $calls 1000"
		echo "save peer"
	} | program
	bind peer.bind
	program <<-END
	reset
	await stats $calls 20000
	save peer
	reset
	flush
	await del $calls 20000
	save peer
	sleep 2000
	END
}

bench_topology
num=2000
program <<<"null 1"
for ((rep = 0; rep < reps; rep++)); do
	per_flow peer.memory.null
done
program <<<"null 0"
modprobe -q dsa_core || : # built in, or not at all, here and there
insmod "$repo/build/bench/peer/nf_flow_hw_peer.ko" || bail "the peer cannot be loaded"
for ((rep = 0; rep < reps; rep++)); do
	per_flow peer.memory.peer
done
num=$((calls / 2))
path 2
bench_rules "flags offload" 2 nat
program <<<"attach sim0"
cycle >/dev/null
program <<<"clear"
for ((rep = 0; rep < reps; rep++)); do
	cycle
done
results
figure peer.object "$entry_size"
program <<<"detach"
nft_flush
log_test "in-tree peer"
