// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many connections through a router, fast: frames that vary at random in all that
 * may vary on an established connection go in by the wires, what comes out is
 * kept. The same seed gives the same frames, so that two runs can be compared.
 *
 * Frames go in by windows: the next one waits until as many frames came out. What
 * the router says itself (ARP, ND) is skipped.
 */
#include <fcntl.h>
#include <getopt.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <sys/ioctl.h>
#include "bulk.h"
#include "util.h"
#include "wire.h"

#define WINDOW	64	/* fewer than a backlog queue takes (1000) */

struct wire {
	const char	*name;
	int		fd;
};

/**
 * struct run - what is asked for
 * @flows: the connections
 * @wire: where frames go in and out
 * @n_wires: how many
 * @seed: of the random frames
 * @from: first frame of the sequence
 * @count: how many of them
 * @burst: so many in a row are segments of one stream
 * @timeout_ms: for a window to come out
 * @out: where to keep what comes out, or NULL
 * @passed: frames that came out
 * @lost: frames that did not
 * @one_way: open without the server's frames
 * @counts: file for @sent, or NULL
 * @sent: frames that went in, by flow and end
 * @step_of: which frame is the Nth of this flow, or -1
 * @only: the protocol whose frames count; others have the wires, too. 0: all
 * @full_apart: compare the order of the longest tagged frames by itself
 * @rate: connections to be opened and closed in a second
 * @seconds: for so long
 */
struct run {
	struct flows	flows;
	struct wire	wire[WIRES_MAX];
	int		n_wires;
	uint64_t	seed, from, count, burst;
	int		timeout_ms;
	FILE		*out;
	uint64_t	passed, lost;
	bool		one_way;
	const char	*counts;
	struct sent	*sent;
	int		(*step_of)(const struct run *run, size_t flow, int n);
	uint8_t		only;
	bool		full_apart;
	uint64_t	rate, seconds;
};

static void usage(void)
{
	fputs("usage: bulk open [--timeout MS] [--one-way] FLOWS NS/DEV…\n"
	      "       bulk pass [--seed N] [--from N] [--count N] [--burst N] [--timeout MS]\n"
	      "                 [--counts FILE] FLOWS OUT NS/DEV…\n"
	      "       bulk churn [--rate N] [--seconds N] [--timeout MS] FLOWS NS/DEV…\n"
	      "       bulk cmp [--full-apart] A B\n"
	      "  FLOWS          connections, see bulk_flows.c\n"
	      "  --seed N       of the frames (default 1)\n"
	      "  --from N       first frame of the sequence (default 0)\n"
	      "  --count N      how many (default 1000)\n"
	      "  --burst N      so many in a row are segments of one stream (default 1)\n"
	      "  --timeout MS   for frames to come out (default 1000)\n"
	      "  --counts FILE  gets NAME, frames of client and server, and how many of\n"
	      "                 them carried more than 1496 bytes, per connection\n"
	      "  --one-way      the server says nothing\n"
	      "open: the frames that establish the connections, many at once\n"
	      "pass: random frames on them; OUT gets what came out\n"
	      "churn: open and close them, TCP, in turn, N a second (default 1000), for so\n"
	      "      many seconds (default 1); every other one ends by a reset\n"
	      "cmp:  two OUTs, flow by flow; also counts what has no partner\n"
	      "  --full-apart   IP packets of more than 1496 bytes behind a tag have an\n"
	      "                 order of their own\n", stderr);
	exit(2);
}

static void wire_open(struct wire *w, const char *name)
{
	int on = 1, buf = 64 << 20;

	if (!strchr(name, '/'))
		usage();
	w->name = name;
	w->fd = wire_socket(name);
	/* The kernel takes the outer tag out of what it receives: auxdata has it. */
	if (setsockopt(w->fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)) ||
	    setsockopt(w->fd, SOL_SOCKET, SO_RCVBUFFORCE, &buf, sizeof(buf)))
		die("%s", name);
}

