#!/bin/bash
# runs: uml
# nft-offload doctor: each misconfiguration is set up for real, found, and the
# right fix named; what is healthy is called healthy, before and after.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/cli_common.sh
. "$selftests/cli_common.sh"
need tc

# diagnosed ID FIX…: a problem of this kind is found, this fix is named.
diagnosed()
{
	local id=$1 fix
	shift
	cli doctor
	check_num "exit status" "$status" -eq 1
	said "PROBLEM [$id]"
	narrow doctor
	cli --json doctor
	for fix; do
		check_eq "fix '$fix' of $id" \
			"$(json "any('$fix' in (x['fix'] or '') for x in d['findings'] if x['id'] == '$id')")" True
	done
	log_test "doctor: $id"
}

# noted ID TEXT: worth knowing, but nothing is wrong.
noted()
{
	cli doctor
	said "note [$1]"
	narrow doctor
	cli --json doctor
	check_eq "'$2' in the text of $1" \
		"$(json "any('$2' in x['text'] for x in d['findings'] if x['id'] == '$1')")" True
	log_test "doctor: $1 (a note)"
}

healthy()
{
	cli doctor
	[ "$status" = 0 ] || fail "not healthy: $(<"$tmp/cli.out")"
	said "Healthy:"
	cli --json doctor
	json_is 'd["healthy"], [x for x in d["findings"] if x["problem"]]' '(True, [])'
	log_test "doctor: healthy $1"
}

load()
{
	nft_flush
	nft_router || fail "nft does not take the ruleset"
}

no_engine()
{
	modprobe nf_flow_hw
	ip netns add $router
	cli doctor
	check_eq "exit status" "$status" 1
	said "PROBLEM [no-engine]"
	said "modprobe nf_flow_hw_mtk"
	log_test "doctor: no-engine"

	modprobe nf_flow_hw_mtk
	cli doctor
	check_eq "exit status" "$status" 1
	said "PROBLEM [no-engine]"
	said "found no engine"
	said 'modprobe nf_flow_hw_soft ports="*"'
	! grep -q "modprobe nf_flow_hw_mtk" "$tmp/cli.out"
	check_err $? "it advises to load a driver that is loaded: $(<"$tmp/cli.out")"
	log_test "doctor: no-engine, with its driver loaded"
	ip netns del $router
	rmmod nf_flow_hw_mtk nf_flow_hw
}

no_module()
{
	ip netns add $router
	cli doctor
	check_eq "exit status" "$status" 3
	said "PROBLEM [module-missing]"
	said "modprobe nf_flow_hw_mtk"
	cli --json doctor
	json_is 'd["healthy"]' False
	log_test "doctor: module-missing"
	ip netns del $router
}

# A driver of the kernel took the flowtable before us.
before_module()
{
	if ! modinfo nf_flow_hw_intree >/dev/null 2>&1; then
		log_skip "doctor: created-before-module" "the module nf_flow_hw_intree is not built"
		return
	fi
	ip netns add $router
	modprobe nf_flow_hw_intree dev=dum
	ip -n $router link add dum0 type dummy && ip -n $router link set dum0 up
	ruleset 'flags offload' dum0 | nft_router || fail "the kernel alone does not take it"
	modprobe nf_flow_hw_mtk
	diagnosed created-before-module "load the whole ruleset again"
	nft_flush
	ruleset 'flags offload' dum0 | nft_router || fail "no reload"
	noted intree-driver "served by a driver of the kernel itself"
	nft_flush
	ip netns del $router
	rmmod nf_flow_hw_mtk nf_flow_hw nf_flow_hw_intree
}

# The driver of the engine goes; the flowtable stays.
driver_gone()
{
	rmmod nf_flow_hw_mtk
	diagnosed no-engine "modprobe nf_flow_hw_mtk"
	diagnosed no-device-served "load its driver first"
	modprobe nf_flow_hw_mtk
}

