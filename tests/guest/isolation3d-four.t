#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The tests of isolation3d.t with four guests. After two of them have ended, the others
# draw the pictures of those.
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