/* Put the outer tag back where it was. */
static void restore_tag(struct frame *f, struct msghdr *msg)
{
	struct cmsghdr *c = CMSG_FIRSTHDR(msg);
	struct tpacket_auxdata *aux;
	unsigned char *p = f->data + 2 * ETH_ALEN;

	if (!c || c->cmsg_level != SOL_PACKET || c->cmsg_type != PACKET_AUXDATA)
		return;
	aux = (struct tpacket_auxdata *)CMSG_DATA(c);
	if (!(aux->tp_status & TP_STATUS_VLAN_VALID))
		return;
	memmove(p + 4, p, f->len - 2 * ETH_ALEN);
	p[0] = aux->tp_vlan_tpid >> 8;
	p[1] = aux->tp_vlan_tpid;
	p[2] = aux->tp_vlan_tci >> 8;
	p[3] = aux->tp_vlan_tci;
	f->len += 4;
}

static int keep(struct run *run, const struct frame *f)
{
	struct summary s;

	if (!frame_summary(f, &s) || (run->only && s.key[1] != run->only))
		return 0;
	if (run->out && fwrite(f, offsetof(struct frame, data) + f->len, 1, run->out) != 1)
		die("write");
	return 1;
}

/* Everything that has left by this wire; returns how many frames count. */
static int wire_drain(struct run *run, int wire)
{
	static struct frame frame[WINDOW];
	char control[WINDOW][CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	struct iovec iov[WINDOW];
	struct mmsghdr msg[WINDOW] = {};
	int i, n, kept = 0;

	for (i = 0; i < WINDOW; i++) {
		iov[i] = (struct iovec){ frame[i].data, FRAME_MAX - 4 };
		msg[i].msg_hdr = (struct msghdr){
			.msg_iov = &iov[i], .msg_iovlen = 1,
			.msg_control = control[i], .msg_controllen = sizeof(control[i]),
		};
	}
	n = recvmmsg(run->wire[wire].fd, msg, WINDOW, MSG_DONTWAIT, NULL);
	for (i = 0; i < n; i++) {
		frame[i].wire = wire;
		frame[i].len = msg[i].msg_len;
		restore_tag(&frame[i], &msg[i].msg_hdr);
		kept += keep(run, &frame[i]);
	}
	return kept;
}

/* Wait until @want frames came out, or the time is over. */
static void collect(struct run *run, int want)
{
	struct pollfd pfd[WIRES_MAX];
	uint64_t end = 0;
	int i, n, got = 0;

	for (i = 0; i < run->n_wires; i++)
		pfd[i] = (struct pollfd){ run->wire[i].fd, POLLIN, 0 };
	while (got < want) {
		for (n = 0, i = 0; i < run->n_wires; i++)
			n += wire_drain(run, i);
		got += n;
		if (n) {
			end = 0;
			continue;
		}
		if (!end)
			end = now_us() + run->timeout_ms * 1000ull;
		else if (now_us() > end)
			break;
		poll(pfd, run->n_wires, 10);
	}
	run->passed += got;
	run->lost += want > got ? want - got : 0;
}

/* What is on its way, or is held by GRO, fills the socket's buffer for a while. */
static void wait_for_room(const struct run *run, const struct wire *w)
{
	struct pollfd pfd = { w->fd, POLLOUT, 0 };

	if (errno != EAGAIN && errno != ENOBUFS)
		die("%s: send", w->name);
	errno = ETIMEDOUT;
	if (poll(&pfd, 1, run->timeout_ms) != 1)
		die("%s: send", w->name);
}

/* Consecutive frames of one wire go in by one call. */
static void send_frames(struct run *run, struct frame *frame, int n)
{
	struct iovec iov[WINDOW];
	struct mmsghdr msg[WINDOW] = {};
	int i, from, sent;

	for (i = 0; i < n; i++) {
		iov[i] = (struct iovec){ frame[i].data, frame[i].len };
		msg[i].msg_hdr = (struct msghdr){ .msg_iov = &iov[i], .msg_iovlen = 1 };
	}
	for (from = 0; from < n; from += sent) {
		for (i = from + 1; i < n && frame[i].wire == frame[from].wire; i++)
			;
		sent = sendmmsg(run->wire[frame[from].wire].fd, msg + from, i - from, 0);
		if (sent <= 0) {
			wait_for_room(run, &run->wire[frame[from].wire]);
			sent = 0;
		}
	}
}

static void check_wires(const struct run *run)
{
	size_t i;

	errno = 0;
	for (i = 0; i < run->flows.n * ENDS; i++)
		if (run->flows.flow[i / ENDS].end[i % ENDS].wire >= run->n_wires)
			die("flow %s needs more wires", run->flows.flow[i / ENDS].name);
}

static int opening_step(const struct run *run, size_t flow, int n)
{
	const struct flow *f = &run->flows.flow[flow];

	return n >= opening_steps(f) || (run->one_way && opening_end(f, n)) ? -1 : n;
}

static int life_step(const struct run *run, size_t flow, int n)
{
	if (n < CLOSING_STEP || flow % 2 == 0)
		return n;
	return n == CLOSING_STEP ? RESET_STEP : -1;
}

/* One frame of each of many connections. */
static void many_step(struct run *run, size_t from, size_t to, int step)
{
	static struct frame window[WINDOW];
	uint64_t lost = run->lost;
	int n = 0, own;
	size_t i;

	for (i = from; i < to; i++) {
		own = run->step_of(run, i, step);
		if (own >= 0)
			frame_opening(&window[n++], &run->flows.flow[i], own);
	}
	send_frames(run, window, n);
	collect(run, n);
	if (run->lost > lost)
		fprintf(stderr, "bulk: %s to %s: %llu frames of step %d are lost\n",
			run->flows.flow[from].name, run->flows.flow[to - 1].name,
			(unsigned long long)(run->lost - lost), step);
}

static int run_open(struct run *run)
{
	size_t from, to;
	int step;

	for (from = 0; from < run->flows.n; from = to) {
		to = run->flows.n - from < WINDOW ? run->flows.n : from + WINDOW;
		for (step = 0; step < OPENING_STEPS; step++)
			many_step(run, from, to, step);
	}
	return run->lost;
}

/* A window of connections after the other, as long as there is time, and no faster than
 * they are wanted.
 */
static int run_churn(struct run *run)
{
	uint64_t begin = now_us(), done = 0;
	size_t from = 0, to;
	int64_t early;
	int step;

	for (; now_us() - begin < run->seconds * 1000000; from = to % run->flows.n) {
		to = run->flows.n - from < WINDOW ? run->flows.n : from + WINDOW;
		for (step = 0; step < LIFE_STEPS; step++)
			many_step(run, from, to, step);
		done += to - from;
		early = begin + done * 1000000 / run->rate - now_us();
		if (early > 0)
			usleep(early);
	}
	printf("done=%llu rate=%llu ", (unsigned long long)done,
	       (unsigned long long)(done * 1000000 / (now_us() - begin)));
	return run->lost;
}

static void want_tcp(struct run *run)
{
	size_t i;

	run->only = IPPROTO_TCP;
	errno = 0;
	for (i = 0; i < run->flows.n; i++)
		if (run->flows.flow[i].proto != IPPROTO_TCP)
			die("flow %s is not TCP", run->flows.flow[i].name);
}

/* By wire, so that few calls do; a wire's own order stays. */
static int make_window(struct run *run, struct frame *window, uint64_t no, int n)
{
	static struct frame made[WINDOW];
	int i, wire, out = 0;

	for (i = 0; i < n; i++)
		frame_random(&made[i], &run->flows, run->seed, no + i, run->burst,
			     run->sent);
	for (wire = 0; wire < run->n_wires; wire++)
		for (i = 0; i < n; i++)
			if ((int)made[i].wire == wire)
				memcpy(&window[out++], &made[i], offsetof(struct frame, data) + made[i].len);
	return out;
}

static void write_counts(const struct run *run)
{
	FILE *f = fopen(run->counts, "w");
	size_t i;

	if (!f)
		die("%s", run->counts);
	for (i = 0; i < run->flows.n; i++)
		fprintf(f, "%s %llu %llu %llu %llu\n", run->flows.flow[i].name,
			(unsigned long long)run->sent[i].frames[0],
			(unsigned long long)run->sent[i].frames[1],
			(unsigned long long)run->sent[i].full[0],
			(unsigned long long)run->sent[i].full[1]);
	if (fclose(f))
		die("%s", run->counts);
}

static int run_pass(struct run *run)
{
	static struct frame window[WINDOW];
	uint64_t no;
	int n;

	for (no = 0; no < run->count; no += n) {
		n = run->count - no < WINDOW ? run->count - no : WINDOW;
		send_frames(run, window, make_window(run, window, run->from + no, n));
		collect(run, n);
	}
	if (fclose(run->out))
		die("write");
	if (run->counts)
		write_counts(run);
	return run->lost || run->passed != run->count;
}

static const struct option options[] = {
	{ "seed",	required_argument,	NULL, 's' },
	{ "from",	required_argument,	NULL, 'f' },
	{ "count",	required_argument,	NULL, 'c' },
	{ "burst",	required_argument,	NULL, 'b' },
	{ "timeout",	required_argument,	NULL, 't' },
	{ "counts",	required_argument,	NULL, 'C' },
	{ "one-way",	no_argument,		NULL, 'o' },
	{ "full-apart",	no_argument,		NULL, 'a' },
	{ "rate",	required_argument,	NULL, 'r' },
	{ "seconds",	required_argument,	NULL, 'S' },
	{ }
};

static void parse(struct run *run, int argc, char **argv)
{
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case 's': run->seed = number(optarg, 1000000000); break;
		case 'f': run->from = number(optarg, 1000000000); break;
		case 'c': run->count = number(optarg, 1000000000); break;
		case 'b': run->burst = number(optarg, 1000); break;
		case 't': run->timeout_ms = number(optarg, 600000); break;
		case 'o': run->one_way = true; break;
		case 'a': run->full_apart = true; break;
		case 'C': run->counts = optarg; break;
		case 'r': run->rate = number(optarg, 1000000); break;
		case 'S': run->seconds = number(optarg, 1000000); break;
		default: usage();
		}
	}
	if (!run->burst || !run->rate)
		usage();
}

