#!/bin/bash
# One UDP flow of 10,000 packets in a closed loop, as the CPU and the engine see
# it, and whether conntrack knows of every packet.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"
need timeout

# The counters of ports and engine go on from flow to flow.
counters() { echo "$(port_stat sim0 to_cpu) $(port_stat sim1 to_cpu) $(hw_packets)"; }

seen()
{
	local up down ppe
	read -r up down ppe <<<"$(counters)"
	up=$((up - up_before)) down=$((down - down_before))
	figure "flow.cpu.$1" $((up + down))
	figure "flow.ppe.$1" $((ppe - ppe_before))
}

# uncounted PORT SENT: packets of both directions that conntrack does not know of.
uncounted()
{
	local packets back
	# The kernel asks for counters when a tenth of the timeout has passed.
	sleep 80
	read -r packets _ back _ <<<"$(ct_count udp "$1")"
	figure flow.uncounted $((2 * $2 - packets - back))
}

# flow PORT
flow()
{
	local up down up_before down_before ppe_before sent=0 step
	read -r up_before down_before ppe_before <<<"$(counters)"
	for step in 1 1 1 1 1 5 10 80 900 9000; do
		run $client pingpong --source "$1" --count $step $server_ip 5001 >"$tmp/client.out" ||
			fail "$(<"$tmp/client.out")"
		sent=$((sent + step))
		seen $sent
	done
	read -r up down _ <<<"$(counters)"
	figure flow.up $((up - up_before))
	figure flow.down $((down - down_before))
	uncounted "$1" $sent
}

topology 2
driver_load 1
{
	ruleset "flags offload"
	nat "" "oifname sim1 masquerade"
} | nft_router
# While a program is read from the disk the guest's clock jumps from timer to timer, by
# minutes on a busy machine: no flow is to end by that.
in_ns $router sysctl -qw net.netfilter.nf_flowtable_udp_timeout=600 \
	net.netfilter.nf_conntrack_udp_timeout=36000 \
	net.netfilter.nf_conntrack_udp_timeout_stream=36000
# shellcheck disable=SC2034 # for lib.sh
start_limit=36000
udp_server $server $server_ip 5001
for ((rep = 0; rep < reps; rep++)); do
	flow $((40001 + rep))
done
log_test "one flow"
