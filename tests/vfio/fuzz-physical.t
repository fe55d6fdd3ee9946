#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Whatever a guest and its VMM do to a vGPU of a GPU with 3D and a window, nothing
# of it stays, in the GPU neither, and a neighbour does not notice.
#
# mvgpu-limit: 120
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on,hostmem=256M
# mvgpu-long: yes
. tests/host/lib.sh
. tests/host/physical.sh
. tests/vfio/client.sh
. tests/vfio/fuzz.sh

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
ok "the GPU is taken" take_gpu "$gl"
dir=/sys/class/mdev_bus/$gl
two_vgpus "$dir"
fuzz
fuzz_done
is "$(gpu_has "$gl")" "resources 0 mappings 0" "the GPU has nothing of theirs"
is "$(cat "$dir/mvgpu/vram_used")" 0 "none of its memory is used"
plan
