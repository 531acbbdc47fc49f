#!/bin/bash
# runs: races
# Experiment 9, from inside: every step of ours that may fail returns an error on
# purpose, one after the other, whatever the hardware says. The kernel's own list of
# functions that may (ALLOW_ERROR_INJECTION) says which they are; one without a row here
# fails. Each error reaches whoever asked, under its own reason; software forwards and
# loses nothing; nothing is left; and the next attempt succeeds. (An engine that is
# stuck or silent: mtk_recover, mtk_hang, exp06_slow.)
#
# What it guards: errors in the middle of an add or a bind that nobody ever met
# (CVE-2024-27432: a failed stop; CVE-2023-54193, CVE-2026-23392: a failed bind).
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/fault_lib.sh
. "$selftests/fault_lib.sh"
need nft conntrack ip
need_fail_function

enomem=12 ebusy=16 enospc=28 eexist=17 exfull=54 etimedout=110 estale=116
tried=''

inject()
{
	[[ " $tried " == *" $1 "* ]] || tried+="${tried:+ }$1"
	fail_function_on "$1" "$2"
	check_err $? "$1 cannot be made to fail"
}

# heal WHAT: ends it, and it must have been met.
heal()
{
	local n
	n=$(fail_function_met)
	fail_function_off
	check_num "$1: calls that returned the error" "$n" -ge 1
}

no_flowtable() { ! grep -q ^flowtable $core/status; }
injected() { [ "$(fail_function_met)" -ge "$1" ]; }

# All messages were answered, conntrack has them all, and nothing stays.
flow_end()
{
	flow_stop "$1"
	flow_counted "$1"
	flow_forget "$1"
}

# bind_fails FUNCTION ERRNO TEXT: a new flowtable.
bind_fails()
{
	inject "$1" "$2"
	ruleset | nft_router 2>"$tmp/nft.err"
	check_fail $? "$1: the ruleset loads"
	heal "$1"
	grep -q "$3" "$tmp/nft.err" || fail "$1: nft says $(<"$tmp/nft.err"), expected $3"
	busywait 5000 no_flowtable
	check_err $? "$1: a flowtable is left: $(<$core/status)"
	ruleset | nft_router
	check_err $? "$1: the ruleset does not load afterwards"
	nft_flush
	busywait 5000 no_flowtable
	check_err $? "$1: a flowtable is left of the second attempt: $(<$core/status)"
	log_test "bind: $1 fails ($3)"
}

# join_fails FUNCTION ERRNO: a device that joins; the flow of the others stays in hardware.
join_fails()
{
	local before
	ip -n $router link add jn0 type dummy
	flow_start
	busywait 8000 bound_is 2
	check_err $? "$1: no flow in hardware: $(bound) entries"
	inject "$1" "$2"
	in_ns $router nft 'add flowtable inet fw f { hook ingress priority 0; devices = { jn0 }; flags offload; counter; }' 2>/dev/null
	check_fail $? "$1: the device joins"
	heal "$1"
	before=$(hw_packets)
	busywait 5000 hw_packets_above "$before"
	check_err $? "$1: no packet in hardware afterwards"
	check_eq "$1: entries" "$(bound)" 2
	flow_end "$1"
	ip -n $router link del jn0
	log_test "bind: $1 fails for a device that joins"
}

# add_fails FUNCTION ERRNO REASON; ERRNO 0 is NULL
add_fails()
{
	local before
	before=$(reject_stat "$3")
	inject "$1" "$2"
	flow_start
	busywait 8000 flow_sent 10
	check_err $? "$1: no packet passes: $(ct_line udp $port)"
	busywait 8000 reject_above "$3" "$before"
	check_err $? "$1: nothing counted as $3: $(grep -v ' 0$' $core/rejects)"
	check_eq "$1: entries" "$(bound)" 0
	heal "$1"
	busywait 8000 bound_is 2
	check_err $? "$1: the flow does not come into hardware: $(bound) entries"
	flow_end "$1"
	log_test "add: $1 fails ($3)"
}

# stats_fail FUNCTION ERRNO: counters that cannot be read are read later.
stats_fail()
{
	flow_start
	busywait 8000 bound_is 2
	check_err $? "$1: no flow in hardware: $(bound) entries"
	inject "$1" "$2"
	busywait 15000 injected 4
	check_err $? "$1: nobody reads counters"
	check_eq "$1: entries" "$(bound)" 2
	heal "$1"
	flow_end "$1"
	log_test "stats: $1 fails"
}

engines() { grep -c '^backend' $core/status; }

# probe_fails FUNCTION ERRNO: a second engine that does not come, under traffic of the
# first one.
probe_fails()
{
	flow_start
	busywait 8000 bound_is 2
	check_err $? "$1: no flow in hardware: $(bound) entries"
	inject "$1" "$2"
	modprobe nf_flow_hw_second_board || fail "$1: no second board"
	heal "$1"
	check_eq "$1: engines" "$(engines)" 1
	check_eq "$1: entries" "$(bound) $(core_entries)" "2 2"
	rmmod nf_flow_hw_second_board
	modprobe nf_flow_hw_second_board || fail "$1: no second board afterwards"
	check_eq "$1: engines afterwards" "$(engines)" 2
	rmmod nf_flow_hw_second_board
	check_eq "$1: engines in the end" "$(engines)" 1
	flow_end "$1"
	log_test "probe: $1 fails"
}

# The kernel's list, against ours.
rows_complete()
{
	local name missing=''
	for name in $(sed -n 's/^\([a-z0-9_]*\) \[nf_flow_hw[a-z_]*\].*/\1/p' $error_injection); do
		[[ " $tried " == *" $name "* ]] || missing+=" $name"
	done
	check_eq "functions that were never made to fail" "$missing" ""
	check_num "functions that can be made to fail" "$(grep -c '\[nf_flow_hw' $error_injection)" -ge 11
	log_test "every step that may fail did"
}

export NO_IPV6=1
topology
flow_watch
udp_server $server $server_ip 5001

bind_fails nf_flow_hw_table_create $enomem "Cannot allocate memory"
bind_fails nf_flow_hw_table_bind $ebusy "Device or resource busy"
bind_fails nf_flow_hw_backend_get $enomem "Cannot allocate memory"
bind_fails nf_flow_hw_offload_add_cb $enomem "Cannot allocate memory"

ruleset | nft_router || bail "no ruleset"
join_fails nf_flow_hw_table_bind $enomem
join_fails nf_flow_hw_backend_get $ebusy

add_fails nf_flow_hw_flow_create 0 no-memory
add_fails nf_flow_hw_hop_link $enomem no-memory
add_fails nf_flow_hw_hop_link $estale tombstone
add_fails mtk_ppe_bucket_add $enomem no-memory
add_fails mtk_ppe_bucket_add $enospc bucket-full
add_fails mtk_ppe_bucket_add $exfull table-full
add_fails mtk_ppe_bucket_add $eexist key-in-use
add_fails mtk_ppe_bucket_add $etimedout backend
add_fails mtk_ppe_bucket_add $ebusy backend

stats_fail mtk_ppe_table_stats $etimedout

probe_fails mtk_ppe_engine_init $enomem
probe_fails mtk_ppe_table_init $enomem
probe_fails nf_flow_hw_backend_register $ebusy

rows_complete
