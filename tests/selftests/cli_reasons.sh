#!/bin/bash
# runs: long-stock
# seconds: 1800
# Every reason of a refusal, provoked by traffic, by configuration or by a fault of
# an engine, and found in all four places: counter, ring, tracepoint, and what
# `nft-offload rejects` prints. What no kernel of ours says of a flow is said by one
# whose flow rules nf_flow_hw_distort alters; the connections are as real.
# A reason of the uapi header that the table does not have is a failure.
# REASONS="dying vlan" in the environment: these rows only; cli_reasons_fast does it.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/cli_common.sh
. "$selftests/cli_common.sh"
need python3
tracing=/sys/kernel/tracing
extra_ns=(guest)
port=41000

# REASON as in the uapi header: what provokes it, a function below. The order is that
# of the set-ups they share. Why ten are distorted: nf_flow_rule_match() of
# every kernel sets only keys that we read, full masks, IPv4 and IPv6, TCP, UDP and GRE
# (which every engine here can), and never asks for fragments; nf_flow_rule_route_*()
# add the actions that we read, rewrite MAC, address and port only, and know two
# layers at most. A tunnel can be had,
# by a route, where the kernel has CONFIG_LWTUNNEL.
table="
ingress		outsider
egress		insider
nat6		nat66
encap		dot1ad
priority_map	qos_map
multicast	neighbour_multicast
no_mac		neighbour_zero
no_mac		no_neighbour
deferred	unanswered
paused		paused_port
key_in_use	reused_port
tombstone	evicted
dying		reset_at_once
backend		stuck
engines		two_engines
no_memory	memory
pppoe		session
tunnel		tunnel_route
tunnel		ipsec
match_key	distorted
match_mask	distorted
l3proto		distorted
l4proto		distorted
fragment	distorted
tunnel		distorted
encap_depth	distorted
action		distorted
mangle		distorted
no_redirect	distorted
vlan		old_engine_vlan
feature		old_engine_port
bucket_full	crowd
table_full	crowd_more
"

# See kernel_offers_all().
not_offered="outsider insider no_neighbour tunnel_route"

# ---- the four places -----------------------------------------------------

# user_name REASON: as users see it.
user_name()
{
	local n
	n=$(header_reasons | grep -nxF "$1" | cut -d: -f1)
	in_ns $router nft-offload --json rejects --all >"$tmp/cli.out"
	json "d['reasons'][$((n - 1))]['reason']"
}

header_reasons()
{
	sed -n '/^enum nf_flow_hw_reject {/,/private/s/^\tNF_FLOW_HW_REJECT_\([A-Z0-9_]*\),$/\L\1/p' \
		"$repo/include/uapi/linux/nf_flow_hw.h" | grep -vx none
}

table_reasons()
{
	awk 'NF { print $1 }' <<<"$table"
}

in_ring()
{
	in_ns $router nft-offload --json rejects >"$tmp/cli.out"
	[ "$(json "any(r['reason'] == '$1' and $port in (r['sport'], r['dport']) and r['iif'] for r in d['last'])")" = True ]
}

in_trace() { grep -qE "nf_flow_hw_reject: .*\.${port} .* iif=[1-9].* reason=$1\$" $tracing/trace; }

in_text()
{
	cli_ok rejects
	grep -qE "^ +[0-9]+  $1\$" "$tmp/cli.out" && grep -qE "ago  $1 " "$tmp/cli.out"
}

# provoked REASON BEFORE: it is in all four places now, with our connection.
provoked()
{
	local name=$1 where
	busywait 5000 reject_above "$name" "$2"
	check_err $? "not counted: $(grep -v ' 0$' $core/rejects | tr '\n' ' ')"
	for where in in_ring in_trace in_text; do
		busywait 1000 $where "$name"
		check_err $? "not found: $where; $(tail -n 4 $tracing/trace) $(tail -n 6 "$tmp/cli.out")"
	done
	in_ns $router nft-offload --json rejects >"$tmp/cli.out"
	check_eq "counters of debugfs and netlink" \
		"$(json "[r['count'] for r in d['reasons'] if r['reason'] == '$name'][0] > 0")" True
}

