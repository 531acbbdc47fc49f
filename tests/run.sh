#!/bin/bash
# Everything that proves this tree, stage by stage; `make test` comes here.
#
#	tests/run.sh [all|uml|uml-debug|6.1]
#
# A stage runs in a VM of its own and closes with "N passed, N failed, N
# skipped"; a stage that does not is a failure. Logs: build/test-logs/.
set -u

cd "$(dirname "$(readlink -f "$0")")/.." || exit 1
logs=build/test-logs
passed=0 failed=0 skipped=0

usage() {
	echo "usage: tests/run.sh [all|uml|uml-debug|6.1]" >&2
	exit 2
}

# count LOG: add its closing line to the sums, or fail.
count() {
	local line

	line=$(grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$1" | tail -n 1)
	[ -n "$line" ] || return 1
	set -- ${line//,/}
	passed=$((passed + $1))
	failed=$((failed + $3))
	skipped=$((skipped + $5))
	[ "$3" -eq 0 ] || return 2
}

# stage NAME CMD...: run one stage and report it in a line.
stage() {
	local name=$1 log=$logs/$1.log start=$SECONDS status

	shift
	printf '%-24s ' "$name"
	"$@" >"$log" 2>&1 </dev/null
	status=$?
	if count "$log"; then
		if [ "$status" -ne 0 ]; then
			failed=$((failed + 1))
			echo "FAILED: exit status $status after all tests passed"
		else
			grep -E '^[0-9]+ passed, ' "$log" | tail -n 1 | tr '\n' ' '
			echo "($((SECONDS - start)) s)"
			grep -E '# SKIP|^SKIP' "$log" | sed 's/^/    /'
			return
		fi
	elif [ $? -eq 1 ]; then
		failed=$((failed + 1))
		echo "FAILED: no result, exit status $status ($((SECONDS - start)) s)"
	else
		echo "FAILED ($((SECONDS - start)) s)"
	fi
	echo "---- $log"
	grep -vE '^(  (CC|LD|MODPOST|AR) |# )' "$log" | tail -n 60
	echo "----"
}

host() {
	stage check scripts/check
	stage harness tests/vm/harness.sh
}

uml() {
	stage uml:kunit scripts/vm --kernel uml --timeout 300 -- tests/kunit/run.sh
	stage uml:selftests scripts/vm --kernel uml --timeout 900 -- \
		tests/selftests/run.sh
}

uml_debug() {
	stage uml-debug:kunit scripts/vm --kernel uml --debug --timeout 600 -- \
		tests/kunit/run.sh
	stage uml-debug:selftests scripts/vm --kernel uml --debug --timeout 1500 \
		--env KSFT_SLOW=5 -- tests/selftests/run.sh
}

debian() {
	stage "$1:selftests" scripts/vm --kernel "$1" --smp 2 --timeout 1500 \
		-- tests/selftests/run.sh
	stage "$1:icount" scripts/vm --kernel "$1" --icount --timeout 600 \
		-- tests/selftests/run.sh cpu_packets
}

mkdir -p "$logs"
case ${1-all} in
all)		kernels=(uml uml-debug 6.1) ;;
uml|uml-debug|6.1)	kernels=("$1") ;;
*)		usage ;;
esac

scripts/setup "${kernels[@]}" || exit 1
[ "${1-all}" != all ] || host
for kernel in "${kernels[@]}"; do
	case $kernel in
	uml)		uml ;;
	uml-debug)	uml_debug ;;
	*)		debian "$kernel" ;;
	esac
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
