#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What programs of Vulkan do on Mesa's software driver in three settings: in the host VM itself,
# in a guest on a vGPU, and in a guest on QEMU's own virtio-gpu-gl with venus=on. Dispatches per
# second of a computation, each of which is waited for, and frames per second of vkmark, which
# draws off the screen. Both guests run during all rounds.
#
# mvgpu-limit: 3600
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/lib3d.sh
# shellcheck source=tests/runner/render.sh
. tests/runner/render.sh

export MVGPU_FIGURES=/out/figures
ROUNDS=${MVGPU_ROUNDS:-5}
SETTINGS=(direct vgpu own)
USERLAND_MEMORY=512

on_exit() {
	_end_guests
	stop_renderers
}

# run SETTING PART
run() {
	case $1 in
	direct) bash tests/guest/programs.sh "$(results_of direct)" "$2-lvp" ;;
	*) in_guest "$1" "$2-virtio" ;;
	esac
}

traps() {
	local stats=$MDEV_DIR/$uuid/stats
	echo $(($(cat "$stats/reg_reads") + $(cat "$stats/reg_writes")))
}

# measure SETTING: adds lines to the figures of each program.
measure() {
	local before name rate
	before=$(traps)
	run "$1" compute || return 1
	echo "$1 $(cat "$(results_of "$1")/compute.fps")$([ "$1" != vgpu ] ||
		echo " traps=$(($(traps) - before))")" >>"$WORK/figures-compute"
	run "$1" vkmarks || return 1
	while read -r name rate; do
		echo "$1 $rate" >>"$WORK/figures-${name//[^a-z]/-}"
	done <"$(results_of "$1")/vkmarks.fps"
}

round() {
	local setting
	for setting in "${SETTINGS[@]}"; do
		measure "$setting" || return 1
	done
}

if [ ! -x /usr/libexec/virgl_render_server ]; then
	skip "Vulkan is measured" "this suite's virglrenderer has no server for it"
	plan
	exit
fi
native_start || bail "the host VM has no GPU"
load_module soft_gpus=0 || bail "the module does not load"
gpu=$(render_gpu) || bail "there is no GPU with renderers"
uuid=$(new_vgpu 1 "$(new_uuid)" "/sys/class/mdev_bus/$gpu") || bail "no vGPU"
renderer "$uuid"
userland_start vgpu -device "$(vgpu_device "$uuid")"
venus_start own
for guest in vgpu own; do
	ok "guest $guest boots" guest_ready "$guest" || bail "no guest"
done
for setting in "${SETTINGS[@]}"; do
	run "$setting" compute >/dev/null
done
for round in $(seq "$ROUNDS"); do
	ok "round $round was measured" round || bail "a program failed"
done
for file in "$WORK"/figures-*; do
	tests/bench/figures.py "vulkan ${file#*figures-}" "/s" direct own <"$file"
done
renderer_said "$uuid"
plan "$_count"
