#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The tests of loss3d.t, but the GPU itself is removed from its bus.
# mvgpu-limit: 900
# mvgpu-gpu: virtio-gpu-gl-pci
# mvgpu-long: yes
. tests/guest/loss3d.sh

remove() { echo 1 >"/sys/bus/pci/devices/$GPU/remove"; }
is_parent() { ! no_parent; }
has_driver() { gpu_driver "$GPU" | grep -vx 'no driver'; }

# A GPU that is found by a rescan is bound to the driver that is tried first.
take_back() {
	[ "$(gpu_driver "$GPU")" != mvgpu ] || return 0
	give_gpu_to_host "$GPU"
	take_gpu "$GPU"
}

ok "the host VM draws the picture" in_host picture || bail "nothing to compare with"
use_gpu
survives removed remove
echo 1 >/sys/bus/pci/rescan
ok "the GPU is back after a rescan" wait_for 30 "its driver" has_driver
take_back
ok "the GPU is a parent of vGPUs again" is_parent
draws_again
plan "$_count"
