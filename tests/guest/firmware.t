#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A vGPU is the only display of a UEFI guest from power-on. It shows the logo of the
# firmware, which stays while Linux starts, until virtio_gpu draws.
# mvgpu-limit: 900
. tests/guest/firmware.sh

load_module || bail "the module does not load"
firmware_ready || bail "firmware cannot run in guests here"
linux=$(new_vgpu 8) || bail "no vGPU"

# Without "quiet" the firmware prints more lines above its logo.
GUEST_APPEND="${GUEST_APPEND/ quiet/ loglevel=4} guest.wait"
GUEST_KERNEL=$EFI_KERNEL firmware_start linux -device "$(vgpu_device "$linux"),addr=2"
ok "the firmware shows its logo" wait_for 400 "a logo" logo_of linux
ok "the firmware starts Linux" guest_ready linux || bail "no Linux"
matches "$(cat "$MDEV_DIR/$linux/driver_status")" "^status 0x0[01] " \
	"no driver uses the vGPU after Linux has started"
settles 0 "no page of the firmware's memory is pinned any more" pinned "$linux"
guest_screendump linux "$WORK/kept.ppm" >/dev/null
guest_screendump linux /out/firmware-kept.png png >/dev/null
ok "the picture of the firmware stays while Linux has no driver" \
	same_below "$WORK/kept.ppm" "$WORK/linux.ppm" 200
ok "virtio_gpu loads" guest_run linux load_gpu
draws linux 1 "the picture of virtio_gpu replaces that of the firmware"
ends_clean linux "$linux"
plan "$_count"
