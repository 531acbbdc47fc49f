#!/bin/bash
# runs: long-events
# Hosts that say nothing: they stay known while hardware alone hears them, and one
# that was replaced or moved without a word is found.
#
# experiment 17: a roam that nobody announces (firewall4 PR 102).
#
#   client --- sim0 \
#                     br0 (router) --- sim1 --- server
#   (moved) -- sim2 /
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/stale_lib.sh
. "$(dirname "$0")/stale_lib.sh"
# shellcheck source=tests/selftests/bridge_lib.sh
. "$(dirname "$0")/bridge_lib.sh"
need nft conntrack ip bridge timeout

bait_gone() { [ -z "$(ip -n $router neigh show 10.0.1.99 dev br0)" ]; }

# Neighbours on sim1 and br0 that the kernel does not hear of are forgotten after ten
# seconds, twice as long as we leave them alone, and it looks for them all the time: that
# begins with its next look, up to 45 s after boot, of which a bait tells.
short_memory()
{
	local dev
	sysctl -qw net.ipv4.neigh.default.gc_thresh1=0 \
		net.ipv4.neigh.default.base_reachable_time_ms=1000
	in_ns $router sysctl -qw net.ipv4.neigh.br0.gc_stale_time=1
	ip -n $router neigh replace 10.0.1.99 lladdr 02:00:00:00:00:99 dev br0 nud stale
	busywait 45000 bait_gone
	check_err $? "the kernel does not look for neighbours to forget"
	for dev in sim1 br0; do
		in_ns $router sysctl -qw net.ipv4.neigh.$dev.base_reachable_time_ms=1000 \
			net.ipv4.neigh.$dev.gc_stale_time=10 \
			net.ipv4.neigh.$dev.delay_first_probe_time=1
	done
}

long_memory()
{
	sysctl -qw net.ipv4.neigh.default.gc_thresh1=128 \
		net.ipv4.neigh.default.base_reachable_time_ms=30000
}

learned()
{
	ip -n $router neigh replace $server_ip lladdr "$(mac_of $server wire1)" dev sim1 nud reachable
	ip -n $router neigh replace $client_ip lladdr "$(mac_of $client wire0)" dev br0 nud reachable
}

known()
{
	ip -n $router neigh show "$1" dev "$2" | grep -qE 'REACHABLE|STALE|DELAY|PROBE'
}

alive()
{
	local i lost=0 id
	learned
	flow_up hw
	id=$(ct_line udp 40001)
	for ((i = 0; i < 20; i++)); do
		sleep 1
		known $server_ip sim1 && known $client_ip br0 || lost=$((lost + 1))
		bound_is 2 || fail "second $i: $(bound) bound entries"
	done
	check_eq "seconds without the neighbours" $lost 0
	[ -n "$id" ] && offloaded
	check_err $? "the flow ended: $(ct_line udp 40001)"
	open
	flow_down hw
	log_test "neighbours of a flow in hardware stay known for 20 s, and the flow stays"
}

# silent NS DEV: it answers who asks for it, and asks for nobody itself: a request of
# its own, for a reply to what was on its way, would tell the router. Until unwatch.
silent()
{
	in_ns "$1" nft -f - <<-END || bail "$1 cannot be made silent"
	table netdev watch {
		chain out {
			type filter hook egress device $2 priority 0;
			ether type arp arp operation request drop
		}
	}
	END
}

# The host behind the address is another one, and nobody announces it.
replaced()
{
	learned
	flow_up hw
	open
	# Frames to another address than the host's own: none until it is another.
	watch $server wire1 "meta pkttype other"
	silent $server wire1
	check_eq "packets to a host that is not there, before" "$(wrong)" 0
	ip -n $server link set wire1 address 02:00:00:00:77:01
	busywait 25000 answered $(($(rx_packets) + 50))
	check_err $? "the new host is not found: $(ip -n $router neigh show dev sim1)"
	check_num "packets to a host that is not there" "$(wrong)" -ge 1
	unwatch
	busywait 5000 bound_is 2
	check_err $? "not offloaded again"
	flow_down hw
	ip -n $server link set wire1 address "$server_mac"
	log_test "a host that was replaced without a word is found"
}

# The bridge forgets the station, which is elsewhere meanwhile and silent. It answers
# when it is asked, although the administrator has fixed its MAC address.
move_silently()
{
	in_ns $client sysctl -qw net.ipv4.conf.all.arp_ignore=8 &&
	ip -n $elsewhere addr add $client_ip/24 dev wire2 &&
	bridge -n $router fdb del "$client_mac" dev sim0 master
}

be_back()
{
	ip -n $elsewhere addr del $client_ip/24 dev wire2
	in_ns $client sysctl -qw net.ipv4.conf.all.arp_ignore=0
	moves_back
}

# It is nowhere: the bridge forgets it, and it does not answer.
vanish()
{
	in_ns $client sysctl -qw net.ipv4.conf.all.arp_ignore=8 &&
	bridge -n $router fdb del "$client_mac" dev sim0 master
}

vanished()
{
	local mode
	for mode in hw sw; do
		learned
		ip -n $router neigh replace $server_ip lladdr "$server_mac" dev sim1 nud permanent
		flow_up $mode
		vanish
		check_err $? "the event itself failed"
		sleep 0.5
		offloaded
		check_err $? "the flow ended before the neighbour was asked"
		busywait 10000 not_offloaded
		check_err $? "the flow goes on: $(ip -n $router neigh show dev br0)"
		nothing_bound
		check_err $? "$(bound) bound entries"
		be_back 2>/dev/null
		learned
		goes_on $mode
		flow_down $mode
		log_test "a station that does not answer any more ($mode)"
	done
}

topology 3
client_mac=$(mac_of $client wire0) server_mac=$(mac_of $server wire1)
bridge_up || bail "no bridge"
event "bridge: forgets a station, which is on another port now" move_silently be_back be_back
short_memory
alive
replaced
vanished
long_memory
report
