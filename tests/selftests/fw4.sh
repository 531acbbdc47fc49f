#!/bin/bash
# runs: stock
# What OpenWrt's firewall4 emits works unmodified, on ports named as there, and the
# drop-ins for /etc/nftables.d/ do what they say.
#
#   client  wire0 --- lan1 \                    / wan   --- wire1    server 10.0.2.2
#   client2 wire2 --- lan2 -- br-lan 10.0.1.1  -- wan.7 --- wire1.7         10.0.7.2
#                                               \ pppoe-wan (no session here)
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip bridge timeout python3
client2=client2
extra_ns=("$client2")
NO_IPV6=1
dropins=$repo/packaging/openwrt/nft-offload/files/nftables.d
ports='"lan1", "lan2", "pppoe-wan", "wan"'

rename()
{
	ip -n $router -batch - <<-END
	addr flush dev $1
	link set $1 down
	link set $1 name $2
	END
}

forwarding() { bridge -n $router link show dev "$1" | grep -q 'state forwarding'; }

bridge_up()
{
	ip link set sim2 netns $router && ip link set wire2 netns $client2 &&
	rename sim0 lan1 && rename sim2 lan2 &&
	ip -n $router -batch - <<-END &&
	link add br-lan address $(mac_of $router lan1) type bridge
	link set lan1 master br-lan up
	link set lan2 master br-lan up
	link set br-lan up
	addr add 10.0.1.1/24 dev br-lan
	neigh replace 10.0.1.2 lladdr $(mac_of $client wire0) dev br-lan nud permanent
	END
	ip -n $client2 -batch - <<-END &&
	addr add 10.0.1.3/24 dev wire2
	link set wire2 up
	route add default via 10.0.1.1
	END
	busywait 5000 forwarding lan1 && busywait 5000 forwarding lan2
}

# The qdisc of a device begins to send when its operational state follows the carrier.
up() { ip -n "$1" link show dev "$2" | grep -q 'state UP'; }

# A PPP device has neither MAC nor ndo_setup_tc; nor has a TUN device.
uplinks_up()
{
	local server_mac
	server_mac=$(mac_of $server wire1)
	rename sim1 wan &&
	{ [ -e /dev/net/tun ] || modprobe -q tun; } && in_ns $router ip tuntap add pppoe-wan mode tun &&
	ip -n $server -batch - <<-END &&
	link add link wire1 name wire1.7 type vlan id 7
	link set wire1.7 up
	addr add 10.0.7.2/24 dev wire1.7
	neigh add 10.0.7.1 lladdr $(mac_of $router wan) dev wire1.7 nud permanent
	END
	ip -n $router -batch - <<-END
	link set wan up
	addr add 10.0.2.1/24 dev wan
	neigh replace 10.0.2.2 lladdr $server_mac dev wan nud permanent
	link add link wan name wan.7 type vlan id 7
	link set wan.7 up
	addr add 10.0.7.1/24 dev wan.7
	neigh replace 10.0.7.2 lladdr $server_mac dev wan.7 nud permanent
	link set pppoe-wan up
	END
	busywait 5000 up $router wan && busywait 5000 up $router wan.7 &&
		busywait 5000 up $server wire1.7
}

# As fw4 asks whether hardware offload is possible; -c changes nothing.
probe()
{
	in_ns $router nft -c "
		add table inet fw4-hw-offload-test;
		add flowtable inet fw4-hw-offload-test ft {
			hook ingress priority 0;
			devices = { $1 };
			flags offload;
		}
	" 2>/dev/null
}

# fw4 DEVICES [FLAGS]: the ruleset of two zones, lan and wan (masqueraded), with
# flow offloading to DEVICES, none if empty.
fw4()
{
	printf 'table inet fw4\nflush table inet fw4\n'
	! in_ns $router nft --terse --json list flowtables inet |
		grep -q '"name": "ft", "table": "fw4"' ||
		echo "delete flowtable inet fw4 ft"
	echo "table inet fw4 {"
	[ -z "$1" ] || cat <<-END
		flowtable ft {
			hook ingress priority 0;
			devices = { $1 };
			counter;
			$2
		}
	END
	cat <<-END
		define lan_devices = { "br-lan" }
		define wan_devices = { "wan", "wan.7", "pppoe-wan" }

		include "$tmp/nftables.d/*.nft"

		chain forward {
			type filter hook forward priority filter; policy drop;
			${1:+meta l4proto { tcp, udp \} flow offload @ft;}
			ct state established,related accept comment "!fw4: Allow forwarded established and related flows"
			ct state invalid drop comment "!fw4: Drop flows with invalid conntrack state"
			iifname "br-lan" jump forward_lan comment "!fw4: Handle lan IPv4/IPv6 forward traffic"
		}
		chain forward_lan {
			oifname \$wan_devices counter accept comment "!fw4: accept wan IPv4/IPv6 traffic"
		}
		chain srcnat {
			type nat hook postrouting priority srcnat; policy accept;
			oifname \$wan_devices meta nfproto ipv4 masquerade comment "!fw4: Masquerade IPv4 wan traffic"
		}
		chain mangle_forward {
			type filter hook forward priority mangle; policy accept;
			iifname \$wan_devices tcp flags & (fin | syn | rst) == syn tcp option maxseg size set rt mtu comment "!fw4: Zone wan IPv4/IPv6 ingress MTU fixing"
			oifname \$wan_devices tcp flags & (fin | syn | rst) == syn tcp option maxseg size set rt mtu comment "!fw4: Zone wan IPv4/IPv6 egress MTU fixing"
		}
	}
	END
}

