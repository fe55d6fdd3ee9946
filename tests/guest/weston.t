#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A Wayland compositor on a vGPU of a software GPU, which has no OpenGL: it sets a
# mode by the atomic interface, and its screen is what QEMU shows.
# mvgpu-limit: 600
# For the boot that virgl.t has, and the disk that guests start programs from:
# mvgpu-gpu: virtio-gpu-gl-pci
# mvgpu-long: yes
. tests/guest/lib3d.sh

load_module || bail "the module does not load"
uuid=$(new_vgpu 4) || bail "no vGPU"
userland_start a -device "$(vgpu_device "$uuid")"
ok "a guest boots" guest_ready a || bail "no guest"
ok "weston runs" in_guest a plain || tail -n 20 "$(results_of a)/plain.log"
matches "$(cat "$(results_of a)/plain.log")" \
	"DRM: supports atomic modesetting" "it uses atomic modesetting"
screen_shows a "$(results_of a)/plain.ppm" "the screen shows what weston does"
ends_clean a "$uuid"
plan "$_count"
