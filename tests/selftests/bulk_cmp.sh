#!/bin/bash
# runs: uml
# What compares the frames of two runs (bulk cmp) finds each difference, of order too. A
# tagged frame that is too long for an engine goes another way: its order among those is
# compared, and that it overtook or was overtaken by shorter ones is no difference if
# asked so (--full-apart).
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need python3

# cmp_is NAME TAGS A B WHOLE APART: "differ only_a only_b" without and with the option.
cmp_is()
{
	local name=$1 option out
	python3 "$selftests/bulk_cmp.py" "$2" "$3" "$4" "$tmp" || bail "no frames"
	shift 4
	for option in '' --full-apart; do
		# shellcheck disable=SC2086 # none, or one
		bulk cmp $option "$tmp/a" "$tmp/b" >"$tmp/out" 2>/dev/null
		check_eq "$name: status" $? $(($1 != 0))
		out=$(sed -n 's/.*differ=\(.*\) only_a=\(.*\) only_b=\(.*\)/\1\2\3/p' "$tmp/out")
		check_eq "$name: differ, only in a, only in b" "$out" "$1"
		shift
	done
	log_test "$name"
}

cmp_is "the same" qinq 1500:1,84:2 1500:1,84:2 000 000
cmp_is "full one overtaken, two tags" qinq 1500:1,84:2,132:3 84:2,132:3,1500:1 300 000
cmp_is "full one overtaken, one tag" vlan 1497:1,84:2 84:2,1497:1 200 000
cmp_is "full one overtaken, no tag" plain 1500:1,84:2 84:2,1500:1 200 200
cmp_is "one that fits overtaken" qinq 1496:1,84:2 84:2,1496:1 200 200
cmp_is "short ones in another order" qinq 1500:1,84:2,132:3 1500:1,132:3,84:2 200 200
cmp_is "full ones in another order" qinq 1500:1,1497:2,84:3 1497:2,1500:1,84:3 200 200
cmp_is "a full one is another" qinq 1500:1,84:2 1500:9,84:2 100 100
cmp_is "a full one is missing" qinq 84:2,1500:1 84:2 010 010
cmp_is "a full one came twice" qinq 1500:1 1500:1,1500:1 001 001
