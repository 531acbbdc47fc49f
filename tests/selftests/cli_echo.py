#!/usr/bin/env python3
"""Answer every UDP message: cli_echo.py ADDRESS PORT READY-FILE"""
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
s.bind((sys.argv[1], int(sys.argv[2])))
open(sys.argv[3], "w").close()
while True:
    data, peer = s.recvfrom(2048)
    s.sendto(data, peer)
