#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# QEMU's machine "microvm" with acpi=on and an uncompressed kernel (vmlinux, by PVH):
# whether the guest has ACPI tables at all, and with them PCIe (pcie=on), hangs on the
# size of its initrd.
#
# The firmware lays the tables into the last page of memory and says in the memory map
# that it is reserved. QEMU then copies the initrd to the end of memory, where on "pc"
# and "q35" it keeps off what it sets apart for the tables, and on "microvm" sets
# nothing apart: the initrd begins at the beginning of a page, and unless its size is a
# multiple of 4096 its end lies in the last page, and all but the shortest reach the
# tables. Linux finds rubbish there and goes on without ACPI, and so without a PCI host
# bridge. "truncate -s %4096 initrd" is a way out; the zeroes do no harm to an archive,
# compressed or not. Another is a bzImage: the code that loads that one heeds the memory
# map.
#
# Guess: PCIe does not work on microvm, or its driver is missing, or the device is broken.
# shellcheck source=findings/lib.sh
. "$(dirname "$0")/lib.sh"

packages trixie qemu-system-x86=1:10.0.13+ds-0+deb13u1
alone linux-image-6.12.117+deb13-cloud-amd64=6.12.117-1
command -v zstd >/dev/null || cannot "there is no zstd to unpack a kernel with"

# The kernel in a bzImage: Documentation/arch/x86/boot.rst, payload_offset, _length.
vmlinux() {
	python3 -c '
import struct, sys
image = open(sys.argv[1], "rb").read()
start = (image[0x1f1] + 1) * 512 + struct.unpack_from("<I", image, 0x248)[0]
length, = struct.unpack_from("<I", image, 0x24c)
sys.stdout.buffer.write(image[start:start + length - 4])' "$TREE"/boot/vmlinuz-* |
		zstd -dcq
}

# initrd SIZE: an archive of one file, and zeroes up to that size.
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

# boot KERNEL: until Linux has said something of PCI. The words about time are for a CPU
# that is emulated, and slow.
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

# pci_with KERNEL SIZE: what it says. On a busy machine an emulated timer gets lost now
# and then, and the boot does not go on.
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
