#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Frames per second of kmscube in a guest on a vGPU and in a guest on QEMU's own virtio-gpu-gl, on
# the same physical GPU, with the cheapest display of QEMU: D-Bus, which passes dma-bufs. Each
# is measured without a window, and with one whose client copies each update that it gets:
# it maps the dma-buf of the vGPU, and has the GPU read the textures of QEMU's. The GPU changes
# hands in each round, and the guests boot anew.
#
# "host_ms" is the CPU time of the whole host VM for a frame, with guest and client, and "copies"
# what the client copied for a frame: QEMU asks a vGPU for its picture, and its own GPU passes each
# frame.
#
# The window is open only while the program draws: QEMU (10.0) does not survive every change of
# the screen of its own GPU with one.
#
# mvgpu-limit: 3600
# mvgpu-gpu: virtio-gpu-gl-pci
# shellcheck source=tests/bench/programs.sh
. tests/bench/programs.sh
# shellcheck source=tests/guest/view.sh
. tests/guest/view.sh

PROGRAMS=(kmscube kmscube-A)
declare -A PARTS=([kmscube]=endless [kmscube-A]=endless_atomic)
NODE=/dev/dri/renderD128
# kmscube reports its frames every other second.
WATCHED=12

# dbus GUEST NODE QEMU-ARGUMENT...: starts a guest whose display draws on that GPU.
dbus() {
	local dir
	dir=$(guest_dir "$1")
	userland_start "$1" -display "dbus,gl=on,rendernode=$2,p2p=yes" "${@:3}" \
		-chardev "socket,id=view,path=$dir/view.sock,server=on,wait=off" \
		-mon chardev=view,mode=control
	guest_ready "$1"
}

# copies GUEST: prints how many pictures the client of the window has copied, 0 without one.
copies() {
	if [ -n "${VIEW_PID[$1]:-}" ]; then
		view "$1" counts | grep -o '[0-9]* copies' | grep -o '[0-9]*'
	else
		echo 0
	fi
}

reports() { grep -c ^Rendered "$(results_of "$1")/endless.log"; }
has_reported() { [ "$(reports "$1")" -gt "$2" ]; }

# next_report GUEST: waits for the next report of the frames.
next_report() { wait_for 60 "a report of frames" has_reported "$1" "$(reports "$1")"; }

# rate GUEST FIRST: prints the frames a second since the report of that number.
rate() {
	awk -v first="$2" '/^Rendered/ { if (++n == first) { f = $2; t = $5 }
		frames = $2 - f; s = $5 - t }
		END { if (s <= 0) exit 1; print frames / s }' "$(results_of "$1")/endless.log"
}

# watch GUEST PROGRAM NAME: adds a line to the figures of a program that draws.
watch() {
	local first copied cpus fps
	next_report "$1" && first=$(reports "$1") && copied=$(copies "$1") &&
		cpus=$(worked $WATCHED) && copied=$(($(copies "$1") - copied)) &&
		fps=$(rate "$1" "$first") || return 1
	awk -v name="$3" -v fps="$fps" -v cpus="$cpus" -v copied="$copied" -v seconds=$WATCHED '
		BEGIN { printf "%s %s host_ms=%.2f copies=%.3f\n", name, fps, 1000 * cpus / fps,
			copied / seconds / fps }' >>"$WORK/$2"
}

# measured GUEST HOW: measures all programs, and ends the guest.
measured() {
	local program status=0
	run "$1" only_mode || return 1
	for program in "${PROGRAMS[@]}"; do
		run "$1" "${PARTS[$program]}" && watch "$1" "$program" "$1" || status=1
		view_open "$1" "$2"
		watch "$1" "$program" "$1-copied" || status=1
		[ "$(copies "$1")" -gt 10 ] || { status=1; diag "copies: $(copies "$1")"; }
		view_close "$1"
		run "$1" stop_picture || status=1
	done
	guest_quit "$1" || status=1
	return $status
}

vgpu() {
	local uuid status=0
	take_gpu "$gl" >/dev/null || return 1
	uuid=$(new_vgpu 2 "" "/sys/class/mdev_bus/$gl") || return 1
	set_attr "$MDEV_DIR/$uuid/display" dmabuf || return 1
	dbus vgpu /dev/null -device "$(vgpu_device "$uuid")" && measured vgpu map || status=1
	remove_vgpu "$uuid"
	return $status
}

own() {
	native_start && dbus own $NODE -device virtio-gpu-gl-pci && measured own $NODE
}

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
for round in $(seq "$ROUNDS"); do
	for setting in own vgpu; do
		ok "round $round was measured: $setting" $setting || bail "no figures"
	done
done
all_figures "with a D-Bus display" "frames/s" own own-copied
plan
