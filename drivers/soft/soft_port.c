// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which devices the engine serves: those that were named when the module was
 * loaded, and those that were added since. Without being told it serves none.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "soft_engine.h"

#include <linux/if_arp.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#define SOFT_PORT_NAMES	32

static char *ports[SOFT_PORT_NAMES];
static unsigned int n_ports;
module_param_array(ports, charp, &n_ports, 0444);
MODULE_PARM_DESC(ports, "Names of the devices to serve, or * for all that no hardware serves (default: none)");

u64 soft_port_map __read_mostly;

/**
 * struct soft_order - what was said about a device at run time
 * @list: in soft_orders
 * @dev: the device; the order goes before it does
 * @on: whether it shall be served
 */
struct soft_order {
	struct list_head	list;
	struct net_device	*dev;
	bool			on;
};

/**
 * struct soft_port - a device that flowtables have bound to the engine
 * @dev: the device; flowtables leave it before it goes
 * @refs: how many flowtables
 */
struct soft_port {
	struct net_device	*dev;
	unsigned int		refs;
};

/* Guards all that follows. Below RTNL and the registry of the core. */
static DEFINE_MUTEX(soft_port_lock);
static LIST_HEAD(soft_orders);
static DEFINE_XARRAY_ALLOC(soft_ports);

static struct soft_order *soft_order_find(const struct net_device *dev)
{
	struct soft_order *order;

	lockdep_assert_held(&soft_port_lock);
	list_for_each_entry(order, &soft_orders, list)
		if (order->dev == dev)
			return order;
	return NULL;
}

static bool soft_port_named(const struct net_device *dev)
{
	unsigned int i;

	for (i = 0; i < n_ports; i++)
		if (!strcmp(ports[i], "*") || !strcmp(ports[i], dev->name))
			return true;
	return false;
}

static bool soft_port_wanted(const struct net_device *dev)
{
	const struct soft_order *order = soft_order_find(dev);

	return order ? order->on : soft_port_named(dev);
}

static void soft_port_update_map(void)
{
	struct soft_port *port;
	unsigned long id;
	u64 map = 0;

	lockdep_assert_held(&soft_port_lock);
	xa_for_each(&soft_ports, id, port)
		map |= BIT_ULL(hash_ptr(port->dev, 6));
	WRITE_ONCE(soft_port_map, map);
}

static int soft_port_create(struct net_device *dev)
{
	struct soft_port *port;
	u32 id;
	int err;

	port = kzalloc(sizeof(*port), GFP_KERNEL);
	if (!port)
		return -ENOMEM;

	port->dev = dev;
	port->refs = 1;
	err = xa_alloc(&soft_ports, &id, port, XA_LIMIT(0, U16_MAX), GFP_KERNEL);
	if (err) {
		kfree(port);
		return err;
	}
	soft_port_update_map();
	return id;
}

static int soft_port_take(struct net_device *dev)
{
	struct soft_port *port;
	unsigned long id;

	lockdep_assert_held(&soft_port_lock);
	xa_for_each(&soft_ports, id, port) {
		if (port->dev != dev)
			continue;
		port->refs++;
		return id;
	}
	return soft_port_create(dev);
}

/**
 * soft_port_get - see &nf_flow_hw_ops.port_get
 * @be: the engine
 * @dev: the device
 *
 * Return: the number of the port, or a negative error.
 */
int soft_port_get(struct nf_flow_hw_backend *be, struct net_device *dev)
{
	int err = -EOPNOTSUPP;

	if (dev->type != ARPHRD_ETHER || dev->flags & IFF_LOOPBACK)
		return err;

	mutex_lock(&soft_port_lock);
	if (soft_port_wanted(dev))
		err = soft_table_want();
	if (!err)
		err = soft_port_take(dev);
	mutex_unlock(&soft_port_lock);
	return err;
}

/**
 * soft_port_put - see &nf_flow_hw_ops.port_put
 * @be: the engine
 * @id: number of the port
 */
void soft_port_put(struct nf_flow_hw_backend *be, unsigned int id)
{
	struct soft_port *port;

	mutex_lock(&soft_port_lock);
	port = xa_load(&soft_ports, id);
	if (!WARN_ON_ONCE(!port) && !--port->refs) {
		xa_erase(&soft_ports, id);
		soft_port_update_map();
		kfree(port);
	}
	mutex_unlock(&soft_port_lock);
}

/**
 * soft_port_dev - the device of a port
 * @id: its number
 *
 * Return: the device, which a flowtable has bound; NULL if there is none.
 */
struct net_device *soft_port_dev(unsigned int id)
{
	struct net_device *dev = NULL;
	struct soft_port *port;

	rcu_read_lock();
	port = xa_load(&soft_ports, id);
	if (port)
		dev = port->dev;
	rcu_read_unlock();
	return dev;
}

/**
 * soft_port_set - see &nf_flow_hw_ops.port_set
 * @be: the engine
 * @dev: the device
 * @on: whether to serve it
 *
 * Return: 0, -EINVAL if the device is none that can be served, or -ENOMEM.
 */
int soft_port_set(struct nf_flow_hw_backend *be, struct net_device *dev, bool on)
{
	struct soft_order *order;

	if (on && (dev->type != ARPHRD_ETHER || dev->flags & IFF_LOOPBACK))
		return -EINVAL;

	mutex_lock(&soft_port_lock);
	order = soft_order_find(dev);
	if (!order) {
		order = kzalloc(sizeof(*order), GFP_KERNEL);
		if (order) {
			order->dev = dev;
			list_add(&order->list, &soft_orders);
		}
	}
	if (order)
		order->on = on;
	mutex_unlock(&soft_port_lock);
	return order ? 0 : -ENOMEM;
}

/* The address may be given to another device. */
static int soft_port_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct soft_order *order;

	if (event != NETDEV_UNREGISTER)
		return NOTIFY_DONE;

	mutex_lock(&soft_port_lock);
	order = soft_order_find(dev);
	if (order) {
		list_del(&order->list);
		kfree(order);
	}
	mutex_unlock(&soft_port_lock);
	return NOTIFY_DONE;
}

static struct notifier_block soft_port_notifier = {
	.notifier_call	= soft_port_event,
};

/**
 * soft_port_init - check what the parameter says
 *
 * Return: 0 or a negative error.
 */
int __init soft_port_init(void)
{
	unsigned int i;

	for (i = 0; i < n_ports; i++) {
		if (!strcmp(ports[i], "*") || dev_valid_name(ports[i]))
			continue;
		pr_err("ports=: '%s' is not a device name; give names, or *\n", ports[i]);
		return -EINVAL;
	}
	return register_netdevice_notifier(&soft_port_notifier);
}

/**
 * soft_port_exit - mirror of soft_port_init()
 */
void soft_port_exit(void)
{
	struct soft_order *order, *next;

	unregister_netdevice_notifier(&soft_port_notifier);
	list_for_each_entry_safe(order, next, &soft_orders, list)
		kfree(order);
	WARN_ON_ONCE(!xa_empty(&soft_ports));
}
