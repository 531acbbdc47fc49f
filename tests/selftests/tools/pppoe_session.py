#!/usr/bin/env python3
"""A PPPoE session without discovery or negotiation: pppoe_session.py DEVICE SESSION PEER-MAC NAME
Makes the network device NAME and keeps it until it is ended. Both ends must agree."""
import ctypes
import fcntl
import os
import signal
import socket
import struct
import sys

AF_PPPOX, PX_PROTO_OE = 24, 0
PPPIOCGCHAN, PPPIOCATTCHAN = 0x80047437, 0x40047438
PPPIOCNEWUNIT, PPPIOCCONNECT = 0xC004743E, 0x4004743A

dev, session, mac, name = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
libc = ctypes.CDLL(None, use_errno=True)
sock = socket.socket(AF_PPPOX, socket.SOCK_STREAM, PX_PROTO_OE)
addr = struct.pack("=HIH6s16s", AF_PPPOX, PX_PROTO_OE, socket.htons(session),
                   bytes.fromhex(mac.replace(":", "")), dev.encode())
# Room for the longest member of the kernel's union.
if libc.connect(sock.fileno(), addr, len(addr)):
    sys.exit("connect: " + os.strerror(ctypes.get_errno()))


def ioctl(fd, request, value):
    return struct.unpack("i", fcntl.ioctl(fd, request, struct.pack("i", value)))[0]


channel = os.open("/dev/ppp", os.O_RDWR)
unit = os.open("/dev/ppp", os.O_RDWR)
ioctl(channel, PPPIOCATTCHAN, ioctl(sock.fileno(), PPPIOCGCHAN, 0))
number = ioctl(unit, PPPIOCNEWUNIT, -1)
ioctl(channel, PPPIOCCONNECT, number)
os.system("ip link set ppp%d name %s" % (number, name))
print("ready", flush=True)
signal.pause()
