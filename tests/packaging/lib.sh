# shellcheck shell=bash
# Shared by the tests of packages; sourced from the top of the tree.
passed=0 failed=0 skipped=0

# expect NAME CMD...: a test; what CMD printed is shown if it fails.
expect() {
	local name=$1 output

	shift
	if output=$("$@" 2>&1 </dev/null); then
		passed=$((passed + 1))
		echo "ok $((passed + failed + skipped)) - $name"
	else
		failed=$((failed + 1))
		echo "not ok $((passed + failed + skipped)) - $name"
		tail -n 60 <<<"$output" | sed 's/^/# /'
	fi
}

skip() {
	skipped=$((skipped + 1))
	echo "ok $((passed + failed + skipped)) - $1 # SKIP $2"
}

finish() {
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" -eq 0 ]
	exit
}

# need_root SCRIPT: start it again as root.
need_root() {
	[ "$(id -u)" = 0 ] || exec sudo --preserve-env=XDG_CACHE_HOME,HOME "$1"
}
