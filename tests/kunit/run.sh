#!/bin/bash
# Run every KUnit module inside the VM and count its cases.
#
#	tests/kunit/run.sh [MODULE...]
#
# A KUnit module runs at load, and loads even when a case fails: the verdict is
# read from the results that KUnit leaves in debugfs.
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

run_module() {
	local mod=$1 before=$((passed + failed + skipped)) suite

	if ! modprobe "$mod"; then
		echo "FAIL $mod: cannot be loaded"
		failed=$((failed + 1))
		return
	fi
	for suite in /sys/kernel/debug/kunit/*/results; do
		[ -e "$suite" ] || continue
		count_results "$mod" <"$suite"
		grep -q "not ok" "$suite" && sed 's/^/# /' "$suite"
	done
	if [ $((passed + failed + skipped)) -eq "$before" ]; then
		echo "FAIL $mod: ran no case"
		failed=$((failed + 1))
	fi
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
