#!/bin/bash
# runs: long-stock
# The software engine serves what it is told to serve, and steps back for hardware:
# ports added and removed at run time under traffic, a driver that comes and goes.
ENGINE=soft
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/cli_common.sh
. "$selftests/cli_common.sh"
need nft ip timeout

served()
{
	sed -n 's/^flowtable .* entries=[0-9]* //p' $core/status | tr ' ' '\n' | sort | xargs
}
served_is() { [ "$(served)" = "$1" ]; }

tool() { in_ns $router nft-offload "$@" >"$tmp/tool.out" 2>&1; }

soft_ports=''
driver_load() { modprobe nf_flow_hw_soft; }
topology

ruleset | nft_router 2>/dev/null
check_fail $? "a flowtable is accepted although nobody serves it"
nft_flush
tool soft add sim0
check_err $? "$(<"$tmp/tool.out")"
ruleset | nft_router
check_err $? "the flowtable is refused"
check_eq "devices" "$(served)" "sim0=soft sim1=software"
log_test "without ports nothing is served; a port that was added is"

udp_server $server $server_ip 5001
traffic $client --source 40001 --lose 1000 --timeout 500 --interval 500 $server_ip 5001
tool soft add sim1
check_err $? "$(<"$tmp/tool.out")"
busywait 5000 bound_is 2
check_err $? "bound entries: $(bound), expected 2"
check_eq "devices" "$(served)" "sim0=soft sim1=soft"
ct_offloaded udp 40001
check_err $? "conntrack: $(ct_line udp 40001)"
log_test "a port added under traffic takes its flows"

modprobe nf_flow_hw_mtk
check_eq "devices" "$(served)" "sim0=mtk-ppe sim1=mtk-ppe"
check_eq "entries of the software engine" "$(bound)" 0
busywait 5000 ct_flag_is HW_OFFLOAD udp 40001
check_err $? "not in hardware: $(ct_line udp 40001)"
log_test "a driver that comes takes the devices over"

rmmod nf_flow_hw_mtk
check_eq "devices" "$(served)" "sim0=soft sim1=soft"
busywait 5000 bound_is 2
check_err $? "bound entries: $(bound), expected 2"
ct_offloaded udp 40001
check_err $? "conntrack: $(ct_line udp 40001)"
log_test "when it goes the software engine has them again"

tool soft del sim1
check_err $? "$(<"$tmp/tool.out")"
check_eq "devices" "$(served)" "sim0=soft sim1=software"
check_eq "entries of the software engine" "$(bound)" 0
kill "$traffic_pid"
await "$traffic_pid"
check_num "answered messages" "$(value received traffic)" -ge 50
note "$(<"$tmp/traffic.out")"
log_test "a port removed under traffic leaves no entry"

tool soft add lo
check_fail $? "lo is taken as a port"
tool soft add nonsense0
check_fail $? "a device that is not there is taken"
grep -q nonsense0 "$tmp/tool.out"
check_err $? "$(<"$tmp/tool.out")"
tool soft
check_eq "exit status without arguments" $? 2
log_test "what cannot be a port is refused"
stop "$server_pid"
