# shellcheck shell=bash
# The catalogue of kernels that the scripts know; sourced, never run.
#
# A kernel is named as on the command line of scripts/vm (uml, 6.1, …) plus,
# with --debug or --kcsan, a build of it with sanitizers, whose key ends in the
# same word.  Adding one means: a line in kernel_select(), and for a new kind a
# way to find it in kernel_find().
#
# Paths: everything downloaded or built is kept outside the tree, below
# $NFO_CACHE, in directories that appear under their final name only when
# complete.
# The variables set here are read by the scripts that source this file.
# shellcheck disable=SC2034

NFO_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
NFO_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/nft-offload
NFO_ME=${0##*/}

say() { printf '%s: %s\n' "$NFO_ME" "$*" >&2; }
die() { say "$*"; exit 1; }
die_usage() { say "$*"; exit 2; }

# kbuild and mount options split their arguments at these characters, so say it
# here, once, instead of failing somewhere deep inside.
check_path()
{
	case $1 in
	*[[:space:]:,\'\"\\\$]*)
		die "the path '$1' contains a blank, colon, comma, quote, backslash or \$: the kernel's build cannot work with it; use another directory" ;;
	esac
}

kernels_list()
{
	cat <<-'LIST'
	uml    User-Mode Linux 6.1, the fast loop (KUnit; --debug: KASAN, lockdep)
	6.1    Debian's 6.1 kernel in QEMU (--debug: built here with KASAN, lockdep,
	       kmemleak, fault injection; --kcsan: with the detector of data races)
	6.12   Debian's 6.12 kernel in QEMU (likewise)
	7.2    Debian's 7.2 kernel in QEMU (likewise)
	arm64  Debian's 6.1 kernel for arm64 in QEMU, with programs of Debian's
	mipsel a 6.1 kernel for MIPS Malta in QEMU (KUnit; 32 bits), likewise
	s390x  a 6.1 kernel for IBM Z in QEMU (KUnit; big-endian), likewise
	LIST
}

# kernel_select NAME [debug|kcsan]
# Sets K_NAME, K_DEBUG (the second word), K_KEY (names directories), K_KIND (uml or qemu), K_ARCH
# (make's ARCH), K_CROSS (make's CROSS_COMPILE, empty for this machine's
# architecture), K_KUNIT (yes or no), and for a kernel of Debian K_SERIES,
# K_SUITES (the releases of Debian that have it) and K_DEB (its name of the
# architecture).  Fails with one line for a kernel that is unknown.
kernel_select()
{
	K_NAME=$1 K_DEBUG=${2:-} K_CROSS=''
	case $K_NAME in
	uml)	K_KIND=uml K_ARCH=um K_KUNIT=yes K_SERIES=6.1
		K_KEY=uml-6.1${K_DEBUG:+-debug}
		[ "$K_DEBUG" != kcsan ] ||
			die_usage "User-Mode Linux has one processor, where nothing races; use --kernel 6.1 --kcsan"
		;;
	6.1)	select_debian bookworm bookworm-security ;;
	6.12)	select_debian trixie trixie-security ;;
	7.2)	select_debian forky sid ;;
	arm64)	select_debian bookworm bookworm-security
		K_SERIES=6.1 K_ARCH=arm64 K_DEB=arm64
		K_CROSS=aarch64-linux-gnu-
		[ -z "$K_DEBUG" ] ||
			die_usage "there is no --$K_DEBUG build of kernel arm64; use --kernel 6.1 or uml"
		;;
	mipsel)	select_built mips mipsel-linux-gnu- ;;
	s390x)	select_built s390 s390x-linux-gnu- ;;
	*)
		say "unknown kernel '$K_NAME'; known are:"
		kernels_list >&2
		exit 2
		;;
	esac
}

select_debian()
{
	K_KIND=qemu K_ARCH=x86_64 K_KUNIT=no K_SERIES=$K_NAME K_SUITES=$*
	K_DEB=amd64 K_KEY=$K_NAME${K_DEBUG:+-$K_DEBUG}
	[ -z "$K_DEBUG" ] || K_KUNIT=yes
}

