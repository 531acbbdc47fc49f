#!/bin/bash
# Memory: slab per flow with a null driver and with ours, and what is left after
# many flows came and went.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"
num=2000 rounds=${BENCH_ROUNDS:-10}

churn()
{
	local before after
	path 2
	bench_rules "flags offload" 2 nat
	round 2 | program
	before=$(slab)
	round "$rounds" | program
	after=$(slab)
	figure memory.churn.cycles $((rounds * num))
	figure memory.churn.grown $((after - before))
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
