#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Makes the Debian root of the host VM for one suite and prints where it is:
#
#	tests/runner/image.sh [SUITE]
#
# DIR/tree is the root file system; its /usr/lib/mvgpu holds what boots it:
# vmlinux, kver (the version), busybox and the modules of the initramfs. DIR/disk is
# the same as an ext4 image: guests in the host VM start programs from it in half
# the time that they take through two 9p shares.
#
# The root is kept in the cache under a name that is derived from the recipe, so that a
# second call returns at once. The root is made under a temporary name, verified and
# then renamed. DIR/in-use marks a complete root; a directory without it is the remains
# of an interrupted run, and the root is made again.
#
# Bash ignores "set -e" in a function that is called as a condition: each step of such
# a function has to check its status.
set -euo pipefail
# shellcheck source=tests/runner/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=tests/runner/mirror.sh
. "$RUNNER/mirror.sh"

SUITE=${1:-trixie}
check_suite "$SUITE"
DIR=$(root_dir "$SUITE")
TMP=$CACHE/hosts/tmp-$SUITE

# Prints the tree as a tar archive, without documentation, without 1.9 GB of generated
# tests of piglit, and without the hook that makes an initramfs, which the VM does not
# use.
bootstrap() {
	from_mirror "$TMP" "$SUITE" --variant=essential --format=tar \
		--dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/info/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		--dpkgopt='path-exclude=/usr/share/doc/*' \
		--dpkgopt='path-exclude=/usr/lib/*/piglit/generated_tests/*' \
		--dpkgopt='path-exclude=/etc/kernel/postinst.d/initramfs-tools' \
		--include="$(packages_of "$SUITE" | paste -sd,)" \
		--customize-hook="sh '$RUNNER/image-finish.sh' \"\$1\""
}

# The user who unpacks the tree owns all of it, so that the QEMU of an ordinary user
# can read every file, and rm can remove the cache.
unpack() {
	mkdir -p "$TMP/tree" &&
		tar -C "$TMP/tree" --exclude='./dev/*' --no-same-owner -xf - &&
		chmod -R u+rwX "$TMP/tree"
}

# Succeeds when the tree has the files that boot it, and when every package of the
# list is installed.
whole() {
	local boot=$TMP/tree/usr/lib/mvgpu status=$TMP/tree/var/lib/dpkg/status name
	for name in vmlinux kver busybox modules/{boot,disk,probe}/order; do
		[ -s "$boot/$name" ] || { say "$name is missing from the root"; return 1; }
	done
	for name in $(packages_of "$SUITE"); do
		grep -qxF "Package: $name" "$status" ||
			{ say "the package $name is missing from the root"; return 1; }
	done
	! grep '^Status: ' "$status" | grep -vx 'Status: install ok installed' >&2 ||
		{ say "packages of the root are not fully installed"; return 1; }
}

# Makes a sparse ext4 image that is a quarter larger than the tree.
make_disk() {
	local size
	size=$(du -sm "$TMP/tree" | cut -f1) || return
	PATH=$PATH:/usr/sbin:/sbin mke2fs -q -t ext4 -O ^has_journal -m 0 \
		-d "$TMP/tree" "$TMP/disk" "$((size * 5 / 4 + 64))M" >&2
}

make_root() {
	local start=$SECONDS
	PATH=$PATH:/usr/sbin:/sbin need_tool mke2fs
	say "making the $SUITE root of the host VM (once, about two minutes)"
	rm -rf "$TMP"
	mkdir -p "$TMP"
	{ bootstrap | unpack && whole; } || die "could not make the $SUITE root; see the messages above"
	make_disk || die "could not make a disk image of $TMP/tree; see the messages above"
	touch "$TMP/in-use"
	keep "$TMP" "$DIR"
	say "made $DIR in $((SECONDS - start)) s"
}

cached_root "$CACHE/hosts" "$SUITE" "$DIR" "$TMP" make_root
echo "$DIR"
