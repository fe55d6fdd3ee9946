#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A vGPU of a physical GPU passes the same tests as one of a software GPU: the same
# client drives vGPUs of a GPU with 3D, and of one without.
#
# mvgpu-limit: 600
# mvgpu-gpu: virtio-gpu-gl-pci
# mvgpu-gpu: virtio-gpu-pci
# Freed memory is overwritten, so that a use after free is detected:
# mvgpu-append: slub_debug=P
. tests/runner/lib.sh
. tests/runner/physical.sh
. tests/vfio/client.sh

on_exit() { rmmod slow 2>/dev/null; }

nothing="resources 0 mappings 0"
load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu 0) flat=$(physical_gpu 1)
ok "the GPU with 3D is taken" take_gpu "$gl"
ok "the GPU without 3D is taken" take_gpu "$flat"

two_vgpus "/sys/class/mdev_bus/$gl"
client_tests --device "$device" --other "$other"
ok "slow.ko, which delays the completion of the GPU's jobs, loads" \
	insmod /build/kmod/slow.ko before=mvgpu:mvgpu_vg_complete_work
client_tests --device "$device" "3d: a resource may be released"
rmmod slow
pages_given_back
is "$(gpu_has "$gl")" "$nothing" "the GPU has no resource or mapping of the vGPUs"
two_vgpus "/sys/class/mdev_bus/$flat"
client_tests --device "$device" --other "$other" transport cmd
pages_given_back
is "$(gpu_has "$flat")" "$nothing" "the GPU has no resource or mapping of the vGPUs"
plan
