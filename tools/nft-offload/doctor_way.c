// SPDX-License-Identifier: GPL-2.0-only
/* Why the kernel may have kept a connection out of the flowtable, so that nobody
 * offered it to us. Linux 7.2 does that when it does not know a MAC address, or when
 * a device is in no flowtable; earlier kernels offer the connection all the same, and
 * the refusal is counted.
 */
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if_arp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include "nft-offload.h"

#define NUD_KNOWN	(NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE | NUD_PROBE | \
			 NUD_STALE | NUD_DELAY)

struct way {
	uint32_t	oif;
	struct addr	next;	/* hop */
	bool		mac_known;
};

static uint8_t family_of(const struct addr *addr)
{
	return addr->len == 4 ? AF_INET : AF_INET6;
}

/* One question to rtnetlink, one answer; false if there is none. */
static bool rtnl_ask(struct nlmsghdr *nlh, mnl_cb_t fn, void *arg)
{
	struct mnl_socket *sock = mnl_socket_open(NETLINK_ROUTE);
	char buf[8192];
	ssize_t len;
	bool ok = false;

	if (!sock)
		return false;

	nlh->nlmsg_flags = NLM_F_REQUEST;
	nlh->nlmsg_seq = 1;
	if (mnl_socket_bind(sock, 0, MNL_SOCKET_AUTOPID) >= 0 &&
	    mnl_socket_sendto(sock, nlh, nlh->nlmsg_len) >= 0) {
		len = mnl_socket_recvfrom(sock, buf, sizeof(buf));
		ok = len > 0 && mnl_cb_run(buf, len, 1, 0, fn, arg) >= 0;
	}
	mnl_socket_close(sock);

	return ok;
}

static int route_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr;
	struct way *way = arg;

	mnl_attr_for_each(attr, nlh, sizeof(struct rtmsg)) {
		if (mnl_attr_get_type(attr) == RTA_OIF)
			way->oif = mnl_attr_get_u32(attr);
		if (mnl_attr_get_type(attr) == RTA_GATEWAY &&
		    mnl_attr_get_payload_len(attr) == way->next.len)
			memcpy(way->next.byte, mnl_attr_get_payload(attr), way->next.len);
	}

	return MNL_CB_OK;
}

static bool find_route(struct way *way, const struct addr *addr)
{
	char buf[256];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct rtmsg *rtm;

	nlh->nlmsg_type = RTM_GETROUTE;
	rtm = mnl_nlmsg_put_extra_header(nlh, sizeof(*rtm));
	rtm->rtm_family = family_of(addr);
	rtm->rtm_dst_len = addr->len * 8;
	mnl_attr_put(nlh, RTA_DST, addr->len, addr->byte);
	way->next = *addr;

	return rtnl_ask(nlh, route_cb, way) && way->oif;
}

static int neigh_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct ndmsg *ndm = mnl_nlmsg_get_payload(nlh);
	struct way *way = arg;

	way->mac_known = ndm->ndm_state & NUD_KNOWN;

	return MNL_CB_OK;
}

static void find_neighbour(struct way *way)
{
	char buf[256];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct ndmsg *ndm;

	nlh->nlmsg_type = RTM_GETNEIGH;
	ndm = mnl_nlmsg_put_extra_header(nlh, sizeof(*ndm));
	ndm->ndm_family = family_of(&way->next);
	ndm->ndm_ifindex = way->oif;
	mnl_attr_put(nlh, NDA_DST, way->next.len, way->next.byte);
	rtnl_ask(nlh, neigh_cb, way);
}

bool doctor_way(const struct addr *addr, const tables_t *tables, char *text, size_t size)
{
	struct way way = {};
	char name[IFNAMSIZ];
	int type;

	if (!find_route(&way, addr) || !if_indextoname(way.oif, name))
		return false;
	type = dev_type(name);
	/* The port of a PPPoE session cannot be told from here. */
	if (type == ARPHRD_PPP)
		return false;
	if (!dev_in_tables(tables, name)) {
		snprintf(text, size,
			 "%s is reached by %s, which is in no flowtable: add it (or the physical port below it) to the devices of the flowtable.",
			 addr_text(addr), name);
		return true;
	}
	if (type != ARPHRD_ETHER)
		return false;
	find_neighbour(&way);
	if (way.mac_known)
		return false;
	snprintf(text, size,
		 "The MAC address of %s on %s is not known: the connection is offloaded once it is.",
		 addr_text(&way.next), name);

	return true;
}
