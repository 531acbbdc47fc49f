# SPDX-License-Identifier: GPL-2.0-only
#
# Human targets; what is compiled stands in Kbuild.
#
#	make			build the modules for KDIR
#	make demo		see it work, on a simulated router in a VM
#	make test		everything that proves it (KERNEL=uml|6.1|6.12|7.2|arm64|mipsel|s390x: only there)
#	make test-all		the same on every kernel that is supported
#	make test-long		what takes longer than minutes
#	make test-debug		the same tests with KASAN and lockdep, and races and faults on two processors
#	make soak HOURS=1	random operations on a debug kernel for so long (HOURS=0.1: six minutes)
#	make bench		what offload costs and saves: table, JSON, plots in build/bench
#	make bench-compare BASE=rev	the same for two revisions; fails if it became worse
#	make bench-selfcheck	two runs must agree, a slower tree must be noticed
#	make matrix		write what passed where into README.md
#	make deb		the Debian packages (DKMS, tool), in build/deb
#	make dkms		let DKMS build the modules for this machine's kernels
#	make test-deb		install, use and remove the Debian packages
#	make test-packaging	what can be checked of the packages for other systems
#	make check		style, static analysis, layering
#
# demo and test install what the machine lacks; nothing else need be typed.

# The newest installed kernel headers.
KDIR ?= $(lastword $(shell ls -1dv /lib/modules/*/build 2>/dev/null))
DESTDIR ?=
KERNEL ?= all
HOURS ?= 1
BASE ?= HEAD

.PHONY: all
all: modules

.PHONY: modules
modules:
	@if [ -z "$(KDIR)" ]; then \
		echo "no kernel headers found: install linux-headers or give KDIR=..." >&2; \
		exit 1; \
	fi
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

.PHONY: modules_install install
modules_install: modules
	$(MAKE) -C $(KDIR) M=$(CURDIR) \
		$(if $(DESTDIR),INSTALL_MOD_PATH=$(DESTDIR)) modules_install

install: modules_install install-conf

# What loads the core before the first flowtable.
.PHONY: install-conf
install-conf:
	install -D -m 0644 packaging/modprobe.d/nft-offload.conf \
		$(DESTDIR)/etc/modprobe.d/nft-offload.conf
	install -D -m 0644 packaging/modules-load.d/nft-offload.conf \
		$(DESTDIR)/etc/modules-load.d/nft-offload.conf

.PHONY: tools
tools:
	$(MAKE) -C tools/nft-offload

.PHONY: setup
setup:
	scripts/setup

.PHONY: demo
demo:
	scripts/setup uml
	scripts/vm --kernel uml --timeout 300 -- tests/demo/demo.sh

.PHONY: test
test:
	tests/run.sh $(KERNEL)

.PHONY: test-all
test-all:
	tests/run.sh matrix

.PHONY: test-long
test-long:
	tests/run.sh long

.PHONY: test-debug
test-debug:
	tests/run.sh debug

.PHONY: soak
soak:
	tests/soak/run.sh $(HOURS)

.PHONY: matrix
matrix:
	scripts/matrix

.PHONY: bench
bench:
	tests/bench/run.sh

.PHONY: bench-compare
bench-compare:
	tests/bench/run.sh --compare $(BASE)

# Are two runs alike, and is a slower tree noticed?
.PHONY: bench-selfcheck
bench-selfcheck:
	tests/bench/run.sh --selfcheck

# The documents show figures of the last make bench, never typed ones.
.PHONY: bench-readme
bench-readme:
	tests/bench/document.py build/bench/bench.json README.md Documentation/performance.md
	cp build/bench/bench-flow.svg build/bench/bench-flows.svg Documentation/

.PHONY: deb
deb:
	scripts/make-deb

.PHONY: dkms
dkms:
	scripts/dkms-source install
	$(MAKE) --no-print-directory install-conf

.PHONY: test-deb
test-deb:
	scripts/setup 6.1 deb
	$(MAKE) -s -C tests/selftests/tools
	tests/packaging/deb.sh

.PHONY: test-packaging
test-packaging:
	scripts/setup uml 6.1 packaging
	$(MAKE) -s -C tests/selftests/tools
	$(MAKE) -s tools
	tests/packaging/run.sh

.PHONY: check
check:
	scripts/check

.PHONY: clean
clean:
	rm -rf build
	$(if $(KDIR),$(MAKE) -C $(KDIR) M=$(CURDIR) clean)
