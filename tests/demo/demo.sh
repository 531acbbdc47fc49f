#!/bin/bash
# The main job, shown: an ordinary nft ruleset on a router whose ports belong to
# a simulated MT7986, real traffic through it, and where the packets went.
# Runs as root inside the VM (make demo).
#
#   client                    router                    server
#   10.0.1.2   wire0 --- sim0  [PPE]  sim1 --- wire1   10.0.2.2
#   fd00:1::2          10.0.1.1      10.0.2.1          fd00:2::2
set -eu

debugfs=/sys/kernel/debug
sim=$debugfs/nf_flow_hw_sim
out=/tmp/demo
mkdir -p "$out"

say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }
in_ns() { ip netns exec "$@"; }

topology() {
	local ns

	modprobe nf_flow_hw_sim soc=mt7986 ports=2
	modprobe nf_flow_hw_mtk
	for ns in client router server; do
		ip netns add "$ns"
		in_ns "$ns" sysctl -qw net.ipv6.conf.all.accept_dad=0 \
			net.ipv6.conf.default.accept_dad=0
		ip -n "$ns" link set lo up
	done
	port client wire0 10.0.1.2/24 fd00:1::2/64
	port router sim0 10.0.1.1/24 fd00:1::1/64
	port router sim1 10.0.2.1/24 fd00:2::1/64
	port server wire1 10.0.2.2/24 fd00:2::2/64
	ip -n client route add default via 10.0.1.1
	ip -n client -6 route add default via fd00:1::1
	ip -n server -6 route add default via fd00:2::1
	in_ns router sysctl -qw net.ipv4.ip_forward=1 \
		net.ipv6.conf.all.forwarding=1 net.netfilter.nf_conntrack_acct=1
}

port() {
	ip link set "$2" netns "$1"
	ip -n "$1" link set "$2" up
	ip -n "$1" addr add "$3" dev "$2"
	ip -n "$1" addr add "$4" dev "$2" nodad
}

# ruleset FLOWTABLE-FLAGS: what a router owner writes. Empty flags are a plain
# software flowtable; "none" is no flowtable at all.
ruleset() {
	local flags=$1 offload="flow add @f"

	echo "table inet router {"
	if [ "$flags" = none ]; then
		offload=accept
	else
		cat <<-RULES
		  flowtable f {
		    hook ingress priority filter
		    devices = { sim0, sim1 }
		    counter
		    $flags
		  }
		RULES
	fi
	cat <<-RULES
	  chain forward {
	    type filter hook forward priority filter; policy drop;
	    ct state invalid drop
	    tcp dport { 80, 443, 5201 } ct state established $offload
	    tcp sport { 80, 443, 5201 } ct state established $offload
	    meta l4proto udp ct state established $offload
	    ct state established,related accept
	    iifname "sim0" accept
	    ct status dnat accept
	  }
	  chain dstnat {
	    type nat hook prerouting priority dstnat;
	    iifname "sim1" tcp dport 8080 dnat ip to 10.0.1.2:80
	  }
	  chain srcnat {
	    type nat hook postrouting priority srcnat;
	    oifname "sim1" meta nfproto ipv4 masquerade
	  }
	}
	RULES
}

load() {
	in_ns router nft flush ruleset
	ruleset "$1" | in_ns router nft -f -
	in_ns router conntrack -F >/dev/null 2>&1
}

# What really arrives at the far end, in the unit conntrack uses (IP packets).
count_at() {
	in_ns "$1" nft -f - <<-RULES
	table inet seen {
	  chain in {
	    type filter hook input priority filter;
	    tcp dport $2 counter
	  }
	}
	RULES
}

seen() {
	in_ns "$1" nft list chain inet seen in |
		sed -n 's/.*packets \([0-9]*\) bytes \([0-9]*\).*/\1 \2/p'
}

