#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Runs a command inside the Debian root in which packages are built and installed, see
# tests/runner/list-root.sh:
#
#	tests/packages/enter.sh SUITE COMMAND...
#
# The checkout is /mvgpu, read-only. /build is a directory of this checkout and suite in the
# cache. All else may be written, and is lost when the command ends. There is no network. The
# script needs no privileges: an ordinary user becomes root in a user namespace.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tests/runner/common.sh
. tests/runner/common.sh

SUITE=${1:?"usage: enter.sh SUITE COMMAND..."}
check_suite "$SUITE"
shift
[ $# -gt 0 ] || set -- bash

need_tool unshare flock
DIR=$(tests/runner/list-root.sh packages "$SUITE")
BUILD=$(package_dir "$SUITE")
mkdir -p "$BUILD"

# Runs in its own namespaces, which undo the mounts at their end. What is written is in memory.
# shellcheck disable=SC2016
inside='
set -eu
dir=$1 top=$2 build=$3
shift 3
root=/mnt/root
mount -t tmpfs -o mode=755 tmpfs /mnt
mkdir /mnt/upper /mnt/work $root
mount -t overlay -o "lowerdir=$dir/tree,upperdir=/mnt/upper,workdir=/mnt/work" overlay $root
mount --bind "$top" $root/mvgpu
mount -o remount,bind,ro $root/mvgpu
mount --bind "$build" $root/build
mount -t proc proc $root/proc
mount -t tmpfs tmpfs $root/tmp
mount -t tmpfs -o mode=755 tmpfs $root/dev
for node in null zero urandom random full tty; do
	: >$root/dev/$node
	mount --bind /dev/$node $root/dev/$node
done
ln -s /proc/self/fd $root/dev/fd
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LANG=C.UTF-8 \
	DEBIAN_FRONTEND=noninteractive TERM="${TERM:-dumb}" chroot $root \
	/bin/sh -c "cd /mvgpu && exec \"\$@\"" sh "$@"
'
[ "$(id -u)" = 0 ] && user=() || user=(--user --map-root-user)
exec flock -s "$DIR/in-use" unshare "${user[@]}" --mount --pid --net --fork --kill-child \
	sh -c "$inside" enter "$DIR" "$TOP" "$BUILD" "$@"
