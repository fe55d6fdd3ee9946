#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A type with two heads gives the guest two monitors; the vGPU's "console"
# attribute says which one QEMU shows.
# mvgpu-limit: 400
. tests/guest/lib.sh

load_module || bail "the module does not load"
uuid=$(new_vgpu 2) || bail "no vGPU"
is "$(cat "$MDEV_DIR/$uuid/heads")" 2 "half a GPU has two heads"
guest_start two -device "$(vgpu_device "$uuid")"
ok "a guest boots" guest_ready two || bail "no guest"
is "$(guest_run two heads | paste -sd' ')" \
	"Virtual-1 connected Virtual-2 connected" "it sees two monitors"
size=$(guest_draw two 10 -n 2 -f 1) || bail "the guest could not draw"
shows two 10 "$size" "the first head's picture is shown"
ok "the console can be changed in use" set_attr "$MDEV_DIR/$uuid/console" 1
shows two 110 "$size" "the second head's picture is shown"
fails "there is no third head to show" set_attr "$MDEV_DIR/$uuid/console" 2
ok "the console can be changed back" set_attr "$MDEV_DIR/$uuid/console" 0
shows two 10 "$size" "the first head's picture is shown again"
kernel_clean two "its kernel reports no error"
ok "QEMU quits" guest_quit two
unpinned "$uuid" "nothing stays pinned"
plan "$_count"
