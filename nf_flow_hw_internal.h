/* SPDX-License-Identifier: GPL-2.0-only */
/* Private to the core (nf_flow_hw.ko); backends include nf_flow_table_hw.h. */
#ifndef _NF_FLOW_HW_INTERNAL_H
#define _NF_FLOW_HW_INTERNAL_H

#include <linux/hashtable.h>
#include <linux/if.h>
#include <linux/if_vlan.h>
#include <linux/jump_label.h>
#include <linux/llist.h>
#include <linux/mutex.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/srcu.h>
#include <linux/static_call.h>
#include <linux/workqueue.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_tuple.h>
#include <net/netfilter/nf_flow_table_hw.h>

struct flow_offload;
struct flow_offload_tuple;
struct flow_rule;
struct genl_family;
struct neigh_table;
struct net_device;
struct nf_flow_hw_evict;
struct nf_flow_hw_hops;
struct nf_flowtable;
struct seq_file;

/**
 * enum nf_flow_hw_dev_state - what was decided for a device of a flowtable
 * @NF_FLOW_HW_DEV_SOFTWARE: nobody serves it; its flows stay in software
 * @NF_FLOW_HW_DEV_BACKEND: a backend of ours serves it
 * @NF_FLOW_HW_DEV_INTREE: its own driver, or an indirect one, took it
 */
enum nf_flow_hw_dev_state {
	NF_FLOW_HW_DEV_SOFTWARE,
	NF_FLOW_HW_DEV_BACKEND,
	NF_FLOW_HW_DEV_INTREE,
};

/**
 * struct nf_flow_hw_dev - one device of one flowtable
 * @dev: valid from BIND to UNBIND, which precedes its unregistration
 * @ifindex: its index, so that the add path need not touch @dev; 0: free element
 * @state: what was decided for it; published after @backend and @port, and
 *	withdrawn a grace period before them
 * @backend: who serves it while @state is %NF_FLOW_HW_DEV_BACKEND
 * @port: the backend's number for it
 * @paused: the administrator wants no entry that uses it
 */
struct nf_flow_hw_dev {
	struct net_device		*dev;
	int				ifindex;
	enum nf_flow_hw_dev_state	state;
	struct nf_flow_hw_backend	*backend;
	unsigned int			port;
	bool				paused;
};

/**
 * struct nf_flow_hw_devs - the devices of a flowtable
 * @num: elements of @dev, free ones included
 * @dev: the devices. Elements change in place (nothing to allocate when a device
 *	or backend goes) and never move; the whole is replaced to grow.
 */
struct nf_flow_hw_devs {
	unsigned int		num;
	struct nf_flow_hw_dev	dev[];
};

/**
 * struct nf_flow_hw_table - what we know of one flagged flowtable
 * @node: in the hash of all tables, under nf_flow_hw_registry_lock
 * @ref: one for being in that hash, one for each walk over @flows
 * @net: the namespace, for comparison only
 * @id: names the table to users; never given twice
 * @ft: the flowtable; valid as long as the table is in that hash
 * @devs: its devices; readers hold nf_flow_hw_srcu, writers
 *	nf_flow_hw_registry_lock
 * @num_devs: bound devices; under nf_flow_hw_registry_lock
 * @flows: buckets with all flows that were ever offered and not destroyed, by
 *	cookie; the latest is the first of its bucket. Written under @lock, read
 *	under RCU.
 * @flows_bits: log2 of the number of buckets
 * @lock: guards @flows and @flow_list
 * @flow_list: the same flows, for walks
 * @num_flows: how many; under @lock
 * @last_id: &nf_flow_hw_flow.id that was given last; under @lock
 * @generation: counts changes of @devs; a cached refusal of another generation
 *	is void. Under nf_flow_hw_registry_lock, read without.
 * @cb_added: the block callback is in place; under nf_flow_hw_registry_lock
 * @reap: flows that were destroyed and whose entries wait for a flush
 * @reap_work: flushes once for all of @reap
 */
