// SPDX-License-Identifier: GPL-2.0-only
/*
 * What happens to neighbours, devices and bridges, and which hops that concerns.
 * Nearly everything here runs in atomic context: a hop is marked, the worker in
 * nf_flow_hw_stale.c does the rest.
 */
#include <linux/if_bridge.h>
#include <linux/netdevice.h>
#include <linux/notifier.h>
#include <net/neighbour.h>
#include <net/netevent.h>
#include <net/switchdev.h>
#include "nf_flow_hw_internal.h"

static void neigh_changed(struct neighbour *n)
{
	u8 family = n->tbl->family == AF_INET6 ? NFPROTO_IPV6 : NFPROTO_IPV4;
	union nf_inet_addr addr = {};
	u8 state = READ_ONCE(n->nud_state);
	char ha[MAX_ADDR_LEN];

	if ((n->tbl->family != AF_INET && n->tbl->family != AF_INET6) ||
	    n->dev->addr_len != ETH_ALEN)
		return;

	memcpy(&addr, n->primary_key, n->tbl->key_len);
	if (state & NUD_FAILED) {
		nf_flow_hw_hop_neigh_event(dev_net(n->dev), n->dev->ifindex,
					   family, &addr, NULL);
	} else if (state & NUD_VALID) {
		neigh_ha_snapshot(ha, n, n->dev);
		nf_flow_hw_hop_neigh_event(dev_net(n->dev), n->dev->ifindex,
					   family, &addr, (const u8 *)ha);
	}
	/* An entry that was collected, or is asked for again, says nothing: the
	 * answer will.
	 */
}

static int netevent_notify(struct notifier_block *nb, unsigned long event,
			   void *ptr)
{
	if (event == NETEVENT_NEIGH_UPDATE && nf_flow_hw_hop_any())
		neigh_changed(ptr);

	return NOTIFY_DONE;
}

static struct notifier_block netevent_nb = {
	.notifier_call = netevent_notify,
};

/* Does an event of a device end the flows that pass it, at whatever layer? */
static bool netdev_ends(unsigned long event, struct net_device *dev, void *ptr)
{
	struct netdev_notifier_changeupper_info *upper = ptr;

	switch (event) {
	case NETDEV_GOING_DOWN:
	case NETDEV_DOWN:
	case NETDEV_UNREGISTER:
	case NETDEV_CHANGEMTU:
	case NETDEV_CHANGEADDR:
		return true;
	case NETDEV_CHANGE:
		return !netif_carrier_ok(dev);
	case NETDEV_CHANGEUPPER:
		return upper->master;
	default:
		return false;
	}
}

static int netdev_notify(struct notifier_block *nb, unsigned long event,
			 void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);

	if (nf_flow_hw_hop_any() && netdev_ends(event, dev, ptr))
		nf_flow_hw_hop_dev_event(dev_net(dev), dev->ifindex,
					 NF_FLOW_HW_HOP_STALE);

	return NOTIFY_DONE;
}

static struct notifier_block netdev_nb = {
	.notifier_call = netdev_notify,
};

/* A bridge learned an address on a port: the flows to it are right only if that is
 * where they go already. One that it forgot has perhaps only been silent: frames
 * that hardware forwards do not refresh its table.
 */
static void fdb_changed(const struct switchdev_notifier_fdb_info *fdb, u8 what)
{
	struct net_device *port = fdb->info.dev;
	struct net_device *bridge;

	rcu_read_lock();
	bridge = netif_is_bridge_master(port) ? port :
		 netdev_master_upper_dev_get_rcu(port);
	if (bridge)
		nf_flow_hw_hop_mac_event(dev_net(port), bridge->ifindex, fdb->addr,
					 what);
	rcu_read_unlock();
}

static int switchdev_notify(struct notifier_block *nb, unsigned long event,
			    void *ptr)
{
	if (!nf_flow_hw_hop_any())
		return NOTIFY_DONE;

	if (event == SWITCHDEV_FDB_ADD_TO_DEVICE)
		fdb_changed(ptr, NF_FLOW_HW_HOP_CHECK);
	else if (event == SWITCHDEV_FDB_DEL_TO_DEVICE)
		fdb_changed(ptr, NF_FLOW_HW_HOP_PROBE);

	return NOTIFY_DONE;
}

