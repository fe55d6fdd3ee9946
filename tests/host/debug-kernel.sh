#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Makes a kernel that finds mistakes, for the host VM of one suite, or with
# MVGPU_KERNEL=coverage one that counts lines and is faster, and prints where it is:
#
#	tests/host/debug-kernel.sh [SUITE]
#
# It is the suite's own linux-source with tests/host/debug.config, or the first part
# of that, made by the suite's own compiler. DIR/bzImage boots, DIR/kver is its version, DIR/modules its
# modules, DIR/build is what modules are built with. Kept in the cache under a name
# that changes with the recipe; DIR/kver says that it is whole.
set -euo pipefail
# shellcheck source=tests/host/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=tests/host/mirror.sh
. "$HOST_DIR/mirror.sh"

SUITE=${1:-trixie}
check_suite "$SUITE"
NAME=${KERNEL/stock/debug}
DIR=$(kernel_dir "$SUITE")
TMP=$CACHE/kernels/tmp-$SUITE
PACKAGES=linux-source,make,gcc,libc6-dev,perl,flex,bison,bc,libelf-dev,xz-utils,kmod

# Whether all is there that boots, and that modules are built with.
whole() {
	local name
	for name in bzImage .config modules/modules.dep build/Makefile \
		build/Module.symvers kver; do
		[ -s "$TMP/out/$name" ] || { say "it has no $name"; return 1; }
	done
}

# shellcheck disable=SC2016
make_kernel() {
	local start=$SECONDS
	say "making the $SUITE $NAME kernel, once (about twelve minutes)"
	rm -rf "$TMP"
	mkdir -p "$TMP"
	kernel_config >"$TMP/debug.config"
	{ from_mirror "$TMP" "$SUITE" --variant=essential --format=null \
		--include="$PACKAGES" \
		--customize-hook="copy-in '$TMP/debug.config' /" \
		--customize-hook="copy-in '$HOST_DIR/debug-kernel-make.sh' /" \
		--customize-hook='chroot "$1" bash /debug-kernel-make.sh >&2' \
		--customize-hook="copy-out /out '$TMP'" >/dev/null && whole; } ||
		die "could not make the $SUITE $NAME kernel, see above"
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
flock -n 9 || { say "waiting for another making of a $SUITE kernel"; flock 9; }
[ -e "$DIR/kver" ] || make_kernel
find "$CACHE/kernels" -mindepth 2 -maxdepth 2 -name kver -mtime +7 \
	-path "*/$SUITE-*" -printf '%h\0' |
	while read -rd '' old; do discard "$old" "$TMP"; done
echo "$DIR"