struct nf_flow_hw_table {
	struct hlist_node		node;
	refcount_t			ref;
	const struct net		*net;
	u32				id;
	struct nf_flowtable		*ft;
	struct nf_flow_hw_devs __rcu	*devs;
	unsigned int			num_devs;
	struct hlist_head		*flows;
	unsigned int			flows_bits;
	spinlock_t			lock; /* see above */
	struct list_head		flow_list;
	unsigned int			num_flows;
	u32				last_id;
	u32				generation;
	bool				cb_added;
	struct llist_head		reap;
	struct delayed_work		reap_work;
};

/**
 * enum nf_flow_hw_link - who may find a flow; under nf_flow_hw_hop_lock
 * @NF_FLOW_HW_LINK_HOPS: events, by its hops
 * @NF_FLOW_HW_LINK_STALE: the garbage collector, which shall end it
 * @NF_FLOW_HW_LINK_GONE: nobody, it was destroyed
 */
enum nf_flow_hw_link {
	NF_FLOW_HW_LINK_HOPS,
	NF_FLOW_HW_LINK_STALE,
	NF_FLOW_HW_LINK_GONE,
};

/**
 * struct nf_flow_hw_flow - one flow, both directions
 * @node: in &nf_flow_hw_table.flows until its name is free again
 * @cookie: address of the struct flow_offload; a name, not a pointer to follow
 * @list: in &nf_flow_hw_table.flow_list
 * @table: the table it lives in
 * @lock: serialises everything that happens to this flow; sleeps
 * @ref: one for the table, one for each user outside of @lock
 * @generation: &nf_flow_hw_table.generation that @reject belongs to
 * @id: names the flow to users, within its table
 * @mark: of the connection, when the flow was offered first
 * @reject: per direction: a refusal that lasts until the devices change
 * @last: per direction: how the last offer ended
 * @state: whether @hop_node or @stale is valid; under nf_flow_hw_hop_lock
 * @attempts: how often the original direction was offered, saturating; under @lock
 * @dead: no longer in the table; under @lock
 * @tombstone: evicted or invalidated: refused until destroyed; under @lock
 * @active: per direction, a bit: the engine forwarded, though it cannot say how
 *	much; under @lock
 * @evicting: taken by the eviction that is under way; under @lock
 * @polled: the reply direction was, and nobody asked for it yet; under @lock
 * @suspect: not found where it should be, last time; under @lock
 * @forwarded: per direction: packets of engines that were accounted; under @lock
 * @hops: what it depends on; under nf_flow_hw_hop_lock and RCU
 * @hop_node: in the list of @hops
 * @stale: in the set of flows that the garbage collector shall end
 * @reap: in &nf_flow_hw_table.reap, once @state is %NF_FLOW_HW_LINK_GONE
 * @rcu: for lookups that race with removal
 * @entry: what an engine holds, per direction; under @lock. Both name the connection;
 *	the flow holds a reference, so that the last counters have somewhere to go.
 */
struct nf_flow_hw_flow {
	struct hlist_node		node;
	const void			*cookie;
	struct list_head		list;
	struct nf_flow_hw_table		*table;
	struct mutex			lock; /* see above */
	refcount_t			ref;
	u32				generation;
	u32				id;
	u32				mark;
	u8				reject[IP_CT_DIR_MAX];
	u8				last[IP_CT_DIR_MAX];
	u8				state;
	u8				attempts:2;
	u8				dead:1;
	u8				tombstone:1;
	u8				evicting:1;
	u8				suspect:1;
	u8				active:2;
	u8				polled:1;
	u64				forwarded[IP_CT_DIR_MAX];
	struct nf_flow_hw_hops __rcu	*hops;
	union {
		struct hlist_node	hop_node;
		struct hlist_node	stale;
		struct llist_node	reap;
		struct rcu_head		rcu;
	};
	struct nf_flow_hw_entry		entry[IP_CT_DIR_MAX];
};

static inline struct nf_conn *nf_flow_hw_flow_ct(const struct nf_flow_hw_flow *flow)
{
	return flow->entry[IP_CT_DIR_ORIGINAL].ct;
}

