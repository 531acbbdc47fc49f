#!/bin/bash
# Random operations of nft, ip, tc, conntrack and nft-offload, and of those who load
# modules and pull cables, in three routers at once under traffic, for so many seconds;
# then everything ends, and nothing may be left: no entry, no reference, no memory, no
# word of the kernel. Experiments 23 and 25.
#
#	tests/soak/soak.sh SECONDS SEED		in a virtual machine; make soak
#
#   c1 --wire0 sim0 [r1] sim1 wire1-- s1	ports of the simulated PPE
#   c2 --wire2 sim2 [r2] sim3 wire3-- s2	likewise
#   c3 --wire4 veth4 [r3] veth5 wire5-- s3	the software engine
#
# What happens is decided by SEED; when it happens is not, so a run is not repeated
# exactly by its seed.
seconds=$1 seed=$2
export KSFT_SLOW=10 NO_IPV6=1
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/../selftests/lib.sh"
dice=$seed
PATH=$repo/build/tools:$PATH
ops=0
declare -A count

# Numbers from the seed. A subshell goes its own way from where we are, so we move
# on for each.
roll() { dice=$(((dice * 1103515245 + 12345) & 0x7fffffff)); }
below() { roll; echo $((dice / 65536 % $1)); }
pick() { roll; shift $((dice / 65536 % $#)); echo "$1"; }

# ---- the routers ---------------------------------------------------------

# use N: router N is the one that lib.sh means.
use()
{
	unit=$1 router=r$1 a=$((2 * $1 - 1)) b=$((2 * $1))
	case $1 in
	3)	in_dev=veth4 out_dev=veth5 in_wire=wire4 out_wire=wire5 ;;
	*)	in_dev=sim$((2 * $1 - 2)) out_dev=sim$((2 * $1 - 1))
		in_wire=wire$((2 * $1 - 2)) out_wire=wire$((2 * $1 - 1)) ;;
	esac
}

hosts_up()
{
	ns_add c"$unit" && ns_add s"$unit" &&
		host_add c"$unit" $in_wire $a && host_add s"$unit" $out_wire $b &&
		orphans_give_up c"$unit" && orphans_give_up s"$unit"
}

router_up()
{
	ns_add $router && port_add $in_dev $a && port_add $out_dev $b && router_sysctls &&
		ip -n c"$unit" route replace default via 10.0.$a.1 &&
		ip -n s"$unit" route replace default via 10.0.$b.1
}

unit_up()
{
	use "$1"
	[ "$1" != 3 ] || {
		ip link add wire4 type veth peer name veth4 &&
		ip link add wire5 type veth peer name veth5 || return
	}
	{ hosts_up && router_up && rules "flags offload"; } || bail "router $1 does not come up"
}

# rules FLAGS: what that router usually has.
rules()
{
	{
		echo "table inet fw"
		echo "delete table inet fw"
		ruleset "$1" "$in_dev, $out_dev" | sed "s/iifname \"sim0\" ct state new/ct state new/"
		[ "$(below 2)" = 0 ] || echo "table ip nat { chain p { type nat hook postrouting priority srcnat; oifname $out_dev masquerade; }; }"
	} | nft_router
}

talk_forever()
{
	local n
	for ((n = 0; ; n++)); do
		pingpong --source $(($1 + n % 50)) --count $((n % 7 * 20 + 3)) --timeout 500 \
			--lose 1000 --interval 20000 "$2" 5001
		pingpong --source $(($1 + 100 + n % 50)) --tcp --count $((n % 5 * 40 + 3)) \
			--timeout 1000 --lose 1000 --interval 20000 "$2" 5002
	done
}

serve_tcp() { while :; do pingpong -l --tcp "$1" 5002; done; }

traffic_up()
{
	local n=$1 b=$((2 * $1))
	nsenter --net=/run/netns/s"$n" pingpong -l 10.0.$b.2 5001 >/dev/null 2>&1 &
	pids+=("$!")
	nsenter --net=/run/netns/s"$n" bash -c "$(declare -f serve_tcp); serve_tcp 10.0.$b.2" >/dev/null 2>&1 &
	pids+=("$!")
	for port in 20000 30000; do
		nsenter --net=/run/netns/c"$n" bash -c "$(declare -f talk_forever); talk_forever $port 10.0.$b.2" >/dev/null 2>&1 &
		pids+=("$!")
	done
}

# ---- what is done to them ------------------------------------------------

op_load() { rules "$(pick 'flags offload' 'flags offload' 'flags offload' '')"; }
op_delete_table() { in_ns $router nft delete table inet fw; }
op_flush() { nft_flush; }
op_check() { ruleset "flags offload" "$in_dev, $out_dev" | in_ns $router nft -c -f -; }
op_list() { in_ns $router nft list ruleset; in_ns $router nft list flowtables; }
op_join()
{
	ip -n $router link add j0 type dummy
	in_ns $router nft 'add flowtable inet fw f { hook ingress priority 0; devices = { j0 }; flags offload; counter; }'
	ip -n $router link del j0
}
op_leave() { in_ns $router nft "delete flowtable inet fw f { hook ingress priority 0; devices = { $in_dev }; }"; }
op_ct_flush() { in_ns $router conntrack -F; }
op_ct_delete() { in_ns $router conntrack -D -p udp --orig-port-src $((20000 + $(below 50))); }
op_ct_mark() { in_ns $router conntrack -U -p udp --mark "$(below 3)"; }
op_down() { ip -n $router link set "$1" down; sleep "0.$(below 3)"; ip -n $router link set "$1" up; }
op_mtu() { ip -n $router link set "$1" mtu "$(pick 1280 1400 1500)"; }
op_mac() { ip -n $router link set "$1" address "$(printf '02:00:00:00:%02x:%02x' "$(below 256)" "$(below 255)")"; }
op_neigh_lie() { ip -n $router neigh replace 10.0.$b.2 lladdr 02:00:00:00:00:0"$(below 9)" dev $out_dev; ip -n $router neigh del 10.0.$b.2 dev $out_dev; }
op_neigh_flush() { ip -n $router neigh flush dev "$1"; }
op_route() { ip -n $router route replace 10.0.$b.2/32 dev $out_dev mtu "$(pick 1300 1500)"; ip -n $router route del 10.0.$b.2/32; }
op_rule() { ip -n $router rule add from 10.0.$a.0/24 table 100 prio 50; ip -n $router rule del prio 50; }
op_nexthop() { ip -n $router nexthop add id 7 via 10.0.$b.2 dev $out_dev; ip -n $router route add 10.0.$b.2/32 nhid 7; ip -n $router nexthop del id 7; }
op_qdisc() { tc -n $router qdisc replace dev "$1" root "$(pick fq_codel pfifo_fast prio)"; }
op_qdisc_del() { tc -n $router qdisc del dev "$1" root; }
op_clsact() { tc -n $router qdisc add dev "$1" clsact; tc -n $router filter add dev "$1" ingress matchall action ok; tc -n $router qdisc del dev "$1" clsact; }
op_vlan()
{
	ip -n $router link add link "$1" name v0 type vlan id $(($(below 100) + 1))
	ip -n $router link set v0 up
	in_ns $router nft 'add flowtable inet fw f { hook ingress priority 0; devices = { v0 }; flags offload; counter; }'
	ip -n $router link del v0
}
op_bridge()
{
	ip -n $router link add br0 type bridge
	ip -n $router link set "$1" master br0
	ip -n $router link set br0 up
	ip -n $router link set "$1" nomaster
	ip -n $router link del br0
}
op_show() { in_ns $router nft-offload "$(pick status flows rejects metrics)"; }
op_evict() { in_ns $router nft-offload evict all; }
op_pause() { in_ns $router nft-offload pause "$1"; in_ns $router nft-offload resume "$1"; }
op_dump() { cat $core/status $core/ppe?/* $sim/ppe?/entries $sim/ports; }
op_driver() { rmmod nf_flow_hw_mtk; modprobe nf_flow_hw_mtk; }
op_engine() { rmmod nf_flow_hw_soft; modprobe nf_flow_hw_soft ports=veth4,veth5; }
op_reset() { echo 1 >$sim/fe_reset; }
op_hang() { local k; k=$(pick stuck_busy mib_stuck); echo 1 >$sim/$k; sleep "0.$(below 10)"; echo 0 >$sim/$k; }
op_slow() { echo "$(pick 0 0 20 200)" >$sim/slow_us; }
op_namespace()
{
	# Ports of the simulator come back to us, a veth goes with its namespace.
	[ "$unit" != 3 ] || return 0
	ip netns del $router
	busywait 2000 test -d /sys/class/net/$out_dev
	router_up && rules "flags offload"
}

mapfile -t all_ops < <(declare -F | sed -n 's/^declare -f op_//p')

# One operation; most fail now and then, because another one was there before.
operate()
{
	local op
	roll
	use "$(pick 1 2 3)"
	roll
	op=$(pick load load load "${all_ops[@]}")
	roll
	in_time "op_$op" "$(pick $in_dev $out_dev)"
	count[$op]=$((${count[$op]:-0} + 1))
	ops=$((ops + 1))
}

# An operation that hangs is a deadlock: say where, and stop.
in_time()
{
	local pid dog
	: >"$tmp/op.out" || bail "nothing can be done any more"
	"$@" >"$tmp/op.out" 2>&1 </dev/null &
	pid=$!
	sleep 240 &
	dog=$!
	wait -n $pid $dog
	if kill -0 $pid 2>/dev/null; then
		echo w >/proc/sysrq-trigger
		bail "$* on $router does not end: $(cat /proc/$pid/stack 2>/dev/null)"
	fi
	kill $dog 2>/dev/null
	wait $dog 2>/dev/null
	wait $pid
}

# ---- what is left --------------------------------------------------------

# Free what only waits: namespaces and flowtables in work queues, RCU, and what KASAN
# keeps of freed memory.
settle()
{
	local i
	for i in 1 2 3; do
		use $i
		nft_flush
		in_ns $router conntrack -F
	done >/dev/null 2>&1
	busywait 10000 none_left
	sleep 5
	for i in /sys/kernel/slab/*/shrink; do echo 1 >"$i"; done 2>/dev/null
}

none_left() { ! grep -q '^flowtable' $core/status && all_gone; }

slab_kb() { sed -n 's/^SUnreclaim: *\([0-9]*\) kB/\1/p' /proc/meminfo; }
slab_objects() { awk -v name="$1" '$1 == name { n += $2 } END { print n + 0 }' /proc/slabinfo; }

measure()
{
	echo "$(slab_kb) $(slab_objects nf_flow_hw_flow) $(slab_objects nf_conntrack) $(hw_packets)"
}

# The biggest growth of caches, for people.
slab_snapshot() { awk 'NR > 2 { print $1, $2 * $4 / 1024 }' /proc/slabinfo | sort; }

search_leaks()
{
	local kmemleak=/sys/kernel/debug/kmemleak
	[ -e $kmemleak ] || return 0
	sleep 6
	echo scan >$kmemleak
	sleep 1
	echo scan >$kmemleak
	lost=$(cat $kmemleak)
	[ -z "$lost" ] || fail "lost memory ($(grep -c unreferenced <<<"$lost") objects): $(head -n 80 <<<"$lost")"
}

# What the kernel said since we began; booting it says "if possible".
mark="soak begins"
complaints()
{
	dmesg | sed "1,/$mark\$/d" |
		grep -E 'WARNING:|BUG:|INFO: |possible|refcount_t|unregister_netdevice: waiting' |
		grep -v 'INFO: NMI'
}

echo "$mark" >/dev/kmsg
modules_load 4 || bail "the modules do not load"
modprobe nf_flow_hw_soft ports=veth4,veth5 || bail "no software engine"
taint=$(cat /proc/sys/kernel/tainted)
extra_ns=(c1 c2 c3 s1 s2 s3 r1 r2 r3)
for unit in 1 2 3; do unit_up $unit; done
for unit in 1 2 3; do traffic_up $unit; done
[ ! -e /sys/kernel/debug/kmemleak ] || echo clear >/sys/kernel/debug/kmemleak
echo "# soak: $seconds s, seed $seed, $(nproc) processors, $(uname -r)"
begin=$SECONDS middle=''
while [ $((SECONDS - begin)) -lt "$seconds" ]; do
	operate
	[ $((ops % 100)) != 0 ] || echo "# $ops operations after $((SECONDS - begin)) s"
	# Everything has happened a few times by then: from here on memory must not grow.
	if [ -z "$middle" ] && [ $((SECONDS - begin)) -ge $((seconds / 2)) ]; then
		echo 0 >$sim/slow_us
		settle
		middle=$(measure)
		slab_snapshot >"$tmp/slab.middle"
	fi
done
echo 0 >$sim/slow_us
settle
end=$(measure)
slab_snapshot >"$tmp/slab.end"
note "$ops operations: $(for op in "${!count[@]}"; do echo -n "$op ${count[$op]}, "; done)"
check_num "operations" $ops -ge $((seconds / 60))
# In a shorter soak one operation may be all of its second half.
since=0
[ "$seconds" -lt 180 ] || since=${middle##* }
check_num "packets in hardware (a second half alone, from 180 s on)" \
	$((${end##* } - since)) -ge $((seconds / 2))
none_left
check_err $? "left behind: $(<$core/status)"
check_eq "violations of the model" "$(head -n 1 $sim/violations)" 0
log_test "$ops random operations in $((SECONDS - begin)) s"

note "unreclaimable slab in kB, flows of ours, conntracks, packets in hardware: $middle half-way, $end at the end"
read -r kb flows _ <<<"$end"
check_num "growth of the slab in kB since half-time" $((kb - ${middle%% *})) -le 2048
check_num "flows of ours" "$flows" -le 64
note "grown most: $(join "$tmp/slab.middle" "$tmp/slab.end" | awk '{ print $3 - $2, $1 }' | sort -rn | head -n 6 | tr '\n' ';')"
log_test "the slab is flat"

kill "${pids[@]}" 2>/dev/null
wait "${pids[@]}" 2>/dev/null
pids=()
# What they have started outlives them, and a process keeps its namespace.
for ns in c1 c2 c3 s1 s2 s3; do ip netns pids $ns | xargs -r kill -KILL; done
topology_down
rmmod nf_flow_hw_soft nf_flow_hw_mtk nf_flow_hw_sim nf_flow_hw
check_err $? "modules do not unload: $(grep nf_flow_hw /proc/modules)"
search_leaks
check_eq "taint" "$(cat /proc/sys/kernel/tainted)" "$taint"
dmesg | grep -q "$mark" || fail "the kernel's log is too short: the begin is gone"
check_eq "complaints of the kernel" "$(complaints)" ""
log_test "modules unload; no memory lost; no word of KASAN, lockdep, kmemleak"
[ $failed = 0 ] && echo "soak: $ops operations, $tests passed, 0 failed, 0 skipped" ||
	echo "soak: $ops operations, 0 passed, 1 failed, 0 skipped"
