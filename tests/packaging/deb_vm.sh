#!/bin/bash
# Second half of deb.sh, in the virtual machine: /share has what installing the
# packages changed. Load the modules as an installed system would, forward by the
# simulated engine, look at it with the installed tool, remove the packages.
# Usage: deb_vm.sh NUMBER-OF-TESTS-BEFORE
# shellcheck disable=SC2034 # for lib.sh
KSFT_SLOW=3
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/../selftests/lib.sh"
tests=${1:-0}
release=$(uname -r)
modules=/lib/modules/$release
tool=/usr/sbin/nft-offload

# All but the modules.
lay_over_root()
{
	tar -C / --keep-directory-symlink -xf /share/root.tar
}

# The kernel's modules are mounted read-only.
lay_over_modules()
{
	mkdir -p /run/modules/{upper,work} &&
	tar -C /run/modules/upper -xf /share/modules.tar &&
	mount -t overlay -o "lowerdir=$modules,upperdir=/run/modules/upper,workdir=/run/modules/work" \
		overlay "$modules"
}

loaded() { [ -d "/sys/module/$1" ]; }

plain_flowtable()
{
	nft -f - <<-END
	table inet t {
		flowtable f { hook ingress priority 0; devices = { dummy0 }; }
	}
	END
	check_err $? "no flowtable of a dummy device"
	nft flush ruleset
}

softdep_loads()
{
	loaded nf_flow_table_inet
	check_fail $? "nf_flow_table_inet is there before the first flowtable"
	plain_flowtable
	loaded nf_flow_hw
	check_err $? "the core is not loaded"
	check_eq "its file" "$(modinfo -n nf_flow_hw)" "$modules/updates/dkms/nf_flow_hw.ko"
	log_test "the first flowtable loads the core of the package"
}

# A kernel for which DKMS has not built ours: a softdep is no condition.
absent()
{
	grep -q '^softdep nf_flow_table_inet' /usr/lib/modprobe.d/nft-offload.conf
	check_err $? "no softdep is installed"
	plain_flowtable
	loaded nf_flow_table_inet
	check_err $? "nf_flow_table_inet is not loaded"
	loaded nf_flow_hw
	check_fail $? "the core is there"
	rmmod nf_flow_table_inet
	check_err $? "nf_flow_table_inet is in use"
	log_test "without our modules plain flowtables load as ever"
}

load_list()
{
	local module
	while read -r module; do
		modprobe "$module" || fail "modprobe $module"
	done < <(sed '/^#/d; /^$/d' /usr/lib/modules-load.d/nft-offload.conf)
	loaded nf_flow_hw
	check_err $? "the core is not among them"
	log_test "what modules-load.d names can be loaded"
}

json()
{
	in_ns $router $tool --json "$1" | python3 -c "import json, sys
d = json.load(sys.stdin)
print($2)"
}

packets_are() { [ "$(json status 'd["hardware"]["packets"] >= 100')" = True ]; }

demo()
{
	topology
	ruleset | nft_router
	check_err $? "nft refuses the ruleset"
	udp_server $server $server_ip 5001
	traffic $client --source 40001 $server_ip 5001
	busywait 5000 bound_is 2
	check_err $? "bound entries: $(bound), expected 2"
	busywait 10000 packets_are
	check_err $? "the tool says: $(in_ns $router $tool status)"
	check_eq "engine" "$(json status 'd["backends"][0]["name"]')" mtk-ppe
	check_eq "flows" "$(json flows 'len(d["flows"] if isinstance(d, dict) else d)')" 1
	stop "$traffic_pid" "$server_pid"
	nft_flush
	topology_down
	modules_unload
	check_err $? "the modules do not unload"
	log_test "a connection is forwarded by the engine; nft-offload says so"
}

left_behind()
{
	ls -d /usr/src/nft-offload* /var/lib/dkms/nft-offload* "$modules"/updates/dkms/nf_flow* \
		/usr/lib/modprobe.d/nft-offload* /usr/lib/modules-load.d/nft-offload* \
		/usr/sbin/nft-offload /usr/share/man/man8/nft-offload* \
		/usr/share/bash-completion/completions/nft-offload \
		/usr/share/doc/nft-offload* 2>/dev/null
	grep -l nf_flow_hw "$modules"/modules.{dep,alias,softdep} 2>/dev/null
	dpkg -l 'nft-offload*' 2>/dev/null | grep '^[^u].*nft-offload'
}

remove()
{
	dpkg -P nft-offload nft-offload-dkms >/tmp/log 2>&1
	check_err $? "dpkg -P: $(tail -n 20 /tmp/log)"
	check_eq "left behind" "$(left_behind)" ""
	plain_flowtable
	loaded nf_flow_hw
	check_fail $? "the core is loaded again"
	log_test "removing the packages leaves nothing"
}

lay_over_root || bail "cannot lay the packages over the root"
ip link add dummy0 type dummy
absent
lay_over_modules || bail "cannot lay the modules over the kernel's"
softdep_loads
load_list
demo
remove
