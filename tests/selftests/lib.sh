# shellcheck shell=bash
# Common part of the selftests; sourced by each of them.
#
#       client                     router                      server
#   +------------+     +---------------------------+     +------------+
#   |      wire0 |=====| sim0      CPU        sim1 |=====| wire1      |
#   |            |     |    \       |        /     |     |            |
#   |            |     |     `---- PPE -----'      |     |            |
#   +------------+     +---------------------------+     +------------+
#     10.0.1.2/24       10.0.1.1          10.0.2.1         10.0.2.2/24
#     fd00:1::2/64      fd00:1::1        fd00:2::1        fd00:2::2/64
#
# simN are ports of the simulated SoC, wireN what is plugged into them. What
# enters by a wire is forwarded by the PPE (model) or goes up to the CPU, which
# is the kernel of this machine in the namespace "router".
#
# A test prints TAP. It counts packets and entries; it never believes a flag or
# an exit status alone. Every wait is for an event and has an end.

ksft_fail=1
ksft_skip=4

selftests=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
repo=$(cd "$selftests/../.." && pwd -P)
# scripts/vm says where they are when this machine cannot build them.
tools=${KSFT_TOOLS:-$repo/build/selftests}
# The tool of this project; a guest of another architecture has its own in $tools.
PATH=$tools:$repo/build/tools:$PATH:/usr/sbin:/sbin
sim=/sys/kernel/debug/nf_flow_hw_sim
core=/sys/kernel/debug/nf_flow_hw

# Factor for all time limits; the runner knows the machine.
: "${KSFT_SLOW:=1}"

# What topology() loads for the simulated SoC.
drivers=nf_flow_hw_mtk

# Seconds that a command of a test may take: it ends what hangs, and says nothing of speed.
start_limit=300

client=client router=router server=server
client_ip=10.0.1.2 lan_ip=10.0.1.1 wan_ip=10.0.2.1 server_ip=10.0.2.2
# shellcheck disable=SC2034 # for the tests
client_ip6=fd00:1::2 server_ip6=fd00:2::2

tmp=$(mktemp -d "${TMPDIR:-/tmp}/selftest.XXXXXX")
pids=()
ret=0 failed=0 tests=0

# ---- results -------------------------------------------------------------

note() { printf '# %s\n' "$@"; }

# fail TEXT…: the current test case fails, and goes on.
fail()
{
	ret=1
	note "$@"
}

# check_err STATUS TEXT: STATUS must be 0.
check_err()
{
	[ "$1" = 0 ] || fail "$2"
}

# check_fail STATUS TEXT: STATUS must not be 0.
check_fail()
{
	[ "$1" != 0 ] || fail "$2"
}

# check_eq WHAT GOT WANT
check_eq()
{
	[ "$2" = "$3" ] || fail "$1: $2, expected $3"
}

# check_num WHAT GOT OP NUMBER, e.g. check_num "packets" "$n" -le 4
check_num()
{
	[ -n "$2" ] && test "$2" "$3" "$4" || fail "$1: '$2', expected $3 $4"
}

# log_test NAME: end of a test case.
log_test()
{
	tests=$((tests + 1))
	if [ $ret = 0 ]; then
		echo "ok $tests - $1"
	else
		diagnose
		echo "not ok $tests - $1"
		failed=1
	fi
	ret=0
}

# log_skip NAME WHY: a case that cannot be here. What failed before it stays a failure.
log_skip()
{
	if [ $ret != 0 ]; then
		log_test "$1"
		return
	fi
	tests=$((tests + 1))
	echo "ok $tests - $1 # SKIP $2"
}

# The test cannot go on.
bail()
{
	echo "Bail out! $*"
	exit $ksft_fail
}

# Skip the whole test.
skip_all()
{
	echo "1..0 # SKIP $*"
	exit $ksft_skip
}

diagnose()
{
	{
		cat $core/status
		if [ -d $sim ]; then
			cat $sim/ports
			head -n 20 $sim/violations | sed 's/^/violations: /'
			grep -H -v ' 0$' $sim/ppe?/counters
			grep -H . $sim/ppe?/entries | head -n 20
		fi
		grep -v ' 0$' $core/rejects | sed 's/^/rejects: /'
		in_ns $router conntrack -L 2>/dev/null | head -n 10
		dmesg | awk '/selftest .* begins$/ { n = 0; next } { line[n++] = $0 }
			END { for (i = 0; i < n; i++) print line[i] }' |
			grep -v ADDRCONF | tail -n 10
	} 2>&1 | sed 's/^/#    /'
}

