#!/bin/bash
# The support matrix says what logs say, and no more: made-up logs, known cells.
set -u
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 1
# shellcheck source=tests/packaging/lib.sh
. tests/packaging/lib.sh
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/results"

# log STAGE KERNEL LINE...: as tests/run.sh keeps it.
log() {
	{
		echo "# commit abc1234"
		printf '%s\n' "${@:3}"
		echo "selftests on 6.1.192 ($2): 1 passed, 0 failed, 0 skipped"
	} >"$tmp/results/$1.log"
}

# is ROW COLUMN TEXT: the cell in the row that begins so; columns count from 1.
is() {
	local got
	got=$(scripts/matrix --results "$tmp/results" --print |
		grep -F "| $1" | awk -F'|' -v n=$(($2 + 2)) '{ gsub(/^ | $/, "", $n); print $n }')
	[ "$got" = "$3" ] || { echo "is '$got', expected '$3'"; false; }
}

log uml-selftests uml-6.1 "ok   forward      1.0s  9 passed" "FAIL punt         1.0s  3 passed, 1 failed" \
	"ok   teardown     1.0s  2 passed" "ok   accounting   1.0s  2 passed" \
	"ok   stale_neigh  1.0s  2 passed" "ok   stale_route  1.0s  2 passed"
log uml-timed uml-6.1 "ok   stale_bridge 1.0s  2 passed" "ok   forward      1.0s  9 passed"
log 6.1-selftests 6.1 "ok   types        1.0s  0 passed, 2 skipped" "ok   mixed        1.0s  4 passed" \
	"ok   rejects      1.0s  4 passed" "ok   fw4          1.0s  0 passed, 1 skipped"
printf '%s\n' "# commit abc1234" "kunit: 5 passed, 0 failed, 0 skipped" >"$tmp/results/uml-kunit.log"
printf '%s\n' "# commit abc1234" "4 passed, 1 failed, 0 skipped" >"$tmp/results/mipsel-kunit.log"
log riscv64-selftests riscv64 "ok   forward      1.0s  9 passed"

expect "a test that passed" is "MT7986: IPv4 NAT" 1 yes
expect "one of two failed" is "FIN, RST" 1 '**fails**'
expect "one of two did not run" is "conntrack counts" 1 "not run"
expect "tests of two stages count together" is "changed neighbours" 1 yes
expect "a kernel that did not run" is "MT7986: IPv4 NAT" 4 "not run"
expect "some skipped" is "mixed flowtables" 3 "in part"
expect "all skipped" is "OpenWrt" 3 skipped
expect "KUnit" is "KUnit" 1 yes
expect "KUnit of another architecture" is "KUnit" 7 '**fails**'
expect "KUnit that did not run" is "KUnit" 8 "not run"
expect "a kernel without KUnit" is "KUnit" 3 –
expect "a kernel that is new here has a column" is "MT7986: IPv4 NAT" 9 yes
printf '%s\n' top '<!-- matrix: made by `make matrix` -->' old '<!-- /matrix -->' bottom >"$tmp/readme"
expect "README is written" scripts/matrix --results "$tmp/results" --readme "$tmp/readme"
expect "between the marks" grep -q '^| KUnit' "$tmp/readme"
expect "what was there is gone" sh -c "! grep -q old '$tmp/readme'"
expect "the rest stays" sh -c "head -n 1 '$tmp/readme' | grep -qx top && tail -n 1 '$tmp/readme' | grep -qx bottom"
finish
