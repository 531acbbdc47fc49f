#!/bin/bash
# The OpenWrt feed, without OpenWrt: the Makefiles are parsed and carried out by GNU
# make with a stub of the build system, the service's script runs in busybox's shell
# on stubs of UCI and procd, and nft reads the rules that it writes. Runs on the
# host, as root (chroot, network namespace); `make test-packaging`.
set -u
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 1
# shellcheck source=tests/packaging/lib.sh
. tests/packaging/lib.sh
# shellcheck source=scripts/kernels.sh
. scripts/kernels.sh
need_root "$0"
feed=packaging/openwrt
stubs=$PWD/tests/packaging/openwrt
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
root=$tmp/root

# ---- packages --------------------------------------------------------------

# sdk PACKAGE [TARGET]: as a feed sees it, by a link.
sdk() {
	ln -sfn "$PWD/$feed/$1" "$tmp/feed-$1"
	make -s --no-print-directory --warn-undefined-variables -C "$tmp/feed-$1" \
		TOPDIR="$stubs/sdk" OUT="$tmp/out" K_BUILD="${K_BUILD:-/nonexistent}" \
		CURDIR="$tmp/feed-$1" "${2:-all}"
}

describes() { grep -q "$1" "$tmp/$2.list" || { cat "$tmp/$2.list"; false; }; }

parses() {
	sdk "$1" describe >"$tmp/$1.list" 2>"$tmp/err" || { cat "$tmp/err"; return 1; }
	! grep 'undefined variable' "$tmp/err"
}

# Modules without a package would never reach a router.
all_modules_packaged() {
	diff <(scripts/dkms-source conf | sed -n 's/^BUILT_MODULE_NAME.*="\(.*\)"/\1.ko/p' |
			grep -v '^nf_flow_hw_sim' | sort) \
		<(sed -n 's/^kmod .*|\([^|]*\.ko\)|.*/\1/p' "$tmp/kmod-nft-offload-hw.list" | sort) |
		grep '^<' && return 1
	return 0
}

not_mainlines_name() { ! grep -q '^kmod nft-offload|' "$tmp/kmod-nft-offload-hw.list"; }

builds() { sdk "$1" && [ -e "$tmp/out/$2" ]; }

is_json() {
	python3 -c 'import json, sys; [json.load(open(f)) for f in sys.argv[1:]]' \
		"$feed"/luci-app-nft-offload/root/usr/share/*/*/*.json
}

packages() {
	local package
	for package in kmod-nft-offload-hw nft-offload luci-app-nft-offload; do
		expect "$package: the Makefile parses, no variable is undefined" parses $package
	done
	expect "the core is loaded early" describes \
		'^kmod nft-offload-hw|Netfilter Extensions|.*|+kmod-nf-flow +kmod-nft-offload|nf_flow_hw.ko|20 nf_flow_hw$' \
		kmod-nft-offload-hw
	expect "no package has the name of mainline's" not_mainlines_name
	expect "every module has a package" all_modules_packaged
	expect "the tool depends on the core" describes 'kmod-nft-offload-hw' nft-offload
	expect "LuCI's files are JSON" is_json
	if kernel_select 6.1 && kernel_find; then
		expect "modules build" builds kmod-nft-offload-hw kmod-nft-offload-hw/nf_flow_hw.ko
	else
		skip "modules build" "kernel 6.1 is not here: scripts/setup 6.1"
	fi
	expect "the tool builds and is installed" builds nft-offload nft-offload/usr/sbin/nft-offload
	expect "with its service" test -x "$tmp/out/nft-offload/etc/init.d/nft-offload"
	expect "the LuCI application installs" builds luci-app-nft-offload \
		luci/www/luci-static/resources/view/nft-offload/status.js
}

# ---- the service -------------------------------------------------------------

# A root with busybox, the stubs, and what the package installs.
make_root() {
	local module
	mkdir -p "$root"/{bin,dev,lib,tmp,etc/config,etc/nftables.d,sys/module} \
		"$root/lib/modules/$(uname -r)"
	cp "$(PATH=$PATH:/bin:/usr/bin command -v busybox)" "$root/bin/busybox"
	for module in sh cat grep mkdir mv rm sed tr uname cmp xargs printf; do
		ln -s busybox "$root/bin/$module"
	done
	mknod -m 0666 "$root/dev/null" c 1 3 || return
	cp -r "$stubs/root/." "$root"
	cp -r "$tmp/out/nft-offload/etc/." "$root/etc"
	for module in nf_flow_hw nf_flow_hw_mtk nf_flow_hw_rk nf_flow_hw_soft; do
		: >"$root/lib/modules/$(uname -r)/$module.ko"
	done
}

# config LINE...: lines of section main, over what the package ships.
config() {
	echo "config nft-offload 'main'" >"$root/etc/config/nft-offload"
	printf '\t%s\n' "$@" >>"$root/etc/config/nft-offload"
}

# service VERB: and what it does, in $root/log.
service() {
	: >"$root/log"
	chroot "$root" /bin/sh /etc/rc.common /etc/init.d/nft-offload "$1"
}

did() { grep -qxF -- "$1" "$root/log" || { cat "$root/log"; false; }; }
did_not() { ! grep -F -- "$1" "$root/log"; }
nothing_done() { ! grep -v '^trigger' "$root/log"; }

rules=$root/etc/nftables.d/10-nft-offload.nft

