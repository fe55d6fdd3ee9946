#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Two guests on vGPUs of one physical GPU draw different pictures at the same time. Each
# gets the picture that the host VM gets, without an id, fence or pixel of the neighbour.
# mvgpu-limit: 900
# mvgpu-long: yes
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/together3d.sh

ok "the host VM draws the pictures" in_host small-11 small-12 ||
	bail "nothing to compare with"
use_gpu
start_all a b
draw_together 11 a 12 b
end_all a b
plan "$_count"
