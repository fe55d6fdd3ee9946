#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A physical GPU that does not complete its jobs: a job that is timed out affects its
# own vGPU only, and a job that never completes is ended by a reset of the GPU.
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
ok "stuck_gpu.ko, which can stop the GPU, loads" insmod /build/kmod/stuck_gpu.ko
# The reset must last long enough for the watchdog to check the GPU more than once.
ok "slow.ko, which makes the reset of the GPU take long, loads" insmod /build/kmod/slow.ko \
	before=mvgpu:mvgpu_vg_queue_stop ms=300
two_vgpus "/sys/class/mdev_bus/$gl"
client_tests --device "$device" --other "$other" hang
pages_given_back
is "$(gpu_has "$gl")" "resources 0 mappings 0" "the GPU has no resource or mapping of the vGPUs"
is "$(sed -n 's/^resets //p' "/sys/kernel/debug/mvgpu/$gl")" 5 "the GPU was reset five times"
matches "$(dmesg)" "does not finish its work: it is reset" "the log reports the reset"
ok "the module unloads" unload_module
plan
