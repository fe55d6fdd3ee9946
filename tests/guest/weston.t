#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A Wayland compositor on a vGPU of a software GPU, which has no OpenGL: it sets a mode by
# the atomic interface, and QEMU shows its screen.
# mvgpu-limit: 600
# The suite has a GPU so that it shares the boot of virgl.t, with the disk for guests.
# mvgpu-gpu: virtio-gpu-gl-pci
# mvgpu-long: yes
. tests/guest/lib3d.sh

load_module || bail "the module does not load"
uuid=$(new_vgpu 4) || bail "no vGPU"
userland_start a -device "$(vgpu_device "$uuid")"
ok "a guest boots" guest_ready a || bail "no guest"
ok "the guest runs weston" in_guest a plain || tail -n 20 "$(results_of a)/plain.log"
matches "$(cat "$(results_of a)/plain.log")" \
	"DRM: supports atomic modesetting" "weston uses atomic modesetting"
screen_shows a "$(results_of a)/plain.ppm" "the screen shows the picture of weston"
ends_clean a "$uuid"
plan "$_count"
