#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The tests of guests.t, in all modes, with the kernel of the host VM and with those of
# other Debian releases.
# mvgpu-limit: 2400
# mvgpu-roots: bookworm sid
# mvgpu-long: yes
. tests/guest/guests.sh

# The emulated CPU reports inconsistent sizes of its XSAVE state. A kernel 7.2 that detects
# this dereferences a NULL pointer (fpstate_reset).
GUEST_APPEND+=" noxsave"

load_module || bail "the module does not load"
for root in / /roots/*; do
	KERNEL=$(cat "$root/usr/lib/mvgpu/kver")
	GUEST_KERNEL=$WORK/vmlinux GUEST_INITRD=$WORK/guest.img
	cp "$root/usr/lib/mvgpu/vmlinux" "$GUEST_KERNEL"
	ok "an initramfs for $KERNEL can be made" env ROOT="$root" \
		sh tests/guest/initramfs.sh "$KERNEL" "$GUEST_INITRD" \
		"$GUEST_BUILD/draw" "$GUEST_BUILD/blob" || continue
	VGPU=$(new_vgpu 2) || bail "no vGPU"
	guest_lives 1
	_end_guests
	ok "the vGPU of the guest with $KERNEL can be removed" remove_vgpu "$VGPU"
done
plan "$_count"
