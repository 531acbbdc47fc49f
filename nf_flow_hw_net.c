// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is kept per network namespace: how often what was refused, the last
 * refusals, how much engines forwarded, and which devices are paused. Readers
 * see their own namespace only.
 */
#include <linux/jiffies.h>
#include <linux/netdevice.h>
#include <linux/percpu.h>
#include <linux/xarray.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netns/generic.h>
#include "nf_flow_hw_internal.h"

#define NUM_ENGINES	2

/* Differences of one CPU's sums mean nothing, only their total does. */
struct net_counters {
	u64	reject[__NF_FLOW_HW_REJECT_MAX];
	u64	packets[NUM_ENGINES];
	u64	bytes[NUM_ENGINES];
	s64	entries[NUM_ENGINES];
};

/**
 * struct nf_flow_hw_net - a namespace
 * @counters: per CPU
 * @ring_lock: guards @ring and @ring_seq
 * @ring: the last refusals; element i holds the refusal number n with
 *	n % NF_FLOW_HW_RING_SIZE == i
 * @ring_seq: refusals ever put into @ring
 * @paused: ifindexes; under nf_flow_hw_registry_lock
 */
struct nf_flow_hw_net {
	struct net_counters __percpu	*counters;
	spinlock_t			ring_lock; /* see above */
	struct nf_flow_hw_refusal	ring[NF_FLOW_HW_RING_SIZE];
	u64				ring_seq;
	struct xarray			paused;
};

static unsigned int net_id __read_mostly;

static struct nf_flow_hw_net *hw_net(const struct net *net)
{
	return net_generic(net, net_id);
}

static void ring_put(struct nf_flow_hw_net *hwnet, const struct nf_conn *ct,
		     unsigned int dir, enum nf_flow_hw_reject reason, int iifindex,
		     int oifindex)
{
	struct nf_flow_hw_refusal *new;

	spin_lock_bh(&hwnet->ring_lock);
	new = &hwnet->ring[hwnet->ring_seq % NF_FLOW_HW_RING_SIZE];
	new->tuple = ct->tuplehash[dir].tuple;
	new->when = get_jiffies_64();
	new->seq = hwnet->ring_seq++;
	new->reason = reason;
	new->iifindex = iifindex;
	new->oifindex = oifindex;
	spin_unlock_bh(&hwnet->ring_lock);
}

/**
 * nf_flow_hw_net_reject - a direction of a flow was refused
 * @ct: its connection
 * @dir: which direction
 * @reason: why, not %NF_FLOW_HW_REJECT_NONE
 * @iifindex: ingress device; 0 for a refusal that is merely remembered, which is
 *	counted but is no news for the ring
 * @oifindex: egress device, 0 if it is not known
 *
 * Context: any.
 */
void nf_flow_hw_net_reject(const struct nf_conn *ct, unsigned int dir,
			   enum nf_flow_hw_reject reason, int iifindex,
			   int oifindex)
{
	struct nf_flow_hw_net *hwnet = hw_net(nf_ct_net(ct));

	this_cpu_inc(hwnet->counters->reject[reason]);
	if (iifindex)
		ring_put(hwnet, ct, dir, reason, iifindex, oifindex);
}

/**
 * nf_flow_hw_net_refusal - read the ring
 * @net: of this namespace
 * @seq: number of the wanted refusal; set to the number of the oldest one kept
 *	if the wanted one is gone
 * @refusal: filled in
 *
 * Return: false if there is no refusal of this number yet.
 */
bool nf_flow_hw_net_refusal(const struct net *net, u64 *seq,
			    struct nf_flow_hw_refusal *refusal)
{
	struct nf_flow_hw_net *hwnet = hw_net(net);
	bool found;

	spin_lock_bh(&hwnet->ring_lock);
	if (*seq + NF_FLOW_HW_RING_SIZE < hwnet->ring_seq)
		*seq = hwnet->ring_seq - NF_FLOW_HW_RING_SIZE;
	found = *seq < hwnet->ring_seq;
	if (found)
		*refusal = hwnet->ring[*seq % NF_FLOW_HW_RING_SIZE];
	spin_unlock_bh(&hwnet->ring_lock);

	return found;
}

/**
 * nf_flow_hw_net_entries - an engine took or gave up a direction of a flow
 * @ct: its connection
 * @engine: which kind of engine
 * @diff: 1 or -1
 */
void nf_flow_hw_net_entries(const struct nf_conn *ct, enum nf_flow_hw_engine engine,
			    int diff)
{
	this_cpu_add(hw_net(nf_ct_net(ct))->counters->entries[engine], diff);
}

/**
 * nf_flow_hw_net_forwarded - packets of an engine were accounted
 * @ct: their connection
 * @engine: which kind of engine
 * @packets: how many
 * @bytes: their L3 bytes
 */
