#!/bin/bash
# runs: stock pair
# nft-offload tune on trees that look like /sys and /proc of an RK3588 and an RK3568
# router and of a PC with two processors, and on this machine: what is proposed, that
# nothing happens without --apply, and that --undo leaves everything as it was.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/selftests/cli_common.sh
. "$selftests/cli_common.sh"
drivers=''

# put FILE CONTENT: in the tree $root.
put()
{
	[ -d "$root/${1%/*}" ] || mkdir -p "$root/${1%/*}"
	printf '%s\n' "$2" >"$root/$1"
}

# tree NAME CPUS [CAPACITY…]
tree()
{
	local cpus=$2 i
	root=$tmp/$1
	shift 2
	put sys/devices/system/cpu/online "0-$((cpus - 1))"
	for ((i = 0; i < $#; i++)); do
		put sys/devices/system/cpu/cpu$i/cpu_capacity "${*:i + 1:1}"
	done
	mkdir -p "$root/sys/class/net/lo" "$root/proc"
	put sys/class/net/lo/type 772
	: >"$root/proc/interrupts"
}

# port DEV RXQ TXQ MASK "IRQ NAME"…: MASK of all processors.
port()
{
	local dev=$1 rx=$2 tx=$3 mask=$4 i irq name
	shift 4
	mkdir -p "$root/sys/class/net/$dev/device"
	put sys/class/net/"$dev"/type 1
	put sys/class/net/"$dev"/ifindex 2
	put sys/class/net/"$dev"/iflink 2
	put sys/class/net/"$dev"/threaded 0
	for ((i = 0; i < rx; i++)); do put sys/class/net/"$dev"/queues/rx-$i/rps_cpus 00; done
	for ((i = 0; i < tx; i++)); do put sys/class/net/"$dev"/queues/tx-$i/xps_cpus 00; done
	put ethtool/"$dev"/rx 512
	put ethtool/"$dev"/rx-max 1024
	put ethtool/"$dev"/gro on
	for i; do
		read -r irq name <<<"$i"
		put proc/irq/"$irq"/smp_affinity_list "$mask"
		echo " $irq:    1234     0    GICv3 $((irq + 200)) Level     $name" >>"$root/proc/interrupts"
	done
}

snapshot() { grep -r . "$root/sys" "$root/proc" "$root/ethtool" | sort; }

# tune ARG…: JSON in $tmp/cli.out.
tune()
{
	nft-offload --json tune --root "$root" "$@" >"$tmp/cli.out" 2>&1
	status=$?
}

# proposed: what was proposed last is what stands on stdin: all of it, in any order.
proposed()
{
	json '"\n".join("%s, %s: %s" % (s["device"], s["setting"], s["wanted"]) for s in d["settings"])' |
		sort >"$tmp/got"
	sort >"$tmp/want"
	diff "$tmp/want" "$tmp/got" >"$tmp/diff" || fail "proposed otherwise: $(<"$tmp/diff")"
}

# round_trip: dry run, apply, apply again, undo.
round_trip()
{
	local before after
	before=$(snapshot)
	tune
	check_eq "exit status" "$status" 0
	[ "$(snapshot)" = "$before" ] || fail "the dry run changed something"
	[ ! -e "$root/run/nft-offload/tune.json" ] || fail "the dry run left a state file"
	tune --apply
	check_eq "exit status of --apply" "$status" 0
	json_is 'all(s["after"] == s["wanted"] for s in d["settings"] if s["changes"])' True
	after=$(snapshot)
	[ "$after" != "$before" ] || fail "--apply changed nothing"
	tune --apply
	json_is 'any(s["changes"] for s in d["settings"])' False
	[ "$(snapshot)" = "$after" ] || fail "a second --apply changed something"
	tune --undo
	check_eq "exit status of --undo" "$status" 0
	[ "$(snapshot)" = "$before" ] || fail "not as it was: $(diff <(echo "$before") <(snapshot))"
	tune --undo
	check_eq "exit status of a second --undo" "$status" 5
}

# NanoPC-T6-like: one GMAC with two queues on one interrupt, two RTL8125.
rk3588()
{
	tree rk3588 8 530 530 530 530 1024 1024 1024 1024
	port eth0 2 2 0-7 "41 eth0"
	port eth1 1 1 0-7 "142 eth1"
	port eth2 1 1 0-7 "151 eth2-0"
	port eth10 1 1 0-7 "160 eth10"
	mkdir -p "$root/sys/class/net/wlan0/device" "$root/sys/class/net/wlan0/phy80211"
	put sys/class/net/wlan0/type 1
	mkdir -p "$root/sys/class/net/lan1/device"
	put sys/class/net/lan1/type 1
	put sys/class/net/lan1/ifindex 7
	put sys/class/net/lan1/iflink 2
	tune
	proposed <<-END
	eth0, interrupt 41: processors: 4
	eth0, receive queue 0: RPS: e0
	eth0, receive queue 1: RPS: e0
	eth0, transmit queue 0: XPS: 55
	eth0, transmit queue 1: XPS: aa
	eth0, threaded NAPI: 1
	eth0, receive ring: 1024
	eth0, GRO: on
	eth1, interrupt 142: processors: 5
	eth1, receive queue 0: RPS: d0
	eth1, receive ring: 1024
	eth1, GRO: on
	eth2, interrupt 151: processors: 6
	eth2, receive queue 0: RPS: b0
	eth2, receive ring: 1024
	eth2, GRO: on
	eth10, interrupt 160: processors: 7
	eth10, receive queue 0: RPS: 70
	eth10, receive ring: 1024
	eth10, GRO: on
	END
	log_test "rk3588: fast cores, one per port; what is no port is left alone"
	round_trip
	log_test "rk3588: dry run, --apply, --undo"
	tune eth1
	json_is '{s["device"] for s in d["settings"]}' "{'eth1'}"
	tune wlan0
	check_eq "exit status for a device that is no port" "$status" 5
	tune --apply --undo
	check_eq "exit status of --apply --undo" "$status" 2
	log_test "only the devices that are named; wrong usage"
}

# NanoPi-R5S-like: four equal cores.
rk3568()
{
	tree rk3568 4 1024 1024 1024 1024
	port eth0 1 1 0-3 "36 eth0"
	port eth1 1 1 0-3 "92 eth1"
	put ethtool/eth1/gro off
	put ethtool/eth1/rx-max 256
	put ethtool/eth1/rx 256
	echo irqbalance | (mkdir -p "$root/proc/77" && cat >"$root/proc/77/comm")
	tune
	proposed <<-END
	eth0, interrupt 36: processors: 1
	eth0, receive queue 0: RPS: d
	eth0, receive ring: 1024
	eth0, GRO: on
	eth1, interrupt 92: processors: 2
	eth1, receive queue 0: RPS: b
	eth1, receive ring: 256
	eth1, GRO: on
	END
	json_is 'd["irqbalance"]' True
	log_test "rk3568: equal cores, the first one last"
	round_trip
	log_test "rk3568: dry run, --apply, --undo"
}

pc()
{
	tree pc 2
	port eth0 1 1 0-1 "24 virtio0-config" "25 virtio0-input.0" "26 virtio0-output.0"
	rmdir "$root/sys/class/net/eth0/device"
	mkdir -p "$root/sys/devices/virtio0"
	ln -s ../../../devices/virtio0 "$root/sys/class/net/eth0/device"
	port eth1 2 2 0-1 "27 eth1-TxRx-0" "28 eth1-TxRx-1"
	tune
	proposed <<-END
	eth0, interrupt 25: processors: 1
	eth0, interrupt 26: processors: 1
	eth0, receive queue 0: RPS: 1
	eth0, receive ring: 1024
	eth0, GRO: on
	eth1, interrupt 27: processors: 0
	eth1, interrupt 28: processors: 1
	eth1, transmit queue 0: XPS: 1
	eth1, transmit queue 1: XPS: 2
	eth1, receive ring: 1024
	eth1, GRO: on
	END
	log_test "PC with two processors: queues of a card with enough of them are enough"
	round_trip
	log_test "PC: dry run, --apply, --undo"
}

# What was changed by hand after --apply, or has gone.
changed()
{
	local before
	root=$tmp/rk3568
	before=$(snapshot)
	tune --apply
	put sys/class/net/eth0/queues/rx-0/rps_cpus 2
	tune --apply
	tune --undo
	[ "$(snapshot)" = "$before" ] || fail "not as it was: $(diff <(echo "$before") <(snapshot))"
	log_test "--undo after --apply, a change by hand and --apply: as before the first"
	tune --apply
	rm -r "$root/sys/class/net/eth1"
	tune --undo
	check_eq "exit status of --undo" "$status" 0
	json_is '[s["why"] for s in d["settings"] if s["path"].startswith("/sys/class/net/eth1/")]' \
		"['is there no more']"
	check_eq "eth0 again" "$(<"$root/proc/irq/36/smp_affinity_list")" 0-3
	log_test "--undo after a device has gone"
	mkdir -p "$root/run/nft-offload"
	echo '[{"kind": 1' >"$root/run/nft-offload/tune.json"
	tune --undo
	check_eq "exit status" "$status" 5
	said "is damaged"
	log_test "a damaged state file is believed in nothing"
}

# settings: of this machine's ports, read without nft-offload.
settings()
{
	in_ns $router sh -c 'grep -H . /sys/class/net/sim?/queues/*/[rx]ps_cpus /sys/class/net/sim?/threaded /sys/class/net/sim?/gro_flush_timeout; ethtool -g sim0; ethtool -k sim0; ethtool -g sim1' 2>/dev/null
}

# changed_is NUMBER FILE VALUE: so many of these files of two ports have this value.
changed_is()
{
	check_eq "$2 that are $3" "$(settings | grep -c "/$2:$3\$")" "$1"
}

# here SOC: ports with NAPI, for which a machine with several processors has more.
here()
{
	local before ring=1024 soc=$1
	topology 2 soc="$soc" gro=1
	before=$(settings)
	cli_ok --json tune
	check_eq "ring" "$(json '[s["before"] for s in d["settings"] if s["setting"] == "receive ring"]')" "['512', '512']"
	[ "$(settings)" = "$before" ] || fail "the dry run changed something"
	cli_ok --json tune --apply
	json_is '[s for s in d["settings"] if "error" in s or s["changes"] and "after" not in s]' '[]'
	settings | grep -q "^RX:.*$ring" || fail "the ring was not changed: $(settings)"
	case $soc-$(nproc) in
	rk3588-2)	changed_is 2 threaded 1; changed_is 2 xps_cpus 1; changed_is 2 xps_cpus 2 ;;
	rk3568-2)	changed_is 0 threaded 1; changed_is 2 rps_cpus 3 ;;
	esac
	udp_server $server $server_ip 5001
	run $client pingpong --source 40001 --count 50 --interval 1000 $server_ip 5001 >"$tmp/client.out"
	check_err $? "$(<"$tmp/client.out")"
	stop "$server_pid"
	cli_ok tune --undo
	narrow tune
	said "settings are as they were"
	[ "$(settings)" = "$before" ] || fail "not as it was: $(diff <(echo "$before") <(settings))"
	[ ! -e /run/nft-offload/tune.json ] || fail "the state file is left"
	topology_down
	modules_unload
	log_test "this machine, $soc: dry run, --apply and traffic, --undo"
}

rk3588
rk3568
pc
changed
here rk3588
# RPS, XPS and threads are for several processors.
[ "$(nproc)" = 1 ] || here rk3568
