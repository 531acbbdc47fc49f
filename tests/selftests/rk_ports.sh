#!/bin/bash
# runs: stock arm64
# Ports of Rockchip SoCs, which have no flow hardware: alone in a flowtable with
# "flags offload" they are refused, with a reason that names the chip; beside ports
# of an engine they are plain devices; what the MAC can do is shown, and its
# registers are read on demand only, never while it is down. With soft=1 a software
# engine serves them, and nothing calls that hardware.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/cli_common.sh
. "$selftests/cli_common.sh"
need setpriv
drivers=nf_flow_hw_rk
extra_ns=(third)

dumps() { cat $sim/gmac_dumps; }

# Not in a namespace of ip(8), which hides debugfs.
status_here() { nft-offload --json status >"$tmp/cli.out" 2>&1; }

# features NAME VALUE…: of the first port, as the last JSON has them.
features()
{
	json '"\n".join("%s=%s" % i for i in d["ports"][0]["details"].items())' >"$tmp/details"
	while [ $# -gt 0 ]; do
		check_eq "$soc $1" "$(sed -n "s/^$1=//p" "$tmp/details")" "$2"
		shift 2
	done
}

# alone SOC CHIP: nobody serves its ports, and the log says why.
alone()
{
	local chip=$2 asked
	soc=$1
	modules_load 2 soc="$soc" || bail "the modules do not load"
	asked=$(cat $sim/gmac_refusals)
	mark_log
	ruleset | nft -c -f - 2>/dev/null
	check_fail $? "nft -c accepts a flowtable that nobody serves"
	ruleset | nft -f - 2>/dev/null
	check_fail $? "nft accepts a flowtable that nobody serves"
	log_since | grep -q "no flow hardware in $chip, \"flags offload\" refused; leave \"flags offload\" out"
	check_err $? "the log gives no reason: $(log_since | tail -n 3)"
	check_num "times that the MAC's driver was asked" "$(cat $sim/gmac_refusals)" -gt "$asked"
	check_eq "register dumps" "$(dumps)" 0
	log_test "$soc: \"flags offload\" is refused, the log says why"
}

# shown NAME VALUE…: while the first port is up.
shown()
{
	ip link set sim0 up
	status_here
	features flow-engine none "$@"
	log_test "$soc: features"
}

# What the log advised works.
plain()
{
	ruleset "" | nft_router || fail "a plain flowtable is refused"
	udp_server $server $server_ip 5001
	run $client pingpong --source 40001 --count 50 --interval 1000 $server_ip 5001 >"$tmp/client.out"
	check_err $? "$(<"$tmp/client.out")"
	ct_flag_is OFFLOAD udp 40001 || fail "not in the software flowtable: $(ct_line udp 40001)"
	! ct_flag_is HW_OFFLOAD udp 40001 || fail "conntrack says HW_OFFLOAD"
	stop "$server_pid"
	nft_flush
	log_test "rk3568: a plain flowtable forwards"
}

diagnosis()
{
	cli doctor
	check_eq "exit status of doctor" "$status" 1
	said "[no-flow-hardware]"
	said "There is no flow hardware in RK3568 (sim0, sim1)"
	not_said "modprobe nf_flow_hw_mtk"
	narrow doctor
	log_test "doctor: names the chip, and no driver that cannot help"
}

# The device is down: nothing is read, and the rest is still said.
shown_down()
{
	local before

	ip -n $router link set sim0 down
	ip -n $router link set sim1 down
	before=$(dumps)
	cli_ok --json status
	json_is '[p["chip"] for p in d["ports"]]' "['RK3568', 'RK3568']"
	features registers "not read: the device is down" flow-engine none
	check_eq "register dumps while down" "$(dumps)" "$before"
	check_eq "violations" "$(head -n 1 $sim/violations)" 0
	ip -n $router link set sim0 up
	ip -n $router link set sim1 up
	log_test "a port that is down: no register is read"
}

shown_whole()
{
	local before
	echo 1 >$sim/gmac_dump_whole
	cli_ok status
	narrow status
	said "chip: RK3568"
	said "flow-engine: none"
	before=$(dumps)
	cli_ok --json status
	features registers read mac "Synopsys EQOS (DWMAC4/5) 5.1, user version 0x30" \
		built-in-queues "rx 1 tx 1" l3-l4-filters 0 tso yes split-header no \
		rx-parser no checksum "rx yes tx yes"
	check_eq "register dumps" "$(dumps)" $((before + 2))
	log_test "rk3568: features from a dump that is whole"
	in_ns $router setpriv --reuid 65534 --regid 65534 --clear-groups \
		--inh-caps=-all nft-offload --json status >"$tmp/cli.out" 2>&1
	json_is 'd["ports"][0]["chip"]' RK3568
	json_is '"registers" in d["ports"][0]["details"]' False
	check_eq "register dumps" "$(dumps)" $((before + 2))
	log_test "another user sees the chip, and causes no read"
}

# An RK3568's port beside those of an engine: no board has both, a flowtable that
# mixes served and plain ports is the same.
mixed()
{
	drivers="nf_flow_hw_mtk nf_flow_hw_rk"
	topology 3 rk_ports=1
	ns_add third && host_add third wire2 3 && port_add sim2 3 &&
		neighbours third wire2 sim2 3 || bail "no third host"
	ruleset "flags offload" "sim0, sim1, sim2" | nft_router ||
		fail "a flowtable with ports of an engine is refused"
	udp_server $server $server_ip 5001
	run $client pingpong --source 40001 --count 50 --interval 2000 $server_ip 5001 >"$tmp/client.out"
	check_err $? "$(<"$tmp/client.out")"
	check_eq "bound entries" "$(bound)" 2
	stop "$server_pid"
	udp_server third 10.0.3.2 5001
	run $client pingpong --source 40002 --count 50 --interval 2000 10.0.3.2 5001 >"$tmp/client.out"
	check_err $? "$(<"$tmp/client.out")"
	check_eq "bound entries" "$(bound)" 2
	reject_above egress-device 0 || fail "the reason is not counted"
	stop "$server_pid"
	cli_ok status
	said "sim1: hardware, by mtk-ppe"
	said "sim2: software only: no flow hardware in RK3568"
	log_test "beside ports of an engine: a plain device"
	cli doctor
	said "note [no-flow-hardware]"
	nft_flush
	busywait 2000 all_gone || fail "entries are left"
	log_test "doctor: a note, where an engine serves others"
}

in_soft() { json_when 'd["software_engine"]["entries"] == 2' status; }

# soft=1: the same ports, served by the CPU, and called that.
soft()
{
	local want="300 $((300 * 1028)) 300 $((300 * 1028))"
	drivers=''
	modules_load 2 soc=rk3568 && modprobe nf_flow_hw_rk soft=1 || bail "no soft=1"
	topology 2 soc=rk3568
	mark_log
	{ ruleset; nat "" 'oifname "sim1" masquerade'; } | nft_router || fail "refused with soft=1"
	cli_ok status
	said "sim0: software, by soft"
	said "flow-engine: none"
	not_said "hardware, by"
	udp_server $server $server_ip 5001
	traffic $client --source 40009 --interval 5000 $server_ip 5001
	busywait 5000 in_soft || fail "the software engine takes nothing: $(json 'd["software_engine"]')"
	ct_flag_is OFFLOAD udp 40009 || fail "not in the flowtable: $(ct_line udp 40009)"
	run $client pingpong --source 40001 --count 300 --size 1000 --interval 1000 $server_ip 5001 >"$tmp/client.out"
	check_err $? "$(<"$tmp/client.out")"
	! in_ns $router conntrack -L 2>/dev/null | grep -F "[HW_OFFLOAD]" >"$tmp/hw" ||
		fail "conntrack calls it hardware: $(<"$tmp/hw")"
	cli_ok --json status
	json_is 'd["hardware"]' "{'entries': 0, 'packets': 0, 'bytes': 0}"
	json_is 'd["software_engine"]["entries"]' 4
	stop "$traffic_pid"
	log_test "soft=1: a software engine forwards, and nothing calls it hardware"
	nft_flush
	busywait 2000 all_gone || fail "entries are left"
	check_eq "conntrack" "$(ct_count udp 40001)" "$want"
	cli_ok --json status
	json_is 'd["software_engine"]["packets"] >= 500' True
	stop "$server_pid"
	log_test "soft=1: conntrack is exact, the packets were the engine's"
}

# The module takes its ports along, and keeps the engine as long as it is there.
soft_ends()
{
	ruleset | nft_router || fail "refused with soft=1"
	udp_server $server $server_ip 5001
	traffic $client --source 40010 --interval 5000 $server_ip 5001
	busywait 5000 in_soft || fail "the software engine takes nothing"
	! rmmod nf_flow_hw_soft 2>/dev/null || fail "the engine goes although it is needed"
	rmmod nf_flow_hw_rk || fail "rmmod"
	busywait 2000 all_gone || fail "entries are left"
	cli_ok status
	said "sim0: software only"
	stop "$traffic_pid"
	check_eq "packets lost" "$(value lost traffic)" 0
	stop "$server_pid"
	nft_flush
	log_test "soft=1: rmmod under traffic leaves nothing"
}

[ ! -d /sys/module/nf_flow_hw_soft ] || fail "the software engine is loaded already"
alone rk3399 RK3399
[ ! -d /sys/module/nf_flow_hw_soft ] || fail "the software engine was loaded, unasked"
shown registers read mac "Synopsys DWMAC1000 3.5, user version 0x10" \
	built-in-queues "rx 1 tx 1" l3-l4-filters 0 tso no split-header no
json_is 'len(d["ports"])' 1
modules_unload

# As stmmac has it, the dump hides the registers: dma_cap says the rest.
hidden="hidden: stmmac's dump shows DMA registers in their place"
alone rk3588 RK3588
shown registers "$hidden" mac "Synopsys EQOS (DWMAC4/5)" queues "rx 2 tx 2" \
	l3-l4-filters 2 tso yes split-header yes
echo 1 >$sim/gmac_dump_whole
shown registers read built-in-queues "rx 2 tx 2" dma-channels "rx 2 tx 2" \
	l3-l4-filters 2 tso yes split-header yes
modules_unload

alone rk3568 RK3568
shown registers "$hidden" mac "Synopsys EQOS (DWMAC4/5)" queues "rx 1 tx 1" \
	l3-l4-filters 0 tso yes split-header no
topology 2 soc=rk3568
plain
diagnosis
shown_down
shown_whole
topology_down
modules_unload
soft
soft_ends
topology_down
modules_unload
mixed
