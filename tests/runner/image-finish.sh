#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Last step of image.sh, on the finished tree $1: copies the files that boot the VM to
# /usr/lib/mvgpu and unpacks the modules that every run loads. A plain vmlinux boots
# faster through PVH than a compressed kernel does.
set -eu

# shellcheck disable=SC2016
in_tree='
set -eu
kver=$(ls /lib/modules)
boot=/usr/lib/mvgpu
mkdir -p $boot /mvgpu /build /out
echo "$kver" >$boot/kver

word() { od -An -tu4 -j"$1" -N4 "/boot/vmlinuz-$kver" | tr -d " "; }
sects=$(od -An -tu1 -j497 -N1 "/boot/vmlinuz-$kver" | tr -d " ")
tail -c +$(((sects + 1) * 512 + $(word 584) + 1)) "/boot/vmlinuz-$kver" |
	head -c "$(($(word 588) - 4))" >/tmp/payload
for unpack in "zstd -dcq" "xz -dcq --single-stream" "gzip -dcq"; do
	if $unpack /tmp/payload >$boot/vmlinux 2>/dev/null &&
		[ "$(head -c 4 $boot/vmlinux | tail -c 3)" = ELF ]; then
		break
	fi
	cp "/boot/vmlinuz-$kver" $boot/vmlinux
done
rm -f /tmp/payload

cd "/lib/modules/$kver/kernel"
for dir in arch/x86/kvm virt drivers/vfio drivers/crypto/ccp \
	drivers/gpu/drm/virtio drivers/gpu/drm/vgem net/9p fs/9p fs/netfs \
	fs/fscache fs/overlayfs drivers/virtio; do
	[ ! -d $dir ] || find $dir -name "*.ko.xz" -exec xz -d {} +
done
find drivers/gpu/drm -maxdepth 1 -name "*.ko.xz" -exec xz -d {} +
depmod "$kver"

take() {
	dir=$boot/modules/$1
	shift
	mkdir -p $dir
	for name; do
		modprobe -S "$kver" --show-depends "$name"
	done >/tmp/shown
	sed -n "s/^insmod \([^ ]*\).*/\1/p" /tmp/shown | awk "!seen[\$0]++" >/tmp/list
	while read -r ko; do
		case $ko in
		*.xz) xz -dc "$ko" >"$dir/$(basename "$ko" .xz)" ;;
		*) cp "$ko" $dir ;;
		esac
		basename "$ko" .xz >>$dir/order
	done </tmp/list
}
take boot virtio_pci 9p 9pnet_virtio overlay
take disk virtio_blk ext4
take probe kvm_amd kvm_intel
cp /usr/bin/busybox $boot/busybox
'
chroot "$1" /bin/sh -c "$in_tree"
rm -rf "$1"/usr/share/doc "$1"/var/cache/apt "$1"/var/lib/apt/lists \
	"$1"/usr/share/icons
