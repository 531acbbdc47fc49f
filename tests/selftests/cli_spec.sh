#!/bin/bash
# runs: debug stock
# The YNL spec and the uapi header name the same commands and attributes with the
# same numbers.
# shellcheck source=tests/selftests/lib.sh
. "$(dirname "$0")/lib.sh"
need python3

python3 - "$repo" >"$tmp/spec.out" 2>&1 <<'END'
import re, sys
header = open(sys.argv[1] + "/include/uapi/linux/nf_flow_hw.h").read()
spec = open(sys.argv[1] + "/Documentation/netlink/specs/nf_flow_hw.yaml").read()

def header_list(prefix, text):
    return re.findall(r"^\t%s(\w+)\b(?:\s*=[^,]*)?,"  % prefix, text, re.M)

def name(s):
    return s.lower().replace("_", "-")

# Blocks "name: X … name-prefix: P … list of names" of a part of the spec.
def spec_blocks(part):
    out = {}
    for block in re.split(r"\n  -\n(?=    name:)", part)[1:]:
        prefix = re.search(r"name-prefix: (\S+)", block).group(1)
        out[prefix] = re.findall(r"^        name: (\S+)", block, re.M)
    return out

bad = 0
def same(what, got, want):
    global bad
    if got != want:
        bad = 1
        print("%s\n  spec:   %s\n  header: %s" % (what, got, want))

definitions, rest = spec.split("attribute-sets:")
sets, operations = rest.split("\noperations:")
for prefix, names in spec_blocks(definitions).items():
    same(prefix, names, [name(n) for n in header_list(prefix.upper().replace("-", "_"), header)])
for prefix, names in spec_blocks(sets).items():
    want = header_list(prefix.upper().replace("-", "_"), header)
    same(prefix, names, [name(n) for n in want if n != "UNSPEC"])
cmds = header_list("NF_FLOW_HW_CMD_", header)
ops = re.findall(r"\n      name: (\S+)\n      value: (\d+)", operations)
same("commands", [(n, int(v)) for n, v in ops],
     [(name(n), i) for i, n in enumerate(cmds) if n != "UNSPEC"])
same("number of sets", len(spec_blocks(sets)), len(re.findall(r"_UNSPEC,", header)) - 1)
sys.exit(bad)
END
check_err $? "$(<"$tmp/spec.out")"
log_test "spec and header are alike"
