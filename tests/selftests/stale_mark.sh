#!/bin/bash
# runs: stock arm64
# The mark of a connection changes while its flow is offloaded. That ends the flow
# if somebody asks for it: once, or every few seconds. Without that it stays.
#
# experiment 17: a policy that changes under a flow (1806_SDK#47 asks for a way to
# end such flows).
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/stale_lib.sh
. "$(dirname "$0")/stale_lib.sh"
need nft conntrack ip timeout python3

param=/sys/module/nf_flow_hw/parameters/revalidate

mark_set()
{
	in_ns $router "$selftests/ct_mark.py" $client_ip 40001 $server_ip 5001 "$1"
}

mark_new() { mark_set $((++mark)); }
mark=0

revalidate()
{
	check_eq "revalidate" "$(in_ns $router nft-offload revalidate)" "$1"
}

# The mark is given twice, since the second time nothing changes.
by_hand()
{
	local mode
	for mode in hw sw; do
		flow_up $mode
		revalidate "0 flows evicted"
		stays $mode mark_new
		revalidate "1 flow evicted"
		busywait 2000 not_offloaded
		check_err $? "the flow goes on: $(ct_line udp 40001)"
		goes_on $mode
		mark_set $mark
		revalidate "0 flows evicted"
		offloaded
		check_err $? "the flow ended without a reason"
		flow_down $mode
		log_test "nft-offload revalidate ends flows whose mark changed ($mode)"
	done
}

by_itself()
{
	flow_up hw
	echo Y >$param
	mark_new
	busywait 12000 nothing_bound
	check_err $? "$(bound) entries, revalidate is $(<$param)"
	busywait 2000 not_offloaded
	check_err $? "the flow goes on: $(ct_line udp 40001)"
	goes_on hw
	echo N >$param
	flow_down hw
	log_test "revalidate=Y does so by itself"
}

topology
by_hand
by_itself
