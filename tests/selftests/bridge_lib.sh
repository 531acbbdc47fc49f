# shellcheck shell=bash
# A bridge on the router, for tests; sourced after lib.sh. The station "client" can
# be heard by another port, too: "elsewhere" has its MAC address.
#
#   client --- sim0 \
#                     br0 (router) --- sim1 --- server
#   (moved) -- sim2 /

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
