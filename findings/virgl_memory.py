# SPDX-License-Identifier: GPL-2.0
"""Prints what virglrenderer returns when one row of a texture is written from memory of one
row, read into such memory, and read into memory of the texture's size."""

import ctypes

import virgl

WIDTH = HEIGHT = 4
STRIDE = 4 * WIDTH
STRIDES = STRIDE, STRIDE * HEIGHT

FORMATS = (("R8G8B8A8_UNORM", virgl.R8G8B8A8_UNORM),
           ("R9G9B9E5_FLOAT", virgl.R9G9B9E5_FLOAT))


def create(handle, pixels):
    virgl.must("resource_create", ctypes.byref(virgl.Texture(
        handle, virgl.TEXTURE_2D, pixels, virgl.SAMPLER_VIEW, WIDTH, HEIGHT, 1, 1)),
        None, 0)


def transfer_row(name, handle, memory):
    return virgl.transfer(name, handle, STRIDES, virgl.Box(0, 0, 0, WIDTH, 1, 1), memory)


def write_row(handle):
    """Writes the first row, of which each byte is 1, from as many bytes."""
    return transfer_row("transfer_write_iov", handle,
                        (ctypes.c_ubyte * STRIDE)(*[1] * STRIDE))


def read_row(handle, size):
    """Reads the first row into that many bytes: what the call returns, and how many bytes
    it has written."""
    memory = (ctypes.c_ubyte * size)()
    value = transfer_row("transfer_read_iov", handle, memory)
    return f"{value}, {sum(memory)} bytes read"


def main():
    virgl.begin()
    for handle, (name, pixels) in enumerate(FORMATS, 1):
        create(handle, pixels)
        print(f"{name}, write of a row: {write_row(handle)}")
        for size in (STRIDE, STRIDE * HEIGHT):
            print(f"{name}, {size} bytes: {read_row(handle, size)}")
    virgl.end()


main()
