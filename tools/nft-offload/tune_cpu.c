// SPDX-License-Identifier: GPL-2.0-only
/* Which processors there are, and which of them are fast. */
#include <stdlib.h>
#include <string.h>
#include "tune.h"

/* Of two kinds of cores the slower one has less than this share of the other's
 * capacity (Cortex-A55 beside A76: about a half); speed bins of one kind have more.
 */
#define FAST_PERCENT	80

bool cpuset_parse_list(const char *s, struct cpuset *set)
{
	unsigned long first, last;
	char *end;

	memset(set, 0, sizeof(*set));
	while (*s) {
		first = strtoul(s, &end, 10);
		if (end == s)
			return false;
		last = first;
		if (*end == '-') {
			s = end + 1;
			last = strtoul(s, &end, 10);
			if (end == s)
				return false;
		}
		if (last >= TUNE_CPUS || (*end && *end != ','))
			return false;
		for (; first <= last; first++)
			set->has[first] = true;
		s = *end ? end + 1 : end;
	}

	return true;
}

/* Hexadecimal, the commas between the words of 32 bits are no more than that. */
bool cpuset_parse_mask(const char *s, struct cpuset *set)
{
	size_t len = strlen(s);
	int bit, cpu = 0;
	char digit[2] = "";
	long value;

	memset(set, 0, sizeof(*set));
	while (len--) {
		if (s[len] == ',')
			continue;
		digit[0] = s[len];
		value = strtol(digit, NULL, 16);
		if (!value && digit[0] != '0')
			return false;
		for (bit = 0; bit < 4; bit++, cpu++)
			if (cpu < TUNE_CPUS)
				set->has[cpu] = value & (1 << bit);
	}

	return cpu;
}

void cpuset_mask_text(const struct cpuset *set, char *buf, size_t size)
{
	int cpu, top = 0;
	uint32_t word;
	size_t len = 0;

	for (cpu = 0; cpu < TUNE_CPUS; cpu++)
		if (set->has[cpu])
			top = cpu / 32;
	buf[0] = '\0';
	for (; top >= 0 && len < size; top--) {
		word = 0;
		for (cpu = 0; cpu < 32; cpu++)
			word |= (uint32_t)set->has[top * 32 + cpu] << cpu;
		len += snprintf(buf + len, size - len, len ? ",%08x" : "%x", word);
	}
}

bool cpuset_same(const struct cpuset *a, const struct cpuset *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static unsigned long capacity(int cpu)
{
	char buf[32];

	if (!file_read(tune_path("/sys/devices/system/cpu/cpu%d/cpu_capacity", cpu), buf,
		       sizeof(buf)))
		return 1024;

	return strtoul(buf, NULL, 10);
}

/* Processor 0 last: it does the chores of the machine. */
static void cpus_order_fast(struct tune_cpus *cpus)
{
	int i;

	if (cpus->num_fast < 2 || cpus->fast[0])
		return;
	for (i = 1; i < cpus->num_fast; i++)
		cpus->fast[i - 1] = cpus->fast[i];
	cpus->fast[cpus->num_fast - 1] = 0;
}

void cpus_read(struct tune_cpus *cpus)
{
	const char *path = tune_path("/sys/devices/system/cpu/online");
	unsigned long max = 0;
	struct cpuset set;
	char buf[TUNE_TEXT];
	int i;

	memset(cpus, 0, sizeof(*cpus));
	if (!file_read(path, buf, sizeof(buf)))
		snprintf(buf, sizeof(buf), "0");	/* a kernel without SMP */
	if (!cpuset_parse_list(buf, &set))
		die(EXIT_ERROR, "cannot understand %s: %s", path, buf);

	for (i = 0; i < TUNE_CPUS; i++)
		if (set.has[i]) {
			cpus->online[cpus->num++] = i;
			if (capacity(i) > max)
				max = capacity(i);
		}
	for (i = 0; i < cpus->num; i++)
		if (capacity(cpus->online[i]) * 100 >= max * FAST_PERCENT)
			cpus->fast[cpus->num_fast++] = cpus->online[i];
	cpus->differ = cpus->num_fast < cpus->num;
	cpus_order_fast(cpus);
}
