#!/bin/bash
# runs: debug stock
# Flowtables of devices that an engine serves and devices that none does.
#
# Beside the usual picture there is a guest on a veth, which no engine knows:
#
#   guest (guest0 10.0.3.2) ---- lan2 10.0.3.1 (router)
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip timeout
guest=guest
extra_ns=("$guest")

guest_add()
{
	ns_add $guest &&
	ip link add lan2 type veth peer name guest0 &&
	host_add $guest guest0 3 && port_add lan2 3 &&
	neighbours $guest guest0 lan2 3
}

# flowtable DEVICES: how the status shows it, e.g. "sim0=mtk-ppe lan2=software"
served()
{
	sed -n 's/^flowtable f netns=[0-9]* flows=[0-9]* entries=[0-9]* //p' $core/status |
		tr ' ' '\n' | sort | tr '\n' ' ' | sed 's/ $//'
}

no_flowtable() { ! grep -q ^flowtable $core/status; }

# The usual rules, and the guest may talk to everybody.
mixed_rules()
{
	ruleset 'flags offload' "$1"
	echo 'add rule inet fw forward iifname lan2 ct state new accept'
}

plain_refused()
{
	local check
	for check in -c ''; do
		ruleset 'flags offload' lan2 | in_ns $router nft $check -f - 2>"$tmp/err"
		check_fail $? "nft $check accepts a flowtable of plain devices"
		grep -q "Operation not supported" "$tmp/err"
		check_err $? "nft $check says: $(<"$tmp/err")"
		busywait 2000 no_flowtable
		check_err $? "a flowtable is left: $(<$core/status)"
	done
	dmesg | tail -n 5 | grep -q 'nf_flow_hw: lan2: '
	check_err $? "the log does not name the device"
	log_test "a flowtable of plain devices is refused, by nft -c too"
	# Without the flag it is nobody's business.
	ruleset '' lan2 | nft_router
	check_err $? "a software flowtable of plain devices is refused"
	no_flowtable
	check_err $? "a software flowtable shows up in the status"
	nft_flush
	log_test "a software flowtable is not ours"
}

# accepted DEVICES: in this order.
accepted()
{
	ruleset 'flags offload' "$1" | in_ns $router nft -c -f -
	check_err $? "nft -c refuses $1"
	busywait 2000 no_flowtable
	check_err $? "nft -c leaves a flowtable: $(<$core/status)"
	ruleset 'flags offload' "$1" | nft_router
	check_err $? "nft refuses $1"
	check_eq "devices" "$(served)" "lan2=software sim0=$backend sim1=$backend"
	nft_flush
	busywait 2000 no_flowtable
	check_err $? "the flowtable is left: $(<$core/status)"
	log_test "$1 is accepted, by nft -c too"
}

# flow NAME NS PORT LOSE: endless UDP to the server.
flow()
{
	start "$1" "$2" pingpong --count 0 --source "$3" --lose "$4" --timeout 500 $server_ip 5001
}

flow_goes_on()
{
	local before
	before=$(port_stat sim1 "$1")
	busywait 3000 stat_above sim1 "$1" $((before + 20))
	check_err $? "no traffic ($1 of sim1)"
}

stat_above() { [ "$(port_stat "$1" "$2")" -gt "$3" ]; }

plain_in_software()
{
	local before
	before=$(reject_stat ingress-device)
	mixed_rules "sim0, sim1, lan2" | nft_router || bail "no ruleset"
	flow guest $guest 40030 0
	guest_pid=$pid
	busywait 3000 ct_flag_is OFFLOAD udp 40030
	check_err $? "the guest's flow is not in the flowtable: $(ct_line udp 40030)"
	busywait 3000 reject_above ingress-device "$before"
	check_err $? "the refusal is not counted"
	flow_goes_on from_cpu
	check_eq "bound entries" "$(bound)" 0
	ct_flag_is HW_OFFLOAD udp 40030
	check_fail $? "HW_OFFLOAD for a flow in software"
	log_test "flows of a plain device stay in software"

	flow client $client 40031 0
	busywait 3000 bound_is 2
	check_err $? "bound entries: $(bound), expected 2"
	flow_goes_on hw_out
	log_test "beside them flows of the PPE's ports are in hardware"
}

# join DEVICE: nft repeats the flags, or the kernel sees a change of them.
join()
{
	nft_router <<-END
	add flowtable inet fw f { hook ingress priority 0; devices = { $1 }; flags offload; counter; }
	END
}

# Runs with both flows alive.
device_leaves()
{
	nft_router <<<'delete flowtable inet fw f { hook ingress priority 0; devices = { sim1 }; }'
	check_err $? "nft refuses to remove a device"
	check_eq "bound entries" "$(bound)" 0
	check_eq "entries of the driver" "$(used)" 0
	check_eq "devices" "$(served)" "lan2=software sim0=$backend"
	flow_goes_on from_cpu
	log_test "removing a device from the flowtable removes its entries"

	join sim1
	check_err $? "nft refuses to add the device again"
	busywait 5000 bound_is 2
	check_err $? "the flow does not return to hardware: $(bound) entries, expected 2"
	log_test "adding it again brings the flow back"
}

plain_unregisters()
{
	stop "$guest_pid"
	ip -n $router link del lan2
	check_err $? "cannot delete the veth"
	check_eq "devices" "$(served)" "sim0=$backend sim1=$backend"
	bound_is 2
	check_err $? "bound entries: $(bound), expected 2"
	flow_goes_on hw_out
	log_test "a plain device that unregisters disturbs nobody"
}

plain_joins()
{
	guest_again || bail "no guest"
	join lan2
	check_err $? "nft refuses to add a plain device"
	check_eq "devices" "$(served)" "lan2=software sim0=$backend sim1=$backend"
	bound_is 2
	check_err $? "bound entries: $(bound), expected 2"
	log_test "a plain device joins a flowtable in use"
}

guest_again()
{
	ip link add lan2 type veth peer name guest0 &&
	host_add $guest guest0 3 && port_add lan2 3
}

link_down()
{
	ip -n $router link set sim1 down
	check_eq "bound entries" "$(bound)" 0
	check_eq "entries of the driver" "$(used)" 0
	log_test "a port that goes down takes its entries along"
}

topology
guest_add || bail "no guest"
plain_refused
accepted "sim0, sim1, lan2"
accepted "lan2, sim0, sim1"
udp_server $server $server_ip 5001
plain_in_software
device_leaves
plain_unregisters
plain_joins
link_down
