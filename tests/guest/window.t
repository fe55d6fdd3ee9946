#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Two guests at a time, whose stock driver finds the host-visible region, use memory of the
# GPU through it, and no access to that memory traps.
# mvgpu-limit: 600
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on,hostmem=256M
. tests/guest/lib.sh
. tests/runner/physical.sh

ROUNDS=8

traps() {
	local stats=$MDEV_DIR/$1/stats
	echo $(($(cat "$stats/reg_reads") + $(cat "$stats/reg_writes")))
}

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
take_gpu "$gl" || bail "the GPU is not taken"
declare -A uuid=()
for guest in a b; do
	uuid[$guest]=$(new_vgpu 4 "$(new_uuid)" "/sys/class/mdev_bus/$gl") ||
		bail "no vGPU"
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
	"the GPU reads what guest a writes, and new blobs are empty"
# Each round writes and reads 4 KiB to 512 KiB twice, with a few doorbells. The traps are
# counted before the wait for guest b, because the cursor of the text console blinks then.
used=$(($(traps "${uuid[a]}") - before))
ok "guest b completes its rounds" wait "$!"
is "$(cat "$WORK/b")" "$((2 * ROUNDS)) blobs seen by both" \
	"guest b reads nothing that guest a wrote"
diag "$used traps for $ROUNDS blobs of 4 to 512 KiB"
ok "accesses to memory of the GPU cause no traps" test $used -lt $((ROUNDS * 40))

for guest in a b; do
	wait_for 10 "blobs to be unmapped" \
		grep -qx 0 "$MDEV_DIR/${uuid[$guest]}/stats/mapped"
	is "$(cat "$MDEV_DIR/${uuid[$guest]}/stats/mapped")" 0 \
		"no blob of guest $guest stays in the host-visible region"
	ends_clean $guest "${uuid[$guest]}"
done
plan "$_count"