# ---- what provokes them --------------------------------------------------

# udp NS ADDRESS [OPTION…]: a few messages from the port of this case.
udp()
{
	local ns=$1 ip=$2
	shift 2
	run "$ns" pingpong --source $port --count 6 --interval 2000 --timeout 60 --lose 1000 "$@" "$ip" 5001 >"$tmp/client.out" 2>&1
}

# Offered with the second packet already, answered or not.
one_way_rules()
{
	ruleset "$@" | sed 's/meta l4proto udp ct state established/meta l4proto udp/
		s/iifname "sim0" ct state new accept/accept/'
}

load() { nft_flush; nft_router || fail "no ruleset"; in_ns $router conntrack -F 2>/dev/null; }

outsider()
{
	one_way_rules | load
	udp guest $server_ip
}

insider()
{
	one_way_rules | load
	udp $client 10.0.3.2
}

nat66()
{
	ip -n $server neigh replace fd00:2::77 lladdr "$(mac_of $router sim1)" dev wire1 nud permanent
	{ one_way_rules; nat "" "oifname sim1 snat to fd00:2::77" | sed 's/table ip nat/table ip6 nat/'; } | load
	udp $client $server_ip6
}

# by_vlan OPTION…: to a host behind a VLAN of sim1 that was made with these.
by_vlan()
{
	ip -n $router link add link sim1 name sim1.7 type vlan "$@" &&
	ip -n $router addr add 10.0.7.1/24 dev sim1.7 &&
	ip -n $router link set sim1.7 up &&
	ip -n $router neigh add 10.0.7.2 lladdr 02:00:00:00:00:07 dev sim1.7 || fail "no VLAN"
	one_way_rules | load
	udp $client 10.0.7.2
	ip -n $router link del sim1.7
}

dot1ad() { by_vlan proto 802.1ad id 7; }

qos_map() { by_vlan id 7 egress-qos-map 0:5; }

# through_neighbour MAC: a host of that address behind sim1.
through_neighbour()
{
	ip -n $router neigh replace 10.0.2.99 lladdr "$1" dev sim1 nud permanent
	one_way_rules | load
	udp $client 10.0.2.99
	ip -n $router neigh del 10.0.2.99 dev sim1
}

neighbour_multicast() { through_neighbour 03:bf:0a:00:02:63; }
neighbour_zero() { through_neighbour 00:00:00:00:00:00; }

# The way back leads to a host whose MAC the router has forgotten. Such a flow is
# not even offered by the kernel.
no_neighbour()
{
	ip -n $router neigh del $client_ip dev sim0
	unanswered
	ip -n $router neigh replace $client_ip lladdr "$(mac_of $client wire0)" dev sim0 nud permanent
}

unanswered() { through_neighbour "$(mac_of $server wire1)"; }

paused_port()
{
	one_way_rules | load
	cli_ok pause sim1
	udp $client $server_ip
	cli_ok resume sim1
}

# connections NUMBER SECONDS [SOURCE-PORT]: of TCP, one after the other, each reset
# so long after its only byte.
connections()
{
	ruleset | sed 's/meta l4proto tcp ct state established flow add/meta l4proto tcp flow add/' | load
	start sink $server python3 -c '
import socket
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", 5002)); s.listen(64)
kept = []
while True: kept.append(s.accept()[0])'
	run $client python3 -c '
import socket, struct, sys, time
for i in range(int(sys.argv[2])):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.bind(("", int(sys.argv[4])))
    try:
        s.connect((sys.argv[1], 5002)); s.send(b"x")
        time.sleep(float(sys.argv[3]))
    except OSError: time.sleep(0.02)
    s.close()' $server_ip "$1" "$2" "${3:-0}"
	stop "$pid"
}

# The entry of the last connection is still there, but the engine has ended it.
reused_port() { connections 20 0.1 $port; }

