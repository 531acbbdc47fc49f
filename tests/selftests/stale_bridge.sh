#!/bin/bash
# runs: timed
# A flow ends when the station behind a bridge moves, or the bridge is another.
#
# experiment 17: a station roams (firewall4 PR 102: connections that stop when a phone
# changes the access point, with offload only).
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
need nft conntrack ip bridge timeout python3

fdb_aged() { bridge -n $router fdb del "$client_mac" dev sim0 master; }
fdb_again() { moves_back; }
fdb_other() { bridge -n $router fdb replace 02:00:00:00:66:66 dev sim2 master dynamic; }
bridge_down() { ip -n $router link set br0 down; }
bridge_again() { ip -n $router link set br0 up; neighbour_back; }
filtering_on() { ip -n $router link set br0 type bridge vlan_filtering 1; }
filtering_off() { ip -n $router link set br0 type bridge vlan_filtering 0; }
# What comes in by sim0 belongs to another VLAN than the bridge itself from now on.
pvid_changes() { bridge -n $router vlan add dev sim0 vid 9 pvid untagged; }
pvid_back() { bridge -n $router vlan del dev sim0 vid 9; vlan_back; }
vlan_back() { bridge -n $router vlan add dev sim0 vid 1 pvid untagged && heard_in_vlan; }
heard_in_vlan()
{
	run $client bash -c "echo >/dev/udp/$lan_ip/9" &&
	bridge -n $router fdb get "$client_mac" br br0 vlan 1 | grep -q 'dev sim0'
}
vlan_gone() { bridge -n $router vlan del dev sim0 vid 1; }
blocked() { bridge -n $router link set dev sim0 state 4; }
unblocked() { bridge -n $router link set dev sim0 state 3; }
leaves() { ip -n $router link set sim0 nomaster; }
joins() { ip -n $router link set sim0 master br0; }

# Spanning trees of VLANs: VLAN 1 is in the first.
mst() { in_ns $router "$selftests/bridge_mst.py" "$@"; }
mst_blocks() { mst state sim0 1 4; }
mst_forwards() { mst state sim0 1 3; }
mst_other() { mst map br0 1 2; }
# A tree without VLANs forgets the state of its ports.
mst_first() { mst map br0 1 1 && mst_forwards && mst state sim2 1 3; }
vlans_1()
{
	local dev
	for dev in sim0 sim2; do
		bridge -n $router vlan "$1" dev $dev vid 1 "${@:2}" || return
	done
	bridge -n $router vlan "$1" dev br0 vid 1 self "${@:2}"
}

# It is a choice for a bridge without VLANs.
mst_up()
{
	filtering_on && vlans_1 del && mst enable br0 && vlans_1 add pvid untagged &&
		mst_first && heard_in_vlan
}

topology 3
client_mac=$(mac_of $client wire0)
bridge_up || bail "no bridge"

event "bridge: station on another port" moves moves_back moves_back
no_event "bridge: another station" fdb_other
no_event "bridge: entry deleted, station still there" fdb_aged fdb_again
event "bridge: down" bridge_down '' bridge_again
event "bridge: VLAN filtering" filtering_on filtering_off
filtering_on && heard_in_vlan || bail "no VLANs on the bridge"
event "bridge: PVID of the port" pvid_changes '' pvid_back
event "bridge: VLAN of the port removed" vlan_gone '' vlan_back
filtering_off && moves_back || bail "the bridge does not forget VLANs"
event "bridge: spanning tree blocks the port" blocked '' unblocked
event "bridge: port leaves" leaves '' joins
mst_up || bail "no multiple spanning trees"
event "bridge: the spanning tree of a VLAN blocks the port" mst_blocks '' mst_forwards
event "bridge: a VLAN moves to another spanning tree" mst_other '' mst_first
report
