#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Frames per second that a guest without 3D shows: flips, changes of the whole screen and of a
# small part of it, and moves of the cursor; on a vGPU of a software GPU, and on QEMU's own
# virtio-gpu. No display client looks.
#
# Counters are what a frame costs: exits of the guest, of which doorbells are a part, and
# microseconds of CPU time of the VMM and of the vGPU's thread, with the time of the guest.
#
# mvgpu-limit: 1500
. tests/guest/lib.sh

export MVGPU_FIGURES=/out/figures
ROUNDS=${MVGPU_ROUNDS:-5}
TIME=3s
SIZES=(1920x1080 3840x2160)
KINDS=(flip full small cursor)
GUEST_MEMORY=512

# threads GUEST: prints the processes whose time counts.
threads() {
	echo "${GUEST_PID[$1]}"
	[ "$1" != vgpu ] || pgrep "mvgpu/${uuid:0:8}"
}

# spent GUEST: prints the CPU time so far in microseconds, and the exits so far.
spent() {
	local pids times exits
	pids=$(threads "$1") || return 1
	times=$(for pid in $pids; do sed 's/.*) //' "/proc/$pid/stat" || exit; done) || return 1
	exits=$(cat /sys/kernel/debug/kvm/"${GUEST_PID[$1]}"-*/exits) || return 1
	awk -v exits="$exits" -v tick="$(getconf CLK_TCK)" '{ sum += $12 + $13 }
		END { printf "%.0f %d\n", sum * 1e6 / tick, exits }' <<<"$times"
}

# shown GUEST KIND NUMBER SIZE: prints the frames a second, the CPU time and the exits.
shown() {
	local before after
	before=$(spent "$1") && guest_run "$1" "frames $2 $3 $4" >"$WORK/frames" &&
		after=$(spent "$1") || return 1
	awk -v before="$before" -v after="$after" '$1 == "frames" {
		split(before, old); split(after, new)
		print $2, $4, new[1] - old[1], new[2] - old[2] }' "$WORK/frames"
}

# measure GUEST KIND SIZE: adds a figure. What the start of the program costs is taken off.
measure() {
	local start shown
	start=$(shown "$1" "$2" 0 "$3") && shown=$(shown "$1" "$2" $TIME "$3") || return 1
	echo "$start $shown" | awk -v name="$1" '{
		printf "%s %.2f exits=%.3f us=%.1f\n", name, $5 * 1e6 / $6,
			($8 - $4) / $5, ($7 - $3) / $5 }' >>"$WORK/figures-$2, $3"
}

# round SIZE
round() {
	local kind guest
	for kind in "${KINDS[@]}"; do
		for guest in vgpu own; do
			measure "$guest" "$kind" "$1" || return 1
		done
	done
}

load_module soft_vram=512 || bail "the module does not load"
uuid=$(new_vgpu 1) || bail "no vGPU"
set_attr "$MDEV_DIR/$uuid/max_resolution" "${SIZES[-1]}" || bail "the screen is too small"
guest_start vgpu -device "$(vgpu_device "$uuid" off)"
guest_start own -device virtio-gpu-pci,xres=3840,yres=2160
for guest in vgpu own; do
	ok "guest $guest boots" guest_ready "$guest" || bail "no guest"
done
for size in "${SIZES[@]}"; do
	for round in $(seq "$ROUNDS"); do
		ok "round $round of $size was measured" round "$size" || bail "a guest shows nothing"
	done
done
for file in "$WORK"/figures-*; do
	tests/bench/figures.py "${file#*figures-}" "frames/s" own <"$file"
done
plan "$_count"
