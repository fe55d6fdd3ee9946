# SPDX-License-Identifier: GPL-2.0
"""Prints what virglrenderer says about each capability set when it was started for OpenGL
alone: version and size, the bytes that it writes, and what a context of the set returns."""

import ctypes

import virgl

SETS = {2: "virgl2", 4: "venus", 6: "drm"}
FILLER = 0xa5
MOST = 65536


def describe(number):
    version, size = ctypes.c_uint32(9), ctypes.c_uint32(9)
    virgl.call("get_cap_set", number, ctypes.byref(version), ctypes.byref(size))
    data = (ctypes.c_ubyte * MOST)(*([FILLER] * MOST))
    virgl.call("fill_caps", number, version.value, data)
    written = sum(byte != FILLER for byte in data) > 0
    context = virgl.call("context_create_with_flags", number + 100, number, 4, b"test")
    return (f"size {size.value}, {'written' if written else 'not written'}, "
            f"context {context}")


def main():
    virgl.begin()
    for number, name in SETS.items():
        print(f"{name}: {describe(number)}")
    virgl.end()


main()
