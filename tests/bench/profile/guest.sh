#!/bin/bash
# Where the instructions of the control path go: the flows of control.sh with two
# devices, and the addresses of all functions at the end. Not a part of make bench:
# run.sh boots a machine that counts, and reads the result.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/../lib.sh"
num=${BENCH_FLOWS:-500}

bench_topology
driver_load 1
path 2
bench_rules "flags offload" 2 nat
{
	flows_open "$num" 0
	flows_answer "$num" 0
	echo "sleep 4000"
	echo flush
	echo "sleep 8000"
	echo attach sim0
	flows_open "$num" 0
	flows_answer "$num" 0
	echo reset
	echo "await stats $((2 * num)) 20000"
	echo flush
	echo "await del $((2 * num)) 20000"
	echo "sleep 200"
	echo detach
} | program
nft_flush
sysctl -qw kernel.kptr_restrict=0
grep -E ' [tTwW] ' /proc/kallsyms
