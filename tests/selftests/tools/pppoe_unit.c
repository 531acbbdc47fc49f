// SPDX-License-Identifier: GPL-2.0-only
/*
 * One end of a PPPoE session without any negotiation: a kernel session with a
 * fixed id and peer, and a ppp device on top of it, until the process ends.
 */
#include "util.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
/* After netinet/in.h, which they would else declare once more. */
#include <linux/if_pppox.h>
#include <linux/ppp-ioctl.h>

static void usage(void)
{
	fputs("usage: pppoe_unit UNIT DEVICE SESSION PEER-MAC READY\n"
	      "  makes pppUNIT over session SESSION (1 to 65535) with PEER-MAC on DEVICE, creates\n"
	      "  the file READY, and keeps both until it is ended\n", stderr);
	exit(2);
}

static int session(const char *dev, const char *sid, const char *mac)
{
	struct sockaddr_pppox sa = {
		.sa_family	= AF_PPPOX,
		.sa_protocol	= PX_PROTO_OE,
	};
	unsigned char *m = sa.sa_addr.pppoe.remote;
	int fd = socket(AF_PPPOX, SOCK_STREAM, PX_PROTO_OE);

	if (fd < 0)
		die("PPPoE socket");
	sa.sa_addr.pppoe.sid = htons(number(sid, 65535));
	snprintf(sa.sa_addr.pppoe.dev, sizeof(sa.sa_addr.pppoe.dev), "%s", dev);
	errno = 0;
	if (sscanf(mac, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", m, m + 1, m + 2, m + 3, m + 4, m + 5) != 6)
		die("'%s' is not a MAC address", mac);
	if (connect(fd, (struct sockaddr *)&sa, sizeof(sa)))
		die("session %s on %s", sid, dev);
	return fd;
}

static int ppp_open(void)
{
	int fd = open("/dev/ppp", O_RDWR);

	if (fd < 0)
		die("/dev/ppp");
	return fd;
}

int main(int argc, char **argv)
{
	int fd, chan, unit, index, no;
	sigset_t set;

	if (argc != 6)
		usage();
	no = number(argv[1], 1000);
	fd = session(argv[2], argv[3], argv[4]);
	if (ioctl(fd, PPPIOCGCHAN, &index))
		die("PPPIOCGCHAN");
	chan = ppp_open();
	unit = ppp_open();
	if (ioctl(chan, PPPIOCATTCHAN, &index) || ioctl(unit, PPPIOCNEWUNIT, &no) ||
	    ioctl(chan, PPPIOCCONNECT, &no))
		die("ppp%d", no);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	ready(argv[5]);
	sigwaitinfo(&set, NULL);
	return 0;
}
