#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The control run: the same guest on QEMU's own virtio-gpu. What holds for it and
# not for a vGPU is the vGPU's fault; what fails here is the test's.
# mvgpu-limit: 300
# mvgpu-long: yes
. tests/guest/lib.sh

guest_start ref -device virtio-gpu-pci
ok "a guest boots on QEMU's virtio-gpu" guest_ready ref || bail "no guest"
ok "its virtio_gpu driver runs the device" guest_run ref bound
draws ref 1 "it shows its picture"
draws ref 2 "it flips five times between two buffers" -f 5
draws ref 3 "it draws in parts" -d
draws ref 4 "it sets another mode" -g 1024x768
kernel_clean ref "its kernel reports no error"
ok "its QEMU quits" guest_quit ref
plan "$_count"
