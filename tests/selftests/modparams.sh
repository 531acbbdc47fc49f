#!/bin/bash
# runs: debug stock arm64 mipsel s390x
# Wrong module parameters: EINVAL, and one line in the log that names the
# parameter and what it may be. Likewise an engine that cannot be attached to.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# refused MODULE PARAMETER=VALUE ALLOWED…: each word must be in the line.
refused()
{
	local module=$1 param=$2 before lines word
	shift 2
	before=$(dmesg | wc -l)
	modprobe "$module" "$param" 2>"$tmp/err"
	check_fail $? "modprobe $module $param succeeds"
	grep -q "Invalid argument" "$tmp/err"
	check_err $? "modprobe $module $param: $(<"$tmp/err")"
	lines=$(dmesg | tail -n +$((before + 1)) | grep -v taint)
	check_eq "lines in the log" "$(grep -c . <<<"$lines")" 1
	for word in "$module" "${param%%=*}" "$@"; do
		grep -qF -- "$word" <<<"$lines"
		check_err $? "the log does not say '$word': $lines"
	done
	[ ! -d /sys/module/"$module" ] || fail "$module is loaded"
	log_test "$module $param is refused"
}

# no_engine PARAMETER=VALUE WORD…: an engine like that, which the driver has one line
# about and leaves alone. (The kernel adds one of its own, except for ENODEV.)
no_engine()
{
	local param=$1 before lines word
	shift
	modprobe nf_flow_hw_mtk || bail "no driver"
	before=$(dmesg | wc -l)
	modprobe nf_flow_hw_second_board "$param"
	check_err $? "no such engine"
	lines=$(dmesg | tail -n +$((before + 1)) | grep -v -e taint \
		-e 'probe \(of\|with driver\) .* failed with error -22')
	check_eq "lines in the log" "$(grep -c . <<<"$lines")" 1
	for word; do
		grep -qF -- "$word" <<<"$lines"
		check_err $? "the log does not say '$word': $lines"
	done
	[ ! -e /sys/bus/platform/drivers/nf-flow-hw-mtk/nf-flow-hw-mtk.2 ]
	check_err $? "it is attached"
	check_eq "backends" "$(grep -c "^backend" $core/status)" 0
	rmmod nf_flow_hw_second_board
	modules_unload || fail "the modules do not unload"
	log_test "an engine with $param is refused"
}

refused nf_flow_hw_sim soc=mt1234 mt7986 rk3568
refused nf_flow_hw_sim ports=1 2 4
refused nf_flow_hw_sim ports=5 2 4
refused nf_flow_hw_sim rk_ports=3 0 2
refused nf_flow_hw_sim mib_bytes=l4 l2in l2out l3
refused nf_flow_hw_sim writeback=never safe overwrite
refused nf_flow_hw_mtk entries=1000 1024 32768
refused nf_flow_hw_mtk entries=512 1024 32768
refused nf_flow_hw_mtk entries=65536 1024 32768
refused nf_flow_hw_mtk bind=maybe direct learn
refused nf_flow_hw_soft entries=100 64 1048576
refused nf_flow_hw_soft ports=a/b a/b '*'
no_engine soc=99 "SoC 99 is not supported"
no_engine bus=0x50000200 0x50000200 "not aligned to 1024 bytes"
modules_unload
