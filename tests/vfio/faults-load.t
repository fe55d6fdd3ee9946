#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# When memory is short while the module is loaded, or while it takes a GPU, that fails
# and leaves nothing; later it works.
#
# mvgpu-limit: 300
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on,hostmem=256M
# mvgpu-long: yes
. tests/runner/lib.sh
. tests/runner/physical.sh
. tests/vfio/client.sh
. tests/vfio/faults.sh

needs_debug $FAILSLAB "allocations that fail"
DRIVER=/sys/bus/virtio/drivers/mvgpu

# tries FIRST END COMMAND UNDO: the command while an allocation below functions from
# FIRST to END fails, sooner or later; counts in good and bad.
tries() {
	local i
	good=0 bad=0
	for i in $(seq 0 59); do
		one_fault "$1" "$2" $((i * i * 64))
		if $3 2>/dev/null; then
			good=$((good + 1))
			echo 0 >$FAILSLAB/times
			$4 || return
		else
			bad=$((bad + 1))
		fi
	done
	echo 0 >$FAILSLAB/times
	[ $good -gt 0 ] && [ $bad -gt 0 ]
}

takes_gpu() { echo "$virtio" >$DRIVER/bind; }
gives_gpu() { echo "$virtio" >$DRIVER/unbind; }
loads() { insmod "$MODULE" soft_gpus=4; }

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
ok "the GPU is taken" take_gpu "$gl"
virtio=$(basename "/sys/bus/pci/devices/$gl"/virtio*)
ok "it is given back" gives_gpu
mapfile -t ours < <(_symbols)
ok "it is taken, or not" tries "${ours[0]}" "${ours[-1]}" takes_gpu gives_gpu
diag "$bad times it was not"
ok "the module unloads" unload_module
load=$(address do_init_module)
end=$(printf %x $((0x$load + 0x400)))
ok "it is loaded, or not" tries "$load" "$end" loads "rmmod mvgpu"
diag "$bad times it was not"
load_module soft_gpus=0
ok "it loads afterwards" module_loaded
ok "and takes the GPU" take_gpu "$gl"
two_vgpus "/sys/class/mdev_bus/$gl"
client_tests --device "$device" --other "$other" "3d: a texture keeps"
pages_given_back
ok "the module unloads" unload_module
plan
