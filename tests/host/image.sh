#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Makes the Debian root of the host VM for one suite and prints where it is:
#
#	tests/host/image.sh [SUITE]
#
# DIR/tree is the root file system; its /usr/lib/mvgpu holds what boots it:
# vmlinux, kver (the version), busybox and the modules of the initramfs. DIR/disk is
# the same as an ext4 image: guests in the host VM start programs from it in half
# the time that they take through two 9p shares.
# Kept in the cache under a name that changes with the recipe, so a second call
# costs nothing. DIR/in-use says that it is whole: it is made beside, looked at, and
# gets its name at the end; what lacks it was broken off and is made anew.
#
# Functions that are asked whether they went well run without "set -e", whatever is
# said above them: there a step that fails has to end them by itself.
set -euo pipefail
# shellcheck source=tests/host/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=tests/host/mirror.sh
. "$HOST_DIR/mirror.sh"

SUITE=${1:-trixie}
check_suite "$SUITE"
DIR=$(root_dir "$SUITE")
TMP=$CACHE/hosts/tmp-$SUITE

# Prints the tree as a tar. What only a reader of documentation wants stays out,
# and so do 1.9 GB of generated tests and the making of an initramfs that the VM
# does not use.
bootstrap() {
	from_mirror "$TMP" "$SUITE" --variant=essential --format=tar \
		--dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/info/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		--dpkgopt='path-exclude=/usr/share/doc/*' \
		--dpkgopt='path-exclude=/usr/lib/*/piglit/generated_tests/*' \
		--dpkgopt='path-exclude=/etc/kernel/postinst.d/initramfs-tools' \
		--include="$(packages_of "$SUITE" | paste -sd,)" \
		--customize-hook="sh '$HOST_DIR/image-finish.sh' \"\$1\""
}

# Everything belongs to who unpacks it, so that QEMU of an ordinary user can
# read all of it and the cache can be removed with rm.
unpack() {
	mkdir -p "$TMP/tree" &&
		tar -C "$TMP/tree" --exclude='./dev/*' --no-same-owner -xf - &&
		chmod -R u+rwX "$TMP/tree"
}

# Whether the tree has what boots it, and every package of the list, installed.
whole() {
	local boot=$TMP/tree/usr/lib/mvgpu status=$TMP/tree/var/lib/dpkg/status name
	for name in vmlinux kver busybox modules/{boot,disk,probe}/order; do
		[ -s "$boot/$name" ] || { say "it has no $name"; return 1; }
	done
	for name in $(packages_of "$SUITE"); do
		grep -qxF "Package: $name" "$status" ||
			{ say "it has no package $name"; return 1; }
	done
	! grep '^Status: ' "$status" | grep -vx 'Status: install ok installed' >&2 ||
		{ say "it has packages that are not installed"; return 1; }
}

# As large as the tree and a quarter more, without blocks for what is free.
make_disk() {
	local size
	size=$(du -sm "$TMP/tree" | cut -f1) || return
	PATH=$PATH:/usr/sbin:/sbin mke2fs -q -t ext4 -O ^has_journal -m 0 \
		-d "$TMP/tree" "$TMP/disk" "$((size * 5 / 4 + 64))M" >&2
}

make_root() {
	local start=$SECONDS
	PATH=$PATH:/usr/sbin:/sbin need_tool mke2fs
	say "making the $SUITE root of the host VM, once (about two minutes)"
	rm -rf "$TMP"
	mkdir -p "$TMP"
	{ bootstrap | unpack && whole; } || die "could not make the $SUITE root, see above"
	make_disk || die "could not make a disk of $TMP/tree, see above"
	touch "$TMP/in-use"
	keep "$TMP" "$DIR"
	say "made $DIR in $((SECONDS - start)) s"
}

# Roots of other recipes go, unless something runs from them or did today
# (another checkout with another recipe).
export -f discard
# shellcheck disable=SC2016
remove_old() {
	local old
	for old in "$CACHE/hosts/$SUITE"-*; do
		if [ "$old" = "$DIR" ] || [ ! -d "$old" ]; then continue; fi
		[ -z "$(find "$old/in-use" -mmin -720 2>/dev/null)" ] || continue
		flock -n "$old/in-use" bash -c 'discard "$1" "$2"' _ "$old" "$TMP" ||
			true
	done
}

need_tool flock sha256sum
mkdir -p "$CACHE/hosts"
exec 9>"$CACHE/hosts/$SUITE.lock"
flock -n 9 || { say "waiting for another making of the $SUITE root"; flock 9; }
[ -e "$DIR/in-use" ] || make_root
touch "$DIR/in-use"
remove_old
echo "$DIR"
