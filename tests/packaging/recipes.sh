#!/bin/bash
# The recipes of other distributions, with the tools that Debian has for them: RPM
# parses the specs and builds the packages; Arch's makepkg reads the PKGBUILD; the
# functions of PKGBUILD and APKBUILD run in a shell as makepkg and abuild would call
# them. `make test-packaging`.
set -u
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 1
# shellcheck source=tests/packaging/lib.sh
. tests/packaging/lib.sh
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
chmod 755 "$tmp"
version=$(scripts/dkms-source conf 1 >/dev/null && dpkg-parsechangelog -l packaging/debian/changelog -S Version)

# Only what git knows becomes a package; uncommitted files are in a stash of it.
tree() {
	git archive "$(git stash create || true)" 2>/dev/null || git archive HEAD
}

same_versions() {
	! grep -HnE '^(pkgver|modver|PKG_VERSION:|Version:|%\{!\?nfo_version:%global nfo_version)[=[:space:]]*' \
		packaging/rpm/*.spec packaging/arch/PKGBUILD packaging/alpine/* packaging/openwrt/*/Makefile |
		grep -v 'nfo_version}' | grep -v "[= 	]$version}\?\$"
}

# No macro is left unexpanded.
spec_parses() {
	rpmspec -P "${@:2}" "packaging/rpm/$1" >"$tmp/spec" &&
		! grep -n '%{' "$tmp/spec"
}

rpms_build() {
	mkdir -p "$tmp/rpm/SOURCES"
	tree | (mkdir -p "$tmp/nft-offload-$version" && tar -x -C "$tmp/nft-offload-$version")
	tar -C "$tmp" -czf "$tmp/rpm/SOURCES/nft-offload-$version.tar.gz" "nft-offload-$version"
	rpmbuild -bb --nodeps --define "_topdir $tmp/rpm" --define '_usrsrc /usr/src' \
		packaging/rpm/nft-offload.spec
}

rpm_has() { rpm -qlp "$tmp"/rpm/RPMS/*/"$1"-"$version"-*.rpm | grep -x "$2"; }

bash_clean() { bash -n "$1" && shellcheck -S warning "$1"; }

# As nobody: makepkg refuses to run as root. It looks for pacman and does not use it.
makepkg_reads() {
	mkdir -p "$tmp/arch"
	cp packaging/arch/PKGBUILD "$tmp/arch"
	chmod -R a+rwX "$tmp/arch"
	(cd "$tmp/arch" && setpriv --reuid 65534 --regid 65534 --clear-groups \
		env HOME="$tmp/arch" PACMAN=true makepkg --printsrcinfo) | grep -q '^pkgname = nft-offload-dkms$'
}

# run_recipe FILE FUNCTION...: with the tree beside it, under the name it asks for.
run_recipe() {
	local file=$PWD/$1 dir=$tmp/recipe/${1##*/}
	shift
	rm -rf "$dir"
	mkdir -p "$dir"/{src,pkg,sub}
	git clone -q "$PWD" "$dir/nft-offload" || return
	tree | tar -x -C "$dir/nft-offload"
	(cd "$dir/nft-offload" && git add -A &&
		git -c user.name=test -c user.email=test@localhost commit -qm test --allow-empty) || return
	# shellcheck disable=SC2030,SC2034,SC2317 # for the recipe
	(
		set -e
		startdir=$dir srcdir=$dir/src pkgdir=$dir/pkg subpkgdir=$dir/sub builddir=$dir/src
		default_prepare() { :; }
		# shellcheck disable=SC1090
		. "$file"
		cd "$srcdir"
		for function; do "$function"; done
	)
}

in_recipe() { [ -e "$tmp/recipe/$1" ] || { find "$tmp/recipe" -path '*/usr/*' | head -n 20; false; }; }

# AKMS builds with what lies in the directory of AKMBUILD.
akms_builds() {
	local dir=$tmp/recipe/APKBUILD/sub/usr/src/nft-offload-$version
	# shellcheck source=scripts/kernels.sh
	. scripts/kernels.sh
	kernel_select uml
	kernel_find || return
	# shellcheck disable=SC1091,SC2034,SC2154
	(
		kernel_srcdir=$K_BUILD builddir=$dir MAKEFLAGS=
		. "$dir/AKMBUILD"
		make() { command make ARCH=um "$@"; }
		build && cd "$dir" && ls $built_modules
	)
}

expect "all recipes have the version of the Debian package" same_versions
if command -v rpmspec >/dev/null; then
	expect "RPM: nft-offload.spec parses" spec_parses nft-offload.spec --define '_usrsrc /usr/src'
	expect "RPM: nft-offload-kmod.spec parses" spec_parses nft-offload-kmod.spec --define 'kernels 6.1.0-test'
	expect "RPM: the packages build" rpms_build
	expect "RPM: the tool" rpm_has nft-offload /usr/sbin/nft-offload
	expect "RPM: the sources of the modules for akmods" rpm_has akmod-nft-offload \
		"/usr/src/akmods/nft-offload-kmod-$version-1.*src.rpm"
else
	skip "RPM" "rpm is missing"
fi
expect "Arch: PKGBUILD is clean" bash_clean packaging/arch/PKGBUILD
if command -v makepkg >/dev/null && [ "$(id -u)" = 0 ]; then
	expect "Arch: makepkg reads it" makepkg_reads
else
	skip "Arch: makepkg reads it" "makepkg is missing, or not root"
fi
expect "Arch: its functions run" run_recipe packaging/arch/PKGBUILD prepare build \
	package_nft-offload package_nft-offload-dkms
expect "Arch: the tool" in_recipe PKGBUILD/pkg/usr/bin/nft-offload
expect "Arch: sources and dkms.conf" in_recipe "PKGBUILD/pkg/usr/src/nft-offload-$version/dkms.conf"
expect "Alpine: APKBUILD is clean" bash_clean packaging/alpine/APKBUILD
expect "Alpine: AKMBUILD is clean" bash_clean packaging/alpine/AKMBUILD
expect "Alpine: its functions run" run_recipe packaging/alpine/APKBUILD prepare akms
expect "Alpine: AKMBUILD builds every module that it names" akms_builds
finish
