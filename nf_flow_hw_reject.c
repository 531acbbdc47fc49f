// SPDX-License-Identifier: GPL-2.0-only
/* Refusals: their names, which of them last, and how often they happened. */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <kunit/visibility.h>
#include "nf_flow_hw_internal.h"

#define CREATE_TRACE_POINTS
#include <trace/events/nf_flow_hw.h>

struct reject_counters {
	u64	count[__NF_FLOW_HW_REJECT_MAX];
};

/* Of all namespaces; see nf_flow_hw_net.c for a single one. */
static struct reject_counters __percpu *reject_counters;

/**
 * struct reject_desc - what is known of a reason
 * @name: as users see it
 * @permanent: trying the same flow again gives the same answer until the devices
 *	of the flowtable or their backends change
 * @err: what the flowtable core is told
 */
struct reject_desc {
	const char	*name;
	bool		permanent;
	int		err;
};

#define REJECT(reason, _name, _permanent, _err)			\
	[NF_FLOW_HW_REJECT_##reason] = {			\
		.name		= (_name),			\
		.permanent	= (_permanent),			\
		.err		= (_err),			\
	}

static const struct reject_desc reject_descs[__NF_FLOW_HW_REJECT_MAX] = {
	REJECT(NONE,		"none",			false,	0),
	REJECT(MATCH_KEY,	"match-key",		true,	-EOPNOTSUPP),
	REJECT(MATCH_MASK,	"match-mask",		true,	-EOPNOTSUPP),
	REJECT(TUNNEL,		"tunnel",		true,	-EOPNOTSUPP),
	REJECT(L3PROTO,		"l3-protocol",		true,	-EOPNOTSUPP),
	REJECT(L4PROTO,		"l4-protocol",		true,	-EOPNOTSUPP),
	REJECT(FRAGMENT,	"fragment",		true,	-EOPNOTSUPP),
	REJECT(MULTICAST,	"multicast",		true,	-EOPNOTSUPP),
	REJECT(ENCAP,		"encap",		true,	-EOPNOTSUPP),
	REJECT(ENCAP_DEPTH,	"encap-depth",		true,	-EOPNOTSUPP),
	REJECT(ACTION,		"action",		true,	-EOPNOTSUPP),
	REJECT(MANGLE,		"mangle",		true,	-EOPNOTSUPP),
	REJECT(NO_REDIRECT,	"no-redirect",		true,	-EOPNOTSUPP),
	REJECT(NO_MAC,		"no-mac",		true,	-EOPNOTSUPP),
	REJECT(NAT6,		"nat6",			true,	-EOPNOTSUPP),
	REJECT(VLAN,		"vlan",			true,	-EOPNOTSUPP),
	REJECT(PPPOE,		"pppoe",		true,	-EOPNOTSUPP),
	REJECT(FEATURE,		"feature",		true,	-EOPNOTSUPP),
	REJECT(INGRESS,		"ingress-device",	true,	-EOPNOTSUPP),
	REJECT(EGRESS,		"egress-device",	true,	-EOPNOTSUPP),
	REJECT(ENGINES,		"two-engines",		true,	-EOPNOTSUPP),
	REJECT(DYING,		"dying",		false,	-ENOENT),
	REJECT(TOMBSTONE,	"tombstone",		false,	-ENOENT),
	REJECT(DEFERRED,	"deferred",		false,	-EAGAIN),
	REJECT(KEY_IN_USE,	"key-in-use",		false,	-EEXIST),
	REJECT(BUCKET_FULL,	"bucket-full",		false,	-ENOSPC),
	REJECT(TABLE_FULL,	"table-full",		false,	-ENOSPC),
	REJECT(NO_MEMORY,	"no-memory",		false,	-ENOMEM),
	REJECT(BACKEND,		"backend",		false,	-EIO),
	REJECT(PAUSED,		"paused",		true,	-EOPNOTSUPP),
	/* Nobody is told when such a map changes. */
	REJECT(PRIORITY_MAP,	"priority-map",		false,	-EOPNOTSUPP),
};

/**
 * nf_flow_hw_reject_name - a reason as users see it
 * @reason: the reason
 *
 * Return: a short word, never NULL.
 */
const char *nf_flow_hw_reject_name(enum nf_flow_hw_reject reason)
{
	if (reason >= ARRAY_SIZE(reject_descs) || !reject_descs[reason].name)
		return "unknown";

	return reject_descs[reason].name;
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_reject_name);

/**
 * nf_flow_hw_reject_permanent - is this refusal worth remembering?
 * @reason: the reason
 *
 * Return: true if only a change of the flowtable's devices can end it.
 */
bool nf_flow_hw_reject_permanent(enum nf_flow_hw_reject reason)
{
	return reject_descs[reason].permanent;
}

/**
 * nf_flow_hw_reject_errno - what the flowtable core is told
 * @reason: the reason
 *
 * Return: 0 for %NF_FLOW_HW_REJECT_NONE, else a negative error.
 */
int nf_flow_hw_reject_errno(enum nf_flow_hw_reject reason)
{
	return reject_descs[reason].err;
}

/**
 * nf_flow_hw_reject_count - count and trace a refusal
 * @ct: the connection
 * @dir: which direction of it
 * @reason: why; %NF_FLOW_HW_REJECT_NONE is not counted
 * @iifindex: ingress device; 0 for a refusal that is merely remembered
 * @oifindex: egress device, 0 if it is not known
 *
 * Context: any.
 */
void nf_flow_hw_reject_count(const struct nf_conn *ct, unsigned int dir,
			     enum nf_flow_hw_reject reason, int iifindex,
			     int oifindex)
{
	if (!reason)
		return;

	this_cpu_inc(reject_counters->count[reason]);
	trace_nf_flow_hw_reject(ct, dir, nf_flow_hw_reject_name(reason), iifindex,
				oifindex);
	nf_flow_hw_net_reject(ct, dir, reason, iifindex, oifindex);
	nf_flow_hw_event_reject(ct, dir, reason);
}

/**
 * nf_flow_hw_reject_read - how often a reason was given since module load
 * @reason: the reason
 *
 * Return: the count; a refusal that is repeated for the same flow counts again.
 */
u64 nf_flow_hw_reject_read(enum nf_flow_hw_reject reason)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += per_cpu_ptr(reject_counters, cpu)->count[reason];

	return sum;
}
EXPORT_SYMBOL_IF_KUNIT(nf_flow_hw_reject_read);

/**
 * nf_flow_hw_reject_init - allocate the counters
 *
 * Return: 0 or -ENOMEM.
 */
int nf_flow_hw_reject_init(void)
{
	reject_counters = alloc_percpu(struct reject_counters);

	return reject_counters ? 0 : -ENOMEM;
}

/**
 * nf_flow_hw_reject_exit - mirror of nf_flow_hw_reject_init()
 */
void nf_flow_hw_reject_exit(void)
{
	free_percpu(reject_counters);
}
