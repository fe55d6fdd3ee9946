#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Memory and pictures have the lifetime they should, however a VMM ends; the
# EDID satisfies edid-decode.
#
# mvgpu-limit: 240
. tests/runner/lib.sh
. tests/vfio/client.sh

on_exit() {
	[ -z "${holder:-}" ] || kill "$holder" 2>/dev/null
	modprobe -r vgem 2>/dev/null
}

held() { grep -qx held "$WORK/holder"; }

# The VMM of $device is gone, but not the dma-buf it handed on.
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
# It imports dma-bufs; the tests of that are skipped without it:
modprobe vgem 2>/dev/null || diag "there is no vgem"
client_tests --device "$device" dma lifetime
pages_given_back

"$CLIENT" --device "$device" --mode edid >"$WORK/edid"
ok "edid-decode finds nothing to complain about" \
	edid-decode --check "$WORK/edid"

ok "a dma-buf is held after close" hold_a_dmabuf
settles 0 "no page is pinned for a dma-buf" cat "$device/stats/pinned"
ok "the vGPU can be removed under it" remove_vgpu "${device##*/}"
ok "the module cannot" refused_removal
settles 1 "one surface lives on" surfaces
ok "a vGPU of that name can be made anew" \
	new_vgpu 4 "${device##*/}"
ok "it draws" "$CLIENT" --device "$device" "lifetime: a reset works with"
ok "it is removed" remove_vgpu "${device##*/}"
ok "the holder still sees the first one's picture" release_the_dmabuf
settles 0 "then it is gone" surfaces
ok "the module unloads" unload_module
plan
