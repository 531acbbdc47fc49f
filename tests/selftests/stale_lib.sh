# shellcheck shell=bash
# Common part of the stale_*.sh tests: does a flow end when what it rests on
# changes, and how fast. Sourced after lib.sh.
#
# Every event comes twice: with the flow in hardware, and with the flow refused,
# since the software path of a flowtable flagged "offload" keeps its MAC addresses
# for ever, too. Meanwhile no flow is offloaded anew, so that what is seen ending is
# the old one, and nothing may go the old way afterwards.
#
# Ways to be refused (modes): "sw", the driver is gone and the flowtable stays;
# "knob", the engine does not answer (a fault of the model); "paused", by the
# administrator; "full", an engine has no place left.

# Limits of the design, in ms.
hw_limit=100 sw_limit=1000
worst_hw=0 worst_sw=0

# The ruleset of lib.sh, but ports have to be in a set to be offloaded.
stale_ruleset()
{
	ruleset "flags offload" "${devices:-sim0, sim1}" \
		'th dport @open flow add @f' |
		sed 's/^\(\ttable\|table\) inet fw {/&\n\tset open { type inet_service; elements = { 5001, 5002 }; }/
			s/iifname "sim0" ct state new accept/ct state new accept/'
	stale_nat
}

# Tests may replace it.
stale_nat() { nat "" 'ip daddr 10.0.2.0/24 masquerade'; }

# shut/open the door for new flows; those that run are not touched.
shut() { in_ns $router nft 'delete element inet fw open { 5001, 5002 }'; }
open() { in_ns $router nft 'add element inet fw open { 5001, 5002 }'; }

offloaded() { ct_line udp 40001 "${family:-ipv4}" | grep -qF OFFLOAD; }
not_offloaded() { ! offloaded; }

# Connections of the router, to be read from here: as a process there sees them.
conntracks=''
look_at_conntracks()
{
	local start_limit=3600
	[ -z "$conntracks" ] || return 0
	start eye $router sleep infinity
	conntracks=/proc/$pid/net/nf_conntrack
	busywait 5000 grep -q 'sport=40001 ' "$conntracks" || bail "$conntracks does not show the flow"
}

# Both without a fork: they are asked while time is measured, and where that is slow,
# asking conntrack(8) was most of what was measured.
flow_ended()
{
	local line lines
	mapfile -t lines <"$conntracks" || return
	for line in "${lines[@]}"; do
		[[ $line != "${family:-ipv4} "*" sport=40001 "*OFFLOAD]* ]] || return
	done
}

nothing_bound()
{
	local file n
	if [ "${ENGINE:-}" = soft ]; then
		{ ! read -r n <"$engine/entries"; } 2>/dev/null
		return
	fi
	for file in $sim/ppe?/bound; do
		read -r n <"$file"
		[ "$n" = 0 ] || return 1
	done
}

# refuse MODE: from now on no flow gets into hardware.
refuse()
{
	case $1 in
	sw)	rmmod $driver ;;
	knob)	echo 1 >$sim/mib_stuck ;;
	paused)	in_ns $router nft-offload pause sim1 >/dev/null ;;
	full)	rmmod $driver && modprobe nf_flow_hw_test_engine dev=sim features=255 answer=28 ;;
	esac
}

# An engine that does not answer is taken out of service, and tried again.
engine_answers() { grep -q "^backend" $core/status; }

accept()
{
	case $1 in
	knob)	echo 0 >$sim/mib_stuck; busywait 20000 engine_answers ;;
	paused)	in_ns $router nft-offload resume sim1 >/dev/null ;;
	full)	rmmod nf_flow_hw_test_engine ;;
	esac
}

# flow_up MODE: one UDP flow from client to server, exchanging messages all the time.
flow_up()
{
	driver_load
	stale_ruleset | nft_router || bail "no ruleset"
	[ "$1" = hw ] || refuse "$1"
	check_err $? "cannot have flows refused ($1)"
	udp_server ${to:-$server} "${to_ip:-$server_ip}" 5001
	traffic $client --source 40001 --lose 100000 --timeout 200 --interval 500 \
		"${to_ip:-$server_ip}" 5001
	if [ "$1" = hw ]; then
		busywait 5000 bound_is 2
	else
		busywait 5000 offloaded && nothing_bound
	fi
	check_err $? "the flow is not where it should be ($1): $(ct_line udp 40001 "${family:-ipv4}")"
	shut
	# It is offered once a second, and refused; it stays.
	[ "$1" = hw ] || [ "$1" = sw ] || sleep 1.2
}

