// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compare what came out of two runs, flow by flow, in the order of each: every
 * byte from the Ethernet header to the end of the IP packet.
 *
 * An order holds along one way. What is too long for an engine goes through the CPU,
 * and what follows through the engine may overtake it.
 */
#include <fcntl.h>
#include <net/ethernet.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include "bulk.h"
#include "util.h"

#define SHOW_MAX	10

/**
 * struct row - a frame in a file
 * @s: what it is
 * @data: its bytes
 * @no: its place in the file
 * @apart: its order among others of the flow is another matter
 */
struct row {
	struct summary		s;
	const unsigned char	*data;
	size_t			no;
	bool			apart;
};

struct run {
	struct row	*row;
	size_t		n;
};

/* A session keeps packets shorter than that. */
static bool is_full_and_tagged(const struct summary *s)
{
	return s->l3 > ETH_HLEN && s->len - s->l3 > FULL;
}

static void run_read(struct run *run, const char *path, bool full_apart)
{
	int fd = open(path, O_RDONLY);
	size_t off, max = 0;
	struct frame f;
	struct stat st;
	char *map;

	if (fd < 0 || fstat(fd, &st))
		die("%s", path);
	run->n = 0;
	run->row = NULL;
	if (!st.st_size)
		return;
	map = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		die("%s", path);
	for (off = 0; off < (size_t)st.st_size; off += offsetof(struct frame, data) + f.len) {
		memcpy(&f, map + off, offsetof(struct frame, data));
		memcpy(f.data, map + off + offsetof(struct frame, data), f.len);
		if (run->n == max) {
			max = max ? max * 2 : 1024;
			run->row = realloc(run->row, max * sizeof(*run->row));
			if (!run->row)
				die("rows");
		}
		frame_summary(&f, &run->row[run->n].s);
		run->row[run->n].data = (unsigned char *)map + off + offsetof(struct frame, data);
		run->row[run->n].no = run->n;
		run->row[run->n].apart = full_apart && is_full_and_tagged(&run->row[run->n].s);
		run->n++;
	}
}

static int key_cmp(const struct row *a, const struct row *b)
{
	if (a->s.key_len != b->s.key_len)
		return a->s.key_len < b->s.key_len ? -1 : 1;
	return memcmp(a->s.key, b->s.key, a->s.key_len);
}

static int way_cmp(const struct row *a, const struct row *b)
{
	int cmp = key_cmp(a, b);

	return cmp ? cmp : (int)a->apart - (int)b->apart;
}

static int row_cmp(const void *a, const void *b)
{
	const struct row *ra = a, *rb = b;
	int cmp = way_cmp(ra, rb);

	return cmp ? cmp : ra->no < rb->no ? -1 : 1;
}

static void dump(const char *title, const struct row *r, size_t from)
{
	size_t i;

	fprintf(stderr, "  %s, frame %zu:", title, r->no);
	for (i = from & ~15ul; i < from + 24 && i < r->s.len; i++)
		fprintf(stderr, i == from ? " [%02x]" : " %02x", r->data[i]);
	fputc('\n', stderr);
}

static bool differs(const struct row *a, const struct row *b, bool show)
{
	size_t i;

	for (i = 0; i < a->s.len && i < b->s.len && a->data[i] == b->data[i]; i++)
		;
	if (i == a->s.len && i == b->s.len)
		return false;
	if (show) {
		fprintf(stderr, "differ at byte %zu, lengths %zu and %zu\n", i, a->s.len, b->s.len);
		dump("a", a, i);
		dump("b", b, i);
	}
	return true;
}

static void unpaired(const char *title, const struct row *r, bool show)
{
	if (!show)
		return;
	fprintf(stderr, "only in %s:\n", title);
	dump(title, r, 0);
}

/* Both are sorted by flow, then by way, then by time. */
int compare(const char *path_a, const char *path_b, bool full_apart)
{
	size_t i = 0, j = 0, pairs = 0, differ = 0, only_a = 0, only_b = 0, flows = 0;
	const struct row *last = NULL;
	struct run a, b;
	int cmp;

	run_read(&a, path_a, full_apart);
	run_read(&b, path_b, full_apart);
	qsort(a.row, a.n, sizeof(*a.row), row_cmp);
	qsort(b.row, b.n, sizeof(*b.row), row_cmp);
	while (i < a.n || j < b.n) {
		cmp = i == a.n ? 1 : j == b.n ? -1 : way_cmp(&a.row[i], &b.row[j]);
		if (cmp < 0) {
			unpaired("a", &a.row[i++], only_a++ < SHOW_MAX);
		} else if (cmp > 0) {
			unpaired("b", &b.row[j++], only_b++ < SHOW_MAX);
		} else {
			flows += !last || key_cmp(last, &a.row[i]);
			last = &a.row[i];
			differ += differs(&a.row[i++], &b.row[j++], differ < SHOW_MAX);
			pairs++;
		}
	}
	printf("compared=%zu directions=%zu differ=%zu only_a=%zu only_b=%zu\n", pairs, flows,
	       differ, only_a, only_b);
	return !pairs || differ || only_a || only_b;
}
