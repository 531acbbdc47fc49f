// SPDX-License-Identifier: GPL-2.0-only
/* nft-offload watch: a live view in a terminal, lines in a pipe. */
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>
#include "nft-offload.h"

/* A look at everything; rates come from two of them. */
struct look {
	double		time;
	struct status	status;
	backends_t	backends;
	flows_t		flows;
};

struct rate {
	const struct flow	*flow;
	double			bits;	/* per second, both directions */
	double			packets;
	double			engine;	/* of them by engines */
};

static volatile sig_atomic_t ended;
static int rows, columns, row;

static void on_signal(int sig)
{
	(void)sig;
	ended = 1;
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);

	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static struct look look_take(void)
{
	struct look look = { .time = now() };

	look.flows = get_flows(NULL);
	look.status = get_status();
	look.backends = get_backends();

	return look;
}

static void look_free(struct look *look)
{
	free(look->flows.item);
	free(look->backends.item);
}

static int flow_order(const void *a, const void *b)
{
	const struct flow *x = a, *y = b;

	if (x->table != y->table)
		return x->table < y->table ? -1 : 1;

	return x->id < y->id ? -1 : x->id > y->id;
}

static uint64_t flow_bytes(const struct flow *flow)
{
	return flow->dir[0].bytes + flow->dir[1].bytes;
}

static uint64_t flow_packets(const struct flow *flow)
{
	return flow->dir[0].packets + flow->dir[1].packets;
}

static uint64_t flow_engine(const struct flow *flow)
{
	return flow->dir[0].engine_packets + flow->dir[1].engine_packets;
}

static double per_second(uint64_t new, uint64_t old, double seconds)
{
	return new > old && seconds > 0 ? (new - old) / seconds : 0;
}

/* get_flows() sorts by table and id. */
static struct rate rate_of(const struct flow *flow, const struct look *old, double s)
{
	static const struct flow none;
	const struct flow *before = NULL;

	if (old->flows.num)
		before = bsearch(flow, old->flows.item, old->flows.num, sizeof(*flow),
				 flow_order);
	if (!before)
		before = &none;

	return (struct rate){
		.flow		= flow,
		.bits		= 8 * per_second(flow_bytes(flow), flow_bytes(before), s),
		.packets	= per_second(flow_packets(flow), flow_packets(before), s),
		.engine		= per_second(flow_engine(flow), flow_engine(before), s),
	};
}

static int rate_order(const void *a, const void *b)
{
	const struct rate *x = a, *y = b;

	if (x->bits != y->bits)
		return x->bits < y->bits ? 1 : -1;

	return flow_order(x->flow, y->flow);
}

static struct rate *rates_make(const struct look *old, const struct look *new)
{
	struct rate *rates = calloc(new->flows.num + 1, sizeof(*rates));
	size_t i;

	if (!rates)
		die(EXIT_ERROR, "out of memory");
	for (i = 0; i < new->flows.num; i++)
		rates[i] = rate_of(&new->flows.item[i], old, new->time - old->time);
	qsort(rates, new->flows.num, sizeof(*rates), rate_order);

	return rates;
}

static const char *rate_text(double n)
{
	static char buf[4][32];
	static unsigned int next;
	static const char unit[] = " kMGT";
	char *s = buf[next++ % 4];
	int i = 0;

	while (n >= 999.5 && i < 4) {
		n /= 1000;
		i++;
	}
	if (i)
		snprintf(s, 32, "%.*f%c", n < 99.95 ? 1 : 0, n, unit[i]);
	else
		snprintf(s, 32, "%.0f", n);

	return s;
}

/* One line of the screen, cut to its width. */
__attribute__((format(printf, 1, 2)))
static void line(const char *fmt, ...)
{
	char buf[512];
	va_list args;

	if (row >= rows)
		return;
	va_start(args, fmt);
	vsnprintf(buf, sizeof(buf), fmt, args);
	va_end(args);
	printf("%s%.*s\033[K", row++ ? "\r\n" : "", columns, buf);
}

static void draw_totals(const struct look *old, const struct look *new)
{
	const struct status *s = &new->status;
	size_t i;

	line("nft-offload: %u flows, %u directions in hardware%s", s->flows,
	     s->entries_hw, s->num_paused ? ", devices paused" : "");
	for (i = 0; i < new->backends.num; i++)
		line("%s (%s): %u of %u entries used", new->backends.item[i].name,
		     engine_name(new->backends.item[i].engine),
		     new->backends.item[i].used, new->backends.item[i].size);
	line("refused: %" PRIu64 " (%s/s)", s->rejects,
	     rate_text(per_second(s->rejects, old->status.rejects,
				  new->time - old->time)));
	line(" ");
}