# The reset comes before the work that offers the connection: that one is offered at a
# time, and the engine takes its time with the first.
reset_at_once()
{
	local queue=/sys/bus/workqueue/devices/nf_ft_offload_add/max_active active
	active=$(<$queue)
	rmmod nf_flow_hw_mtk
	test_engine dev=sim features=255 slow=1000
	echo 1 >$queue
	connections 20 0
	echo "$active" >$queue
	echo 0 >/sys/module/nf_flow_hw_test_engine/parameters/slow
	busywait 5000 reject_above dying "$before"
	port=$(last_port dying)
	nft_flush
	rmmod nf_flow_hw_test_engine
	modprobe nf_flow_hw_mtk
}

# Its counters cannot be read, so no slot can be given away.
stuck()
{
	one_way_rules | load
	echo 1 >$sim/mib_stuck
	udp $client $server_ip
	sleep 1
	echo 0 >$sim/mib_stuck
}

# te0, te1: ports of the engine of the test.
test_engine()
{
	modprobe nf_flow_hw_test_engine dev=te "$@" || fail "no test engine"
}

test_ports()
{
	local i
	for i in 0 1; do
		ip -n $router link add te$i type veth peer name te${i}p &&
		ip -n $router addr add 10.0.2$i.1/24 dev te$i &&
		ip -n $router link set te$i up &&
		ip -n $router link set te${i}p up &&
		ip -n $router neigh add 10.0.2$i.2 lladdr 02:00:00:00:00:2$i dev te$i || fail "no te$i"
	done
}

two_engines()
{
	test_engine
	one_way_rules 'flags offload' 'sim0, sim1, te0' | load
	# The engine may be on its way back from the fault of the case before.
	busywait 10000 grep -q 'sim0=mtk-ppe' $core/status
	check_err $? "nobody serves sim0: $(<$core/status)"
	udp $client 10.0.20.2
	nft_flush
	rmmod nf_flow_hw_test_engine
}

# From te1p of the router's own namespace there is no way in: the client enters by
# sim0, and goes out by a port of the same engine, so both must be served by it.
memory()
{
	rmmod nf_flow_hw_mtk
	test_engine dev=sim answer=12
	one_way_rules | load
	udp $client $server_ip
	nft_flush
	rmmod nf_flow_hw_test_engine
	modprobe nf_flow_hw_mtk
}

# A flow that was evicted is refused until it is gone, which takes as long as the engine
# needs to forget it. Meanwhile packets go by the CPU, and once a second the kernel offers
# the flow again.
evicted()
{
	rmmod nf_flow_hw_mtk
	test_engine dev=sim features=255
	one_way_rules | load
	traffic $client --source $port --interval 100 --timeout 20 --lose 1000000 $server_ip 5001
	busywait 5000 held_is 2
	check_err $? "the engine has no entries: $(<$core/status)"
	echo 3000 >/sys/module/nf_flow_hw_test_engine/parameters/slow
	cli evict all
	echo 0 >/sys/module/nf_flow_hw_test_engine/parameters/slow
	stop "$traffic_pid"
	nft_flush
	rmmod nf_flow_hw_test_engine
	modprobe nf_flow_hw_mtk
}

session()
{
	local a b
	ppp_add $router 9 sim1 9 "$(mac_of $server wire1)" || fail "no PPPoE: $(cat "$tmp"/pppoe-*.out)"
	a=$pid
	ppp_add $server 9 wire1 9 "$(mac_of $router sim1)" || fail "no PPPoE: $(cat "$tmp"/pppoe-*.out)"
	b=$pid
	ip -n $router addr add 10.9.0.1 peer 10.9.0.2 dev ppp9 && ip -n $router link set ppp9 up &&
	ip -n $server addr add 10.9.0.2 peer 10.9.0.1 dev ppp9 &&
	ip -n $server link set ppp9 up || fail "no PPPoE"
	rmmod nf_flow_hw_mtk
	test_engine dev=sim
	one_way_rules | load
	udp $client 10.9.0.2
	nft_flush
	rmmod nf_flow_hw_test_engine
	modprobe nf_flow_hw_mtk
	stop "$a" "$b"
}

