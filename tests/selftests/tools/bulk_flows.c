// SPDX-License-Identifier: GPL-2.0-only
/*
 * The connections that bulk(1) plays, from a file, a line each:
 *
 *	NAME PROTOCOL MTU CLIENT SERVER
 *
 * CLIENT and SERVER are what each of them sends: seven words
 *
 *	WIRE L2-HEADER SOURCE SOURCE-PORT DESTINATION DESTINATION-PORT
 *
 * with the number of the wire on the command line and hexadecimal bytes.
 */
#include "bulk.h"
#include "util.h"

static void read_hex(struct end *e, const char *hex)
{
	unsigned int byte;

	for (e->l2_len = 0; hex[0] && hex[1]; hex += 2) {
		errno = 0;
		if (e->l2_len == L2_MAX || sscanf(hex, "%2x", &byte) != 1)
			die("'%s' is not a header", hex);
		e->l2[e->l2_len++] = byte;
	}
}

static bool read_address(unsigned char *to, const char *text)
{
	if (inet_pton(AF_INET, text, to) == 1)
		return false;
	errno = 0;
	if (inet_pton(AF_INET6, text, to) != 1)
		die("'%s' is not an address", text);
	return true;
}

static bool read_end(struct end *e, char **words)
{
	bool v6;

	e->wire = number(words[0], WIRES_MAX - 1);
	read_hex(e, words[1]);
	v6 = read_address(e->src, words[2]);
	e->sport = number(words[3], 65535);
	if (read_address(e->dst, words[4]) != v6)
		die("'%s' is of another family", words[4]);
	e->dport = number(words[5], 65535);
	return v6;
}

static void read_flow(struct flow *flow, char *line)
{
	char *words[15] = {}, *save;
	int n = 0;

	for (line = strtok_r(line, " \n", &save); line && n < 15; line = strtok_r(NULL, " \n", &save))
		words[n++] = line;
	errno = 0;
	if (n != 15)
		die("a flow needs 15 words, not %d", n);
	snprintf(flow->name, sizeof(flow->name), "%s", words[0]);
	flow->proto = number(words[1], 255);
	flow->mtu = number(words[2], 1500);
	flow->v6 = read_end(&flow->end[0], words + 3);
	if (read_end(&flow->end[1], words + 9) != flow->v6)
		die("%s: the ends are of two families", flow->name);
}

void flows_read(const char *path, struct flows *flows)
{
	FILE *f = fopen(path, "r");
	char line[1024];

	if (!f)
		die("%s", path);
	flows->flow = NULL;
	for (flows->n = 0; fgets(line, sizeof(line), f); flows->n++) {
		flows->flow = realloc(flows->flow, (flows->n + 1) * sizeof(*flows->flow));
		if (!flows->flow)
			die("flows");
		memset(&flows->flow[flows->n], 0, sizeof(*flows->flow));
		read_flow(&flows->flow[flows->n], line);
	}
	fclose(f);
	errno = 0;
	if (!flows->n)
		die("%s: no flow", path);
}
