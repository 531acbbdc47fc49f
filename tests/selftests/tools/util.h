/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tools share: dying, numbers, time, sockets. */
#ifndef _SELFTESTS_UTIL_H
#define _SELFTESTS_UTIL_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static inline void __attribute__((noreturn, format(printf, 1, 2)))
die(const char *fmt, ...)
{
	int err = errno;
	va_list ap;

	va_start(ap, fmt);
	fprintf(stderr, "%s: ", program_invocation_short_name);
	vfprintf(stderr, fmt, ap);
	fprintf(stderr, err ? ": %s\n" : "\n", strerror(err));
	va_end(ap);
	exit(1);
}

static inline unsigned long number(const char *s, unsigned long max)
{
	unsigned long n;
	char *end;

	errno = 0;
	n = strtoul(s, &end, 0);
	if (errno || !*s || *end || *s == '-' || n > max) {
		errno = 0;
		die("'%s' is not a number from 0 to %lu", s, max);
	}
	return n;
}

static inline uint64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000ull + ts.tv_nsec / 1000;
}

/* A numeric address; NULL: any address of @family. */
static inline socklen_t address(struct sockaddr_storage *sa, int family,
				const char *host, const char *port)
{
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)sa;
	struct sockaddr_in *v4 = (struct sockaddr_in *)sa;

	memset(sa, 0, sizeof(*sa));
	if (host && inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
		family = AF_INET;
	} else if (host) {
		errno = 0;
		if (inet_pton(AF_INET6, host, &v6->sin6_addr) != 1)
			die("'%s' is not an address", host);
		family = AF_INET6;
	}
	sa->ss_family = family;
	v4->sin_port = htons(number(port, 65535)); /* at the same place in both */
	return family == AF_INET ? sizeof(*v4) : sizeof(*v6);
}

static inline int socket_bound(const struct sockaddr_storage *sa, socklen_t len, int type)
{
	int fd, on = 1;

	fd = socket(sa->ss_family, type, 0);
	if (fd < 0)
		die("socket");
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)))
		die("SO_REUSEADDR");
	if (bind(fd, (const struct sockaddr *)sa, len))
		die("bind");
	return fd;
}

/* Whether closing a TCP connection resets it. With that on from the beginning, a
 * process that is killed leaves no socket behind that would go on to repeat its
 * FIN, and keep its network namespace alive, for minutes.
 */
static inline void reset_on_close(int fd, int on)
{
	struct linger linger = { .l_onoff = on };

	if (setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)))
		die("SO_LINGER");
}

/* Tell whoever waits for it that the socket is ready. */
static inline void ready(const char *path)
{
	FILE *f;

	if (!path)
		return;
	f = fopen(path, "w");
	if (!f || fclose(f))
		die("%s", path);
}

#endif /* _SELFTESTS_UTIL_H */