/**
 * struct nf_flow_hw_hop_key - where a direction of a flow goes
 * @table: flows of this table
 * @oif: leave by this device
 * @iif: and those of the other direction enter by this one
 * @encap: the latter with these layers, outermost first
 * @dmac: to this MAC address
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 */
struct nf_flow_hw_hop_key {
	const struct nf_flow_hw_table	*table;
	int				oif;
	int				iif;
	struct nf_flow_hw_encap		encap[NF_FLOW_TABLE_HW_ENCAP_MAX];
	u8				dmac[ETH_ALEN];
	u8				family;
};

/* A bridge, a bond and two VLANs above a port, and one to spare. */
#define NF_FLOW_HW_HOP_DEVS	6

/* What an event wants of the flows on a hop. */
#define NF_FLOW_HW_HOP_STALE	BIT(0)	/* end them */
#define NF_FLOW_HW_HOP_CHECK	BIT(1)	/* end them if the path is another now */
#define NF_FLOW_HW_HOP_PROBE	BIT(2)	/* ask the neighbour whether it is there */

/**
 * struct nf_flow_hw_hop_addr - a neighbour that a hop may stand for
 * @by_addr: in the hash of those of hops that are not stale, by @addr
 * @node: in &nf_flow_hw_hop.addrs
 * @hop: the hop
 * @addr: its layer-3 address
 * @rcu: for walks over @node
 */
struct nf_flow_hw_hop_addr {
	struct hlist_node		by_addr;
	struct hlist_node		node;
	struct nf_flow_hw_hop		*hop;
	union nf_inet_addr		addr;
	struct rcu_head			rcu;
};

/**
 * struct nf_flow_hw_hop - next hop of many flows; under nf_flow_hw_hop_lock
 * @by_mac: in the hash of those that are not stale, by &key.dmac
 * @key: what the flows have in common
 * @net: the namespace; alive while a flow hangs here and its flowtable is bound
 * @tbl: where the neighbour is found; NULL for a PPPoE session
 * @addrs: its layer-3 address; of a gateway, of all neighbours that have its MAC
 *	address, since a flow does not say which of them its route named
 * @l3_ifindex: its device
 * @dev: ifindex of every device from there to the port
 * @num_devs: valid elements of @dev
 * @gateway: packets go beyond the neighbour
 * @stale: takes no flow any more
 * @what: NF_FLOW_HW_HOP_* bits to be worked on
 * @refs: struct nf_flow_hw_hops, and whoever holds it for a while
 * @used: jiffies when traffic was seen last
 * @hops: of flows that go here, per direction
 * @queued: for the worker
 * @rcu: for walks
 */
struct nf_flow_hw_hop {
	struct hlist_node		by_mac;
	struct nf_flow_hw_hop_key	key;
	struct net			*net;
	struct neigh_table		*tbl;
	struct hlist_head		addrs;
	int				l3_ifindex;
	int				dev[NF_FLOW_HW_HOP_DEVS];
	u8				num_devs;
	bool				gateway;
	bool				stale;
	u8				what;
	unsigned int			refs;
	unsigned long			used;
	struct hlist_head		hops[IP_CT_DIR_MAX];
	struct list_head		queued;
	struct rcu_head			rcu;
};

/**
 * struct nf_flow_hw_hops - both hops of flows that have them in common; under
 * nf_flow_hw_hop_lock
 * @node: in the hash of all
 * @hop: per direction; NULL until that direction was offered, or what is expected
 *	then
 * @on_hop: in &nf_flow_hw_hop.hops
 * @flows: those that events shall find
 * @refs: flows, found or not
 * @rcu: for who asks a flow
 */
struct nf_flow_hw_hops {
	struct hlist_node		node;
	struct nf_flow_hw_hop		*hop[IP_CT_DIR_MAX];
	struct hlist_node		on_hop[IP_CT_DIR_MAX];
	struct hlist_head		flows;
	unsigned int			refs;
	struct rcu_head			rcu;
};

/**
 * struct nf_flow_hw_batch - flows that are being ended together
 * @num: valid elements of @flow
 * @flow: the flows, each with a reference
 */
struct nf_flow_hw_batch {
	unsigned int			num;
	struct nf_flow_hw_flow		*flow[64];
};

/* nf_flow_hw_rule.c: flow rule and tuple to struct nf_flow_hw_rule. */
enum nf_flow_hw_reject
nf_flow_hw_rule_translate(struct nf_flow_hw_rule *rule,
			  const struct flow_rule *flow_rule,
			  const struct flow_offload_tuple *tuple);
