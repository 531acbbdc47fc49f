// SPDX-License-Identifier: GPL-2.0-only
/*
 * A kernel that describes its flows otherwise: a flowtable type like that of
 * nf_flow_hw, but what nf_flow_table has built for a flow is altered before any
 * engine sees it. So the refusals that no kernel of today brings about, and one of
 * tomorrow may, are met by real connections. The flow itself, and with it what the
 * kernel's software path does, stays as it was.
 *
 * Flowtables that are created while this module is there have its type, and pin it.
 */
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rculist.h>
#include <net/netfilter/nf_flow_table.h>
#include <net/netfilter/nf_tables.h>

#define DISTORT_TAGS	3	/* one more than a flow can be described with */

static char *how = "";
module_param(how, charp, 0444);
MODULE_PARM_DESC(how, "reason of a refusal to bring about, as in the uapi header, in lower case");

static void distort_match_key(struct nf_flow_rule *rule)
{
	rule->match.dissector.used_keys |= BIT_ULL(FLOW_DISSECTOR_KEY_IP);
}

static void distort_match_mask(struct nf_flow_rule *rule)
{
	rule->match.mask.tp.dst = htons(0xff00);
}

static void distort_l3proto(struct nf_flow_rule *rule)
{
	rule->match.key.basic.n_proto = htons(ETH_P_MPLS_UC);
}

static void distort_l4proto(struct nf_flow_rule *rule)
{
	rule->match.key.basic.ip_proto = IPPROTO_SCTP;
}

static void distort_fragment(struct nf_flow_rule *rule)
{
	rule->match.mask.control.flags |= FLOW_DIS_IS_FRAGMENT;
}

/* As for a packet that came by a tunnel. */
static void distort_tunnel(struct nf_flow_rule *rule)
{
	rule->match.dissector.offset[FLOW_DISSECTOR_KEY_ENC_KEYID] =
		offsetof(struct nf_flow_key, enc_key_id);
	rule->match.dissector.used_keys |= BIT_ULL(FLOW_DISSECTOR_KEY_ENC_KEYID);
	rule->match.key.enc_key_id.keyid = htonl(8);
	rule->match.mask.enc_key_id.keyid = htonl(U32_MAX);
}

/* nf_flow_table has room for many more than it uses. */
static struct flow_action_entry *distort_add(struct nf_flow_rule *rule,
					     enum flow_action_id id)
{
	struct flow_action *action = &rule->rule->action;
	struct flow_action_entry *act;

	/* Counted first: newer kernels check the index against the count. */
	action->num_entries++;
	act = &action->entries[action->num_entries - 1];
	act->id = id;
	return act;
}

static void distort_encap_depth(struct nf_flow_rule *rule)
{
	struct flow_action_entry *act;
	int i;

	for (i = 0; i < DISTORT_TAGS; i++) {
		act = distort_add(rule, FLOW_ACTION_VLAN_PUSH);
		act->vlan.proto = htons(ETH_P_8021Q);
		act->vlan.vid = i + 1;
	}
}

static void distort_action(struct nf_flow_rule *rule)
{
	distort_add(rule, FLOW_ACTION_SAMPLE);
}

static void distort_mangle(struct nf_flow_rule *rule)
{
	struct flow_action_entry *act = distort_add(rule, FLOW_ACTION_MANGLE);

	act->mangle.htype = FLOW_ACT_MANGLE_HDR_TYPE_IP4;
	act->mangle.offset = offsetof(struct iphdr, ttl);
}

/* nf_flow_table puts the redirection last, with a reference on the device. */
static void distort_no_redirect(struct nf_flow_rule *rule)
{
	struct flow_action *action = &rule->rule->action;
	struct flow_action_entry *act = &action->entries[action->num_entries - 1];

	if (WARN_ON(!action->num_entries || act->id != FLOW_ACTION_REDIRECT))
		return;
	dev_put(act->dev);
	action->num_entries--;
}

static const struct {
	const char	*how;
	void		(*apply)(struct nf_flow_rule *rule);
} distortions[] = {
	{ "match_key",		distort_match_key },
	{ "match_mask",		distort_match_mask },
	{ "l3proto",		distort_l3proto },
	{ "l4proto",		distort_l4proto },
	{ "fragment",		distort_fragment },
	{ "tunnel",		distort_tunnel },
	{ "encap_depth",	distort_encap_depth },
	{ "action",		distort_action },
	{ "mangle",		distort_mangle },
	{ "no_redirect",	distort_no_redirect },
};

static void (*distort)(struct nf_flow_rule *rule);

/* Of nf_flow_hw; its module stays while we are here. */
static const struct nf_flowtable_type *genuine;

static int distort_rule(struct net *net, struct flow_offload *flow,
			enum flow_offload_tuple_dir dir, struct nf_flow_rule *rule)
{
	int err = genuine->action(net, flow, dir, rule);

	if (err)
		return err;

	distort(rule);
	return 0;
}

/* Of no family, and so of no flowtable, before it is a copy of the genuine one. */
static struct nf_flowtable_type distort_type = {
	.family	= NFPROTO_UNSPEC,
	.owner	= THIS_MODULE,
};

static const struct nf_flowtable_type *distort_find(const struct list_head *types)
{
	const struct nf_flowtable_type *type;

	list_for_each_entry(type, types, list)
		if (type->family == NFPROTO_INET && type->owner &&
		    !strcmp(type->owner->name, "nf_flow_hw"))
			return type;
	return NULL;
}

/* nf_tables takes the first type of a family. What comes after a type that was just
 * added is the head of the list: in the machine of a test nobody adds another.
 */
static int distort_take_over(void)
{
	struct list_head *types = distort_type.list.next;
	const struct nf_flowtable_type *type;
	int err = -ENOENT;

	nfnl_lock(NFNL_SUBSYS_NFTABLES);
	type = distort_find(types);
	if (type && try_module_get(type->owner)) {
		genuine = type;
		list_del_rcu(&distort_type.list);
		synchronize_rcu();
		distort_type = *type;
		distort_type.action = distort_rule;
		distort_type.owner = THIS_MODULE;
		list_add_rcu(&distort_type.list, types);
		err = 0;
	}
	nfnl_unlock(NFNL_SUBSYS_NFTABLES);

	return err;
}

static int __init distort_init(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(distortions); i++)
		if (!strcmp(how, distortions[i].how))
			distort = distortions[i].apply;
	if (!distort)
		return -EINVAL;

	nft_register_flowtable_type(&distort_type);
	err = distort_take_over();
	if (err)
		nft_unregister_flowtable_type(&distort_type);

	return err;
}

static void __exit distort_exit(void)
{
	nft_unregister_flowtable_type(&distort_type);
	synchronize_rcu();
	module_put(genuine->owner);
}

module_init(distort_init);
module_exit(distort_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("nf_flow_hw: alters what the kernel says of its flows");
MODULE_INFO(test, "Y");
