// SPDX-License-Identifier: GPL-2.0-only
/*
 * What to change. Forwarding is done where a packet is received, so what counts is
 * which processor that is: see Documentation/rockchip.md.
 */
#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "tune.h"

#define IRQS	64
#define PORTS	32

/* Larger rings help against bursts; beyond this they only add delay. */
#define RX_RING_ENOUGH	1024

struct tune_port {
	char	dev[IFNAMSIZ];
	int	irq[IRQS], cpu[IRQS];	/* cpu: which of them shall handle it */
	bool	sends[IRQS];		/* tells of sent packets only */
	int	irqs, rx_queues, tx_queues;
};

static struct tune_port ports[PORTS];
static int num_ports;

static int count_queues(const char *dev, const char *prefix)
{
	int num = 0;

	while (file_is(tune_path("/sys/class/net/%s/queues/%s-%d", dev, prefix, num)))
		num++;

	return num;
}

static long net_number(const char *dev, const char *name)
{
	char buf[32];

	if (!file_read(tune_path("/sys/class/net/%s/%s", dev, name), buf, sizeof(buf)))
		return -1;

	return strtol(buf, NULL, 0);
}

/* A wired port with a device of its own. Ports of a switch receive by another one. */
static bool is_port(const char *dev)
{
	return file_is(tune_path("/sys/class/net/%s/device", dev)) &&
	       !file_is(tune_path("/sys/class/net/%s/phy80211", dev)) &&
	       net_number(dev, "type") == 1 &&
	       net_number(dev, "iflink") == net_number(dev, "ifindex");
}

static void port_add(const char *dev)
{
	struct tune_port *port = &ports[num_ports];

	if (num_ports == PORTS)
		return;
	memset(port, 0, sizeof(*port));
	snprintf(port->dev, sizeof(port->dev), "%.*s", IFNAMSIZ - 1, dev);
	port->rx_queues = count_queues(dev, "rx");
	port->tx_queues = count_queues(dev, "tx");
	num_ports++;
}

static int port_compare(const void *a, const void *b)
{
	const struct tune_port *x = a, *y = b;

	return strverscmp(x->dev, y->dev);
}

static void ports_find(int argc, char **argv)
{
	struct dirent *entry;
	DIR *dir;
	int i;

	for (i = 0; i < argc; i++) {
		if (!is_port(argv[i]))
			die(EXIT_ERROR, "'%s' is no wired port with a device of its own",
			    argv[i]);
		port_add(argv[i]);
	}
	if (argc)
		return;

	dir = opendir(tune_path("/sys/class/net"));
	if (!dir)
		die(EXIT_ERROR, "%s: %s", tune_path("/sys/class/net"), strerror(errno));
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.' && is_port(entry->d_name))
			port_add(entry->d_name);
	closedir(dir);
	qsort(ports, num_ports, sizeof(*ports), port_compare);
}

/* The names that a driver may give its interrupts: that of the netdev, or of the
 * device below it (virtio), alone or followed by the queue.
 */
static bool irq_named(const char *word, const char *name)
{
	size_t len = strlen(name);

	return len && !strncmp(word, name, len) &&
	       (!word[len] || strchr("-:,", word[len]));
}

static void irq_parse(struct tune_port *port, const char *device, char *line)
{
	char *end, *word, *rest;
	long irq = strtol(line, &end, 10);

	if (end == line || *end != ':' || port->irqs == IRQS)
		return;
	for (word = strtok_r(end + 1, " \t\n", &rest); word;
	     word = strtok_r(NULL, " \t\n", &rest))
		if (irq_named(word, port->dev) || irq_named(word, device)) {
			if (strstr(word, "-config"))
				return;		/* virtio: no packets */
			port->sends[port->irqs] = strstr(word, "output") ||
						  strstr(word, "-tx-");
			port->irq[port->irqs++] = irq;
			return;
		}
}

