// SPDX-License-Identifier: GPL-2.0-only
/*
 * Send the frames of a pcap file through a router and keep what comes out, or
 * compare two such results.
 *
 * "pass" is closed loop: a frame enters on the wire that has its Ethernet source
 * address, and the next one follows when it has left by the other wire, so that
 * order is kept and nothing is lost in a queue. Only TCP and UDP over IPv4 and
 * IPv6 count as leaving frames; what else the router says (ARP, ND) is skipped.
 */
#include <fcntl.h>
#include <getopt.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <sys/ioctl.h>
#include "util.h"
#include "wire.h"

#define FRAME_MAX	9100
#define ETHERTYPE(f)	((f)->data[12] << 8 | (f)->data[13])

struct pcap_file_header {
	uint32_t	magic;
	uint16_t	major, minor;
	uint32_t	zone, sigfigs, snaplen, linktype;
};

struct pcap_record {
	uint32_t	sec, usec, caplen, len;
};

struct frame {
	size_t		len;
	unsigned char	data[FRAME_MAX];
};

/**
 * struct wire - one of the two places where frames go in and out
 * @name: NS/DEV
 * @fd: packet socket
 * @mac: whose frames enter here
 */
struct wire {
	const char	*name;
	int		fd;
	unsigned char	mac[ETH_ALEN];
};

static void usage(void)
{
	fputs("usage: frames pass [--from N] [--to N] [--timeout MS] IN.pcap OUT.pcap NS/DEV NS/DEV\n"
	      "       frames send [--from N] [--to N] IN.pcap NS/DEV NS/DEV\n"
	      "       frames cmp A.pcap B.pcap\n"
	      "  --from N, --to N   only these frames, counted from 0, N of --to excluded\n"
	      "  --timeout MS       for a frame to come out (default 1000)\n", stderr);
	exit(2);
}

static FILE *pcap_open(const char *path)
{
	struct pcap_file_header h;
	FILE *f = fopen(path, "r");

	if (!f || fread(&h, sizeof(h), 1, f) != 1)
		die("%s", path);
	errno = 0;
	if (h.magic != 0xa1b2c3d4 || h.linktype != 1)
		die("%s: not a pcap file of Ethernet frames", path);
	return f;
}

static FILE *pcap_create(const char *path)
{
	struct pcap_file_header h = {
		.magic		= 0xa1b2c3d4,
		.major		= 2,
		.minor		= 4,
		.snaplen	= FRAME_MAX,
		.linktype	= 1,
	};
	FILE *f = fopen(path, "w");

	if (!f || fwrite(&h, sizeof(h), 1, f) != 1)
		die("%s", path);
	return f;
}

static int pcap_read(FILE *f, struct frame *frame)
{
	struct pcap_record r;

	if (fread(&r, sizeof(r), 1, f) != 1)
		return 0;
	errno = 0;
	if (r.caplen > FRAME_MAX || r.caplen < ETH_HLEN ||
	    fread(frame->data, r.caplen, 1, f) != 1)
		die("broken pcap file");
	frame->len = r.caplen;
	return 1;
}

static void pcap_write(FILE *f, const struct frame *frame, unsigned int no)
{
	struct pcap_record r = { .sec = no, .caplen = frame->len, .len = frame->len };

	if (fwrite(&r, sizeof(r), 1, f) != 1 || fwrite(frame->data, frame->len, 1, f) != 1)
		die("write");
}

/* Bytes that count: without the padding that a MAC appends. */
static size_t frame_len(const struct frame *f)
{
	size_t len = f->len;

	if (ETHERTYPE(f) == ETHERTYPE_IP && f->len >= ETH_HLEN + 20)
		len = ETH_HLEN + (f->data[16] << 8 | f->data[17]);
	else if (ETHERTYPE(f) == ETHERTYPE_IPV6 && f->len >= ETH_HLEN + 40)
		len = ETH_HLEN + 40 + (f->data[18] << 8 | f->data[19]);
	return len < f->len ? len : f->len;
}

static int frame_counts(const struct frame *f)
{
	int proto = -1;

	if (ETHERTYPE(f) == ETHERTYPE_IP && f->len >= ETH_HLEN + 20)
		proto = f->data[ETH_HLEN + 9];
	else if (ETHERTYPE(f) == ETHERTYPE_IPV6 && f->len >= ETH_HLEN + 40)
		proto = f->data[ETH_HLEN + 6];
	return proto == IPPROTO_TCP || proto == IPPROTO_UDP;
}

static void wire_open(struct wire *w, const char *name)
{
	const char *dev = strchr(name, '/');
	struct ifreq ifr = {};

	if (!dev)
		usage();
	w->name = name;
	w->fd = wire_socket(name);
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", dev + 1);
	if (ioctl(w->fd, SIOCGIFHWADDR, &ifr))
		die("%s", name);
	memcpy(w->mac, ifr.ifr_hwaddr.sa_data, ETH_ALEN);
}

