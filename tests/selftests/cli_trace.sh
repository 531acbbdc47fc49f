#!/bin/bash
# runs: kernel
# The commands that the user guide gives for tracing, as they stand there: each is
# looked up in the guide, run during traffic, and shows what it is said to show.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/cli_common.sh
. "$selftests/cli_common.sh"
guide=$repo/Documentation/user-guide.md

# Flows that come, are refused for a pause, and go.
activity()
{
	local i
	for ((i = 0; ; i = (i + 1) % 500)); do
		cli pause sim0
		run $client pingpong --source $((42000 + i)) --count 10 --interval 1000 --lose 10 $server_ip 5001 >/dev/null 2>&1
		cli resume sim0
		run $client pingpong --source $((43000 + i)) --count 50 --interval 1000 --lose 50 $server_ip 5001 >/dev/null 2>&1
		cli evict all
	done
}

# A flow that stays is polled.
steady()
{
	exec ip netns exec $client pingpong --count 0 --source 40001 --interval 2000 --lose 1000000 $server_ip 5001 >/dev/null 2>&1
}

# It shows something, or watches: bpftrace, which compiles first, says nothing till its end.
begun()
{
	[ -s "$tmp/trace.out" ] ||
		find /proc/[0-9]*/fd -lname 'anon_inode:bpf-prog' 2>/dev/null | grep -q .
}

# Some seconds after the command has begun, Ctrl-C. Some end before that by themselves.
interrupt_later()
{
	busywait 120000 begun
	sleep $((4 * KSFT_SLOW))
	kill -INT "$(<"$tmp/tracer")" 2>/dev/null
}

# shows TEXT COMMAND [ACTIVITY]: it is in the guide; run for some seconds, it prints
# TEXT (a pattern). Ended by SIGINT, as a user would.
shows()
{
	local text=$1 command=$2 activity=${3:-activity} workers tool
	grep -qxF "    $command" "$guide"
	check_err $? "not in the guide: $command"
	tool=${command%% *}
	if ! command -v "$tool" >/dev/null; then
		log_skip "$command" "$tool is not installed"
		return
	fi
	if [ "$tool" = bpftrace ] && [ ! -e /sys/kernel/btf/vmlinux ]; then
		log_skip "$command" "this kernel has no BPF type information"
		return
	fi
	: >"$tmp/trace.out"
	$activity &
	workers=($!)
	interrupt_later &
	workers+=($!)
	# What is in the background ignores SIGINT; timeout hands it on.
	(cd "$tmp" && echo $BASHPID >tracer &&
	 exec timeout -k 60 -s INT $((150 * KSFT_SLOW)) bash -c "$command" >"$tmp/trace.out" 2>&1)
	check_err $(($? == 124 || $? == 137)) "it does not end: $command"
	kill "${workers[@]}" 2>/dev/null
	wait "${workers[@]}" 2>/dev/null
	# It may have ended in the midst of a pause.
	cli resume sim0
	grep -qE "$text" "$tmp/trace.out"
	check_err $? "no '$text' in: $(tail -n 5 "$tmp/trace.out")"
	note "$(grep -E "$text" "$tmp/trace.out" | head -n 2)"
	log_test "$command"
}

mountpoint -q /sys/kernel/tracing || mount -t tracefs none /sys/kernel/tracing
topology
ruleset | nft_router
udp_server $server $server_ip 5001
echo 1 >/sys/kernel/tracing/events/nf_flow_hw/nf_flow_hw_add/enable
shows 'nf_flow_hw_add: .*10\.0\.1\.2\.43[0-9]* > .* mtk-ppe' 'cat /sys/kernel/tracing/trace_pipe'
echo 0 >/sys/kernel/tracing/events/nf_flow_hw/nf_flow_hw_add/enable
shows 'nf_flow_hw_reject: .* reason=paused' \
	'trace-cmd record -q -e nf_flow_hw:nf_flow_hw_reject sleep 4 && trace-cmd report'
shows '@\[paused\]: [0-9]+' \
	"bpftrace -e 'tracepoint:nf_flow_hw:nf_flow_hw_reject { @[str(args->reason)] = count(); }'"
shows '(pause|evict|destroy)' \
	"bpftrace -e 'tracepoint:nf_flow_hw:nf_flow_hw_remove { printf(\"%s\\n\", str(args->text)); }'"
shows '@\[0\]: [0-9]+' \
	"bpftrace -e 'tracepoint:nf_flow_hw:nf_flow_hw_stats { @[args->dir] = sum(args->packets); }'" steady
nft_flush
