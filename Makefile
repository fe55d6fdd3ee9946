# SPDX-License-Identifier: GPL-2.0
# Builds the module on this machine, tests it in a host VM, installs it on a real host.
#
#   make              build mvgpu.ko against KDIR (or KVER, default: the running kernel)
#   make install      install the module for that kernel
#   make install-tools
#                     install programs, units, udev rules, man pages and completions, and
#                     mvgpu-render if make -C render has built it; PREFIX=/usr/local, DESTDIR=
#                     and others, see packaging/install.sh; make uninstall-tools removes them
#   make deb          Debian packages of both, in out/deb, built in a root of SUITE
#   make rpm          RPM packages of both, in out/rpm, built with the packages of this machine
#   make demo         two guests draw by OpenGL on two vGPUs of a host VM's GPU; their screens
#                     are in out/demo/*.png; GPU=none uses a software GPU, without 3D,
#                     GPU=render renderers on Mesa's software driver in the host VM
#   make check        all tests but long ones, in user space and in a host VM (SUITE=trixie|bookworm|sid;
#                     KERNEL=debug: on a debug kernel, which is built first)
#   make check-unit   the parts: unit tests on this machine,
#   make check-vfio     a VFIO client in the host VM,
#   make check-guest    real guests in the host VM,
#   make check-host     loading, management and the rest in the host VM;
#                     T="tests/vfio/x.t ..." runs only these suites, and
#                     TEST="words" the tests whose promises contain them
#   make list         the suites, with their limits and what they need
#   make check-intx   the guests once more, without message signalled interrupts
#   make check-iommufd
#                     the VFIO client and guests once more, by iommufd instead of VFIO's groups,
#                     on a kernel that has it, which is built first
#   make check-long   make check-packages, make check and the long suites, then the VFIO client
#                     on the debug kernel, where a warning is a panic
#   make check-packages
#                     the Debian packages, in a root of SUITE: build, install, upgrade, remove
#   make check-matrix a VFIO client and guests with the kernels and QEMUs of bookworm and sid
#   make fuzz         random input for FUZZ_SECONDS each (600), from FUZZ_SEED: libFuzzer on
#                     the parsers here, and FUZZ_T (tests/vfio/fuzz.t) in the host VM
#   make bench        figures of speed, no tests: the scanner and the scheduler here, then
#                     tests/bench/*.t in the host VM, in ROUNDS (5), each of which took 45
#                     minutes on two cores without KVM; T="tests/bench/x.t ..." runs only these; tables and plots are in
#                     out/bench
#   make bench-quick  what a frame of a guest costs, in traps, interrupts and copies: tests of
#                     counters, which are a part of make check
#   make coverage     a table of the lines of each file that COVERAGE_T runs (vfio host guest),
#                     on a kernel that counts them, which is built first
#   make lint         shellcheck, cppcheck, checkpatch --strict, kernel-doc, sparse, clang and
#                     its analyzer, coccinelle, directions of includes, paths in documents
#   make doc          HTML of Documentation/ and of the kernel-doc, in out/doc/html
#   make host-build   build the module and test programs with the suite's own compiler
#   make host-shell   a shell in the host VM (leave it with exit); GPU=1 gives it a
#                     physical GPU, GPU=virtio-gpu-gl-pci,... this one
#   make host-image   build the Debian root of the host VM, cached in ~/.cache/mvgpu
#   make deps         install the packages that the tests need on this machine (Debian, apt)
#   make help         print this list

KVER ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KVER)/build
W    ?= 1

all: modules

modules modules_install:
	$(MAKE) -C $(KDIR) M=$(CURDIR) W=$(W) $@

install: modules_install
	depmod -a $(if $(INSTALL_MOD_PATH),-b $(INSTALL_MOD_PATH)) $(KVER)

install-tools uninstall-tools:
	@packaging/install.sh $(if $(filter un%,$@),--uninstall)

clean:
	$(MAKE) -C $(KDIR) M=$(CURDIR) clean

SUITE ?= trixie
KERNEL ?= stock
export MVGPU_KERNEL = $(KERNEL)
CHECK := tests/runner/check --suite $(SUITE) $(if $(TEST),--test "$(TEST)")

check: deps
	@$(CHECK) $(T)

