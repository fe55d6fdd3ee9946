# SPDX-License-Identifier: GPL-2.0
"""A machine of QEMU whose CPU does not run: this program accesses its devices instead.

It reaches PCI functions as a guest does, by configuration mechanism 1 and by BARs, for
which it chooses the addresses.
"""

import struct
import subprocess
import sys

BAR_BASE = 0xE0000000


class Machine:
    """A running QEMU; the command line is MACHINE in lib.sh and more arguments."""

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
                sys.exit("QEMU has ended")
            if line.startswith("IRQ"):
                continue
            status, *rest = line.split()
            if status != "OK":
                sys.exit(f"QEMU rejects {words}: {line}")
            return rest[0] if rest else ""

    def read(self, address, size):
        """One access of this many bytes, as by a CPU."""
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
    """The PCI function in a slot of bus 0; its memory BARs get addresses."""

    def __init__(self, machine, slot):
        self.machine, self.slot = machine, slot
        self.bars = {}
        self.assign_bars()
        self.config_write(4, self.config(4) & 0xFFFF | 6)

    def config(self, offset):
        self.machine.ask("outl", 0xCF8, 1 << 31 | self.slot << 11 | offset)
        return int(self.machine.ask("inl", 0xCFC), 0)

    def config_write(self, offset, value):
        self.machine.ask("outl", 0xCF8, 1 << 31 | self.slot << 11 | offset)
        self.machine.ask("outl", 0xCFC, value)

    def assign_bars(self):
        address, bar = BAR_BASE, 0
        while bar < 6:
            at = 0x10 + 4 * bar
            kind = self.config(at)
            self.config_write(at, 0xFFFFFFFF)
            mask = self.config(at) & ~0xF
            self.config_write(at, address)
            if mask and not kind & 1:
                self.bars[bar] = address
                address += max(0x10000, -mask & 0xFFFFFFFF)
            bar += 2 if kind & 7 == 4 else 1

    def capabilities(self):
        """(offset, id) of each capability."""
        at = self.config(0x34) & 0xFC
        while at:
            head = self.config(at)
            yield at, head & 0xFF
            at = head >> 8 & 0xFC

    def virtio_structure(self, wanted):
        """The address and the length of a structure of virtio 1.2, 4.1.4."""
        for at, kind in self.capabilities():
            if kind == 9 and self.config(at) >> 24 == wanted:
                bar = self.config(at + 4) & 0xFF
                return self.bars[bar] + self.config(at + 8), self.config(at + 12)
        sys.exit(f"no virtio structure {wanted}")


def words(data):
    """The bytes as little-endian 32-bit words."""
    return struct.unpack(f"<{len(data) // 4}I", data)
