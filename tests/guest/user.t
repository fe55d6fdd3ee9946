#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# QEMU runs as an ordinary user of the group that the udev rule lets in, with a
# limit on locked memory; where that is too low the log says so, and the next QEMU
# with a higher one works.
# mvgpu-limit: 500
# mvgpu-long: yes
. tests/guest/lib.sh
# shellcheck source=tests/runner/udev.sh
. tests/runner/udev.sh

ME=mvgpu-test

on_exit() {
	_end_guests
	udev_stop
	userdel "$ME" 2>/dev/null
	chown root:root /dev/kvm
}

log_has() { grep -q "$1" < <(dmesg | grep -F "$uuid"); }

useradd --system --no-create-home --groups kvm "$ME" || bail "no user can be made"
chmod 755 "$WORK"
# Without a rule of the system's it is root's alone, too.
chown root:kvm /dev/kvm
chmod 660 /dev/kvm
GUEST_USER=$ME GUEST_MEMLOCK=65536
load_module || bail "the module does not load"
udev_start || bail "udev does not start"

uuid=$(new_vgpu 8) || bail "no vGPU"
udevadm settle -t 60
guest_start locked -device "$(vgpu_device "$uuid")" >"$WORK/start" 2>&1
matches "$(cat "$(guest_dir locked)/qemu.log")" \
	"Could not open '/dev/vfio/[0-9]+': Permission denied" \
	"without the rule QEMU says which file it may not open"
guest_kill locked
remove_vgpu "$uuid"

udev_rule
new_vgpu 8 "$uuid" >/dev/null || bail "no vGPU"
udevadm settle -t 60
guest_start user -device "$(vgpu_device "$uuid")"
ok "with the rule a guest boots" guest_ready user || bail "no guest"
is "$(stat -c %U "/proc/${GUEST_PID[user]}")" "$ME" "its QEMU is the user's"
is "$(grep -c locked /proc/"${GUEST_PID[user]}"/limits)" 1 "(and has a limit)"
draws user 1 "it shows what it draws, flips too" -f 3
kernel_clean user "its kernel reports no error"
fails "nothing was short of memory" log_has RLIMIT_MEMLOCK
diag "$(cat "$MDEV_DIR/$uuid/stats/pinned_max") pages were pinned at most"
ok "QEMU quits" guest_quit user
unpinned "$uuid" "nothing stays pinned"

# Enough for the rings and the console's picture, not for two more.
GUEST_MEMLOCK=8192
guest_start short -device "$(vgpu_device "$uuid")"
ok "with a limit of 8 MiB a guest boots" guest_ready short
guest_run short "draw -s 2 -f 1" >/dev/null
ok "where more is to be pinned the log names the vGPU and the limit" \
	wait_for 10 "the log" log_has "cannot pin [0-9]* more pages.*RLIMIT_MEMLOCK"
ok "the guest lives" guest_run short true
ok "its QEMU quits" guest_quit short
unpinned "$uuid" "nothing stays pinned"

GUEST_MEMLOCK=65536
guest_start again -device "$(vgpu_device "$uuid")"
ok "with a higher limit the next guest boots" guest_ready again
draws again 3 "and shows what it draws" -f 1
ok "its QEMU quits" guest_quit again
ok "the module unloads" unload_module
plan "$_count"