enum nf_flow_hw_reject nf_flow_hw_rule_missing(const struct nf_flow_hw_rule *rule,
					       u32 features);

/* nf_flow_hw_reject.c: names, counters, what is worth remembering. */
int nf_flow_hw_reject_init(void);
void nf_flow_hw_reject_exit(void);
const char *nf_flow_hw_reject_name(enum nf_flow_hw_reject reason);
bool nf_flow_hw_reject_permanent(enum nf_flow_hw_reject reason);
int nf_flow_hw_reject_errno(enum nf_flow_hw_reject reason);
void nf_flow_hw_reject_count(const struct nf_conn *ct, unsigned int dir,
			     enum nf_flow_hw_reject reason, int iifindex,
			     int oifindex);
u64 nf_flow_hw_reject_read(enum nf_flow_hw_reject reason);

static inline u32 nf_flow_hw_ct_mark(const struct nf_conn *ct)
{
#ifdef CONFIG_NF_CONNTRACK_MARK
	return READ_ONCE(ct->mark);
#else
	return 0;
#endif
}

/* nf_flow_hw_net.c: counters, last refusals and pauses of each namespace. */
#define NF_FLOW_HW_RING_SIZE	128

/**
 * struct nf_flow_hw_refusal - one direction of a flow was refused
 * @tuple: its packets
 * @when: jiffies
 * @seq: number of the refusal in its namespace
 * @reason: why
 * @iifindex: ingress device
 * @oifindex: egress device, 0 if it is not known
 */
struct nf_flow_hw_refusal {
	struct nf_conntrack_tuple	tuple;
	u64				when;
	u64				seq;
	enum nf_flow_hw_reject		reason;
	int				iifindex;
	int				oifindex;
};

/**
 * struct nf_flow_hw_totals - sums of a namespace
 * @packets: accounted packets that engines of a kind forwarded
 * @bytes: their L3 bytes
 * @entries: directions of flows that engines of that kind hold now
 * @refusals: ever put into the ring
 */
struct nf_flow_hw_totals {
	u64				packets;
	u64				bytes;
	s64				entries;
	u64				refusals;
};

int nf_flow_hw_net_register(void);
void nf_flow_hw_net_unregister(void);
void nf_flow_hw_net_reject(const struct nf_conn *ct, unsigned int dir,
			   enum nf_flow_hw_reject reason, int iifindex,
			   int oifindex);
u64 nf_flow_hw_net_rejects(const struct net *net, enum nf_flow_hw_reject reason);
bool nf_flow_hw_net_refusal(const struct net *net, u64 *seq,
			    struct nf_flow_hw_refusal *refusal);
void nf_flow_hw_net_entries(const struct nf_conn *ct, enum nf_flow_hw_engine engine,
			    int diff);
void nf_flow_hw_net_forwarded(const struct nf_conn *ct, enum nf_flow_hw_engine engine,
			      u32 packets, u32 bytes);
void nf_flow_hw_net_totals(const struct net *net, enum nf_flow_hw_engine engine,
			   struct nf_flow_hw_totals *totals);
int nf_flow_hw_net_pause(const struct net *net, int ifindex, bool pause);
bool nf_flow_hw_net_paused(const struct net *net, int ifindex);
int nf_flow_hw_net_next_paused(const struct net *net, int ifindex);

/* nf_flow_hw_netlink*.c: what nft-offload talks to. */
extern struct genl_family nf_flow_hw_genl_family;

int nf_flow_hw_netlink_init(void);
void nf_flow_hw_netlink_exit(void);
const char *nf_flow_hw_cause_name(enum nf_flow_hw_cause cause);
void nf_flow_hw_event_flow(const struct nf_conn *ct, unsigned int dir,
			   enum nf_flow_hw_event type, const char *text);
void nf_flow_hw_event_reject(const struct nf_conn *ct, unsigned int dir,
			     enum nf_flow_hw_reject reason);
bool nf_flow_hw_rule_egress(const struct flow_rule *flow_rule, int *oif, u8 *dmac);

