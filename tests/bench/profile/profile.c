// SPDX-License-Identifier: GPL-2.0-only
/*
 * A plugin of QEMU's TCG that counts executed instructions by address, between marks
 * that the guest sets: instructions that do nothing, see bench_mark() in
 * ../modules/bench.h. Marks nest; each instruction counts for the innermost one.
 *
 * Built by run.sh.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profile.h"

int qemu_plugin_version = 1;

#define BITS		21
#define PHASES		8
#define DEPTH		64
#define KERNEL		0xffff000000000000ULL
#define MARK_SIZE	8
#define MARK_END	0xff

struct counter {
	unsigned long long	addr;
	unsigned long long	num[PHASES];
};

static struct counter *counters;
static unsigned long long entered[PHASES];
static unsigned int phase, stack[DEPTH], depth;
static const char *out = "profile.out";

static struct counter *counter_get(unsigned long long addr)
{
	unsigned long long i = addr * 0x9e3779b97f4a7c15ULL >> (64 - BITS);

	while (counters[i].addr && counters[i].addr != addr)
		i = (i + 1) & ((1 << BITS) - 1);
	counters[i].addr = addr;

	return &counters[i];
}

static void on_insn(unsigned int cpu, void *data)
{
	struct counter *counter = data;

	if (phase)
		counter->num[phase]++;
}

static void on_mark(unsigned int cpu, void *data)
{
	unsigned int mark = (size_t)data;

	if (mark == MARK_END) {
		if (depth)
			phase = stack[--depth];
		return;
	}
	if (depth < DEPTH)
		stack[depth++] = phase;
	phase = mark % PHASES;
	entered[phase]++;
}

static bool is_mark(const struct qemu_plugin_insn *insn)
{
	static const unsigned char head[] = { 0x0f, 0x1f, 0x84, 0x00 };
	static const unsigned char tail[] = { 0x77, 0x4c, 0x3e };
	const unsigned char *code = qemu_plugin_insn_data(insn);

	return qemu_plugin_insn_size(insn) == MARK_SIZE &&
	       !memcmp(code, head, sizeof(head)) && !memcmp(code + 5, tail, sizeof(tail));
}

static void on_trans(unsigned long long id, struct qemu_plugin_tb *tb)
{
	size_t i, num = qemu_plugin_tb_n_insns(tb);

	for (i = 0; i < num; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		unsigned long long addr = qemu_plugin_insn_vaddr(insn);
		const unsigned char *code = qemu_plugin_insn_data(insn);

		if (addr < KERNEL)
			return;
		if (is_mark(insn))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_mark, 0,
							       (void *)(size_t)code[4]);
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_insn, 0,
						       counter_get(addr));
	}
}

static void on_exit_write(unsigned long long id, void *data)
{
	FILE *file = fopen(out, "w");
	unsigned int p;
	size_t i;

	if (!file)
		return;

	for (p = 1; p < PHASES; p++)
		fprintf(file, "# %u %llu\n", p, entered[p]);
	for (i = 0; i < 1 << BITS; i++)
		for (p = 1; p < PHASES; p++)
			if (counters[i].num[p])
				fprintf(file, "%u %llx %llu\n", p,
					counters[i].addr, counters[i].num[p]);
	fclose(file);
}

__attribute__((visibility("default")))
int qemu_plugin_install(unsigned long long id, const void *info, int argc, char **argv)
{
	int i;

	for (i = 0; i < argc; i++)
		if (!strncmp(argv[i], "out=", 4))
			out = strdup(argv[i] + 4);
	counters = calloc(1 << BITS, sizeof(*counters));
	if (!counters)
		return -1;

	qemu_plugin_register_vcpu_tb_trans_cb(id, on_trans);
	qemu_plugin_register_atexit_cb(id, on_exit_write, NULL);

	return 0;
}
