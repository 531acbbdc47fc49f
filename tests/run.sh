#!/bin/bash
# Everything that proves this tree, stage by stage; `make test` comes here.
#
#	tests/run.sh [all|matrix|long|debug|uml|uml-debug|6.1|6.12|7.2|arm64|mipsel|s390x]
#
# "all" is what must pass before anything lands; "matrix" has every kernel,
# "long" the tests that take more than minutes; "debug" all on User-Mode Linux with
# KASAN and lockdep, with faults on purpose, and on two processors what races.
#
# A stage runs in a VM of its own and closes with "N passed, N failed, N
# skipped"; a stage that does not is a failure. Logs: build/test-logs/.
set -u

cd "$(dirname "$(readlink -f "$0")")/.." || exit 1
logs=build/test-logs
counts=$logs/counts

usage() {
	echo "usage: tests/run.sh [all|matrix|long|debug|uml|uml-debug|6.1|6.12|7.2|arm64|mipsel|s390x]" >&2
	exit 2
}

# closing LOG: its last "N passed, N failed, N skipped", nothing if there is none.
closing() {
	grep -E '^(.*: )?[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$1" |
		tail -n 1 | sed 's/^.*: //'
}

# verdict LOG STATUS: what a stage that has ended is worth, as a line.
verdict() {
	local line

	line=$(closing "$1")
	if [ -z "$line" ]; then
		echo "0 passed, 1 failed, 0 skipped (no result, exit status $2)"
	elif [ "$2" -ne 0 ] && [[ $line == *" 0 failed,"* ]]; then
		echo "0 passed, 1 failed, 0 skipped (exit status $2 after: $line)"
	else
		echo "$line"
	fi
}

# keep LOG: for `make matrix`, until this stage runs again.
keep() {
	mkdir -p build/test-results
	{
		echo "# commit $(git describe --always --dirty 2>/dev/null || echo unknown)"
		cat "$1"
	} >"build/test-results/${1##*/}"
}

# stage NAME CMD...: run one stage and report it in a line; details if it failed.
stage() {
	local name=$1 log=$logs/${1/:/-}.log start=$SECONDS line

	shift
	"$@" >"$log" 2>&1 </dev/null
	line=$(verdict "$log" $?)
	echo "$line" >>"$counts"
	keep "$log"
	{
		printf '%-22s %s (%d s)\n' "$name" "$line" "$((SECONDS - start))"
		grep -E '# SKIP' "$log" | sed 's/^ */    /'
		if [[ $line != *" 0 failed,"* ]]; then
			echo "---- the end of $log"
			grep -vE '^  (CC|LD|MODPOST|AR) ' "$log" | tail -n 80
			echo "----"
		fi
	} >"$log.report"
	cat "$log.report"
}

# place PLACE: the selftests that belong there, see tests/selftests/run.sh.
place() {
	tests/selftests/run.sh --list "$1"
}

# untimed: all that a kernel runs, but for what measures time: that runs alone.
untimed() {
	place ordinary | grep -vxF "$(place timed)"
}

# uml [--debug] [-- TEST...]: KUnit and selftests.
uml() {
	local name=uml debug=()

	if [ "${1-}" = --debug ]; then
		name=uml-debug debug=(--debug)
		shift
	fi
	[ "${1-}" != -- ] || shift
	stage "$name:kunit" scripts/vm --kernel uml "${debug[@]}" --timeout 900 -- \
		tests/kunit/run.sh
	# All of them with KASAN took 28 minutes on one machine and 113 on another.
	stage "$name:selftests" scripts/vm --kernel uml "${debug[@]}" --timeout 14400 -- \
		tests/selftests/run.sh "$@"
}

# shellcheck disable=SC2046 # a list, on purpose
timed() {
	stage uml:timed scripts/vm --kernel uml --timeout 1800 -- \
		tests/selftests/run.sh $(place timed)
}

# In two lanes, for two processors. QEMU has what User-Mode Linux lacks: other kernels'
# own selftests, BTF, and a clock that runs ahead when nothing happens.
# shellcheck disable=SC2046
long() {
	local kernel

	{
		stage 6.1:long scripts/vm --kernel 6.1 --timeout 14400 -- \
			tests/selftests/run.sh $(place long-stock)
		stage uml:long-events scripts/vm --kernel uml --timeout 14400 -- \
			tests/selftests/run.sh $(place long-events)
	} &
	stage uml:long scripts/vm --kernel uml --timeout 14400 -- \
		tests/selftests/run.sh $(place long)
	stage 6.1:tracing scripts/vm --kernel 6.1 --timeout 3600 -- \
		tests/selftests/run.sh cli_trace
	stage 6.1:icount-long scripts/vm --kernel 6.1 --icount --timeout 3600 -- \
		tests/selftests/run.sh $(place icount)
	for kernel in 6.12 7.2; do
		stage "$kernel:upstream" scripts/vm --kernel "$kernel" --timeout 1800 -- \
			tests/selftests/run.sh upstream
	done
	wait
}

