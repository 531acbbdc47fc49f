#!/bin/bash
# runs: board
# The driver on a board: it finds the Ethernet node that another driver is bound to,
# and programs the registers of its packet engines as the description of the hardware
# says. The machine is QEMU's virt with the node of tests/vm/mtk-board.dtso in its
# device tree; its registers are plain memory, so what is compared here is what was
# written, and nothing else: no silicon says that it works.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need ip nft

node=/sys/firmware/devicetree/base/ethernet@7fe00000
[ -d $node ] || skip_all "no such Ethernet node here: scripts/vm --kernel arm64 --dts tests/vm/mtk-board.dtso"
regs=/sys/kernel/debug/7fe00000.ethernet/regs
by_reg()
{
	local d
	for d in /sys/bus/platform/devices/7fe00000.ethernet/net/*; do
		[ "$(basename "$(readlink "$d/of_node")")" != "mac@$1" ] || basename "$d"
	done
}

# The registers of one engine after attach, by hand from the description of the
# hardware that Documentation/mediatek.md cites (MT7986, 16K entries of 96 bytes, MTU
# 1500; "any": an address, checked on its own):
#   200 GLO_CFG: EN 0, L4_CS_DROP 2, IP4_CS_DROP 3, FLOW_DROP_UPDATE 9, SP_CMP_EN 25
#   204 FLOW_CFG: MD_TOAP_BYP 1 to 3, IP6_3T 8, IP6_5T 9, IP4_NAT 12, IP4_NAPT 13
#   208 IP_PROTO_CHK: all protocols, IPv4 and IPv6
#   21c TB_CFG: ENTRY_NUM 4 (16K), 96 bytes 3, SEARCH_MISS 2 << 4 (to the CPU, learn
#       nothing), age NON_L4 7, UNBIND 8, TCP 9, UDP 10, FIN 11, HASH_MODE 1 << 14,
#       SCAN_MODE 1 << 16 (ageing only), INFO_SEL 20, KEEP_DSCP_ECN 25
#   228 BIND_RATE: 30 packets, PREBIND 1   22c, 230 BIND_LIMIT: none; NON_L4 1
#   238 UNBIND_AGE: 1000 packets, 3 s      23c, 240 BIND_AGE: 250 s, FIN 1 s
#   24c CPU_PORT1, 374 SBW_CTRL: values of the in-tree driver
#   30c, 310 VLAN_MTU: 14 + 1500 and 4 per tag: 1514 = 5ea, 5ee, 5f2, 5f6
#   320 CACHE_CTL: EN 0   334 MIB_CFG: EN 0, RD_CLR 1   350 MIB_CACHE_CTL: EN 0
engine_on='200 0200020d
204 0000330e
208 ffffffff
21c 02114fac
220 any
228 0001001e
22c 3fff3fff
230 00013fff
238 03e80003
23c 00fa00fa
240 000100fa
24c 000cb777
30c 05ee05ea
310 05f605f2
320 00000001
334 00000003
338 any
350 00000001
374 0000007f'

# After detach: engine, ageing, scan, cache, counters and flow types off.
engine_off=$(sed -e 's/^200 .*/200 0200020c/' -e '/^204 /d' -e 's/^21c .*/21c 0210402c/' \
	-e '/^320 /d' -e 's/^334 .*/334 00000002/' <<<"$engine_on")

# image ENGINE FWD1 FWD2: both engines (at 2000 and 2400) and GDMA_FWD_CFG of both MACs:
# checksum checks 20 to 22, and four nibbles of the PSE port (PPE0 3, PPE1 4, PDMA 0).
image()
{
	local base
	echo "0500 $2"
	echo "1500 $3"
	for base in 2000 2400; do
		while read -r off val; do
			printf '%04x %s\n' $((0x$base + 0x$off)) "$val"
		done <<<"$1"
	done
}

registers() { sed -e 's/^\(2[26]20\|2[37]38\) .*/\1 any/' $regs | sort; }

image_is() { [ "$(registers)" = "$(image "$@" | sort)" ]; }

# is_image WHAT ENGINE FWD1 FWD2
is_image()
{
	busywait 5000 image_is "${@:2}"
	check_err $? "$1: $(diff <(image "${@:2}" | sort) <(registers))"
}

attached() { image_is "$engine_on" 00703333 00704444; }
is_attached() { is_image "$1" "$engine_on" 00703333 00704444; }
is_detached() { is_image "$1" "$engine_off" 00700000 00700000; }

backends() { grep -c '^backend mtk-ppe' $core/status 2>/dev/null; }
backends_is() { [ "$(backends)" = "$1" ]; }

board_load()
{
	modprobe nf_flow_hw_board_eth || bail "no Ethernet driver"
	mac0=$(by_reg 0) mac1=$(by_reg 1)
	echo reset >$regs
}

board_unload()
{
	[ ! -d /sys/module/nf_flow_hw_mtk ] || rmmod nf_flow_hw_mtk || fail "the driver does not unload"
	rmmod nf_flow_hw_board_eth || fail "the Ethernet driver does not unload"
}

# What udev does with the node.
modprobe "$(cat /sys/bus/platform/devices/7fe00000.ethernet/modalias)"
[ -d /sys/module/nf_flow_hw_mtk ]
check_err $? "nf_flow_hw_mtk is not loaded"
rmmod nf_flow_hw_mtk
log_test "the node loads the driver"

mark_log
board_load
ip link set "$mac0" up
modprobe nf_flow_hw_mtk test_poll=1
is_attached "attached while a port is up"
for reg in 2220 2620 2338 2738; do
	val=$(sed -n "s/^$reg //p" $regs)
	check_eq "table address $val modulo 1 KiB" "$((0x$val % 1024))" 0
done
check_eq "different tables" "$(sed -n 's/^\(2[26]20\|2[37]38\) //p' $regs | sort -u | wc -l)" 4
busywait 2000 backends_is 1
check_err $? "backends: $(backends)"
check_eq "lines of attaching" "$(said 'MT7986 PPE attached, 2 ports')" 1
log_test "attach: every register is as described"

check_eq "lines about the other node" "$(said "PPE: the node's registers are not")" 1
log_test "a node with too few registers: refused, one line"

nft -f - <<-END
	table inet t { flowtable f { hook ingress priority 0; devices = { $mac0, $mac1 }; flags offload; }; }
END
check_err $? "no flowtable"
grep -q "$mac0=mtk-ppe" $core/status && grep -q "$mac1=mtk-ppe" $core/status
check_err $? "the ports are not the engine's: $(<$core/status)"
log_test "a flowtable on the ports is the engine's"

ip link set "$mac1" up
ip link set "$mac0" down
is_attached "another port is up"
ip link set "$mac1" down
is_detached "no port is up"
check_eq "backends" "$(backends)" 0
ip link set "$mac0" up
is_attached "up again"
ip link set "$mac0" carrier off
is_detached "no link"
ip link set "$mac0" carrier on
is_attached "link again"
grep -q "$mac0=mtk-ppe" $core/status
check_err $? "the flowtable did not return: $(<$core/status)"
log_test "registers are left alone while no port is up with a link"

echo "0500 00700000" >$regs
busywait 5000 attached
check_err $? "GDMA_FWD_CFG is not set again: $(head -n 3 $regs)"
log_test "lost forwarding is set again"

mark_log
echo reset >$regs
busywait 5000 grep -q '^2200' $regs
is_image "after a reset" "$engine_on" 00703333 00704444
check_eq "lines about the reset" "$(said 'was reset')" 1
log_test "a reset of the frame engine: programmed anew, one line"

nft flush ruleset
rmmod nf_flow_hw_mtk
check_err $? "rmmod"
# What the reset took from GDMA_FWD_CFG was the Ethernet driver's.
is_image "after rmmod" "$engine_off" 00700000 00700000
log_test "rmmod: engines off, forwarding as it was"
board_unload

# MT7986 has 14 bits for the index of an entry in a descriptor, no matter which port is up.
mark_log
board_load
before=$(<$regs)
modprobe nf_flow_hw_mtk test_poll=1 bind=learn entries=32768 2>"$tmp/err"
check_fail $? "the module is loaded"
grep -q "Invalid argument" "$tmp/err"
check_err $? "modprobe: $(<"$tmp/err")"
check_eq "lines about it" "$(said 'bind=learn and entries=32768: packets of MT7986')" 1
check_eq "registers" "$(<$regs)" "$before"
log_test "parameters that contradict the board: refused at load, one line"
board_unload

# GLO_CFG: EN and BUSY, for ever.
mark_log
board_load
echo 0x80000001 >/sys/module/nf_flow_hw_board_eth/parameters/glo_cfg
ip link set "$mac0" up
modprobe nf_flow_hw_mtk
is_attached "attached in spite of it"
check_eq "lines about it" "$(said 'still busy, stopping it regardless')" 1
sleep 2
check_eq "lines about it once more" "$(said 'did not answer in time')" 0
log_test "a wait that expires at attach: reported, not fatal"
board_unload

mark_log
board_load
echo 1 >/sys/module/nf_flow_hw_board_eth/parameters/offers
echo 1 >/sys/module/nf_flow_hw_board_eth/parameters/glo_cfg
ip link set "$mac0" up
before=$(<$regs)
modprobe nf_flow_hw_mtk test_poll=1
ip link set "$mac1" up
sleep 2
check_eq "registers" "$(<$regs)" "$before"
check_eq "lines about it" "$(said 'is left to the Ethernet driver')" 1
check_eq "backends" "$(backends)" 0
log_test "an engine that the Ethernet driver offers is left alone"

rmmod nf_flow_hw_mtk
modprobe nf_flow_hw_mtk test_poll=1 takeover=1
is_attached "taken over"
check_eq "lines about it" "$(said 'taken over from the Ethernet driver')" 1
rmmod nf_flow_hw_mtk
# Its table would be stale: the engine stays off, and frames go to the CPU.
is_image "given back" "$engine_off" 00700000 00700000
log_test "takeover=1 takes it, and leaves it off in the end"
board_unload

# The ports behind a switch with MediaTek's tag, instead of the MAC that leads to it,
# whose frames have the tag: SPECIAL_TAG 24.
mark_log
board_load
ip link set "$mac0" up
modprobe nf_flow_hw_mtk test_poll=1
is_attached "before there is a switch"
modprobe nf_flow_hw_board_dsa conduit="$mac0"
check_err $? "no switch: $(dmesg | tail -n 5)"
ip link set lan0 up
is_image "with a switch" "$engine_on" 01703333 00704444
check_eq "lines of attaching" "$(said 'MT7986 PPE attached, 3 ports')" 1
nft -f - <<-END
	table inet t { flowtable f { hook ingress priority 0; devices = { lan0, lan3, $mac1 }; flags offload; }; }
END
check_err $? "no flowtable"
for port in lan0 lan3 "$mac1"; do
	grep -q "$port=mtk-ppe" $core/status
	check_err $? "$port is not the engine's: $(<$core/status)"
done
nft -c "table inet u { flowtable f { hook ingress priority 0; devices = { $mac0 }; flags offload; }; }" 2>/dev/null
check_fail $? "the conduit itself is taken for a port"
nft flush ruleset
rmmod nf_flow_hw_board_dsa
is_attached "after the switch has gone"
log_test "the ports behind a switch are the engine's, and the conduit is not"
board_unload
