#!/bin/bash
# Memory: slab per flow with a null driver and with ours, and what is left after
# many flows came and went: 50,000, or a million where they cost less time:
#
#	scripts/vm --kernel uml --timeout 3000 --env BENCH_ROUNDS=125 --env BENCH_FLOWS=8000 -- tests/bench/memory.sh
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"
num=2000 rounds=${BENCH_ROUNDS:-25}

# Each fifth of the flows that come and go is a figure.
churn()
{
	local num=${BENCH_FLOWS:-2000} part i before after some=$((rounds / 5))
	path 2
	bench_rules "flags offload" 2 nat
	round 2 | program
	for ((part = 0; part < 5; part++)); do
		before=$(slab)
		# A program has at most 16 KiB.
		for ((i = 0; i < some; i += 50)); do
			round $((some - i < 50 ? some - i : 50)) | program
		done
		after=$(slab)
		figure memory.churn.cycles $((some * num))
		figure memory.churn.grown $((after - before))
	done
	check_eq "entries left" "$(used)" 0
	nft_flush
}

bench_topology
program <<<"null 1"
for ((rep = 0; rep < reps; rep++)); do
	per_flow memory.null
done
program <<<"null 0"
driver_load 0
for ((rep = 0; rep < reps; rep++)); do
	per_flow memory.ours
done
churn
log_test "memory"