void nf_flow_hw_net_forwarded(const struct nf_conn *ct, enum nf_flow_hw_engine engine,
			      u32 packets, u32 bytes)
{
	struct net_counters __percpu *counters = hw_net(nf_ct_net(ct))->counters;

	this_cpu_add(counters->packets[engine], packets);
	this_cpu_add(counters->bytes[engine], bytes);
}

/**
 * nf_flow_hw_net_rejects - how often a reason was given in a namespace
 * @net: the namespace
 * @reason: the reason
 *
 * Return: the count, repeated refusals of one flow included.
 */
u64 nf_flow_hw_net_rejects(const struct net *net, enum nf_flow_hw_reject reason)
{
	struct nf_flow_hw_net *hwnet = hw_net(net);
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu_ptr(hwnet->counters, cpu)->reject[reason]);

	return sum;
}

/**
 * nf_flow_hw_net_totals - sums of a namespace
 * @net: the namespace
 * @engine: of this kind of engine
 * @totals: filled in
 *
 * The cost does not depend on the number of flows.
 */
void nf_flow_hw_net_totals(const struct net *net, enum nf_flow_hw_engine engine,
			   struct nf_flow_hw_totals *totals)
{
	struct nf_flow_hw_net *hwnet = hw_net(net);
	struct net_counters *counters;
	int cpu;

	memset(totals, 0, sizeof(*totals));
	for_each_possible_cpu(cpu) {
		counters = per_cpu_ptr(hwnet->counters, cpu);
		totals->packets += READ_ONCE(counters->packets[engine]);
		totals->bytes += READ_ONCE(counters->bytes[engine]);
		totals->entries += READ_ONCE(counters->entries[engine]);
	}
	spin_lock_bh(&hwnet->ring_lock);
	totals->refusals = hwnet->ring_seq;
	spin_unlock_bh(&hwnet->ring_lock);
}

/**
 * nf_flow_hw_net_pause - remember that a device is paused, or no longer
 * @net: its namespace
 * @ifindex: its index
 * @pause: whether
 *
 * Context: nf_flow_hw_registry_lock held, may sleep.
 *
 * Return: 0, or -ENOMEM.
 */
int nf_flow_hw_net_pause(const struct net *net, int ifindex, bool pause)
{
	struct xarray *paused = &hw_net(net)->paused;

	lockdep_assert_held(&nf_flow_hw_registry_lock);
	if (pause)
		return xa_err(xa_store(paused, ifindex, xa_mk_value(1), GFP_KERNEL));

	xa_erase(paused, ifindex);
	return 0;
}

/**
 * nf_flow_hw_net_paused - is this device paused?
 * @net: its namespace
 * @ifindex: its index
 *
 * Return: whether.
 */
bool nf_flow_hw_net_paused(const struct net *net, int ifindex)
{
	return xa_load(&hw_net(net)->paused, ifindex);
}

/**
 * nf_flow_hw_net_next_paused - walk the paused devices
 * @net: of this namespace
 * @ifindex: the last one seen, 0 to begin with
 *
 * Return: the next ifindex, or 0 at the end.
 */
int nf_flow_hw_net_next_paused(const struct net *net, int ifindex)
{
	unsigned long index = ifindex;

	if (!xa_find_after(&hw_net(net)->paused, &index, INT_MAX, XA_PRESENT))
		return 0;

	return index;
}

/* The index may be given to another device. */
static int net_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);

	if (event == NETDEV_UNREGISTER)
		xa_erase(&hw_net(dev_net(dev))->paused, dev->ifindex);

	return NOTIFY_DONE;
}

static struct notifier_block net_notifier = {
	.notifier_call	= net_event,
};

static int __net_init net_init(struct net *net)
{
	struct nf_flow_hw_net *hwnet = hw_net(net);

	spin_lock_init(&hwnet->ring_lock);
	xa_init(&hwnet->paused);
	hwnet->counters = alloc_percpu(struct net_counters);

	return hwnet->counters ? 0 : -ENOMEM;
}

/* Every flowtable of the namespace was unbound before (pre_exit). */
static void __net_exit net_exit(struct net *net)
{
	struct nf_flow_hw_net *hwnet = hw_net(net);

	xa_destroy(&hwnet->paused);
	free_percpu(hwnet->counters);
}

static struct pernet_operations net_ops = {
	.init	= net_init,
	.exit	= net_exit,
	.id	= &net_id,
	.size	= sizeof(struct nf_flow_hw_net),
};

/**
 * nf_flow_hw_net_register - prepare all namespaces
 *
 * Return: 0 or a negative error.
 */
int __init nf_flow_hw_net_register(void)
{
	int err;

	err = register_pernet_subsys(&net_ops);
	if (err)
		return err;

	err = register_netdevice_notifier(&net_notifier);
	if (err)
		unregister_pernet_subsys(&net_ops);

	return err;
}

/**
 * nf_flow_hw_net_unregister - mirror of nf_flow_hw_net_register()
 */
void nf_flow_hw_net_unregister(void)
{
	unregister_netdevice_notifier(&net_notifier);
	unregister_pernet_subsys(&net_ops);
}
