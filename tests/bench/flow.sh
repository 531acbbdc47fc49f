#!/bin/bash
# One UDP flow of 10,000 packets in a closed loop, as the CPU and the engine see
# it, and whether conntrack knows of every packet.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"
need timeout

seen()
{
	figure "flow.cpu.$1" "$(($(port_stat sim0 to_cpu) + $(port_stat sim1 to_cpu)))"
	figure "flow.ppe.$1" "$(hw_packets)"
}

topology 2
driver_load 1
{
	ruleset "flags offload"
	nat "" "oifname sim1 masquerade"
} | nft_router
udp_server $server $server_ip 5001
sent=0
for step in 1 1 1 1 1 5 10 80 900 9000; do
	run $client pingpong --source 40001 --count $step $server_ip 5001 >"$tmp/client.out" ||
		fail "$(<"$tmp/client.out")"
	sent=$((sent + step))
	seen $sent
done
figure flow.up "$(port_stat sim0 to_cpu)"
figure flow.down "$(port_stat sim1 to_cpu)"
busywait 10000 ct_count_is "$(ct_count udp 40001)" udp 40001
sleep 4
read -r packets _ back _ <<<"$(ct_count udp 40001)"
figure flow.uncounted $((2 * sent - packets - back))
log_test "one flow"
