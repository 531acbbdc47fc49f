// SPDX-License-Identifier: GPL-2.0-only
/* Which netdevs are MACs of Rockchip SoCs. */
#include <linux/kernel.h>
#include <linux/netdevice.h>
#include <linux/property.h>

#include "rk_gmac_soc.h"

/* The compatibles of stmmac's glue dwmac-rk.c: 6.1 has them up to rk3588 but for
 * rk3576 (6.12), rk3506 and rk3528 (7.2); rk3562 is in the vendor's kernels.
 */
static const struct {
	const char	*compatible;
	const char	*name;
} rk_gmac_socs[] = {
	{ "rockchip,px30-gmac",		"PX30" },
	{ "rockchip,rk3128-gmac",	"RK3128" },
	{ "rockchip,rk3228-gmac",	"RK3228" },
	{ "rockchip,rk3288-gmac",	"RK3288" },
	{ "rockchip,rk3308-gmac",	"RK3308" },
	{ "rockchip,rk3328-gmac",	"RK3328" },
	{ "rockchip,rk3366-gmac",	"RK3366" },
	{ "rockchip,rk3368-gmac",	"RK3368" },
	{ "rockchip,rk3399-gmac",	"RK3399" },
	{ "rockchip,rk3506-gmac",	"RK3506" },
	{ "rockchip,rk3528-gmac",	"RK3528" },
	{ "rockchip,rk3562-gmac",	"RK3562" },
	{ "rockchip,rk3568-gmac",	"RK3568" },
	{ "rockchip,rk3576-gmac",	"RK3576" },
	{ "rockchip,rk3588-gmac",	"RK3588" },
	{ "rockchip,rv1108-gmac",	"RV1108" },
	{ "rockchip,rv1126-gmac",	"RV1126" },
};

/**
 * rk_gmac_soc_name - whose MAC is this?
 * @dev: a netdev
 *
 * By device property, not device tree, so that it needs no CONFIG_OF.
 *
 * Return: the SoC, or NULL if @dev is not a MAC of Rockchip.
 */
const char *rk_gmac_soc_name(const struct net_device *dev)
{
	unsigned int i;

	if (!dev->dev.parent)
		return NULL;

	for (i = 0; i < ARRAY_SIZE(rk_gmac_socs); i++)
		if (device_property_match_string(dev->dev.parent, "compatible",
						 rk_gmac_socs[i].compatible) >= 0)
			return rk_gmac_socs[i].name;

	return NULL;
}
