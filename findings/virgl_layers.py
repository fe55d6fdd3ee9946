# SPDX-License-Identifier: GPL-2.0
"""Prints which layers of a texture virglrenderer writes and reads by one call that has all
of them in its box."""

import ctypes

import virgl

SIZE = 8
LAYERS = 6
BEFORE = 9


class Texture:
    """A texture of 8x8 pixels in 6 layers, slices or faces. Blocks is the number of
    pixels, or of compressed blocks, of a row."""

    def __init__(self, handle, target, pixels, blocks, block_bytes):
        self.handle = handle
        self.blocks = blocks
        self.row = blocks * block_bytes
        self.layer = blocks * self.row
        depth = LAYERS if target == virgl.TEXTURE_3D else 1
        array = 1 if target == virgl.TEXTURE_3D else LAYERS
        virgl.must("resource_create", ctypes.byref(virgl.Texture(
            handle, target, pixels, virgl.SAMPLER_VIEW, SIZE, SIZE, depth, array)), None, 0)

    def memory(self, numbers):
        """Memory of all layers, each filled with its number."""
        contents = b"".join(bytes([number]) * self.layer for number in numbers)
        return (ctypes.c_ubyte * len(contents)).from_buffer_copy(contents)

    def numbers(self, memory):
        """The numbers in the memory of the layers."""
        layers = (set(memory[layer * self.layer:(layer + 1) * self.layer])
                  for layer in range(LAYERS))
        return " ".join("/".join(map(str, sorted(layer))) for layer in layers)

    def transfer(self, name, memory, count):
        """Transfers all layers by calls for this many; what the calls return."""
        return max(virgl.transfer(name, self.handle, (self.row, self.layer),
                                  virgl.Box(0, 0, first, SIZE, SIZE, count), memory,
                                  first * self.layer) for first in range(0, LAYERS, count))

    def write(self, numbers, count):
        return self.transfer("transfer_write_iov", self.memory(numbers), count)

    def read(self, count):
        """What the calls return, and the numbers that the memory has then."""
        memory = self.memory([BEFORE] * LAYERS)
        value = self.transfer("transfer_read_iov", memory, count)
        return f"{value}, {self.numbers(memory)}"


TEXTURES = {
    "2D array": (virgl.TEXTURE_2D_ARRAY, virgl.R8G8B8A8_UNORM, SIZE, 4),
    "3D texture": (virgl.TEXTURE_3D, virgl.R8G8B8A8_UNORM, SIZE, 4),
    "cube": (virgl.TEXTURE_CUBE, virgl.R8G8B8A8_UNORM, SIZE, 4),
    "2D array of R9G9B9E5_FLOAT": (virgl.TEXTURE_2D_ARRAY, virgl.R9G9B9E5_FLOAT, SIZE, 4),
    "2D array of DXT1_RGB": (virgl.TEXTURE_2D_ARRAY, virgl.DXT1_RGB, SIZE // 4, 8),
}


def show(name, texture):
    """Writes by one call over older contents, then by a call for each layer; reads."""
    new = range(1, LAYERS + 1)
    texture.write([BEFORE] * LAYERS, 1)
    for label, count in (("one write", LAYERS), ("6 writes", 1)):
        value = texture.write(new, count)
        print(f"{name}, {label}: {value}, read of each layer {texture.read(1)}")
    if texture.blocks == SIZE:
        print(f"{name}, one read: {texture.read(LAYERS)}")


def main():
    virgl.begin()
    for handle, (name, shape) in enumerate(TEXTURES.items(), 1):
        show(name, Texture(handle, *shape))
    virgl.end()


main()
