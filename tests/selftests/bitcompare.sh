#!/bin/bash
# runs: debug stock arm64
# The PPE sends what the kernel would send, to the bit. The same frames go through
# the same router twice with the same NAT mappings: once while their flows are in
# hardware, once over the classic path (no flow add). What comes out is compared
# from the Ethernet header to the end of the IP packet; nothing is normalised.
#
# The wires have no addresses, so nobody answers; ends are played by frames(1) in
# build/selftests. Connections and frames: bitcompare_pcap.py.
#
# experiment 12 (what the kernel's own flowtable got wrong: "really fix NAT IPv6 offload",
# checksums of TCP and UDP after NAT; CVE-2024-27015).
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft ip python3

wires()
{
	modules_load 2 && ns_add $router &&
	NO_IPV6=1 ns_add $client && NO_IPV6=1 ns_add $server &&
	ip link set wire0 netns $client && ip -n $client link set wire0 up &&
	ip link set wire1 netns $server && ip -n $server link set wire1 up &&
	port_add sim0 1 && port_add sim1 2 && router_sysctls &&
	neighbour sim0 10.0.1.2 fd00:1::2 $client wire0 &&
	neighbour sim1 10.0.2.2 fd00:2::2 $server wire1
}

neighbour()
{
	local port=$1 ip=$2 ip6=$3 mac
	mac=$(mac_of "$4" "$5")
	ip -n $router neigh replace "$ip" lladdr "$mac" dev "$port" nud permanent &&
	ip -n $router neigh replace "$ip6" lladdr "$mac" dev "$port" nud permanent
}

# Sequence numbers jump; the classic path must not call that invalid. Fixed
# mappings, the same in both runs.
mappings()
{
	nat "meta l4proto { tcp, udp } th dport 8003 dnat to 10.0.2.2:5003
		meta l4proto { tcp, udp } th dport 8004 dnat to 10.0.2.2:5004" \
		"meta l4proto { tcp, udp } th sport 41001 snat to 10.0.2.77:20001
		meta l4proto { tcp, udp } th sport 41003 snat to 10.0.2.77:20004"
}

# pass FROM TO OUT
pass()
{
	run $router frames pass --from "$1" --to "$2" --timeout $((1000 * KSFT_SLOW)) \
		"$tmp/in.pcap" "$3" $client/wire0 $server/wire1
}

# through NAME: one run; leaves $tmp/NAME.pcap.
through()
{
	pass 0 "$opening" "$tmp/opening.pcap" >"$tmp/$1.out" 2>&1
	check_err $? "opening, $1: $(<"$tmp/$1.out")"
	if [ "$1" = hardware ]; then
		busywait 3000 bound_is $((2 * flows))
		check_err $? "bound entries: $(bound), expected $((2 * flows))"
	fi
	reset_counters
	pass "$opening" "$frames" "$tmp/$1.pcap" >"$tmp/$1.out" 2>&1
	check_err $? "$1: $(<"$tmp/$1.out")"
}

wires || bail "cannot build the topology"
in_ns $router sysctl -qw net.netfilter.nf_conntrack_tcp_be_liberal=1
python3 "$selftests/bitcompare_pcap.py" "$tmp/in.pcap" >"$tmp/pcap.out" || bail "no frames: $(<"$tmp/pcap.out")"
opening=$(value opening pcap) frames=$(value frames pcap) flows=$(value flows pcap)
many=$((frames - opening))

{ ruleset; mappings; } | nft_router || bail "no ruleset"
through hardware
check_eq "frames that the PPE forwarded" "$(hw_packets)" $many
check_eq "frames that the CPU saw" \
	"$(($(port_stat sim0 to_cpu) + $(port_stat sim1 to_cpu)))" 0
log_test "all $many frames of $flows connections go through the PPE"

nft_flush
in_ns $router conntrack -F 2>/dev/null
{ ruleset '' 'sim0, sim1' ''; mappings; } | nft_router || bail "no ruleset"
through classic
check_eq "frames that the PPE forwarded" "$(hw_packets)" 0
check_eq "frames that the CPU saw" \
	"$(($(port_stat sim0 to_cpu) + $(port_stat sim1 to_cpu)))" $many
log_test "the same frames go the classic path"

run $router frames cmp "$tmp/classic.pcap" "$tmp/hardware.pcap" >"$tmp/cmp.out" 2>&1
check_err $? "a: classic, b: PPE; $(tail -n 40 "$tmp/cmp.out")"
check_eq "compared" "$(head -n 1 "$tmp/cmp.out")" "$many frames compared, 0 differ"
log_test "PPE and classic path send the same"

# And the comparison is one: it finds a single byte (the TTL of the first frame).
cp "$tmp/hardware.pcap" "$tmp/forged.pcap"
printf '\x99' | dd of="$tmp/forged.pcap" bs=1 seek=$((24 + 16 + 14 + 8)) conv=notrunc status=none
run $router frames cmp "$tmp/hardware.pcap" "$tmp/forged.pcap" >"$tmp/cmp.out" 2>/dev/null
check_fail $? "a forged frame compares as equal"
check_eq "compared" "$(<"$tmp/cmp.out")" "$many frames compared, 1 differ"
log_test "the comparison sees one byte"
