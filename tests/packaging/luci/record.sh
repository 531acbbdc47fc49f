#!/bin/bash
# Record in a VM what nft-offload says of real traffic, to /share/busy: for the
# tests of the LuCI page. And what it says without the module, to /share/nomodule.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/../../selftests/lib.sh"
PATH=$repo/build/tools:$PATH
guest=guest
extra_ns=("$guest")

record()
{
	local dir=$1 name
	shift
	name=$(IFS=_; echo "$*")
	in_ns $router nft-offload --json "$@" >"$dir/$name.out" 2>"$dir/$name.err"
	echo $? >"$dir/$name.code"
}

record_all()
{
	mkdir -p "$1"
	record "$1" status
	record "$1" rejects
	record "$1" doctor
	record "$1" flows --top 15
	record "$1" watch --interval 1 --count 1
}

rename()
{
	ip -n $router link set "$1" down
	ip -n $router link set "$1" name "$2"
	ip -n $router link set "$2" up
}

guest_up()
{
	ns_add $guest && ip link add lan2 type veth peer name guest0 &&
	host_add $guest guest0 3 && port_add lan2 3 && neighbours $guest guest0 lan2 3
}

# Some in hardware, one from a port without an engine, one with IPv6 NAT.
flows_up()
{
	local i
	start server6 $server pingpong -l --ready "$tmp/ready6" $server_ip6 5006
	for i in 1 2 3 4 5; do
		start server$i $server pingpong -l --ready "$tmp/ready$i" $server_ip 500$i
	done
	for i in 1 2 3 4 5 6; do
		busywait 5000 test -e "$tmp/ready$i" || bail "no server"
	done
	for i in 1 2 3 4; do
		start flow$i $client pingpong --count 0 --source 4000$i --size $((i * 300)) \
			--interval $((i * 900)) $server_ip 500$i
	done
	start flow6 $client pingpong --count 0 --source 40006 --interval 5000 $server_ip6 5006
	start guest $guest pingpong --count 0 --source 40005 --interval 3000 $server_ip 5005
}

seen_refused() { nft-offload --json flows state refused | grep -q '"id"'; }
refused() { in_ns $router bash -c "$(declare -f seen_refused); seen_refused"; }

ns_add $router || bail "no router"
record_all /share/nomodule
ip netns del $router
modules_load 2
topology
guest_up || bail "no guest"
rename sim0 lan1 && rename sim1 wan || bail "no names"
ip -n $router neigh replace $client_ip lladdr "$(mac_of $client wire0)" dev lan1 nud permanent
ip -n $router neigh replace $server_ip lladdr "$(mac_of $server wire1)" dev wan nud permanent
ip -n $router -batch - <<-END
addr replace fd00:1::1/64 dev lan1 nodad
addr replace fd00:2::1/64 dev wan nodad
neigh replace fd00:1::2 lladdr $(mac_of $client wire0) dev lan1 nud permanent
neigh replace fd00:2::2 lladdr $(mac_of $server wire1) dev wan nud permanent
END
{
	ruleset "flags offload" "lan1, lan2, wan" | sed 's/iifname "sim0"/iifname != "wan"/'
	nat '' 'oifname "wan" masquerade' | sed 's/^table ip nat/table inet nat/'
	echo 'add rule inet fw forward tcp dport 22 log prefix "ssh "'
} | nft_router || bail "no ruleset"
flows_up
busywait 8000 bound_is 8 || bail "bound entries: $(bound)"
busywait 8000 refused || bail "nothing is refused"
# The first poll of the counters.
sleep 5
record_all /share/busy
