#!/bin/bash
# runs: timed
# A flow ends when the station behind a bridge moves, or the bridge is another.
#
#   client --- sim0 \
#                     br0 (router) --- sim1 --- server
#   (moved) -- sim2 /
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/stale_lib.sh
. "$(dirname "$0")/stale_lib.sh"
need nft conntrack ip bridge timeout
elsewhere=elsewhere
extra_ns=("$elsewhere")
devices='sim0, sim1, sim2'

bridge_up()
{
	ns_add $elsewhere &&
	ip link set wire2 netns $elsewhere &&
	ip -n $elsewhere -batch - <<-END &&
	link set wire2 address $client_mac up
	addr add 10.0.1.77/24 dev wire2
	END
	ip link set sim2 netns $router &&
	ip -n $router -batch - <<-END || return
	addr flush dev sim0
	link add br0 address $(mac_of $router sim0) type bridge
	link set sim0 master br0
	link set sim2 master br0
	link set sim2 up
	link set br0 up
	addr add $lan_ip/24 dev br0
	END
	neighbour_back &&
	busywait 5000 forwarding sim0 && busywait 5000 forwarding sim2
}

# A port learns nothing before its link has been seen to be up.
forwarding() { bridge -n $router link show dev "$1" | grep -q 'state forwarding'; }

neighbour_back()
{
	ip -n $router neigh replace $client_ip lladdr "$client_mac" dev br0 nud permanent
}

# A frame of it comes in by the other port. The bridge tells nobody of an entry
# that "bridge fdb add ... dynamic" made, so it must be a real one.
moves()
{
	run $elsewhere bash -c "echo >/dev/udp/$lan_ip/9"
}

moves_back()
{
	run $client bash -c "echo >/dev/udp/$lan_ip/9" &&
	bridge -n $router fdb get "$client_mac" br br0 | grep -q 'dev sim0'
}

fdb_aged() { bridge -n $router fdb del "$client_mac" dev sim0 master; }
fdb_again() { moves_back; }
fdb_other() { bridge -n $router fdb replace 02:00:00:00:66:66 dev sim2 master dynamic; }
bridge_down() { ip -n $router link set br0 down; }
bridge_again() { ip -n $router link set br0 up; neighbour_back; }
filtering_on() { ip -n $router link set br0 type bridge vlan_filtering 1; }
filtering_off() { ip -n $router link set br0 type bridge vlan_filtering 0; }
pvid_changes() { bridge -n $router vlan add dev sim0 vid 9 pvid untagged; }
pvid_back() { bridge -n $router vlan add dev sim0 vid 1 pvid untagged; }
leaves() { ip -n $router link set sim0 nomaster; }
joins() { ip -n $router link set sim0 master br0; }

topology 3
client_mac=$(mac_of $client wire0)
bridge_up || bail "no bridge"

event "bridge: station on another port" moves moves_back moves_back
no_event "bridge: another station" fdb_other
no_event "bridge: entry deleted, station still there" fdb_aged fdb_again
event "bridge: down" bridge_down '' bridge_again
event "bridge: VLAN filtering" filtering_on filtering_off
event "bridge: port leaves" leaves '' joins
report
