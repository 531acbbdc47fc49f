/* SPDX-License-Identifier: GPL-2.0-only */
/* For drivers that have ports of theirs served by the software engine. */
#ifndef _NF_FLOW_HW_SOFT_H
#define _NF_FLOW_HW_SOFT_H

struct net_device;

int nf_flow_hw_soft_port_add(struct net_device *dev);
void nf_flow_hw_soft_port_del(struct net_device *dev);

#endif /* _NF_FLOW_HW_SOFT_H */
