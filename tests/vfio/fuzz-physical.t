#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Whatever a guest and its VMM do to a vGPU of a GPU with 3D and a host-visible region,
# nothing is left of it, neither in mvgpu nor in the GPU, and another vGPU is not
# affected. If the GPU is lost, by a job that never completes or to another driver, both
# vGPUs work again after a reset.
#
# mvgpu-limit: 300
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on,hostmem=256M
# mvgpu-long: yes
. tests/runner/lib.sh
. tests/runner/physical.sh
. tests/vfio/client.sh
. tests/vfio/fuzz.sh

# The GPU is given to another driver and taken back at least so many times, each time
# after so many seconds.
TIMES=2
PART=120

on_exit() { rmmod stuck_gpu 2>/dev/null; }

# take_away SECONDS: gives the GPU to another driver at a random time within these.
take_away() {
	RANDOM=$FUZZ_SEED
	sleep $((RANDOM % $1)).5
	"$BIND" --undo "$gl" >"$WORK/undo" 2>&1
}

# part SECONDS SEED: runs the work on new vGPUs; the GPU is taken away during the run.
part() {
	local remover
	ok "the GPU is taken" take_gpu "$gl" || bail "no GPU"
	two_vgpus "$dir"
	take_away "$1" &
	remover=$!
	FUZZ_GOES=1 fuzz "$1" "$2"
	ok "the GPU was given to another driver meanwhile" wait "$remover"
	is "$(find "$MDEV_DIR" -mindepth 1 | wc -l)" 0 "no vGPU is left"
	settles 0 "no surface is left" cat /sys/kernel/debug/mvgpu/surfaces_alive
}

# last SECONDS SEED: runs the work without taking the GPU away, to check what is left.
last() {
	ok "the GPU is taken" take_gpu "$gl" || bail "no GPU"
	two_vgpus "$dir"
	fuzz "$1" "$2"
	pages_given_back
	is "$(gpu_has "$gl")" "resources 0 mappings 0" \
		"the GPU has no resource or mapping of the vGPUs"
	fuzz_done
	settles 0 "none of the GPU's memory is used" cat "$dir/mvgpu/vram_used"
}

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
dir=/sys/class/mdev_bus/$gl
ok "stuck_gpu.ko, which can stop the GPU, loads" insmod /build/kmod/stuck_gpu.ko
parts=$((FUZZ_SECONDS / PART > TIMES ? FUZZ_SECONDS / PART : TIMES))
begun=$SECONDS
each=$((FUZZ_SECONDS / (parts + 1)))
for ((i = 0; i < parts && each; i++)); do
	part "$each" $((FUZZ_SEED + 1000 * (i + 1)))
done
left=$((FUZZ_SECONDS - (SECONDS - begun)))
last $((left > 0 ? left : 0)) "$FUZZ_SEED"
ok "the module unloads" unload_module
plan
