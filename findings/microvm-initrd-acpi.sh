#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# On QEMU's machine "microvm" with acpi=on and an uncompressed kernel (vmlinux, by PVH),
# the size of the initrd decides whether the guest has ACPI tables at all, and with them
# PCIe (pcie=on).
#
# The firmware puts the tables into the last page of memory and marks this page as reserved
# in the memory map. QEMU then copies the initrd to the end of memory. On "pc" and "q35" it
# leaves out the memory that it reserves for the tables; on "microvm" it reserves none. The
# initrd begins at the beginning of a page. Unless its size is a multiple of 4096, its end
# is in the last page, and all but the shortest ends reach the tables. Linux finds no valid
# tables and continues without ACPI, and so without a PCI host bridge.
# "truncate -s %4096 initrd" avoids this; the zeroes are harmless to an archive, compressed
# or not. A bzImage avoids it, too: the code that loads it respects the memory map.
#
# Expected: PCIe does not depend on the initrd. (When it is missing, one suspects microvm,
# the driver or the device.)
# shellcheck source=findings/lib.sh
. "$(dirname "$0")/lib.sh"

packages trixie qemu-system-x86=1:10.0.13+ds-0+deb13u1
alone linux-image-6.12.117+deb13-cloud-amd64=6.12.117-1
command -v zstd >/dev/null || cannot "zstd, which unpacks the kernel, is not installed"

# Unpacks the kernel in a bzImage. Linux's Documentation/arch/x86/boot.rst describes
# payload_offset and payload_length.
vmlinux() {
	python3 -c '
import struct, sys
image = open(sys.argv[1], "rb").read()
start = (image[0x1f1] + 1) * 512 + struct.unpack_from("<I", image, 0x248)[0]
length, = struct.unpack_from("<I", image, 0x24c)
sys.stdout.buffer.write(image[start:start + length - 4])' "$TREE"/boot/vmlinuz-* |
		zstd -dcq
}

# initrd SIZE: prints an archive of one file, padded with zeroes to that size.
initrd() {
	python3 -c '
import sys
def entry(name, mode, data):
	name = name.encode() + b"\0"
	head = b"070701" + b"%08x" * 13 % (1, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0,
					   len(name), 0) + name
	return head + b"\0" * (-len(head) % 4) + data + b"\0" * (-len(data) % 4)
archive = entry("file", 0o100644, b"text" * 15000) + entry("TRAILER!!!", 0, b"")
sys.stdout.buffer.write(archive.ljust(int(sys.argv[1]), b"\0"))' "$1"
}

said() { grep -aoE 'PCI host bridge to bus 0000:00|System does not support PCI' "$WORK/console"; }

# boot KERNEL: boots until Linux has printed a line about PCI. The parameters about time
# are for an emulated, slow CPU.
boot() {
	local qemu
	: >"$WORK/console"
	"${RUN[@]}" "$TREE/usr/bin/qemu-system-x86_64" \
		-L "$TREE/usr/share/qemu" -L "$TREE/usr/share/seabios" \
		-machine microvm,acpi=on,pcie=on -accel tcg -cpu max -m 256 -nodefaults \
		-no-user-config -no-reboot -display none -serial "file:$WORK/console" \
		-kernel "$1" -initrd "$WORK/initrd" -device virtio-rng-pci -append \
		"console=ttyS0 tsc_early_khz=1000000 lpj=1000000 no_timer_check panic=-1" \
		2>>"$WORK/log" &
	qemu=$!
	for _ in $(seq 1500); do
		if said >/dev/null || ! kill -0 $qemu 2>/dev/null; then break; fi
		sleep 0.1
	done
	kill $qemu 2>/dev/null || true
	wait $qemu || true
	said
}

# pci_with KERNEL SIZE: the line that Linux prints. It boots up to three times, as on a
# busy machine an emulated timer interrupt is sometimes lost, and the boot stops.
pci_with() {
	initrd "$2" >"$WORK/initrd"
	boot "$1" || boot "$1" || boot "$1" || echo "nothing"
}

vmlinux >"$WORK/vmlinux"
seen "$(pci_with "$WORK/vmlinux" 65536)" "PCI host bridge to bus 0000:00" \
	"vmlinux, an initrd of 65536 bytes"
seen "$(pci_with "$WORK/vmlinux" 69628)" "System does not support PCI" \
	"vmlinux, an initrd of 69628 bytes"
seen "$(pci_with "$(echo "$TREE"/boot/vmlinuz-*)" 69628)" \
	"PCI host bridge to bus 0000:00" "bzImage, an initrd of 69628 bytes"
