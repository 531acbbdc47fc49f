#!/bin/bash
# runs: long
# seconds: 1800
# experiment 13: the kernel's own selftest of flowtables, nft_flowtable.sh of the
# running kernel's series, with "flags offload" and with ports of the simulator in
# place of the router's veths; nothing else of it is changed. It is taken from the
# kernel's source package (scripts/setup upstream), never copied.
#
#   ns1 eth0 ===== veth0 nsr1 veth1 ===== veth0 nsr2 veth1 ---- eth0 ns2
#      (wire0)    (sim0)     (sim1)      (wire1)
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/kernels.sh
. "$repo/scripts/kernels.sh"
need nft ip socat nc ping

# move_port PORT NAME-IN-NSR1 VARIABLE-OF-NEIGHBOUR NAME-THERE
move_port()
{
	printf '%s' "ip link set sim$1 netns \"\$nsr1\" name $2 \\&\\& " \
		"ip link set wire$1 netns \"\$$3\" name $4"
}

# The test as it runs here. A chain of a device does not see what hardware forwards, so
# two cases cannot hold that want it to change each packet; there, as in the case after
# them, it changes those before the flow is offloaded and no other. The flowtable of
# Linux 7.2, if it has "flags offload", loses what goes through a tunnel (see doctor's
# tunnel-loses-packets): that function is not called.
adapted()
{
	sed -e 's/^test_ipip$/echo "SKIP: tunnels"/' \
		-e 's/check_dscp "dscp_\(in\|e\)gress"/check_dscp "dscp_fwd"/' \
		-e '/^ *devices = { veth0, veth1 }/a flags offload' \
		-e "s,^ip link add veth0 netns .*,$(move_port 0 veth0 ns1 eth0)," \
		-e "s,^ip link add veth1 netns \"*\$nsr1.*,$(move_port 1 veth1 nsr2 veth0)," "$1"
}

prepare()
{
	local series dir
	series=$(uname -r | cut -d. -f1,2)
	# A kernel may be of the series after the one that was asked for.
	[ -d "$(upstream_dir "$series")" ] || series=7.2
	dir=$(upstream_dir "$series")
	original=$(find "$dir" -name nft_flowtable.sh 2>/dev/null)
	[ -n "$original" ] || skip_all "the kernel's selftest is missing: scripts/setup upstream"
	cp -r "$dir" "$tmp/upstream"
	script=$tmp/upstream/${original#"$dir"/}
	adapted "$original" >"$script"
	netdev_cases=$(grep -cE 'check_dscp "dscp_(in|e)gress"' "$original")
	tunnel_cases=$(grep -cx test_ipip "$original")
	check_eq "changed and added lines" "$(diff "$original" "$script" | grep -c '^>')" \
		$((3 + netdev_cases + tunnel_cases))
	check_eq "removed lines" "$(diff "$original" "$script" | grep -c '^<')" \
		$((2 + netdev_cases + tunnel_cases))
	log_test "nft_flowtable.sh of Linux $series, adapted"
}

# That of 6.1 gives a transfer of up to 40 MB three seconds, which an emulated machine
# with a simulated network does not always make: its "sleep 3" ends with the transfer.
patient_sleep()
{
	mkdir "$tmp/bin"
	cat >"$tmp/bin/sleep" <<-'END'
	#!/bin/bash
	/bin/sleep "$@"
	[ "$1" -ge 3 ] 2>/dev/null || exit 0
	for ((i = 0; i < 60; i++)); do
		pidof nc >/dev/null || break
		/bin/sleep 1
	done
	END
	chmod +x "$tmp/bin/sleep"
}

# Its last case is about IPsec, which the kernel for User-Mode Linux lacks.
have_ipsec()
{
	local status
	ip netns add probe
	ip -n probe xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi 1 mode tunnel \
		enc aes 0x00112233445566778899aabbccddeeff \
		auth sha1 0x00112233445566778899aabbccddeeff00112233 2>/dev/null
	status=$?
	ip netns del probe
	return $status
}

# What counts: all, or what comes before the IPsec case.
counts()
{
	local last='/algorithm not found/,$d'
	[ $ipsec = no ] || last=''
	sed "$last" "$tmp/upstream.out"
}

# pass NAME OPTION…: with sizes given, or it would run once more with MTUs that no
# port of ours can have.
pass()
{
	local name=$1 status
	shift
	modules_load 2 || bail "the modules do not load"
	(cd "$(dirname "$script")" && PATH=$tmp/bin:$PATH bash "$(basename "$script")" "$@") >"$tmp/upstream.out" 2>&1
	status=$?
	sed 's/^/#  /' "$tmp/upstream.out"
	# 4 is its own word for having skipped something.
	[ "$ipsec" = no ] || check_eq "exit status" $status $((tunnel_cases ? 4 : 0))
	check_eq "failures" "$(counts | grep -c '^FAIL\|^ERROR')" 0
	check_num "passes" "$(counts | grep -c '^PASS')" -ge 9
	check_num "packets in hardware" "$(hw_packets)" -ge 1000
	note "measured: $(counts | grep -c '^PASS') cases, $(hw_packets) packets in hardware: $name"
	log_test "nft_flowtable.sh with offload: $name"
	[ "$netdev_cases" = 0 ] || log_skip "nft_flowtable.sh with offload: dscp_ingress, dscp_egress: $name" \
		"chains of devices do not see what hardware forwards; judged as dscp_fwd"
	[ "$tunnel_cases" = 0 ] || log_skip "nft_flowtable.sh with offload: tunnels: $name" \
		"the flowtable of Linux 7.2 sends them to no MAC address if it has flags offload"
	[ "$ipsec" = yes ] || log_skip "nft_flowtable.sh with offload: IPsec: $name" "this kernel has no IPsec"
	settled
	modules_unload || bail "the modules do not unload"
}

# Its namespaces go in the background.
settled()
{
	busywait 10000 no_flowtable
	busywait 10000 test -d /sys/class/net/wire0 || :
}

no_flowtable() { ! grep -q ^flowtable $core/status; }

any_mtu() { echo $((1280 + RANDOM % 7700)); }

prepare
patient_sleep
ipsec=no
! have_ipsec || ipsec=yes
pass "its own MTUs" -o 9000 -l 1500 -r 2000
random=(-o "$(any_mtu)" -l "$(any_mtu)" -r "$(any_mtu)")
pass "random MTUs: ${random[*]}" "${random[@]}"
