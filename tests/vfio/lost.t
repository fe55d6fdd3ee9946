#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A lost doorbell or interrupt of a physical GPU causes a short delay only: no vGPU is
# timed out, and the GPU is not reset.
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

# gpu_counter NAME: prints a counter of the GPU's file in debugfs.
gpu_counter() { sed -n "s/^$1 //p" "/sys/kernel/debug/mvgpu/$gl"; }

# fence_polls: prints how often the GPU was notified so that it looks for fences.
fence_polls() { sed -n 's/.*fence polls //p' "/sys/kernel/debug/mvgpu/$gl"; }

# polled US: keeps the GPU at work for a second with this fence_poll_us; POLLS is how often it was
# notified.
polled() {
	POLLS=$(fence_polls)
	echo "$1" >/sys/module/mvgpu/parameters/fence_poll_us
	ok "a client draws with fence_poll_us=$1" "$CLIENT" --device "$device" \
		--other "$other" --mode shares 1,16:1024,0:64
	POLLS=$(($(fence_polls) - POLLS))
}

# loses WHAT: one doorbell or interrupt is lost while a client waits for the GPU.
loses() {
	echo 1 >$PARAMETERS/"$1"
	client_tests --device "$device" --other "$other" "3d: a texture keeps"
	is "$(cat $PARAMETERS/"$1")" 0 "one of the $1 of the GPU was lost"
}

# undo_within SECONDS: gives the GPU back to the host, which may have to wait until the
# VMM has ended.
undo_within() { wait_for "$1" "the GPU" "$BIND" --undo "$gl" >"$WORK/undo" 2>&1; }

# dies_unheard: kills a VMM; the doorbell for the commands that release its objects is
# lost.
dies_unheard() {
	start_guest "${device##*/}" || guest_is_heard
	echo 1 >$PARAMETERS/doorbells
	dying=$GUEST
	end_guest
}

dead() { ended "$dying"; }

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
ok "stuck_gpu.ko, which can drop doorbells, loads" insmod /build/kmod/stuck_gpu.ko doorbells=1
ok "the GPU is taken" take_gpu "$gl"
is "$(cat $PARAMETERS/doorbells)" 0 "the first doorbell of the GPU was lost"
two_vgpus "/sys/class/mdev_bus/$gl"
polled 0
is "$POLLS" 0 "with fence_poll_us=0 a GPU at work is not notified"
polled 50
ok "otherwise it is, so that it looks for fences" test "$POLLS" -gt 0
# These notifications would stand in for the doorbells.
echo 0 >/sys/module/mvgpu/parameters/fence_poll_us
loses doorbells
loses interrupts
ok "completed commands were found without an interrupt" \
	test "$(gpu_counter "finished without an interrupt")" -ge 1
dies_unheard
is "$(gpu_has "$gl")" "resources 0 mappings 0" \
	"the objects of a killed VMM are released in the GPU"
is "$(cat $PARAMETERS/doorbells)" 0 "the doorbell for their release was lost"
is "$(cat "$device/stats/timeouts")" 0 "no job of the vGPU was timed out"
is "$(gpu_counter resets)" 0 "the GPU was not reset"
ok "the killed VMM has ended" wait_for 20 "its end" dead
pages_given_back
dies_unheard
ok "the GPU is given back although the doorbell for the release was lost" undo_within 20
is "$(cat $PARAMETERS/doorbells)" 0 "the doorbell for that release was lost"
ok "the module unloads" unload_module
plan
