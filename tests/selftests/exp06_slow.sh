#!/bin/bash
# runs: stress long-stock
# seconds: 1800
# Experiment 6, and the three ways into a deadlock that the design names: callbacks that
# take 300 ms each are at work while the flowtable goes, a link goes down, devices come
# and go, and the engine goes. Those who wait for callbacks hold RTNL or the lock of
# nf_tables' transactions; were either taken below a callback, nothing of this would end, and
# lockdep says so even where it ends by luck.
#
# What it guards: work that deletes a flow was queued behind an add and ran after the
# flowtable was freed (CVE-2022-50000); a PPE that never gets idle at stop (CVE-2024-27432).
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip
modinfo nf_flow_hw_test_engine >/dev/null 2>&1 || skip_all "the module nf_flow_hw_test_engine is not built"
param=/sys/module/nf_flow_hw_test_engine/parameters

asleep() { [ "$(<$param/asleep)" -ge 1 ]; }
no_flowtable() { ! grep -q ^flowtable $core/status; }

# in_time SECONDS CMD…: must end by then. A task in a deadlock cannot be killed.
in_time()
{
	local limit=$(($1 * KSFT_SLOW)) pid dog
	shift
	"$@" &
	pid=$!
	sleep "$limit" &
	dog=$!
	wait -n $pid $dog
	if kill -0 $pid 2>/dev/null; then
		fail "'$*' does not end: $(cat /proc/$pid/stack 2>/dev/null)"
		return 1
	fi
	kill $dog 2>/dev/null
	wait $dog 2>/dev/null
	wait $pid
}

# New connections all the time, so that callbacks are always at work. Not more of them:
# who removes flows waits for each one's callback in turn, and 200 flows of 300 ms took
# more than 20 s once.
feed()
{
	local n
	for ((n = 0; ; n++)); do
		pingpong --source $((42000 + n % 60)) --count 4 --timeout 300 --lose 4 $server_ip 5001
	done
}

slow_start()
{
	modprobe nf_flow_hw_test_engine dev=sim slow=300 || bail "no test engine"
	ruleset | nft_router || bail "no ruleset"
	busywait 10000 asleep
	check_err $? "no callback is at work"
}

slow_stop()
{
	nft_flush
	busywait 20000 no_flowtable
	check_err $? "a flowtable is left: $(<$core/status)"
	in_time 20 rmmod nf_flow_hw_test_engine
}

# while_busy NAME CMD…: five times, each begins with a callback at work.
while_busy()
{
	local name=$1 i=0 met=0
	shift
	while [ $((i += 1)) -le 5 ]; do
		busywait 5000 asleep && met=$((met + 1))
		in_time 20 "$@" || break
	done
	check_num "$name: times that a callback was at work" $met -ge 3
}

delete_table()
{
	in_ns $router nft delete table inet fw && ruleset | nft_router
}

# fw4's reload; the old flowtable's DESTROY and our UNBIND are still at work.
reload()
{
	{
		echo "table inet fw"
		echo "delete table inet fw"
		ruleset
	} | nft_router
}

link_flap() { ip -n $router link set sim1 down && ip -n $router link set sim1 up; }

dev_join()
{
	ip -n $router link add jn0 type dummy &&
		in_ns $router nft 'add flowtable inet fw f { hook ingress priority 0; devices = { jn0 }; flags offload; counter; }' &&
		ip -n $router link set jn0 name jn1 mtu 1400 up &&
		ip -n $router link del jn1
}

# BIND and UNBIND while other devices send events: addresses, names, flags, MTU.
events()
{
	while :; do
		ip -n $router link add ev0 type dummy
		ip -n $router link set ev0 up
		ip -n $router addr add 10.9.9.1/24 dev ev0
		ip -n $router link set ev0 mtu 1400
		ip -n $router link del ev0
		ip -n $router link set sim0 mtu 1400
		ip -n $router link set sim0 mtu 1500
	done
}

engine_gone()
{
	rmmod nf_flow_hw_test_engine && modprobe nf_flow_hw_test_engine dev=sim slow=300
}

drivers=nf_flow_hw
topology
udp_server $server $server_ip 5001
# shellcheck disable=SC2046
nsenter --net=/run/netns/$client bash -c "$(declare -f feed); server_ip=$server_ip; feed" >"$tmp/feed.out" 2>&1 &
pids+=($!)

slow_start
while_busy "delete" delete_table
slow_stop
log_test "a flowtable is deleted while slow callbacks are at work"

slow_start
while_busy "reload" reload
slow_stop
log_test "a ruleset is reloaded while slow callbacks are at work"

slow_start
while_busy "link down" link_flap
slow_stop
log_test "links go down while slow callbacks are at work"

slow_start
events >/dev/null 2>&1 &
events_pid=$!
pids+=("$events_pid")
while_busy "bind" dev_join
while_busy "bind" reload
stop $events_pid
ip -n $router link del ev0 2>/dev/null
slow_stop
log_test "devices join and leave flowtables in a storm of events"

slow_start
while_busy "engine gone" engine_gone
slow_stop
log_test "an engine goes while slow callbacks are at work"

# Hardware that does not answer, in the real driver: everything that waits for it ends.
modprobe nf_flow_hw_mtk || bail "no driver"
for knob in stuck_busy mib_stuck; do
	ruleset | nft_router
	busywait 10000 bound_at_least 2
	check_err $? "no flow in hardware"
	echo 200 >$sim/slow_us
	echo 1 >$sim/$knob
	in_ns $router conntrack -F >/dev/null 2>&1
	sleep 0.2
	in_time 20 rmmod nf_flow_hw_mtk
	check_err $? "$knob: the driver does not go"
	check_eq "$knob: entries of the core" "$(core_entries)" 0
	echo 0 >$sim/$knob
	echo 0 >$sim/slow_us
	modprobe nf_flow_hw_mtk
	busywait 15000 bound_at_least 2
	check_err $? "$knob: no flow returns to hardware"
	in_time 20 nft_flush
	log_test "the driver goes while the engine hangs ($knob), and comes back"
done
