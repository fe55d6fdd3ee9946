#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What a client of VNC or SPICE on the loopback gets while kmscube moves in a guest of 1280x800 on
# a physical GPU whose vGPU has a display by region: frames a second, KiB of each, and the
# milliseconds of CPU time that QEMU (without the guest's CPU) and the client spend for it. A frame
# is an update of the middle of the screen.
#
# Then kmscube is stopped in the middle of its movement. "moving" is the mean absolute difference,
# of 255, between the picture of the client two seconds later and the truth, which is QEMU's
# screendump, and "still" the one ten seconds later. VNC clients request all of the screen for that.
#
# The servers of VNC differ in what they permit: nothing is lossy, or JPEG where the picture changes
# often, or everywhere (non-adaptive). The guest boots anew for each setting of SPICE.
#
# mvgpu-limit: 3600
# mvgpu-gpu: virtio-gpu-gl-pci
# shellcheck source=tests/bench/programs.sh
. tests/bench/programs.sh

WATCHED=12
VNC=5901 SPICE=5930
# The most that a lossy picture may differ. A black screen differs by more than 100.
LOSSY=8
VIEW=tests/guest/view
declare -A SPICE_HOW=([spice-raw]="image-compression=off,streaming-video=off"
	[spice]="streaming-video=off" [spice-filter]="streaming-video=filter"
	[spice-all]="streaming-video=all")
declare -A VNC_ROWS=([vnc-raw]="$VNC raw" [vnc-zrle]="$VNC zrle" [vnc-tight]="$VNC tight"
	[vnc-jpeg]="$((VNC + 1)) jpeg" [vnc-jpeg-all]="$((VNC + 2)) jpeg")
VNC_ORDER=(vnc-raw vnc-zrle vnc-tight vnc-jpeg vnc-jpeg-all)

# ticks_of FILE: prints the CPU time of a process or thread, in ticks.
ticks_of() { sed 's/.*) //' "$1" | awk '{ print $12 + $13 }'; }

# spent: prints the CPU time so far, in ticks, of QEMU without the guest's CPU, and the client's.
spent() {
	local qemu=/proc/${GUEST_PID[guest]}
	echo $(($(ticks_of "$qemu/stat") - $(ticks_of "$qemu/task/$VCPU/stat"))) \
		"$(ticks_of "/proc/$CLIENT_PID/stat")"
}

# asks SIGNAL SUFFIX: lets the client write the file and waits for it.
asks() {
	rm -f "$WORK/view$2"
	kill "-$1" "$CLIENT_PID" && wait_for 60 "the client's file view$2" [ -s "$WORK/view$2" ]
}

counts() { asks USR1 .counts && echo "$EPOCHREALTIME $(cat "$WORK/view.counts") $(spent)"; }

has_frames() { asks USR1 .counts && awk '$2 < 5 { exit 1 }' "$WORK/view.counts"; }

# error: prints by how much the client's picture differs.
error() { asks USR2 "" && $VIEW/error.py "$WORK/view" "$WORK/truth.ppm"; }

# errors ROW: writes both differences to ROW.errors. It is the program that stops, as a client
# of SPICE gets no picture of a machine that does not run.
# shellcheck disable=SC2016 # the guest expands it
errors() {
	local status=0
	guest_run guest 'kill -STOP $(pidof kmscube)' || return 1
	{ sleep 2 && guest_screendump guest "$WORK/truth.ppm" >/dev/null && error && sleep 8 && error; } \
		>"$WORK/$1.errors" || status=1
	guest_run guest 'kill -CONT $(pidof kmscube)' && return $status
}

# is_right ROW: succeeds if both differences are as small as the row promises.
is_right() {
	local most=0
	case $1 in *jpeg* | spice-filter | spice-all) most=$LOSSY ;; esac
	awk -v most=$most '$1 > most { bad = 1 } END { exit bad || NR != 2 }' "$WORK/$1.errors" ||
		{ diag "$1 differs by $(xargs <"$WORK/$1.errors")"; return 1; }
}

# figure ROW BEFORE AFTER: adds a line to the figures.
figure() {
	echo "$2 $3 $(xargs <"$WORK/$1.errors")" | awk -v name="$1" -v tick="$(getconf CLK_TCK)" '{
		frames = $8 - $3; if (frames <= 0) exit 1
		printf "%s %.3f KiB=%.2f qemu_ms=%.2f client_ms=%.2f moving=%s still=%s\n",
			name, frames / ($6 - $1), ($7 - $2) / 1024 / frames,
			($9 - $4) * 1000 / tick / frames, ($10 - $5) * 1000 / tick / frames, $11, $12
	}' >>"$WORK/figures"
}

# row NAME CLIENT ARGUMENT...: measures what a client gets.
row() {
	local name=$1 before after status=0
	rm -f "$WORK/view.counts"
	$VIEW/"$2" "${@:3}" "$WORK/view" 2>"$WORK/client.log" &
	CLIENT_PID=$!
	wait_for 60 "a client that takes signals" [ -s "$WORK/view.counts" ] &&
		wait_for 120 "frames of $name" has_frames &&
		before=$(counts) && sleep $WATCHED &&
		after=$(counts) && errors "$name" && is_right "$name" &&
		figure "$name" "$before" "$after" || status=1
	sed 's/^/# client: /' "$WORK/client.log"
	kill $CLIENT_PID
	wait $CLIENT_PID 2>/dev/null
	return $status
}

# boot UUID ROW: starts the guest with all servers of VNC and that setting of SPICE.
boot() {
	userland_start guest -device "$(vgpu_device "$1")" -vnc 127.0.0.1:1 \
		-vnc 127.0.0.1:2,lossy=on -vnc 127.0.0.1:3,lossy=on,non-adaptive=on \
		-spice "addr=127.0.0.1,port=$SPICE,disable-ticketing=on,${SPICE_HOW[$2]}"
	guest_ready guest && in_guest guest endless || return 1
	VCPU=$(guest_qmp guest query-cpus-fast | grep -o '"thread-id": [0-9]*' | grep -o '[0-9]*' | head -n 1)
}

# round_of SETTING: measures one setting of SPICE, and with the first all of VNC.
round_of() {
	local name
	ok "round $round: the guest draws, $1" boot "$uuid" "$1" || bail "no guest"
	[ "$1" != spice-raw ] || for name in "${VNC_ORDER[@]}"; do
		# shellcheck disable=SC2086
		ok "round $round: the client has the right picture, $name" \
			row "$name" count_vnc.py ${VNC_ROWS[$name]}
	done
	ok "round $round: the client has the right picture, $1" row "$1" count_spice.py $SPICE
	ok "round $round: QEMU quits" guest_quit guest
}

ip link set lo up
use_gpu
uuid=$(new_vgpu 1) || bail "no vGPU"
set_attr "$MDEV_DIR/$uuid/display" region || bail "no display by region"
for round in $(seq "$ROUNDS"); do
	for setting in spice-raw spice spice-filter spice-all; do
		round_of $setting
	done
done
tests/bench/figures.py "kmscube at 1280x800 over the network" "frames/s" vnc-raw <"$WORK/figures"
plan "$_count"