/* What is done with the connections, by the first word. */
static const struct {
	const char	*name;
	int		(*run)(struct run *run);
	int		(*step_of)(const struct run *run, size_t flow, int n);
} verbs[] = {
	{ "open",	run_open,	opening_step },
	{ "pass",	run_pass,	NULL },
	{ "churn",	run_churn,	life_step },
};

int main(int argc, char **argv)
{
	struct run run = { .seed = 1, .count = 1000, .burst = 1, .timeout_ms = 1000,
			   .rate = 1000, .seconds = 1 };
	size_t verb;
	int err;

	parse(&run, argc, argv);
	argv += optind;
	argc -= optind;
	if (argc == 3 && !strcmp(argv[0], "cmp"))
		return compare(argv[1], argv[2], run.full_apart);
	if (argc < 3)
		usage();
	for (verb = 0; strcmp(argv[0], verbs[verb].name); )
		if (++verb == sizeof(verbs) / sizeof(*verbs))
			usage();
	flows_read(argv[1], &run.flows);
	run.sent = calloc(run.flows.n, sizeof(*run.sent));
	if (!run.sent)
		die("counts");
	argv += 2;
	if (verbs[verb].run == run_pass) {
		run.out = fopen(*argv, "w");
		if (!run.out)
			die("%s", *argv);
		argv++;
	}
	for (; *argv && run.n_wires < WIRES_MAX; argv++)
		wire_open(&run.wire[run.n_wires++], *argv);
	check_wires(&run);
	run.step_of = verbs[verb].step_of;
	if (run.step_of == life_step)
		want_tcp(&run);
	err = verbs[verb].run(&run);
	printf("passed=%llu lost=%llu\n", (unsigned long long)run.passed,
	       (unsigned long long)run.lost);
	return !!err;
}