static void draw_flow(const struct rate *r)
{
	const struct flow *f = r->flow;
	char ends[160];
	double cpu = r->packets > r->engine ? r->packets - r->engine : 0;

	snprintf(ends, sizeof(ends), "%s > %s",
		 end_text(&f->dir[0].tuple.src, f->dir[0].tuple.sport),
		 end_text(&f->dir[0].tuple.dst, f->dir[0].tuple.dport));
	line("%6s %7s %7s %-3s %c%c %s", rate_text(r->bits), rate_text(r->engine),
	     rate_text(cpu), proto_name(f->l4proto),
	     "sHERT"[f->dir[0].state % 5], "sHERT"[f->dir[1].state % 5], ends);
}

static void draw(const struct look *old, const struct look *new)
{
	struct rate *rates = rates_make(old, new);
	size_t i;

	row = 0;
	fputs("\033[H", stdout);
	draw_totals(old, new);
	line(" bit/s  engine     CPU            original, reply: H hardware,");
	line("       pkt/s   pkt/s            E software engine, s software, R refused");
	for (i = 0; i < new->flows.num && row < rows; i++)
		draw_flow(&rates[i]);
	fputs("\033[J", stdout);
	fflush(stdout);
	free(rates);
}

static void screen_size(void)
{
	struct winsize ws;

	rows = 24;
	columns = 80;
	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) && ws.ws_row && ws.ws_col) {
		rows = ws.ws_row;
		columns = ws.ws_col;
	}
}

static void print_line(const struct look *old, const struct look *new)
{
	double s = new->time - old->time;
	const struct status *a = &old->status, *b = &new->status;
	struct rate *rates = rates_make(old, new);
	double bits = 0, packets = 0, engine = 0;
	size_t i;

	for (i = 0; i < new->flows.num; i++) {
		bits += rates[i].bits;
		packets += rates[i].packets;
		engine += rates[i].engine;
	}
	free(rates);

	if (opt_json) {
		json_dumpf(json_pack("{s:I, s:I, s:f, s:f, s:f, s:f}",
				     "flows", (json_int_t)b->flows,
				     "entries_hardware", (json_int_t)b->entries_hw,
				     "bits_per_second", bits,
				     "engine_packets_per_second", engine,
				     "cpu_packets_per_second",
				     packets > engine ? packets - engine : 0.0,
				     "refusals_per_second",
				     per_second(b->rejects, a->rejects, s)),
			   stdout, JSON_COMPACT | JSON_PRESERVE_ORDER);
		putchar('\n');
	} else {
		printf("flows=%u hardware=%u bit/s=%.0f engine-pkt/s=%.0f cpu-pkt/s=%.0f refused/s=%.1f\n",
		       b->flows, b->entries_hw, bits, engine,
		       packets > engine ? packets - engine : 0.0,
		       per_second(b->rejects, a->rejects, s));
	}
	fflush(stdout);
}

static void nap(double seconds)
{
	struct timespec ts = {
		.tv_sec		= seconds,
		.tv_nsec	= (seconds - (time_t)seconds) * 1e9,
	};

	if (!ended)
		nanosleep(&ts, NULL);
}

static int watch_flows(double interval, unsigned long count)
{
	bool terminal = isatty(STDOUT_FILENO) && !opt_json;
	struct look old = look_take(), new;
	unsigned long n = 0;

	if (terminal)
		fputs("\033[?1049h\033[?25l\033[2J", stdout);
	while (!ended && (!count || n++ < count)) {
		nap(n == 1 && interval > 0.3 ? 0.3 : interval);
		if (ended)
			break;
		screen_size();
		new = look_take();
		(terminal ? draw : print_line)(&old, &new);
		look_free(&old);
		old = new;
	}
	look_free(&old);
	if (terminal)
		fputs("\033[?25h\033[?1049l", stdout);

	return EXIT_OK;
}

int cmd_watch(int argc, char **argv)
{
	static char none[] = "";
	struct sigaction sa = { .sa_handler = on_signal };
	unsigned long count = 0;
	double interval = 1;
	bool events = false;
	char *rest = none;
	int i;

	for (i = 0; i < argc; i++) {
		if (!strcmp(argv[i], "--events"))
			events = true;
		else if (!strcmp(argv[i], "--interval") && i + 1 < argc)
			interval = strtod(argv[++i], &rest);
		else if (!strcmp(argv[i], "--count") && i + 1 < argc)
			count = strtoul(argv[++i], &rest, 10);
		else
			return usage_error("watch", "watch takes --interval S, --count N and --events");
		if (*rest)
			return usage_error("watch", "--interval and --count take a number");
	}
	if (!(interval >= 0.05 && interval <= 86400))
		return usage_error("watch", "the interval is in seconds, at least 0.05");

	need_module();
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);

	return events ? watch_events(count, &ended) : watch_flows(interval, count);
}
