#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A vGPU works on the machine "microvm".
# mvgpu-long: yes
# mvgpu-limit: 900
# shellcheck source=tests/guest/topology.sh
. tests/guest/topology.sh

# Without the padding QEMU copies the initramfs over the ACPI tables; see the user guide.
# This machine has only one serial line.
cp "$GUEST_INITRD" "$WORK/padded.img"
truncate -s %4096 "$WORK/padded.img"
GUEST_INITRD=$WORK/padded.img guest_start microvm -machine microvm,acpi=on,pcie=on \
	-device isa-serial,index=1,chardev=control -device "$one"
ok "microvm: a guest boots with a vGPU" guest_ready microvm && all_show microvm one
ends microvm
plan
