# SPDX-License-Identifier: GPL-2.0
"""Prints the size of QEMU's screendump of a bochs-display. The arguments are WIDTH,
HEIGHT, a folder for files, and the command that starts QEMU."""

import json
import os
import socket
import sys

import qtest

# Registers of the Bochs display interface, two bytes each.
REGISTERS = 0x500
XRES, YRES, BPP, ENABLE = 1, 2, 3, 4
DEPTH, ENABLED_LINEAR = 32, 0x41


def execute(stream, command, **arguments):
    stream.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
    stream.flush()
    for line in stream:
        if "return" in json.loads(line):
            return
        if "error" in json.loads(line):
            sys.exit(line)


def main():
    width, height = map(int, sys.argv[1:3])
    monitor, shot = (os.path.join(sys.argv[3], name) for name in ("qmp", "shot.ppm"))
    machine = qtest.Machine(sys.argv[4:] + ["-qmp", f"unix:{monitor},server=on,wait=off"])
    registers = qtest.Function(machine, 1).bars[2] + REGISTERS
    for register, value in ((XRES, width), (YRES, height), (BPP, DEPTH),
                            (ENABLE, ENABLED_LINEAR)):
        machine.write(registers + 2 * register, 2, value)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(monitor)
        with connection.makefile("rw") as stream:
            stream.readline()
            execute(stream, "qmp_capabilities")
            execute(stream, "screendump", filename=shot)
    machine.end()
    with open(shot, "rb") as file:
        magic, size, most, pixels = file.read().split(b"\n", 3)
    print(magic.decode(), size.decode(), most.decode(),
          f"then {len(pixels)} bytes of pixels")


main()