# mark_log, then log_since: the kernel's log from then on; said PATTERN: how many lines of
# it match. (dmesg -C would take from run.sh what it looks through.)
mark_log() { log=$(dmesg | wc -l); }
log_since() { dmesg | tail -n +$((log + 1)); }
said() { log_since | grep -c -- "$1"; }
has_said() { [ "$(said "$1")" -ge 1 ]; }

# ---- waiting -------------------------------------------------------------

now_ms() { date +%s%3N; }

# busywait MS CMD…: until CMD succeeds; fails after MS (times KSFT_SLOW).
busywait()
{
	local end=$(($(now_ms) + $1 * KSFT_SLOW))
	shift
	until "$@"; do
		[ "$(now_ms)" -lt $end ] || return 1
		sleep 0.05
	done
}

# ready FILE: a program that we started says so with a file. Starting Python took more
# than 5 s where four virtual machines shared two processors.
ready() { busywait 30000 test -e "$1"; }

# ---- machines ------------------------------------------------------------

need()
{
	local tool
	for tool; do
		command -v "$tool" >/dev/null || skip_all "$tool is missing"
	done
}

in_ns()
{
	ip netns exec "$@"
}

# run NS CMD…: bounded, in the foreground.
run()
{
	local ns=$1
	shift
	in_ns "$ns" timeout -k 5 $((start_limit * KSFT_SLOW)) "$@"
}

# start NAME NS CMD…: in the background; output in $tmp/NAME.out. Ended with the
# test at the latest. Sets pid. Without ip(8) between us and CMD, so that signals
# reach it.
start()
{
	local name=$1 ns=$2
	shift 2
	nsenter --net=/run/netns/"$ns" timeout -k 5 $((start_limit * KSFT_SLOW)) "$@" \
		>"$tmp/$name.out" 2>&1 &
	pid=$!
	pids+=($pid)
}

# stop PID…: ask it to end and wait for it.
stop()
{
	kill "$@" 2>/dev/null
	wait "$@" 2>/dev/null
}

# await PID: wait for its end, return its status.
await()
{
	wait "$1"
}

# ppp_add NS UNIT DEV SESSION PEER-MAC: pppUNIT over a PPPoE session that nobody has
# negotiated, until pid ends; output in $tmp/pppoe-NS-UNIT.out.
ppp_add()
{
	local name=pppoe-$1-$2
	rm -f "$tmp/$name.ready"
	start "$name" "$1" pppoe_unit "$2" "$3" "$4" "$5" "$tmp/$name.ready"
	ready "$tmp/$name.ready"
}

# The engine under test, its module and how it is shown; soft_lib.sh has another one.
driver=nf_flow_hw_mtk
# shellcheck disable=SC2034 # for the tests
backend=mtk-ppe kind=hardware state=hardware
driver_load()
{
	local name
	for name in $drivers; do
		# shellcheck disable=SC2086 # parameters, on purpose
		modprobe "$name" ${DRIVER_PARAMS:-} || return
	done
}

modules_load()
{
	local ports=$1 knob
	shift
	modprobe nf_flow_hw_sim soc=mt7986 ports="$ports" "$@" && driver_load || return
	# To see the tests fail: faults of the model, by the names of its knobs.
	for knob in ${KSFT_BREAK:-}; do
		echo 1 >"$sim/$knob" || return
	done
}

# modules_load_switch PORTS USER-PORTS [PARAMETER…]: the same, with a switch behind
# sim0: its ports are lanN, what is plugged into them cableN.
modules_load_switch()
{
	local ports=$1 users=$2
	shift 2
	modprobe nf_flow_hw_sim soc=mt7986 ports="$ports" "$@" &&
		sysctl -qw net.ipv6.conf.sim0.disable_ipv6=1 net.ipv6.conf.wire0.disable_ipv6=1 &&
		modprobe nf_flow_hw_sim_dsa ports="$users" &&
		modules_load "$ports"
}

