#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A physical GPU is only taken on request of an administrator, and can be given back; it
# may be removed at any time.
#
# mvgpu-limit: 600
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on,hostmem=256M
# mvgpu-gpu: virtio-gpu-pci
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh
# shellcheck source=tests/runner/physical.sh
. tests/runner/physical.sh
# shellcheck source=tests/runner/loss.sh
. tests/runner/loss.sh

GPUS=/sys/module/mvgpu/parameters/gpus

on_exit() { end_guest; }

parents() { find /sys/class/mdev_bus -mindepth 1 -printf '%f\n' 2>/dev/null | sort | xargs; }
budget() { cat "/sys/class/mdev_bus/$1/mvgpu/"{vram,contexts,vgpus}_total | xargs; }
says() { grep -q "$1" < <(dmesg | tail -n 20); }
windows() { grep -c ': mvgpu$' /proc/iomem; }
gone() { [ ! -e "$MDEV_DIR/$1" ]; }

gl=$(physical_gpu 0) flat=$(physical_gpu 1)
is "$(physical_gpu 2)" "" "the script lists the two GPUs of the machine"

# A GPU is not taken from its driver.
load_module soft_gpus=0 || bail "the module does not load"
ok "the ordinary driver is loaded with the module and has the GPU" \
	give_gpu_to_host "$gl"
give_gpu_to_host "$flat" || bail "the second GPU has no console"
is "$(parents)" "" "a GPU is not taken without a request"
is "$(cat "$GPUS")" "" "the list of GPUs is empty"
is "$(gpu_driver "$flat")" virtio_gpu "the second GPU has its ordinary driver"
unload_module
load_module soft_gpus=0 gpus="$gl,$flat" || bail "the module does not load"
is "$(parents)" "" "a GPU that has a driver is not taken, even if it is in the list"
unload_module

# The script takes one of the two GPUs.
load_module soft_gpus=0 gpu_vram=96 gpu_contexts=12 gpu_vgpus=4 ||
	bail "the module does not load with budgets"
ok "the script takes a GPU" take_gpu "$gl"
is "$(gpu_driver "$gl")" mvgpu "mvgpu drives the GPU"
is "$(gpu_driver "$flat")" virtio_gpu "the other GPU keeps its driver"
is "$(parents)" "$gl" "the PCI function of the GPU is the parent"
is "$(cat "$GPUS")" "$gl" "the GPU is in the list of GPUs"
ok "the types are in the documented directory" test -e \
	"/sys/class/mdev_bus/$gl/mdev_supported_types/virtio-pci-vgpu_V1_4/create"
is "$(cat "/sys/class/mdev_bus/$gl/mvgpu/backend")" virtio \
	"the file backend has the name of the backend"
ok "the log lists what the GPU offers" says \
	"$gl: taken as a GPU to share, 3D by virgl (capsets 1 2), blobs, window of 256 MiB"
is "$(windows)" 1 "the host-visible region of the GPU is claimed"
is "$(budget "$gl")" "$((96 << 20)) 12 4" "the GPU has the budget of the parameters"
fails "the script does not take a GPU twice" take_gpu "$gl"
uuid=$(new_vgpu 4)
is "$(readlink -f "$MDEV_DIR/$uuid/..")" "$(parent)" "a vGPU is a child of the GPU"
ok "another vGPU is created" new_vgpu 2
is "$(set_attr "/sys/class/mdev_bus/$gl/mvgpu/vram_total" $((64 << 20)))" EBUSY \
	"the budget cannot be changed while there are vGPUs"
is "$(set_attr "$(type_dir 1)/create" "$(new_uuid)")" ENOSPC \
	"a vGPU that does not fit is rejected"
ok "a vGPU is removed" remove_vgpu "$uuid"

# Invalid lists of GPUs.
for bad in 0000:00:02 00:02.0 0000:00:20.0 0000:00:02.8 x "$gl,,$flat" "$gl;1"; do
	is "$(set_attr "$GPUS" "$bad")" EINVAL "the address '$bad' is rejected"
done
ok "the log has the reason" says 'mvgpu: gpus: "0000:00:02.8" is no PCI address'
is "$(cat "$GPUS")" "$gl" "the list of GPUs is unchanged"
fails "the script rejects an invalid address" take_gpu 00:02.0
fails "the script rejects the address of no device" take_gpu 0000:00:1f.7
fails "the script rejects a device that is not a GPU" take_gpu 0000:00:00.0

