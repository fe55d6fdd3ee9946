#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A GPU is suspended and resumed while guests use it: the guests are notified, and
# everything works again after their reset.
#
# The machine itself cannot be suspended here, see tests/runner/kmod/nap.c.
#
# mvgpu-limit: 300
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on,hostmem=256M
# mvgpu-gpu: virtio-gpu-pci
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh
# shellcheck source=tests/runner/physical.sh
. tests/runner/physical.sh
# shellcheck source=tests/runner/loss.sh
. tests/runner/loss.sh

on_exit() { end_guest; }

# nap ADDRESS: suspends a GPU for half a second.
nap() { insmod /build/kmod/nap.ko address="$1" ms=500 && rmmod nap; }

# sleeps ADDRESS WHAT: tests the suspend of a GPU.
sleeps() {
	local gpu=$1 what=$2 uuid idle round
	uuid=$(new_vgpu 4 "$(new_uuid)" "/sys/class/mdev_bus/$gpu") || bail "no vGPU"
	idle=$(new_vgpu 4 "$(new_uuid)" "/sys/class/mdev_bus/$gpu") || bail "no vGPU"
	start_guest "$uuid" || guest_is_heard
	for round in 1 2; do
		ok "$what, round $round: the GPU is suspended and resumed" nap "$gpu"
		ok "$what, round $round: the guest is notified" \
			wait_for 20 "it" guest_says told $round ||
			guest_is_heard
		ok "$what, round $round: the guest works again after its reset" \
			wait_for 20 "it" guest_says works $round || guest_is_heard
	done
	ok "$what: an idle vGPU works" \
		"$CLIENT" --device "$MDEV_DIR/$idle" "cmd: "
	end_guest
	ok "$what: the vGPU can be removed" wait_for 20 "it" remove_vgpu "$uuid"
	is "$(gpu_has "$gpu")" "resources 0 mappings 0" \
		"$what: the GPU has no resource or mapping of the vGPU"
	ok "$what: a GPU without guests can be suspended, too" nap "$gpu"
	ok "$what: the idle vGPU works after that" "$CLIENT" --device "$MDEV_DIR/$idle" "cmd: "
	ok "$what: the idle vGPU can be removed" remove_vgpu "$idle"
}

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu 0) flat=$(physical_gpu 1)
ok "the GPU with 3D is taken" take_gpu "$gl"
ok "the GPU without 3D is taken" take_gpu "$flat"
sleeps "$gl" "a GPU with 3D"
sleeps "$flat" "a GPU without 3D"
settles 0 "no surface is left" surfaces
plan
