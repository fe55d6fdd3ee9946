# SPDX-License-Identifier: GPL-2.0
"""The control queue of a virtio-gpu of qtest.py, as a driver uses it: chains of two
descriptors, the command and room for the answer."""

import struct
import time

COMMON, NOTIFY = 1, 2
RING, AVAIL, USED = 0x100000, 0x101000, 0x102000
COMMAND, ANSWER = 0x110000, 0x1F0000
CHAINS = 8


class Queue:
    def __init__(self, machine, function, features):
        self.machine = machine
        self.common, _ = function.virtio_structure(COMMON)
        self.notify_at, _ = function.virtio_structure(NOTIFY)
        self.sent = 0
        self.negotiate(features)

    def negotiate(self, features):
        write = self.machine.write
        for status in (0, 1, 3):
            write(self.common + 20, 1, status)
        for half in (0, 1):
            write(self.common + 8, 4, half)
            write(self.common + 12, 4, features >> 32 * half & 0xFFFFFFFF)
        write(self.common + 20, 1, 11)
        write(self.common + 22, 2, 0)
        write(self.common + 24, 2, 2 * CHAINS)
        for register, address in ((32, RING), (40, AVAIL), (48, USED)):
            write(self.common + register, 4, address)
            write(self.common + register + 4, 4, 0)
        write(self.common + 28, 2, 1)
        write(self.common + 20, 1, 15)

    def notify(self):
        self.machine.write(self.notify_at, 2, 0)

    def send(self, command, answer_size=24):
        chain = self.sent % CHAINS
        self.machine.fill(COMMAND, command)
        self.machine.fill(RING + 32 * chain, struct.pack(
            "<QIHHQIHH", COMMAND, len(command), 1, 2 * chain + 1, ANSWER, answer_size, 2, 0))
        self.machine.fill(AVAIL + 4 + 2 * chain, struct.pack("<H", 2 * chain))
        self.sent += 1
        self.machine.fill(AVAIL + 2, struct.pack("<H", self.sent))
        self.notify()

    def answered(self, seconds):
        """Whether the last command has been answered after so many seconds at most."""
        end = time.monotonic() + seconds
        while self.machine.read(USED + 2, 2) != self.sent:
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True

    def answer(self, size):
        return self.machine.memory(ANSWER, size)
