#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What a frame of a guest costs: how often the guest is trapped and interrupted, and what is
# copied. Counters, and no times: these are the same on every machine.
# mvgpu-limit: 600
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/lib3d.sh

# The buffers of a program, which are created before, are a small part of what so many cost.
FRAMES=300
TRACING=/sys/kernel/tracing
COUNTERS=(reg_reads reg_writes doorbells irqs commands flushes display_copies)

on_exit() {
	[ ! -e $TRACING/events/mvgpu ] || echo 0 >$TRACING/events/mvgpu/enable
	_end_guests
}

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

# costs LEAST MOST WHAT: passes when a frame costs so much.
costs() {
	local cost
	cost=$(sed -n "s/^ *\([0-9.]*\) $3$/\1/p" "$WORK/costs")
	ok "$what costs $1 to $2 $3" awk -v cost="${cost:-none}" -v least="$1" -v most="$2" \
		'BEGIN { exit !(cost ~ /^[0-9]/ && cost >= least && cost <= most) }'
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

_traced() { [ "$(grep -c mvgpu_flip $TRACING/trace)" -ge 100 ]; }

# trace_frames: traces frames of the guest that draws.
trace_frames() {
	local status=0
	echo >$TRACING/trace
	echo 1 >$TRACING/events/mvgpu/enable
	wait_for 120 "frames" _traced || status=1
	echo 0 >$TRACING/events/mvgpu/enable
	cp $TRACING/trace /out/frame.trace
	return $status
}

# timeline: finds what the frames of the trace cost.
timeline() {
	scripts/mvgpu-timeline --vgpu "$uuid" --svg /out/frame.svg /out/frame.trace \
		>"$WORK/costs"
}

# copied: prints what was read back or copied for a screen so far.
copied() { cat "$MDEV_DIR/$uuid"/stats/{readbacks,display_copies} | xargs; }

with_3d() {
	gl=$(physical_gpu) || bail "there is no GPU"
	take_gpu "$gl" >/dev/null || bail "the GPU is not taken"
	uuid=$(new_vgpu 1 "" "/sys/class/mdev_bus/$gl") || bail "no vGPU"
	userland_start a -device "$(vgpu_device "$uuid")"
	ok "a guest with 3D boots" guest_ready a || bail "no guest"
	ok "the guest draws frames" in_guest a endless || bail "no frames"
	copies=$(copied)
	ok "the frames are traced" trace_frames
	ok "mvgpu-timeline finds the frames, and what they cost" timeline
	what="a frame (kmscube)"
	sed "s/^/# $what: /" "$WORK/costs"
	# The trace has a register for each doorbell.
	costs 1 2.5 "trapped accesses"
	costs 1 2.5 doorbells
	costs 1 2.5 interrupts
	costs 1 2.5 "jobs of the GPU"
	costs 1 2.5 fences
	is "$(copied)" "$copies" \
		"nothing is read back or copied for a screen at which nobody looks"
	ends_clean a "$uuid"
}

load_module || bail "the module does not load"
without_3d
with_3d
plan "$_count"
