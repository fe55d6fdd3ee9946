#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# How many streams that do nothing a second a vGPU completes, with 64 in flight: on a
# physical GPU, on one with renderers that answer at once, and on one whose renderers are
# those of render/, in rounds of one process.
#
# mvgpu-limit: 300
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/runner/lib.sh
. tests/runner/physical.sh
. tests/runner/render.sh
. tests/vfio/client.sh

FAKE=${MVGPU_FAKE:-/build/fake/render-fake}
export MVGPU_FIGURES=/out/figures
ROUNDS=${MVGPU_ROUNDS:-9}
# Of each vGPU in each round.
SECONDS_EACH=1
NAMES=(virtio render-fake render)

on_exit() {
	stop_renderers
	[ -z "${fake:-}" ] || kill "$fake" 2>/dev/null
}

# sessions: prints what renderers cost: how often each was woken and kicked, by command.
sessions() {
	render_counts "$1" | awk -v name="$2" '{
		printf "# %s: %d jobs, %.4f wake-ups, %.4f kicks for each\n",
			name, $1, $2 / $1, $3 / $1 }'
}

# sums: the figures of all rounds.
sums() {
	awk -v names="${NAMES[*]}" 'BEGIN { split(names, name, " ") }
		{ print name[$1 + 1], $2, "doorbells=" $3, "interrupts=" $4 }' "$WORK/rates" |
		tests/bench/figures.py "streams that do nothing, 64 in flight" "/s" virtio
}

# measure: runs the client; the vGPUs stay open while the counters are read.
measure() {
	local client
	mkfifo "$WORK/end"
	"$CLIENT" --device "$virtio" --other "$quick" --more "$real" \
		--mode rate "$ROUNDS:$SECONDS_EACH" <"$WORK/end" >"$WORK/client" 2>&1 &
	client=$!
	exec 9>"$WORK/end"
	wait_for $((ROUNDS * SECONDS_EACH * 5 + 60)) "the rounds" _done "$client"
	grep '^[0-9]' "$WORK/client" >"$WORK/rates"
	grep -v '^[0-9]' "$WORK/client" | sed 's/^/# client: /'
	{
		sessions "$fake_gpu" render-fake
		sessions "$real_gpu" render
	} >"$WORK/sessions"
	exec 9>&-
	wait "$client"
}

_done() { grep -qx "done" "$WORK/client" || ! kill -0 "$1"; }

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
take_gpu "$gl" >/dev/null || bail "the GPU is not taken"
fake_gpu=$("$FAKE" add) || bail "no GPU for the renderer without a GPU"
real_gpu=$(render_gpu) || bail "there is no GPU with renderers"
virtio=$(whole_vgpu "$gl") || bail "no vGPU of $gl"
quick=$(whole_vgpu "$fake_gpu") || bail "no vGPU of $fake_gpu"
real=$(whole_vgpu "$real_gpu") || bail "no vGPU of $real_gpu"
"$FAKE" serve "${quick##*/}" --quiet 2>"$WORK/fake" &
fake=$!
renderer "${real##*/}"
ok "the rates of streams that do nothing were measured" measure
sums
cat "$WORK/sessions"
plan