/* The next TCP or UDP frame that left by @w; 0: none in time. */
static int wire_read(struct wire *w, struct frame *f, int timeout_ms)
{
	struct pollfd pfd = { .fd = w->fd, .events = POLLIN };
	uint64_t now, end = now_us() + timeout_ms * 1000ull;
	ssize_t n;

	for (now = now_us(); now <= end; now = now_us()) {
		if (poll(&pfd, 1, (end - now) / 1000) <= 0)
			continue;
		n = recv(w->fd, f->data, sizeof(f->data), 0);
		if (n < ETH_HLEN)
			continue;
		f->len = n;
		if (frame_counts(f))
			return 1;
	}
	return 0;
}

static struct wire *wire_of(struct wire *wires, const struct frame *f, unsigned int no)
{
	int i;

	for (i = 0; i < 2; i++)
		if (!memcmp(wires[i].mac, f->data + ETH_ALEN, ETH_ALEN))
			return &wires[i];
	errno = 0;
	die("frame %u has the Ethernet source of neither wire", no);
}

static void wire_send(struct wire *w, const struct frame *f)
{
	if (send(w->fd, f->data, f->len, 0) != (ssize_t)f->len)
		die("%s: send", w->name);
}

struct range {
	unsigned long	from, to;
	int		timeout_ms;
};

/* @out NULL: do not wait for what comes out. */
static int pass(const struct range *r, FILE *in, FILE *out, struct wire *wires)
{
	static struct frame f, got;
	struct wire *entry, *leave;
	unsigned int no, passed = 0;

	for (no = 0; no < r->to && pcap_read(in, &f); no++) {
		if (no < r->from)
			continue;
		entry = wire_of(wires, &f, no);
		leave = entry == wires ? wires + 1 : wires;
		if (out)
			while (wire_read(leave, &got, 0))
				fprintf(stderr, "frames: one frame too much before frame %u\n", no);
		wire_send(entry, &f);
		passed++;
		if (!out)
			continue;
		if (!wire_read(leave, &got, r->timeout_ms)) {
			errno = 0;
			die("frame %u (%zu bytes into %s) did not come out of %s", no,
			    f.len, entry->name, leave->name);
		}
		pcap_write(out, &got, no);
	}
	if (out && fclose(out))
		die("write");
	printf("%u frames passed\n", passed);
	return !passed;
}

static void dump(const char *title, const struct frame *f, size_t from)
{
	size_t i, end = from + 16;

	fprintf(stderr, "  %s:", title);
	for (i = from & ~15ul; i < end && i < frame_len(f); i++)
		fprintf(stderr, i == from ? " [%02x]" : " %02x", f->data[i]);
	fputc('\n', stderr);
}

static int frame_differs(const struct frame *a, const struct frame *b, unsigned int no)
{
	size_t i, len = frame_len(a);

	if (len != frame_len(b)) {
		fprintf(stderr, "frame %u: %zu bytes, %zu bytes\n", no, len, frame_len(b));
		return 1;
	}
	for (i = 0; i < len; i++) {
		if (a->data[i] == b->data[i])
			continue;
		fprintf(stderr, "frame %u differs at byte %zu of %zu\n", no, i, len);
		dump("a", a, i);
		dump("b", b, i);
		return 1;
	}
	return 0;
}

static int compare(const char *path_a, const char *path_b)
{
	FILE *fa = pcap_open(path_a), *fb = pcap_open(path_b);
	static struct frame a, b;
	unsigned int no, differ = 0;
	int more_a, more_b;

	for (no = 0; ; no++) {
		more_a = pcap_read(fa, &a);
		more_b = pcap_read(fb, &b);
		if (!more_a || !more_b)
			break;
		differ += frame_differs(&a, &b, no);
	}
	if (more_a != more_b)
		fprintf(stderr, "%s ends after %u frames\n", more_a ? path_b : path_a, no);
	printf("%u frames compared, %u differ\n", no, differ);
	return !no || differ || more_a != more_b;
}

static const struct option options[] = {
	{ "from",	required_argument,	NULL, 'f' },
	{ "to",		required_argument,	NULL, 'e' },
	{ "timeout",	required_argument,	NULL, 't' },
	{ }
};

int main(int argc, char **argv)
{
	struct range r = { .to = 1000000, .timeout_ms = 1000 };
	struct wire wires[2];
	int opt, keep, n;
	FILE *in, *out;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case 'f': r.from = number(optarg, 1000000); break;
		case 'e': r.to = number(optarg, 1000000); break;
		case 't': r.timeout_ms = number(optarg, 600000); break;
		default: usage();
		}
	}
	argv += optind;
	n = argc - optind;
	if (n == 3 && !strcmp(argv[0], "cmp"))
		return compare(argv[1], argv[2]);

	keep = n == 5 && !strcmp(argv[0], "pass");
	if (!keep && (n != 4 || strcmp(argv[0], "send")))
		usage();
	in = pcap_open(argv[1]);
	out = keep ? pcap_create(argv[2]) : NULL;
	wire_open(&wires[0], argv[n - 2]);
	wire_open(&wires[1], argv[n - 1]);
	return pass(&r, in, out, wires);
}
