// SPDX-License-Identifier: GPL-2.0-only
/* Files of /sys, /proc and /run, or of a tree that looks like them. */
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>
#include "tune.h"

#define PATHS	4

const char *tune_root = "";

const char *tune_path(const char *fmt, ...)
{
	static char buf[PATHS][512];
	static unsigned int next;
	char *path = buf[next++ % PATHS];
	size_t len = snprintf(path, sizeof(buf[0]), "%s", tune_root);
	va_list args;

	if (len >= sizeof(buf[0]))
		die(EXIT_USAGE, "the path after --root is too long");
	va_start(args, fmt);
	vsnprintf(path + len, sizeof(buf[0]) - len, fmt, args);
	va_end(args);

	return path;
}

bool file_read(const char *path, char *buf, size_t size)
{
	FILE *file = fopen(path, "r");
	bool good;

	if (!file)
		return false;
	good = fgets(buf, size, file);
	fclose(file);
	if (good)
		buf[strcspn(buf, "\n")] = '\0';

	return good;
}

int file_write(const char *path, const char *value)
{
	FILE *file = fopen(path, "r+");
	int err = 0;

	if (!file)
		return errno;
	/* The kernel answers when the buffer is written. */
	errno = 0;
	if (fprintf(file, "%s\n", value) < 0 || fflush(file))
		err = errno ? errno : EIO;
	/* A file of a test has no writer that replaces its content. */
	if (!err && *tune_root && ftruncate(fileno(file), strlen(value) + 1))
		err = errno;
	fclose(file);

	return err;
}

bool file_is(const char *path)
{
	return !access(path, F_OK);
}
