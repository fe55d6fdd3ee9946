#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""A VNC client that reads one framebuffer: rfb.py PORT FILE

Writes the framebuffer of the server on the loopback as a PPM. The pixels are exact: 32
bits in raw encoding. With --resize WIDTHxHEIGHT it requests another size instead, and
prints the answer of the server (RFB, SetDesktopSize): 0 for done, 3 for rejected, 4 for
forwarded to the guest.
"""

import argparse
import socket
import struct
import sys

RAW, EXTENDED_DESKTOP_SIZE = 0, -308
SET_PIXEL_FORMAT, SET_ENCODINGS, UPDATE_REQUEST, SET_DESKTOP_SIZE = 0, 2, 3, 251
UPDATE, COLOUR_MAP, BELL, CUT_TEXT = 0, 1, 2, 3
# True colour, little endian: blue, green, red and an unused byte.
PIXELS = struct.pack(">BBBBHHHBBB3x", 32, 24, 0, 1, 255, 255, 255, 16, 8, 0)


class Client:
    def __init__(self, port):
        self.sock = socket.create_connection(("127.0.0.1", port), 60)
        self.file = self.sock.makefile("rb")
        self.hello()

    def read(self, count):
        data = self.file.read(count)
        if len(data) < count:
            raise SystemExit("rfb.py: the server has closed the connection")
        return data

    def unpack(self, fmt):
        return struct.unpack(">" + fmt, self.read(struct.calcsize(">" + fmt)))

    def send(self, fmt, *values):
        self.sock.sendall(struct.pack(">" + fmt, *values))

    def hello(self):
        self.read(12)
        self.sock.sendall(b"RFB 003.008\n")
        if 1 not in self.read(self.read(1)[0]):
            raise SystemExit("rfb.py: the server requires a password")
        self.sock.sendall(b"\1")
        if self.unpack("I") != (0,):
            raise SystemExit("rfb.py: the server rejects the connection")
        self.sock.sendall(b"\1")
        self.size = self.unpack("HH")
        self.read(16)
        self.read(self.unpack("I")[0])
        self.send("B3x16s", SET_PIXEL_FORMAT, PIXELS)
        self.send("BxHii", SET_ENCODINGS, 2, RAW, EXTENDED_DESKTOP_SIZE)

    def ask(self):
        self.picture = bytearray(self.size[0] * self.size[1] * 3)
        self.missing = self.size[0] * self.size[1]
        self.send("BBHHHH", UPDATE_REQUEST, 0, 0, 0, *self.size)

    def put(self, x, y, width, height):
        for line in range(y, y + height):
            data = self.read(4 * width)
            at = 3 * (line * self.size[0] + x)
            for i in range(3):
                self.picture[at + i:at + 3 * width:3] = data[2 - i::4]
        self.missing -= width * height

    def rectangle(self):
        """Reads a rectangle of an update. Returns the status of a change of size."""
        x, y, width, height, encoding = self.unpack("HHHHi")
        if encoding == RAW:
            self.put(x, y, width, height)
            return None
        self.read(16 * self.unpack("B3x")[0])
        if x:
            return y
        self.size = width, height
        self.ask()
        return None

    def message(self):
        """Reads a message. Returns the status of each change of size that was requested."""
        kind = self.read(1)[0]
        if kind == UPDATE:
            found = [self.rectangle() for i in range(self.unpack("xH")[0])]
            return [status for status in found if status is not None]
        if kind == COLOUR_MAP:
            self.read(6 * self.unpack("xHH")[1])
        elif kind == CUT_TEXT:
            self.read(self.unpack("3xI")[0])
        elif kind != BELL:
            raise SystemExit(f"rfb.py: unknown message {kind}")
        return []


def show(client, name):
    client.ask()
    while client.missing > 0:
        client.message()
    with open(name, "wb") as file:
        file.write(b"P6\n%d %d\n255\n" % client.size + client.picture)


def resize(client, width, height):
    client.ask()
    client.send("BxHHBxIHHHHI", SET_DESKTOP_SIZE, width, height, 1,
                0, 0, 0, width, height, 0)
    statuses = []
    while not statuses:
        statuses = client.message()
    print(statuses[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--resize", metavar="WIDTHxHEIGHT")
    parser.add_argument("port", type=int)
    parser.add_argument("file", nargs="?")
    args = parser.parse_args()
    client = Client(args.port)
    if args.resize:
        resize(client, *map(int, args.resize.split("x")))
    else:
        show(client, args.file)


if __name__ == "__main__":
    sys.exit(main())
