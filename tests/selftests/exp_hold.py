#!/usr/bin/env python3
"""UDP connections that stay: exp_hold.py SERVER PORT FIRST NUMBER. For each line on
stdin a message on each of them; prints how many were answered."""
import select
import socket
import sys

server, port, first, num = sys.argv[1], *map(int, sys.argv[2:5])
socks = []
poll = select.epoll()
for p in range(first, first + num):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("", p))
    s.connect((server, port))
    s.setblocking(False)
    poll.register(s, select.EPOLLIN)
    socks.append(s)
fds = {s.fileno(): s for s in socks}
for line in sys.stdin:
    answered = 0
    for at in range(0, num, 50):
        batch = socks[at:at + 50]
        want = {s.fileno() for s in batch}
        for s in batch:
            s.send(b"x" * 64)
        while want:
            events = poll.poll(5)
            if not events:
                break
            for fd, _ in events:
                fds[fd].recv(2048)
                answered += fd in want
                want.discard(fd)
    print(answered, flush=True)