/* nf_flow_hw_describe.c: devices that have no engine. */
void nf_flow_hw_describe_refusal(const struct nf_flow_hw_devs *devs,
				 const struct net_device *last);

/* nf_flow_hw_seen.c */
DECLARE_STATIC_KEY_FALSE(nf_flow_hw_seen_key);
void nf_flow_hw_seen_packet(const struct sk_buff *skb);
void nf_flow_hw_seen_add(struct nf_flow_hw_backend *be);
void nf_flow_hw_seen_del(struct nf_flow_hw_backend *be);

/**
 * nf_flow_hw_seen - tell engines that learn of a packet
 * @skb: came in by a device of a flowtable
 *
 * Context: RCU, softirq. Costs nothing while no engine learns.
 */
static inline void nf_flow_hw_seen(const struct sk_buff *skb)
{
	if (static_branch_unlikely(&nf_flow_hw_seen_key))
		nf_flow_hw_seen_packet(skb);
}

/* nf_flow_table_hw.c: backends. */
extern struct mutex nf_flow_hw_registry_lock;
extern struct srcu_struct nf_flow_hw_srcu;

DECLARE_STATIC_KEY_FALSE(nf_flow_hw_receive_key);
unsigned int nf_flow_hw_receive_proto(struct sk_buff *skb);
DECLARE_STATIC_CALL(nf_flow_hw_receive, nf_flow_hw_receive_proto);

int nf_flow_hw_backend_get(struct net_device *dev, struct nf_flow_hw_dev *hwdev,
			   enum nf_flow_hw_engine engine);
void nf_flow_hw_backend_put(struct nf_flow_hw_dev *hwdev);
void nf_flow_hw_backend_flush(struct nf_flow_hw_backend *only);
void nf_flow_hw_backend_show(struct seq_file *s);
int nf_flow_hw_backend_walk(unsigned int skip,
			    int (*step)(struct nf_flow_hw_backend *be, void *arg),
			    void *arg);
int nf_flow_hw_backend_port_soft(struct net_device *dev, bool on);

/* nf_flow_hw_table.c: flowtables and their devices. */
extern unsigned int nf_flow_hw_num_tables;

int nf_flow_hw_table_create(struct nf_flowtable *ft);
void nf_flow_hw_table_destroy(struct nf_flowtable *ft);
int nf_flow_hw_table_bind(struct nf_flowtable *ft, struct net_device *dev);
void nf_flow_hw_table_unbind(struct nf_flowtable *ft, struct net_device *dev);
void nf_flow_hw_table_backend_add(void);
void nf_flow_hw_table_backend_del(struct nf_flow_hw_backend *be);
void nf_flow_hw_table_port_del(struct nf_flow_hw_backend *be,
			       const struct net_device *dev);
void nf_flow_hw_table_show(struct seq_file *s);
struct nf_flow_hw_table *nf_flow_hw_table_next(const struct net *net, u32 id);
void nf_flow_hw_table_put(struct nf_flow_hw_table *table);
struct nf_flow_hw_devs *nf_flow_hw_table_devs(const struct nf_flow_hw_table *table);
unsigned int nf_flow_hw_table_flows(const struct net *net);
unsigned int nf_flow_hw_table_evict(const struct net *net,
				    struct nf_flow_hw_evict *evict);
int nf_flow_hw_table_pause(const struct net *net, int ifindex, bool pause);
void nf_flow_hw_table_walk(const struct net *net,
			   void (*step)(struct nf_flow_hw_flow *flow, const void *data),
			   const void *data);

/* nf_flow_table_offload.c: what the flowtable core calls us by. */
int nf_flow_hw_offload_add_cb(struct nf_flow_hw_table *table);
void nf_flow_hw_offload_del_cb(struct nf_flow_hw_table *table);
int nf_flow_hw_offload_bind_intree(struct nf_flowtable *ft, struct net_device *dev);

/* nf_flow_hw_entry.c: one direction of a flow in an engine. */
void nf_flow_hw_entry_take(struct nf_flow_hw_flow *flow, unsigned int dir,
			   const struct nf_flow_hw_backend *be,
			   u32 *packets, u32 *bytes);
void nf_flow_hw_entry_account(struct nf_flow_hw_flow *flow, unsigned int dir,
			      const struct nf_flow_hw_backend *be);
