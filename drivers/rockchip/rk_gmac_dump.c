// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers of a MAC, read by its own driver: reading a MAC whose clock is off
 * hangs the bus, and only that driver knows when it is on.
 */
#include <linux/ethtool.h>
#include <linux/netdevice.h>
#include <linux/pm_runtime.h>
#include <linux/rtnetlink.h>
#include <linux/vmalloc.h>

#include "rk_gmac_dump.h"
#include "rk_gmac_features.h"

/* The driver may be any that takes such a device: believe no length of its. */
static int rk_gmac_dump_len(struct net_device *dev, const struct ethtool_ops *ops)
{
	int len;

	if (!ops || !ops->get_regs || !ops->get_regs_len)
		return -EOPNOTSUPP;

	len = ops->get_regs_len(dev);

	return len == RK_GMAC_DUMP_GMAC || len == RK_GMAC_DUMP_EQOS ? len : -EINVAL;
}

static int rk_gmac_dump_read(struct net_device *dev, u32 *words, int len)
{
	const struct ethtool_ops *ops = dev->ethtool_ops;
	struct ethtool_regs regs = { .len = len };
	int err = 0;

	if (!netif_device_present(dev))
		return -ENODEV;
	if (ops->begin)
		err = ops->begin(dev);
	if (err)
		return err;

	ops->get_regs(dev, &regs, words);
	if (ops->complete)
		ops->complete(dev);

	return 0;
}

/**
 * rk_gmac_dump_features - ask a MAC what it can do
 * @dev: a netdev that rk_gmac_soc_name() knows
 * @features: filled in as by rk_gmac_features_decode()
 *
 * Does what `ethtool -d` does. Context: RTNL held, may sleep.
 *
 * Return: 0, -ENETDOWN if the device is not running (nothing was read then),
 * or another error; those of rk_gmac_features_decode() included.
 */
int rk_gmac_dump_features(struct net_device *dev, struct rk_gmac_features *features)
{
	int len, err;
	u32 *words;

	ASSERT_RTNL();
	if (!netif_running(dev))
		return -ENETDOWN;

	len = rk_gmac_dump_len(dev, dev->ethtool_ops);
	if (len < 0)
		return len;

	words = vzalloc(len);
	if (!words)
		return -ENOMEM;

	pm_runtime_get_sync(dev->dev.parent);
	err = rk_gmac_dump_read(dev, words, len);
	pm_runtime_put(dev->dev.parent);
	if (!err)
		err = rk_gmac_features_decode(features, words, len);
	vfree(words);

	return err;
}