static void port_find_irqs(struct tune_port *port)
{
	char line[8192], target[PATH_MAX], *device = NULL;
	FILE *file = fopen(tune_path("/proc/interrupts"), "r");
	ssize_t len;

	if (!file)
		return;
	len = readlink(tune_path("/sys/class/net/%s/device", port->dev), target,
		       sizeof(target) - 1);
	if (len > 0) {
		target[len] = '\0';
		device = basename(target);
	}
	while (fgets(line, sizeof(line), file))
		irq_parse(port, device ? device : "", line);
	fclose(file);
}

__attribute__((format(printf, 3, 4)))
static struct setting *add(settings_t *list, const struct tune_port *port,
			   const char *fmt, ...)
{
	struct setting *s = LIST_ADD(list);
	va_list args;

	snprintf(s->dev, sizeof(s->dev), "%s", port->dev);
	va_start(args, fmt);
	vsnprintf(s->what, sizeof(s->what), fmt, args);
	va_end(args);

	return s;
}

/* What cannot be read cannot be set. */
static void keep_if_readable(settings_t *list)
{
	struct setting *s = &list->item[list->num - 1];

	if (!setting_read(s, s->before, sizeof(s->before)))
		list->num--;
}

static void plan_irqs(settings_t *list, struct tune_port *port,
		      const struct tune_cpus *cpus, int *next)
{
	struct setting *s;
	int i;

	for (i = 0; i < port->irqs; i++) {
		/* What tells of sent packets goes along with what came before. */
		if (!port->sends[i] || !i)
			port->cpu[i] = cpus->fast[(*next)++ % cpus->num_fast];
		else
			port->cpu[i] = port->cpu[i - 1];
		s = add(list, port, "interrupt %d: processors", port->irq[i]);
		s->kind = TUNE_CPU_LIST;
		snprintf(s->path, sizeof(s->path), "/proc/irq/%d/smp_affinity_list",
			 port->irq[i]);
		snprintf(s->wanted, sizeof(s->wanted), "%d", port->cpu[i]);
		snprintf(s->why, sizeof(s->why), cpus->differ ?
			 "receive on a fast core, each port on one of its own" :
			 "receive each port on a core of its own");
		keep_if_readable(list);
	}
}

static void plan_rps(settings_t *list, const struct tune_port *port,
		     const struct tune_cpus *cpus)
{
	struct cpuset set = {};
	struct setting *s;
	char mask[TUNE_TEXT];
	int i;

	if (port->rx_queues >= cpus->num_fast)
		return;
	for (i = 0; i < cpus->num_fast; i++)
		set.has[cpus->fast[i]] = true;
	for (i = 0; i < port->irqs; i++)
		set.has[port->cpu[i]] = false;
	cpuset_mask_text(&set, mask, sizeof(mask));
	if (!strcmp(mask, "0"))
		return;

	for (i = 0; i < port->rx_queues; i++) {
		s = add(list, port, "receive queue %d: RPS", i);
		s->kind = TUNE_CPU_MASK;
		snprintf(s->path, sizeof(s->path), "/sys/class/net/%.15s/queues/rx-%d/rps_cpus",
			 port->dev, i);
		snprintf(s->wanted, sizeof(s->wanted), "%s", mask);
		snprintf(s->why, sizeof(s->why), port->irqs ?
			 "fewer queues than cores: forward on the other %scores, by flow" :
			 "fewer queues than cores: forward on all %scores, by flow",
			 cpus->differ ? "fast " : "");
		keep_if_readable(list);
	}
}

static void plan_xps(settings_t *list, const struct tune_port *port,
		     const struct tune_cpus *cpus)
{
	struct cpuset set;
	struct setting *s;
	int i, j;

	if (port->tx_queues < 2)
		return;
	for (i = 0; i < port->tx_queues && i < cpus->num; i++) {
		memset(&set, 0, sizeof(set));
		for (j = i; j < cpus->num; j += port->tx_queues)
			set.has[cpus->online[j]] = true;
		s = add(list, port, "transmit queue %d: XPS", i);
		s->kind = TUNE_CPU_MASK;
		snprintf(s->path, sizeof(s->path), "/sys/class/net/%.15s/queues/tx-%d/xps_cpus",
			 port->dev, i);
		cpuset_mask_text(&set, s->wanted, sizeof(s->wanted));
		snprintf(s->why, sizeof(s->why),
			 "a core always sends by the same queue, so cores contend less");
		keep_if_readable(list);
	}
}