void nf_flow_hw_entry_gained(struct nf_flow_hw_flow *flow, unsigned int dir,
			     struct nf_flow_hw_backend *be);
void nf_flow_hw_entry_lost(struct nf_flow_hw_flow *flow, unsigned int dir,
			   enum nf_flow_hw_cause cause);
void nf_flow_hw_entry_del(struct nf_flow_hw_flow *flow, unsigned int dir,
			  enum nf_flow_hw_cause cause);
void nf_flow_hw_entry_drop(struct nf_flow_hw_flow *flow, unsigned int dir,
			   enum nf_flow_hw_cause cause);
void nf_flow_hw_entry_sync_status(const struct nf_flow_hw_flow *flow);
struct nf_flow_hw_backend *nf_flow_hw_entry_poll(struct nf_flow_hw_flow *flow,
						 unsigned int dir);
void nf_flow_hw_entry_sync(struct nf_flow_hw_flow *flow, unsigned int dir);

static inline bool nf_flow_hw_entry_live(const struct nf_flow_hw_entry *entry)
{
	return entry->backend;
}

static inline void nf_flow_hw_entry_unbind(struct nf_flow_hw_entry *entry)
{
	entry->backend->ops->entry_unbind(entry->backend, entry);
}

/* nf_flow_hw_flow.c: flows, from the first offer to the end. */
int nf_flow_hw_flow_cache_create(void);
void nf_flow_hw_flow_cache_destroy(void);
int nf_flow_hw_flow_init(struct nf_flow_hw_table *table);
void nf_flow_hw_flow_exit(struct nf_flow_hw_table *table);
struct nf_flow_hw_flow *nf_flow_hw_flow_get(struct nf_flow_hw_table *table,
					    const void *cookie);
struct nf_flow_hw_flow *nf_flow_hw_flow_create(struct nf_flow_hw_table *table,
					       const void *cookie,
					       struct nf_conn *ct);
void nf_flow_hw_flow_put(struct nf_flow_hw_flow *flow);
void nf_flow_hw_flow_put_batch(struct nf_flow_hw_flow *flow, struct list_head *batch);
void nf_flow_hw_flow_free_batch(struct list_head *batch);
int nf_flow_hw_flow_refused(struct nf_flow_hw_flow *flow, unsigned int dir);
int nf_flow_hw_flow_add(struct nf_flow_hw_flow *flow, unsigned int dir,
			struct nf_flow_hw_rule *rule,
			enum nf_flow_hw_reject reason);
void nf_flow_hw_flow_sync(struct nf_flow_hw_flow *flow);
bool nf_flow_hw_flow_stats(struct nf_flow_hw_flow *flow, unsigned int dir,
			   u64 *packets, u64 *bytes);
void nf_flow_hw_flow_del(struct nf_flow_hw_flow *flow);
void nf_flow_hw_flow_destroy(struct nf_flow_hw_flow *flow);
bool nf_flow_hw_flow_unlink(struct nf_flow_hw_flow *flow);
void nf_flow_hw_flow_reap(struct nf_flow_hw_table *table);
void nf_flow_hw_flow_reap_work(struct work_struct *work);

/**
 * struct nf_flow_hw_view - where one direction of a flow was when it was looked at
 * @state: in which engine, or why in none
 * @reason: how the last offer ended
 * @name: of the backend that holds it, or ""
 * @iifindex: ingress device, 0 if never offered
 * @oifindex: egress device, likewise
 * @packets: forwarded by an engine, not reported to conntrack yet
 * @bytes: likewise
 * @forwarded: packets that engines forwarded since the flow began
 */
struct nf_flow_hw_view {
	enum nf_flow_hw_flow_state	state;
	enum nf_flow_hw_reject		reason;
	char				name[NF_FLOW_TABLE_HW_LABEL_SIZE];
	int				iifindex;
	int				oifindex;
	u64				packets;
	u64				bytes;
	u64				forwarded;
};

bool nf_flow_hw_flow_look(struct nf_flow_hw_flow *flow,
			  struct nf_flow_hw_view view[IP_CT_DIR_MAX]);

struct nf_flow_hw_filter;

