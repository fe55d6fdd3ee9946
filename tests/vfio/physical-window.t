#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Blobs of a physical GPU's memory, and the window through which a guest sees
# them without a trap.
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
is "$(cat "$dir/mvgpu/window_total")" $((256 << 20)) "its window is to be shared"
matches "$(cat "$dir/mdev_supported_types/virtio-pci-vgpu_V1_4/description" \
	2>/dev/null || cat "$dir"/mdev_supported_types/*_V1_4/description)" \
	"window: 64MiB" "a quarter of the GPU has a quarter of it"
two_vgpus "$dir"
is "$(cat "$dir/mvgpu/window_used")" $((192 << 20)) "two vGPUs have their parts"
client_tests --device "$device" --other "$other" window 3d cmd config
pages_given_back
settles 0 "no blob is left in the window" cat "$device/stats/mapped"

# Room in pieces: of four quarters the first and the third.
remove_vgpu "${device##*/}"
remove_vgpu "${other##*/}"
for _ in 1 2 3 4; do
	quarters+=("$(new_vgpu 4 "$(new_uuid)" "$dir")")
done
remove_vgpu "${quarters[0]}"
remove_vgpu "${quarters[2]}"
fails "a half of a window in pieces cannot be had" new_vgpu 2 "$(new_uuid)" "$dir"
matches "$(cat "$dir/mvgpu/last_refusal")" "in one piece, free $((128 << 20)) in smaller" \
	"the reason is said"
remove_vgpu "${quarters[1]}"
ok "with its neighbour gone there is room" new_vgpu 2 "$(new_uuid)" "$dir"
plan
