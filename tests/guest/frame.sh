# SPDX-License-Identifier: GPL-2.0
#
# What frames of a guest cost, of which each line of $WORK/costs has a number and what it counts.
# It is sourced after tests/guest/lib.sh.
#
# shellcheck shell=bash disable=SC2154

TRACING=/sys/kernel/tracing

on_exit() {
	[ ! -e $TRACING/events/mvgpu ] || echo 0 >$TRACING/events/mvgpu/enable
	_end_guests
}

# costs LEAST MOST WHAT: passes when $what, a frame, costs so much.
costs() {
	local cost
	cost=$(sed -n "s/^ *\([0-9.]*\) $3$/\1/p" "$WORK/costs")
	ok "$what costs $1 to $2 $3" awk -v cost="${cost:-none}" -v least="$1" -v most="$2" \
		'BEGIN { exit !(cost ~ /^[0-9]/ && cost >= least && cost <= most) }'
}

_traced() { [ "$(grep -c mvgpu_flip $TRACING/trace)" -ge 100 ]; }

# trace_frames: traces frames of the guest that draws.
trace_frames() {
	local status=0
	echo >$TRACING/trace
	echo 1 >$TRACING/events/mvgpu/enable
	wait_for 120 "frames" _traced || status=1
	echo 0 >$TRACING/events/mvgpu/enable
	cp $TRACING/trace "/out/$(basename "$0" .t).trace"
	return $status
}

# timeline: finds what the frames of the trace cost.
timeline() {
	local out
	out=/out/$(basename "$0" .t)
	scripts/mvgpu-timeline --vgpu "$uuid" --svg "$out.svg" "$out.trace" >"$WORK/costs"
}

# copied: prints what was read back or copied for a screen so far.
copied() { cat "$MDEV_DIR/$uuid"/stats/{readbacks,display_copies} | xargs; }

# frames_cost: passes when a frame of kmscube on vGPU $uuid, which guest a shows meanwhile, costs
# what it should.
frames_cost() {
	local copies what="a frame (kmscube)"
	copies=$(copied)
	ok "the frames are traced" trace_frames
	ok "mvgpu-timeline finds the frames, and what they cost" timeline
	sed "s/^/# $what: /" "$WORK/costs"
	# The trace has a register for each doorbell.
	costs 1 2.5 "trapped accesses"
	costs 1 2.5 doorbells
	costs 1 2.5 interrupts
	costs 1 2.5 "jobs of the GPU"
	costs 1 2.5 fences
	is "$(copied)" "$copies" \
		"nothing is read back or copied for a screen at which nobody looks"
}