# reload DEVICES [FLAGS]: in one batch, like `fw4 reload`.
reload()
{
	fw4 "$@" >"$tmp/ruleset"
	in_ns $router nft -f "$tmp/ruleset" 2>"$tmp/err"
}

# As `fw4 restart` begins.
flush()
{
	in_ns $router nft delete table inet fw4
	in_ns $router conntrack -F 2>/dev/null
	busywait 2000 all_gone
	check_err $? "entries are left after table fw4 went"
}

no_flowtable() { ! grep -q ^flowtable $core/status; }

hw_moves()
{
	local hw
	hw=$(hw_packets)
	busywait 5000 hw_packets_above $((hw + 20))
	check_err $? "$1: no packets in hardware"
}

hw_stands()
{
	local hw
	hw=$(hw_packets)
	sleep 0.3
	check_eq "$1: packets in hardware" "$(hw_packets)" "$hw"
}

unhurt()
{
	local one
	for one; do
		kill -0 "$one" 2>/dev/null
		check_err $? "the traffic ended: $(tail -n 3 "$tmp"/*.out)"
	done
}

servers_up()
{
	local port
	for port in 5001 5002 5003 5004; do
		start server$port $server pingpong -l --ready "$tmp/ready$port" 0.0.0.0 $port
	done
	for port in 5001 5002 5003 5004; do
		ready "$tmp/ready$port" || bail "no server"
	done
}

# A server for one connection.
tcp_server_up()
{
	rm -f "$tmp/ready"
	start "tcp$1" $server pingpong -l --tcp --ready "$tmp/ready" 10.0.2.2 "$1"
	ready "$tmp/ready" || bail "no TCP server"
}

# flow NAME NS SOURCE-PORT ADDRESS PORT [OPTION…]; sets pid.
flow()
{
	start "$1" "$2" pingpong --count 0 --source "$3" --timeout 1000 "${@:6}" "$4" "$5"
}

probes()
{
	probe "$ports"
	check_err $? "the probe over all devices fails"
	busywait 2000 no_flowtable
	check_err $? "the probe leaves a flowtable: $(<$core/status)"
	probe '"br-lan", "pppoe-wan"'
	check_fail $? "the probe over plain devices says that there is hardware"
	log_test "fw4's probe: hardware over all devices, none over plain ones"
}

emitted()
{
	reload "$ports" "flags offload;"
	check_err $? "$(<"$tmp/err")"
	flow udp $client 40001 10.0.2.2 5001
	udp=$pid
	tcp_server_up 5010
	flow tcp $client2 40002 10.0.2.2 5010 --tcp
	tcp=$pid
	flow vlan $client 40003 10.0.7.2 5002
	vlan=$pid
	busywait 5000 bound_is 6
	check_err $? "bound entries: $(bound), expected 6"
	hw_moves "br-lan to wan and wan.7"
	entry 10.0.1.2:40001'->10.0.2.2:5001' "10.0.2.1:40001->10.0.2.2:5001"
	check_err $? "no entry of br-lan to wan: $(cat $sim/ppe?/entries)"
	log_test "fw4's ruleset: bridge, VLAN and masquerading in hardware"
}

