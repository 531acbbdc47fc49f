# shellcheck shell=bash
# A real PPPoE session between router and server, for tests; sourced after lib.sh.
# pppd with its kernel plugin dials in from the router, pppoe-server answers at the
# far end, and both leave the packets to the kernel.
#
#   router  sim1 ===== wire1 server
#           ppp0 ~~~~~~~ ppp1 10.0.8.1

far_ip=10.0.8.1 near_ip=10.0.8.2 plugin=

find_plugin()
{
	plugin=$(find /usr/lib/pppd -name rp-pppoe.so 2>/dev/null | head -n 1)
	[ -n "$plugin" ] || skip_all "pppd has no plugin rp-pppoe.so"
}

# What pppoe-server starts for a session: pppd on a pty, with pppoe(8) in between
# that carries every packet. This one gives the session to the kernel instead.
far_pppd()
{
	modprobe -q pppoe || : # built in, here and there
	cat >"$tmp/far-pppd" <<-END
	#!/bin/bash
	args=()
	while [ \$# -gt 0 ]; do
		case \$1 in
		pty)	pty=\$2; shift ;;
		*)	args+=("\$1") ;;
		esac
		shift
	done
	dev=\$(sed 's/.*-I *\([^ ]*\).*/\1/' <<<"\$pty")
	session=\$(sed 's/.*-e *\([^ ]*\).*/\1/' <<<"\$pty")
	exec pppd plugin $plugin "\$dev" rp_pppoe_sess "\$session" "\${args[@]}"
	END
	chmod +x "$tmp/far-pppd"
	printf '%s\n' noauth nodetach novj noccp nodefaultroute "unit 1" \
		"mtu 1492" "mru 1492" "lcp-echo-interval 0" >"$tmp/far-options"
}

session_up()
{
	ip -n $router addr show ppp0 2>/dev/null | grep -qF "inet $near_ip peer $far_ip"
}

# dial FAR-DEV NEAR-DEV
dial()
{
	start far $server pppoe-server -F -I "$1" -L $far_ip -R $near_ip -N 1 \
		-q "$tmp/far-pppd" -O "$tmp/far-options"
	far_pid=$pid
	start near $router pppd plugin "$plugin" "$2" noauth nodetach novj noccp \
		nodefaultroute unit 0 mtu 1492 mru 1492 lcp-echo-interval 0
	near_pid=$pid
	busywait 20000 session_up
	check_err $? "no session: $(cat "$tmp"/{near,far}.out)"
	ip -n $server link show ppp1 2>&1 | grep -q 'mtu 1492'
	check_err $? "no ppp1 at the far end"
}

hang_up()
{
	stop "$near_pid"
	stop "$far_pid"
	busywait 10000 ppp_gone
	check_err $? "ppp devices are left"
}

ppp_gone()
{
	! ip -n $server link show ppp1 >/dev/null 2>&1 &&
		! ip -n $router link show ppp0 >/dev/null 2>&1
}
