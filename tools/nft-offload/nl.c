// SPDX-License-Identifier: GPL-2.0-only
/* Generic netlink: find the family, ask, collect the answer. */
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "nft-offload.h"

#define BUF_SIZE	65536

#ifndef SOL_NETLINK
#define SOL_NETLINK	270
#endif

static struct mnl_socket *sock;		/* requests */
static struct mnl_socket *event_sock;
static uint16_t family_id;
static uint32_t group_id;
static uint32_t seq;
static char request[8192];

static struct mnl_socket *open_socket(void)
{
	struct mnl_socket *nl = mnl_socket_open(NETLINK_GENERIC);
	int one = 1;

	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0)
		die(EXIT_ERROR, "netlink: %s", strerror(errno));

	/* Words instead of numbers when something is wrong with a request. */
	mnl_socket_setsockopt(nl, NETLINK_EXT_ACK, &one, sizeof(one));
	mnl_socket_setsockopt(nl, NETLINK_CAP_ACK, &one, sizeof(one));
	mnl_socket_setsockopt(nl, NETLINK_GET_STRICT_CHK, &one, sizeof(one));

	return nl;
}

struct index_arg {
	const struct nlattr	**attrs;
	int			max;
};

static int index_cb(const struct nlattr *attr, void *data)
{
	struct index_arg *arg = data;
	int type = mnl_attr_get_type(attr);

	if (type <= arg->max)
		arg->attrs[type] = attr;

	return MNL_CB_OK;
}

void nl_attrs(const struct nlmsghdr *nlh, const struct nlattr **attrs, int max)
{
	struct index_arg arg = { attrs, max };

	memset(attrs, 0, (max + 1) * sizeof(*attrs));
	mnl_attr_parse(nlh, sizeof(struct genlmsghdr), index_cb, &arg);
}

void nl_nested(const struct nlattr *nest, const struct nlattr **attrs, int max)
{
	struct index_arg arg = { attrs, max };

	memset(attrs, 0, (max + 1) * sizeof(*attrs));
	mnl_attr_parse_nested(nest, index_cb, &arg);
}

static struct nlmsghdr *request_init(uint16_t type, uint8_t cmd, uint16_t flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(request);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = ++seq;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = NF_FLOW_HW_GENL_VERSION;

	return nlh;
}

struct nlmsghdr *nl_request(uint8_t cmd, bool dump)
{
	return request_init(family_id, cmd, dump ? NLM_F_DUMP : NLM_F_ACK);
}

static void group_parse(const struct nlattr *groups)
{
	const struct nlattr *group, *attrs[CTRL_ATTR_MCAST_GRP_MAX + 1];

	mnl_attr_for_each_nested(group, groups) {
		nl_nested(group, attrs, CTRL_ATTR_MCAST_GRP_MAX);
		if (attrs[CTRL_ATTR_MCAST_GRP_ID])
			group_id = mnl_attr_get_u32(attrs[CTRL_ATTR_MCAST_GRP_ID]);
	}
}

static void family_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attrs[CTRL_ATTR_MAX + 1];

	(void)arg;
	nl_attrs(nlh, attrs, CTRL_ATTR_MAX);
	if (attrs[CTRL_ATTR_FAMILY_ID])
		family_id = mnl_attr_get_u16(attrs[CTRL_ATTR_FAMILY_ID]);
	if (attrs[CTRL_ATTR_MCAST_GROUPS])
		group_parse(attrs[CTRL_ATTR_MCAST_GROUPS]);
}

/* The kernel's sentence about a failed request, or NULL. */
static const char *error_text(const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;
	size_t skip = sizeof(*err);

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return NULL;
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		skip += mnl_nlmsg_get_payload_len(&err->msg);

	mnl_attr_for_each(attr, nlh, skip)
		if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG)
			return mnl_attr_get_str(attr);

	return NULL;
}

static void failed(int err, const char *text)
{
	if (err == EPERM)
		die(EXIT_PERMISSION,
		    "permission denied: run it as root (CAP_NET_ADMIN is needed)");

	die(EXIT_ERROR, "the kernel refused: %s", text ? text : strerror(err));
}

/* Returns 0 when the answer is complete, a positive errno when refused, else -1. */
static int message(const struct nlmsghdr *nlh, nl_fn fn, void *arg,
		   const char **text)
{
	const struct nlmsgerr *err;

	switch (nlh->nlmsg_type) {
	case NLMSG_DONE:
		return 0;
	case NLMSG_ERROR:
		err = mnl_nlmsg_get_payload(nlh);
		*text = error_text(nlh);
		return -err->error;
	default:
		fn(nlh, arg);
		return -1;
	}
}

static int talk(struct nlmsghdr *nlh, nl_fn fn, void *arg, const char **text)
{
	static char buf[BUF_SIZE];
	int more = -1, len, err;

	dev_forget();
	if (mnl_socket_sendto(sock, nlh, nlh->nlmsg_len) < 0)
		return errno;

	while (more) {
		struct nlmsghdr *reply = (struct nlmsghdr *)buf;

		len = mnl_socket_recvfrom(sock, buf, sizeof(buf));
		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0)
			return errno;
		for (; mnl_nlmsg_ok(reply, len); reply = mnl_nlmsg_next(reply, &len)) {
			if (reply->nlmsg_seq != nlh->nlmsg_seq)
				continue;
			err = message(reply, fn, arg, text);
			if (err >= 0)
				return err;
		}
	}

	return 0;
}

void nl_talk(struct nlmsghdr *nlh, nl_fn fn, void *arg)
{
	const char *text = NULL;
	int err = talk(nlh, fn, arg, &text);

	if (err)
		failed(err, text);
}

bool nl_open(void)
{
	struct nlmsghdr *nlh;
	const char *text;

	if (!sock)
		sock = open_socket();
	nlh = request_init(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, NLM_F_ACK);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, NF_FLOW_HW_GENL_NAME);

	return !talk(nlh, family_cb, NULL, &text) && family_id;
}

int nl_events_open(void)
{
	event_sock = open_socket();
	if (mnl_socket_setsockopt(event_sock, NETLINK_ADD_MEMBERSHIP, &group_id,
				  sizeof(group_id)) < 0)
		failed(errno, NULL);

	return mnl_socket_get_fd(event_sock);
}

void nl_events_read(nl_fn fn, void *arg)
{
	static char buf[BUF_SIZE];
	struct nlmsghdr *nlh = (struct nlmsghdr *)buf;
	int len;

	dev_forget();
	len = mnl_socket_recvfrom(event_sock, buf, sizeof(buf));
	if (len < 0 && errno == ENOBUFS)
		fputs("nft-offload: too many events at once, some were lost\n", stderr);
	for (; len > 0 && mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len))
		if (nlh->nlmsg_type == family_id)
			fn(nlh, arg);
}
