#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Makes the initramfs of a guest with a whole Debian root: userland.sh OUTPUT. It has the
# init of the host VM's initramfs, and files that image-finish.sh put into the root.
set -eu

output=$1
init=$(cd "$(dirname "$0")/../runner" && pwd)/initramfs-init
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

mkdir -p "$tree/bin" "$tree/modules"
cp /usr/lib/mvgpu/busybox "$tree/bin/busybox"
cp -r /usr/lib/mvgpu/modules/boot /usr/lib/mvgpu/modules/disk "$tree/modules"
cp "$init" "$tree/init"
chmod 755 "$tree/init" "$tree/bin/busybox"
(cd "$tree" && find . | busybox cpio -o -H newc) >"$output.part" 2>/dev/null
mv "$output.part" "$output"
