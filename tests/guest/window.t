#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Two guests at a time, whose stock driver finds the host-visible region, use memory of the
# GPU through it, and no access to that memory traps.
# mvgpu-limit: 600
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on,hostmem=256M
. tests/guest/window.sh
# shellcheck source=tests/runner/physical.sh
. tests/runner/physical.sh

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
take_gpu "$gl" || bail "the GPU is not taken"
window_start "$gl"
window_used GPU
window_end
plan "$_count"
