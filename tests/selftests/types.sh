#!/bin/bash
# runs: debug stock
# Our flowtable type wins, whether nf_flow_table_inet was there before or came
# after: a flowtable of the simulated ports is accepted and shows up in our status.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft ip

inet_is_module() { modinfo -F filename nf_flow_table_inet 2>/dev/null | grep -q '\.ko'; }

# ours FAMILY: a flowtable of this family is ours.
ours()
{
	nft_router <<-END
	table $1 fw {
		flowtable f {
			hook ingress priority 0
			devices = { sim0, sim1 }
			flags offload
		}
	}
	END
	check_err $? "$1: nft refuses"
	grep -q '^flowtable f .* sim0=mtk-ppe' $core/status
	check_err $? "$1: not our flowtable: $(<$core/status)"
	nft_flush
}

all_ours()
{
	local family
	for family in inet ip ip6; do
		ours $family
	done
}

ports()
{
	ns_add $router && ip link set sim0 netns $router && ip link set sim1 netns $router
}

unload_all()
{
	topology_down
	modules_unload
	rmmod nft_flow_offload nf_flow_table_inet 2>/dev/null
	[ ! -d /sys/module/nf_flow_table_inet ]
}

if ! inet_is_module; then
	modules_load 2 && ports || bail "no ports"
	all_ours
	log_test "nf_flow_table_inet is built in, and ours comes first"
	log_skip "core before nf_flow_table_inet" "nf_flow_table_inet is built in"
	exit
fi

unload_all || bail "nf_flow_table_inet is in use"
modprobe nf_flow_table_inet && modules_load 2 && ports || bail "no ports"
all_ours
log_test "nf_flow_table_inet before core"

unload_all || bail "nf_flow_table_inet is in use"
modules_load 2 && modprobe nf_flow_table_inet && ports || bail "no ports"
all_ours
log_test "core before nf_flow_table_inet"
