#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Blobs of a physical GPU's memory, and the host-visible region through which a guest
# accesses them without a trap.
#
# mvgpu-limit: 300
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on,hostmem=256M
. tests/runner/lib.sh
. tests/runner/physical.sh
. tests/vfio/client.sh

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
ok "the GPU is taken" take_gpu "$gl"
dir=/sys/class/mdev_bus/$gl
is "$(cat "$dir/mvgpu/window_total")" $((256 << 20)) \
	"the host-visible region of the GPU can be shared"
matches "$(cat "$dir/mdev_supported_types/virtio-pci-vgpu_V1_4/description" \
	2>/dev/null || cat "$dir"/mdev_supported_types/*_V1_4/description)" \
	"window: 64MiB" "a quarter of the GPU has a quarter of the region"
two_vgpus "$dir"
is "$(cat "$dir/mvgpu/window_used")" $((192 << 20)) "two vGPUs have their parts of the region"
client_tests --device "$device" --other "$other" window 3d cmd config
pages_given_back
settles 0 "no blob is left in the region" cat "$device/stats/mapped"

# Of four quarters of the region the first and the third are free.
remove_vgpu "${device##*/}"
remove_vgpu "${other##*/}"
for _ in 1 2 3 4; do
	quarters+=("$(new_vgpu 4 "$(new_uuid)" "$dir")")
done
remove_vgpu "${quarters[0]}"
remove_vgpu "${quarters[2]}"
fails "a vGPU that needs half of the region is rejected while the free half is in pieces" \
	new_vgpu 2 "$(new_uuid)" "$dir"
matches "$(cat "$dir/mvgpu/last_refusal")" "in one piece, free $((128 << 20)) in smaller" \
	"last_refusal has the reason"
remove_vgpu "${quarters[1]}"
ok "the vGPU can be created when the quarter between them is free" \
	new_vgpu 2 "$(new_uuid)" "$dir"
plan
