// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registry of forwarding engines. Knows ops, no flow rule and no flowtable.
 *
 * A backend may come and go at any time. The add path enters it under SRCU;
 * whoever takes it away first makes it unreachable, waits for readers, and then
 * removes what is left in it.
 */
#include <linux/error-injection.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/seq_file.h>
#include <kunit/visibility.h>
#include "nf_flow_hw_internal.h"

/* Guards the list of backends and the device sets of all flowtables. Taken below
 * commit_mutex and RTNL, above everything else of ours; never held by callbacks.
 */
DEFINE_MUTEX(nf_flow_hw_registry_lock);
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_registry_lock);
DEFINE_SRCU(nf_flow_hw_srcu);

static LIST_HEAD(backends);

static unsigned int receive_none(struct sk_buff *skb)
{
	return NF_ACCEPT;
}

/* The way of a packet into the software engine. The key is on while a device is
 * bound to one, so that nobody else pays; the call is direct, not by a pointer.
 */
DEFINE_STATIC_KEY_FALSE(nf_flow_hw_receive_key);
DEFINE_STATIC_CALL(nf_flow_hw_receive, receive_none);

/* The engine behind that call; under nf_flow_hw_registry_lock. */
static struct nf_flow_hw_backend *receiver;

/**
 * nf_flow_hw_backend_get - find the backend of a kind that serves a device
 * @dev: the device
 * @hwdev: filled in on success
 * @engine: the kind
 *
 * Context: nf_flow_hw_registry_lock held, may sleep.
 *
 * Return: 0, -EOPNOTSUPP if no such backend reaches @dev, or a backend's error.
 */
int nf_flow_hw_backend_get(struct net_device *dev, struct nf_flow_hw_dev *hwdev,
			   enum nf_flow_hw_engine engine)
{
	struct nf_flow_hw_backend *be;
	int port;

	lockdep_assert_held(&nf_flow_hw_registry_lock);
	list_for_each_entry(be, &backends, list) {
		if (be->engine != engine)
			continue;
		if (be->ops->owner && !try_module_get(be->ops->owner))
			continue;

		port = be->ops->port_get(be, dev);
		if (port >= 0) {
			hwdev->state = NF_FLOW_HW_DEV_BACKEND;
			hwdev->backend = be;
			hwdev->port = port;
			if (be == receiver)
				static_branch_inc(&nf_flow_hw_receive_key);
			return 0;
		}

		module_put(be->ops->owner);
		if (port != -EOPNOTSUPP)
			return port;
	}

	return -EOPNOTSUPP;
}

ALLOW_ERROR_INJECTION(nf_flow_hw_backend_get, ERRNO);

/**
 * nf_flow_hw_backend_put - mirror of nf_flow_hw_backend_get()
 * @hwdev: a device; nothing is done if no backend serves it
 *
 * Context: nf_flow_hw_registry_lock held, may sleep.
 */
void nf_flow_hw_backend_put(struct nf_flow_hw_dev *hwdev)
{
	struct nf_flow_hw_backend *be = hwdev->backend;

	lockdep_assert_held(&nf_flow_hw_registry_lock);
	if (!be)
		return;

	if (be == receiver)
		static_branch_dec(&nf_flow_hw_receive_key);
	be->ops->port_put(be, hwdev->port);
	module_put(be->ops->owner);
	hwdev->backend = NULL;
	hwdev->state = NF_FLOW_HW_DEV_SOFTWARE;
}

/**
 * nf_flow_hw_backend_flush - make preceding entry_unbind calls effective
 * @only: in this backend, which need not be registered any more; NULL: in all
 *
 * Context: nf_flow_hw_registry_lock held, may sleep.
 */
void nf_flow_hw_backend_flush(struct nf_flow_hw_backend *only)
{
	struct nf_flow_hw_backend *be;

	lockdep_assert_held(&nf_flow_hw_registry_lock);
	if (only) {
		only->ops->flush(only);
		return;
	}

	list_for_each_entry(be, &backends, list)
		be->ops->flush(be);
}

static bool backend_complete(const struct nf_flow_hw_backend *be)
{
	const struct nf_flow_hw_ops *ops = be->ops;

	return be->name && ops && ops->port_get && ops->port_put &&
	       ops->entry_add && ops->entry_unbind && ops->flush &&
	       ops->entry_del && ops->entry_stats && ops->usage;
}

static bool backend_label_used(const char *label)
{
	const struct nf_flow_hw_backend *be;

	list_for_each_entry(be, &backends, list)
		if (!strcmp(be->label, label))
			return true;
	return false;
}

/* Two boards of one kind are two engines: users must be able to tell them apart. */
static void backend_label(struct nf_flow_hw_backend *be)
{
	unsigned int n = 0;

	strscpy(be->label, be->name, sizeof(be->label));
	while (backend_label_used(be->label))
		snprintf(be->label, sizeof(be->label), "%.10s.%u", be->name, ++n);
}

static int receiver_set(struct nf_flow_hw_backend *be)
{
	if (!be->ops->receive)
		return 0;
	if (be->engine != NF_FLOW_TABLE_HW_ENGINE_SOFTWARE)
		return -EINVAL;
	if (receiver)
		return -EBUSY;

	static_call_update(nf_flow_hw_receive, be->ops->receive);
	receiver = be;
	return 0;
}

/* No device is bound to it any more: the key is off. */
static void receiver_clear(const struct nf_flow_hw_backend *be)
{
	if (be != receiver)
		return;

	static_call_update(nf_flow_hw_receive, receive_none);
	receiver = NULL;
	synchronize_net();
}

