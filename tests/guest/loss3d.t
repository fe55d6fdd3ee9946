#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The physical GPU is unbound from the module while a guest draws on a vGPU of it. The
# guest is notified, its VMM can quit, and no vGPU and no surface is left. Once the GPU is
# bound again, a new guest draws.
# mvgpu-limit: 900
# mvgpu-long: yes
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
