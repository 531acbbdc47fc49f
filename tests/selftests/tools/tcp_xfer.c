// SPDX-License-Identifier: GPL-2.0-only
/*
 * One TCP connection, a file in each direction at the same time.
 *
 * Sends its file, half-closes, and receives the peer's until the end of the
 * stream; the connection ends with FINs. Prints
 * "sent=BYTES received=BYTES". Exit status 0: both streams ended in order.
 */
#include <fcntl.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include "util.h"

static const struct option options[] = {
	{ "listen",	no_argument,		NULL, 'l' },
	{ "send",	required_argument,	NULL, 's' },
	{ "receive",	required_argument,	NULL, 'r' },
	{ "timeout",	required_argument,	NULL, 't' },
	{ "ready",	required_argument,	NULL, 'R' },
	{ "source",	required_argument,	NULL, 'b' },
	{ "hold",	required_argument,	NULL, 'H' },
	{ "last",	no_argument,		NULL, 'L' },
	{ }
};

static void usage(void)
{
	fputs("usage: tcp_xfer [-l] [--send FILE] [--receive FILE] [--timeout S]\n"
	      "                [--ready FILE] [--source PORT] [--hold FILE] [--last] HOST PORT\n"
	      "  -l             listen on HOST PORT for one connection\n"
	      "  --hold FILE    do not end the own stream before FILE exists\n"
	      "  --last         do not end the own stream before the peer's has ended\n"
	      "  --timeout S    give up when nothing moved for S seconds (30)\n"
	      "  --ready FILE   create FILE when listening\n", stderr);
	exit(2);
}

/**
 * struct xfer - a connection in progress
 * @fd: the socket, non-blocking
 * @in: file to send; -1: nothing (any more)
 * @out: file to receive into; -1: only counted
 * @buf: bytes read from @in and not yet sent
 * @pos: first of them
 * @len: end of them
 * @hold: a file whose existence allows to end the stream
 * @last: the peer ends its stream first
 * @receiving: it has not ended it
 * @sent: bytes handed to the socket
 * @received: bytes taken from it
 */
struct xfer {
	int		fd;
	int		in;
	int		out;
	char		buf[65536];
	size_t		pos;
	size_t		len;
	const char	*hold;
	bool		last;
	bool		receiving;
	uint64_t	sent;
	uint64_t	received;
};

static bool held(const struct xfer *x)
{
	return (x->last && x->receiving) || (x->hold && access(x->hold, F_OK));
}

/* A moment, but not while there is something to receive. */
static void linger(const struct xfer *x)
{
	struct pollfd pfd = { .fd = x->fd, .events = POLLIN };

	if (x->receiving)
		poll(&pfd, 1, 10);
	else
		usleep(10000);
}

/* False: all was sent, the sending side is closed. */
static int send_some(struct xfer *x)
{
	ssize_t n;

	if (x->pos == x->len && x->in >= 0) {
		n = read(x->in, x->buf, sizeof(x->buf));
		if (n < 0)
			die("read");
		x->pos = 0;
		x->len = n;
	}
	if (x->pos == x->len || x->in < 0) {
		if (held(x)) {
			linger(x);
			return 1;
		}
		if (shutdown(x->fd, SHUT_WR))
			die("shutdown");
		return 0;
	}

	n = send(x->fd, x->buf + x->pos, x->len - x->pos, MSG_NOSIGNAL);
	if (n < 0 && errno != EAGAIN)
		die("send after %llu bytes", (unsigned long long)x->sent);
	if (n > 0) {
		x->pos += n;
		x->sent += n;
	}
	return 1;
}

/* False: the peer's stream ended. */
static int receive_some(struct xfer *x)
{
	static char buf[65536];
	ssize_t n;

	n = recv(x->fd, buf, sizeof(buf), 0);
	if (n < 0) {
		if (errno == EAGAIN)
			return 1;
		die("recv after %llu bytes", (unsigned long long)x->received);
	}
	if (!n)
		return 0;
	if (x->out >= 0 && write(x->out, buf, n) != n)
		die("write");
	x->received += n;
	return 1;
}

static void transfer(struct xfer *x, int timeout_ms)
{
	struct pollfd pfd = { .fd = x->fd, .events = POLLIN | POLLOUT };
	int n;

	while (pfd.events) {
		n = poll(&pfd, 1, timeout_ms);
		if (n < 0)
			die("poll");
		if (!n) {
			errno = ETIMEDOUT;
			die("sent %llu, received %llu bytes", (unsigned long long)x->sent,
			    (unsigned long long)x->received);
		}
		if (pfd.revents & (POLLIN | POLLHUP | POLLERR) &&
		    pfd.events & POLLIN && !receive_some(x)) {
			pfd.events &= ~POLLIN;
			x->receiving = false;
		}
		if (pfd.revents & POLLOUT && !send_some(x))
			pfd.events &= ~POLLOUT;
	}
}

static int wait_for_client(int fd, int timeout_ms, const char *ready_file)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };

	if (listen(fd, 1))
		die("listen");
	ready(ready_file);
	if (poll(&pfd, 1, timeout_ms) != 1) {
		errno = ETIMEDOUT;
		die("nobody connected");
	}
	fd = accept(fd, NULL, NULL);
	if (fd < 0)
		die("accept");
	return fd;
}

static int open_file(const char *path, int flags)
{
	int fd = open(path, flags, 0644);

	if (fd < 0)
		die("%s", path);
	return fd;
}

int main(int argc, char **argv)
{
	const char *ready_file = NULL, *source = "0";
	static struct xfer x = { .in = -1, .out = -1, .receiving = true };
	struct sockaddr_storage sa, any;
	int opt, listening = 0, timeout_ms = 30000;
	socklen_t len, any_len;

	while ((opt = getopt_long(argc, argv, "l", options, NULL)) != -1) {
		switch (opt) {
		case 'l': listening = 1; break;
		case 's': x.in = open_file(optarg, O_RDONLY); break;
		case 'r': x.out = open_file(optarg, O_WRONLY | O_CREAT | O_TRUNC); break;
		case 't': timeout_ms = number(optarg, 3600) * 1000; break;
		case 'R': ready_file = optarg; break;
		case 'b': source = optarg; break;
		case 'H': x.hold = optarg; break;
		case 'L': x.last = true; break;
		default: usage();
		}
	}
	if (argc - optind != 2)
		usage();

	len = address(&sa, AF_UNSPEC, argv[optind], argv[optind + 1]);
	if (listening) {
		x.fd = wait_for_client(socket_bound(&sa, len, SOCK_STREAM), timeout_ms,
				       ready_file);
	} else {
		any_len = address(&any, sa.ss_family, NULL, source);
		x.fd = socket_bound(&any, any_len, SOCK_STREAM);
		if (connect(x.fd, (struct sockaddr *)&sa, len))
			die("connect");
	}
	if (fcntl(x.fd, F_SETFL, O_NONBLOCK))
		die("O_NONBLOCK");

	reset_on_close(x.fd, 1);
	transfer(&x, timeout_ms);
	reset_on_close(x.fd, 0);
	printf("sent=%llu received=%llu\n", (unsigned long long)x.sent,
	       (unsigned long long)x.received);
	return 0;
}
