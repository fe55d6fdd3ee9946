#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""A local SPICE client of a server with gl=on: spice_gl.py SOCKET FILE

Maps the dma-buf that the server passes through its unix socket, and writes it as a PPM.
It uses libspice-client-glib and needs no OpenGL.
"""

import ctypes
import mmap
import os
import sys

LIMIT = 60


class Scanout(ctypes.Structure):
    _fields_ = [("fd", ctypes.c_int), ("width", ctypes.c_uint32),
                ("height", ctypes.c_uint32), ("stride", ctypes.c_uint32),
                ("format", ctypes.c_uint32), ("y0top", ctypes.c_int)]


def load():
    spice = ctypes.CDLL("libspice-client-glib-2.0.so.8")
    gobject = ctypes.CDLL("libgobject-2.0.so.0")
    glib = ctypes.CDLL("libglib-2.0.so.0")
    for call in (spice.spice_session_new, glib.g_main_loop_new,
                 gobject.g_type_name_from_instance):
        call.restype = ctypes.c_void_p
    gobject.g_type_name_from_instance.restype = ctypes.c_char_p
    spice.spice_display_channel_get_gl_scanout.restype = ctypes.POINTER(Scanout)
    return spice, gobject, glib


SPICE, GOBJECT, GLIB = load()
ON_CHANNEL = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 3)
ON_DRAW = ctypes.CFUNCTYPE(None, ctypes.c_void_p, *[ctypes.c_uint32] * 4,
                           ctypes.c_void_p)
ON_TIME = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)


def picture(scanout):
    """Returns the framebuffer in the dma-buf as a PPM."""
    size = os.lseek(scanout.fd, 0, os.SEEK_END)
    ppm = bytearray(b"P6\n%d %d\n255\n" % (scanout.width, scanout.height))
    with mmap.mmap(scanout.fd, size, mmap.MAP_SHARED, mmap.PROT_READ) as data:
        for y in range(scanout.height):
            line = data[y * scanout.stride:][:4 * scanout.width]
            rgb = bytearray(3 * scanout.width)
            for i in range(3):
                rgb[i::3] = line[2 - i::4]
            ppm += rgb
    return ppm


class Client:
    def __init__(self, name):
        self.name = name
        self.done = False
        self.loop = ctypes.c_void_p(GLIB.g_main_loop_new(None, 0))
        self.callbacks = [ON_CHANNEL(self.channel), ON_DRAW(self.draw),
                          ON_TIME(self.stop)]

    def connect(self, instance, signal, callback):
        GOBJECT.g_signal_connect_data(ctypes.c_void_p(instance), signal,
                                      callback, None, None, 0)

    def run(self, path):
        session = SPICE.spice_session_new()
        GOBJECT.g_object_set(ctypes.c_void_p(session), b"unix-path",
                             path.encode(), None)
        self.connect(session, b"channel-new", self.callbacks[0])
        SPICE.spice_session_connect(ctypes.c_void_p(session))
        GLIB.g_timeout_add_seconds(LIMIT, self.callbacks[2], None)
        GLIB.g_main_loop_run(self.loop)
        return self.done

    def stop(self, _data):
        GLIB.g_main_loop_quit(self.loop)
        return 0

    def channel(self, _session, channel, _data):
        instance = ctypes.c_void_p(channel)
        if GOBJECT.g_type_name_from_instance(instance) != b"SpiceDisplayChannel":
            return
        self.connect(channel, b"gl-draw", self.callbacks[1])
        SPICE.spice_channel_connect(instance)

    def draw(self, channel, _x, _y, _width, _height, _data):
        instance = ctypes.c_void_p(channel)
        scanout = SPICE.spice_display_channel_get_gl_scanout(instance)
        if scanout and scanout.contents.fd >= 0 and not self.done:
            with open(self.name, "wb") as file:
                file.write(picture(scanout.contents))
            self.done = True
            self.stop(None)
        SPICE.spice_display_channel_gl_draw_done(instance)


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: spice_gl.py SOCKET FILE")
    if not Client(sys.argv[2]).run(sys.argv[1]):
        sys.exit(f"spice_gl.py: no dma-buf came in {LIMIT} s")


if __name__ == "__main__":
    main()
