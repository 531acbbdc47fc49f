// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many short TCP connections: each is opened, carries a message and its echo, and is
 * closed, every other one by a reset. The server's addresses are used in turn, so
 * that ports suffice.
 *
 *	churn -l PORTS ADDRESS PORT			the server
 *	churn [--rate N] [--seconds N] --count N PORTS ADDRESS PORT
 *							the client, 64 at once
 */
#include <getopt.h>
#include <signal.h>
#include <sys/epoll.h>

#include "util.h"

#define AT_ONCE	64

struct conn {
	int		fd;
	uint64_t	since;
};

static struct conn conns[AT_ONCE];
static unsigned long opened, done, failed;
static int ep;

static void watch(int fd, uint32_t events, uint64_t data)
{
	struct epoll_event ev = { .events = events, .data.u64 = data };

	if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev))
		die("epoll_ctl");
}

static void serve(const char *host, unsigned long port, unsigned long ports)
{
	struct epoll_event ev[AT_ONCE];
	char buf[64];
	int i, n, fd, on = 1;
	ssize_t len;

	for (i = 0; i < (int)ports; i++) {
		struct sockaddr_in sa = { AF_INET, htons(port + i) };

		inet_pton(AF_INET, host, &sa.sin_addr);
		fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
		if (fd < 0 || bind(fd, (void *)&sa, sizeof(sa)) || listen(fd, 1024))
			die("%s port %lu", host, port + i);
		watch(fd, EPOLLIN, (uint64_t)fd << 1);
	}
	for (;;) {
		n = epoll_wait(ep, ev, AT_ONCE, -1);
		for (i = 0; i < n; i++) {
			fd = ev[i].data.u64 >> 1;
			if (!(ev[i].data.u64 & 1)) {
				fd = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
				if (fd >= 0)
					watch(fd, EPOLLIN, (uint64_t)fd << 1 | 1);
				continue;
			}
			len = recv(fd, buf, sizeof(buf), 0);
			if (len <= 0 || send(fd, buf, len, MSG_NOSIGNAL) != len)
				close(fd);
		}
	}
}

static void start(struct conn *c, const char *host, unsigned long port)
{
	struct linger reset = { opened & 1, 0 };
	struct sockaddr_in sa = { AF_INET, htons(port) };
	int on = 1;

	inet_pton(AF_INET, host, &sa.sin_addr);
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	c->since = now_us();
	setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	setsockopt(c->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (c->fd < 0 || (connect(c->fd, (void *)&sa, sizeof(sa)) && errno != EINPROGRESS))
		die("connect");
	opened++;
	watch(c->fd, EPOLLOUT, c - conns);
}

static void end(struct conn *c, int ok)
{
	close(c->fd);
	c->fd = -1;
	done++;
	failed += !ok;
}

static void step(struct conn *c, uint32_t events)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.u64 = c - conns };
	char buf[64] = "hello";

	if (events & EPOLLOUT) {
		if (send(c->fd, buf, 32, MSG_NOSIGNAL) != 32)
			end(c, 0);
		else
			epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &ev);
		return;
	}
	end(c, recv(c->fd, buf, sizeof(buf), 0) == 32);
}

static void client(const char *host, unsigned long port, unsigned long ports,
		   unsigned long count, unsigned long rate, unsigned long seconds)
{
	struct epoll_event ev[AT_ONCE];
	uint64_t begin = now_us();
	int i, n;

	for (i = 0; i < AT_ONCE; i++)
		conns[i].fd = -1;
	while (done < count) {
		if (seconds && now_us() - begin > seconds * 1000000)
			count = opened;
		for (i = 0; i < AT_ONCE; i++) {
			if (conns[i].fd >= 0 && now_us() - conns[i].since > 20000000)
				end(&conns[i], 0);
			if (conns[i].fd < 0 && opened < count &&
			    (!rate || opened < (now_us() - begin) * rate / 1000000 + 1))
				start(&conns[i], host, port + opened % ports);
		}
		n = epoll_wait(ep, ev, AT_ONCE, 5);
		for (i = 0; i < n; i++)
			step(&conns[ev[i].data.u64], ev[i].events);
	}
	printf("done=%lu failed=%lu ms=%lu rate=%lu\n", done, failed,
	       (unsigned long)(now_us() - begin) / 1000,
	       (unsigned long)(done * 1000000 / (now_us() - begin)));
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "rate",	required_argument,	NULL, 'r' },
		{ "count",	required_argument,	NULL, 'c' },
		{ "seconds",	required_argument,	NULL, 's' },
		{ }
	};
	unsigned long count = 1000, rate = 0, seconds = 0;
	int opt, listening = 0;

	while ((opt = getopt_long(argc, argv, "l", options, NULL)) >= 0) {
		if (opt == 'l')
			listening = 1;
		else if (opt == 'r')
			rate = number(optarg, 1000000);
		else if (opt == 'c')
			count = number(optarg, 1000000000);
		else if (opt == 's')
			seconds = number(optarg, 1000000);
		else
			return 2;
	}
	if (argc - optind != 3)
		die("usage: churn -l|[--rate N] --count N PORTS ADDRESS PORT");
	argv += optind;
	signal(SIGPIPE, SIG_IGN);
	ep = epoll_create1(0);
	if (ep < 0)
		die("epoll");
	if (listening)
		serve(argv[1], number(argv[2], 65535), number(argv[0], 1000));
	client(argv[1], number(argv[2], 65535), number(argv[0], 1000), count, rate, seconds);
	return failed > 0;
}