# Can there be a switch? Debian's kernels lack the tagger.
have_switch()
{
	modinfo nf_flow_hw_sim_dsa >/dev/null 2>&1
}

modules_unload()
{
	local module
	for module in nf_flow_hw_mtk nf_flow_hw_rk nf_flow_hw_soft nf_flow_hw_sim_dsa nf_flow_hw_sim nf_flow_hw; do
		[ ! -d /sys/module/$module ] || rmmod $module || return
	done
}

# Quiet namespaces: no IPv6 address but ours, no DAD, no router solicitation.
ns_add()
{
	local ns=$1
	ip netns add "$ns" &&
	in_ns "$ns" sysctl -qw net.ipv6.conf.default.addr_gen_mode=1 \
		net.ipv6.conf.default.accept_dad=0 \
		net.ipv6.conf.default.router_solicitations=0 \
		net.ipv6.conf.default.accept_ra=0 \
		net.ipv6.conf.default.disable_ipv6="${NO_IPV6:-0}" &&
	ip -n "$ns" link set lo up
}

# host_add NS DEV PREFIX-NUMBER: an end system, e.g. host_add client wire0 1
host_add()
{
	local ns=$1 dev=$2 n=$3
	ip link set "$dev" netns "$ns" || return
	ip -n "$ns" -batch - <<-END || return
	addr add 10.0.$n.2/24 dev $dev
	link set $dev up
	END
	[ -z "${NO_IPV6:-}" ] || return 0
	ip -n "$ns" addr add fd00:$n::2/64 dev "$dev" nodad
}

# port_add DEV PREFIX-NUMBER: a port of the router.
port_add()
{
	local dev=$1 n=$2
	ip link set "$dev" netns $router || return
	ip -n $router -batch - <<-END || return
	addr add 10.0.$n.1/24 dev $dev
	link set $dev up
	END
	[ -z "${NO_IPV6:-}" ] || return 0
	ip -n $router addr add fd00:$n::1/64 dev "$dev" nodad
}

mac_of()
{
	in_ns "$1" cat /sys/class/net/"$2"/address
}

# neighbours NS DEV PORT N: the host and the router's port know each other, so
# that neither ARP nor ND gets into what we count.
neighbours()
{
	local ns=$1 dev=$2 port=$3 n=$4 host_mac port_mac
	host_mac=$(mac_of "$ns" "$dev") port_mac=$(mac_of $router "$port")
	ip -n $router neigh replace 10.0.$n.2 lladdr "$host_mac" dev "$port" nud permanent &&
	ip -n "$ns" neigh replace 10.0.$n.1 lladdr "$port_mac" dev "$dev" nud permanent &&
	ip -n "$ns" route add default via 10.0.$n.1 || return
	[ -z "${NO_IPV6:-}" ] || return 0
	ip -n $router neigh replace fd00:$n::2 lladdr "$host_mac" dev "$port" nud permanent &&
	ip -n "$ns" neigh replace fd00:$n::1 lladdr "$port_mac" dev "$dev" nud permanent &&
	ip -n "$ns" -6 route add default via fd00:$n::1
}

router_sysctls()
{
	in_ns $router sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 \
		net.netfilter.nf_conntrack_acct=1
}

# topology [PORTS [MODULE-PARAMETER…]]: the picture above.
topology()
{
	modules_load "${1:-2}" "${@:2}" || bail "the modules do not load"
	{
		ns_add $client && ns_add $router && ns_add $server &&
		host_add $client wire0 1 && host_add $server wire1 2 &&
		port_add sim0 1 && port_add sim1 2 &&
		router_sysctls &&
		neighbours $client wire0 sim0 1 && neighbours $server wire1 sim1 2
	} || bail "cannot build the topology"
}

netdevs_back()
{
	local dev
	for dev in sim0 sim1 wire0 wire1; do
		[ -d /sys/class/net/$dev ] || return
	done
}

# orphans_give_up NS: what a TCP connection did not get across keeps its ends, and
# their namespaces, after their processes went: for more than 90 s on a slow kernel.
orphans_give_up() { in_ns "$1" sysctl -qw net.ipv4.tcp_orphan_retries=1; }