static struct notifier_block switchdev_nb = {
	.notifier_call = switchdev_notify,
};

/* VLAN filtering as a whole, and a port that spanning tree closes. */
static bool attr_ends(const struct switchdev_attr *attr)
{
	switch (attr->id) {
	case SWITCHDEV_ATTR_ID_BRIDGE_VLAN_FILTERING:
	case SWITCHDEV_ATTR_ID_BRIDGE_VLAN_PROTOCOL:
	case SWITCHDEV_ATTR_ID_PORT_MST_STATE:
	case SWITCHDEV_ATTR_ID_VLAN_MSTI:
		return true;
	case SWITCHDEV_ATTR_ID_PORT_STP_STATE:
		return attr->u.stp_state != BR_STATE_FORWARDING;
	default:
		return false;
	}
}

/* VLANs of a bridge or port, PVID included, and the above. Often the change has yet
 * to be made when we are told, and the worker may be faster than that: flows end
 * without a look at what they become, and those that come back meanwhile are looked
 * at a moment later.
 */
static int switchdev_blocking_notify(struct notifier_block *nb,
				     unsigned long event, void *ptr)
{
	struct switchdev_notifier_port_attr_info *attr = ptr;
	struct switchdev_notifier_port_obj_info *obj = ptr;
	struct switchdev_notifier_info *info = ptr;

	if (!nf_flow_hw_hop_any())
		return NOTIFY_DONE;

	switch (event) {
	case SWITCHDEV_PORT_OBJ_ADD:
	case SWITCHDEV_PORT_OBJ_DEL:
		if (obj->obj->id != SWITCHDEV_OBJ_ID_PORT_VLAN)
			return NOTIFY_DONE;
		break;
	case SWITCHDEV_PORT_ATTR_SET:
		if (!attr_ends(attr->attr))
			return NOTIFY_DONE;
		break;
	default:
		return NOTIFY_DONE;
	}
	nf_flow_hw_hop_dev_event(dev_net(info->dev), info->dev->ifindex,
				 NF_FLOW_HW_HOP_STALE);
	nf_flow_hw_stale_look_soon();

	return NOTIFY_DONE;
}

static struct notifier_block switchdev_blocking_nb = {
	.notifier_call = switchdev_blocking_notify,
};

/**
 * nf_flow_hw_events_init - start to listen
 *
 * Return: 0 or a negative error.
 */
int nf_flow_hw_events_init(void)
{
	int err;

	err = nf_flow_hw_stale_init();
	if (err)
		return err;
	err = register_netevent_notifier(&netevent_nb);
	if (err)
		goto err_netevent;
	err = register_netdevice_notifier(&netdev_nb);
	if (err)
		goto err_netdev;
	err = register_switchdev_notifier(&switchdev_nb);
	if (err)
		goto err_switchdev;
	err = register_switchdev_blocking_notifier(&switchdev_blocking_nb);
	if (err)
		goto err_switchdev_blocking;
	err = nf_flow_hw_fib_init();
	if (err)
		goto err_fib;

	return 0;

err_fib:
	unregister_switchdev_blocking_notifier(&switchdev_blocking_nb);
err_switchdev_blocking:
	unregister_switchdev_notifier(&switchdev_nb);
err_switchdev:
	unregister_netdevice_notifier(&netdev_nb);
err_netdev:
	unregister_netevent_notifier(&netevent_nb);
err_netevent:
	nf_flow_hw_stale_exit();
	return err;
}

/**
 * nf_flow_hw_events_exit - mirror of nf_flow_hw_events_init()
 *
 * Context: may sleep; no flowtable is left.
 */
void nf_flow_hw_events_exit(void)
{
	nf_flow_hw_fib_exit();
	unregister_switchdev_blocking_notifier(&switchdev_blocking_nb);
	unregister_switchdev_notifier(&switchdev_nb);
	unregister_netdevice_notifier(&netdev_nb);
	unregister_netevent_notifier(&netevent_nb);
	nf_flow_hw_stale_exit();
}
