#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The shell of UEFI firmware shows the same on a vGPU as on QEMU's own virtio-gpu.
# mvgpu-long: yes
# mvgpu-limit: 900
. tests/guest/firmware.sh

load_module || bail "the module does not load"
firmware_ready || bail "firmware cannot run in guests here"
shell=$(new_vgpu 8) || bail "no vGPU"

# At the same place in both, for what the firmware says of places.
GUEST_KERNEL='' firmware_start own -device virtio-gpu-pci,addr=2
GUEST_KERNEL='' firmware_start shell -device "$(vgpu_device "$shell"),addr=2"
ok "the firmware's shell runs on QEMU's own virtio-gpu" \
	wait_for 400 "the shell of guest own" says own 'Shell> ' || guest_tails own
ok "the firmware's shell runs on a vGPU" \
	wait_for 200 "the shell of guest shell" says shell 'Shell> ' ||
	guest_tails shell
guest_type own v e r ret
guest_type shell v e r ret
ok "both show the same shell, what is typed and its answer" \
	wait_for 30 "the same pictures" same_screens own shell
ok "... which is not a blank screen" has_picture "$WORK/shell.ppm" 0
guest_screendump shell /out/firmware-shell.png png >/dev/null
guest_quit own
guest_quit shell
unpinned "$shell" "no page of that guest stays pinned"
plan "$_count"
