#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The control run: the same guest on QEMU's own virtio-gpu. A test that passes here and
# fails on a vGPU shows a bug of the vGPU. A test that fails here shows one of the test.
# mvgpu-limit: 300
# mvgpu-long: yes
. tests/guest/lib.sh

guest_start ref -device virtio-gpu-pci
ok "a guest boots on QEMU's virtio-gpu" guest_ready ref || bail "no guest"
ok "virtio_gpu drives QEMU's virtio-gpu" guest_run ref bound
draws ref 1 "the screen shows the picture of the guest"
draws ref 2 "the screen shows the picture after five flips between two buffers" -f 5
draws ref 3 "the screen shows a picture that is drawn in parts" -d
draws ref 4 "the screen shows another mode" -g 1024x768
kernel_clean ref "the kernel of the guest reports no error"
ok "QEMU quits" guest_quit ref
plan "$_count"
