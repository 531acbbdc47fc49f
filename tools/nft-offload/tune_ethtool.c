// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rings and GRO by the kernel's generic netlink family "ethtool", or by ioctl where
 * there is none. Below --root they are files: /ethtool/DEVICE/{rx,rx-max,gro}.
 */
#include <errno.h>
#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "tune.h"

static const char gro_name[] = "rx-gro";

static struct mnl_socket *sock;
static uint16_t family_id;
static char buf[65536];

static struct nlmsghdr *message(uint16_t type, uint8_t cmd)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	nlh->nlmsg_seq = time(NULL);
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = 1;

	return nlh;
}

/* Returns 0 or an errno. */
static int talk(struct nlmsghdr *nlh, mnl_cb_t fn, void *arg)
{
	unsigned int portid = mnl_socket_get_portid(sock), seq = nlh->nlmsg_seq;
	int len, more = MNL_CB_OK;

	if (mnl_socket_sendto(sock, nlh, nlh->nlmsg_len) < 0)
		return errno;
	while (more > MNL_CB_STOP) {
		len = mnl_socket_recvfrom(sock, buf, sizeof(buf));
		if (len < 0)
			return errno;
		more = mnl_cb_run(buf, len, seq, portid, fn, arg);
	}

	return more < 0 ? errno : 0;
}

static int family_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *a[CTRL_ATTR_MAX + 1];

	(void)arg;
	nl_attrs(nlh, a, CTRL_ATTR_MAX);
	if (a[CTRL_ATTR_FAMILY_ID])
		family_id = mnl_attr_get_u16(a[CTRL_ATTR_FAMILY_ID]);

	return MNL_CB_OK;
}

static bool ethtool_open(void)
{
	struct nlmsghdr *nlh;

	if (sock)
		return family_id;
	sock = mnl_socket_open(NETLINK_GENERIC);
	if (!sock || mnl_socket_bind(sock, 0, MNL_SOCKET_AUTOPID) < 0)
		die(EXIT_ERROR, "netlink: %s", strerror(errno));
	nlh = message(GENL_ID_CTRL, CTRL_CMD_GETFAMILY);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, ETHTOOL_GENL_NAME);

	return !talk(nlh, family_cb, NULL) && family_id;
}

/* Every request has the device in its attribute 1. */
static struct nlmsghdr *request(uint8_t cmd, const char *dev)
{
	struct nlmsghdr *nlh = message(family_id, cmd);
	struct nlattr *nest = mnl_attr_nest_start(nlh, 1);

	mnl_attr_put_strz(nlh, ETHTOOL_A_HEADER_DEV_NAME, dev);
	mnl_attr_nest_end(nlh, nest);

	return nlh;
}

static int rings_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *a[ETHTOOL_A_RINGS_MAX + 1];
	struct rings *rings = arg;

	nl_attrs(nlh, a, ETHTOOL_A_RINGS_MAX);
	if (a[ETHTOOL_A_RINGS_RX])
		rings->rx = mnl_attr_get_u32(a[ETHTOOL_A_RINGS_RX]);
	if (a[ETHTOOL_A_RINGS_RX_MAX])
		rings->rx_max = mnl_attr_get_u32(a[ETHTOOL_A_RINGS_RX_MAX]);

	return MNL_CB_OK;
}

static uint32_t file_number(const char *dev, const char *name)
{
	char text[32];

	if (!file_read(tune_path("/ethtool/%s/%s", dev, name), text, sizeof(text)))
		return 0;

	return strtoul(text, NULL, 10);
}

bool ethtool_rings(const char *dev, struct rings *rings)
{
	memset(rings, 0, sizeof(*rings));
	if (*tune_root) {
		rings->rx = file_number(dev, "rx");
		rings->rx_max = file_number(dev, "rx-max");
	} else if (!ethtool_open()) {
		ioctl_rings(dev, rings);
	} else {
		talk(request(ETHTOOL_MSG_RINGS_GET, dev), rings_cb, rings);
	}

	return rings->rx && rings->rx_max;
}

int ethtool_set_rx_ring(const char *dev, uint32_t rx)
{
	struct nlmsghdr *nlh;
	char text[16];

	if (*tune_root) {
		snprintf(text, sizeof(text), "%u", rx);
		return file_write(tune_path("/ethtool/%s/rx", dev), text);
	}
	if (!ethtool_open())
		return ioctl_set_rx_ring(dev, rx);
	nlh = request(ETHTOOL_MSG_RINGS_SET, dev);
	mnl_attr_put_u32(nlh, ETHTOOL_A_RINGS_RX, rx);

	return talk(nlh, NULL, NULL);
}

static void gro_search(const struct nlattr *bits, bool *on)
{
	const struct nlattr *bit, *a[ETHTOOL_A_BITSET_BIT_MAX + 1];

	mnl_attr_for_each_nested(bit, bits) {
		nl_nested(bit, a, ETHTOOL_A_BITSET_BIT_MAX);
		if (a[ETHTOOL_A_BITSET_BIT_NAME] &&
		    !strcmp(mnl_attr_get_str(a[ETHTOOL_A_BITSET_BIT_NAME]), gro_name))
			*on = true;
	}
}

/* The set of active features lists those that are on, and no other. */
static int gro_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *a[ETHTOOL_A_FEATURES_MAX + 1];
	const struct nlattr *set[ETHTOOL_A_BITSET_MAX + 1];

	nl_attrs(nlh, a, ETHTOOL_A_FEATURES_MAX);
	if (!a[ETHTOOL_A_FEATURES_ACTIVE])
		return MNL_CB_OK;
	nl_nested(a[ETHTOOL_A_FEATURES_ACTIVE], set, ETHTOOL_A_BITSET_MAX);
	if (set[ETHTOOL_A_BITSET_BITS])
		gro_search(set[ETHTOOL_A_BITSET_BITS], arg);

	return MNL_CB_OK;
}

bool ethtool_gro(const char *dev, bool *on)
{
	char text[8];

	*on = false;
	if (*tune_root) {
		if (!file_read(tune_path("/ethtool/%s/gro", dev), text, sizeof(text)))
			return false;
		*on = !strcmp(text, "on");
		return true;
	}

	if (!ethtool_open())
		return ioctl_gro(dev, on);

	return !talk(request(ETHTOOL_MSG_FEATURES_GET, dev), gro_cb, on);
}

int ethtool_set_gro(const char *dev, bool on)
{
	struct nlattr *wanted, *bits, *bit;
	struct nlmsghdr *nlh;

	if (*tune_root)
		return file_write(tune_path("/ethtool/%s/gro", dev), on ? "on" : "off");
	if (!ethtool_open())
		return ioctl_set_gro(dev, on);

	nlh = request(ETHTOOL_MSG_FEATURES_SET, dev);
	wanted = mnl_attr_nest_start(nlh, ETHTOOL_A_FEATURES_WANTED);
	bits = mnl_attr_nest_start(nlh, ETHTOOL_A_BITSET_BITS);
	bit = mnl_attr_nest_start(nlh, ETHTOOL_A_BITSET_BITS_BIT);
	mnl_attr_put_strz(nlh, ETHTOOL_A_BITSET_BIT_NAME, gro_name);
	if (on)
		mnl_attr_put(nlh, ETHTOOL_A_BITSET_BIT_VALUE, 0, NULL);
	mnl_attr_nest_end(nlh, bit);
	mnl_attr_nest_end(nlh, bits);
	mnl_attr_nest_end(nlh, wanted);

	return talk(nlh, NULL, NULL);
}
