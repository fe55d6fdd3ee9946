# SPDX-License-Identifier: GPL-2.0
"""Prints how QEMU answers accesses to virtio's common configuration that are wider or
narrower than the registers. The arguments are the command that starts QEMU."""

import sys

import qtest

COMMON = 1
# Offset and size of each register of virtio 1.2, 4.1.4.3, up to queue_used_ring.
REGISTERS = ((0, 4), (4, 4), (8, 4), (12, 4), (16, 2), (18, 2), (20, 1), (21, 1),
             (22, 2), (24, 2), (26, 2), (28, 2), (30, 2), (32, 8), (40, 8), (48, 8))
END = 56
MSIX_CONFIG, DEVICE_STATUS, QUEUE_SIZE, QUEUE_VECTOR = 16, 20, 24, 26


def as_registers(machine, common):
    """The bytes of the structure, read by accesses as wide as the registers."""
    image = bytearray()
    for offset, size in REGISTERS:
        for part in range(0, size, 4):
            value = machine.read(common + offset + part, min(4, size))
            image += value.to_bytes(min(4, size), "little")
    return image


def reads(machine, common, image, size):
    """Reads of this many bytes that differ: offset, result, contents of the registers."""
    for offset in range(0, END, size):
        want = int.from_bytes(image[offset:offset + size], "little")
        got = machine.read(common + offset, size)
        if got != want:
            yield f"{offset:#x} {got:#x} for {want:#x}"


def main():
    machine = qtest.Machine(sys.argv[1:])
    common, _ = qtest.Function(machine, 1).virtio_structure(COMMON)
    machine.write(common + MSIX_CONFIG, 2, 1)
    machine.write(common + DEVICE_STATUS, 1, 3)
    image = as_registers(machine, common)
    for size in (1, 2, 4, 8):
        differ = ", ".join(reads(machine, common, image, size))
        print(f"reads of {size}: {differ or 'as the registers'}")
    machine.write(common + QUEUE_SIZE, 4, 0x00010080)
    print("queue_size, queue_msix_vector after one write of 0x00010080:",
          ", ".join(hex(machine.read(common + offset, 2))
                    for offset in (QUEUE_SIZE, QUEUE_VECTOR)))
    machine.end()


main()
