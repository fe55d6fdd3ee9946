#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Guests that take as much as they can reach their own limits: a neighbour on the same GPU
# goes on, and how fast is printed.
#
# mvgpu-limit: 200
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on,hostmem=256M
# mvgpu-long: yes
. tests/runner/lib.sh
. tests/runner/physical.sh
. tests/vfio/client.sh

# neighbours GPU: runs the test with two vGPUs of that GPU.
neighbours() {
	two_vgpus "$1"
	client_tests --device "$device" --other "$other" --mode greedy 3
	pages_given_back
	is "$(cat "$other/stats/fatal")" 0 "the neighbour had no fatal error"
}

load_module || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
ok "the GPU is taken" take_gpu "$gl"
diag "on a software GPU"
neighbours /sys/class/mdev_bus/soft0
diag "on a physical GPU"
neighbours "/sys/class/mdev_bus/$gl"
ok "the module unloads" unload_module
plan
