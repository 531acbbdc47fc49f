// SPDX-License-Identifier: GPL-2.0-only
/* Rings and GRO of a kernel without ETHTOOL_NETLINK, as OpenWrt's is. */
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include "tune.h"

/* Returns 0 or an errno. */
static int call(const char *dev, void *cmd)
{
	struct ifreq ifr = {};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), err = 0;

	if (fd < 0)
		return errno;
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", dev);
	ifr.ifr_data = cmd;
	if (ioctl(fd, SIOCETHTOOL, &ifr) < 0)
		err = errno;
	close(fd);

	return err;
}

bool ioctl_rings(const char *dev, struct rings *rings)
{
	struct ethtool_ringparam param = { .cmd = ETHTOOL_GRINGPARAM };

	if (call(dev, &param))
		return false;
	rings->rx = param.rx_pending;
	rings->rx_max = param.rx_max_pending;

	return true;
}

int ioctl_set_rx_ring(const char *dev, uint32_t rx)
{
	struct ethtool_ringparam param = { .cmd = ETHTOOL_GRINGPARAM };
	int err = call(dev, &param);

	if (err)
		return err;
	param.cmd = ETHTOOL_SRINGPARAM;
	param.rx_pending = rx;

	return call(dev, &param);
}

bool ioctl_gro(const char *dev, bool *on)
{
	struct ethtool_value value = { .cmd = ETHTOOL_GGRO };

	if (call(dev, &value))
		return false;
	*on = value.data;

	return true;
}

int ioctl_set_gro(const char *dev, bool on)
{
	struct ethtool_value value = { .cmd = ETHTOOL_SGRO, .data = on };

	return call(dev, &value);
}
