#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Frames per second that programs show or draw on a physical GPU, in three settings: in the host
# VM on the kernel's own driver, in a guest on a vGPU, and in a guest on QEMU's own
# virtio-gpu-gl, which uses the render node of that driver. The GPU changes hands in each round,
# and the guests boot anew.
#
# Nobody looks at the vGPU's screen; QEMU's own GPU needs egl-headless, which reads back each
# frame that is shown. A guest has one CPU. "busy" is the part of the time, with the start of the
# program, in which that CPU, or the busiest of the host VM, had work. "host_ms" is the CPU time of
# the whole host VM for a frame, with guest and program, while the program draws.
#
# The desktop is measured once more while a client of another vGPU, of the same weight, has 32
# large jobs in flight all the time.
#
# mvgpu-limit: 5400
# mvgpu-gpu: virtio-gpu-gl-pci
# shellcheck source=tests/bench/programs.sh
. tests/bench/programs.sh
# shellcheck source=tests/vfio/client.sh
. tests/vfio/client.sh

IFS=, read -ra PROGRAMS <<<"${MVGPU_PROGRAMS:-cube,atomic,desktop,build,texture,shading}"

# in_a_guest NAME QEMU-ARGUMENT...: measures all programs in a guest; with vGPUs in $others also
# the desktop beside a flooder.
in_a_guest() {
	local status=0
	userland_start "$@"
	guest_ready "$1" && all_programs "$1" &&
		{ [ -z "$others" ] || beside_a_flooder "$1" desktop; } || status=1
	guest_quit "$1" || status=1
	return $status
}

has_many_jobs() { [ "$(cat "$MDEV_DIR/$1/stats/submits")" -gt 100 ]; }
is_free() { [ "$(cat "$MDEV_DIR/$1/in_use")" = 0 ]; }

# beside_a_flooder SETTING PROGRAM
beside_a_flooder() {
	local flooder idle pid status=0
	read -r flooder idle <<<"$others"
	"$CLIENT" --device "$MDEV_DIR/$flooder" --other "$MDEV_DIR/$idle" \
		--mode shares 100000,32:1024,0:64 >"$WORK/flooder" 2>&1 &
	pid=$!
	wait_for 60 "a flooder" has_many_jobs "$flooder" &&
		measure "$1" "$2" "$1-beside-a-flooder" || status=1
	kill $pid
	wait $pid
	wait_for 60 "its end" is_free "$flooder"
	run "$1" stop_picture
	return $status
}

native() {
	native_start && all_programs native
}

# new TYPE: creates a vGPU and prints its UUID.
new() { new_vgpu "$1" "" "/sys/class/mdev_bus/$gl"; }

vgpu() {
	local uuid others status=0
	take_gpu "$gl" >/dev/null || return 1
	uuid=$(new 2) && others="$(new 4) $(new 4)" || return 1
	in_a_guest vgpu -device "$(vgpu_device "$uuid")" || status=1
	for uuid in $uuid $others; do
		remove_vgpu "$uuid"
	done
	return $status
}

own() {
	local others=
	native_start && in_a_guest own "${OWN_GPU[@]}"
}

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
for round in $(seq "$ROUNDS"); do
	for setting in native own vgpu; do
		ok "round $round was measured: $setting" $setting || bail "no figures"
	done
done
all_figures "on a virtio GPU" "frames/s" native own
plan