reloads()
{
	local i
	for i in 1 2; do
		reload "$ports" "flags offload;"
		check_err $? "reload $i: $(<"$tmp/err")"
		busywait 5000 bound_is 6
		check_err $? "after reload $i $(bound) entries are bound, expected 6"
		hw_moves "reload $i"
	done
	check_eq "flowtables" "$(grep -c ^flowtable $core/status)" 1
	unhurt "$udp" "$tcp" "$vlan"
	log_test "fw4's reload under traffic: flows return to hardware"
	# flow_offloading without flow_offloading_hw; fw4 names what the zones name.
	reload '"br-lan", "wan", "wan.7"' ""
	check_err $? "$(<"$tmp/err")"
	check_eq "bound entries" "$(bound)" 0
	no_flowtable
	check_err $? "a software flowtable shows up in the status"
	hw_stands "flow_offloading"
	# It goes by a port of br-lan, which this flowtable does not name.
	if kernel_offers_all; then
		busywait 5000 ct_flag_is OFFLOAD udp 40001
		check_err $? "not in fw4's flowtable: $(ct_line udp 40001)"
	fi
	unhurt "$udp" "$tcp" "$vlan"
	stop "$udp" "$tcp" "$vlan"
	flush
	log_test "flow_offloading without flow_offloading_hw stays in software"
	kernel_offers_all ||
		log_skip "flow_offloading: a bridge's flows are in fw4's flowtable" \
			"Linux $(uname -r) takes none whose port it does not name"
}

dropin() { cp "$dropins/$1" "$tmp/nftables.d/"; }

pft()
{
	dropin 10-nft-offload-pft.nft
	reload "$ports" "flags offload;"
	check_fail $? "one port in two flowtables of a table"
	grep -q 'File exists' "$tmp/err"
	check_err $? "nft says: $(<"$tmp/err")"
	reload ''
	check_err $? "$(<"$tmp/err")"
	flow udp $client 40011 10.0.2.2 5001
	udp=$pid
	busywait 5000 bound_is 2
	check_err $? "bound entries: $(bound), expected 2"
	hw_moves "chain lans"
	reload ''
	check_err $? "reload: $(<"$tmp/err")"
	# pft lives on: nobody takes the flow out of hardware.
	check_eq "bound entries after the reload" "$(bound)" 2
	hw_moves "after the reload"
	unhurt "$udp"
	stop "$udp"
	flush
	log_test "drop-in pft: chain lans offloads beside fw4's rules, reloads do not disturb it"
}

# seen SOURCE-PORT: packets that the rules have seen of this connection.
seen()
{
	in_ns $router nft list chain inet see passing |
		sed -n "s/.*port $1 counter packets \([0-9]*\) .*/\1/p"
}

seen_above() { [ "$(seen "$1")" -gt "$2" ]; }

kept_one()
{
	local n
	n=$(seen "$1")
	busywait 5000 seen_above "$1" $((n + 20))
	check_err $? "$2: the rules see no packets ($n)"
	ct_line "${@:3}" | grep -q OFFLOAD
	check_fail $? "$2 is offloaded: $(ct_line "${@:3}")"
}

# UDP by its kind, the others by mark, class and port: of TCP.
kept()
{
	dropin 20-nft-offload-keep.nft
	{
		printf '%s\n' "table inet see {" "chain passing {" \
			"type filter hook forward priority 10;" \
			"udp sport 40021 counter" "tcp sport 40022 counter" \
			"tcp sport 40023 counter" "tcp sport 40024 counter" \
			"tcp sport 40025 counter" "}" \
			"chain marks {" "type filter hook prerouting priority mangle;" \
			"tcp sport 40022 meta mark set 0x10" \
			"tcp sport 40023 ip dscp set ef" "}" "}"
	} | nft_router || bail "no counters"
	reload ''
	check_err $? "$(<"$tmp/err")"
	local port
	for port in 5022 5023 22 5025; do
		tcp_server_up $port
	done
	flow udp $client 40021 10.0.2.2 5001
	flow mark $client 40022 10.0.2.2 5022 --tcp
	flow class $client 40023 10.0.2.2 5023 --tcp
	flow log $client 40024 10.0.2.2 22 --tcp
	flow other $client 40025 10.0.2.2 5025 --tcp
	busywait 5000 bound_is 2
	check_err $? "bound entries: $(bound), expected 2"
	kept_one 40021 UDP udp 40021
	kept_one 40022 "a marked connection" tcp 40022
	kept_one 40023 "a QoS class" tcp 40023
	kept_one 40024 "a logged connection" tcp 40024
	check_eq "bound entries" "$(bound)" 2
	ct_flag_is HW_OFFLOAD tcp 40025
	check_err $? "what is not kept is not offloaded: $(ct_line tcp 40025)"
	log_test "drop-in keep: UDP, marks, classes and logged flows stay on the CPU, others do not"
}

topology 3
ns_add $client2 && bridge_up && uplinks_up || bail "cannot build the router"
mkdir "$tmp/nftables.d"
servers_up
probes
emitted
reloads
pft
kept
