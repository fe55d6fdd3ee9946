#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Runs a command inside the Debian root of a suite, on the machine and without the VM:
#
#	tests/runner/enter-root.sh SUITE COMMAND...
#
# The checkout is /mvgpu, read-only. /build is the directory of this checkout and suite
# in the cache, which the VM has at the same place. With MVGPU_KERNEL=debug or coverage,
# /mnt is the tree that modules of that kernel are built against. The script needs no
# privileges: an ordinary user becomes root in a user namespace.
set -euo pipefail
# shellcheck source=tests/runner/common.sh
. "$(dirname "$0")/common.sh"

SUITE=${1:?"usage: enter-root.sh SUITE COMMAND..."}
check_suite "$SUITE"
shift
[ $# -gt 0 ] || set -- bash

need_tool unshare flock
DIR=$("$RUNNER/image.sh" "$SUITE")
BUILD=$(build_dir "$SUITE")
mkdir -p "$BUILD"
WITH=$BUILD
[ "$KERNEL" = stock ] || WITH=$("$RUNNER/debug-kernel.sh" "$SUITE")/build

# Runs in its own namespaces, which undo the mounts at their end.
# shellcheck disable=SC2016
inside='
set -eu
tree=$1 top=$2 build=$3 with=$4
shift 4
mount --bind "$tree" "$tree"
mount --bind "$top" "$tree/mvgpu"
mount -o remount,bind,ro "$tree/mvgpu"
mount --bind "$build" "$tree/build"
mount --bind "$with" "$tree/mnt"
mount -t proc proc "$tree/proc"
mount -t tmpfs tmpfs "$tree/tmp"
mount -t tmpfs -o mode=755 tmpfs "$tree/dev"
for node in null zero urandom random full tty; do
	: >"$tree/dev/$node"
	mount --bind "/dev/$node" "$tree/dev/$node"
done
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LANG=C.UTF-8 \
	TERM="${TERM:-dumb}" chroot "$tree" \
	/bin/sh -c "cd /mvgpu && exec \"\$@\"" sh "$@"
'
[ "$(id -u)" = 0 ] && user=() || user=(--user --map-root-user)
exec flock -s "$DIR/in-use" unshare "${user[@]}" --mount --pid --fork --kill-child \
	sh -c "$inside" enter-root "$DIR/tree" "$TOP" "$BUILD" "$WITH" "$@"
