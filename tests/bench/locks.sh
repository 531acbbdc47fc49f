#!/bin/bash
# How long our modules hold locks while many flows come, are polled, and go, one by
# one and all at once. Runs with a build of its own, see locks in run.sh.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"
num=2000 many=8000

bench_topology
driver_load 0
for ((rep = 0; rep < reps; rep++)); do
	path 2
	bench_rules "flags offload" 2 nat
	{
		echo clear
		flows_open $num 0
		flows_answer $num 0
		echo "sleep 3000"
		echo reset
		flows_open $num 5000
		flows_answer $num 5000
		echo "sleep 4000"
		echo "save lock.flows"
		echo reset
		echo flush
		echo "sleep 6000"
		echo "save lock.delete"
		flows_open $many 0
		flows_answer $many 0
		echo "sleep 1000"
		echo reset
	} | program
	nft_flush
	program <<-END
	save lock.purge
	flush
	sleep 4000
	END
	results | grep -E '\.(spin|mutex|irqoff) '
done
log_test "locks"
