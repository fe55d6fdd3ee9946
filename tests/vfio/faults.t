#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# When allocations fail everything is undone: no page stays pinned, no surface and no
# resource is left, and the device works afterwards.
#
# mvgpu-limit: 600
# mvgpu-long: yes
. tests/runner/lib.sh
. tests/vfio/client.sh
. tests/vfio/faults.sh

needs_debug $FAILSLAB "allocations that fail"

# Makes and removes vGPUs while every third allocation fails.
makes_vgpus() {
	local uuid
	for _ in $(seq 60); do
		uuid=$(new_uuid)
		fail_allocations 33
		new_vgpu 8 "$uuid" >/dev/null 2>&1
		fail_allocations 0
		[ ! -e "$MDEV_DIR/$uuid" ] || remove_vgpu "$uuid"
	done
}

new_vgpus
faults_here
gpu=$(dirname "$(readlink -f "$device")")
for percent in 2 10 40; do
	before=$(failed)
	client_tests --device "$device" --other "$other" --faults $percent
	diag "$(($(failed) - before)) allocations failed"
	ok "some allocations failed" test "$(failed)" -gt "$before"
done
pages_given_back
fresh_vgpus
client_tests --device "$device" --other "$other" cmd transport ring hostile
used=$(cat "$gpu/mvgpu/vram_used")
before=$(failed)
makes_vgpus
ok "allocations for new vGPUs failed, too" test "$(failed)" -gt "$before"
settles "$used" "removed vGPUs, and those that failed, use no memory of the GPU" cat "$gpu/mvgpu/vram_used"
ok "the module unloads" unload_module
plan
