#!/usr/bin/env python3
"""A UDP connection for each port of a range, N messages each; again and again with
churn: cli_ports.py SERVER PORT FIRST NUMBER N [churn] [SOURCE-ADDRESS]"""
import socket
import sys

server, port, first, num, messages = sys.argv[1], *map(int, sys.argv[2:6])
rest = sys.argv[6:]
source = rest[-1] if rest and rest[-1] != "churn" else ""


def talk(p):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(1)
    s.bind((source, p))
    s.connect((server, port))
    for _ in range(messages):
        for _ in range(5):
            s.send(b"x" * 100)
            try:
                s.recv(2048)
                break
            except socket.timeout:
                pass
        else:
            sys.exit("port %d: no answer" % p)
    s.close()


while True:
    for p in range(first, first + num):
        talk(p)
    if "churn" not in rest:
        break
