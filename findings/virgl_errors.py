# SPDX-License-Identifier: GPL-2.0
"""Prints what functions of virglrenderer return when the answer is no, for a texture, for
a blob in the memory of the guest, and for a number that has no resource."""

import ctypes

import virgl

TEXTURE, BLOB, NONE = 1, 2, 3
SIZE = 4096


def create(memory):
    virgl.must("resource_create", ctypes.byref(virgl.Texture(
        TEXTURE, virgl.TEXTURE_2D, virgl.R8G8B8A8_UNORM, virgl.SAMPLER_VIEW, 4, 4, 1, 1)),
        None, 0)
    virgl.must("resource_create_blob", ctypes.byref(virgl.Blob(
        BLOB, 0, virgl.BLOB_MEM_GUEST, virgl.BLOB_FLAG_USE_MAPPABLE, 0, SIZE,
        ctypes.pointer(virgl.Iovec.of(memory)), 1)))


def questions(handle, memory):
    """The values that the functions return for one resource."""
    info = (ctypes.c_uint32 * 64)()
    address, size = ctypes.c_void_p(), ctypes.c_uint64()
    kind, descriptor = ctypes.c_uint32(), ctypes.c_int(-1)
    yield "get_info", virgl.call("resource_get_info", handle, info)
    yield "export_blob", virgl.call("resource_export_blob", handle, ctypes.byref(kind),
                                    ctypes.byref(descriptor))
    yield "map", virgl.call("resource_map", handle, ctypes.byref(address),
                            ctypes.byref(size))
    yield "transfer_read_iov", virgl.transfer(
        "transfer_read_iov", handle, (16, 64), virgl.Box(0, 0, 0, 4, 4, 1), memory)


def main():
    memory = (ctypes.c_ubyte * SIZE)()
    virgl.begin()
    create(memory)
    for name, handle in (("texture", TEXTURE), ("blob", BLOB), ("none", NONE)):
        print(f"{name}:", ", ".join(f"{function} {value}" for function, value
                                    in questions(handle, memory)))
    virgl.end()


main()
