#!/bin/bash
# runs: stock
# Mistakes of users: each gets a sentence that says what is wrong and what would be
# right, and the exit status that the man page gives for it.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/cli_common.sh
. "$selftests/cli_common.sh"

# wrong STATUS TEXT ARG…: on stderr, and nothing on stdout.
wrong()
{
	local want=$1 text=$2
	shift 2
	in_ns $router nft-offload "$@" >"$tmp/cli.stdout" 2>"$tmp/cli.out"
	check_eq "exit status of nft-offload $*" $? "$want"
	said "$text"
	check_eq "stdout of nft-offload $*" "$(<"$tmp/cli.stdout")" ""
}

commands()
{
	wrong 2 "usage: nft-offload"
	wrong 2 "no command 'stauts'; there are: status" stauts
	wrong 2 "no option '--jsno'; there are: --json --help" --jsno status
	wrong 2 "status takes no argument" status now
	wrong 2 "metrics takes no argument" metrics now
	wrong 2 "rejects takes --all only" rejects yesterday
	cli_ok --help
	said "exit status: 0 good; 1 doctor found a problem; 2 usage"
	log_test "wrong commands and options"
}

conditions()
{
	wrong 2 "'foo' is no condition; there are: addr port end proto dev mark state id" flows foo 1
	wrong 2 "'port' needs a value" flows port
	wrong 2 "networks cannot be given" flows addr 10.0.0.0/8
	wrong 2 "a number up to 65535" flows port 65536
	wrong 2 "[IPV6-ADDRESS]:PORT" evict end fd00::1:80
	wrong 2 "tcp, udp or gre" flows proto sctp
	wrong 2 "see \`ip link\`" flows dev nosuch
	wrong 2 "N or N/MASK" flows mark seven
	wrong 2 "hardware, software-engine, software, refused or tombstone" flows state bound
	wrong 2 "TABLE/ID" flows id 5
	wrong 2 "a connection has two ends only" flows addr 10.0.0.1 addr 10.0.0.2 addr 10.0.0.3
	wrong 2 'Give a condition, or "all"' evict
	log_test "wrong conditions: what would be right is named"
}

devices()
{
	wrong 2 "which device? Give one name or more" pause
	wrong 2 "which device? Give names, or --all" resume
	wrong 5 "there is no device 'nosuch' here; see \`ip link\`" pause nosuch
	wrong 5 'No flowtable with "flags offload" has this device' pause lo
	log_test "devices that are not there, or in no flowtable"
}

others()
{
	wrong 2 "two ends make a connection" doctor 10.0.0.1:1
	wrong 2 "an end is written IP:PORT or [IP6]:PORT" doctor 10.0.0.1 10.0.0.2
	wrong 2 "both ends must be IPv4, or both IPv6" doctor 10.0.0.1:1 '[fd00::1]:1'
	wrong 2 "at least 0.05" watch --interval 0
	wrong 2 "take a number" watch --interval soon
	wrong 2 "watch takes --interval S, --count N and --events" watch --count
	log_test "doctor and watch"
}

# Every command explains itself without the module, and without rights.
help_texts()
{
	local cmd
	for cmd in status flows rejects watch evict pause resume metrics doctor; do
		setpriv --reuid 65534 --regid 65534 --clear-groups nft-offload $cmd --help >"$tmp/cli.out" 2>&1
		check_eq "exit status of $cmd --help" $? 0
		said "usage: nft-offload [--json] $cmd"
		said "example"
		narrow "$cmd --help"
	done
	log_test "--help of every command has an example and fits 80 columns"
}

ip netns add $router
help_texts
modprobe nf_flow_hw
commands
conditions
devices
others
