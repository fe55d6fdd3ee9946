# SPDX-License-Identifier: GPL-2.0
"""A machine of QEMU's without a CPU: this program touches its devices instead.

PCI functions are reached as by any guest: configuration mechanism 1, then BARs at an
address of our choice.
"""

import struct
import subprocess
import sys

BAR_PLACE = 0xE0000000


class Machine:
    """Started by a command line, see MACHINE in lib.sh."""

    def __init__(self, command):
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, text=True,
                                      stdout=subprocess.PIPE)

    def ask(self, *words):
        self.child.stdin.write(" ".join(
            word if isinstance(word, str) else hex(word) for word in words) + "\n")
        self.child.stdin.flush()
        while True:
            line = self.child.stdout.readline()
            if not line:
                sys.exit("QEMU is no more")
            if line.startswith("IRQ"):
                continue
            status, *rest = line.split()
            if status != "OK":
                sys.exit(f"QEMU does not take {words}: {line}")
            return rest[0] if rest else ""

    def read(self, address, size):
        """One access of so many bytes, as a CPU would make it."""
        letter = {1: "b", 2: "w", 4: "l", 8: "q"}[size]
        return int(self.ask(f"read{letter}", address), 0)

    def write(self, address, size, value):
        letter = {1: "b", 2: "w", 4: "l", 8: "q"}[size]
        self.ask(f"write{letter}", address, value)

    def memory(self, address, size):
        return bytes.fromhex(self.ask("read", address, size)[2:])

    def fill(self, address, data):
        self.ask("write", address, len(data), "0x" + data.hex())

    def end(self):
        self.child.kill()
        self.child.wait()


class Function:
    """The PCI function in a slot of bus 0, with its memory BARs given places."""

    def __init__(self, machine, slot):
        self.machine, self.slot = machine, slot
        self.bars = {}
        self.place_bars()
        self.config_write(4, self.config(4) & 0xFFFF | 6)

    def config(self, offset):
        self.machine.ask("outl", 0xCF8, 1 << 31 | self.slot << 11 | offset)
        return int(self.machine.ask("inl", 0xCFC), 0)

    def config_write(self, offset, value):
        self.machine.ask("outl", 0xCF8, 1 << 31 | self.slot << 11 | offset)
        self.machine.ask("outl", 0xCFC, value)

    def place_bars(self):
        place, bar = BAR_PLACE, 0
        while bar < 6:
            at = 0x10 + 4 * bar
            kind = self.config(at)
            self.config_write(at, 0xFFFFFFFF)
            mask = self.config(at) & ~0xF
            self.config_write(at, place)
            if mask and not kind & 1:
                self.bars[bar] = place
                place += max(0x10000, -mask & 0xFFFFFFFF)
            bar += 2 if kind & 7 == 4 else 1

    def capabilities(self):
        """(offset, id) of each."""
        at = self.config(0x34) & 0xFC
        while at:
            head = self.config(at)
            yield at, head & 0xFF
            at = head >> 8 & 0xFC

    def virtio_structure(self, wanted):
        """The address of a structure of virtio 1.2, 4.1.4, and its length."""
        for at, kind in self.capabilities():
            if kind == 9 and self.config(at) >> 24 == wanted:
                bar = self.config(at + 4) & 0xFF
                return self.bars[bar] + self.config(at + 8), self.config(at + 12)
        sys.exit(f"no virtio structure {wanted}")


def words(data):
    """Little endian 32 bit words of some bytes."""
    return struct.unpack(f"<{len(data) // 4}I", data)
