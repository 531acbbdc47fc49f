#!/bin/bash
# runs: long-stock
# seconds: 1500
# Experiments 1 and 2: 2,000 connections in hardware, and the ruleset is reloaded, ROUNDS
# times (default 100), in turn by delete table, delete flowtable, flush ruleset, and as fw4
# does it. When nft returns no entry of the old flowtable is left; afterwards every
# connection is offloaded again, by its new name and to the same places; at the end
# nothing is referred to.
#
# What it guards: the kernel sends no DESTROY for a flowtable that goes, so entries of
# drivers in the tree stay and forward, and the same tuples get -EEXIST (openwrt#10354);
# openwrt's firewall4 deletes its flowtable on every reload.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip python3
rounds=${ROUNDS:-100} flows=${FLOWS:-2000}

no_flowtable() { ! grep -q ^flowtable $core/status; }

# A message on every connection.
talk()
{
	local n
	echo >&6
	read -r -t $((start_limit * KSFT_SLOW)) n <&7 || n=0
	check_eq "$1: answered messages" "$n" $flows
	[ ! -s "$tmp/hold.err" ] || fail "$(tail -n 1 "$tmp/hold.err")"
}

# The second message of a connection makes it a flow; late ones get another chance.
all_back()
{
	local i before
	for i in 1 2 3 4 5 6; do
		talk "$1"
		busywait 3000 bound_is "$want" && break
	done
	check_eq "$1: entries" "$(bound)" "$want"
	# Now in hardware, and by that in the engine's cache.
	before=$(hw_packets)
	talk "$1"
	check_num "$1: packets of those in hardware" $(($(hw_packets) - before)) -ge "$want"
}

# Not by one that comes right after: nothing is offloaded between.
reload()
{
	case $(($1 % 4)) in
	0) nft_router <<<"delete table inet fw" ;;
	1) nft_router <<<"flush chain inet fw forward; delete flowtable inet fw f" ;;
	2) nft_flush ;;
	3)
		{
			printf '%s\n' "table inet fw" "flush table inet fw" \
				"delete flowtable inet fw f" "delete table inet fw"
			ruleset
		} | nft_router
		check_err $? "round $1: reload"
		check_num "round $1: flowtables" "$(grep -c ^flowtable $core/status)" -le 2
		return
		;;
	esac
	check_err $? "round $1: nft"
	all_gone
	check_err $? "round $1: left behind: model $(bound), driver $(used), core $(core_entries) entries"
	{ [ $(($1 % 4)) != 1 ] || echo "delete table inet fw"; ruleset; } | nft_router
	check_err $? "round $1: load"
}

export NO_IPV6=1
topology
ruleset | nft_router
in_ns $router sysctl -qw net.netfilter.nf_flowtable_udp_timeout=600
start echo $server timeout 100000 python3 "$selftests/cli_echo.py" $server_ip 5001 "$tmp/ready"
busywait 10000 test -e "$tmp/ready" || bail "no server"
# A socket for each.
ulimit -n 16384
mkfifo "$tmp/in" "$tmp/out"
nsenter --net=/run/netns/$client python3 "$selftests/exp_hold.py" $server_ip 5001 20000 $flows \
	<"$tmp/in" >"$tmp/out" 2>"$tmp/hold.err" &
pids+=("$!")
exec 6>"$tmp/in" 7<"$tmp/out"
# What the hash allows, over both directions; the software engine has room for all.
want=$((flows * 2))
[ "$backend" = soft ] || want=$(python3 - $flows "$selftests" <<-'END'
	import sys
	sys.path.insert(0, sys.argv[2])
	from collections import Counter
	from mtk_hash import bucket, room
	flows = range(20000, 20000 + int(sys.argv[1]))
	use = Counter()
	for p in flows:
	    c, s = ("10.0.1.2", p), ("10.0.2.2", 5001)
	    use[bucket("mt7986", c, s)] += 1
	    use[bucket("mt7986", s, c)] += 1
	print(sum(min(n, room("mt7986", b)) for b, n in use.items()))
END
)
check_num "directions that find a place" "$want" -ge $((flows * 2 - 20))
all_back "at first"
for ((i = 0; i < rounds && ret == 0; i++)); do
	reload $i
	all_back "round $i"
done
note "$i reloads of $flows connections, $want entries each time"
log_test "$flows connections reloaded $rounds times: no old entry, all offloaded again"
nft_flush
busywait 5000 no_flowtable
all_gone
check_err $? "left behind: model $(bound), driver $(used), core $(core_entries) entries"
exec 6>&- 7<&-
rmmod $driver && rmmod nf_flow_hw
check_err $? "something still refers to the modules: $(grep nf_flow_hw /proc/modules)"
log_test "at the end there is no entry, and no reference"