check-long: deps
	@status=0; tests/packages/check $(SUITE) || status=1; $(CHECK) --long || status=1; \
	MVGPU_KERNEL=debug $(CHECK) --long --word panic_on_warn=1 vfio && exit $$status

deb: deps
	@packaging/deb.sh $(SUITE)

rpm:
	@packaging/source.sh out/rpm
	@SOURCE_DATE_EPOCH=$$(cat out/rpm/time) packaging/rpm-build.sh out/rpm/source.tar out/rpm

check-packages: deps
	@tests/packages/check $(SUITE)

list:
	@$(CHECK) --list $(T)

check-matrix: deps
	@tests/runner/check --suite bookworm,sid vfio guest

check-unit check-vfio check-guest check-host: check-%: deps
	@$(CHECK) $(or $(T),$*)

# Debian's kernels have no iommufd; the one that counts lines has, and is faster than debug.
IOMMUFD_T ?= vfio/iommufd vfio/transport vfio/commands vfio/config vfio/display vfio/lifetime \
	vfio/limits vfio/secret vfio/fence vfio/fuzz vfio/physical vfio/fuzz-physical vfio/render \
	guest/guests guest/lifetime guest/hotplug guest/virgl guest/render3d

check-iommufd: deps
	@MVGPU_KERNEL=coverage $(CHECK) --word MVGPU_IOMMUFD=1 \
		$(or $(T),$(IOMMUFD_T:%=tests/%.t))

check-intx: deps
	@$(CHECK) --word GUEST_INTX=1 $(or $(T),guest)

FUZZ_SECONDS ?= 600
FUZZ_SEED ?= $(shell date +%s)
FUZZ_T ?= tests/vfio/fuzz.t
FUZZ_PARSERS := $(if $(filter-out 0,$(FUZZ_SECONDS)),all)

fuzz: deps
	@$(if $(FUZZ_PARSERS),scripts/setup-deps.sh clang libclang-rt-dev && \
		$(MAKE) --no-print-directory -C tests/fuzz fuzz TIME=$(FUZZ_SECONDS))
	@$(CHECK) --word FUZZ_SECONDS=$(FUZZ_SECONDS) --word FUZZ_SEED=$(FUZZ_SEED) \
		$(if $(FUZZ_WITHOUT),--word FUZZ_WITHOUT=$(FUZZ_WITHOUT)) \
		--limit $$(($(FUZZ_SECONDS) + 300)) $(FUZZ_T)

demo: deps
	@tests/guest/demo.sh $(SUITE) $(GPU)

ROUNDS ?= 5

# Benchmarks that run side by side would slow each other down.
bench: deps
	@scripts/setup-deps.sh gnuplot-nox
	@$(if $(T),,$(MAKE) --no-print-directory -C tests/bench)
	@status=0; $(CHECK) --lanes 1 --word MVGPU_ROUNDS=$(ROUNDS) $(or $(T),bench) || \
	status=1; \
	tests/bench/report.py out/bench $(if $(T),,out/bench/figures) out/check/*vm-*/figures && \
	exit $$status

bench-quick: deps
	@$(CHECK) tests/guest/frame.t tests/guest/frame3d.t

COVERAGE_T ?= vfio host guest

coverage: deps
	@export MVGPU_KERNEL=coverage; status=0; \
	$(CHECK) $(COVERAGE_T) || status=1; \
	tests/runner/coverage.sh $(SUITE) && exit $$status

lint:
	@scripts/lint.sh

doc: host-image
	@scripts/setup-deps.sh python3-sphinx
	@scripts/doc.sh

host-build: deps
	@tests/runner/build.py $(SUITE)

host-shell: host-build
	@tests/runner/vm.py --suite $(SUITE) $(if $(GPU),--gpu "$(filter-out 1,$(GPU))")

host-image: deps
	@tests/runner/image.sh $(SUITE)

deps:
	@scripts/setup-deps.sh

help:
	@sed -n 's/^#   //p' $(firstword $(MAKEFILE_LIST))

.PHONY: all modules modules_install install install-tools uninstall-tools clean help deps demo deb rpm \
	check-packages \
	check check-long check-matrix list fuzz lint doc coverage check-unit check-vfio check-guest check-host \
	check-intx check-iommufd bench bench-quick host-build host-shell host-image
