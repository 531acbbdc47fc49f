#!/bin/bash
# Measure, and say what was reached: text on stdout, JSON and SVG in build/bench.
# Usage: run.sh [--out DIR] [--reps N] [PART…]      (make bench)
#        run.sh --compare REV [PART…]               (make bench-compare BASE=REV)
#        run.sh --selfcheck                         (make bench-selfcheck)
#
# Parts are the scripts beside this one; each runs in a machine of its own, Debian's
# kernel in QEMU with -icount, where one nanosecond is one instruction. Comparing
# measures the modules of REV with the instruments of this tree; exit status 1 if
# this tree is worse. The self-check measures this tree twice, which must agree, and
# once with a needless allocation for each direction of a flow, which must be caught.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
repo=$(cd "$here/../.." && pwd -P)
out=$repo/build/bench
reps=5
compare='' selfcheck=''
parts=()

say() { echo "bench: $*" >&2; }

usage()
{
	echo "usage: tests/bench/run.sh [--out DIR] [--reps N] [--compare REV | --selfcheck] [PART…]" >&2
	exit 2
}

parse()
{
	while [ $# -gt 0 ]; do
		case $1 in
		--out)		out=${2:?}; shift ;;
		--reps)		reps=${2:?}; shift ;;
		--compare)	compare=${2:?}; shift ;;
		--selfcheck)	selfcheck=yes ;;
		-*)		usage ;;
		*)		parts+=("$1") ;;
		esac
		shift
	done
	if [ ${#parts[@]} = 0 ]; then
		if [ -n "$compare" ]; then
			parts=(control purge tax)
		else
			parts=(control scale purge revoke tax memory allocs flow peer locks forward)
		fi
	fi
}

# copy_tree ROOT DIR: what is tracked, as it is now; git ls-files knows deleted
# files, too.
copy_tree()
{
	local root=$1 dir=$2
	rm -rf "$dir"
	mkdir -p "$dir"
	(cd "$root" && git ls-files -z | xargs -0 ls -d 2>/dev/null | tar -c -T -) |
		tar -x -C "$dir"
}

# lock_tree ROOT: a copy whose modules say how long they hold locks.
lock_tree()
{
	local root=$1 dir=$out/locks-tree
	copy_tree "$root" "$dir"
	# shellcheck disable=SC2016 # for make
	echo 'ccflags-y += -include $(src)/tests/bench/modules/bench_lock.h' >>"$dir/Kbuild"
	make -s -C "$dir/tests/selftests/tools" >&2
	echo "$dir"
}

# prepare ROOT PART DIR: prints the tree to run a part in.
prepare()
{
	local root=$1 part=$2 dir=$3
	case $part in
	locks)
		lock_tree "$root"
		return
		;;
	peer)
		"$here/peer/build" "$repo/build/bench/peer" >"$dir/peer.build" 2>&1 || {
			tail -n 20 "$dir/peer.build" >&2
			return 1
		}
		;;
	esac
	echo "$root"
}

# measure_part ROOT DIR PART: what it says goes to DIR/PART.log.
measure_part()
{
	local root=$1 dir=$2 part=$3 tree started=$SECONDS
	say "$part"
	{
		tree=$(prepare "$root" "$part" "$dir") &&
		"$tree/scripts/vm" --kernel 6.1 --icount --timeout 3600 \
			--env BENCH_REPS="$reps" -- "tests/bench/$part.sh" \
			>"$dir/$part.log" 2>"$dir/$part.err"
	} || {
		tail -n 20 "$dir/$part.log" "$dir/$part.err" >&2
		say "$part failed: its figures are missing"
		touch "$dir/failed"
	}
	say "$part took $((SECONDS - started)) s"
}

# measure_lane ROOT DIR PART…: those that the tree has, one after the other.
measure_lane()
{
	local root=$1 dir=$2 part
	shift 2
	for part in "$@"; do
		[ ! -x "$root/tests/bench/$part.sh" ] || measure_part "$root" "$dir" "$part"
	done
}

