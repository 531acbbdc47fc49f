#!/bin/bash
# runs: debug stock
# The kernel remembers a flowtable that was refused on the indirect path, and the
# next module that registers an indirect callback is shown it, freed or not. After
# us there must be nothing to be shown. The module nf_flow_hw_indr_probe registers
# such a callback and looks at what it gets, under KASAN if the kernel has it.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft ip
extra_ns=(guest)
probe=nf_flow_hw_indr_probe
modinfo $probe >/dev/null 2>&1 || skip_all "module $probe is not built"

replayed() { cat /sys/module/$probe/parameters/replayed; }

# probed NAME: register now, see nothing.
probed()
{
	modprobe $probe
	check_err $? "modprobe $probe"
	check_eq "flowtables that the kernel shows to a new callback" "$(replayed)" 0
	rmmod $probe
	check_err $? "rmmod $probe"
	log_test "$1"
}

plain()
{
	ip -n $router link add lan2 type veth peer name lan3 &&
	ip -n $router link set lan2 up
}

no_flowtable() { ! grep -q ^flowtable $core/status; }

# Everything that asks, with or without somebody on the indirect path.
provoke()
{
	ruleset 'flags offload' lan2 | nft_router 2>/dev/null
	check_fail $? "a flowtable of plain devices is accepted"
	ruleset 'flags offload' 'lan2, sim0, sim1' | in_ns $router nft -c -f -
	check_err $? "nft -c refuses a mixed flowtable"
	ruleset 'flags offload' 'sim0, sim1, lan2' | nft_router
	check_err $? "a mixed flowtable is refused"
	nft_flush
	busywait 2000 no_flowtable
	check_err $? "a flowtable is left"
}

topology
plain || bail "no veth"
provoke
probed "nobody registered before: nothing is left for the next one"

# Now the indirect path is asked, and refuses.
modprobe $probe
provoke
rmmod $probe
check_err $? "rmmod $probe"
probed "somebody registered and refused: nothing is left for the next one"

modprobe $probe
ruleset 'flags offload' 'sim0, sim1, lan2' | nft_router
check_err $? "a mixed flowtable is refused"
rmmod $probe
probed "a callback goes and comes while a mixed flowtable exists"
nft_flush
busywait 2000 no_flowtable
probed "and after it"