# debug_smp NAME TEST...: on two processors in QEMU, with kmemleak besides.
debug_smp() {
	local name=$1

	shift
	stage "6.1-debug:$name" scripts/vm --kernel 6.1 --debug --smp 2 --mem 2048 \
		--timeout 14400 -- tests/selftests/run.sh "$@"
}

# In two lanes, one of them for two processors.
# shellcheck disable=SC2046
debug() {
	{
		uml --debug
		stage uml-debug:stress scripts/vm --kernel uml --debug --timeout 7200 -- \
			tests/selftests/run.sh $(place stress)
	} &
	debug_smp races $(place smp) $(place races)
	debug_smp stress $(place stress)
	wait
}

# icount KERNEL
icount() {
	# The guest's clock jumps while it reads programs from the disk, the further the
	# busier the machine: no time limit of a test means anything there.
	stage "$1:icount" scripts/vm --kernel "$1" --icount --timeout 600 \
		--env KSFT_SLOW=50 -- tests/selftests/run.sh cpu_packets
}

# emulated KERNEL TEST...: in QEMU, on two processors those that are about them, on one
# the others: two are emulated slower than one, where another machine runs beside them.
# shellcheck disable=SC2046
emulated() {
	local kernel=$1 pair

	shift
	pair=$(place pair; place smp)
	stage "$kernel:pair" scripts/vm --kernel "$kernel" --smp 2 --timeout 1800 -- \
		tests/selftests/run.sh $(printf '%s\n' "$@" | grep -xF "$pair")
	stage "$kernel:selftests" scripts/vm --kernel "$kernel" --timeout 3600 -- \
		tests/selftests/run.sh $(printf '%s\n' "$@" | grep -vxF "$pair")
}

# shellcheck disable=SC2046
debian() {
	emulated "$1" $(place ordinary)
	icount "$1"
}

# shellcheck disable=SC2046
arm64() {
	emulated arm64 $(place arm64)
	stage arm64:board scripts/vm --kernel arm64 --timeout 600 \
		--dts tests/vm/mtk-board.dtso -- \
		tests/selftests/run.sh $(place board)
}

# foreign KERNEL [OPTION...]: another kind of processor, KUnit and selftests.
# shellcheck disable=SC2046
foreign() {
	local kernel=$1

	shift
	stage "$kernel:kunit" scripts/vm --kernel "$kernel" --timeout 900 -- \
		tests/kunit/run.sh
	stage "$kernel:selftests" scripts/vm --kernel "$kernel" "$@" --timeout 1800 -- \
		tests/selftests/run.sh $(place "$kernel")
}

rm -rf "$logs"
mkdir -p "$logs"
: >"$counts"
case ${1-all} in
all)			kernels=(uml uml-debug 6.1) ;;
matrix)			kernels=(uml uml-debug 6.1 6.12 7.2 arm64 mipsel s390x tracing) ;;
long)			kernels=(uml 6.1 6.12 7.2 ynl tracing upstream) ;;
debug)			kernels=(uml-debug 6.1-debug) ;;
uml|uml-debug)		kernels=("$1") ;;
6.1|6.12|7.2)		kernels=("$1" tracing) ;;
arm64)			kernels=("$1") ;;
mipsel|s390x)		kernels=("$1") ;;
*)			usage ;;
esac

scripts/setup "${kernels[@]}" || exit 1
# Built here once: the virtual machines see them, and would build them each.
make -s -C tests/selftests/tools >"$logs/tools.log" 2>&1 &&
	make -s tools >>"$logs/tools.log" 2>&1 || {
	cat "$logs/tools.log"
	exit 1
}
case ${1-all} in
all)
	# Two lanes for two processors.
	# shellcheck disable=SC2046 # lists, on purpose
	{
		emulated 6.1 $(place stock)
		icount 6.1
		stage check scripts/check
	} &
	# shellcheck disable=SC2046
	uml -- $(place uml)
	# shellcheck disable=SC2046
	uml --debug -- $(place debug)
	stage harness tests/vm/harness.sh
	wait
	timed
	;;
matrix)
	# Two lanes of about the same length.
	{
		debian 6.12
		debian 6.1
		debian 7.2
		arm64
	} &
	# shellcheck disable=SC2046
	uml -- $(untimed)
	uml --debug
	foreign mipsel
	foreign s390x
	stage harness tests/vm/harness.sh
	stage check scripts/check
	wait
	timed
	;;
long)		long ;;
debug)		debug ;;
uml)		uml ;;
uml-debug)	uml --debug ;;
arm64)		arm64 ;;
mipsel)		foreign mipsel ;;
s390x)		foreign s390x ;;
*)		debian "$1" ;;
esac

awk '{ gsub(",", ""); p += $1; f += $3; s += $5 } END {
	printf "%d passed, %d failed, %d skipped\n", p, f, s
	exit f > 0 || p == 0
}' "$counts"
