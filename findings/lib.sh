# SPDX-License-Identifier: GPL-2.0
#
# Functions that the scripts of this folder share: they unpack packages of Debian into a
# temporary folder, run programs from there, and report the result.
#
# shellcheck shell=bash
set -euo pipefail

# shellcheck disable=SC2034
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
WORK=$(mktemp -d)
TREE=$WORK/tree
LIBRARIES=$TREE/usr/lib/x86_64-linux-gnu
trap 'rm -rf "$WORK"' EXIT

# cannot WHY: ends the script because the behaviour could not be observed.
cannot() { echo "cannot be observed: $*" >&2; exit 2; }

# The mirror that this machine's own apt uses for Debian.
_mirror() {
	# shellcheck disable=SC2016
	apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
		'Origin: Debian' 'Label: Debian' | sort -u | head -n 1
}

# An apt that has one suite and no installed packages, and writes below $WORK only.
_apt() {
	apt-get -qq -o Dir::State="$WORK/state" -o Dir::State::status="$WORK/status" \
		-o Dir::Cache="$WORK/cache" -o Dir::Etc::sourcelist="$WORK/sources.list" \
		-o Dir::Etc::sourceparts=- -o APT::Architecture=amd64 \
		-o APT::Architectures=amd64 -o APT::Install-Recommends=false \
		-o Acquire::Languages=none -o Debug::NoLocking=1 -o APT::Sandbox::User=root "$@"
}

# packages SUITE PACKAGE=VERSION...: unpacks these and their dependencies in $TREE.
packages() {
	local suite=$1 mirror deb
	shift
	mirror=$(_mirror)
	[ -n "$mirror" ] || cannot "the apt of this machine has no Debian mirror"
	mkdir -p "$WORK/state/lists/partial" "$WORK/cache/archives/partial" "$TREE"
	: >"$WORK/status"
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
		"$mirror $suite main" >"$WORK/sources.list"
	_apt update || cannot "the list of packages of $suite is not available"
	_apt install --download-only -y "$@" >"$WORK/log" 2>&1 ||
		cannot "the mirror no longer has: $*"
	for deb in "$WORK"/cache/archives/*.deb; do
		dpkg -x "$deb" "$TREE"
	done
	echo "Debian $suite: $*"
}

# alone PACKAGE=VERSION: unpacks one more package of that suite, without its dependencies.
alone() {
	mkdir "$WORK/alone"
	(cd "$WORK/alone" && _apt download "$1") >"$WORK/log" 2>&1 ||
		cannot "the mirror no longer has: $1"
	dpkg -x "$WORK"/alone/*.deb "$TREE"
	rm -r "$WORK/alone"
	echo "and $1"
}

# "${RUN[@]}" PROGRAM: runs a program of $TREE with the libraries of $TREE.
# shellcheck disable=SC2034
RUN=(env QEMU_MODULE_DIR="$LIBRARIES/qemu" GBM_BACKENDS_PATH="$LIBRARIES/gbm"
	LIBGL_DRIVERS_PATH="$LIBRARIES/dri"
	__EGL_VENDOR_LIBRARY_DIRS="$TREE/usr/share/glvnd/egl_vendor.d"
	"$LIBRARIES/ld-linux-x86-64.so.2" --library-path "$LIBRARIES")

# A machine of QEMU whose devices a program accesses instead of a CPU, see qtest.py.
# shellcheck disable=SC2034
MACHINE=("${RUN[@]}" "$TREE/usr/bin/qemu-system-x86_64" -L "$TREE/usr/share/qemu"
	-L "$TREE/usr/share/seabios" -machine "q35,accel=tcg" -S -nodefaults
	-no-user-config -qtest stdio -qtest-log none)

# virgl_packages: unpacks virglrenderer, a Mesa, and the Python that calls it.
virgl_packages() {
	packages trixie libvirglrenderer1=1.1.0-2 libegl-mesa0=25.0.7-2+deb13u1 \
		libegl1=1.7.0-1+b2 python3.13-minimal=3.13.5-2+deb13u5 \
		libpython3.13-stdlib=3.13.5-2+deb13u5
}

# virgl SCRIPT: runs a script that imports virgl.py, with the same OpenGL on each machine:
# that of Mesa on the CPU.
virgl() {
	LIBGL_ALWAYS_SOFTWARE=true MESA_SHADER_CACHE_DISABLE=true PYTHONHOME="$TREE/usr" \
		"${RUN[@]}" "$TREE/usr/bin/python3.13" -B "$HERE/$1" 2>"$WORK/log" ||
		cannot "virglrenderer does not work here: $(tail -n 1 "$WORK/log")"
}

# seen GOT RECORDED WHAT: prints an observation; ends the script if it has changed.
seen() {
	if [ "$1" = "$2" ]; then
		printf '%s: %s\n' "$3" "$1"
	else
		printf '%s: CHANGED\n  was: %s\n  now: %s\n' "$3" "$2" "$1"
		exit 1
	fi
}
