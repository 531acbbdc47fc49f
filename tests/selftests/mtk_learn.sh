#!/bin/bash
# runs: uml
# bind=learn: the engine makes an unbound entry of each flow that it meets, and the
# driver binds that entry once it sees 30 packets in a second, which it learns from
# the packets themselves (skb->hash names the entry). A slower flow stays in
# software. A SoC or a table that this cannot work with is refused,
# and so is the module, unless the SoC comes after it.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip timeout

unbound() { cat $sim/ppe?/entries | grep -c ' UNB '; }
unbound_is() { [ "$(unbound)" = "$1" ]; }
unbound_of() { grep -h ' UNB ' $sim/ppe?/entries | grep -cF "$1"; }

# slow SOC: ten packets a second.
slow()
{
	local before
	before=$(reject_stat deferred)
	run $client pingpong --source 40001 --count 20 --interval 100000 \
		$server_ip 5001 >"$tmp/client.out" || fail "$(<"$tmp/client.out")"
	check_eq "bound entries of a slow flow" "$(bound)" 0
	check_eq "its unbound entries" "$(unbound_of $client_ip:40001),$(unbound_of :40001)" 1,2
	check_num "deferred" "$(reject_stat deferred)" -gt "$before"
	check_eq "packets in hardware" "$(hw_packets)" 0
	log_test "$1: ten packets a second are learned, not bound"
}

# learns SOC COUNTERS [SLOW]: COUNTERS is mib or none; SLOW: also what is slow or old
learns()
{
	local n=1000 size=200 want
	DRIVER_PARAMS=bind=learn topology 2 soc="$1"
	{
		ruleset
		nat "" 'oifname "sim1" masquerade'
	} | nft_router || bail "no ruleset"
	udp_server $server $server_ip 5001

	[ -z "${3:-}" ] || slow "$1"
	run $client pingpong --source 40002 --count $n --size $size --interval 2000 \
		$server_ip 5001 >"$tmp/client.out" 2>&1 || fail "$(<"$tmp/client.out")"
	check_eq "bound entries of a fast flow" "$(bound)" 2
	check_num "packets in hardware" "$(hw_packets)" -gt $n
	busywait 2000 ct_flag_is HW_OFFLOAD udp 40002
	check_err $? "conntrack: $(ct_line udp 40002)"
	log_test "$1: five hundred are bound where they were learned"

	stop "$server_pid"
	[ -z "${3:-}" ] || busywait 12000 unbound_is 0 ||
		fail "unbound entries do not age: $(cat $sim/ppe?/entries)"
	nft_flush
	busywait 2000 all_gone
	check_err $? "entries are left after the ruleset went"
	if [ "$2" = mib ]; then
		want="$n $((n * (size + 28))) $n $((n * (size + 28)))"
		check_eq "conntrack" "$(ct_count udp 40002)" "$want"
	fi
	check_eq "violations" "$(head -n 1 $sim/violations)" 0
	log_test "$1: nothing is left, nothing was done that the engine forbids"
	topology_down
	modules_unload || fail "the modules do not unload"
}

# lines_about COUNT LOG WORD…: so many lines in the log since line LOG, each with all words.
lines_about()
{
	local want=$1 log=$2 lines word
	shift 2
	lines=$(dmesg | tail -n +$((log + 1)) | grep 'bind=learn')
	check_eq "lines in the log" "$(grep -c . <<<"$lines")" "$want"
	for word; do
		grep -qF -- "$word" <<<"$lines"
		check_err $? "the log does not say '$word': $lines"
	done
}

# refused SOC PARAMETERS WORD…
refused()
{
	local soc=$1 params=$2 log
	shift 2
	modprobe nf_flow_hw_sim soc="$soc" || bail "no simulator"
	log=$(dmesg | wc -l)
	# shellcheck disable=SC2086 # words
	modprobe nf_flow_hw_mtk $params 2>"$tmp/err"
	check_fail $? "modprobe nf_flow_hw_mtk $params succeeds"
	grep -q "Invalid argument" "$tmp/err"
	check_err $? "modprobe: $(<"$tmp/err")"
	lines_about 1 "$log" "$@"
	[ ! -d /sys/module/nf_flow_hw_mtk ] || fail "nf_flow_hw_mtk is loaded"
	modules_unload || fail "the modules do not unload"
	log_test "$soc $params is refused at load"
}

# An engine that comes later cannot undo the load.
refused_later()
{
	local log
	modprobe nf_flow_hw_mtk bind=learn
	check_err $? "without an engine nothing contradicts"
	log=$(dmesg | wc -l)
	modprobe nf_flow_hw_sim soc=mt7620 || bail "no simulator"
	lines_about 1 "$log" bind=learn MT7620
	check_eq "backends" "$(grep -c '^backend mtk-ppe' $core/status)" 0
	modules_unload || fail "the modules do not unload"
	log_test "an engine that cannot learn comes later: it is refused"
}

learns mt7986 mib slow
learns mt7621 none
learns mt7988 mib
refused mt7620 bind=learn bind=learn MT7620
refused mt7986 "bind=learn entries=32768" bind=learn entries=32768 MT7986
refused_later
