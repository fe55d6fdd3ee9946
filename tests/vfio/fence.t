#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Fenced commands whose fence is lost in a reset of the GPU: their effects stay,
# commands that overtook them are not undone, and everything is released once.
#
# mvgpu-limit: 300
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on,hostmem=256M
# Freed memory is overwritten, so that a use after free is detected:
# mvgpu-append: slub_debug=P
. tests/runner/lib.sh
. tests/runner/physical.sh
. tests/vfio/client.sh

on_exit() { rmmod stuck_gpu 2>/dev/null; }

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
ok "the GPU is taken" take_gpu "$gl"
ok "stuck_gpu.ko, which can drop fences, loads" insmod /build/kmod/stuck_gpu.ko
two_vgpus "/sys/class/mdev_bus/$gl"
client_tests --device "$device" --other "$other" fence quiet look
polls=$(sed -n 's/.*fence polls //p' "/sys/kernel/debug/mvgpu/$gl")
diag "the GPU was notified $polls times, so that it looks for fences"
# A fence that is lost is waited for by 35 until they are 10 ms apart.
ok "a fence that is lost does not let the GPU be notified for ever" test "$polls" -lt 600
pages_given_back
is "$(gpu_has "$gl")" "resources 0 mappings 0" "the GPU has no resource or mapping of the vGPUs"
ok "the module unloads" unload_module
plan
