/* SPDX-License-Identifier: GPL-2.0-only */
/* What profile.c uses of version 1 of QEMU's plugin API; Debian's QEMU comes without
 * qemu-plugin.h.
 */
#ifndef _NF_FLOW_HW_BENCH_PROFILE_H
#define _NF_FLOW_HW_BENCH_PROFILE_H

#include <stddef.h>

struct qemu_plugin_tb;
struct qemu_plugin_insn;

void qemu_plugin_register_vcpu_tb_trans_cb(unsigned long long id,
					   void (*cb)(unsigned long long,
						      struct qemu_plugin_tb *));
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    void (*cb)(unsigned int cpu, void *data),
					    int flags, void *data);
void qemu_plugin_register_atexit_cb(unsigned long long id,
				    void (*cb)(unsigned long long, void *), void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb,
						 size_t i);
unsigned long long qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);

#endif /* _NF_FLOW_HW_BENCH_PROFILE_H */
