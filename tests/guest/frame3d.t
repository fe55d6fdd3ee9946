#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What a frame of kmscube in a guest costs, see frame.t. virgl.t looks at it as well.
# mvgpu-limit: 600
# mvgpu-gpu: virtio-gpu-gl-pci
# mvgpu-long: yes
. tests/guest/lib3d.sh
. tests/guest/frame.sh

use_gpu
uuid=$(new_vgpu 1) || bail "no vGPU"
userland_start a -device "$(vgpu_device "$uuid")"
ok "a guest boots" guest_ready a || bail "no guest"
ok "the guest draws frames" in_guest a endless || bail "no frames"
frames_cost
ends_clean a "$uuid"
plan "$_count"
