#!/bin/bash
# Run the selftests on this machine (a virtual one: they load modules and flush
# rulesets) and say what happened, a line per test.
# Usage: run.sh [TEST…]          TEST is the name of a script here, without .sh
#        run.sh --list [PLACE]    names of all tests, or of those that run there;
#                                 PLACE may be 'ordinary': what run.sh alone runs
#
# A test says in a line "# runs: PLACE…" where it belongs; without TEST all but
# those of "long…", "board", "icount", "stress" and "races" run here. A line "# seconds: N" allows
# it more than 600. That ends what hangs, and says nothing of speed: where a fork takes
# milliseconds, sound tests took more than 120. The places:
#
#	stock	make test, on Debian's kernel in QEMU
#	uml	make test, on User-Mode Linux: what computes much, or needs what Debian's
#		kernel does not have. Where a fork takes the host milliseconds, tests that
#		start many programs took up to five times as long as in QEMU
#	debug	make test, on User-Mode Linux with KASAN and lockdep
#	timed	make test, alone at its end: what measures how soon something happens
#	kernel	make test KERNEL=… and make test-all, where all of these run, too
#	pair	on two processors where QEMU runs it, and so are those of smp; others on one
#	arm64	make test-all, on Debian's kernel for arm64 in QEMU
#	mipsel	make test KERNEL=mipsel: a MIPS with 32 bits, as in an MT7621
#	s390x	make test KERNEL=s390x: a big-endian machine
#	board	likewise, with an Ethernet node in the machine's device tree
#	long	make test-long, on User-Mode Linux: what computes much or measures time
#	long-events	likewise: how soon an event ends flows
#	long-stock	likewise, on Debian's kernel in QEMU
#	icount	likewise, on Debian's kernel in QEMU under -icount: what takes long by the
#		guest's clock, which an idle guest does not wait for
#	smp	make test-debug, with KASAN, lockdep and kmemleak on two processors in QEMU
#	stress	make test-debug, on both debug kernels: with faults on purpose
#	races	make test-debug, on two processors only
#
# Environment: KSFT_SLOW=N multiplies all time limits (default: by the kernel).
# Exit status: 0 all passed or skipped, 1 failures, 2 usage.
set -u
here=$(cd "$(dirname "$0")" && pwd -P)
sim=/sys/kernel/debug/nf_flow_hw_sim
core=/sys/kernel/debug/nf_flow_hw
passed=0 failed=0 skipped=0

