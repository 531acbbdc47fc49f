// SPDX-License-Identifier: GPL-2.0-only
/*
 * Closed-loop traffic over UDP or TCP: the client sends a message, the server
 * sends it back at once, and --interval after that the client sends the next.
 *
 * Every message carries its number, as far as it has room for it, and a pattern;
 * a reply that is late, foreign or altered does not count. Both sides print what
 * they received, as bytes of payload, and the client when. Exit status of the client: 0 if every
 * message was answered, or not more than --lose were not.
 */
#include <getopt.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <time.h>
#include "util.h"

#define SIZE_MAX_MSG	60000

enum close_how { CLOSE_FIN, CLOSE_RST };

struct config {
	const char	*host, *port, *source, *ready;
	unsigned long	count, size, interval_us, timeout_ms, lose;
	int		listening, tcp, ttl, options, dontfrag, stay;
	enum close_how	how;
};

struct totals {
	unsigned long	sent, received, lost;
	uint64_t	bytes;
	time_t		last;	/* reply (client) */
};

static volatile sig_atomic_t stopped;

static const struct option options[] = {
	{ "listen",	no_argument,		NULL, 'l' },
	{ "tcp",	no_argument,		NULL, 'T' },
	{ "count",	required_argument,	NULL, 'c' },
	{ "size",	required_argument,	NULL, 's' },
	{ "interval",	required_argument,	NULL, 'i' },
	{ "timeout",	required_argument,	NULL, 't' },
	{ "lose",	required_argument,	NULL, 'L' },
	{ "ready",	required_argument,	NULL, 'R' },
	{ "source",	required_argument,	NULL, 'b' },
	{ "ttl",	required_argument,	NULL, 'x' },
	{ "ip-options",	no_argument,		NULL, 'o' },
	{ "df",		no_argument,		NULL, 'd' },
	{ "rst",	no_argument,		NULL, 'r' },
	{ "stay",	no_argument,		NULL, 'S' },
	{ }
};

static void usage(void)
{
	fputs("usage: pingpong [OPTION]… HOST PORT\n"
	      "  -l              be the server on HOST PORT; TCP: of one connection\n"
	      "  --tcp           TCP instead of UDP\n"
	      "  --count N       messages (default 100); 0: until SIGTERM\n"
	      "  --size BYTES    payload (default 100)\n"
	      "  --interval US   from a reply to the next message (default 1000)\n"
	      "  --timeout MS    for a reply (default 1000)\n"
	      "  --lose N        messages that may stay unanswered (default 0)\n"
	      "  --source PORT   local port of the client\n"
	      "  --ttl N         of what the client sends\n"
	      "  --ip-options    put no-operation IP options into what the client sends\n"
	      "  --df            send with \"don't fragment\", else never\n"
	      "  --rst           end a TCP connection by reset (client)\n"
	      "  --stay          in the end be silent until SIGTERM, and close by reset (client)\n"
	      "  --ready FILE    create FILE when ready to serve\n", stderr);
	exit(2);
}

static void on_signal(int sig)
{
	stopped = 1;
}

static void catch_signals(void)
{
	struct sigaction sa = { .sa_handler = on_signal };

	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void fill(unsigned char *buf, size_t size, uint32_t seq)
{
	size_t i;

	for (i = 0; i < size; i++)
		buf[i] = i < 4 ? seq >> (8 * i) : (unsigned char)(seq + i * 7);
}

static void set_int(int fd, int level, int name, int value)
{
	if (setsockopt(fd, level, name, &value, sizeof(value)))
		die("setsockopt %d/%d", level, name);
}

static void set_ip_options(int fd, int family, const struct config *cfg)
{
	static const unsigned char nops[4] = { 1, 1, 1, 1 };
	int v6 = family == AF_INET6;

	if (cfg->ttl)
		set_int(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP,
			v6 ? IPV6_UNICAST_HOPS : IP_TTL, cfg->ttl);
	if (cfg->options && setsockopt(fd, IPPROTO_IP, IP_OPTIONS, nops, sizeof(nops)))
		die("IP_OPTIONS");
	if (!v6 && !cfg->tcp)
		set_int(fd, IPPROTO_IP, IP_MTU_DISCOVER,
			cfg->dontfrag ? IP_PMTUDISC_PROBE : IP_PMTUDISC_DONT);
}

/* Wait for a whole message; 1: there, 0: none in time or an error that passes
 * (ICMP), -1: the peer closed.
 */
static int read_message(int fd, int tcp, unsigned char *buf, size_t size, int timeout_ms)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	size_t got = 0;
	ssize_t n;

	do {
		n = poll(&pfd, 1, timeout_ms);
		if (n <= 0)
			return 0;
		n = recv(fd, buf + got, size - got, 0);
		if (n < 0)
			return tcp ? -1 : 0;
		if (!n && tcp)
			return -1;
		got += n;
	} while (tcp && got < size && !stopped);
	return got == size;
}

