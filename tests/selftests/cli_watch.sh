#!/bin/bash
# runs: stock
# nft-offload watch in a real terminal (tmux), 80x24 and wider: fits, redraws without
# leftovers, and gives the terminal back.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/cli_common.sh
. "$selftests/cli_common.sh"
need tmux
export TERM=screen LC_ALL=C.UTF-8
terminal() { tmux -f /dev/null -S "$tmp/tmux" "$@"; }
screen() { terminal capture-pane -p -t watch >"$tmp/screen"; }
screen_has() { screen; grep -qE -- "$1" "$tmp/screen"; }
screen_lacks() { ! screen_has "$1"; }

# fits COLUMNS ROWS
fits()
{
	awk -v max="$1" 'length($0) > max { bad = 1 } END { exit bad }' "$tmp/screen"
	check_err $? "wider than $1 columns: $(<"$tmp/screen")"
	check_num "rows" "$(wc -l <"$tmp/screen")" -le "$2"
}

# watch_at COLUMNS ROWS
watch_at()
{
	terminal new-session -d -s watch -x "$1" -y "$2" \
		"echo before; ip netns exec $router nft-offload watch --interval 0.5; echo ended \$?; cat"
	busywait 10000 screen_has '^ *[0-9.]+k? +[1-9][0-9]* +[0-9]+ udp HH 10\.0\.1\.2:4000[12] > 10\.0\.2\.2:5001'
	check_err $? "no flow: $(<"$tmp/screen")"
	fits "$1" "$2"
	[ "$(head -n 1 "$tmp/screen")" = "nft-offload: 2 flows, 4 directions in hardware" ] ||
		fail "first line: $(head -n 1 "$tmp/screen")"
	grep -q '^mtk-ppe (hardware): 4 of ' "$tmp/screen" || fail "no engine: $(<"$tmp/screen")"
	grep -q '^refused: ' "$tmp/screen" || fail "no refusals: $(<"$tmp/screen")"
	sed 's/^/    /; s/ *$//' "$tmp/screen" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' >&3
	log_test "watch at $1x$2: who forwards, by rate; nothing is cut in the middle"
}

# A flow that ends leaves nothing behind on the screen; a narrower window is filled anew.
redraws()
{
	stop "$traffic2_pid"
	cli_ok evict port 40002
	busywait 8000 screen_lacks ':40002 '
	check_err $? "the line stays: $(<"$tmp/screen")"
	check_eq "flows on the screen" "$(grep -c ' HH ' "$tmp/screen")" 1
	terminal resize-window -t watch -x 60 -y 10
	sleep 1.2
	busywait 5000 screen_has '^nft-offload: 1 flow'
	fits 60 10
	log_test "redraws: no leftover, and follows the window's size"
}

gives_back()
{
	terminal send-keys -t watch C-c
	busywait 5000 screen_has '^(\^C)?ended 0$'
	check_err $? "not ended: $(<"$tmp/screen")"
	screen_has '^before$' || fail "the screen before is gone: $(<"$tmp/screen")"
	terminal kill-session -t watch
	log_test "Ctrl-C: the terminal is as before, exit status 0"
}

exec 3>"${WATCH_SCREENS:-/dev/null}"
topology
ruleset | nft_router
udp_server $server $server_ip 5001
traffic $client --source 40001 --interval 2000 --lose 100000 $server_ip 5001
start traffic2 $client pingpong --count 0 --source 40002 --interval 5000 --lose 100000 $server_ip 5001
traffic2_pid=$pid
busywait 5000 bound_is 4 || fail "not offloaded"
watch_at 132 40
gives_back
watch_at 80 24
redraws
gives_back
terminal kill-server 2>/dev/null || true