static void plan_threaded(settings_t *list, const struct tune_port *port)
{
	struct setting *s;

	if (port->rx_queues < 2 || port->irqs >= port->rx_queues)
		return;
	s = add(list, port, "threaded NAPI");
	s->kind = TUNE_NUMBER;
	snprintf(s->path, sizeof(s->path), "/sys/class/net/%.15s/threaded", port->dev);
	snprintf(s->wanted, sizeof(s->wanted), "1");
	snprintf(s->why, sizeof(s->why),
		 "%d queues, fewer interrupts: threads let the scheduler spread the queues",
		 port->rx_queues);
	keep_if_readable(list);
}

static void plan_device(settings_t *list, const struct tune_port *port)
{
	struct rings rings;
	struct setting *s;

	if (ethtool_rings(port->dev, &rings) && rings.rx_max > 1) {
		s = add(list, port, "receive ring");
		s->kind = TUNE_RX_RING;
		snprintf(s->wanted, sizeof(s->wanted), "%u",
			 rings.rx >= RX_RING_ENOUGH ? rings.rx :
			 rings.rx_max < RX_RING_ENOUGH ? rings.rx_max : RX_RING_ENOUGH);
		snprintf(s->why, sizeof(s->why),
			 "room for bursts while the core is busy (the link may go down for a moment)");
		keep_if_readable(list);
	}
	s = add(list, port, "GRO");
	s->kind = TUNE_GRO;
	snprintf(s->wanted, sizeof(s->wanted), "on");
	snprintf(s->why, sizeof(s->why),
		 "TCP is forwarded in large packets: one look-up for up to 64 KB");
	keep_if_readable(list);
}

void plan_make(settings_t *list, int argc, char **argv)
{
	struct tune_cpus cpus;
	int i, next = 0;

	cpus_read(&cpus);
	ports_find(argc, argv);
	for (i = 0; i < num_ports; i++) {
		if (cpus.num > 1) {
			port_find_irqs(&ports[i]);
			plan_irqs(list, &ports[i], &cpus, &next);
			plan_rps(list, &ports[i], &cpus);
			plan_xps(list, &ports[i], &cpus);
			plan_threaded(list, &ports[i]);
		}
		plan_device(list, &ports[i]);
	}
}

bool setting_read(const struct setting *s, char *buf, size_t size)
{
	struct rings rings;
	bool on;

	switch (s->kind) {
	case TUNE_RX_RING:
		if (!ethtool_rings(s->dev, &rings))
			return false;
		snprintf(buf, size, "%u", rings.rx);
		return true;
	case TUNE_GRO:
		if (!ethtool_gro(s->dev, &on))
			return false;
		snprintf(buf, size, "%s", on ? "on" : "off");
		return true;
	default:
		return file_read(tune_path("%s", s->path), buf, size);
	}
}

int setting_write(const struct setting *s, const char *value)
{
	switch (s->kind) {
	case TUNE_RX_RING:
		return ethtool_set_rx_ring(s->dev, strtoul(value, NULL, 10));
	case TUNE_GRO:
		return ethtool_set_gro(s->dev, !strcmp(value, "on"));
	default:
		return file_write(tune_path("%s", s->path), value);
	}
}

/* Do both texts say the same? The kernel writes sets in other words than we. */
bool setting_is(const struct setting *s, const char *value, const char *other)
{
	struct cpuset a, b;

	switch (s->kind) {
	case TUNE_CPU_LIST:
		return cpuset_parse_list(value, &a) && cpuset_parse_list(other, &b) &&
		       cpuset_same(&a, &b);
	case TUNE_CPU_MASK:
		return cpuset_parse_mask(value, &a) && cpuset_parse_mask(other, &b) &&
		       cpuset_same(&a, &b);
	default:
		return !strcmp(value, other);
	}
}
