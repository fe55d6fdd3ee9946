#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Memory and framebuffers live as long as they are in use, however a VMM ends; the EDID
# passes the checks of edid-decode.
#
# mvgpu-limit: 240
. tests/runner/lib.sh
. tests/vfio/client.sh

on_exit() {
	[ -z "${holder:-}" ] || kill "$holder" 2>/dev/null
	modprobe -r vgem 2>/dev/null
}

held() { grep -qx held "$WORK/holder"; }

# The VMM of $device has ended, but the dma-buf that it passed on is still open.
hold_a_dmabuf() {
	echo dmabuf >"$device/display"
	mkfifo "$WORK/end"
	"$CLIENT" --device "$device" --mode hold >"$WORK/holder" 2>&1 \
		<"$WORK/end" &
	holder=$!
	exec 9>"$WORK/end"
	wait_for 20 "a dma-buf to be held" held
}

release_the_dmabuf() {
	exec 9>&-
	wait "$holder"
	local status=$?
	holder=''
	cat "$WORK/holder"
	return $status
}

refused_removal() { ! rmmod mvgpu; }

new_vgpus
# vgem imports dma-bufs; without it the tests of imports are skipped:
modprobe vgem 2>/dev/null || diag "there is no vgem"
client_tests --device "$device" dma lifetime
pages_given_back

"$CLIENT" --device "$device" --mode edid >"$WORK/edid"
ok "the EDID passes the checks of edid-decode" \
	edid-decode --check "$WORK/edid"

ok "a dma-buf is held after close" hold_a_dmabuf
settles 0 "no page is pinned for a dma-buf" cat "$device/stats/pinned"
ok "the vGPU can be removed while its dma-buf is held" remove_vgpu "${device##*/}"
ok "the module cannot be unloaded while a dma-buf is held" refused_removal
settles 1 "the surface of the dma-buf still exists" surfaces
ok "a vGPU with the same UUID can be created" \
	new_vgpu 4 "${device##*/}"
ok "the new vGPU works" "$CLIENT" --device "$device" "lifetime: a reset works with"
ok "the new vGPU is removed" remove_vgpu "${device##*/}"
ok "the dma-buf still has the framebuffer of the first vGPU" release_the_dmabuf
settles 0 "the surface is freed when the dma-buf is closed" surfaces
ok "the module unloads" unload_module
plan
