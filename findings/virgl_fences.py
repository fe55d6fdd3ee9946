# SPDX-License-Identifier: GPL-2.0
"""Prints when QEMU's virtio-gpu-gl answers a fenced command that takes a moment, in a machine
whose clock stands still. The arguments are the command that starts QEMU."""

import struct
import sys

import qtest
import virtio_queue

FEATURES = 1 << 0 | 1 << 32		# VIRGL, VERSION_1
CTX_CREATE, CTX_ATTACH, CREATE_3D, SUBMIT_3D = 0x0200, 0x0202, 0x0204, 0x0207
OK, FENCE = 0x1100, 1
CTX, TEXTURE, SURFACE = 1, 5, 7
SIDE, CLEARS = 2048, 100
TEXTURE_2D, B8G8R8A8_UNORM, RENDER_TARGET = 2, 1, 2
# Long enough for the GPU, which is the CPU of this machine.
WAIT = 10


def header(kind, flags=0, fence=0):
    return struct.pack("<IIQII", kind, flags, fence, CTX, 0)


def virgl(kind, *words, thing=0):
    return struct.pack(f"<{len(words) + 1}I", kind | thing << 8 | len(words) << 16,
                       *words)


def submit(stream, fence):
    return header(SUBMIT_3D, FENCE, fence) + struct.pack("<II", len(stream), 0) + stream


def must(queue, command):
    queue.send(command)
    kind = struct.unpack("<I", queue.answer(4))[0] if queue.answered(WAIT) else 0
    if kind != OK:
        sys.exit(f"QEMU answers {kind:#x}")


def prepare(queue):
    must(queue, header(CTX_CREATE) + bytes(72))
    must(queue, header(CREATE_3D) + struct.pack(
        "<12I", TEXTURE, TEXTURE_2D, B8G8R8A8_UNORM, RENDER_TARGET, SIDE, SIDE, 1, 1, 0,
        0, 0, 0))
    must(queue, header(CTX_ATTACH) + struct.pack("<II", TEXTURE, 0))


def clears():
    """Clears a texture again and again, in other colours."""
    stream = virgl(1, SURFACE, TEXTURE, B8G8R8A8_UNORM, 0, 0, thing=8)
    stream += virgl(5, 1, 0, SURFACE)
    for i in range(CLEARS):
        stream += virgl(7, 4, *struct.unpack("<4I", struct.pack("<4f", i % 2, 1, 0, 1)),
                        0, 0, 0)
        # Another framebuffer state ends what may be merged with the next clear.
        stream += virgl(5, 0, 0) + virgl(5, 1, 0, SURFACE)
    return stream


def said(queue, seconds):
    return "answered" if queue.answered(seconds) else "not answered"


def main():
    machine = qtest.Machine(sys.argv[1:])
    queue = virtio_queue.Queue(machine, qtest.Function(machine, 1), FEATURES)
    prepare(queue)
    queue.send(submit(clears(), 1))
    print("at first:", said(queue, 0))
    print("later:", said(queue, WAIT))
    queue.notify()
    print("notified:", said(queue, 2))
    machine.end()


main()
