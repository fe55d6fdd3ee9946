#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# In a guest on a vGPU of a GPU with renderers, draw3d, kmscube and weston have the results of
# the host VM on the render node that the renderers use, and QEMU shows what they drew, which is
# read back.
# mvgpu-long: yes
# mvgpu-limit: 1200
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/render3d.sh

USERLAND_MEMORY=1024
PROGRAMS_LIMIT=2400

PARTS=(picture cube)
! seats || PARTS+=(desktop)
for part in "${PARTS[@]}"; do
	ok "the host VM runs $part" in_host "$part" || bail "nothing to compare with"
done
render_guest
same_renderer
same_programs a picture
screen_shows a "$NATIVE/picture.ppm" "the screen shows the picture"
same_desktop a
same_programs a cube
for part in cube desktop; do
	rates "$part" "$(results_of a)"
done
is "$(cat "$MDEV_DIR/$uuid/stats/errors")" 0 "no command of these programs met an error"
renderer_said "$uuid"
ends_clean a "$uuid"
plan "$_count"
