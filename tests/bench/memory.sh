#!/bin/bash
# Memory: slab per flow with a null driver and with ours, and what is left after
# many flows came and went.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"
num=2000 rounds=${BENCH_ROUNDS:-10}

# slab: bytes in active objects of all caches; without another process, which
# would change it.
slab()
{
	local sum=0 name active _ size
	while read -r name active _ size _; do
		case $name in
		slabinfo | \#) ;;
		*) sum=$((sum + active * size)) ;;
		esac
	done </proc/slabinfo
	echo $sum
}

# per_flow NAME: slab with the flows less slab without. Callbacks are only counted
# where they can be; the time is enough everywhere.
per_flow()
{
	local before after
	path 2
	bench_rules "flags offload" 2 nat
	round 1 | program
	before=$(slab)
	{
		flows_open $num 0
		flows_answer $num 0
		echo "sleep 100"
	} | program
	after=$(slab)
	figure "memory.$1" $(((after - before) / num))
	printf '%s\n' flush "sleep 4000" | program
	nft_flush
}

# round N: come and go, N times
round()
{
	local i
	for ((i = 0; i < $1; i++)); do
		flows_open $num 0
		flows_answer $num 0
		echo flush
		echo "sleep 2500"
	done
}

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
	per_flow null
done
program <<<"null 0"
driver_load 0
for ((rep = 0; rep < reps; rep++)); do
	per_flow ours
done
churn
log_test "memory"
