#!/bin/bash
# runs: long-events
# A flow ends when a device above the port changes: VLAN, bond, VRF, PPPoE session.
#
# experiment 17: what stands between a route and the port changes (report as in
# stale_neigh).
#
#   client --- sim0 router sim1 --- wire1 server
#                     sim1.7, bond0, ppp0 above sim1, one after the other
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/stale_lib.sh
. "$(dirname "$0")/stale_lib.sh"
# shellcheck source=tests/selftests/pppoe_lib.sh
. "$(dirname "$0")/pppoe_lib.sh"
need nft conntrack ip timeout pppd pppoe-server

vlan_far_ip=10.9.0.1

r() { ip -n $router "$@"; }
stale_nat() { :; }

# ---- VLAN ----------------------------------------------------------------

vlan_setup()
{
	ip -n $server link add link wire1 name wire1.7 type vlan id 7 &&
	ip -n $server link set wire1.7 up &&
	ip -n $server addr add 10.0.7.2/24 dev wire1.7 &&
	ip -n $server route replace 10.0.1.0/24 via 10.0.7.1 &&
	vlan_again
}

vlan_again()
{
	r link add link sim1 name sim1.7 type vlan id 7 &&
	r link set sim1.7 up && r addr add 10.0.7.1/24 dev sim1.7
}

vlan_down() { r link set sim1.7 down; }
vlan_up() { r link set sim1.7 up; }
vlan_gone() { r link del sim1.7; }
vlan_mtu() { r link set sim1.7 mtu 1400; }
vlan_mtu_back() { r link set sim1.7 mtu 1500; }
vlan_mac() { r link set sim1.7 address 02:00:00:00:07:07; }
vlan_mac_back()
{
	r link set sim1.7 address "$(mac_of $router sim1)"
	ip -n $server neigh flush dev wire1.7
}

# A gateway in the VLAN that has its MAC address outside of it, too, as a router has:
# what happens in the VLAN concerns what goes through the VLAN. Which of its addresses
# the kernel walks by first is a matter of its hash.
vlan_far_setup()
{
	local addr mac
	mac=$(mac_of $server wire1)
	ip -n $server addr add $vlan_far_ip/32 dev lo || return
	for addr in 10.0.2.2 10.0.2.200 10.0.2.201 10.0.2.202 10.0.2.203; do
		r neigh replace $addr lladdr "$mac" dev sim1 nud permanent || return
	done
	r route add 10.9.0.0/24 via 10.0.7.2 && vlan_gateway_stays
}

vlan_gateway_moves() { r neigh replace 10.0.7.2 lladdr 02:00:00:00:07:99 dev sim1.7 nud permanent; }
vlan_gateway_stays() { r neigh replace 10.0.7.2 lladdr "$(mac_of $server wire1)" dev sim1.7 nud permanent; }

vlan_far_down()
{
	local addr
	for addr in 10.0.2.200 10.0.2.201 10.0.2.202 10.0.2.203; do
		r neigh del $addr dev sim1
	done
	r route del 10.9.0.0/24
	r neigh del 10.0.7.2 dev sim1.7
	ip -n $server addr del $vlan_far_ip/32 dev lo
}

vlan_events()
{
	vlan_setup || bail "no VLAN"
	export to_ip=10.0.7.2
	event "VLAN: down" vlan_down '' vlan_up
	# MT7986 has a limit per port, not per VLAN: nothing offloads by this one meanwhile.
	event "VLAN: MTU" vlan_mtu '' vlan_mtu_back
	event "VLAN: MAC address" vlan_mac vlan_mac_back
	vlan_far_setup || bail "no gateway in the VLAN"
	to_ip=$vlan_far_ip
	event "VLAN: its gateway has another MAC address" vlan_gateway_moves '' vlan_gateway_stays
	event "VLAN: MTU, by a gateway" vlan_mtu '' vlan_mtu_back
	vlan_far_down
	to_ip=10.0.7.2
	event "VLAN: deleted" vlan_gone '' vlan_again
	vlan_gone
	ip -n $server link del wire1.7
	unset to_ip
}

# ---- VRF -----------------------------------------------------------------

vrf_enters() { r link set sim1 master vrf9; }
vrf_leaves() { r link set sim1 nomaster; }

vrf_events()
{
	r link add vrf9 type vrf table 9 && r link set vrf9 up || bail "no VRF"
	event "VRF: the port moves into one" vrf_enters '' vrf_leaves
	r link del vrf9
}

# ---- bond ----------------------------------------------------------------

# The port is a member: the flowtable has the bond, which no engine serves, and its
# flows run in software with a frozen MAC address.
bond_setup()
{
	modprobe -q bonding max_bonds=0 || : # built in, here and there
	r link set sim1 down && r addr flush dev sim1 &&
	r link add bond0 type bond mode active-backup miimon 100 &&
	r link set sim1 master bond0 && r link set bond0 up &&
	r addr add $wan_ip/24 dev bond0 && bond_neighbours
}

bond_neighbours()
{
	r neigh replace $server_ip lladdr "$(mac_of $server wire1)" dev bond0 nud permanent &&
	ip -n $server neigh replace $wan_ip lladdr "$(mac_of $router bond0)" dev wire1 nud permanent
}

bond_down() { r link set bond0 down; }
bond_up() { r link set bond0 up && bond_neighbours && busywait 5000 bond_runs; }
bond_runs() { r link show dev bond0 | grep -q LOWER_UP; }
bond_mac() { r link set bond0 address 02:00:00:00:0b:0b; }
bond_mac_told() { bond_neighbours; }

bond_events()
{
	bond_setup && busywait 5000 bond_runs || bail "no bond"
	devices='sim0, bond0'
	modes=sw event "bond: down" bond_down '' bond_up
	modes=sw event "bond: MAC address" bond_mac '' bond_mac_told
	unset devices
	r link del bond0
}

# ---- PPPoE ---------------------------------------------------------------

ppp_down() { r link set ppp0 down; }

# until the kernel knows: pppd takes its time for a farewell.
session_ends() { kill "$near_pid" && busywait 10000 ppp0_down; }
far_ends() { stop "$far_pid" && busywait 10000 ppp0_down; }
ppp0_down() { ! r link show dev ppp0 up 2>/dev/null | grep -q UP; }

# session NAME EVENT: the session is over afterwards; that is all there is to see.
session()
{
	local mode
	for mode in ${modes:-hw sw}; do
		dial wire1 sim1
		ip -n $server route replace 10.0.1.0/24 dev ppp1
		flow_up $mode
		ends $mode "$2"
		open
		flow_down $mode
		stop "$near_pid" "$far_pid"
		busywait 10000 ppp_gone
		check_err $? "ppp devices are left"
		log_test "$1 ($mode)"
	done
}

ppp_events()
{
	far_pppd
	export to_ip=$far_ip
	session "PPPoE: ppp0 down" ppp_down
	session "PPPoE: session ended by us" session_ends
	session "PPPoE: session ended by the other side" far_ends
	unset to_ip
}

find_plugin
topology
vrf_events
vlan_events
ppp_events
bond_events
report
