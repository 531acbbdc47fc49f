// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sched.h>
#include "util.h"
#include "wire.h"

#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING 23
#endif

static void enter_netns(const char *wire)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%.*s", (int)strcspn(wire, "/"), wire);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		die("%s", path);
	close(fd);
}

/*
 * wire_socket - a packet socket that sees what a device receives
 * @name: NS/DEV; the process is in that namespace afterwards
 */
int wire_socket(const char *name)
{
	struct sockaddr_ll sll = { .sll_family = AF_PACKET };
	int fd, on = 1;

	enter_netns(name);
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0);
	sll.sll_protocol = htons(ETH_P_ALL);
	sll.sll_ifindex = if_nametoindex(strchr(name, '/') + 1);
	if (fd < 0 || !sll.sll_ifindex ||
	    setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof(on)) ||
	    bind(fd, (struct sockaddr *)&sll, sizeof(sll)))
		die("%s", name);

	return fd;
}
