#!/bin/bash
# runs: kernel
# Connections that the router sends into an IPIP tunnel. Kept out of the flowtable by the
# rule that doctor names, they arrive on every kernel. Without it they do, too, but on
# Linux 7.2: a flowtable with "flags offload" sends their frames to no MAC address.
#
#   client wire0 ===== sim0 router sim1 ===== wire1 server
#                           tun9 ============ tun9  10.9.0.2
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip

tun_ip=10.9.0.2 n=60

tunnel()
{
	ip -n $router link add tun9 type ipip local 10.0.2.1 remote $server_ip 2>/dev/null ||
		skip_all "this kernel has no IPIP tunnels"
	ip -n $server link add tun9 type ipip local $server_ip remote 10.0.2.1 &&
		ip -n $server addr add $tun_ip/32 dev tun9 && ip -n $server link set tun9 up &&
		ip -n $server route add $client_ip dev tun9 &&
		ip -n $router link set tun9 up && ip -n $router route add $tun_ip dev tun9 &&
		in_ns $server sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.tun9.rp_filter=0
}

# What comes to the server with a MAC address of zeros.
watch_zero()
{
	in_ns $server nft -f - <<-END
	table netdev watch {
		chain in {
			type filter hook ingress device wire1 priority 0;
			ether daddr 00:00:00:00:00:00 counter
		}
	}
	END
}

to_nobody() { in_ns $server nft list table netdev watch | sed -n 's/.*counter packets \([0-9]*\).*/\1/p'; }
offloaded() { ct_line udp 40001 | grep -qF OFFLOAD; }

# through RULE LOST: $n messages and their answers, LOST of them may get lost.
through()
{
	ruleset | sed "s/\(meta l4proto udp\)/\1 $1/" | nft_router || bail "no ruleset"
	udp_server $server $tun_ip 5001
	run $client pingpong --source 40001 --count $n --size 400 --interval 20000 \
		--timeout 500 --lose "$2" $tun_ip 5001 >"$tmp/client.out" 2>&1
	status=$?
	stop "$server_pid"
}

gone()
{
	nft_flush
	in_ns $router conntrack -F 2>/dev/null
	busywait 2000 all_gone
	check_err $? "entries are left after the ruleset went"
}

topology
tunnel && watch_zero || bail "cannot build the tunnel"

through 'iifname != "tun9" oifname != "tun9"' 0
check_err $status "$(<"$tmp/client.out")"
offloaded && fail "in the flowtable: $(ct_line udp 40001)"
check_eq "frames to no MAC address" "$(to_nobody)" 0
gone
log_test "kept out of the flowtable: all arrives"

case $(uname -r) in
7.2.*)
	through '' $n
	check_num "frames to no MAC address" "$(to_nobody)" -ge 1
	log_test "Linux 7.2 sends what is in the flowtable to no MAC address"
	;;
*)
	through '' 0
	check_err $status "$(<"$tmp/client.out")"
	check_eq "frames to no MAC address" "$(to_nobody)" 0
	log_test "without that rule: all arrives"
	;;
esac
gone