/* Read until the reply to @want comes or its time is over. */
static int read_reply(int fd, const struct config *cfg, const unsigned char *want)
{
	static unsigned char buf[SIZE_MAX_MSG];
	uint64_t end = now_us() + cfg->timeout_ms * 1000;
	uint64_t now;
	int n;

	for (now = now_us(); now < end && !stopped; now = now_us()) {
		n = read_message(fd, cfg->tcp, buf, cfg->size, (end - now) / 1000 + 1);
		if (n < 0)
			return n;
		if (n && !memcmp(buf, want, cfg->size))
			return 1;
	}
	return 0;
}

static int client_round(int fd, const struct config *cfg, struct totals *t)
{
	static unsigned char buf[SIZE_MAX_MSG];
	int n;

	fill(buf, cfg->size, t->sent);
	t->sent++;
	/* EMSGSIZE, ECONNREFUSED…: an answer by ICMP to an earlier message. */
	if (send(fd, buf, cfg->size, 0) < 0 && cfg->tcp)
		return -1;
	n = read_reply(fd, cfg, buf);
	if (!n && stopped) {
		t->sent--; /* nobody waited for this reply */
	} else if (n > 0) {
		t->received++;
		t->bytes += cfg->size;
		t->last = time(NULL);
	} else {
		t->lost++;
	}
	return n;
}

/* End by FIN and wait for the peer's, or by reset; by reset also when stopped. */
static void client_close(int fd, const struct config *cfg)
{
	unsigned char c;

	if (cfg->tcp && cfg->how == CLOSE_FIN && !stopped) {
		reset_on_close(fd, 0);
		shutdown(fd, SHUT_WR);
		read_message(fd, 1, &c, 1, cfg->timeout_ms);
	}
	close(fd);
}

static void client_connect(int fd, const struct sockaddr_storage *sa, socklen_t len,
			   const struct config *cfg)
{
	struct timeval tv = {
		.tv_sec		= cfg->timeout_ms / 1000,
		.tv_usec	= cfg->timeout_ms % 1000 * 1000,
	};

	if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv)))
		die("SO_SNDTIMEO");
	if (connect(fd, (const struct sockaddr *)sa, len))
		die("connect");
}

static void print_totals(const struct totals *t)
{
	printf("sent=%lu received=%lu bytes=%llu lost=%lu last=%llu\n", t->sent, t->received,
	       (unsigned long long)t->bytes, t->lost, (unsigned long long)t->last);
	fflush(stdout);
}

static int client(const struct config *cfg)
{
	struct sockaddr_storage sa, any;
	struct totals t = {};
	socklen_t len, any_len;
	int fd;

	len = address(&sa, AF_UNSPEC, cfg->host, cfg->port);
	any_len = address(&any, sa.ss_family, NULL, cfg->source);
	fd = socket_bound(&any, any_len, cfg->tcp ? SOCK_STREAM : SOCK_DGRAM);
	set_ip_options(fd, sa.ss_family, cfg);
	client_connect(fd, &sa, len, cfg);
	if (cfg->tcp) {
		set_int(fd, IPPROTO_TCP, TCP_NODELAY, 1);
		reset_on_close(fd, 1);
	}
	ready(cfg->ready);

	while (!stopped && (!cfg->count || t.sent < cfg->count)) {
		if (client_round(fd, cfg, &t) < 0)
			break;
		if (t.lost > cfg->lose)
			break;
		usleep(cfg->interval_us);
	}
	print_totals(&t);
	while (cfg->stay && !stopped)
		poll(NULL, 0, 200); /* a signal may come just before */
	client_close(fd, cfg);
	return t.lost > cfg->lose || (cfg->count && t.sent < cfg->count && !stopped);
}

