#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Makes a debug kernel for the host VM of one suite and prints its directory. With
# MVGPU_KERNEL=coverage it makes a faster kernel that counts executed lines:
#
#	tests/runner/debug-kernel.sh [SUITE]
#
# The kernel is the linux-source of the suite with tests/runner/debug.config (its first
# part for coverage), built by the compiler of the suite. DIR/bzImage is the kernel,
# DIR/kver its version, DIR/modules its modules, and DIR/build the tree that external
# modules are built against. The result is kept in the cache under a name that is derived
# from the recipe; DIR/kver marks a complete kernel.
set -euo pipefail
# shellcheck source=tests/runner/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=tests/runner/mirror.sh
. "$RUNNER/mirror.sh"

SUITE=${1:-trixie}
check_suite "$SUITE"
NAME=${KERNEL/stock/debug}
DIR=$(kernel_dir "$SUITE")
TMP=$CACHE/kernels/tmp-$SUITE
PACKAGES=linux-source,make,gcc,libc6-dev,perl,flex,bison,bc,libelf-dev,xz-utils,kmod

# Succeeds when all files are there that boot the kernel or build modules for it.
whole() {
	local name
	for name in bzImage .config modules/modules.dep build/Makefile \
		build/Module.symvers kver; do
		[ -s "$TMP/out/$name" ] || { say "$name is missing from the kernel"; return 1; }
	done
}

# shellcheck disable=SC2016
make_kernel() {
	local start=$SECONDS
	say "making the $SUITE $NAME kernel (once, about twelve minutes)"
	rm -rf "$TMP"
	mkdir -p "$TMP"
	kernel_config >"$TMP/debug.config"
	{ from_mirror "$TMP" "$SUITE" --variant=essential --format=null \
		--include="$PACKAGES" \
		--customize-hook="copy-in '$TMP/debug.config' /" \
		--customize-hook="copy-in '$RUNNER/debug-kernel-make.sh' /" \
		--customize-hook='chroot "$1" bash /debug-kernel-make.sh >&2' \
		--customize-hook="copy-out /out '$TMP'" >/dev/null && whole; } ||
		die "could not make the $SUITE $NAME kernel; see the messages above"
	keep "$TMP/out" "$DIR"
	rm -r "$TMP"
	say "made $DIR in $((SECONDS - start)) s"
}

need_tool flock sha256sum
mkdir -p "$CACHE/kernels"
if [ -e "$DIR/kver" ]; then
	touch "$DIR/kver"
	echo "$DIR"
	exit
fi
exec 9>"$CACHE/kernels/$SUITE.lock"
flock -n 9 || { say "waiting for another process that makes a $SUITE kernel"; flock 9; }
[ -e "$DIR/kver" ] || make_kernel
find "$CACHE/kernels" -mindepth 2 -maxdepth 2 -name kver -mtime +7 \
	-path "*/$SUITE-*" -printf '%h\0' |
	while read -rd '' old; do discard "$old" "$TMP"; done
echo "$DIR"