# tests_of [PLACE]: a place may be a pattern
tests_of()
{
	local file
	for file in "$here"/*.sh; do
		! grep -qE "^# runs:.* ${1:-.*}( |\$)" "$file" || basename "$file" .sh
	done
}

# ordinary: the names of what runs when nothing is named.
ordinary()
{
	tests_of | grep -vxF "$(tests_of 'long.*'; tests_of board; tests_of icount; tests_of 'stress.*'; tests_of races)"
}

die()
{
	echo "run.sh: $*" >&2
	exit 2
}

# What is slow here, and how much.
slow_factor()
{
	if grep -q ' kasan_report' /proc/kallsyms; then
		[ "${NFT_OFFLOAD_VM:-}" = qemu ] && echo 18 || echo 6
	elif grep -q ' kcsan_enable_current' /proc/kallsyms; then
		echo 18
	elif [ "${NFT_OFFLOAD_VM:-}" = qemu ]; then
		echo 3
	else
		echo 1
	fi
}

taint() { cat /proc/sys/kernel/tainted; }

# Complaints of the kernel since the mark of this test. Lockdep's note about its
# own end is one, too: everything after it would go unseen.
complaints()
{
	dmesg | grep -qF "$mark" || echo "the kernel's log is too short: the begin of the test is gone"
	dmesg | sed "1,/$mark\$/d" | awk -f "$here/../vm/kcsan.awk" |
		grep -E 'WARNING:|BUG:|KASAN|Oops|general protection|INFO: (possible|task|rcu|inconsistent)|possible (circular|recursive)|suspicious RCU|unable to handle|refcount_t|hung task|detected stall|unregister_netdevice: waiting|MAX_LOCK'
}

# What a test must not leave behind; prints each finding.
leftovers()
{
	local n
	[ "$(taint)" = "$taint_before" ] || echo "taint $(taint), was $taint_before"
	n=$(ip netns list)
	[ -z "$n" ] || echo "namespaces left: $n"
	if [ -d $sim ]; then
		n=$(head -n 1 $sim/violations)
		[ "$n" = 0 ] || head -n 20 $sim/violations
		n=$(cat $sim/ppe?/bound 2>/dev/null | awk '{ n += $1 } END { print n + 0 }')
		[ "$n" = 0 ] || { echo "entries bound in the model: $n"; cat $sim/ppe?/entries; }
	fi
	if [ -e $core/status ]; then
		! grep -vE '^backend .* used=0 ' $core/status || echo "status is not empty (above)"
	fi
}

# The flowtable of a namespace goes in a work queue, after the namespace.
settle()
{
	local i
	for ((i = 0; i < 100 * KSFT_SLOW; i++)); do
		[ -e $core/status ] && grep -q '^flowtable' $core/status || return
		sleep 0.05
	done
}

unload()
{
	local module
	for module in nf_flow_hw_test_engine nf_flow_hw_mtk nf_flow_hw_rk nf_flow_hw_soft nf_flow_hw_sim_dsa nf_flow_hw_sim nf_flow_hw; do
		[ ! -d /sys/module/$module ] || rmmod $module 2>&1 ||
			echo "module $module cannot be unloaded"
	done
}

indent() { sed 's/^/    /'; }

seconds_since()
{
	local ms=$(($(date +%s%3N) - $1))
	printf '%d.%d' $((ms / 1000)) $((ms % 1000 / 100))
}

# Lines of TAP become counts; a test that died counts as one more failure.
tally()
{
	local log=$1 status=$2 ok not skip
	ok=$(grep -c '^ok ' "$log")
	skip=$(grep -c '^ok .* # SKIP\|^1\.\.0 # SKIP' "$log")
	not=$(grep -c '^not ok ' "$log")
	[ "$(grep -c '^1\.\.0 # SKIP' "$log")" = 0 ] || ok=$((ok + 1))
	[ "$status" = 0 ] || [ "$status" = 4 ] || [ "$not" -gt 0 ] || not=1
	[ -z "$5" ] || not=$((not + 1))
	passed=$((passed + ok - skip))
	skipped=$((skipped + skip))
	failed=$((failed + not))
	printf '%-4s %-12s %6ss  %d passed' "$([ $not = 0 ] && echo ok || echo FAIL)" \
		"$3" "$4" $((ok - skip))
	[ $not = 0 ] || printf ', %d failed' $not
	[ $skip = 0 ] || printf ', %d skipped' $skip
	echo
	# Nothing may vanish: the plan names as many cases as there are.
	[ $not = 0 ] || grep -v '^ok ' "$log" | tail -n 120 | indent
	# What a test measured is worth reading even if it passed.
	[ $not != 0 ] || grep -E '^# (longest|measured): ' "$log" | indent
	[ $skip = 0 ] || grep -h '# SKIP' "$log" | indent
	[ -z "$5" ] || { echo "left behind:"; echo "$5"; } | indent
}

plan_kept()
{
	local n
	n=$(grep -cE '^(not )?ok ' "$1")
	grep -qE "^1\.\.($n|0 # SKIP.*)\$" "$1"
}

# follow LIMIT LOG: what takes long shows its cases as they end. Sets follower.
follow()
{
	follower=
	[ "$1" -ge 900 ] || return
	: >"$2"
	tail -f "$2" > >(sed -un 's/^\(not ok\|ok\|#\) /    &/p') &
	follower=$!
	disown $follower
}

run_test()
{
	local name=$1 log=$work/$1.log begin status left limit follower
	limit=$(sed -n 's/^# seconds: //p' "$here/$name.sh")
	: "${limit:=600}"
	follow $limit "$log"
	limit=$((limit * KSFT_SLOW))
	mark="selftest $name begins"
	echo "$mark" >/dev/kmsg
	taint_before=$(taint)
	begin=$(date +%s%3N)
	timeout -k 10 $limit "$here/$name.sh" >"$log" 2>&1
	status=$?
	[ $status != 124 ] || echo "not ok - $name took more than $limit s" >>"$log"
	[ $status != 0 ] || plan_kept "$log" || { status=1; echo "not ok - $name: plan and results differ" >>"$log"; }
	settle
	[ -z "$follower" ] || kill "$follower"
	left=$(leftovers; unload; complaints)
	tally "$log" $status "$name" "$(seconds_since "$begin")" "$left"
}

# Ours, and the tool of the product; there already if tests/run.sh began this.
build_tools()
{
	local repo=$here/../..
	make -s -C "$here/tools" && make -s -C "$repo/tools/nft-offload" O="$repo/build/tools"
}

main()
{
	local tests=("$@") name
	case ${1:-} in
	--list)
		if [ "${2:-}" = ordinary ]; then ordinary; else tests_of "${2:-}"; fi
		exit
		;;
	-*)
		die "usage: run.sh [TEST…] | --list [PLACE]"
		;;
	esac
	[ $# -gt 0 ] || mapfile -t tests < <(ordinary)
	for name in "${tests[@]}"; do
		[ -x "$here/$name.sh" ] || die "no test '$name'; there are: $(tests_of | xargs)"
	done
	[ "$(id -u)" = 0 ] || die "must be root (in a virtual machine: scripts/vm -- tests/selftests/run.sh)"

	export KSFT_SLOW=${KSFT_SLOW:-$(slow_factor)}
	[ -n "${KSFT_TOOLS:-}" ] || build_tools || die "the tools do not build"
	work=$(mktemp -d)
	# Not in a child that is killed before it has become its command.
	trap '[ "$BASHPID" != $$ ] || rm -rf "$work"' EXIT
	# Our own modules taint (out of tree, unsigned, test): that is the baseline.
	modprobe nf_flow_hw_sim && modprobe nf_flow_hw_mtk && modprobe nf_flow_hw_soft && unload

	for name in "${tests[@]}"; do
		run_test "$name"
	done
	echo "selftests on $(uname -r)${NFT_OFFLOAD_KERNEL:+ ($NFT_OFFLOAD_KERNEL)}: $passed passed, $failed failed, $skipped skipped"
	[ $failed = 0 ]
}

main "$@"