/**
 * struct nf_flow_hw_evict - flows that the administrator selects
 * @match: does the filter select this flow? May sleep
 * @filter: argument of @match
 * @num: counts the selected flows
 */
struct nf_flow_hw_evict {
	bool				(*match)(struct nf_flow_hw_flow *flow,
						 const struct nf_flow_hw_filter *filter);
	const struct nf_flow_hw_filter	*filter;
	unsigned int			num;
};

/**
 * struct nf_flow_hw_purge - which entries or flows a purge takes
 * @ifindex: only entries that enter or leave by this device; 0: any
 * @backend: only entries of this backend; NULL: any
 * @forget: take the flows out of the table too, entries or not
 * @quiet: leave conntrack's flag alone: the flowtable core cleared it, and another
 *	flow of the connection may have set it since
 * @stale: end the flows that have to do with @ifindex (0: all), entries or not
 * @cause: what watchers are told
 * @evict: only flows that this selects, and these are ended; NULL: any
 */
struct nf_flow_hw_purge {
	int				ifindex;
	struct nf_flow_hw_backend	*backend;
	bool				forget;
	bool				quiet;
	bool				stale;
	enum nf_flow_hw_cause		cause;
	struct nf_flow_hw_evict		*evict;
};

void nf_flow_hw_flow_purge(struct nf_flow_hw_table *table,
			   const struct nf_flow_hw_purge *what);
void nf_flow_hw_flow_walk(struct nf_flow_hw_table *table,
			  void (*step)(struct nf_flow_hw_flow *flow, const void *data),
			  const void *data);
void nf_flow_hw_flow_end(struct nf_flow_hw_flow **flows, unsigned int num);
void nf_flow_hw_flow_end_one(struct nf_flow_hw_flow *flow);
unsigned int nf_flow_hw_flow_entries(struct nf_flow_hw_table *table);

/* nf_flow_hw_hop.c: what flows depend on. */
#define NF_FLOW_HW_HOP_HASH_BITS	10

extern spinlock_t nf_flow_hw_hop_lock;
extern struct hlist_head nf_flow_hw_hops_by_mac[BIT(NF_FLOW_HW_HOP_HASH_BITS)];
extern struct hlist_head nf_flow_hw_hops_by_addr[BIT(NF_FLOW_HW_HOP_HASH_BITS)];

static inline u32 nf_flow_hw_hop_mac_hash(const u8 *mac)
{
	/* The hash tables mix it; the vendor's half would add little. */
	return get_unaligned((const u32 *)(mac + 2));
}

static inline u32 nf_flow_hw_hop_addr_hash(const union nf_inet_addr *addr)
{
	/* There are no more of them than the kernel has neighbours. */
	return (__force u32)(addr->ip6[0] ^ addr->ip6[1] ^ addr->ip6[2] ^ addr->ip6[3]);
}

int nf_flow_hw_hop_link(struct nf_flow_hw_flow *flow, unsigned int dir,
			const struct nf_flow_hw_hop_key *key,
			const struct nf_flow_hw_hop_key *back);
void nf_flow_hw_hop_unlink(struct nf_flow_hw_flow *flow,
			   enum nf_flow_hw_link state);
void nf_flow_hw_hop_put(struct nf_flow_hw_hop *hop);
void nf_flow_hw_hop_leave(struct nf_flow_hw_flow *flow);
void nf_flow_hw_hop_release(struct nf_flow_hw_flow *flow);
void nf_flow_hw_hop_used(struct nf_flow_hw_flow *flow, unsigned int dir);
bool nf_flow_hw_hop_any(void);
bool nf_flow_hw_hop_housekeep(void);
void nf_flow_hw_hop_forget(const struct nf_flow_hw_table *table);
void nf_flow_hw_hop_unhash(struct nf_flow_hw_hop *hop);
int nf_flow_hw_hop_add_addr(struct nf_flow_hw_hop *hop,
			    const union nf_inet_addr *addr);
bool nf_flow_hw_hop_has_addr(const struct nf_flow_hw_hop *hop,
			     const union nf_inet_addr *addr);

