#!/bin/bash
# What it costs to take many entries away at once, by deleting the flowtable.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"
num=8000

# purge NAME COUNT: processor time of the deletion, as its process is charged.
purge()
{
	path 2
	nat=0.0.0.0
	bench_rules "flags offload" 2
	[ "$2" = 0 ] || {
		flows_open "$2" 0
		flows_answer "$2" 0
		echo "sleep 500"
	} | program
	figure "$1.entries" "$(used)"
	program <<<"reset"
	figure "$1.cpu" "$(ip netns exec $router python3 -c '
import resource, subprocess
before = resource.getrusage(resource.RUSAGE_CHILDREN)
subprocess.run(["nft", "delete", "table", "inet", "fw"], check=True)
after = resource.getrusage(resource.RUSAGE_CHILDREN)
print(int((after.ru_stime + after.ru_utime - before.ru_stime - before.ru_utime) * 1e9))')"
	program <<-END
	clear
	save $1
	flush
	sleep 4000
	END
	results
	[ "$(used)" = 0 ] || fail "entries left: $(used)"
}

bench_topology
driver_load 0
purge warm 100 >/dev/null
for ((rep = 0; rep < reps; rep++)); do
	purge purge.none 0
	purge purge.all $num
done
log_test "purge"
