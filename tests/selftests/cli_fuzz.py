# Requests of the family nf_flow_hw: some that are wrong in a known way, then
# mutations of right ones. Usage: cli_fuzz.py NUMBER
import os, random, socket, struct, sys

NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP = 1, 4, 0x300
SOL_NETLINK, NETLINK_CAP_ACK, NETLINK_EXT_ACK = 270, 10, 11
STATUS, BACKEND, TABLE, REJECT, RING, FLOW, EVICT, PAUSE, RESUME, EVENT = range(1, 11)
(ALL, F_TABLE, ID, L4PROTO, ADDR, PORT, ADDR2, PORT2, IFINDEX, MARK, MASK,
 STATE) = range(1, 13)


def open_socket():
    s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 16)
    s.bind((0, 0))
    s.setsockopt(SOL_NETLINK, NETLINK_CAP_ACK, 1)
    s.setsockopt(SOL_NETLINK, NETLINK_EXT_ACK, 1)
    s.settimeout(5)
    return s


def attr(kind, value):
    data = struct.pack("=HH", len(value) + 4, kind) + value
    return data + b"\0" * (-len(data) % 4)


def u32(kind, n):
    return attr(kind, struct.pack("=I", n))


NLA_F_NESTED = 0x8000
FLOW_FILTER, EVICT_FILTER = 8, 1


def nest(cmd, attrs):
    return attr((FLOW_FILTER if cmd == FLOW else EVICT_FILTER) | NLA_F_NESTED, attrs)


def filtered(kind, cmd, attrs, flags=NLM_F_ACK):
    return message(kind, cmd, nest(cmd, attrs), flags)


def message(kind, cmd, attrs=b"", flags=NLM_F_ACK, seq=1):
    body = struct.pack("=BBH", cmd, 1, 0) + attrs
    return struct.pack("=IHHII", 16 + len(body), kind, NLM_F_REQUEST | flags, seq, 0) + body


# Read until the end of an answer: its error, and the sentence.
def answer(s):
    while True:
        data = s.recv(1 << 16)
        while len(data) >= 16:
            length, kind, flags, seq, pid = struct.unpack("=IHHII", data[:16])
            if kind == 2:
                err, = struct.unpack("=i", data[16:20])
                rest, text = data[36:length] if flags & 0x200 else b"", ""
                while len(rest) >= 4:
                    alen, akind = struct.unpack("=HH", rest[:4])
                    if akind == 1:
                        text = rest[4:alen - 1].decode()
                    rest = rest[max(4, (alen + 3) & ~3):]
                return err, text
            if kind == 3:
                return 0, ""
            data = data[(length + 3) & ~3:]


def family(s):
    s.send(message(16, 3, attr(2, b"nf_flow_hw\0")))
    data = s.recv(1 << 16)
    rest = data[20:]
    while len(rest) >= 4:
        alen, akind = struct.unpack("=HH", rest[:4])
        if akind == 1:
            number, = struct.unpack("=H", rest[4:6])
        rest = rest[max(4, (alen + 3) & ~3):]
    answer(s)
    return number


def known(s, f):
    cases = {
        "no-condition": message(f, EVICT),
        "id-without-table": filtered(f, EVICT, u32(ID, 1)),
        "mask-without-mark": filtered(f, EVICT, u32(MASK, 1)),
        "short-address": filtered(f, EVICT, attr(ADDR, b"abc")),
        "unknown-attribute": filtered(f, EVICT, u32(99, 1)),
        "unknown-state": filtered(f, FLOW, u32(STATE, 77), NLM_F_DUMP),
        "ifindex-0": message(f, PAUSE, u32(1, 0)),
        "pause-without-device": message(f, PAUSE),
    }
    for name, msg in cases.items():
        s.send(msg)
        err, text = answer(s)
        # Policies answer -ERANGE for a value out of range.
        print("%s: %d %s" % (name, -22 if err == -34 else err, text))


def seeds(f):
    four, six = b"\x0a\0\1\2", bytes(16)
    return [
        message(f, STATUS), message(f, BACKEND, b"", NLM_F_DUMP),
        message(f, TABLE, b"", NLM_F_DUMP), message(f, REJECT, b"", NLM_F_DUMP),
        message(f, RING, b"", NLM_F_DUMP), message(f, FLOW, b"", NLM_F_DUMP),
        filtered(f, FLOW, attr(ADDR, four) + attr(PORT, b"\x9c\x41") + attr(L4PROTO, b"\x11"), NLM_F_DUMP),
        filtered(f, FLOW, u32(F_TABLE, 1) + u32(ID, 1) + u32(STATE, 1), NLM_F_DUMP),
        filtered(f, EVICT, attr(ADDR, six) + attr(ADDR2, four) + u32(IFINDEX, 2)),
        filtered(f, EVICT, u32(MARK, 7) + u32(MASK, 255) + attr(PORT2, b"\0\1")),
        filtered(f, EVICT, attr(ALL, b"")), message(f, PAUSE, u32(1, 2)),
        message(f, RESUME, u32(1, 2)), message(f, EVENT),
    ]


def mutate(rng, msg, f):
    data = bytearray(msg)
    for _ in range(rng.randint(1, 4)):
        what = rng.randrange(6)
        at = rng.randrange(16, len(data))
        if what == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif what == 1:
            data[at] = rng.choice((0, 1, 127, 128, 255))
        elif what == 2:
            data = data[:at + 1]
        elif what == 3:
            data[at:at] = os.urandom(rng.randrange(1, 40))
        elif what == 4:
            data += attr(rng.randrange(0x10000), os.urandom(rng.randrange(0, 64)))
        else:
            data[20:] = data[20:] * 2
    # To our family, with a length that the socket takes.
    return struct.pack("=IHHII", len(data), f, NLM_F_REQUEST | NLM_F_ACK |
                       rng.choice((0, NLM_F_DUMP, 0x100)), 1, 0) + bytes(data[16:])


def main():
    number = int(sys.argv[1])
    s = open_socket()
    f = family(s)
    known(s, f)
    rng = random.Random(1)
    base = seeds(f)
    results = {}
    for i in range(number):
        try:
            s.send(mutate(rng, rng.choice(base), f))
            err, text = answer(s)
        except socket.timeout:
            # A message that is too short gets no answer at all.
            err = "none"
            s.close()
            s = open_socket()
        except OSError as e:
            err = e.errno
            s.close()
            s = open_socket()
        results[err] = results.get(err, 0) + 1
    print("answers:", ", ".join("%s: %d" % (k, v) for k, v in sorted(results.items(), key=str)))


main()
