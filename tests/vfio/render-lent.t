#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Memory that is lent to a renderer: the right bytes are there, and once it is taken back the
# renderer reaches nothing of the guest any more, whatever it has kept.
#
# mvgpu-limit: 400
. tests/runner/lib.sh
. tests/vfio/client.sh
. tests/vfio/render.sh

on_exit() { unserve_all; }

SECRET=0x77777777

# kept_after TEST [MODE]: a renderer that keeps mappings reads nothing that the guest wrote after
# it took its memory back; the test looks for what the renderer writes.
kept_after() {
	with_mode "${2:-keep}" "$1" "what a renderer writes later does not reach the guest: ${1#render: }"
	ok "the renderer had mapped it: ${1#render: }" test "$(in_log "$device" "^kept .* lent")" -ge 1
	ok "the renderer looked: ${1#render: }" test "$(in_log "$device" "^kept .* sees")" -ge 1
	is "$(in_log "$device" "^kept .* sees $SECRET")" 0 \
		"a renderer does not see what the guest writes later: ${1#render: }"
}

# killed_vmm SECONDS: a VMM is killed while its renderer copies.
killed_vmm() {
	local vmm
	serve_vgpu "$device" --behave slow=50
	env -u MVGPU_TEST "$CLIENT" --device "$device" \
		"3d: a new resource is cleared in every face" >"$WORK/killed" 2>&1 &
	vmm=$!
	wait_for 30 "a transfer" transferring
	sleep "$1"
	kill -9 $vmm
	wait $vmm 2>/dev/null
	settles 0 "no page of a VMM that was killed is pinned" cat "$device/stats/pinned"
	settles 0 "no renderer of a killed VMM ended by a fault" faults
	unserve "$device"
}

transferring() { grep -q '^transfer' "$WORK/log.${device##*/}"; }

# faults: how many renderers ended in another way than with 0.
faults() { grep -cvx 0 "$WORK/ends.${device##*/}"; }

load_module soft_gpus=0 || bail "the module does not load"
new_gpu
two_vgpus "$gpu"
serve_vgpu "$device"
serve_vgpu "$other"
client_tests --device "$device" --other "$other" "render: pieces" "render: a 2D" \
	"render: memory that the device may only read" "3d: a texture keeps" "3d: a partial" \
	"3d: a buffer keeps"
pages_given_back
unserve "$device"

kept_after "render: detached memory"
kept_after "render: memory of a destroyed resource"
kept_after "render: unmapped memory"
kept_after "render: memory from before a reset"
kept_after "render: memory of a resource that is not created" unmade
kept_after "render: memory of a 2D resource that does not become a texture" unmade
with_mode late-error "render: a backing that is rejected late" \
	"a renderer that rejects memory late takes only this memory along"

with_mode pins "render: pieces" "a renderer that grabs at pages is kept"
is "$(in_log "$device" '^pin .* good:') $(in_log "$device" '^pin .* bad:')" "8 0" \
	"a renderer cannot get hold of the pages behind lent memory" ||
	grep '^pin .* bad' "$WORK/log.${device##*/}" | sed 's/^/#   /'

killed_vmm 0
killed_vmm 0.3
unserve_all
ok "the GPU is removed" "$FAKE" remove "${gpu##*/}"
settles 0 "no surface is left" surfaces
ok "the module unloads" unload_module
plan
