# SPDX-License-Identifier: GPL-2.0
"""Prints the EDID of QEMU's virtio-gpu, which it requests by a virtqueue as a driver
does. The arguments are the command that starts QEMU."""

import struct
import sys
import time

import qtest

COMMON, NOTIFY = 1, 2
FEATURES = 1 << 1 | 1 << 32		# EDID, VERSION_1
GET_EDID, OK_EDID = 0x010A, 0x1104
RING, COMMAND, ANSWER = 0x100000, 0x110000, 0x120000
ANSWER_SIZE = 24 + 8 + 1024
EXTENSION_DISPLAYID, TYPE_1_TIMINGS = 0x70, 0x03


def negotiate(machine, common):
    for status in (0, 1, 3):
        machine.write(common + 20, 1, status)
    for half in (0, 1):
        machine.write(common + 8, 4, half)
        machine.write(common + 12, 4, FEATURES >> 32 * half & 0xFFFFFFFF)
    machine.write(common + 20, 1, 11)
    machine.write(common + 22, 2, 0)
    machine.write(common + 24, 2, 16)
    for register, offset in ((32, 0), (40, 0x1000), (48, 0x2000)):
        machine.write(common + register, 4, RING + offset)
        machine.write(common + register + 4, 4, 0)
    machine.write(common + 28, 2, 1)
    machine.write(common + 20, 1, 15)


def ask(machine, function):
    """Sends one chain of two descriptors: the command, and room for the answer."""
    common, _ = function.virtio_structure(COMMON)
    notify, _ = function.virtio_structure(NOTIFY)
    negotiate(machine, common)
    machine.fill(COMMAND, struct.pack("<IIQIIII", GET_EDID, 0, 0, 0, 0, 0, 0))
    machine.fill(RING, struct.pack("<QIHHQIHH", COMMAND, 32, 1, 1,
                                   ANSWER, ANSWER_SIZE, 2, 0))
    machine.fill(RING + 0x1000, struct.pack("<HHH", 0, 1, 0))
    machine.write(notify, 2, 0)
    for _ in range(500):
        if machine.read(RING + 0x2000 + 2, 2) == 1:
            break
        time.sleep(0.02)
    answer = machine.memory(ANSWER, ANSWER_SIZE)
    kind, = struct.unpack_from("<I", answer)
    size, = struct.unpack_from("<I", answer, 24)
    if kind != OK_EDID:
        sys.exit(f"no EDID: {kind:#x}")
    return answer[32:32 + size]


def detailed(block):
    """(width, height, rate) of a detailed timing of 18 bytes, VESA's E-EDID A.2, 3.10.2."""
    clock = struct.unpack_from("<H", block)[0] * 10000
    if not clock:
        return None
    width = block[2] | block[4] >> 4 << 8
    blank = block[3] | (block[4] & 15) << 8
    height = block[5] | block[7] >> 4 << 8
    vblank = block[6] | (block[7] & 15) << 8
    return width, height, clock / ((width + blank) * (height + vblank))


def displayid(block):
    """The type I timings of a DisplayID 1 section in an extension of 128 bytes."""
    at, end = 5, 5 + block[2]
    while at < end and block[at + 2]:
        kind, size = block[at], block[at + 2]
        for timing in range(at + 3, at + 3 + size, 20):
            if kind == TYPE_1_TIMINGS:
                fields = struct.unpack_from("<3sBHHHHHHHH", block, timing)
                clock = (int.from_bytes(fields[0], "little") + 1) * 10000
                width, blank, height, vblank = (fields[i] + 1 for i in (2, 3, 6, 7))
                yield width, height, clock / ((width + blank) * (height + vblank))
        at += 3 + size


def show(what, timings):
    print(f"{what}:", ", ".join(f"{width}x{height} at {rate:.1f} Hz"
                                for width, height, rate in timings) or "none")


def main():
    machine = qtest.Machine(sys.argv[1:])
    edid = ask(machine, qtest.Function(machine, 1))
    machine.end()
    base = [detailed(edid[at:at + 18]) for at in (54, 72, 90, 108)]
    show("detailed timings of the base block", filter(None, base))
    sections = [edid[at:at + 128] for at in range(128, len(edid), 128)]
    print("extensions:", " ".join(hex(section[0]) for section in sections) or "none")
    show("timings in DisplayID", (timing for section in sections
                                  if section[0] == EXTENSION_DISPLAYID
                                  for timing in displayid(section)))


main()
