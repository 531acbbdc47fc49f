// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft-offload doctor: tunnels. The flowtable of Linux 7.2 takes connections that go
 * through an IPIP or IPv6 tunnel. If it has "flags offload" it sends their packets to
 * the MAC address that it noted for the connection, and for one through a tunnel that
 * is zero (nft_dev_fill_forward_path(), nft_dev_path_info()). They are lost, whatever
 * the driver: none is offered such a connection.
 */
#include <ifaddrs.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include "nft-offload.h"

/* Seen on this series. 6.1 and 6.12 do not take such connections. */
static bool loses_tunnels(void)
{
	struct utsname name;

	return !uname(&name) && !strncmp(name.release, "7.2.", 4);
}

static bool is_tunnel(const char *dev)
{
	int type = dev_type(dev);

	return type == ARPHRD_TUNNEL || type == ARPHRD_TUNNEL6;
}

/* With an address or without: once each, in the family that all devices have. */
void doctor_tunnels(struct findings *f, const tables_t *tables)
{
	struct ifaddrs *all, *ifa;
	char fix[160];

	if (!tables->num || !loses_tunnels() || getifaddrs(&all))
		return;

	for (ifa = all; ifa; ifa = ifa->ifa_next) {
		if (!ifa->ifa_addr || ifa->ifa_addr->sa_family != AF_PACKET ||
		    !(ifa->ifa_flags & IFF_UP) || !is_tunnel(ifa->ifa_name))
			continue;
		snprintf(fix, sizeof(fix),
			 "in the rule with `flow add`, before it: iifname != \"%s\" oifname != \"%s\"",
			 ifa->ifa_name, ifa->ifa_name);
		finding(f, true, "tunnel-loses-packets", fix,
			"Linux 7.2 loses the packets of connections through the tunnel %s once they are in a flowtable with \"flags offload\": it sends them to no MAC address.",
			ifa->ifa_name);
	}
	freeifaddrs(all);
}
