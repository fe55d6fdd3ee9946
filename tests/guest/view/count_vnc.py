#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""A VNC client that counts what it gets: count_vnc.py PORT ENCODING FILE

ENCODING is raw, zrle, tight, or jpeg, which is tight with JPEG of the quality 8; the
compression level is 2. See counting.py for its signals. It reads all updates, but decodes
only the one that the picture is made of.
"""

import sys
import zlib

import rfb
from counting import Counter
from pixels import Canvas, gradient, jpeg, tight_fill, zrle_tiles

ZRLE, TIGHT, LEVEL_2, QUALITY_8 = 16, 7, -254, -24
ENCODINGS = {"raw": [rfb.RAW], "zrle": [ZRLE, rfb.RAW], "tight": [TIGHT, rfb.RAW, LEVEL_2],
             "jpeg": [TIGHT, rfb.RAW, LEVEL_2, QUALITY_8]}
FILL, JPEG = 8, 9
PALETTE, GRADIENT = 1, 2


class Client(rfb.Client, Counter):
    def __init__(self, port, encoding, name):
        Counter.__init__(self, name)
        self.got = self.decoded = 0
        self.canvas = None
        self.streams = {}
        rfb.Client.__init__(self, port)
        self.send(f"BxH{len(ENCODINGS[encoding])}i", rfb.SET_ENCODINGS,
                  len(ENCODINGS[encoding]), *ENCODINGS[encoding])
        self.request(0)

    def bytes(self):
        return self.got

    def read(self, count):
        self.got += count
        return super().read(count)

    def request(self, changes):
        self.send("BBHHHH", rfb.UPDATE_REQUEST, changes, 0, 0, *self.size)

    def wanted(self):
        """The whole picture is requested and, when it has come, written."""
        self.canvas, self.decoded = Canvas(*self.size), 0
        self.request(0)

    def inflate(self, stream, data):
        return self.streams.setdefault(stream, zlib.decompressobj()).decompress(data)

    def length(self):
        """A length of Tight: 7 bits a byte, the last of three has 8."""
        value = 0
        for shift in (0, 7, 14):
            byte = self.read(1)[0]
            value |= (byte & (0x7f if shift < 14 else 0xff)) << shift
            if byte < 0x80:
                break
        return value

    def basic(self, kind, width, height):
        """Returns the data of a rectangle of Tight without JPEG, its colours, and whether it is
        filtered by gradients."""
        how = self.read(1)[0] if kind & 4 else 0
        if how > GRADIENT:
            raise SystemExit(f"count_vnc.py: unknown filter {how}")
        colours = self.read(3 * (self.read(1)[0] + 1)) if how == PALETTE else b""
        line = (width + 7) // 8 if len(colours) == 6 else width if colours else 3 * width
        if line * height < 12:
            data = self.read(line * height)
        else:
            data = self.inflate(kind & 3, self.read(self.length()))
        return data, colours, how == GRADIENT

    def tight(self, rect):
        control = self.read(1)[0]
        for stream in range(4):
            if control >> stream & 1:
                self.streams.pop(stream, None)
        kind = control >> 4
        if kind == FILL:
            data = self.read(3)
            return lambda: self.canvas.fill(rect, data[::-1])
        if kind == JPEG:
            data = self.read(self.length())
            return lambda: self.canvas.put(rect, jpeg(data, *rect[2:]))
        data, colours, filtered = self.basic(kind, *rect[2:])
        return lambda: self.canvas.put(rect, tight_fill(
            gradient(data, rect[2]) if filtered else data, colours, *rect[2:]))

    def rectangle(self):
        *rect, encoding = self.unpack("HHHHi")
        if encoding == rfb.RAW:
            data = self.read(4 * rect[2] * rect[3])
            decode = lambda: self.canvas.put(rect, data)
        elif encoding == ZRLE:
            data = self.inflate(ZRLE, self.read(self.unpack("I")[0]))
            decode = lambda: zrle_tiles(self.canvas, rect, data)
        elif encoding == TIGHT:
            decode = self.tight(rect)
        else:
            raise SystemExit(f"count_vnc.py: unknown encoding {encoding}")
        self.updated(*rect)
        if self.canvas:
            decode()
            self.decoded += rect[2] * rect[3]

    def update(self):
        """Reads a message, and requests what changes after an update."""
        before = self.got
        self.message()
        if self.canvas and self.decoded >= self.size[0] * self.size[1]:
            self.write_picture(self.canvas.pixels)
            self.canvas = None
        if self.got - before > 1:
            self.request(1)


def main():
    if len(sys.argv) != 4 or sys.argv[2] not in ENCODINGS:
        sys.exit("usage: count_vnc.py PORT raw|zrle|tight|jpeg FILE")
    client = Client(int(sys.argv[1]), *sys.argv[2:])
    client.sock.settimeout(None)
    while True:
        client.update()


if __name__ == "__main__":
    main()
