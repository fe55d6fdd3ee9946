#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The physical GPU disappears while a guest draws on a vGPU of it: its driver is
# taken away, or the PCI device is removed. The guest is told, its VMM can quit,
# nothing is left, and once the GPU is back a new guest draws.
# mvgpu-limit: 900
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/lib3d.sh

PCI=/sys/bus/pci/devices
NEEDS_RESET=0x40

# start GUEST: on a new vGPU.
start() {
	uuid=$(new_vgpu 2) || bail "no vGPU"
	userland_start "$1" -device "$(vgpu_device "$uuid")"
	ok "guest $1 boots" guest_ready "$1" || bail "no guest"
}

# told GUEST: whether its vGPU says that it must be reset.
# shellcheck disable=SC2016
told() {
	local status
	status=$(guest_run "$1" 'cat "/sys/bus/virtio/devices/$(gpu)/status"')
	[ $((status & NEEDS_RESET)) != 0 ]
}

no_parent() { [ ! -e "/sys/class/mdev_bus/$GPU" ]; }
is_parent() { ! no_parent; }
has_driver() { gpu_driver "$GPU" | grep -vx 'no driver'; }

# A GPU that is found anew goes to whichever driver is asked first.
take_back() {
	[ "$(gpu_driver "$GPU")" != mvgpu ] || return 0
	give_gpu_to_host "$GPU"
	take_gpu "$GPU"
}

surfaces() { cat /sys/kernel/debug/mvgpu/surfaces_alive; }

# survives GUEST COMMAND...: the guest draws, the command takes the GPU.
survives() {
	local guest=$1 remover
	shift
	start "$guest"
	ok "it draws without end" in_guest "$guest" endless
	goes_on "$guest" "it goes on"
	"$@" &
	remover=$!
	ok "the guest is told to reset its vGPU" \
		wait_for 30 "the status of the vGPU" told "$guest"
	fails "the GPU waits for its VMM" _gone $remover
	ok "QEMU quits" guest_quit "$guest"
	ok "then the GPU is let go" wait_for 30 "the GPU's end" _gone $remover
	ok "it is no parent" no_parent
	is "$(surfaces)" 0 "no picture of the guest is left"
	is "$(find "$MDEV_DIR" -mindepth 1 | wc -l)" 0 "no vGPU is left"
}

unbind() { basename "$PCI/$GPU"/virtio* >/sys/bus/virtio/drivers/mvgpu/unbind; }
remove() { echo 1 >"$PCI/$GPU/remove"; }

ok "the host VM draws the picture" in_host picture || bail "nothing to compare with"
use_gpu
survives unbound unbind
ok "the driver takes the GPU again" "$BIND" "$GPU"
survives removed remove
echo 1 >/sys/bus/pci/rescan
ok "the GPU is back after a new search" wait_for 30 "its driver" has_driver
take_back
ok "it is a parent again" is_parent
start last
ok "it draws" in_guest last picture
same_results last picture "its picture is what the host VM draws"
screen_shows last "$NATIVE/picture.ppm" "its screen shows it"
kernel_clean last "its kernel reports no error"
ok "QEMU quits" guest_quit last
unpinned "$uuid" "no page of it stays pinned"
ok "the module unloads" unload_module
plan "$_count"
