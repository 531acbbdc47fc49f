# shellcheck shell=bash
# Shared by forward.sh and smp.sh: client, router and server of network namespaces, joined
# by veth pairs, with neighbours known and packets of pktgen dropped where they end.
# Sets here and tmp.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
PATH=$(cd "$here/../.." && pwd -P)/build/selftests:$PATH:/usr/sbin:/sbin
tmp=$(mktemp -d)
# Not in a child that is killed before it has become its command.
trap '[ "$BASHPID" != $$ ] || { rm -rf "$tmp"; jobs -p | xargs -r kill 2>/dev/null; }' EXIT

die() { echo "${0##*/}: $*" >&2; exit 1; }
ns() { ip netns exec "$@"; }

net_up()
{
	local n
	for n in client router server; do
		ip netns add $n && ns $n sysctl -qw net.ipv6.conf.default.accept_dad=0 \
			net.ipv6.conf.default.router_solicitations=0 || return
	done
	ip link add a1 netns client type veth peer name a0 netns router &&
	ip link add b1 netns server type veth peer name b0 netns router &&
	link_up client a1 10.0.1.2 fd00:1::2 && link_up router a0 10.0.1.1 fd00:1::1 &&
	link_up router b0 10.0.2.1 fd00:2::1 && link_up server b1 10.0.2.2 fd00:2::2 &&
	ip -n client route add default via 10.0.1.1 &&
	ip -n client -6 route add default via fd00:1::1 &&
	ip -n server route add default via 10.0.2.1 &&
	ip -n server -6 route add default via fd00:2::1 &&
	known router b0 server b1 10.0.2.2 fd00:2::2 &&
	known router a0 client a1 10.0.1.2 fd00:1::2 &&
	known client a1 router a0 10.0.1.1 fd00:1::1 &&
	known server b1 router b0 10.0.2.1 fd00:2::1 &&
	# Where a packet takes long ksoftirqd comes to help, and what waits for it must fit.
	sysctl -qw net.core.netdev_max_backlog=100000 &&
	ns router sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
}

# While a program is read from the disk the guest's clock jumps from timer to timer under
# -icount, by minutes on a busy machine: nothing is to end by that.
patient()
{
	ns router sysctl -qw net.netfilter.nf_conntrack_udp_timeout=36000 \
		net.netfilter.nf_conntrack_udp_timeout_stream=36000 \
		net.netfilter.nf_flowtable_udp_timeout=36000 \
		net.netfilter.nf_flowtable_tcp_timeout=36000
}

# known NS DEV PEER-NS PEER-DEV ADDRESS…: nobody asks for it.
known()
{
	local mac ip
	mac=$(ns "$3" cat /sys/class/net/"$4"/address)
	for ip in "${@:5}"; do
		ip -n "$1" neigh replace "$ip" lladdr "$mac" dev "$2" nud permanent || return
	done
}

link_up()
{
	ip -n "$1" addr add "$3/24" dev "$2" && ip -n "$1" addr add "$4/64" dev "$2" nodad &&
	ip -n "$1" link set "$2" up
}

# rules PATH NAT
rules()
{
	local add='' flags=''
	[ "$1" = classic ] || add='meta l4proto { tcp, udp } ct state established flow add @f'
	[ "$1" != soft ] || flags='flags offload'
	ns router nft -f - <<-END
	table inet fw {
		flowtable f { hook ingress priority 0; devices = { a0, b0 }; $flags; }
		chain forward {
			type filter hook forward priority 0; policy accept;
			$add
		}
		chain nat {
			type nat hook postrouting priority 100;
			${2:+oifname "b0" masquerade}
		}
	}
	END
}

# What is counted, and nothing else of its flow.
pktgen_packets='udp dport 5001 udp length 26'
bulk_packets='tcp dport 5002 meta length > 60000'

# drop_at NS DEV WHAT: those packets end there.
drop_at()
{
	ns "$1" nft -f - <<-END
	table netdev sink {
		chain in {
			type filter hook ingress device $2 priority -500;
			$3 drop
		}
	}
	END
}

drop_off() { ns "$1" nft delete table netdev sink; }

soft_entries() { wc -l </sys/kernel/debug/nf_flow_hw_soft/entries; }
soft_sent() { awk '/^(direct|queued) / { n += $2 } END { print n }' /sys/kernel/debug/nf_flow_hw_soft/counters; }

pg() { echo "$2" >"/proc/net/pktgen/$1" || die "pktgen: $2"; }
rx_packets() { ns server cat /sys/class/net/b1/statistics/rx_packets; }
