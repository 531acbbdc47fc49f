#!/usr/bin/env python3
"""Multiple spanning trees of a bridge, which bridge(8) knows from 6.11 on.

bridge_mst.py enable BRIDGE
bridge_mst.py map BRIDGE VLAN MSTI
bridge_mst.py state PORT MSTI STATE      STATE as in BR_STATE_*: 3 forwards, 4 blocks"""
import socket
import struct
import sys

NLM_F_REQUEST, NLM_F_ACK, NLMSG_ERROR = 1, 4, 2
RTM_NEWLINK, RTM_SETLINK, RTM_NEWVLAN = 16, 19, 112
IFLA_LINKINFO, IFLA_INFO_KIND, IFLA_INFO_DATA = 18, 1, 2
IFLA_BR_MULTI_BOOLOPT, BR_BOOLOPT_MST_ENABLE = 46, 2
IFLA_AF_SPEC, IFLA_BRIDGE_MST, MST_ENTRY, MST_MSTI, MST_STATE = 26, 6, 1, 1, 2
VLANDB_GLOBAL_OPTIONS, GOPTS_ID, GOPTS_MSTI = 2, 1, 18
NLA_F_NESTED = 0x8000


def attr(kind, data):
    size = 4 + len(data)
    return struct.pack("=HH", size, kind) + data + bytes(-size % 4)


def nest(kind, *attrs):
    return attr(NLA_F_NESTED | kind, b"".join(attrs))


def request(kind, body):
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
    sock.bind((0, 0))
    sock.send(struct.pack("=IHHII", 16 + len(body), kind, NLM_F_REQUEST | NLM_F_ACK, 1, 0) + body)
    reply = sock.recv(1 << 16)
    if struct.unpack_from("=H", reply, 4)[0] == NLMSG_ERROR:
        error = struct.unpack_from("=i", reply, 16)[0]
        if error:
            sys.exit(f"bridge_mst.py: error {-error}")


def ifinfomsg(family, dev):
    return struct.pack("=BxHiII", family, 0, socket.if_nametoindex(dev), 0, 0)


def enable(bridge):
    option = struct.pack("=II", 1 << BR_BOOLOPT_MST_ENABLE, 1 << BR_BOOLOPT_MST_ENABLE)
    request(RTM_NEWLINK, ifinfomsg(socket.AF_UNSPEC, bridge) +
            nest(IFLA_LINKINFO, attr(IFLA_INFO_KIND, b"bridge\0"),
                 nest(IFLA_INFO_DATA, attr(IFLA_BR_MULTI_BOOLOPT, option))))


def map_vlan(bridge, vid, msti):
    request(RTM_NEWVLAN, struct.pack("=BxxxI", socket.AF_BRIDGE, socket.if_nametoindex(bridge)) +
            nest(VLANDB_GLOBAL_OPTIONS, attr(GOPTS_ID, struct.pack("=H", int(vid))),
                 attr(GOPTS_MSTI, struct.pack("=H", int(msti)))))


def state(port, msti, value):
    entry = nest(MST_ENTRY, attr(MST_MSTI, struct.pack("=H", int(msti))),
                 attr(MST_STATE, struct.pack("=B", int(value))))
    request(RTM_SETLINK, ifinfomsg(socket.AF_BRIDGE, port) +
            nest(IFLA_AF_SPEC, nest(IFLA_BRIDGE_MST, entry)))


if len(sys.argv) < 3:
    sys.exit(__doc__)
{"enable": enable, "map": map_vlan, "state": state}[sys.argv[1]](*sys.argv[2:])
