#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The driver of the physical GPU is taken away while a guest draws on a vGPU of it.
# The guest is told, its VMM can quit, nothing is left, and once the GPU is back a
# new guest draws.
# mvgpu-limit: 900
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/loss3d.sh

unbind() {
	basename "/sys/bus/pci/devices/$GPU"/virtio* >/sys/bus/virtio/drivers/mvgpu/unbind
}

ok "the host VM draws the picture" in_host picture || bail "nothing to compare with"
use_gpu
survives unbound unbind
ok "the driver takes the GPU again" "$BIND" "$GPU"
draws_again
plan "$_count"
