#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Load a flowtable again and again; each time the next one of the allocations that the
kernel makes for it fails (/proc/self/fail-nth), until none is left to fail.

    fail_nth.py STATUS SECONDS COMMANDS CLEANUP

COMMANDS and CLEANUP are for nft, whose library is called: a new process for each
attempt would have far more allocations than the flowtable. After CLEANUP no line of the
file STATUS may begin with "flowtable", within SECONDS. Prints what was tried.
"""
import ctypes
import os
import sys
import time

TRIES_MAX = 5000


class Nft:
    """libnftables, whose messages go to a file that nobody reads."""

    def __init__(self):
        self.lib = ctypes.CDLL("libnftables.so.1")
        self.lib.nft_ctx_new.restype = ctypes.c_void_p
        self.ctx = ctypes.c_void_p(self.lib.nft_ctx_new(0))
        self.lib.nft_ctx_buffer_output(self.ctx)
        self.lib.nft_ctx_buffer_error(self.ctx)

    def run(self, commands):
        return self.lib.nft_run_cmd_from_buffer(self.ctx, commands)

    def error(self):
        self.lib.nft_ctx_get_error_buffer.restype = ctypes.c_char_p
        return self.lib.nft_ctx_get_error_buffer(self.ctx).decode()


def cleaned(status, seconds):
    end = time.monotonic() + seconds
    while True:
        with open(status, encoding="ascii") as lines:
            if not any(line.startswith("flowtable") for line in lines):
                return True
        if time.monotonic() > end:
            return False
        time.sleep(0.01)


def attempt(nft, fault, n, commands):
    """Returns whether nft failed, and whether there was an Nth allocation."""
    os.pwrite(fault, b"%d" % n, 0)
    failed = nft.run(commands) != 0
    left = int(os.pread(fault, 16, 0))
    os.pwrite(fault, b"0", 0)
    return failed, left == 0


def main():
    status, seconds = sys.argv[1], float(sys.argv[2])
    commands, cleanup = sys.argv[3].encode(), sys.argv[4].encode()
    nft = Nft()
    fault = os.open("/proc/thread-self/fail-nth", os.O_RDWR)
    # No memory of our own is asked for later than here.
    ctypes.CDLL(None).mlockall(3)
    for _ in range(2):
        if nft.run(commands) or nft.run(cleanup) or not cleaned(status, seconds):
            sys.exit("without faults: " + nft.error())
    failures = 0
    for n in range(1, TRIES_MAX):
        failed, met = attempt(nft, fault, n, commands)
        why = nft.error()
        # It may have failed with everything in place, for want of an answer.
        if nft.run(cleanup) or not cleaned(status, seconds):
            sys.exit(f"allocation {n}: left behind after {why or 'success'}: {nft.error()}")
        if not met:
            break
        failures += failed
    if met or failed:
        sys.exit(f"no end after {n} allocations: {why}")
    if nft.run(commands) or nft.run(cleanup) or not cleaned(status, seconds):
        sys.exit("in the end: " + nft.error())
    print(f"tried={n - 1} failed={failures}")


if __name__ == "__main__":
    main()
