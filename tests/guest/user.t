#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# QEMU runs as an ordinary user in the group to which the udev rule grants access, with a
# limit on locked memory. If the limit is too low, the log names it, and the next QEMU with
# a higher limit works.
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
	[ ! -e /dev/iommu ] || chown root:root /dev/iommu
}

log_has() { grep -q "$1" < <(dmesg | grep -F "$uuid"); }

useradd --system --no-create-home --groups kvm "$ME" || bail "no user can be made"
chmod 755 "$WORK"
# Without a rule of the system only root has access to it.
chown root:kvm /dev/kvm
chmod 660 /dev/kvm
if [ -n "${MVGPU_IOMMUFD:-}" ]; then
	modprobe iommufd
	chown root:kvm /dev/iommu
	chmod 660 /dev/iommu
fi
GUEST_USER=$ME GUEST_MEMLOCK=65536
load_module || bail "the module does not load"
udev_start || bail "udev does not start"

uuid=$(new_vgpu 8) || bail "no vGPU"
udevadm settle -t 60
guest_start locked -device "$(vgpu_device "$uuid")" >"$WORK/start" 2>&1
matches "$(cat "$(guest_dir locked)/qemu.log")" \
	"Could not open '/dev/vfio/[0-9]+': Permission denied|Failed to open /dev/vfio/devices/vfio" \
	"without the rule QEMU reports the file that it may not open"
guest_kill locked
remove_vgpu "$uuid"

udev_rule
new_vgpu 8 "$uuid" >/dev/null || bail "no vGPU"
udevadm settle -t 60
guest_start user -device "$(vgpu_device "$uuid")"
ok "a guest boots with the rule" guest_ready user || bail "no guest"
is "$(stat -c %U "/proc/${GUEST_PID[user]}")" "$ME" "QEMU runs as the user"
is "$(grep -c locked /proc/"${GUEST_PID[user]}"/limits)" 1 "QEMU has a limit on locked memory"
draws user 1 "the screen shows what the guest draws, also after flips" -f 3
kernel_clean user "the kernel of the guest reports no error"
fails "the limit is not reached" log_has RLIMIT_MEMLOCK
diag "$(cat "$MDEV_DIR/$uuid/stats/pinned_max") pages were pinned at most"
ok "QEMU of the user quits" guest_quit user
unpinned "$uuid" "no page stays pinned after QEMU has quit"

# This is enough for the rings and the console's framebuffer, but not for two more.
GUEST_MEMLOCK=8192
guest_start short -device "$(vgpu_device "$uuid")"
ok "a guest boots with a limit of 8 MiB" guest_ready short
guest_run short "draw -s 2 -f 1" >/dev/null
ok "when more has to be pinned, the log names the vGPU and the limit" \
	wait_for 10 "the log" log_has "cannot pin [0-9]* more pages.*RLIMIT_MEMLOCK"
ok "the guest runs after the limit is reached" guest_run short true
ok "QEMU with the low limit quits" guest_quit short
unpinned "$uuid" "no page stays pinned by the guest with the low limit"

GUEST_MEMLOCK=65536
guest_start again -device "$(vgpu_device "$uuid")"
ok "the next guest boots with a higher limit" guest_ready again
draws again 3 "the screen shows what the next guest draws" -f 1
ok "QEMU with the higher limit quits" guest_quit again
ok "the module unloads" unload_module
plan "$_count"
