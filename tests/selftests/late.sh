#!/bin/bash
# runs: kernel
# Devices that appear after the flowtable that names them (kernels that allow it,
# from 6.16 on): a port of the engine joins in hardware, a plain one in software,
# and a flow of both of them is forwarded as if they had been there before.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip

served()
{
	sed -n 's/^flowtable f netns=[0-9]* flows=[0-9]* entries=[0-9]* //p' $core/status |
		tr ' ' '\n' | sort | tr '\n' ' ' | sed 's/ $//'
}

served_is() { [ "$(served)" = "$1" ]; }

topology

# Only the name is missing: the same rules with both names are loaded right after.
names_must_exist()
{
	ruleset 'flags offload' 'sim0, late0' | in_ns $router nft -f - 2>"$tmp/err" && return 1
	grep -q 'No such file or directory' "$tmp/err"
	check_err $? "nft says: $(<"$tmp/err")"
	ruleset 'flags offload' 'sim0, sim1' | nft_router
	check_err $? "the same rules with a name that exists are refused"
	nft_flush
}

plain_appears()
{
	check_eq "devices" "$(served)" "sim0=$backend"
	ip link add late0 type veth peer name late1 && ip link set late0 netns $router
	busywait 3000 served_is "late0=software sim0=$backend"
	check_err $? "devices: $(served)"
	ip -n $router link del late0
	busywait 3000 served_is "sim0=$backend"
	check_err $? "devices after it went: $(served)"
	nft_flush
	log_test "a plain device appears and goes"
}

# Both ports leave the namespace and come back under a flowtable that names them.
ports_appear()
{
	local dev
	for dev in sim0 sim1; do
		ip -n $router link set $dev netns 1 || bail "$dev does not leave"
	done
	ruleset | nft_router
	check_err $? "refused while no device is there"
	check_eq "devices" "$(served)" ""
	port_add sim0 1 && port_add sim1 2 &&
		ip -n $router neigh replace $client_ip lladdr "$(mac_of $client wire0)" dev sim0 nud permanent &&
		ip -n $router neigh replace $server_ip lladdr "$(mac_of $server wire1)" dev sim1 nud permanent ||
		bail "the ports do not come back"
	busywait 3000 served_is "sim0=$backend sim1=$backend"
	check_err $? "devices: $(served)"
	udp_server $server $server_ip 5001
	start client $client pingpong --count 0 --source 40050 --lose 100000 --timeout 500 $server_ip 5001
	busywait 5000 bound_is 2
	check_err $? "$(bound) entries, expected 2"
	nft_flush
	bound_is 0
	check_err $? "$(bound) entries left"
	log_test "ports of the engine appear, and their flows are in hardware"
}

if names_must_exist; then
	log_skip "devices that appear later" "this kernel wants the devices of a flowtable to exist"
else
	plain_appears
	ports_appear
fi
