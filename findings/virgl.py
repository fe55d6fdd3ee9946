# SPDX-License-Identifier: GPL-2.0
"""virglrenderer in this process, as a program that emulates virtio-gpu uses it: OpenGL
without a window, and context 0, which is the program's own. The structures and the numbers
are those of virglrenderer.h and virgl_hw.h."""

import ctypes
import sys
from ctypes import c_int, c_size_t, c_uint32, c_uint64, c_void_p

USE_EGL, USE_SURFACELESS = 1, 1 << 3
BUFFER = 0
TEXTURE_2D, TEXTURE_3D, TEXTURE_CUBE, TEXTURE_2D_ARRAY = 2, 3, 4, 7
R32G32B32A32_FLOAT, R16G16_UNORM, R8_UNORM = 31, 49, 64
R8G8B8A8_UNORM, DXT1_RGB, R9G9B9E5_FLOAT = 67, 105, 125
SAMPLER_VIEW, VERTEX_BUFFER = 1 << 3, 1 << 4
BLOB_MEM_GUEST, BLOB_FLAG_USE_MAPPABLE = 1, 1

LIBRARY = ctypes.CDLL("libvirglrenderer.so.1")

WriteFence = ctypes.CFUNCTYPE(None, c_void_p, c_uint32)


class Callbacks(ctypes.Structure):
    """Version 1 of the callbacks."""
    _fields_ = [("version", c_int), ("write_fence", WriteFence),
                ("create_gl_context", c_void_p), ("destroy_gl_context", c_void_p),
                ("make_current", c_void_p)]


class Iovec(ctypes.Structure):
    _fields_ = [("base", c_void_p), ("length", c_size_t)]

    @classmethod
    def of(cls, buffer):
        return cls(ctypes.addressof(buffer), ctypes.sizeof(buffer))


class Box(ctypes.Structure):
    _fields_ = [(name, c_uint32) for name in ("x", "y", "z", "width", "height", "depth")]


class Texture(ctypes.Structure):
    """struct virgl_renderer_resource_create_args"""
    _fields_ = [(name, c_uint32) for name in (
        "handle", "target", "format", "bind", "width", "height", "depth", "array_size",
        "last_level", "nr_samples", "flags")]


class Blob(ctypes.Structure):
    """struct virgl_renderer_resource_create_blob_args"""
    _fields_ = [("handle", c_uint32), ("context", c_uint32), ("mem", c_uint32),
                ("flags", c_uint32), ("id", c_uint64), ("size", c_uint64),
                ("iovecs", ctypes.POINTER(Iovec)), ("iovec_count", c_uint32)]


CALLBACKS = Callbacks(1, WriteFence(lambda cookie, fence: None))


def call(name, *arguments):
    """The value that a function of the library returns."""
    return getattr(LIBRARY, "virgl_renderer_" + name)(*arguments)


def must(name, *arguments):
    """Ends the program unless the function returns 0."""
    value = call(name, *arguments)
    if value:
        sys.exit(f"virgl_renderer_{name}() returns {value}")


def begin():
    must("init", ctypes.byref(CALLBACKS), USE_EGL | USE_SURFACELESS,
         ctypes.byref(CALLBACKS))


def transfer(name, handle, strides, box, buffer, offset=0):
    """transfer_read_iov or transfer_write_iov, of level 0 and one buffer."""
    return call(name, handle, 0, 0, *strides, ctypes.byref(box), c_uint64(offset),
                ctypes.byref(Iovec.of(buffer)), 1)


def end():
    call("cleanup", ctypes.byref(CALLBACKS))