# A device of which the kernel says that it can, but may not.
hw_tc_offload()
{
	modprobe netdevsim 2>/dev/null &&
		in_ns $router sh -c 'echo "7 1" >/sys/bus/netdevsim/new_device' || {
		log_skip "doctor: hw-tc-offload-off" "no netdevsim here"
		return
	}
	local nsim
	nsim=$(in_ns $router ls /sys/bus/netdevsim/devices/netdevsim7/net)
	ip -n $router link set "$nsim" up
	ruleset 'flags offload' "sim0, sim1, $nsim" | load
	diagnosed hw-tc-offload-off "ethtool -K $nsim hw-tc-offload on"
	in_ns $router ethtool -K "$nsim" hw-tc-offload on
	healthy "with hw-tc-offload on"
	nft_flush
	echo 7 >/sys/bus/netdevsim/del_device
	rmmod netdevsim
	ruleset | load
}

# A PPPoE interface stands above the port that the engine knows.
pppoe()
{
	ppp_add $router 9 sim1 9 02:00:00:00:00:09 || fail "no PPPoE: $(cat "$tmp"/pppoe-*.out)"
	local session=$pid
	ip -n $router link set ppp9 name pppoe-wan &&
	ip -n $router addr add 10.9.0.1 peer 10.9.0.2 dev pppoe-wan &&
	ip -n $router link set pppoe-wan up || fail "no PPPoE"
	ruleset 'flags offload' 'sim0, pppoe-wan' | load
	diagnosed wrong-device-of-stack "replace pppoe-wan" sim1
	ruleset | load
	healthy "with the port below a PPPoE interface"
	nft_flush
	stop "$session"
	ruleset | load
}

rules()
{
	nft_flush
	diagnosed no-flowtable "flags offload"
	ruleset '' | load
	diagnosed no-offload-flag "flags offload"
	ruleset 'flags offload' 'sim0, sim1' '' | load
	diagnosed no-flow-rule "flow add"
	ruleset | sed 's/ct state invalid drop/ct state established,related accept/' | load
	diagnosed rule-after-accept "top of the chain"
	ruleset | sed 's/ct state invalid drop/ct state vmap { established : accept, invalid : drop }/' | load
	diagnosed rule-after-accept "top of the chain"
	ruleset | sed 's/type filter hook forward.*/iifname lo drop/' | load
	diagnosed flow-rule-unreachable "hook forward"
	ruleset | sed 's/^\tcounter$//; s/^\t*counter$//' | load
	diagnosed counter-missing "counter"
	ruleset | load
	in_ns $router nft add table ip raw '{ chain p { type filter hook prerouting priority raw; udp dport 9 notrack; }; }'
	diagnosed notrack "notrack"
	ruleset | sed 's/ct state invalid drop/udp dport 53 log prefix "dns "/' | load
	noted log "first packets only"
	ruleset | sed 's/ct state invalid drop/tcp dport 22 limit rate 3\/second/' | load
	noted limit "do not count there"
	{
		echo 'table inet fw { ct helper ftp-standard { type "ftp" protocol tcp; }; }'
		ruleset | sed 's/ct state invalid drop/tcp dport 21 ct helper set "ftp-standard"/'
	} >"$tmp/helper"
	nft_flush
	if modprobe nf_conntrack_ftp && in_ns $router nft -f "$tmp/helper"; then
		noted helper "stay on the CPU"
	else
		log_skip "doctor: helper" "this kernel has no conntrack helper for FTP"
	fi
	ruleset | sed 's/ct state invalid drop/udp dport 53 queue num 0/' >"$tmp/queue"
	nft_flush
	if in_ns $router nft -f "$tmp/queue" 2>/dev/null; then
		diagnosed queue "by a mark"
	else
		log_skip "doctor: queue" "this kernel has no queue statement"
	fi
	ruleset | load
	in_ns $router nft add table netdev n '{ chain i { type filter hook ingress device sim0 priority 0; udp dport 9 drop; }; }'
	noted netdev-chain "hooked to the ingress"
	ruleset | load
	if in_ns $router nft add table netdev n '{ chain e { type filter hook egress device sim1 priority 0; udp dport 9 drop; }; }' 2>/dev/null; then
		noted netdev-chain "hooked to the egress of sim1"
	else
		log_skip "doctor: netdev-chain at egress" "no CONFIG_NETFILTER_EGRESS, or nft is too old"
	fi
	ruleset | load
}

