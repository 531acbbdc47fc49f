#!/bin/bash
# The VM harness keeps its promises: what it says when it is misused, and that
# neither a lost nor a failed command is taken for success. Runs on the host.
set -u

cd "$(dirname "$(readlink -f "$0")")/../.." || exit 1
passed=0 failed=0
out=$(mktemp)
trap 'rm -f "$out"' EXIT

# expect NAME STATUS PATTERN CMD...: exit status and a line of the output.
expect() {
	local name=$1 want=$2 pattern=$3 status

	shift 3
	"$@" >"$out" 2>&1 </dev/null
	status=$?
	if [ "$status" -eq "$want" ] && grep -q -- "$pattern" "$out"; then
		passed=$((passed + 1))
		echo "ok $((passed + failed)) - $name"
	else
		failed=$((failed + 1))
		echo "not ok $((passed + failed)) - $name: status $status, expected $want and '$pattern'"
		sed 's/^/# /' "$out"
	fi
}

vm() {
	scripts/vm --kernel uml --no-modules --timeout 60 "$@"
}

expect "unknown kernel lists the known ones" 2 "^6.1 " \
	scripts/vm --kernel 9.9 -- true
expect "no command is a usage error" 2 "usage:" scripts/vm
expect "a command's exit status comes through" 37 "" vm -- sh -c 'exit 37'
expect "a command that never ends is a timeout" 124 "" \
	scripts/vm --kernel uml --no-modules --timeout 3 -- sleep 60
expect "a dead machine is no success" 125 "" vm -- sh -c 'echo o >/proc/sysrq-trigger; sleep 20'
expect "a panic is no success" 125 "sysrq" vm -- sh -c 'echo c >/proc/sysrq-trigger; sleep 20'
expect "output is the command's alone" 0 "^hello$" vm -- echo hello
expect "make without kernel headers says what to do" 2 "install linux-headers" \
	make --no-print-directory modules KDIR=
expect "an old kernel is refused with the reason" 2 \
	"supports Linux 6.1 and newer; this is 5.10.230: flowtables before 5.13 record no" \
	make --no-print-directory modules VERSION=5 PATCHLEVEL=10 SUBLEVEL=230

echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
