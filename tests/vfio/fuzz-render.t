#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Whatever a renderer does while its guest and the VMM do anything, nothing is left of it, and
# another vGPU with a renderer is not affected. Each renderer has a seed of its own, which
# counts up from FUZZ_SEED.
#
# mvgpu-limit: 300
# mvgpu-long: yes
. tests/runner/lib.sh
. tests/vfio/client.sh
. tests/vfio/render.sh
. tests/vfio/fuzz.sh

PARAMETERS=/sys/module/mvgpu/parameters
STARTER=

on_exit() {
	end_wild
	unserve_all
}

# wild UUID: one renderer after the other. The log of each is replaced by the next one's; the
# kinds of misbehaviour are collected.
wild() {
	local uuid=$1 seed=$FUZZ_SEED pid=
	trap 'kill $pid 2>/dev/null; wait $pid; exit 0' TERM
	while :; do
		: >"$WORK/log.$uuid"
		"$FAKE" serve "$uuid" --behave "random=$seed" --log "$WORK/log.$uuid" \
			>"$WORK/output.$uuid" 2>&1 </dev/zero &
		pid=$!
		wait $pid
		echo $((seed += 1)) >"$WORK/seed"
		grep '^whim' "$WORK/log.$uuid" | sort -u >>"$WORK/whims"
	done
}

begin_wild() {
	wild "$1" &
	STARTER=$!
	wait_renderer "$1"
}

end_wild() {
	[ -n "$STARTER" ] || return 0
	kill $STARTER
	wait $STARTER
	STARTER=
}

# did_all: each kind of misbehaviour occurred.
did_all() {
	local kind
	for kind in $("$FAKE" whims); do
		grep -qx "whim $kind" "$WORK/whims" || echo "never: $kind"
	done | tee "$WORK/never"
	[ ! -s "$WORK/never" ]
}

load_module soft_gpus=0 || bail "the module does not load"
# A renderer that hangs in OPEN or later is soon replaced.
echo 1000 >$PARAMETERS/renderer_open_ms
new_gpu --window 64 --vulkan
two_vgpus "$gpu"
serve_vgpu "$other"
begin_wild "${device##*/}"
is "$(set_attr "$device/job_timeout_ms" 500)" "" "jobs have half a second"
FUZZ_RENDERER=1 fuzz
end_wild
diag "seeds of renderers: $FUZZ_SEED to $(cat "$WORK/seed")"
# A slow machine has few renderers in a short time.
[ "$FUZZ_SECONDS" -lt 120 ] || ok "each kind of misbehaviour occurred" did_all
settles 0 "no memory of the guest is pinned" cat "$device/stats/pinned"
serve_vgpu "$device"
client_tests --device "$device" --other "$other" "3d: a texture keeps" "3d: two vGPUs that work"
unserve_all
fuzz_done
settles 0 "none of the GPU's memory is used" cat "$gpu/mvgpu/vram_used"
ok "the GPU is removed" "$FAKE" remove "${gpu##*/}"
ok "the module unloads" unload_module
plan
