#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# When a GPU breaks down, the effect on its vGPUs is the same as when it is lost: their
# guests are notified, and the vGPUs can be reset and closed. The GPU works after it is
# taken again, and the other GPU works all the time.
#
# The GPU has no window: when a device that broke down is reset, QEMU 10.0 forgets
# the blobs that were mapped in it but keeps their names ("blob[3]"), and aborts as
# soon as one of that number is mapped again, in whatever suite that is.
#
# mvgpu-limit: 300
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on
# mvgpu-gpu: virtio-gpu-pci
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh
# shellcheck source=tests/runner/physical.sh
. tests/runner/physical.sh
# shellcheck source=tests/runner/loss.sh
. tests/runner/loss.sh

on_exit() { end_guest; }

# break_gpu ADDRESS
break_gpu() { insmod /build/kmod/break_gpu.ko address="$1" && rmmod break_gpu; }

log_has() { grep -qF "$1" < <(dmesg); }

vgpu_of() { new_vgpu 4 "$(new_uuid)" "/sys/class/mdev_bus/$1"; }

# works UUID: whether its commands are answered correctly.
works() { "$CLIENT" --device "$MDEV_DIR/$1" "cmd: "; }

# breaks ADDRESS WHAT OTHER
breaks() {
	local gpu=$1 what=$2 uuid idle neighbour
	uuid=$(vgpu_of "$gpu") idle=$(vgpu_of "$gpu") neighbour=$(vgpu_of "$3")
	start_guest "$uuid" || guest_is_heard
	ok "$what breaks down" break_gpu "$gpu"
	ok "its guest is notified" wait_for 20 "the guest" guest_says told
	ok "resets of its guest work, commands fail" wait_for 20 "it" guest_says gone ||
		guest_is_heard
	ok "the log tells what to do" \
		log_has "$gpu: the GPU broke down; unbind and bind it"
	ok "the other GPU works" works "$neighbour"
	end_guest
	ok "the vGPU can be removed" wait_for 20 "it" remove_vgpu "$uuid"
	ok "an idle vGPU can be removed, too" remove_vgpu "$idle"
	ok "the GPU is given back" "$BIND" --undo "$gpu"
	ok "the GPU is taken again" take_gpu "$gpu"
	uuid=$(vgpu_of "$gpu")
	ok "a new vGPU of the GPU works" works "$uuid"
	is "$(gpu_has "$gpu")" "resources 0 mappings 0" \
		"the GPU has no resource or mapping of its vGPUs"
	ok "the vGPU is removed" remove_vgpu "$uuid"
	ok "the vGPU of the other GPU is removed" remove_vgpu "$neighbour"
}

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu 0) flat=$(physical_gpu 1)
ok "the GPU with 3D is taken" take_gpu "$gl"
ok "the GPU without 3D is taken" take_gpu "$flat"
breaks "$gl" "a GPU with 3D" "$flat"
breaks "$flat" "a GPU without 3D" "$gl"
settles 0 "no surface is left" surfaces
ok "the module unloads" unload_module
plan
