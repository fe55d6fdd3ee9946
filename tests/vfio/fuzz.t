#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Whatever a guest and its VMM do to a vGPU of a software GPU, nothing is left of it,
# and another vGPU is not affected.
#
# mvgpu-limit: 300
: "${FUZZ_SECONDS:=15}"
. tests/runner/lib.sh
. tests/vfio/client.sh
. tests/vfio/fuzz.sh

new_vgpus
gpu=$(dirname "$(readlink -f "$device")")
fuzz
fuzz_done
settles 0 "none of the GPU's memory is used" cat "$gpu/mvgpu/vram_used"
ok "the module unloads" unload_module
plan
