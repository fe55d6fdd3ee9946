#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Whichever way a VMM ends, the next one can use the vGPU, and no page of the guest stays
# pinned. The removal of a vGPU that is in use requests its VMM to release it.
# mvgpu-limit: 900
. tests/guest/lib.sh

removed() { [ ! -e "$MDEV_DIR/$1" ]; }

load_module || bail "the module does not load"
uuid=$(new_vgpu 4) || bail "no vGPU"

guest_start first -device "$(vgpu_device "$uuid")"
ok "a guest boots" guest_ready first || bail "no guest"
draws first 1 "the screen shows the guest's picture"
fails "pages of the guest are pinned while it draws" _pins_are_zero "$uuid"
fails "the module does not unload while a guest uses it" rmmod mvgpu
guest_kill first
unpinned "$uuid" "no page stays pinned after QEMU is killed"

guest_start off -device "$(vgpu_device "$uuid" off)"
ok "a guest boots with display=off" guest_ready off
ok "virtio_gpu drives the vGPU with display=off" guest_run off bound
ok "the guest with display=off can draw" guest_draw off 2
ends_clean off "$uuid"

# The console of QEMU keeps a device that it shows open until QEMU quits. A device that it
# does not show is closed as soon as the guest has released it.
guest_start third -device pcie-root-port,id=slot1,slot=1 \
	-device "$(vgpu_device "$uuid" off),bus=slot1"
ok "a guest boots on the same vGPU, behind a root port" guest_ready third
ok "the guest behind a root port can draw" guest_draw third 3
guest_run third stop_drawing
echo 1 >"$MDEV_DIR/$uuid/remove" &
remover=$!
ok "the removal of the vGPU makes QEMU unplug it" \
	wait_for 90 "the vGPU to be removed" _gone $remover
ok "the vGPU does not exist after its removal" removed "$uuid"
ok "the guest runs after the removal of its vGPU" guest_run third true
is "$(guest_run third 'bound && echo bound; echo asked')" asked \
	"the guest has no vGPU after the removal"
kernel_clean third "the kernel of the guest reports no error"
ok "QEMU quits after the removal of the vGPU" guest_quit third

uuid=$(new_vgpu 8) || bail "no second vGPU"
guest_start fixed -device "$(vgpu_device "$uuid")"
ok "a guest boots with a vGPU that cannot be unplugged" guest_ready fixed
echo 1 >"$MDEV_DIR/$uuid/remove" &
remover=$!
sleep 3
draws fixed 4 "the guest draws while the removal waits"
fails "the removal waits for QEMU" _gone $remover
ok "QEMU quits while the removal waits" guest_quit fixed
ok "the vGPU is removed after QEMU has quit" wait_for 20 "the vGPU to be removed" _gone $remover
ok "the module unloads" unload_module
plan "$_count"
