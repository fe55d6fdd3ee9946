# SPDX-License-Identifier: GPL-2.0
#
# The library of the tests of packages, which run in the root of enter.sh.
#
# shellcheck shell=bash
set -uo pipefail
# shellcheck source=tests/unit/taplib.sh
. /mvgpu/tests/unit/taplib.sh

# What packaging/deb.sh has built.
BUILT=/mvgpu/out/deb
# shellcheck disable=SC2034
VERSION=$(cat /mvgpu/VERSION)
export SOURCE_DATE_EPOCH
SOURCE_DATE_EPOCH=$(cat $BUILT/time)

bail() {
	echo "Bail out! $*"
	exit 1
}

# does NAME COMMAND...: passes when the command succeeds, and shows its output otherwise.
does() {
	if "${@:2}" >/tmp/output 2>&1; then
		result ok "$1"
	else
		result "not ok" "$1"
		tail -n 25 /tmp/output | sed 's/^/# /'
		return 1
	fi
}

COMPLETIONS=/usr/share/bash-completion/completions

# listed: the paths at which mvgpu-tools has what install.list names.
listed() {
	local kind file
	while read -r kind file; do
		file=${file##*/}
		case $kind in
		program | built) echo "/usr/sbin/$file"; echo "$COMPLETIONS/$file" ;;
		unit) echo "/usr/lib/systemd/system/$file" ;;
		rules) echo "/usr/lib/udev/rules.d/$file" ;;
		config) echo "/etc/$file" ;;
		example) echo "/usr/share/doc/mvgpu-tools/examples/$file" ;;
		esac
	done </mvgpu/packaging/install.list
	for file in /mvgpu/Documentation/man/*.rst; do
		file=${file##*/} file=${file%.rst}
		echo "/usr/share/man/man${file##*.}/$file.gz"
	done
}

# has_sources: passes when the paths that it reads, of mvgpu-dkms, have the module's sources, as git
# has them, and no others below /usr/src.
has_sources() {
	grep '^/usr/src' | grep -v '/dkms.conf$' | sort >/tmp/sources
	tar -tf $BUILT/source.tar Kbuild Makefile VERSION main.c gvt include mdev sysfs vfio |
		sed "s,^,/usr/src/mvgpu-$VERSION/," | sort >/tmp/wanted
	[ -s /tmp/wanted ] || bail "the archive has no sources"
	is "$(comm -3 /tmp/wanted /tmp/sources)" "" "mvgpu-dkms has the sources of the module"
}

# debs DIR: the packages that users install.
debs() { find "$1" -name '*.deb' ! -name '*-dbgsym_*' | sort; }
