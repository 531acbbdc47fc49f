# shellcheck shell=bash
# Common part of the benchmarks; runs inside the machine, under -icount. What
# is measured is printed as "bench KEY FIELD=VALUE…", one line per repetition;
# whoever reads them makes medians. Topology and words are those of the selftests.
NO_IPV6=1
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../selftests/lib.sh"
probe=/sys/kernel/debug/nf_flow_hw_bench
# shellcheck disable=SC2034 # for the parts
reps=${BENCH_REPS:-5}
devices=(sim0 sim1 dummy1 dummy2 dummy3 dummy4)

figure() { echo "bench $1 value=$2"; }

# The instruments sit between simulator and driver; without "driver" there is
# neither core nor driver, and the kernel's own flowtable type is in charge.
modules_load()
{
	modprobe nf_conntrack hashsize=65536 &&
	modprobe nf_flow_hw_sim ports="$1" && modprobe nf_flow_hw_bench
}

# driver_load [ADMISSION]
# shellcheck disable=SC2120
driver_load() { modprobe nf_flow_hw admission="${1:-1}" && modprobe nf_flow_hw_mtk; }
driver_unload() { rmmod nf_flow_hw_mtk && rmmod nf_flow_hw; }

# program: run what comes on stdin, then print what it saved.
program()
{
	local text
	text=$(cat)
	# shellcheck disable=SC2016 # for the inner shell
	nsenter --net=/run/netns/$router sh -c 'echo "$1" >'$probe/cmd sh "$text" ||
		bail "a command failed: $(dmesg | grep bench: | tail -n 1)"
}

results() { cat $probe/log; }

# Neighbours nobody answers for: what the router sends them ends at the wire.
bench_topology()
{
	local dev
	topology 2
	ip link add dummy1 type dummy
	ip link add dummy2 type dummy
	ip link add dummy3 type dummy
	ip link add dummy4 type dummy
	for dev in dummy1 dummy2 dummy3 dummy4; do
		ip link set $dev netns $router
		ip -n $router link set $dev up
	done
	ip -n $router addr add 10.0.3.1/24 dev sim0
	ip -n $router neigh replace 10.0.1.2 lladdr 02:00:00:00:aa:01 dev sim0 nud permanent
	ip -n $router neigh replace 10.0.2.2 lladdr 02:00:00:00:aa:02 dev sim1 nud permanent
	ip -n $router neigh replace 10.0.3.2 lladdr 02:00:00:00:aa:03 dev sim0 nud permanent
	sysctl -qw net.netfilter.nf_conntrack_max=300000
	in_ns $router sysctl -qw net.ipv4.conf.all.send_redirects=0 \
		net.ipv4.conf.sim0.send_redirects=0 \
		net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.sim0.rp_filter=0 \
		net.netfilter.nf_conntrack_udp_timeout=300
}

# bench_rules FLAGS DEVICE-NUMBER [NAT]
bench_rules()
{
	local list
	list=$(IFS=,; echo "${devices[*]:0:$2}")
	nft_router <<-END
	table inet fw {
		flowtable f {
			hook ingress priority 0
			devices = { $list }
			$1
			counter
		}
		chain forward {
			type filter hook forward priority 0; policy accept;
			ct state invalid drop
			meta l4proto udp ct state established flow add @f
		}
	}
	END
	[ -z "${3:-}" ] || nft_router <<-END
	table ip nat {
		chain postrouting {
			type nat hook postrouting priority srcnat;
			ip daddr 10.0.2.2 snat to 10.0.2.1
			ip daddr 10.0.3.2 snat to 10.0.3.1
		}
	}
	END
}

# path DEVICE-NUMBER: sets the arguments of inject for flows through so many
# devices: the port of the client, that of the server, addresses.
path()
{
	if [ "$1" = 1 ]; then
		out=sim0 dst=10.0.3.2 nat=10.0.3.1
	else
		out=sim1 dst=10.0.2.2 nat=10.0.2.1
	fi
}

# flows_open COUNT FIRST [MODE], flows_answer COUNT FIRST [MODE]: lines of a program:
# first packets, then the answers, with which the flowtable takes the flows.
flows_open() { echo "inject sim0 o${3:-} $1 $2 ${src:-10.0.1.2} $dst 2000 5001 $nat"; }
flows_answer() { echo "inject $out r${3:-} $1 $2 ${src:-10.0.1.2} $dst 2000 5001 $nat"; }

# slab: bytes in active objects of all caches; without another process, which
# would change it.
slab()
{
	local sum=0 name active _ size
	while read -r name active _ size _; do
		case $name in
		slabinfo | \#) ;;
		*) sum=$((sum + active * size)) ;;
		esac
	done </proc/slabinfo
	echo $sum
}

# per_flow NAME: slab with so many flows less slab without, per flow. Callbacks are only counted
# where they can be; the time is enough everywhere.
per_flow()
{
	local before after num=${num:-2000}
	path 2
	bench_rules "flags offload" 2 nat
	round 1 | program
	before=$(slab)
	{
		flows_open "$num" 0
		flows_answer "$num" 0
		echo "sleep 100"
	} | program
	after=$(slab)
	figure "$1" $(((after - before) / num))
	printf '%s\n' flush "sleep 4000" | program
	nft_flush
}

# round N: come and go, N times
round()
{
	local i num=${num:-2000}
	for ((i = 0; i < $1; i++)); do
		flows_open "$num" 0
		flows_answer "$num" 0
		echo flush
		echo "sleep 2500"
	done
}
