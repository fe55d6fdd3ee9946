#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# However a VMM comes and goes, the vGPU serves the next one, and nothing of the
# guest stays pinned; removing a vGPU in use asks the VMM to let go.
# mvgpu-limit: 900
. tests/guest/lib.sh

removed() { [ ! -e "$MDEV_DIR/$1" ]; }

load_module || bail "the module does not load"
uuid=$(new_vgpu 4) || bail "no vGPU"

guest_start first -device "$(vgpu_device "$uuid")"
ok "a guest boots" guest_ready first || bail "no guest"
draws first 1 "it shows its picture"
fails "its pages are pinned meanwhile" _pins_are_zero "$uuid"
fails "the module does not unload under a guest" rmmod mvgpu
guest_kill first
unpinned "$uuid" "nothing stays pinned when QEMU is killed"

guest_start off -device "$(vgpu_device "$uuid" off)"
ok "a guest boots with display=off" guest_ready off
ok "virtio_gpu runs the device" guest_run off bound
ok "it can draw" guest_draw off 2
ends_clean off "$uuid"

# QEMU's console holds on to a device that it shows until QEMU quits; one that
# it does not show is let go as soon as the guest has.
guest_start third -device pcie-root-port,id=slot1,slot=1 \
	-device "$(vgpu_device "$uuid" off),bus=slot1"
ok "a guest boots on the same vGPU, behind a port" guest_ready third
ok "it can draw" guest_draw third 3
guest_run third stop_drawing
echo 1 >"$MDEV_DIR/$uuid/remove" &
remover=$!
ok "removing the vGPU makes QEMU unplug it" \
	wait_for 90 "the vGPU to be removed" _gone $remover
ok "the vGPU is gone" removed "$uuid"
ok "the guest lives on" guest_run third true
is "$(guest_run third 'bound && echo bound; echo asked')" asked \
	"without the device"
kernel_clean third "its kernel reports no error"
ok "QEMU quits" guest_quit third

uuid=$(new_vgpu 8) || bail "no second vGPU"
guest_start fixed -device "$(vgpu_device "$uuid")"
ok "a guest boots where nothing can be unplugged" guest_ready fixed
echo 1 >"$MDEV_DIR/$uuid/remove" &
remover=$!
sleep 3
draws fixed 4 "the guest draws while the removal waits"
fails "the removal waits for QEMU" _gone $remover
ok "QEMU quits" guest_quit fixed
ok "then the vGPU goes" wait_for 20 "the vGPU to be removed" _gone $remover
ok "the module unloads" unload_module
plan "$_count"
