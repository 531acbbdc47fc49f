#!/bin/bash
# The Debian packages do what they are for. Runs on the host, as root; `make
# test-deb`.
#
# Installing compiles, which takes many times as long in an emulated machine. So the
# packages are installed on a copy of this machine's root (an overlay, thrown away
# afterwards) that has the headers and modules of Debian's 6.1 kernel; what that
# changed is laid over the root of a virtual machine with that kernel, which loads
# the modules, uses them, and removes the packages.
set -u
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 1
# shellcheck source=scripts/kernels.sh
. scripts/kernels.sh
passed=0 failed=0
out=$(mktemp)
trap 'rm -f "$out"' EXIT

# expect NAME CMD...
expect() {
	local name=$1

	shift
	if "$@" >"$out" 2>&1 </dev/null; then
		passed=$((passed + 1))
		echo "ok $((passed + failed)) - $name"
	else
		failed=$((failed + 1))
		echo "not ok $((passed + failed)) - $name"
		tail -n 60 "$out" | sed 's/^/# /'
	fi
}

# As the packages say; overridden tags and their reasons are in packaging/debian.
lintian_clean() {
	lintian --allow-root --fail-on error,warning,info -I build/deb/*.deb
}

ships() {
	dpkg-deb --fsys-tarfile "build/deb/$1"_*.deb | tar -t | grep -qxF "./$2"
}

# DKMS must ask for exactly the modules that Kbuild builds, but for those of tests.
names_all_modules() {
	local conf=$tmp/conf

	scripts/dkms-source conf 1 >"$conf"
	diff <(sed -n 's/^BUILT_MODULE_NAME.*="\(.*\)"/\1/p' "$conf" | sort) \
		<(sed 's,.*/\(.*\)\.ko$,\1,; s,.*/\(.*\)\.o$,\1,' build/6.1/modules.order |
			grep -vxFf <(sed -n 's/^obj-.* += \(.*\)\.o$/\1/p' \
				tests/kunit/Kbuild tests/selftests/modules/Kbuild \
				tests/bench/modules/Kbuild) | sort)
}

# In a mount namespace of its own: $tmp/root is this machine's root with the
# changes in memory.
make_root() {
	mount -t tmpfs -o size=2g tmpfs "$tmp" &&
	mkdir "$tmp"/{upper,work,root,modules,modules-work} &&
	mount -t overlay -o "lowerdir=/,upperdir=$tmp/upper,workdir=$tmp/work" \
		overlay "$tmp/root" &&
	mkdir -p "$tmp/root/lib/modules/$K_RELEASE" &&
	ln -sfn "$(readlink -f "$K_BUILD")" "$tmp/modules/build" &&
	mount -t overlay -o "lowerdir=$K_MODULES,upperdir=$tmp/modules,workdir=$tmp/modules-work" \
		overlay "$tmp/root/lib/modules/$K_RELEASE" &&
	cp "$K_BUILD/.config" "$tmp/root/boot/config-$K_RELEASE" &&
	mount --bind /dev "$tmp/root/dev" &&
	mount -t proc proc "$tmp/root/proc" &&
	cp build/deb/*.deb "$tmp/root/root"
}

in_root() { chroot "$tmp/root" "$@"; }

install_packages() {
	in_root sh -c 'DEBIAN_FRONTEND=noninteractive dpkg -i /root/nft-offload*.deb' &&
		rm "$tmp"/root/root/*.deb
}

dkms_installed() {
	in_root dkms status nft-offload | grep -q "$K_RELEASE.*: installed"
}

# A kernel without nf_tables is left alone. DKMS looks into the configuration beside
# the headers, so some that have nothing else will do.
excludes() {
	mkdir -p "$tmp/root/root/headers/include" &&
	grep -v '^CONFIG_NF_TABLES=' "$K_BUILD/.config" >"$tmp/root/root/headers/.config"
	in_root dkms build "nft-offload/$version" -k 6.1.0-none \
		--kernelsourcedir /root/headers >"$tmp/excluded" 2>&1
	cat "$tmp/excluded"
	grep -q "BUILD_EXCLUSIVE" "$tmp/excluded"
}

man_page() { in_root man -w nft-offload | grep -q man8; }

has_module() { [ -e "$tmp/root/lib/modules/$K_RELEASE/updates/dkms/$1.ko" ]; }

pack() {
	umount "$tmp/root/proc" "$tmp/root/dev" "$tmp/root/lib/modules/$K_RELEASE" &&
	tar -C "$tmp/upper" --exclude=./tmp --exclude=./root -cf "$share/root.tar" . &&
	tar -C "$tmp/modules" -cf "$share/modules.tar" .
}

install_in_copy() {
	local module

	expect "a copy of this machine with the kernel's headers" make_root
	expect "the packages install" install_packages
	expect "DKMS says installed" dkms_installed
	for module in $(scripts/dkms-source conf | sed -n 's/^BUILT_MODULE_NAME.*="\(.*\)"/\1/p'); do
		expect "DKMS built and installed $module" has_module "$module"
	done
	expect "the tool runs" in_root /usr/sbin/nft-offload --help
	expect "the manual page is found" man_page
	expect "a kernel without nf_tables is left alone" excludes
	expect "what that changed can be packed" pack
	echo "$passed $failed" >"$share/counts"
}

main() {
	local file

	version=$(dpkg-parsechangelog -l packaging/debian/changelog -S Version)
	kernel_select 6.1
	kernel_find || die "kernel 6.1 is not here: scripts/setup 6.1"
	tmp=$(mktemp -d) share=$(mktemp -d)
	chmod 755 "$tmp" "$share"
	trap 'rm -rf "$out" "$tmp" "$share"' EXIT
	expect "the packages build" scripts/make-deb
	expect "lintian finds nothing but what is overridden" lintian_clean
	for file in usr/lib/modprobe.d/nft-offload.conf usr/lib/modules-load.d/nft-offload.conf \
		"usr/src/nft-offload-$version/dkms.conf"; do
		expect "nft-offload-dkms ships $file" ships nft-offload-dkms "$file"
	done
	for file in usr/sbin/nft-offload usr/share/man/man8/nft-offload.8.gz \
		usr/share/bash-completion/completions/nft-offload \
		usr/share/doc/nft-offload/examples/nft-offload-metrics.service; do
		expect "nft-offload ships $file" ships nft-offload "$file"
	done
	expect "the modules build for the kernel" scripts/build-modules 6.1
	expect "DKMS asks for the modules that Kbuild builds" names_all_modules

	export -f install_in_copy expect make_root in_root install_packages \
		dkms_installed excludes man_page has_module pack
	export passed failed out tmp share version K_RELEASE K_BUILD K_MODULES
	unshare --mount --propagation private bash -c install_in_copy
	read -r passed failed <"$share/counts"

	scripts/vm --kernel 6.1 --no-modules --timeout 900 --share "$share" -- \
		tests/packaging/deb_vm.sh $((passed + failed)) >"$share/vm.log" 2>&1
	cat "$share/vm.log"
	passed=$((passed + $(grep -c '^ok ' "$share/vm.log")))
	failed=$((failed + $(grep -c '^not ok ' "$share/vm.log")))
	# A machine that died said nothing of the rest.
	grep -q '^1\.\.' "$share/vm.log" || failed=$((failed + 1))

	echo "$passed passed, $failed failed, 0 skipped"
	[ "$failed" -eq 0 ]
}

if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null || die "must be root: it installs packages on a copy of this machine"
	exec sudo --preserve-env=XDG_CACHE_HOME,HOME "$0"
fi
main
