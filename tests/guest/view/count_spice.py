#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""A SPICE client that counts what it gets: count_spice.py PORT FILE

It uses libspice-client-glib, which decodes all that it gets. See counting.py for its signals.
"""

import ctypes
import sys

from counting import Counter
from spice_gl import GLIB, GOBJECT, ON_CHANNEL, ON_TIME, SPICE

ON_CREATE = ctypes.CFUNCTYPE(None, ctypes.c_void_p, *[ctypes.c_int] * 5,
                             *[ctypes.c_void_p] * 2)
ON_INVALIDATE = ctypes.CFUNCTYPE(None, ctypes.c_void_p, *[ctypes.c_int] * 4,
                                 ctypes.c_void_p)
# Signals are handled at such a time, in milliseconds.
TICK = 50


class Client(Counter):
    def __init__(self, port, name):
        super().__init__(name)
        self.display = self.pixels = None
        self.callbacks = {b"channel-new": ON_CHANNEL(self.channel),
                          b"display-primary-create": ON_CREATE(self.create),
                          b"display-primary-destroy": ON_CHANNEL(self.destroy),
                          b"display-invalidate": ON_INVALIDATE(self.invalidate)}
        self.tick = ON_TIME(lambda _data: 1)
        self.session = SPICE.spice_session_new()
        GOBJECT.g_object_set(ctypes.c_void_p(self.session), b"host", b"127.0.0.1",
                             b"port", port.encode(), None)
        self.connect(self.session, b"channel-new")

    def connect(self, instance, signal):
        GOBJECT.g_signal_connect_data(ctypes.c_void_p(instance), signal,
                                      self.callbacks[signal], None, None, 0)

    def run(self):
        SPICE.spice_session_connect(ctypes.c_void_p(self.session))
        GLIB.g_timeout_add(TICK, self.tick, None)
        GLIB.g_main_loop_run(ctypes.c_void_p(GLIB.g_main_loop_new(None, 0)))

    def channel(self, _session, channel, _data):
        instance = ctypes.c_void_p(channel)
        if GOBJECT.g_type_name_from_instance(instance) != b"SpiceDisplayChannel":
            return
        self.display = channel
        for signal in list(self.callbacks)[1:]:
            self.connect(channel, signal)
        SPICE.spice_channel_connect(instance)

    def create(self, _channel, _fmt, width, height, stride, _shm, pixels, _data):
        self.size, self.stride, self.pixels = (width, height), stride, pixels

    def destroy(self, *_):
        self.pixels = None

    def invalidate(self, _channel, x, y, width, height, _data):
        self.updated(x, y, width, height)

    def bytes(self):
        count = ctypes.c_ulong()
        if self.display:
            GOBJECT.g_object_get(ctypes.c_void_p(self.display), b"total-read-bytes",
                                 ctypes.byref(count), None)
        return count.value

    def wanted(self):
        if not self.pixels:
            return
        width, height = self.size
        self.write_picture(b"".join(
            ctypes.string_at(self.pixels + y * self.stride, 4 * width) for y in range(height)))


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: count_spice.py PORT FILE")
    Client(*sys.argv[1:]).run()


if __name__ == "__main__":
    main()
