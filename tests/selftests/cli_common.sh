# shellcheck shell=bash
# Shared by the tests of nft-offload; sourced after lib.sh.

need nft conntrack ip timeout python3
if [ -z "${KSFT_TOOLS:-}" ]; then
	need make
	make -s -C "$repo/tools/nft-offload" O="$repo/build/tools" >&2 ||
		skip_all "nft-offload does not build here (libmnl-dev, libjansson-dev)"
fi

# cli ARG…: nft-offload on the router; sets status, output in $tmp/cli.out. What
# takes minutes hangs.
cli()
{
	in_ns $router timeout -k 5 $((120 * KSFT_SLOW)) nft-offload "$@" >"$tmp/cli.out" 2>&1
	status=$?
}

cli_ok()
{
	cli "$@"
	check_eq "exit status of nft-offload $*" "$status" 0
	[ "$status" = 0 ] || note "$(head -n 5 "$tmp/cli.out")"
}

# listens NS: somebody there hears events: a socket of generic netlink (16) in a group.
listens()
{
	in_ns "$1" awk '$2 == 16 && $4 !~ /^0*$/ { found = 1 } END { exit !found }' \
		/proc/self/net/netlink
}

# listen NAME NS ARG…: nft-offload watch --events there, which hears what comes from
# now on; as start().
listen()
{
	start "$1" "$2" nft-offload watch --events "${@:3}"
	busywait 5000 listens "$2" || fail "nobody listens in $2"
}

# said TEXT: the last command printed this.
said()
{
	grep -qF -- "$1" "$tmp/cli.out" || fail "no '$1' in: $(head -n 30 "$tmp/cli.out")"
}

not_said()
{
	! grep -qF -- "$1" "$tmp/cli.out" || fail "'$1' in: $(head -n 30 "$tmp/cli.out")"
}

# json EXPRESSION: of python, about the JSON "d" that the last command printed.
json()
{
	python3 -c '
import json, sys
d = json.load(open(sys.argv[1]))
print(eval(sys.argv[2]))' "$tmp/cli.out" "$1" 2>&1
}

json_is()
{
	check_eq "$1" "$(json "$1")" "$2"
}

# narrow: no line of the last command is wider than a terminal.
narrow()
{
	awk -v cmd="$*" 'length($0) > 80 { print cmd ": " length($0) " columns: " $0; bad = 1 }
		END { exit bad }' "$tmp/cli.out" || fail "$(awk 'length($0) > 80' "$tmp/cli.out")"
}

json_when()
{
	cli --json "${@:2}"
	[ "$(json "$1")" = True ]
}
