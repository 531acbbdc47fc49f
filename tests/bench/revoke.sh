#!/bin/bash
# How soon a flow is out of the engine once it must not forward any more: by the
# clock of the guest, from the start of a command, and from its end, to the last entry gone.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"
num=${BENCH_FLOWS:-4000}
core_status=/sys/kernel/debug/nf_flow_hw/status
client_address=10.0.1.2

# used_now: as used() of lib.sh, without a process that would take its time.
used_now()
{
	local line
	entries=0
	while read -r line; do
		[[ $line == "backend mtk-ppe "*" used="* ]] || continue
		line=${line#* used=}
		entries=${line%% *}
	done <$core_status
}

# revoke NAME ENTRIES CMD…: until so many entries fewer are there
revoke()
{
	local name=$1 started want
	used_now
	want=$((entries - $2))
	shift 2
	started=${EPOCHREALTIME/./}
	ip netns exec $router "$@" >"$tmp/revoke.out" 2>&1 || fail "$*: $(<"$tmp/revoke.out")"
	figure "revoke.$name.command" $((${EPOCHREALTIME/./} - started))
	while used_now; [ "$entries" -gt $want ]; do
		[ $((${EPOCHREALTIME/./} - started)) -lt 60000000 ] || { fail "$name: $entries entries after a minute"; break; }
	done
	figure "revoke.$name" $((${EPOCHREALTIME/./} - started))
}

flows_up()
{
	{
		flows_open $num 0
		flows_answer $num 0
		echo "sleep 500"
	} | program
	used_now
	[ "$entries" -gt $num ] || fail "$entries entries"
}

flows_end()
{
	program <<-END
	flush
	sleep 4000
	END
}

# Flow 0 is from port 2000 of the client.
once()
{
	bench_rules "flags offload" 2
	flows_up
	revoke evict 2 nft-offload evict addr $client_address port 2000
	echo Y >/sys/module/nf_flow_hw/parameters/revalidate
	revoke mark 2 "$selftests/ct_mark.py" $client_address 2001 10.0.2.2 5001 $((++mark))
	echo N >/sys/module/nf_flow_hw/parameters/revalidate
	revoke delete "$entries" nft delete table inet fw
	flows_end
	nft_flush
}

PATH=$repo/build/tools:$PATH
bench_topology
driver_load 0
path 2
nat=0.0.0.0 mark=0
# The first round reads programs from the disk.
num=100 once >/dev/null
for ((rep = 0; rep < reps; rep++)); do
	once
done
log_test "revocation"