# ready NS PORT: somebody listens there.
ready() {
	local try

	for try in $(seq 100); do
		in_ns "$1" ss -Hltn "sport = :$2" | grep -q . && return 0
		sleep 0.05
	done
	echo "nobody listens on port $2 in $1 after $try looks" >&2
	return 1
}

serve() {
	in_ns "$1" iperf3 -s -1 -p "$2" >"$out/server.$2" 2>&1 &
	ready "$1" "$2"
}

mbits() {
	sed -n 's/.* \([0-9.]* [MG]bits\/sec\).*receiver/\1/p' "$1" | head -n 1
}

# throughput LABEL: TCP to the server over IPv4 with NAT.
throughput() {
	serve server 5201
	in_ns client timeout 60 iperf3 -4 -c 10.0.2.2 -p 5201 -t 3 >"$out/iperf"
	wait
	printf '  %-34s %s\n' "$1" "$(mbits "$out/iperf")"
}

counter() { awk -v key="$1" '$1 == key { print $2 }' "$sim"/ppe*/counters | sum; }
sum() { awk '{ n += $1 } END { print n + 0 }'; }
to_cpu() { sed -n 's/.* to_cpu=\([0-9]*\).*/\1/p' "$sim/ports" | sum; }

say "A simulated MT7986 router: client - [sim0 PPE sim1] - server"
topology
say "The ruleset"
load "flags offload"
in_ns router nft list ruleset
sed 's/^/  /' "$debugfs/nf_flow_hw/status" | fold -s -w 78

say "Traffic: TCP and UDP, IPv4 (masqueraded) and IPv6, and a port forward"
echo 1 >"$sim/reset_counters"
serve server 5201
serve server 5202
serve server 5203
serve client 80
in_ns client timeout 60 iperf3 -4 -c 10.0.2.2 -p 5201 -t 7 -b 40M >"$out/tcp4" &
in_ns client timeout 60 iperf3 -4 -u -c 10.0.2.2 -p 5202 -t 7 -b 8M >"$out/udp4" &
in_ns client timeout 60 iperf3 -6 -u -c fd00:2::2 -p 5203 -t 7 -b 8M >"$out/udp6" &
in_ns server timeout 60 iperf3 -4 -c 10.0.2.1 -p 8080 -t 7 -b 10M >"$out/dnat" &
# The kernel asks for counters of a flow for the first time after three seconds.
sleep 5.5

say "conntrack -L"
in_ns router conntrack -L 2>/dev/null | grep OFFLOAD | fold -s -w 78
say "Entries that the PPEs forward by (the model's own view)"
grep -h BND "$sim"/ppe*/entries | fold -s -w 78
wait

say "Who forwarded"
printf '  %-34s %10s\n' "packets by the PPEs" "$(counter hw_packets)"
printf '  %-34s %10s\n' "packets that the CPU saw" "$(to_cpu)"

say "Accounting: a TCP transfer, conntrack beside what the server received"
serve server 5201
in_ns server nft flush ruleset
count_at server 5201
in_ns router conntrack -F >/dev/null 2>&1
in_ns client timeout 60 iperf3 -4 -c 10.0.2.2 -p 5201 -n 20M >/dev/null
wait
sleep 3
read -r packets bytes <<<"$(seen server)"
printf '  %-34s %10s packets %12s bytes\n' "server, input chain" "$packets" "$bytes"
in_ns router conntrack -L -p tcp --dport 5201 2>/dev/null |
	sed -n 's/.* dport=5201 packets=\([0-9]*\) bytes=\([0-9]*\) src.*/\1 \2/p' |
	awk '{ p += $1; b += $2 } END {
		printf "  %-34s %10d packets %12d bytes\n", "conntrack, original direction", p, b }'

say "Throughput of this simulation (a model on one CPU, not silicon speed)"
throughput "PPE (flags offload)"
load ""
throughput "software flowtable"
load none
throughput "no flowtable"

say "After flush ruleset"
in_ns router nft flush ruleset
printf '  entries left in the PPEs: %s\n' "$(cat "$sim"/ppe*/bound | sum)"