/* nf_flow_hw_mark.c: from events to hops to the worker. */
void nf_flow_hw_hop_mark(struct nf_flow_hw_hop *hop, u8 what);
void nf_flow_hw_hop_neigh_event(const struct net *net, int ifindex, u8 family,
				const union nf_inet_addr *addr, const u8 *mac);
void nf_flow_hw_hop_mac_event(const struct net *net, int bridge, const u8 *mac,
			      u8 what);
void nf_flow_hw_hop_dev_event(const struct net *net, int ifindex, u8 what);
bool nf_flow_hw_hop_busy(struct nf_flow_hw_hop *hop);
struct nf_flow_hw_hop *nf_flow_hw_hop_next(u8 *what);
unsigned int nf_flow_hw_hop_take(struct nf_flow_hw_hop *hop,
				 struct nf_flow_hw_flow **flows, unsigned int max);

/* nf_flow_hw_path.c: neighbours and devices behind a hop. */
bool nf_flow_hw_path_resolve(struct nf_flow_hw_hop *hop,
			     const union nf_inet_addr *dst,
			     union nf_inet_addr *addr);
void nf_flow_hw_path_collect(struct nf_flow_hw_hop *hop);
bool nf_flow_hw_path_fits(struct nf_flow_hw_hop *hop);
bool nf_flow_hw_path_moved(struct nf_flow_hw_hop *hop);
bool nf_flow_hw_path_valid(struct nf_flow_hw_hop *hop);
bool nf_flow_hw_path_onlink(struct nf_flow_hw_hop *hop,
			    const union nf_inet_addr *addr);
void nf_flow_hw_path_confirm(const struct nf_flow_hw_hop *hop, bool probe);
bool nf_flow_hw_path_maps_priority(struct net *net, const struct nf_flow_hw_rule *rule);

#if IS_ENABLED(CONFIG_VLAN_8021Q)
static inline bool nf_flow_hw_vlan_maps_priority(const struct net_device *dev)
{
	return is_vlan_dev(dev) && vlan_dev_priv(dev)->nr_egress_mappings;
}
#else
static inline bool nf_flow_hw_vlan_maps_priority(const struct net_device *dev)
{
	return false;
}
#endif

/* nf_flow_hw_stale.c: the end of flows. */
void nf_flow_hw_stale_add(struct nf_flow_hw_flow *flow);
void nf_flow_hw_stale_del(struct nf_flow_hw_flow *flow);
void nf_flow_hw_stale_collect(struct nf_flow_hw_batch *batch,
			      struct nf_flow_hw_flow *flow);
void nf_flow_hw_stale_flush(struct nf_flow_hw_batch *batch);
void nf_flow_hw_stale_reap(struct nf_flow_hw_flow *flow, const void *data);
void nf_flow_hw_stale_kick(void);
void nf_flow_hw_stale_kick_slow(void);
void nf_flow_hw_stale_housekeep(void);
void nf_flow_hw_stale_look_soon(void);
void nf_flow_hw_stale_teardown(const struct nf_flow_hw_flow *hwflow);
int nf_flow_hw_stale_init(void);
void nf_flow_hw_stale_exit(void);
bool nf_flow_hw_gc(const struct flow_offload *flow);

/* nf_flow_hw_events.c: neighbours, devices, bridges. */
int nf_flow_hw_events_init(void);
void nf_flow_hw_events_exit(void);

/* nf_flow_hw_fib.c: routes. */
int nf_flow_hw_fib_init(void);
void nf_flow_hw_fib_exit(void);
unsigned long nf_flow_hw_fib_work(struct nf_flow_hw_batch *batch);
bool nf_flow_hw_fib_late(u32 when, u32 created, u32 now);
bool nf_flow_hw_fib_missed(const struct nf_flow_hw_flow *flow, u32 created);

/* nf_flow_hw_policy.c: marks that change. */
void nf_flow_hw_policy_housekeep(void);

/* nf_flow_hw_debugfs.c */
#if IS_ENABLED(CONFIG_DEBUG_FS)
void nf_flow_hw_debugfs_init(void);
void nf_flow_hw_debugfs_exit(void);
#else
static inline void nf_flow_hw_debugfs_init(void) {}
static inline void nf_flow_hw_debugfs_exit(void) {}
#endif

#endif /* _NF_FLOW_HW_INTERNAL_H */
