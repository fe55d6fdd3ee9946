#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What a frame of a guest without 3D costs: how often the guest is trapped and interrupted, and
# what is copied. Counters, and no times: these are the same on every machine.
# mvgpu-limit: 600
. tests/guest/lib.sh
. tests/guest/frame.sh

# The buffers of a program, which are created before, are a small part of what so many cost.
FRAMES=300
COUNTERS=(reg_reads reg_writes doorbells irqs commands flushes display_copies)

# counted UUID: prints each counter with its value.
counted() {
	local counter
	for counter in "${COUNTERS[@]}"; do
		echo "$counter $(cat "$MDEV_DIR/$1/stats/$counter")"
	done
}

# per_frame FRAMES: finds how much each counter has grown for a frame.
per_frame() {
	awk -v frames="$1" 'NR == FNR { old[$1] = $2; next }
		{ printf "%.3f %s\n", ($2 - old[$1]) / frames, $1 }' \
		"$WORK/before" "$WORK/after" >"$WORK/costs"
}

# show_frames KIND: lets the guest without 3D show frames of that kind.
show_frames() {
	counted "$flat" >"$WORK/before"
	guest_run flat "frames $1 $FRAMES 1280x800" >"$WORK/frames" || return 1
	counted "$flat" >"$WORK/after"
	per_frame $FRAMES
}

without_3d() {
	flat=$(new_vgpu 1 "" "$(parent)") || bail "no vGPU of a software GPU"
	guest_start flat -device "$(vgpu_device "$flat")"
	ok "a guest without 3D boots" guest_ready flat || bail "no guest"
	for kind in flip full small cursor; do
		what="a frame ($kind)"
		ok "the guest shows frames ($kind)" show_frames $kind || continue
		sed "s/^/# $what: /" "$WORK/costs"
		costs 0.01 1.2 doorbells
		costs 0 0 reg_reads
		costs 0.01 1.2 irqs
		[ $kind = cursor ] || costs 0.9 1.1 flushes
		costs 0 0 display_copies
	done
	ok "QEMU quits" guest_quit flat
}

load_module || bail "the module does not load"
without_3d
plan "$_count"