/**
 * nf_flow_hw_backend_register - offer an engine to all flowtables
 * @be: the backend; stays valid until nf_flow_hw_backend_unregister() returns
 *
 * Devices of existing flowtables that nobody serves, or a software engine where
 * @be is hardware, are asked for at once; their flows join when the flowtable core
 * offers them again (about once a second).
 * Context: may sleep; neither RTNL nor a lock that port_get() takes is held.
 *
 * Return: 0, -EINVAL if a mandatory op is missing, or -EBUSY if @be wants to see
 * packets and another engine does.
 */
int nf_flow_hw_backend_register(struct nf_flow_hw_backend *be)
{
	int err;

	if (WARN_ON(!backend_complete(be)))
		return -EINVAL;

	mutex_lock(&nf_flow_hw_registry_lock);
	err = receiver_set(be);
	if (!err) {
		backend_label(be);
		list_add_tail(&be->list, &backends);
		nf_flow_hw_seen_add(be);
		nf_flow_hw_table_backend_add();
	}
	mutex_unlock(&nf_flow_hw_registry_lock);

	return err;
}
EXPORT_SYMBOL_GPL(nf_flow_hw_backend_register);
ALLOW_ERROR_INJECTION(nf_flow_hw_backend_register, ERRNO);

/**
 * nf_flow_hw_backend_unregister - take an engine away
 * @be: the backend
 *
 * Its flows go on in software and its ports count as plain devices, unless another
 * backend takes them; flowtables stay valid.
 * Context: may sleep; no lock held that the backend's ops take.
 * When it returns no op of @be runs or will be called.
 */
void nf_flow_hw_backend_unregister(struct nf_flow_hw_backend *be)
{
	mutex_lock(&nf_flow_hw_registry_lock);
	list_del(&be->list);
	nf_flow_hw_seen_del(be);
	nf_flow_hw_table_backend_del(be);
	receiver_clear(be);
	mutex_unlock(&nf_flow_hw_registry_lock);
}
EXPORT_SYMBOL_GPL(nf_flow_hw_backend_unregister);

static int backend_port_set(struct nf_flow_hw_backend *be, struct net_device *dev,
			    bool on)
{
	int err;

	lockdep_assert_held(&nf_flow_hw_registry_lock);
	if (!be->ops->port_set)
		return -EOPNOTSUPP;

	err = be->ops->port_set(be, dev, on);
	if (err)
		return err;

	if (on)
		nf_flow_hw_table_backend_add();
	else
		nf_flow_hw_table_port_del(be, dev);

	return 0;
}

/**
 * nf_flow_hw_backend_port_set - let an engine serve a device, or no longer
 * @be: the engine, registered
 * @dev: the device; valid during the call
 * @on: whether it shall be served
 *
 * Takes effect in existing flowtables at once: when the call returns with @on
 * false, no entry of @be uses @dev. Context: may sleep; RTNL may be held.
 *
 * Return: 0, -EOPNOTSUPP if @be cannot be told, or its error.
 */
int nf_flow_hw_backend_port_set(struct nf_flow_hw_backend *be,
				struct net_device *dev, bool on)
{
	int err;

	mutex_lock(&nf_flow_hw_registry_lock);
	err = backend_port_set(be, dev, on);
	mutex_unlock(&nf_flow_hw_registry_lock);

	return err;
}
EXPORT_SYMBOL_GPL(nf_flow_hw_backend_port_set);

/**
 * nf_flow_hw_backend_port_soft - the same, for the software engine
 * @dev: the device
 * @on: whether it shall be served
 *
 * Return: 0, -ENODEV if no software engine is registered, or its error.
 */
int nf_flow_hw_backend_port_soft(struct net_device *dev, bool on)
{
	int err = -ENODEV;

	mutex_lock(&nf_flow_hw_registry_lock);
	if (receiver)
		err = backend_port_set(receiver, dev, on);
	mutex_unlock(&nf_flow_hw_registry_lock);

	return err;
}

/**
 * nf_flow_hw_backend_walk - visit the backends in the order they came
 * @skip: leave out so many at the beginning
 * @step: called for each of the others; ends the walk if it does not return 0
 * @arg: argument of @step
 *
 * Return: what @step returned last, 0 if it was not called.
 */
int nf_flow_hw_backend_walk(unsigned int skip,
			    int (*step)(struct nf_flow_hw_backend *be, void *arg),
			    void *arg)
{
	struct nf_flow_hw_backend *be;
	int err = 0;

	mutex_lock(&nf_flow_hw_registry_lock);
	list_for_each_entry(be, &backends, list) {
		if (skip) {
			skip--;
			continue;
		}
		err = step(be, arg);
		if (err)
			break;
	}
	mutex_unlock(&nf_flow_hw_registry_lock);

	return err;
}

/**
 * nf_flow_hw_backend_show - a line per backend
 * @s: where
 */
void nf_flow_hw_backend_show(struct seq_file *s)
{
	struct nf_flow_hw_backend *be;
	struct nf_flow_hw_usage usage;

	mutex_lock(&nf_flow_hw_registry_lock);
	list_for_each_entry(be, &backends, list) {
		be->ops->usage(be, &usage);
		seq_printf(s, "backend %s engine=%s used=%u size=%u\n", be->label,
			   be->engine == NF_FLOW_TABLE_HW_ENGINE_HARDWARE ?
			   "hardware" : "software", usage.used, usage.size);
	}
	mutex_unlock(&nf_flow_hw_registry_lock);
}
