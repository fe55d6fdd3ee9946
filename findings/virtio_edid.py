# SPDX-License-Identifier: GPL-2.0
"""Prints the EDID of QEMU's virtio-gpu, which it requests by a virtqueue as a driver
does. The arguments are the command that starts QEMU."""

import struct
import sys

import qtest
import virtio_queue

FEATURES = 1 << 1 | 1 << 32		# EDID, VERSION_1
GET_EDID, OK_EDID = 0x010A, 0x1104
ANSWER_SIZE = 24 + 8 + 1024
EXTENSION_DISPLAYID, TYPE_1_TIMINGS = 0x70, 0x03


def ask(machine, function):
    """The EDID of the first head."""
    queue = virtio_queue.Queue(machine, function, FEATURES)
    queue.send(struct.pack("<IIQIIII", GET_EDID, 0, 0, 0, 0, 0, 0), ANSWER_SIZE)
    if not queue.answered(10):
        sys.exit("no answer")
    answer = queue.answer(ANSWER_SIZE)
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
