#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Piglit's programs, the scenes of glmark2, and kmscube by atomic commits have the same
# results in a guest on a vGPU of the physical GPU as in the host VM.
# mvgpu-limit: 3600
# mvgpu-gpu: virtio-gpu-gl-pci
# mvgpu-long: yes
. tests/guest/lib3d.sh

PROGRAMS_LIMIT=1800

for part in atomic mark mark_long piglit piglit_long; do
	ok "the host VM runs $part" in_host $part || bail "nothing to compare with"
done
use_gpu
uuid=$(new_vgpu 1) || bail "no vGPU"
userland_start a -device "$(vgpu_device "$uuid")"
ok "a guest boots" guest_ready a || bail "no guest"
same_programs a atomic mark mark_long piglit piglit_long
kernel_clean a "the kernel of the guest reports no error"
ok "QEMU quits" guest_quit a
plan "$_count"
