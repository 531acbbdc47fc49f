#!/bin/bash
# runs: debug stock arm64 s390x
# What the PPE cannot do it leaves to the CPU, and the kernel does it as ever:
# TTL 1, fragments, IP options, packets above the MTU of the egress port. All on
# a flow whose ordinary packets are in hardware before and after.
#
# experiment 14: these, wrong checksums, ICMP errors and a SYN in the middle of a flow
# (CVE-2021-47014, CVE-2023-52610: fragments in act_ct)
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft ip timeout python3

time_exceeded="icmp type time-exceeded"
time_exceeded6="icmpv6 type time-exceeded"
frag_needed="icmp type destination-unreachable icmp code frag-needed"
port_unreachable="icmp type destination-unreachable icmp code port-unreachable"

# Answers that the client got by ICMP so far.
icmp_seen()
{
	local n
	n=$(input $client "$1")
	echo "${n% *}"
}

send() { run $client pingpong --source 40001 "$@" >"$tmp/client.out"; }

# The flow is in hardware; ADDRESS of the server.
in_hardware()
{
	send --count 20 --timeout 2000 "$1" 5001
	check_err $? "the flow does not work: $(<"$tmp/client.out")"
	busywait 2000 bound_is 2
	check_err $? "bound entries: $(bound), expected 2"
	reset_counters
	send --count 20 "$1" 5001
	check_err $? "the flow does not work: $(<"$tmp/client.out")"
	check_eq "packets in hardware" "$(hw_packets)" 40
	reset_counters
}

# punted COUNTER N: at least N packets for this reason, none of them in hardware.
punted()
{
	check_num "$1" "$(ppe_stat "$1")" -ge "$2"
	check_num "packets to the CPU" "$(port_stat sim0 to_cpu)" -ge "$2"
	check_eq "packets of the original direction in hardware" "$(port_stat sim0 hw_in)" 0
}

# ttl_1 ADDRESS ICMP-ANSWER
ttl_1()
{
	local before
	in_hardware "$1"
	before=$(icmp_seen "$2")
	send --count 5 --ttl 1 --lose 5 --timeout 100 "$1" 5001
	check_eq "answered packets with TTL 1" "$(value received client)" 0
	punted cpu_hit_bind_ttl_1 5
	check_num "ICMP time exceeded at the client" "$(icmp_seen "$2")" -gt "$before"
	log_test "TTL 1 goes to the CPU, which answers: $1"
	reset_counters
	send --count 5 --ttl 2 "$1" 5001
	check_err $? "TTL 2 does not get through: $(<"$tmp/client.out")"
	check_eq "packets of the original direction in hardware" "$(port_stat sim0 hw_in)" 5
	log_test "TTL 2 stays in hardware: $1"
}

fragments()
{
	in_hardware $server_ip
	send --count 5 --size 3000 $server_ip 5001
	check_err $? "fragments do not get through: $(<"$tmp/client.out")"
	check_eq "answered messages" "$(value received client)" 5
	# Three fragments per message.
	punted cpu_v4_frag 15
	check_eq "fragments of the reply in hardware" "$(port_stat sim1 hw_in)" 0
	log_test "fragments go to the CPU and get through"
}

options()
{
	in_hardware $server_ip
	send --count 5 --ip-options $server_ip 5001
	check_err $? "IP options do not get through: $(<"$tmp/client.out")"
	punted cpu_ip_option 5
	check_eq "replies without options in hardware" "$(port_stat sim1 hw_in)" 5
	log_test "IP options go to the CPU and get through"
}

