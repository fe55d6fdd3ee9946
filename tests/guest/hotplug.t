#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A vGPU is plugged into a running guest, driven by its virtio_gpu, taken out again
# with nothing left pinned, and plugged once more; also one that QEMU shows.
# mvgpu-limit: 400
. tests/guest/lib.sh

plug() {
	guest_qmp guest device_add "{\"driver\": \"vfio-pci\", \"id\": \"vgpu\",
		\"bus\": \"slot1\", \"sysfsdev\": \"$MDEV_DIR/$uuid\",
		\"display\": \"$1\"}"
}
unplugs() { grep -c 'DEVICE_DELETED.*"vgpu"' "$(guest_dir guest)/qmp.out"; }
unplugged() { [ "$(unplugs)" -gt "$1" ]; }
bound() { guest_run guest bound; }
# Bound is a device as soon as its probe begins.
drives() { guest_run guest "bound && [ -e /dev/dri/card0 ]"; }

# unplug NAME
unplug() {
	local before
	before=$(unplugs)
	guest_run guest stop_drawing >/dev/null
	guest_qmp guest device_del '{"id": "vgpu"}' >/dev/null
	ok "$1" wait_for 60 "the guest to let go" unplugged "$before"
}

load_module || bail "the module does not load"
uuid=$(new_vgpu 8) || bail "no vGPU"
guest_start guest -device pcie-root-port,id=slot1,slot=1
ok "a guest boots without a GPU" guest_ready guest || bail "no guest"
fails "it has none" bound
for round in first second; do
	ok "a vGPU is plugged in, the $round time" plug off
	ok "virtio_gpu drives it" wait_for 60 "the driver" drives
	interrupts guest "it interrupts as it should"
	ok "the guest draws on it" guest_draw guest 1 -f 2
	fails "its pages are pinned" _pins_are_zero "$uuid"
	unplug "it is unplugged"
	fails "the guest has no GPU" bound
	unpinned "$uuid" "nothing stays pinned"
	ok "the vGPU is free" wait_for 20 "QEMU to close it" \
		grep -qx 0 "$MDEV_DIR/$uuid/in_use"
done

ok "one that QEMU shows can be plugged in, too" plug on
ok "virtio_gpu drives it" wait_for 60 "the driver" drives
draws guest 3 "screendump shows its picture" -f 2
ends_clean guest "$uuid"
ok "the module unloads" unload_module
plan "$_count"