# Both GPUs are taken, each with a budget; they are given back while vGPUs exist.
ok "the script takes the second GPU, too" take_gpu "$flat"
is "$(parents)" "$gl $flat" "both GPUs are parents"
is "$(budget "$flat")" "$((96 << 20)) 12 4" "the budget applies to each GPU"
uuid=$(new_vgpu 4 "$(new_uuid)" "/sys/class/mdev_bus/$flat")
ok "the script gives back a GPU that has an idle vGPU" "$BIND" --undo "$flat"
is "$(gpu_driver "$flat")" virtio_gpu "the ordinary driver has that GPU again"
ok "the vGPU is gone" gone "$uuid"
is "$(cat "$GPUS")" "$gl" "the list has the other GPU only"
wait_for 30 "the console" _has_console "$flat"
ok "the module unloads with a GPU and vGPUs" unload_module
is "$(windows)" 0 "the host-visible region is given back"
is "$(gpu_driver "$gl")" "no driver" "the GPU has no driver after that"
ok "the script gives it to its ordinary driver" "$BIND" --undo "$gl"
is "$(gpu_driver "$gl")" virtio_gpu "the ordinary driver has the GPU"
wait_for 30 "the console" _has_console "$gl"

# A GPU without a driver is taken at load.
basename "/sys/bus/pci/devices/$gl"/virtio* \
	>/sys/bus/virtio/drivers/virtio_gpu/unbind
load_module soft_gpus=1 gpus="$gl,$flat" gpu_vram=64,128 gpu_vgpus=2 ||
	bail "the module does not load with a GPU"
is "$(parents)" "$gl soft0" "a GPU in the list without a driver is taken at load"
is "$(budget "$gl")" "$((64 << 20)) 64 2" "the first value of a list applies to the first GPU"
ok "the second GPU is taken" take_gpu "$flat"
is "$(budget "$flat")" "$((128 << 20)) 64 2" "the second value applies to the second GPU"

# The GPU is removed while a guest uses it.
lose_gpu() {	# WHAT ADDRESS COMMAND...
	local what=$1 gpu=$2
	shift 2
	uuid=$(new_vgpu 4 "$(new_uuid)" "/sys/class/mdev_bus/$gpu")
	start_guest "$uuid" || guest_is_heard
	("$@") >"$WORK/loss" 2>&1 &
	LOSS=$!
	ok "$what: the guest is notified" wait_for 20 "the guest" guest_says told
	ok "$what: resets of the guest work, commands fail" wait_for 20 "it" guest_says gone ||
		guest_is_heard
	fails "$what: the removal waits for the VMM" ended "$LOSS"
	end_guest
	ok "$what: the removal ends when the VMM closes the vGPU" \
		wait_for 20 "the loss" ended "$LOSS"
	is "$(cat "$WORK/loss")" "" "$what: the removal reports no error"
	ok "the vGPU is gone" gone "$uuid"
	settles 0 "$what: the surfaces of the vGPU are freed" surfaces
}

remove_all() {
	local dev
	for dev in "$MDEV_DIR"/*; do remove_vgpu "${dev##*/}"; done
}

virtio_name() { basename "/sys/bus/pci/devices/$1"/virtio*; }
unbind() { virtio_name "$1" >/sys/bus/virtio/drivers/mvgpu/unbind; }
unplug() { echo 1 >"/sys/bus/pci/devices/$1/remove"; }
present() { [ -d "/sys/bus/pci/devices/$1" ]; }

lose_gpu "unbind of a GPU with 3D" "$gl" unbind "$gl"
ok "the GPU is taken again" take_gpu "$gl"
lose_gpu "unbind of a GPU without 3D" "$flat" unbind "$flat"
ok "the GPU is taken again" take_gpu "$flat"
lose_gpu "unplugging" "$gl" unplug "$gl"
fails "the PCI function is gone" present "$gl"
is "$(parents)" "$flat soft0" "the other GPUs stay"
echo 1 >/sys/bus/pci/rescan
ok "the GPU is found by a rescan of the bus" wait_for 20 "the GPU" present "$gl"
has_driver() { [ "$(gpu_driver "$1")" != "no driver" ]; }
ok "the GPU that was found has a driver" wait_for 20 "its driver" has_driver "$gl"
[ "$(gpu_driver "$gl")" = mvgpu ] || take_gpu "$gl"
uuid=$(new_vgpu 4 "$(new_uuid)" "/sys/class/mdev_bus/$gl")
ok "a vGPU of that GPU works" "$CLIENT" --device "$MDEV_DIR/$uuid" "3d: a context"
ok "all vGPUs can be removed" remove_all
ok "the module unloads" unload_module
plan
