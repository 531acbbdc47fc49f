/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the frames of a test go in and out: a device of a network namespace. */
#ifndef _SELFTESTS_WIRE_H
#define _SELFTESTS_WIRE_H

int wire_socket(const char *name);

#endif /* _SELFTESTS_WIRE_H */