# nft reads the rules as part of fw4's table, in a machine whose kernel has
# flowtables; the ports there have no engine, so without the flag.
nft_reads() {
	mkdir -p "$tmp/share"
	{
		echo "table inet fw4 {"
		cat "$@" | grep -v 'flags offload'
		echo "}"
	} >"$tmp/share/rules.nft"
	scripts/vm --kernel uml --no-modules --timeout 120 --share "$tmp/share" -- sh -c '
		for port in lan1 lan2 wan; do ip link add $port type dummy || exit; done
		nft -c -f /share/rules.nft' || { cat "$tmp/share/rules.nft"; false; }
}

has_rule() { grep -qF -- "$1" "$rules" || { cat "$rules"; false; }; }
has_no_rule() { ! grep -F -- "$1" "$rules"; }

order_is() { [ "$(grep "^$1" "$root/log" | cut -d' ' -f2 | xargs)" = "$2" ] || { cat "$root/log"; false; }; }

modules_of_service() {
	expect "start with the shipped configuration" service start
	expect "loads core, MediaTek and Rockchip, no software engine" order_is insmod \
		"nf_flow_hw nf_flow_hw_mtk nf_flow_hw_rk"
	expect "takes nothing over" did "insmod nf_flow_hw_mtk takeover=N"
	expect "a change of the firewall's configuration is told" did "trigger nft-offload firewall"
	service reload
	expect "a reload without a change does nothing" nothing_done
	config "option takeover '1'" "option admission '0'"
	service reload
	expect "takeover: the driver is loaded anew" did "insmod nf_flow_hw_mtk takeover=Y"
	expect "admission is set" grep -qx N "$root/sys/module/nf_flow_hw/parameters/admission"
	config "option engine 'software'" "list ports 'lan1'" "list ports 'wan'" "list ports 'x;reboot'"
	service reload
	expect "engine software: for the ports" did "insmod nf_flow_hw_soft ports=lan1,wan"
	expect "what is no device is said and left out" did "logger -t nft-offload list ports: 'x;reboot' is no device"
	config "option engine 'auto'"
	service reload
	expect "engine auto: the software engine goes" did "rmmod nf_flow_hw_soft"
}

rules_of_service() {
	config "option policy 'own'" "list ports 'lan1'" "list ports 'wan'" "list keep 'udp'" \
		"list keep 'tcp 22'" "list keep 'mark 0x10/0xff'" "list keep 'dscp ef'" \
		"list keep 'tcp 22; drop'" "list keep 'dscp ef accept'" "list keep 'mark 0x1/x'"
	service reload
	expect "policy own: rules that nft reads" nft_reads "$rules"
	expect "the ports" has_rule 'devices = { "lan1", "wan" };'
	expect "what is kept: a port" has_rule "tcp dport 22 ct mark set ct mark | 0x40000000"
	expect "what is kept: a mark" has_rule "meta mark & 0xff == 0x10 ct mark set"
	expect "what is kept: a class" has_rule "ip6 dscp ef ct mark set"
	expect "what is not understood is said" did "logger -t nft-offload list keep: 'mark 0x1/x' is not understood"
	expect "a word too many, too" did "logger -t nft-offload list keep: 'dscp ef accept' is not understood"
	expect "and gets not into the rules" has_no_rule "drop"
	expect "the firewall takes them" did "firewall restart"
	service reload
	expect "a reload without a change leaves the firewall alone" did_not "firewall restart"
	echo 1 >"$root/etc/config/flow_offloading"
	service reload
	expect "fw4's own flowtable is on: no rules, said" did "logger -t nft-offload policy own needs flow_offloading 0 in /etc/config/firewall"
	expect "and the rules go" test ! -e "$rules"
	rm "$root/etc/config/flow_offloading"
	service reload
	config "option enabled '0'"
	service reload
	expect "disabled: the rules go" test ! -e "$rules"
	expect "and the modules, the core last" order_is rmmod \
		"nf_flow_hw_rk nf_flow_hw_mtk nf_flow_hw"
}

hotplug() {
	: >"$root/log"
	chroot "$root" /bin/sh -c "ACTION=$1 INTERFACE=$2; . /etc/hotplug.d/net/50-nft-offload"
}

hotplug_of_service() {
	# The script calls itself through rc.common, as its first line says.
	sed -i 's,^#!/bin/sh /etc/rc.common,#!/etc/rc.wrapper,' "$root/etc/init.d/nft-offload"
	printf '#!/bin/sh\nexec /bin/sh /etc/rc.common "$@"\n' >"$root/etc/rc.wrapper"
	chmod +x "$root/etc/rc.wrapper"
	config "option engine 'software'" "list ports 'usb0'"
	service start
	hotplug add usb1
	expect "hotplug: another port is nothing" nothing_done
	rm -r "$root/sys/module/nf_flow_hw_soft"
	hotplug add usb0
	expect "hotplug: a named port brings the engine" did "insmod nf_flow_hw_soft ports=usb0"
}

clean_scripts() {
	shellcheck -s sh -S warning -e SC3043 "$feed"/nft-offload/files/nft-offload.init \
		"$feed"/nft-offload/files/nft-offload.hotplug &&
	shellcheck -s dash -S warning "$stubs"/root/bin/* "$stubs/root/lib/functions.sh" \
		"$stubs/root/etc/rc.common"
}

expect "scripts: shellcheck" clean_scripts
expect "the drop-ins are rules of fw4's table" nft_reads "$feed"/nft-offload/files/nftables.d/*.nft
packages
expect "a root for the service" make_root
modules_of_service
rules_of_service
hotplug_of_service
finish