# A rule in a chain that forward jumps to is as good.
jump()
{
	ruleset 'flags offload' 'sim0, sim1' 'jump fastpath' |
		sed 's/chain forward/chain fastpath {\nflow add @f\n}\n\tchain forward/' | load
	healthy "with the rule in a chain of its own"
	ruleset | load
}

devices()
{
	ip -n $router link add dum0 type dummy
	ip -n $router link set dum0 up
	ruleset 'flags offload' 'sim0, sim1, dum0' | load
	noted device-software "No engine reaches dum0"
	ruleset | load
	ip -n $router addr add 10.0.9.1/24 dev dum0
	diagnosed device-not-in-flowtable "add it"
	ip -n $router link del dum0

	ip -n $router addr flush dev sim0
	ip -n $router link add br0 type bridge && ip -n $router link set sim0 master br0 &&
	ip -n $router addr add 10.0.1.1/24 dev br0 && ip -n $router link set br0 up || fail "no bridge"
	ruleset 'flags offload' 'br0, sim1' | load
	diagnosed wrong-device-of-stack "replace br0" sim0
	ruleset | load
	healthy "with a bridge whose port is named"
	ip -n $router link del br0
	ip -n $router addr add 10.0.1.1/24 dev sim0

	ip -n $router link set sim1 down
	diagnosed device-down "ip link set sim1 up"
	ip -n $router link set sim1 up
	nft_flush
	ruleset | load
}

queues()
{
	in_ns $router tc qdisc add dev sim1 root tbf rate 10mbit burst 10k latency 50ms
	diagnosed qdisc-bypassed "shaping"
	in_ns $router tc qdisc del dev sim1 root
	in_ns $router tc qdisc add dev sim0 clsact
	noted tc-filters "do not see packets"
	in_ns $router tc qdisc del dev sim0 clsact
}

# The flowtable of Linux 7.2 loses what goes through a tunnel: see ipip.sh.
tunnels()
{
	local what
	what="doctor: a tunnel on Linux $(uname -r)"
	if ! ip -n $router link add tun9 type ipip local 10.0.2.1 remote $server_ip 2>/dev/null; then
		log_skip "$what" "this kernel has no IPIP tunnels"
		return
	fi
	healthy "with a tunnel that is down"
	ip -n $router link set tun9 up
	case $(uname -r) in
	7.2.*)	diagnosed tunnel-loses-packets 'oifname != "tun9"' ;;
	*)	healthy "with a tunnel" ;;
	esac
	ip -n $router link del tun9
}

sysctl_test()
{
	in_ns $router sysctl -qw "$2=0"
	diagnosed "$1" "$2=1"
	in_ns $router sysctl -qw "$2=1"
}

# Traffic from a device that the flowtable does not name.
rejects()
{
	ns_add guest && port_add sim2 3 && host_add guest wire2 3 &&
		neighbours guest wire2 sim2 3 || fail "no guest"
	in_ns $router nft add rule inet fw forward iifname sim2 accept
	udp_server $server $server_ip 5001
	start guest guest pingpong --count 0 --source 40010 --interval 2000 $server_ip 5001
	if kernel_offers_all; then
		busywait 5000 reject_above ingress-device 0
		diagnosed rejects "name the physical port"
	else
		busywait 5000 ct_answered udp 40010
		diagnosed device-not-in-flowtable "add it"
	fi
	cli doctor 10.0.3.2:40010 $server_ip:5001
	check_eq "exit status" "$status" 1
	narrow doctor of a connection
	if kernel_offers_all; then
		said "the device it comes in by belongs to no engine"
		said "what to do:"
	else
		said "10.0.3.2 is reached by sim2, which is in no flowtable: add it"
		not_said 'no "flow add" rule'
	fi
	log_test "doctor of a connection: not taken, why, and the fix"
}