static void serve_udp(int fd, struct totals *t)
{
	static unsigned char buf[65536];
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	struct sockaddr_storage from;
	socklen_t len;
	ssize_t n;

	while (!stopped) {
		if (poll(&pfd, 1, 200) <= 0) /* a signal may come just before */
			continue;
		len = sizeof(from);
		n = recvfrom(fd, buf, sizeof(buf), MSG_DONTWAIT,
			     (struct sockaddr *)&from, &len);
		if (n < 0)
			continue;
		t->received++;
		t->bytes += n;
		if (sendto(fd, buf, n, 0, (struct sockaddr *)&from, len) == n)
			t->sent++;
	}
}

static void serve_tcp(int fd, struct totals *t)
{
	static unsigned char buf[65536];
	ssize_t n = -1;

	fd = accept(fd, NULL, NULL);
	if (fd < 0)
		return;
	set_int(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	reset_on_close(fd, 1);
	while (!stopped) {
		n = recv(fd, buf, sizeof(buf), 0);
		if (n <= 0)
			break;
		t->received++;
		t->bytes += n;
		if (send(fd, buf, n, 0) != n)
			break;
		t->sent++;
	}
	if (!n)
		reset_on_close(fd, 0);
	close(fd);
}

static int server(const struct config *cfg)
{
	struct sockaddr_storage sa;
	struct totals t = {};
	socklen_t len;
	int fd;

	len = address(&sa, AF_UNSPEC, cfg->host, cfg->port);
	fd = socket_bound(&sa, len, cfg->tcp ? SOCK_STREAM : SOCK_DGRAM);
	set_ip_options(fd, sa.ss_family, cfg);
	if (cfg->tcp && listen(fd, 1))
		die("listen");
	ready(cfg->ready);
	if (cfg->tcp)
		serve_tcp(fd, &t);
	else
		serve_udp(fd, &t);
	printf("sent=%lu received=%lu bytes=%llu\n", t.sent, t.received,
	       (unsigned long long)t.bytes);
	return 0;
}

int main(int argc, char **argv)
{
	struct config cfg = {
		.source		= "0",
		.count		= 100,
		.size		= 100,
		.interval_us	= 1000,
		.timeout_ms	= 1000,
	};
	int opt;

	while ((opt = getopt_long(argc, argv, "l", options, NULL)) != -1) {
		switch (opt) {
		case 'l': cfg.listening = 1; break;
		case 'T': cfg.tcp = 1; break;
		case 'c': cfg.count = number(optarg, 1000000000); break;
		case 's': cfg.size = number(optarg, SIZE_MAX_MSG); break;
		case 'i': cfg.interval_us = number(optarg, 60000000); break;
		case 't': cfg.timeout_ms = number(optarg, 3600000); break;
		case 'L': cfg.lose = number(optarg, 1000000000); break;
		case 'R': cfg.ready = optarg; break;
		case 'b': cfg.source = optarg; break;
		case 'x': cfg.ttl = number(optarg, 255); break;
		case 'o': cfg.options = 1; break;
		case 'd': cfg.dontfrag = 1; break;
		case 'r': cfg.how = CLOSE_RST; break;
		case 'S': cfg.stay = 1; break;
		default: usage();
		}
	}
	if (argc - optind != 2)
		usage();
	cfg.host = argv[optind];
	cfg.port = argv[optind + 1];

	catch_signals();
	return cfg.listening ? server(&cfg) : client(&cfg);
}
