// SPDX-License-Identifier: GPL-2.0-only
/* nft-offload doctor: devices, queueing disciplines and sysctls. */
#include <dirent.h>
#include <errno.h>
#include <ifaddrs.h>
#include <linux/ethtool.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include "nft-offload.h"

/* -1: no such sysctl */
static long sysctl_read(const char *path)
{
	char full[256], buf[32];
	FILE *file;
	long n = -1;

	snprintf(full, sizeof(full), "/proc/sys/%s", path);
	file = fopen(full, "r");
	if (!file)
		return -1;
	if (fgets(buf, sizeof(buf), file))
		n = atol(buf);
	fclose(file);

	return n;
}

/* Has any interface but loopback a global IPv6 address? */
static bool uses_ipv6(void)
{
	struct ifaddrs *all, *ifa;
	bool found = false;

	if (getifaddrs(&all))
		return false;
	for (ifa = all; ifa; ifa = ifa->ifa_next) {
		struct sockaddr_in6 *sin6 = (struct sockaddr_in6 *)ifa->ifa_addr;

		if (sin6 && sin6->sin6_family == AF_INET6 &&
		    !(ifa->ifa_flags & IFF_LOOPBACK) &&
		    !IN6_IS_ADDR_LINKLOCAL(&sin6->sin6_addr))
			found = true;
	}
	freeifaddrs(all);

	return found;
}

void doctor_sysctls(struct findings *f, const tables_t *tables)
{
	long acct = sysctl_read("net/netfilter/nf_conntrack_acct");

	(void)tables;
	if (!sysctl_read("net/ipv4/ip_forward"))
		finding(f, true, "no-forwarding-ipv4", "sysctl -w net.ipv4.ip_forward=1",
			"This machine does not forward IPv4 (net.ipv4.ip_forward is 0); only forwarded traffic can be offloaded.");
	if (!sysctl_read("net/ipv6/conf/all/forwarding") && uses_ipv6())
		finding(f, true, "no-forwarding-ipv6",
			"sysctl -w net.ipv6.conf.all.forwarding=1",
			"This machine has IPv6 addresses, but does not forward IPv6.");
	if (!acct)
		finding(f, true, "acct-off",
			"sysctl -w net.netfilter.nf_conntrack_acct=1 (new connections only)",
			"net.netfilter.nf_conntrack_acct is 0: conntrack counts no packets, neither of the CPU nor of the engine.");
}

int dev_type(const char *name)
{
	char path[64];
	FILE *file;
	int type = 0;

	snprintf(path, sizeof(path), "/sys/class/net/%s/type", name);
	file = fopen(path, "r");
	if (!file)
		return 0;
	if (fscanf(file, "%d", &type) != 1)
		type = 0;
	fclose(file);

	return type;
}

/* PPP devices have no links to what they stand on; PPPoE sessions are in a list of
 * their own, without the name of their PPP device. With one session, or several on
 * one device, that is unambiguous.
 */
static void pppoe_lower(const char *name, void (*fn)(const char *, void *), void *arg)
{
	char line[128], dev[IFNAMSIZ], last[IFNAMSIZ] = "";
	FILE *file;

	file = dev_type(name) == ARPHRD_PPP ? fopen("/proc/net/pppoe", "r") : NULL;
	if (!file)
		return;

	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "%*x %*s %15s", dev) == 1 && strcmp(dev, "Device") &&
		    strcmp(dev, last)) {
			snprintf(last, sizeof(last), "%s", dev);
			fn(dev, arg);
		}
	fclose(file);
}

/* Call @fn with the name of each lower device. */
static void for_each_lower(const char *name, void (*fn)(const char *, void *), void *arg)
{
	char path[64];
	struct dirent *de;
	DIR *dir;

	snprintf(path, sizeof(path), "/sys/class/net/%s", name);
	dir = opendir(path);
	if (!dir)
		return;
	while ((de = readdir(dir)))
		if (!strncmp(de->d_name, "lower_", 6))
			fn(de->d_name + 6, arg);
	closedir(dir);
	pppoe_lower(name, fn, arg);
}

struct search {
	const tables_t	*tables;
	bool		found;
	char		names[256];	/* of lower devices */
};

static bool listed(const tables_t *tables, const char *name)
{
	size_t i, j;

	for (i = 0; i < tables->num; i++)
		for (j = 0; j < tables->item[i].num_devices; j++)
			if (!strcmp(tables->item[i].device[j].name, name))
				return true;

	return false;
}