# measure ROOT DIR: run the parts with the modules of the tree at ROOT. Instructions
# are the same beside another machine, and forwarding takes as long as all the rest.
measure()
{
	local root=$1 dir=$2 part forward=() others=()
	mkdir -p "$dir"
	make -s -C "$root/tests/selftests/tools" >&2
	make -s -C "$root" tools >&2
	for part in "${parts[@]}"; do
		rm -f "$dir/$part.log"
		if [ "$part" = forward ]; then
			forward=("$part")
		else
			others+=("$part")
		fi
	done
	measure_lane "$root" "$dir" "${forward[@]}" &
	measure_lane "$root" "$dir" "${others[@]}"
	wait
	for part in "${parts[@]}"; do
		[ ! -e "$dir/$part.log" ] || grep '^bench ' "$dir/$part.log" || true
	done >"$dir/raw"
}

# render DIR NAME OPTION…
render()
{
	local dir=$1 name=$2
	shift 2
	python3 "$here/render.py" --raw "$dir/raw" --json "$dir/bench.json" \
		--revision "$name" "$@"
}

# The modules of REV, but instruments and machines of this tree.
base_tree()
{
	local sha=$1 dir=$2
	rm -rf "$dir"
	mkdir -p "$dir"
	git -C "$repo" archive "$sha" | tar -x -C "$dir"
	rm -rf "$dir/tests/bench" "$dir/tests/selftests" "$dir/scripts" "$dir/tests/vm"
	cp -a "$repo/tests/bench" "$dir/tests/"
	cp -a "$repo/tests/selftests" "$repo/tests/vm" "$dir/tests/"
	cp -a "$repo/scripts" "$dir/"
	grep -q tests/bench/modules/Kbuild "$dir/Kbuild" ||
		printf 'ifneq ($(NF_FLOW_HW_SELFTESTS),)\n%s\nendif\n' \
			'include $(src)/tests/bench/modules/Kbuild' >>"$dir/Kbuild"
}

compare()
{
	local sha dir
	sha=$(git -C "$repo" rev-parse --short=12 "$compare^{commit}")
	dir=$repo/build/bench-base/$sha
	if [ ! -s "$dir/result/bench.json" ]; then
		say "measuring $sha"
		base_tree "$sha" "$dir/tree"
		measure "$dir/tree" "$dir/result"
		render "$dir/result" "$sha" >/dev/null
	fi
	say "measuring this tree"
	measure "$repo" "$out-compare"
	render "$out-compare" "$(revision)" >/dev/null
	python3 "$here/render.py" --compare "$dir/result/bench.json" "$out-compare/bench.json"
}

# The same tree twice, then with an allocation too many.
selfcheck()
{
	local dir=$repo/build/bench-selfcheck run file=nf_flow_hw_flow.c status=0
	parts=(control)
	copy_tree "$repo" "$dir/slow"
	sed -i '/^int nf_flow_hw_flow_add(/,/^}/s/^	mutex_lock(&flow->lock);$/	kfree(kmalloc(64, GFP_KERNEL));\n&/' \
		"$dir/slow/$file"
	! cmp -s "$repo/$file" "$dir/slow/$file" || {
		say "$file could not be made slower"
		return 1
	}
	for run in first second slow; do
		say "self-check: $run"
		if [ "$run" = slow ]; then
			measure "$dir/slow" "$dir/$run.result"
		else
			measure "$repo" "$dir/$run.result"
		fi
		render "$dir/$run.result" "$run" >/dev/null
	done
	python3 "$here/render.py" --agree "$dir"/{first,second}.result/bench.json || {
		say "FAILED: two runs of one tree differ"
		status=1
	}
	python3 "$here/render.py" --compare "$dir"/{first,slow}.result/bench.json && {
		say "FAILED: a needless allocation was not caught"
		status=1
	}
	[ $status != 0 ] || say "self-check passed: one tree agrees with itself, the slower one was caught"
	return $status
}

revision()
{
	git -C "$repo" describe --always --dirty 2>/dev/null || echo unknown
}

main()
{
	parse "$@"
	"$repo/scripts/setup" 6.1 >&2
	if [ -n "$compare" ]; then
		compare
		exit
	fi
	if [ -n "$selfcheck" ]; then
		selfcheck
		exit
	fi
	rm -f "$out/failed"
	measure "$repo" "$out"
	render "$out" "$(revision)" --svg "$out" | tee "$out/bench.txt"
	[ ! -e "$out/failed" ]
}

main "$@"
