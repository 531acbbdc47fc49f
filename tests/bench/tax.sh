#!/bin/bash
# What a packet pays that stays in software: the kernel's own flowtable type and
# ours, each without and with "flags offload" (the kernel's with the null driver),
# where no engine has the flow. Between devices that throw packets away; what comes
# before the flowtable is in "drop".
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"
num=2000

# packets NAME: of one flow that the flowtable has in software
packets()
{
	local rep
	{
		echo clear
		echo "inject dummy1 os 1 0 10.0.4.2 10.0.5.2 2000 5001 0.0.0.0"
		echo "inject dummy2 rs 1 0 10.0.4.2 10.0.5.2 2000 5001 0.0.0.0"
		for ((rep = 0; rep <= reps; rep++)); do
			echo "inject dummy1 os 100 0 10.0.4.2 10.0.5.2 2000 5001 0.0.0.0"
			echo reset
			echo "inject dummy1 os $num 0 10.0.4.2 10.0.5.2 2000 5001 0.0.0.0"
			[ $rep = 0 ] || echo "save $1"
		done
		echo flush
		echo "sleep 4000"
	} | program
	results | grep inject
}

# tax NAME FLAGS DEVICES
tax()
{
	nft_router <<-END
	table inet fw {
		flowtable f {
			hook ingress priority 0
			devices = { $3 }
			$2
		}
		chain forward {
			type filter hook forward priority 0; policy accept;
			meta l4proto udp ct state established flow add @f
		}
	}
	END
	packets "$1"
	nft_flush
}

bench_topology
ip -n $router addr add 10.0.4.1/24 dev dummy1
ip -n $router addr add 10.0.5.1/24 dev dummy2
ip -n $router neigh replace 10.0.4.2 lladdr 02:00:00:00:aa:04 dev dummy1 nud permanent
ip -n $router neigh replace 10.0.5.2 lladdr 02:00:00:00:aa:05 dev dummy2 nud permanent
nft_router <<-END
table netdev stop {
	chain in {
		type filter hook ingress device dummy1 priority 0; policy drop;
	}
}
END
packets tax.drop
nft_flush
tax tax.intree "" "dummy1, dummy2"
program <<<"null 1"
tax tax.intreeflagged "flags offload" "dummy1, dummy2, sim0, sim1"
program <<<"null 0"
driver_load 1
tax tax.ours "" "dummy1, dummy2"
tax tax.flagged "flags offload" "dummy1, dummy2, sim0, sim1"
log_test "tax"
