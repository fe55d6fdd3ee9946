#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Frames per second that programs draw on one render node, in three settings: in the host VM
# itself, in a guest on a vGPU whose renderer uses the node, and in a guest on QEMU's own
# virtio-gpu-gl, which uses it too.
#
# kmscube draws on the screen, as it cannot do without. The scenes of glmark2 draw off the
# screen and wait for each frame, so that what the settings do with a screen does not count.
# No display of QEMU looks at the screen of the vGPU; QEMU's own GPU needs egl-headless,
# which reads back each frame that is shown. Both guests run during all rounds.
#
# mvgpu-limit: 5400
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/lib3d.sh
# shellcheck source=tests/runner/render.sh
. tests/runner/render.sh

export MVGPU_FIGURES=/out/figures
ROUNDS=${MVGPU_ROUNDS:-5}
IFS=, read -ra PROGRAMS <<<"${MVGPU_PROGRAMS:-cube,build,texture,shading,effect2d,terrain}"
SETTINGS=(direct vgpu own)
NODE=/dev/dri/renderD128
USERLAND_MEMORY=512

on_exit() {
	_end_guests
	stop_renderers
}

# run SETTING PART: runs a part of programs.sh in a setting.
run() {
	case $1 in
	direct) bash tests/guest/programs.sh "$(results_of direct)" "$2" ;;
	*) in_guest "$1" "$2" ;;
	esac
}

# processor_time PID...: prints what those processes used, in hundredths of a second.
processor_time() {
	local pid
	for pid; do
		sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null
	done | awk '{ sum += $12 + $13 } END { print sum + 0 }'
}

renderer_process() { sed -n 's/.*process \([0-9]*\),.*/\1/p' "/sys/kernel/debug/mvgpu/$gpu"; }

# others SETTING: prints the processes that should have nothing to do while it draws.
others() {
	[ "$1" = vgpu ] || echo "${GUEST_PID[vgpu]}" "$(renderer_process)"
	[ "$1" = own ] || echo "${GUEST_PID[own]}"
}

# gained COUNTS: prints what the renderer did since render_counts printed those counts, as
# counters for figures.py.
gained() {
	echo "$1 $(render_counts "$gpu")" | awk '$4 > $1 {
		jobs = $4 - $1
		printf "jobs=%d wake-ups-per-job=%f kicks-per-job=%f",
			jobs, ($5 - $2) / jobs, ($6 - $3) / jobs }'
}

# measure SETTING PROGRAM: adds a line to the figures of the program. What the others used
# is in percent of a CPU.
measure() {
	local pids used counts start=$EPOCHREALTIME
	mapfile -t pids < <(others "$1" | xargs -n 1)
	used=$(processor_time "${pids[@]}")
	counts=$(render_counts "$gpu")
	run "$1" "rate-$2" || return 1
	used=$(($(processor_time "${pids[@]}") - used))
	{
		echo "$1" "$(cat "$(results_of "$1")/rate-$2.fps")"
		awk -v used="$used" -v from="$start" -v to="$EPOCHREALTIME" \
			'BEGIN { print "others=" used / (to - from) }'
		[ "$1" != vgpu ] || gained "$counts"
	} | xargs >>"$WORK/$2"
}

# round: each program in each setting, the settings one directly after the other.
round() {
	local program setting
	for program in "${PROGRAMS[@]}"; do
		for setting in "${SETTINGS[@]}"; do
			measure "$setting" "$program" || return 1
		done
	done
}

# figures PROGRAM
figures() {
	tests/bench/figures.py "$1" "frames/s" direct own <"$WORK/$1"
}

native_start || bail "the host VM has no GPU"
ok "the screen of the host VM has one mode" run direct only_mode
load_module soft_gpus=0 || bail "the module does not load"
gpu=$(render_gpu --node $NODE) || bail "there is no GPU with renderers"
uuid=$(new_vgpu 1) || bail "no vGPU"
renderer "$uuid"
set_attr "$MDEV_DIR/$uuid/job_timeout_ms" 300000 || bail "the limit of jobs is not set"
userland_start vgpu -device "$(vgpu_device "$uuid")"
userland_start own "${OWN_GPU[@]}"
for guest in vgpu own; do
	ok "guest $guest boots" guest_ready "$guest" || bail "no guest"
	ok "the screen of guest $guest has one mode" run "$guest" only_mode
done
for setting in "${SETTINGS[@]}"; do
	run "$setting" warm
done
for round in $(seq "$ROUNDS"); do
	ok "round $round was measured" round || bail "a program did not draw"
done
for program in "${PROGRAMS[@]}"; do
	figures "$program"
done
renderer_said "$uuid"
plan "$_count"
