#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What isolation3d.t promises of two guests, of four; when two of them end, the
# others draw what those drew.
# mvgpu-limit: 1500
# mvgpu-gpu: virtio-gpu-gl-pci
# mvgpu-long: yes
. tests/guest/together3d.sh

SEEDS=(11 12 13 14)

ok "the host VM draws the pictures" in_host "${SEEDS[@]/#/small-}" ||
	bail "nothing to compare with"
use_gpu
start_all a b c d
draw_together 11 a 12 b 13 c 14 d
end_all a b
draw_together 12 c 11 d
end_all c d
plan "$_count"
