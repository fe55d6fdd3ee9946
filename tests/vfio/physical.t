#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A vGPU of a physical GPU holds the same promises as one of a software GPU: the
# same client drives vGPUs of a GPU with 3D, and of one without.
#
# mvgpu-limit: 600
# mvgpu-gpu: virtio-gpu-gl-pci
# mvgpu-gpu: virtio-gpu-pci
# Freed memory stays dirty, so that what we do not clear is seen:
# mvgpu-append: init_on_alloc=0
. tests/host/lib.sh
. tests/host/physical.sh
. tests/vfio/client.sh

# vgpus_of ADDRESS: two of a GPU; sets device and other.
vgpus_of() {
	local uuid dir=/sys/class/mdev_bus/$1
	uuid=$(new_vgpu 2 "$(new_uuid)" "$dir") || bail "no vGPU of $1"
	device=$MDEV_DIR/$uuid
	uuid=$(new_vgpu 4 "$(new_uuid)" "$dir") || bail "no second vGPU of $1"
	other=$MDEV_DIR/$uuid
}

nothing="resources 0 mappings 0"
load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu 0) flat=$(physical_gpu 1)
ok "the GPU with 3D is taken" take_gpu "$gl"
ok "the GPU without 3D is taken" take_gpu "$flat"

vgpus_of "$gl"
client_tests --device "$device" --other "$other"
pages_given_back
is "$(gpu_has "$gl")" "$nothing" "the GPU has nothing of theirs"
vgpus_of "$flat"
client_tests --device "$device" --other "$other" transport cmd
pages_given_back
is "$(gpu_has "$flat")" "$nothing" "the GPU has nothing of theirs"
plan
