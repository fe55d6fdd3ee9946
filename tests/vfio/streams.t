#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The recorded streams of real programs are executed, all of them without an
# error in their context. On a GPU that renders: quick, with no guest.
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
is "$commands" 46 "they use 46 commands of virgl"
settles 0 "what they made is given back" cat "$device/vram_used"
pages_given_back
plan
