#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A GPU sleeps and wakes while guests use it: they are told, and all works again
# after their reset.
#
# The machine itself cannot sleep here, see tests/runner/kmod/nap.c.
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

# nap ADDRESS: lets a GPU sleep for half a second.
nap() { insmod /build/kmod/nap.ko address="$1" ms=500 && rmmod nap; }

# sleeps ADDRESS WHAT
sleeps() {
	local gpu=$1 what=$2 uuid idle round
	uuid=$(new_vgpu 4 "$(new_uuid)" "/sys/class/mdev_bus/$gpu") || bail "no vGPU"
	idle=$(new_vgpu 4 "$(new_uuid)" "/sys/class/mdev_bus/$gpu") || bail "no vGPU"
	start_guest "$uuid" || guest_is_heard
	for round in 1 2; do
		ok "$what, nap $round: it sleeps and wakes" nap "$gpu"
		ok "the guest is told" wait_for 20 "it" guest_says told $round ||
			guest_is_heard
		ok "all it does works again after its reset" \
			wait_for 20 "it" guest_says works $round || guest_is_heard
	done
	ok "a vGPU that nobody used works" \
		"$CLIENT" --device "$MDEV_DIR/$idle" "cmd: "
	end_guest
	ok "the vGPU lets go" wait_for 20 "it" remove_vgpu "$uuid"
	is "$(gpu_has "$gpu")" "resources 0 mappings 0" "the GPU has nothing of it"
	ok "a GPU without guests sleeps, too" nap "$gpu"
	ok "and works" "$CLIENT" --device "$MDEV_DIR/$idle" "cmd: "
	ok "the idle vGPU can be removed" remove_vgpu "$idle"
}

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu 0) flat=$(physical_gpu 1)
ok "the GPU with 3D is taken" take_gpu "$gl"
ok "the GPU without 3D is taken" take_gpu "$flat"
sleeps "$gl" "a GPU with 3D"
sleeps "$flat" "a GPU without 3D"
settles 0 "no surface is left" surfaces
plan
