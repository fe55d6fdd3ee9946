#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The kernel of a guest starts another one by kexec, without a reset of the vGPU by the VMM.
# The picture stays until the virtio_gpu of the second kernel draws. That driver works, and
# nothing that the first kernel had is in use any more.
# mvgpu-long: yes
# mvgpu-limit: 600
. tests/guest/firmware.sh

# kexec_image FILE: writes the guest's initramfs with kexec, a kernel and its initramfs.
kexec_image() {
	local tree=$WORK/tree lib
	mkdir -p "$tree/bin"
	cp "$(command -v kexec)" "$tree/bin"
	ldd "$tree/bin/kexec" | grep -o '/[^ ]*' | while read -r lib; do
		mkdir -p "$tree$(dirname "$lib")"
		cp -L "$lib" "$tree$lib"
	done
	cp "$EFI_KERNEL" "$tree/kernel"
	cp "$GUEST_INITRD" "$tree/initrd"
	(cat "$GUEST_INITRD"
		cd "$tree" && find . | busybox cpio -o -H newc 2>/dev/null) >"$1"
}

load_module || bail "the module does not load"
uuid=$(new_vgpu 8) || bail "no vGPU"
# The second kernel loads virtio_gpu only on a command.
second="$GUEST_APPEND guest.wait"
kexec_image "$WORK/kexec.img"
GUEST_INITRD=$WORK/kexec.img guest_start k -device "$(vgpu_device "$uuid")"
ok "a guest boots" guest_ready k || bail "no guest"
draws k 1 "the screen shows the picture of the first kernel"
pins=$(pinned "$uuid")
resets=$(stat_of "$uuid" resets)

ok "kexec loads another kernel" guest_run k \
	"kexec -l /kernel --initrd=/initrd --command-line='$second'"
_send "$(guest_dir k)/control" "kexec -e"
ok "the second kernel runs" guest_ready k 2 || bail "no second kernel"
commands=$(stat_of "$uuid" commands)
shows k 1 1280x800 "the picture of the first kernel stays"
is "$(stat_of "$uuid" commands)" "$commands" "no command runs without a driver"
ok "virtio_gpu loads in the second kernel" guest_run k load_gpu
ok "virtio_gpu of the second kernel has reset the device" \
	test "$(stat_of "$uuid" resets)" -gt "$resets"
draws k 2 "the screen shows the picture of the second kernel"
settles "$pins" "as many pages are pinned as with the first kernel" pinned "$uuid"
draws k 3 "the second kernel shows another mode" -g 1024x768
ends_clean k "$uuid"
plan "$_count"
