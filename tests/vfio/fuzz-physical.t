#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Whatever a guest and its VMM do to a vGPU of a GPU with 3D and a window, nothing
# of it stays, in the GPU neither, and a neighbour does not notice; if the GPU is lost,
# by a job that never ends or to another driver, both work again after a reset.
#
# mvgpu-limit: 300
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on,hostmem=256M
# mvgpu-long: yes
. tests/runner/lib.sh
. tests/runner/physical.sh
. tests/vfio/client.sh
. tests/vfio/fuzz.sh

# The GPU goes to another driver and comes back so often, at least, and after so long.
TIMES=2
PART=120

on_exit() { rmmod stuck_gpu 2>/dev/null; }

# take_away SECONDS: the GPU, when it has been worked on for some of these.
take_away() {
	RANDOM=$FUZZ_SEED
	sleep $((RANDOM % $1)).5
	"$BIND" --undo "$gl" >"$WORK/undo" 2>&1
}

# part SECONDS SEED: new vGPUs; the GPU is taken away at the end or before.
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

# last SECONDS SEED: nobody takes the GPU away, to see what is left then.
last() {
	ok "the GPU is taken" take_gpu "$gl" || bail "no GPU"
	two_vgpus "$dir"
	fuzz "$1" "$2"
	pages_given_back
	is "$(gpu_has "$gl")" "resources 0 mappings 0" "the GPU has nothing of theirs"
	fuzz_done
	settles 0 "none of its memory is used" cat "$dir/mvgpu/vram_used"
}

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
dir=/sys/class/mdev_bus/$gl
ok "it can get stuck" insmod /build/kmod/stuck_gpu.ko
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
