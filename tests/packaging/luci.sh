#!/bin/bash
# The LuCI page in headless Chromium, with what nft-offload said of real traffic in a
# VM. LuCI itself is not here: tests/packaging/luci/runtime.js stands in for what its
# views call, server.py for rpcd, and lets through what the ACL file of the package
# allows. `make test-packaging`.
# Usage: luci.sh [RECORDINGS]     those of an earlier run (build/luci/recorded)
#
# Screenshots for people: build/luci/*.png.
set -u
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 1
# shellcheck source=tests/packaging/lib.sh
. tests/packaging/lib.sh
out=$PWD/build/luci
rec=${1:-$out/recorded}
tmp=$(mktemp -d)
server_pid=
trap '[ -z "$server_pid" ] || kill $server_pid; rm -rf "$tmp"' EXIT

record() {
	rm -rf "$rec"
	mkdir -p "$rec"
	scripts/vm --kernel uml --timeout 120 --share "$rec" -- tests/packaging/luci/record.sh
	[ -s "$rec/busy/status.out" ]
}

# serve RECORDINGS: sets url.
serve() {
	[ -z "$server_pid" ] || kill "$server_pid"
	: >"$tmp/log"
	: >"$tmp/port"
	python3 tests/packaging/luci/server.py "$1" "$tmp/log" >"$tmp/port" 2>"$tmp/server.err" &
	server_pid=$!
	for _ in $(seq 200); do
		[ ! -s "$tmp/port" ] || break
		sleep 0.05
	done
	url=http://127.0.0.1:$(<"$tmp/port")
}

chromium() {
	timeout 120 "$(command -v chromium)" --headless=new --no-sandbox --disable-gpu \
		--disable-dev-shm-usage --hide-scrollbars --user-data-dir="$tmp/profile" \
		--virtual-time-budget=15000 "$@" 2>"$tmp/chromium.err"
}

# page QUERY: the document as it stands when the view has done its work.
page() {
	chromium --dump-dom "$url/?$1" >"$tmp/dom"
	grep -q 'data-done="1"' "$tmp/dom" || {
		grep -o 'data-error="[^"]*"' "$tmp/dom"
		tail -n 5 "$tmp/chromium.err" "$tmp/server.err"
		false
	}
}

no_error() { ! grep -o 'data-error="[^"]*"' "$tmp/dom"; }
shows() { grep -qF -- "$1" "$tmp/dom" || { sed 's/<style.*<\/style>//' "$tmp/dom" | tail -c 3000; false; }; }
shows_not() { ! grep -oF -- "$1" "$tmp/dom"; }
asked() { [ "$(cat "$tmp/log")" = "$1" ] || { cat "$tmp/log"; false; }; }
reject_count() { python3 -c 'import json, sys
print(next(r["count"] for r in json.load(open(sys.argv[1]))["reasons"] if r["reason"] == "nat6"))' "$rec/busy/rejects.out"; }

# shot NAME WIDTH HEIGHT PAGE: wide and high enough for all of it.
shot() {
	chromium --window-size="$2,$3" --screenshot="$out/$1.png" "$url/$4" >/dev/null
	[ -s "$out/$1.png" ]
}

# How much wider than a phone the page is; in a frame, see phone.html.
fits() {
	chromium --window-size=500,900 --dump-dom "$url/fits" | grep -q 'data-overflow="0"' ||
		{ chromium --window-size=500,900 --dump-dom "$url/fits" | grep -o 'data-overflow="[^"]*"'; false; }
}

busy() {
	serve "$rec/busy"
	expect "the view loads" page ""
	expect "without an error" no_error
	expect "the engine and its table" shows '<strong>mtk-ppe</strong>'
	expect "table fill as a bar" shows '8 / 32766 (0.0%)'
	expect "packets by the engine and by the CPU" shows 'packets/s</b>'
	expect "a connection, with both ends" shows 'UDP 10.0.1.2:40004 → 10.0.2.2:5004'
	expect "IPv6 ends are written in brackets" shows 'UDP [fd00:1::2]:40006 → [fd00:2::2]:5006'
	expect "why one is on the CPU: the doctor's words" shows \
		'title="nat6: the engine cannot translate IPv6 addresses"'
	expect "and on a phone, where no titles are shown" shows \
		'<small class="nfo-why">nat6: the engine cannot translate IPv6 addresses</small>'
	expect "reasons of refusals, with their number" shows ">$(reject_count)</td>"
	expect "a finding of the doctor, with what to do" shows 'route IPv6 without NAT'
	expect "a port that no engine reaches" shows 'CPU only: no engine reaches it'
	page "click=pause+lan1"
	expect "the button pauses a port" asked "--json pause lan1"
	expect "the page says so" shows 'lan1 is paused: every packet passes the CPU.'
	expect "the port has a button to resume" shows 'data-act="resume lan1"'
	: >"$tmp/log"
	page "click=resume+lan1"
	expect "and the button resumes it" asked "--json resume lan1"
	: >"$tmp/log"
	page "click=evict+all"
	expect "evict all" asked "--json evict all"
	: >"$tmp/log"
	page "click=$(grep -o 'data-act="evict id [0-9/]*"' "$tmp/dom" | head -n 1 |
		sed 's/data-act="\(.*\)"/\1/; s/ /+/g')"
	expect "evict one connection by its id" grep -qE '^--json evict id [0-9]+/[0-9]+$' "$tmp/log"
	: >"$tmp/log"
	page "readonly=1"
	expect "who may only look gets the status" shows '<strong>mtk-ppe</strong>'
	expect "and buttons that do nothing" shows 'data-act="pause lan1" disabled="true"'
}

nothing() {
	serve "$rec/nomodule"
	expect "without the module the view loads, too" page ""
	expect "and says what is missing" shows 'the kernel module nf_flow_hw is not loaded'
	expect "and how to mend it" shows '<code>modprobe nf_flow_hw_mtk</code>, then load the ruleset again'
}

shots() {
	serve "$rec/busy"
	expect "no column runs out of a phone's screen" fits
	expect "screenshot: desktop" shot desktop-light 1100 1500 ""
	expect "screenshot: desktop, dark" shot desktop-dark 1100 1500 "?dark=1"
	expect "screenshot: phone" shot phone-light 500 2700 phone
	expect "screenshot: phone, dark" shot phone-dark 500 2700 "phone?dark=1"
	serve "$rec/nomodule"
	expect "screenshot: without the module" shot nomodule 1100 700 ""
}

mkdir -p "$out"
[ -n "${1:-}" ] || expect "a VM with traffic records what nft-offload says" record
busy
nothing
shots
finish
