# SPDX-License-Identifier: GPL-2.0
"""Decodes rectangles of VNC to pixels of 4 bytes: blue, green, red and an unused one."""

import ctypes

TILE = 64
BGRX = 3


class Canvas:
    def __init__(self, width, height):
        self.width = width
        self.pixels = bytearray(4 * width * height)

    def put(self, rect, data):
        x, y, width, height = rect
        for line in range(height):
            at = 4 * ((y + line) * self.width + x)
            self.pixels[at:at + 4 * width] = data[4 * width * line:4 * width * (line + 1)]

    def fill(self, rect, bgr):
        self.put(rect, (bgr + b"\0") * (rect[2] * rect[3]))


def padded(data, order):
    """Pixels of 3 bytes; order has the places of blue, green and red in them."""
    pixels = bytearray(len(data) // 3 * 4)
    for i, place in enumerate(order):
        pixels[i::4] = data[place::3]
    return pixels


def unpacked(data, bits, width, height):
    """Returns the numbers of bits each, whose lines begin at a byte, as bytes."""
    line = (width * bits + 7) // 8
    mask, count = (1 << bits) - 1, 8 // bits
    table = [bytes(byte >> (8 - bits * (i + 1)) & mask for i in range(count))
             for byte in range(256)]
    return b"".join(b"".join(table[byte] for byte in data[at:at + line])[:width]
                    for at in range(0, line * height, line))


def coloured(indices, palette):
    """Looks bytes up in a palette of 4 bytes a colour."""
    pixels = bytearray(4 * len(indices))
    for i in range(4):
        pixels[i::4] = indices.translate(bytes(palette[i::4]).ljust(256, b"\0"))
    return pixels


def gradient(data, width):
    """Undoes a filter of Tight: a byte is the difference from left + above - above left, bounded."""
    line, above, pixels = 3 * width, bytes(3 * width + 3), bytearray()
    for at in range(0, len(data), line):
        row = bytearray(3)
        for i, byte in enumerate(data[at:at + line]):
            row.append(byte + min(max(row[i] + above[i + 3] - above[i], 0), 255) & 255)
        pixels += row[3:]
        above = row
    return bytes(pixels)


def tight_fill(data, colours, width, height):
    if not colours:
        return padded(data, (2, 1, 0))
    if len(colours) == 6:
        data = unpacked(data, 1, width, height)
    return coloured(bytes(data), padded(colours, (2, 1, 0)))


def jpeg(data, width, height):
    lib = ctypes.CDLL("libturbojpeg.so.0")
    lib.tjInitDecompress.restype = ctypes.c_void_p
    handle = ctypes.c_void_p(lib.tjInitDecompress())
    pixels = ctypes.create_string_buffer(4 * width * height)
    status = lib.tjDecompress2(handle, data, ctypes.c_ulong(len(data)), pixels, width, 0,
                               height, BGRX, 0)
    lib.tjDestroy(handle)
    if status:
        raise SystemExit("pixels.py: a JPEG cannot be decoded")
    return pixels.raw


class Tile:
    """Reads the tiles of an update in ZRLE, one after the other."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, count):
        self.at += count
        return self.data[self.at - count:self.at]

    def run(self):
        length = 1
        while True:
            byte = self.take(1)[0]
            length += byte
            if byte < 255:
                return length

    def runs(self, palette, count):
        pixels = bytearray()
        while len(pixels) < 4 * count:
            if palette is None:
                pixels += padded(self.take(3), (0, 1, 2)) * self.run()
                continue
            index = self.take(1)[0]
            times = self.run() if index & 128 else 1
            pixels += palette[4 * (index & 127):][:4] * times
        return pixels

    def pixels(self, width, height):
        kind = self.take(1)[0]
        if kind == 0:
            return padded(self.take(3 * width * height), (0, 1, 2))
        if kind == 128:
            return self.runs(None, width * height)
        palette = padded(self.take(3 * (kind & 127)), (0, 1, 2))
        if kind > 128:
            return self.runs(palette, width * height)
        if kind == 1:
            return palette * (width * height)
        bits = 1 if kind == 2 else 2 if kind <= 4 else 4
        data = self.take((width * bits + 7) // 8 * height)
        return coloured(unpacked(data, bits, width, height), palette)


def zrle_tiles(canvas, rect, data):
    left, top, width, height = rect
    tile = Tile(data)
    for y in range(0, height, TILE):
        for x in range(0, width, TILE):
            size = min(TILE, width - x), min(TILE, height - y)
            canvas.put((left + x, top + y, *size), tile.pixels(*size))
