#!/bin/bash
# runs: stock
# The software engine hides nothing: a packet is given to the driver directly only
# where there is no queue discipline, nothing left for the kernel to do with it, and
# nobody who watches what leaves. With the next packet after a qdisc, a tap or a hook
# came, they see all of it.
ENGINE=soft
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft tc tcpdump ip ethtool timeout

sent() { soft_stat "$1"; }

# exchange N [OPTION…]: messages to the server and back.
exchange()
{
	local n=$1
	shift
	run $client pingpong --source 40001 --count "$n" "$@" $server_ip 5001 >"$tmp/client.out" 2>&1
}

# ways N DIRECT QUEUED: how the next N messages and answers leave. Within a little:
# the tools of the test make the kernel do things at times of its own.
ways()
{
	local direct queued
	direct=$(sent direct) queued=$(sent queued)
	exchange "$1"
	check_err $? "$(<"$tmp/client.out")"
	check_eq "given to the driver" $(($(sent direct) - direct)) "$2"
	check_eq "queued" $(($(sent queued) - queued)) "$3"
}

qdisc_packets()
{
	in_ns $router tc -s qdisc show dev sim1 | sed -n 's/.* bytes \([0-9]*\) pkt (dropped \([0-9]*\).*/\1/p' | head -n 1
}

tc_router() { in_ns $router tc "$@"; }

# through_qdisc NAME: it is on the way to the server.
through_qdisc()
{
	local before
	before=$(qdisc_packets)
	ways 100 100 100
	check_num "packets of the qdisc" $(($(qdisc_packets) - before)) -ge 100
	log_test "$1 sees every packet"
	tc_router qdisc del dev sim1 root
}

captured() { [ "$(tcpdump -r "$tmp/tap.pcap" 2>/dev/null | wc -l)" -ge "$1" ]; }
watched() { grep -q 'listening on' "$tmp/tap.out"; }

veth_topology
ruleset | nft_router || bail "no ruleset"
udp_server $server $server_ip 5001
exchange 20
busywait 3000 bound_is 2
check_err $? "bound entries: $(bound), expected 2"
ways 100 200 0
log_test "without a qdisc packets go to the driver"

# The sender leaves its checksums to devices, too.
in_ns $router ethtool -K sim1 tx off >/dev/null
check_err $? "no ethtool -K"
ways 100 100 100
log_test "the kernel finishes a checksum that the driver does not"
in_ns $router ethtool -K sim1 tx on >/dev/null

tc_router qdisc replace dev sim1 root fq_codel
through_qdisc fq_codel

tc_router qdisc replace dev sim1 root handle 1: htb default 10 &&
	tc_router class add dev sim1 parent 1: classid 1:10 htb rate 100mbit
through_qdisc htb

# 200 messages of 1428 bytes are 2.3 s at this rate.
tc_router qdisc replace dev sim1 root tbf rate 1mbit burst 5kb limit 20kb
begin=$(now_ms)
exchange 200 --interval 0 --size 1400 --timeout 2000
check_err $? "$(<"$tmp/client.out")"
check_num "ms for what a rate of 1 Mbit/s makes last 2300" $(($(now_ms) - begin)) -ge 1800
through_qdisc tbf

tc_router qdisc add dev sim1 clsact &&
	tc_router filter add dev sim1 egress matchall classid 1:1
check_err $? "no filter"
ways 100 100 100
tc_router qdisc del dev sim1 clsact
log_test "a tc filter at egress gets every packet"

start tap $router tcpdump -i sim1 -U -w "$tmp/tap.pcap" udp and dst port 5001
tap=$pid
busywait 5000 watched
ways 100 100 100
busywait 5000 captured 100
check_err $? "tcpdump has $(tcpdump -r "$tmp/tap.pcap" 2>/dev/null | wc -l) packets, expected 100"
stop "$tap"
log_test "tcpdump at egress sees every packet"

ways 100 200 0
log_test "when all that is gone packets go to the driver again"
ct_offloaded udp 40001
check_err $? "conntrack: $(ct_line udp 40001)"
log_test "conntrack says [OFFLOAD], not [HW_OFFLOAD]"
stop "$server_pid"
