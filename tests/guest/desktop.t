#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A Wayland compositor that draws by OpenGL, with a client that does so, on a vGPU of the physical
# GPU: the picture is that of the host VM on that GPU, and QEMU shows it.
# mvgpu-limit: 900
# mvgpu-gpu: virtio-gpu-gl-pci
# mvgpu-long: yes
. tests/guest/lib3d.sh

if ! seats; then
	skip "a Wayland compositor" "this weston needs logind"
	plan "$_count"
	exit
fi
ok "the host VM runs desktop" in_host desktop || bail "nothing to compare with"
use_gpu
uuid=$(new_vgpu 1) || bail "no vGPU"
userland_start a -device "$(vgpu_device "$uuid")"
ok "a guest boots" guest_ready a || bail "no guest"
same_desktop a
rates desktop "$(results_of a)"
ends_clean a "$uuid"
plan "$_count"
