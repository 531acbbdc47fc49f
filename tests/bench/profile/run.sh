#!/bin/bash
# Which functions the instructions of the control path are in.
# Usage: tests/bench/profile/run.sh [FLOWS]
#
# Boots the machine of make bench with a plugin that counts, see profile.c. Everything
# is counted while a mark is set, also what else the processor did meanwhile (interrupts,
# another worker after a sleep): read the functions, the sums are a little too high.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
repo=$(cd "$here/../../.." && pwd -P)
out=$repo/build/bench/profile flows=${1:-300}

mkdir -p "$out/bin"
"$repo/scripts/setup" 6.1 >&2
gcc -O2 -shared -fPIC -o "$out/profile.so" "$here/profile.c"
cat >"$out/bin/qemu-system-x86_64" <<-END
	#!/bin/bash
	PATH=\${PATH#*:} exec qemu-system-x86_64 "\$@" -plugin "$out/profile.so,out=$out/counts"
END
chmod +x "$out/bin/qemu-system-x86_64"
make -s -C "$repo/tests/selftests/tools" >&2
PATH=$out/bin:$PATH "$repo/scripts/vm" --kernel 6.1 --icount --timeout 900 \
	--env BENCH_FLOWS="$flows" -- tests/bench/profile/guest.sh >"$out/symbols"
python3 "$here/report.py" "$out/counts" "$out/symbols" "$flows"
