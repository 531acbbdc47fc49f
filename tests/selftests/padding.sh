#!/bin/bash
# runs: debug stock arm64
# What padded frames do to the accounts. A PPE counts layer 2: an IP packet of
# less than 46 bytes counts as 46, because the MAC padded it to a frame of 60.
# So does the flowtable in software. Only packets of the classic path, here the
# first few of the flow, count as what they are, and so do those of the software engine,
# which cuts the padding off. Packets stay exact.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip timeout
count=1000 real=29 padded=46

packets_settled()
{
	# shellcheck disable=SC2046 # four numbers
	set -- $(ct_count udp 40001)
	[ "${1:-}" = $count ] && [ "${3:-}" = $count ]
}

# bytes_of WHAT BYTES ENGINE-PACKETS: those count as the engine counts, others either way:
# one that comes while the flow is on its way to the engine is for the flowtable.
bytes_of()
{
	local least=$3 most=$count more=$(($2 - count * real))
	if [ "${ENGINE:-}" = soft ]; then
		least=0 most=$((count - $3))
	fi
	check_eq "$1: bytes are whole packets of $padded or $real: rest" \
		$((more % (padded - real))) 0
	check_num "$1: packets counted padded" $((more / (padded - real))) -ge $least
	check_num "$1: packets counted padded" $((more / (padded - real))) -le $most
}

topology
ruleset | nft_router
udp_server $server $server_ip 5001
run $client pingpong --source 40001 --count $count --size 1 $server_ip 5001 >"$tmp/client.out"
check_err $? "$(<"$tmp/client.out")"
up=$(port_stat sim0 hw_in) down=$(port_stat sim1 hw_in)
check_num "packets in hardware" $((up + down)) -ge $((2 * count * 95 / 100))
busywait 5000 packets_settled
check_err $? "conntrack counts $(ct_count udp 40001), sent were $count packets each way"
log_test "packets are exact"

read -r _ bytes_up _ bytes_down <<<"$(ct_count udp 40001)"
bytes_of "original direction" "$bytes_up" "$up"
bytes_of "reply direction" "$bytes_down" "$down"
counts=$padded
[ "${ENGINE:-}" != soft ] || counts=$real
log_test "a packet of $real bytes counts as $counts in the engine"
