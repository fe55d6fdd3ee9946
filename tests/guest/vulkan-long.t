#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Vulkan in a guest: the other scenes of vkmark, and what piglit runs when OpenGL draws by Vulkan
# (zink), with the results of the host VM.
# mvgpu-limit: 3600
# mvgpu-gpu: virtio-gpu-gl-pci
# mvgpu-long: yes
. tests/guest/vulkan.sh

PROGRAMS_LIMIT=1800

vulkan_start
same_vulkan vkmarks_long zink_piglit
side_by_side zink_piglit a
# An emulated CPU needs seconds for a frame.
GUEST_LIMIT=$PROGRAMS_LIMIT
ok "kmscube draws on the screen by Vulkan" guest_run a \
	"MVGPU_FRAMES=4 bash /mvgpu/tests/guest/programs.sh /share zink_cube-virtio"
matches "$(cat "$(results_of a)/zink_cube.txt")" "zink.*Venus" \
	"its OpenGL is that of zink over venus"
is "$(cat "$MDEV_DIR/$uuid/stats/errors")" 0 "no command of the guest met an error"
ends_clean a "$uuid"
renderer_said "$uuid"
plan "$_count"
