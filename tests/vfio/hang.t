#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A physical GPU that does not finish what it was given: a job costs its own
# vGPU, and what never ends is ended.
#
# mvgpu-limit: 300
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on,hostmem=256M
. tests/runner/lib.sh
. tests/runner/physical.sh
. tests/vfio/client.sh

on_exit() { rmmod slow stuck_gpu 2>/dev/null; }

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
ok "the GPU is taken" take_gpu "$gl"
ok "it can get stuck" insmod /build/kmod/stuck_gpu.ko
# So that it is looked at more than once meanwhile.
ok "its reset takes long" insmod /build/kmod/slow.ko \
	before=mvgpu:mvgpu_vg_queue_stop ms=300
two_vgpus "/sys/class/mdev_bus/$gl"
client_tests --device "$device" --other "$other" hang
pages_given_back
is "$(gpu_has "$gl")" "resources 0 mappings 0" "the GPU has nothing of theirs"
is "$(sed -n 's/^resets //p' "/sys/kernel/debug/mvgpu/$gl")" 5 "it was reset five times"
matches "$(dmesg)" "does not finish its work: it is reset" "the log says so"
ok "the module unloads" unload_module
plan