# A kernel that says something else of its flows. A flowtable goes in a work queue
# after its ruleset, and pins the module until then.
distorted()
{
	nft_flush
	modprobe nf_flow_hw_distort how="$reason" || fail "no distortion"
	one_way_rules | load
	udp $client $server_ip
	check_eq "answered" "$(value received client)" 6
	nft_flush
	busywait 5000 rmmod nf_flow_hw_distort 2>/dev/null
	check_err $? "a flowtable stays"
}

tunnel_routes()
{
	ip -n $router link add tun8 type vxlan external dstport 4789 &&
	ip -n $router addr add 10.0.8.1/24 dev tun8 &&
	ip -n $router link set tun8 up &&
	ip -n $router route add 10.0.9.0/24 encap ip id 8 dst $server_ip via 10.0.8.2 dev tun8 &&
	ip -n $router neigh add 10.0.8.2 lladdr 02:00:00:00:00:08 dev tun8 &&
	return
	ip -n $router link del tun8
	return 1
}

# What is behind another machine's end of a tunnel.
tunnel_route()
{
	one_way_rules 'flags offload' 'sim0, sim1' | load
	udp $client 10.0.9.2
	ip -n $router link del tun8
}

ipsec_policy()
{
	ip -n $router xfrm state add src $wan_ip dst $server_ip proto esp spi 7 \
		mode tunnel enc 'cbc(aes)' 0x000102030405060708090a0b0c0d0e0f 2>/dev/null &&
	ip -n $router xfrm policy add src 10.0.1.0/24 dst 10.0.2.99 dir out \
		tmpl src $wan_ip dst $server_ip proto esp mode tunnel
}

# What leaves through an IPsec tunnel; not offered by the kernel, either.
ipsec()
{
	unanswered
	ip -n $router xfrm policy deleteall
	ip -n $router xfrm state deleteall
}

# ---- other engines -------------------------------------------------------

# again SOC [PARAMETER…]: the same routers with another SoC.
again()
{
	local soc=$1
	shift
	nft_flush
	stop "${server_pids[@]}"
	server_pids=()
	topology_down
	rmmod nf_flow_hw_mtk nf_flow_hw_sim || fail "modules do not unload"
	modprobe nf_flow_hw_mtk "$@" || fail "no driver"
	topology 3 soc="$soc"
	servers
}

old_engine_vlan()
{
	again mt7620
	by_vlan id 7
}

# IPsec's port is an erratum of MT7620: its PPE must not touch it.
old_engine_port()
{
	port=4500
	one_way_rules | load
	udp $client $server_ip
}

# flood FIRST NUMBER [STRIDE]: unanswered flows, from every STRIDEth port.
flood()
{
	run $client python3 -c '
import socket, sys
first, num, stride = map(int, sys.argv[2:5])
for p in range(first, first + num * stride, stride):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("", p)); s.connect((sys.argv[1], 5009))
    for i in range(3): s.send(b"x")
    s.close()' 10.0.2.98 "$1" "$2" "${3:-1}" || fail "no flood"
}

crowd()
{
	again mt7986 entries=1024
	echo N >/sys/module/nf_flow_hw/parameters/admission
	ip -n $router neigh replace 10.0.2.98 lladdr "$(mac_of $server wire1)" dev sim1 nud permanent
	one_way_rules | load
	local i
	# Ports in a row fill the buckets evenly; these do not.
	for ((i = 0; i < 20; i++)); do
		flood $((10000 + i)) 100 512
		[ "$(reject_stat bucket-full)" = 0 ] || break
	done
	port=$(last_port bucket-full)
}

# Which of them it met.
last_port()
{
	busywait 3000 reject_above "$1" 0
	in_ns $router nft-offload --json rejects >"$tmp/cli.out"
	json "[r['sport'] for r in d['last'] if r['reason'] == '$1'][-1]"
}

