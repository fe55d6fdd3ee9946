#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A vGPU is all the display a UEFI guest needs from power-on: its firmware's logo
# is on it, and stays there while Linux starts, until virtio_gpu draws.
# mvgpu-limit: 900
. tests/guest/firmware.sh

load_module || bail "the module does not load"
firmware_ready || bail "firmware cannot run in guests here"
linux=$(new_vgpu 8) || bail "no vGPU"

# The firmware says more above its logo when the kernel is not to be quiet.
GUEST_APPEND="${GUEST_APPEND/ quiet/ loglevel=4} guest.wait"
GUEST_KERNEL=$EFI_KERNEL firmware_start linux -device "$(vgpu_device "$linux"),addr=2"
ok "the firmware shows its logo" wait_for 400 "a logo" logo_of linux
ok "it starts Linux" guest_ready linux || bail "no Linux"
matches "$(cat "$MDEV_DIR/$linux/driver_status")" "^status 0x0[01] " \
	"no driver has the vGPU any more"
settles 0 "nothing of the firmware's memory is pinned any more" pinned "$linux"
guest_screendump linux "$WORK/kept.ppm" >/dev/null
guest_screendump linux /out/firmware-kept.png png >/dev/null
ok "its picture is there while Linux has no driver" \
	same_below "$WORK/kept.ppm" "$WORK/linux.ppm" 200
ok "virtio_gpu loads" guest_run linux load_gpu
draws linux 1 "virtio_gpu's picture takes its place"
ends_clean linux "$linux"
plan "$_count"