# select_built ARCH CROSS: of another architecture, built here, because Debian's
# has no KUnit; only the programs of the guest are Debian's.
select_built()
{
	[ -z "$K_DEBUG" ] ||
		die_usage "there is no --$K_DEBUG build of kernel $K_NAME; use --kernel 6.1 or uml"
	select_debian bookworm
	K_SERIES=6.1 K_KUNIT=yes K_ARCH=$1 K_CROSS=$2 K_DEB=$K_NAME
}

# kernel_select_key NAME[-debug|-kcsan]
kernel_select_key()
{
	case $1 in
	*-debug)	kernel_select "${1%-*}" debug ;;
	*-kcsan)	kernel_select "${1%-*}" kcsan ;;
	*)		kernel_select "$1" ;;
	esac
}

# Is the selected kernel one that scripts/build-kernel makes from sources?  No
# kernel of Debian has KUnit.
kernel_is_built() { [ "$K_KUNIT" = yes ]; }

# The fragments of the selected kernel's configuration, in order.
config_fragments()
{
	local machine=x86
	if [ -n "$K_CROSS" ]; then
		printf 'tests/vm/%s.config\n' kunit "$K_NAME"
		return
	fi
	[ "$K_KIND" != uml ] || machine=uml
	printf 'tests/vm/%s.config\n' base $machine
	case $K_DEBUG in
	debug)	printf 'tests/vm/%s.config\n' debug $machine-debug ;;
	kcsan)	echo tests/vm/$machine-kcsan.config ;;
	esac
}

# Of an option that is in two fragments only the last word, be it that it is not set.
config_merged()
{
	local fragments
	mapfile -t fragments < <(config_fragments)
	(cd "$NFO_ROOT" && cat "${fragments[@]}") | tac |
		awk -F'[= ]' '/^CONFIG_/ && seen[$1]++ { next }
			/^# CONFIG_.* is not set$/ && seen[$2]++ { next }
			{ print }' | tac
}

# A key for the configuration: the options, the recipe (raise the number when
# scripts/build-kernel makes something else out of the same options), and the
# compiler, because modules must be built with the one that built the kernel.
config_hash()
{
	{
		config_merged | grep -E '^(# )?CONFIG_' | LC_ALL=C sort
		echo recipe 3
		"${K_CROSS}gcc" -dumpfullversion 2>/dev/null
	} | sha256sum | cut -c1-12
}

# Where the sources of the selected kernel are kept that apt does not install.
source_dir() { echo "$NFO_CACHE/source-$K_SERIES"; }

# The sources of the selected kernel, as Debian packs them.
source_tarball()
{
	local own
	own=$(source_dir)/linux-source.tar.xz
	if [ -f "$own" ]; then
		echo "$own"
	else
		echo "/usr/src/linux-source-$K_SERIES.tar.xz"
	fi
}

# Version of the sources, empty if there are none.
source_version()
{
	cat "$(source_dir)/version" 2>/dev/null ||
		dpkg-query -W -f '${db:Status-Status} ${Version}' \
			"linux-source-$K_SERIES" 2>/dev/null |
		sed -n 's/^installed //p' | tr ':' '_'
}

# Directory that the built kernel of this configuration has, or would get.  When
# the sources are not there any finished build will do.
built_dir()
{
	local version hash
	version=$(source_version)
	hash=$(config_hash)
	if [ -n "$version" ]; then
		echo "$NFO_CACHE/$K_KEY-$version-$hash"
	else
		find "$NFO_CACHE" -maxdepth 1 -name "$K_KEY-*-$hash" 2>/dev/null |
			sort -V | tail -n 1
	fi
}

# Where the selected kernel of Debian is kept, a directory per release.
debian_dir()
{
	echo "$NFO_CACHE/debian-$K_SERIES${K_CROSS:+-$K_DEB}"
}

# Where the programs for a guest of another architecture are kept, if its kernel
# does not come from Debian, too.
guest_dir()
{
	echo "$NFO_CACHE/guest-$K_DEB"
}

# What a guest of another architecture finds instead of the host's programs.
packages_guest='bash dash coreutils diffutils findutils grep sed gawk procps
	util-linux mount kmod busybox-static iproute2 nftables conntrack ethtool
	libmnl0 libjansson4 libmnl-dev libjansson-dev python3 tcpdump'

# guest_complete DIR: is this what these packages give? It is made anew when the
# list grows.
guest_complete()
{
	[ "$(cat "$1/.packages" 2>/dev/null)" = "$packages_guest" ]
}

