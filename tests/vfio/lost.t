#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A doorbell of a physical GPU, or an interrupt, that gets lost costs a moment: no
# vGPU is late, and the GPU is not reset.
#
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on,hostmem=256M
. tests/runner/lib.sh
. tests/runner/physical.sh
. tests/vfio/client.sh
. tests/runner/loss.sh

PARAMETERS=/sys/module/stuck_gpu/parameters
on_exit() {
	end_guest
	rmmod stuck_gpu 2>/dev/null
}

# gpu_counter NAME: of those in its file for developers.
gpu_counter() { sed -n "s/^$1 //p" "/sys/kernel/debug/mvgpu/$gl"; }

# loses WHAT: one of these, under a client that waits for the GPU.
loses() {
	echo 1 >$PARAMETERS/"$1"
	client_tests --device "$device" --other "$other" "3d: a texture keeps"
	is "$(cat $PARAMETERS/"$1")" 0 "of its $1 one was lost"
}

# undo_within SECONDS: the host has its GPU again, at once or when the VMM is gone.
undo_within() { wait_for "$1" "the GPU" "$BIND" --undo "$gl" >"$WORK/undo" 2>&1; }

# dies_unheard: a VMM dies, and the GPU does not hear of what that frees.
dies_unheard() {
	start_guest "${device##*/}" || guest_is_heard
	echo 1 >$PARAMETERS/doorbells
	dying=$GUEST
	end_guest
}

dead() { ended "$dying"; }

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
ok "doorbells get lost" insmod /build/kmod/stuck_gpu.ko doorbells=1
ok "the GPU is taken" take_gpu "$gl"
is "$(cat $PARAMETERS/doorbells)" 0 "its first doorbell was lost"
two_vgpus "/sys/class/mdev_bus/$gl"
loses doorbells
loses interrupts
ok "what had ended was found" test "$(gpu_counter "finished without an interrupt")" -ge 1
dies_unheard
is "$(gpu_has "$gl")" "resources 0 mappings 0" "what a dead VMM had goes from the GPU"
is "$(cat $PARAMETERS/doorbells)" 0 "although the doorbell of that was lost"
is "$(cat "$device/stats/timeouts")" 0 "the vGPU was never late"
is "$(gpu_counter resets)" 0 "the GPU was not reset"
ok "the dead VMM is gone" wait_for 20 "its end" dead
pages_given_back
dies_unheard
ok "a GPU is given back that did not hear of a dead VMM" undo_within 20
is "$(cat $PARAMETERS/doorbells)" 0 "nobody told it"
ok "the module unloads" unload_module
plan
