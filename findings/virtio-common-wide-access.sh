#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# QEMU's virtio-pci devices select the register of the common configuration by the address
# alone, whatever the width of the access. An aligned read of 4 bytes over two registers of
# 2 bytes returns the first, and zeroes in place of the second. A byte in the middle of a
# register reads as 0. A write of 4 bytes sets the first register only. Only 64-bit
# registers, which QEMU implements as two registers of 4 bytes, can be read as a whole, by
# 8 bytes.
#
# The specification requires drivers to access registers at their width (virtio 1.2,
# 4.1.3.1), so the device is not at fault. But the structure does not behave like memory,
# although its layout and the BAR's type (prefetchable, in which reads may be merged)
# suggest it.
#
# Expected: a BAR has the same contents when it is read in words and in bytes.
# shellcheck source=findings/lib.sh
. "$(dirname "$0")/lib.sh"

packages trixie qemu-system-x86=1:10.0.13+ds-0+deb13u1
python3 -B "$HERE/virtio_wide.py" "${MACHINE[@]}" -display none \
	-device virtio-gpu-pci,addr=1 >"$WORK/seen"

now() { sed -n "s/^$1: //p" "$WORK/seen"; }

seen "$(now 'reads of 4')" \
	"0x10 0x1 for 0x20001, 0x18 0x400 for 0xffff0400" "reads of 4 bytes that differ"
seen "$(now 'reads of 8')" \
	"0x10 0x300000001 for 0x300020001, 0x18 0x400 for 0xffff0400" \
	"reads of 8 bytes that differ"
seen "$(now 'reads of 1')" \
	"0x7 0x0 for 0x30, 0x19 0x0 for 0x4, 0x1b 0x0 for 0xff" "reads of 1 byte that differ"
seen "$(now 'queue_size, queue_msix_vector after one write of 0x00010080')" \
	"0x80, 0xffff" "queue size and vector after one write of 0x00010080 to both"