# Where the kernel's own selftest of flowtables is kept.
upstream_dir()
{
	echo "$NFO_CACHE/upstream-$1"
}

# Where the kernel's own netlink client is kept.
ynl_dir()
{
	echo "$NFO_CACHE/ynl-6.12"
}

# Headers of release $1: those that came with image $2, or as Debian installs
# them.
headers_dir()
{
	local d
	for d in "$2/usr/src/linux-headers-$1" \
		"/lib/modules/$1/build" "/usr/src/linux-headers-$1"; do
		[ -e "$d/Makefile" ] && echo "$d" && return
	done
	return 1
}

# kernel_find: 0 when the selected kernel is ready for use.  Sets K_DIR,
# K_RELEASE (uname -r), K_IMAGE, K_BUILD (make -C), K_MODULES (its own modules,
# with depmod done), K_ROOT (root directory of the guest, / is this machine's).
kernel_find()
{
	K_ROOT=/
	if kernel_is_built; then
		if [ -n "$K_CROSS" ]; then
			K_ROOT=$(guest_dir)
			guest_complete "$K_ROOT" || return 1
		fi
		K_DIR=$(built_dir)
		[ -n "$K_DIR" ] && [ -d "$K_DIR" ] || return 1
		K_RELEASE=$(cat "$K_DIR/release")
		K_IMAGE=$K_DIR/linux
		K_BUILD=$K_DIR/build
		K_MODULES=$K_DIR/lib/modules/$K_RELEASE
	else
		kernel_find_debian
	fi
}

# Newest first; an image without the headers of its release (upgraded, cleaned)
# does not count.
kernel_find_debian()
{
	local d
	while read -r d; do
		K_RELEASE=${d##*/}
		K_BUILD=$(headers_dir "$K_RELEASE" "$d") || continue
		K_DIR=$d
		if [ -n "$K_CROSS" ]; then
			K_ROOT=$d
			guest_complete "$d" || continue
		fi
		K_MODULES=$d/lib/modules/$K_RELEASE
		K_IMAGE=$d/boot/vmlinuz-$K_RELEASE
		[ -e "$K_IMAGE" ] || K_IMAGE=$K_MODULES/vmlinuz
		return 0
	done < <(find "$(debian_dir)" -mindepth 1 -maxdepth 1 \
		-type d ! -name '.*' 2>/dev/null | sort -rV)
	return 1
}

# What exactly the kernel that kernel_find() found is: Debian's version.
kernel_version()
{
	if kernel_is_built; then
		basename "$K_DIR" | sed -e "s/^$K_KEY-//" -e 's/-[^-]*$//'
		return
	fi
	# An image for arm64 is compressed as a whole.
	case $K_ARCH in
	arm64)	cat "$K_DIR/.version" ;;
	*)	head -c 65536 "$K_IMAGE" ;;
	esac | tr -c '[:print:]' '\n' |
		sed -n 's/.* Debian \([0-9][^ ]*\) .*/\1/p' | head -n 1
}

# older VERSION THAN
older()
{
	[ "$1" != "$2" ] &&
		[ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]
}

# Errors that the flowtable core of version $1 has on its own, a line each: what
# the tests see of them is not ours.
kernel_bugs()
{
	local version=${1%%-*} fixed
	case $version in
	6.1.*)	fixed=6.1.190 ;;
	6.12.*)	fixed=6.12.113 ;;
	7.2.*)	fixed=7.2.9 ;;
	*)	return 0 ;;
	esac
	! older "$version" "$fixed" ||
		echo "nf_flow_table frees flows and conntracks that its workers still use (fixed in $fixed)"
	case $version in
	6.1.*)
		older "$version" 6.1.72 || ! older "$version" 6.1.191 ||
			echo "only the original direction of a flow is offloaded (fixed in 6.1.191)"
		;;
	esac
}

# with_lock NAME CMD…: one caller at a time, so that two targets started
# together do not build the same thing twice.  CMD must look again whether
# there is still something to do.
with_lock()
{
	local name=$1
	shift
	mkdir -p "$NFO_CACHE"
	exec 9>"$NFO_CACHE/.lock-$name"
	flock -n 9 || {
		say "waiting for another process that works on $name"
		flock 9
	}
	# The children must not hold the lock beyond our own end.
	"$@" 9>&-
	exec 9>&-
}