ct_answered() { ct_line "$@" | grep -qvF "[UNREPLIED]"; }

# unanswered PORT: a connection that the flowtable takes before any answer.
unanswered()
{
	start waiting $client pingpong --source "$1" --count 3 --interval 2000 \
		--timeout 60 --lose 1000 10.0.2.99 5001
	waiting_pid=$pid
}

ct_known() { ct_line "$@" | grep -q .; }

# Nobody answers: such a connection waits, so that they do not fill the table. And
# the kernel does not even offer one that has no MAC for the way back.
deferred()
{
	ip -n $router neigh replace 10.0.2.99 lladdr "$(mac_of $server wire1)" dev sim1 nud permanent
	ip -n $router neigh flush dev sim0 nud all
	ruleset | sed 's/meta l4proto udp ct state established/meta l4proto udp/' | load
	unanswered 40015
	if kernel_offers_all; then
		busywait 5000 reject_above no-mac 0
		noted rejects "MAC address was not known"
	else
		busywait 5000 ct_known udp 40015
	fi
	cli doctor $client_ip:40015 10.0.2.99:5001
	narrow doctor of a connection
	if kernel_offers_all; then
		said "the next hop's MAC address was not known"
	else
		said "The MAC address of $client_ip on sim0 is not known"
	fi
	not_said "does not serve"
	log_test "doctor of a connection: no MAC for the way back"
	kernel_offers_all ||
		log_skip "doctor: rejects, no MAC" "Linux $(uname -r) does not offer such a flow"
	stop "$waiting_pid"
	ip -n $router neigh replace $client_ip lladdr "$(mac_of $client wire0)" dev sim0 nud permanent
	unanswered 40014
	busywait 5000 reject_above deferred 0
	noted rejects "it waits for another packet"
	cli doctor $client_ip:40014 10.0.2.99:5001
	narrow doctor of a connection
	said "it waits for another packet"
	log_test "doctor of a connection: deferred by admission"
	stop "$waiting_pid"
	ip -n $router neigh del 10.0.2.99 dev sim1
	ruleset | load
}

connections()
{
	traffic $client --source 40011 --interval 2000 $server_ip 5001
	busywait 5000 bound_is 2
	cli doctor $client_ip:40011 $server_ip:5001
	check_eq "exit status" "$status" 0
	said "original direction: hardware (mtk-ppe)"
	said "in by sim0, out by sim1"
	cli --json doctor $client_ip:40011 $server_ip:5001
	json_is 'd["offloaded"]' True
	log_test "doctor of a connection: in hardware"
	cli doctor $lan_ip:22 $client_ip:40012
	narrow doctor of a connection
	said "$lan_ip is an address of this machine"
	log_test "doctor of a connection: local to the router"
	cli doctor $client_ip:1 $server_ip:2
	check_eq "exit status" "$status" 1
	said "Conntrack does not know it either"
	log_test "doctor of a connection: unknown"
	stop "$traffic_pid"
	ruleset 'flags offload' 'sim0, sim1' 'ct mark 0x99 flow add @f' | load
	traffic $client --source 40013 --interval 2000 $server_ip 5001
	sleep 0.5
	cli doctor $client_ip:40013 $server_ip:5001
	narrow doctor of a connection
	said 'no "flow add" rule took it'
	log_test "doctor of a connection: no rule took it"
	cli doctor $client_ip $server_ip
	check_eq "exit status for half an end" "$status" 2
	log_test "doctor: wrong usage"
}

no_module
no_engine
before_module
extra_ns=(guest)
topology 3
ruleset | nft_router
healthy "at first"
sysctl_test no-forwarding-ipv4 net.ipv4.ip_forward
sysctl_test no-forwarding-ipv6 net.ipv6.conf.all.forwarding
sysctl_test acct-off net.netfilter.nf_conntrack_acct
rules
jump
devices
queues
tunnels
driver_gone
hw_tc_offload
pppoe
cli pause sim0
diagnosed paused "nft-offload resume sim0"
cli resume sim0
healthy "in the end"
deferred
rejects
connections
