#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# When allocations fail for a vGPU with a renderer, everything is undone: no page stays
# pinned or lent, no surface and no session is left, and the device works afterwards.
#
# mvgpu-limit: 1200
# mvgpu-long: yes
. tests/runner/lib.sh
. tests/vfio/client.sh
. tests/vfio/faults.sh
. tests/vfio/render.sh

on_exit() { unserve_all; }

needs_debug $FAILSLAB "allocations that fail"

# Tests that renderers of this suite, which ignore streams and reject nothing, pass as well.
TESTS=("3d: contexts" "3d: a texture keeps" "3d: a partial" "3d: a buffer keeps" "3d: a reset"
	"3d: a new resource is cleared in every face" "3d: transfers outside" "3d: unknown"
	"3d: a resource may" "render: pieces" "render: a 2D" "render: detached" "render: memory that"
	"render: memory of a destroyed" "render: memory from" "render: memory of a 2D")

# with_faults PERCENT: runs the client while so many percent of allocations fail.
with_faults() {
	local before
	before=$(failed)
	client_tests --device "$device" --other "$other" --faults "$1" "${TESTS[@]}"
	diag "$(($(failed) - before)) allocations failed"
	ok "some allocations failed" test "$(failed)" -gt "$before"
}

# Renderers arrive while every third allocation fails.
renderers_arrive() {
	local uuid=${device##*/}
	fail_allocations 33
	for _ in $(seq 60); do
		"$FAKE" serve "$uuid" --behave only-attach >/dev/null 2>&1
	done
	fail_allocations 0
}

load_module soft_gpus=0 || bail "the module does not load"
new_gpu
two_vgpus "$gpu"
faults_here
# The queues of a session; vmalloc() warns, with a stack.
spares vmalloc_user_noprof vmalloc_user
before=$(failed)
renderers_arrive
ok "allocations for sessions failed" test "$(failed)" -gt "$before"
serve_vgpu "$device"
serve_vgpu "$other"
with_faults 2
with_faults 10
with_faults 40
pages_given_back
client_tests --device "$device" --other "$other" "${TESTS[@]}"
unserve_all
ok "the GPU is removed" "$FAKE" remove "${gpu##*/}"
settles 0 "no surface is left" surfaces
ok "the module unloads" unload_module
plan
