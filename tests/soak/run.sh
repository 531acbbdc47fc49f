#!/bin/bash
# make soak HOURS=N: tests/soak/soak.sh on the debug kernel with two processors.
#	tests/soak/run.sh [HOURS [SEED]]	HOURS may be a fraction, 0.1 is six minutes
set -u
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 1
hours=${1:-1} seed=${2:-$((RANDOM * 32768 + RANDOM))}
[[ $hours =~ ^[0-9]+(\.[0-9]+)?$ ]] || {
	echo "soak: HOURS must be a number such as 1 or 0.25, got '$hours'" >&2
	exit 2
}
seconds=$(awk -v h="$hours" 'BEGIN { printf "%d", h * 3600 + 0.5 }')
[ "$seconds" -ge 60 ] || {
	echo "soak: HOURS=$hours is less than a minute" >&2
	exit 2
}
scripts/setup 6.1-debug || exit 1
make -s -C tests/selftests/tools && make -s tools || exit 1
# Beside the time itself: building up, two clean-ups, the search for lost memory.
exec scripts/vm --kernel 6.1 --debug --smp 2 --mem 2048 --timeout $((seconds + 1800)) -- \
	tests/soak/soak.sh "$seconds" "$seed"