crowd_more()
{
	local i listener
	listen events $router
	listener=$pid
	for ((i = 0; i < 25; i++)); do
		flood $((20000 + i * 400)) 400
		[ "$(reject_stat table-full)" = 0 ] || break
	done
	note "$(used) entries used"
	busywait 3000 grep -qE '^table-full +table-full +' "$tmp/events.out"
	check_err $? "no event"
	stop "$listener"
	cli doctor
	said "PROBLEM [table-crowded]"
	port=$(last_port table-full)
	cli_ok --json status
	json_is 'd["backends"][0]["table_full"] > 0 and d["backends"][0]["bucket_full"] > 0' True
	echo Y >/sys/module/nf_flow_hw/parameters/admission
}

# ---- the table -----------------------------------------------------------

complete()
{
	check_eq "reasons without a row" "$(comm -23 <(header_reasons | sort) <(table_reasons | sort -u) | xargs)" ""
	check_eq "rows without a reason" "$(comm -13 <(header_reasons | sort) <(table_reasons | sort -u) | xargs)" ""
	in_ns $router nft-offload --json rejects --all >"$tmp/cli.out"
	check_eq "reasons that the kernel knows" "$(json 'len(d["reasons"])')" "$(header_reasons | wc -l)"
	log_test "the table has all $(header_reasons | wc -l) reasons, and no other"
}

servers()
{
	server_pids=()
	udp_server $server $server_ip 5001
	server_pids+=("$server_pid")
	udp_server $server $server_ip6 5001
	server_pids+=("$server_pid")
	ns_add guest && port_add sim2 3 && host_add guest wire2 3 &&
		neighbours guest wire2 sim2 3 || bail "no guest"
}

# What a row needs and this kernel may not have.
row_module()
{
	case $1 in
	two_engines | memory | evicted | session) echo nf_flow_hw_test_engine ;;
	distorted) echo nf_flow_hw_distort ;;
	esac
}

row()
{
	local reason=$1 how=$2 name before module begin=$SECONDS
	module=$(row_module "$how")
	if [ -n "$module" ] && ! modinfo "$module" >/dev/null 2>&1; then
		log_skip "$reason" "the module $module is not built"
		return
	fi
	if [[ " $not_offered " == *" $how "* ]] && ! kernel_offers_all; then
		log_skip "$reason: $how" "Linux $(uname -r) does not offer such a flow"
		return
	fi
	if [ "$how" = tunnel_route ] && ! tunnel_routes; then
		log_skip "$reason: $how" "no CONFIG_LWTUNNEL; distorted below, and real on Debian's kernels"
		return
	fi
	if [ "$how" = ipsec ] && ! ipsec_policy; then
		log_skip "$reason: $how" "no CONFIG_INET_ESP; real on Debian's kernels"
		return
	fi
	port=$((port + 1))
	name=$(user_name "$reason")
	before=$(reject_stat "$name")
	[[ " old_engine_vlan crowd " != *" $how "* ]] || before=0
	echo >$tracing/trace
	$how
	provoked "$name" "$before"
	log_test "$reason ($name): $how"
	note "$((SECONDS - begin)) s"
}

topology 3
servers
test_ports
mountpoint -q $tracing || mount -t tracefs none $tracing
[ -d $tracing/events/nf_flow_hw ] || bail "no tracing here"
echo 1 >$tracing/events/nf_flow_hw/nf_flow_hw_reject/enable
complete
# Rows share set-ups, so the list is on another descriptor than what they run.
while read -r reason how <&3; do
	[[ -z $reason || ( -n ${REASONS:-} && " $REASONS " != *" $reason "* ) ]] ||
		row "$reason" "$how"
done 3<<<"$table"
echo 0 >$tracing/events/nf_flow_hw/nf_flow_hw_reject/enable
nft_flush
stop "${server_pids[@]}"
