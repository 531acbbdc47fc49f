#!/bin/bash
# What a flow costs on the control path: add, statistics, delete, with a null
# driver and with ours, on flowtables of 1, 2 and 6 devices.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"
num=${BENCH_FLOWS:-500}

# cycle NAME FIRST CALLS: open, offload, poll and end so many flows. A callback
# comes per direction, and with the null driver per device.
cycle()
{
	local name=$1 first=$2 calls=$3
	echo reset
	flows_open "$num" "$first"
	echo reset
	flows_answer "$num" "$first"
	cat <<-END
	await add $calls 1000
	save $name
	reset
	await stats $calls 20000
	save $name
	reset
	flush
	await del $calls 20000
	sleep 100
	save $name
	sleep 2000
	END
}

# measure MODE DEVICES: the first round only warms slabs and hash tables up.
measure()
{
	local mode=$1 rep calls=$((2 * num))
	path "$2"
	bench_rules "flags offload" "$2" nat
	[ "$mode" != null ] || calls=$((calls * $2))
	{
		[ "$mode" = null ] || echo attach sim0
		cycle warm 0 $calls
		echo clear
		for ((rep = 1; rep <= reps; rep++)); do
			cycle "$mode.d$2" 0 $calls
		done
		[ "$mode" = null ] || echo detach
	} | program
	results
	nft_flush
}

# latencies NAME: from the packet that starts the offload to the second entry, the
# machine otherwise idle.
latencies()
{
	local rep
	path 2
	bench_rules "flags offload" 2 nat
	{
		echo clear
		echo attach sim0
		for ((rep = 0; rep <= reps; rep++)); do
			echo reset
			flows_open 50 $((rep * 50))
			flows_answer 50 $((rep * 50)) l
			[ $rep = 0 ] || echo "save $1"
		done
		echo flush
		echo "sleep 3000"
		echo detach
	} | program
	results | grep -F .latency
	nft_flush
}

bench_topology
program <<<"null 1"
measure null 2
measure null 6
program <<<"null 0"
driver_load 1
measure ours 1
measure ours 2
measure ours 6
latencies ours.d2
log_test "control path"