static void search_lower(const char *name, void *arg)
{
	struct search *search = arg;
	size_t len = strlen(search->names);

	snprintf(search->names + len, sizeof(search->names) - len, "%s%s",
		 len ? ", " : "", name);
	if (dev_in_tables(search->tables, name))
		search->found = true;
}

bool dev_in_tables(const tables_t *tables, const char *name)
{
	struct search search = { .tables = tables };

	if (listed(tables, name))
		return true;
	for_each_lower(name, search_lower, &search);

	return search.found;
}

/* Is hw-tc-offload there, and off? Drivers of the kernel refuse flows then. */
static bool tc_offload_off(const char *name)
{
	static const char wanted[] = "hw-tc-offload";
	struct {
		struct ethtool_sset_info	info;
		uint32_t			num;
	} sset = {
		.info.cmd	= ETHTOOL_GSSET_INFO,
		.info.sset_mask	= 1ULL << ETH_SS_FEATURES,
	};
	struct ethtool_gstrings *strings = NULL;
	struct ethtool_gfeatures *features = NULL;
	struct ifreq ifr = {};
	int sock = socket(AF_INET, SOCK_DGRAM, 0);
	bool off = false;
	uint32_t i, blocks;

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	ifr.ifr_data = (void *)&sset;
	if (sock < 0 || ioctl(sock, SIOCETHTOOL, &ifr) || !sset.info.sset_mask)
		goto out;

	blocks = (sset.num + 31) / 32;
	strings = calloc(1, sizeof(*strings) + sset.num * ETH_GSTRING_LEN);
	features = calloc(1, sizeof(*features) + blocks * sizeof(features->features[0]));
	if (!strings || !features)
		goto out;

	strings->cmd = ETHTOOL_GSTRINGS;
	strings->string_set = ETH_SS_FEATURES;
	strings->len = sset.num;
	ifr.ifr_data = (void *)strings;
	if (ioctl(sock, SIOCETHTOOL, &ifr))
		goto out;

	features->cmd = ETHTOOL_GFEATURES;
	features->size = blocks;
	ifr.ifr_data = (void *)features;
	if (ioctl(sock, SIOCETHTOOL, &ifr))
		goto out;

	for (i = 0; i < sset.num; i++) {
		struct ethtool_get_features_block *block = &features->features[i / 32];
		uint32_t bit = 1u << (i % 32);

		if (!strncmp((char *)strings->data + i * ETH_GSTRING_LEN, wanted,
			     ETH_GSTRING_LEN))
			off = (block->available & bit) && !(block->active & bit);
	}
out:
	free(strings);
	free(features);
	if (sock >= 0)
		close(sock);

	return off;
}

/* What a port must be for an engine to forward from and to it. */
static void check_device(struct findings *f, const tables_t *tables,
			 const struct device *dev)
{
	struct search search = { .tables = tables };
	char fix[400], path[64], carrier[16];
	FILE *file;

	for_each_lower(dev->name, search_lower, &search);
	if (search.names[0] && dev->state == NF_FLOW_HW_DEVICE_SOFTWARE) {
		snprintf(fix, sizeof(fix),
			 "in the flowtable, replace %s by what lies below it: %s",
			 dev->name, search.names);
		finding(f, true, "wrong-device-of-stack", fix,
			"The flowtable lists %s, which stands above other devices. An engine sees physical ports only.",
			dev->name);
	} else if (dev->state == NF_FLOW_HW_DEVICE_SOFTWARE) {
		finding(f, false, "device-software", NULL,
			"No engine reaches %s: connections through it stay in software.",
			dev->name);
	}

	snprintf(fix, sizeof(fix), "ethtool -K %s hw-tc-offload on", dev->name);
	if (tc_offload_off(dev->name))
		finding(f, dev->state != NF_FLOW_HW_DEVICE_BACKEND, "hw-tc-offload-off", fix,
			"%s can offload (hw-tc-offload), but it is switched off.", dev->name);

	/* Reading fails while the device is down. */
	snprintf(path, sizeof(path), "/sys/class/net/%s/carrier", dev->name);
	file = fopen(path, "r");
	if (file && (!fgets(carrier, sizeof(carrier), file) || carrier[0] == '0')) {
		snprintf(fix, sizeof(fix), "ip link set %s up, and look at the cable",
			 dev->name);
		finding(f, true, "device-down", fix, "%s has no link.", dev->name);
	}
	if (file)
		fclose(file);
}

/* Virtual devices that no traffic is forwarded by, or that have no hardware. */
static bool worth_listing(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/class/net/%s/tun_flags", name);

	return access(path, F_OK);
}

