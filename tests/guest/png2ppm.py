#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Converts a PNG to a PPM: png2ppm.py PNG PPM.

Cairo decodes the PNG, because it is fast on emulated CPUs. The Debian root of the tests
has it for its Wayland programs.
"""

import ctypes
import sys

FORMAT_ARGB32, FORMAT_RGB24 = 0, 1


def load():
    cairo = ctypes.CDLL("libcairo.so.2")
    cairo.cairo_image_surface_create_from_png.restype = ctypes.c_void_p
    cairo.cairo_image_surface_get_data.restype = ctypes.c_void_p
    return cairo


def read(path):
    """Returns width, height and lines of a PNG, with 4 bytes a pixel: B, G, R, X."""
    cairo = load()
    surface = ctypes.c_void_p(
        cairo.cairo_image_surface_create_from_png(path.encode()))
    if cairo.cairo_surface_status(surface):
        sys.exit(f"png2ppm: cannot read {path}")
    if cairo.cairo_image_surface_get_format(surface) not in (FORMAT_ARGB32,
                                                             FORMAT_RGB24):
        sys.exit(f"png2ppm: {path} has an unexpected pixel format")
    width = cairo.cairo_image_surface_get_width(surface)
    height = cairo.cairo_image_surface_get_height(surface)
    stride = cairo.cairo_image_surface_get_stride(surface)
    data = ctypes.string_at(cairo.cairo_image_surface_get_data(surface),
                            stride * height)
    return width, height, [data[y * stride:y * stride + width * 4]
                           for y in range(height)]


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: png2ppm.py PNG PPM")
    width, height, lines = read(sys.argv[1])
    data = b"".join(lines)
    pixels = bytearray(width * height * 3)
    for place, source in enumerate((2, 1, 0)):
        pixels[place::3] = data[source::4]
    with open(sys.argv[2], "wb") as file:
        file.write(b"P6\n%d %d\n255\n" % (width, height) + pixels)


if __name__ == "__main__":
    main()
