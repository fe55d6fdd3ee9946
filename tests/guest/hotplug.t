#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A vGPU is plugged into a running guest, used by its virtio_gpu, unplugged again with no
# page left pinned, and plugged once more. The last time QEMU shows it.
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
# A device is bound as soon as its probe begins, so wait for its card as well.
drives() { guest_run guest "bound && [ -e /dev/dri/card0 ]"; }

# unplug NAME: passes when the vGPU is unplugged.
unplug() {
	local before
	before=$(unplugs)
	guest_run guest stop_drawing >/dev/null
	guest_qmp guest device_del '{"id": "vgpu"}' >/dev/null
	ok "$1" wait_for 60 "the guest to release the vGPU" unplugged "$before"
}

load_module || bail "the module does not load"
uuid=$(new_vgpu 8) || bail "no vGPU"
guest_start guest -device pcie-root-port,id=slot1,slot=1
ok "a guest boots without a GPU" guest_ready guest || bail "no guest"
fails "the guest has no GPU before one is plugged" bound
for round in first second; do
	ok "a vGPU is plugged in, the $round time" plug off
	ok "virtio_gpu drives the vGPU, the $round time" wait_for 60 "the driver" drives
	interrupts guest "the vGPU interrupts the guest by the expected kind of interrupt"
	ok "the guest draws on the vGPU, the $round time" guest_draw guest 1 -f 2
	fails "pages of the guest are pinned while it draws" _pins_are_zero "$uuid"
	unplug "the vGPU is unplugged, the $round time"
	fails "the guest has no GPU after the vGPU is unplugged" bound
	unpinned "$uuid" "no page stays pinned after the vGPU is unplugged"
	ok "the vGPU is not in use after it is unplugged" wait_for 20 "QEMU to close it" \
		grep -qx 0 "$MDEV_DIR/$uuid/in_use"
done

ok "a vGPU that QEMU shows can be plugged in" plug on
ok "virtio_gpu drives the vGPU that QEMU shows" wait_for 60 "the driver" drives
draws guest 3 "screendump shows the picture of the guest" -f 2
ends_clean guest "$uuid"
ok "the module unloads" unload_module
plan "$_count"
