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
# program, in which that CPU, or the busiest of the host VM, had work.
#
# The desktop is measured once more while a client of another vGPU, of the same weight, has 32
# large jobs in flight all the time.
#
# mvgpu-limit: 5400
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/lib3d.sh
# shellcheck source=tests/vfio/client.sh
. tests/vfio/client.sh

export MVGPU_FIGURES=/out/figures
ROUNDS=${MVGPU_ROUNDS:-5}
IFS=, read -ra PROGRAMS <<<"${MVGPU_PROGRAMS:-cube,atomic,desktop,build,texture,shading}"
USERLAND_MEMORY=1024

# run SETTING PART...: runs parts of programs.sh in a setting.
run() {
	case $1 in
	native) bash tests/guest/programs.sh "$(results_of native)" "${@:2}" ;;
	*) in_guest "$@" ;;
	esac
}

# ticks SETTING: prints a line for each CPU: its number, ticks with work, and all of them.
ticks() {
	local command="grep ^cpu[0-9] /proc/stat"
	case $1 in
	native) $command ;;
	*) guest_run "$1" "$command" ;;
	esac | awk '{ all = 0; for (i = 2; i <= 9; i++) all += $i
		print $1, all - $5 - $6, all }'
}

# busy BEFORE AFTER: prints what part of the time the busiest CPU had work.
busy() {
	awk 'NR == FNR { work[$1] = $2; all[$1] = $3; next }
		$3 > all[$1] { part = ($2 - work[$1]) / ($3 - all[$1]); if (part > most) most = part }
		END { printf "%.2f", most }' "$1" "$2"
}

# measure SETTING PROGRAM [NAME]: adds a line to the figures of the program.
measure() {
	local part=rate-$2
	[ "$2" != desktop ] || part=desktop
	ticks "$1" >"$WORK/before" || return 1
	run "$1" "$part" || return 1
	ticks "$1" >"$WORK/after" || return 1
	echo "${3:-$1} $(cat "$(results_of "$1")/$part.fps")" \
		"busy=$(busy "$WORK/before" "$WORK/after")" >>"$WORK/$2"
}

# all_programs SETTING: measures all programs.
all_programs() {
	local program
	run "$1" only_mode || return 1
	for program in "${PROGRAMS[@]}"; do
		measure "$1" "$program" || return 1
	done
	run "$1" stop_picture
}

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
for program in "${PROGRAMS[@]}"; do
	tests/bench/figures.py "$program on a virtio GPU" "frames/s" native own <"$WORK/$program"
done
plan
