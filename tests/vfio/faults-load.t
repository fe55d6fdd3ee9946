#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# When memory is short while the module is loaded, or while it takes a GPU, that fails
# and leaves nothing; later it works.
#
# mvgpu-limit: 300
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on,hostmem=256M
# mvgpu-long: yes
. tests/host/lib.sh
. tests/host/physical.sh
. tests/vfio/client.sh
. tests/vfio/faults.sh

needs_debug $FAILSLAB "allocations that fail"
DRIVER=/sys/bus/virtio/drivers/mvgpu

# unlucky BYTES COMMAND...: one of its process's allocations fails.
# shellcheck disable=SC2016
unlucky() {
	fault_of_process "$1"
	bash -c 'echo 1 >/proc/self/make-it-fail; exec "$@"' - "${@:2}" >/dev/null 2>&1
}

# tries COMMAND UNDO: unlucky ones, sooner and later.
tries() {
	local good=0 bad=0 i
	for i in $(seq 0 119); do
		if unlucky $((i * i * 16)) bash -c "$1"; then
			good=$((good + 1))
			$2 || return
		else
			bad=$((bad + 1))
		fi
	done
	fail_allocations 0
	diag "$good went well, $bad did not"
	[ $good -gt 0 ] && [ $bad -gt 0 ]
}

gives_gpu() { echo "$virtio" >$DRIVER/unbind; }

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
ok "the GPU is taken" take_gpu "$gl"
virtio=$(basename "/sys/bus/pci/devices/$gl"/virtio*)
ok "it is given back" gives_gpu
ok "it is taken, or not" tries "echo $virtio >$DRIVER/bind" gives_gpu
ok "the module unloads" unload_module
ok "it is loaded, or not" tries "insmod $MODULE soft_gpus=4" "rmmod mvgpu"
load_module soft_gpus=0
ok "it loads afterwards" module_loaded
ok "and takes the GPU" take_gpu "$gl"
two_vgpus "/sys/class/mdev_bus/$gl"
client_tests --device "$device" --other "$other" "3d: a texture keeps"
pages_given_back
ok "the module unloads" unload_module
plan
