#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The recorded streams of real programs are executed without an error in their context,
# on a GPU that renders. This is quick, because there is no guest.
#
# mvgpu-limit: 300
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/runner/lib.sh
. tests/runner/physical.sh
. tests/vfio/client.sh

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
ok "the GPU is taken" take_gpu "$gl"
uuid=$(new_vgpu 2) || bail "no vGPU"
device=$MDEV_DIR/$uuid

for file in tests/streams/*.virgl; do
	ok "$(basename "$file" .virgl) is executed" \
		"$CLIENT" --device "$device" --mode replay "$file"
done
commands=$(wc -l <"/sys/kernel/debug/mvgpu/$uuid/virgl")
is "$commands" 46 "the streams use 46 commands of virgl"
settles 0 "the memory of their resources is released" cat "$device/vram_used"
pages_given_back
plan
