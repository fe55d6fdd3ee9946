#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The shell of UEFI firmware has the same screen on a vGPU and on QEMU's own virtio-gpu.
# mvgpu-long: yes
# mvgpu-limit: 900
. tests/guest/firmware.sh

load_module || bail "the module does not load"
firmware_ready || bail "firmware cannot run in guests here"
shell=$(new_vgpu 8) || bail "no vGPU"

# Both have the same PCI address, because the firmware prints it.
GUEST_KERNEL='' firmware_start own -device virtio-gpu-pci,addr=2
GUEST_KERNEL='' firmware_start shell -device "$(vgpu_device "$shell"),addr=2"
ok "the firmware's shell runs on QEMU's own virtio-gpu" \
	wait_for 400 "the shell of guest own" says own 'Shell> ' || guest_tails own
ok "the firmware's shell runs on a vGPU" \
	wait_for 200 "the shell of guest shell" says shell 'Shell> ' ||
	guest_tails shell
guest_type own v e r ret
guest_type shell v e r ret
ok "both GPUs show the same shell, with what is typed and the answer" \
	wait_for 30 "the same pictures" same_screens own shell
ok "the screen of the shell is not black" has_picture "$WORK/shell.ppm" 0
guest_screendump shell /out/firmware-shell.png png >/dev/null
guest_quit own
guest_quit shell
unpinned "$shell" "no page stays pinned after the guest has ended"
plan "$_count"
