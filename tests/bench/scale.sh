#!/bin/bash
# What many flows cost: garbage collection with statistics, refusals, and how many
# of them find room in the tables.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"

# As render.py has it.
collections=12

# collection COUNT: processor time of workers with so many live flows; that of a machine
# without flows is in collection 0.
collection()
{
	local count=$1 rep first=0
	path 2
	nat=0.0.0.0
	bench_rules "flags offload" 2
	{
		echo clear
		echo attach sim0
		if [ "$count" != 0 ]; then
			flows_open "$count" $first
			flows_answer "$count" $first
			# The kernel polls what was quiet for a tenth of its timeout.
			echo "sleep 10000"
		fi
		for ((rep = 0; rep < reps; rep++)); do
			echo reset
			echo "busy $collections"
			echo "save gc.$count"
		done
		echo flush
		echo "sleep 6000"
		echo detach
	} | program
	results | grep -E 'busy|stats_calls' | tee "$tmp/collection"
	[ "$count" = 0 ] || polled "$count"
	nft_flush
}

# polled COUNT: a figure says nothing unless each collection polled each flow twice.
polled()
{
	awk -v polls=$((2 * collections * $1)) -v reps="$reps" '
	/stats_calls/ { sub("n=", "", $3); n += $3 == polls }
	END { exit n != reps }' "$tmp/collection" ||
		fail "$1 flows: $(grep stats_calls "$tmp/collection")"
}

# past_the_wrap: jiffies of 32 bits wrap five minutes after the start, and soon after that
# the 0 for "no packets" is a time like others to nf_flow_table: it does not poll
# idle flows then for as long as their timeout is. An idle guest does not wait.
past_the_wrap()
{
	local up
	read -r up _ </proc/uptime
	[ "${up%.*}" -ge 420 ] || echo "sleep $(((420 - ${up%.*}) * 1000))" | program
}

# refusals: flows that leave by a device which the flowtable does not have. They
# are offered again by packets that come a second later.
refusals()
{
	local rep
	out=dummy1 dst=10.0.4.2 nat=0.0.0.0
	bench_rules "flags offload" 2
	{
		echo clear
		echo attach sim0
		for ((rep = 0; rep <= reps; rep++)); do
			flows_open 200 $((rep * 200))
			echo reset
			flows_answer 200 $((rep * 200))
			[ $rep = 0 ] || echo "save reject.first"
			echo "sleep 1500"
			echo reset
			flows_open 200 $((rep * 200))
			echo "sleep 100"
			[ $rep = 0 ] || echo "save reject.again"
		done
		echo flush
		echo "sleep 4000"
		echo detach
	} | program
	results | grep -E '\.add'
	nft_flush
}

# fill PERCENT REPETITION: offer so many one-way entries per table, at random, and count what
# the engines hold. Each engine has 16384 entries, less one that means "none".
fill()
{
	local flows=$((16384 * $1 / 100)) first=$((100000 * $1 + 25000 * $2))
	path 2
	src=10.16.0.0 nat=0.0.0.0
	bench_rules "flags offload" 2
	{
		flows_open $flows $first x
		flows_answer $flows $first x
		echo "sleep 1000"
	} | program
	figure "fill.$1" "$(used) flows=$flows first=$first"
	{
		echo flush
		echo "sleep 6000"
	} | program
	nft_flush
}

bench_topology
ip -n $router addr add 10.0.4.1/24 dev dummy1
ip -n $router neigh replace 10.0.4.2 lladdr 02:00:00:00:aa:04 dev dummy1 nud permanent
ip -n $router route add 10.16.0.0/15 via 10.0.1.2
driver_load 0
# Minutes without a packet, and flows that live.
in_ns $router sysctl -qw net.netfilter.nf_flowtable_udp_timeout=90
past_the_wrap
refusals
for n in 0 1000 2000 4000 8000 16000; do
	collection $n
done
for ((rep = 0; rep < reps; rep++)); do
	for n in 25 50 75 100 125; do
		fill $n $rep
	done
done
log_test "scale"