# topology_down: the namespaces go, the netdevs come back.
topology_down()
{
	local ns
	for ns in $client $router $server "${extra_ns[@]}"; do
		[ ! -e /run/netns/"$ns" ] || ip netns del "$ns"
	done
	[ ! -d $sim ] || busywait 5000 netdevs_back || fail "the netdevs do not return"
}

# After the last test case; also when a test died. The modules stay loaded, so
# that the runner can look for what was left behind.
cleanup()
{
	local status=$?
	trap - EXIT
	# A child that is killed before it has become its command comes here as well, and
	# would take everything away under the test.
	[ "$BASHPID" = $$ ] || exit $status
	[ ${#pids[@]} = 0 ] || kill "${pids[@]}" 2>/dev/null
	wait
	topology_down
	rm -rf "$tmp"
	[ $status = 0 ] || exit $status
	echo "1..$tests"
	exit $failed
}
extra_ns=()
trap cleanup EXIT
trap 'exit 1' INT TERM

# ---- rulesets ------------------------------------------------------------

# ruleset [FLAGS [DEVICES [FLOW-ADD]]]: what a user would write. FLAGS "" makes it
# a software flowtable, FLOW-ADD "" the classic path without a flowtable in use.
ruleset()
{
	local flags=${1-flags offload} devices=${2-sim0, sim1} add=${3-flow add @f}
	cat <<-END
	table inet fw {
		flowtable f {
			hook ingress priority 0
			devices = { $devices }
			$flags
			counter
		}
		chain forward {
			type filter hook forward priority 0; policy drop;
			ct state invalid drop
			${add:+meta l4proto tcp ct state established $add}
			${add:+meta l4proto udp ct state established $add}
			ct state established,related accept
			iifname "sim0" ct state new accept
			ct status dnat accept
		}
	}
	END
}

# nat CHAIN RULE…: a NAT table of its own.
nat()
{
	cat <<-END
	table ip nat {
		chain prerouting {
			type nat hook prerouting priority dstnat;
			$1
		}
		chain postrouting {
			type nat hook postrouting priority srcnat;
			$2
		}
	}
	END
}

# nft_router: load what comes on stdin, atomically.
nft_router()
{
	in_ns $router nft -f -
}

nft_flush()
{
	in_ns $router nft flush ruleset
}

# ---- counting ------------------------------------------------------------

# bound [PPE]: entries that the engine would forward by.
bound()
{
	local n=0 file
	for file in $sim/ppe${1:-?}/bound; do
		[ -e "$file" ] || continue
		n=$((n + $(<"$file")))
	done
	echo $n
}

bound_is() { [ "$(bound)" = "$1" ]; }
bound_at_least() { [ "$(bound)" -ge "$1" ]; }

# held_is N: entries that the engine of the tests holds.
held_is() { [ "$(sed -n 's/^backend test .* used=\([0-9]*\) .*/\1/p' $core/status)" = "$1" ]; }

# used: entries that the driver holds.
used()
{
	sed -n 's/^backend mtk-ppe .* used=\([0-9]*\) .*/\1/p' $core/status
}

used_is() { [ "$(used)" = "$1" ]; }

# core_entries: what the core holds, over all flowtables.
core_entries()
{
	sed -n 's/^flowtable .* entries=\([0-9]*\).*/\1/p' $core/status |
		awk '{ n += $1 } END { print n + 0 }'
}

# Nothing is left, wherever one looks.
all_gone()
{
	[ ! -d $sim ] || bound_is 0 || return
	[ -z "$(used)" ] || used_is 0 || return
	[ ! -e $core/status ] || [ "$(core_entries)" = 0 ]
}

# port_stat PORT NAME, e.g. port_stat sim0 to_cpu
port_stat()
{
	sed -n "s/^$1 .*\\<$2=\\([0-9]*\\).*/\\1/p" $sim/ports
}

# ppe_stat NAME: over all PPEs.
ppe_stat()
{
	awk -v name="$1" '$1 == name { n += $2 } END { print n + 0 }' $sim/ppe?/counters
}

hw_packets() { ppe_stat hw_packets; }

hw_packets_above() { [ "$(hw_packets)" -gt "$1" ]; }

reset_counters() { echo 1 >$sim/reset_counters; }

# reject_stat NAME
reject_stat()
{
	sed -n "s/^$1 //p" $core/rejects
}

reject_above() { [ "$(reject_stat "$1")" -gt "$2" ]; }

# entry ORIG NEW: the model holds this entry, bound; addresses as a.b.c.d:port.
entry()
{
	grep -qhF " BND IPv4 5T orig=$1 new=$2 " $sim/ppe?/entries
}

entry6()
{
	grep -qhF " BND IPv6 5T orig=$1 " $sim/ppe?/entries
}

# ct_line PROTO SOURCE-PORT [FAMILY]: the connection, as conntrack shows it.
ct_line()
{
	in_ns $router conntrack -L -f "${3:-ipv4}" -p "$1" --orig-port-src "$2" 2>/dev/null
}

# ct_count PROTO SOURCE-PORT [FAMILY]: "packets bytes packets bytes", original
# direction first.
ct_count()
{
	ct_line "$@" | grep -o '\(packets\|bytes\)=[0-9]*' | cut -d= -f2 | tr '\n' ' ' |
		sed 's/ $//'
}

ct_count_is()
{
	[ "$(ct_count "${@:2}")" = "$1" ]
}

# ct_flag_is FLAG PROTO SOURCE-PORT [FAMILY], e.g. ct_flag_is HW_OFFLOAD udp 40001
ct_flag_is()
{
	ct_line "${@:2}" | grep -qF "[$1]"
}

# ct_offloaded PROTO SOURCE-PORT [FAMILY]: conntrack names the right engine.
ct_offloaded() { ct_flag_is HW_OFFLOAD "$@"; }

# count_input NS MATCH…: let NS count the IP packets that it receives, a counter
# per nft match.
count_input()
{
	local ns=$1 match
	shift
	{
		printf '%s\n' "table inet count {" "chain input {" \
			"type filter hook input priority 0;"
		for match; do
			echo "$match counter comment \"$match\""
		done
		printf '%s\n' "}" "}"
	} | in_ns "$ns" nft -f - || bail "nft cannot count in $ns"
}

# input NS MATCH: what was counted, "packets bytes".
input()
{
	in_ns "$1" nft list chain inet count input |
		sed -n "/comment \"$2\"/s/.* packets \([0-9]*\) bytes \([0-9]*\) .*/\1 \2/p"
}

# value NAME FILE: of NAME=value in the output of a tool.
value()
{
	sed -n "s/.*\\<$1=\\([0-9]*\\).*/\\1/p" "$tmp/$2.out"
}

# Up to 6.x the kernel offers each flow; 7.2 keeps one out of the flowtable whose
# device the flowtable does not name, or for which it knows no MAC address. We never
# hear of it, and count nothing.
kernel_offers_all() { [[ $(uname -r) == [1-6].* ]]; }

# ---- traffic -------------------------------------------------------------

# udp_server NS ADDRESS PORT [OPTION…]; tcp_server likewise, for one connection.
# Set server_pid; output in $tmp/server.out.
udp_server()
{
	local ns=$1 ip=$2 port=$3
	shift 3
	rm -f "$tmp/ready"
	start server "$ns" pingpong -l --ready "$tmp/ready" "$@" "$ip" "$port"
	server_pid=$pid
	ready "$tmp/ready" || fail "the server did not start: $(<"$tmp/server.out")"
}

tcp_server()
{
	udp_server "$1" "$2" "$3" --tcp
}

# traffic NS CLIENT-OPTION… ADDRESS PORT: without end, in the background; sets
# traffic_pid; output in $tmp/traffic.out.
traffic()
{
	local ns=$1
	shift
	start traffic "$ns" pingpong --count 0 "$@"
	traffic_pid=$pid
}

# A file with random content, made once.
random_file()
{
	[ -s "$1" ] || head -c "$2" /dev/urandom >"$1"
}

same_file()
{
	[ "$(sha256sum <"$1")" = "$(sha256sum <"$2")" ]
}

# ---- the other engine ----------------------------------------------------

if [ "${ENGINE:-}" = soft ]; then
	# shellcheck source=tests/selftests/soft_lib.sh
	. "$selftests/soft_lib.sh"
fi
