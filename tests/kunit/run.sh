#!/bin/bash
# Run every KUnit module inside the VM and count its cases.
#
#	tests/kunit/run.sh [MODULE...]
#
# A KUnit module runs at load, and loads even when a case fails: the verdict is
# read from the kernel log. (The results file in debugfs is cut off at 512 bytes
# a suite on 6.1.)
set -u

here=$(dirname "$(readlink -f "$0")")
passed=0 failed=0 skipped=0

# Cases stand one level (four spaces) inside their suite; parameters deeper.
count_results() {
	local line

	while IFS= read -r line; do
		case $line in
		"    ok "*"# SKIP"*) skipped=$((skipped + 1)) ;;
		"    ok "*) passed=$((passed + 1)) ;;
		"    not ok "*)
			failed=$((failed + 1))
			echo "FAIL $1:${line#    not ok}"
			;;
		esac
	done
}

# The kernel log since a mark, without time stamps.
log_since() {
	dmesg | sed -n "/$1/,\$p" | sed 's/^\[[^]]*\] //'
}

run_module() {
	local mod=$1 before=$((passed + failed + skipped)) failed_before=$failed
	local mark="kunit-run-$1-$$"

	echo "$mark" >/dev/kmsg
	if ! modprobe "$mod"; then
		echo "FAIL $mod: cannot be loaded"
		failed=$((failed + 1))
		return
	fi
	count_results "$mod" < <(log_since "$mark")
	if [ $((passed + failed + skipped)) -eq "$before" ]; then
		echo "FAIL $mod: ran no case"
		failed=$((failed + 1))
	fi
	[ "$failed" -eq "$failed_before" ] || log_since "$mark" | sed 's/^/# /'
	rmmod "$mod"
}

modules=("$@")
if [ ${#modules[@]} -eq 0 ]; then
	mapfile -t modules < <(sed -n 's/^obj-m += \(.*_test\)\.o$/\1/p' "$here/Kbuild")
fi

for mod in "${modules[@]}"; do
	echo "# $mod"
	run_module "$mod"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