# The port to the server takes 1400 bytes; the flow learns that when it starts.
oversize()
{
	local before
	in_ns $router conntrack -D -p udp 2>/dev/null >&2
	busywait 5000 bound_is 0
	ip -n $router link set sim1 mtu 1400
	in_hardware $server_ip
	send --count 5 --size 1372 $server_ip 5001
	check_eq "packets of exactly the MTU in hardware" "$(port_stat sim0 hw_in)" 5
	reset_counters
	send --count 5 --size 1373 $server_ip 5001
	check_err $? "oversize packets do not get through: $(<"$tmp/client.out")"
	punted cpu_exceed_mtu 5
	log_test "packets above the egress MTU go to the CPU, which fragments"

	in_hardware $server_ip
	before=$(icmp_seen "$frag_needed")
	send --count 3 --size 1373 --df --lose 3 --timeout 100 $server_ip 5001
	check_eq "answered packets" "$(value received client)" 0
	punted cpu_exceed_mtu 3
	check_num "ICMP fragmentation needed at the client" "$(icmp_seen "$frag_needed")" -gt "$before"
	log_test "with DF the CPU says what fits"
	ip -n $router link set sim1 mtu 1500
	# The old flow knows the old MTU, and ends.
	busywait 2000 bound_is 0
}

# frames HOW PORT PORT: what no socket sends, on the tuple of a connection.
frames_in()
{
	run $client "$selftests/punt_frames.py" "$1" wire0 "$(mac_of $router sim0)" \
		$client_ip "$2" $server_ip "$3"
	check_err $? "cannot send frames ($1)"
}

# What the host itself refused for its checksum.
checksum_errors()
{
	in_ns $server awk '$1 == "Udp:" { if (!col) { for (i = 2; i <= NF; i++) if ($i == "InCsumErrors") col = i } else print $col }' /proc/net/snmp
}

# Hardware looks at checksums. The software engine does not, like the flowtable: what is
# wrong stays wrong, and the host that gets it refuses it.
bad_checksum()
{
	local before refused=0 errors
	[ "${ENGINE:-}" != soft ] || refused=5
	in_hardware $server_ip
	before=$(input $server "udp dport 5001")
	errors=$(checksum_errors)
	reset_counters
	frames_in badsum 40001 5001
	busywait 2000 frames_seen 5
	check_err $? "the frames did not enter"
	sleep 0.2
	check_eq "refused by the server" $(($(checksum_errors) - errors)) $refused
	if [ $refused = 0 ]; then
		check_eq "packets of the flow at the server" "$(input $server "udp dport 5001")" "$before"
		check_eq "packets in hardware" "$(hw_packets)" 0
	fi
	log_test "a wrong checksum is not forwarded, or stays wrong"
}

frames_seen() { [ "$(port_stat sim0 wire_rx)" -ge "$1" ]; }

# The server has gone: its host says so for packets that hardware forwards.
icmp_error()
{
	local before
	in_hardware $server_ip
	before=$(icmp_seen "$port_unreachable")
	stop "$server_pid"
	send --count 3 --lose 3 --timeout 100 $server_ip 5001
	check_num "packets of the original direction in hardware" "$(port_stat sim0 hw_in)" -ge 3
	check_num "ICMP port unreachable at the client" "$(icmp_seen "$port_unreachable")" -gt "$before"
	log_test "an ICMP error in the middle of a flow gets back to the sender"
	udp_server $server $server_ip 5001
}

syn_again()
{
	local before
	tcp_server $server $server_ip 5003
	start tcp $client pingpong --count 0 --tcp --source 40003 --timeout 4000 $server_ip 5003
	tcp_client=$pid
	busywait 5000 ct_offloaded tcp 40003
	before=$(ppe_stat cpu_tcp_fin_syn_rst)
	frames_in syn 40003 5003
	busywait 2000 ppe_stat_above cpu_tcp_fin_syn_rst "$before"
	check_err $? "the SYN did not go to the CPU"
	kill "$tcp_client"
	wait "$tcp_client"
	check_err $? "the connection suffered: $(<"$tmp/tcp.out")"
	log_test "a SYN on the tuple of a flow goes to the CPU"
}

ppe_stat_above() { [ "$(ppe_stat "$1")" -gt "$2" ]; }

topology
count_input $client "$time_exceeded" "$time_exceeded6" "$frag_needed" "$port_unreachable"
count_input $server "udp dport 5001"
ruleset | nft_router
udp_server $server $server_ip 5001
ttl_1 $server_ip "$time_exceeded"
fragments
options
oversize
bad_checksum
icmp_error
syn_again
stop "$server_pid"
nft_flush
in_ns $router conntrack -F 2>/dev/null
ruleset | nft_router
udp_server $server $server_ip6 5001
ttl_1 $server_ip6 "$time_exceeded6"