flow_down()
{
	stop "$traffic_pid" "$server_pid"
	accept "$1"
	nft_flush
	in_ns $router conntrack -F 2>/dev/null
}

# watch NS DEV MATCH: count what comes in there; "wrong" says how much it was.
watch()
{
	watched=$1
	in_ns "$1" nft -f - <<-END || bail "no watch in $1"
	table netdev watch {
		chain in {
			type filter hook ingress device $2 priority 0;
			$3 counter
		}
	}
	END
}

watched=''
unwatch() { [ -z "$watched" ] || in_ns "$watched" nft delete table netdev watch; watched=''; }

wrong()
{
	in_ns "$watched" nft list chain netdev watch in | sed -n 's/.*packets \([0-9]*\).*/\1/p'
}

# Nothing more may go the old way once the flow has ended.
quiet()
{
	local before
	[ -n "$watched" ] || return 0
	before=$(wrong)
	sleep 0.3
	check_eq "packets to the old place after the end" "$(wrong)" "$before"
}

# until_us US CMD…: like busywait, and sets elapsed_us.
until_us()
{
	local begin=$1 limit=$((5000000 * KSFT_SLOW))
	shift
	until "$@"; do
		elapsed_us=$((${EPOCHREALTIME/[.,]/} - begin))
		[ $elapsed_us -lt $limit ] || return 1
	done
	elapsed_us=$((${EPOCHREALTIME/[.,]/} - begin))
}

# ends MODE CMD…: the event, and the end of the flow. Time runs from the return of
# the command that makes the event.
ends()
{
	local mode=$1 begin limit=$((sw_limit * KSFT_SLOW)) ms
	shift
	look_at_conntracks
	flow_ended
	check_fail $? "the flow ended before the event"
	"$@"
	check_err $? "the event itself failed: $*"
	begin=${EPOCHREALTIME/[.,]/}
	if [ "$mode" = hw ]; then
		until_us "$begin" nothing_bound
		check_err $? "still in hardware"
		ms=$((elapsed_us / 1000))
		[ $ms -le $worst_hw ] || worst_hw=$ms
		check_num "ms in hardware" $ms -le $((hw_limit * KSFT_SLOW))
	fi
	until_us "$begin" flow_ended
	check_err $? "still in the flowtable: $(ct_line udp 40001 "${family:-ipv4}")"
	ms=$((elapsed_us / 1000))
	[ $ms -le $worst_sw ] || worst_sw=$ms
	check_num "ms in the flowtable" $ms -le $limit
	quiet
}

# stays MODE CMD…: an event that does not concern the flow.
stays()
{
	local mode=$1
	shift
	"$@"
	check_err $? "the event itself failed: $*"
	# Two rounds of the garbage collector; the end of nothing cannot be awaited.
	sleep 2.2
	offloaded
	check_err $? "the flow ended"
	[ "$mode" != hw ] || bound_is 2
	check_err $? "$(bound) bound entries, expected 2"
}

answered() { kill -0 "$traffic_pid" && [ "$(rx_packets)" -gt "$1" ]; }
rx_packets() { in_ns $client cat /sys/class/net/wire0/statistics/rx_packets; }

# goes_on MODE: the connection lives, and takes the fast path when it may.
goes_on()
{
	busywait 5000 answered $(($(rx_packets) + 50))
	check_err $? "no traffic after the event"
	open
	if [ "$1" = hw ]; then
		busywait 5000 bound_is 2
	else
		busywait 5000 offloaded
	fi
	check_err $? "not offloaded again"
}

# event NAME EVENT [UNDO [MEND]]: functions; the flow ends and goes on. MEND makes
# that possible, UNDO prepares for the next event.
event()
{
	local mode
	for mode in ${modes:-hw sw}; do
		flow_up $mode
		ends $mode "$2"
		[ -z "${4:-}" ] || $4
		goes_on $mode
		flow_down $mode
		[ -z "${3:-}" ] || $3
		log_test "$1 ($mode)"
	done
}

# no_event NAME EVENT [UNDO]: the flow stays.
no_event()
{
	local mode
	for mode in ${modes:-hw sw}; do
		flow_up $mode
		stays $mode "$2"
		open
		flow_down $mode
		[ -z "${3:-}" ] || $3
		log_test "$1 ($mode)"
	done
}

report()
{
	note "longest: $worst_hw ms in hardware (allowed: $((hw_limit * KSFT_SLOW))), $worst_sw ms in the flowtable (allowed: $((sw_limit * KSFT_SLOW)))"
}
