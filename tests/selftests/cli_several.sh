#!/bin/bash
# runs: debug stock
# Two frame engines of different kinds in one machine, under one driver and in one
# ruleset: each has its name, its table, its files in debugfs, and its own flows only.
#
#	client --- sim0  router  sim1 --- server	MT7986 of the simulator: ppe0, ppe1
#	guest ---- far0          far1 --- other		MT7621 over plain memory: ppe2
#
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/cli_common.sh
. "$selftests/cli_common.sh"
debug=/sys/kernel/debug
extra_ns=(guest other)

second_up()
{
	modprobe nf_flow_hw_second_board || bail "no second board"
	ns_add guest && ns_add other && port_add far0 5 && port_add far1 6 &&
		host_add guest plug0 5 && host_add other plug1 6 &&
		neighbours guest plug0 far0 5 && neighbours other plug1 far1 6 ||
		bail "no hosts behind the second board"
}

# tuples DIR: of all entries there, one per line.
tuples() { cat "$1/entries" | grep -o 'orig=[^ ]*' | sort | xargs; }

# entries_of N TUPLE…: exactly these are in ppeN, and in bind as in entries.
entries_of()
{
	local dir=$debug/nf_flow_hw/ppe$1
	shift
	check_eq "entries of $dir" "$(tuples "$dir")" "$*"
	check_eq "bind of $dir" "$(<"$dir/bind")" "$(<"$dir/entries")"
	check_eq "used of $dir" "$(<"$dir/used")" $#
}

numbers()
{
	local n
	check_eq "tables" "$(cd $debug/nf_flow_hw && echo ppe*)" "ppe0 ppe1 ppe2"
	for n in 0 1 2; do
		[ "$(readlink $debug/ppe$n)" = nf_flow_hw/ppe$n ] || fail "no link at ppe$n"
		entries_of $n
	done
	# Of 16384, one has the index that means "none"; of entries of 80 bytes, as
	# MT7621 has them, the 8 of 128 cannot be used that cross a line of 1 KiB.
	check_eq "places" "$(cat $debug/nf_flow_hw/ppe?/size | xargs)" "16383 16383 15359"
	log_test "debugfs: tables of both devices, numbered on"
}

own_flows()
{
	local there="orig=10.0.5.2:40002->10.0.6.2:5002 orig=10.0.6.2:5002->10.0.5.2:40002"
	udp_server $server $server_ip 5001
	near=$server_pid
	udp_server other 10.0.6.2 5002
	far=$server_pid
	start near $client pingpong --count 0 --source 40001 --interval 2000 $server_ip 5001
	near="$near $pid"
	start far guest pingpong --count 0 --source 40002 --interval 2000 10.0.6.2 5002
	far="$far $pid"
	busywait 5000 bound_is 2 && busywait 5000 grep -qx 2 $debug/nf_flow_hw/ppe2/used
	check_err $? "not offloaded: $(<$core/status)"
	entries_of 0 "orig=10.0.1.2:40001->10.0.2.2:5001"
	entries_of 1 "orig=10.0.2.2:5001->10.0.1.2:40001"
	# shellcheck disable=SC2086 # words
	entries_of 2 $there
	grep -q 'packets=' $debug/nf_flow_hw/ppe0/bind && ! grep -q 'packets=' $debug/nf_flow_hw/ppe2/bind
	check_err $? "the one counts, the other cannot: $(cat $debug/nf_flow_hw/ppe?/bind)"
	log_test "debugfs: each table has the entries of its own ports, and no other"
}

# Programs that read metrics refuse a value that is there twice.
names()
{
	cli_ok status
	narrow status
	said "engine: mtk-ppe"
	said "engine: mtk-ppe.1"
	said "far0: hardware, by mtk-ppe.1"
	said "sim0: hardware, by mtk-ppe"
	cli_ok --json status
	json_is '[(b["name"], b["model"], b["used"]) for b in d["backends"]]' \
		"[('mtk-ppe', 'MT7986', 2), ('mtk-ppe.1', 'MT7621', 2)]"
	cli_ok flows port 40002
	said "hardware (mtk-ppe.1)"
	cli_ok metrics
	check_eq "values that are there twice" \
		"$(grep -v '^#' "$tmp/cli.out" | cut -d' ' -f1 | sort | uniq -d)" ""
	log_test "status, flows and metrics tell the two apart"
}

# A connection from one board to the other is for the CPU.
across()
{
	run guest pingpong --source 40003 --count 30 --interval 5000 $server_ip 5001 >"$tmp/client.out"
	check_err $? "$(<"$tmp/client.out")"
	check_num "refused for two engines" "$(reject_stat two-engines)" -gt 0
	entries_of 0 "orig=10.0.1.2:40001->10.0.2.2:5001"
	log_test "from one to the other: software, two-engines"
}

# One board goes, the other goes on.
one_gone()
{
	# shellcheck disable=SC2086 # words
	stop $far
	rmmod nf_flow_hw_second_board || fail "the second board does not go"
	check_eq "tables" "$(cd $debug/nf_flow_hw && echo ppe*)" "ppe0 ppe1"
	[ ! -L $debug/ppe2 ] || fail "a link is left"
	entries_of 0 "orig=10.0.1.2:40001->10.0.2.2:5001"
	cli_ok --json status
	json_is '[(b["name"], b["used"]) for b in d["backends"]]' "[('mtk-ppe', 2)]"
	# shellcheck disable=SC2086 # words
	stop $near
	log_test "one device goes: its files go, the other's table stays"
}

# The driver goes and comes back to both.
both_again()
{
	second_up
	rmmod nf_flow_hw_mtk
	check_eq "tables" "$(cd $debug && echo nf_flow_hw/ppe* ppe*)" "nf_flow_hw/ppe* ppe*"
	modprobe nf_flow_hw_mtk
	numbers
	nft_flush
	rmmod nf_flow_hw_second_board || fail "the second board does not go"
}

modinfo nf_flow_hw_second_board >/dev/null 2>&1 || skip_all "the module nf_flow_hw_second_board is not built"
topology
second_up
ruleset 'flags offload' 'sim0, sim1, far0, far1' | sed 's/iifname "sim0" ct state new/iifname { sim0, far0 } ct state new/' |
	nft_router || bail "no ruleset"
numbers
own_flows
names
across
one_gone
ip netns del guest
ip netns del other
both_again
