#!/bin/bash
# runs: long
# experiment 16: connections live as long as their flows, and flows as long as there
# is traffic, though the kernel sees none of it. Timeouts are set to seconds, so that
# what takes days is seen in half a minute. Guards against conntrack forgetting a
# connection whose entry is still bound (openwrt#17915; Linux 6.18 compared relative
# with absolute times).
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip timeout

short_timeouts()
{
	in_ns $router sysctl -qw net.netfilter.nf_flowtable_udp_timeout=3 \
		net.netfilter.nf_flowtable_tcp_timeout=3 \
		net.netfilter.nf_conntrack_udp_timeout=4 \
		net.netfilter.nf_conntrack_udp_timeout_stream=4 \
		net.netfilter.nf_conntrack_tcp_timeout_established=6
}

known() { [ -n "$(ct_line "$1" "$2")" ]; }
unknown() { ! known "$@"; }

# Traffic that the CPU does not see, for so many timeouts.
active()
{
	local i before
	udp_server $server $server_ip 5001
	start udp $client pingpong --count 0 --source 40001 --interval 20000 --timeout 2000 $server_ip 5001
	udp=$pid
	udp_pid=$server_pid
	tcp_server $server $server_ip 5002
	start tcp $client pingpong --count 0 --source 40002 --tcp --interval 20000 --timeout 4000 $server_ip 5002
	tcp=$pid
	tcp_pid=$server_pid
	busywait 5000 bound_is 4
	check_err $? "$(bound) bound entries, expected 4"
	sleep 1
	before=$(port_stat sim0 to_cpu)
	for ((i = 0; i < 30; i++)); do
		sleep 1
		known udp 40001 && known tcp 40002
		check_err $? "second $i: conntrack has forgotten a connection"
		bound_is 4
		check_err $? "second $i: $(bound) bound entries, expected 4"
		[ $ret = 0 ] || break
	done
	check_num "packets that the CPU saw in 30 s" $(($(port_stat sim0 to_cpu) - before)) -le 4
	log_test "experiment 16: active connections outlive ten of their timeouts"
}

# orphan PROTO PORT: an entry is bound whose connection conntrack has forgotten.
orphan()
{
	cat $sim/ppe?/entries | grep ' BND ' | grep -qE ":$2( |->)" && unknown "$1" "$2"
}

# Traffic stops: entries go first, and connections after them.
idle()
{
	local i one ended=0
	# What they are started by is another process.
	pkill -STOP -P "$udp,$tcp"
	for ((i = 0; i < 40 && !ended; i++)); do
		sleep 0.5
		for one in "udp 40001" "tcp 40002"; do
			# shellcheck disable=SC2086 # two words
			orphan $one
			check_fail $? "$one: an entry is bound, and conntrack has forgotten the connection"
		done
		! bound_is 0 || ended=$i
		[ $ret = 0 ] || break
	done
	check_num "half seconds until idle entries were gone" "$ended" -ge 1
	busywait 20000 unknown udp 40001
	check_err $? "UDP is never forgotten: $(ct_line udp 40001)"
	busywait 20000 unknown tcp 40002
	check_err $? "TCP is never forgotten: $(ct_line tcp 40002)"
	all_gone
	check_err $? "left behind: model $(bound), driver $(used), core $(core_entries) entries"
	pkill -CONT -P "$udp,$tcp"
	stop "$udp" "$tcp" "$udp_pid" "$tcp_pid"
	log_test "experiment 16: idle flows end, then their connections"
}

topology
short_timeouts
ruleset | nft_router || bail "no ruleset"
active
idle