/* Devices with an address that are up but in no flowtable. */
static void check_missing(struct findings *f, const tables_t *tables)
{
	struct ifaddrs *all, *ifa, *before;
	char fix[200];

	if (!tables->num || getifaddrs(&all))
		return;

	for (ifa = all; ifa; ifa = ifa->ifa_next) {
		if (!ifa->ifa_addr || (ifa->ifa_addr->sa_family != AF_INET &&
				       ifa->ifa_addr->sa_family != AF_INET6) ||
		    ifa->ifa_flags & (IFF_LOOPBACK | IFF_POINTOPOINT) ||
		    !(ifa->ifa_flags & IFF_RUNNING))
			continue;
		for (before = all; before != ifa; before = before->ifa_next)
			if (before->ifa_addr && !strcmp(before->ifa_name, ifa->ifa_name) &&
			    (before->ifa_addr->sa_family == AF_INET ||
			     before->ifa_addr->sa_family == AF_INET6))
				break;
		if (before != ifa || dev_in_tables(tables, ifa->ifa_name) ||
		    !worth_listing(ifa->ifa_name))
			continue;
		snprintf(fix, sizeof(fix),
			 "if traffic is forwarded by %s, add it (or the ports below it) to the devices of the flowtable",
			 ifa->ifa_name);
		finding(f, true, "device-not-in-flowtable", fix,
			"%s has addresses and is up, but is in no flowtable: connections through it are not offloaded.",
			ifa->ifa_name);
	}
	freeifaddrs(all);
}

static void qdisc_found(struct findings *f, const char *dev, const char *kind)
{
	if (!strcmp(kind, "ingress") || !strcmp(kind, "clsact"))
		finding(f, false, "tc-filters", "tc filter show dev DEVICE ingress",
			"%s has a tc %s hook: filters and actions there do not see packets that the engine forwards.",
			dev, kind);
	else if (strcmp(kind, "noqueue") && strcmp(kind, "mq") &&
		 strcmp(kind, "pfifo_fast") && strcmp(kind, "fq_codel") &&
		 strcmp(kind, "fq"))
		finding(f, true, "qdisc-bypassed",
			"choose: shaping in software (take the device out of the flowtable), or offload without shaping",
			"%s has the queueing discipline %s: packets that the engine forwards bypass it, so limits and SQM do not hold.",
			dev, kind);
}

struct qdisc_arg {
	struct findings	*f;
	const tables_t	*tables;
};

static int qdisc_cb(const struct nlmsghdr *nlh, void *data)
{
	const struct tcmsg *tcm = mnl_nlmsg_get_payload(nlh);
	struct qdisc_arg *arg = data;
	const struct nlattr *attr;
	char dev[IFNAMSIZ];

	if (!if_indextoname(tcm->tcm_ifindex, dev) || !listed(arg->tables, dev) ||
	    (tcm->tcm_parent != TC_H_ROOT && tcm->tcm_parent != TC_H_INGRESS))
		return MNL_CB_OK;

	mnl_attr_for_each(attr, nlh, sizeof(*tcm))
		if (mnl_attr_get_type(attr) == TCA_KIND)
			qdisc_found(arg->f, dev, mnl_attr_get_str(attr));

	return MNL_CB_OK;
}

static void check_qdiscs(struct findings *f, const tables_t *tables)
{
	struct qdisc_arg arg = { f, tables };
	struct mnl_socket *sock = mnl_socket_open(NETLINK_ROUTE);
	static char buf[32768];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	int len;

	nlh->nlmsg_type = RTM_GETQDISC;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	nlh->nlmsg_seq = 1;
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct tcmsg));
	if (!sock || mnl_socket_bind(sock, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    mnl_socket_sendto(sock, nlh, nlh->nlmsg_len) < 0)
		goto out;

	do {
		len = mnl_socket_recvfrom(sock, buf, sizeof(buf));
	} while (len > 0 && mnl_cb_run(buf, len, 1, mnl_socket_get_portid(sock),
				       qdisc_cb, &arg) > MNL_CB_STOP);
out:
	if (sock)
		mnl_socket_close(sock);
}

void doctor_devices(struct findings *f, const tables_t *tables)
{
	size_t i, j;

	for (i = 0; i < tables->num; i++)
		for (j = 0; j < tables->item[i].num_devices; j++)
			check_device(f, tables, &tables->item[i].device[j]);
	check_missing(f, tables);
	check_qdiscs(f, tables);
}
