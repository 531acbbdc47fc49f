// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices that will never have an engine, and drivers that can say so. Generic
 * netlink shows what they say.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/netfilter/nf_flow_table_hw.h>
#include <net/sock.h>
#include "nf_flow_hw_internal.h"
#include "nf_flow_hw_netlink.h"

/* Guards the list; below RTNL and nf_flow_hw_registry_lock. */
static DEFINE_MUTEX(describers_lock);
static LIST_HEAD(describers);

/**
 * struct nf_flow_hw_description - what is being said about a device
 * @skb: the message
 */
struct nf_flow_hw_description {
	struct sk_buff	*skb;
};

/**
 * nf_flow_hw_describer_register - offer to describe devices
 * @describer: stays valid until nf_flow_hw_describer_unregister() returns
 *
 * Context: may sleep.
 */
void nf_flow_hw_describer_register(struct nf_flow_hw_describer *describer)
{
	mutex_lock(&describers_lock);
	list_add_tail(&describer->list, &describers);
	mutex_unlock(&describers_lock);
}
EXPORT_SYMBOL_GPL(nf_flow_hw_describer_register);

/**
 * nf_flow_hw_describer_unregister - take the offer back
 * @describer: when this returns none of its ops runs or will be called
 *
 * Context: may sleep.
 */
void nf_flow_hw_describer_unregister(struct nf_flow_hw_describer *describer)
{
	mutex_lock(&describers_lock);
	list_del(&describer->list);
	mutex_unlock(&describers_lock);
}
EXPORT_SYMBOL_GPL(nf_flow_hw_describer_unregister);

/**
 * nf_flow_hw_description_add - say something about a device
 * @desc: as &nf_flow_hw_describer.describe got it
 * @name: what it is about: lower case, words joined by dashes
 * @fmt: the value, at most 127 bytes, and its arguments
 *
 * Return: 0 or -EMSGSIZE.
 */
int nf_flow_hw_description_add(struct nf_flow_hw_description *desc, const char *name,
			       const char *fmt, ...)
{
	struct nlattr *nest;
	char value[128];
	va_list args;

	va_start(args, fmt);
	vscnprintf(value, sizeof(value), fmt, args);
	va_end(args);

	nest = nla_nest_start(desc->skb, NF_FLOW_HW_A_PORT_DETAIL);
	if (!nest || nla_put_string(desc->skb, NF_FLOW_HW_A_DETAIL_NAME, name) ||
	    nla_put_string(desc->skb, NF_FLOW_HW_A_DETAIL_VALUE, value))
		return -EMSGSIZE;
	nla_nest_end(desc->skb, nest);

	return 0;
}
EXPORT_SYMBOL_GPL(nf_flow_hw_description_add);

/* Who knows this device? Sets @chip. */
static struct nf_flow_hw_describer *describer_find(const struct net_device *dev,
						   const char **chip)
{
	struct nf_flow_hw_describer *describer;

	lockdep_assert_held(&describers_lock);
	list_for_each_entry(describer, &describers, list) {
		*chip = describer->chip(dev);
		if (*chip)
			return describer;
	}

	return NULL;
}

/* Says why @dev was refused, if somebody knows it. */
static bool describe_refused(const struct net_device *dev)
{
	struct nf_flow_hw_describer *describer;
	const char *chip;

	mutex_lock(&describers_lock);
	describer = describer_find(dev, &chip);
	if (describer)
		pr_info_ratelimited("%s: no flow hardware in %s, \"flags offload\" refused; %s\n",
				    netdev_name(dev), chip, describer->advice(dev));
	mutex_unlock(&describers_lock);

	return describer;
}

/**
 * nf_flow_hw_describe_refusal - say in the log why a flowtable was refused
 * @devs: devices that it has already, or NULL
 * @last: the device that was to join them
 *
 * A line for the first device that a describer knows, or else for @last: nft itself
 * can only say "Operation not supported". Context: nf_flow_hw_registry_lock held,
 * may sleep; no register is read.
 */
void nf_flow_hw_describe_refusal(const struct nf_flow_hw_devs *devs,
				 const struct net_device *last)
{
	bool said = describe_refused(last);
	unsigned int i;

	lockdep_assert_held(&nf_flow_hw_registry_lock);
	for (i = 0; !said && devs && i < devs->num; i++)
		if (devs->dev[i].ifindex)
			said = describe_refused(devs->dev[i].dev);
	if (!said)
		pr_info_ratelimited("%s: no engine serves this or any other device of the flowtable, \"flags offload\" refused\n",
				    netdev_name(last));
}

static int port_put(struct sk_buff *skb, struct netlink_callback *cb,
		    struct net_device *dev, const char *chip,
		    const struct nf_flow_hw_describer *describer)
{
	struct nf_flow_hw_description desc = { .skb = skb };
	void *hdr;
	int err;

	hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			  &nf_flow_hw_genl_family, NLM_F_MULTI, NF_FLOW_HW_CMD_PORT_GET);
	if (!hdr)
		return -EMSGSIZE;

	err = nla_put_u32(skb, NF_FLOW_HW_A_PORT_IFINDEX, dev->ifindex) ?:
	      nla_put_string(skb, NF_FLOW_HW_A_PORT_NAME, netdev_name(dev)) ?:
	      nla_put_string(skb, NF_FLOW_HW_A_PORT_DRIVER, describer->name) ?:
	      nla_put_string(skb, NF_FLOW_HW_A_PORT_CHIP, chip) ?:
	      nla_put_string(skb, NF_FLOW_HW_A_PORT_ADVICE, describer->advice(dev));
	/* As ethtool: registers are not for everybody. */
	if (!err && netlink_net_capable(cb->skb, CAP_NET_ADMIN))
		err = describer->describe(dev, &desc);

	if (err)
		genlmsg_cancel(skb, hdr);
	else
		genlmsg_end(skb, hdr);

	return err;
}

static int port_dump_one(struct sk_buff *skb, struct netlink_callback *cb,
			 struct net_device *dev)
{
	struct nf_flow_hw_describer *describer;
	const char *chip;
	int err = 0;

	mutex_lock(&describers_lock);
	describer = describer_find(dev, &chip);
	if (describer)
		err = port_put(skb, cb, dev, chip, describer);
	mutex_unlock(&describers_lock);

	return err;
}

/**
 * nf_flow_hw_port_get_dumpit - NF_FLOW_HW_CMD_PORT_GET
 * @skb: the answer
 * @cb: args[0] counts the devices that were visited
 *
 * Return: as dumpit callbacks do.
 */
int nf_flow_hw_port_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct net_device *dev;
	long pos = 0;

	rtnl_lock();
	for_each_netdev(sock_net(cb->skb->sk), dev) {
		if (pos++ < cb->args[0])
			continue;
		if (port_dump_one(skb, cb, dev))
			break;
		cb->args[0] = pos;
	}
	rtnl_unlock();

	return skb->len;
}
