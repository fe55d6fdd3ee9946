#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A GPU with renderers whose mdev parent is a PCI device: it keeps its driver, and the GPU
# ends with the driver or with the device, whatever is going on.
#
# mvgpu-long: yes
# mvgpu-limit: 300
# mvgpu-device: virtio-rng-pci,disable-legacy=on
. tests/runner/lib.sh
. tests/vfio/client.sh
. tests/vfio/render.sh

on_exit() { unserve_all; }

DEVICES=/sys/bus/pci/devices
DRIVER=/sys/bus/pci/drivers/virtio-pci
# virtio's entropy source, which has a driver and is needed for nothing.
RNG=0x1044

find_pci() {
	local id
	for id in "$DEVICES"/*/device; do
		[ "$(cat "$id")" != $RNG ] || basename "$(dirname "$id")"
	done
}

has_driver() { [ -e "$DEVICES/$pci/driver" ]; }

# add_pci: makes the GPU, with a vGPU that a VMM has open.
add_pci() {
	is "$("$FAKE" add --pci "$pci")" "$pci" "the mdev parent is the PCI device: $1"
	gpu=/sys/class/mdev_bus/$pci
	device=$MDEV_DIR/$(new_vgpu 2 "" "$gpu") || bail "no vGPU of $pci"
	serve_vgpu "$device"
	hold "${device##*/}" || bail "the vGPU does not open"
}

# goes NAME PID: what removes the GPU waits for the VMM, and ends.
goes() {
	local status=0
	sleep 1
	ok "$1 waits while a VMM has a vGPU open" kill -0 "$2"
	release
	wait "$2" || status=$?
	is "$status" 0 "$1 ends when the VMM closes"
	ok "the vGPU is gone: $1" test ! -e "$device"
	ok "the mdev parent is gone: $1" test ! -e "$gpu"
	settles "0" "the renderer ends with 0: $1" head -n 1 "$WORK/ends.${device##*/}"
	unserve "$device"
}

load_module soft_gpus=0 || bail "the module does not load"
pci=$(find_pci)
[ -n "$pci" ] || bail "there is no entropy source"
ok "the PCI device has a driver" has_driver

add_pci "removed by name"
ok "the PCI device keeps its driver" has_driver
matches "$("$FAKE" add --pci "$pci" 2>&1)" "File exists" "a PCI device is added once: EEXIST"
"$FAKE" remove "$pci" 9>&- &
goes "the removal of a GPU" $!
ok "the PCI device has its driver afterwards" has_driver

add_pci "its driver is unbound"
{ echo "$pci" >$DRIVER/unbind; } 9>&- &
goes "the unbinding of the driver" $!
fails "the PCI device has no driver" has_driver
matches "$("$FAKE" add --pci "$pci" 2>&1)" "No such device" \
	"a PCI device without a driver is not added: ENODEV"
ok "the driver is bound again" set_attr $DRIVER/bind "$pci"

add_pci "the device is removed"
{ echo 1 >"$DEVICES/$pci/remove"; } 9>&- &
goes "the removal of the PCI device" $!
ok "the PCI device is gone" test ! -e "$DEVICES/$pci"
ok "it is found again" set_attr /sys/bus/pci/rescan 1
wait_for 20 "the driver of $pci" has_driver

add_pci "the device is removed during the removal of its GPU"
"$FAKE" remove "$pci" 9>&- &
removal=$!
sleep 1
{ echo 1 >"$DEVICES/$pci/remove"; } 9>&- &
goes "the removal of the PCI device during that of its GPU" $!
wait $removal
ok "the PCI device is gone then, too" test ! -e "$DEVICES/$pci"

unserve_all
settles 0 "no surface is left" surfaces
ok "the module unloads" unload_module
plan
