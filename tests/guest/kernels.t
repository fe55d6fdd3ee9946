#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Guests with the host VM's kernel and with those of other Debian releases do what
# guests.t promises, in every mode.
# mvgpu-limit: 2400
# mvgpu-roots: bookworm sid
# mvgpu-long: yes
. tests/guest/guests.sh

# What the emulated CPU says of its XSAVE state does not add up; 7.2 falls over a
# NULL pointer when it finds that (fpstate_reset).
GUEST_APPEND+=" noxsave"

load_module || bail "the module does not load"
for root in / /roots/*; do
	KERNEL=$(cat "$root/usr/lib/mvgpu/kver")
	GUEST_KERNEL=$WORK/vmlinux GUEST_INITRD=$WORK/guest.img
	cp "$root/usr/lib/mvgpu/vmlinux" "$GUEST_KERNEL"
	ok "there is an initramfs for $KERNEL" env ROOT="$root" \
		sh tests/guest/initramfs.sh "$KERNEL" "$GUEST_INITRD" \
		"$GUEST_BUILD/draw" "$GUEST_BUILD/blob" || continue
	VGPU=$(new_vgpu 2) || bail "no vGPU"
	guest_lives 1
	_end_guests
	ok "the vGPU is removed" remove_vgpu "$VGPU"
done
plan "$_count"
