#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# When an allocation fails while the module is loaded, or while it takes a GPU, the
# operation fails and leaves nothing behind; a later attempt works.
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

# tries FIRST END COMMAND UNDO: runs the command several times, each time with another
# failing allocation below functions from FIRST to END; counts successes in good and
# failures in bad.
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
ok "the GPU is given back" gives_gpu
mapfile -t ours < <(_symbols)
ok "with a failing allocation the GPU is taken, or it is not" \
	tries "${ours[0]}" "${ours[-1]}" takes_gpu gives_gpu
diag "$bad attempts failed"
ok "the module unloads" unload_module
load=$(address do_init_module)
end=$(printf %x $((0x$load + 0x400)))
ok "with a failing allocation the module loads, or it does not" \
	tries "$load" "$end" loads "rmmod mvgpu"
diag "$bad attempts failed"
load_module soft_gpus=0
ok "the module loads afterwards" module_loaded
ok "the module takes the GPU afterwards" take_gpu "$gl"
two_vgpus "/sys/class/mdev_bus/$gl"
client_tests --device "$device" --other "$other" "3d: a texture keeps"
pages_given_back
ok "the module unloads" unload_module
plan
