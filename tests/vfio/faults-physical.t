#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# When a physical GPU rejects commands, or allocations for it fail, everything is
# undone: no page stays pinned, nothing is left on the GPU, and the device works
# afterwards.
#
# mvgpu-limit: 1200
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on,hostmem=256M
# mvgpu-long: yes
. tests/runner/lib.sh
. tests/runner/physical.sh
. tests/vfio/client.sh
. tests/vfio/faults.sh

needs_debug $FAIL_FUNCTION "a GPU that rejects commands"

# with_faults ALLOCATIONS COMMANDS: runs the client while so many percent of these fail.
with_faults() {
	local failures refusals
	failures=$(failed) refusals=$(refused)
	client_tests --device "$device" --other "$other" --faults "$1" \
		--refusals "$2" 3d window cmd
	diag "$(($(failed) - failures)) allocations failed," \
		"$(($(refused) - refusals)) commands were rejected"
	ok "some commands were rejected" test "$(refused)" -gt "$refusals"
	is "$(gpu_has "$gl")" "resources 0 mappings 0" \
		"the GPU has no resource or mapping of the vGPUs"
}

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
ok "the GPU is taken" take_gpu "$gl"
dir=/sys/class/mdev_bus/$gl
two_vgpus "$dir"
faults_here
refusals_here
with_faults 0 20
with_faults 1 10
pages_given_back
fresh_vgpus "$dir"
client_tests --device "$device" --other "$other" 3d window cmd
is "$(cat "$dir/mvgpu/vram_used")" $((3 * $(cat "$dir/mvgpu/vram_total") / 4)) \
	"as much of the GPU's memory is in use as before"
ok "the module unloads" unload_module
plan
