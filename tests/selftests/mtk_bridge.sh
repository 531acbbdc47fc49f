#!/bin/bash
# runs: uml
# A client at an access port of a bridge with VLANs, whose VLAN the router is in by a
# VLAN device on the bridge: nobody sees a tag on the cable, so the engine must push
# none. Once the bridge strips it, once the switch does (the kernel calls that "ingress
# VLAN" and leaves the tag in the flow's tuple). What arrives is counted to the byte.
#
#   client cable0/wire0 --- lan0/sim0 \
#                                      br0 - br0.10 (router) sim1 --- wire1 server
#                           lan1/sim2 /
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip bridge timeout

forwarding() { bridge -n $router link show dev "$1" | grep -q 'state forwarding'; }

# bridged CABLE PORT OTHER-PORT
bridged()
{
	local cable=$1 dev
	shift
	ns_add $client && ns_add $router && ns_add $server &&
	host_add $client "$cable" 1 && host_add $server wire1 2 && port_add sim1 2 && router_sysctls &&
	neighbours $server wire1 sim1 2 &&
	ip -n $router link add br0 address 02:00:5e:00:00:bb type bridge vlan_filtering 1 vlan_default_pvid 0 || return
	for dev; do
		ip link set "$dev" netns $router &&
		ip -n $router link set "$dev" master br0 up &&
		bridge -n $router vlan add dev "$dev" vid 10 pvid untagged || return
	done
	bridge -n $router vlan add dev br0 vid 10 self &&
	ip -n $router link set br0 up &&
	ip -n $router link add link br0 name br0.10 type vlan id 10 &&
	ip -n $router link set br0.10 up && ip -n $router addr add $lan_ip/24 dev br0.10 &&
	ip -n $client route add default via $lan_ip &&
	busywait 5000 forwarding "$1" || return
	# A frame of the client, so that the bridge knows where it is.
	run $client bash -c "echo >/dev/udp/$lan_ip/9"
}

# through NAME PORT OTHER-PORT WHAT-LEAVES-BY-PORT
through()
{
	local name=$1 port=$2 n=400 size=1000 want
	ruleset "flags offload" "$port, $3, sim1" | sed 's/iifname "sim0"/iifname "br0.10"/' |
		nft_router || bail "no ruleset"
	reset_counters
	udp_server $server $server_ip 5001
	run $client pingpong --source 40001 --count $n --size $size --interval 500 \
		$server_ip 5001 >"$tmp/client.out" 2>&1
	check_err $? "$(<"$tmp/client.out")"
	bound_is 2
	check_err $? "bound entries: $(bound), expected 2; $(grep -v ' 0$' $core/rejects)"
	check_num "packets in hardware" "$(hw_packets)" -ge $((2 * n * 95 / 100))
	grep -h -- "->$client_ip:40001 " $sim/ppe?/entries | grep -qF " $4 ib1="
	check_err $? "what leaves by $port is not '$4': $(grep -h . $sim/ppe?/entries)"
	stop "$server_pid"
	want="$n $((n * (size + 28))) $n $((n * (size + 28)))"
	busywait 5000 ct_count_is "$want" udp 40001
	check_err $? "conntrack counts $(ct_count udp 40001), expected $want"
	nft_flush
	busywait 2000 all_gone
	check_err $? "entries are left after the ruleset went"
	check_eq "violations" "$(head -n 1 $sim/violations)" 0
	log_test "$name"
}

modules_load 3 && bridged wire0 sim0 sim2 || bail "cannot build the topology"
through "the bridge strips the tag" sim0 sim2 "vlan=0,0 layer=0"
topology_down
modules_unload || fail "the modules do not unload"

if have_switch; then
	modules_load_switch 2 2 && bridged cable0 lan0 lan1 || bail "cannot build the topology"
	through "the switch strips the tag" lan0 lan1 "vlan=0,0 layer=1 dsa=0x1"
else
	log_skip "the switch strips the tag" "this kernel has no DSA tagger of MediaTek"
fi
