#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# With ramfb=on QEMU gives the guest a frame buffer in its memory beside the vGPU. QEMU
# shows this frame buffer whenever the guest's driver shows nothing, under UEFI and under a
# BIOS.
# mvgpu-long: yes
# mvgpu-limit: 1200
. tests/guest/firmware.sh

ramfb_device() {
	echo "vfio-pci-nohotplug,sysfsdev=$MDEV_DIR/$1,display=on,ramfb=on"
}

# The text that the guest writes to its frame buffer, and the picture that results.
LINE="a guest without virtio_gpu writes into ramfb"
ramfb_picture() {
	python3 -c '
import sys
line, width, height = sys.argv[1].encode() + b"\n", *map(int, sys.argv[2:])
bgrx = (line * (width * height * 4 // len(line) + 1))[:width * height * 4]
rgb = bytearray(width * height * 3)
rgb[0::3], rgb[1::3], rgb[2::3] = bgrx[2::4], bgrx[1::4], bgrx[0::4]
sys.stdout.buffer.write(b"P6\n%d %d\n255\n" % (width, height) + rgb)
' "$LINE" 800 600
}

# bios_draws GUEST: succeeds if there is a picture in the size that the BIOS sets, which is
# not the size that QEMU shows before.
bios_draws() {
	guest_screendump "$1" "$WORK/shot.ppm" &&
		[ "$(sed -n '2{p;q}' "$WORK/shot.ppm")" = "1024 768" ] &&
		has_picture "$WORK/shot.ppm" 0
}

load_module || bail "the module does not load"
firmware_ready || bail "firmware cannot run in guests here"
ramfb_picture >"$WORK/want.ppm"
GUEST_APPEND+=" guest.wait"

uefi=$(new_vgpu 8) || bail "no vGPU"
bios=$(new_vgpu 8) || bail "no second vGPU"
guest_start bios -device "$(ramfb_device "$bios")" -boot menu=on,splash-time=60000
ok "a BIOS draws to ramfb" wait_for 60 \
	"a picture of the BIOS" bios_draws bios
guest_screendump bios /out/ramfb-bios.png png >/dev/null
guest_kill bios

GUEST_KERNEL=$EFI_KERNEL firmware_start uefi -device "$(ramfb_device "$uefi")"
ok "UEFI starts Linux" guest_ready uefi || bail "no Linux"
guest_screendump uefi /out/ramfb-efifb.png png >/dev/null
ok "Linux has a frame buffer without virtio_gpu" \
	guest_run uefi "grep 'EFI VGA' /proc/fb"
guest_run uefi "echo 0 >/sys/class/graphics/fbcon/cursor_blink
	yes '$LINE' | head -c 1920000 >/dev/fb0" >/dev/null
ok "QEMU shows the contents of the frame buffer" wait_for 10 "ramfb's picture" \
	_shot_equals uefi "$WORK/got.ppm" "$WORK/want.ppm" ||
	_keep uefi "$WORK/got.ppm" "$WORK/want.ppm"
ok "virtio_gpu loads" guest_run uefi load_gpu
draws uefi 1 "the picture of virtio_gpu replaces the frame buffer"
ends_clean uefi "$uefi"
plan "$_count"
