# SPDX-License-Identifier: GPL-2.0
"""What the counting clients of remote screens share.

A client counts the bytes and frames that it gets. At SIGUSR1 it writes a line with both to
FILE.counts, at SIGUSR2 its picture to FILE, as a PPM. It takes signals when FILE.counts is
there, with zeroes. A frame is an update of the middle of
the screen, whatever the rectangles in which a server sends it.
"""

import os
import signal


class Counter:
    def __init__(self, name):
        self.name = name
        self.size = 0, 0
        self.frames = 0
        signal.signal(signal.SIGUSR1, lambda *_: self.write_counts())
        signal.signal(signal.SIGUSR2, lambda *_: self.wanted())
        self.write(".counts", b"0 0\n")

    def updated(self, x, y, width, height):
        column, row = self.size[0] // 2, self.size[1] // 2
        self.frames += x <= column < x + width and y <= row < y + height

    def write(self, suffix, data):
        """The file appears with all of its contents."""
        with open(self.name + ".new", "wb") as file:
            file.write(data)
        os.rename(self.name + ".new", self.name + suffix)

    def write_counts(self):
        self.write(".counts", b"%d %d\n" % (self.bytes(), self.frames))

    def write_picture(self, pixels):
        """Writes pixels of 4 bytes: blue, green, red and an unused one."""
        rgb = bytearray(len(pixels) // 4 * 3)
        for i in range(3):
            rgb[i::3] = pixels[2 - i::4]
        self.write("", b"P6\n%d %d\n255\n" % self.size + rgb)
