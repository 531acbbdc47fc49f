#!/bin/bash
# runs: long-stock
# Packets that GRO or the sender has put together stay whole through the software
# engine, up to where they are cut for the wire; what is counted are packets of the
# wire. Once with segmentation by the egress (veth), which is given them directly, once
# without (ports of the simulator, which receive with GRO).
ENGINE=soft
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need nft conntrack ip timeout

size=$((8 << 20))

transferred() { [ "$(stat -c %s "$tmp/got" 2>/dev/null)" = $size ]; }

# entry_value NAME: of the entry from the client to the server.
entry_value()
{
	sed -n "s/.* TCP orig=$client_ip:.* $1=\([0-9]*\).*/\1/p" $engine/entries
}

# file_sent PORT: to the server, from this port; both ends stay until file_end.
file_sent()
{
	rm -f "$tmp"/{got,ready,go}
	start server $server tcp_xfer -l --ready "$tmp/ready" --hold "$tmp/go" \
		--send /dev/null --receive "$tmp/got" $server_ip 5002
	server_pid=$pid
	ready "$tmp/ready"
	start client $client tcp_xfer --source "$1" --hold "$tmp/go" --send "$tmp/up" \
		--receive /dev/null $server_ip 5002
	client_pid=$pid
	busywait 30000 transferred
	check_err $? "the file did not arrive: $(cat "$tmp"/{client,server}.out)"
	same_file "$tmp/up" "$tmp/got"
	check_err $? "the file sent is not the file received"
}

file_end()
{
	touch "$tmp/go"
	await "$client_pid" && await "$server_pid"
	check_err $? "the connection did not end well: $(cat "$tmp"/{client,server}.out)"
}

# bulk PACKETS-PER-WAY WAY: WAY is how super-packets leave, "direct" or "queued".
bulk()
{
	local skbs packets bytes queued header=52
	reset_counters
	queued=$(soft_stat queued)
	file_sent 40002
	skbs=$(soft_forwarded) packets=$(entry_value packets) bytes=$(entry_value bytes)
	note "$packets packets to the server, $bytes bytes; $skbs times through the engine, both ways"
	check_num "packets on the wire to the server" "$packets" -ge $((size / 1448 * 95 / 100))
	check_num "ways through the engine" "$skbs" -le $((packets / $1))
	queued=$(($(soft_stat queued) - queued))
	if [ "$2" = direct ]; then
		check_num "given to dev_queue_xmit()" $queued -eq 0
	else
		check_num "given to dev_queue_xmit()" $queued -ge $((packets / 50))
	fi
	# Headers of 52 bytes, with time stamps: what is left is the file, and what
	# had to be sent twice.
	check_num "bytes without headers" $((bytes - packets * header)) -le $((size * 102 / 100))
	check_num "bytes without headers" $((bytes - packets * header)) -ge $((size * 98 / 100))
	file_end
}

# The way to the server is narrower than either end knows: segments that do not fit are
# for the CPU, which says so, and what leaves is cut one by one for all to see.
narrow()
{
	local before
	before=$(soft_stat punt_mtu)
	file_sent 40003
	check_num "packets to the CPU for their length" $(($(soft_stat punt_mtu) - before)) -gt 0
	check_num "packets through the engine" "$(entry_value packets)" -ge $((size / 948 / 2))
	check_eq "packets longer than the way is wide, at the server" "$(input $server "meta length gt 1000")" "0 0"
	file_end
}

random_file "$tmp/up" $size
veth_topology
{
	ruleset
	nat "" "oifname sim1 masquerade"
} | nft_router
bulk 3 direct
log_test "super-packets of a sender stay whole (veth)"
nft_flush
in_ns $router conntrack -F 2>/dev/null
count_input $server "meta length gt 1000"
ip -n $router link set sim1 mtu 1000 gso_max_segs 1
{
	ruleset
	nat "" "oifname sim1 masquerade"
} | nft_router
narrow
log_test "super-packets whose segments do not fit go to the CPU"
nft_flush
topology_down
modules_unload

topology 2 gro=1
{
	ruleset
	nat "" "oifname sim1 masquerade"
} | nft_router
bulk 1 queued
log_test "super-packets of GRO are cut where they leave (no offloads at egress)"
