# SPDX-License-Identifier: GPL-2.0
"""Prints what virglrenderer returns when a whole buffer is written from memory of its size,
and from memory of as many pixels, for some formats."""

import ctypes

import virgl

BYTES = 64

# Name, number, bytes of a pixel.
FORMATS = (("R8_UNORM", virgl.R8_UNORM, 1),
           ("R16G16_UNORM", virgl.R16G16_UNORM, 4),
           ("R32G32B32A32_FLOAT", virgl.R32G32B32A32_FLOAT, 16))


def create(handle, pixels):
    virgl.must("resource_create", ctypes.byref(virgl.Texture(
        handle, virgl.BUFFER, pixels, virgl.VERTEX_BUFFER, BYTES, 1, 1, 1)), None, 0)


def write(handle, size):
    return virgl.transfer("transfer_write_iov", handle, (0, 0),
                          virgl.Box(0, 0, 0, BYTES, 1, 1), (ctypes.c_ubyte * size)())


def main():
    virgl.begin()
    for handle, (name, pixels, width) in enumerate(FORMATS, 1):
        create(handle, pixels)
        print(f"{name}, its size: {write(handle, BYTES)}")
        print(f"{name}, as many pixels: {write(handle, BYTES * width)}")
    virgl.end()


main()
