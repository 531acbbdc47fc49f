# shellcheck shell=bash
# With ENGINE=soft the selftests run on the software engine instead of the PPE:
# lib.sh reads this file last, and what it asks of the model is answered by the
# engine here. The ports are those of the simulator, whose PPE has no driver then
# and gives every frame to the CPU.

engine=/sys/kernel/debug/nf_flow_hw_soft
# shellcheck disable=SC2034 # for the tests
driver=nf_flow_hw_soft backend=soft kind=software state=software-engine
soft_ports=sim0,sim1

driver_load()
{
	rm -f "$tmp"/soft.*
	modprobe nf_flow_hw_soft ports="$soft_ports"
}

bound()
{
	if [ -d $engine ]; then
		wc -l <$engine/entries
	else
		echo 0
	fi
}

used()
{
	sed -n 's/^backend soft .* used=\([0-9]*\) .*/\1/p' $core/status
}

entry()
{
	grep -qF " orig=$1 new=$2 " $engine/entries
}

entry6()
{
	grep -qF " orig=$1 " $engine/entries
}

# soft_less NAME NUMBER: less what the number of that name was when the counters were
# reset.
soft_less()
{
	local file=$tmp/soft.${1//[^a-zA-Z0-9]/} base=0
	[ -z "${soft_reset:-}" ] || echo "$2" >"$file"
	[ ! -s "$file" ] || base=$(<"$file")
	echo $(($2 - base))
}

# soft_since FILE PROGRAM: the result of awk on a file of the engine, likewise.
soft_since()
{
	[ -e $engine/"$1" ] || { echo 0; return; }
	soft_less "$2" "$(awk "$2" $engine/"$1")"
}

soft_forwarded()
{
	soft_since counters '/^(direct|queued) / { n += $2 } END { print n + 0 }'
}

soft_stat()
{
	soft_since counters "\$1 == \"$1\" { n += \$2 } END { print n + 0 }"
}

# soft_out PORT: packets that left by it, likewise.
soft_out()
{
	awk -v out="->$1" '$2 ~ out "$" { sub(".*packets=", ""); n += $1 } END { print n + 0 }' $engine/entries
}

# soft_in PORT: packets that came in by it, of entries that are there.
soft_in()
{
	soft_since entries "\$2 ~ /^$1->/ { sub(\".*packets=\", \"\"); n += \$1 } END { print n + 0 }"
}

# soft_apart PORT: packets that the model gave to the CPU less those that the engine
# forwarded. Under traffic some come between the reading of one file and of the other,
# so both are read until the engine had none meanwhile; "?" if it always has.
soft_apart()
{
	awk -v port="$1" -v ports=$sim/ports -v entries=$engine/entries '
	function of_engine(	line, n, field)
	{
		while ((getline line < entries) > 0) {
			split(line, field)
			if (index(field[2], port "->") != 1)
				continue
			sub(/.*packets=/, "", line)
			n += line
		}
		close(entries)
		return n + 0
	}
	function of_model(	line, n)
	{
		while ((getline line < ports) > 0)
			if (index(line, port " ") == 1 && sub(/.*to_cpu=/, "", line))
				n = line + 0
		close(ports)
		return n + 0
	}
	BEGIN {
		for (tries = 0; tries < 1000; tries++) {
			forwarded = of_engine()
			given = of_model()
			if (of_engine() == forwarded) {
				print given - forwarded
				exit
			}
		}
		print "?"
	}'
}

# soft_missed PORT: packets given to the CPU that the engine did not forward.
soft_missed()
{
	soft_less "missed $1" "$(soft_apart "$1")"
}

# Of entries that are there.
soft_bytes()
{
	soft_since entries '{ sub(".* bytes=", ""); n += $1 } END { print n + 0 }'
}

ppe_stat()
{
	case $1 in
	hw_packets) soft_forwarded ;;
	hw_bytes) soft_bytes ;;
	cpu_hit_bind_ttl_1) soft_stat punt_ttl ;;
	cpu_v4_frag) soft_stat punt_fragment ;;
	cpu_ip_option) soft_stat punt_option ;;
	cpu_exceed_mtu) soft_stat punt_mtu ;;
	cpu_multicast) soft_stat punt_multicast ;;
	cpu_tcp_fin_syn_rst) soft_stat punt_flags ;;
	*) fail "the software engine has no counter $1" ;;
	esac
}

port_stat()
{
	local n
	n=$(sed -n "s/^$1 .*\\<$2=\\([0-9]*\\).*/\\1/p" $sim/ports)
	case $2 in
	to_cpu) soft_missed "$1" ;;
	hw_in) soft_in "$1" ;;
	hw_out) soft_out "$1" ;;
	*) echo "$n" ;;
	esac
}

reset_counters()
{
	local soft_reset=yes stat
	[ ! -d $sim ] || echo 1 >$sim/reset_counters
	soft_forwarded >/dev/null
	soft_bytes >/dev/null
	for stat in punt_ttl punt_fragment punt_option punt_mtu punt_multicast; do
		soft_stat $stat >/dev/null
	done
	soft_in sim0 >/dev/null
	soft_in sim1 >/dev/null
	soft_missed sim0 >/dev/null
	soft_missed sim1 >/dev/null
}

# It is the CPU that forwards, and conntrack says so.
ct_offloaded()
{
	ct_flag_is OFFLOAD "$@" && ! ct_flag_is HW_OFFLOAD "$@"
}

# veth_topology: the picture of lib.sh, with veth pairs of the same names instead of
# the simulator: devices without queue and lock, with checksums and segmentation.
veth_topology()
{
	local n
	driver_load || bail "the modules do not load"
	{
		ns_add $client && ns_add $router && ns_add $server || false
		for n in 0 1; do
			ip link add wire$n numtxqueues 1 numrxqueues 1 type veth \
				peer name sim$n numtxqueues 1 numrxqueues 1 || false
		done
		host_add $client wire0 1 && host_add $server wire1 2 &&
		port_add sim0 1 && port_add sim1 2 &&
		router_sysctls &&
		neighbours $client wire0 sim0 1 && neighbours $server wire1 sim1 2
	} || bail "cannot build the topology"
}
