#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Two guests at a time, whose stock driver finds the host-visible region, use memory of their
# renderers through it, and no access to that memory traps.
# mvgpu-limit: 600
. tests/guest/lib.sh
# shellcheck source=tests/runner/render.sh
. tests/runner/render.sh

ROUNDS=8

on_exit() { stop_renderers; }

traps() {
	local stats=$MDEV_DIR/$1/stats
	echo $(($(cat "$stats/reg_reads") + $(cat "$stats/reg_writes")))
}

load_module soft_gpus=0 || bail "the module does not load"
gpu=$(render_gpu) || bail "there is no GPU with renderers"
ok "the GPU has a host-visible region" \
	test "$(cat "/sys/class/mdev_bus/$gpu/mvgpu/window_total")" -gt 0
declare -A uuid=()
for guest in a b; do
	uuid[$guest]=$(new_vgpu 4 "$(new_uuid)" "/sys/class/mdev_bus/$gpu") ||
		bail "no vGPU"
	renderer "${uuid[$guest]}"
	guest_start $guest -device "$(vgpu_device "${uuid[$guest]}" off)"
done
for guest in a b; do
	ok "guest $guest boots" guest_ready $guest || bail "no guest"
	matches "$(guest_run $guest 'dmesg | grep "drm. features"')" \
		"\+virgl .*\+resource_blob \+host_visible" \
		"the driver of guest $guest finds blobs and a host-visible region"
done

before=$(traps "${uuid[a]}")
guest_run b "blob $((2 * ROUNDS))" >"$WORK/b" 2>&1 &
is "$(guest_run a "blob $ROUNDS" 2>&1)" "$ROUNDS blobs seen by both" \
	"the renderer reads what guest a writes, and new blobs are empty"
used=$(($(traps "${uuid[a]}") - before))
ok "guest b completes its rounds" wait "$!"
is "$(cat "$WORK/b")" "$((2 * ROUNDS)) blobs seen by both" \
	"guest b reads nothing that guest a wrote"
diag "$used traps for $ROUNDS blobs of 4 to 512 KiB"
ok "accesses to memory of a renderer cause no traps" test $used -lt $((ROUNDS * 40))

for guest in a b; do
	settles 0 "no blob of guest $guest stays in the host-visible region" \
		cat "$MDEV_DIR/${uuid[$guest]}/stats/mapped"
	renderer_said "${uuid[$guest]}"
	ends_clean $guest "${uuid[$guest]}"
done
plan "$_count"
