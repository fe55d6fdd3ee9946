#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Makes the initramfs of a small guest, in the root of a suite:
#
#	initramfs.sh KVER OUTPUT PROGRAM...
#
# It has busybox, the stock kernel's virtio_gpu with the modules that it needs, modetest
# with its libraries, and the programs of the tests, which are static. With ROOT=DIR the
# kernel's modules are those of another root.
set -eu

kver=$1 output=$2
shift 2
here=$(dirname "$0")
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

mkdir -p "$tree/bin" "$tree/modules" "$tree/proc" "$tree/sys" "$tree/dev" \
	"$tree/tmp"
cp "$(command -v busybox)" "$tree/bin/busybox"
cp "$@" "$tree/bin"
cp "$here/init" "$here/serve.sh" "$tree"
chmod 755 "$tree/init"

# The file modules/order has the order of loading. The modules are unpacked.
for module in virtio_pci virtio_gpu; do
	modprobe ${ROOT:+-d "$ROOT"} -S "$kver" --show-depends "$module"
done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | awk '!seen[$0]++' |
while read -r path; do
	name=$(basename "${path%.xz}")
	case $path in
	*.xz) xz -dc "$path" >"$tree/modules/$name" ;;
	*) cp "$path" "$tree/modules/$name" ;;
	esac
	echo "$name" >>"$tree/modules/order"
done

# modetest is not static. Its libraries keep their paths.
modetest=$(command -v modetest)
cp "$modetest" "$tree/bin/modetest"
ldd "$modetest" | grep -o '/[^ ]*' | while read -r lib; do
	mkdir -p "$tree$(dirname "$lib")"
	cp -L "$lib" "$tree$lib"
done

(cd "$tree" && find . | busybox cpio -o -H newc) >"$output.part" 2>/dev/null
mv "$output.part" "$output"
