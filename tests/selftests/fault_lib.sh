# shellcheck shell=bash
# Faults on purpose, sourced after lib.sh: allocations that fail (failslab), steps of
# ours that return an error (fail_function), the search for lost memory, and a
# connection that must not notice.

failslab=/sys/kernel/debug/failslab
fail_function=/sys/kernel/debug/fail_function
# shellcheck disable=SC2034 # for the tests
error_injection=/sys/kernel/debug/error_injection/list
kmemleak=/sys/kernel/debug/kmemleak

# Each fault takes one off these.
fault_times=1000000

need_failslab()
{
	[ -d $failslab ] && [ -e /proc/self/fail-nth ] ||
		skip_all "this kernel has no failslab (scripts/vm --debug has it)"
	# Nothing at random: what fails is chosen by /proc/PID/fail-nth. Allocations that
	# may wait are exempt by default, which are nearly all of ours.
	echo 0 >$failslab/probability
	echo $fault_times >$failslab/times
	echo N >$failslab/ignore-gfp-wait
	echo 2 >$failslab/verbose
	echo 0 >$failslab/verbose_ratelimit_interval_ms
	# Pages would be counted, too, and fail where nobody says so.
	[ ! -d ${failslab%/*}/fail_page_alloc ] || echo 20 >${failslab%/*}/fail_page_alloc/min-order
	# The stacks are for us, not for a serial console.
	dmesg -n 4
	: >"$tmp/kmsg"
	dmesg --follow-new >"$tmp/kmsg" &
	pids+=("$!")
}

# arm N: the Nth allocation from now on fails in each worker: callbacks run in unbound
# ones, the garbage collector in others. What a worker works on then is not known; the
# stack of what failed tells.
arm()
{
	local task name
	for task in /proc/[0-9]*; do
		read -r name <"$task/comm" && [[ $name == kworker/* ]] &&
			echo "$1" >"$task/fail-nth"
	done 2>/dev/null
}

disarm() { arm 0; }

# Allocations that failed on purpose since the test began.
faults() { echo $((fault_times - $(<$failslab/times))); }

# From here on faults_below counts.
mark_faults()
{
	sleep 1
	fault_mark=$(wc -l <"$tmp/kmsg")
}

# Those below a function of this name; an allocation that must not warn says nothing.
faults_below()
{
	sleep 1
	tail -n +$((fault_mark + 1)) "$tmp/kmsg" | awk -v name="$1" '
		/FAULT_INJECTION: forcing/ { seen = 0 }
		index($0, name) && !seen { seen = 1; n++ }
		END { print n + 0 }'
}

# The innermost functions of ours that an allocation failed for, most frequent first.
fault_sites()
{
	awk '/FAULT_INJECTION: forcing/ { seen = 0 }
		/\[nf_flow_hw/ && !seen && match($0, /[a-z0-9_]+\+0x/) {
			seen = 1; print substr($0, RSTART, RLENGTH - 3) }' "$tmp/kmsg" |
		sort | uniq -c | sort -rn | awk '{ printf "%s%s x%d", n++ ? ", " : "", $2, $1 }'
}

need_fail_function()
{
	[ -d $fail_function ] || skip_all "this kernel has no fail_function (scripts/vm --kernel 6.1 --debug has it)"
}

# fail_function_on NAME ERRNO: until fail_function_off the function returns this instead
# of being called; 0 is the NULL of one that returns a pointer.
fail_function_on()
{
	echo "$1" >$fail_function/inject || return
	printf '%#x\n' $((-$2)) >"$fail_function/$1/retval" || return
	echo N >$fail_function/task-filter
	echo 0 >$fail_function/verbose
	echo 1 >$fail_function/interval
	echo $fault_times >$fail_function/times
	echo 100 >$fail_function/probability
}

# How often it did.
fail_function_met() { echo $((fault_times - $(<$fail_function/times))); }

# Without a name: none.
fail_function_off()
{
	echo 0 >$fail_function/probability
	echo >$fail_function/inject
}

# ---- lost memory ---------------------------------------------------------

have_kmemleak() { [ -e $kmemleak ] && echo scan=off 2>/dev/null >$kmemleak; }

# What was there before is none of our business.
leaks_forget() { echo clear >$kmemleak; }

# Objects count when they are older than 5 s; what moves from one place to the other
# while a scan runs is missed by it, and found by the next.
leaks()
{
	sleep 6
	echo scan >$kmemleak
	sleep 1
	echo scan >$kmemleak
	cat $kmemleak
}

# ---- a connection at a time ----------------------------------------------

port=41000

# What both ends see, "packets bytes packets bytes"; a message that the client sent last
# may have been answered after it was told to end.
flow_watch()
{
	count_input $server "meta l4proto udp"
	count_input $client "meta l4proto udp"
}

flow_seen() { echo "$(input $server "meta l4proto udp") $(input $client "meta l4proto udp")"; }

# One connection to the server at port 5001; its messages all have to be answered.
flow_start()
{
	port=$((port + 1))
	flow_begin=$(flow_seen)
	start flow $client pingpong --source $port --count 0 --timeout $((4000 * KSFT_SLOW)) \
		--interval 5000 $server_ip 5001
	flow_pid=$pid
}

flow_sent() { [ "$(ct_count udp $port | cut -d' ' -f3)" -ge "$1" ] 2>/dev/null; }

flow_stop()
{
	kill "$flow_pid"
	await "$flow_pid"
	check_err $? "$1: $(<"$tmp/flow.out")"
	check_eq "$1: messages without an answer" "$(value lost flow)" 0
}

# Whoever forwarded them: conntrack counts what arrived at both ends.
flow_counted()
{
	local want
	want=$(echo "$flow_begin $(flow_seen)" | awk '{ print $5 - $1, $6 - $2, $7 - $3, $8 - $4 }')
	busywait 8000 ct_count_is "$want" udp $port
	check_err $? "$1: conntrack counts $(ct_count udp $port), received were $want"
}

flow_forget()
{
	in_ns $router conntrack -D -p udp --orig-port-src $port >/dev/null 2>&1
	busywait 10000 all_gone
	check_err $? "$1: left behind: model $(bound), driver $(used), core $(core_entries) entries"
}
